//! Fills card templates. Values enter as JSON values and are never read again, so no text can become part of a card.
//!
//! In a template, `"${name}"` is a value, `"@key"` a sentence of the message files (every scalar value in scope is its
//! argument), `"$if": "name"` drops the object unless the value is there and true, `"$each": "name"` repeats it for each
//! object of a list, `"$links": true` splits a run of text at its addresses so that they can be opened, `"$marks": true` beside it
//! shows `**words**` in bold and list items with a dot, and
//! `"$action": "verb"` is short for an `Action.Execute` with its `Action.Submit` for old clients.

use desk::language::Language;
use serde_json::{Map, Value, json};

use crate::activity::address::{self, Piece};
use crate::texts;

/// Values by name.
pub type Values = Map<String, Value>;

/// Fills a template.
pub fn fill(template: &Value, language: Language, values: &Values) -> Value {
    Filler { language }.value(template, values).unwrap_or(Value::Null)
}

struct Filler {
    language: Language,
}

impl Filler {
    /// `None`: nothing stands here.
    fn value(&self, template: &Value, values: &Values) -> Option<Value> {
        match template {
            Value::String(text) => self.string(text, values),
            Value::Array(items) => Some(items.iter().flat_map(|item| self.item(item, values)).collect()),
            Value::Object(object) => self.object(object, values),
            plain => Some(plain.clone()),
        }
    }

    fn string(&self, text: &str, values: &Values) -> Option<Value> {
        if let Some(name) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
            return values.get(name).filter(|value| !value.is_null()).cloned();
        }
        let Some(key) = text.strip_prefix('@') else {
            return Some(Value::from(text));
        };
        if let Some(whole) = texts::without_arguments(self.language, key) {
            return Some(Value::from(whole));
        }
        let arguments: Vec<(&str, String)> =
            values.iter().filter_map(|(name, value)| Some((name.as_str(), scalar(value)?))).collect();
        let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(Value::from(texts::with(self.language, key, &arguments)))
    }

    /// One place of a list: nothing, one thing or many.
    fn item(&self, template: &Value, values: &Values) -> Vec<Value> {
        let Some(name) = template.get("$each").and_then(Value::as_str) else {
            let filled = self.value(template, values);
            let [has_links, has_marks] = ["$links", "$marks"].map(|name| template.get(name).is_some());
            let marked = |run| if has_marks { with_marks(run) } else { vec![run] };
            let linked = |run| if has_links { with_links(run) } else { vec![run] };
            return filled.into_iter().flat_map(marked).flat_map(linked).collect();
        };
        let rows = values.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
        rows.filter_map(|row| {
            let mut scope = values.clone();
            scope.extend(row.clone());
            self.value(template, &scope)
        })
        .collect()
    }

    fn object(&self, template: &Map<String, Value>, values: &Values) -> Option<Value> {
        if let Some(condition) = template.get("$if").and_then(Value::as_str) {
            let holds = match values.get(condition) {
                None | Some(Value::Null | Value::Bool(false)) => false,
                Some(Value::Array(list)) => !list.is_empty(),
                Some(_) => true,
            };
            if !holds {
                return None;
            }
        }
        let fields = template.iter().filter(|(name, _)| !name.starts_with('$') || name.as_str() == "$schema");
        let filled: Map<String, Value> =
            fields.filter_map(|(name, value)| Some((name.clone(), self.value(value, values)?))).collect();
        match template.get("$action").and_then(Value::as_str) {
            Some(verb) => Some(action(verb, filled, values)),
            None => Some(Value::Object(filled)),
        }
    }
}

/// A run of text as several, of which those that are an address open it. Markdown would read the text around it; a run shows
/// what stands there, and a client that cannot open it shows the address all the same.
fn with_links(run: Value) -> Vec<Value> {
    let Some(text) = run.get("text").and_then(Value::as_str) else { return vec![run] };
    let pieces = address::pieces(text);
    if !pieces.iter().any(|piece| matches!(piece, Piece::Address(_))) {
        return vec![run];
    }
    let as_run = |piece: &Piece<'_>| {
        let mut part = run.clone();
        match piece {
            Piece::Text(text) => part["text"] = json!(text),
            Piece::Address(address) => {
                part["text"] = json!(address);
                part["selectAction"] = json!({"type": "Action.OpenUrl", "url": address});
            }
        }
        part
    };
    pieces.iter().map(as_run).collect()
}

/// A run of text as several, of which those between `**` are bold; a list item begins with a dot. No more of Markdown: a run shows what
/// stands there, and whoever writes `2 * 3` or `__init__` means that.
fn with_marks(run: Value) -> Vec<Value> {
    let Some(text) = run.get("text").and_then(Value::as_str) else { return vec![run] };
    if run.get("selectAction").is_some() || !text.contains(['*', '-']) {
        return vec![run];
    }
    let items: String = text
        .split_inclusive('\n')
        .map(|line| match line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
            Some(item) => format!("• {item}"),
            None => line.to_owned(),
        })
        .collect();
    let as_run = |text: &str, is_bold: bool| {
        let mut part = run.clone();
        part["text"] = json!(text);
        if is_bold {
            part["weight"] = json!("Bolder");
        }
        part
    };
    let mut parts = Vec::new();
    let mut rest = items.as_str();
    while let Some((before, bold, after)) = first_bold(rest) {
        if !before.is_empty() {
            parts.push(as_run(before, false));
        }
        parts.push(as_run(bold, true));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(as_run(rest, false));
    }
    parts
}

/// What stands before the first words in `**`, these words, and what follows. They stand in one line and touch their marks.
fn first_bold(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + text[from..].find("**")?;
        let within = &text[open + 2..];
        let line = &within[..within.find('\n').unwrap_or(within.len())];
        let touches = |words: &&str| !words.is_empty() && words.trim() == *words;
        if let Some(bold) = line.find("**").map(|close| &line[..close]).filter(touches) {
            return Some((&text[..open], bold, &within[bold.len() + 2..]));
        }
        from = open + 2;
    }
}

fn action(verb: &str, mut fields: Map<String, Value>, values: &Values) -> Value {
    let mut data = match fields.remove("data") {
        Some(Value::Object(data)) => data,
        _ => Map::new(),
    };
    data.insert("verb".to_owned(), json!(verb));
    if let Some(round) = values.get("round") {
        data.insert("round".to_owned(), round.clone());
    }
    let mut submit = fields.clone();
    submit.insert("type".to_owned(), json!("Action.Submit"));
    submit.insert("data".to_owned(), Value::Object(data.clone()));
    fields.insert("type".to_owned(), json!("Action.Execute"));
    fields.insert("verb".to_owned(), json!(verb));
    fields.insert("data".to_owned(), Value::Object(data));
    fields.insert("fallback".to_owned(), Value::Object(submit));
    Value::Object(fields)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(template: &str, language: Language, values: &Values) -> Value {
        super::fill(&serde_json::from_str(template).expect("the test gives JSON"), language, values)
    }

    fn values(value: Value) -> Values {
        value.as_object().cloned().expect("the test gives an object")
    }

    #[test]
    fn values_enter_as_they_are_and_are_not_read_again() {
        let text = "\", \"x\": \"${other} @word-done {\"$if\"";
        let filled = fill(r#"{"a": "${text}", "b": "${absent}"}"#, Language::English, &values(json!({"text": text})));
        assert_eq!(filled, json!({"a": text}));
        let filled = fill(r#"["${text}"]"#, Language::English, &values(json!({"text": "${other}", "other": 1})));
        assert_eq!(filled, json!(["${other}"]));
    }

    #[test]
    fn marks_are_shown_as_what_they_mean_and_other_stars_as_they_stand() {
        let template = r#"[{"$links": true, "$marks": true, "type": "TextRun", "text": "${text}"}]"#;
        let run = |text: &str| json!({"type": "TextRun", "text": text});
        let bold = |text: &str| json!({"type": "TextRun", "text": text, "weight": "Bolder"});
        for (text, expected) in [
            ("**北門**の横です", vec![bold("北門"), run("の横です")]),
            ("a **b** c **d e**", vec![run("a "), bold("b"), run(" c "), bold("d e")]),
            ("- one\n* two\n-3", vec![run("• one\n• two\n-3")]),
            ("2 ** 3 ** 4", vec![run("2 ** 3 ** 4")]),
            ("**not\nin one line**", vec![run("**not\nin one line**")]),
            ("**** and **open", vec![run("**** and **open")]),
            ("__init__ 2*3*4", vec![run("__init__ 2*3*4")]),
            ("**a ** b**", vec![run("**a ** b**")]),
            ("***a***", vec![bold("*a"), run("*")]),
        ] {
            assert_eq!(fill(template, Language::English, &values(json!({"text": text}))), json!(expected), "{text}");
        }
        let text = "**手順は https://a.example/x-y です**。";
        let filled = fill(template, Language::English, &values(json!({"text": text})));
        let mut link = bold("https://a.example/x-y");
        link["selectAction"] = json!({"type": "Action.OpenUrl", "url": "https://a.example/x-y"});
        assert_eq!(filled, json!([bold("手順は "), link, bold(" です"), run("。")]));
    }

    #[test]
    fn an_address_opens_what_it_shows_and_keeps_the_look_of_its_text() {
        let template = r#"[{"$links": true, "type": "TextRun", "text": "${text}", "size": "Small"}]"#;
        let text = "See https://a.example/x, [b](https://b.example)";
        let filled = fill(template, Language::English, &values(json!({"text": text})));
        let run = |text: &str| json!({"type": "TextRun", "text": text, "size": "Small"});
        let link = |text: &str| json!({"type": "TextRun", "text": text, "size": "Small", "selectAction": {"type": "Action.OpenUrl", "url": text}});
        let expected = [run("See "), link("https://a.example/x"), run(", [b]("), link("https://b.example"), run(")")];
        assert_eq!(filled, json!(expected));
    }

    #[test]
    fn conditions_and_lists() {
        let template =
            r#"[{"$if": "yes", "a": 1}, {"$if": "no", "a": 2}, {"$each": "rows", "$if": "keep", "b": "${n}"}]"#;
        let filled = fill(
            template,
            Language::English,
            &values(
                json!({"yes": "x", "no": false, "rows": [{"n": 1, "keep": true}, {"n": 2}, {"n": 3, "keep": true}]}),
            ),
        );
        assert_eq!(filled, json!([{"a": 1}, {"b": 1}, {"b": 3}]));
    }
}
