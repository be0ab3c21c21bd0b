//! When Kith was away, and that nobody's streak pays for it.

use crate::bed::Bed;
use crate::company::{noon, saying};
use kith_protocol::UserId;
use kith_protocol::pacts::CheckinStatus;
use kith_store::Store;

const MINUTE_MS: i64 = 60_000;

impl Bed {
    pub async fn streak_of(&self, user: UserId, ahead: i64) -> u32 {
        self.store.streaks(user, noon(ahead)).await.unwrap().streaks[0].streak.current
    }
}

contract! {
    async fn sk21_only_what_is_long_is_an_outage(bed: Bed) {
        let sign = |at| bed.store.give_sign_of_life(at);
        assert_eq!(sign(noon(0)).await.unwrap(), None, "the first one");
        assert_eq!(sign(noon(0).plus_ms(MINUTE_MS)).await.unwrap(), None);
        assert_eq!(sign(noon(0)).await.unwrap(), None, "a clock that was set back");
        let outage = sign(noon(1)).await.unwrap().unwrap();
        assert_eq!((outage.from, outage.to), (noon(0).plus_ms(MINUTE_MS), noon(1)));
        assert_eq!(sign(noon(1)).await.unwrap(), None);
        assert_eq!(bed.number("SELECT COUNT(*) FROM outages").await, 1);
    }

    async fn sk16_sk21_dates_on_which_kith_was_away_break_nothing_also_after_a_restart(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let goal = bed.goal(ann).await;
        bed.store.give_sign_of_life(noon(0)).await.unwrap();
        bed.completes(ann, goal, 0).await;
        assert_eq!(bed.streak_of(ann, 4).await, 0, "as long as nobody knows that it was away");
        bed.store.close().await;
        let again = Bed { store: Store::open(&bed.url).await.unwrap(), url: bed.url.clone() };
        again.store.give_sign_of_life(noon(4)).await.unwrap();
        assert_eq!(again.streak_of(ann, 4).await, 1);
        let logged = again.completes(ann, goal, 4).await;
        assert_eq!(logged.logged.streak.current, 2, "also for who logs");
        again.ring(noon(4)).await;
        assert_eq!(again.tells().await, [], "and nobody is told that it came to rest");
        let third = Bed { store: Store::open(&bed.url).await.unwrap(), url: bed.url.clone() };
        assert_eq!(third.streak_of(ann, 4).await, 2, "it is remembered");
        third.store.close().await;
        again.store.close().await;
    }

    async fn sk21_a_short_absence_at_noon_excuses_nobody(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let goal = bed.goal(ann).await;
        bed.store.log_checkin(saying(ann, goal, CheckinStatus::Completed, noon(0))).await.unwrap();
        for ahead in 1..4 {
            bed.store.give_sign_of_life(noon(ahead).plus_ms(-60 * MINUTE_MS)).await.unwrap();
            bed.change("DELETE FROM outages").await;
            bed.store.give_sign_of_life(noon(ahead)).await.unwrap();
        }
        assert_eq!(bed.number("SELECT COUNT(*) FROM outages").await, 1, "an hour of the last noon");
        assert_eq!(bed.streak_of(ann, 4).await, 0);
    }
}
