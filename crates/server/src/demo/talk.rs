//! What the demo's people have said to each other: in the team's conversation, and two of them alone. All of it is read,
//! so that only what is new waits. It knows no door.

use super::People;
use super::story::{ALONE, IN_THE_TEAM, Said};
use kith_protocol::{ForumId, MessageId, TeamId, Timestamp};
use kith_store::{NewDirectMessage, NewForumMessage, Store, StoreError};
use uuid::Uuid;

const MINUTE_MS: i64 = 60_000;

/// Says it all, each at its time before now.
pub async fn make(store: &Store, team: TeamId, people: &People, now: Timestamp) -> Result<(), StoreError> {
    let at = |said: &Said| now.plus_ms(-said.minutes_ago * MINUTE_MS);
    let forum = ForumId(team.0);
    for said in &IN_THE_TEAM {
        let new = NewForumMessage {
            id: MessageId(Uuid::now_v7()),
            forum,
            author: people[said.by],
            text: said.text.to_owned(),
            client_id: None,
            now: at(said),
        };
        store.say_in_forum(new).await?;
    }
    for user in people.values() {
        store.read_forum(forum, *user, u64::MAX).await?;
    }
    for said in &ALONE {
        let [from, to] =
            if said.by == "ruth" { ["ruth", "alan"] } else { ["alan", "ruth"] }.map(|who| people[who]);
        let new = NewDirectMessage {
            id: MessageId(Uuid::now_v7()),
            from,
            to,
            text: said.text.to_owned(),
            client_id: None,
            unheard: None,
            epoch: Uuid::new_v4().as_simple().to_string(),
            now: at(said),
        };
        store.say_directly(new).await?;
        store.read_direct_messages(to, from, None).await?;
    }
    Ok(())
}
