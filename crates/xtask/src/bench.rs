//! Measuring: the programs of `crates/bench` against a release build of the server.

use crate::{Attempt, console, serve, workspace};
use std::process::ExitCode;

/// `cargo xtask bench SCENARIO …`.
pub fn bench(arguments: &[String]) -> Attempt<ExitCode> {
    if arguments.is_empty() {
        return Err(String::from("which scenario? For instance `cargo xtask bench idle`."));
    }
    drive(arguments)
}

/// `cargo xtask crash …`.
pub fn crash(arguments: &[String]) -> Attempt<ExitCode> {
    let mut scenario = vec![String::from("crash")];
    scenario.extend_from_slice(arguments);
    drive(&scenario)
}

fn drive(arguments: &[String]) -> Attempt<ExitCode> {
    console::heading("server");
    serve::build_server()?;
    workspace::cargo(&["run", "--quiet", "--release", "-p", "kith-bench", "--"])
        .args(arguments)
        .env("KITH_BIN", workspace::server_binary("release"))
        .become_it()
}
