//! Trying the streak rules on a table of cases, with the example `streaks` of `crates/domain`.

use crate::{Attempt, workspace};
use std::path::absolute;
use std::process::ExitCode;

/// `cargo xtask streaks FILE`.
pub fn command(arguments: &[String]) -> Attempt<ExitCode> {
    let [file] = arguments else {
        return Err(String::from(
            "which table? For instance `cargo xtask streaks crates/domain/tests/data/streak_cases.json`.",
        ));
    };
    let file = absolute(file).map_err(|error| format!("{file}: {error}."))?;
    workspace::cargo(&["run", "--quiet", "-p", "kith-domain", "--example", "streaks", "--"])
        .args([file])
        .become_it()
}
