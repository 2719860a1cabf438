//! Texts as rules compare them.

use unicode_normalization::UnicodeNormalization;

/// One width (NFKC) and lower case: 「ＶＰＮ」 and "vpn" are the same word.
pub(crate) fn normalised(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}
