//! Sorts what a client says about pacts. Nothing is decided here; every refusal is told by the caller.

use crate::app::Shared;
use crate::hub::Link;
use crate::services::{checkins, pacts, words};
use kith_protocol::{ClientMessage, Reference, Refusal, ServerMessage};
use kith_store::NewCelebration;
use std::sync::Arc;

/// Has one such message carried out and its answer queued.
#[expect(clippy::wildcard_enum_match_arm, reason = "the exhaustive match is the one of `dispatch`")]
pub async fn carry_out(
    app: &Shared,
    link: &Arc<Link>,
    message: ClientMessage,
    reference: Option<Reference>,
) -> Result<(), Refusal> {
    let (user, now) = (link.user_id, app.clock.now());
    let sent = match message {
        ClientMessage::JoinPact { pact_id, since, epoch } => {
            app.paces.entering.step(user, now)?;
            return app.hub.enter_pact(link, pact_id, (since, epoch), reference).await;
        }
        ClientMessage::LeavePact { pact_id } => {
            app.paces.entering.step(user, now)?;
            return pacts::exit(app, link, pact_id, reference).await;
        }
        ClientMessage::LogCheckin(new) => {
            let new = checkins::checked(new, user, now)?;
            checkins::log(app, new, Some((link.clone(), reference))).await?;
            return Ok(());
        }
        ClientMessage::SendCelebration { checkin_id, pact_id, target_user_id, message } => {
            let message = words::optional_letter("\"message\"", message)?;
            let (checkin, pact, target) = (checkin_id, pact_id, target_user_id);
            let new = NewCelebration { from: user, checkin, pact, target, message, now };
            checkins::celebrate(app, new).await?
        }
        ClientMessage::SendEncouragement { pact_id, target_user_id, message } => {
            let message = words::letter("\"message\"", &message)?;
            pacts::encourage(app, pact_id, user, target_user_id, message).await?
        }
        _ => unreachable!("what is not about pacts is sorted before"),
    };
    if reference.is_some() {
        link.tell(&ServerMessage::made(reference, sent.value.id.to_string(), Some(sent.value.seq)));
    }
    Ok(())
}
