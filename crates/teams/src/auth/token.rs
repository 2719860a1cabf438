//! Our own token for the Connector: fetched by a [`Credential`], kept, and renewed before it ends.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use desk::outside::Clock;
use serde::Deserialize;
use time::{Duration, OffsetDateTime};

use super::Secret;
use crate::recent::is_recent;

/// A token is renewed when it has less than this left. Microsoft's live 60 to 90 minutes.
const RENEW_BEFORE: Duration = Duration::minutes(5);
/// No token of the sign-in host lives longer, whatever its answer says.
const LONGEST_LIFE: Duration = Duration::days(1);
/// Least time between two tries to fetch a token after a failure.
const BETWEEN_TRIES: Duration = Duration::seconds(5);

/// A way to prove who the bot is. A client secret today; certificates and managed identities are others.
#[async_trait]
pub trait Credential: Send + Sync {
    /// Fetches a token for the Connector.
    async fn fetch(&self) -> Result<Fetched, NoToken>;
}

/// A token fresh from the sign-in host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The token.
    pub token: Secret,
    /// How long it lives.
    pub lives: Duration,
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoToken {
    /// The sign-in host cannot be reached or failed.
    #[error("sign-in host is not available")]
    Unavailable,
    /// The sign-in host refused; its code says why (`invalid_client`, `unauthorized_client`, …).
    #[error("sign-in host refused: {0}")]
    Refused(String),
}

/// Proves it by a client secret.
pub struct ClientSecret {
    http: reqwest::Client,
    url: String,
    client_id: String,
    secret: Secret,
    scope: String,
}

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    expires_in: i64,
}

#[derive(Deserialize)]
struct Denial {
    error: Option<String>,
}

impl ClientSecret {
    /// The secret of an app registration. `tenant` is the bot's own, or `botframework.com` for old multi-tenant bots.
    pub fn new(
        http: reqwest::Client,
        login: &str,
        tenant: &str,
        client_id: String,
        secret: Secret,
        scope: String,
    ) -> Self {
        let url = format!("{}/{tenant}/oauth2/v2.0/token", login.trim_end_matches('/'));
        Self { http, url, client_id, secret, scope }
    }
}

#[async_trait]
impl Credential for ClientSecret {
    async fn fetch(&self) -> Result<Fetched, NoToken> {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.client_id),
            ("client_secret", self.secret.reveal()),
            ("scope", &self.scope),
        ];
        let request = self.http.post(&self.url).form(&form).timeout(std::time::Duration::from_secs(10));
        let response = request.send().await.map_err(|_| NoToken::Unavailable)?;
        let status = response.status();
        if status.is_server_error() || status == reqwest::StatusCode::TOO_MANY_REQUESTS {
            return Err(NoToken::Unavailable);
        }
        if !status.is_success() {
            let denial: Option<Denial> = response.json().await.ok();
            let code = denial.and_then(|it| it.error).unwrap_or_else(|| status.as_u16().to_string());
            return Err(NoToken::Refused(crate::activity::names::clean(&code)));
        }
        let answer: Answer = response.json().await.map_err(|_| NoToken::Unavailable)?;
        Ok(Fetched {
            token: Secret::new(answer.access_token),
            lives: Duration::seconds(answer.expires_in).clamp(Duration::ZERO, LONGEST_LIFE),
        })
    }
}

/// Keeps the token. One fetch at a time, whoever waits shares it.
pub struct Tokens {
    credential: Arc<dyn Credential>,
    clock: Arc<dyn Clock>,
    kept: Mutex<Option<Kept>>,
    fetching: tokio::sync::Mutex<Option<(OffsetDateTime, NoToken)>>,
}

#[derive(Clone)]
struct Kept {
    token: Secret,
    until: OffsetDateTime,
}

impl Tokens {
    /// Keeps the tokens of a credential.
    pub fn new(credential: Arc<dyn Credential>, clock: Arc<dyn Clock>) -> Self {
        Self { credential, clock, kept: Mutex::default(), fetching: tokio::sync::Mutex::default() }
    }

    /// A token that still lives. It is fetched anew when less than five minutes of it are left; as long as that fails,
    /// the kept one serves to its end. `Err`: there is none, and why the last fetch failed.
    pub async fn token(&self) -> Result<Secret, NoToken> {
        if let Some(kept) = self.kept(RENEW_BEFORE) {
            return Ok(kept.token);
        }
        let mut failed = self.fetching.lock().await;
        if let Some(kept) = self.kept(RENEW_BEFORE) {
            return Ok(kept.token);
        }
        let now = self.clock.now();
        if let Some((at, error)) = failed.as_ref().filter(|(at, _)| is_recent(*at, now, BETWEEN_TRIES)) {
            tracing::debug!(since = %at, "not asking the sign-in host again yet");
            return self.kept(Duration::ZERO).map(|kept| kept.token).ok_or_else(|| error.clone());
        }
        match self.credential.fetch().await {
            Ok(fetched) => {
                *failed = None;
                let kept = Kept { token: fetched.token.clone(), until: now + fetched.lives };
                *self.kept.lock().expect("nobody panics while holding it") = Some(kept);
                Ok(fetched.token)
            }
            Err(error) => {
                tracing::warn!(%error, "cannot fetch a token");
                *failed = Some((now, error.clone()));
                // What is left of the old token is better than nothing.
                self.kept(Duration::ZERO).map(|kept| kept.token).ok_or(error)
            }
        }
    }

    /// Forgets a token that the Connector did not take, unless it was renewed meanwhile.
    pub fn forget(&self, refused: &Secret) {
        let mut kept = self.kept.lock().expect("nobody panics while holding it");
        if kept.as_ref().is_some_and(|kept| kept.token == *refused) {
            *kept = None;
        }
    }

    fn kept(&self, left: Duration) -> Option<Kept> {
        let kept = self.kept.lock().expect("nobody panics while holding it");
        kept.clone().filter(|kept| kept.until - self.clock.now() > left)
    }
}
