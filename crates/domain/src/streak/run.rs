//! Runs: what begins with a completed date and lasts while every gap can be bridged.

use super::milestones::{FIRST_WITH_FREEZE, up_to};
use super::record::Span;
use super::{Freezes, RunDays};
use crate::day::Day;

/// Freezes that a run starts with where they are earned.
pub const EARNED_AT_START: u16 = 1;
/// Freezes that can be in hand where they are earned.
pub const EARNED_MAX: u16 = 3;
/// A date cannot be lived in less: days that change the clocks forward have 23 hours (SPEC.md SK13, SK14).
pub(super) const SHORTEST_DAY_MS: i64 = 23 * 3_600_000;
/// So many dates can fall together at the ends of a run: its first, late in the evening, and its last, early.
const DATES_AT_THE_ENDS: u64 = 2;

impl Freezes {
    /// What a run starts with.
    pub(super) const fn at_start(self) -> u16 {
        match self {
            Self::PerRun(budget) => budget,
            Self::Earned => EARNED_AT_START,
        }
    }
}

/// One run.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// Its last kept date.
    pub last: Day,
    /// Of that date.
    pub last_span: Span,
    pub left: u16,
    first: Day,
    span: Span,
    counted: u32,
    freezes: Freezes,
}

impl Run {
    fn start(day: Day, span: &Span, freezes: Freezes) -> Self {
        Self {
            first: day,
            last: day,
            last_span: span.clone(),
            left: freezes.at_start(),
            span: span.clone(),
            counted: 1,
            freezes,
        }
    }

    pub fn in_short(&self) -> RunDays {
        RunDays { first: self.first, last: self.last, length: self.length() }
    }

    /// How long it is. Who changes zones can log many dates in few hours; those count no faster than time passes.
    pub fn length(&self) -> u32 {
        if self.span.zones.len() < 2 {
            return self.counted;
        }
        let whole_days = self.span.last.ms_since(self.span.first).div_euclid(SHORTEST_DAY_MS);
        let most = whole_days.max(0).unsigned_abs() + DATES_AT_THE_ENDS;
        u32::try_from(most).unwrap_or(u32::MAX).min(self.counted)
    }

    /// What would be left after so many missed dates; `None` if they are too many.
    pub fn left_after(&self, missed: u64) -> Option<u16> {
        self.left.checked_sub(u16::try_from(missed).ok()?)
    }

    /// A date, or a week, that belongs to it.
    fn extend(&mut self, day: Day, span: &Span, counts: bool) {
        let reached = up_to(self.length()).len();
        self.last = day;
        self.last_span = span.clone();
        self.span.widen(span);
        self.counted += u32::from(counts);
        if self.freezes == Freezes::Earned {
            let new = up_to(self.length()).iter().skip(reached);
            let earned = new.filter(|milestone| **milestone >= FIRST_WITH_FREEZE).count();
            self.left = (self.left + earned as u16).min(EARNED_MAX);
        }
    }
}

/// The runs of a history, told in order of the dates.
#[derive(Debug, Default)]
pub(super) struct Runs {
    /// The last one, as long as no gap after it was too wide.
    pub last: Option<Run>,
    /// The length of the largest.
    pub longest: u32,
}

impl Runs {
    /// A date, or a week, that was kept: it goes on with the last run if what was missed since can be bridged.
    pub fn meet(
        &mut self,
        day: Day,
        span: &Span,
        counts: bool,
        freezes: Freezes,
        missed_since: impl Fn(&Run) -> u64,
    ) {
        self.last = self.last.take().and_then(|mut run| {
            run.left = run.left_after(missed_since(&run))?;
            run.extend(day, span, counts);
            Some(run)
        });
        if self.last.is_none() && counts {
            self.last = Some(Run::start(day, span, freezes));
        }
        self.longest = self.longest.max(self.last.as_ref().map_or(0, Run::length));
    }
}
