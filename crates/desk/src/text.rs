//! Texts as rules compare them.

use unicode_normalization::UnicodeNormalization;

/// One width (NFKC) and lower case: 「ＶＰＮ」 and "vpn" are the same word.
pub(crate) fn normalised(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// What a spreadsheet reads the beginning of a cell as a formula by, or as a command hidden in one; full-width and small forms are the
/// same to a Japanese one: <https://owasp.org/www-community/attacks/CSV_Injection>.
const SIGNS: [char; 16] = ['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠', '｜', '％', '﹦', '﹢', '﹣', '﹫'];

/// Whether a spreadsheet may compute what a cell says instead of showing it.
pub fn is_formula(cell: &str) -> bool {
    // Some programs cut blanks and quotes off before they look.
    let is_blank =
        |letter: char| letter.is_whitespace() || letter.is_control() || matches!(letter, '"' | '\u{200b}' | '\u{feff}');
    cell.starts_with(['\t', '\r', '\n']) || cell.trim_start_matches(is_blank).starts_with(SIGNS)
}

#[cfg(test)]
mod tests {
    use super::is_formula;

    #[test]
    fn what_a_spreadsheet_would_compute_is_known() {
        for cell in [
            "=1+1",
            "+81",
            "-x",
            "@SUM",
            "＝1",
            "＋1",
            "－1",
            "＠SUM",
            "|calc",
            "％0A",
            "\t=1",
            "\r",
            " =1",
            "\u{3000}=1",
            "\"=1",
            "\u{feff}=1",
            "\0=1",
        ] {
            assert!(is_formula(cell), "{cell:?}");
        }
        for cell in ["", "VPN = 仮想", "2026-11-01", "1=1", "「=」", "a\t=1"] {
            assert!(!is_formula(cell), "{cell:?}");
        }
    }
}
