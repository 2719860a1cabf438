//! Who sees what, and that nobody learns of the rest.

use desk::faq::{Audience, AudienceGroup, Entry};
use desk::id::TenantId;
use desk::language::Language;

use crate::world::{entry, id, index_of, sample, search, tenant, worded};

fn hr() -> AudienceGroup {
    AudienceGroup::Team("HR".to_owned())
}

fn secret(number: u128, question: &str) -> Entry {
    Entry {
        audience: Audience::Chosen(vec![hr()]), ..entry(number, question, "人事部だけが知っています。")
    }
}

#[test]
fn only_who_is_admitted_is_offered_an_entry() {
    let index = index_of(&[secret(1, "給与の誤支給の処理手順"), entry(2, "給料日はいつですか", "毎月25日です。")]);
    let seen = |groups: &[AudienceGroup]| -> Vec<_> {
        search(&index, "給与の誤支給の処理手順", groups).into_iter().map(|candidate| candidate.entry).collect()
    };
    assert_eq!(seen(&[hr()]), [id(1), id(2)], "the negative control: who is admitted sees it");
    for others in [vec![], vec![AudienceGroup::Team("IT".to_owned())], vec![AudienceGroup::Group("hr".to_owned())]] {
        assert_eq!(seen(&others), [id(2)], "{others:?}");
    }
}

#[test]
fn a_wording_is_looked_up_among_what_somebody_may_see() {
    let index = index_of(&[secret(1, "給与の誤支給"), entry(2, "給料日はいつですか", "毎月25日です。")]);
    assert_eq!(worded(&index, "給与の誤支給", &[]), None);
    assert_eq!(worded(&index, "給与の誤支給", &[hr()]).map(|known| known.entry), Some(id(1)), "the negative control");
    // One more entry that only some see makes it two for them, and changes nothing for the others.
    index.take_over(&tenant(), &[secret(3, "給料日はいつですか")], 2);
    assert_eq!(worded(&index, "給料日はいつですか", &[]).map(|known| known.entry), Some(id(2)));
    assert_eq!(worded(&index, "給料日はいつですか", &[hr()]), None);
    let other = TenantId::parse("other").expect("a plain word");
    let search =
        desk::answering::Search {
            question: "給料日はいつですか", language: Language::Japanese, groups: &[], most: 1
        };
    assert_eq!(index.worded(&other, search), None);
}

#[test]
fn an_entry_for_nobody_is_seen_by_nobody() {
    let nobody = Entry { audience: Audience::Chosen(Vec::new()), ..entry(1, "給与の誤支給", "") };
    assert_eq!(search(&index_of(&[nobody]), "給与の誤支給", &[hr()]), []);
}

#[test]
fn what_somebody_may_not_see_changes_nothing_of_what_they_see() {
    let questions = ["VPNに接続できない", "給与の誤支給", "how do I reset my password", "出張の精算"];
    let open = index_of(&sample());
    let guarded = index_of(&sample());
    let secrets: Vec<Entry> =
        questions.iter().enumerate().map(|(at, question)| secret(1_000 + at as u128, question)).collect();
    guarded.take_over(&tenant(), &secrets, 2);
    for question in questions {
        assert_eq!(search(&open, question, &[]), search(&guarded, question, &[]), "{question}");
        assert_ne!(search(&open, question, &[hr()]), search(&guarded, question, &[hr()]), "negative control");
    }
}

#[test]
fn an_entry_that_changes_its_audience_moves() {
    let index = index_of(&[entry(1, "給与の誤支給", "")]);
    assert_eq!(search(&index, "給与の誤支給", &[]).len(), 1);
    index.take_over(&tenant(), &[Entry { version: 2, revision: 2, ..secret(1, "給与の誤支給") }], 2);
    assert_eq!(search(&index, "給与の誤支給", &[]), []);
    assert_eq!(search(&index, "給与の誤支給", &[hr()]).len(), 1);
}

#[test]
fn tenants_do_not_meet() {
    let index = index_of(&[entry(1, "VPNに接続できません", "")]);
    let other = TenantId::parse("other").expect("a plain word");
    let search =
        desk::answering::Search {
            question: "VPNに接続できません", language: Language::Japanese, groups: &[], most: 3
        };
    assert_eq!(index.find(&other, search), []);
    assert_eq!((index.revision(&tenant()), index.revision(&other)), (1, 0));
}
