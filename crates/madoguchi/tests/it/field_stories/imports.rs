//! Plays a case of an FAQ file: imports it into an empty desk, then compares what is said and what is exported.

use std::path::Path;

use serde_json::Value;

use crate::support::program::run;

/// Plays one case.
pub(super) fn import(case: &str) {
    let case: Value = serde_json::from_str(case).expect("the case is JSON");
    let must = case["must"].as_str().unwrap_or_default();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_string_lossy().into_owned();
    let name = Path::new(case["import"].as_str().expect("a file")).file_name().expect("a file");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/faq").join(name);
    let imported = run(folder.path(), &["faq", "import", "--data", &data, &file.to_string_lossy()]);
    let said = format!("{}{}", imported.out, imported.err);
    if let Some(exit) = case["exit"].as_i64() {
        assert_eq!(imported.code.map(i64::from), Some(exit), "{must}: {said}");
    }
    for words in lists(&case["output_has_any"]) {
        assert!(words.iter().any(|word| said.contains(word)), "{must}: none of {words:?} in {said}");
    }
    for word in words(&case["output_has"]) {
        assert!(said.contains(&word), "{must}: {word:?} is not in {said}");
    }
    for word in words(&case["output_lacks"]) {
        assert!(!said.contains(&word), "{must}: {word:?} is in {said}");
    }
    let exported = run(folder.path(), &["faq", "export", "--format", "csv", "--data", &data]);
    assert_eq!(exported.code, Some(0), "{must}: {}", exported.err);
    for word in words(&case["export_has"]) {
        assert!(exported.out.contains(&word), "{must}: {word:?} is not in {}", exported.out);
    }
    for word in words(&case["export_lacks"]) {
        assert!(!exported.out.contains(&word), "{must}: {word:?} is in {}", exported.out);
    }
    if let Some(first) = case["export_first_bytes"].as_str() {
        let byte = |at| u8::from_str_radix(&first[at..at + 2], 16).expect("two hexadecimal digits");
        let bytes: Vec<u8> = (0..first.len()).step_by(2).map(byte).collect();
        assert!(exported.out.as_bytes().starts_with(&bytes), "{must}");
    }
}

fn words(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect()
}

fn lists(value: &Value) -> Vec<Vec<String>> {
    value.as_array().into_iter().flatten().map(words).collect()
}
