//! Reads the pieces of a `tokenizer.json`, the form in which models are published, where it is a unigram model: those of the
//! multilingual ones are (XLM-RoBERTa and all that use its pieces).

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::arrays::BadModel;
use crate::tokens::{Markers, Tokens};

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    added_tokens: Vec<Added>,
    normalizer: Option<Normalizer>,
    model: Model,
}

#[derive(Deserialize)]
struct Added {
    id: u32,
    content: String,
}

#[derive(Deserialize)]
struct Model {
    /// Left out in the oldest files.
    #[serde(rename = "type")]
    kind: Option<String>,
    unk_id: Option<u32>,
    #[serde(default)]
    vocab: Vocabulary,
}

/// Pieces with scores in a unigram model; anything else in others.
#[derive(Deserialize)]
#[serde(untagged)]
enum Vocabulary {
    Unigram(Vec<(String, f32)>),
    Other(serde::de::IgnoredAny),
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self::Unigram(Vec::new())
    }
}

#[derive(Deserialize)]
struct Normalizer {
    precompiled_charsmap: Option<String>,
    #[serde(default)]
    normalizers: Vec<Normalizer>,
}

impl Normalizer {
    /// The table of replacements, here or in one of several steps. Other steps fold spaces, which [`Tokens`] does by itself.
    fn table(&self) -> Option<&str> {
        self.precompiled_charsmap.as_deref().or_else(|| self.normalizers.iter().find_map(Self::table))
    }
}

pub(crate) fn read(json: &[u8]) -> Result<Tokens, BadModel> {
    let file: File = serde_json::from_slice(json).map_err(|_| BadModel::Pieces("it is no tokenizer.json"))?;
    let is_unigram = file.model.kind.as_deref().is_none_or(|kind| kind == "Unigram");
    let (true, Vocabulary::Unigram(pieces), Some(unknown)) = (is_unigram, file.model.vocab, file.model.unk_id) else {
        return Err(BadModel::Pieces("it is not of the type Unigram, which multilingual models have"));
    };
    let marker = |names: [&str; 2]| {
        let added = |name: &str| file.added_tokens.iter().find(|added| added.content == name).map(|added| added.id);
        let found = names.into_iter().find_map(added);
        found.ok_or(BadModel::Pieces("the markers that begin and end a text are not among the added tokens"))
    };
    let markers = Markers { unknown, begin: marker(["<s>", "[CLS]"])?, end: marker(["</s>", "[SEP]"])? };
    let table = file.normalizer.as_ref().and_then(Normalizer::table);
    let table = table.map(|table| STANDARD.decode(table)).transpose();
    let table = table.map_err(|_| BadModel::Pieces("the table of replacements is not base64"))?;
    let special: HashSet<usize> =
        file.added_tokens.iter().map(|added| added.id).chain([unknown]).map(|id| id as usize).collect();
    let is_special = |id: usize| special.contains(&id);
    let all = pieces.into_iter().enumerate().map(|(id, (text, score))| (text, (!is_special(id)).then_some(score)));
    Tokens::of_pieces(all, markers, table.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(kind: &str) -> String {
        format!(
            r#"{{
                "version": "1.0",
                "added_tokens": [{{"id": 0, "content": "<s>"}}, {{"id": 1, "content": "<pad>"}}, {{"id": 2, "content": "</s>"}}],
                "normalizer": {{"type": "Sequence", "normalizers": [{{"type": "Replace"}}]}},
                "model": {{"type": "{kind}", "unk_id": 3, "vocab": [["<s>", 0.0], ["<pad>", 0.0], ["</s>", 0.0], ["<unk>", 0.0],
                           ["▁", -3.0], ["▁ab", -2.5], ["c", -4.0]]}}
            }}"#
        )
    }

    #[test]
    fn pieces_are_found_between_the_markers_of_the_file() {
        let tokens = read(json("Unigram").as_bytes()).expect("a good file");
        for (text, expected) in [
            ("", vec![0, 2]),
            ("ab", vec![0, 5, 2]),
            ("abc x y", vec![0, 5, 6, 4, 3, 4, 3, 2]),
            ("</s>", vec![0, 4, 3, 2]),
        ] {
            assert_eq!(tokens.of(text), expected, "{text:?}");
        }
        assert_eq!(tokens.of_beginning("ab ab ab ab", 4), [0, 5, 5, 2]);
    }

    #[test]
    fn another_kind_of_tokenizer_is_named() {
        for bad in [json("WordPiece"), "{}".to_owned(), String::new()] {
            assert!(read(bad.as_bytes()).is_err());
        }
        let error = read(br#"{"model": {"type": "WordPiece", "vocab": {"a": 1}}}"#).err().expect("no unigram model");
        assert!(error.to_string().contains("Unigram"), "{error}");
    }
}
