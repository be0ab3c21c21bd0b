//! Who may know whom among the crates, by their manifests and by what they name.

use super::tree::Tree;
use super::{Finding, source};

/// Our crates, lowest first, and which of ours each may depend on.
const CRATES: [(&str, &[&str]); 8] = [
    ("crates/protocol", &[]),
    ("crates/domain", &["kith-protocol"]),
    ("crates/store", &["kith-protocol", "kith-domain"]),
    ("crates/journal", &["kith-protocol", "kith-domain"]),
    ("crates/server", &["kith-protocol", "kith-domain", "kith-store", "kith-journal"]),
    ("crates/sim", &["kith-protocol", "kith-domain"]),
    ("crates/bench", &["kith-protocol", "kith-domain", "kith-store"]),
    ("crates/xtask", &[]),
];

/// What `domain` may depend on: the words, and the calendar of docs/decisions/009.
const DOMAIN_KNOWS: [&str; 2] = ["kith-protocol", "jiff"];

pub fn crates_depend_downwards(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (folder, allowed) in CRATES {
        let path = format!("{folder}/Cargo.toml");
        for Dependency { line, name, .. } in dependencies(tree.text(&path).unwrap_or("")) {
            let is_ours = name == "kith" || name == "xtask" || name.starts_with("kith-");
            if is_ours && !allowed.contains(&name) {
                findings.push(Finding::at(&path, line, format!("{folder} must not depend on {name}")));
            }
            if folder == "crates/xtask" {
                findings.push(Finding::at(
                    &path,
                    line,
                    "xtask has no dependencies: it is compiled before all else",
                ));
            }
        }
    }
    findings
}

pub fn domain_has_no_world(tree: &Tree) -> Vec<Finding> {
    const LIB: &str = "crates/domain/src/lib.rs";
    const MANIFEST: &str = "crates/domain/Cargo.toml";
    let mut findings = Vec::new();
    if tree.text(LIB).is_some_and(|text| !source::code_only(text).contains("#![no_std]")) {
        findings.push(Finding::about(LIB, "domain is `#![no_std]`"));
    }
    for (file, code) in tree.product_code("crates/domain/") {
        let uses_std =
            source::lines_with(&code, "std::").chain(source::lines_with(&code, "extern crate std"));
        findings.extend(
            uses_std.map(|line| Finding::at(&file.path, line, "domain has no `std`; take `core` or `alloc`")),
        );
    }
    for Dependency { line, name, for_tests } in dependencies(tree.text(MANIFEST).unwrap_or("")) {
        if !for_tests && !DOMAIN_KNOWS.contains(&name) {
            findings.push(Finding::at(
                MANIFEST,
                line,
                format!("domain knows the protocol and the calendar and nothing else, not {name}"),
            ));
        }
    }
    findings
}

pub fn sql_stays_in_the_store(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in tree.texts(&["rs"]).filter(|(file, _)| !file.path.starts_with("crates/store/")) {
        let code = source::code_only(text);
        findings.extend(
            source::lines_with(&code, "sqlx")
                .map(|line| Finding::at(&file.path, line, "SQL lives in crates/store")),
        );
    }
    for (folder, _) in CRATES.iter().filter(|(folder, _)| *folder != "crates/store") {
        let path = format!("{folder}/Cargo.toml");
        let wrong =
            dependencies(tree.text(&path).unwrap_or("")).filter(|found| found.name.starts_with("sqlx"));
        findings.extend(wrong.map(|found| Finding::at(&path, found.line, "SQL lives in crates/store")));
    }
    findings
}

pub fn store_knows_no_clients(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in tree.texts(&["rs"]).filter(|(file, _)| file.path.starts_with("crates/store/")) {
        let code = source::code_only(text);
        for word in ["ServerMessage", "ClientMessage", "axum", "WebSocket", "tokio_tungstenite"] {
            let words = format!("the store knows no client: `{word}` belongs to the server");
            findings
                .extend(source::lines_with(&code, word).map(|line| Finding::at(&file.path, line, &*words)));
        }
    }
    findings
}

/// One line of a manifest.
struct Dependency<'a> {
    line: usize,
    name: &'a str,
    for_tests: bool,
}

/// What is named in all sections of dependencies.
fn dependencies(manifest: &str) -> impl Iterator<Item = Dependency<'_>> {
    let (mut inside, mut for_tests) = (false, false);
    manifest.lines().enumerate().filter_map(move |(index, text)| {
        let line = index + 1;
        if let Some(section) = text.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            inside = section.ends_with("dependencies");
            for_tests = section.contains("dev-dependencies");
            // `[dependencies.name]`
            return section.split_once("dependencies.").map(|(_, name)| Dependency { line, name, for_tests });
        }
        let name = text.split(['=', '.']).next().unwrap_or("").trim();
        (inside && !name.is_empty() && !name.starts_with('#')).then_some(Dependency { line, name, for_tests })
    })
}

#[cfg(test)]
mod tests {
    use super::super::assert_bites;
    use super::*;

    const LIB: &str = "crates/domain/src/lib.rs";

    #[test]
    fn upward_dependencies_are_found() {
        let rule = crates_depend_downwards;
        let good = "[dependencies]\nkith-protocol.workspace = true\nserde = \"1\"\n";
        let bad = "[package]\nname = \"x\"\n[dependencies]\nkith-store = { path = \"../store\" }\n";
        assert_bites(
            rule,
            "crates/domain/Cargo.toml",
            bad,
            good,
            "crates/domain must not depend on kith-store",
        );
        let bad = "[dependencies.kith]\npath = \"../server\"\n";
        assert_bites(
            rule,
            "crates/store/Cargo.toml",
            bad,
            good,
            "Cargo.toml:1: crates/store must not depend on kith",
        );
        let bad = "[target.'cfg(unix)'.dev-dependencies]\nkith-domain.workspace = true\n";
        assert_bites(
            rule,
            "crates/protocol/Cargo.toml",
            bad,
            "[dependencies]\n# kith\nserde = \"1\"\n",
            "kith-domain",
        );
        assert_bites(
            rule,
            "crates/xtask/Cargo.toml",
            "[dependencies]\nserde = \"1\"\n",
            "[dependencies]\n",
            "xtask",
        );
    }

    #[test]
    fn a_worldly_domain_is_found() {
        let rule = domain_has_no_world;
        assert_bites(rule, LIB, "//! #![no_std]\n", "#![no_std]\n", "no_std");
        assert_bites(
            rule,
            LIB,
            "#![no_std]\nextern crate std;\n",
            "#![no_std]\nextern crate alloc;\n",
            "lib.rs:2",
        );
        let bad = "#![no_std]\nuse std::time::Instant;\n";
        assert_bites(rule, LIB, bad, "#![no_std]\n#[cfg(test)]\nmod tests { use std::x; }\n", "`std`");
        let manifest = "crates/domain/Cargo.toml";
        assert_bites(
            rule,
            manifest,
            "[dependencies]\nrand = \"0.9\"\n",
            "[dev-dependencies]\nproptest = \"1\"\n",
            "not rand",
        );
    }

    #[test]
    fn sql_outside_of_the_store_is_found() {
        let rule = sql_stays_in_the_store;
        assert_bites(
            rule,
            "crates/server/src/app.rs",
            "use sqlx::Row;",
            "// sqlx\nlet a = \"sqlx\";",
            "app.rs:1",
        );
        let manifest = "crates/server/Cargo.toml";
        assert_bites(
            rule,
            manifest,
            "[dependencies]\nsqlx.workspace = true",
            "[dependencies]\nserde = \"1\"",
            "SQL",
        );
        assert_eq!(rule(&Tree::of(&[("crates/store/src/lib.rs", "use sqlx::Row;")])), []);
    }

    #[test]
    fn a_store_that_knows_clients_is_found() {
        let path = "crates/store/src/posts.rs";
        let good = "/// Not a `ServerMessage`.\nuse kith_protocol::rest::Post;";
        assert_bites(
            store_knows_no_clients,
            path,
            "use kith_protocol::server::ServerMessage;",
            good,
            "`ServerMessage`",
        );
    }
}
