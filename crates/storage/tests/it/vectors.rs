//! The vectors of FAQ entries.

use desk::answering::{EntryVectors, HashedRow, ModelProgress, Row};
use desk::faq::Entry;

use crate::fixture::Fixture;
use crate::{commit, everywhere, look};

everywhere! {
    vectors_are_read_back_and_replaced,
    entries_come_in_order_of_revision_with_what_is_kept_of_them,
    vectors_of_an_earlier_version_are_late_and_those_of_a_retired_entry_gone,
    the_vectors_of_other_models_are_forgotten_some_at_a_time,
}

fn vectors(entry: &Entry, model: &str, values: &[i8]) -> EntryVectors {
    let row = |text| HashedRow { text, row: Row { step: 0.0078, values: values.to_vec() } };
    EntryVectors {
        entry: entry.id,
        version: entry.version,
        model: model.to_owned(),
        asked: vec![row(u64::MAX), row(7)],
        answered: Vec::new(),
    }
}

async fn saved(fixture: &Fixture, entry: Entry) -> Entry {
    commit!(fixture, tx => tx.save_entry(&entry, None).await)
}

async fn vectors_are_read_back_and_replaced(fixture: Fixture) {
    let entry = saved(&fixture, fixture.entry_keyed("vpn")).await;
    let id = entry.id;
    assert_eq!(look!(fixture, tx => tx.vectors(id, "small").await), None);
    for values in [vec![-127, 0, 127, 1], vec![1, 2, 3, 4], vec![0; 512]] {
        let made = vectors(&entry, "small", &values);
        let kept = made.clone();
        commit!(fixture, tx => tx.save_vectors(&kept).await);
        assert_eq!(look!(fixture, tx => tx.vectors(id, "small").await), Some(made));
    }
    assert_eq!(look!(fixture, tx => tx.vectors(id, "large").await), None, "of another model there are none");
}

async fn entries_come_in_order_of_revision_with_what_is_kept_of_them(fixture: Fixture) {
    let first = saved(&fixture, fixture.entry_keyed("first")).await;
    let second = saved(&fixture, fixture.entry_keyed("second")).await;
    saved(&fixture, Entry { retired: true, ..fixture.entry_keyed("third") }).await;
    let made = vectors(&first, "small", &[1]);
    let kept = made.clone();
    commit!(fixture, tx => tx.save_vectors(&kept).await);
    let first = saved(&fixture, Entry { version: 2, ..first }).await;
    let all = look!(fixture, tx => tx.vectors_after("small", 0, 99, 9).await);
    let told: Vec<_> = all.iter().map(|kept| (kept.entry, kept.version, kept.revision)).collect();
    assert_eq!(told, [(second.id, 1, second.revision), (first.id, 2, first.revision)]);
    assert_eq!((&all[0].vectors, &all[1].vectors), (&None, &Some(made)));
    assert_eq!(look!(fixture, tx => tx.vectors_after("small", 0, 99, 1).await).len(), 1);
    let until = second.revision;
    assert_eq!(look!(fixture, tx => tx.vectors_after("small", 0, until, 9).await).len(), 1);
    assert_eq!(look!(fixture, tx => tx.vectors_after("small", until, 99, 9).await).len(), 1);
    assert_eq!(look!(fixture, tx => tx.published().await), 2);
}

mod past_the_store {
    use super::*;

    crate::between_processes! {
        damaged_vectors_are_none_and_those_of_others_are_there,
    }

    async fn damaged_vectors_are_none_and_those_of_others_are_there(fixture: Fixture) {
        let (damaged, sound) = (fixture.entry_keyed("damaged"), fixture.entry_keyed("sound"));
        for entry in [&damaged, &sound] {
            let kept = vectors(&saved(&fixture, entry.clone()).await, "small", &[1]);
            commit!(fixture, tx => tx.save_vectors(&kept).await);
        }
        let cut = "UPDATE entry_vectors SET asked = substr(asked, 1, 7)
                   WHERE entry = (SELECT id FROM faq_entries WHERE key = 'damaged') RETURNING model";
        assert_eq!(fixture.past_the_store(cut).await.len(), 1);
        let all = look!(fixture, tx => tx.vectors_after("small", 0, 99, 9).await);
        let kept: Vec<_> = all.iter().map(|kept| (kept.entry, kept.vectors.is_some())).collect();
        assert_eq!(kept, [(damaged.id, false), (sound.id, true)]);
        let id = damaged.id;
        assert_eq!(look!(fixture, tx => tx.vectors(id, "small").await), None);
    }
}

async fn vectors_of_an_earlier_version_are_late_and_those_of_a_retired_entry_gone(fixture: Fixture) {
    let entry = saved(&fixture, fixture.entry_keyed("vpn")).await;
    let (id, early, late) = (entry.id, vectors(&entry, "small", &[1]), vectors(&entry, "small", &[2]));
    commit!(fixture, tx => tx.save_vectors(&early).await);
    let second = saved(&fixture, Entry { version: 2, ..entry }).await;
    commit!(fixture, tx => tx.save_vectors(&late).await);
    let kept = look!(fixture, tx => tx.vectors(id, "small").await).expect("those of before");
    assert_eq!(kept.asked[0].row.values, [1]);
    let retired = saved(&fixture, Entry { version: 3, retired: true, ..second }).await;
    assert_eq!(look!(fixture, tx => tx.vectors(id, "small").await), None);
    commit!(fixture, tx => tx.save_vectors(&vectors(&retired, "small", &[3])).await);
    assert_eq!(look!(fixture, tx => tx.vectors(id, "small").await), None);
}

async fn the_vectors_of_other_models_are_forgotten_some_at_a_time(fixture: Fixture) {
    for key in ["a", "b", "c"] {
        let entry = saved(&fixture, fixture.entry_keyed(key)).await;
        for model in ["small", "large"] {
            let made = vectors(&entry, model, &[1]);
            commit!(fixture, tx => tx.save_vectors(&made).await);
        }
    }
    let made = |model: &str, entries| ModelProgress { model: model.to_owned(), entries };
    assert_eq!(look!(fixture, tx => tx.vectors_made().await), [made("large", 3), made("small", 3)]);
    for forgotten in [2, 1, 0] {
        assert_eq!(commit!(fixture, tx => tx.forget_vectors_but("large", 2).await), forgotten);
    }
    assert_eq!(look!(fixture, tx => tx.vectors_made().await), [made("large", 3)]);
}
