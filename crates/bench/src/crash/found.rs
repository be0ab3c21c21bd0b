//! What there is of habits and pacts after a restart, by two ways: the server's answers, and the database itself.

use super::circles::{Circles, Kept, Together};
use crate::Attempt;
use crate::people::Person;
use crate::report::now;
use crate::rest::Rest;
use crate::server::Server;
use kith_domain::Day;
use kith_protocol::PactId;
use kith_protocol::pacts::{
    Checkin, Checkins, HabitStreak, Pact, PactActivities, PactActivity, PactDetail, Streaks,
};
use kith_store::{FeedPage, PAGE_MAX, Store};

/// What there is.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// What each person logged.
    pub rows: Vec<Vec<Checkin>>,
    /// Each person's streaks.
    pub streaks: Vec<Vec<HabitStreak>>,
    /// What was added to the feed of each kept pact since it was compared last, oldest first.
    pub feeds: Vec<Vec<PactActivity>>,
    /// The pact of the life, with its whole feed.
    pub together: Option<(Pact, Vec<PactActivity>)>,
}

/// Asks the server.
pub async fn by_rest(server: &Server, circles: &Circles, together: Option<&Together>) -> Attempt<Found> {
    let (mut rows, mut streaks) = (Vec::new(), Vec::new());
    for person in &circles.people {
        let mut rest = Rest::open(server.address(), &person.token).await?;
        // There are two dates: one page.
        let page = rest.call("GET", "/api/v1/checkins?limit=9", None).await?.read::<Checkins>()?;
        rows.push(page.checkins);
        let told = rest.call("GET", "/api/v1/streaks", None).await?.read::<Streaks>()?;
        streaks.push(told.streaks);
    }
    let mut feeds = Vec::new();
    for kept in &circles.kept {
        let mut rest = Rest::open(server.address(), &member(circles, kept).token).await?;
        feeds.push(feed(&mut rest, kept.pact, kept.compared).await?);
    }
    let together = match together {
        Some(Together { pact, creator, .. }) => {
            let mut rest = Rest::open(server.address(), &circles.people[*creator].token).await?;
            let detail = rest.call("GET", &format!("/api/v1/pacts/{pact}"), None).await?;
            Some((detail.read::<PactDetail>()?.pact, feed(&mut rest, *pact, 0).await?))
        }
        None => None,
    };
    Ok(Found { rows, streaks, feeds, together })
}

/// The feed of a pact after a number, page by page.
pub async fn feed(rest: &mut Rest, pact: PactId, mut since: u64) -> Attempt<Vec<PactActivity>> {
    let mut entries = Vec::new();
    loop {
        let path = format!("/api/v1/pacts/{pact}/activities?limit=99&since={since}");
        let page = rest.call("GET", &path, None).await?.read::<PactActivities>()?;
        entries.extend(page.activities);
        match page.next {
            Some(next) => since = next.parse()?,
            None => return Ok(entries),
        }
    }
}

/// Reads the database, and which number each kept pact's feed has reached.
pub async fn in_database(
    store: &Store,
    circles: &Circles,
    together: Option<&Together>,
) -> Attempt<(Found, Vec<u64>)> {
    let (mut rows, mut streaks) = (Vec::new(), Vec::new());
    for person in &circles.people {
        rows.push(store.checkins(person.id, Day(i32::MIN), Day(i32::MAX), PAGE_MAX).await?);
        streaks.push(store.streaks(person.id, now()).await?.streaks);
    }
    let (mut feeds, mut reached) = (Vec::new(), Vec::new());
    for kept in &circles.kept {
        let person = member(circles, kept);
        feeds.push(stored_feed(store, person, kept.pact, kept.compared).await?);
        reached.push(store.pact_entry(kept.pact, person.id, None, now()).await?.seq);
    }
    let together = match together {
        Some(Together { pact, creator, .. }) => {
            let person = &circles.people[*creator];
            Some((store.pact(*pact, person.id).await?, stored_feed(store, person, *pact, 0).await?))
        }
        None => None,
    };
    Ok((Found { rows, streaks, feeds, together }, reached))
}

async fn stored_feed(store: &Store, person: &Person, pact: PactId, since: u64) -> Attempt<Vec<PactActivity>> {
    let mut entries: Vec<PactActivity> = Vec::new();
    loop {
        let from = FeedPage::Since(entries.last().map_or(since, |last| last.seq));
        let page = store.pact_activities(pact, person.id, from, PAGE_MAX).await?;
        if page.is_empty() {
            return Ok(entries);
        }
        entries.extend(page);
    }
}

fn member<'a>(circles: &'a Circles, kept: &Kept) -> &'a Person {
    &circles.people[kept.members[0]]
}
