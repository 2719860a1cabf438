//! A Connector that takes everything, remembers it, and refuses what it is told to refuse.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Something that people see, or see changed.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// The chat, channel or thread.
    pub(super) place: String,
    /// The message's id.
    pub(super) id: String,
    /// The activity.
    pub(super) activity: Value,
}

#[derive(Default)]
struct Inside {
    shown: Vec<Shown>,
    refused: HashMap<String, u16>,
    members: HashMap<String, Value>,
    count: u64,
}

/// The Connector and its address.
#[derive(Clone)]
pub(super) struct Connector {
    inside: Arc<Mutex<Inside>>,
    /// What activities name as `serviceUrl`.
    pub(super) url: String,
}

impl Connector {
    /// Listens on a free port for as long as the test runs.
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let connector = Self { inside: Arc::default(), url };
        let routes = Router::new()
            .route("/v3/conversations", post(opened))
            .route("/v3/conversations/{place}/activities", post(sent))
            .route("/v3/conversations/{place}/activities/{id}", put(updated))
            .route("/v3/conversations/{place}/pagedmembers", get(members))
            .with_state(connector.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        connector
    }

    /// Everything so far, in order.
    pub(super) fn shown(&self) -> Vec<Shown> {
        self.inside().shown.clone()
    }

    /// From now on calls for a place are answered so.
    pub(super) fn refuse(&self, place: &str, status: u16) {
        self.inside().refused.insert(place.to_owned(), status);
    }

    /// Who is in a chat or channel.
    pub(super) fn set_members(&self, place: &str, members: Value) {
        self.inside().members.insert(place.to_owned(), members);
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().expect("nobody panics while holding it")
    }

    fn show(&self, place: &str, id: Option<String>, activity: Value) -> Response {
        let mut inside = self.inside();
        if let Some(status) = inside.refused.get(place) {
            let status = StatusCode::from_u16(*status).expect("the case gives a status");
            return (status, Json(json!({"error": {"code": "ConversationNotFound"}}))).into_response();
        }
        inside.count += 1;
        let id = id.unwrap_or_else(|| format!("17000000{:05}", inside.count));
        // No message of people is the card.
        if activity["type"] != "typing" {
            inside.shown.push(Shown { place: place.to_owned(), id: id.clone(), activity });
        }
        Json(json!({ "id": id })).into_response()
    }
}

async fn sent(State(connector): State<Connector>, Path(place): Path<String>, Json(activity): Json<Value>) -> Response {
    connector.show(&place, None, activity)
}

async fn updated(
    State(connector): State<Connector>,
    Path((place, id)): Path<(String, String)>,
    Json(activity): Json<Value>,
) -> Response {
    connector.show(&place, Some(id), activity)
}

async fn opened(State(connector): State<Connector>, Json(body): Json<Value>) -> Response {
    let channel = body["channelData"]["channel"]["id"].as_str().unwrap_or_default().to_owned();
    let root = {
        let mut inside = connector.inside();
        inside.count += 1;
        format!("17000000{:05}", inside.count)
    };
    let thread = format!("{channel};messageid={root}");
    connector.inside().shown.push(Shown {
        place: thread.clone(),
        id: root.clone(),
        activity: body["activity"].clone(),
    });
    Json(json!({ "id": thread, "activityId": root })).into_response()
}

async fn members(State(connector): State<Connector>, Path(place): Path<String>) -> Json<Value> {
    let members = connector.inside().members.get(&place).cloned().unwrap_or_else(|| json!([]));
    Json(json!({ "members": members }))
}
