//! Tells cargo when the embedded web client changed. Cargo sees changes of files that are embedded already, but not
//! that others came, and a path that does not exist yet would make it compile the server again every time.

use std::path::Path;

const DIST: &str = "../../web/dist";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // Set by `cargo xtask run`: the first build of the web client changes it.
    println!("cargo:rerun-if-env-changed=WEB_STAMP");
    // Only a release build embeds; a debug build reads the files while it runs.
    let embeds = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if embeds && Path::new(DIST).exists() {
        println!("cargo:rerun-if-changed={DIST}");
    }
}
