//! All SQL of Kith: one set of statements and one set of migrations for SQLite and PostgreSQL. One method is one
//! transaction; what it answered is committed. It sees no socket, no clock and no message to clients.
#![warn(missing_docs)]

mod access;
mod alarms;
mod checkins;
mod company;
mod connections;
mod conversations;
mod counters;
mod deeds;
mod direct;
mod error;
mod feed;
mod forums;
mod goals;
mod happened;
mod history;
mod identity;
mod inbox;
mod invites;
mod letters;
mod likes;
mod notices;
mod notifications;
mod open;
mod outages;
mod owed;
mod pact_access;
mod pact_entry;
mod pact_feed;
mod pact_invites;
mod pact_kept;
mod pact_steps;
mod pact_telling;
mod pacts;
mod people;
mod pins;
mod posts;
mod progress;
mod proof_access;
mod proofs;
mod reactions;
mod read_marks;
mod rows;
mod runs;
mod talk;
mod teams;
mod text;
mod tickers;
mod writer;

pub use alarms::Alarm;
pub use checkins::{CheckinOutcome, NewCheckin};
pub use company::{COMPANY_BATCH_MAX, Company, Friend, Friendship};
pub use connections::{CONNECTIONS_LISTED_MAX, ConnectionOutcome, ConnectionStep};
pub use conversations::{
    CONVERSATIONS_LISTED_MAX, ConversationPlace, LAST_TEXT_MAX_CHARS, ListedConversation,
    UNREAD_LOOKED_AT_MAX,
};
pub use counters::{COUNTERS_MAX, CounterAdd, CounterOutcome, THRESHOLDS_MAX};
pub use direct::{NewDirectMessage, SaidDirectly};
pub use error::{Result, StoreError};
pub use feed::{REPLAY_MAX, REPLAY_MAX_BYTES, TeamEntry};
pub use forums::{FORUM_MEMBERS_MAX, FORUMS_LISTED_MAX, NewForum};
pub use goals::{GOALS_MAX, NewGoal};
pub use happened::Happened;
pub use inbox::{InboxEntry, InboxItem};
pub use invites::{Accepted, InvitePreview, NewInvite};
pub use kith_domain::LikeEntry;
pub use letters::NewCelebration;
pub use likes::Likers;
pub use notices::{BEHIND_MAX, Noticed};
pub use notifications::{MarkedRead, NOTIFICATIONS_LISTED_MAX, NotificationPage, NotificationPlace};
pub use outages::OUTAGES_MAX;
pub use pact_entry::PactEntry;
pub use pact_feed::FeedPage;
pub use pact_invites::{PactPreview, STRANGERS_ASKED_MAX};
pub use pact_steps::PactStep;
pub use pacts::{NewPact, PACTS_RUNNING_MAX, WayIn};
pub use people::{Credentials, NewUser, UserChange};
pub use pins::{PINNED_MAX, PinActivity, Pinned};
pub use posts::{Created, NewPost, PAGE_MAX};
pub use proofs::{NewProof, PROOFS_MAX, ProofAdded, ProofSize};
pub use reactions::{NewReaction, REACTIONS_LISTED_MAX, ReactionTarget};
pub use talk::{ForumEntry, NewForumMessage, Spoken};
pub use teams::{MEMBERS_LISTED_MAX, NewTeam, TEAMS_LISTED_MAX};

use sqlx::AnyPool;
use writer::{Conn, Work, Writer};

/// An open database. Cheap to clone; all clones share its connections.
///
/// Replies to writes are released in the order of their commits on SQLite, and per room, post and counter on
/// PostgreSQL; what must be told in order carries its `seq` or `version`.
#[derive(Clone)]
pub struct Store {
    readers: AnyPool,
    writer: Writer,
    outages: outages::KnownOutages,
}

impl Store {
    /// Opens `sqlite:PATH` (the file is made if it is missing; its folder must exist) or `postgres://…`, and brings
    /// the tables up to date. Needs a tokio runtime that lives as long as the store.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the address is wrong, the database cannot be reached, or it was written by a
    /// later version of Kith.
    pub async fn open(url: &str) -> Result<Self> {
        let (readers, writer) = open::open(url).await.map_err(|error| error.during("open"))?;
        let store = Self { readers, writer, outages: outages::KnownOutages::default() };
        store.learn_outages().await?;
        Ok(store)
    }

    /// Waits for the queued writes and closes every connection. Calls that come later are unavailable.
    pub async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }

    /// Whether the database answers, to reads and to writes.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if it does not.
    pub async fn ping(&self) -> Result<()> {
        self.read("ping", |conn| Box::pin(answers(conn))).await?;
        self.write("ping", |conn| Box::pin(answers(conn))).await
    }

    /// Does `work` on a connection of the readers. Its statements see different moments: see where it matters.
    async fn read<T, F>(&self, call: &'static str, work: F) -> Result<T>
    where
        F: for<'c> FnOnce(&'c mut Conn) -> Work<'c, T>,
    {
        let outcome = async { work(&mut *self.readers.acquire().await?).await };
        outcome.await.map_err(|error| error.during(call))
    }

    /// Does `work` in a transaction; see [`Writer::write`].
    async fn write<T, F>(&self, call: &'static str, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> Work<'c, T> + Send + 'static,
    {
        self.writer.write(call, work).await
    }
}

async fn answers(conn: &mut Conn) -> Result<()> {
    sqlx::query("SELECT 1").execute(conn).await?;
    Ok(())
}
