//! The organisation's own words.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use desk::answering::Search;
use desk::faq::Entry;
use desk::id::TenantId;
use desk::lexicon::WordGroup;

use crate::world::{entry, id, index_of, sample, search, tenant};

fn group(word: &str, synonyms: &[&str]) -> WordGroup {
    WordGroup { word: word.to_owned(), synonyms: synonyms.iter().map(|word| (*word).to_owned()).collect() }
}

fn entries() -> [Entry; 3] {
    [
        entry(1, "経費精算システムに入れません", "総務に連絡します。"),
        entry(2, "社内ポータルの使い方", "トップページを見ます。"),
        entry(3, "名刺の注文方法", "総務に申請します。"),
    ]
}

#[test]
fn own_words_are_in_force_until_they_are_taken_out() {
    let index = index_of(&entries());
    let near = |question: &str| search(&index, question, &[]).first().filter(|best| best.score > 0.0).map(|b| b.entry);
    assert_eq!(near("タヌキチ"), None);

    index.take_over_lexicon(
        &tenant(),
        &[group("経費精算システム", &["タヌキチ", "TNK"]), group("社内ポータル", &["広場"])],
        1,
    );
    assert_eq!(index.lexicon_revision(&tenant()), 1);
    for (asked, wanted) in [("タヌキチ", 1), ("tnk", 1), ("広場って何", 2)] {
        assert_eq!(near(asked), Some(id(wanted)), "{asked}");
    }
    // An entry that comes or changes later is read with them, too.
    index.take_over(&tenant(), &[Entry { version: 2, revision: 2, ..entry(3, "タヌキチの申請", "…") }], 2);
    let found: Vec<_> = search(&index, "経費精算システム", &[]).into_iter().filter(|one| one.score > 0.0).collect();
    assert!(found.iter().any(|one| one.entry == id(3)), "{found:?}");

    index.take_over_lexicon(&tenant(), &[group("社内ポータル", &["広場"])], 2);
    assert_eq!((near("TNK"), near("広場って何")), (None, Some(id(2))));
    index.take_over_lexicon(&tenant(), &[], 3);
    assert_eq!(near("広場って何"), None);
    assert_eq!(search(&index, "名刺", &[]), search(&index_read_anew(&index, 2), "名刺", &[]), "no trace is left");
}

/// An index with the same entries that never had own words.
fn index_read_anew(_like: &retrieval::MemoryIndex, revision: i64) -> retrieval::MemoryIndex {
    let [one, two, _] = entries();
    let index = index_of(&[one, two]);
    index.take_over(&tenant(), &[Entry { version: 2, revision, ..entry(3, "タヌキチの申請", "…") }], revision);
    index
}

#[test]
fn an_own_word_means_what_the_general_word_beside_it_means() {
    let index = index_of(&[entry(1, "パスワードを忘れました", ""), entry(2, "名刺の注文方法", "")]);
    index.take_over_lexicon(&tenant(), &[group("PW", &["ひらけごま"])], 1);
    let found = search(&index, "ひらけごま", &[]);
    assert!(found[0].entry == id(1) && found[0].score > 0.0, "PW is a general word for パスワード: {found:?}");
}

#[test]
fn own_words_are_those_of_one_tenant() {
    let other = TenantId::parse("other").expect("a plain word");
    let index = index_of(&entries());
    index.take_over(&other, &entries(), 1);
    index.take_over_lexicon(&tenant(), &[group("経費精算システム", &["タヌキチ"])], 1);
    let elsewhere = index.find(
        &other,
        Search { question: "タヌキチ", language: desk::language::Language::Japanese, groups: &[], most: 10 },
    );
    assert!(elsewhere.iter().all(|one| one.score <= 0.0), "{elsewhere:?}");
    assert_eq!(index.lexicon_revision(&other), 0);
}

#[test]
fn questions_entries_and_own_words_change_side_by_side() {
    let entries = sample();
    let index = index_of(&entries);
    let groups = [group("VPN", &["トンネル"]), group("名刺", &["カード君"])];
    let done = AtomicBool::new(false);
    thread::scope(|threads| {
        let searcher = threads.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                assert_eq!(search(&index, "トンネルがつながらない", &[]).len(), 10);
            }
        });
        let changer = threads.spawn(|| {
            for round in 2..8 {
                let changed: Vec<Entry> = entries
                    .iter()
                    .map(|entry| Entry { version: round, revision: round.into(), ..entry.clone() })
                    .collect();
                index.take_over(&tenant(), &changed, round.into());
            }
        });
        for revision in 1..10 {
            index.take_over_lexicon(&tenant(), if revision % 2 == 1 { &groups } else { &[] }, revision);
        }
        changer.join().expect("no change panics");
        done.store(true, Ordering::Relaxed);
        searcher.join().expect("no search panics");
    });
    let straight = index_of(&entries);
    straight.take_over_lexicon(&tenant(), &groups, 9);
    for question in ["トンネルがつながらない", "カード君", "reset password"] {
        assert_eq!(search(&index, question, &[]), search(&straight, question, &[]), "{question}");
    }
}
