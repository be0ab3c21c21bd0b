//! What is in the repository works and weighs the same everywhere.

use super::Finding;
use super::tree::Tree;

const PICTURE_MAX_BYTES: u64 = 200 * 1000;
const FILE_MAX_BYTES: u64 = 400 * 1000;
const PICTURES: [&str; 8] = ["png", "jpg", "jpeg", "webp", "gif", "avif", "svg", "ico"];
/// Places that exist on one machine only; in two parts, or this file would find itself.
const PLACES: [&str; 3] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("../sh", "ared")];

pub fn no_path_of_a_machine(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        for (index, line) in file.text.as_deref().unwrap_or("").lines().enumerate() {
            if let Some(place) = PLACES.iter().find(|place| names(line, place)) {
                findings.push(Finding::at(
                    &file.path,
                    index + 1,
                    format!("`{place}` is a place on one machine only"),
                ));
            }
        }
    }
    findings
}

pub fn nothing_is_heavy(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| !file.is_lock()) {
        let is_picture = PICTURES.contains(&file.extension());
        let limit_bytes = if is_picture { PICTURE_MAX_BYTES } else { FILE_MAX_BYTES };
        if file.size_bytes > limit_bytes {
            let (size_kb, limit_kb) = (file.size_bytes / 1000, limit_bytes / 1000);
            findings.push(Finding::about(&file.path, format!("{size_kb} kB; {limit_kb} are the most")));
        }
    }
    findings
}

pub fn locks_name_no_registry(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in tree.texts(&["json"]).filter(|(file, _)| file.is_lock()) {
        let named = text.lines().enumerate().find(|(_, line)| line.contains("\"resolved\": \"http"));
        if let Some((index, _)) = named {
            let words = "the lock names a registry: `npm install --omit-lockfile-registry-resolved`";
            findings.push(Finding::at(&file.path, index + 1, words));
        }
    }
    findings
}

/// Whether a place is named as such, and not as the end of a longer path such as `crates/work/`.
fn names(line: &str, place: &str) -> bool {
    let begins = |start: usize| {
        !line[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '*'))
    };
    line.match_indices(place).any(|(start, _)| !place.starts_with('/') || begins(start))
}

#[cfg(test)]
mod tests {
    use super::super::assert_bites;
    use super::*;

    #[test]
    fn paths_of_a_machine_are_found() {
        let rule = no_path_of_a_machine;
        let good = "see crates/work/a, the root/ and ./shared";
        assert_bites(rule, "README.md", concat!("open /wo", "rk/main"), good, "README.md:1");
        assert_bites(rule, "a.sh", concat!("\ncd \"/ro", "ot/x\""), good, "a.sh:2");
        assert_bites(rule, "a.rs", concat!("include!(\"../../sh", "ared/x\")"), good, "one machine");
    }

    #[test]
    fn heavy_files_are_found() {
        let of = |size: usize| "x".repeat(size);
        assert_bites(nothing_is_heavy, "a.png", &of(200_001), &of(200_000), "200 are the most");
        assert_bites(nothing_is_heavy, "a.woff2", &of(400_001), &of(400_000), "400 are the most");
        assert_eq!(nothing_is_heavy(&Tree::of(&[("web/package-lock.json", &of(500_000))])), []);
    }

    #[test]
    fn registries_in_locks_are_found() {
        let bad = concat!("{\n\"resolved\": \"ht", "tps://registry.example/a.tgz\"\n}");
        let good = "{\n\"integrity\": \"sha512\"\n}";
        assert_bites(locks_name_no_registry, "web/package-lock.json", bad, good, "package-lock.json:2");
    }
}
