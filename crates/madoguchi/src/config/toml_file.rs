//! Reads a settings file. What is wrong is told by line and column and never by quoting: the line may hold a secret.

use std::ops::Range;

use toml::Table;
use toml::de::DeTable;

use super::BadSetting;

/// Most faults of one file that are told; after the first few, the reader finds some that are none.
const MOST: usize = 5;

/// The sections of a file, or every place where it is no TOML.
pub(super) fn read(named: &str, text: &str) -> Result<Table, Vec<BadSetting>> {
    let (_, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return text.parse().map_err(|error| vec![fault(named, text, &error)]);
    }
    let mut faults: Vec<BadSetting> = Vec::new();
    for error in &errors {
        let fault = fault(named, text, error);
        // One slip, such as a quote that is missing, gives several errors in its line.
        if faults.len() < MOST && faults.iter().all(|known| line_of(known) != line_of(&fault)) {
            faults.push(fault);
        }
    }
    Err(faults)
}

fn line_of(fault: &BadSetting) -> &str {
    fault.setting.rsplit_once(", column").map_or(&fault.setting, |(line, _)| line)
}

fn fault(named: &str, text: &str, error: &toml::de::Error) -> BadSetting {
    let (line, column) = place(text, error.span());
    let (problem, cure) = in_plain_words(error.message());
    BadSetting::new(format!("file {named}, line {line}, column {column}"), problem, cure)
}

/// Line and column, from 1, in characters.
fn place(text: &str, span: Option<Range<usize>>) -> (usize, usize) {
    let start = span.map_or(0, |span| span.start.min(text.len()));
    let before = text.get(..start).unwrap_or_default();
    let line_begin = before.rfind('\n').map_or(0, |end| end + 1);
    (1 + before.matches('\n').count(), 1 + before[line_begin..].chars().count())
}

/// What the reader found and what it expected. Its own message is not repeated: a later version of it may quote the
/// file.
fn in_plain_words(message: &str) -> (&'static str, &'static str) {
    const NO_VALUE: &str = "the value is missing, or neither a text in quotes nor a number, true, false or a list";
    const QUOTES: &str = "write texts in quotes: KEY = \"TEXT\"";
    const WORDS: [(&[&str], &str, &str); 10] = [
        (&["must be quoted"], NO_VALUE, QUOTES),
        (&["duplicate key", "redefine", "already defined"], "a key or section stands twice", "keep one of them"),
        (
            &["basic string", "literal string", "invalid string", "escape", "opening quote"],
            "a text is not written as it should be: a quote is missing, or a \\ stands in it",
            "write KEY = \"TEXT\" with a quote on both sides, or 'TEXT' where it holds a \\",
        ),
        (
            &["with no value", "missing value for key", "missing assignment"],
            "a key stands without =",
            "write KEY = VALUE",
        ),
        (&["missing value"], "the value is missing", "write KEY = VALUE, or KEY = \"\" for none"),
        (
            &["unclosed table", "unclosed array table", "missing table"],
            "a section's name is not closed",
            "write [SECTION], or [[desk.teams]]",
        ),
        (&["array"], "a list is not written as it should be", "write KEY = [\"ONE\", \"TWO\"], with commas between"),
        (
            &["inline table", "key-value pairs"],
            "a team is not written as it should be",
            "write { name = \"IT\", keywords = [\"VPN\"] }",
        ),
        (
            &["unexpected key or value", "unexpected content", "extra `=`"],
            "something stands behind the value",
            "write one KEY = VALUE on each line; texts stand in quotes, and so do their ends",
        ),
        (&["number", "integer", "float", "expected value", "date"], NO_VALUE, QUOTES),
    ];
    let known = WORDS.iter().find(|(signs, _, _)| signs.iter().any(|sign| message.contains(sign)));
    known.map_or(
        ("is not written as a settings file should be", "write [SECTION], and below it KEY = VALUE, texts in quotes"),
        |(_, problem, cure)| (*problem, *cure),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_file_is_told_by_place_and_never_quoted() {
        for (line, words) in [
            ("client_secret = \"s3cret", "quote"),
            ("client_secret = s3cret\"", "a quote is missing"),
            ("client_secret = s3cret", "in quotes"),
            ("client_secret = 'a' s3cret", "behind the value"),
            ("client_secret \"s3cret\"", "without ="),
            ("client_secret = \"s3\\cret\"", "\\"),
            ("s3cret", "without ="),
            ("client_secret =", "missing"),
            ("app_id = \"x\"\napp_id = \"s3cret\"", "twice"),
            ("[s3cret", "section"),
            ("x = [\"s3cret\" \"b\"]", "list"),
            ("\"s3cret", "without ="),
            ("x = { s3cret = 1 b = 2 }", "team"),
        ] {
            let faults = read("m.toml", &format!("# first\n[teams]\n{line}\n")).expect_err(line);
            let told = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
            assert!(
                told.starts_with("file m.toml, line 3") || told.starts_with("file m.toml, line 4"),
                "{line}: {told}"
            );
            assert!(told.contains(words) && told.contains(", column "), "{line}: {told}");
            assert!(!told.contains("s3cret") && !told.contains("cret"), "{line}: {told}");
        }
    }

    #[test]
    fn each_wrong_line_is_told_once() {
        let faults = read("m.toml", "[server]\nlisten = \"a\npublic_url = \"https://x\"\n[log]\nlevel = info\n")
            .expect_err("two");
        let lines: Vec<&str> = faults.iter().map(line_of).collect();
        assert_eq!(lines, ["file m.toml, line 2", "file m.toml, line 5"]);
    }
}
