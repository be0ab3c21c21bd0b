//! Check-ins and celebrations: committed, although the caller may go away.

use crate::app::Shared;
use kith_protocol::Refusal;
use kith_protocol::pacts::PactActivity;
use kith_store::{CheckinOutcome, Created, NewCelebration, NewCheckin};

/// Logs a check-in.
///
/// # Errors
/// Those of the store.
pub async fn log(app: &Shared, new: NewCheckin) -> Result<CheckinOutcome, Refusal> {
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let mut outcome = here.store.log_checkin(new).await?;
            here.hub.happened(std::mem::take(&mut outcome.happened)).await;
            Ok(outcome)
        })
        .await
}

/// Celebrates another one's check-in.
///
/// # Errors
/// Those of the store.
pub async fn celebrate(app: &Shared, new: NewCelebration) -> Result<Created<PactActivity>, Refusal> {
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let sent = here.store.celebrate(new).await?;
            tell(&here, &sent).await;
            Ok(sent)
        })
        .await
}

/// Tells of a letter, unless it was sent before.
pub async fn tell(app: &Shared, sent: &Created<PactActivity>) {
    if sent.fresh {
        app.hub.happened(vec![sent.value.clone()].into()).await;
    }
}
