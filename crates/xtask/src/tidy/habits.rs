//! Exceptions have a reason, and nothing is left for later in the code.

use super::tree::Tree;
use super::{Finding, source};

/// How a checker of TypeScript is told to look away.
const EXCEPTIONS: [&str; 5] =
    ["@ts-ignore", "@ts-nocheck", "@ts-expect-error", "oxlint-disable", "eslint-disable"];

pub fn exceptions_have_reasons(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in tree.texts(&["rs"]) {
        let code = source::code_only(text);
        for (start, attribute) in attributes(&code) {
            let line = code[..start].matches('\n').count() + 1;
            // What a macro writes may be needed at one of its calls and not at the next.
            let is_written_often = source::blocks(&code, "macro_rules!").any(|block| block.contains(&start));
            if attribute.contains("allow(") && !(is_written_often && attribute.contains("reason")) {
                findings.push(Finding::at(
                    &file.path,
                    line,
                    "write `expect(…, reason = …)`: it ends when its cause does",
                ));
            }
            if attribute.contains("expect(") && !attribute.contains("reason") {
                findings.push(Finding::at(&file.path, line, "an `expect` says why: `reason = …`"));
            }
        }
    }
    for (file, text) in tree.texts(&["ts", "tsx", "mjs"]).filter(|(file, _)| !file.is_generated()) {
        for (index, line) in text.lines().enumerate() {
            if let Some(word) = EXCEPTIONS.iter().find(|word| line.contains(**word)) {
                let reason =
                    line.split_once(" -- ").map_or("", |(_, reason)| reason.trim_end_matches("*/").trim());
                if reason.is_empty() {
                    findings.push(Finding::at(
                        &file.path,
                        index + 1,
                        format!("`{word}` says why: ` -- ` and a reason"),
                    ));
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
        for word in anywhere.iter().chain(special) {
            let words = format!("`{word}`: do it, or write an issue");
            findings
                .extend(source::lines_with(text, word).map(|line| Finding::at(&file.path, line, &*words)));
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

#[cfg(test)]
mod tests {
    use super::super::assert_bites;
    use super::*;

    #[test]
    fn exceptions_without_reasons_are_found() {
        let rule = exceptions_have_reasons;
        let good = "#[expect(clippy::x, reason = \"it is so\")]\nfn a() {} // #[allow(x)]\n#[embed(allow_missing = true)]";
        assert_bites(rule, "a.rs", "fn a() {}\n#[allow(dead_code)]\nfn b() {}", good, "a.rs:2");
        assert_bites(rule, "a.rs", "#![cfg_attr(test, allow(x))]", good, "expect(");
        assert_bites(rule, "a.rs", "#[expect(\n    clippy::x\n)]\nfn a() {}", good, "why");
        let good = "macro_rules! a { () => { #[allow(x, reason = \"not all do\")] fn b() {} } }";
        assert_bites(rule, "a.rs", "macro_rules! a { () => { #[allow(x)] fn b() {} } }", good, "expect(");
        let good = "// oxlint-disable-next-line no-x -- the library asks for it\n";
        assert_bites(rule, "a.ts", "// oxlint-disable-next-line no-x\n", good, "`oxlint-disable`");
        assert_bites(rule, "a.tsx", "/* @ts-ignore -- */\n", good, "`@ts-ignore`");
    }

    #[test]
    fn what_is_left_undone_is_found() {
        let rule = nothing_is_left_undone;
        for bad in [
            concat!("// TO", "DO: more"),
            concat!("// FIX", "ME"),
            concat!("fn a() { todo", "!() }"),
            concat!("#[ig", "nore]"),
        ] {
            assert_bites(rule, "a.rs", bad, "iter.skip(1); todos();", "do it");
        }
        for bad in ["it.only('a', b)", "describe.skip('a', b)", concat!("// TO", "DO")] {
            assert_bites(rule, "a.test.ts", bad, "it('skips', a); list.skipped(b);", "do it");
        }
    }
}
