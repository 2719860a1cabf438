//! The same thing in other words.

use desk::answering::Search;
use desk::language::Language;
use retrieval::FEATURE_NAMES;

use crate::world::{entry, id, index_of, sample, search, tenant};

#[test]
fn an_entry_is_found_by_words_that_mean_the_same() {
    let index = index_of(&[
        entry(1, "パスワードを忘れました", "再設定の画面から変更します。"),
        entry(2, "賞与はいつ支給されますか", "6月と12月です。"),
        entry(3, "How do I reset my password?", "On the reset page."),
        entry(4, "名刺の注文方法", "総務に申請します。"),
        entry(5, "When is annual leave granted?", "In April."),
    ]);
    for (asked, wanted) in [
        ("PWが分からない", 1),
        ("ボーナスの日", 2),
        ("pwd lost", 3),
        ("ビジネスカード切れた", 4),
        ("PTO start", 5),
        ("bonus", 2),
    ] {
        let found = search(&index, asked, &[]);
        assert_eq!(found.first().map(|best| best.entry), Some(id(wanted)), "{asked}: {found:?}");
        assert!(found[0].score > 0.0 && found[0].confidence < 0.97, "{asked}: near, not the same: {found:?}");
    }
    for foreign in ["パスポートの更新", "tenpin bowling", "SPWX"] {
        let found = search(&index, foreign, &[]);
        assert!(found.iter().all(|one| one.confidence < 0.25), "{foreign}: {found:?}");
    }
}

#[test]
fn people_are_understood_in_everyday_words() {
    let index = index_of(&[
        entry(1, "アカウントがロックされた場合の解除方法", "30分待つか、情報システム部に連絡します。"),
        entry(2, "年次有給休暇の残日数の確認方法", "勤怠システムの画面で見られます。"),
        entry(3, "社員証を紛失したときの手続き", "総務に届け出ます。"),
        entry(4, "訃報の連絡と弔事の手続き", "人事に知らせます。"),
        entry(5, "経費精算の締め切り", "毎月5日です。"),
        entry(6, "妊娠したときの報告先", "人事に知らせます。"),
        entry(7, "プリンターで印刷できない場合の対処", "用紙と電源を確かめます。"),
        entry(11, "How do I unlock a locked account?", "Wait for half an hour."),
        entry(12, "How is overtime recorded?", "In the attendance system."),
        entry(13, "How do I resign?", "Tell the manager a month before."),
        entry(14, "How do I request remote work?", "In the portal."),
        entry(15, "What to do in case of a power outage", "Save files."),
        entry(16, "How to report a lost badge", "Tell general affairs."),
        entry(17, "How do I submit an expense report?", "In the expense system by the fifth."),
    ]);
    for (asked, wanted) in [
        ("アカウント止まった、ロックかかってる", 1),
        ("有給あと何日？ 有休残が知りたい", 2),
        ("IDカードなくしちゃった", 3),
        ("父が他界しました", 4),
        ("立替の経費で落とす期日", 5),
        ("おめでたなんですが", 6),
        ("全然刷れない", 7),
        ("account is blocked", 11),
        ("I had to stay late, where do I enter it", 12),
        ("I want to quit my job", 13),
        ("WFH tomorrow", 14),
        ("blackout in the building", 15),
        ("my key card has gone missing", 16),
        ("keihi seisan how", 17),
        ("hand in an expense claim", 17),
    ] {
        let found = search(&index, asked, &[]);
        assert_eq!(found.first().map(|best| best.entry), Some(id(wanted)), "{asked}: {found:?}");
    }
    // What sounds like a word of the lexicon, and is none.
    for foreign in ["quite several terminals", "テナントの看板", "a second direct train"] {
        let found = search(&index, foreign, &[]);
        assert!(found.iter().all(|one| one.confidence < 0.3), "{foreign}: {found:?}");
    }
}

#[test]
fn a_thing_finds_what_is_written_about_its_kind_and_not_the_other_way_round() {
    let index = index_of(&[
        entry(1, "体調不良で休むときの連絡", "上司に連絡します。"),
        entry(2, "忘れ物を届ける場所", "総務の受付です。"),
        entry(3, "有料のソフトウェアの申請", "申請書を出します。"),
        entry(4, "Suicaの貸出", "総務にあります。"),
        entry(11, "Where is the lost property office?", "At the reception."),
        entry(12, "How do I request software?", "In the portal."),
        entry(13, "Do I need approval for a second job?", "Yes."),
        entry(14, "Thunderbird settings", "On page three."),
    ]);
    for (asked, wanted) in [
        ("頭痛がひどい", 1),
        ("財布を見ませんでしたか", 2),
        ("Figmaを使いたい", 3),
        ("my umbrella", 11),
        ("can I have Photoshop", 12),
        ("selling things on Etsy", 13),
    ] {
        let found = search(&index, asked, &[]);
        assert_eq!(found.first().map(|best| best.entry), Some(id(wanted)), "{asked}: {found:?}");
    }
    for (asked, thing) in [("ICカードの使い方", 4), ("email", 14)] {
        let found = search(&index, asked, &[]);
        assert!(found.iter().all(|one| one.entry != id(thing) || one.score < 0.1), "{asked}: {found:?}");
    }
}

/// What an entry says of a kind may not hold for the thing: it is known in part, less than by a word of the same meaning.
#[test]
fn a_thing_whose_kind_an_entry_names_is_known_in_part() {
    let index = index_of(&[
        entry(1, "体調不良のときの連絡", "上司に連絡します。"),
        entry(2, "名刺の注文方法", "総務に申請します。"),
    ]);
    let known = |question: &str| {
        let search = Search { question, language: Language::Japanese, groups: &[], most: 1 };
        let found = index.inspect(&tenant(), search, None);
        let features = found[0].features.expect("it is the best");
        FEATURE_NAMES.iter().zip(features).find(|(name, _)| **name == "known").map(|(_, known)| known)
    };
    let [foreign, thing, same] = ["風鈴", "頭痛", "具合が悪い"].map(known);
    assert!(foreign < thing && thing < same, "{foreign:?} {thing:?} {same:?}");
    assert_eq!(thing, Some(0.5));
}

/// A neighbour has an entry's own words and asks for something else of them.
#[test]
fn the_same_words_that_ask_for_another_thing_are_less_sure() {
    let index = index_of(&sample());
    for (same, other) in [
        ("ボーナスはいつ出ますか", "ボーナスはいくら出ますか"),
        ("健康診断はいつ", "健康診断は何回"),
        ("Where is the first aid kit?", "Why is the first aid kit?"),
    ] {
        let doubt = |asked: &str| 1.0 - search(&index, asked, &[])[0].confidence;
        assert!(doubt(other) > 1.5 * doubt(same), "{same}: {}, {other}: {}", doubt(same), doubt(other));
    }
}
