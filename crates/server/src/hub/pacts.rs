//! Pacts' rooms: who comes into them, unasked too, and what their people hear after a commit. It knows no door; whether
//! somebody may be in a pact's room, the store says each time.

use super::{Held, Hub, Link};
use kith_domain::pact_room::PactView;
use kith_domain::{Entry, Fact, RoomId, Session};
use kith_protocol::pacts::{ActivityType, MemberStatus, PactActivity};
use kith_protocol::{ErrorCode, ForumId, PactId, Reference, Refusal, Role, UserId};
use kith_store::{PactEntry, StoreError};
use std::sync::Arc;

impl Hub {
    /// Brings a connection into a pact's room, or tells it again where the room stands. SPEC.md LP1.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`], [`ErrorCode::NotAMember`]; [`ErrorCode::Conflict`] when the connection is in too many rooms.
    pub async fn enter_pact(
        &self,
        link: &Arc<Link>,
        pact: PactId,
        (since, epoch): (Option<u64>, Option<String>),
        reference: Option<Reference>,
    ) -> Result<(), Refusal> {
        let room = RoomId::Pact(pact);
        // Before the reading: who is taken out of the pact from now on is found in the room.
        let was_in = link.is_in(room);
        if !link.enter(room) {
            return Err(Refusal::new(
                ErrorCode::Conflict,
                "This connection is in too many rooms. Leave one first, or open another connection.",
            ));
        }
        let (session, mut entry, held) = match self.read_pact(link, pact, since).await {
            Ok(found) => found,
            Err(refused) => {
                if !was_in {
                    link.exit(room);
                }
                return Err(refused.into());
            }
        };
        entry.missed = entry.missed.filter(|_| epoch.is_none_or(|epoch| epoch == entry.epoch));
        self.join(room, session, entry, reference, link.clone()).await;
        if !link.is_in(room) {
            // Taken out meanwhile, or the connection ended.
            self.leave(room, link.session).await;
        }
        drop(held);
        Ok(())
    }

    /// Reads where a pact stands while its room is open: what is told between the reading and the coming in finds it,
    /// and is told again. Only who may be in it has a room opened.
    ///
    /// # Errors
    /// `NOT_FOUND`, `NOT_A_MEMBER`.
    pub async fn read_pact(
        &self,
        link: &Link,
        pact: PactId,
        since: Option<u64>,
    ) -> Result<(Session, Entry, Held), StoreError> {
        let (room, now) = (RoomId::Pact(pact), self.shared.clock.now());
        let read = || self.shared.store.pact_entry(pact, link.user_id, since, now);
        let (found, held) = if let Some(held) = self.hold_if_open(room) {
            (read().await?, held)
        } else {
            read().await?;
            let held = self.hold(room);
            (read().await?, held)
        };
        let PactEntry { user_name, detail, epoch, seq, recent, missed, seen } = found;
        let connections = self.connections();
        let stored = |user| seen.iter().find(|(seen, _)| *seen == user).map(|(_, at)| *at);
        let last_seen = |user| connections.last_seen(user, now).or_else(|| stored(user));
        let people = detail.members.iter().map(|member| member.user_id);
        let seen = people.filter_map(|user| Some((user, last_seen(user)?))).collect();
        let view = PactView { pact: detail.pact, members: detail.members, recent, seen };
        let pact = Some(Box::new(view));
        let entry = Entry { title: String::new(), epoch, seq, missed, ticker: None, pact };
        let (id, user_id) = (link.session, link.user_id);
        Ok((Session { id, user_id, user_name, role: Role::Member }, entry, held))
    }

    /// Tells pacts' rooms what was added to their feeds. Who left a pact is taken out of its rooms before, and who came
    /// into one is brought in after, on every device.
    pub(super) async fn tell_pacts(&self, activities: &[PactActivity]) {
        for activity in activities {
            let (pact, user) = (activity.pact_id, activity.user_id);
            if matches!(activity.kind, ActivityType::PartnerLeft | ActivityType::PartnerDeclined) {
                self.evict(RoomId::Pact(pact), user).await;
                self.evict(RoomId::Forum(ForumId(pact.0)), user).await;
            }
            self.tell(pact, Fact::Fed(activity.clone().into())).await;
        }
        for activity in activities {
            let outcome = if activity.kind == ActivityType::PactStarted {
                self.bring_everybody(activity, activities).await
            } else if activity.kind == ActivityType::PartnerJoined {
                self.bring(activity.user_id, activity, activities).await;
                Ok(())
            } else {
                Ok(())
            };
            if let Err(refusal) = outcome {
                tracing::warn!(pact = %activity.pact_id, %refusal, "people of a pact were not brought into its room");
            }
        }
    }

    async fn bring_everybody(&self, start: &PactActivity, all: &[PactActivity]) -> Result<(), Refusal> {
        let pact = self.shared.store.pact(start.pact_id, start.user_id).await?;
        for member in pact.members.iter().filter(|member| member.status == MemberStatus::Active) {
            self.bring(member.user_id, start, all).await;
        }
        Ok(())
    }

    /// Every device of somebody that is not in the pact's room comes in, and hears what has just happened.
    async fn bring(&self, user: UserId, about: &PactActivity, all: &[PactActivity]) {
        let pact = about.pact_id;
        let first = all.iter().find(|activity| activity.pact_id == pact).unwrap_or(about).seq;
        for link in self.connections().of(user) {
            if !link.is_in(RoomId::Pact(pact)) {
                let from = (Some(first.saturating_sub(1)), None);
                // One that is just ending, or is in too many rooms, keeps the others from nothing.
                if let Err(refusal) = self.enter_pact(&link, pact, from, None).await {
                    tracing::debug!(%pact, message = %refusal.message, "a device was not brought in");
                }
            }
        }
    }
}
