//! Reactions to posts and messages: one of each person, by members alone.

use crate::connections::standing_between;
use crate::error::{Result, StoreError};
use crate::notifications::{NewNotification, notify};
use crate::writer::Conn;
use crate::{Store, access, forums, rows};
use kith_domain::connections::Standing;
use kith_protocol::social::{Notification, NotificationKind};
use kith_protocol::social_rest::Reaction;
use kith_protocol::{CheerIcon, ErrorCode, ForumId, MessageId, NotificationId, PostId, Timestamp, UserId};
use sqlx::Row;

/// How many reactions to one thing are listed.
pub const REACTIONS_LISTED_MAX: u32 = 500;

/// What is reacted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReactionTarget {
    /// A post of a team.
    Post(PostId),
    /// A message of a forum.
    Message(MessageId),
}

/// A reaction to be.
#[derive(Clone, Debug)]
pub struct NewReaction {
    /// To what.
    pub target: ReactionTarget,
    /// Whose.
    pub user: UserId,
    /// How; `None` takes it back.
    pub reaction: Option<CheerIcon>,
    /// The id of the notification for the author, if there is to be one.
    pub notification_id: NotificationId,
    /// Names the numbering of an inbox that begins with it.
    pub epoch: String,
    /// The time of the call.
    pub now: Timestamp,
}

impl Store {
    /// Sets or takes back one person's reaction, and gives what its author is told of it. SPEC.md RE1, RE2.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such thing, `NOT_A_MEMBER` if the caller is not in its team or forum.
    pub async fn react(&self, new: NewReaction) -> Result<Option<Notification>> {
        self.write("react", move |conn| Box::pin(react(conn, new))).await
    }

    /// Who wrote something.
    ///
    /// # Errors
    /// As [`Store::react`].
    pub async fn author_of(&self, target: ReactionTarget, user: UserId) -> Result<UserId> {
        let found = self.read("author of", move |conn| Box::pin(check(conn, target, user)));
        Ok(found.await?.0)
    }

    /// The reactions to something, oldest first; at most [`REACTIONS_LISTED_MAX`].
    ///
    /// # Errors
    /// As [`Store::react`].
    pub async fn reactions(&self, target: ReactionTarget, user: UserId) -> Result<Vec<Reaction>> {
        self.read("reactions", move |conn| Box::pin(list(conn, target, user))).await
    }
}

/// Who wrote it, and the caller's name.
async fn check(conn: &mut Conn, target: ReactionTarget, user: UserId) -> Result<(UserId, String)> {
    const POST: &str = "SELECT author_id FROM posts WHERE id = $1";
    const MESSAGE: &str = "SELECT forum_id, author_id FROM forum_messages WHERE id = $1";
    match target {
        ReactionTarget::Post(post) => {
            let (_, access) = access::to_post(conn, post, user).await?;
            let row = sqlx::query(POST).bind(post.to_string()).fetch_one(conn).await?;
            Ok((UserId(rows::id(&row, "author_id")?), access.user_name))
        }
        ReactionTarget::Message(message) => {
            let row = sqlx::query(MESSAGE).bind(message.to_string()).fetch_optional(&mut *conn).await?;
            let row = row.ok_or_else(|| {
                StoreError::refused(ErrorCode::NotFound, "There is no such message. Fetch the forum again.")
            })?;
            let forum = ForumId(rows::id(&row, "forum_id")?);
            let access = forums::access(conn, forum, user).await?;
            Ok((UserId(rows::id(&row, "author_id")?), access.user_name))
        }
    }
}

fn id_of(target: ReactionTarget) -> String {
    match target {
        ReactionTarget::Post(post) => post.to_string(),
        ReactionTarget::Message(message) => message.to_string(),
    }
}

async fn react(conn: &mut Conn, new: NewReaction) -> Result<Option<Notification>> {
    const UPSERT: &str = "INSERT INTO reactions (target_id, user_id, reaction, reacted_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (target_id, user_id) DO UPDATE SET reaction = excluded.reaction \
         WHERE reactions.reaction <> excluded.reaction";
    const DELETE: &str = "DELETE FROM reactions WHERE target_id = $1 AND user_id = $2";
    let (author, user_name) = check(conn, new.target, new.user).await?;
    let (target, user) = (id_of(new.target), new.user.to_string());
    let Some(reaction) = new.reaction else {
        sqlx::query(DELETE).bind(target).bind(user).execute(conn).await?;
        return Ok(None);
    };
    let upsert = sqlx::query(UPSERT).bind(&target).bind(user).bind(name_of(reaction)).bind(new.now.0);
    let changed = upsert.execute(&mut *conn).await?.rows_affected() == 1;
    if !changed || author == new.user {
        return Ok(None);
    }
    // Who wants to hear nothing of somebody is not told of this either.
    if matches!(standing_between(conn, author, new.user).await?, Standing::Blocked(_)) {
        return Ok(None);
    }
    let note = NewNotification {
        id: new.notification_id,
        to: author,
        kind: NotificationKind::NewReactionReceived,
        from: (new.user, user_name),
        about: target,
        epoch: new.epoch,
        now: new.now,
    };
    notify(conn, note).await
}

async fn list(conn: &mut Conn, target: ReactionTarget, user: UserId) -> Result<Vec<Reaction>> {
    const SELECT: &str = "SELECT r.user_id, u.user_name, r.reaction FROM reactions r \
         JOIN users u ON u.id = r.user_id WHERE r.target_id = $1 ORDER BY r.reacted_at, r.user_id LIMIT $2";
    check(conn, target, user).await?;
    let query = sqlx::query(SELECT).bind(id_of(target)).bind(i64::from(REACTIONS_LISTED_MAX));
    let mut reactions = Vec::new();
    for row in query.fetch_all(conn).await? {
        let name: &str = row.try_get("reaction")?;
        let reaction = ICONS.into_iter().find(|icon| name_of(*icon) == name);
        reactions.push(Reaction {
            user_id: UserId(rows::id(&row, "user_id")?),
            user_name: rows::text(&row, "user_name")?,
            reaction: reaction
                .ok_or_else(|| rows::unreadable("reaction", format!("none is called {name:?}")))?,
        });
    }
    Ok(reactions)
}

const ICONS: [CheerIcon; 6] = [
    CheerIcon::Heart,
    CheerIcon::Clap,
    CheerIcon::Fire,
    CheerIcon::Star,
    CheerIcon::HighFive,
    CheerIcon::ThumbsUp,
];

const fn name_of(icon: CheerIcon) -> &'static str {
    match icon {
        CheerIcon::Heart => "heart",
        CheerIcon::Clap => "clap",
        CheerIcon::Fire => "fire",
        CheerIcon::Star => "star",
        CheerIcon::HighFive => "high_five",
        CheerIcon::ThumbsUp => "thumbs_up",
    }
}
