//! Simulated worlds: the program of `crates/sim`, built for speed.

use crate::{Attempt, console, workspace};
use std::process::ExitCode;

/// `cargo xtask sim …`.
pub fn command(arguments: &[String]) -> Attempt<ExitCode> {
    console::heading("simulation");
    workspace::cargo(&["run", "--quiet", "--release", "-p", "kith-sim", "--"]).args(arguments).become_it()
}
