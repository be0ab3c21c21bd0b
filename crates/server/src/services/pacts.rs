//! Pacts: each step is committed, and what it has set in motion is noticed, although the caller may go away.

use crate::app::Shared;
use crate::hub::Link;
use crate::services::{checkins, connections};
use kith_domain::{RoomId, Saying};
use kith_protocol::pact_messages::LeftPact;
use kith_protocol::pacts::{MemberStatus, Pact, PactActivity};
use kith_protocol::{PactId, Reference, Refusal, ServerMessage, UserId};
use kith_store::{Created, Happened, NewPact, PactStep, WayIn};

/// How long a new pact can be accepted: 14 days.
pub const OPEN_MS: i64 = 14 * 24 * 60 * 60 * 1_000;

/// A step in a pact by somebody who has a place in it.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// To say yes.
    Accept,
    /// To say no.
    Decline,
    /// To leave.
    Abandon,
}

/// Makes a pact.
///
/// # Errors
/// Those of the store.
pub async fn create(app: &Shared, new: NewPact) -> Result<Pact, Refusal> {
    let here = app.clone();
    app.hub.carry_through(async move { Ok(asked(&here, here.store.create_pact(new).await?).await) }).await
}

/// Asks people into a pact, and opens a new code.
///
/// # Errors
/// Those of the store, by the table of SPEC.md PA1.
pub async fn invite(
    app: &Shared,
    pact: PactId,
    by: UserId,
    people: Vec<UserId>,
    way_in: WayIn,
) -> Result<Pact, Refusal> {
    let here = app.clone();
    app.hub
        .carry_through(async move {
            Ok(asked(&here, here.store.invite_to_pact(pact, by, people, way_in).await?).await)
        })
        .await
}

/// Takes a step. Twice is the same as once.
///
/// # Errors
/// Those of the store, by the table of SPEC.md PA1.
pub async fn step(app: &Shared, pact: PactId, user: UserId, step: Step) -> Result<Pact, Refusal> {
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let now = here.clock.now();
            let taken = match step {
                Step::Accept => here.store.accept_pact(pact, user, now).await?,
                Step::Decline => here.store.decline_pact(pact, user, now).await?,
                Step::Abandon => here.store.abandon_pact(pact, user, now).await?,
            };
            Ok(noticed(&here, user, taken).await)
        })
        .await
}

/// Accepts the pact of a code.
///
/// # Errors
/// Those of the store.
pub async fn accept_by_code(app: &Shared, code: String, user: UserId) -> Result<Pact, Refusal> {
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let taken = here.store.accept_pact_by_code(&code, user, here.clock.now()).await?;
            Ok(noticed(&here, user, taken).await)
        })
        .await
}

/// Renews an ended pact as `fresh`, or gives the one that it was renewed as.
///
/// # Errors
/// Those of the store, by the table of SPEC.md PA1.
pub async fn renew(
    app: &Shared,
    pact: PactId,
    user: UserId,
    fresh: PactId,
    way_in: WayIn,
) -> Result<Pact, Refusal> {
    let here = app.clone();
    app.hub
        .carry_through(async move {
            Ok(asked(&here, here.store.renew_pact(pact, user, fresh, way_in).await?).await)
        })
        .await
}

/// Encourages another one in a pact.
///
/// # Errors
/// [`kith_protocol::ErrorCode::TooFast`], and those of the store.
pub async fn encourage(
    app: &Shared,
    pact: PactId,
    from: UserId,
    to: UserId,
    message: String,
) -> Result<Created<PactActivity>, Refusal> {
    app.paces.encouraging.step(from, app.clock.now())?;
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let sent = here.store.encourage(pact, from, to, message, here.clock.now()).await?;
            checkins::tell(&here, &sent).await;
            Ok(sent)
        })
        .await
}

/// Whom a pact waits for is owed its invitation.
async fn asked(app: &Shared, pact: Pact) -> Pact {
    let waiting = pact.members.iter().filter(|member| member.status == MemberStatus::Pending);
    let owed = waiting.map(|member| member.user_id).collect();
    app.hub.happened(Happened { owed, alarm_set: true, ..Happened::default() }).await;
    pact
}

/// Takes a connection out of a pact's room by its own word; who is not in the room is told that they are not.
///
/// # Errors
/// For who is not in the room: [`kith_protocol::ErrorCode::NotFound`], [`kith_protocol::ErrorCode::NotAMember`].
pub async fn exit(
    app: &Shared,
    link: &Link,
    pact: PactId,
    reference: Option<Reference>,
) -> Result<(), Refusal> {
    let room = RoomId::Pact(pact);
    if link.is_in(room) {
        app.hub.say(room, link.session, Saying::Exit, reference).await;
        app.hub.leave(room, link.session).await;
        link.exit(room);
    } else {
        app.store.check_in_pact(pact, link.user_id).await?;
        link.tell(&ServerMessage::LeftPact(LeftPact { reference, pact_id: pact }));
    }
    Ok(())
}

async fn noticed(app: &Shared, user: UserId, taken: PactStep) -> Pact {
    if let Some(connected) = &taken.connected {
        connections::tell(app, user, taken.pact.creator_user_id, connected);
    }
    app.hub.notice_alarm();
    app.hub.happened(taken.happened).await;
    taken.pact
}
