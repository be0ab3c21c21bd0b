//! Stories of a pact's room: who comes and goes, and what each hears of what happens.

use crate::people::user;
use kith_domain::pact_room::PactView;
use kith_domain::{
    Audience, Effect, Entry, Fact, FeedEntry, Input, Room, RoomId, RoomSettings, Saying, Session, SessionId,
    roster,
};
use kith_protocol::pact_messages::JoinedPact;
use kith_protocol::pacts::{
    ActivityData, ActivityType, MemberStatus, Pact, PactActivity, PactMemberProgress, PactRole, PactStatus,
    StreakNow,
};
use kith_protocol::{CheerIcon, PactId, Reference, Role, ServerMessage, Timestamp};
use std::collections::BTreeMap;

const SETTINGS: RoomSettings = RoomSettings { presence_beat_ms: 30_000, like_flush_ms: 60_000 };
const ID: &str = "0198c0de-0000-7000-9000-000000000001";
const PEOPLE: [&str; 3] = ["ann", "bob", "cid"];

/// A pact's room of Ann, Bob and Cid, with what each session has heard.
struct Story {
    room: Room,
    now: Timestamp,
    sessions: BTreeMap<SessionId, Session>,
    heard: BTreeMap<SessionId, Vec<ServerMessage>>,
}

impl Story {
    fn new() -> Self {
        let now = Timestamp(1_000_000);
        let (sessions, heard) = (BTreeMap::new(), BTreeMap::new());
        Self { room: Room::new(id(), SETTINGS, now), now, sessions, heard }
    }

    fn input(&mut self, input: Input) {
        let mut out = Vec::new();
        self.room.handle(self.now, input, &mut out);
        for effect in out {
            let Effect::Send { to, message } = effect else { panic!("a pact asks for {effect:?}") };
            let hears = |session: &Session| match to {
                Audience::One(one) => session.id == one,
                Audience::All => true,
                Audience::User(user) => session.user_id == user,
                Audience::Others(user) => session.user_id != user,
            };
            for session in self.sessions.values().filter(|session| hears(session)) {
                self.heard.entry(session.id).or_default().push(message.clone());
            }
        }
    }

    fn join_since(&mut self, number: u64, name: &str, seq: u64, missed: Option<Vec<FeedEntry>>) -> &mut Self {
        let id = SessionId(number);
        let session = Session { id, user_id: user(name), user_name: name.to_owned(), role: Role::Member };
        self.sessions.insert(id, session.clone());
        let pact = Some(Box::new(view()));
        let entry = Entry { title: String::new(), epoch: "e".to_owned(), seq, missed, ticker: None, pact };
        self.input(Input::Join { session, entry, reference: None });
        self
    }

    fn join(&mut self, number: u64, name: &str) -> &mut Self {
        self.join_since(number, name, 0, Some(Vec::new()))
    }

    fn leave(&mut self, number: u64) -> &mut Self {
        self.sessions.remove(&SessionId(number));
        self.input(Input::Leave(SessionId(number)));
        self
    }

    fn exit(&mut self, number: u64, reference: Option<Reference>) -> &mut Self {
        self.input(Input::Say { session: SessionId(number), saying: Saying::Exit, reference });
        self.leave(number)
    }

    fn happens(&mut self, entry: FeedEntry) -> &mut Self {
        self.input(Input::Fact(Fact::Fed(entry)));
        self
    }

    fn pass(&mut self, ms: i64) -> &mut Self {
        let until = self.now.plus_ms(ms);
        while let Some(due) = self.room.deadline().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.input(Input::Tick);
        }
        self.now = until;
        self
    }

    /// Everything that a session heard since it was asked last.
    fn messages(&mut self, number: u64) -> Vec<ServerMessage> {
        self.heard.remove(&SessionId(number)).unwrap_or_default()
    }

    /// The same in short.
    fn heard(&mut self, number: u64) -> Vec<String> {
        self.messages(number).iter().map(short).collect()
    }
}

fn short(message: &ServerMessage) -> String {
    match message {
        ServerMessage::JoinedPact(joined) => format!("joined at {}", joined.seq),
        ServerMessage::LeftPact(_) => "left".to_owned(),
        ServerMessage::PartnerJoinedPact(partner) => format!("{} came", partner.user_name),
        ServerMessage::PartnerLeftPact(partner) => format!("{} went", partner.user_name),
        ServerMessage::PartnerCheckedIn(told) => format!("{} checked in: {}", told.user_name, told.seq),
        ServerMessage::CelebrationReceived(told) => format!("celebrated: {}", told.celebration.seq),
        ServerMessage::PactActivity(told) => format!("entry {}", told.seq),
        ServerMessage::Error { code, .. } => format!("{code:?}"),
        other => panic!("a pact says {other:?}"),
    }
}

fn id() -> RoomId {
    RoomId::Pact(ID.parse().unwrap())
}

fn view() -> PactView {
    let pact_id: PactId = ID.parse().unwrap();
    let pact = Pact {
        id: pact_id,
        habit_goal_id: ID.parse().unwrap(),
        habit_name: "Run".to_owned(),
        status: PactStatus::Active,
        pact_type: "accountability".to_owned(),
        duration_days: 7,
        consequence: None,
        creator_user_id: user("ann"),
        start_date: None,
        end_date: None,
        ends_at: None,
        renews: None,
        members: Vec::new(),
        created_at: Timestamp(0),
    };
    let member = |name: &str, status| PactMemberProgress {
        user_id: user(name),
        user_name: name.to_owned(),
        role: PactRole::Partner,
        status,
        completed: 0,
        due: 0,
        completion_rate: 0,
        streak: StreakNow { current: 0, longest: 0, freezes_left: 1, at_risk: false, milestones: Vec::new() },
    };
    let members = PEOPLE.map(|name| member(name, MemberStatus::Active)).to_vec();
    let members = [members, vec![member("dan", MemberStatus::Pending), member("eve", MemberStatus::Left)]];
    let seen = vec![(user("bob"), Timestamp(7)), (user("ann"), Timestamp(9))];
    PactView { pact, members: members.concat(), recent: Vec::new(), seen }
}

fn activity(seq: u64, kind: ActivityType, by: &str, target: Option<&str>) -> FeedEntry {
    let data = ActivityData {
        user_name: by.to_owned(),
        habit_goal_id: ID.parse().unwrap(),
        habit_name: "Run".to_owned(),
        checkin_id: Some(ID.parse().unwrap()),
        day: Some("2026-11-21".to_owned()),
        target_user_id: target.map(user),
        message: None,
        streak_days: None,
    };
    let (id, pact_id) = (ID.parse().unwrap(), ID.parse().unwrap());
    PactActivity { id, seq, pact_id, kind, user_id: user(by), data, created_at: Timestamp(5) }.into()
}

fn done(seq: u64, by: &str) -> FeedEntry {
    activity(seq, ActivityType::CheckinCompleted, by, None)
}

fn joined(messages: &[ServerMessage]) -> &JoinedPact {
    match &messages[0] {
        ServerMessage::JoinedPact(joined) => joined,
        other => panic!("{other:?}"),
    }
}

#[test]
fn lp1_who_comes_in_hears_where_it_stands_and_what_they_missed() {
    let mut story = Story::new();
    story.join(1, "ann").heard(1);
    story.join_since(2, "bob", 2, Some(vec![done(1, "ann"), done(2, "bob")]));
    assert_eq!(story.heard(1), ["bob came"]);
    assert_eq!(story.heard(2), ["joined at 2", "ann checked in: 1", "entry 1", "entry 2"]);
    story.join_since(3, "cid", 2, None);
    let heard = story.messages(3);
    assert!(joined(&heard).resync && heard.len() == 1, "nothing is told in part");
}

#[test]
fn lp1_who_joins_between_commit_and_telling_misses_nothing() {
    let mut story = Story::new();
    story.join(1, "ann").happens(done(1, "ann")).join(2, "bob");
    assert_eq!(story.heard(2), ["joined at 0", "ann checked in: 1", "entry 1"]);
}

#[test]
fn lp2_each_entry_is_told_in_its_order_to_whom_it_is_for_and_ones_other_device_is_no_partner() {
    let mut story = Story::new();
    story.join(1, "ann").join(2, "ann").join(3, "bob").join(4, "cid");
    for session in 1..=4 {
        story.heard(session);
    }
    story.happens(activity(2, ActivityType::CelebrationSent, "bob", Some("ann"))).happens(done(1, "ann"));
    for session in [1, 2] {
        assert_eq!(story.heard(session), ["entry 1", "celebrated: 2", "entry 2"], "session {session}");
    }
    for session in [3, 4] {
        assert_eq!(story.heard(session), ["ann checked in: 1", "entry 1", "entry 2"], "session {session}");
    }
}

#[test]
fn lp3_partners_come_and_go_by_person_and_a_reload_is_neither() {
    let mut story = Story::new();
    story.join(1, "ann").join(2, "bob").join(3, "bob");
    assert_eq!(story.heard(1), ["joined at 0", "bob came"]);
    story.leave(2).leave(3).join(4, "bob").pass(roster::LEAVE_GRACE_MS * 2);
    assert_eq!(story.heard(1), [""; 0]);
    story.leave(4);
    let went = story.now;
    story.pass(roster::LEAVE_GRACE_MS - 1);
    assert_eq!(story.heard(1), [""; 0], "not before the grace is over");
    story.pass(1);
    let left = story.messages(1);
    let [ServerMessage::PartnerLeftPact(left)] = &left[..] else { panic!("{left:?}") };
    assert_eq!((left.user_id, left.last_seen), (user("bob"), went), "when they went, not when it is told");
}

#[test]
fn lp3_presence_names_who_is_here_and_since_when_the_others_are_not() {
    let mut story = Story::new();
    story.join(1, "cid").join(2, "cid");
    let heard = story.messages(2);
    let presence = &joined(&heard).presence;
    let here: Vec<_> = presence.here.iter().map(|person| (&*person.user_name, person.last_seen)).collect();
    let away: Vec<_> = presence.away.iter().map(|person| (&*person.user_name, person.last_seen)).collect();
    assert_eq!((presence.count, here), (1, vec![("cid", None)]));
    assert_eq!(
        away,
        [("ann", Some(Timestamp(9))), ("bob", Some(Timestamp(7)))],
        "who is only asked, or left, is neither"
    );
    story.leave(1).leave(2).join(3, "ann");
    let heard = story.messages(3);
    assert_eq!(joined(&heard).presence.count, 2, "in the grace they count");
}

#[test]
fn lp3_who_leaves_by_their_own_word_is_told_so_and_gone_with_the_last_device() {
    let mut story = Story::new();
    story.join(1, "ann").join(2, "bob").join(3, "bob").heard(1);
    story.heard(2);
    story.exit(2, Some(Reference::Number(7)));
    let left = story.messages(2);
    let [ServerMessage::LeftPact(left)] = &left[..] else { panic!("{left:?}") };
    assert_eq!(left.reference, Some(Reference::Number(7)));
    assert_eq!(story.heard(1), [""; 0], "another device is still here");
    story.heard(3);
    story.exit(3, None);
    assert_eq!((story.heard(3), story.heard(1)), (vec!["left".to_owned()], vec!["bob went".to_owned()]));
    assert_eq!(story.room.presence().count, 1);
}

#[test]
fn sl2_a_pact_that_slept_goes_on_where_it_was() {
    let mut story = Story::new();
    story.join(1, "ann").join(2, "bob").happens(done(1, "ann"));
    assert_eq!(story.room.dormant(story.now), None, "what was told is remembered for who is on their way");
    story.pass(20_000);
    let dormant = story.room.dormant(story.now).unwrap();
    assert_eq!(dormant.feed_told, Some(1));
    let sessions: Vec<_> = story.sessions.values().cloned().collect();
    story.room = Room::wake(id(), SETTINGS, dormant, &sessions, story.now);
    story.heard(2);
    story.happens(done(1, "ann")).happens(done(2, "ann")).exit(1, None);
    assert_eq!(story.heard(2), ["ann checked in: 2", "entry 2", "ann went"]);
    story.leave(2);
    assert_eq!(story.room.dormant(story.now), None, "somebody is in their grace");
}

#[test]
fn ch1_cheers_are_not_for_pacts() {
    let mut story = Story::new();
    story.join(1, "ann").heard(1);
    let saying = Saying::Cheer(CheerIcon::Heart);
    story.input(Input::Say { session: SessionId(1), saying, reference: None });
    assert_eq!(story.heard(1), ["Forbidden"]);
}
