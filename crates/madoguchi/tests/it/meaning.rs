//! A question in other words finds its entry as soon as there are vectors.

use crate::support::{Desk, Place};

crate::stories! {
    who_asks_in_other_words_is_answered_once_there_are_vectors,
}

const ENTRIES: [(&str, &str); 5] = [
    ("パスワードを忘れました。再設定する方法を教えてください。", "サインイン画面から再設定できます。"),
    ("有給休暇はどうやって申請しますか。", "勤怠システムで申請します。"),
    ("プリンターの紙が詰まりました。", "背面のふたを開けます。"),
    ("会議室を予約したい。", "予定表から会議室を選びます。"),
    ("給与明細はどこで見られますか。", "人事ポータルで見られます。"),
];
/// No entry has a word of it.
const OTHER_WORDS: &str = "コピー機が用紙を噛んで動かない";

async fn who_asks_in_other_words_is_answered_once_there_are_vectors(place: &Place) {
    let desk = Desk::open(place).await;
    desk.publish(&ENTRIES).await;
    desk.say("mika", OTHER_WORDS).await;
    desk.reads(&desk.chat("mika"), "見つかりませんでした").await;
    desk.stop().await;
    if !embedding::Model::is_built_in() {
        return println!("not tried: built without a model; `cargo xtask model` fetches it");
    }

    let desk = Desk::by_meaning(place).await;
    let model = desk.until_embedded().await;
    assert!(model.starts_with(embedding::NAME), "{model}");
    desk.say("haru", OTHER_WORDS).await;
    desk.reads(&desk.chat("haru"), ENTRIES[2].1).await;
}
