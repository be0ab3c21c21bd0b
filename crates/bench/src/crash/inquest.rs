//! The judgement of habits and pacts after a crash: what is there against everybody's book. It knows no server.

use super::book::{Accepted, Asked, Book, Date};
use super::circles::{Circles, Together, said_by};
use super::found::Found;
use super::ledger::Verdict;
use crate::Attempt;
use crate::habits::today;
use crate::people::Person;
use kith_domain::Day;
use kith_domain::calendar::{DayStart, Zones};
use kith_domain::streak::{CheckIn, Excused, Frequency, Now, Settings, Status, streak};
use kith_protocol::pacts::{ActivityType, Checkin, CheckinStatus, HabitStreak, PactActivity, PactStatus};
use kith_protocol::{CheckinId, Timestamp, UserId};

type Row = Option<(CheckinId, CheckinStatus)>;

/// Compares what is in the database with the books, and lets these take over how the unanswered turned out.
///
/// # Errors
/// A date or a zone cannot be read.
pub fn judge(
    circles: &mut Circles,
    books: &mut [&mut Book],
    found: &Found,
    reached: &[u64],
    together: Option<&Together>,
    now: Timestamp,
) -> Attempt<Verdict> {
    let mut verdict = Verdict::default();
    for (place, book) in books.iter().enumerate() {
        rows(&mut verdict, place, book, &found.rows[place]);
        streaks(&mut verdict, &circles.people[place], &found.streaks[place], &found.rows[place], now)?;
    }
    for (index, kept) in circles.kept.iter().enumerate() {
        numbers(&mut verdict, &found.feeds[index], kept.compared, reached[index]);
        for place in &kept.members {
            for date in books[*place].dates.iter().filter(|date| date.goal == kept.goal) {
                let told = told_of(date, circles.people[*place].id, &found.feeds[index]);
                changes(&mut verdict, date, there(&found.rows[*place], date), &told);
            }
        }
        for one in &found.feeds[index] {
            let place = circles.people.iter().position(|person| person.id == one.user_id);
            cause(&mut verdict, one, place.map(|place| &mut *books[place]));
        }
    }
    if let (Some(asked), Some((pact, feed))) = (together, &found.together) {
        start(&mut verdict, asked, pact.status, feed, circles, books);
    }
    for (place, book) in books.iter_mut().enumerate() {
        celebrations(&mut verdict, place, book);
        for date in &mut book.dates {
            date.row = there(&found.rows[place], date);
            date.told.clear();
        }
    }
    for (kept, reached) in circles.kept.iter_mut().zip(reached) {
        kept.compared = *reached;
    }
    Ok(verdict)
}

fn is_of(checkin: &Checkin, date: &Date) -> bool {
    checkin.habit_goal_id == date.goal && checkin.day == date.day.to_string()
}

fn there(rows: &[Checkin], date: &Date) -> Row {
    rows.iter().find(|checkin| is_of(checkin, date)).map(|checkin| (checkin.id, checkin.status))
}

/// Each date has what was acknowledged of it, or what was asked for since; once.
fn rows(verdict: &mut Verdict, place: usize, book: &Book, rows: &[Checkin]) {
    for date in &book.dates {
        let found = there(rows, date);
        if date.asked.is_some() {
            verdict.unanswered += 1;
        }
        match date.carried_out(found) {
            Some(carried_out) => verdict.kept_unanswered += usize::from(carried_out),
            None => verdict.lost(format!("{place} was told {date:?}; there is {found:?}")),
        }
        if rows.iter().filter(|checkin| is_of(checkin, date)).count() > 1 {
            verdict.duplicated(format!("{place} has {} more than once", date.day));
        }
    }
    for checkin in rows.iter().filter(|checkin| !book.dates.iter().any(|date| is_of(checkin, date))) {
        verdict.duplicated(format!("{place} never logged {checkin:?}"));
    }
}

/// From the one after the last compared on, without a hole, up to what the room has given away.
fn numbers(verdict: &mut Verdict, feed: &[PactActivity], compared: u64, reached: u64) {
    if !feed.iter().map(|one| one.seq).eq(compared + 1..=reached) {
        let seqs: Vec<u64> = feed.iter().map(|one| one.seq).collect();
        verdict.duplicated(format!("after {compared} a feed that reached {reached} has {seqs:?}"));
    }
}

/// Whether an entry tells that a date was logged, or taken back.
fn is_change(kind: ActivityType) -> bool {
    kind == ActivityType::CheckinUndone || said_by(kind).is_some()
}

/// What a feed tells of a person's date.
fn told_of<'a>(date: &Date, user: UserId, feed: &'a [PactActivity]) -> Vec<&'a PactActivity> {
    let day = date.day.to_string();
    let is_of_date = |one: &&PactActivity| {
        one.user_id == user && is_change(one.kind) && one.data.day.as_deref() == Some(&*day)
    };
    feed.iter().filter(is_of_date).collect()
}

/// The feed has each acknowledged change of a date once and in order, and that of an unanswered one if its row is there.
fn changes(verdict: &mut Verdict, date: &Date, there: Row, told: &[&PactActivity]) {
    let mut expected = date.told.clone();
    if date.carried_out(there) == Some(true) {
        match date.asked {
            Some(Asked::Log(..)) => expected.extend(there.map(|(id, status)| (id, Some(status)))),
            Some(Asked::TakeBack) => expected.extend(date.row.map(|(id, _)| (id, None))),
            None => {}
        }
    }
    let told: Vec<_> =
        told.iter().filter_map(|one| Some((one.data.checkin_id?, said_by(one.kind)))).collect();
    if told != expected {
        let finding = format!("of {} {} a feed has {told:?}, and {expected:?} happened", date.goal, date.day);
        if told.len() < expected.len() { verdict.lost(finding) } else { verdict.duplicated(finding) }
    }
}

/// An entry that somebody caused: a check-in of a date that they log, or a celebration that they asked for, told once.
fn cause(verdict: &mut Verdict, one: &PactActivity, book: Option<&mut Book>) {
    let caused = match (one.kind, book) {
        (ActivityType::CelebrationSent, Some(book)) => {
            let asked = one.data.checkin_id.and_then(|checkin| book.celebrated.get_mut(&checkin));
            asked.is_some_and(|asked| {
                let (here, is_first) = ((one.pact_id, one.seq), !asked.found);
                asked.found = true;
                verdict.unanswered += usize::from(asked.known.is_none());
                verdict.kept_unanswered += usize::from(asked.known.is_none());
                *asked.known.get_or_insert(here) == here && is_first
            })
        }
        (kind, Some(book)) if is_change(kind) => {
            let day = one.data.day.as_deref();
            book.dates.iter().any(|date| Some(&*date.day.to_string()) == day)
        }
        _ => false,
    };
    if !caused {
        verdict.duplicated(format!("nobody caused {one:?}, or it is there twice"));
    }
}

/// Each acknowledged celebration is in a feed. What had no answer and is in none has not happened.
fn celebrations(verdict: &mut Verdict, place: usize, book: &mut Book) {
    for (checkin, celebration) in &book.celebrated {
        match celebration.known {
            Some(known) if !celebration.found => {
                verdict.lost(format!("{place} celebrated {checkin} as {known:?}, which is in no feed"));
            }
            Some(_) => {}
            None => verdict.unanswered += 1,
        }
    }
    book.celebrated.retain(|_, celebration| celebration.known.is_some());
}

/// A streak that is told is what the rule says of the rows.
fn streaks(
    verdict: &mut Verdict,
    person: &Person,
    told: &[HabitStreak],
    rows: &[Checkin],
    at: Timestamp,
) -> Attempt<()> {
    let zone = Zones::default().tag(person.zone, DayStart::KITH).map_err(|error| error.0)?;
    let now = Now { at, day: today(person.zone, at)?, zone };
    for told in told {
        let mut check_ins = Vec::new();
        for checkin in rows.iter().filter(|checkin| checkin.habit_goal_id == told.habit_goal_id) {
            let day = Day::parse(&checkin.day).ok_or("a check-in has a date")?;
            let status = match checkin.status {
                CheckinStatus::Completed => Status::Completed,
                CheckinStatus::Partial => Status::Partial,
                CheckinStatus::Skipped => Status::Skipped,
            };
            let days_late = u16::try_from(now.day.0 - day.0)?;
            check_ins.push(CheckIn { at: checkin.at, day, days_late, zone, status });
        }
        let read = streak(&Settings::kith(Frequency::DAILY), &check_ins, &Excused::default(), now);
        let (rule, streak) = ((read.current, read.longest, read.freezes_left), &told.streak);
        if (streak.current, streak.longest, streak.freezes_left) != rule {
            verdict.lost(format!("{} is told {told:?}, and the rule says {rule:?}", person.id));
        }
    }
    Ok(())
}

/// Who accepted is in the pact and was announced once; it started once, if anybody did.
fn start(
    verdict: &mut Verdict,
    asked: &Together,
    status: PactStatus,
    feed: &[PactActivity],
    circles: &Circles,
    books: &[&mut Book],
) {
    let count = |kind| feed.iter().filter(|one| one.kind == kind).count();
    let mut joined = 0;
    for place in &asked.asked {
        let user = circles.people[*place].id;
        let is_theirs = |one: &&PactActivity| one.kind == ActivityType::PartnerJoined && one.user_id == user;
        let times = feed.iter().filter(is_theirs).count();
        joined += times;
        match (books[*place].accepted, times) {
            (Accepted::Known, 0) => verdict.lost(format!("{place} accepted {} and is not in it", asked.pact)),
            (Accepted::Asked, times) => {
                verdict.unanswered += 1;
                verdict.kept_unanswered += times.min(1);
            }
            (Accepted::Not, 1..) => verdict.duplicated(format!("{place} never accepted {}", asked.pact)),
            (Accepted::Known | Accepted::Not, _) => {}
        }
        if times > 1 {
            verdict.duplicated(format!("{place} came into {} {times} times", asked.pact));
        }
    }
    let started = usize::from(joined > 0);
    let expected = if joined > 0 { PactStatus::Active } else { PactStatus::Pending };
    if count(ActivityType::PactStarted) != started || feed.len() != joined + started || status != expected {
        verdict.duplicated(format!("pact {} is {status:?} with {feed:?}", asked.pact));
    }
    numbers(verdict, feed, 0, feed.len() as u64);
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_protocol::pacts::ActivityData;

    const DONE: CheckinStatus = CheckinStatus::Completed;

    fn id<T: std::str::FromStr>(number: u64) -> T {
        format!("0198c0de-0000-7000-8000-{number:012x}").parse().unwrap_or_else(|_| unreachable!())
    }

    fn entry(seq: u64, kind: ActivityType, checkin: u64) -> PactActivity {
        let data = ActivityData {
            user_name: "Ann".to_owned(),
            habit_goal_id: id(0),
            habit_name: "A walk".to_owned(),
            checkin_id: Some(id(checkin)),
            day: Some(Day(20_000).to_string()),
            target_user_id: None,
            message: None,
            streak_days: None,
        };
        PactActivity {
            id: id(seq),
            seq,
            pact_id: id(0),
            kind,
            user_id: id(0),
            data,
            created_at: Timestamp(0),
        }
    }

    fn book() -> Book {
        Book::new([(id(0), Day(20_000))])
    }

    fn wrong(judge: impl FnOnce(&mut Verdict)) -> (usize, usize) {
        let mut verdict = Verdict::default();
        judge(&mut verdict);
        assert_eq!(verdict.findings.len(), verdict.lost + verdict.duplicated);
        (verdict.lost, verdict.duplicated)
    }

    #[test]
    fn a_hole_and_a_number_that_nobody_has_are_found() {
        let feed = [5, 6].map(|seq| entry(seq, ActivityType::CheckinCompleted, 1));
        assert_eq!(wrong(|verdict| numbers(verdict, &feed, 4, 6)), (0, 0));
        assert_eq!(wrong(|verdict| numbers(verdict, &feed, 3, 6)), (0, 1), "a hole");
        assert_eq!(wrong(|verdict| numbers(verdict, &feed, 4, 7)), (0, 1), "a burned number");
    }

    #[test]
    fn each_change_is_told_once_and_an_unanswered_one_with_its_row() {
        let entries =
            [entry(1, ActivityType::CheckinCompleted, 1), entry(2, ActivityType::CheckinSkipped, 1)];
        let mut book = book();
        let date = &mut book.dates[0];
        date.told = vec![(id(1), Some(DONE))];
        date.row = Some((id(1), DONE));
        let judged = |date: &Date, row: Row, count: usize| {
            let told: Vec<_> = entries.iter().take(count).collect();
            wrong(|verdict| changes(verdict, date, row, &told))
        };
        let (done, skipped) = (Some((id(1), DONE)), Some((id(1), CheckinStatus::Skipped)));
        assert_eq!([0, 1, 2].map(|count| judged(date, done, count)), [(1, 0), (0, 0), (0, 1)]);
        date.asked = Some(Asked::Log(CheckinStatus::Skipped, "c".to_owned()));
        assert_eq!([1, 2].map(|count| judged(date, done, count)), [(0, 0), (0, 1)], "told without its row");
        assert_eq!([1, 2].map(|count| judged(date, skipped, count)), [(1, 0), (0, 0)], "a row and not told");
    }

    #[test]
    fn a_celebration_is_somebodys_and_there_once() {
        let told = entry(3, ActivityType::CelebrationSent, 9);
        assert_eq!(wrong(|verdict| cause(verdict, &told, Some(&mut book()))), (0, 1), "nobody asked");
        let mut book = book();
        book.celebrates(id(9), &told);
        assert_eq!(wrong(|verdict| cause(verdict, &told, Some(&mut book))), (0, 0));
        assert_eq!(wrong(|verdict| celebrations(verdict, 0, &mut book)), (0, 0));
        let again = entry(4, ActivityType::CelebrationSent, 9);
        assert_eq!(wrong(|verdict| cause(verdict, &again, Some(&mut book))), (0, 1), "twice");
        book.celebrates(id(8), &told);
        assert_eq!(wrong(|verdict| celebrations(verdict, 0, &mut book)), (1, 0), "in no feed");
        assert_eq!(wrong(|verdict| cause(verdict, &told, None)), (0, 1), "a stranger");
    }
}
