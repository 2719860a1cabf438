//! The message files: complete, alike, and all in use.

use std::collections::BTreeSet;

use desk::actions::ActionMessage;
use desk::delivery::{Notice, TicketNotice};
use desk::language::Language;
use desk::outside::{Content, Post};
use teams::cards::{TEMPLATES, sentence};
use teams::inbound::BadAction;
use teams::texts;

/// Every source file that names sentences.
const SOURCES: [&str; 7] = [
    include_str!("../../src/cards/mod.rs"),
    include_str!("../../src/cards/sentence.rs"),
    include_str!("../../src/cards/message.rs"),
    include_str!("../../src/inbound/commands.rs"),
    include_str!("../../src/outbound/size.rs"),
    include_str!("../../src/package/mod.rs"),
    include_str!("../../src/outbound/pictures.rs"),
];
/// Keys made at run time, by their beginning.
const MADE: [&str; 4] = ["language-", "priority-", "ticket-priority-", "app-command-"];

fn keys(file: &str) -> BTreeSet<String> {
    let is_key = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
    file.lines().filter(is_key).filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect()
}

fn arguments(text: &str) -> BTreeSet<String> {
    text.split("{ $").skip(1).filter_map(|rest| Some(rest.split_once(" }")?.0.to_owned())).collect()
}

#[test]
fn both_languages_have_the_same_keys_and_arguments() {
    let [(_, japanese), (_, english)] = texts::FILES;
    assert_eq!(keys(japanese), keys(english));
    for key in keys(english) {
        let line = |file: &str| file.lines().find(|it| it.starts_with(&format!("{key} = "))).map(arguments);
        assert_eq!(line(japanese), line(english), "{key}");
    }
}

#[test]
fn every_key_is_used_and_every_used_key_exists() {
    let known = keys(texts::FILES[0].1);
    let mut used = BTreeSet::new();
    let mut take = |text: &str, before: &str| {
        for rest in text.split(before).skip(1) {
            let key: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            used.insert(key);
        }
    };
    for (_, template) in TEMPLATES {
        take(template, "\"@");
    }
    for source in SOURCES {
        take(source, "\"");
    }
    for key in &known {
        let made = MADE.iter().any(|it| key.starts_with(it));
        assert!(made || used.contains(key), "{key} is used nowhere");
    }
    for (name, template) in TEMPLATES {
        for rest in template.split("\"@").skip(1) {
            let key = rest.split('"').next().unwrap_or_default();
            assert!(known.contains(key), "{name}: there is no sentence {key}");
        }
    }
}

#[test]
fn every_sentence_is_filled_in() {
    for language in [Language::Japanese, Language::English] {
        let whole = |text: &str| {
            assert!(!text.is_empty() && !text.contains('{') && !text.contains("{$"), "{text}");
            let known = keys(texts::FILES[0].1);
            assert!(!known.contains(text), "{text} is a key, not a sentence");
        };
        for (_, post) in crate::posts::all(language, "x") {
            for text in [sentence::sentence(&post), sentence::summary(&post)].iter().flatten() {
                whole(text);
            }
        }
        for word in [
            ActionMessage::Done,
            ActionMessage::TakenBy("x".into()),
            ActionMessage::Unchanged,
            ActionMessage::NotOpen,
            ActionMessage::NotAnAgent,
            ActionMessage::ColleagueNotAnAgent,
            ActionMessage::NotYours,
            ActionMessage::Missing,
            ActionMessage::Reviewed,
            ActionMessage::Withdrawn,
            ActionMessage::ReasonNeeded,
            ActionMessage::TooLate,
            ActionMessage::ChangedSince,
            ActionMessage::BadText,
            ActionMessage::RatedAlready,
            ActionMessage::ResentAlready,
            ActionMessage::AnotherRound,
            ActionMessage::TryAgain,
        ] {
            whole(&sentence::word(language, &word));
        }
        whole(&sentence::working(language));
        for bad in
            [BadAction::Verb, BadAction::Missing("to"), BadAction::Missing("ticket"), BadAction::Malformed("score")]
        {
            whole(&sentence::bad_action(language, &bad));
        }
    }
}

#[test]
fn sentences_name_who_and_what() {
    let notice = Content::TicketNotice {
        notice: TicketNotice::Accepted,
        number: 7,
        team: "IT".into(),
        agent: Some("鈴木\u{202e} 太郎".into()),
        requester: "花子".into(),
        usual_wait: None,
    };
    let said = |language, content: &Content| sentence::sentence(&Post { language, content: content.clone() });
    assert_eq!(
        said(Language::Japanese, &notice).as_deref(),
        Some("鈴木 太郎 が担当します（#7）。ここに書いた内容は担当者に届きます。")
    );
    let names = vec!["IT".to_owned(), "<at>HR</at>".to_owned()];
    let unknown = Content::Notice { notice: Notice::NoSuchTeam, names };
    assert_eq!(
        said(Language::English, &unknown).as_deref(),
        Some("There is no team of that name.\nKnown names: IT, ‹at>HR‹/at>")
    );
}
