//! What a word group may be.

use super::{LONGEST_WORD, MOST_GROUPS, MOST_SYNONYMS, SEPARATORS, WordGroup, key_of};

/// Most characters of a file that an error repeats.
const QUOTED: usize = 60;

/// Why a group was not taken over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroupError {
    /// A word says too little: it would be found everywhere.
    #[error("{0} is too short: a word has at least two letters or digits")]
    TooShort(String),
    /// A word is too long, has several lines, or holds what separates words in a file.
    #[error("{0} is no word: at most {LONGEST_WORD} characters on one line, none of them | 、 or ；")]
    NoWord(String),
    /// The group has one word only.
    #[error("has no synonym of {0}; write one, or leave the row out and remove the word with `lexicon remove`")]
    Alone(String),
    /// The group has too many words.
    #[error("has more than {MOST_SYNONYMS} synonyms")]
    TooManyWords,
    /// A word stands in another group.
    #[error("{word} stands with {other} already; a word has one group")]
    Taken {
        /// The word.
        word: String,
        /// The word of that group.
        other: String,
    },
    /// The lexicon is full.
    #[error("the lexicon has {MOST_GROUPS} words with synonyms already, which is the most")]
    Full,
    /// The line is no group at all; this is why.
    #[error("{0}")]
    Unreadable(String),
}

/// A group with its words trimmed, each once, in whatever width and case.
pub(super) fn checked(group: WordGroup) -> Result<WordGroup, GroupError> {
    let word = checked_word(&group.word)?;
    let mut seen = vec![key_of(&word)];
    let mut synonyms = Vec::new();
    for synonym in group.synonyms.iter().filter(|synonym| !synonym.trim().is_empty()) {
        let synonym = checked_word(synonym)?;
        let key = key_of(&synonym);
        if !seen.contains(&key) {
            seen.push(key);
            synonyms.push(synonym);
        }
    }
    match synonyms.len() {
        0 => Err(GroupError::Alone(quoted(&word))),
        many if many > MOST_SYNONYMS => Err(GroupError::TooManyWords),
        _ => Ok(WordGroup { word, synonyms }),
    }
}

fn checked_word(word: &str) -> Result<String, GroupError> {
    let word = word.trim();
    let is_foreign = |letter: char| letter.is_control() || SEPARATORS.contains(&letter);
    if word.chars().count() > LONGEST_WORD || word.contains(is_foreign) {
        return Err(GroupError::NoWord(quoted(word)));
    }
    if key_of(word).chars().filter(|letter| letter.is_alphanumeric()).count() < 2 {
        return Err(GroupError::TooShort(quoted(word)));
    }
    Ok(word.to_owned())
}

/// The beginning of a text, with control characters made visible: it may be shown in a terminal.
pub(super) fn quoted(text: &str) -> String {
    format!("{:?}", text.chars().take(QUOTED).collect::<String>())
}
