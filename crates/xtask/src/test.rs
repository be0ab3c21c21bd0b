//! `cargo xtask test`: every check and test of the project, one after the other, and one line that counts them.

mod counts;
mod needs;
mod postgres;
mod steps;

use crate::node::Node;
use crate::{Attempt, console};
use counts::Counts;
use needs::Need;
use std::process::ExitCode;
use std::time::Instant;
use steps::{STEPS, Step};

/// What the steps of one run share.
struct Session {
    /// On a build machine a missing service is a failure: a green run cannot hide it.
    strict: bool,
    /// Looked for once, when the first step asks.
    node: Option<Attempt<Node>>,
}

impl Session {
    fn node(&mut self) -> Attempt<Node> {
        self.node.get_or_insert_with(Node::find_or_fetch).clone()
    }
}

/// Runs all steps, or those named.
pub fn command(arguments: &[String]) -> Attempt<ExitCode> {
    let asked = Asked::read(arguments)?;
    let steps: Vec<&Step> = STEPS.iter().filter(|step| asked.wants(step.name)).collect();
    if asked.only_list {
        STEPS.iter().for_each(|step| println!("{:10} {}", step.name, step.title));
        return Ok(ExitCode::SUCCESS);
    }
    let mut session =
        Session { strict: std::env::var("CI").is_ok_and(|ci| ci == "true" || ci == "1"), node: None };
    let start = Instant::now();
    let wanted: Vec<Need> = steps.iter().flat_map(|step| step.needs).copied().collect();
    needs::install_missing(&wanted);
    let report: Vec<Line> = steps.into_iter().map(|step| run(step, &mut session)).collect();
    let total = summarize(&report, start);
    println!("{total}");
    Ok(if total.failed == 0 && total.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What became of one step.
struct Line {
    title: &'static str,
    counts: Counts,
    took: String,
}

fn run(step: &Step, session: &mut Session) -> Line {
    console::heading(step.title);
    let start = Instant::now();
    let mut counts = Counts::default();
    let missing = needs::missing(step.needs);
    for need in &missing {
        counts = counts + unavailable(session.strict, need.missing());
    }
    // Without PostgreSQL the Rust tests still say much; without a browser the others say nothing.
    if !missing.iter().any(|need| need.is_essential()) {
        let done = (step.run)(session).unwrap_or_else(|problem| {
            console::note(&problem);
            Counts::failed(1)
        });
        counts = counts + done;
    }
    let took = console::elapsed(start.elapsed());
    console::note(&format!("{}: {counts} in {took}", step.title));
    Line { title: step.title, counts, took }
}

/// Tells that something cannot be tried here, and counts it.
fn unavailable(strict: bool, why: &str) -> Counts {
    if strict {
        console::note(&format!("failed: {why}"));
        Counts::failed(1)
    } else {
        console::note(&format!("skipped: {why}"));
        Counts { skipped: 1, ..Counts::default() }
    }
}

fn summarize(report: &[Line], start: Instant) -> Counts {
    console::heading(&format!("all steps, {}", console::elapsed(start.elapsed())));
    let mut total = Counts::default();
    for line in report {
        let mark = if line.counts.failed == 0 { "  " } else { "!!" };
        println!("{mark}  {:32} {:>12}   {}", line.title, line.took, line.counts);
        total = total + line.counts;
    }
    println!();
    total
}

/// The options of the command.
#[derive(Debug, Default)]
struct Asked {
    only: Vec<String>,
    only_list: bool,
}

impl Asked {
    fn read(arguments: &[String]) -> Attempt<Self> {
        let mut asked = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let names = match argument.as_str() {
                "--list" => {
                    asked.only_list = true;
                    continue;
                }
                "--only" => rest.next().map(String::as_str),
                other => other.strip_prefix("--only="),
            };
            let Some(names) = names else {
                return Err(format!(
                    "I do not know the option `{argument}`. There are `--only STEP,STEP` and `--list`."
                ));
            };
            asked.only.extend(names.split(',').map(str::to_owned));
        }
        match asked.only.iter().find(|name| !STEPS.iter().any(|step| step.name == **name)) {
            None => Ok(asked),
            Some(name) => Err(format!("there is no step `{name}`; `cargo xtask test --list` shows them.")),
        }
    }

    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Attempt<Asked> {
        Asked::read(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn steps_can_be_chosen() {
        let all = read("").unwrap();
        assert!(all.wants("fmt") && all.wants("e2e"));
        let some = read("--only fmt,tidy").unwrap();
        assert!(some.wants("fmt") && some.wants("tidy") && !some.wants("e2e"));
        assert!(read("--only=e2e").unwrap().wants("e2e"));
        assert!(read("--list").unwrap().only_list);
    }

    #[test]
    fn what_is_not_known_is_refused() {
        assert!(read("--only fmtt").unwrap_err().contains("fmtt"));
        assert!(read("--fast").unwrap_err().contains("--fast"));
        assert!(read("--only").is_err());
    }

    #[test]
    fn a_build_machine_forgives_no_missing_service() {
        assert_eq!(unavailable(true, "x").failed, 1);
        assert_eq!((unavailable(false, "x").failed, unavailable(false, "x").skipped), (0, 1));
    }
}
