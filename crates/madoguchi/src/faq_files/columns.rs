//! The names of the columns, in English and Japanese.

use std::fmt;

use super::quoted;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Question,
    Answer,
    Variants,
    Language,
    Audience,
    /// It has no name: spreadsheets leave such columns at the right.
    Nameless,
}

/// Every column with its names; the first one is written.
const NAMES: [(Column, &[&str]); 6] = [
    (Column::Id, &["id", "key", "項目id"]),
    (Column::Question, &["question", "質問", "質問文", "問い"]),
    (Column::Answer, &["answer", "回答", "回答文", "答え"]),
    (Column::Variants, &["variants", "variant", "言い換え", "言いかえ", "類似質問"]),
    (Column::Language, &["language", "lang", "言語"]),
    (Column::Audience, &["audience", "公開範囲", "対象者"]),
];

/// The names that an export writes.
pub(super) fn written() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(_, names)| names[0])
}

impl Column {
    /// By its name, in capitals or full width too. `None`: unknown.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name: String = name.chars().filter(|letter| !is_blank(*letter)).map(narrow).collect();
        let name = name.to_lowercase();
        if name.is_empty() {
            return Some(Self::Nameless);
        }
        NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = NAMES.iter().find(|(column, _)| column == self).map_or(&[][..], |(_, names)| names);
        f.write_str(names.first().unwrap_or(&"without a name"))
    }
}

/// The columns of a header line, or what is wrong with it.
pub(super) fn of_header<'a>(header: impl Iterator<Item = &'a str>) -> Result<Vec<Column>, String> {
    let known = || written().collect::<Vec<_>>().join(", ");
    let mut columns = Vec::new();
    for name in header {
        let column = Column::named(name).ok_or_else(|| {
            format!("unknown column {}; known are {} (in Japanese too: 質問, 回答, 言い換え …)", quoted(name), known())
        })?;
        if column != Column::Nameless && columns.contains(&column) {
            return Err(format!("two columns are named {column}"));
        }
        columns.push(column);
    }
    for needed in [Column::Question, Column::Answer] {
        if !columns.contains(&needed) {
            return Err(format!("the column {needed} is missing; the first line must name the columns: {}", known()));
        }
    }
    Ok(columns)
}

/// What a cell without text may hold all the same.
pub(super) fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{feff}')
}

/// A full-width letter as the common one.
fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_known_by_its_english_and_japanese_names() {
        for (name, column) in [
            ("Question", Some(Column::Question)),
            ("\u{feff} 質問 ", Some(Column::Question)),
            ("ＩＤ", Some(Column::Id)),
            ("言い換え", Some(Column::Variants)),
            ("公開範囲", Some(Column::Audience)),
            ("\u{a0}", Some(Column::Nameless)),
            ("anwser", None),
        ] {
            assert_eq!(Column::named(name), column, "{name:?}");
        }
    }

    #[test]
    fn a_header_that_could_be_misread_is_refused() {
        let refused = |header: &str| of_header(header.split(',')).expect_err(header);
        assert!(refused("question,anwser").contains("\"anwser\""));
        assert!(refused("質問,question,answer").contains("two columns are named question"));
        assert!(refused("question,,").contains("answer is missing"));
        assert!(of_header("質問,回答,,".split(',')).is_ok());
    }
}
