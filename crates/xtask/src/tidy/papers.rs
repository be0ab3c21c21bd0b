//! Papers that say what is: decisions are complete, commands in the README exist, scripts can be run.

use super::Finding;
use super::tree::Tree;

const DECISION_PARTS: [&str; 3] = ["Context", "Choice", "Cost"];

pub fn decisions_are_complete(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut numbers = Vec::new();
    for (file, text) in tree.texts(&["md"]).filter(|(file, _)| file.path.starts_with("docs/decisions/")) {
        let number = file.name().split('-').next().unwrap_or("");
        if number.len() != 3 || !number.chars().all(|c| c.is_ascii_digit()) {
            findings.push(Finding::about(&file.path, "a decision is called `NNN-title.md`"));
        } else if numbers.contains(&number) {
            findings.push(Finding::about(&file.path, format!("there are two decisions {number}")));
        }
        numbers.push(number);
        for part in DECISION_PARTS {
            let is_heading =
                |line: &str| line.starts_with('#') && line.trim_start_matches('#').trim().starts_with(part);
            if !text.lines().any(is_heading) {
                findings.push(Finding::about(&file.path, format!("a decision has a heading `{part}`")));
            }
        }
    }
    findings
}

pub fn readme_commands_exist(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in tree.texts(&["md"]).filter(|(file, _)| !file.path.contains('/')) {
        for (line, command) in shell_lines(text) {
            let command = command.split(" #").next().unwrap_or(command);
            let words: Vec<&str> = command.split_whitespace().filter(|word| !word.contains('=')).collect();
            match words.as_slice() {
                [script, ..] if script.starts_with("bin/") && tree.text(script).is_none() => {
                    findings.push(Finding::at(&file.path, line, format!("there is no `{script}`")));
                }
                ["cargo", "xtask", name, ..] if !crate::is_command(name) => {
                    findings.push(Finding::at(&file.path, line, format!("there is no `cargo xtask {name}`")));
                }
                _ => {}
            }
        }
    }
    findings
}

pub fn scripts_can_be_run(tree: &Tree) -> Vec<Finding> {
    let is_script = |path: &str| path.starts_with("bin/") || path.starts_with(".ci/");
    let scripts = tree.files.iter().filter(|file| is_script(&file.path));
    let dead = scripts.filter(|file| !file.runnable);
    dead.map(|file| Finding::about(&file.path, "has no run bit: chmod +x")).collect()
}

/// The lines of all ```` ```sh ```` blocks, counted from 1, without a prompt.
fn shell_lines(text: &str) -> Vec<(usize, &str)> {
    let mut inside = false;
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(language) = line.strip_prefix("```") {
            inside = !inside && matches!(language, "sh" | "bash" | "shell" | "console");
        } else if inside {
            lines.push((index + 1, line.strip_prefix("$ ").unwrap_or(line)));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::assert_bites;
    use super::*;

    #[test]
    fn incomplete_decisions_are_found() {
        let rule = decisions_are_complete;
        let good = "# A\n## Context\n## Choice\n## Cost\n";
        assert_bites(rule, "docs/decisions/001-a.md", "# A\n## Context\n## Choice\nCost\n", good, "`Cost`");
        assert_eq!(rule(&Tree::of(&[("docs/decisions/a.md", good)])).len(), 1);
        let twice = Tree::of(&[("docs/decisions/001-a.md", good), ("docs/decisions/001-b.md", good)]);
        assert!(rule(&twice)[0].words.contains("two decisions 001"));
    }

    #[test]
    fn commands_that_do_not_exist_are_found() {
        let rule = readme_commands_exist;
        let good = "```sh\ncargo xtask test --list\ncargo xtask  # lists\nls\n```\nbin/none\n```text\nbin/none\n```\n";
        assert_bites(rule, "README.md", "```sh\ncargo xtask fly\n```\n", good, "README.md:2");
        assert_bites(rule, "README.md", "```sh\n$ CI=true bin/none --x\n```\n", good, "`bin/none`");
        assert_eq!(rule(&Tree::of(&[("README.md", "```sh\nbin/run\n```\n"), ("bin/run", "x")])), []);
    }

    #[test]
    fn scripts_without_a_run_bit_are_found() {
        let mut tree = Tree::of(&[("bin/run", "x"), ("README.md", "x")]);
        assert_eq!(scripts_can_be_run(&tree), []);
        tree.files.iter_mut().for_each(|file| file.runnable = false);
        assert_eq!(scripts_can_be_run(&tree), [Finding::about("bin/run", "has no run bit: chmod +x")]);
    }
}
