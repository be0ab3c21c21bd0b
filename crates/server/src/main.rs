//! Kith's server: reads its configuration and does what it is asked to.

mod app;
mod auth;
mod clock;
mod config;
mod demo;
mod frame;
mod http;
mod hub;
mod pace;
mod pictures;
mod random;
mod recent;
mod services;
mod socket;

use clap::Parser as _;
use config::{Cli, Task};
use std::io::IsTerminal as _;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("KITH_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Colours are for people; a file or a log collector gets plain text.
    log.with_ansi(std::io::stderr().is_terminal()).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("cannot start: {error}")),
    };
    let done = runtime.block_on(async {
        match cli.task {
            Task::Serve(config) => app::serve(config).await,
            Task::SeedDemo(storage) => demo::seed(storage).await,
            Task::ConformanceServer(options) => app::serve_echoes(&options).await,
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => fail(&problem),
    }
}

fn fail(problem: &str) -> ExitCode {
    tracing::error!("{problem}");
    ExitCode::FAILURE
}
