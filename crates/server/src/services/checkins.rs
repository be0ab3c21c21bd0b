//! Check-ins and celebrations: committed, although the caller may go away.

use crate::app::Shared;
use crate::hub::Link;
use crate::random;
use crate::services::words;
use kith_protocol::pact_messages::{OwnCheckin, StreakUpdate};
use kith_protocol::pacts::{self, PactActivity};
use kith_protocol::{CheckinId, Reference, Refusal, ServerMessage, Timestamp, UserId};
use kith_store::{CheckinOutcome, Created, NewCelebration, NewCheckin};
use std::sync::Arc;

/// The device that logs a check-in, with its mark.
pub type Device = (Arc<Link>, Option<Reference>);

/// A check-in as it was sent, tidied.
///
/// # Errors
/// [`kith_protocol::ErrorCode::BadMessage`] with what to write instead.
pub fn checked(new: pacts::NewCheckin, user: UserId, now: Timestamp) -> Result<NewCheckin, Refusal> {
    Ok(NewCheckin {
        id: CheckinId(random::id()),
        user,
        goal: new.habit_goal_id,
        pact: new.pact_id,
        status: new.status,
        day: new.day.map(|day| words::day("day", &day)).transpose()?,
        notes: words::optional_letter("\"notes\"", new.notes)?,
        client_id: words::client_id(new.client_id)?,
        now,
    })
}

/// Logs a check-in. All devices of its person hear of it, unless it was logged before; the one that logged it in any case.
///
/// # Errors
/// [`kith_protocol::ErrorCode::TooFast`], and those of the store.
pub async fn log(app: &Shared, new: NewCheckin, device: Option<Device>) -> Result<CheckinOutcome, Refusal> {
    app.paces.keeping.step(new.user, new.now)?;
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let user = new.user;
            let mut outcome = here.store.log_checkin(new).await?;
            let session = device.as_ref().map(|(link, _)| link.session);
            if let Some((link, reference)) = device {
                link.tell(&told(&outcome, reference));
            }
            if !outcome.is_repeated {
                here.hub.connections().tell_other_devices(user, session, &told(&outcome, None));
            }
            here.hub.happened(std::mem::take(&mut outcome.happened)).await;
            Ok(outcome)
        })
        .await
}

/// Takes a check-in back; the pacts that were told of it hear of that.
///
/// # Errors
/// Those of the store.
pub async fn take_back(app: &Shared, checkin: CheckinId, user: UserId) -> Result<(), Refusal> {
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let happened = here.store.delete_checkin(checkin, user, here.clock.now()).await?;
            here.hub.happened(happened).await;
            Ok(())
        })
        .await
}

fn told(outcome: &CheckinOutcome, reference: Option<Reference>) -> ServerMessage {
    let streak_update = StreakUpdate {
        before: outcome.streak_before,
        after: outcome.logged.streak.current,
        is_new_record: outcome.is_new_record,
        milestone: outcome.logged.milestone,
    };
    let checkin = outcome.logged.checkin.clone();
    let achievements_unlocked = outcome.logged.achievements_unlocked.clone();
    ServerMessage::CheckinLogged(OwnCheckin { reference, checkin, streak_update, achievements_unlocked })
}

/// Celebrates another one's check-in.
///
/// # Errors
/// [`kith_protocol::ErrorCode::TooFast`], and those of the store.
pub async fn celebrate(app: &Shared, new: NewCelebration) -> Result<Created<PactActivity>, Refusal> {
    app.paces.keeping.step(new.from, new.now)?;
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
