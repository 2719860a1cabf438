//! Candidates, ratings, courtesies, and where others read along.

use madoguchi::Role;
use serde_json::json;
use simulator::{Mention, Message};

use crate::support::program::run;
use crate::support::{Desk, Place, card};

/// Two entries; a question that names neither leaves it open which.
const PRINTERS: [(&str, &str); 2] = [
    ("プリンターの紙が詰まりました", "背面のカバーを開けて、紙をゆっくり引き出してください。"),
    ("プリンターのトナーを交換したい", "正面のカバーを開けて、古いトナーを取り出してください。"),
];

async fn a_chosen_candidate_becomes_the_answer(place: &Place) {
    let desk = Desk::open(place).await;
    desk.publish(&PRINTERS).await;
    desk.say("mika", "プリンターについて").await;
    let offered = desk.offered("mika", "candidate.choose").await;
    let before = offered.visible_text();
    assert!(!PRINTERS.iter().any(|(_, answer)| before.contains(answer)), "nothing is answered by guess: {before}");
    let offers: Vec<_> = PRINTERS.iter().filter(|(question, _)| before.contains(question)).collect();

    let actions = card::actions(&offered, "candidate.choose");
    assert_eq!(actions.len(), offers.len(), "{before}");
    let data = card::data(&offered, actions[0]);
    assert_eq!(desk.press_with("mika", &offered, "candidate.choose", data.clone()).await.status, 200);
    let chosen = desk.now(&offered).visible_text();
    let shown: Vec<_> = PRINTERS.iter().filter(|(_, answer)| chosen.contains(answer)).collect();
    assert_eq!(shown.len(), 1, "one of them, in place: {chosen}");

    assert_eq!(desk.press_with("mika", &offered, "candidate.choose", data).await.status, 200, "twice is once");
    assert_eq!(desk.said_in(&desk.chat("mika")).len(), 1, "the card was changed, not posted again");
}

async fn a_rating_is_shown_and_may_be_changed(place: &Place) {
    let desk = Desk::open(place).await;
    desk.publish(&PRINTERS[..1]).await;
    desk.say("emma", PRINTERS[0].0).await;
    let answer = desk.offered("emma", "answer.rate").await;
    assert_eq!(desk.press_where("emma", &answer, "answer.rate", |data| data["helpful"] == true).await.status, 200);
    let rated = desk.now(&answer).visible_text();
    assert!(rated.contains("You found this helpful.") || rated.contains("役に立った"), "{rated}");
    let message = card::actions(&answer, "answer.rate")[0]["data"]["message"].clone();
    let other = json!({ "message": message, "helpful": false });
    assert_eq!(desk.press_with("emma", &answer, "answer.rate", other).await.status, 200);
    assert_ne!(desk.now(&answer).visible_text(), rated);
}

/// What `madoguchi answering report` prints.
fn report(place: &Place, more: &[&str]) -> String {
    let data = place.folder().to_string_lossy().into_owned();
    let mut arguments = vec!["answering", "report", "--data", &data];
    let url = place.database_url().map(|url| format!("database.url={url}"));
    arguments.extend(url.iter().flat_map(|url| ["--set", url.as_str()]));
    arguments.extend(more);
    let ended = run(place.folder(), &arguments);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    ended.out
}

async fn what_became_of_answers_is_told_on_the_command_line(place: &Place) {
    let desk = Desk::open(place).await;
    desk.publish(&PRINTERS).await;
    let report = |more: &[&str]| report(place, more);
    assert!(report(&[]).contains("Nothing is known yet"), "{}", report(&[]));
    for (who, helpful) in [("emma", false), ("mika", true)] {
        desk.say(who, PRINTERS[0].0).await;
        let answer = desk.offered(who, "answer.rate").await;
        assert_eq!(desk.press_where(who, &answer, "answer.rate", |data| data["helpful"] == helpful).await.status, 200);
    }
    let told = report(&[]);
    assert!(told.contains("1 of 2 were wrong, 50.0 %") && told.contains(PRINTERS[0].0), "{told}");
    assert!(told.contains("Promise: at most 3.0 %") && told.contains("as shipped"), "{told}");
    let told: serde_json::Value = serde_json::from_str(&report(&["--json"])).expect("JSON");
    assert_eq!((&told["answered_alone"]["known"], &told["answered_alone"]["wrong"]), (&json!(2), &json!(1)), "{told}");
    assert_eq!(told["wrong_most"][0]["question"], PRINTERS[0].0, "{told}");
    let outcomes = json!({ "seen": 2, "counted": 2, "japanese": 0, "english": 0, "needed": 30, "damaged": 0 });
    assert_eq!(told["outcomes"], outcomes, "word for word, nothing was weighed: {told}");
    assert_eq!((&told["promise"], &told["because"]), (&json!(0.03), &json!("shipped")), "{told}");
    let told: serde_json::Value =
        serde_json::from_str(&report(&["--json", "--set", "answering.answer_from=0.7"])).expect("JSON");
    assert_eq!((&told["answers_from"], &told["because"]), (&json!(0.7), &json!("settings")), "{told}");
}

/// Entries that each of many people calls wrong: enough outcomes, and none of them one person's.
const WRONG: [(&str, &str); 5] = [
    ("プリンターの紙が詰まりました", "背面のカバーを開けてください。"),
    ("会議室を予約したい", "予定表から予約してください。"),
    ("名刺を注文したい", "総務の用紙に書いてください。"),
    ("パスワードを忘れました", "社内の画面から再設定してください。"),
    ("交通費を精算したい", "月末までに申請してください。"),
];

async fn what_many_call_wrong_is_given_no_longer_also_after_a_restart(place: &Place) {
    let desk = Desk::open(place).await;
    desk.publish(&WRONG).await;
    // In other words than the entry's: word for word it is certain, and nothing is weighed.
    let ask = |question: &str| format!("お世話になります。朝から困っていまして、{question}。");
    // Of one person three outcomes count, as long as there are few.
    for who in ["mika", "emma", "haru", "nao", "sora", "ken", "yui", "rin", "kai", "mio"] {
        for (question, answer) in &WRONG[..3] {
            assert!(desk.answers(who, &ask(question), answer).await, "{question}");
            let given = desk.reads(&desk.chat(who), answer).await;
            let no = desk.press_where(who, &given, "answer.rate", |data| data["helpful"] == false).await;
            assert_eq!(no.status, 200);
        }
    }
    let trust = desk.until_it_trusts_by_outcomes().await;
    assert_eq!(trust.outcomes.japanese, 30);
    let (question, answer) = WRONG[0];
    assert!(!desk.answers("aoi", &ask(question), answer).await, "it is offered, or not said at all");
    let told: serde_json::Value = serde_json::from_str(&report(place, &["--json"])).expect("JSON");
    let threshold = (f64::from(trust.thresholds.answer) * 10_000.0).round() / 10_000.0;
    assert_eq!((&told["because"], &told["answers_from"]), (&json!("outcomes"), &json!(threshold)), "{told}");

    let again = desk.followed_by(place, Role::ALL).await;
    assert_eq!(again.until_it_trusts_by_outcomes().await, trust);
}

async fn an_agent_says_that_the_assistant_was_wrong(place: &Place) {
    let desk = Desk::with_it(place).await;
    let question = "PCの画面が割れました";
    desk.publish(&[(question, "総務の窓口で交換します。")]).await;
    desk.say("emma", question).await;
    let answer = desk.offered("emma", "answer.rate").await;
    assert_eq!(desk.press("emma", &answer, "handoff.request").await.status, 200);
    let ticket = desk.ticket("IT", question).await;
    let noted = "アシスタントの案内は誤りだったと記録しました";
    for _ in 0..2 {
        assert_eq!(desk.press("ken", &ticket.card, "ticket.assistant_wrong").await.status, 200, "twice is once");
    }
    let channel = ticket.card.chat.clone();
    let card = desk.seen(&channel, |message| message.visible_text().contains(noted)).await;
    assert_eq!(card::actions(&card, "ticket.assistant_wrong").len(), 1, "to be taken back");
    desk.until_recorded("answer.refuted.v1").await;
    assert_eq!(desk.press("ken", &card, "ticket.assistant_wrong").await.status, 200);
    let is_back = |message: &Message| message.id == card.id && !message.visible_text().contains(noted);
    desk.seen(&channel, is_back).await;
}

async fn why_something_is_answered_is_told_on_the_command_line(place: &Place) {
    let desk = Desk::open(place).await;
    desk.publish(&PRINTERS).await;
    let run_with = |more: &[&str]| {
        let data = place.folder().to_string_lossy().into_owned();
        let mut arguments = vec!["answering", "explain", "--data", &data];
        let url = place.database_url().map(|url| format!("database.url={url}"));
        arguments.extend(url.iter().flat_map(|url| ["--set", url.as_str()]));
        arguments.extend(more);
        run(place.folder(), &arguments)
    };
    let explain = |more: &[&str]| {
        let ended = run_with(more);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        ended.out
    };
    let question = "お疲れ様です。プリンターの紙が詰まりました";
    let told = explain(&["--question", question]);
    for part in [
        "Read as (ja): プリンターの紙が詰まりました",
        "紙* ",
        "it answers with",
        "word for word",
        "Found word for word: nothing needs to be compared by meaning.",
        "its confidence rests on: share",
        "Known with words of the same meaning: ",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let object =
        |more: &[&str]| -> serde_json::Value { serde_json::from_str(&explain(more)).expect("one JSON object") };
    let seen = object(&["--question", "プリンターについて", "--locale", "en", "--groups", "team:IT", "--json"]);
    assert_eq!(
        (&seen["decision"], &seen["read"]["locale"], &seen["by_vectors"]),
        (&json!("candidates"), &json!("en"), &json!(false)),
        "{seen}"
    );
    let near = &seen["nearest"][0];
    assert!(seen["shown"].as_array().is_some_and(|shown| shown.contains(&near["entry"])), "{seen}");
    let parts = near["parts"].as_object().expect("parts by name");
    let sum: f64 = parts.values().filter_map(serde_json::Value::as_f64).sum();
    assert!((sum - near["score"].as_f64().expect("a score")).abs() < 0.01, "the parts are the whole: {near}");
    assert!(object(&["--question", "おはようございます", "--json"])["read"]["courtesy"] == true);

    desk.say("mika", "プリンターについて").await;
    let offered = desk.offered("mika", "candidate.choose").await;
    let message = card::actions(&offered, "candidate.choose")[0]["data"]["message"].as_str().expect("an id").to_owned();
    let kept = object(&["--message", &message, "--json"]);
    let guess = &kept["said"][0]["guess"];
    assert_eq!((&guess["question"], &guess["alone"]), (&near["question"], &json!(false)), "{kept}");
    assert_eq!(guess["features"]["share"], near["features"]["share"], "what it rested on is what it rests on: {kept}");
    assert!(explain(&["--message", &message]).contains("its confidence rested on: share"));

    for (bad, code, word) in [
        (&["--question", " "][..], 1, "empty"),
        (&["--message", "msg_00000000000070008000000000000001"], 1, "has said nothing"),
        (&["--message", "vpn"], 2, "--message"),
        (&["--question", "VPN", "--groups", "everybody"], 2, "team:NAME"),
        (&["--question", "VPN", "--locale", "fr"], 2, "ja"),
        (&[], 2, "--question"),
        (&["--question", "VPN", "--message", &message], 2, "cannot be used"),
    ] {
        let ended = run_with(bad);
        assert_eq!(ended.code, Some(code), "{bad:?}: {}{}", ended.out, ended.err);
        assert!(ended.err.contains(word), "{bad:?}: {}", ended.err);
    }
}

async fn a_greeting_gets_no_entry(place: &Place) {
    let desk = Desk::open(place).await;
    desk.publish(&PRINTERS).await;
    assert!(desk.answers("emma", "Good morning", "What can I help you with?").await);
    assert!(desk.answers("emma", "Thanks!", "You are welcome.").await);
    assert!(desk.answers("mika", "それは？", "もう少し").await, "{:?}", desk.said_in(&desk.chat("mika")));
}

async fn in_groups_and_channels_it_answers_who_mentions_it_and_nobody_else(place: &Place) {
    let desk = Desk::open(place).await;
    desk.publish(&PRINTERS[..1]).await;
    let world = desk.teams.world();
    let lunch = world.chats.iter().find(|chat| chat.name == "ランチ").expect("a group chat").id.clone();
    let sales = desk.channel("Sales");
    let (question, answer) = PRINTERS[0];
    for chat in [&lunch, &sales] {
        desk.teams.say("emma", chat, question, &[]).await.expect("said among colleagues");
        desk.teams.say("mika", chat, question, &[Mention::Bot]).await.expect("said to the desk");
        desk.reads(chat, answer).await;
        assert_eq!(desk.said_in(chat).len(), 1, "{:?}", desk.said_in(chat));
    }
    let thread = desk.seen(&sales, |message| message.visible_text().contains(answer)).await;
    assert!(thread.thread_root.is_some(), "in a channel the answer stands in the thread of the question");
    let pressed = desk.press_where("emma", &thread, "answer.rate", |data| data["helpful"] == false).await;
    assert_eq!(pressed.status, 400, "who reads along does not rate");
}

async fn what_can_be_typed_works_in_both_languages(place: &Place) {
    let desk = Desk::open(place).await;
    assert!(desk.answers("mika", "ヘルプ", "使い方").await);
    assert!(desk.answers("emma", "help", "What you can do").await);
    assert!(desk.answers("emma", "my inquiries", "You have not asked anything yet.").await);
    assert!(desk.answers("emma", "talk to a person", "Please write first what it is about.").await);
    assert!(desk.answers("emma", "My chair makes a strange noise", "I could not find an answer").await);
    assert!(desk.answers("emma", "my inquiries", "My chair makes a strange noise").await);
}

crate::stories! {
    a_chosen_candidate_becomes_the_answer,
    a_rating_is_shown_and_may_be_changed,
    what_became_of_answers_is_told_on_the_command_line,
    an_agent_says_that_the_assistant_was_wrong,
    why_something_is_answered_is_told_on_the_command_line,
    what_many_call_wrong_is_given_no_longer_also_after_a_restart,
    a_greeting_gets_no_entry,
    in_groups_and_channels_it_answers_who_mentions_it_and_nobody_else,
    what_can_be_typed_works_in_both_languages,
}
