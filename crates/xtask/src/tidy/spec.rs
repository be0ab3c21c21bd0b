//! SPEC.md and the tests hold each other: every rule is tested, every test of the product says which rule it tests.
//! A rule is a line `- **JN1** …`. A Rust test cites it by its name (`fn jn1_…`) or by a comment `// JN1` above its
//! attributes; a test of the web client by its title (`[JN1] …`).

use super::tree::{File, Tree};
use super::{Finding, source};
use std::collections::BTreeMap;

const SPEC: &str = "SPEC.md";

/// A test and the rules that it cites.
struct Test {
    place: (String, usize),
    name: String,
    cites: Vec<String>,
    /// Whether a test in this place may not do without a rule.
    must_cite: bool,
}

pub fn rules_and_tests_cite_each_other(tree: &Tree) -> Vec<Finding> {
    let Some(spec) = tree.text(SPEC) else { return vec![Finding::about(SPEC, "is not there")] };
    let mut findings = Vec::new();
    let mut rules: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for (index, id) in spec.lines().enumerate().filter_map(|(index, line)| Some((index, rule_of(line)?))) {
        if rules.insert(id, (index + 1, false)).is_some() {
            findings.push(Finding::at(SPEC, index + 1, format!("there are two rules {id}")));
        }
    }
    for test in tests(tree) {
        let (path, line) = (&test.place.0, test.place.1);
        if test.must_cite && test.cites.is_empty() {
            findings.push(Finding::at(path, line, format!("`{}` cites no rule of {SPEC}", test.name)));
        }
        for id in &test.cites {
            match rules.get_mut(id.as_str()) {
                Some((_, is_cited)) => *is_cited = true,
                None => findings.push(Finding::at(
                    path,
                    line,
                    format!("`{}` cites {id}, which {SPEC} does not have", test.name),
                )),
            }
        }
    }
    let untested = rules.into_iter().filter(|(_, (_, is_cited))| !is_cited);
    findings.extend(untested.map(|(id, (line, _))| Finding::at(SPEC, line, format!("no test cites {id}"))));
    findings
}

/// The id at the head of `- **JN1** text`.
fn rule_of(line: &str) -> Option<&str> {
    let (id, _) = line.trim_start().strip_prefix("- **")?.split_once("**")?;
    is_id(id).then_some(id)
}

/// Two capital letters and a number.
fn is_id(word: &str) -> bool {
    let (letters, number) = word.split_at_checked(2).unwrap_or((word, ""));
    letters.chars().all(|c| c.is_ascii_uppercase())
        && !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit())
}

fn tests(tree: &Tree) -> Vec<Test> {
    let rust = tree.texts(&["rs"]).filter(|(file, _)| file.path.starts_with("crates/"));
    let script = tree.texts(&["ts", "tsx", "mjs"]).filter(|(file, _)| !script_kind(file).is_empty());
    rust.flat_map(|(file, text)| rust_tests(file, text))
        .chain(script.flat_map(|(file, text)| script_tests(file, text)))
        .collect()
}

fn rust_tests(file: &File, text: &str) -> Vec<Test> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let code = source::code_only(text);
    let must_cite = file.path.split('/').nth(2) == Some("tests");
    let mut tests = Vec::new();
    for function in source::functions(&code) {
        let above = lines[..function.line - 1].iter().rev();
        let above: Vec<&&str> =
            above.take_while(|line| line.starts_with("#[") || line.starts_with("//")).collect();
        let has_attribute =
            above.iter().any(|line| is_test_attribute(line)) && !is_in_macro_rules(&code, function.start);
        if has_attribute || is_story(&code, function.start) {
            let comments = above.iter().filter_map(|line| line.strip_prefix("// ")).flat_map(ids_of_comment);
            let cites = ids_of_name(&function.name).chain(comments).collect();
            tests.push(Test {
                place: (file.path.clone(), function.line),
                name: function.name,
                cites,
                must_cite,
            });
        }
    }
    tests
}

/// What a macro writes is a test where the macro is called.
fn is_in_macro_rules(code: &str, start: usize) -> bool {
    source::blocks(code, "macro_rules!").any(|block| block.contains(&start))
}

/// A story of a `contract!`, which makes a test of it for each backend; functions inside of stories are none.
fn is_story(code: &str, start: usize) -> bool {
    source::blocks(code, "contract!").filter(|block| block.contains(&start)).any(|block| {
        let before = &code[block.start..start];
        before.matches('{').count() == before.matches('}').count() + 1
    })
}

/// `#[test]`, `#[tokio::test]`, `#[tokio::test(…)]`.
fn is_test_attribute(line: &str) -> bool {
    let path = line.strip_prefix("#[").and_then(|rest| rest.split([']', '(']).next()).unwrap_or("");
    path == "test" || path.ends_with("::test")
}

/// The ids at the head of `jn1_pr2_what_happens`.
fn ids_of_name(name: &str) -> impl Iterator<Item = String> {
    name.split('_').map(str::to_uppercase).take_while(|word| is_id(word))
}

/// The ids of a comment that consists of nothing else: `// JN1, PR2`.
fn ids_of_comment(comment: &str) -> Vec<String> {
    let words = || comment.split([',', ' ']).filter(|word| !word.is_empty());
    if words().all(is_id) { words().map(str::to_owned).collect() } else { Vec::new() }
}

/// `test` or `e2e` for files of tests, else nothing.
fn script_kind(file: &File) -> &'static str {
    let mut parts = file.name().split('.');
    parts.find_map(|part| ["test", "e2e"].into_iter().find(|kind| *kind == part)).unwrap_or("")
}

fn script_tests(file: &File, text: &str) -> Vec<Test> {
    let must_cite = script_kind(file) == "e2e";
    let mut tests = Vec::new();
    let mut offset = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let rest = text[offset..].trim_start_matches([' ', '\t']);
        offset += line.len();
        let Some(title) = title_of(rest) else { continue };
        let cited = title.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or("", |(ids, _)| ids);
        let cites = ids_of_comment(cited);
        tests.push(Test { place: (file.path.clone(), index + 1), name: title.to_owned(), cites, must_cite });
    }
    tests
}

/// The title of the test that begins a text: of `it('…', …)`, `await t.test('…', …)`, `it.each([…])('…', …)`.
fn title_of(text: &str) -> Option<&str> {
    let text = text.strip_prefix("await ").unwrap_or(text);
    let mut rest = ["it", "test", "t.test"].iter().find_map(|word| text.strip_prefix(word))?;
    loop {
        if let Some(property) = rest.strip_prefix('.') {
            rest = property.trim_start_matches(source::is_word_char);
            continue;
        }
        let arguments = rest.strip_prefix('(')?.trim_start();
        let quote = arguments.chars().next()?;
        if matches!(quote, '\'' | '"' | '`') {
            return arguments[1..].split(quote).next();
        }
        rest = behind_parenthesis(rest)?;
    }
}

/// What follows the parenthesis that closes the one that begins the text.
fn behind_parenthesis(text: &str) -> Option<&str> {
    let mut depth = 0_i32;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(&text[at + 1..]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str =
        "# Rules\n- **JN1** A member may join.\n- **PR2** Presence is told.\n  - **not a rule** text\n";
    const BOTH: (&str, &str) =
        ("crates/server/tests/join.rs", "// PR2\n#[tokio::test]\nasync fn jn1_a_member_joins() {}\n");

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let mut all = vec![(SPEC, RULES)];
        all.extend_from_slice(files);
        rules_and_tests_cite_each_other(&Tree::of(&all)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn tested_rules_are_fine() {
        assert_eq!(found(&[BOTH]), [""; 0]);
        let titles = "it('[JN1] joins', f)\n  test(\"[PR2, JN1] tells\", g)\nit('has a detail', h)\n";
        assert_eq!(found(&[("web/src/a.test.tsx", titles)]), [""; 0]);
    }

    #[test]
    fn rules_without_a_test_are_found() {
        let only_one =
            ("crates/domain/src/team.rs", "mod tests {\n#[test]\nfn pr2_told() {}\nfn jn1_no_test() {}\n}");
        assert_eq!(found(&[only_one]), ["SPEC.md:2: no test cites JN1"]);
        assert_eq!(found(&[("crates/a/src/a.rs", "// JN1 PR2\nfn a() {}")]).len(), 2);
    }

    #[test]
    fn tests_of_rules_that_do_not_exist_are_found() {
        let unknown = found(&[BOTH, ("crates/domain/src/team.rs", "#[test]\nfn jn9_x() {}")]);
        assert_eq!(unknown, ["crates/domain/src/team.rs:2: `jn9_x` cites JN9, which SPEC.md does not have"]);
        assert_eq!(found(&[BOTH, ("web/e2e/a.e2e.ts", "test('[ZZ1] x', f)")]).len(), 1);
    }

    #[test]
    fn tests_of_the_product_without_a_rule_are_found() {
        assert_eq!(found(&[BOTH, ("crates/server/tests/a.rs", "#[test]\nfn works() {}")]).len(), 1);
        assert_eq!(found(&[BOTH, ("web/e2e/a.e2e.ts", "  await t.test('works', f)")]).len(), 1);
        let each = "it.each([\n  { size: f('Large') },\n])('is %s wide', f)";
        assert_eq!(
            found(&[BOTH, ("web/e2e/a.e2e.ts", each)]),
            ["web/e2e/a.e2e.ts:1: `is %s wide` cites no rule of SPEC.md"]
        );
        let free = ("crates/domain/src/a.rs", "#[test]\nfn works() {}");
        assert_eq!(found(&[BOTH, free, ("web/src/a.test.ts", "it('works', f)")]), [""; 0]);
    }

    #[test]
    fn stories_for_every_backend_are_tests() {
        let template = "macro_rules! contract {\n () => { #[test]\n fn on_sqlite() {} } }\n";
        let good = "contract! {\n/// Joins.\nasync fn jn1_joins(bed: Bed) { fn inner() {} }\nasync fn pr2_told(bed: Bed) {}\n}";
        let bed = ("crates/store/tests/contract/bed.rs", template);
        assert_eq!(found(&[bed, ("crates/store/tests/contract/teams.rs", good)]), [""; 0]);
        let bad = "contract! {\nasync fn joins(bed: Bed) {}\n}";
        assert_eq!(found(&[BOTH, ("crates/store/tests/contract/teams.rs", bad)]).len(), 1);
    }

    #[test]
    fn a_rule_is_there_once() {
        let twice = Tree::of(&[
            (SPEC, "- **JN1** a\n- **JN1** b\n"),
            ("crates/a/src/a.rs", "#[test]\nfn jn1_a() {}"),
        ]);
        assert_eq!(
            rules_and_tests_cite_each_other(&twice)[0].to_string(),
            "SPEC.md:2: there are two rules JN1"
        );
    }
}
