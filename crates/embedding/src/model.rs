//! The model as others use it.

use crate::arrays::{Arrays, BadModel};
use crate::network::Network;
use crate::tokens::Tokens;
use crate::vector::Vector;

/// Tokens of a text that are read; what matters stands in front, and some 200 words are no question any more.
pub const MOST_TOKENS: usize = 256;

/// A sentence model, ready to use.
pub struct Model {
    tokens: Tokens,
    network: Network,
}

impl Model {
    /// The model that came with the program, loaded anew: some 40 ms and 14 MB. `None`: the program was built without one.
    pub fn built_in() -> Option<Result<Self, BadModel>> {
        built_in_file().map(|file| Self::read(file?))
    }

    /// Whether the program was built with a model.
    pub const fn is_built_in() -> bool {
        cfg!(has_model)
    }

    /// A model from its file.
    pub fn read(file: &'static [u8]) -> Result<Self, BadModel> {
        let arrays = Arrays::read(file)?;
        let tokens = Tokens::read(arrays.blob("pieces")?)?;
        if tokens.vocabulary() > Network::vocabulary() {
            return Err(BadModel::Pieces("there are more of them than vectors"));
        }
        Ok(Self { tokens, network: Network::read(&arrays)? })
    }

    /// The vector of a text; of a long one, of its beginning ([`MOST_TOKENS`]).
    pub fn vector(&self, text: &str) -> Vector {
        self.network.vectors(&[self.tokens(text)]).swap_remove(0)
    }

    /// The vectors of some texts, each as [`Model::vector`] makes it; together they take less time.
    pub fn vectors(&self, texts: &[String]) -> Vec<Vector> {
        if texts.is_empty() {
            return Vec::new();
        }
        let tokens: Vec<Vec<u32>> = texts.iter().map(|text| self.tokens(text)).collect();
        self.network.vectors(&tokens)
    }

    /// The pieces of a text that are read, by number; with those that begin and end it.
    pub fn tokens(&self, text: &str) -> Vec<u32> {
        self.tokens.of_beginning(text, MOST_TOKENS)
    }
}

/// In a release the file is part of the program. While developing it is read where it lies, or each of the many test
/// programs would carry 55 MB.
#[cfg(all(has_model, not(debug_assertions)))]
#[expect(clippy::unnecessary_wraps, reason = "the others can fail, or find none")]
fn built_in_file() -> Option<Result<&'static [u8], BadModel>> {
    Some(Ok(include_bytes!(env!("MODEL_FILE"))))
}

#[cfg(all(has_model, debug_assertions))]
#[expect(clippy::unnecessary_wraps, reason = "without a model there is none")]
fn built_in_file() -> Option<Result<&'static [u8], BadModel>> {
    static FILE: std::sync::OnceLock<Option<Vec<u8>>> = std::sync::OnceLock::new();
    let file = FILE.get_or_init(|| std::fs::read(env!("MODEL_FILE")).ok()).as_deref();
    Some(file.ok_or_else(|| BadModel::Array(format!("of {}", env!("MODEL_FILE")))))
}

#[cfg(not(has_model))]
fn built_in_file() -> Option<Result<&'static [u8], BadModel>> {
    None
}
