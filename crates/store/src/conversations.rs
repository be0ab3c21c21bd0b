//! All conversations of a person with their last lines and what is unread of each, in two statements, however many there
//! are: one about forums, one about people. It knows no device and says nothing of who is present.

use crate::error::Result;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_protocol::social_rest::{Conversation, ConversationKind, LastLine};
use kith_protocol::{MessageId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::cmp::Reverse;

/// How many conversations [`Store::conversations`] gives at most.
pub const CONVERSATIONS_LISTED_MAX: u32 = 100;
/// Of so many of its newest lines it is counted how many are unread: no list is slow for what nobody ever read.
pub const UNREAD_LOOKED_AT_MAX: u32 = 100;
/// So many characters of a last line are told.
pub const LAST_TEXT_MAX_CHARS: u32 = 280;

/// Where a conversation stands in the list: what was said last counts, or when its person came into it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConversationPlace {
    /// When something last happened in it.
    pub at: Timestamp,
    /// What it is.
    pub kind: ConversationKind,
    /// Its id.
    pub id: String,
}

/// A conversation in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedConversation {
    /// Its place.
    pub place: ConversationPlace,
    /// The conversation.
    pub conversation: Conversation,
}

impl Store {
    /// The conversations of a person, newest first: at most `limit` (and one more than [`CONVERSATIONS_LISTED_MAX`],
    /// which tells that there are more) behind the place `before`. SPEC.md CL1, CL2.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn conversations(
        &self,
        user: UserId,
        before: Option<ConversationPlace>,
        limit: u32,
    ) -> Result<Vec<ListedConversation>> {
        self.read("conversations", move |conn| Box::pin(list(conn, user, before, limit))).await
    }
}

/// The forums a person is in. What was said before they came in is not unread, whatever their mark says.
const FORUMS: &str = "SELECT c.kind, c.id, c.name, c.moved_at, p.id AS message_id, p.seq, p.author_id, u.user_name, \
     SUBSTR(p.body, 1, CAST($7 AS INTEGER)) AS text, p.created_at, (SELECT COUNT(*) FROM \
         (SELECT w.author_id, w.created_at FROM forum_messages w WHERE w.forum_id = c.id AND w.seq > c.read_seq \
          ORDER BY w.seq DESC LIMIT $6) n WHERE n.author_id <> $1 AND n.created_at >= c.joined_at) AS unread \
     FROM (SELECT t.kind, t.id, t.name, t.joined_at, COALESCE(l.created_at, t.joined_at) AS moved_at, \
             l.id AS message_id, COALESCE(m.seq, 0) AS read_seq FROM \
         (SELECT 'forum' AS kind, f.id, f.name, m.joined_at FROM forum_members m JOIN forums f ON f.id = m.forum_id \
             WHERE m.user_id = $1 \
         UNION ALL SELECT 'team' AS kind, t.id, t.name, m.joined_at FROM members m JOIN teams t ON t.id = m.team_id \
             WHERE m.user_id = $1 \
         UNION ALL SELECT 'pact' AS kind, p.id, g.name, m.seated_at AS joined_at FROM pact_members m \
             JOIN pacts p ON p.id = m.pact_id JOIN habit_goals g ON g.id = p.goal_id \
             WHERE m.user_id = $1 AND m.status IN ('active', 'done')) t \
         JOIN rooms r ON r.id = 'forum:' || t.id \
         LEFT JOIN forum_messages l ON l.forum_id = t.id AND l.seq = r.next_seq - 1 \
         LEFT JOIN forum_reads m ON m.user_id = $1 AND m.forum_id = t.id \
         WHERE (COALESCE(l.created_at, t.joined_at), t.kind, t.id) < ($2, $3, $4) \
         ORDER BY moved_at DESC, t.kind DESC, t.id DESC LIMIT $5) c \
     LEFT JOIN forum_messages p ON p.id = c.message_id LEFT JOIN users u ON u.id = p.author_id";

/// The people with whom a person has talked, but for those whom they block. Each is found by one step in an index, not
/// by reading all that was ever said.
const PEOPLE: &str = "WITH RECURSIVE \
     told (id) AS (SELECT MIN(to_id) FROM direct_messages WHERE from_id = $1 UNION ALL \
         SELECT (SELECT MIN(d.to_id) FROM direct_messages d WHERE d.from_id = $1 AND d.to_id > told.id) \
         FROM told WHERE told.id IS NOT NULL), \
     heard (id) AS (SELECT MIN(from_id) FROM direct_messages WHERE to_id = $1 UNION ALL \
         SELECT (SELECT MIN(d.from_id) FROM direct_messages d WHERE d.to_id = $1 AND d.from_id > heard.id) \
         FROM heard WHERE heard.id IS NOT NULL), \
     ends AS (SELECT o.id, \
         (SELECT MAX(d.from_seq) FROM direct_messages d WHERE d.from_id = $1 AND d.to_id = o.id) AS said_seq, \
         (SELECT MAX(d.to_seq) FROM direct_messages d WHERE d.to_id = $1 AND d.from_id = o.id) AS heard_seq \
         FROM (SELECT id FROM told WHERE id IS NOT NULL UNION SELECT id FROM heard WHERE id IS NOT NULL) o \
         WHERE NOT EXISTS (SELECT 1 FROM user_connections c WHERE c.status = 'blocked' AND \
             ((c.low_id = $1 AND c.high_id = o.id AND c.low_said = 1) OR \
              (c.low_id = o.id AND c.high_id = $1 AND c.high_said = 1)))) \
     SELECT 'person' AS kind, c.id, o.user_name AS name, c.moved_at, c.message_id, c.seq, c.author_id, u.user_name, \
     SUBSTR(c.body, 1, CAST($7 AS INTEGER)) AS text, c.moved_at AS created_at, (SELECT COUNT(*) FROM \
         (SELECT w.to_seq FROM direct_messages w WHERE w.to_id = $1 AND w.from_id = c.id AND w.to_seq > c.read_seq \
          ORDER BY w.to_seq DESC LIMIT $6) n) AS unread \
     FROM (SELECT e.id, d.id AS message_id, d.created_at AS moved_at, d.from_id AS author_id, d.body, \
             CASE WHEN d.from_id = $1 THEN d.from_seq ELSE d.to_seq END AS seq, COALESCE(m.seq, 0) AS read_seq \
         FROM ends e JOIN direct_messages d ON d.id = CASE WHEN COALESCE(e.said_seq, 0) > COALESCE(e.heard_seq, 0) \
             THEN (SELECT s.id FROM direct_messages s \
                   WHERE s.from_id = $1 AND s.to_id = e.id AND s.from_seq = e.said_seq) \
             ELSE (SELECT h.id FROM direct_messages h \
                   WHERE h.to_id = $1 AND h.from_id = e.id AND h.to_seq = e.heard_seq) END \
         LEFT JOIN direct_reads m ON m.user_id = $1 AND m.other_id = e.id \
         WHERE (d.created_at, 'person', e.id) < ($2, $3, $4) \
         ORDER BY moved_at DESC, e.id DESC LIMIT $5) c \
     JOIN users o ON o.id = c.id JOIN users u ON u.id = c.author_id";

async fn list(
    conn: &mut Conn,
    user: UserId,
    before: Option<ConversationPlace>,
    limit: u32,
) -> Result<Vec<ListedConversation>> {
    let limit = limit.min(CONVERSATIONS_LISTED_MAX + 1);
    let (at, kind, id) =
        before.map_or((i64::MAX, "", String::new()), |place| (place.at.0, place.kind.as_str(), place.id));
    let mut found = Vec::new();
    for statement in [FORUMS, PEOPLE] {
        let query = sqlx::query(statement)
            .bind(user.to_string())
            .bind(at)
            .bind(kind)
            .bind(&id)
            .bind(i64::from(limit))
            .bind(i64::from(UNREAD_LOOKED_AT_MAX))
            .bind(i64::from(LAST_TEXT_MAX_CHARS));
        for row in query.fetch_all(&mut *conn).await? {
            found.push(read_conversation(&row)?);
        }
    }
    found.sort_by_cached_key(|listed| Reverse(listed.place.clone()));
    found.truncate(limit as usize);
    Ok(found)
}

fn read_conversation(row: &AnyRow) -> Result<ListedConversation> {
    let kind = kind_of(&rows::text(row, "kind")?)?;
    let id = rows::text(row, "id")?;
    let place = ConversationPlace { at: rows::moment(row, "moved_at")?, kind, id: id.clone() };
    let is_silent = row.try_get::<Option<&str>, _>("message_id")?.is_none();
    let last = if is_silent { None } else { Some(read_last(row)?) };
    let unread = u32::try_from(rows::whole(row, "unread")?).unwrap_or(UNREAD_LOOKED_AT_MAX);
    let conversation = Conversation { kind, id, name: rows::text(row, "name")?, last, unread };
    Ok(ListedConversation { place, conversation })
}

fn read_last(row: &AnyRow) -> Result<LastLine> {
    Ok(LastLine {
        id: MessageId(rows::id(row, "message_id")?),
        seq: rows::whole(row, "seq")?,
        author_id: UserId(rows::id(row, "author_id")?),
        author_name: rows::text(row, "user_name")?,
        text: rows::text(row, "text")?,
        at: rows::moment(row, "created_at")?,
    })
}

fn kind_of(name: &str) -> sqlx::Result<ConversationKind> {
    let found = ConversationKind::ALL.into_iter().find(|kind| kind.as_str() == name);
    found.ok_or_else(|| rows::unreadable("kind", format!("no conversation is called {name:?}")))
}
