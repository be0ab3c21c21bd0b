//! Stories of a team's room: presence, cheers, the feed.

use crate::people::{self, Team, post, user};
use kith_domain::fact::{Fact, FeedEntry, FeedKind};
use kith_domain::{cheers, feed, presence, roster};
use kith_protocol::{CheerIcon, ErrorCode, Role, ServerMessage, Ticker, Timestamp};

#[test]
fn jn1_a_member_who_joins_is_told_where_the_room_stands() {
    let mut team = Team::new();
    team.seq = 12;
    team.coach("sarah").join("sarah", "phone");
    team.join("ruth", "laptop");
    let joined = team.last("laptop", "JOINED_TEAM");
    let ServerMessage::JoinedTeam { seq, role, presence, resync, epoch, .. } = joined else { unreachable!() };
    assert_eq!((seq, role, resync, epoch.as_str()), (12, Role::Member, false, "e1"));
    assert_eq!(presence.count, 2);
    assert_eq!(presence.active_coaches, ["sarah"]);
}

#[test]
fn pr1_two_tabs_of_one_person_count_once_and_closing_one_changes_nothing() {
    let mut team = Team::new();
    team.join("ann", "ann").join("ruth", "tab 1").join("ruth", "tab 2");
    team.pass(presence::CALM_INTERVAL_MS);
    assert_eq!(team.count_told_to("ann"), 2);
    assert_eq!(team.count_told_to("tab 2"), 2, "a second tab is told who is here");
    team.forget();
    team.leave("tab 1").pass(roster::LEAVE_GRACE_MS + presence::BUSY_INTERVAL_MS);
    assert_eq!(team.heard("ann", "PRESENCE_UPDATE"), 0);
    assert_eq!(team.presence().count, 2);
    team.leave("tab 2").pass(roster::LEAVE_GRACE_MS - 1);
    assert_eq!(team.heard("ann", "PRESENCE_UPDATE"), 0, "not before the grace is over");
    team.pass(presence::CALM_INTERVAL_MS + 1);
    assert_eq!(team.count_told_to("ann"), 1);
}

#[test]
fn pr5_a_reload_within_the_grace_is_told_to_nobody_else() {
    let mut team = Team::new();
    team.join("ann", "ann").join("ruth", "before").pass(1_000).forget();
    team.leave("before").pass(4_999).join("ruth", "after").pass(20_000);
    assert_eq!(team.heard("ann", "PRESENCE_UPDATE"), 0);
    assert_eq!(team.presence().count, 2);
}

#[test]
fn pr2_a_thousand_joins_within_five_seconds_make_at_most_ten_presence_messages() {
    let mut team = Team::new();
    for number in 0..1_000 {
        let name = format!("member {number}");
        team.join(&name, &name).pass(5);
    }
    team.pass(presence::BUSY_INTERVAL_MS);
    assert!(team.heard("member 0", "PRESENCE_UPDATE") <= 10, "{}", team.heard("member 0", "PRESENCE_UPDATE"));
    assert_eq!(team.count_told_to("member 0"), 1_000);
    assert_eq!(team.count_told_to("member 999"), 1_000);
}

#[test]
fn pr2_a_few_changes_are_told_at_most_each_quarter_second() {
    let mut team = Team::new();
    team.join("ann", "ann").pass(10_000).forget();
    team.join("bea", "bea").pass(1).join("cid", "cid").pass(1).join("dot", "dot");
    assert_eq!(team.heard("ann", "PRESENCE_UPDATE"), 1, "the first change at once");
    team.pass(presence::CALM_INTERVAL_MS - 3);
    assert_eq!(team.heard("ann", "PRESENCE_UPDATE"), 1);
    team.pass(3);
    assert_eq!(team.heard("ann", "PRESENCE_UPDATE"), 2);
    assert_eq!(team.count_told_to("ann"), 4);
}

#[test]
fn pr3_a_quiet_room_tells_presence_once_each_beat() {
    let mut team = Team::new();
    team.join("ann", "ann").pass(1_000).forget();
    team.pass(30_000 * 4);
    assert_eq!(team.heard("ann", "PRESENCE_UPDATE"), 4);
    team.leave("ann").pass(60_000);
    assert!(team.room.dormant(team.now()).is_some());
    assert_eq!(team.room.deadline(), None, "an empty room owes nothing and may be dropped");
}

#[test]
fn pr6_a_small_room_names_everybody_and_a_large_one_only_counts() {
    let mut team = Team::new();
    team.coach("zoe").join("zoe", "zoe");
    for number in 1..roster::NAMED_MAX_PEOPLE {
        team.join(&format!("m{number:02}"), &format!("m{number:02}"));
    }
    let small = team.presence();
    assert_eq!(small.here.len(), roster::NAMED_MAX_PEOPLE);
    assert_eq!(small.here[0].user_name, "zoe", "coaches first");
    assert_eq!(small.here[1].user_name, "m01");
    team.join("one more", "one more");
    assert!(team.presence().here.is_empty());
    assert_eq!(team.presence().active_coaches, ["zoe"]);
}

#[test]
fn ch1_a_cheer_is_heard_by_everybody_the_sender_too() {
    let mut team = Team::new();
    team.join("ann", "ann").join("ruth", "ruth").forget();
    team.cheer("ruth", CheerIcon::HighFive);
    for who in ["ann", "ruth"] {
        let ServerMessage::LiveCheer { user_id, user_name, icon, others, .. } = team.last(who, "LIVE_CHEER")
        else {
            unreachable!()
        };
        assert_eq!(
            (user_id, user_name.as_str(), icon, others),
            (user("ruth"), "ruth", CheerIcon::HighFive, 0)
        );
    }
}

#[test]
fn ch3_fifty_cheers_in_a_second_are_refused_after_the_burst_on_all_devices_together() {
    let mut team = Team::new();
    team.join("ann", "ann").join("ruth", "phone").join("ruth", "laptop").forget();
    for number in 0..50 {
        team.cheer(if number % 2 == 0 { "phone" } else { "laptop" }, CheerIcon::Heart).pass(20);
    }
    let refused = team.heard("phone", "ERROR") + team.heard("laptop", "ERROR");
    assert_eq!(refused, 50 - 10 - 1, "ten at once, one more each half second");
    let ServerMessage::Error { code, temporary, .. } = team.last("phone", "ERROR") else { unreachable!() };
    assert_eq!((code, temporary), (ErrorCode::TooFast, true));
    assert_eq!(team.heard("ann", "ERROR"), 0);
    team.leave("phone").leave("laptop").pass(roster::LEAVE_GRACE_MS + 1).join("ruth", "back").forget();
    for _ in 0..=cheers::PERSON_LIMIT.burst {
        team.cheer("back", CheerIcon::Heart);
    }
    assert_eq!(team.heard("back", "ERROR"), 1, "leaving and coming back gains nothing");
}

#[test]
fn ch4_a_whole_room_that_cheers_is_told_in_bursts_and_no_cheer_is_forgotten() {
    let mut team = Team::new();
    for number in 0..60 {
        team.join(&format!("m{number}"), &format!("m{number}"));
    }
    team.pass(2_000).forget();
    for number in 0..60 {
        team.cheer(&format!("m{number}"), if number % 2 == 0 { CheerIcon::Heart } else { CheerIcon::Clap });
    }
    assert_eq!(team.heard("m0", "LIVE_CHEER"), 20, "as many as a room tells one by one");
    team.pass(cheers::BURST_MS);
    assert_eq!(team.heard("m0", "LIVE_CHEER"), 22, "the others as one burst an icon");
    let stands_for: u32 = team
        .all("m0")
        .iter()
        .map(|message| match message {
            ServerMessage::LiveCheer { others, .. } => others + 1,
            _ => 0,
        })
        .sum();
    assert_eq!(stands_for, 60);
}

#[test]
fn er1_a_cheer_from_a_session_that_is_not_here_is_refused_to_it_alone() {
    let mut team = Team::new();
    team.join("ann", "ann").forget();
    team.cheer("stranger", CheerIcon::Heart);
    assert_eq!(team.heard("ann", "LIVE_CHEER"), 0);
    let ServerMessage::Error { code, .. } = team.last("stranger", "ERROR") else { unreachable!() };
    assert_eq!(code, ErrorCode::NotAMember);
}

#[test]
fn po4_a_post_and_a_pin_are_told_to_everybody_in_the_order_of_the_feed() {
    let mut team = Team::new();
    team.seq = 4;
    team.join("ann", "ann").forget();
    team.fact(Fact::Fed(FeedEntry {
        seq: 6,
        kind: FeedKind::Pin { post_id: post(1), coach_name: "Dave".to_owned() },
    }));
    assert_eq!(team.all("ann").len(), 0, "5 comes first");
    team.fact(Fact::Fed(FeedEntry {
        seq: 5,
        kind: FeedKind::Post { post_id: post(1), author_id: user("dave") },
    }));
    assert_eq!(team.heard("ann", "NEW_POST"), 1);
    let ServerMessage::LiveNotification { body, link, seq, .. } = team.last("ann", "LIVE_NOTIFICATION")
    else {
        unreachable!()
    };
    assert_eq!(seq, 6);
    assert_eq!(body, "Coach Dave just pinned a post. Tap to view.");
    assert!(link.ends_with(&post(1).to_string()));
}

#[test]
fn po5_a_pin_that_is_taken_away_is_told_to_everybody_beside_the_feed() {
    let mut team = Team::new();
    team.join("ann", "ann").join("ruth", "ruth").forget();
    team.fact(Fact::Unpinned(post(1)));
    for session in ["ann", "ruth"] {
        let ServerMessage::PostUnpinned { post_id, .. } = team.last(session, "POST_UNPINNED") else {
            unreachable!()
        };
        assert_eq!(post_id, post(1));
    }
}

#[test]
fn pr7_a_new_name_is_told_with_the_next_presence() {
    let mut team = Team::new();
    team.join("ann", "ann").join("ruth", "ruth").pass(presence::CALM_INTERVAL_MS).forget();
    let called = |name: &str| Fact::Renamed { user_id: user("ruth"), user_name: name.to_owned() };
    team.fact(called("Ruth A.")).pass(presence::CALM_INTERVAL_MS);
    let ServerMessage::PresenceUpdate { count, here, .. } = team.last("ann", "PRESENCE_UPDATE") else {
        unreachable!()
    };
    assert_eq!((count, here.iter().any(|person| person.user_name == "Ruth A.")), (2, true));
    team.forget();
    team.fact(called("Ruth A.")).pass(presence::CALM_INTERVAL_MS);
    assert_eq!(team.heard("ann", "PRESENCE_UPDATE"), 0, "the same name is no news");
}

#[test]
fn rc1_who_joins_between_commit_and_telling_hears_every_entry() {
    let mut team = Team::new();
    team.join("ann", "ann");
    for seq in 1..=3 {
        team.fed(seq);
    }
    team.seq = 1;
    team.missed = Some(vec![entry(1)]);
    team.join("ruth", "ruth");
    assert_eq!(team.seqs("ruth"), [1, 2, 3], "what the store knew, then what the room knew beyond");
    team.fed(4);
    assert_eq!(team.seqs("ruth"), [1, 2, 3, 4]);
    assert_eq!(team.seqs("ann"), [1, 2, 3, 4]);
}

#[test]
fn rc2_what_cannot_be_replayed_is_said_openly() {
    let mut team = Team::new();
    team.missed = None;
    team.join("ann", "ann");
    let ServerMessage::JoinedTeam { resync, .. } = team.last("ann", "JOINED_TEAM") else { unreachable!() };
    assert!(resync, "the store could not replay it");
    for seq in 1..=feed::RECENT_MAX as u64 + 1 {
        team.fed(seq);
    }
    team.missed = Some(vec![]);
    team.join("ruth", "ruth");
    let ServerMessage::JoinedTeam { resync, .. } = team.last("ruth", "JOINED_TEAM") else { unreachable!() };
    assert!(resync, "the room does not remember that far");
    assert!(team.seqs("ruth").is_empty(), "nothing in part");
}

#[test]
fn jn3_joining_twice_on_one_connection_is_once() {
    let mut team = Team::new();
    team.join("ann", "ann").join("ruth", "ruth").pass(1_000).forget();
    team.join("ruth", "ruth").pass(1_000);
    assert_eq!(team.heard("ann", "PRESENCE_UPDATE"), 0);
    assert_eq!(team.heard("ruth", "JOINED_TEAM"), 1, "the answer comes again");
    team.leave("ruth").pass(roster::LEAVE_GRACE_MS + presence::CALM_INTERVAL_MS);
    assert_eq!(team.presence().count, 1);
}

#[test]
fn er2_a_cheer_with_a_ref_is_answered_once_with_it() {
    let mut team = Team::new();
    team.join("ann", "ann").forget();
    for _ in 0..12 {
        team.cheer_with_ref("ann", CheerIcon::Star, "r7");
    }
    let answers = team.all("ann").iter().filter(|message| people::reference(message) == Some("r7")).count();
    assert_eq!(answers, 12, "ten acknowledged, two refused");
}

#[test]
fn tk1_who_joins_while_a_win_is_told_finds_it_in_the_answer() {
    let win = |at: i64| Ticker { title: "Harbour".to_owned(), body: format!("win {at}"), at: Timestamp(at) };
    let mut team = Team::new();
    team.join("ann", "ann").fact(Fact::GoalReached(win(7))).fact(Fact::GoalReached(win(6)));
    assert_eq!(team.heard("ann", "TICKER"), 2);
    for (snapshot, expected) in [(None, win(7)), (Some(win(5)), win(7)), (Some(win(8)), win(8))] {
        team.ticker = snapshot;
        team.join("ruth", "ruth");
        let ServerMessage::JoinedTeam { ticker, .. } = team.last("ruth", "JOINED_TEAM") else {
            unreachable!()
        };
        assert_eq!(ticker, Some(expected));
    }
}

fn entry(seq: u64) -> FeedEntry {
    FeedEntry { seq, kind: FeedKind::Post { post_id: post(seq), author_id: user("ann") } }
}
