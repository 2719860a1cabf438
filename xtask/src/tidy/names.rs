//! Words that stand only where they belong.

use std::path::Path;

use anyhow::Result;

use super::files;

/// Names of rooms that do not say what the room is for.
const NO_ROOMS: [&str; 9] = ["utils", "util", "common", "helpers", "helper", "manager", "service", "misc", "core"];

pub(super) fn check_environment(root: &Path) -> Result<Vec<String>> {
    let reads = |line: &str| line.contains("env::var");
    found(root, "crates/madoguchi/src/config", reads, "reads the environment outside config/")
}

pub(super) fn check_storage(root: &Path) -> Result<Vec<String>> {
    let names = |line: &str| line.contains("storage::") && !line.trim_start().starts_with("//");
    let mut faults = found(root, "crates/madoguchi/src/wiring.rs", names, "names the storage outside wiring.rs")?;
    // The storage itself and the test kit may.
    faults.retain(|fault| !fault.starts_with("crates/storage/") && !fault.starts_with("crates/testkit/"));
    Ok(faults)
}

pub(super) fn check_outbox(root: &Path) -> Result<Vec<String>> {
    let writes = |line: &str| line.contains("INSERT INTO events");
    found(root, "crates/storage/src/tables/events.rs", writes, "writes an event beside the transaction's outbox")
}

pub(super) fn check_files(root: &Path) -> Result<Vec<String>> {
    let named = |path: &Path| path.file_stem().is_some_and(|stem| is_no_room(&stem.to_string_lossy()));
    let files = [files(&root.join("crates"), &["rs"])?, files(&root.join("web/src"), &["ts", "tsx"])?].concat();
    let bad = files.iter().filter(|path| named(path) || path.parent().is_some_and(named));
    Ok(bad.map(|path| format!("{}: a word is missing; see GLOSSARY.md", path.display())).collect())
}

fn is_no_room(stem: &str) -> bool {
    NO_ROOMS.contains(&stem)
}

fn found(root: &Path, home: &str, is_bad: impl Fn(&str) -> bool, what: &str) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for path in files(&root.join("crates"), &["rs"])? {
        let short = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        if short.starts_with(home) || short.contains("/tests/") || short.contains("/examples/") {
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        let bad = text.lines().enumerate().filter(|(_, line)| is_bad(line));
        faults.extend(bad.map(|(at, _)| format!("{short}:{}: {what}", at + 1)));
    }
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_is_noticed_and_a_home_is_spared() {
        let root = crate::shell::root();
        let everywhere = found(&root, "nowhere", |line| line.contains("env::vars"), "x").expect("readable");
        assert!(everywhere.iter().any(|fault| fault.starts_with("crates/madoguchi/src/config/")), "{everywhere:?}");
        assert!(is_no_room("utils") && !is_no_room("routing"));
    }
}
