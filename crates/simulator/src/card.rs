//! What Teams asks of an adaptive card.

use serde_json::Value;

/// Lowest card version with universal actions.
const UNIVERSAL: (u32, u32) = (1, 4);

/// Checks a card that replaces another: version 1.4 or higher, a verb on every `Action.Execute`.
pub(crate) fn check(card: &Value) -> Result<(), String> {
    check_shape(card)?;
    let version = card["version"].as_str().unwrap_or_default();
    if parse(version).is_none_or(|version| version < UNIVERSAL) {
        return Err(format!("card version {version:?} is below 1.4, which universal actions need"));
    }
    check_verbs(card)
}

/// Checks a card of a sent message: it must be one, and its universal actions must be usable.
pub(crate) fn check_sent(card: &Value) -> Result<(), String> {
    check_shape(card)?;
    if has_execute(card) { check(card) } else { Ok(()) }
}

fn check_shape(card: &Value) -> Result<(), String> {
    match card["type"].as_str() {
        Some("AdaptiveCard") => Ok(()),
        other => Err(format!("card of type {other:?}; expected AdaptiveCard")),
    }
}

fn parse(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn is_execute(node: &Value) -> bool {
    node["type"].as_str() == Some("Action.Execute")
}

fn children(node: &Value) -> Vec<&Value> {
    match node {
        Value::Object(map) => map.values().collect(),
        Value::Array(list) => list.iter().collect(),
        _ => Vec::new(),
    }
}

fn has_execute(node: &Value) -> bool {
    is_execute(node) || children(node).into_iter().any(has_execute)
}

fn check_verbs(node: &Value) -> Result<(), String> {
    if is_execute(node) && node["verb"].as_str().is_none_or(str::is_empty) {
        return Err(format!("Action.Execute {} has no verb", node["title"]));
    }
    children(node).into_iter().try_for_each(check_verbs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn card(version: &str, verb: Value) -> Value {
        let action = json!({ "type": "Action.Execute", "title": "Go", "verb": verb });
        json!({ "type": "AdaptiveCard", "version": version, "body": [{ "type": "ActionSet", "actions": [action] }] })
    }

    #[test]
    fn a_replacing_card_needs_version_1_4_and_verbs() {
        assert_eq!(check(&card("1.4", json!("go"))), Ok(()));
        assert_eq!(check(&card("1.5", json!("go"))), Ok(()));
        assert!(check(&card("1.3", json!("go"))).is_err());
        assert!(check(&card("", json!("go"))).is_err());
        assert!(check(&card("1.4", json!(""))).is_err());
        assert!(check(&card("1.4", Value::Null)).is_err());
        assert!(check(&json!({ "type": "Container", "version": "1.5" })).is_err());
    }

    #[test]
    fn a_plain_card_may_be_older() {
        assert_eq!(check_sent(&json!({ "type": "AdaptiveCard", "version": "1.2" })), Ok(()));
        assert!(check_sent(&card("1.2", json!("go"))).is_err());
    }
}
