//! What Teams does when somebody presses a button: the action's data and, where the card asks for it, its inputs.

use serde_json::{Map, Value};
use simulator::Message;

/// Every action of a card that carries this verb, in order.
pub(crate) fn actions<'a>(message: &'a Message, verb: &str) -> Vec<&'a Value> {
    let mut found = Vec::new();
    if let Some(card) = message.card() {
        collect(card, &mut |node| {
            if node["type"] == "Action.Execute" && node["verb"] == verb {
                found.push(node);
            }
        });
    }
    found
}

/// What a press sends: inputs with what stands in them, then the action's own data.
pub(crate) fn data(message: &Message, action: &Value) -> Value {
    let mut data = Map::new();
    if action["associatedInputs"] != "none"
        && let Some(card) = message.card()
    {
        collect(card, &mut |node| {
            let kind = node["type"].as_str().unwrap_or_default();
            if let (true, Some(id)) = (kind.starts_with("Input."), node["id"].as_str()) {
                let value = node.get("value").cloned().unwrap_or_else(|| Value::String(String::new()));
                data.insert(id.to_owned(), value);
            }
        });
    }
    data.extend(action["data"].as_object().cloned().unwrap_or_default());
    Value::Object(data)
}

/// An input of the card.
pub(crate) fn input<'a>(message: &'a Message, id: &str) -> Option<&'a Value> {
    let mut found = None;
    collect(message.card()?, &mut |node| {
        if node["id"] == id && node["type"].as_str().is_some_and(|kind| kind.starts_with("Input.")) {
            found = Some(node);
        }
    });
    found
}

fn collect<'a>(node: &'a Value, each: &mut impl FnMut(&'a Value)) {
    match node {
        Value::Object(map) => {
            each(node);
            map.values().for_each(|child| collect(child, each));
        }
        Value::Array(list) => list.iter().for_each(|child| collect(child, each)),
        _ => {}
    }
}
