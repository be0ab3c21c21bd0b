//! `cargo xtask run`: from a fresh clone to a server with a demo in it.

use crate::node::Node;
use crate::process::Task;
use crate::{Attempt, console, web, workspace};
use std::process::ExitCode;

/// Builds, fills an empty data folder, and becomes `kith serve`. All arguments are options of `kith serve`.
pub fn command(arguments: &[String]) -> Attempt<ExitCode> {
    let only_asked =
        arguments.iter().any(|argument| matches!(argument.as_str(), "--help" | "-h" | "--version"));
    console::heading("web client");
    match Node::find_or_fetch() {
        Ok(node) => web::build(&node)?,
        Err(problem) => {
            console::note(&problem);
            console::note("Going on without the web client: this server will only have its API.");
        }
    }
    console::heading("server");
    build_server()?;
    let kith = workspace::server_binary("release");
    let root = workspace::root();
    if !only_asked {
        console::heading("demo");
        let seed = Task::new(&kith).args(["seed-demo"]).args(seed_options(arguments)).folder(&root);
        seed.must_run()?;
        console::heading("serving; Ctrl-C stops");
    }
    Task::new(&kith).args(["serve"]).args(arguments).folder(&root).become_it()
}

/// Builds the server for release with the web client inside.
///
/// # Errors
/// It does not compile.
pub fn build_server() -> Attempt<()> {
    // The server's build script compiles it again when this changes: cargo cannot see new files in web/dist.
    let build = workspace::cargo(&["build", "--release", "-p", "kith"]).env("WEB_STAMP", web::built_stamp());
    console::timed("building the server (the first time takes some minutes)", || build.must_run()).map(drop)
}

/// The options that say which data: the demo must go where the server will look. Settings in the environment reach
/// both anyway.
fn seed_options(arguments: &[String]) -> Vec<String> {
    let given = ["--data-dir", "--database-url"]
        .into_iter()
        .filter_map(|name| Some((name, option(arguments, name)?)));
    given.flat_map(|(name, value)| [name.to_owned(), value]).collect()
}

/// The value of an option, in both its forms: `--name value` and `--name=value`.
fn option(arguments: &[String], name: &str) -> Option<String> {
    arguments.iter().enumerate().find_map(|(place, argument)| {
        let rest = argument.strip_prefix(name)?;
        if rest.is_empty() {
            arguments.get(place + 1).cloned()
        } else {
            rest.strip_prefix('=').map(str::to_owned)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn both_forms_of_an_option_reach_the_demo() {
        assert_eq!(option(&words("--listen 127.0.0.1:0 --data-dir a b"), "--data-dir").as_deref(), Some("a"));
        assert_eq!(option(&words("--data-dir=a --listen x"), "--data-dir").as_deref(), Some("a"));
        assert_eq!(option(&words("--data-directory a"), "--data-dir"), None);
        assert_eq!(option(&words("--listen x"), "--data-dir"), None);
        let seed = seed_options(&words("--data-dir d --database-url=postgres://h/k"));
        assert_eq!(seed, words("--data-dir d --database-url postgres://h/k"));
        assert_eq!(seed_options(&words("--listen 127.0.0.1:0")), [""; 0]);
    }
}
