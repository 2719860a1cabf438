//! New conversations: a personal chat with somebody, or a new thread in a channel.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Refusal;
use super::gate::answer;
use super::incoming::{Draft, Incoming, read};
use super::messages::speak;
use crate::Simulator;
use crate::faults::CallKind;
use crate::ids;
use crate::world::ChatKind;

pub(super) async fn create(State(simulator): State<Arc<Simulator>>, body: Bytes) -> Result<Response, Refusal> {
    let wish: Value =
        serde_json::from_slice(&body).map_err(|error| Refusal::bad_argument(&format!("not JSON: {error}")))?;
    let draft = first_message(&wish)?;
    let chat = target(&simulator, &wish)?;
    answer(&simulator, CallKind::Create, &chat, || open(&simulator, &chat, draft)).await
}

/// The message a conversation begins with.
fn first_message(wish: &Value) -> Result<Option<Draft>, Refusal> {
    match wish.get("activity").filter(|activity| !activity.is_null()) {
        None => Ok(None),
        Some(activity) => match read(activity.to_string().as_bytes())? {
            Incoming::Message(draft) => Ok(Some(draft)),
            Incoming::Typing => Err(Refusal::bad_argument("a conversation does not begin with typing")),
        },
    }
}

/// The chat in which the conversation will be.
fn target(simulator: &Simulator, wish: &Value) -> Result<String, Refusal> {
    let state = simulator.state();
    let tenant = wish["tenantId"].as_str().or(wish["channelData"]["tenant"]["id"].as_str());
    if tenant.is_some_and(|tenant| tenant != state.world.tenant) {
        let message = "The app is not installed in this tenant.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "ForbiddenOperationException", message));
    }
    if let Some(channel) = wish["channelData"]["channel"]["id"].as_str() {
        let known = state.world.chat(channel).filter(|chat| chat.kind == ChatKind::Channel);
        let known = known.ok_or_else(Refusal::no_conversation)?;
        return if state.is_installed(known) { Ok(known.id.clone()) } else { Err(Refusal::not_in_roster()) };
    }
    let members = wish["members"].as_array().map_or(&[][..], Vec::as_slice);
    let [member] = members else {
        return Err(Refusal::bad_argument("bots open chats with exactly one member"));
    };
    let who = member["id"].as_str().unwrap_or_default();
    // Ids only: a mail address or a user principal name is refused by the service too.
    let person = state.world.people.iter().find(|person| person.id == who || person.directory_id == who);
    let person = person.ok_or_else(|| Refusal::bad_argument("unknown member id"))?;
    let chat = state.world.personal_chat(person).ok_or_else(Refusal::no_conversation)?;
    Ok(chat.id.clone())
}

fn open(simulator: &Simulator, chat: &str, draft: Option<Draft>) -> Result<Response, Refusal> {
    let is_channel = simulator.state().is_channel(chat);
    if is_channel && draft.is_none() {
        return Err(Refusal::bad_argument("a thread begins with a message"));
    }
    let mut activity = None;
    if let Some(mut draft) = draft {
        // Text and attachments are two messages; in a channel the text is the root and the rest its first reply.
        let rest =
            if is_channel && !draft.text.is_empty() { std::mem::take(&mut draft.attachments) } else { Vec::new() };
        activity = if rest.is_empty() {
            speak(simulator, chat, draft)?
        } else {
            let root = speak(simulator, chat, draft.clone())?;
            let thread = root.as_deref().map(|root| ids::thread(chat, root)).unwrap_or_default();
            let things = Draft { text: String::new(), attachments: rest, entities: Vec::new(), ..draft };
            speak(simulator, &thread, things)?;
            root
        };
    }
    let id = match (&activity, is_channel) {
        (Some(root), true) => ids::thread(chat, root),
        _ => chat.to_owned(),
    };
    let mut body = json!({ "id": id, "serviceUrl": simulator.service_url() });
    if let Some(activity) = activity {
        body["activityId"] = json!(activity);
    }
    Ok((StatusCode::CREATED, Json(body)).into_response())
}
