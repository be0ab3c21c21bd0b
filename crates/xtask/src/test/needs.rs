//! What the tests need from outside of cargo and npm, how it is found, and how it is installed.

use super::postgres;
use crate::process::{Task, answer};
use crate::{console, workspace};
use std::path::{Path, PathBuf};

/// A program or a set of files that some step needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Postgres,
    Chromium,
    Fonts,
    Strace,
    Python,
}

/// One row of the table below.
struct Row {
    need: Need,
    package: &'static str,
    is_there: fn() -> bool,
    missing: &'static str,
    essential: bool,
}

/// A service that tests come to need is one more row.
const ROWS: [Row; 5] = [
    Row {
        need: Need::Postgres,
        package: "postgresql",
        is_there: || postgres::programs().is_some(),
        missing: "initdb not found (apt install postgresql)",
        essential: false,
    },
    Row {
        need: Need::Chromium,
        package: "chromium",
        is_there: || chromium().is_some(),
        missing: "chromium not found (apt install chromium, or set CHROMIUM_BIN)",
        essential: true,
    },
    Row {
        need: Need::Fonts,
        package: "fonts-dejavu-core",
        is_there: || !cfg!(target_os = "linux") || Path::new("/usr/share/fonts/truetype/dejavu").is_dir(),
        missing: "a plain text font not found (apt install fonts-dejavu-core)",
        essential: false,
    },
    Row {
        need: Need::Strace,
        package: "strace",
        is_there: || workspace::on_path("strace").is_some(),
        missing: "strace not found (apt install strace)",
        essential: false,
    },
    Row {
        need: Need::Python,
        package: "python3-pip",
        is_there: || answer("python3", &["-m", "pip", "--version"]).is_some(),
        missing: "python3 with pip not found (apt install python3-pip)",
        essential: true,
    },
];

impl Need {
    /// What is missing and what to do, in words.
    pub fn missing(self) -> &'static str {
        self.row().map_or("", |row| row.missing)
    }

    /// Whether the step says nothing at all without it.
    pub fn is_essential(self) -> bool {
        self.row().is_some_and(|row| row.essential)
    }

    fn row(self) -> Option<&'static Row> {
        ROWS.iter().find(|row| row.need == self)
    }
}

/// Those that are not here.
pub fn missing(needs: &[Need]) -> Vec<Need> {
    needs.iter().copied().filter(|need| need.row().is_some_and(|row| !(row.is_there)())).collect()
}

/// Installs what is missing where that is possible: with apt, as root or with a sudo that does not ask.
/// What stays missing is told by the step that needs it.
pub fn install_missing(needs: &[Need]) {
    let missing = missing(needs);
    let packages: Vec<&str> =
        ROWS.iter().filter(|row| missing.contains(&row.need)).map(|row| row.package).collect();
    if packages.is_empty() {
        return;
    }
    console::heading(&format!("installing {}", packages.join(", ")));
    let Some(apt) = apt() else {
        console::note("not possible here: that takes apt and root");
        return;
    };
    let list = packages.join(" ");
    let steps =
        [("apt-get update", "update -qq"), ("apt-get install", "install -y -qq --no-install-recommends")];
    for (what, arguments) in steps {
        let names = if what.ends_with("install") { packages.as_slice() } else { &[] };
        let task = apt.clone().args(arguments.split(' ')).args(names);
        let finished = console::timed(what, || task.run());
        if !finished.is_ok_and(|finished| finished.success) {
            console::note(&format!("{what} failed; install by hand: {list}"));
        }
    }
}

/// The browser: the one that was named, or the first that is here.
pub fn chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM_BIN") {
        return Some(PathBuf::from(named)).filter(|file| file.is_file());
    }
    let on_mac = [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let mut found = names.iter().filter_map(|name| workspace::on_path(name));
    found.next().or_else(|| on_mac.iter().map(PathBuf::from).find(|file| file.is_file()))
}

fn apt() -> Option<Task> {
    let apt = workspace::on_path("apt-get")?;
    if answer("id", &["-u"])? == "0" {
        return Some(Task::new(apt).env("DEBIAN_FRONTEND", "noninteractive"));
    }
    let sudo = workspace::on_path("sudo")?;
    answer(&sudo, &["-n", "true"])?;
    Some(Task::new(sudo).args(["-n", "DEBIAN_FRONTEND=noninteractive"]).args([apt]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_has_a_row() {
        for need in [Need::Postgres, Need::Chromium, Need::Fonts, Need::Strace] {
            assert!(need.missing().contains("not found"), "{need:?}");
        }
        assert!(Need::Chromium.is_essential() && !Need::Postgres.is_essential());
    }
}
