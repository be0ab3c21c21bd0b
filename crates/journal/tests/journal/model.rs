//! Random runs of everything, against a list. A failing seed prints itself.

use crate::bed::{SMALL, append, copy, entry, fast_folder, segments, team};
use kith_journal::{Journal, Limits, Position, Recovered};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;

const ROOMS: u64 = 4;

/// A tiny generator (xorshift64*): the same runs everywhere and always.
struct Lots(u64);

impl Lots {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % limit
    }
}

/// What was accepted, by its position, and which of it was released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Accepted {
    room: u64,
    number: u64,
    is_released: bool,
}

struct Run {
    lots: Lots,
    parent: PathBuf,
    folder: PathBuf,
    journal: Journal,
    accepted: Vec<Accepted>,
    next_number: u64,
    starts: u32,
}

impl Run {
    fn new(seed: u64, parent: PathBuf, folder: PathBuf) -> Self {
        let lots = Lots(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let (journal, _) = Journal::open_with(&folder, SMALL).unwrap();
        Self { lots, parent, folder, journal, accepted: Vec::new(), next_number: 1, starts: 0 }
    }

    fn step(&mut self) {
        match self.lots.below(12) {
            0..6 => self.append(),
            6..9 => self.release(),
            9 => self.restart(),
            10 => self.die(),
            _ => self.look(),
        }
    }

    fn append(&mut self) {
        let (room, count) = (self.lots.below(ROOMS), self.lots.below(5));
        let numbers: Vec<u64> = (self.next_number..).take(usize::try_from(count).unwrap()).collect();
        self.next_number += count;
        let position = append(&self.journal, team(u128::from(room)), &numbers).unwrap();
        let accepted = numbers.iter().map(|number| Accepted { room, number: *number, is_released: false });
        self.accepted.extend(accepted);
        assert_eq!(position, Position(self.accepted.len() as u64));
    }

    fn release(&mut self) {
        let room = self.lots.below(ROOMS);
        let upto = self.lots.below(self.accepted.len() as u64 + 1);
        self.journal.release(team(u128::from(room)), Position(upto));
        let before = self.accepted.iter_mut().take(usize::try_from(upto).unwrap());
        before.filter(|one| one.room == room).for_each(|one| one.is_released = true);
    }

    /// What the journal says of one room.
    fn look(&mut self) {
        let room = self.lots.below(ROOMS);
        let (entries, upto) = self.journal.unreleased(team(u128::from(room))).unwrap();
        let of_room: Vec<Accepted> = self.accepted.iter().filter(|one| one.room == room).copied().collect();
        let owed = of_room.iter().position(|one| !one.is_released).map_or(0, |first| of_room.len() - first);
        assert!(entries.len() >= owed);
        let end = &of_room[of_room.len() - entries.len()..];
        assert_eq!(entries, end.iter().map(|one| entry(one.number)).collect::<Vec<_>>());
        let last = self.accepted.iter().rposition(|one| one.room == room && owed > 0);
        assert_eq!(upto, last.map(|index| Position(index as u64 + 1)));
    }

    fn restart(&mut self) {
        self.journal.close();
        if self.accepted.iter().all(|one| one.is_released) {
            assert!(segments(&self.folder).is_empty(), "nothing is owed, and files stay");
        }
        self.open();
    }

    /// As by `kill -9` in the middle of a write, of which nobody was told.
    fn die(&mut self) {
        self.journal.unreleased(team(0)).unwrap();
        self.starts += 1;
        let folder = self.parent.join(self.starts.to_string());
        copy(&self.folder, &folder);
        self.journal.close();
        fs::remove_dir_all(&self.folder).unwrap();
        self.folder = folder;
        let torn: Vec<u8> = (0..self.lots.below(120)).map(|_| self.lots.below(256) as u8).collect();
        if let Some(last) = segments(&self.folder).pop() {
            OpenOptions::new().append(true).open(last).unwrap().write_all(&torn).unwrap();
        }
        self.open();
    }

    /// What comes back is the end of what was accepted, in order, with everything that is owed in it.
    fn open(&mut self) {
        let (segment_bytes, fill_bytes) = (200 + self.lots.below(600), self.lots.below(2) * 150);
        let limits = Limits { segment_bytes, fill_bytes, ..SMALL };
        let (journal, found) = Journal::open_with(&self.folder, limits).unwrap();
        let gone = self.accepted.len() - found.len();
        assert!(self.accepted.drain(..gone).all(|one| one.is_released), "something that is owed is missing");
        let expected = self.accepted.iter().zip(1..).map(|(one, position)| Recovered {
            team: team(u128::from(one.room)),
            entry: entry(one.number),
            position: Position(position),
        });
        assert_eq!(found, expected.collect::<Vec<_>>());
        self.journal = journal;
        // Whoever starts knows nothing of earlier releases.
        self.accepted.iter_mut().for_each(|one| one.is_released = false);
        if self.lots.below(3) == 0 {
            self.journal.release_recovered();
            self.accepted.iter_mut().for_each(|one| one.is_released = true);
        }
    }
}

#[test]
fn jo2_jo5_a_thousand_random_runs_do_what_a_list_does() {
    for seed in 1..=1_000 {
        let (parent, folder) = fast_folder();
        let run = catch_unwind(AssertUnwindSafe(|| {
            let mut run = Run::new(seed, parent.path().to_owned(), folder);
            (0..40).for_each(|_| run.step());
            run.restart();
        }));
        if let Err(panic) = run {
            println!("seed {seed}");
            resume_unwind(panic);
        }
    }
}
