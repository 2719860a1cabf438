//! Reading, writing, changing, pressing.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::refusal::{Refusal, read};
use crate::message::Upload;
use crate::{Error, Mention, Post, Simulator, connector};

/// The most pictures and files on one message, as in Teams.
const MOST_FILES: usize = 10;

#[derive(Deserialize)]
pub(super) struct Reader {
    r#as: Option<String>,
}

pub(super) async fn list(
    State(simulator): State<Arc<Simulator>>,
    Path(chat): Path<String>,
    Query(reader): Query<Reader>,
) -> Result<Json<Value>, Refusal> {
    {
        let world = simulator.world();
        let place = world.chat(&chat).ok_or_else(|| Error::NoChat(chat.clone()))?;
        if let Some(key) = reader.r#as {
            let person = world.person(&key).ok_or(Error::NoPerson(key))?;
            if !world.members(place).contains(&person.id) {
                return Err(Error::NotMember { person: person.key.clone(), chat: place.name.clone() }.into());
            }
        }
    }
    Ok(Json(json!({ "messages": simulator.messages(&chat) })))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    from: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    mentions: Vec<String>,
    thread_root: Option<String>,
    #[serde(default)]
    attachments: Vec<Attached>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Attached {
    name: String,
    content_type: String,
    base64: String,
}

impl Attached {
    fn upload(self) -> Result<Upload, Refusal> {
        let bytes = STANDARD.decode(&self.base64).map_err(|_| Refusal::invalid("an attachment is not base64"))?;
        // The last part only: a name is not a path.
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        if name.is_empty() || name.chars().count() > 255 || name.chars().any(char::is_control) {
            return Err(Refusal::invalid("an attachment needs a name of at most 255 characters"));
        }
        if bytes.is_empty() {
            return Err(Refusal::invalid("an attachment is empty"));
        }
        Ok(Upload { name: name.to_owned(), content_type: self.content_type, bytes })
    }
}

pub(super) async fn write(
    State(simulator): State<Arc<Simulator>>,
    Path(chat): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let written: Written = read(&headers, &body)?;
    if written.attachments.len() > MOST_FILES {
        return Err(Refusal::invalid("a message has at most 10 attachments"));
    }
    let files = written.attachments.into_iter().map(Attached::upload).collect::<Result<Vec<_>, _>>()?;
    let post = Post {
        from: written.from,
        chat,
        text: written.text,
        mentions: mentions_of(written.mentions),
        thread_root: written.thread_root,
        files,
    };
    let (id, _delivery) = simulator.post(post)?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

fn mentions_of(who: Vec<String>) -> Vec<Mention> {
    who.into_iter().map(|who| if who == "bot" { Mention::Bot } else { Mention::Person(who) }).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edited {
    from: String,
    text: String,
    #[serde(default)]
    mentions: Vec<String>,
}

pub(super) async fn edit(
    State(simulator): State<Arc<Simulator>>,
    Path((chat, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let Edited { from, text, mentions } = read(&headers, &body)?;
    stands(&simulator, &chat, &id)?;
    let _delivery = simulator.change(&from, &id, &text, Some(&mentions_of(mentions)))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Author {
    from: String,
}

/// What a page wants of a message: which one, and who wants it.
type Request = (State<Arc<Simulator>>, Path<(String, String)>, HeaderMap, Bytes);

pub(super) async fn delete(request: Request) -> Result<StatusCode, Refusal> {
    by_author(request, |simulator, from, id| simulator.take_back(from, id).map(drop))
}

pub(super) async fn restore(request: Request) -> Result<StatusCode, Refusal> {
    by_author(request, |simulator, from, id| simulator.give_again(from, id).map(drop))
}

fn by_author(
    (State(simulator), Path((chat, id)), headers, body): Request,
    change: fn(&Arc<Simulator>, &str, &str) -> Result<(), Error>,
) -> Result<StatusCode, Refusal> {
    let Author { from } = read(&headers, &body)?;
    stands(&simulator, &chat, &id)?;
    change(&simulator, &from, &id)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a chat has a message, or its placeholder.
fn stands(simulator: &Simulator, chat: &str, id: &str) -> Result<(), Error> {
    let is_there = simulator.messages(chat).iter().any(|message| message.id == id);
    if is_there { Ok(()) } else { Err(Error::NoMessage(id.to_owned())) }
}

#[derive(Deserialize)]
struct Pressed {
    from: String,
    #[serde(default)]
    verb: String,
    #[serde(default)]
    data: Value,
    kind: Option<String>,
}

pub(super) async fn act(
    State(simulator): State<Arc<Simulator>>,
    Path((chat, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let Pressed { from, verb, data, kind } = read(&headers, &body)?;
    let data = match data {
        Value::Null => json!({}),
        Value::Object(_) => data,
        _ => return Err(Refusal::invalid("data must be an object")),
    };
    stands(&simulator, &chat, &id)?;
    match kind.as_deref() {
        Some("submit") => {
            simulator.post_submit(&from, &id, &verb, &data)?;
            Ok(Json(json!({ "status": 200, "type": "", "value": null })))
        }
        None | Some("execute") if verb.is_empty() => Err(Refusal::invalid("an action needs a verb")),
        None | Some("execute") => {
            // A task of its own: the service goes on when the person closes the page.
            let press = tokio::spawn(async move { simulator.press(&from, &id, &verb, data).await });
            let answer = press.await.map_err(|_| Error::NoAnswer(None))??;
            Ok(Json(json!({ "status": answer.status, "type": answer.kind, "value": answer.value })))
        }
        Some(_) => Err(Refusal::invalid("kind is execute or submit")),
    }
}

pub(super) async fn file(State(simulator): State<Arc<Simulator>>, Path(file): Path<String>) -> Response {
    connector::bytes(&simulator, &file, false).into_response()
}
