//! What likes would cost if each were a transaction of its own, on the database that a scenario has just used: one
//! after the other, and as many at a time as people liked.

use crate::Attempt;
use crate::ground::Ground;
use crate::report::{Report, now, number};
use crate::resources::Resources;
use crate::spread::Spread;
use kith_protocol::{PostId, UserId};
use kith_store::{LikeEntry, Store};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// How long each of the two is measured.
const LASTS: Duration = Duration::from_secs(4);

/// What was found.
pub struct RowByRow {
    one_after_the_other: Pace,
    at_once: Pace,
    at_a_time: usize,
}

struct Pace {
    per_second: f64,
    times_ms: Spread,
    cpu_us_each: f64,
}

/// Likes the newest post, by everybody in turn, with a call to the store for each like. The server is gone by then.
///
/// # Errors
/// The database refuses.
pub async fn measure(ground: &Ground, at_a_time: usize) -> Attempt<RowByRow> {
    let store = ground.store().await?;
    let team = ground.teams.first().ok_or("there is a team")?;
    let coach = team.members.first().ok_or("a team has a coach")?.id;
    let post = store.posts(team.id, coach, None, 1).await?.pop().ok_or("there is a post")?.id;
    let people: Vec<UserId> = team.members.iter().map(|person| person.id).collect();
    let one_after_the_other = pace(&store, post, &people, 1).await?;
    let at_once = pace(&store, post, &people, at_a_time).await?;
    store.close().await;
    Ok(RowByRow { one_after_the_other, at_once, at_a_time })
}

async fn pace(store: &Store, post: PostId, people: &[UserId], at_a_time: usize) -> Attempt<Pace> {
    let (began, before) = (Instant::now(), Resources::of(std::process::id())?);
    let mut likers = JoinSet::new();
    for place in 0..at_a_time {
        let (store, people) = (store.clone(), people.to_vec());
        likers.spawn(like(store, post, people, place, began + LASTS));
    }
    let mut times_ms = Vec::new();
    while let Some(taken) = likers.join_next().await {
        times_ms.extend(taken??);
    }
    let took_s = began.elapsed().as_secs_f64();
    let cpu_us = Resources::of(std::process::id())?.cpu_us_since(&before);
    let count = number(times_ms.len() as u64).max(1.0);
    Ok(Pace { per_second: count / took_s, times_ms: Spread::of(times_ms), cpu_us_each: cpu_us / count })
}

async fn like(
    store: Store,
    post: PostId,
    people: Vec<UserId>,
    first: usize,
    ends: Instant,
) -> Attempt<Vec<f64>> {
    let mut times_ms = Vec::new();
    let mut turn = first;
    while Instant::now() < ends {
        let user = people[turn % people.len()];
        turn += 1;
        // Later than anything that was said before, and the opposite of the last.
        let stamp = (now().0.unsigned_abs() << 20) + turn as u64;
        let sent = Instant::now();
        store.flush_likes(vec![LikeEntry { post, user, liked: turn.is_multiple_of(2), stamp }]).await?;
        times_ms.push(sent.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times_ms)
}

impl RowByRow {
    /// Adds the figures to a report.
    pub fn tell(&self, report: &mut Report) {
        let many = format!("a transaction each, {} at a time sharing commits", self.at_a_time);
        for (name, words, pace) in [
            ("commitEach", "a transaction and a commit each", &self.one_after_the_other),
            ("transactionEach", &*many, &self.at_once),
        ] {
            report.figure(
                &format!("{name}PerSecond"),
                &format!("{words}: a second"),
                pace.per_second.round(),
            );
            report.times_ms(name, &format!("{words}: answer"), &pace.times_ms);
            let words = format!("{words}: CPU us each, without any network");
            report.figure(&format!("{name}CpuUs"), &words, pace.cpu_us_each);
        }
    }
}
