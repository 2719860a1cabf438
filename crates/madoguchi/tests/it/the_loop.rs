//! The main job as one story, in Japanese and in English.

use std::time::Instant;

use simulator::Mention;

use crate::support::{Desk, PATIENCE, Place, card, person};

/// What somebody asks, an agent answers, and a colleague asks later in other words.
struct Words {
    requester: &'static str,
    colleague: &'static str,
    known: (&'static str, &'static str),
    asked: &'static str,
    answer: &'static str,
    gist: &'static str,
    thanks: &'static str,
    again: &'static str,
}

const JAPANESE: Words = Words {
    requester: "mika",
    colleague: "haru",
    known: ("VPNに接続できません", "VPNアプリを再起動してください。"),
    asked: "PC用メガネの購入費は補助の対象になりますか？",
    answer: "お疲れ様です、田中です。PC用メガネは年1回、5,000円まで補助の対象です。経費精算システムで領収書を添付して申請してください。",
    gist: "5,000円まで",
    thanks: "ありがとうございます！",
    again: "PC用のメガネを買ったら補助は出ますか",
};

const ENGLISH: Words = Words {
    requester: "emma",
    colleague: "emma",
    known: ("How do I reset my password?", "Open the portal and choose Reset password."),
    asked: "Does the company pay for computer glasses?",
    answer: "Hi, this is Ken. Computer glasses are covered once a year up to 50 dollars. Please claim them in the expense system with the receipt.",
    gist: "up to 50 dollars",
    thanks: "Thank you so much!",
    again: "Will the company pay if I buy computer glasses?",
};

async fn the_loop(place: &Place, words: Words) {
    let desk = Desk::with_it(place).await;
    desk.publish(&[words.known]).await;
    let (requester, chat) = (words.requester, desk.chat(words.requester));

    desk.say(requester, words.known.0).await;
    desk.reads(&chat, words.known.1).await;

    desk.say(requester, words.asked).await;
    let unknown = desk
        .seen(&chat, |message| message.has_verb("handoff.request") && !message.visible_text().contains(words.known.1));
    let unknown = unknown.await;
    assert_eq!(desk.press(requester, &unknown, "handoff.request").await.status, 200);
    assert!(!desk.now(&unknown).has_verb("handoff.request"), "the card says that people have it");
    let ticket = desk.ticket("IT", words.asked).await;

    assert_eq!(desk.press("ken", &ticket.card, "ticket.accept").await.status, 200);
    assert!(desk.now(&ticket.card).visible_text().contains(person("ken")), "the card names who has it");
    desk.reply("ken", &ticket.thread, words.answer).await;
    let relayed = desk.reads(&chat, words.answer).await;
    assert!(relayed.text.contains(person("ken")), "{}", relayed.text);
    desk.say(requester, words.thanks).await;
    let back = desk.reads(&ticket.thread, words.thanks).await;
    assert!(back.text.contains(person(requester)), "{}", back.text);

    let card = desk.now(&ticket.card);
    assert_eq!(desk.press("ken", &card, "ticket.close").await.status, 200);
    desk.offered(requester, "csat.rate").await;
    let draft = desk.seen(&ticket.thread, |message| message.has_verb("draft.approve")).await;
    let proposed = card::input(&draft, "answer").expect("an input")["value"].as_str().expect("text").to_owned();
    assert!(proposed.contains(words.gist) && !proposed.contains("田中"), "the gist, without names: {proposed}");
    assert_eq!(desk.press("yui", &draft, "draft.approve").await.status, 200);
    assert!(desk.now(&draft).visible_text().contains(person("yui")), "the card names who published it");

    let published = Instant::now();
    while !desk.answers(words.colleague, words.again, words.gist).await {
        assert!(
            published.elapsed() < PATIENCE,
            "the colleague is answered: {:?}",
            desk.said_in(&desk.chat(words.colleague))
        );
    }
    // Where others read along it is answered as well.
    let channel = desk.channel("Sales");
    desk.teams.say("mika", &channel, words.again, &[Mention::Bot]).await.expect("said");
    desk.reads(&channel, words.gist).await;
}

async fn what_a_person_answered_once_the_assistant_answers_in_japanese(place: &Place) {
    the_loop(place, JAPANESE).await;
}

async fn what_a_person_answered_once_the_assistant_answers_in_english(place: &Place) {
    the_loop(place, ENGLISH).await;
}

crate::stories! {
    what_a_person_answered_once_the_assistant_answers_in_japanese,
    what_a_person_answered_once_the_assistant_answers_in_english,
}
