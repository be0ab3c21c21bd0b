//! Pictures of check-ins: committed, although the caller may go away, then told to the pacts.

use crate::app::Shared;
use kith_protocol::Refusal;
use kith_store::{NewProof, ProofAdded};

/// Adds a picture to a check-in.
///
/// # Errors
/// Those of the store.
pub async fn add(app: &Shared, new: NewProof) -> Result<ProofAdded, Refusal> {
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let mut added = here.store.add_proof(new).await?;
            here.hub.happened(std::mem::take(&mut added.happened)).await;
            Ok(added)
        })
        .await
}
