//! What a bug in one room costs. The bug is a real one: a feed entry with the highest number there is makes the
//! room's arithmetic overflow, which no store ever hands out.

use super::*;
use kith_domain::fact::{FeedEntry, FeedKind};
use kith_protocol::{CloseCode, PostId, Role, Timestamp, UserId};
use std::time::Duration;
use uuid::Uuid;

async fn join(hub: &Hub, team: TeamId, seq: u64) -> Tracked {
    let user_id = UserId(Uuid::now_v7());
    let tracked = hub.connections().admit(user_id, "token".into(), Timestamp(i64::MAX)).unwrap();
    let (id, user_name, role) = (tracked.link.session, "Ann".to_owned(), Role::Member);
    let session = Session { id, user_id, user_name, role };
    let entry = Entry { epoch: "e".to_owned(), seq, missed: Some(vec![]), ticker: None };
    hub.join(RoomId::Team(team), session, entry, None, tracked.link.clone()).await;
    tracked
}

#[tokio::test]
async fn er5_a_bug_in_one_room_closes_its_sessions_and_leaves_every_other_room_alone() {
    let hub = Hub::new(RoomSettings { presence_beat_ms: 30_000 }, Clock::start(), 10);
    let (sick, well) = (TeamId(Uuid::now_v7()), TeamId(Uuid::now_v7()));
    let fallen = join(&hub, sick, u64::MAX - 1).await;
    let other = join(&hub, well, 1).await;
    let kind = FeedKind::Post { post_id: PostId(Uuid::now_v7()), author_id: fallen.link.user_id };
    hub.tell(sick, Fact::Fed(FeedEntry { seq: u64::MAX, kind })).await;
    let closed = async {
        while fallen.link.outbox().closing().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), closed).await.unwrap();
    assert_eq!(fallen.link.outbox().closing(), Some(CloseCode::Resync));
    assert_eq!(other.link.outbox().closing(), None);
    assert_eq!(hub.presence(well).await.count, 1);
    let back = join(&hub, sick, 1).await;
    assert_eq!(hub.presence(sick).await.count, 1, "the room begins anew, without those who were in it");
    assert_eq!(back.link.outbox().closing(), None);
}
