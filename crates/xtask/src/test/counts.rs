//! How many tests a runner ran, read from its own closing lines.

use std::fmt;
use std::ops::AddAssign;

/// Tests or checks by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
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
    pub fn of_runner(output: &str, success: bool) -> Self {
        let mut counts = Self::default();
        for line in output.lines() {
            counts += read_line(line.trim());
        }
        if counts.failed == 0 && (!success || counts.passed == 0) {
            counts.failed = 1;
        }
        counts
    }

    fn add(&mut self, number: u32, word: &str) {
        match word {
            "passed" | "pass" | "expected" => self.passed += number,
            "failed" | "fail" | "timed out" | "exec failed" | "cancelled" => self.failed += number,
            "skipped" | "ignored" => self.skipped += number,
            // Totals, measurements and what was not chosen.
            _ => {}
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

fn read_line(line: &str) -> Counts {
    let mut counts = Counts::default();
    // nextest: `Summary [ 1.2s] 5 tests run: 3 passed (1 slow), 1 failed, 1 timed out, 2 skipped`
    if let Some((_, list)) = line.strip_prefix("Summary [").and_then(|rest| rest.split_once(" run:")) {
        list.split(',').for_each(|part| add_part(&mut counts, part));
    }
    // cargo test: `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out`
    if let Some((_, list)) = line.strip_prefix("test result:").and_then(|rest| rest.split_once('.')) {
        list.split(';').for_each(|part| add_part(&mut counts, part));
    }
    // vitest: `Tests  1 failed | 12 passed | 2 skipped (15)`
    if let Some(list) = line.strip_prefix("Tests  ") {
        list.split('|').for_each(|part| add_part(&mut counts, part));
    }
    // node --test: `# pass 3` or, for people, `ℹ pass 3`
    if let Some((word, number)) =
        line.strip_prefix("# ").or(line.strip_prefix("ℹ ")).and_then(|rest| rest.split_once(' '))
    {
        counts.add(number.parse().unwrap_or(0), word);
    }
    counts
}

/// Reads `3 passed (1 slow)`.
fn add_part(counts: &mut Counts, part: &str) {
    let part = part.split('(').next().unwrap_or("").trim();
    if let Some((number, word)) = part.split_once(' ') {
        counts.add(number.parse().unwrap_or(0), word.trim());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u32, failed: u32, skipped: u32) -> Counts {
        Counts { passed, failed, skipped }
    }

    #[test]
    fn nextest_is_read() {
        let one = "     Summary [   0.004s] 1 test run: 1 passed, 0 skipped";
        assert_eq!(Counts::of_runner(one, true), counts(1, 0, 0));
        let bad = "  Summary [ 61.0s] 7 tests run: 4 passed (1 slow, 1 leaky), 1 failed, 1 timed out, 1 exec failed, 2 skipped";
        assert_eq!(Counts::of_runner(bad, false), counts(4, 3, 2));
        let cut = "  Summary [ 1.0s] 2/7 tests run: 1 passed, 1 failed, 0 skipped";
        assert_eq!(Counts::of_runner(cut, false), counts(1, 1, 0));
    }

    #[test]
    fn cargo_test_is_added_up() {
        let output = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
                      test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.1s";
        assert_eq!(Counts::of_runner(output, false), counts(5, 1, 1));
    }

    #[test]
    fn vitest_is_read_and_its_files_are_not() {
        let output =
            " Test Files  1 failed | 3 passed (4)\n      Tests  1 failed | 12 passed | 2 skipped (15)";
        assert_eq!(Counts::of_runner(output, false), counts(12, 1, 2));
    }

    #[test]
    fn node_test_is_read_in_both_forms() {
        assert_eq!(
            Counts::of_runner("# tests 4\n# pass 3\n# fail 1\n# cancelled 0\n# skipped 0", false),
            counts(3, 1, 0)
        );
        assert_eq!(Counts::of_runner("ℹ pass 3\nℹ fail 0\nℹ duration_ms 12.5", true), counts(3, 0, 0));
    }

    #[test]
    fn a_runner_that_ran_nothing_has_failed() {
        assert_eq!(Counts::of_runner("", true), counts(0, 1, 0));
        assert_eq!(
            Counts::of_runner("Summary [ 0.0s] 0 tests run: 0 passed, 9 skipped", true),
            counts(0, 1, 9)
        );
    }

    #[test]
    fn a_runner_that_fails_without_a_failed_test_has_failed() {
        assert_eq!(Counts::of_runner("      Tests  12 passed (12)", false), counts(12, 1, 0));
    }

    #[test]
    fn the_closing_line_names_what_was_skipped_only_then() {
        assert_eq!(counts(12, 0, 0).to_string(), "12 passed, 0 failed");
        assert_eq!(counts(12, 1, 2).to_string(), "12 passed, 1 failed, 2 skipped");
    }
}
