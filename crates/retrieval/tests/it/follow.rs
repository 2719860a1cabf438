//! The index follows the store.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use desk::faq::Entry;

use crate::world::{entry, id, index_of, sample, search, tenant};

#[test]
fn changes_take_effect_at_once() {
    let index = index_of(&[entry(1, "会議室の予約方法", ""), entry(2, "名刺の注文方法", "")]);
    let first = |question: &str| search(&index, question, &[]).first().map(|best| (best.entry, best.confidence > 0.5));
    assert_eq!(first("名刺の注文"), Some((id(2), true)));

    let revised = Entry { version: 2, revision: 2, ..entry(2, "封筒の注文方法", "") };
    index.take_over(&tenant(), std::slice::from_ref(&revised), 2);
    assert_eq!(first("封筒の注文"), Some((id(2), true)));
    assert!(!first("名刺について").is_some_and(|(_, sure)| sure), "the former text is gone");

    let retired = Entry { retired: true, version: 3, revision: 3, ..revised.clone() };
    index.take_over(&tenant(), &[retired], 3);
    assert_eq!(search(&index, "封筒の注文", &[]).len(), 1, "only the other entry is left");
    assert_eq!(index.revision(&tenant()), 3);

    index.take_over(&tenant(), &[revised], 2);
    assert_eq!(search(&index, "封筒の注文", &[]).len(), 1, "an old change that comes late changes nothing");
    assert_eq!(index.revision(&tenant()), 3);
}

#[test]
fn the_way_to_a_base_does_not_matter() {
    let entries = sample();
    let straight = index_of(&entries);
    let crooked = index_of(&[]);
    for (at, entry) in entries.iter().rev().enumerate() {
        let mut early = entry.clone();
        early.question = format!("old {at}");
        early.version = 0;
        early.revision = 0;
        crooked.take_over(&tenant(), &[early], 0);
        // What a search has worked out on the way is not kept beyond the next change.
        search(&crooked, "reset password", &[]);
        crooked.take_over(&tenant(), std::slice::from_ref(entry), 1);
    }
    for question in ["VPNが遅い", "reset password", "経費", "休暇の申請 vacation"] {
        let (one, other) = (search(&straight, question, &[]), search(&crooked, question, &[]));
        assert_eq!(one, other, "{question}");
        assert_eq!(one, search(&straight, question, &[]), "{question}: twice");
        assert_eq!(one.len(), 10);
    }
}

#[test]
fn searches_and_changes_go_together() {
    let entries = sample();
    let index = index_of(&entries);
    let done = AtomicBool::new(false);
    thread::scope(|threads| {
        let searchers: Vec<_> = (0..3)
            .map(|_| {
                threads.spawn(|| {
                    let mut searches = 0;
                    while !done.load(Ordering::Relaxed) || searches == 0 {
                        let found = search(&index, "VPNに接続できません", &[]);
                        assert!(!found.is_empty());
                        assert!(found.windows(2).all(|two| two[0].confidence >= two[1].confidence));
                        searches += 1;
                    }
                })
            })
            .collect();
        for round in 2..12 {
            let changed: Vec<Entry> = entries
                .iter()
                .map(|entry| Entry {
                    retired: round % 2 == 0 && entry.id != id(0),
                    version: round,
                    revision: round.into(),
                    ..entry.clone()
                })
                .collect();
            index.take_over(&tenant(), &changed, round.into());
        }
        done.store(true, Ordering::Relaxed);
        for searcher in searchers {
            searcher.join().expect("no search panics");
        }
    });
    assert_eq!(index.revision(&tenant()), 11);
    assert_eq!(search(&index, "VPNに接続できません", &[]), search(&index_of(&entries), "VPNに接続できません", &[]));
}
