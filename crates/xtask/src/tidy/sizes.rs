//! Files and functions that a person can hold in the head.

use super::tree::Tree;
use super::{Finding, source};

/// More lines than this need a reason.
const FILE_REASON_LINES: usize = 400;
const FILE_MAX_LINES: usize = 600;
const FUNCTION_MAX_LINES: usize = 70;
/// The reason stands within so many lines from the top.
const TOP_LINES: usize = 15;
const REASON: &str = "// Size: ";
const SOURCES: [&str; 5] = ["rs", "ts", "tsx", "mjs", "css"];

pub fn files_are_short(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in tree.texts(&SOURCES).filter(|(file, _)| !file.is_generated()) {
        let lines = text.lines().count();
        let has_reason = text.lines().take(TOP_LINES).any(|line| {
            line.strip_prefix("/*").unwrap_or(line).trim_start_matches('/').trim().starts_with("Size: ")
        });
        if lines > FILE_MAX_LINES {
            findings
                .push(Finding::about(&file.path, format!("{lines} lines; {FILE_MAX_LINES} are the most")));
        } else if lines > FILE_REASON_LINES && !has_reason {
            let words =
                format!("{lines} lines; over {FILE_REASON_LINES} need a line `{REASON}…` near the top");
            findings.push(Finding::about(&file.path, words));
        }
    }
    findings
}

pub fn functions_are_short(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in tree.texts(&["rs"]) {
        for function in source::functions(&source::code_only(text)) {
            if function.lines > FUNCTION_MAX_LINES {
                let words = format!(
                    "`{}` has {} lines; {FUNCTION_MAX_LINES} are the most",
                    function.name, function.lines
                );
                findings.push(Finding::at(&file.path, function.line, words));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::assert_bites;
    use super::*;

    #[test]
    fn long_files_are_found() {
        let lines = |count: usize| "x\n".repeat(count);
        assert_bites(files_are_short, "a.rs", &lines(601), &lines(400), "600 are the most");
        assert_bites(
            files_are_short,
            "a.tsx",
            &lines(401),
            &format!("// Size: a table.\n{}", lines(450)),
            "need a line",
        );
        assert_bites(
            files_are_short,
            "a.css",
            &lines(401),
            &format!("/* Size: a table. */\n{}", lines(450)),
            "need a line",
        );
        assert_bites(files_are_short, "a.ts", &lines(601), &format!("// Generated\n{}", lines(601)), "600");
    }

    #[test]
    fn long_functions_are_found() {
        let function = |lines: usize| format!("fn long() {{\n{}}}\n", "    x();\n".repeat(lines - 2));
        assert_bites(functions_are_short, "a.rs", &function(71), &function(70), "`long` has 71 lines");
    }
}
