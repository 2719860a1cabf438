//! Send, reply, update, delete.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Refusal;
use super::gate::answer;
use super::incoming::{Draft, Incoming, read};
use crate::Simulator;
use crate::faults::CallKind;
use crate::feed::Event;
use crate::ids::split_thread;
use crate::message::{Attachment, Message, now};
use crate::simulator::State as Kept;
use crate::world::ChatKind;

type Answer = Result<Response, Refusal>;

/// Where the bot speaks.
struct Place {
    chat: String,
    kind: ChatKind,
    thread: Option<String>,
}

/// Finds the conversation and whether the bot may speak there.
fn place(simulator: &Simulator, state: &Kept, conversation: &str) -> Result<Place, Refusal> {
    let (id, thread) = split_thread(conversation);
    let chat = state.world.chat(id).ok_or_else(Refusal::no_conversation)?;
    if thread.is_some_and(|root| chat.kind != ChatKind::Channel || !state.has_root(id, root)) {
        return Err(Refusal::no_conversation());
    }
    if chat.kind == ChatKind::Personal && chat.members.iter().any(|person| simulator.faults().is_blocked(person)) {
        return Err(Refusal::writes_blocked());
    }
    if !state.is_installed(chat) {
        return Err(Refusal::not_in_roster());
    }
    Ok(Place { chat: chat.id.clone(), kind: chat.kind, thread: thread.map(str::to_owned) })
}

pub(super) async fn send(
    State(simulator): State<Arc<Simulator>>,
    Path(conversation): Path<String>,
    body: Bytes,
) -> Answer {
    let incoming = {
        let state = simulator.state();
        place(&simulator, &state, &conversation)?;
        read(&body)?
    };
    let kind = match incoming {
        Incoming::Typing => CallKind::Typing,
        Incoming::Message(_) => CallKind::Send,
    };
    answer(&simulator, kind, &conversation, || match incoming {
        Incoming::Typing => show_typing(&simulator, &conversation),
        Incoming::Message(draft) => accept(&simulator, &conversation, draft),
    })
    .await
}

/// The id in the path has no routing effect, as with the service; it only must be there.
pub(super) async fn reply(
    state: State<Arc<Simulator>>,
    Path((conversation, _activity)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    send(state, Path(conversation), body).await
}

/// Channels show no typing; the call succeeds all the same.
fn show_typing(simulator: &Simulator, conversation: &str) -> Answer {
    let state = simulator.state();
    let place = place(simulator, &state, conversation)?;
    if place.kind != ChatKind::Channel {
        simulator.feed().publish(Event::Typing { chat: place.chat, from: state.world.bot_id.clone() });
    }
    Ok((StatusCode::CREATED, Json(json!({}))).into_response())
}

fn accept(simulator: &Simulator, conversation: &str, draft: Draft) -> Answer {
    let id = speak(simulator, conversation, draft)?;
    let body = id.map_or_else(|| json!({}), |id| json!({ "id": id }));
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// Puts the bot's message into a conversation. Text and attachments become two messages, and then there is no id: the
/// service splits them too.
pub(super) fn speak(simulator: &Simulator, conversation: &str, draft: Draft) -> Result<Option<String>, Refusal> {
    let mut guard = simulator.state();
    let state = &mut *guard;
    let place = place(simulator, state, conversation)?;
    let Draft { text, text_format, attachments, entities } = draft;
    let message = |state: &mut Kept, text: String, attachments: Vec<Attachment>, entities| Message {
        id: state.next_id(),
        chat: place.chat.clone(),
        thread_root: place.thread.clone(),
        from: state.bot(),
        at: now(),
        text,
        text_format: text_format.clone(),
        attachments,
        entities,
        edited: false,
        deleted: false,
    };
    if text.is_empty() || attachments.is_empty() {
        let message = message(state, text, attachments, entities);
        let id = message.id.clone();
        simulator.show(state, message);
        return Ok(Some(id));
    }
    let words = message(state, text, Vec::new(), entities);
    simulator.show(state, words);
    let things = message(state, String::new(), attachments, Vec::new());
    simulator.show(state, things);
    Ok(None)
}

/// The bot's own message in this conversation.
fn own<'a>(state: &'a mut Kept, conversation: &str, activity: &str) -> Result<&'a mut Message, Refusal> {
    let (chat, thread) = split_thread(conversation);
    let bot = state.world.bot_id.clone();
    let found = state.find_mut(activity).filter(|message| message.chat == chat).ok_or_else(Refusal::no_activity)?;
    let root = found.thread_root.as_ref().unwrap_or(&found.id);
    if thread.is_some_and(|thread| thread != root) {
        return Err(Refusal::no_activity());
    }
    if found.from.id != bot {
        let message = "The bot did not send this activity.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "NotEnoughPermissions", message));
    }
    Ok(found)
}

pub(super) async fn update(
    State(simulator): State<Arc<Simulator>>,
    Path((conversation, activity)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let draft = {
        let mut state = simulator.state();
        place(&simulator, &state, &conversation)?;
        own(&mut state, &conversation, &activity)?;
        match read(&body)? {
            Incoming::Message(draft) => draft,
            Incoming::Typing => return Err(Refusal::bad_argument("a message cannot become typing")),
        }
    };
    answer(&simulator, CallKind::Update, &conversation, || {
        let mut state = simulator.state();
        let message = own(&mut state, &conversation, &activity)?;
        message.text = draft.text;
        message.text_format = draft.text_format;
        message.attachments = draft.attachments;
        message.entities = draft.entities;
        message.edited = true;
        simulator.show_again(message);
        Ok(Json(json!({ "id": activity })).into_response())
    })
    .await
}

pub(super) async fn delete(
    State(simulator): State<Arc<Simulator>>,
    Path((conversation, activity)): Path<(String, String)>,
) -> Answer {
    {
        let mut state = simulator.state();
        place(&simulator, &state, &conversation)?;
        own(&mut state, &conversation, &activity)?;
    }
    answer(&simulator, CallKind::Delete, &conversation, || {
        let mut state = simulator.state();
        own(&mut state, &conversation, &activity)?;
        if let Some(message) = state.remove(&activity) {
            simulator.show_gone(&message);
        }
        Ok(StatusCode::OK.into_response())
    })
    .await
}
