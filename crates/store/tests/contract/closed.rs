//! Dates that are over for a person: another zone or another hour opens none of them again, and takes none from who travels.

use crate::bed::{Bed, account, refusal};
use crate::company::{date, done, noon};
use kith_domain::calendar::DayStart;
use kith_protocol::pacts::StreakNow;
use kith_protocol::{ErrorCode, HabitGoalId, Timestamp, UserId};
use kith_store::{NewCheckin, UserChange};

const MINUTE_MS: i64 = 60_000;
const TOO_OLD: &str = "Only today and the day before can be logged.";
const WAS_OVER: &str = "That day was over already when you changed your time zone or the start of your day.";

/// A time of the date of a noon, in UTC.
fn at(ahead: i64, hour: i64, minute: i64) -> Timestamp {
    noon(ahead).plus_ms(((hour - 12) * 60 + minute) * MINUTE_MS)
}

/// Somebody with a habit of their own.
struct Person<'a> {
    bed: &'a Bed,
    user: UserId,
    goal: HabitGoalId,
}

impl<'a> Person<'a> {
    async fn living(bed: &'a Bed, timezone: &str, start: u8) -> Self {
        let mut new = account("ann");
        new.timezone = timezone.into();
        new.day_start = DayStart::chosen(start).unwrap();
        let user = bed.store.create_user(new).await.unwrap().id;
        Self { bed, user, goal: bed.goal(user).await }
    }

    async fn moves(&self, timezone: &str, start: u8, now: Timestamp) {
        let (timezone, day_start) = (Some(timezone.into()), DayStart::chosen(start));
        let change = UserChange { timezone, day_start, ..UserChange::default() };
        self.bed.store.change_user(self.user, change, now).await.unwrap().unwrap();
    }

    fn asking(&self, day: Option<i32>, now: Timestamp) -> NewCheckin {
        NewCheckin { day: day.map(date), ..done(self.user, self.goal, now) }
    }

    /// Logs a date, or today; which one it became, and the streak after it.
    async fn logs(&self, day: Option<i32>, now: Timestamp) -> (String, StreakNow) {
        let logged = self.bed.store.log_checkin(self.asking(day, now)).await.unwrap().logged;
        (logged.checkin.day, logged.streak)
    }

    async fn is_refused(&self, day: Option<i32>, now: Timestamp, sentence: &str) {
        let refusal = refusal(self.bed.store.log_checkin(self.asking(day, now)).await);
        assert_eq!((refusal.code, &*refusal.message), (ErrorCode::BadMessage, sentence), "{day:?} at {now}");
    }

    async fn streak(&self, now: Timestamp) -> StreakNow {
        self.bed.store.streaks(self.user, now).await.unwrap().streaks.remove(0).streak
    }

    async fn dates(&self) -> i64 {
        self.bed.number("SELECT COUNT(*) FROM habit_checkins").await
    }
}

contract! {
    async fn sk4_sk23_another_hour_mends_no_gap(bed: Bed) {
        let ann = Person::living(bed, "UTC", 4).await;
        for ahead in 0..12 {
            ann.logs(None, noon(ahead)).await;
        }
        let now = at(14, 7, 58);
        let rested = ann.streak(now).await;
        assert_eq!((rested.current, rested.freezes_left), (12, 0), "two dates cost two freezes");
        ann.is_refused(Some(12), now, TOO_OLD).await;
        ann.moves("UTC", 12, now).await;
        ann.is_refused(Some(12), now, WAS_OVER).await;
        ann.is_refused(Some(11), now, TOO_OLD).await;
        assert_eq!(ann.logs(None, now).await.0, date(13).to_string(), "it was yesterday, which can be filled in");
        ann.moves("UTC", 4, now).await;
        let (day, streak) = ann.logs(None, now).await;
        assert_eq!((day, streak.current, ann.dates().await), (date(14).to_string(), 14, 14));
        // Neither another hour of the same day nor one of the next lets go of what was kept.
        for (start, now) in [(12, now), (0, now), (12, at(15, 3, 0)), (12, at(15, 11, 59))] {
            ann.moves("UTC", start, now).await;
            assert!(bed.store.log_checkin(ann.asking(Some(12), now)).await.is_err(), "{start} at {now}");
        }
        assert_eq!(ann.dates().await, 14);
    }

    async fn sk4_sk23_the_other_side_of_the_date_line_mends_no_gap(bed: Bed) {
        let ann = Person::living(bed, "Pacific/Kiritimati", 0).await;
        assert_eq!(ann.logs(None, at(-1, 12, 0)).await.0, date(0).to_string());
        // The fifth date after it began half an hour ago; where days begin at noon at the other end it is the third.
        let now = at(4, 10, 30);
        assert_eq!(ann.streak(now).await.current, 0);
        ann.moves("Pacific/Niue", 12, now).await;
        for day in [None, Some(3), Some(2)] {
            ann.is_refused(day, now, WAS_OVER).await;
        }
        let with_id = |now| NewCheckin { client_id: Some("c1".into()), ..ann.asking(None, now) };
        assert_eq!(refusal(bed.store.log_checkin(with_id(now)).await).message, WAS_OVER);
        ann.moves("Pacific/Kiritimati", 0, now).await;
        ann.is_refused(Some(3), now, TOO_OLD).await;
        ann.logs(Some(4), now).await;
        let taken = bed.store.log_checkin(with_id(now)).await.unwrap().logged;
        assert_eq!((taken.checkin.day, taken.streak.current), (date(5).to_string(), 2), "a refused one can be sent again");
        assert_eq!((taken.streak.longest, ann.dates().await), (2, 3));
    }

    async fn sk15_sk23_who_goes_west_logs_the_date_before_again_and_then_the_next(bed: Bed) {
        let ann = Person::living(bed, "Pacific/Auckland", 4).await;
        ann.logs(None, at(-2, 20, 0)).await;
        // In the evening in Auckland, before that in Honolulu.
        let now = at(1, 5, 0);
        ann.moves("Pacific/Honolulu", 4, now).await;
        ann.is_refused(Some(1), now, TOO_OLD).await;
        let (day, streak) = ann.logs(None, now).await;
        assert_eq!((day, streak.current), (date(0).to_string(), 2), "yesterday, where they were");
        assert_eq!(ann.logs(Some(0), now.plus_ms(MINUTE_MS)).await.0, date(0).to_string());
        ann.is_refused(Some(-1), now, WAS_OVER).await;
        let (day, streak) = ann.logs(None, at(1, 22, 0)).await;
        assert_eq!((day, streak.current), (date(1).to_string(), 3));
        // Two dates later all is as it is for who stays.
        let (day, streak) = ann.logs(Some(2), at(3, 22, 0)).await;
        assert_eq!((day, streak.current), (date(2).to_string(), 4));
        ann.is_refused(Some(1), at(3, 22, 0), TOO_OLD).await;
        assert_eq!(ann.logs(None, at(3, 22, 0)).await.1.current, 5);
    }

    async fn sk18_sk23_who_goes_east_and_home_again_loses_no_date(bed: Bed) {
        let ann = Person::living(bed, "Pacific/Honolulu", 4).await;
        ann.logs(None, at(0, 3, 0)).await;
        // In the evening in Honolulu, on the next date in Auckland.
        let there = at(1, 5, 0);
        ann.moves("Pacific/Auckland", 4, there).await;
        assert_eq!(ann.logs(Some(0), there).await.1.current, 2);
        assert_eq!(ann.logs(None, there).await.1.current, 3);
        // Home on the next morning there, where it is that date again.
        let home = at(1, 20, 0);
        ann.moves("Pacific/Honolulu", 4, home).await;
        assert_eq!(ann.streak(home).await.current, 3);
        assert_eq!(ann.logs(None, home).await, (date(1).to_string(), ann.streak(home).await));
        assert_eq!(ann.logs(None, at(2, 20, 0)).await.1.current, 4);
        assert_eq!(ann.dates().await, 4);
    }

    async fn sk23_only_another_zone_or_hour_keeps_a_date(bed: Bed) {
        let ann = Person::living(bed, "UTC", 4).await;
        let kept = "SELECT COUNT(*) FROM users WHERE reached_day IS NOT NULL";
        ann.moves("UTC", 4, noon(9)).await;
        let name = UserChange { user_name: Some("Ann".into()), ..UserChange::default() };
        bed.store.change_user(ann.user, name, noon(9)).await.unwrap();
        assert_eq!(bed.number(kept).await, 0);
        let reached = "SELECT reached_day FROM users";
        for (start, ahead, latest) in [(5, 2, 2), (6, 1, 2), (7, 3, 3)] {
            ann.moves("UTC", start, noon(ahead)).await;
            assert_eq!(bed.number(reached).await, i64::from(date(latest).0), "{start}");
        }
    }
}
