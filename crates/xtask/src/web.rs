//! The web client: its build, done again only when what it is made of changed.

use crate::node::Node;
use crate::{Attempt, console, takes_no_arguments, workspace};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The folder of the web client.
pub const FOLDER: &str = "web";
/// The folder of the client without a page, which the web client is built on: it takes its source as it stands.
pub const CLIENT: &str = "packages/client";
/// The stamp lives with the packages: who deletes those gets it built again.
const BUILT: &str = "node_modules/.kith-built";

/// `cargo xtask web`.
pub fn command(arguments: &[String]) -> Attempt<ExitCode> {
    takes_no_arguments(arguments)?;
    build(&Node::find_or_fetch()?)?;
    Ok(ExitCode::SUCCESS)
}

/// Installs the packages if the lock file changed, builds if the sources changed.
///
/// # Errors
/// npm could not do it.
pub fn build(node: &Node) -> Attempt<()> {
    node.install(FOLDER)?;
    let mut files = sources(&folder());
    files.extend(sources(&workspace::root().join(CLIENT)));
    let stamp = stamp(&files)?;
    if built_stamp() == stamp {
        console::note("the web client is up to date");
        return Ok(());
    }
    let task = node.npm(FOLDER, &["run", "--silent", "build"]);
    console::timed("building the web client", || task.must_run())?;
    set_stamp(&stamp)
}

/// A text that changes with every build that differs; `none` while there is no build.
pub fn built_stamp() -> String {
    let built = folder().join("dist/index.html").is_file();
    let stamp = built.then(|| fs::read_to_string(folder().join(BUILT)).ok()).flatten();
    stamp.unwrap_or_else(|| String::from("none"))
}

fn folder() -> PathBuf {
    workspace::root().join(FOLDER)
}

/// What the build may read of a package: the folders `src` and `public`, and the page and settings beside them.
fn sources(package: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for name in ["src", "public"] {
        workspace::files_below(&package.join(name), &mut files);
    }
    let beside = fs::read_dir(package).into_iter().flatten().flatten().map(|entry| entry.path());
    let kinds = ["html", "json", "ts", "js", "mjs"];
    files.extend(beside.filter(|path| {
        path.is_file()
            && path.extension().and_then(|kind| kind.to_str()).is_some_and(|kind| kinds.contains(&kind))
    }));
    files
}

fn stamp(files: &[PathBuf]) -> Attempt<String> {
    workspace::stamp_of(&workspace::root(), files)
        .map_err(|error| format!("The files of {FOLDER} and {CLIENT} cannot be read: {error}."))
}

fn set_stamp(stamp: &str) -> Attempt<()> {
    let file = folder().join(BUILT);
    fs::write(&file, stamp).map_err(|error| format!("{} cannot be written: {error}.", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stamp_follows_sources_and_nothing_else() {
        let web = std::env::temp_dir().join(format!("kith-xtask-web-{}", std::process::id()));
        for (file, text) in [("src/deep/a.ts", "1"), ("index.html", "2"), ("vite.config.ts", "3")] {
            write(&web, file, text);
        }
        let stamp = || workspace::stamp_of(&web, &sources(&web)).unwrap();
        let first = stamp();
        write(&web, "dist/index.html", "built");
        write(&web, "node_modules/x/index.js", "x");
        write(&web, "npm-debug.log", "x");
        assert_eq!(stamp(), first);
        write(&web, "src/deep/a.ts", "changed");
        assert_ne!(stamp(), first);
        write(&web, "src/deep/a.ts", "1");
        assert_eq!(stamp(), first);
        fs::rename(web.join("src/deep/a.ts"), web.join("src/deep/b.ts")).unwrap();
        assert_ne!(stamp(), first);
        fs::remove_dir_all(web).unwrap();
    }

    fn write(web: &Path, file: &str, text: &str) {
        let path = web.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}
