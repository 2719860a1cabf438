//! A question in other words finds its entry as soon as there are vectors.

use serde_json::{Value, json};

use crate::support::program::run;
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
    let explained = answering(place, &["explain", "--question", OTHER_WORDS]);
    assert_eq!((&explained["by_vectors"], &explained["decision"]), (&json!(true), &json!("answer")), "{explained}");
    let known = answering(place, &["explain", "--question", ENTRIES[0].0]);
    assert_eq!(known["by_vectors"], json!(false), "word for word needs no model: {known}");
    let vectors = &answering(place, &["report"])["vectors"];
    assert_eq!(*vectors, json!({ "entries": 5, "made": [{ "model": model, "entries": 5 }] }));
    desk.stop().await;
}

/// What `madoguchi answering` tells.
fn answering(place: &Place, what: &[&str]) -> Value {
    let data = place.folder().to_string_lossy().into_owned();
    let mut arguments = vec!["answering", what[0], "--json", "--data", &data];
    let url = place.database_url().map(|url| format!("database.url={url}"));
    arguments.extend(url.iter().flat_map(|url| ["--set", url.as_str()]));
    arguments.extend(&what[1..]);
    let told = run(place.folder(), &arguments);
    serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("one JSON object: {}", told.err))
}

#[test]
fn a_folder_without_a_model_is_refused_with_the_file_and_the_cure() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("model")).expect("a folder");
    let serve = || run(folder.path(), &["serve", "--dev", "--set", "answering.model_dir=model"]);
    for (file, words) in [
        ("config.json", "has no file config.json"),
        ("tokenizer.json", "has no file tokenizer.json"),
        ("model.safetensors", "has no file model.safetensors"),
        ("config.json", "config.json of the model: it does not describe a model"),
    ] {
        let refused = serve();
        assert_eq!(refused.code, Some(2), "{}", refused.err);
        assert!(refused.err.contains("answering.model_dir") && refused.err.contains(words), "{}", refused.err);
        assert!(refused.err.contains("the program brings a model"), "it names the cure: {}", refused.err);
        std::fs::write(folder.path().join("model").join(file), "{}").expect("it can be written");
    }
}
