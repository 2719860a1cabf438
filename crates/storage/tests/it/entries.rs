//! FAQ entries, versions and the revision.

use desk::faq::{Audience, AudienceGroup, Entry, EntryVersion};
use desk::language::Language;
use desk::store::StoreError;
use time::Duration;

use crate::fixture::Fixture;
use crate::{commit, everywhere, look};

everywhere! {
    an_entry_is_found_by_either_id_with_everything_in_it,
    every_version_is_kept_with_who_and_when,
    a_version_is_made_once,
    the_revision_counts_every_change_of_the_tenant,
    an_undone_change_leaves_no_gap_in_the_revision,
    changes_after_a_revision_come_in_order_and_retired_ones_too,
    published_entries_come_by_key_and_retired_ones_do_not,
    two_entries_of_one_key_are_refused,
}

async fn an_entry_is_found_by_either_id_with_everything_in_it(fixture: Fixture) {
    let audiences = [
        Audience::Everyone,
        Audience::Chosen(Vec::new()),
        Audience::Chosen(vec![AudienceGroup::Team("人事 1課".into()), AudienceGroup::Group("0a-1b".into())]),
    ];
    for (number, audience) in audiences.into_iter().enumerate() {
        let entry = Entry { audience, language: Language::English, ..fixture.entry_keyed(&format!("key {number}")) };
        let (saved, id, key) = (entry.clone(), entry.id, entry.key.clone());
        let stored = commit!(fixture, tx => tx.save_entry(&saved, None).await);
        assert_eq!(stored, Entry { revision: stored.revision, ..entry });
        assert_eq!(look!(fixture, tx => tx.entry(id).await), Some(stored.clone()));
        assert_eq!(look!(fixture, tx => tx.entry_by_key(&key).await), Some(stored));
    }
    assert_eq!(look!(fixture, tx => tx.entry_by_key("key").await), None);
}

async fn every_version_is_kept_with_who_and_when(fixture: Fixture) {
    let world = fixture.world().await;
    let first = fixture.entry_keyed("vpn");
    let second = Entry { version: 2, answer: "other".into(), variants: vec!["VPN切れる".into()], ..first.clone() };
    let third = Entry { version: 3, retired: true, audience: Audience::Chosen(Vec::new()), ..second.clone() };
    let by = [None, Some(world.agent.id), Some(world.requester.id)];
    let mut expected = Vec::new();
    let id = first.id;
    for (entry, by) in [first.clone(), second, third].into_iter().zip(by) {
        fixture.pass(Duration::hours(1));
        let at = fixture.now();
        let stored = commit!(fixture, tx => tx.save_entry(&entry, by).await);
        expected.push(EntryVersion { entry: stored, at, by });
        assert_eq!(look!(fixture, tx => tx.standing_version(id).await).as_ref(), expected.last());
    }
    assert_eq!(look!(fixture, tx => tx.entry_versions(id).await), expected);
    assert_eq!(look!(fixture, tx => tx.entry_version(id, 2).await).as_ref(), expected.get(1));
    assert_eq!(look!(fixture, tx => tx.entry_version(id, 99).await), None);
    assert_eq!(look!(fixture, tx => tx.entry(id).await), expected.pop().map(|last| last.entry));
}

async fn a_version_is_made_once(fixture: Fixture) {
    let entry = fixture.entry_keyed("vpn");
    let (first, again) = (entry.clone(), Entry { answer: "too late".into(), ..entry.clone() });
    commit!(fixture, tx => tx.save_entry(&first, None).await);
    let late = fixture.attempt(&fixture.tenant, move |tx| Box::pin(async move { tx.save_entry(&again, None).await }));
    let error = late.await.expect_err("version 1 is there already");
    assert!(error.is_transient(), "{error:?}");
    let id = entry.id;
    assert_eq!(look!(fixture, tx => tx.entry(id).await).map(|stored| stored.answer), Some(entry.answer));
    assert_eq!(fixture.faq_revision(&fixture.tenant).await, 1);
}

async fn the_revision_counts_every_change_of_the_tenant(fixture: Fixture) {
    assert_eq!(fixture.faq_revision(&fixture.tenant).await, 0);
    assert_eq!(fixture.store.revisions().await.expect("it can be read"), []);
    for number in 1..=3 {
        let entry = fixture.entry_keyed(&format!("key {number}"));
        let stored = commit!(fixture, tx => tx.save_entry(&entry, None).await);
        assert_eq!(stored.revision, number);
    }
    let entry = fixture.entry_keyed("elsewhere");
    fixture.write(&fixture.other_tenant, move |tx| Box::pin(async move { tx.save_entry(&entry, None).await })).await;
    assert_eq!(fixture.faq_revision(&fixture.tenant).await, 3);
    let all = fixture.store.revisions().await.expect("it can be read");
    assert_eq!(all, [(fixture.tenant.clone(), 3), (fixture.other_tenant.clone(), 1)]);
}

async fn an_undone_change_leaves_no_gap_in_the_revision(fixture: Fixture) {
    let (lost, kept) = (fixture.entry_keyed("lost"), fixture.entry_keyed("kept"));
    let undone: Result<(), _> = fixture
        .attempt(&fixture.tenant, move |tx| {
            Box::pin(async move {
                tx.save_entry(&lost, None).await?;
                Err(StoreError::LeaseLost)
            })
        })
        .await;
    assert!(matches!(undone, Err(StoreError::LeaseLost)), "{undone:?}");
    assert_eq!(commit!(fixture, tx => tx.save_entry(&kept, None).await).revision, 1);
    assert_eq!(look!(fixture, tx => tx.entries_after(0, 9).await).len(), 1);
}

async fn changes_after_a_revision_come_in_order_and_retired_ones_too(fixture: Fixture) {
    let keys = ["c", "a", "b"];
    let mut stored = Vec::new();
    for key in keys {
        let entry = fixture.entry_keyed(key);
        stored.push(commit!(fixture, tx => tx.save_entry(&entry, None).await));
    }
    let retired = Entry { version: 2, retired: true, ..stored[0].clone() };
    let retired = commit!(fixture, tx => tx.save_entry(&retired, None).await);
    let changed = |revision, most| {
        let fixture = fixture.clone();
        async move { look!(fixture, tx => tx.entries_after(revision, most).await) }
    };
    assert_eq!(changed(0, 9).await, [stored[1].clone(), stored[2].clone(), retired.clone()]);
    assert_eq!(changed(0, 1).await, [stored[1].clone()]);
    assert_eq!(changed(3, 9).await, [retired]);
    assert_eq!(changed(4, 9).await, []);
}

async fn published_entries_come_by_key_and_retired_ones_do_not(fixture: Fixture) {
    for (key, retired) in [("b", false), ("B", false), ("あ", false), ("a", true), ("_", false)] {
        let entry = Entry { retired, ..fixture.entry_keyed(key) };
        commit!(fixture, tx => tx.save_entry(&entry, None).await);
    }
    let keys = |after: &'static str, most| {
        let fixture = fixture.clone();
        async move {
            let found = look!(fixture, tx => tx.published_after(after, most).await);
            assert!(found.iter().all(|entry| entry.variants.len() == 2));
            found.into_iter().map(|entry| entry.key).collect::<Vec<_>>()
        }
    };
    // By bytes, whatever the locale of the database.
    assert_eq!(keys("", 9).await, ["B", "_", "b", "あ"]);
    assert_eq!(keys("", 2).await, ["B", "_"]);
    assert_eq!(keys("_", 9).await, ["b", "あ"]);
}

async fn two_entries_of_one_key_are_refused(fixture: Fixture) {
    let (one, two) = (fixture.entry_keyed("vpn"), fixture.entry_keyed("vpn"));
    commit!(fixture, tx => tx.save_entry(&one, None).await);
    let refused =
        fixture.attempt(&fixture.tenant, move |tx| Box::pin(async move { tx.save_entry(&two, None).await })).await;
    // On PostgreSQL another try may find the entry of somebody who was faster; here nobody looks for it.
    refused.expect_err("the key is taken");
    assert_eq!(fixture.faq_revision(&fixture.tenant).await, 1);
}
