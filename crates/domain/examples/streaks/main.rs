//! `cargo xtask streaks FILE`: tries the streak rules on a table of cases and says which it fails.
#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

mod table;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(file) = std::env::args_os().nth(1) else {
        println!("Which table? Name a file.");
        return ExitCode::from(2);
    };
    let verdicts = match table::try_file(Path::new(&file)) {
        Ok(verdicts) => verdicts,
        Err(problem) => {
            println!("{}: {problem}", Path::new(&file).display());
            return ExitCode::FAILURE;
        }
    };
    let failures: Vec<&table::Failure> =
        verdicts.iter().filter_map(|verdict| verdict.as_ref().err()).collect();
    failures.iter().for_each(|failure| println!("{failure}\n"));
    println!("{} cases: {} right, {} wrong", verdicts.len(), verdicts.len() - failures.len(), failures.len());
    if failures.is_empty() && !verdicts.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
