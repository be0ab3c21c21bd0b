//! A team's room: who is here, who cheers, what is new. It knows nothing of sockets or SQL.

use crate::cheers::{Burst, Cheers};
use crate::fact::{Fact, FeedEntry, FeedKind};
use crate::feed::{CatchUp, FeedOrder};
use crate::like_counts::LikeCounts;
use crate::likes::LikeBuffer;
use crate::presence::PresencePace;
use crate::room::{
    Audience, Dormant, Effect, Entry, Input, Outcome, RoomSettings, Saying, Session, SessionId,
};
use crate::roster::{Entered, Roster};
use alloc::format;
use alloc::vec::Vec;
use kith_protocol::{
    CheerIcon, ErrorCode, Presence, Reference, Refusal, ServerMessage, TeamId, Ticker, Timestamp,
};

/// A team's live room.
#[derive(Debug)]
pub struct Team {
    id: TeamId,
    roster: Roster,
    presence: PresencePace,
    cheers: Cheers,
    likes: LikeBuffer,
    like_counts: LikeCounts,
    feed: FeedOrder,
    /// The latest shared win told here: the snapshot of who joins may be older.
    ticker: Option<Ticker>,
}

impl Team {
    /// See [`crate::Room::wake`].
    #[must_use]
    pub fn wake(
        id: TeamId,
        settings: RoomSettings,
        dormant: Dormant,
        sessions: &[Session],
        now: Timestamp,
    ) -> Self {
        let mut roster = Roster::default();
        for session in sessions {
            roster.enter(session);
        }
        Self {
            id,
            roster,
            presence: PresencePace::new(settings.presence_beat_ms, dormant.presence_told_at),
            cheers: Cheers::new(now),
            likes: LikeBuffer::new(settings.like_flush_ms, now),
            like_counts: LikeCounts::default(),
            feed: FeedOrder::after(dormant.feed_told),
            ticker: dormant.ticker,
        }
    }

    /// See [`crate::Room::dormant`].
    #[must_use]
    pub fn dormant(&self, now: Timestamp) -> Option<Dormant> {
        let owes = self.roster.is_leaving()
            || self.likes.owed() > 0
            || !self.like_counts.is_settled(now)
            || !self.cheers.is_settled(now);
        if owes {
            return None;
        }
        // Where nobody listens, presence owes nothing, and the last telling is a grace ago.
        let presence_told_at = if self.roster.has_sessions() { self.presence.settled(now)? } else { None };
        let feed_told = self.feed.settled(now)?;
        Some(Dormant { presence_told_at, feed_told, ticker: self.ticker.clone() })
    }

    /// The likes of this room.
    #[must_use]
    pub const fn likes(&self) -> &LikeBuffer {
        &self.likes
    }

    /// See [`crate::Room::handle`].
    pub fn handle(&mut self, now: Timestamp, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Join { session, entry, reference } => self.join(now, &session, entry, reference, out),
            Input::Leave(session) => self.roster.leave(session, now),
            Input::Say { session, saying: Saying::Cheer(icon), reference } => {
                self.cheer(now, session, icon, reference, out);
            }
            Input::Say { session, saying: Saying::Exit, .. } => self.roster.leave(session, now),
            Input::Fact(fact) => self.hear(now, fact, out),
            Input::Like { post, user, liked, answer } => {
                self.likes.say(post, user, liked, answer, now, out);
            }
            Input::Likers { post, likers, stamp, read_at } => {
                self.likes.learn(post, likers, stamp, read_at, now);
            }
            Input::Journalled(count, Outcome::Done) => self.likes.journalled(count, now, out),
            Input::Journalled(count, Outcome::Failed) => self.likes.not_journalled(count, out),
            Input::Flushed(batch, Outcome::Done, _) => self.likes.flushed(batch),
            Input::Flushed(batch, Outcome::Failed, jitter) => self.likes.not_flushed(batch, jitter, now),
            Input::Hurry => self.likes.hurry(now),
            Input::Tick => {}
        }
        self.tell_what_is_due(now, out);
    }

    /// See [`crate::Room::deadline`].
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        let presence = self.roster.has_sessions().then(|| self.presence.due());
        let Self { roster, cheers, likes, like_counts, feed, .. } = self;
        let others = [roster.next_expiry(), cheers.due(), likes.due(), like_counts.due(), feed.due()];
        others.into_iter().chain([presence]).flatten().min()
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
        let entered = self.roster.enter(session);
        let (catch_up, behind) = match self.feed.joined(entry.seq, now) {
            CatchUp::Entries(entries) => (entries, false),
            CatchUp::Resync => (Vec::new(), true),
        };
        // All of what was missed or nothing: where the room cannot go on from the snapshot, the snapshot does not help.
        let missed = entry.missed.filter(|_| !behind);
        let joined = ServerMessage::JoinedTeam {
            reference,
            team_id: self.id,
            epoch: entry.epoch,
            seq: entry.seq,
            role: session.role,
            presence: self.roster.presence(),
            ticker: later(entry.ticker, self.ticker.clone()),
            resync: missed.is_none(),
        };
        out.push(Effect::Send { to, message: joined });
        for entry in missed.into_iter().flatten().chain(catch_up) {
            out.extend(self.feed_message(entry).map(|message| Effect::Send { to, message }));
        }
        match entered {
            Entered::Person => self.presence.changed(now),
            // Nothing changed for the others; a client that reads only PRESENCE_UPDATE still learns who is here.
            Entered::Session => out.push(Effect::Send { to, message: self.presence_message() }),
        }
    }

    fn cheer(
        &mut self,
        now: Timestamp,
        session: SessionId,
        icon: CheerIcon,
        reference: Option<Reference>,
        out: &mut Vec<Effect>,
    ) {
        let to = Audience::One(session);
        let outcome = match self.roster.person(session) {
            Some((user_id, user_name)) => self.cheers.cheer(user_id, user_name, icon, now),
            None => Err(Refusal::new(ErrorCode::NotAMember, "Join the team's room first, with JOIN_TEAM.")),
        };
        match outcome {
            Ok(burst) => {
                if let Some(burst) = burst {
                    out.push(Effect::Send { to: Audience::All, message: self.cheer_message(icon, burst) });
                }
                if reference.is_some() {
                    out.push(Effect::Send { to, message: ServerMessage::ack(reference) });
                }
            }
            Err(refusal) => {
                out.push(Effect::Send { to, message: ServerMessage::refused(refusal, reference) });
            }
        }
    }

    fn hear(&mut self, now: Timestamp, fact: Fact, out: &mut Vec<Effect>) {
        match fact {
            Fact::Fed(entry) => {
                let mut tell = Vec::new();
                self.feed.arrived(entry, now, &mut tell);
                self.tell_feed(tell, out);
            }
            Fact::GoalReached(ticker) => {
                let Ticker { title, body, at } = ticker.clone();
                self.ticker = later(self.ticker.take(), Some(ticker));
                out.push(Effect::Send {
                    to: Audience::All,
                    message: ServerMessage::Ticker { title, body, at },
                });
            }
            Fact::Renamed { user_id, user_name } => {
                if self.roster.rename(user_id, &user_name) {
                    self.presence.changed(now);
                }
            }
            Fact::Unpinned(post_id) => {
                let message = ServerMessage::PostUnpinned { team_id: self.id, post_id };
                out.push(Effect::Send { to: Audience::All, message });
            }
        }
    }

    fn tell_what_is_due(&mut self, now: Timestamp, out: &mut Vec<Effect>) {
        let Self { roster, presence, cheers, .. } = self;
        roster.expire(now, |user_id| {
            cheers.forget(user_id);
            presence.changed(now);
        });
        let mut tell = Vec::new();
        self.feed.give_up_waiting(now, &mut tell);
        self.tell_feed(tell, out);
        for (icon, burst) in self.cheers.take_due(now) {
            out.push(Effect::Send { to: Audience::All, message: self.cheer_message(icon, burst) });
        }
        self.likes.flush_if_due(now, out);
        self.like_counts.changed(self.likes.take_changed());
        for (post_id, like_count) in self.like_counts.take_due(now) {
            let message = ServerMessage::LikeUpdate { post_id, like_count };
            out.push(Effect::Send { to: Audience::All, message });
        }
        if self.roster.has_sessions() && self.presence.due() <= now {
            self.presence.told(now);
            out.push(Effect::Send { to: Audience::All, message: self.presence_message() });
        }
    }

    fn tell_feed(&self, entries: Vec<FeedEntry>, out: &mut Vec<Effect>) {
        for entry in entries {
            out.extend(self.feed_message(entry).map(|message| Effect::Send { to: Audience::All, message }));
        }
    }

    fn feed_message(&self, entry: FeedEntry) -> Option<ServerMessage> {
        let (team_id, seq) = (self.id, entry.seq);
        Some(match entry.kind {
            FeedKind::Post { post_id, author_id } => {
                ServerMessage::NewPost { team_id, post_id, seq, author_id }
            }
            FeedKind::Pin { post_id, coach_name } => ServerMessage::LiveNotification {
                title: format!("Pinned by Coach {coach_name}"),
                body: format!("Coach {coach_name} just pinned a post. Tap to view."),
                link: format!("/teams/{team_id}/posts/{post_id}"),
                team_id,
                post_id,
                seq,
            },
            // What is said is a forum's, activities are a pact's; no team's feed has them.
            FeedKind::Message(_) | FeedKind::Activity(_) => return None,
        })
    }

    fn cheer_message(&self, icon: CheerIcon, burst: Burst) -> ServerMessage {
        let Burst { user_id, user_name, others } = burst;
        ServerMessage::LiveCheer { team_id: self.id, user_id, user_name, icon, others }
    }

    fn presence_message(&self) -> ServerMessage {
        let Presence { count, active_coaches, here } = self.roster.presence();
        ServerMessage::PresenceUpdate { team_id: self.id, count, active_coaches, here }
    }
}

/// The later of two; of two at the same moment the second.
fn later(one: Option<Ticker>, other: Option<Ticker>) -> Option<Ticker> {
    one.into_iter().chain(other).max_by_key(|ticker| ticker.at)
}
