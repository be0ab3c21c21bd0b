//! Who may know whom inside the server, and who may start tasks.

use super::tree::Tree;
use super::{Finding, source};

/// What each module of the server must not name. What is not listed may be named.
const MODULES: [(&str, &[&str]); 5] = [
    ("http", &["socket"]),
    ("socket", &["http"]),
    ("services", &["http", "socket"]),
    ("hub", &["http", "socket", "services"]),
    ("push", &["http", "socket", "services"]),
];
/// An upgrade that is refused is an HTTP answer like any other.
const SHARED: [&str; 1] = ["http::Problem"];

/// Where tasks may be started.
const SPAWNERS: [&str; 8] = [
    "crates/server/src/app",
    "crates/server/src/main",
    "crates/server/src/socket",
    "crates/server/src/hub",
    "crates/server/src/push",
    "crates/store/src/writer",
    "crates/bench/",
    "crates/xtask/",
];
const SPAWNS: [&str; 6] =
    ["tokio::spawn", "task::spawn", "thread::spawn", "spawn_local", "JoinSet", "TaskTracker"];

pub fn server_modules_depend_downwards(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in tree.texts(&["rs"]) {
        let Some(inner) = file.path.strip_prefix("crates/server/src/") else { continue };
        let module = inner.split(['/', '.']).next().unwrap_or(inner);
        let Some((_, forbidden)) = MODULES.iter().find(|(name, _)| *name == module) else { continue };
        let code = source::code_only(text);
        for (line, path) in named_modules(&code) {
            let first = path.split("::").next().unwrap_or(&path);
            if forbidden.contains(&first) && !SHARED.contains(&path.as_str()) {
                findings.push(Finding::at(&file.path, line, format!("`{module}` must not name `{path}`")));
            }
        }
    }
    findings
}

/// Who may block a thread of the pool: passwords and pictures, behind a limit; and those who wait for the journal's own
/// thread, once.
const BLOCKERS: [&str; 7] =
    ["auth", "password", "server/src/pictures", "xtask", "bench", "server/src/app", "server/src/hub/likes"];

pub fn tasks_start_in_few_places(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, code) in tree.product_code("crates/") {
        for spawn in SPAWNS.iter().filter(|_| !SPAWNERS.iter().any(|place| file.path.starts_with(place))) {
            let words =
                format!("`{spawn}`: only app, main, socket, hub, push and the store's writer start tasks");
            findings
                .extend(source::lines_with(&code, spawn).map(|line| Finding::at(&file.path, line, &*words)));
        }
        if !BLOCKERS.iter().any(|place| file.path.contains(place)) {
            let words = "`spawn_blocking` is for passwords, pictures and the journal's own thread; what else blocks needs a place and a limit";
            findings.extend(
                source::lines_with(&code, "spawn_blocking").map(|line| Finding::at(&file.path, line, words)),
            );
        }
    }
    findings
}

/// Modules named by `crate::…` or through `super`, with their lines.
fn named_modules(code: &str) -> Vec<(usize, String)> {
    let mut named = Vec::new();
    for root in ["crate::", "super::"] {
        for (start, _) in code.match_indices(root) {
            let line = code[..start].matches('\n').count() + 1;
            named.extend(paths(&code[start + root.len()..]).into_iter().map(|path| (line, path)));
        }
    }
    named
}

/// The paths that begin a text: `a::b`, or all of `{a::b, c::{d, e}}`.
fn paths(text: &str) -> Vec<String> {
    if let Some(list) = text.strip_prefix('{') {
        return entries(list).into_iter().flat_map(|entry| paths(entry.trim_start())).collect();
    }
    let end = text.find(|c| !source::is_word_char(c)).unwrap_or(text.len());
    let (segment, rest) = text.split_at(end);
    match rest.strip_prefix("::") {
        Some(rest) => paths(rest).into_iter().map(|path| format!("{segment}::{path}")).collect(),
        None => vec![segment.to_owned()],
    }
}

/// The parts between the commas of a list, up to the brace that closes it.
fn entries(list: &str) -> Vec<&str> {
    let (mut depth, mut from, mut entries) = (0_i32, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                entries.push(&list[from..at]);
                from = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::super::assert_bites;
    use super::*;

    #[test]
    fn paths_are_taken_apart() {
        assert_eq!(paths("http::auth::verify(x)"), ["http::auth::verify"]);
        assert_eq!(paths("{a::b,\n c::{d, e::f}, g};\nuse h"), ["a::b", "c::d", "c::e::f", "g"]);
    }

    #[test]
    fn doors_that_know_each_other_are_found() {
        let rule = server_modules_depend_downwards;
        let good = "use crate::{app, services::teams};\n// crate::socket\n";
        assert_bites(
            rule,
            "crates/server/src/http/posts.rs",
            "use crate::socket::outbox;",
            good,
            "`socket::outbox`",
        );
        assert_bites(
            rule,
            "crates/server/src/http.rs",
            "use crate::{app, socket};",
            good,
            "`http` must not name `socket`",
        );
        let good = "use crate::http::Problem;\nuse crate::{auth, http::Problem};";
        assert_bites(
            rule,
            "crates/server/src/socket/ws.rs",
            "use crate::http::posts;",
            good,
            "`http::posts`",
        );
        assert_bites(
            rule,
            "crates/server/src/services/a.rs",
            "fn a() { super::super::http::b() }",
            "",
            "`http::b`",
        );
        assert_bites(
            rule,
            "crates/server/src/hub/a.rs",
            "use crate::services;",
            "use crate::broker;",
            "`services`",
        );
        assert_eq!(rule(&Tree::of(&[("crates/server/src/app.rs", "use crate::{http, socket};")])), []);
    }

    #[test]
    fn tasks_started_elsewhere_are_found() {
        let rule = tasks_start_in_few_places;
        let test = "#[cfg(test)]\nmod tests { fn a() { tokio::spawn(b); } }";
        assert_bites(
            rule,
            "crates/server/src/http/posts.rs",
            "fn a() { tokio::spawn(b); }",
            test,
            "posts.rs:1",
        );
        assert_bites(
            rule,
            "crates/store/src/posts.rs",
            "fn a() { std::thread::spawn(b); }",
            "",
            "thread::spawn",
        );
        assert_bites(
            rule,
            "crates/server/src/hub/a.rs",
            "fn a() { tokio::task::spawn_blocking(b); }",
            "",
            "passwords",
        );
        let good = [
            ("crates/server/src/hub/a.rs", "tokio::spawn(b)"),
            ("crates/server/src/auth.rs", "spawn_blocking(b)"),
        ];
        assert_eq!(rule(&Tree::of(&good)), []);
    }
}
