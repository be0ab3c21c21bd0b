//! The secret that tokens are signed with: given by the operator, or made once and kept in the data folder.

use crate::config::Config;
use argon2::password_hash::try_generate_salt;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// The name of the file in the data folder. Its text, without the line's end, is the secret.
pub const FILE_NAME: &str = "jwt-secret";

/// A secret shorter than this, in bytes, can be guessed by trying; it is used, with a warning.
const ADVISED_BYTES: usize = 32;

/// The secret of the tokens.
#[derive(Clone)]
pub struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The secret that the operator gave, else the one in the data folder, which is made when there is none.
///
/// # Errors
/// When the file can neither be read nor made, or is empty; the message names it.
pub fn load(config: &Config) -> Result<Secret, String> {
    Secret::load(config.given_secret(), &config.storage.data_dir).map_err(|error| error.to_string())
}

impl Secret {
    pub(super) fn load(given: Option<&str>, data_dir: &Path) -> io::Result<Self> {
        let secret = match given {
            Some(given) => Self(given.to_owned()),
            None => Self::kept(&data_dir.join(FILE_NAME))?,
        };
        if secret.0.len() < ADVISED_BYTES {
            tracing::warn!(
                "the JWT secret has {} bytes; use {ADVISED_BYTES} or more random ones, whoever guesses it can be anybody",
                secret.0.len()
            );
        }
        Ok(secret)
    }

    /// The secret's bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    fn kept(file: &Path) -> io::Result<Self> {
        match read(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            found => return found,
        }
        make(file).map_err(|error| {
            io::Error::new(error.kind(), format!("the JWT secret {} cannot be made: {error}", file.display()))
        })?;
        read(file)
    }
}

fn read(file: &Path) -> io::Result<Secret> {
    let text = fs::read_to_string(file).map_err(|error| {
        io::Error::new(error.kind(), format!("the JWT secret {} cannot be read: {error}", file.display()))
    })?;
    let secret = text.trim();
    if secret.is_empty() {
        let advice = "is empty; delete it, and a new one is made (everybody signs in again)";
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("the JWT secret {} {advice}", file.display()),
        ));
    }
    Ok(Secret(secret.to_owned()))
}

/// Makes the file whole or not at all. If another process makes it at the same moment, the first one stays.
fn make(file: &Path) -> io::Result<()> {
    let mut draft = draft_beside(file)?;
    let written = writeln!(draft.file, "{}", URL_SAFE_NO_PAD.encode(random_32_bytes()?))
        .and_then(|()| draft.file.sync_all())
        .and_then(|()| match fs::hard_link(&draft.path, file) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            // Some file systems have no links; a rename is whole too.
            Err(_) => fs::rename(&draft.path, file),
            Ok(()) => Ok(()),
        });
    let _ = fs::remove_file(&draft.path);
    written?;
    if let Some(folder) = file.parent() {
        fs::File::open(folder).and_then(|folder| folder.sync_all())?;
    }
    Ok(())
}

struct Draft {
    file: fs::File,
    path: std::path::PathBuf,
}

fn draft_beside(file: &Path) -> io::Result<Draft> {
    let path = file.with_extension(format!("{}.new", uuid::Uuid::new_v4().as_simple()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(Draft { file: options.open(&path)?, path })
}

fn random_32_bytes() -> io::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    for half in bytes.chunks_exact_mut(16) {
        half.copy_from_slice(&try_generate_salt().map_err(io::Error::other)?);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_kept_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let first = Secret::load(None, folder.path()).unwrap();
        assert_eq!(first.as_bytes().len(), 43);
        assert_eq!(Secret::load(None, folder.path()).unwrap().as_bytes(), first.as_bytes());
        let names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(names, [FILE_NAME]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(FILE_NAME)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let other = tempfile::tempdir().unwrap();
        assert_ne!(Secret::load(None, other.path()).unwrap().as_bytes(), first.as_bytes());
    }

    #[test]
    fn many_processes_at_once_agree_on_one_secret() {
        let folder = tempfile::tempdir().unwrap();
        let secrets: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..8).map(|_| scope.spawn(|| Secret::load(None, folder.path()).unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(secrets.iter().all(|secret| secret.as_bytes() == secrets[0].as_bytes()));
    }

    #[test]
    fn what_the_operator_gives_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let given = Secret::load(Some("a secret of the operator"), folder.path()).unwrap();
        assert_eq!(given.as_bytes(), b"a secret of the operator");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn an_empty_file_is_an_error_that_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE_NAME), "\n").unwrap();
        let error = Secret::load(None, folder.path()).unwrap_err().to_string();
        assert!(error.contains("delete it"), "{error}");
    }
}
