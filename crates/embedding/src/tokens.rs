//! Cuts a text into the model's pieces, as SentencePiece does with a unigram model (Kudo 2018, "Subword Regularization").
//!
//! `pieces` of the model's file is SentencePiece's own file. In it: the pieces with their scores, and a table of what is
//! replaced before (full width becomes half width, and the like).

use std::collections::HashMap;

use crate::arrays::BadModel;

/// The tokens that stand for no piece.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Markers {
    /// Stands for what no piece covers.
    pub(crate) unknown: u32,
    /// Begins each text.
    pub(crate) begin: u32,
    /// Ends each text.
    pub(crate) end: u32,
}

/// The built-in model's.
const MARKERS: Markers = Markers { unknown: 0, begin: 1, end: 2 };
/// Stands for a space in a piece.
const SPACE: char = '▁';
/// What an unknown character costs more than the least likely piece.
const UNKNOWN_COSTS: f32 = 10.0;
/// Characters of a long text that are read for each token wanted of it: pieces are shorter.
const MOST_CHARACTERS: usize = 16;
/// Characters of a piece that is looked for, at most: models have pieces of 16, and each more costs at every place of a text.
const LONGEST_PIECE: usize = 64;
/// The kind of a piece that may be found in a text, in SentencePiece's file; others are markers or stand for something.
const NORMAL: u64 = 1;

/// The pieces, and what is replaced before they are looked for.
pub(crate) struct Tokens {
    pieces: HashMap<Box<str>, (u32, f32)>,
    count: usize,
    /// Characters of the longest piece.
    longest: usize,
    unknown_score: f32,
    markers: Markers,
    replacements: Replacements,
}

impl Tokens {
    /// From pieces with their scores, in the order of their tokens; `None` for those that are never looked for in a text.
    /// `table` says what is replaced before, in SentencePiece's form.
    pub(crate) fn of_pieces(
        all: impl Iterator<Item = (String, Option<f32>)>,
        markers: Markers,
        table: Option<&[u8]>,
    ) -> Result<Self, BadModel> {
        let replacements = match table {
            Some(table) => Replacements::read(table).ok_or(BadModel::Pieces("the table of replacements is none"))?,
            None => Replacements::default(),
        };
        let (mut pieces, mut count, mut longest, mut least) = (HashMap::new(), 0, 0, f32::INFINITY);
        for (text, score) in all {
            let letters = text.chars().count();
            if let Some(score) = score.filter(|score| score.is_finite() && letters <= LONGEST_PIECE) {
                least = least.min(score);
                longest = longest.max(letters);
                pieces.insert(text.into_boxed_str(), (count as u32, score));
            }
            count += 1;
        }
        if pieces.is_empty() {
            return Err(BadModel::Pieces("there are none"));
        }
        Ok(Self { pieces, count, longest, unknown_score: least - UNKNOWN_COSTS, markers, replacements })
    }

    pub(crate) fn read(file: &[u8]) -> Result<Self, BadModel> {
        let bad = |reason| move || BadModel::Pieces(reason);
        let mut tokens = Self {
            pieces: HashMap::new(),
            count: 0,
            longest: 0,
            unknown_score: 0.0,
            markers: MARKERS,
            replacements: Replacements::default(),
        };
        let mut least = f32::INFINITY;
        for field in Fields(file) {
            match field.ok_or_else(bad("the file is cut off"))? {
                (1, Value::Bytes(piece)) => {
                    let piece = Piece::read(piece).ok_or_else(bad("a piece is none"))?;
                    let id = u32::try_from(tokens.count).map_err(|_| BadModel::Pieces("there are too many"))?;
                    tokens.count += 1;
                    if piece.kind == NORMAL {
                        least = least.min(piece.score);
                        tokens.longest = tokens.longest.max(piece.text.chars().count());
                        tokens.pieces.insert(piece.text.into(), (id, piece.score));
                    }
                }
                // The table stands in another message in older files than in newer ones: it is the long text of either.
                (2 | 3, Value::Bytes(message)) => {
                    for field in Fields(message) {
                        if let (2, Value::Bytes(table)) = field.ok_or_else(bad("the file is cut off"))?
                            && let Some(read) = Replacements::read(table)
                        {
                            tokens.replacements = read;
                        }
                    }
                }
                _ => {}
            }
        }
        if tokens.pieces.is_empty() {
            return Err(BadModel::Pieces("there are none"));
        }
        tokens.unknown_score = least - UNKNOWN_COSTS;
        Ok(tokens)
    }

    /// How many pieces there are; tokens are below.
    pub(crate) fn vocabulary(&self) -> usize {
        self.count
    }

    /// The tokens of a text, with those that begin and end it.
    pub(crate) fn of(&self, text: &str) -> Vec<u32> {
        let mut tokens = vec![self.markers.begin];
        tokens.extend(self.best_path(&self.normalised(text)));
        tokens.push(self.markers.end);
        tokens
    }

    /// The tokens of the beginning of a text, at most `most`, with those that begin and end it.
    pub(crate) fn of_beginning(&self, text: &str, most: usize) -> Vec<u32> {
        // No more tokens than these can be made of so many characters.
        let end = text.char_indices().nth(most * MOST_CHARACTERS).map_or(text.len(), |(at, _)| at);
        let mut tokens = self.of(&text[..end]);
        if tokens.len() > most {
            tokens.truncate(most - 1);
            tokens.push(self.markers.end);
        }
        tokens
    }

    /// The text with its replacements: in front of each word one [`SPACE`], no other ones.
    fn normalised(&self, text: &str) -> Vec<char> {
        let replaced = self.replacements.apply(text);
        let words = replaced.split([' ', SPACE]).filter(|word| !word.is_empty());
        words.flat_map(|word| std::iter::once(SPACE).chain(word.chars())).collect()
    }

    /// The pieces whose scores have the highest sum; of equal ones the first that is found. A run of unknown characters is
    /// one token.
    fn best_path(&self, text: &[char]) -> Vec<u32> {
        #[derive(Clone, Copy)]
        struct Best {
            score: f32,
            from: usize,
            token: u32,
        }
        let mut best: Vec<Option<Best>> = vec![None; text.len() + 1];
        let unknown = self.markers.unknown;
        best[0] = Some(Best { score: 0.0, from: 0, token: unknown });
        let mut piece = String::new();
        for from in 0..text.len() {
            let Some(Best { score, .. }) = best[from] else { continue };
            let mut better = |to: usize, added: f32, token| {
                if best[to].is_none_or(|known| score + added > known.score) {
                    best[to] = Some(Best { score: score + added, from, token });
                }
            };
            piece.clear();
            let mut is_covered = false;
            for (to, character) in (from + 1..).zip(&text[from..text.len().min(from + self.longest)]) {
                piece.push(*character);
                if let Some(&(token, added)) = self.pieces.get(piece.as_str()) {
                    better(to, added, token);
                    is_covered |= to == from + 1;
                }
            }
            if !is_covered {
                better(from + 1, self.unknown_score, unknown);
            }
        }
        let mut path = Vec::new();
        let mut at = text.len();
        while let Some(Best { from, token, .. }) = best[at].filter(|_| at > 0) {
            if token != unknown || path.last() != Some(&unknown) {
                path.push(token);
            }
            at = from;
        }
        path.reverse();
        path
    }
}

/// A piece in SentencePiece's file.
struct Piece<'f> {
    text: &'f str,
    score: f32,
    kind: u64,
}

impl<'f> Piece<'f> {
    fn read(message: &'f [u8]) -> Option<Self> {
        let mut piece = Self { text: "", score: 0.0, kind: NORMAL };
        for field in Fields(message) {
            match field? {
                (1, Value::Bytes(text)) => piece.text = std::str::from_utf8(text).ok()?,
                (2, Value::Four(score)) => piece.score = f32::from_le_bytes(score),
                (3, Value::Number(kind)) => piece.kind = kind,
                _ => {}
            }
        }
        piece.score.is_finite().then_some(piece)
    }
}

/// What is replaced in a text: a trie in a double array (Aoe 1989) as the library `darts-clone` lays it out, and the
/// replacements it points to, each ended by a zero byte.
#[derive(Default)]
struct Replacements {
    units: Vec<u32>,
    texts: Vec<u8>,
}

impl Replacements {
    /// `None`: it is no such table.
    fn read(table: &[u8]) -> Option<Self> {
        let (size, rest) = table.split_first_chunk::<4>()?;
        let (units, texts) = rest.split_at_checked(u32::from_le_bytes(*size) as usize)?;
        if units.is_empty() || units.len() % 4 != 0 {
            return None;
        }
        let unit = |four: &[u8]| u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
        Some(Self { units: units.chunks_exact(4).map(unit).collect(), texts: texts.to_vec() })
    }

    /// Replaces the longest match at each place.
    fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            let (length, replacement) = match self.longest(rest.as_bytes()) {
                Some((length, replacement)) if rest.is_char_boundary(length) => (length, replacement),
                _ => (character.len_utf8(), &rest[..character.len_utf8()]),
            };
            out.push_str(replacement);
            rest = &rest[length..];
        }
        out
    }

    /// The longest match at the beginning, in bytes, and what replaces it.
    fn longest(&self, text: &[u8]) -> Option<(usize, &str)> {
        let mut found = None;
        let mut at = offset(*self.units.first()?);
        for (length, byte) in (1..).zip(text) {
            at ^= u32::from(*byte) as usize;
            let Some(&unit) = self.units.get(at).filter(|unit| label(**unit) == u32::from(*byte)) else { break };
            at ^= offset(unit);
            if unit & HAS_VALUE != 0 {
                let value = self.units.get(at)? & !IS_VALUE;
                found = self.replacement(value as usize).map(|text| (length, text)).or(found);
            }
        }
        found
    }

    fn replacement(&self, at: usize) -> Option<&str> {
        let text = self.texts.get(at..)?.split(|byte| *byte == 0).next()?;
        std::str::from_utf8(text).ok()
    }
}

/// A unit of the double array says by this bit that a key ends here,
const HAS_VALUE: u32 = 1 << 8;
/// and by this one that it is itself the value of a key.
const IS_VALUE: u32 = 1 << 31;

/// The byte that leads to a unit; one with [`IS_VALUE`] is none.
fn label(unit: u32) -> u32 {
    unit & (IS_VALUE | 0xff)
}

/// How far the units that follow lie.
fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & (1 << 9)) >> 6)) as usize
}

/// The fields of a protobuf message, one after the other; `None` where it is cut off.
struct Fields<'f>(&'f [u8]);

/// What a field holds.
enum Value<'f> {
    Number(u64),
    Four([u8; 4]),
    Eight,
    Bytes(&'f [u8]),
}

impl<'f> Iterator for Fields<'f> {
    type Item = Option<(u64, Value<'f>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field)
    }
}

impl<'f> Fields<'f> {
    fn field(&mut self) -> Option<(u64, Value<'f>)> {
        let key = self.number()?;
        let value = match key & 7 {
            0 => Value::Number(self.number()?),
            1 => self.take(8).map(|_| Value::Eight)?,
            2 => {
                let length = usize::try_from(self.number()?).ok()?;
                Value::Bytes(self.take(length)?)
            }
            5 => Value::Four(self.take(4)?.try_into().ok()?),
            _ => return None,
        };
        Some((key >> 3, value))
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.take(1)?.first()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, length: usize) -> Option<&'f [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message in SentencePiece's file: the pieces a, b, ab and two markers, with these scores.
    fn file() -> Vec<u8> {
        let markers = [("<unk>", 0.0, 2), ("<s>", 0.0, 3), ("</s>", 0.0, 3)];
        let pieces = [("▁", -3.0, 1), ("a", -2.0, 1), ("b", -2.0, 1), ("ab", -5.0, 1), ("▁ab", -4.0, 1)];
        let mut file = Vec::new();
        for (text, score, kind) in markers.into_iter().chain(pieces) {
            let mut piece = vec![0x0a, text.len() as u8];
            piece.extend(text.as_bytes());
            piece.push(0x15);
            piece.extend(f32::to_le_bytes(score));
            piece.extend([0x18, kind]);
            file.extend([0x0a, piece.len() as u8]);
            file.extend(piece);
        }
        file
    }

    fn tokens(text: &str) -> Vec<u32> {
        Tokens::read(&file()).expect("a good file").of(text)
    }

    #[test]
    fn the_path_with_the_highest_sum_is_taken() {
        for (text, expected) in [
            ("", vec![1, 2]),
            // ▁ab: -4; ▁ and ab: -8; ▁, a and b: -7.
            ("ab", vec![1, 7, 2]),
            ("  ab   a ", vec![1, 7, 3, 4, 2]),
            // Within a word a and b (-4) are better than ab (-5).
            ("bab", vec![1, 3, 5, 4, 5, 2]),
            ("xyx", vec![1, 3, 0, 2]),
            ("axb", vec![1, 3, 4, 0, 5, 2]),
            ("</s>", vec![1, 3, 0, 2]),
            ("a▁▁ab", vec![1, 3, 4, 7, 2]),
        ] {
            assert_eq!(tokens(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_piece_as_long_as_a_text_is_not_looked_for() {
        let pieces = ["▁".to_owned(), "a".repeat(LONGEST_PIECE), "b".repeat(1_000_000)];
        let pieces = pieces.into_iter().map(|piece| (piece, Some(-1.0)));
        let tokens = Tokens::of_pieces(pieces, MARKERS, None).expect("good pieces");
        assert_eq!((tokens.longest, tokens.vocabulary()), (LONGEST_PIECE, 3));
        assert_eq!(tokens.of(&"a".repeat(LONGEST_PIECE)), [1, 0, 1, 2]);
    }

    #[test]
    fn a_file_that_is_cut_off_or_none_is_refused() {
        let whole = file();
        for length in 0..whole.len() {
            // Cut between two pieces it is a file with fewer pieces.
            if let Ok(tokens) = Tokens::read(&whole[..length]) {
                assert!(tokens.vocabulary() < 8, "{length}");
            }
        }
        for junk in [&b""[..], b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", b"{\"json\": true}", &[0x0a, 0xff]] {
            assert!(Tokens::read(junk).is_err(), "{junk:?}");
        }
    }

    /// A double array with the two keys A (replaced by "a") and AB (by "ab"), and what the trie of a longer one would be.
    #[test]
    fn the_longest_match_is_replaced() {
        let mut units = vec![0u32; 1024];
        let to = |offset: u32| offset << 10;
        units[0] = to(256);
        let a = 256 ^ 0x41;
        units[a] = to(512) | HAS_VALUE | 0x41;
        let after_a = a ^ 512;
        units[after_a] = IS_VALUE;
        let ab = after_a ^ 0x42;
        units[ab] = to(256) | HAS_VALUE | 0x42;
        units[ab ^ 256] = IS_VALUE | 2;
        let mut table = u32::to_le_bytes(4096).to_vec();
        table.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        table.extend(b"a\0ab\0");
        let replacements = Replacements::read(&table).expect("a good table");
        assert_eq!(replacements.apply("AABxB語A"), "aabxB語a");
        assert_eq!(Replacements::default().apply("A語"), "A語", "without a table nothing is replaced");
        assert!(Replacements::read(&table[..3]).is_none() && Replacements::read(&table[..100]).is_none());
    }
}
