//! What an entry of a pact's feed is to whom.

use kith_domain::pact_words::{Hearers, words};
use kith_protocol::Timestamp;
use kith_protocol::UserId;
use kith_protocol::pacts::{ActivityData, ActivityType, PactActivity};

const ANN: &str = "00000000-0000-7000-8000-00000000000a";
const BOB: &str = "00000000-0000-7000-8000-00000000000b";
const THING: &str = "00000000-0000-7000-8000-00000000000c";

fn user(id: &str) -> UserId {
    id.parse().unwrap()
}

/// Something that Ann did, with everything it could say.
fn did(kind: ActivityType) -> PactActivity {
    let data = ActivityData {
        user_name: "Ann".into(),
        habit_goal_id: THING.parse().unwrap(),
        habit_name: "Run".into(),
        checkin_id: Some(THING.parse().unwrap()),
        day: Some("2026-11-21".into()),
        target_user_id: Some(user(BOB)),
        message: Some("Go!".into()),
        streak_days: Some(7),
    };
    let (id, pact_id) = (THING.parse().unwrap(), THING.parse().unwrap());
    PactActivity { id, seq: 4, pact_id, kind, user_id: user(ANN), data, created_at: Timestamp(0) }
}

/// What is told, by its type, and to whom.
fn told(kind: ActivityType) -> Vec<(Hearers, String)> {
    let read = |message| serde_json::to_value(message).unwrap()["type"].as_str().unwrap().to_owned();
    words(did(kind)).into_iter().map(|(hearers, message)| (hearers, read(message))).collect()
}

#[test]
fn lp2_each_entry_is_told_to_whom_it_is_for_and_to_everybody() {
    for kind in ActivityType::ALL {
        let particular = match kind {
            ActivityType::CheckinCompleted | ActivityType::CheckinPartial | ActivityType::CheckinSkipped => {
                Some((Hearers::AllBut(user(ANN)), "PARTNER_CHECKED_IN"))
            }
            ActivityType::CelebrationSent => Some((Hearers::Only(user(BOB)), "CELEBRATION_RECEIVED")),
            ActivityType::EncouragementSent => Some((Hearers::Only(user(BOB)), "ENCOURAGEMENT_RECEIVED")),
            ActivityType::StreakMilestone => Some((Hearers::Everybody, "STREAK_MILESTONE")),
            ActivityType::StreakBroken
            | ActivityType::CheckinUndone
            | ActivityType::NoteChanged
            | ActivityType::ProofAdded
            | ActivityType::PartnerJoined
            | ActivityType::PartnerDeclined
            | ActivityType::PartnerLeft
            | ActivityType::PactStarted
            | ActivityType::PactCompleted
            | ActivityType::PactAbandoned
            | ActivityType::PactExpired => None,
        };
        let everybody = (Hearers::Everybody, "PACT_ACTIVITY");
        let expected: Vec<_> = particular.into_iter().chain([everybody]).collect();
        let told = told(*kind);
        let told: Vec<_> = told.iter().map(|(hearers, name)| (*hearers, &**name)).collect();
        assert_eq!(told, expected, "{kind:?}");
    }
}

#[test]
fn lp2_every_word_says_which_pact_and_which_number() {
    for kind in ActivityType::ALL {
        for (_, message) in words(did(*kind)) {
            let value = serde_json::to_value(&message).unwrap();
            assert_eq!(value["pactId"], THING, "{value}");
            let letter = ["celebration", "encouragement"].map(|name| &value[name]["seq"]);
            assert!([&value["seq"], letter[0], letter[1]].into_iter().any(|seq| *seq == 4), "{value}");
            assert_eq!(serde_json::from_value::<kith_protocol::ServerMessage>(value).unwrap(), message);
        }
    }
}

#[test]
fn lp2_a_second_device_is_no_partner() {
    assert!(!Hearers::AllBut(user(ANN)).has(user(ANN)) && Hearers::AllBut(user(ANN)).has(user(BOB)));
    assert!(Hearers::Only(user(ANN)).has(user(ANN)) && !Hearers::Only(user(ANN)).has(user(BOB)));
    assert!(Hearers::Everybody.has(user(ANN)));
}
