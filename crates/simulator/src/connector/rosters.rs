//! Rosters and teams.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Refusal;
use super::gate::answer;
use crate::Simulator;
use crate::faults::CallKind;
use crate::ids;
use crate::simulator::State as Kept;
use crate::world::{Chat, Person};

/// Page size when the bot asks for none.
const PAGE: usize = 200;

/// The largest page the service gives.
const LARGEST_PAGE: usize = 500;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Paging {
    page_size: Option<usize>,
    continuation_token: Option<String>,
}

fn account(person: &Person, tenant: &str) -> Value {
    let (surname, given) = person.name.split_once([' ', '\u{3000}']).unwrap_or((&person.name, ""));
    json!({
        "id": person.id,
        "name": person.name,
        "objectId": person.directory_id,
        "aadObjectId": person.directory_id,
        "givenName": given,
        "surname": surname,
        "email": person.mail,
        "userPrincipalName": person.mail,
        "tenantId": tenant,
        "userRole": "user",
    })
}

/// A conversation whose roster the bot may read. A thread has the roster of its channel.
fn readable<'a>(state: &'a Kept, conversation: &str) -> Result<&'a Chat, Refusal> {
    let (id, _) = ids::split_thread(conversation);
    let chat = state.world.chat(id).ok_or_else(Refusal::no_conversation)?;
    if state.is_installed(chat) { Ok(chat) } else { Err(Refusal::not_in_roster()) }
}

pub(super) async fn paged(
    State(simulator): State<Arc<Simulator>>,
    Path(conversation): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, Refusal> {
    let start = match &paging.continuation_token {
        None => 0,
        Some(token) => offset(token).ok_or_else(|| Refusal::bad_argument("unknown continuationToken"))?,
    };
    let size = paging.page_size.unwrap_or(PAGE).clamp(1, LARGEST_PAGE);
    answer(&simulator, CallKind::Read, &conversation, || {
        let state = simulator.state();
        let chat = readable(&state, &conversation)?;
        let everybody = state.world.members(chat);
        let page = everybody.iter().skip(start).take(size).filter_map(|id| state.world.person(id));
        let members: Vec<Value> = page.map(|person| account(person, &state.world.tenant)).collect();
        let mut body = json!({ "members": members });
        if start + size < everybody.len() {
            body["continuationToken"] = json!(URL_SAFE_NO_PAD.encode((start + size).to_string()));
        }
        Ok(Json(body).into_response())
    })
    .await
}

fn offset(token: &str) -> Option<usize> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?.parse().ok()
}

pub(super) async fn one(
    State(simulator): State<Arc<Simulator>>,
    Path((conversation, member)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    answer(&simulator, CallKind::Read, &conversation, || {
        let state = simulator.state();
        let chat = readable(&state, &conversation)?;
        let person = state.world.people.iter().find(|person| person.id == member || person.directory_id == member);
        let person = person.filter(|person| state.world.members(chat).contains(&person.id));
        let person = person.ok_or_else(|| {
            let message = "The member is not in the conversation.";
            Refusal::new(axum::http::StatusCode::NOT_FOUND, "MemberNotFoundInConversation", message)
        })?;
        Ok(Json(account(person, &state.world.tenant)).into_response())
    })
    .await
}

pub(super) async fn team(
    State(simulator): State<Arc<Simulator>>,
    Path(team): Path<String>,
) -> Result<Response, Refusal> {
    answer(&simulator, CallKind::Read, &team, || {
        let state = simulator.state();
        readable(&state, &team)?;
        let known = state.world.teams.iter().find(|known| known.id == team).ok_or_else(Refusal::no_conversation)?;
        let channels = state.world.chats.iter().filter(|chat| chat.team.as_ref() == Some(&known.id)).count();
        Ok(Json(json!({
            "id": known.id,
            "name": known.name,
            "aadGroupId": ids::guid("group", &known.id),
            "tenantId": state.world.tenant,
            "type": "standard",
            "channelCount": channels,
            "memberCount": known.members.len(),
        }))
        .into_response())
    })
    .await
}

pub(super) async fn channels(
    State(simulator): State<Arc<Simulator>>,
    Path(team): Path<String>,
) -> Result<Response, Refusal> {
    answer(&simulator, CallKind::Read, &team, || {
        let state = simulator.state();
        readable(&state, &team)?;
        let general = state.world.teams.iter().find(|known| known.id == team).ok_or_else(Refusal::no_conversation)?;
        let named = state.world.chats.iter().filter(|chat| chat.team.as_ref() == Some(&team) && chat.id != team);
        let named = named.map(|chat| json!({ "id": chat.id, "name": chat.name }));
        // General has no name in this list: clients put their own language's word.
        let conversations: Vec<Value> = std::iter::once(json!({ "id": general.id })).chain(named).collect();
        Ok(Json(json!({ "conversations": conversations })).into_response())
    })
    .await
}
