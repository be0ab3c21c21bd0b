//! What a bug in one room costs. The bug is a real one: a feed entry with the highest number there is makes the
//! room's arithmetic overflow, which no store ever hands out.

use super::*;
use kith_domain::calendar::DayStart;
use kith_domain::fact::{FeedEntry, FeedKind};
use kith_protocol::{CloseCode, Role};
use kith_store::{NewPost, NewTeam, NewUser};
use tempfile::TempDir;
use uuid::Uuid;

struct House {
    hub: Hub,
    store: Store,
    clock: Clock,
    _folder: TempDir,
}

async fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}", folder.path().join("kith.db").display())).await.unwrap();
    let (journal, _) = Journal::open(&folder.path().join("journal")).unwrap();
    let clock = Clock::start();
    let room = RoomSettings { presence_beat_ms: 30_000, like_flush_ms: 3_600_000 };
    let settings = HubSettings { room, room_idle_ms: 10_000, max_connections: 10 };
    let hub = Hub::new(settings, clock, store.clone(), journal);
    House { hub, store, clock, _folder: folder }
}

impl House {
    async fn team(&self, name: &str) -> (UserId, TeamId, PostId) {
        let now = self.clock.now();
        let id = UserId(Uuid::now_v7());
        let (email, user_name) = (format!("{name}@kith.example"), name.to_owned());
        let (password_hash, timezone) = (String::from("none"), String::from("UTC"));
        let new = NewUser {
            id,
            email,
            password_hash,
            user_name,
            first_name: None,
            last_name: None,
            timezone,
            day_start: DayStart::KITH,
            now,
        };
        self.store.create_user(new).await.unwrap();
        let epoch = "e".to_owned();
        let new = NewTeam { fresh_id: TeamId(Uuid::now_v7()), coach: id, name: name.to_owned(), epoch, now };
        let team = self.store.create_team(new).await.unwrap().id;
        let post = PostId(Uuid::now_v7());
        let body = "Hello".to_owned();
        self.store
            .create_post(NewPost { id: post, team, author: id, body, client_id: None, now })
            .await
            .unwrap();
        (id, team, post)
    }

    async fn join(&self, user: UserId, team: TeamId, seq: u64) -> Tracked {
        let tracked = self.hub.connections().admit(user, "token".into(), Timestamp(i64::MAX)).unwrap();
        let session = Session {
            id: tracked.link.session,
            user_id: user,
            user_name: "Ann".to_owned(),
            role: Role::Coach,
        };
        let entry = Entry {
            title: String::new(),
            epoch: "e".to_owned(),
            seq,
            missed: Some(vec![]),
            ticker: None,
            pact: None,
        };
        self.hub.join(RoomId::Team(team), session, entry, None, tracked.link.clone()).await;
        tracked
    }

    async fn like(&self, team: TeamId, post: PostId, user: UserId) -> LikeAnswer {
        let read_at = self.clock.now();
        let likers = self.store.likers(post).await.unwrap();
        self.hub.learn_likers(team, post, likers, read_at).await;
        self.hub.like(team, post, user, true).await.unwrap()
    }

    async fn break_room(&self, team: TeamId, post: PostId, author: UserId) {
        let kind = FeedKind::Post { post_id: post, author_id: author };
        self.hub.tell(team, Fact::Fed(FeedEntry { seq: u64::MAX, kind })).await;
    }
}

#[tokio::test]
async fn er5_a_bug_in_one_room_closes_its_sessions_and_leaves_every_other_room_alone() {
    let house = house().await;
    let (ann, anns, post) = house.team("ann").await;
    let (bea, beas, _) = house.team("bea").await;
    let other = house.join(bea, beas, 1).await;
    let fallen = house.join(ann, anns, u64::MAX - 1).await;
    assert_eq!(house.like(anns, post, ann).await, LikeAnswer::Counted { like_count: 1, liked: true });
    assert!(house.store.likers(post).await.unwrap().people.is_empty(), "the like is in the journal alone");
    house.break_room(anns, post, ann).await;
    let presence = house.hub.presence(anns).await;
    assert_eq!(presence.count, 0, "the room begins anew");
    assert_eq!(fallen.link.outbox().closing(), Some(CloseCode::Resync));
    assert_eq!(house.store.likers(post).await.unwrap().people, [ann], "what was acknowledged came home");
    assert_eq!(other.link.outbox().closing(), None);
    assert_eq!(house.hub.presence(beas).await.count, 1);
    let back = house.join(ann, anns, 1).await;
    assert_eq!(house.hub.presence(anns).await.count, 1);
    assert_eq!(back.link.outbox().closing(), None);
}
