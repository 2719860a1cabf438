//! Every card and message as people get it, and what must hold of all of them.

use std::collections::BTreeSet;

use desk::language::Language;
use serde_json::{Value, json};
use teams::cards::{card, message};
use teams::inbound;

use crate::posts;

const LANGUAGES: [Language; 2] = [Language::Japanese, Language::English];

/// The attachments of a carried message, as if none could be fetched.
fn shown(post: &desk::outside::Post) -> Vec<message::Shown> {
    match &post.content {
        desk::outside::Content::Relay { attachments, .. } => {
            attachments.iter().map(|it| message::Shown::Said(message::said(post.language, it))).collect()
        }
        _ => vec![],
    }
}

fn each_object(value: &Value, look: &mut impl FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| each_object(item, look)),
        Value::Object(fields) => {
            look(fields);
            fields.values().for_each(|value| each_object(value, look));
        }
        _ => {}
    }
}

#[test]
fn every_post_looks_as_it_should() {
    for language in LANGUAGES {
        for (name, post) in posts::all(language, "花子") {
            let activity = message::activity(&post, &shown(&post));
            insta::with_settings!({prepend_module_to_snapshot => false, snapshot_path => "../snapshots"}, {
                insta::assert_json_snapshot!(format!("{name}.{}", language.code()), activity);
            });
        }
    }
}

#[test]
fn every_card_is_of_version_1_5_and_its_actions_have_a_way_for_old_clients() {
    let mut seen = BTreeSet::new();
    for (name, post) in posts::all(Language::English, "x") {
        let Some(card) = card(&post) else { continue };
        assert_eq!(card["type"], "AdaptiveCard", "{name}");
        assert_eq!(card["version"], "1.5", "{name}");
        each_object(&card, &mut |fields| {
            if let Some(list) = fields.get("actions").and_then(Value::as_array) {
                assert_eq!(fields["type"], "ActionSet", "{name}: actions stand in an ActionSet");
                assert!(!list.is_empty(), "{name}: an ActionSet without actions");
            }
            if fields.get("type") != Some(&json!("Action.Execute")) {
                return;
            }
            let verb = fields["verb"].as_str().expect("a verb");
            seen.insert(verb.to_owned());
            assert_eq!(fields["data"]["verb"], verb, "{name}");
            assert_eq!(fields["fallback"]["type"], "Action.Submit", "{name}");
            assert_eq!(fields["fallback"]["data"], fields["data"], "{name}");
            assert_eq!(fields["fallback"]["title"], fields["title"], "{name}");
        });
    }
    let all: BTreeSet<String> = inbound::pressing::verbs().map(str::to_owned).collect();
    assert_eq!(seen, all, "every verb stands on a card");
}

/// What a card sends is what we read: each action of each card is parsed, with its inputs filled in as a client would.
#[test]
fn every_action_of_every_card_can_be_read() {
    for (name, post) in posts::all(Language::Japanese, "x") {
        let Some(card) = card(&post) else { continue };
        let mut inputs = serde_json::Map::new();
        each_object(&card, &mut |fields| {
            let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default();
            let first = fields.get("choices").and_then(|it| it.pointer("/0/value")).cloned();
            if let (true, Some(id)) = (kind.starts_with("Input."), fields.get("id").and_then(Value::as_str)) {
                let value = fields.get("value").cloned().or(first).unwrap_or_else(|| json!("typed"));
                inputs.insert(id.to_owned(), value);
            }
        });
        each_object(&card, &mut |fields| {
            if fields.get("type") != Some(&json!("Action.Execute")) {
                return;
            }
            let mut data = inputs.clone();
            data.extend(fields["data"].as_object().expect("an object").clone());
            let verb = fields["verb"].as_str().expect("a verb");
            if let Err(bad) = inbound::press(verb, &data) {
                panic!("{name} {verb}: {bad}");
            }
        });
    }
}

#[test]
fn what_the_assistant_says_is_labelled_once_and_nothing_else_is() {
    for (name, post) in posts::all(Language::English, "x") {
        let activity = message::activity(&post, &[]);
        let entities: Vec<&Value> = activity["entities"].as_array().into_iter().flatten().collect();
        let is_assistants = ["answer", "candidates", "unknown"].iter().any(|it| name.starts_with(it));
        assert_eq!(entities.len(), usize::from(is_assistants), "{name}");
        if is_assistants {
            assert_eq!(entities[0]["additionalType"], json!(["AIGeneratedContent"]));
            assert_eq!(entities[0]["@type"], "Message");
        }
    }
}

#[test]
fn a_closed_ticket_has_no_actions_and_a_queued_one_can_be_accepted() {
    let has = |name: &str, verb: &str| {
        let posts = posts::all(Language::English, "x");
        let (_, post) = posts.iter().find(|(it, _)| it == name).expect("the post is there");
        let mut found = false;
        each_object(&card(post).expect("a card"), &mut |fields| found |= fields.get("verb") == Some(&json!(verb)));
        found
    };
    for verb in
        ["ticket.accept", "ticket.assign", "ticket.close", "ticket.hand_back", "ticket.priority", "ticket.route"]
    {
        assert!(has("ticket-queued", verb), "{verb}");
        assert_eq!(has("ticket-assigned", verb), verb != "ticket.accept", "{verb}");
        assert!(!has("ticket-closed", verb) && !has("ticket-handed-back", verb), "{verb}");
        assert!(!has("ticket-left", verb), "{verb}: an old card has no buttons");
    }
    assert!(has("draft-new", "draft.merge") && has("draft-approved", "draft.undo"));
    assert!(has("draft-correction", "draft.approve_as_new") && !has("draft-new", "draft.approve_as_new"));
    assert!(!has("draft-approved", "draft.approve") && has("draft-rejected", "draft.undo"));
    assert!(!has("draft-withdrawn", "draft.approve") && !has("draft-withdrawn", "draft.undo"));
    assert!(has("ending", "csat.rate") && !has("ending-solved", "csat.rate") && has("ending-solved", "ticket.reopen"));
}

/// The verbs in each place of a card's body.
fn places(name: &str) -> Vec<Vec<String>> {
    let posts = posts::all(Language::English, "x");
    let (_, post) = posts.iter().find(|(it, _)| it == name).expect("the post is there");
    let card = card(post).expect("a card");
    let body = card["body"].as_array().expect("a body");
    let verbs_in = |place: &Value| {
        let mut verbs = Vec::new();
        each_object(place, &mut |fields| {
            if fields.get("type") == Some(&json!("Action.Execute")) {
                verbs.push(fields["verb"].as_str().expect("a verb").to_owned());
            }
        });
        verbs
    };
    body.iter().map(verbs_in).collect()
}

#[test]
fn no_button_of_a_ticket_slides_under_a_double_click() {
    let place_of = |places: &[Vec<String>], verb: &str| {
        places.iter().position(|verbs| verbs.iter().any(|it| it == verb)).expect("the verb is on the card")
    };
    let with_undo = places("ticket-handed-back");
    let undo = place_of(&with_undo, "ticket.undo");
    for state in ["ticket-queued", "ticket-assigned"] {
        let places = places(state);
        assert!(places[undo].is_empty(), "{state}: where undo comes no button was");
        let first = places.iter().flatten().next().expect("a button");
        assert!(!["ticket.close", "ticket.hand_back", "ticket.route"].contains(&first.as_str()), "{state}: {first}");
        let last = places.last().expect("a place");
        assert_eq!(last, &["ticket.hand_back", "ticket.close"], "{state}: what ends a ticket stands apart, last");
    }
    // The queued card of the fixture has one line more above: it was reminded.
    let accept = place_of(&places("ticket-queued"), "ticket.accept");
    for place in [accept - 1, accept] {
        let below = &places("ticket-assigned")[place];
        assert!(
            !below.iter().any(|verb| ["ticket.close", "ticket.hand_back", "ticket.route"].contains(&verb.as_str()))
        );
    }
    assert!(places("ticket-assigned")[accept - 1].is_empty(), "where Accept stood there is a sentence");
    assert!(with_undo.iter().flatten().eq(["ticket.undo"]), "an ended card offers the way back and nothing else");
}
