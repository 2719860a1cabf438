//! Looking for what was said: one form for many spellings, the tokens under which an index keeps a text, and whether a text has
//! what is looked for. An index only has to offer too much, never too little: what it offers is compared with the text.

use std::collections::BTreeSet;
use std::ops::Range;

use masking::Folded;

/// Beginnings of a word under which it is kept, in letters: whoever types a part of it finds it, and a long one costs six tokens.
const BEGINNINGS: [usize; 6] = [1, 2, 3, 5, 8, 13];
/// Most tokens by which an index is asked: more of them hardly leave fewer texts to compare.
const MOST_TOKENS: usize = 8;
/// Letters shown of a text before the place and behind it.
const AROUND: (usize, usize) = (30, 90);

/// What somebody looks for: every term of it, in whatever order, somewhere in an inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    terms: Vec<Vec<char>>,
}

/// What a search has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hits<T> {
    /// What was found, in the order of the list.
    pub hits: Vec<T>,
    /// The index is still being written, and more may be found later.
    pub indexing: bool,
}

impl<T> Default for Hits<T> {
    fn default() -> Self {
        Self { hits: Vec::new(), indexing: false }
    }
}

/// Where in a text something was found, cut to what a list can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// What stands before it.
    pub before: String,
    /// What was found, as it is written there.
    pub found: String,
    /// What stands behind it.
    pub after: String,
}

impl Search {
    /// Reads what somebody typed; terms are parted by blanks. Without any letter in it, it finds nothing.
    pub fn parse(text: &str) -> Self {
        let letters: Vec<char> = folded(text).into_iter().map(|(letter, _)| letter).collect();
        let terms = letters.split(|letter| letter.is_whitespace()).map(without_long_vowel);
        let mut terms: Vec<Vec<char>> =
            terms.filter(|term| term.iter().any(|letter| letter.is_alphanumeric())).map(<[char]>::to_vec).collect();
        terms.sort_unstable();
        terms.dedup();
        Self { terms }
    }

    /// Tokens that every inquiry has in which this was said. None: nothing can be found.
    pub fn tokens(&self) -> Vec<String> {
        let mut tokens = BTreeSet::new();
        for (script, run) in self.terms.iter().flat_map(|term| runs(term)) {
            match script {
                Script::Japanese if run.len() > 1 => {
                    let pairs = run.windows(2).step_by(2).chain([&run[run.len() - 2..]]);
                    tokens.extend(pairs.map(String::from_iter));
                }
                Script::Japanese => drop(tokens.insert(run.iter().collect())),
                Script::Word => {
                    let size = BEGINNINGS.iter().rev().find(|size| **size <= run.len()).copied().unwrap_or(1);
                    tokens.insert(run[..size].iter().collect());
                }
            }
        }
        // Kanji come last in order, and leave fewest texts.
        tokens.into_iter().rev().take(MOST_TOKENS).collect()
    }

    /// Whether this was said in an inquiry, and where: in which of its texts and which bytes of that. The text with most terms
    /// counts, of several the last.
    pub fn find(&self, texts: &[&str]) -> Option<(usize, Range<usize>)> {
        let mut missing: BTreeSet<usize> = (0..self.terms.len()).collect();
        let mut best: Option<(usize, usize, Range<usize>)> = None;
        for (number, text) in texts.iter().enumerate() {
            let letters = folded(text);
            let places: Vec<(usize, Range<usize>)> = self
                .terms
                .iter()
                .enumerate()
                .filter_map(|(term, wanted)| Some((term, place(wanted, &letters)?)))
                .collect();
            for (term, _) in &places {
                missing.remove(term);
            }
            let first = places.iter().map(|(_, place)| place.clone()).min_by_key(|place| place.start);
            if let Some(first) = first
                && best.as_ref().is_none_or(|(most, ..)| places.len() >= *most)
            {
                best = Some((places.len(), number, first));
            }
        }
        best.filter(|_| missing.is_empty()).map(|(_, number, place)| (number, place))
    }
}

/// The tokens under which an index keeps a text.
pub fn tokens_of(text: &str) -> BTreeSet<String> {
    let letters: Vec<char> = folded(text).into_iter().map(|(letter, _)| letter).collect();
    let mut tokens = BTreeSet::new();
    for (script, run) in runs(&letters) {
        match script {
            Script::Japanese => {
                tokens.extend(run.iter().map(ToString::to_string));
                tokens.extend(run.windows(2).map(String::from_iter));
            }
            Script::Word => {
                let sizes = BEGINNINGS.iter().take_while(|size| **size <= run.len());
                tokens.extend(sizes.map(|size| String::from_iter(&run[..*size])));
            }
        }
    }
    tokens
}

impl Excerpt {
    /// What stands around a place of a text, in bytes.
    pub fn around(text: &str, place: Range<usize>) -> Self {
        let (before, found, after) = (&text[..place.start], &text[place.clone()], &text[place.end..]);
        let from = before.char_indices().rev().take(AROUND.0).last().map_or(before.len(), |(at, _)| at);
        let to = after.char_indices().nth(AROUND.1).map_or(after.len(), |(at, _)| at);
        let cut = |text: &str| text.replace(['\r', '\n'], " ");
        let before = format!("{}{}", if from > 0 { "…" } else { "" }, cut(&before[from..]));
        let after = format!("{}{}", cut(&after[..to]), if to < after.len() { "…" } else { "" });
        Self { before, found: cut(found), after }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    /// Kanji and kana, which have no blanks between words: kept by letters and by pairs of them.
    Japanese,
    /// Letters and digits of any other script.
    Word,
}

/// The letters of a text in one width and case, kana as katakana, each with the bytes of the text it came from.
fn folded(text: &str) -> Vec<(char, Range<usize>)> {
    let folded = Folded::of(text);
    let mut letters = Vec::with_capacity(folded.text().len());
    for (at, letter) in folded.text().char_indices() {
        let origin = folded.original(&(at..at + letter.len_utf8()));
        letters.extend(letter.to_lowercase().map(|lower| (katakana(lower), origin.clone())));
    }
    letters
}

/// The two blocks of kana have one order.
fn katakana(letter: char) -> char {
    match letter {
        '\u{3041}'..='\u{3096}' | 'ゝ' | 'ゞ' => char::from_u32(letter as u32 + 0x60).unwrap_or(letter),
        other => other,
    }
}

/// サーバー finds サーバ too. A word of two letters keeps its mark: キー is not キ.
fn without_long_vowel(term: &[char]) -> &[char] {
    match term {
        [rest @ .., 'ー'] if rest.iter().rev().take_while(|letter| is_japanese(**letter)).count() > 1 => rest,
        whole => whole,
    }
}

fn is_japanese(letter: char) -> bool {
    matches!(letter, '\u{30a1}'..='\u{30fa}' | 'ー' | 'ヽ' | 'ヾ' | '々' | '〆' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

fn script(letter: char) -> Option<Script> {
    match letter {
        _ if is_japanese(letter) => Some(Script::Japanese),
        _ if letter.is_alphanumeric() => Some(Script::Word),
        _ => None,
    }
}

/// What stands together in one script.
fn runs(letters: &[char]) -> impl Iterator<Item = (Script, &[char])> {
    let runs = letters.chunk_by(|one, next| script(*one) == script(*next));
    runs.filter_map(|run| Some((script(*run.first()?)?, run)))
}

/// Where a term stands in a text. A word is found from its beginning.
fn place(term: &[char], letters: &[(char, Range<usize>)]) -> Option<Range<usize>> {
    let begins_a_word = script(*term.first()?) == Some(Script::Word);
    let (at, there) = letters.windows(term.len()).enumerate().find(|(at, there)| {
        there.iter().zip(term).all(|((letter, _), wanted)| letter == wanted)
            && !(begins_a_word && *at > 0 && script(letters[at - 1].0) == Some(Script::Word))
    })?;
    debug_assert!(at < letters.len());
    Some(there.first()?.1.start..there.last()?.1.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(search: &str, text: &'a str) -> Option<&'a str> {
        let (number, place) = Search::parse(search).find(&[text])?;
        assert_eq!(number, 0);
        text.get(place)
    }

    #[test]
    fn what_was_said_is_found_in_every_spelling() {
        for (search, text, there) in [
            ("経費", "出張の経費を精算したい", "経費"),
            ("印", "紙に印刷できない", "印"),
            ("vpn", "ＶＰＮにつながらない", "ＶＰＮ"),
            ("ＶＰＮ", "the vpn is slow", "vpn"),
            ("print", "Printing pages", "Print"),
            ("ぱすわーど", "ﾊﾟｽﾜｰﾄﾞを忘れた", "ﾊﾟｽﾜｰﾄﾞ"),
            ("サーバー", "サーバが重い", "サーバ"),
            ("サーバ", "サーバーが重い", "サーバ"),
            ("キー", "セキュリティキーを失くした", "キー"),
            ("foo.txt", "see FOO.TXT there", "FOO.TXT"),
            ("2026年4月", "2026年4月から", "2026年4月"),
            ("slow　vpn", "the VPN is slow", "VPN"),
        ] {
            assert_eq!(found(search, text), Some(there), "{search} in {text}");
        }
    }

    #[test]
    fn what_was_not_said_is_not_found() {
        for (search, text) in [
            ("経費", "経理で費用を見る"),
            ("rint", "Printing pages"),
            ("キー", "キの字"),
            ("vpn fast", "the VPN is slow"),
            ("!!", "what!!"),
            ("", "anything"),
        ] {
            assert_eq!(found(search, text), None, "{search} in {text}");
        }
    }

    #[test]
    fn terms_may_stand_in_several_texts_and_the_one_with_most_is_shown() {
        let search = Search::parse("vpn 経費 slow");
        assert_eq!(search.find(&["VPN", "経費 slow", "slow vpn 経費は", "slow"]).map(|(text, _)| text), Some(2));
        assert_eq!(search.find(&["VPN", "経費"]), None);
        assert_eq!(search.find(&["VPN", "slow", "経費"]).map(|(text, _)| text), Some(2), "the last of several");
    }

    #[test]
    fn a_text_has_every_token_by_which_what_it_says_is_looked_for() {
        let texts = [
            "出張の経費を精算したい。VPN-2026 ｶﾞｽ, don't!",
            "Ｗｉ－Ｆｉのパスワードはpassword1234567890です",
            "々〆ヽ 𠮷野家",
        ];
        for text in texts {
            let tokens = tokens_of(text);
            let letters: Vec<char> = text.chars().collect();
            for from in 0..letters.len() {
                for to in from + 1..=letters.len() {
                    let part: String = letters[from..to].iter().collect();
                    let search = Search::parse(&part);
                    if search.find(&[text]).is_some() {
                        let missing: Vec<String> =
                            search.tokens().into_iter().filter(|token| !tokens.contains(token)).collect();
                        assert_eq!(missing, [""; 0], "{part}");
                    }
                }
            }
        }
    }

    #[test]
    fn an_excerpt_shows_the_place_with_what_stands_around_it() {
        let text = format!("{}\nVPN\n{}", "前".repeat(40), "後".repeat(100));
        let at = text.find("VPN").expect("it is there");
        let excerpt = Excerpt::around(&text, at..at + 3);
        assert_eq!(excerpt.found, "VPN");
        assert_eq!(excerpt.before, format!("…{} ", "前".repeat(29)));
        assert_eq!(excerpt.after, format!(" {}…", "後".repeat(89)));
        let whole = Excerpt::around("VPN", 0..3);
        assert_eq!((whole.before.as_str(), whole.after.as_str()), ("", ""));
    }
}
