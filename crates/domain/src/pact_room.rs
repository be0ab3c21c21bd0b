//! A pact's room: who of its people is here, and what happens in it, in order. It knows nothing of sockets or SQL, and
//! whether somebody may be here was decided before it hears of them.

use crate::fact::{Fact, FeedEntry, FeedKind};
use crate::feed::{CatchUp, FeedOrder};
use crate::pact_words::{Hearers, words};
use crate::room::{Audience, Dormant, Effect, Entry, Input, Saying, Session, SessionId};
use crate::roster::{Entered, Roster};
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use kith_protocol::pact_messages::{
    JoinedPact, LeftPact, PactPerson, PactPresence, PartnerJoinedPact, PartnerLeftPact,
};
use kith_protocol::pacts::{MemberStatus, Pact, PactActivity, PactMemberProgress};
use kith_protocol::{ErrorCode, PactId, Presence, Reference, Refusal, ServerMessage, Timestamp, UserId};

/// How a pact stood when somebody's place in it was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PactView {
    /// The pact.
    pub pact: Pact,
    /// How everybody keeps it.
    pub members: Vec<PactMemberProgress>,
    /// The newest entries of its feed, oldest first.
    pub recent: Vec<PactActivity>,
    /// When its people were last connected, as far as is known.
    pub seen: Vec<(UserId, Timestamp)>,
}

/// A pact's live room.
#[derive(Debug)]
pub struct PactRoom {
    id: PactId,
    roster: Roster,
    feed: FeedOrder,
}

impl PactRoom {
    /// See [`crate::Room::wake`].
    #[must_use]
    pub fn wake(id: PactId, dormant: Dormant, sessions: &[Session]) -> Self {
        let mut roster = Roster::default();
        for session in sessions {
            roster.enter(session);
        }
        Self { id, roster, feed: FeedOrder::after(dormant.feed_told) }
    }

    /// See [`crate::Room::dormant`].
    #[must_use]
    pub fn dormant(&self, now: Timestamp) -> Option<Dormant> {
        if self.roster.is_leaving() {
            return None;
        }
        Some(Dormant { feed_told: self.feed.settled(now)?, ..Dormant::default() })
    }

    /// See [`crate::Room::handle`].
    pub fn handle(&mut self, now: Timestamp, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Join { session, entry, reference } => self.join(now, &session, entry, reference, out),
            Input::Leave(session) => self.roster.leave(session, now),
            Input::Say { session, saying: Saying::Exit, reference } => {
                self.exit(now, session, reference, out);
            }
            Input::Say { session, saying: Saying::Cheer(_), reference } => {
                let refusal =
                    Refusal::new(ErrorCode::Forbidden, "Cheers are for a team's room, not for a pact.");
                let message = ServerMessage::refused(refusal, reference);
                out.push(Effect::Send { to: Audience::One(session), message });
            }
            Input::Fact(Fact::Fed(entry)) => {
                let mut tell = Vec::new();
                self.feed.arrived(entry, now, &mut tell);
                tell_feed(tell, out);
            }
            Input::Fact(Fact::Renamed { user_id, user_name }) => {
                self.roster.rename(user_id, &user_name);
            }
            // Likes, pins and goals are a team's.
            Input::Fact(Fact::GoalReached(_) | Fact::Unpinned(_))
            | Input::Like { .. }
            | Input::Likers { .. }
            | Input::Journalled(..)
            | Input::Flushed(..)
            | Input::Hurry
            | Input::Tick => {}
        }
        self.tell_what_is_due(now, out);
    }

    /// See [`crate::Room::deadline`].
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        [self.roster.next_expiry(), self.feed.due()].into_iter().flatten().min()
    }

    /// See [`crate::Room::presence`].
    #[must_use]
    pub fn presence(&self) -> Presence {
        self.roster.presence()
    }

    fn join(
        &mut self,
        now: Timestamp,
        session: &Session,
        entry: Entry,
        reference: Option<Reference>,
        out: &mut Vec<Effect>,
    ) {
        let to = Audience::One(session.id);
        // Who enters a pact brings how it stands; nobody comes in without.
        let Some(view) = entry.pact else { return };
        let entered = self.roster.enter(session);
        let (catch_up, behind) = match self.feed.joined(entry.seq, now) {
            CatchUp::Entries(entries) => (entries, false),
            CatchUp::Resync => (Vec::new(), true),
        };
        let missed = entry.missed.filter(|_| !behind);
        let presence = self.presence_of(&view);
        let PactView { pact, members, recent: activities, .. } = *view;
        let joined = JoinedPact {
            reference,
            pact_id: self.id,
            pact,
            members,
            presence,
            activities,
            epoch: entry.epoch,
            seq: entry.seq,
            resync: missed.is_none(),
        };
        out.push(Effect::Send { to, message: ServerMessage::JoinedPact(Box::new(joined)) });
        for activity in missed.into_iter().flatten().chain(catch_up).filter_map(activity) {
            let heard = words(activity).into_iter().filter(|(hearers, _)| hearers.has(session.user_id));
            out.extend(heard.map(|(_, message)| Effect::Send { to, message }));
        }
        if entered == Entered::Person {
            let (user_id, user_name) = (session.user_id, session.user_name.clone());
            let message = PartnerJoinedPact { pact_id: self.id, user_id, user_name };
            let message = ServerMessage::PartnerJoinedPact(message);
            out.push(Effect::Send { to: Audience::Others(user_id), message });
        }
    }

    /// Leaving by one's own word, or because one is in the pact no more: no grace.
    fn exit(
        &mut self,
        now: Timestamp,
        session: SessionId,
        reference: Option<Reference>,
        out: &mut Vec<Effect>,
    ) {
        let person = self.roster.person(session).map(|(user_id, name)| (user_id, name.to_string()));
        if person.is_some() || reference.is_some() {
            let message = ServerMessage::LeftPact(LeftPact { reference, pact_id: self.id });
            out.push(Effect::Send { to: Audience::One(session), message });
        }
        if let Some((user_id, user_name)) = person
            && self.roster.exit(session)
        {
            self.tell_left(user_id, user_name, now, out);
        }
    }

    fn tell_what_is_due(&mut self, now: Timestamp, out: &mut Vec<Effect>) {
        let mut gone = Vec::new();
        self.roster.expire_with_names(now, |user_id, name, went| gone.push((user_id, name, went)));
        for (user_id, user_name, went) in gone {
            self.tell_left(user_id, user_name, went, out);
        }
        let mut tell = Vec::new();
        self.feed.give_up_waiting(now, &mut tell);
        tell_feed(tell, out);
    }

    fn tell_left(&self, user_id: UserId, user_name: String, went: Timestamp, out: &mut Vec<Effect>) {
        let left = PartnerLeftPact { pact_id: self.id, user_id, user_name, last_seen: went };
        let message = ServerMessage::PartnerLeftPact(left);
        out.push(Effect::Send { to: Audience::Others(user_id), message });
    }

    /// Who is here of those who are in the pact: by what is so now, not when the entry was read.
    fn presence_of(&self, view: &PactView) -> PactPresence {
        let Presence { count, here, .. } = self.roster.presence();
        let is_here = |user_id| here.iter().any(|person| person.user_id == user_id);
        let is_in = |status| matches!(status, MemberStatus::Active | MemberStatus::Done);
        let away = view.members.iter().filter(|member| is_in(member.status) && !is_here(member.user_id));
        let seen = |user_id| view.seen.iter().find(|(seen, _)| *seen == user_id).map(|(_, at)| *at);
        let mut away: Vec<_> = away
            .map(|member| PactPerson {
                user_id: member.user_id,
                user_name: member.user_name.clone(),
                last_seen: seen(member.user_id),
            })
            .collect();
        away.sort_by(|a, b| (&a.user_name, a.user_id).cmp(&(&b.user_name, b.user_id)));
        let here = here.into_iter();
        let here =
            here.map(|it| PactPerson { user_id: it.user_id, user_name: it.user_name, last_seen: None });
        PactPresence { count, here: here.collect(), away }
    }
}

/// What happened, of an entry. Posts and pins are a team's, messages a forum's; no pact's feed has one.
fn activity(entry: FeedEntry) -> Option<PactActivity> {
    match entry.kind {
        FeedKind::Activity(activity) => Some(*activity),
        FeedKind::Post { .. } | FeedKind::Pin { .. } | FeedKind::Message(_) => None,
    }
}

fn tell_feed(entries: Vec<FeedEntry>, out: &mut Vec<Effect>) {
    for (hearers, message) in entries.into_iter().filter_map(activity).flat_map(words) {
        let to = match hearers {
            Hearers::Everybody => Audience::All,
            Hearers::Only(user) => Audience::User(user),
            Hearers::AllBut(user) => Audience::Others(user),
        };
        out.push(Effect::Send { to, message });
    }
}
