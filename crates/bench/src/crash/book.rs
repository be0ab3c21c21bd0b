//! What one person asked of their habits and pacts, and what was acknowledged to them. It knows no server.

use kith_domain::Day;
use kith_protocol::pacts::{Checkin, CheckinStatus, PactActivity};
use kith_protocol::{CheckinId, HabitGoalId, PactId};
use std::collections::BTreeMap;

/// One person's book.
#[derive(Debug)]
pub struct Book {
    /// One for each habit and date that they log.
    pub dates: Vec<Date>,
    /// By check-in of another one: the celebration that was acknowledged.
    pub celebrated: BTreeMap<CheckinId, Celebration>,
    /// Whether they accepted the pact of this life.
    pub accepted: Accepted,
    /// How much was acknowledged so far.
    pub acknowledged: u64,
}

/// What a person says of a date of a habit.
#[derive(Debug)]
pub struct Date {
    /// The habit.
    pub goal: HabitGoalId,
    /// The date.
    pub day: Day,
    /// What was last acknowledged, or found after a crash.
    pub row: Option<(CheckinId, CheckinStatus)>,
    /// The changes that were acknowledged since the last comparison; pacts heard of each. Without a status it was taken
    /// back.
    pub told: Vec<(CheckinId, Option<CheckinStatus>)>,
    /// What was asked for without an answer.
    pub asked: Option<Asked>,
}

/// What may be asked of a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// To log this, under this client id.
    Log(CheckinStatus, String),
    /// To take back what was logged.
    TakeBack,
}

/// A celebration that was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Celebration {
    /// In which pact, under which number; `None` while there is no answer.
    pub known: Option<(PactId, u64)>,
    /// Whether it was found in the feed.
    pub found: bool,
}

/// How somebody stands to the pact of a life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accepted {
    /// They said nothing.
    #[default]
    Not,
    /// They said yes and had no answer.
    Asked,
    /// They are in it.
    Known,
}

impl Book {
    /// An empty book about these dates.
    pub fn new(dates: impl IntoIterator<Item = (HabitGoalId, Day)>) -> Self {
        let dates = dates.into_iter();
        let dates = dates.map(|(goal, day)| Date { goal, day, row: None, told: Vec::new(), asked: None });
        Self { dates: dates.collect(), celebrated: BTreeMap::new(), accepted: Accepted::Not, acknowledged: 0 }
    }

    /// A check-in was acknowledged.
    pub fn logged(&mut self, place: usize, checkin: &Checkin) {
        self.acknowledged += 1;
        let date = &mut self.dates[place];
        let now = (checkin.id, checkin.status);
        if date.row != Some(now) {
            date.told.push((checkin.id, Some(checkin.status)));
        }
        date.row = Some(now);
        date.asked = None;
    }

    /// A taking back was acknowledged.
    pub fn taken_back(&mut self, place: usize) {
        self.acknowledged += 1;
        let date = &mut self.dates[place];
        date.told.extend(date.row.take().map(|(id, _)| (id, None)));
        date.asked = None;
    }

    /// A celebration was acknowledged.
    pub fn celebrates(&mut self, checkin: CheckinId, told: &PactActivity) {
        self.acknowledged += 1;
        self.celebrated.entry(checkin).or_default().known = Some((told.pact_id, told.seq));
    }

    /// What was asked for without an answer when the server died: a habit's date, and what of it.
    pub fn unanswered(&self) -> Option<(usize, Asked)> {
        self.dates.iter().enumerate().find_map(|(place, date)| Some((place, date.asked.clone()?)))
    }
}

impl Date {
    /// Whether what was asked for without an answer has been carried out, if this is what is there now; `None` if
    /// neither that nor what was acknowledged is there.
    pub fn carried_out(&self, there: Option<(CheckinId, CheckinStatus)>) -> Option<bool> {
        let is_asked = match (&self.asked, self.row, there) {
            (None, ..) => false,
            (Some(Asked::TakeBack), _, there) => there.is_none(),
            (Some(Asked::Log(asked, _)), None, there) => there.is_some_and(|(_, status)| status == *asked),
            (Some(Asked::Log(asked, _)), Some((id, _)), there) => there == Some((id, *asked)),
        };
        (is_asked || there == self.row).then_some(is_asked && there != self.row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_protocol::Timestamp;

    const DONE: CheckinStatus = CheckinStatus::Completed;
    const SKIPPED: CheckinStatus = CheckinStatus::Skipped;

    fn id(number: u64) -> CheckinId {
        format!("0198c0de-0000-7000-8000-{number:012x}").parse().unwrap()
    }

    fn book() -> Book {
        Book::new([(id(0).0.to_string().parse().unwrap(), Day(20_000))])
    }

    fn checkin(number: u64, status: CheckinStatus) -> Checkin {
        let user_id = id(0).0.to_string().parse().unwrap();
        let habit_goal_id = id(0).0.to_string().parse().unwrap();
        let day = "2026-11-23".to_owned();
        Checkin {
            id: id(number),
            user_id,
            habit_goal_id,
            day,
            status,
            notes: None,
            at: Timestamp(0),
            proofs: Vec::new(),
        }
    }

    #[test]
    fn pacts_hear_of_changes_alone() {
        let mut book = book();
        for (number, status) in [(1, DONE), (1, DONE), (1, SKIPPED)] {
            book.logged(0, &checkin(number, status));
        }
        book.taken_back(0);
        book.logged(0, &checkin(2, SKIPPED));
        let changes = [(id(1), Some(DONE)), (id(1), Some(SKIPPED)), (id(1), None), (id(2), Some(SKIPPED))];
        assert_eq!(book.dates[0].told, changes);
        assert_eq!(book.acknowledged, 5);
    }

    #[test]
    fn what_had_no_answer_is_there_whole_or_not_at_all() {
        let mut book = book();
        let date = &mut book.dates[0];
        assert_eq!(date.carried_out(Some((id(1), DONE))), None, "nobody asked");
        date.asked = Some(Asked::Log(DONE, "c".into()));
        let outcomes =
            [None, Some((id(1), DONE)), Some((id(1), SKIPPED))].map(|there| date.carried_out(there));
        assert_eq!(outcomes, [Some(false), Some(true), None]);
        date.row = Some((id(1), SKIPPED));
        let there = [None, Some((id(1), SKIPPED)), Some((id(1), DONE)), Some((id(2), DONE))];
        assert_eq!(there.map(|there| date.carried_out(there)), [None, Some(false), Some(true), None]);
        date.asked = Some(Asked::TakeBack);
        assert_eq!(there.map(|there| date.carried_out(there)), [Some(true), Some(false), None, None]);
    }
}
