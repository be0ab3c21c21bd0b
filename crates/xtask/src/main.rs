//! Kith's own tool: it builds, runs, tests and measures the project. It depends on the standard library alone, so that
//! `cargo xtask` compiles in a second on a fresh machine.
#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

mod bench;
mod codegen;
mod console;
mod node;
mod process;
mod serve;
mod sim;
mod streaks;
mod test;
mod tidy;
mod web;
mod workspace;

use std::process::ExitCode;

/// A result whose error is a sentence for the person at the terminal.
type Attempt<T> = Result<T, String>;

/// One thing that `cargo xtask` can do.
struct Command {
    name: &'static str,
    usage: &'static str,
    does: &'static str,
    run: fn(&[String]) -> Attempt<ExitCode>,
}

const COMMANDS: [Command; 9] = [
    Command {
        name: "run",
        usage: "run [options of `kith serve`…]",
        does: "build the web client and the server, fill an empty data folder with the demo, serve",
        run: serve::command,
    },
    Command {
        name: "test",
        usage: "test [--only STEP[,STEP…]] [--list]",
        does: "install what the tests need, run every check and test, count them",
        run: test::command,
    },
    Command {
        name: "tidy",
        usage: "tidy",
        does: "the rules of ARCHITECTURE.md that no compiler holds",
        run: tidy::command,
    },
    Command {
        name: "codegen",
        usage: "codegen [--check]",
        does: "write the TypeScript types of the protocol, or check that they are up to date",
        run: codegen::command,
    },
    Command {
        name: "web",
        usage: "web",
        does: "build the web client if its sources changed",
        run: web::command,
    },
    Command {
        name: "bench",
        usage: "bench SCENARIO [options…]",
        does: "measure a release build of the server",
        run: bench::bench,
    },
    Command {
        name: "crash",
        usage: "crash [options…]",
        does: "kill a release build of the server again and again and look for what it lost",
        run: bench::crash,
    },
    Command {
        name: "sim",
        usage: "sim [--seeds N] [--from SEED] [--seed SEED] [options…]",
        does: "rooms in simulated worlds with every fault; a seed does the same each time",
        run: sim::command,
    },
    Command {
        name: "streaks",
        usage: "streaks FILE",
        does: "try the streak rules on a table of cases, like crates/domain/tests/data/streak_cases.json",
        run: streaks::command,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        println!("{}", usage());
        return ExitCode::from(2);
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        println!("{}", usage());
        return ExitCode::SUCCESS;
    }
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        eprintln!("There is no command `{name}`.\n\n{}", usage());
        return ExitCode::from(2);
    };
    (command.run)(rest).unwrap_or_else(|problem| {
        eprintln!("\ncargo xtask {name}: {problem}");
        ExitCode::FAILURE
    })
}

fn usage() -> String {
    let width = COMMANDS.iter().map(|command| command.usage.chars().count()).max().unwrap_or(0);
    let mut text = String::from("Usage: cargo xtask COMMAND\n");
    for command in &COMMANDS {
        text.push_str(&format!("\n  {:width$}  {}", command.usage, command.does));
    }
    text
}

/// Whether there is a command of this name.
fn is_command(name: &str) -> bool {
    COMMANDS.iter().any(|command| command.name == name)
}

/// Refuses arguments that a command does not know.
fn takes_no_arguments(arguments: &[String]) -> Attempt<()> {
    match arguments.first() {
        None => Ok(()),
        Some(argument) => Err(format!("I do not know the option `{argument}`; this command takes none.")),
    }
}
