//! Tokens, both ways: the Connector's tokens towards the bot, the sign-in host's tokens for the bot, and forgeries.

mod forgery;
mod keys;

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

pub use forgery::{Expect, Forged, Forgery};
use keys::{KeyRing, Signer};

use crate::lock::Locked as _;

/// Issuer of the Connector's tokens.
pub const CONNECTOR_ISSUER: &str = "https://api.botframework.com";

/// Scope the bot asks the sign-in host for.
pub const CONNECTOR_SCOPE: &str = "https://api.botframework.com/.default";

/// Life of a token in seconds, as with the service.
const LIFETIME: u64 = 3_600;

/// Tokens are on: activities carry one, and the bot must get one to speak.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The bot's client secret; its client id is the app id.
    pub client_secret: String,
}

/// Mints, publishes and checks.
#[derive(Debug)]
pub(crate) struct Authority {
    pub(crate) app_id: String,
    pub(crate) tenant: String,
    secret: String,
    service_url: String,
    sign_in_url: String,
    keys: Mutex<KeyRing>,
    issued: Mutex<HashMap<String, SystemTime>>,
    serial: AtomicU64,
    stranger_hits: AtomicU64,
}

impl Authority {
    pub(crate) fn new(tokens: &Tokens, app_id: &str, tenant: &str, service_url: &str, sign_in_url: &str) -> Self {
        Self {
            app_id: app_id.to_owned(),
            tenant: tenant.to_owned(),
            secret: tokens.client_secret.clone(),
            service_url: service_url.to_owned(),
            sign_in_url: sign_in_url.to_owned(),
            keys: Mutex::new(KeyRing::new()),
            issued: Mutex::default(),
            serial: AtomicU64::new(0),
            stranger_hits: AtomicU64::new(0),
        }
    }

    /// Claims of a good Connector token.
    fn claims(&self) -> Value {
        let now = seconds_now();
        json!({
            "iss": CONNECTOR_ISSUER,
            "aud": self.app_id,
            "serviceurl": self.service_url,
            "nbf": now - 60,
            "exp": now + LIFETIME,
        })
    }

    /// A fresh Connector token.
    pub(crate) fn connector_token(&self) -> String {
        self.keys.locked().current().sign(&self.claims())
    }

    pub(crate) fn rotate(&self) -> String {
        self.keys.locked().rotate()
    }

    pub(crate) fn withdraw_retired(&self) {
        self.keys.locked().withdraw_retired();
    }

    /// The key document.
    pub(crate) fn jwks(&self) -> Value {
        self.keys.locked().document()
    }

    /// The OpenID document.
    pub(crate) fn metadata(&self) -> Value {
        json!({
            "issuer": CONNECTOR_ISSUER,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": format!("{}/v1/.well-known/keys", self.sign_in_url),
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        })
    }

    /// A token for the bot, after its secret was checked by the caller.
    pub(crate) fn issue(&self) -> (String, u64) {
        let now = seconds_now();
        let claims = json!({
            "aud": CONNECTOR_ISSUER,
            "iss": format!("https://sts.windows.net/{}/", self.tenant),
            "appid": self.app_id,
            "tid": self.tenant,
            "nbf": now,
            "exp": now + LIFETIME,
            // Two tokens of one second would be the same text and could not expire apart.
            "uti": self.serial.fetch_add(1, Ordering::Relaxed).to_string(),
        });
        let token = self.keys.locked().current().sign(&claims);
        let until = SystemTime::now() + Duration::from_secs(LIFETIME);
        self.issued.locked().insert(token.clone(), until);
        (token, LIFETIME)
    }

    pub(crate) fn knows_secret(&self, secret: &str) -> bool {
        self.secret == secret
    }

    /// Whether an `Authorization` header carries a token of ours that still lives.
    pub(crate) fn admits(&self, authorization: Option<&str>) -> bool {
        let token = authorization.and_then(|value| value.strip_prefix("Bearer "));
        token.is_some_and(|token| self.issued.locked().get(token).is_some_and(|until| *until > SystemTime::now()))
    }

    /// All tokens issued so far stop working.
    pub(crate) fn expire_issued(&self) {
        self.issued.locked().clear();
    }

    pub(crate) fn stranger_was_asked(&self) {
        self.stranger_hits.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn stranger_hits(&self) -> u64 {
        self.stranger_hits.load(Ordering::Relaxed)
    }

    /// Where a forged `jku` or `x5u` points.
    fn stranger_url(&self) -> String {
        format!("{}/stranger/keys", self.sign_in_url)
    }

    pub(crate) fn stranger_jwks() -> Value {
        json!({ "keys": [Signer::stranger("stranger").jwk()] })
    }
}

pub(crate) fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
