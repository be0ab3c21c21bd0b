//! How many tests a runner ran, read from its own closing lines.

use std::fmt;
use std::ops::Add;

/// Tests or checks by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

/// Whose closing lines are read.
#[derive(Clone, Copy, Debug)]
pub enum Runner {
    Nextest,
    CargoTest,
    Vitest,
    Unittest,
}

impl Counts {
    pub const fn failed(failed: u32) -> Self {
        Self { passed: 0, failed, skipped: 0 }
    }

    /// A check that is one thing: it holds or not.
    pub const fn check(holds: bool) -> Self {
        if holds { Self { passed: 1, failed: 0, skipped: 0 } } else { Self::failed(1) }
    }

    /// What a test runner says of itself, held against how it ended: a runner that ran nothing has failed, and so has
    /// one that fails without saying which test did.
    pub fn of_runner(runner: Runner, output: &str, success: bool) -> Self {
        let lines = output.lines().map(str::trim);
        let mut counts = match runner {
            // The last one only: failed tests are shown with what they printed, which may look the same.
            Runner::Nextest => lines.filter_map(nextest).next_back(),
            Runner::Vitest => lines.filter_map(vitest).next_back(),
            Runner::Unittest => unittest(lines),
            Runner::CargoTest => lines.filter_map(cargo_test).reduce(|sum, line| sum + line),
        }
        .unwrap_or_default();
        if counts.failed == 0 && (!success || counts.passed == 0) {
            counts.failed = 1;
        }
        counts
    }

    /// Reads `3 passed (1 slow), 1 failed` or the like.
    fn of_list(list: &str, separator: char) -> Self {
        let mut counts = Self::default();
        for part in list.split(separator) {
            let part = part.split('(').next().unwrap_or("").trim();
            if let Some((number, word)) = part.split_once(' ') {
                counts.count(number.parse().unwrap_or(0), word.trim());
            }
        }
        counts
    }

    fn count(&mut self, number: u32, word: &str) {
        match word {
            "passed" => self.passed += number,
            "failed" | "timed out" | "exec failed" => self.failed += number,
            "skipped" | "ignored" | "todo" => self.skipped += number,
            // Totals, measurements and what was not chosen.
            _ => {}
        }
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

/// `Summary [ 1.2s] 5 tests run: 3 passed (1 slow), 1 failed, 1 timed out, 2 skipped`
fn nextest(line: &str) -> Option<Counts> {
    let (_, list) = line.strip_prefix("Summary [")?.split_once(" run:")?;
    Some(Counts::of_list(list, ','))
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out`, once a binary
fn cargo_test(line: &str) -> Option<Counts> {
    let (_, list) = line.strip_prefix("test result:")?.split_once('.')?;
    Some(Counts::of_list(list, ';'))
}

/// `Tests  1 failed | 12 passed | 2 skipped (15)`
fn vitest(line: &str) -> Option<Counts> {
    Some(Counts::of_list(line.strip_prefix("Tests  ")?, '|'))
}

/// `Ran 45 tests in 1.2s`, and behind it `OK`, `OK (skipped=1)` or `FAILED (failures=1, errors=2)`
fn unittest<'a>(lines: impl DoubleEndedIterator<Item = &'a str> + Clone) -> Option<Counts> {
    let ran = |line: &str| line.strip_prefix("Ran ")?.split_once(" test")?.0.parse::<u32>().ok();
    let ran = lines.clone().filter_map(ran).next_back()?;
    let ending = |line: &'a str| match line.split_once(' ') {
        Some(("OK" | "FAILED", list)) => list.strip_prefix('(')?.strip_suffix(')'),
        Some(_) => None,
        None => (line == "OK").then_some(""),
    };
    let mut counts = Counts::default();
    for part in lines.filter_map(ending).next_back().unwrap_or("").split(", ") {
        let (word, number) = part.split_once('=').unwrap_or((part, "0"));
        let number = number.parse::<u32>().unwrap_or(0);
        match word {
            "failures" | "errors" | "unexpected successes" => counts.failed += number,
            "skipped" => counts.skipped += number,
            // What was expected to fail, and did.
            _ => {}
        }
    }
    counts.passed = ran.saturating_sub(counts.failed + counts.skipped);
    Some(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u32, failed: u32, skipped: u32) -> Counts {
        Counts { passed, failed, skipped }
    }

    #[test]
    fn nextest_is_read() {
        let read = |output, success| Counts::of_runner(Runner::Nextest, output, success);
        assert_eq!(read("     Summary [   0.004s] 1 test run: 1 passed, 0 skipped", true), counts(1, 0, 0));
        let bad = "Summary [ 61.0s] 7 tests run: 4 passed (1 slow, 1 leaky), 1 failed, 1 timed out, 1 exec failed, 2 skipped";
        assert_eq!(read(bad, false), counts(4, 3, 2));
        let cut = "Summary [ 1.0s] 2/7 tests run: 1 passed, 1 failed, 0 skipped";
        assert_eq!(read(cut, false), counts(1, 1, 0));
        let shown = format!("test result: FAILED. 0 passed; 1 failed; 0 ignored\n{cut}");
        assert_eq!(read(&shown, false), counts(1, 1, 0));
    }

    #[test]
    fn cargo_test_is_added_up() {
        let output = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
                      test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.1s";
        assert_eq!(Counts::of_runner(Runner::CargoTest, output, false), counts(5, 1, 1));
    }

    #[test]
    fn vitest_is_read_and_its_files_are_not() {
        let output =
            " Test Files  1 failed | 3 passed (4)\n      Tests  1 failed | 12 passed | 2 skipped (15)";
        assert_eq!(Counts::of_runner(Runner::Vitest, output, false), counts(12, 1, 2));
    }

    #[test]
    fn unittest_is_read() {
        let read = |output, success| Counts::of_runner(Runner::Unittest, output, success);
        assert_eq!(read("..\nRan 1 test in 0.001s\n\nOK", true), counts(1, 0, 0));
        assert_eq!(read("Ran 12 tests in 4.1s\n\nOK (skipped=2)", true), counts(10, 0, 2));
        let bad = "FAIL: test_a (x.Y)\nOK (errors=9)\nRan 45 tests in 9.7s\n\nFAILED (failures=18, errors=3, skipped=1)";
        assert_eq!(read(bad, false), counts(23, 21, 1));
        assert_eq!(read("Ran 0 tests in 0.0s\n\nFAILED (errors=1)", false), counts(0, 1, 0));
        assert_eq!(read("Ran 0 tests in 0.0s\n\nNO TESTS RAN", true), counts(0, 1, 0));
        let odd = "Ran 3 tests in 0.1s\n\nFAILED (unexpected successes=1, expected failures=1)";
        assert_eq!(read(odd, false), counts(2, 1, 0));
    }

    #[test]
    fn a_runner_that_ran_nothing_has_failed() {
        for runner in [Runner::Nextest, Runner::CargoTest, Runner::Vitest, Runner::Unittest] {
            assert_eq!(Counts::of_runner(runner, "", true), counts(0, 1, 0), "{runner:?}");
        }
        let nothing = "Summary [ 0.0s] 0 tests run: 0 passed, 9 skipped";
        assert_eq!(Counts::of_runner(Runner::Nextest, nothing, true), counts(0, 1, 9));
    }

    #[test]
    fn a_runner_that_fails_without_a_failed_test_has_failed() {
        assert_eq!(Counts::of_runner(Runner::Vitest, "      Tests  12 passed (12)", false), counts(12, 1, 0));
    }

    #[test]
    fn the_closing_line_names_what_was_skipped_only_then() {
        assert_eq!(counts(12, 0, 0).to_string(), "12 passed, 0 failed");
        assert_eq!(counts(12, 1, 2).to_string(), "12 passed, 1 failed, 2 skipped");
    }
}
