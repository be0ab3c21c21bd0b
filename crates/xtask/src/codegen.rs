//! The TypeScript types of the protocol: written from the Rust ones, or compared with what is there.

use crate::{Attempt, console, workspace};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Where the types are; everything in TypeScript takes them from there.
const FOLDER: &str = "packages/client/src/protocol";

/// `cargo xtask codegen [--check]`.
pub fn command(arguments: &[String]) -> Attempt<ExitCode> {
    match arguments {
        [] => {
            write_into(&committed())?;
            console::note(&format!("{FOLDER} is up to date"));
        }
        [option] if option == "--check" => check()?,
        _ => return Err(String::from("the only option is `--check`.")),
    }
    Ok(ExitCode::SUCCESS)
}

/// Compares the committed types with those that would be written now.
///
/// # Errors
/// They differ; the sentence names the first line that does.
pub fn check() -> Attempt<()> {
    let fresh = std::env::temp_dir().join(format!("kith-codegen-{}", std::process::id()));
    let result = write_into(&fresh).and_then(|()| compare(&fresh, &committed()));
    drop(fs::remove_dir_all(&fresh));
    result
}

fn committed() -> PathBuf {
    workspace::root().join(FOLDER)
}

fn write_into(folder: &Path) -> Attempt<()> {
    let example =
        ["run", "--quiet", "-p", "kith-protocol", "--features", "ts", "--example", "typescript", "--"];
    workspace::cargo(&example).args([folder]).must_run().map(drop)
}

fn compare(fresh: &Path, committed: &Path) -> Attempt<()> {
    let mut files = Vec::new();
    workspace::files_below(fresh, &mut files);
    if files.is_empty() {
        return Err(String::from("nothing was generated."));
    }
    for file in files {
        let name = file.strip_prefix(fresh).unwrap_or(&file);
        let wanted = fs::read_to_string(&file).map_err(|error| format!("{}: {error}.", file.display()))?;
        let found = fs::read_to_string(committed.join(name)).unwrap_or_default();
        if let Some(difference) = first_difference(&wanted, &found) {
            let shown = Path::new(FOLDER).join(name);
            return Err(format!("{} is stale: run cargo xtask codegen\n{difference}", shown.display()));
        }
    }
    Ok(())
}

/// Where two texts part, in words; `None` if they are the same.
fn first_difference(wanted: &str, found: &str) -> Option<String> {
    if wanted == found {
        return None;
    }
    let (mut wanted_lines, mut found_lines) = (wanted.lines(), found.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (wanted_lines.next(), found_lines.next()) {
            (None, None) => return Some(String::from("  only the ends of lines differ")),
            (wanted, found) if wanted != found => {
                let end = "(the file ends)";
                let (wanted, found) = (wanted.unwrap_or(end), found.unwrap_or(end));
                return Some(format!(
                    "  line {number} should be {wanted}\n  line {number} is        {found}"
                ));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_differing_line_is_told() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert!(first_difference("a\nb\n", "a\nc\n").unwrap().contains("line 2 should be b"));
        assert!(first_difference("a\nb\n", "a\n").unwrap().contains("(the file ends)"));
        assert!(first_difference("a\n", "a").is_some());
    }
}
