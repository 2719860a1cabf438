//! Finds the line a complaint is about: rules speak of addresses, people read files.

use std::fs;
use std::path::{Path, PathBuf};

use super::plan::Plan;

/// A file and a line in it, counted from one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: PathBuf,
    pub(super) line: usize,
}

/// The line of a resource's argument, or of the resource if the argument is not written.
pub(super) fn resource(plan: &Plan, address: &str, argument: &str) -> Option<Place> {
    let folder = plan.module_folder(address);
    let (kind, name) = kind_and_name(address)?;
    let heading = format!("resource \"{kind}\" \"{name}\"");
    for file in files(&folder, "tf") {
        let text = fs::read_to_string(&file).ok()?;
        let lines: Vec<&str> = text.lines().collect();
        if let Some(start) = lines.iter().position(|line| line.starts_with(&heading)) {
            let inside: Vec<&str> = lines[start..].iter().copied().take_while(|line| *line != "}").collect();
            return Some(Place { file, line: start + deepest(&inside, argument) + 1 });
        }
    }
    None
}

/// The first line of a file of that kind that holds all the words.
pub(super) fn words(folder: &Path, extension: &str, wanted: &[&str]) -> Option<Place> {
    for file in files(folder, extension) {
        if let Some(place) = words_in(&file, wanted) {
            return Some(place);
        }
    }
    None
}

/// The first line of the file that holds all the words.
pub(super) fn words_in(file: &Path, wanted: &[&str]) -> Option<Place> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().position(|line| wanted.iter().all(|word| line.contains(word)))?;
    Some(Place { file: file.to_path_buf(), line: line + 1 })
}

/// Follows a path of blocks and arguments from line to line, as far as it is written.
fn deepest(lines: &[&str], path: &str) -> usize {
    path.split('.').fold(0, |from, step| {
        lines[from..].iter().position(|line| names_argument(line, step)).map_or(from, |line| from + line)
    })
}

/// An argument `a = ...` or a block `a {`.
fn names_argument(line: &str, name: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix(name) else { return false };
    !name.is_empty() && rest.trim_start().starts_with(['=', '{'])
}

/// The kind and name at the end of an address, without instance key.
pub(super) fn kind_and_name(address: &str) -> Option<(&str, &str)> {
    // A key may hold dots, so it goes first; keys of modules stand before the kind.
    let end = if address.ends_with(']') { address.rfind("[\"").or_else(|| address.rfind('['))? } else { address.len() };
    let mut steps = address[..end].rsplit('.');
    let name = steps.next()?;
    Some((steps.next()?, name))
}

/// Files of a folder with an extension, in the order of their names.
pub(super) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension().is_some_and(|found| found == extension) && !path.ends_with(super::workplace::OVERRIDE)
        })
        .collect();
    all.sort();
    all
}

/// Folders of a folder, in the order of their names.
pub(super) fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir() && !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')))
        .collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_in_kind_and_name() {
        assert_eq!(kind_and_name("module.a.kind.name[\"x.y/z\"]"), Some(("kind", "name")));
        assert_eq!(kind_and_name("module.a[0].kind.name"), Some(("kind", "name")));
        assert_eq!(kind_and_name("kind.name[0]"), Some(("kind", "name")));
    }

    #[test]
    fn a_path_is_followed_into_its_block() {
        let lines = ["resource {", "  name = 1", "  model {", "    name = 2", "  }"];
        assert_eq!(deepest(&lines, "model.name"), 3);
        assert_eq!(deepest(&lines, "name"), 1);
        assert_eq!(deepest(&lines, "none"), 0);
    }

    #[test]
    fn an_argument_is_a_word_before_a_sign_or_a_brace() {
        assert!(names_argument("    capacity = 3", "capacity"));
        assert!(names_argument("  sku {", "sku"));
        assert!(!names_argument("    capacity_more = 3", "capacity"));
    }
}
