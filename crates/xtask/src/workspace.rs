//! Where the project is and how its own programs are called.

use crate::process::Task;
use std::env;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The folder of the whole project.
pub fn root() -> PathBuf {
    let crate_folder =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    crate_folder.ancestors().nth(2).map_or(crate_folder.clone(), Path::to_path_buf)
}

/// A call of the cargo that started this tool, in the root of the project.
pub fn cargo(arguments: &[&str]) -> Task {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    Task::new(program).args(arguments).folder(root())
}

/// The server's binary in the target folder that this tool itself was built in; `profile` is `debug` or `release`.
pub fn server_binary(profile: &str) -> PathBuf {
    let target = env::current_exe().ok().and_then(|exe| exe.ancestors().nth(2).map(Path::to_path_buf));
    target.unwrap_or_else(|| root().join("target")).join(profile).join("kith")
}

/// Finds a program the way a shell does.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// A short text that changes when any of the files changes, is renamed, comes or goes.
pub fn stamp_of(base: &Path, files: &[PathBuf]) -> std::io::Result<String> {
    let mut sorted = files.to_vec();
    sorted.sort();
    let mut hasher = DefaultHasher::new();
    for file in &sorted {
        file.strip_prefix(base).unwrap_or(file).hash(&mut hasher);
        std::fs::read(file)?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// All files below a folder; none if there is no such folder.
pub fn files_below(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files_below(&path, into);
        } else {
            into.push(path);
        }
    }
}
