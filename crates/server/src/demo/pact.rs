//! The demo's pact: two people who walk every day, two weeks in. It knows no door.

use super::People;
use super::story::{KEEPERS, NOTES, PACT_HABIT};
use kith_protocol::pacts::{CheckinStatus, FrequencyType, HabitGoal};
use kith_protocol::{CheckinId, HabitGoalId, PactId, Timestamp, UserId};
use kith_store::{NewCelebration, NewCheckin, NewGoal, NewPact, Store, StoreError, WayIn};
use uuid::Uuid;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// When the days of the demo's people begin, in UTC, where they all are (SPEC.md SK1).
const DAY_BEGINS_MS: i64 = 4 * 60 * MINUTE_MS;
/// How many dates ago it began.
pub const BEGAN_DAYS_AGO: i64 = 14;
/// How many dates ago the second of them did not walk; a freeze bridges it.
const MISSED_DAYS_AGO: i64 = 5;

/// Makes the pact with what was logged in it until now. Of today only the first has logged.
pub async fn make(store: &Store, people: &People, now: Timestamp) -> Result<(), StoreError> {
    let [first, second] = KEEPERS.map(|address| people[address]);
    // Whatever the hour is: what was done a little while ago was done on the same date.
    let of_today = (now.0 - DAY_BEGINS_MS).rem_euclid(DAY_MS);
    let began = now.plus_ms(-BEGAN_DAYS_AGO * DAY_MS - MINUTE_MS.min(of_today));
    let goal = make_goal(store, first, began).await?;
    let pact = PactId(Uuid::now_v7());
    let way_in = WayIn {
        code: Uuid::new_v4().as_simple().to_string(),
        epoch: Uuid::new_v4().as_simple().to_string(),
        expires_at: began.plus_ms(DAY_MS),
        now: began,
    };
    let new = NewPact {
        id: pact,
        creator: first,
        goal,
        duration_days: 30,
        partners: vec![second],
        pact_type: "accountability".to_owned(),
        consequence: None,
        way_in,
    };
    store.create_pact(new).await?;
    store.accept_pact(pact, second, began.plus_ms(MINUTE_MS / 2)).await?;
    for days_ago in (0..=BEGAN_DAYS_AGO).rev() {
        let at = now
            .plus_ms(-days_ago * DAY_MS - of_today.min(5 * MINUTE_MS))
            .max(began.plus_ms(MINUTE_MS / 2 + 1_000));
        let walked = log(store, first, goal, at, note(days_ago)).await?;
        if days_ago == 0 {
            break;
        }
        read_the_news(store, pact, [first, second], at).await?;
        if days_ago == MISSED_DAYS_AGO {
            let words = "Missed you on the promenade today. Tomorrow?".to_owned();
            store.encourage(pact, first, second, words, at.plus_ms(2 * MINUTE_MS)).await?;
        } else {
            log(store, second, goal, at.plus_ms(MINUTE_MS / 3), None).await?;
        }
        if walked.milestone {
            let message = Some("Well done, Alan! The coffee is on me.".to_owned());
            let celebration = NewCelebration {
                from: second,
                checkin: Some(walked.id),
                pact: Some(pact),
                target: Some(first),
                message,
                now: at.plus_ms(3 * MINUTE_MS),
            };
            store.celebrate(celebration).await?;
        }
    }
    Ok(())
}

/// What happened so far is in both inboxes, and read: only what is new waits for who signs in.
async fn read_the_news(
    store: &Store,
    pact: PactId,
    keepers: [UserId; 2],
    now: Timestamp,
) -> Result<(), StoreError> {
    let epoch = || Uuid::new_v4().as_simple().to_string();
    let mut news = Vec::new();
    for keeper in keepers {
        news.extend(store.notice_person(keeper, epoch()).await?.notifications);
    }
    let of_pact = store.notice_pact(pact, keepers.into(), epoch()).await?;
    news.extend(of_pact.into_iter().flat_map(|noticed| noticed.notifications));
    for told in news {
        store.mark_notification(told.user_id, told.id, false, now).await?;
    }
    Ok(())
}

async fn make_goal(store: &Store, owner: UserId, now: Timestamp) -> Result<HabitGoalId, StoreError> {
    let (name, emoji) = PACT_HABIT;
    let goal = HabitGoal {
        id: HabitGoalId(Uuid::now_v7()),
        name: name.to_owned(),
        category: Some("fitness".to_owned()),
        emoji: Some(emoji.to_owned()),
        frequency_type: FrequencyType::Daily,
        frequency_count: None,
        target_days_of_week: None,
        goal_type: "build_good".to_owned(),
        archived: false,
        created_at: now,
    };
    Ok(store.create_goal(NewGoal { owner, goal }).await?.id)
}

struct Walked {
    id: CheckinId,
    milestone: bool,
}

async fn log(
    store: &Store,
    user: UserId,
    goal: HabitGoalId,
    now: Timestamp,
    notes: Option<String>,
) -> Result<Walked, StoreError> {
    let new = NewCheckin {
        id: CheckinId(Uuid::now_v7()),
        user,
        goal,
        pact: None,
        status: CheckinStatus::Completed,
        day: None,
        notes,
        client_id: None,
        now,
    };
    let logged = store.log_checkin(new).await?.logged;
    Ok(Walked { id: logged.checkin.id, milestone: logged.milestone.is_some() })
}

fn note(days_ago: i64) -> Option<String> {
    NOTES.iter().find(|(about, _)| *about == days_ago).map(|(_, words)| (*words).to_owned())
}
