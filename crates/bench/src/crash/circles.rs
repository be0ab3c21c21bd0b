//! What the players keep together: habits of theirs in running pacts, and in each life one more pact that they are
//! asked into.

use crate::Attempt;
use crate::ground::Ground;
use crate::habits::{PACT_DAYS, daily, today};
use crate::people::{Person, Team};
use crate::report::now;
use crate::rest::Rest;
use crate::server::Server;
use kith_domain::Day;
use kith_protocol::pacts::{
    ActivityType, CheckinStatus, PactActivities, PactActivity, PactBody, PactMade, PactStatus,
};
use kith_protocol::{HabitGoalId, PactId, Timestamp};
use kith_store::{NewGoal, NewPact, Store, WayIn};
use serde_json::json;

/// How many players keep a habit together; every second habit is kept by the last two of them alone.
const GROUP: usize = 4;
/// How many others are asked into the pact of a life: as many as a pact may have.
const ASKED: usize = 5;
/// How long a pact's code is good. No run takes as long.
const OPEN_MS: i64 = 14 * 24 * 60 * 60 * 1_000;

/// A running pact whose members log.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Which.
    pub pact: PactId,
    /// The habit.
    pub goal: HabitGoalId,
    /// The places of its members among the players.
    pub members: Vec<usize>,
    /// Up to which number its feed was compared.
    pub compared: u64,
}

/// The pact of a life.
#[derive(Clone, Debug)]
pub struct Together {
    /// Which.
    pub pact: PactId,
    /// The place of who made it.
    pub creator: usize,
    /// The places of those who are asked.
    pub asked: Vec<usize>,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Circles {
    /// The people in the order of their places.
    pub people: Vec<Person>,
    /// The pacts whose members log.
    pub kept: Vec<Kept>,
    /// The date of the run, where everybody lives.
    pub today: Day,
    /// A habit that nobody logs, for the pacts of the lives.
    spare: Vec<HabitGoalId>,
}

impl Circles {
    /// Writes habits and pacts into the database.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn settle(ground: &Ground, team: &Team) -> Attempt<Self> {
        let now = now();
        let people = team.members.clone();
        let zone = people.first().ok_or("a team has a coach")?.zone;
        let mut circles = Self { people, kept: Vec::new(), today: today(zone, now)?, spare: Vec::new() };
        let store = ground.store().await?;
        for first in (0..circles.people.len()).step_by(GROUP) {
            let group: Vec<usize> = (first..circles.people.len().min(first + GROUP)).collect();
            let spare = goal(first, 2)?;
            let owner = circles.people[first].id;
            store.create_goal(NewGoal { owner, goal: daily(spare, now) }).await?;
            circles.spare.push(spare);
            if let [one, two, ..] = *group {
                // Two pacts hear of the same check-in.
                circles.keep(&store, goal(first, 0)?, &[&group, &[one, two]], now).await?;
            }
            if let [_, _, three, four] = *group {
                circles.keep(&store, goal(first, 1)?, &[&[three, four]], now).await?;
            }
        }
        store.close().await;
        Ok(circles)
    }

    async fn keep(
        &mut self,
        store: &Store,
        goal: HabitGoalId,
        circles: &[&[usize]],
        now: Timestamp,
    ) -> Attempt<()> {
        let creator = self.people[circles[0][0]].id;
        store.create_goal(NewGoal { owner: creator, goal: daily(goal, now) }).await?;
        for circle in circles {
            let pact: PactId = format!("0198c0e1-0000-7000-8000-{:012x}", self.kept.len()).parse()?;
            let code = format!("kept-{}", self.kept.len());
            let partners: Vec<_> = circle[1..].iter().map(|place| self.people[*place].id).collect();
            let new = NewPact {
                id: pact,
                creator,
                goal,
                duration_days: PACT_DAYS,
                partners: partners.clone(),
                pact_type: "accountability".to_owned(),
                consequence: None,
                way_in: WayIn { code: code.clone(), epoch: code, expires_at: now.plus_ms(OPEN_MS), now },
            };
            store.create_pact(new).await?;
            for partner in partners {
                store.accept_pact(pact, partner, now).await?;
            }
            let compared = store.pact_entry(pact, creator, None, now).await?.seq;
            self.kept.push(Kept { pact, goal, members: circle.to_vec(), compared });
        }
        Ok(())
    }

    /// What somebody logs: their habits, today and the day before.
    pub fn dates_of(&self, place: usize) -> Vec<(HabitGoalId, Day)> {
        let mut goals: Vec<_> =
            self.kept.iter().filter(|kept| kept.members.contains(&place)).map(|kept| kept.goal).collect();
        goals.sort_unstable();
        goals.dedup();
        goals.into_iter().flat_map(|goal| [(goal, self.today.plus(-1)), (goal, self.today)]).collect()
    }

    /// Somebody asks the next ones into a pact, in turn over the lives.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn ask(&self, server: &Server, life: u32) -> Attempt<Option<Together>> {
        let count = self.people.len();
        if count < 2 {
            return Ok(None);
        }
        let group = life as usize % self.spare.len();
        let creator = group * GROUP;
        let asked: Vec<usize> = (1..count.min(ASKED + 1)).map(|ahead| (creator + ahead) % count).collect();
        let ids: Vec<_> = asked.iter().map(|place| self.people[*place].id).collect();
        let body = json!({ "habitGoalId": self.spare[group], "durationDays": 7, "partnerUserIds": ids });
        let mut rest = Rest::open(server.address(), &self.people[creator].token).await?;
        let pact = rest.call("POST", "/api/v1/pacts", Some(&body)).await?.read::<PactMade>()?.pact.id;
        Ok(Some(Together { pact, creator, asked }))
    }

    /// All leave the pact of a life, so that nobody ever has too many.
    ///
    /// # Errors
    /// The server refuses, or does not end a pact that too few are left in.
    pub async fn leave(&self, server: &Server, together: &Together) -> Attempt<Vec<PactActivity>> {
        let path = format!("/api/v1/pacts/{}", together.pact);
        for place in [together.creator].iter().chain(&together.asked) {
            let mut rest = Rest::open(server.address(), &self.people[*place].token).await?;
            let answer = rest.call("POST", &format!("{path}/abandon"), None).await?;
            // Who did not accept is not in it.
            if answer.is_fine() && answer.read::<PactBody>()?.pact.status == PactStatus::Abandoned {
                let path = format!("{path}/activities?since=0&limit=99");
                let feed = rest.call("GET", &path, None).await?;
                return Ok(feed.read::<PactActivities>()?.activities);
            }
        }
        Err(format!("pact {} was left by all and goes on", together.pact).into())
    }
}

/// What an entry says of a date, if it tells of a check-in.
pub fn said_by(kind: ActivityType) -> Option<CheckinStatus> {
    let kinds = [ActivityType::CheckinCompleted, ActivityType::CheckinPartial, ActivityType::CheckinSkipped];
    let statuses = [CheckinStatus::Completed, CheckinStatus::Partial, CheckinStatus::Skipped];
    kinds.into_iter().zip(statuses).find(|(told, _)| *told == kind).map(|(_, status)| status)
}

fn goal(first: usize, which: usize) -> Attempt<HabitGoalId> {
    Ok(format!("0198c0e0-{which:04x}-7000-8000-{first:012x}").parse()?)
}
