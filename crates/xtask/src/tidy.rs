//! The rules of this repository that no compiler holds, each a function from the files to what is wrong with them.

mod clocks;
mod habits;
mod layers;
mod modules;
mod names;
mod papers;
mod portable;
mod sizes;
mod source;
mod spec;
mod tree;

use crate::{Attempt, console, takes_no_arguments, workspace};
use std::fmt;
use std::process::ExitCode;
use tree::Tree;

type Rule = fn(&Tree) -> Vec<Finding>;

const RULES: [Rule; 20] = [
    sizes::files_are_short,
    sizes::functions_are_short,
    names::names_say_something,
    names::files_introduce_themselves,
    layers::crates_depend_downwards,
    layers::domain_has_no_world,
    layers::sql_stays_in_the_store,
    layers::store_knows_no_clients,
    modules::server_modules_depend_downwards,
    modules::tasks_start_in_few_places,
    clocks::time_and_chance_come_from_outside,
    spec::rules_and_tests_cite_each_other,
    habits::exceptions_have_reasons,
    habits::nothing_is_left_undone,
    portable::no_path_of_a_machine,
    portable::nothing_is_heavy,
    portable::locks_name_no_registry,
    papers::decisions_are_complete,
    papers::readme_commands_exist,
    papers::scripts_can_be_run,
];

/// Something that breaks a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    place: String,
    words: String,
}

impl Finding {
    /// About a whole file or folder.
    fn about(path: &str, words: impl Into<String>) -> Self {
        Self { place: path.to_owned(), words: words.into() }
    }

    /// About a line, counted from 1.
    fn at(path: &str, line: usize, words: impl Into<String>) -> Self {
        Self { place: format!("{path}:{line}"), words: words.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.words)
    }
}

/// `cargo xtask tidy`.
pub fn command(arguments: &[String]) -> Attempt<ExitCode> {
    takes_no_arguments(arguments)?;
    Ok(if holds()? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether all rules hold; tells what breaks one.
///
/// # Errors
/// The files could not be listed.
pub fn holds() -> Attempt<bool> {
    let tree = Tree::read(&workspace::root())?;
    let findings = findings(&tree);
    for finding in &findings {
        console::note(&finding.to_string());
    }
    let (rules, files) = (RULES.len(), tree.files.len());
    console::note(&format!("{rules} rules, {files} files, {} findings", findings.len()));
    Ok(findings.is_empty())
}

fn findings(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(tree)).collect();
    findings.sort();
    findings
}

/// Asserts that a rule finds something with these words in the one file, and nothing once the second text stands there.
#[cfg(test)]
fn assert_bites(rule: Rule, path: &str, bad: &str, good: &str, words: &str) {
    let found = rule(&Tree::of(&[(path, bad)]));
    assert!(
        found.iter().any(|finding| finding.to_string().contains(words)),
        "{path}: {found:?} lacks {words:?}"
    );
    assert_eq!(rule(&Tree::of(&[(path, good)])), [], "{path}");
}
