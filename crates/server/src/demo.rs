//! `kith seed-demo`: fills an empty database with a team and a pact that one can walk around in, and prints sign-ins.
//! It knows no door.

mod pact;
mod story;
mod talk;

use crate::app::open_store;
use crate::auth::passwords;
use crate::clock::Clock;
use crate::config::Storage;
use kith_domain::LikeEntry;
use kith_domain::calendar::DayStart;
use kith_domain::likes::first_stamp_of;
use kith_protocol::{ErrorCode, PostId, Refusal, TeamId, Timestamp, UserId};
use kith_store::{CounterAdd, NewInvite, NewPost, NewTeam, NewUser, Store, StoreError};
use std::collections::BTreeMap;
use story::{COACH, COUNTER, Character, KEEPERS, LINES, MEMBERS, PACT_HABIT, PINNED, TEAM};
use uuid::Uuid;

/// The password of everybody in the demo.
const PASSWORD: &str = "harbour-walk";

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Fills an empty database with the demo and prints its sign-ins; prints them also when the demo is there already.
/// A database that other people use is left alone.
///
/// # Errors
/// What kept it from its work, in a sentence for the operator.
pub async fn seed(storage: Storage) -> Result<(), String> {
    let store = open_store(&storage.database_url()?).await?;
    let found = fill(&store, Clock::start().now()).await;
    store.close().await;
    match found.map_err(|refusal| format!("the demo cannot be made: {}", refusal.message))? {
        Found::Demo => print_sign_ins(),
        Found::OtherPeople => eprintln!("kith: other people are in this database, so no demo is added."),
    }
    Ok(())
}

/// What the database holds in the end.
enum Found {
    Demo,
    OtherPeople,
}

async fn fill(store: &Store, now: Timestamp) -> Result<Found, Refusal> {
    if is_there(store).await? {
        return Ok(Found::Demo);
    }
    if store.has_users().await? {
        return Ok(Found::OtherPeople);
    }
    let begin = now.plus_ms(-(pact::BEGAN_DAYS_AGO + 1) * DAY_MS);
    let people = make_people(store, begin).await?;
    let coach = people[COACH.address];
    let team = make_team(store, coach, &people, begin).await?;
    make_posts(store, team, &people, now).await?;
    for person in story::everybody() {
        let (name, user) = (COUNTER.0.to_owned(), people[person.address]);
        store
            .add_to_counter(CounterAdd { team, name, user, delta: person.steps, client_id: None, now })
            .await?;
    }
    store.set_thresholds(team, COUNTER.0, coach, vec![COUNTER.1], COUNTER.0.to_owned(), now).await?;
    pact::make(store, &people, now).await?;
    talk::make(store, team, &people, now).await?;
    Ok(Found::Demo)
}

/// Whether everybody of the demo has an account with the demo's password; only then is it told to the operator.
async fn is_there(store: &Store) -> Result<bool, Refusal> {
    for person in story::everybody() {
        let account = store.credentials(&email(person)).await?;
        if !account.is_some_and(|account| passwords::verify(PASSWORD, &account.password_hash)) {
            return Ok(false);
        }
    }
    Ok(true)
}

type People = BTreeMap<&'static str, UserId>;

async fn make_people(store: &Store, now: Timestamp) -> Result<People, Refusal> {
    let password_hash = passwords::hash(PASSWORD).map_err(|error| {
        Refusal::new(ErrorCode::Unavailable, format!("no password can be hashed: {error}"))
    })?;
    let mut people = People::new();
    for person in story::everybody() {
        let new = NewUser {
            id: UserId(Uuid::now_v7()),
            email: email(person),
            user_name: person.name.to_owned(),
            first_name: None,
            last_name: None,
            timezone: "UTC".to_owned(),
            day_start: DayStart::KITH,
            password_hash: password_hash.clone(),
            now,
        };
        people.insert(person.address, store.create_user(new).await?.id);
    }
    Ok(people)
}

async fn make_team(
    store: &Store,
    coach: UserId,
    people: &People,
    now: Timestamp,
) -> Result<TeamId, StoreError> {
    let epoch = Uuid::new_v4().as_simple().to_string();
    let fresh_id = TeamId(Uuid::now_v7());
    let team = store.create_team(NewTeam { fresh_id, coach, name: TEAM.to_owned(), epoch, now }).await?.id;
    // Longer than the codes that people are given, and over at once: nobody else comes in by it.
    let (code, expires_at) = (Uuid::new_v4().as_simple().to_string(), now.plus_ms(1));
    store.create_invite(NewInvite { team, by: coach, code: code.clone(), expires_at, now }).await?;
    for member in &MEMBERS {
        store.accept_invite(&code, people[member.address], now).await?;
    }
    Ok(team)
}

async fn make_posts(store: &Store, team: TeamId, people: &People, now: Timestamp) -> Result<(), StoreError> {
    for (index, line) in LINES.iter().enumerate() {
        let said_at = now.plus_ms(-line.minutes_ago * MINUTE_MS);
        let author = people[line.by];
        let (id, body) = (PostId(Uuid::now_v7()), line.text.to_owned());
        store.create_post(NewPost { id, team, author, body, client_id: None, now: said_at }).await?;
        let stamp = first_stamp_of(said_at.plus_ms(10 * MINUTE_MS));
        let like =
            |address: &&'static str| LikeEntry { post: id, user: people[*address], liked: true, stamp };
        store.flush_likes(line.liked_by.iter().map(like).collect()).await?;
        if index == PINNED {
            store.pin_post(id, author, said_at.plus_ms(MINUTE_MS)).await?;
        }
    }
    Ok(())
}

fn email(person: &Character) -> String {
    format!("{}@kith.example", person.address)
}

#[expect(clippy::print_stdout, reason = "what the command is for")]
fn print_sign_ins() {
    let [one, other] = KEEPERS;
    println!("Sign in to the demo team \"{TEAM}\" as any of these; the password is {PASSWORD}");
    println!();
    for person in story::everybody() {
        let role = if person.address == COACH.address { "coach" } else { "member" };
        println!("  {:<26}  {role:<6}  {}", email(person), person.name);
    }
    println!();
    println!("{one} and {other} also keep a pact: \"{}\".", PACT_HABIT.0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_protocol::pacts::PactStatus;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    async fn empty() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store =
            Store::open(&format!("sqlite:{}", folder.path().join("kith.db").display())).await.unwrap();
        (folder, store)
    }

    #[tokio::test]
    async fn an_empty_database_is_filled_once() {
        let (_folder, store) = empty().await;
        assert!(matches!(fill(&store, NOW).await, Ok(Found::Demo)));
        assert!(matches!(fill(&store, NOW).await, Ok(Found::Demo)));
        let sarah = store.credentials("sarah@kith.example").await.unwrap().unwrap().user;
        let teams = store.teams_of(sarah.id).await.unwrap();
        assert_eq!(teams.len(), 1);
        assert_eq!((teams[0].name.as_str(), teams[0].member_count), (TEAM, 7));
        let posts = store.posts(teams[0].id, sarah.id, None, 100).await.unwrap();
        assert_eq!(posts.len(), LINES.len());
        assert!(posts.iter().all(|post| post.created_at < NOW && post.body.is_ascii()));
        assert_eq!(store.pinned_posts(teams[0].id, sarah.id).await.unwrap().len(), 1);
        let counters = store.counters(teams[0].id, sarah.id).await.unwrap();
        assert_eq!((counters[0].total, counters[0].next_threshold), (68_400, Some(100_000)));
        assert_eq!(store.latest_ticker().await.unwrap(), None);
        let ruth = id_of(&store, KEEPERS[1]).await;
        let pacts = store.pacts_of(ruth, None, 10).await.unwrap();
        assert_eq!((pacts.len(), pacts[0].status), (1, PactStatus::Active));
    }

    async fn id_of(store: &Store, address: &str) -> UserId {
        store.credentials(&format!("{address}@kith.example")).await.unwrap().unwrap().user.id
    }

    /// Also in the first minutes of a date, and in its last: what was done a little while ago is of the same date.
    #[tokio::test]
    async fn today_is_logged_by_alan_only_at_every_hour_and_a_freeze_bridged_ruths_missed_date() {
        let begins = NOW.0 - NOW.0.rem_euclid(DAY_MS) + 4 * 60 * MINUTE_MS;
        for since in [0, 30_000, 2 * MINUTE_MS, 6 * MINUTE_MS, DAY_MS - 1] {
            let now = Timestamp(begins + since);
            let (_folder, store) = empty().await;
            assert!(matches!(fill(&store, now).await, Ok(Found::Demo)));
            let mut current = Vec::new();
            for keeper in KEEPERS {
                let told = store.streaks(id_of(&store, keeper).await, now).await.unwrap();
                current.push(told.streaks[0].streak.current);
            }
            assert_eq!(current, [15, 13], "{since} ms after the date began");
        }
    }

    #[tokio::test]
    async fn a_database_with_other_people_is_left_alone() {
        let (_folder, store) = empty().await;
        let new = NewUser {
            id: UserId(Uuid::now_v7()),
            email: email(&COACH),
            user_name: "Another Sarah".to_owned(),
            first_name: None,
            last_name: None,
            timezone: "UTC".to_owned(),
            day_start: DayStart::KITH,
            password_hash: "none".to_owned(),
            now: NOW,
        };
        store.create_user(new).await.unwrap();
        assert!(matches!(fill(&store, NOW).await, Ok(Found::OtherPeople)));
        assert_eq!(store.credentials(&email(&MEMBERS[0])).await.unwrap(), None);
    }
}
