//! Exceptions have a reason, and nothing is left for later in the code.

use super::tree::Tree;
use super::{Finding, source};

pub fn exceptions_have_reasons(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in tree.texts(&["rs"]) {
        let code = source::code_only(text);
        for (start, attribute) in attributes(&code) {
            let line = code[..start].matches('\n').count() + 1;
            if attribute.contains("allow(") {
                findings.push(Finding::at(&file.path, line, "write `expect(…, reason = …)`: it ends when its cause does"));
            }
            if attribute.contains("expect(") && !attribute.contains("reason") {
                findings.push(Finding::at(&file.path, line, "an `expect` says why: `reason = …`"));
            }
        }
    }
    for (file, text) in tree.texts(&["ts", "tsx", "mjs"]).filter(|(file, _)| !file.is_generated()) {
        for word in ["@ts-ignore", "@ts-nocheck", "oxlint-disable", "eslint-disable"] {
            for (index, line) in text.lines().enumerate() {
                let has_reason = line.split_once("--").is_some_and(|(_, reason)| !reason.trim_end_matches("*/").trim().is_empty());
                if line.contains(word) && (word.starts_with('@') || !has_reason) {
                    findings.push(Finding::at(&file.path, index + 1, format!("`{word}` without ` -- ` and a reason")));
                }
            }
        }
    }
    findings
}

pub fn nothing_is_left_undone(tree: &Tree) -> Vec<Finding> {
    // In two parts, or this file would find itself.
    let anywhere = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
    let rust = [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("#[ig", "nore")];
    let script = [".only(", ".skip(", ".todo(", ".fixme("];
    let mut findings = Vec::new();
    for (file, text) in tree.texts(&["rs", "ts", "tsx", "mjs", "js", "css", "sql", "toml", "sh"]) {
        let special: &[&str] = match file.extension() {
            "rs" => &rust,
            "ts" | "tsx" | "mjs" | "js" => &script,
            _ => &[],
        };
        let text = if special.is_empty() || file.extension() == "rs" { text.to_owned() } else { joined_calls(text) };
        for word in anywhere.iter().chain(special) {
            let words = format!("`{word}`: do it, or write an issue");
            findings.extend(source::lines_with(&text, word).map(|line| Finding::at(&file.path, line, &*words)));
        }
    }
    findings
}

/// `#[…]` and `#![…]` with where they begin.
fn attributes(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = code.match_indices('#').filter(|(start, _)| {
        let rest = &code[start + 1..];
        rest.strip_prefix('!').unwrap_or(rest).starts_with('[')
    });
    starts.map(|(start, _)| {
        let end = code[start..].find(']').map_or(code.len(), |length| start + length);
        (start, &code[start..end])
    })
}
