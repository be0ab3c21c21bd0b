//! The files of the repository as the rules see them: those in git and those that could be added to it.

use super::source;
use crate::Attempt;
use crate::process::answer;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Folders that are never part of the repository, for the walk where there is no git.
const OUTSIDE: [&str; 7] = [".git", ".tools", "data", "dist", "node_modules", "target", "test-results"];
/// A larger file is not read as text, in bytes.
const TEXT_MAX_BYTES: u64 = 2 * 1024 * 1024;

pub struct Tree {
    pub files: Vec<File>,
}

pub struct File {
    /// From the root of the repository, with `/`.
    pub path: String,
    pub size_bytes: u64,
    pub runnable: bool,
    /// `None` if it is not text.
    pub text: Option<String>,
}

impl Tree {
    /// # Errors
    /// A listed file cannot be read.
    pub fn read(root: &Path) -> Attempt<Self> {
        let root_text = root.to_string_lossy();
        let listed = answer(
            "git",
            &["-C", &root_text, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        );
        let mut paths: Vec<String> = match listed {
            Some(listed) => listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect(),
            None => walk(root, root),
        };
        paths.sort();
        paths.dedup();
        let files =
            paths.into_iter().filter(|path| root.join(path).is_file()).map(|path| File::read(root, path));
        Ok(Self { files: files.collect::<Attempt<_>>()? })
    }

    /// Files with an extension, with their text.
    pub fn texts<'a>(&'a self, extensions: &'a [&str]) -> impl Iterator<Item = (&'a File, &'a str)> {
        let wanted = self.files.iter().filter(move |file| extensions.contains(&file.extension()));
        wanted.filter_map(|file| file.text.as_deref().map(|text| (file, text)))
    }

    /// Rust source of the product below a folder, without comments, texts and tests.
    pub fn product_code<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a File, String)> {
        let below = self.texts(&["rs"]).filter(move |(file, _)| file.path.starts_with(folder));
        let product =
            below.filter(|(file, _)| file.path.contains("/src/") && !file.name().ends_with("tests.rs"));
        product.map(|(file, text)| (file, source::without_tests(&source::code_only(text))))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path)?.text.as_deref()
    }

    /// A tree of samples.
    #[cfg(test)]
    pub fn of(samples: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            size_bytes: text.len() as u64,
            runnable: true,
            text: Some((*text).to_owned()),
        };
        Self { files: samples.iter().map(file).collect() }
    }
}

impl File {
    fn read(root: &Path, path: String) -> Attempt<Self> {
        let read = || {
            let metadata = fs::metadata(root.join(&path))?;
            let bytes =
                if metadata.len() <= TEXT_MAX_BYTES { fs::read(root.join(&path))? } else { Vec::new() };
            let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
            Ok::<_, std::io::Error>((metadata, text))
        };
        let (metadata, text) = read().map_err(|error| format!("{path}: {error}."))?;
        let runnable = metadata.permissions().mode() & 0o111 != 0;
        Ok(Self { path, size_bytes: metadata.len(), runnable, text })
    }

    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Written by a program, and not to be judged as a person's.
    pub fn is_generated(&self) -> bool {
        self.text
            .as_deref()
            .and_then(|text| text.lines().next())
            .is_some_and(|line| line.contains("Generated"))
    }

    /// `Cargo.lock` and its like.
    pub fn is_lock(&self) -> bool {
        matches!(self.name(), "Cargo.lock" | "package-lock.json")
    }
}

fn walk(root: &Path, folder: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path: PathBuf = entry.path();
        if !path.is_dir() {
            paths.extend(path.strip_prefix(root).ok().map(|path| path.to_string_lossy().into_owned()));
        } else if !OUTSIDE.iter().any(|name| path.ends_with(name)) {
            paths.extend(walk(root, &path));
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_leaves_out_what_is_not_ours() {
        let root = std::env::temp_dir().join(format!("kith-xtask-tree-{}", std::process::id()));
        for path in ["a/b.rs", "target/x.rs", "web/node_modules/y.ts", "c.md"] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), "text").unwrap();
        }
        let mut paths = walk(&root, &root);
        paths.sort();
        assert_eq!(paths, ["a/b.rs", "c.md"]);
        fs::remove_dir_all(root).unwrap();
    }
}
