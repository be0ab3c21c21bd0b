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
    app.hub.carry_through(async move { Ok(here.store.log_checkin(new).await?) }).await
}

/// Celebrates another one's check-in.
///
/// # Errors
/// Those of the store.
pub async fn celebrate(app: &Shared, new: NewCelebration) -> Result<Created<PactActivity>, Refusal> {
    let here = app.clone();
    let work = async move { Ok(here.store.celebrate(new).await?) };
    app.hub.carry_through(work).await
}
