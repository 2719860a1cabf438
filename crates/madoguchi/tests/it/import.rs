//! An import beside a running server.

use std::time::Instant;

use simulator::{Redelivery, Served};

use crate::support::program::{Serving, run};
use crate::support::{PATIENCE, Place, world};

async fn what_is_imported_while_the_server_runs_is_answered_soon(place: &Place) {
    let folder = place.folder().to_string_lossy().into_owned();
    let url = place.database_url().map(|url| format!("database.url={url}"));
    let mut sources = vec!["--data", &folder];
    sources.extend(url.iter().flat_map(|url| ["--set", url.as_str()]));
    let serving = Serving::start(place.folder(), &sources);
    let teams = Served::start(world(), serving.endpoint(), |options| options.redelivery = Redelivery::off());
    let teams = teams.await.expect("Teams starts");
    let chat = teams.personal_chat("mika").expect("a chat");

    let csv = "question,answer\n社員食堂は何時から開きますか,11時30分に開きます。\n";
    let lines = "{\"question\":\"駐車場の使い方\",\"answer\":\"総務に申し込みます。\"}\n";
    let files = [
        ("faq.csv", csv, "社員食堂は何時から開きますか", "11時30分"),
        ("faq.jsonl", lines, "駐車場の使い方", "総務に申し込みます"),
    ];
    for (name, text, question, answer) in files {
        let file = place.folder().join(name);
        std::fs::write(&file, text).expect("a file");
        let ended = run(place.folder(), &[&["faq", "import"], &sources[..], &[&file.to_string_lossy()]].concat());
        assert_eq!(
            (ended.code, ended.out.trim()),
            (Some(0), "1 added, 0 changed, 0 unchanged, 0 refused"),
            "{}",
            ended.err
        );
        let imported = Instant::now();
        loop {
            let asked = imported.elapsed();
            let before = teams.messages(&chat).len() + 1;
            teams.say("mika", &chat, question, &[]).await.expect("said");
            let next = teams.wait_until(PATIENCE, |teams| teams.messages(&chat).into_iter().nth(before));
            if next.await.expect("an answer").visible_text().contains(answer) {
                break;
            }
            assert!(asked < PATIENCE, "{name}: not known {asked:?} after the import");
        }
    }
}

crate::stories! {
    what_is_imported_while_the_server_runs_is_answered_soon,
}
