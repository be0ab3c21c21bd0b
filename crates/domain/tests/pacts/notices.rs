//! Which entries of a pact's feed are told to whom.

use kith_domain::notices::notices;
use kith_protocol::pacts::{ActivityData, ActivityType, MemberStatus, PactActivity, PactMember, PactRole};
use kith_protocol::social::NotificationKind;
use kith_protocol::{Timestamp, UserId};

const THING: &str = "00000000-0000-7000-8000-00000000000c";

fn person(name: char) -> UserId {
    format!("00000000-0000-7000-8000-0000000000{:02x}", u32::from(name)).parse().unwrap()
}

/// Something that somebody did, for Bob where it is for somebody.
fn did(kind: ActivityType, who: char, seq: u64) -> PactActivity {
    let data = ActivityData {
        user_name: who.to_string(),
        habit_goal_id: THING.parse().unwrap(),
        habit_name: "Run".into(),
        checkin_id: None,
        day: None,
        target_user_id: Some(person('b')),
        message: None,
        streak_days: Some(7),
    };
    let (id, pact_id) = (THING.parse().unwrap(), THING.parse().unwrap());
    PactActivity { id, seq, pact_id, kind, user_id: person(who), data, created_at: Timestamp(0) }
}

/// Ann made it and Bob and Cid are in it; Dan is asked, Eve declined, Fay left.
fn members() -> Vec<PactMember> {
    let member = |name: char, role, status| PactMember {
        user_id: person(name),
        user_name: name.to_string(),
        role,
        status,
    };
    vec![
        member('a', PactRole::Creator, MemberStatus::Active),
        member('b', PactRole::Partner, MemberStatus::Active),
        member('c', PactRole::Partner, MemberStatus::Done),
        member('d', PactRole::Partner, MemberStatus::Pending),
        member('e', PactRole::Partner, MemberStatus::Declined),
        member('f', PactRole::Partner, MemberStatus::Left),
    ]
}

/// The names of those who are told of these entries, and what it is to them.
fn told(entries: &[PactActivity]) -> Vec<(NotificationKind, String)> {
    let members = members();
    let name = |id| members.iter().find(|member| member.user_id == id).unwrap().user_name.clone();
    let mut told: Vec<(NotificationKind, String)> = Vec::new();
    for notice in notices(entries, &members) {
        match told.last_mut().filter(|(kind, _)| *kind == notice.kind) {
            Some((_, names)) => names.push_str(&name(notice.to)),
            None => told.push((notice.kind, name(notice.to))),
        }
    }
    told
}

#[test]
fn nt4_each_entry_is_told_to_whom_it_concerns_and_not_to_who_did_it() {
    use NotificationKind as Kind;
    for kind in ActivityType::ALL {
        let expected: &[(Kind, &str)] = match kind {
            ActivityType::CheckinCompleted | ActivityType::CheckinPartial => {
                &[(Kind::PartnerCheckedIn, "bc")]
            }
            ActivityType::CelebrationSent => &[(Kind::PartnerCelebrated, "b")],
            ActivityType::EncouragementSent => &[(Kind::PartnerEncouraged, "b")],
            ActivityType::StreakMilestone => &[(Kind::StreakMilestone, "abc")],
            ActivityType::StreakBroken => &[(Kind::StreakBroken, "abc")],
            ActivityType::PartnerJoined => &[(Kind::PactAccepted, "bc")],
            ActivityType::PartnerLeft => &[(Kind::PactPartnerLeft, "bc")],
            ActivityType::PactAbandoned => &[(Kind::PactAbandoned, "bc")],
            ActivityType::PactCompleted => &[(Kind::PactCompleted, "abc")],
            ActivityType::PactExpired => &[(Kind::PactExpired, "abc")],
            // Ann made the pact: her own no would be news to nobody.
            ActivityType::PartnerDeclined
            | ActivityType::CheckinSkipped
            | ActivityType::CheckinUndone
            | ActivityType::NoteChanged
            | ActivityType::PactStarted
            | ActivityType::ProofAdded => &[],
        };
        let expected: Vec<_> = expected.iter().map(|(kind, names)| (*kind, (*names).to_owned())).collect();
        assert_eq!(told(&[did(*kind, 'a', 1)]), expected, "{kind:?}");
    }
    let declined = told(&[did(ActivityType::PartnerDeclined, 'e', 1)]);
    assert_eq!(declined, [(Kind::PactDeclined, "a".to_owned())], "who asked, and nobody else");
}

#[test]
fn nt4_a_leaving_that_ends_the_pact_is_told_once() {
    let entries = [did(ActivityType::PartnerLeft, 'f', 1), did(ActivityType::PactAbandoned, 'f', 2)];
    assert_eq!(told(&entries), [(NotificationKind::PactAbandoned, "abc".to_owned())]);
}

#[test]
fn nt4_who_came_later_is_not_told_of_what_was_before() {
    let entries = [
        did(ActivityType::CheckinCompleted, 'a', 1),
        did(ActivityType::PartnerJoined, 'c', 2),
        did(ActivityType::CheckinPartial, 'a', 3),
    ];
    let expected = [
        (NotificationKind::PartnerCheckedIn, "b".to_owned()),
        (NotificationKind::PactAccepted, "ab".to_owned()),
        (NotificationKind::PartnerCheckedIn, "bc".to_owned()),
    ];
    assert_eq!(told(&entries), expected);
}
