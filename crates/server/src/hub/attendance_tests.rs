//! Attendance seen from inside, where half an hour passes by saying so.

use super::*;
use crate::clock::Clock;
use std::sync::Arc;
use uuid::Uuid;

const ANN: UserId = UserId(Uuid::from_u128(1));

fn opened() -> (Arc<Connections>, Timestamp) {
    let clock = Clock::start();
    (Arc::new(Connections::new(10, clock)), clock.now())
}

#[test]
fn se1_a_person_is_as_active_as_their_most_active_connection() {
    let (connections, now) = opened();
    assert_eq!(connections.here(ANN, now).status, PersonStatus::Offline);
    let admit = || connections.admit(ANN, "token".into(), Timestamp(i64::MAX)).unwrap();
    let (phone, laptop) = (admit(), admit());
    let later = now.plus_ms(AWAY_AFTER_MS + 60_000);
    assert_eq!(connections.here(ANN, now.plus_ms(AWAY_AFTER_MS - 1)).status, PersonStatus::Active);
    assert_eq!(connections.here(ANN, later).status, PersonStatus::Away);
    phone.link.attendance.heard(later);
    assert_eq!(connections.here(ANN, later).status, PersonStatus::Active);
    drop(phone);
    assert_eq!(connections.here(ANN, later).status, PersonStatus::Away);
    drop(laptop);
    assert_eq!(connections.here(ANN, later).status, PersonStatus::Active, "for the grace");
    assert_eq!(connections.attendance.take(later)[&ANN], Change::Disconnected);
    assert_eq!(connections.here(ANN, later).status, PersonStatus::Offline);
}

#[test]
fn se1_falling_silent_and_speaking_again_is_news_once_each() {
    let (connections, now) = opened();
    let phone = connections.admit(ANN, "token".into(), Timestamp(i64::MAX)).unwrap();
    assert_eq!(connections.attendance.take(now)[&ANN], Change::LoggedIn);
    let later = now.plus_ms(AWAY_AFTER_MS + 60_000);
    for expected in [Some(Change::Refreshed), None] {
        connections.sweep(later);
        assert_eq!(connections.attendance.take(later).get(&ANN).copied(), expected);
    }
    phone.link.attendance.heard(later);
    for expected in [Some(Change::Refreshed), None] {
        connections.sweep(later);
        assert_eq!(connections.attendance.take(later).get(&ANN).copied(), expected);
    }
}

#[test]
fn se2_what_was_not_told_waits_and_gives_way_to_what_is_newer() {
    let attendance = Attendance::default();
    attendance.put_back([(ANN, Change::LoggedIn)]);
    attendance.note(ANN, Change::Refreshed);
    assert_eq!(attendance.take(Timestamp(0))[&ANN], Change::LoggedIn, "coming is more than being here");
    attendance.note(ANN, Change::LoggedOut);
    attendance.put_back([(ANN, Change::LoggedIn)]);
    assert_eq!(attendance.take(Timestamp(0))[&ANN], Change::LoggedOut);
    attendance.went(ANN, Timestamp(0));
    attendance.came(ANN);
    assert!(attendance.take(Timestamp(GRACE_MS)).is_empty(), "back within the grace");
}
