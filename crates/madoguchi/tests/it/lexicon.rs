//! The organisation's own words: files in and out, and a running server that follows.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};
use simulator::{Redelivery, Served};

use crate::support::program::{Ended, Serving, run, run_with};
use crate::support::{DeskFolder as Desk, PATIENCE, Place, world};

fn said(ended: &Ended) -> String {
    format!("{}{}", ended.out, ended.err)
}

#[test]
fn words_come_in_and_go_out_in_both_forms_and_the_same_file_again_changes_nothing() {
    let desk = Desk::new();
    let csv = "\u{feff}用語,同義語\r\n経費精算システム,\"タヌキチ\r\nTNK\"\r\n社内ポータル,広場\r\n'=cmd,calc1\r\n";
    let file = desk.write("words.csv", csv);
    for counts in [
        "3 added, 0 changed, 0 unchanged, 0 removed, 0 refused",
        "0 added, 0 changed, 3 unchanged, 0 removed, 0 refused",
    ] {
        let imported = desk.run(&["lexicon", "import", &file]);
        assert_eq!((imported.code, imported.out.trim()), (Some(0), counts), "{}", imported.err);
    }
    for name in ["out.csv", "out.jsonl"] {
        let out = desk.path(name);
        assert_eq!(desk.run(&["lexicon", "export", &out]).code, Some(0));
        assert_eq!(std::fs::read(&out).expect("written").starts_with("\u{feff}".as_bytes()), name == "out.csv");
        let again = desk.run(&["lexicon", "import", "--whole", &out]);
        assert_eq!(again.out.trim(), "0 added, 0 changed, 3 unchanged, 0 removed, 0 refused", "{}", said(&again));
    }
    assert!(std::fs::read_to_string(desk.path("out.csv")).expect("text").contains("'=cmd"), "no spreadsheet runs it");
    let listed = desk.run(&["lexicon", "list"]).out;
    assert!(listed.contains("経費精算システム = タヌキチ = TNK\n") && listed.lines().count() == 3, "{listed}");

    let removed = desk.run(&["lexicon", "remove", "社内ﾎﾟｰﾀﾙ", "何か"]);
    assert_eq!((removed.code, removed.out.trim()), (Some(3), "0 added, 0 changed, 0 unchanged, 1 removed, 1 refused"));
    let whole = desk.run(&[
        "lexicon",
        "import",
        "--whole",
        &desk.write("whole.jsonl", "{\"word\":\"VPN\",\"synonyms\":[\"トンネル\"]}\n"),
    ]);
    assert_eq!(whole.out.trim(), "1 added, 0 changed, 0 unchanged, 2 removed, 0 refused", "{}", whole.err);
    assert_eq!(desk.run(&["lexicon", "list"]).out, "VPN = トンネル\n");
}

#[test]
fn a_bad_row_is_named_and_the_others_are_taken_over() {
    let desk = Desk::new();
    let rows = "word,synonyms\nVPN,トンネル\n鍵,x\n名刺,\n印刷,トンネル\n\n会議,打合\u{7}せ\n経費,タヌキチ\n";
    let imported = desk.run(&["lexicon", "import", &desk.write("words.csv", rows)]);
    assert_eq!(
        (imported.code, imported.out.trim()),
        (Some(3), "2 added, 0 changed, 0 unchanged, 0 removed, 4 refused")
    );
    for named in
        ["line 3: \"鍵\" is too short", "line 4: has no synonym", "line 5: \"トンネル\" stands with", "line 7: "]
    {
        assert!(imported.err.contains(named), "{named}: {}", imported.err);
    }
    assert!(!imported.err.contains('\u{7}'), "no control character reaches the terminal");
    for (name, bytes, why) in [
        ("faq.csv", &b"question,answer\nQ,A\n"[..], "word and synonyms"),
        ("words.jsonl", b"[{\"word\":\"ab\"}]", "one object a line"),
        ("broken.csv", b"word,synonyms\n\xff\xfe\xfa\n", "UTF-8"),
        ("book.xlsx", b"PK\x03\x04....", "Excel"),
    ] {
        let refused = desk.run(&["lexicon", "import", &desk.write(name, bytes)]);
        assert!(refused.code == Some(1) && refused.err.contains(why), "{name}: {}", said(&refused));
    }
    assert_eq!(desk.run(&["lexicon", "import", &desk.path("missing.csv")]).code, Some(1));
    assert_eq!(desk.run(&["lexicon", "list"]).out.lines().count(), 2);
}

#[test]
fn a_dry_run_tells_and_changes_nothing_and_every_change_leaves_an_event() {
    let desk = Desk::new();
    let file = desk.write("words.csv", "word,synonyms\nVPN,トンネル\nx,y\n");
    let before = desk.run(&["lexicon", "import", "--dry-run", &file]);
    assert!(
        before.out.contains("line 2: would add VPN = トンネル\ndry run, nothing written: 1 added"),
        "{}",
        said(&before)
    );
    assert!(!Path::new(&desk.path("data")).join("madoguchi.db").exists(), "it makes no database");
    desk.run(&["lexicon", "import", &file]);
    desk.run(&[
        "lexicon",
        "import",
        "--dry-run",
        "--whole",
        &desk.write("other.csv", "word,synonyms\n名刺,カード君\n"),
    ]);
    desk.run(&["lexicon", "remove", "vpn"]);
    assert_eq!(desk.run(&["lexicon", "list"]).out, "");
    let database = Path::new(&desk.path("data")).join("madoguchi.db");
    let facts = "SELECT facts FROM events WHERE name = 'lexicon.changed.v1' ORDER BY id";
    let facts: Vec<Value> = crate::support::read_from_sqlite(&database, facts)
        .iter()
        .map(|facts| serde_json::from_str(facts).expect("JSON"))
        .collect();
    assert_eq!(
        facts,
        [
            json!({"added": 1, "changed": 0, "unchanged": 0, "removed": 0, "refused": 1}),
            json!({"added": 0, "changed": 0, "unchanged": 0, "removed": 1, "refused": 0}),
        ]
    );
    let nothing = run_with(desk.0.path(), &["lexicon", "propose", "--data", &desk.path("data")], &[], "");
    assert!(nothing.code == Some(0) && nothing.out.is_empty(), "{}", said(&nothing));
}

/// The whole way: nobody finds the entry by the company's own word; after the import everybody does, with no restart.
async fn the_company_s_own_word_is_understood_after_its_import(place: &Place) {
    let folder = place.folder().to_string_lossy().into_owned();
    let url = place.database_url().map(|url| format!("database.url={url}"));
    let mut sources = vec!["--data", &folder];
    sources.extend(url.iter().flat_map(|url| ["--set", url.as_str()]));
    let command = |words: &[&str], file: &str, text: &str| {
        let file = place.folder().join(file);
        std::fs::write(&file, text).expect("a file");
        let ended = run(place.folder(), &[words, &sources[..], &[&file.to_string_lossy()]].concat());
        assert_eq!(ended.code, Some(0), "{}", ended.err);
    };
    let faq = "question,answer\n経費精算システムに入れません,総務に連絡してください。\n社員食堂は何時から開きますか,11時30分に開きます。\n";
    command(&["faq", "import"], "faq.csv", faq);
    let serving = Serving::start(place.folder(), &sources);
    let teams = Served::start(world(), serving.endpoint(), |options| options.redelivery = Redelivery::off());
    let teams = teams.await.expect("Teams starts");
    let chat = teams.personal_chat("mika").expect("a chat");
    let asked = async |question: &str| {
        let before = teams.messages(&chat).len() + 1;
        teams.say("mika", &chat, question, &[]).await.expect("said");
        let next = teams.wait_until(PATIENCE, |teams| teams.messages(&chat).into_iter().nth(before));
        next.await.expect("an answer").visible_text()
    };
    let found = "経費精算システムに入れません";
    assert!(!asked("タヌキチ").await.contains(found));

    command(&["lexicon", "import"], "words.csv", "word,synonyms\n経費精算システム,タヌキチ\n");
    let imported = Instant::now();
    loop {
        let since = imported.elapsed();
        if asked("タヌキチ").await.contains(found) {
            break;
        }
        assert!(since < PATIENCE, "not understood {since:?} after the import");
    }
}

crate::stories! {
    the_company_s_own_word_is_understood_after_its_import,
}
