//! What was acknowledged is there after the process is gone, and a refused write takes nothing of its neighbours along.

use crate::bed::{NOW, at_once, refused, writing};
use kith_domain::LikeEntry;
use kith_protocol::{ErrorCode, PostId, Refusal, UserId};
use kith_store::{CounterAdd, NewPost, Store, StoreError};
use std::process::Command;
use uuid::Uuid;

/// Set for the child of the test below: what it likes, in which database.
const CHILD: &str = "KITH_STORE_TEST_CHILD";

fn like(post: PostId, user: UserId) -> LikeEntry {
    LikeEntry { post, user, liked: true, stamp: 1 }
}

contract! {
    async fn st2_data_survives_close_and_open(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let post = bed.post(team, coach, "stay").await;
        bed.store.flush_likes(vec![like(post.id, coach)]).await.unwrap();
        bed.store.close().await;
        let closed = bed.store.flush_likes(vec![like(post.id, coach)]).await.unwrap_err();
        assert!(matches!(closed, StoreError::Unavailable { .. }), "{closed}");
        assert_eq!(Refusal::from(closed).code, ErrorCode::Unavailable);
        assert!(bed.store.ping().await.is_err());
        let again = Store::open(&bed.url).await.unwrap();
        again.ping().await.unwrap();
        assert_eq!(again.post(post.id, coach).await.unwrap().like_count, 1);
        assert_eq!(again.create_post(writing(team, coach, "next")).await.unwrap().value.seq, 2);
        again.close().await;
    }

    async fn st2_closing_waits_for_writes_that_are_queued(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let writes: Vec<_> = (0..200)
            .map(|number| {
                let (store, new) = (bed.store.clone(), writing(team, coach, &format!("{number}")));
                tokio::spawn(async move { store.create_post(new).await.is_ok() })
            })
            .collect();
        tokio::task::yield_now().await;
        bed.store.close().await;
        let mut acknowledged = 0;
        for write in writes {
            acknowledged += i64::from(write.await.unwrap());
        }
        assert_eq!(bed.number("SELECT COUNT(*) FROM posts").await, acknowledged);
        assert_eq!(bed.number("SELECT MAX(next_seq) - 1 FROM rooms").await, acknowledged);
    }

    async fn st1_a_refused_write_changes_nothing_of_its_neighbours(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let stranger = bed.person("stranger").await.id;
        let answers = at_once((0..96_usize).map(|number| {
            let author = if number % 3 == 1 { stranger } else { coach };
            // Every sixth is refused after it has written: its client id is new, its post id is taken.
            let id = if number % 6 == 5 { PostId(Uuid::nil()) } else { PostId(Uuid::now_v7()) };
            let new = NewPost { id, ..writing(team, author, &format!("{number}")) };
            let store = bed.store.clone();
            async move { store.create_post(new).await }
        }));
        let mut written = Vec::new();
        let mut broken = 0;
        for (number, answer) in answers.await.into_iter().enumerate() {
            match answer {
                Ok(created) => written.push((created.value.seq, created.value.body)),
                Err(StoreError::Unavailable { .. }) => broken += 1,
                outcome => {
                    assert_eq!(refused(outcome), ErrorCode::NotAMember);
                    assert_eq!(number % 3, 1);
                }
            }
        }
        assert_eq!((written.len(), broken), (64 - 15, 15), "one of the sixteen with one id stands");
        written.sort();
        assert!(written.iter().zip(1..).all(|((seq, _), number)| *seq == number), "{written:?}");
        let mut stored = bed.store.posts(team, coach, None, 100).await.unwrap();
        stored.reverse();
        let stored: Vec<_> = stored.into_iter().map(|post| (post.seq, post.body)).collect();
        assert_eq!(stored, written);
    }

    async fn st1_everything_at_once_neither_fails_nor_waits_in_a_circle(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let code = bed.invite(team, coach).await;
        let posts = [bed.post(team, coach, "one").await.id, bed.post(team, ann, "two").await.id];
        let answers = at_once((0..320_usize).map(|number| {
            let (store, code) = (bed.store.clone(), code.clone());
            let (post, user) = (posts[number % 2], if number % 3 == 0 { coach } else { ann });
            let add = CounterAdd { team, name: "steps".into(), user, delta: 3, client_id: None, now: NOW };
            let again = NewPost { client_id: Some("same".into()), ..writing(team, user, "again") };
            let list = vec![number as u64 + 1, 400];
            async move {
                match number / 2 % 10 {
                    0 => store.flush_likes(vec![LikeEntry { post, user, liked: true, stamp: 2 }]).await.map(drop),
                    1 => store.flush_likes(vec![LikeEntry { post, user, liked: false, stamp: 1 }]).await.map(drop),
                    2 => store.pin_post(post, coach, NOW).await.map(drop),
                    3 => store.unpin_post(post, coach).await.map(drop),
                    4 => store.create_post(writing(team, user, "new")).await.map(drop),
                    5 => store.create_post(again).await.map(drop),
                    6 => store.add_to_counter(add).await.map(drop),
                    7 => store.set_thresholds(team, "steps", coach, list, "steps".into(), NOW).await.map(drop),
                    8 => store.accept_invite(&code, user, NOW).await.map(drop),
                    _ => store.revoke_token(&number.to_string(), NOW, NOW).await,
                }
            }
        }));
        for (number, answer) in answers.await.into_iter().enumerate() {
            answer.unwrap_or_else(|error| panic!("call {number}: {error}"));
        }
        let entries = bed.number("SELECT COUNT(*) FROM activities").await;
        assert_eq!(bed.number("SELECT MAX(next_seq) - 1 FROM rooms").await, entries);
        let wrong = "SELECT COUNT(*) FROM posts p WHERE like_count <> \
             (SELECT COUNT(*) FROM likes l WHERE l.post_id = p.id AND l.liked = 1)";
        assert_eq!(bed.number(wrong).await, 0);
    }

    async fn st1_a_write_leaves_all_or_nothing_when_its_caller_goes_away(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let mut writes = Vec::new();
        for number in 0..64 {
            let (store, new) = (bed.store.clone(), writing(team, coach, &format!("{number}")));
            writes.push(tokio::spawn(async move { store.create_post(new).await.map(drop) }));
            if number % 8 == 0 {
                tokio::task::yield_now().await;
            }
        }
        for write in &writes {
            write.abort();
        }
        let mut acknowledged = 0;
        for write in writes {
            acknowledged += i64::from(matches!(write.await, Ok(Ok(()))));
        }
        bed.store.create_post(writing(team, coach, "after")).await.unwrap();
        let posts = bed.number("SELECT COUNT(*) FROM posts").await;
        assert!(posts > acknowledged, "{posts} posts, {acknowledged} acknowledged");
        assert_eq!(bed.number("SELECT MAX(next_seq) - 1 FROM rooms").await, posts);
        assert_eq!(bed.number("SELECT MAX(seq) FROM posts").await, posts);
        assert_eq!(bed.number("SELECT COUNT(*) FROM activities").await, posts);
    }
}

/// The child likes, says so on its standard output, and dies without closing anything.
#[test]
fn lk1_an_acknowledged_like_survives_the_death_of_the_process() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Ok(task) = std::env::var(CHILD) {
        let (url, ids) = task.split_once('|').unwrap();
        let (post, user) = ids.split_once('|').unwrap();
        runtime.block_on(async {
            let store = Store::open(url).await.unwrap();
            store.flush_likes(vec![like(post.parse().unwrap(), user.parse().unwrap())]).await.unwrap();
            std::process::abort();
        });
    }
    crate::bed::on_sqlite(async |bed| {
        let (coach, team) = bed.coached().await;
        let post = bed.post(team, coach, "like me").await.id;
        let this = "durability::lk1_an_acknowledged_like_survives_the_death_of_the_process";
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", this, "--nocapture"])
            .env(CHILD, format!("{}|{post}|{coach}", bed.url))
            .output()
            .unwrap();
        assert_eq!(child.status.code(), None, "it aborted after the like: {child:?}");
        assert_eq!(bed.store.post(post, coach).await.unwrap().like_count, 1, "{child:?}");
    });
}

#[test]
fn st2_an_address_that_cannot_be_opened_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let missing = format!("sqlite:{}/no/such/folder/kith.db", folder.path().display());
        for url in [missing.as_str(), "sqlite:", "mysql://localhost/kith", "kith.db"] {
            assert!(Store::open(url).await.is_err(), "{url}");
        }
        let odd = format!("sqlite:{}/odd %20 #1? é.db", folder.path().display());
        let store = Store::open(&odd).await.unwrap();
        store.close().await;
        assert!(folder.path().join("odd %20 #1? é.db").exists());
    });
}

#[test]
fn st2_connections_to_postgresql_that_die_are_replaced() {
    crate::bed::on_postgres(async |bed| {
        let (coach, team) = bed.coached().await;
        let calls = (0..32).map(|_| {
            let store = bed.store.clone();
            async move { store.posts(team, coach, None, 1).await.is_ok() }
        });
        assert!(at_once(calls).await.into_iter().all(|fine| fine), "many connections are open");
        let ended = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()";
        assert!(bed.number(ended).await > 0);
        let mut written = 0;
        for number in 0..64 {
            match bed.store.create_post(writing(team, coach, &format!("{number}"))).await {
                Ok(_) => written += 1,
                Err(StoreError::Unavailable { .. }) => {}
                Err(StoreError::Refused(refusal)) => panic!("{refusal}"),
            }
        }
        assert!(written >= 64 - 16, "{written} of 64, with 16 connections at most");
        assert_eq!(bed.number("SELECT MAX(seq) FROM posts").await, written);
    });
}
