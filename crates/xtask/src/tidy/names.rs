//! Files that say what they are, by name and in their first line.

use super::Finding;
use super::tree::Tree;

/// Names that any code could be put under.
const EMPTY_WORDS: [&str; 6] = ["common", "helper", "helpers", "misc", "util", "utils"];
/// The one file that is allowed to be called so: a program writes it.
const GENERATED_TYPES: &str = "packages/client/src/protocol/types.ts";

pub fn names_say_something(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        let mut stems = file.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
        if let Some(stem) = stems.find(|stem| EMPTY_WORDS.contains(stem)) {
            findings
                .push(Finding::about(&file.path, format!("`{stem}` says nothing: name it by what it is")));
        }
        let is_types = matches!(file.name(), "types.rs" | "types.ts" | "types.tsx");
        if is_types && file.path != GENERATED_TYPES {
            findings.push(Finding::about(
                &file.path,
                "a type lives where its noun lives, not in a file of types",
            ));
        }
    }
    findings
}

pub fn files_introduce_themselves(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in tree.texts(&["rs", "ts", "tsx", "mjs"]) {
        let first = text.lines().find(|line| !line.starts_with("#!/")).unwrap_or("").trim_start();
        let opens = if file.extension() == "rs" { &["//!"][..] } else { &["//", "/*"] };
        let says = opens.iter().find_map(|open| first.strip_prefix(open));
        // A comment block may begin with a line of its own.
        if says.is_none_or(|words| words.trim().is_empty() && !first.starts_with("/*")) {
            let words =
                format!("begin with `{}` and a sentence: what this is, what it must not know", opens[0]);
            findings.push(Finding::at(&file.path, 1, words));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::assert_bites;
    use super::*;

    #[test]
    fn empty_names_are_found() {
        for bad in [
            "a/utils.rs",
            "a/helpers/b.ts",
            "common/b.rs",
            "web/src/misc.test.ts",
            "a/types.rs",
            "a/types.ts",
        ] {
            let found = names_say_something(&Tree::of(&[(bad, "")]));
            assert_eq!(found.len(), 1, "{bad}");
        }
        let good = Tree::of(&[("a/common_room.rs", ""), (GENERATED_TYPES, ""), ("web/utility.ts", "")]);
        assert_eq!(names_say_something(&good), []);
    }

    #[test]
    fn silent_files_are_found() {
        let rule = files_introduce_themselves;
        assert_bites(rule, "a.rs", "use x;\n", "//! What it is.\nuse x;\n", "`//!`");
        assert_bites(rule, "a.rs", "//!\n", "//! What it is.\n", "`//!`");
        assert_bites(rule, "a.ts", "import x;\n", "// What it is.\n", "`//`");
        assert_bites(rule, "a.tsx", "", "/** What it is. */\n", "`//`");
        assert_bites(rule, "a.mjs", "#!/usr/bin/env node\nx\n", "#!/usr/bin/env node\n// What.\n", "`//`");
    }
}
