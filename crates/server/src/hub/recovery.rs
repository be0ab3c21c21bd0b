//! What the journal kept over a restart goes to the store before anybody is let in; and only to the store that it was
//! kept for.

use super::likes::write_all;
use kith_journal::{Journal, Recovered};
use kith_store::Store;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use uuid::Uuid;

/// The file that names the journal's database, in the journal's folder.
const DATABASE_FILE: &str = "database";

/// Brings into the store what the journal in this folder kept over a restart. To be done before anybody reads, and
/// before anything is journalled. `fresh` names the database if it has no name yet.
///
/// # Errors
/// When the journal holds likes for another database (SPEC.md JO8), or the store cannot take them; the journal still
/// has them then. In a sentence for the operator.
pub async fn recover(
    store: &Store,
    journal: &Journal,
    recovered: Vec<Recovered>,
    folder: &Path,
    fresh: Uuid,
) -> Result<(), String> {
    let identity = store.identity(fresh).await.map_err(|error| error.to_string())?;
    let known = database_of(folder).map_err(|error| cannot_name(folder, &error))?;
    if known.as_ref().is_some_and(|known| *known != identity.to_string()) && !recovered.is_empty() {
        return Err(format!(
            "the journal in {} holds {} likes for another database. Start with that one (is --database-url right?); or, \
             to give these likes up, move the folder away",
            folder.display(),
            recovered.len()
        ));
    }
    if known.as_deref() != Some(&*identity.to_string()) {
        name_database(folder, identity).map_err(|error| cannot_name(folder, &error))?;
    }
    if recovered.is_empty() {
        return Ok(());
    }
    let count = recovered.len();
    tracing::info!(
        count,
        "the journal kept likes over the restart; they go to the database before anybody is let in"
    );
    let entries: Vec<_> = recovered.iter().map(|recovered| recovered.entry).collect();
    write_all(store, &entries).await.map_err(|error| {
        format!(
            "cannot bring the journal's likes into the database: {error}. They are safe in the journal; start again \
             when the database answers"
        )
    })?;
    journal.release_recovered();
    tracing::info!(count, "brought likes from the journal into the database");
    Ok(())
}

fn database_of(folder: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(folder.join(DATABASE_FILE)) {
        Ok(known) => Ok(Some(known.trim_end().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whole or not at all, and on the disk when this returns.
fn name_database(folder: &Path, identity: Uuid) -> io::Result<()> {
    let new = folder.join(format!("{DATABASE_FILE}.new"));
    let mut file = File::create(&new)?;
    writeln!(file, "{identity}")?;
    file.sync_all()?;
    fs::rename(new, folder.join(DATABASE_FILE))?;
    File::open(folder)?.sync_all()
}

fn cannot_name(folder: &Path, error: &io::Error) -> String {
    format!("cannot keep which database the journal in {} is for: {error}", folder.display())
}
