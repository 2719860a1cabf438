//! Which Entra groups somebody is in, from Microsoft Graph: `POST /v1.0/users/{id}/getMemberGroups`.
//!
//! Needs the application permissions `GroupMember.Read.All` and `User.ReadBasic.All` (page "directoryObject:
//! getMemberGroups"). Only asked for where the settings say so.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use desk::faq::AudienceGroup;
use desk::outside::{ChannelError, Clock, Directory};
use desk::people::Person;
use serde::Deserialize;
use serde_json::json;
use time::{Duration, OffsetDateTime};
use url::Url;

use crate::auth::Tokens;
use crate::recent::is_recent;

/// How long somebody's groups are believed. Who leaves a group loses sight of its entries after so long.
const FRESH: Duration = Duration::minutes(10);
/// People remembered; beyond that everything is asked anew.
const MOST_PEOPLE: usize = 10_000;
/// Longest wait for Graph: somebody waits for an answer.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);

/// Graph of each cloud (page "Microsoft Graph national cloud deployments").
const HOSTS: [(&str, &str); 5] = [
    ("public", "https://graph.microsoft.com"),
    ("gcc", "https://graph.microsoft.com"),
    ("gcc-high", "https://graph.microsoft.us"),
    ("dod", "https://dod-graph.microsoft.us"),
    ("china", "https://microsoftgraph.chinacloudapi.cn"),
];

/// Address of Graph in a cloud, without a path; its scope is this with `/.default`.
pub fn address(cloud: &str) -> Option<&'static str> {
    HOSTS.iter().find(|(name, _)| *name == cloud).map(|(_, address)| *address)
}

/// Microsoft Graph as a directory.
pub struct Graph {
    http: reqwest::Client,
    base: Url,
    tokens: Arc<Tokens>,
    clock: Arc<dyn Clock>,
    known: Mutex<HashMap<String, (OffsetDateTime, Vec<AudienceGroup>)>>,
}

#[derive(Deserialize)]
struct Groups {
    value: Vec<String>,
}

impl Graph {
    /// `base` is the cloud's Graph, such as `https://graph.microsoft.com`; `tokens` are for its scope.
    pub fn new(http: reqwest::Client, base: Url, tokens: Arc<Tokens>, clock: Arc<dyn Clock>) -> Self {
        Self { http, base, tokens, clock, known: Mutex::default() }
    }

    fn remembered(&self, person: &str) -> Option<Vec<AudienceGroup>> {
        let known = self.known.lock().expect("nobody panics while holding it");
        let (at, groups) = known.get(person)?;
        is_recent(*at, self.clock.now(), FRESH).then(|| groups.clone())
    }

    fn remember(&self, person: &str, groups: &[AudienceGroup]) {
        let mut known = self.known.lock().expect("nobody panics while holding it");
        if known.len() >= MOST_PEOPLE {
            known.clear();
        }
        known.insert(person.to_owned(), (self.clock.now(), groups.to_vec()));
    }

    async fn ask(&self, person: &str) -> Result<Vec<AudienceGroup>, ChannelError> {
        let mut url = self.base.clone();
        url.path_segments_mut().map_err(|()| ChannelError::Refused("graph address has no path".to_owned()))?.extend([
            "v1.0",
            "users",
            person,
            "getMemberGroups",
        ]);
        let token = self.tokens.token().await.map_err(|error| ChannelError::Transient(error.to_string()))?;
        let request = self.http.post(url).bearer_auth(token.reveal()).json(&json!({"securityEnabledOnly": false}));
        let failed = |error: reqwest::Error| ChannelError::Transient(error.without_url().to_string());
        let response = request.timeout(PATIENCE).send().await.map_err(failed)?;
        let status = response.status();
        if status == reqwest::StatusCode::UNAUTHORIZED {
            self.tokens.forget(&token);
        }
        if !status.is_success() {
            return Err(ChannelError::Refused(format!("graph answered {}", status.as_u16())));
        }
        let groups: Groups = response.json().await.map_err(failed)?;
        Ok(groups.value.into_iter().map(|id| AudienceGroup::Group(id.to_ascii_lowercase())).collect())
    }
}

#[async_trait]
impl Directory for Graph {
    async fn groups(&self, person: &Person) -> Result<Vec<AudienceGroup>, ChannelError> {
        let id = person.directory_id.as_str();
        if let Some(groups) = self.remembered(id) {
            return Ok(groups);
        }
        let groups = self.ask(id).await?;
        self.remember(id, &groups);
        Ok(groups)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::extract::{Path, State};
    use axum::http::{HeaderMap, StatusCode};
    use axum::routing::post;
    use axum::{Json, Router};
    use desk::id::PersonId;
    use desk::people::DirectoryId;
    use serde_json::Value;

    use super::*;
    use crate::auth::token::{Credential, Fetched, NoToken};
    use crate::auth::{self, Secret};

    struct Now;
    impl Clock for Now {
        fn now(&self) -> OffsetDateTime {
            OffsetDateTime::now_utc()
        }
    }

    struct Given;
    #[async_trait]
    impl Credential for Given {
        async fn fetch(&self) -> Result<Fetched, NoToken> {
            Ok(Fetched { token: Secret::new("good".into()), lives: Duration::hours(1) })
        }
    }

    async fn member_groups(
        State(asked): State<Arc<AtomicUsize>>,
        Path(person): Path<String>,
        headers: HeaderMap,
    ) -> Result<Json<Value>, StatusCode> {
        asked.fetch_add(1, Ordering::Relaxed);
        if headers.get("authorization").is_none_or(|it| it != "Bearer good") {
            return Err(StatusCode::UNAUTHORIZED);
        }
        if person == "mika" { Ok(Json(json!({"value": ["GROUP-1"]}))) } else { Err(StatusCode::NOT_FOUND) }
    }

    fn person(id: &str) -> Person {
        Person {
            id: PersonId::new(uuid::Uuid::nil()),
            directory_id: DirectoryId::parse(id).expect("an id"),
            channel_id: String::new(),
            name: String::new(),
            language: None,
        }
    }

    #[test]
    fn every_cloud_has_its_graph() {
        for cloud in auth::Cloud::all() {
            assert!(address(&cloud.name).is_some(), "{}", cloud.name);
        }
    }

    #[tokio::test]
    async fn groups_are_asked_for_once_and_a_refusal_is_told() {
        let asked = Arc::new(AtomicUsize::new(0));
        let routes = Router::new().route("/v1.0/users/{person}/getMemberGroups", post(member_groups));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = Url::parse(&format!("http://{}", listener.local_addr().expect("an address"))).expect("a URL");
        let served = tokio::spawn(axum::serve(listener, routes.with_state(asked.clone())).into_future());
        let tokens = Arc::new(Tokens::new(Arc::new(Given), Arc::new(Now)));
        let graph = Graph::new(auth::client(true).expect("a client"), base, tokens, Arc::new(Now));
        for _ in 0..2 {
            let groups = graph.groups(&person("mika")).await.expect("known");
            assert_eq!(groups, [AudienceGroup::Group("group-1".into())]);
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1);
        assert!(graph.groups(&person("nobody")).await.is_err());
        served.abort();
    }
}
