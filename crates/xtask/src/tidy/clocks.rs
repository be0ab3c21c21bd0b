//! Time and chance come in as arguments: what reads them itself cannot be replayed, and cannot be tested without
//! waiting. Tokio's clock may be read, for it can be paused.

use super::tree::Tree;
use super::{Finding, source};

/// The product; tools and tests may look at the clock.
const PRODUCT: [&str; 4] = ["crates/protocol/", "crates/domain/", "crates/store/", "crates/server/"];
/// The places that hand out time and chance.
const SOURCES: [&str; 2] = ["crates/server/src/clock", "crates/server/src/random"];

const CLOCKS: [&str; 4] = ["SystemTime::now", "Timestamp::now", "Zoned::now", "std::time::Instant::now"];
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
        if SOURCES.iter().any(|source| file.path.starts_with(source)) {
            continue;
        }
        for word in CLOCKS.iter().chain(&CHANCE).chain(["thread::sleep"].iter()) {
            let words = format!("`{word}`: take it as an argument, from {}", SOURCES.join(" or "));
            findings
                .extend(source::lines_with(&code, word).map(|line| Finding::at(&file.path, line, &*words)));
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
                ("crates/server/src/random.rs", "Uuid::now_v7()"),
                ("crates/bench/src/a.rs", "OsRng")
            ])),
            []
        );
    }
}
