//! The same thing in other words.

use crate::world::{entry, id, index_of, search};

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
