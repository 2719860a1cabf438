//! Words that people use again and again for an entry and that the FAQ lacks: worth a place in the lexicon.
//!
//! [`asked`] reads what people wrote before an entry helped them or was chosen; [`propose_words`] (pure) counts. A word counts by
//! the people who use it, never by how often one of them does, and personal data and marked talks are left out before.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use masking::{Known, mask, without_placeholders};

use super::is_marked;
use crate::answering::{Basis, Outcome, Outcomes};
use crate::id::{EntryId, PersonId};
use crate::inquiry::{Author, Inquiries, Message, MessageKind, Reply};
use crate::people::People;
use crate::store::StoreError;
use crate::text::normalised;

/// So many different people have to use a word.
pub const LEAST_PEOPLE: usize = 3;
/// Longest run of kanji that is taken for one word.
const MOST_KANJI: usize = 8;
/// Stands for what was masked; no letter.
const MASKED: &str = "〓";
/// Latin words that say nothing of what somebody is after.
const EMPTY: [&str; 48] = [
    "about", "again", "also", "and", "any", "anyone", "are", "asap", "can", "cant", "could", "does", "doesnt", "dont",
    "for", "from", "get", "hello", "help", "hey", "how", "know", "need", "not", "now", "please", "pls", "should",
    "some", "somebody", "thank", "thanks", "that", "the", "there", "this", "today", "want", "what", "when", "where",
    "who", "why", "will", "with", "would", "you", "your",
];

/// What somebody wrote before an entry helped them, without personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Who.
    pub person: PersonId,
    /// The entry.
    pub entry: EntryId,
    /// Their words.
    pub text: String,
}

/// A word that may belong into the lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedWord {
    /// The word, in one width and case.
    pub word: String,
    /// The entry for which it was used.
    pub entry: EntryId,
    /// How many different people used it for that entry.
    pub people: usize,
}

/// What people wrote of whom the newest outcomes show which entry was the right one.
pub async fn asked(
    tx: &mut (impl Outcomes + Inquiries + People + ?Sized),
    most: u32,
) -> Result<Vec<Asked>, StoreError> {
    let mut all = Vec::new();
    for outcome in tx.latest_outcomes(most).await?.rows {
        let Some(said) = tx.message(outcome.message).await? else { continue };
        let Some(entry) = right_entry(&outcome, &said) else { continue };
        let messages = tx.messages(said.inquiry).await?;
        if messages.iter().any(|message| is_marked(&message.text)) {
            continue;
        }
        let is_question =
            |message: &&Message| message.number < said.number && matches!(message.author, Author::Requester(_));
        let Some(question) = messages.iter().rfind(is_question) else { continue };
        let name = tx.person(outcome.requester).await?.map(|person| person.name);
        let masked = mask(&question.text, &Known::new(name));
        let text = without_placeholders(&masked.text, MASKED).into_owned();
        all.push(Asked { person: outcome.requester, entry, text });
    }
    Ok(all)
}

/// The entry that was right, where that is known: the guess, or the one that was chosen instead.
fn right_entry(outcome: &Outcome, said: &Message) -> Option<EntryId> {
    match &said.kind {
        _ if outcome.right => Some(outcome.guess.entry),
        MessageKind::Answer(Reply::Entry { entry, .. }) if outcome.basis == Basis::Chosen => Some(*entry),
        _ => None,
    }
}

/// The words that at least [`LEAST_PEOPLE`] people used for an entry and mostly for that one, those of most people first.
/// `is_known` says whether the FAQ or a lexicon has a word.
pub fn propose_words(asked: &[Asked], is_known: impl Fn(&str) -> bool) -> Vec<ProposedWord> {
    let mut users: BTreeMap<String, BTreeMap<EntryId, BTreeSet<PersonId>>> = BTreeMap::new();
    for one in asked {
        for word in words(&one.text) {
            users.entry(word).or_default().entry(one.entry).or_default().insert(one.person);
        }
    }
    let mut proposed = Vec::new();
    for (word, by_entry) in users {
        let all: usize = by_entry.values().map(BTreeSet::len).sum();
        let often = by_entry.into_iter().filter(|(_, people)| people.len() >= LEAST_PEOPLE && people.len() * 2 > all);
        let often = often.map(|(entry, people)| ProposedWord { word: word.clone(), entry, people: people.len() });
        proposed.extend(often.filter(|one| !is_known(&one.word)));
    }
    proposed.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.word.cmp(&b.word)));
    proposed
}

/// The words of the FAQ's texts, to see which ones it lacks.
#[derive(Debug, Default)]
pub struct FaqWords {
    text: String,
    latin: HashSet<String>,
}

impl FaqWords {
    /// Adds a text of an entry.
    pub fn add(&mut self, text: &str) {
        let text = normalised(text);
        self.latin.extend(runs(&text).filter(|(kind, _)| *kind == Kind::Latin).map(|(_, word)| word.to_owned()));
        self.text.push_str(&text);
        self.text.push('\n');
    }

    /// Whether a text has the word, a Latin one also in another form (book, booking).
    pub fn has(&self, word: &str) -> bool {
        if word.is_ascii() {
            let same =
                |known: &String| known.starts_with(word) || (known.len() > 3 && word.starts_with(known.as_str()));
            return self.latin.iter().any(same);
        }
        self.text.contains(word)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Latin,
    Katakana,
    Kanji,
    Other,
}

/// What may be a word of its own in a text, each once: Latin words, katakana and kanji in a row. Hiragana is mostly grammar.
fn words(text: &str) -> BTreeSet<String> {
    let text = normalised(text);
    let is_word = |(kind, run): &(Kind, &str)| {
        let letters = run.chars().count();
        match kind {
            Kind::Latin => letters > 1 && run.chars().any(char::is_alphabetic) && EMPTY.binary_search(run).is_err(),
            Kind::Katakana => letters > 1,
            Kind::Kanji => (2..=MOST_KANJI).contains(&letters),
            Kind::Other => false,
        }
    };
    runs(&text).filter(is_word).map(|(_, run)| run.to_owned()).collect()
}

/// The runs of one script in a text.
fn runs(text: &str) -> impl Iterator<Item = (Kind, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let kind = kind(rest.chars().next()?);
        let end = rest.find(|letter| self::kind(letter) != kind).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        rest = behind;
        Some((kind, run))
    })
}

fn kind(letter: char) -> Kind {
    match letter {
        '\u{30a1}'..='\u{30fa}' | 'ー' => Kind::Katakana,
        '\u{4e00}'..='\u{9fff}' | '々' => Kind::Kanji,
        _ if letter.is_ascii_alphanumeric() => Kind::Latin,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn asked(person: u128, entry: u128, text: &str) -> Asked {
        let (person, entry) = (PersonId::new(Uuid::from_u128(person)), EntryId::new(Uuid::from_u128(entry)));
        Asked { person, entry, text: text.to_owned() }
    }

    fn proposed(asked: &[Asked], faq: &[&str]) -> Vec<(String, usize)> {
        let mut known = FaqWords::default();
        for text in faq {
            known.add(text);
        }
        propose_words(asked, |word| known.has(word)).into_iter().map(|one| (one.word, one.people)).collect()
    }

    #[test]
    fn a_word_of_three_people_that_the_faq_lacks_is_proposed() {
        let said = [
            asked(1, 7, "タヌキチに入れません"),
            asked(2, 7, "ﾀﾇｷﾁが重い TNK"),
            asked(3, 7, "Where is タヌキチ or tnk?"),
            asked(4, 7, "tnkを開く"),
            asked(5, 8, "経費精算システムはどこ"),
        ];
        assert_eq!(
            proposed(&said, &["経費精算システムに入れません", "重いときは"]),
            [("tnk".to_owned(), 3), ("タヌキチ".to_owned(), 3)]
        );
        assert_eq!(proposed(&said, &["タヌキチ TNK"]), []);
    }

    #[test]
    fn one_person_counts_once_and_a_word_for_everything_says_nothing() {
        let often: Vec<Asked> = (0..9).map(|_| asked(1, 7, "タヌキチ")).collect();
        assert_eq!(proposed(&often, &[]), []);
        let everywhere: Vec<Asked> =
            (1..=3).flat_map(|entry| (0..4).map(move |person| asked(person, entry, "please 至急"))).collect();
        assert_eq!(proposed(&everywhere, &[]), []);
    }

    #[test]
    fn latin_words_are_known_in_other_forms() {
        let mut known = FaqWords::default();
        known.add("Booking a room");
        assert!(known.has("book") && known.has("bookings") && !known.has("boo2") && !known.has("oom"));
    }

    #[test]
    fn empty_words_are_in_order_for_the_search() {
        let mut sorted = EMPTY;
        sorted.sort_unstable();
        assert!(EMPTY.iter().all(|word| sorted.binary_search(word).is_ok()));
        assert!(EMPTY.is_sorted(), "{sorted:?}");
    }
}
