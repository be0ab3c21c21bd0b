//! Time and chance come in as arguments: what reads them itself cannot be replayed, and cannot be tested without
//! waiting. Tokio's clock may be read, for it can be paused.

use super::tree::Tree;
use super::{Finding, source};

/// The product; tools and tests may look at the clock.
const PRODUCT: [&str; 4] = ["crates/protocol/", "crates/domain/", "crates/store/", "crates/server/"];
/// The one place that asks the machine for the time.
const CLOCK: &str = "crates/server/src/clock";
/// Where ids and secrets are drawn: at the doors and by the demo, so that everything behind them is given its own.
const DRAWERS: [&str; 4] = [
    "crates/server/src/auth/",
    "crates/server/src/demo",
    "crates/server/src/http/",
    "crates/server/src/random",
];

const CLOCKS: [&str; 5] =
    ["thread::sleep", "SystemTime::now", "Timestamp::now", "Zoned::now", "std::time::Instant::now"];
const CHANCE: [&str; 8] = [
    "Uuid::new_v4",
    "Uuid::now_v7",
    "getrandom",
    "OsRng",
    "SysRng",
    "thread_rng",
    "rand::rng",
    "rand::random",
];

pub fn time_and_chance_come_from_outside(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, code) in PRODUCT.iter().flat_map(|folder| tree.product_code(folder)) {
        let lines_with = |word: &str| source::lines_with(&code, word).collect::<Vec<_>>();
        if file.path.starts_with(CLOCK) {
            continue;
        }
        for word in CLOCKS {
            let words = format!("`{word}`: take the time as an argument; the clock is {CLOCK}");
            findings.extend(lines_with(word).into_iter().map(|line| Finding::at(&file.path, line, &*words)));
        }
        for word in CHANCE.iter().filter(|_| !DRAWERS.iter().any(|place| file.path.starts_with(place))) {
            let words = format!("`{word}`: take it as an argument; only the doors draw");
            findings.extend(lines_with(word).into_iter().map(|line| Finding::at(&file.path, line, &*words)));
        }
        if imports_the_standard_instant(&code) {
            let words = "`std::time::Instant` cannot be paused by a test: take `tokio::time::Instant`";
            findings.extend(
                source::lines_with(&code, "Instant::now").map(|line| Finding::at(&file.path, line, words)),
            );
        }
    }
    findings
}

fn imports_the_standard_instant(code: &str) -> bool {
    code.split(';').any(|statement| {
        let statement = statement.trim_start();
        statement.starts_with("use std::") && statement.contains("time::") && statement.contains("Instant")
    })
}

#[cfg(test)]
mod tests {
    use super::super::assert_bites;
    use super::*;

    #[test]
    fn clocks_read_in_passing_are_found() {
        let rule = time_and_chance_come_from_outside;
        let path = "crates/server/src/hub/room.rs";
        assert_bites(
            rule,
            path,
            "let now = SystemTime::now();",
            "let now = clock.now();",
            "`SystemTime::now`",
        );
        assert_bites(
            rule,
            path,
            "let now = jiff::Timestamp::now();",
            "// Timestamp::now",
            "`Timestamp::now`",
        );
        let good = "use tokio::time::{Instant, sleep};\nfn a() { Instant::now(); }";
        assert_bites(
            rule,
            path,
            "use std::time::{Duration, Instant};\nfn a() { Instant::now(); }",
            good,
            "room.rs:2",
        );
        assert_bites(
            rule,
            path,
            "fn a() { std::time::Instant::now(); }",
            "fn a() { tokio::time::Instant::now(); }",
            "Instant",
        );
        let test = "#[cfg(test)]\nmod tests { fn a() { SystemTime::now(); } }";
        assert_bites(rule, "crates/domain/src/team.rs", "fn a() { SystemTime::now(); }", test, "team.rs:1");
    }

    #[test]
    fn chance_taken_in_passing_is_found() {
        let rule = time_and_chance_come_from_outside;
        assert_bites(
            rule,
            "crates/store/src/posts.rs",
            "let id = Uuid::now_v7();",
            "let id = new.id;",
            "`Uuid::now_v7`",
        );
        assert_eq!(
            rule(&Tree::of(&[
                ("crates/server/src/auth/tokens.rs", "Uuid::now_v7()"),
                ("crates/bench/src/a.rs", "OsRng")
            ])),
            []
        );
    }
}
