//! Alarms: set with their cause, deleted with their effect, never given up.

use crate::bed::{NOW, at_once};

/// A month after the invite of the bed expired.
const FORGET: i64 = 1_000 + 30 * 24 * 3_600_000;

contract! {
    async fn al1_an_alarm_is_set_with_its_cause_and_deleted_with_its_effect(bed: Bed) {
        let (coach, team) = bed.coached().await;
        assert_eq!(bed.store.next_alarm().await.unwrap(), None);
        let code = bed.invite(team, coach).await;
        assert_eq!(bed.store.next_alarm().await.unwrap(), Some(NOW.plus_ms(FORGET)));
        assert_eq!(bed.store.due_alarms(NOW.plus_ms(FORGET - 1), 10).await.unwrap(), []);
        let due = bed.store.due_alarms(NOW.plus_ms(FORGET), 10).await.unwrap();
        assert_eq!(due.len(), 1);
        assert!(bed.store.fire_alarm(due[0].clone()).await.unwrap().is_some());
        assert_eq!(bed.number("SELECT COUNT(*) FROM invites").await, 0, "{code} is forgotten");
        assert_eq!(bed.store.next_alarm().await.unwrap(), None);
    }

    async fn al2_an_alarm_that_rings_many_times_at_once_has_its_effect_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        bed.invite(team, coach).await;
        let alarm = bed.store.due_alarms(NOW.plus_ms(FORGET), 10).await.unwrap().remove(0);
        let rings = at_once((0..16).map(|_| {
            let (store, alarm) = (bed.store.clone(), alarm.clone());
            async move { store.fire_alarm(alarm).await.unwrap() }
        }));
        assert_eq!(rings.await.into_iter().flatten().count(), 1);
    }

    async fn al3_an_alarm_that_fails_stands_and_counts_its_tries(bed: Bed) {
        bed.coached().await;
        bed.change("INSERT INTO alarms (room_id, name, due, attempt) \
            SELECT id, 'from a later release', 5, 0 FROM teams").await;
        let alarm = bed.store.due_alarms(NOW, 10).await.unwrap().remove(0);
        assert!(bed.store.fire_alarm(alarm.clone()).await.is_err());
        bed.store.postpone_alarm(alarm.clone(), NOW.plus_ms(2_000)).await.unwrap();
        assert_eq!(bed.store.due_alarms(NOW, 10).await.unwrap(), []);
        let again = bed.store.due_alarms(NOW.plus_ms(2_000), 10).await.unwrap().remove(0);
        assert_eq!((again.attempt, &again.name), (1, &alarm.name));
        assert_eq!(bed.store.failing_alarms(1).await.unwrap(), 1);
        assert_eq!(bed.store.failing_alarms(2).await.unwrap(), 0);
        bed.store.postpone_alarm(alarm, NOW).await.unwrap();
        assert_eq!(bed.store.next_alarm().await.unwrap(), Some(NOW.plus_ms(2_000)), "it was moved meanwhile");
    }

    async fn al4_alarms_outlive_a_restart(bed: Bed) {
        let (coach, team) = bed.coached().await;
        bed.invite(team, coach).await;
        bed.store.close().await;
        let again = kith_store::Store::open(&bed.url).await.unwrap();
        assert_eq!(again.due_alarms(NOW.plus_ms(FORGET), 10).await.unwrap().len(), 1);
        again.close().await;
    }
}
