//! Questions that are spelled in another way than the entries.

use desk::answering::{Decision, Search};
use desk::language::Language;

use crate::world::{decision, entry, id, index_of, sample, search, tenant};

#[test]
fn kana_in_a_sentence_and_slips_find_the_entry() {
    let index = index_of(&[
        entry(1, "パソコンが遅い", "再起動します。"),
        entry(2, "プリンターの用紙が詰まりました", "カバーを開けます。"),
        entry(3, "経費の精算方法", "経費システムから。"),
        entry(4, "会議室の予約方法", "カレンダーから。"),
        entry(5, "I forgot my password", "Use the reset page."),
        entry(6, "有給を申請したい", "勤怠システムから。"),
    ]);
    for (asked, wanted) in [
        ("ぱそこんがおそい", 1),
        ("昨日からぱそこんがとても変", 1),
        ("ぷりんたーがへんです", 2),
        ("プリソター", 2),
        ("けいひ", 3),
        ("けいひのしめきり", 3),
        ("かいぎしつよやくしたい", 4),
        ("pasword", 5),
        ("forgot passwrod", 5),
        ("ゆうきゅうのこと", 6),
        ("経費生産", 3),
    ] {
        let found = search(&index, asked, &[]);
        assert_eq!(found.first().map(|best| best.entry), Some(id(wanted)), "{asked}: {found:?}");
        assert!(found[0].score > 0.0, "{asked}: {found:?}");
    }
    for foreign in ["けいひんを見たい", "passport", "じかいぎ", "そのぱそ"] {
        let found = search(&index, foreign, &[]);
        assert!(found.iter().all(|one| one.confidence < 0.25), "{foreign}: {found:?}");
    }
}

#[test]
fn meaning_is_read_from_the_words_that_are_meant() {
    let index = index_of(&[
        entry(1, "パソコンが遅い", "再起動します。"),
        entry(2, "社員証の電源が切れた", "総務に届けます。"),
        entry(3, "言いにくい相談", "窓口があります。"),
        entry(4, "画面が割れました", "交換します。"),
        entry(5, "What is the core time?", "From 10 to 15."),
        entry(6, "Paper is stuck", "Open the cover."),
        entry(7, "I forgot my password", "Use the reset page."),
        entry(8, "How do I share a drive?", "In its settings."),
    ]);
    for (asked, meant) in [
        ("ぱそこんがおそい", Some("パソコンが遅い")),
        ("しゃいんしょうをなくした", Some("社員証をなくした")),
        ("会社のぱそこん", Some("会社のパソコン")),
        ("what is the core tiem", Some("what is the core time")),
        ("I Forgot my Pasword", Some("I Forgot my password")),
        // Who converts the rest, and what is a word itself.
        ("充電池がきれた", None),
        ("先輩に言われました", None),
        ("stock options", None),
        ("a new driver", None),
    ] {
        let search = Search { question: asked, language: Language::of_text(asked), groups: &[], most: 1 };
        let texts = index.texts(&tenant(), search);
        assert_eq!(texts.cut, meant.unwrap_or(asked));
        assert_eq!(texts.clauses.iter().any(|clause| clause == asked), meant.is_some(), "{asked}: {texts:?}");
    }
}

/// A word that somebody may not see helps nobody: neither is it corrected to, nor does it make another one rare.
#[test]
fn what_has_gone_is_no_spelling_any_more() {
    let index = index_of(&[entry(1, "プロジェクターを借りたい", ""), entry(2, "名刺の注文方法", "")]);
    let first = |question: &str| search(&index, question, &[]).first().map(|best| (best.entry, best.score > 0.0));
    assert_eq!(first("ぷろじぇくたー"), Some((id(1), true)));
    let mut gone = entry(1, "プロジェクターを借りたい", "");
    gone.retired = true;
    gone.version = 2;
    index.take_over(&tenant(), &[gone], 2);
    assert!(!first("ぷろじぇくたー").is_some_and(|(_, near)| near));
}

#[test]
fn the_sample_serves_kana_and_does_not_guess() {
    let entries = sample();
    let index = index_of(&entries);
    let key = |found: &[desk::answering::Candidate]| entries[found[0].entry.uuid().as_u128() as usize].key.clone();
    let asked = "ぱそこんがおそい";
    assert_ne!(decision(&index, asked), Decision::Unknown, "{:?}", search(&index, asked, &[]).first());
    assert_eq!(key(&search(&index, asked, &[])), "it-pc-slow-ja");
    let asked = "プリンタから紙が出てこない";
    let wrong = |best: &desk::answering::Candidate| key(std::slice::from_ref(best)) != "it-printer-jam-ja";
    assert!(
        !matches!(decision(&index, asked), Decision::Answer(best) if wrong(&best)),
        "{:?}",
        search(&index, asked, &[]).first()
    );
}
