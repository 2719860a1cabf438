//! What is found by vectors, and when words serve alone.

use std::sync::Arc;

use desk::answering::{EntryVectors, HashedRow, Row, Search};
use desk::faq::{Audience, AudienceGroup, Entry};
use desk::language::Language;
use retrieval::{MemoryIndex, QuestionVectors};

use crate::world::{entry, id, index_of, tenant};

const MODEL: &str = "a model";

/// A question that has no word of its entry.
const QUESTION: &str = "猫を飼いたい";

fn row(numbers: [f32; 2]) -> Row {
    Row::quantise(&numbers)
}

/// Vectors of an entry with one wording, in this direction.
fn vectors(number: u128, version: u32, direction: [f32; 2]) -> Arc<EntryVectors> {
    let asked = vec![HashedRow { text: 0, row: row(direction) }];
    Arc::new(EntryVectors { entry: id(number), version, model: MODEL.into(), asked, answered: Vec::new() })
}

/// What comes first for somebody in these groups, and whether by its vectors.
fn first_of(index: &MemoryIndex, model: &str, groups: &[AudienceGroup]) -> (u128, bool) {
    first_for(index, QUESTION, model, groups)
}

fn first_for(index: &MemoryIndex, question: &str, model: &str, groups: &[AudienceGroup]) -> (u128, bool) {
    // Without each of its parts a question lies farther from what answers it.
    let without = vec![row([0.6, 0.8]), row([0.8, 0.6])];
    let asked = QuestionVectors { model: model.into(), cut: row([0.0, 1.0]), clauses: Vec::new(), without };
    let found =
        index.find_with(&tenant(), Search { question, language: Language::Japanese, groups, most: 10 }, Some(&asked));
    let best = found.first().map_or(0, |best| best.entry.uuid().as_u128());
    (best, found.first().is_some_and(|best| best.score > 1.0))
}

fn first(index: &MemoryIndex) -> (u128, bool) {
    first_of(index, MODEL, &[])
}

fn entries() -> [Entry; 2] {
    [entry(1, "会議室の予約方法", ""), entry(2, "モニターが映らない", "")]
}

fn known() -> Vec<Arc<EntryVectors>> {
    vec![vectors(1, 1, [0.8, 0.6]), vectors(2, 1, [0.0, 1.0])]
}

#[test]
fn what_means_the_same_is_found_in_other_words() {
    let index = index_of(&entries());
    assert!(!first(&index).1, "words tell nothing");
    index.take_over_vectors(&tenant(), known());
    assert_eq!(first(&index), (2, true));
    index.take_over(&tenant(), &entries(), 1);
    assert_eq!(first(&index), (2, true), "the same version again changes nothing");
}

#[test]
fn an_entry_without_vectors_is_found_by_its_words_while_others_are_found_by_meaning() {
    let index = index_of(&entries());
    index.take_over_vectors(&tenant(), known());
    assert!(!first_of(&index, "another model", &[]).1, "vectors of two models cannot be compared");

    index.take_over(&tenant(), &[entry(3, "駐車場を借りたい", "")], 2);
    for (question, best) in [
        (QUESTION, 2),
        ("駐車場を借りたい", 3),
        ("社員用の駐車場を借りたいのですが", 3),
        // A word that the new entry shares with a question for another is no reason to take it.
        ("借りたモニターが映らない", 2),
    ] {
        assert_eq!(first_for(&index, question, MODEL, &[]).0, best, "{question}");
    }
}

#[test]
fn what_lacks_vectors_has_no_place_among_those_that_have_some() {
    let index = index_of(&entries());
    index.take_over_vectors(&tenant(), known()[1..].to_vec());
    let asked = QuestionVectors { model: MODEL.into(), cut: row([0.0, 1.0]), clauses: Vec::new(), without: Vec::new() };
    let search = Search { question: QUESTION, language: Language::Japanese, groups: &[], most: 10 };
    let found = index.find_with(&tenant(), search, Some(&asked));
    assert_eq!(found.iter().map(|found| found.entry).collect::<Vec<_>>(), [id(2)]);

    // What somebody may not see does not matter to them.
    let hr = AudienceGroup::Team("HR".to_owned());
    let hidden = Entry { audience: Audience::Chosen(vec![hr.clone()]), ..entry(3, "賞与", "") };
    index.take_over(&tenant(), &[hidden], 2);
    index.take_over_vectors(&tenant(), vec![vectors(3, 1, [0.0, 1.0])]);
    assert_eq!(index.find_with(&tenant(), search, Some(&asked)).len(), 1);
    assert_eq!(index.find_with(&tenant(), Search { groups: &[hr], ..search }, Some(&asked)).len(), 2);
}

#[test]
fn vectors_belong_to_one_version_whichever_comes_first() {
    let index = index_of(&[]);
    index.take_over_vectors(&tenant(), known());
    index.take_over(&tenant(), &entries(), 1);
    assert_eq!(first(&index), (2, true), "vectors came before their entries");

    let changed = Entry { version: 2, revision: 2, ..entry(2, "椅子が壊れた", "") };
    index.take_over(&tenant(), &[changed], 2);
    assert_eq!(first(&index), (1, true), "those of the former text are gone");
    index.take_over_vectors(&tenant(), vec![vectors(2, 1, [0.0, 1.0])]);
    assert_eq!(first(&index), (1, true), "and do not come back");
    index.take_over_vectors(&tenant(), vec![vectors(2, 3, [0.0, 1.0]), vectors(2, 2, [0.0, -1.0])]);
    assert_eq!(first(&index), (1, true));
    let again = Entry { version: 3, revision: 3, ..entry(2, "モニターが映らない", "") };
    index.take_over(&tenant(), &[again], 3);
    assert_eq!(first(&index), (2, true), "those that waited");
}
