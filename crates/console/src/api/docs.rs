//! `/api/docs`: the description as a page to be read. It has no script and loads nothing, so that it works wherever the program
//! does; what each kind of problem means stands at its end, where their `type` leads.

use std::fmt::Write;

use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

use super::problem::{CONFLICTS, Fault};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
const STYLE: &str = ":root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}\
    h2{margin-top:2.5rem;border-bottom:1px solid #8888}h3{margin:1.8rem 0 .3rem;font-size:1rem}code{font-family:ui-monospace,monospace}\
    table{border-collapse:collapse;width:100%;margin:.4rem 0}td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}\
    nav a{margin-right:1rem}.method{font-weight:700;text-transform:uppercase}@media(max-width:40rem){table{display:block;overflow-x:auto}}";

/// The page of a description.
pub(super) fn page(document: &Value) -> Response {
    let mut response = Html(rendered(document)).into_response();
    let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

fn rendered(document: &Value) -> String {
    let mut html =
        String::from("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Madoguchi API</title>");
    let viewport = "<meta name=\"viewport\" content=\"width=device-width\">";
    let about = text(&document["info"]["description"]);
    let written = write!(html, "{viewport}<style>{STYLE}</style></head><body><h1>Madoguchi API</h1><p>{about}</p>");
    written.expect("a text takes what is written");
    html.push_str("<p>For programs: <a href=\"/api/v1/openapi.json\">openapi.json</a> (OpenAPI 3.1).</p><nav>");
    let tags = tags(document);
    for tag in &tags {
        push(&mut html, &format!("<a href=\"#{tag}\">{tag}</a>"));
    }
    html.push_str("<a href=\"#problems\">problems</a></nav>");
    for tag in &tags {
        push(&mut html, &format!("<h2 id=\"{tag}\">{tag}</h2>"));
        for (path, method, operation) in operations(document).filter(|(_, _, operation)| operation["tags"][0] == *tag) {
            push(&mut html, &of_operation(document, path, method, operation));
        }
    }
    push(&mut html, &problems());
    html.push_str("</body></html>");
    html
}

fn push(html: &mut String, part: &str) {
    html.push_str(part);
}

fn operations(document: &Value) -> impl Iterator<Item = (&String, &'static str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| METHODS.into_iter().filter_map(move |method| Some((path, method, item.get(method)?))))
}

/// The tags in the order of their first operation.
fn tags(document: &Value) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for (_, _, operation) in operations(document) {
        let tag = operation["tags"][0].as_str().unwrap_or_default();
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

fn of_operation(document: &Value, path: &str, method: &str, operation: &Value) -> String {
    let (id, summary) = (text(&operation["operationId"]), text(&operation["summary"]));
    let mut html = format!(
        "<h3 id=\"{id}\"><span class=\"method\">{method}</span> <code>{}</code></h3><p>{summary}</p>",
        escaped(path)
    );
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let rows: Vec<String> = parameters
        .map(|parameter| {
            row(
                &parameter["name"],
                &format!("{}, {}", text(&parameter["in"]), kind(document, &parameter["schema"])),
                &parameter["description"],
            )
        })
        .collect();
    html.push_str(&table(&rows));
    if let Some(schema) = schema_of(document, &operation["requestBody"]) {
        html.push_str("<p>Takes:</p>");
        html.push_str(&fields(document, schema));
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        if status == "default" {
            continue;
        }
        let status = format!("<p><code>{}</code> {}</p>", escaped(status), text(&response["description"]));
        html.push_str(&status);
        if let Some(schema) = schema_of(document, response) {
            html.push_str(&fields(document, schema));
        }
    }
    html
}

/// The schema of a body of JSON.
fn schema_of<'d>(document: &'d Value, body: &'d Value) -> Option<&'d Value> {
    body["content"].get("application/json").map(|content| resolved(document, &content["schema"]))
}

/// What a schema refers to; of one that may be `null` the other.
fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let one = schema["oneOf"].as_array().and_then(|of| of.iter().find(|one| one["type"] != "null")).unwrap_or(schema);
    match one["$ref"].as_str().and_then(|name| name.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer).unwrap_or(one),
        None => one,
    }
}

/// The fields of an object, also of one that is put together of several.
fn fields(document: &Value, schema: &Value) -> String {
    let mut rows = Vec::new();
    let parts = schema["allOf"].as_array().map_or_else(|| vec![schema], |all| all.iter().collect());
    for part in parts {
        let part = resolved(document, part);
        rows_of(document, part, "", &mut rows);
    }
    table(&rows)
}

/// A row for each field, and for those of the things in a list.
fn rows_of(document: &Value, object: &Value, within: &str, rows: &mut Vec<String>) {
    for (name, field) in object["properties"].as_object().into_iter().flatten() {
        let name = format!("{within}{name}");
        let of_one = |one: &Value| one["description"].is_string().then(|| one["description"].clone());
        let meaning = field["oneOf"].as_array().and_then(|of| of.iter().find_map(of_one));
        rows.push(row(
            &Value::String(name.clone()),
            &kind(document, field),
            &meaning.unwrap_or(field["description"].clone()),
        ));
        if field["items"]["properties"].is_object() {
            rows_of(document, &field["items"], &format!("{name}[]."), rows);
        }
    }
}

fn row(name: &Value, kind: &str, meaning: &Value) -> String {
    format!("<tr><td><code>{}</code></td><td>{kind}</td><td>{}</td></tr>", text(name), text(meaning))
}

fn table(rows: &[String]) -> String {
    if rows.is_empty() { String::new() } else { format!("<table>{}</table>", rows.concat()) }
}

/// The type of a schema in a few words.
fn kind(document: &Value, schema: &Value) -> String {
    if let Some(of) = schema["oneOf"].as_array().filter(|of| of.iter().any(|one| one.get("$ref").is_some())) {
        return of.iter().map(|one| kind(document, one)).collect::<Vec<_>>().join(" or ");
    }
    let named = resolved(document, schema);
    if let Some(values) = words(named) {
        return values;
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        let names: Vec<&String> = named["properties"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
        return if names.is_empty() { escaped(name) } else { format!("{{{}}}", escaped(&joined(&names))) };
    }
    let types = match &schema["type"] {
        Value::Array(types) => types.iter().map(text).collect::<Vec<_>>().join(" or "),
        one => text(one),
    };
    match types.strip_prefix("array") {
        Some(rest) => format!("list of {}{rest}", kind(document, &schema["items"])),
        None => types,
    }
}

/// The words that a schema allows, where it allows nothing else.
fn words(schema: &Value) -> Option<String> {
    let of_one = |one: &Value| one["enum"].as_array().map(|words| words.iter().map(text).collect::<Vec<_>>());
    let words: Vec<String> = match schema["oneOf"].as_array() {
        Some(of) => of.iter().map(of_one).collect::<Option<Vec<_>>>()?.concat(),
        None => of_one(schema)?,
    };
    Some(words.join(" | "))
}

fn joined(names: &[&String]) -> String {
    names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
}

fn problems() -> String {
    let about = "<h2 id=\"problems\">Problems</h2><p>What was not done is told as <code>application/problem+json</code> (RFC 9457): \
                 <code>type</code>, <code>title</code>, <code>status</code>, often <code>detail</code>, and <code>errors</code> with \
                 <code>field</code> and <code>problem</code> where fields are wrong.</p>";
    let row = |name: &str, status: u16, meaning: &str| {
        format!(
            "<tr id=\"problem-{name}\"><td><code>{name}</code></td><td>{status}</td><td>{}</td></tr>",
            escaped(meaning)
        )
    };
    let kinds = Fault::kinds().into_iter().map(|(status, name, title)| row(name, status.as_u16(), title));
    let conflicts = CONFLICTS.iter().map(|(name, meaning)| row(name, 409, meaning));
    format!("{about}<table>{}</table>", kinds.chain(conflicts).collect::<String>())
}

/// A text, what stands between backticks as code.
fn text(value: &Value) -> String {
    let pieces = value.as_str().unwrap_or_default().split('`').enumerate();
    pieces
        .map(|(at, piece)| if at % 2 == 1 { format!("<code>{}</code>", escaped(piece)) } else { escaped(piece) })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_and_every_problem_has_its_place_and_no_sign_is_markup() {
        let document = serde_json::to_value(crate::api::description()).expect("JSON");
        let page = rendered(&document);
        for (path, _, operation) in operations(&document) {
            let id = operation["operationId"].as_str().expect("it has a name");
            assert!(page.contains(&format!("<h3 id=\"{id}\">")) && page.contains(path.as_str()), "{id}");
        }
        assert!(page.contains("<tr id=\"problem-not-found\">") && page.contains("<tr id=\"problem-last-admin\">"));
        assert!(page.contains("<td><code>question</code></td>"), "fields of bodies are named");
        assert_eq!(escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }
}
