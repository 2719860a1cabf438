//! The world as the page sees it; installing, and starting over, also in another language.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::refusal::{Refusal, read};
use crate::Simulator;
use crate::world::{Chat, Language, World};

pub(super) async fn world(State(simulator): State<Arc<Simulator>>) -> Json<Value> {
    let mut world = describe(&simulator.world());
    if let Some(staging) = simulator.staging() {
        world["staging"] = json!(staging);
        world["staging"]["isSetUp"] = json!(simulator.is_set_up());
    }
    Json(world)
}

fn describe(world: &World) -> Value {
    let people = world.people.iter().filter(|person| !person.in_background).map(|person| {
        let teams = world.teams.iter().filter(|team| team.members.contains(&person.id));
        json!({
            "id": person.id, "key": person.key, "name": person.name, "nameEn": person.name_en,
            "directoryId": person.directory_id, "locale": person.locale, "title": person.title, "titleEn": person.title_en,
            "agentOf": teams.map(|team| &team.name).collect::<Vec<_>>(),
        })
    });
    // General channels exist for the bot, but are not where people of the sample talk.
    let is_seen = |chat: &&Chat| chat.team.as_ref() != Some(&chat.id) && !world.is_in_background(chat);
    let chats = world.chats.iter().filter(is_seen);
    let chats = chats.map(|chat| {
        let mut seen = json!({ "id": chat.id, "kind": chat.kind, "name": chat.name, "members": world.members(chat) });
        if let Some(team) = world.team_of(chat) {
            seen["team"] = json!({ "id": team.id, "name": team.name, "nameJa": team.name_ja });
        }
        seen
    });
    json!({
        "tenant": world.tenant,
        "bot": { "id": world.bot_id, "name": world.bot_name },
        "people": people.collect::<Vec<_>>(),
        "chats": chats.collect::<Vec<_>>(),
    })
}

#[derive(Deserialize)]
struct Installer {
    from: String,
}

pub(super) async fn install(
    State(simulator): State<Arc<Simulator>>,
    Path(chat): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let Installer { from } = read(&headers, &body)?;
    simulator.post_installation(&from, &chat, true)?;
    Ok(StatusCode::ACCEPTED)
}

pub(super) async fn uninstall(
    State(simulator): State<Arc<Simulator>>,
    Path(chat): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let Installer { from } = read(&headers, &body)?;
    simulator.post_installation(&from, &chat, false)?;
    Ok(StatusCode::ACCEPTED)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    language: Language,
}

pub(super) async fn language(
    State(simulator): State<Arc<Simulator>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let Wish { language } = read(&headers, &body)?;
    simulator.wish(language)?;
    Ok(StatusCode::ACCEPTED)
}

pub(super) async fn reset(State(simulator): State<Arc<Simulator>>) -> StatusCode {
    simulator.reset();
    StatusCode::NO_CONTENT
}
