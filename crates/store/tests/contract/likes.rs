//! Likes as the store sees them: batches of what people said last.

use crate::bed::{Bed, at_once};
use kith_domain::LikeEntry;
use kith_domain::likes::FLUSH_AT_ENTRIES;
use kith_protocol::{ErrorCode, PostId, UserId};

fn word(post: PostId, user: UserId, liked: bool, stamp: u64) -> LikeEntry {
    LikeEntry { post, user, liked, stamp }
}

async fn liked(bed: &Bed, post: PostId, reader: UserId) -> (u64, bool) {
    let post = bed.store.post(post, reader).await.unwrap();
    (post.like_count, post.liked_by_me)
}

/// How many commits SQLite has written to its log since the last checkpoint: a frame that ends a commit names the
/// size of the database after it, every other one says 0.
fn commits_in_the_log(url: &str) -> usize {
    let log = std::fs::read(format!("{}-wal", url.strip_prefix("sqlite:").unwrap())).unwrap();
    let (header, page) = (32, u32::from_be_bytes(log[8..12].try_into().unwrap()) as usize);
    let salt = &log[16..24];
    log[header..]
        .chunks_exact(24 + page)
        .take_while(|frame| frame[8..16] == *salt)
        .filter(|frame| frame[4..8] != [0; 4])
        .count()
}

contract! {
    async fn lk6_a_thousand_likes_are_one_transaction(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let post = bed.post(team, coach, "hello").await.id;
        let people = bed.people(1_000).await;
        let batch: Vec<_> = people.iter().map(|user| word(post, *user, true, 7)).collect();
        let on_sqlite = bed.url.starts_with("sqlite:");
        let before = if on_sqlite { commits_in_the_log(&bed.url) } else { 0 };
        bed.store.flush_likes(batch).await.unwrap();
        assert_eq!(liked(bed, post, coach).await, (1_000, false));
        if on_sqlite {
            assert_eq!(commits_in_the_log(&bed.url) - before, 1, "counted in SQLite's own log");
        } else {
            // The system column names the transaction that wrote a row.
            let written_by = "SELECT COUNT(DISTINCT t.x) FROM \
                (SELECT xmin::text AS x FROM likes UNION SELECT xmin::text FROM posts) AS t";
            assert_eq!(bed.number(written_by).await, 1, "rows and count were written by one transaction");
        }
        assert_eq!(bed.store.likers(post).await.unwrap().people.len(), 1_000);
    }

    async fn lk10_likes_of_what_is_gone_do_not_hold_up_the_others(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let post = bed.post(team, coach, "hello").await.id;
        let people = bed.people(3).await;
        let nowhere = PostId(uuid::Uuid::now_v7());
        let nobody = UserId(uuid::Uuid::now_v7());
        let mut batch: Vec<_> = people.iter().map(|user| word(post, *user, true, 7)).collect();
        batch.extend([word(nowhere, coach, true, 7), word(post, nobody, true, 7)]);
        assert_eq!(bed.store.flush_likes(batch.clone()).await.unwrap(), 2, "two have no home");
        assert_eq!(liked(bed, post, coach).await, (3, false));
        let homeless = vec![word(nowhere, coach, true, 8)];
        assert_eq!(bed.store.flush_likes(homeless).await.unwrap(), 1, "a batch of nothing else ends as well");
        batch.truncate(3);
        assert_eq!(bed.store.flush_likes(batch).await.unwrap(), 0);
        assert_eq!(liked(bed, post, coach).await, (3, false));
    }

    async fn lk6_a_full_batch_fits_one_statement(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let people = bed.people(FLUSH_AT_ENTRIES / 20).await;
        let mut batch = Vec::new();
        let mut post = PostId(uuid::Uuid::nil());
        for number in 0..20 {
            post = bed.post(team, coach, "hello").await.id;
            batch.extend(people.iter().map(|user| word(post, *user, true, number)));
        }
        assert_eq!(batch.len(), FLUSH_AT_ENTRIES, "one word for each post and person: what a room sends");
        bed.store.flush_likes(batch).await.unwrap();
        assert_eq!(bed.number("SELECT COUNT(*) FROM likes").await, i64::try_from(FLUSH_AT_ENTRIES).unwrap());
        assert_eq!(liked(bed, post, coach).await.0, people.len() as u64);
    }

    async fn lk2_a_batch_may_hold_many_words_of_a_person(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let post = bed.post(team, coach, "hello").await.id;
        // What a journal gives back after a crash.
        let mut batch: Vec<_> = (1..=5).map(|stamp| word(post, ann, stamp % 2 == 1, stamp)).collect();
        batch.push(word(post, coach, true, 6));
        batch.push(word(post, coach, false, 7));
        bed.store.flush_likes(batch).await.unwrap();
        assert_eq!(liked(bed, post, ann).await, (1, true));
    }

    async fn lk2_the_same_batch_again_changes_nothing(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let post = bed.post(team, coach, "hello").await.id;
        let batch = vec![word(post, ann, true, 5), word(post, coach, true, 6)];
        for _ in 0..5 {
            bed.store.flush_likes(batch.clone()).await.unwrap();
        }
        assert_eq!(liked(bed, post, ann).await, (2, true));
        assert_eq!(bed.number("SELECT COUNT(*) FROM likes").await, 2);
    }

    async fn lk3_the_latest_word_counts_in_whatever_order_the_batches_come(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let post = bed.post(team, coach, "hello").await.id;
        for order in [[1_u64, 2, 3], [3, 2, 1], [2, 3, 1], [1, 3, 2], [3, 1, 2], [2, 1, 3]] {
            bed.change("DELETE FROM likes").await;
            for stamp in order {
                bed.store.flush_likes(vec![word(post, coach, stamp % 2 == 1, stamp)]).await.unwrap();
            }
            assert_eq!(liked(bed, post, coach).await, (1, true), "{order:?}");
        }
        bed.store.flush_likes(vec![word(post, coach, false, 4)]).await.unwrap();
        bed.store.flush_likes(vec![word(post, coach, true, 3)]).await.unwrap();
        assert_eq!(liked(bed, post, coach).await, (0, false), "a like taken back stays taken back");
        assert_eq!(bed.store.likers(post).await.unwrap(), kith_store::Likers { people: vec![], stamp: 4 });
    }

    async fn lk2_batches_at_once_leave_a_true_count(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let people = bed.people(16).await;
        let post = bed.post(team, coach, "hello").await.id;
        let flushes = (0..64_u64).map(|round| {
            let store = bed.store.clone();
            // Each flush says something else about the same people, some later, some earlier.
            let stamp = round * 37 % 64;
            let batch: Vec<_> = people.iter().map(|user| word(post, *user, stamp != 63, stamp)).collect();
            async move { store.flush_likes(batch).await }
        });
        for flushed in at_once(flushes).await {
            flushed.unwrap();
        }
        // The count may have been derived beside another flush; the next one derives it again.
        bed.store.flush_likes(vec![word(post, coach, true, 1)]).await.unwrap();
        assert_eq!(liked(bed, post, coach).await, (1, true), "the latest word of the sixteen is no");
    }

    async fn lk7_an_empty_batch_is_nothing(bed: Bed) {
        bed.store.flush_likes(vec![]).await.unwrap();
    }

    async fn mb1_the_home_of_a_post_is_its_team_and_nothing_else_has_one(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let post = bed.post(team, coach, "hello").await.id;
        assert_eq!(bed.store.home_of(post).await.unwrap(), team);
        let missing = bed.store.home_of(PostId(uuid::Uuid::now_v7())).await;
        assert_eq!(crate::bed::refused(missing), ErrorCode::NotFound);
    }
}
