//! Twin rooms: the same people say the same at the same times to two rooms, of which one sleeps whenever it may and the
//! other never does. Nobody may be able to tell them apart. A room that everybody left is not among this: it is dropped.

mod room;

use crate::dice::Dice;
use crate::names::{CROWD, post, seat, user};
use crate::oracle::verdict::{Broken, Checked, ensure};
use crate::store::Store;
use kith_domain::{
    Entry, Fact, FeedEntry, FeedKind, Input, Outcome, RoomSettings, Saying, Session, SessionId,
};
use kith_protocol::{CheerIcon, Reference, Ticker, Timestamp};
use room::{Like, Sleep, Twin};

/// How many steps make a run, if nothing else is said.
pub const STEPS: u64 = 10_000;

const BEGIN: Timestamp = Timestamp(1_795_300_000_000);
const TEAM: usize = 0;
const PEOPLE: usize = 7;
const POSTS: usize = 3;
const CROWD_PEOPLE: usize = kith_domain::presence::BUSY_CHANGES as usize + 4;
const REPLAY_MAX: usize = 5;
/// Steps of a phase: first much is said quickly, then slowly, then what keeps a room awake is left out.
const PHASE_STEPS: u64 = 60;
const PHASES: u64 = 3;
const BUSY_MS: [i64; 8] = [0, 0, 0, 1, 7, 40, 300, 1_500];
const QUIET_MS: [i64; 6] = [40, 900, 6_000, 12_000, 40_000, 100_000];
const ICONS: [CheerIcon; 3] = [CheerIcon::Heart, CheerIcon::Clap, CheerIcon::Fire];

/// What a pair of twins did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Twins {
    /// Steps.
    pub steps: u64,
    /// How often the sleepy one slept.
    pub naps: u64,
    /// Frames that each of the two said.
    pub frames: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Lets twins live for so many steps.
///
/// # Errors
/// Where they first say different things.
pub fn live(seed: u64, steps: u64) -> Result<Twins, Broken> {
    live_with(seed, steps, Sleep::Well)
}

fn live_with(seed: u64, steps: u64, sleep: Sleep) -> Result<Twins, Broken> {
    let mut dice = Dice::new(!seed);
    let settings = RoomSettings {
        presence_beat_ms: dice.pick(&[5_000, 30_000]),
        like_flush_ms: dice.pick(&[1_000, 5_000, 60_000]),
    };
    let mut script = Script {
        dice,
        now: BEGIN,
        twins: [Sleep::Never, sleep].map(|sleep| Twin::new(settings, sleep, BEGIN)),
        feed: Store::default(),
        hints: Vec::new(),
        entering: None,
        ticker: None,
        here: Vec::new(),
        sessions: 0,
        asked: 0,
        total: Twins::default(),
    };
    script.reads_the_store(0);
    script.comes_in()?;
    for step in 0..steps {
        script.goes_on(step)?;
    }
    script.total.naps = script.twins[1].naps;
    Ok(script.total)
}

struct Script {
    dice: Dice,
    now: Timestamp,
    twins: [Twin; 2],
    feed: Store,
    /// Committed, and the rooms did not hear of it yet.
    hints: Vec<FeedEntry>,
    /// Who read the store and is about to come in: for them a room stays in memory.
    entering: Option<(Session, Entry)>,
    ticker: Option<Ticker>,
    /// The first of them never goes.
    here: Vec<(SessionId, usize)>,
    sessions: u64,
    asked: u64,
    total: Twins,
}

impl Script {
    fn goes_on(&mut self, step: u64) -> Checked {
        let phase = step / PHASE_STEPS % PHASES;
        let wait_ms = if phase == 0 { self.dice.pick(&BUSY_MS) } else { self.dice.pick(&QUIET_MS) };
        // Who read the store is in soon.
        let wait_ms = if self.entering.is_some() { wait_ms.min(500) } else { wait_ms };
        let until = self.now.plus_ms(wait_ms);
        let is_held = self.entering.is_some();
        self.twins.iter_mut().try_for_each(|twin| twin.waits(self.now, until, is_held))?;
        self.now = until;
        self.acts(phase + 1 == PHASES)?;
        self.total.steps += 1;
        self.say_the_same(step)
    }

    fn acts(&mut self, leaves_asleep: bool) -> Checked {
        match self.dice.below(100) {
            // What is under way comes to its end instead.
            28..50 | 82..90 if leaves_asleep => self.batch_lands(),
            50..58 if leaves_asleep => self.journal_lands(),
            0..8 => {
                let person = self.dice.below(PEOPLE);
                self.reads_the_store(person);
                Ok(())
            }
            8..20 => self.comes_in(),
            20..28 => self.goes(),
            28..44 => self.cheers(),
            44..58 => self.likes(),
            58..70 => self.journal_lands(),
            70..82 => self.batch_lands(),
            82..87 => {
                self.publishes();
                Ok(())
            }
            87..95 => self.hint_arrives(),
            95..97 => {
                let ticker =
                    Ticker { title: "Shared win".to_owned(), body: "Well done.".to_owned(), at: self.now };
                self.ticker = Some(ticker.clone());
                self.both_hear(&Input::Fact(Fact::GoalReached(ticker)))
            }
            97 if self.entering.is_none() => self.crowd_comes_and_goes(),
            98 => self.both_hear(&Input::Hurry),
            _ => self.both_hear(&Input::Tick),
        }
    }

    fn both_hear(&mut self, input: &Input) -> Checked {
        let (now, is_held) = (self.now, self.entering.is_some());
        self.twins.iter_mut().try_for_each(|twin| twin.hears(now, input.clone(), is_held))
    }

    fn reads_the_store(&mut self, person: usize) {
        if self.entering.is_some() {
            return;
        }
        let seq = self.feed.feed(TEAM).len() as u64;
        let since = self.dice.chance(50).then(|| seq.saturating_sub(self.dice.below(8) as u64));
        let mut entry = self.feed.entry(TEAM, since, REPLAY_MAX);
        entry.ticker = self.ticker.clone().filter(|_| self.dice.chance(80));
        let again = (!self.here.is_empty() && self.dice.chance(20)).then(|| self.dice.pick(&self.here));
        let (session, person) = again.unwrap_or_else(|| {
            self.sessions += 1;
            (SessionId(self.sessions), person)
        });
        self.entering = Some((seat(session, person), entry));
    }

    fn comes_in(&mut self) -> Checked {
        let Some((session, entry)) = self.entering.take() else { return Ok(()) };
        let who = (session.id, crate::names::number(session.user_id.0));
        if !self.here.contains(&who) {
            self.here.push(who);
        }
        let reference = Some(Reference::Number(session.id.0 as i64));
        self.both_hear(&Input::Join { session, entry, reference })
    }

    fn goes(&mut self) -> Checked {
        let place = self.dice.below(self.here.len());
        if place == 0 {
            return self.both_hear(&Input::Leave(SessionId(0)));
        }
        let (session, _) = self.here.swap_remove(place);
        self.both_hear(&Input::Leave(session))
    }

    /// So many at once that presence is told less often for a while.
    fn crowd_comes_and_goes(&mut self) -> Checked {
        let first = self.sessions + 1;
        for person in CROWD..CROWD + CROWD_PEOPLE {
            self.reads_the_store(person);
            self.comes_in()?;
        }
        self.here.retain(|(session, _)| session.0 < first);
        (first..=self.sessions).try_for_each(|session| self.both_hear(&Input::Leave(SessionId(session))))
    }

    fn cheers(&mut self) -> Checked {
        let (session, _) = self.dice.pick(&self.here);
        let times = if self.dice.chance(10) { 14 } else { 1 };
        for _ in 0..times {
            let icon = self.dice.pick(&ICONS);
            let reference = self.dice.chance(50).then_some(Reference::Number(7));
            self.both_hear(&Input::Say { session, saying: Saying::Cheer(icon), reference })?;
        }
        Ok(())
    }

    fn likes(&mut self) -> Checked {
        let (_, person) = self.dice.pick(&self.here);
        self.asked += 1;
        let post = post(self.dice.below(POSTS));
        let like =
            Like { asker: self.asked, post, user: user(person), liked: self.dice.chance(60), tries: 0 };
        let (now, is_held) = (self.now, self.entering.is_some());
        self.twins.iter_mut().try_for_each(|twin| twin.likes(now, like, is_held))
    }

    fn journal_lands(&mut self) -> Checked {
        let waiting = self.twins[0].unjournalled.len();
        if waiting == 0 {
            return Ok(());
        }
        let count = 1 + self.dice.below(waiting);
        let outcome = if self.dice.chance(90) { Outcome::Done } else { Outcome::Failed };
        self.twins
            .iter_mut()
            .for_each(|twin| drop(twin.unjournalled.drain(..count.min(twin.unjournalled.len()))));
        self.both_hear(&Input::Journalled(count, outcome))
    }

    fn batch_lands(&mut self) -> Checked {
        let outcome = if self.dice.chance(80) { Outcome::Done } else { Outcome::Failed };
        let (is_applied, jitter) = (outcome == Outcome::Done || self.dice.chance(50), self.dice.throw());
        let (now, is_held) = (self.now, self.entering.is_some());
        for twin in &mut self.twins {
            twin.batch_lands(now, (outcome, is_applied, jitter), is_held)?;
        }
        // A reading of the store may be believed from the next millisecond on; one of the twins need not read.
        self.now = self.now.plus_ms(1);
        Ok(())
    }

    fn publishes(&mut self) {
        let post_id = post(self.dice.below(POSTS));
        let kind = if self.dice.chance(30) {
            FeedKind::Pin { post_id, coach_name: "Sarah".to_owned() }
        } else {
            FeedKind::Post { post_id, author_id: user(self.dice.below(PEOPLE)) }
        };
        let entry = self.feed.publish(TEAM, kind);
        let copies = self.dice.pick(&[0, 1, 1, 1, 1, 2]);
        self.hints.extend(std::iter::repeat_n(entry, copies));
    }

    fn hint_arrives(&mut self) -> Checked {
        if self.hints.is_empty() {
            return Ok(());
        }
        let hint = self.hints.swap_remove(self.dice.below(self.hints.len()));
        self.both_hear(&Input::Fact(Fact::Fed(hint)))
    }

    fn say_the_same(&mut self, step: u64) -> Checked {
        const RULE: &str = "SL2: nobody can tell whether a room slept";
        let [awake, sleepy] = self.twins.each_mut().map(|twin| std::mem::take(&mut twin.said));
        let differs = || {
            let first = awake.iter().zip(&sleepy).find(|(one, other)| one != other);
            format!(
                "step {step}: {} and {} frames; the first pair that differs: {first:#?}",
                awake.len(),
                sleepy.len()
            )
        };
        ensure(awake == sleepy, RULE, differs)?;
        self.total.frames += awake.len() as u64;
        self.total.bytes += awake.iter().map(|frame| frame.text.len() as u64).sum::<u64>();
        for number in 0..POSTS {
            for person in 0..PEOPLE {
                let [one, other] =
                    self.twins.each_ref().map(|twin| twin.standing(post(number), user(person)));
                ensure(one == other, RULE, || {
                    format!(
                        "step {step}: person {person} reads {one:?} of post {number} here and {other:?} there"
                    )
                })?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sl2_a_room_that_sleeps_whenever_it_may_says_the_same_bytes() {
        for seed in 0..2 {
            let twins = live(seed, STEPS).unwrap_or_else(|broken| panic!("seed {seed}: {broken:#?}"));
            assert_eq!(twins.steps, STEPS);
            assert!(twins.naps > 1_000 && twins.frames > STEPS / 2, "too little happens: {twins:?}");
        }
    }

    #[test]
    fn sl2_a_room_that_forgets_in_its_sleep_is_told_from_its_twin() {
        for seed in 0..2 {
            let broken = live_with(seed, STEPS, Sleep::Forgetfully).map(|twins| format!("{twins:?}"));
            assert!(broken.is_err(), "seed {seed} noticed nothing: {broken:?}");
        }
    }
}
