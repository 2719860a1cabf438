//! The keys by which the Connector signs.
//!
//! Fetched anew after a day. While their host cannot be reached, those that we have serve for [`USABLE_FOR`] in all; after
//! that nothing passes. An unknown key id may be a new key, so it causes a fetch, but at most one a minute: the id is read
//! before any signature was checked, anybody can make it up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::outside::Clock;
use futures::StreamExt;
use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use time::{Duration, OffsetDateTime};
use url::Url;

use crate::recent::is_recent;

/// Keys older than this are fetched again. Set by Microsoft's guidance of daily refresh.
const FRESH_FOR: Duration = Duration::hours(24);
/// Keys that cannot be fetched again verify until they are so old. Microsoft's own library has kept them for five days; three
/// last over a weekend, and are as long as we would trust a key that was withdrawn for a reason.
pub const USABLE_FOR: Duration = Duration::hours(72);
/// Least time between two fetches that a token can cause.
const BETWEEN_FETCHES: Duration = Duration::seconds(60);
/// Least time between two tries while there are no usable keys at all: people wait, and there is nothing to protect yet.
const BETWEEN_TRIES: Duration = Duration::seconds(5);
/// Largest document that is read, in bytes. Microsoft's key set has about 30 KB.
const LARGEST: usize = 1 << 20;
/// Longest time for one document.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(5);
/// Shortest modulus that is trusted, in bytes (2,048 bits).
const SHORTEST_MODULUS: usize = 256;

/// A key with the channels it may speak for.
#[derive(Clone)]
pub struct Key {
    /// For the signature.
    pub decoding: DecodingKey,
    /// Channels; empty when the key names none.
    pub endorsements: Vec<String>,
}

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoKey {
    /// No key has this id.
    #[error("key is not known")]
    Unknown,
    /// The keys are missing or too old, or may lack this one, and cannot be fetched now.
    #[error("keys are not available")]
    Unavailable,
}

/// The key set, fetched when needed.
pub struct Keys {
    http: reqwest::Client,
    metadata: String,
    issuer: String,
    clock: Arc<dyn Clock>,
    known: Mutex<Option<Known>>,
    /// When a fetch was last tried; locked while one runs, so that there is one at a time.
    tried: tokio::sync::Mutex<Option<Tried>>,
}

#[derive(Clone, Copy)]
struct Tried {
    at: OffsetDateTime,
    worked: bool,
}

struct Known {
    keys: HashMap<String, Key>,
    at: OffsetDateTime,
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct KeySet {
    /// Read one by one: a key of a form that we do not know must not take the others away.
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: Option<String>,
    kid: Option<String>,
    r#use: Option<String>,
    n: Option<String>,
    e: Option<String>,
    endorsements: Option<Vec<String>>,
}

impl Keys {
    /// The keys that `metadata` names, whose issuer must be `issuer`.
    pub fn new(http: reqwest::Client, metadata: String, issuer: String, clock: Arc<dyn Clock>) -> Self {
        Self { http, metadata, issuer, clock, known: Mutex::default(), tried: tokio::sync::Mutex::default() }
    }

    /// The key of an id.
    pub async fn key(&self, kid: &str) -> Result<Key, NoKey> {
        if let Some(key) = self.known_key(kid, FRESH_FOR) {
            return Ok(key);
        }
        // Who has an old key that serves does not wait for the one who fetches new ones.
        let mut tried = match (self.tried.try_lock(), self.known_key(kid, USABLE_FOR)) {
            (Ok(tried), _) => tried,
            (Err(_), Some(old)) => return Ok(old),
            (Err(_), None) => self.tried.lock().await,
        };
        // Whoever held the lock before may have fetched it.
        if let Some(key) = self.known_key(kid, FRESH_FOR) {
            return Ok(key);
        }
        let now = self.clock.now();
        let pause = if self.is_fresh(now) { BETWEEN_FETCHES } else { BETWEEN_TRIES };
        let last = match *tried {
            Some(last) if is_recent(last.at, now, pause) => last,
            _ => {
                let worked = self.renew(now).await;
                // When it ended: who waited meanwhile shares the outcome, however long it took.
                let this = Tried { at: self.clock.now(), worked };
                *tried = Some(this);
                this
            }
        };
        match self.known_key(kid, USABLE_FOR) {
            Some(key) => Ok(key),
            // An id that newly fetched keys lack does not exist; where they could not be fetched, nobody knows.
            None if last.worked => Err(NoKey::Unknown),
            None => Err(NoKey::Unavailable),
        }
    }

    /// Fetches the keys. Whether that worked.
    async fn renew(&self, now: OffsetDateTime) -> bool {
        match self.fetch().await {
            Ok(keys) => {
                tracing::info!(keys = keys.len(), "fetched the Connector's keys");
                *self.known.lock().expect("nobody panics while holding it") = Some(Known { keys, at: now });
                true
            }
            Err(error) => {
                tracing::warn!(error, "cannot fetch the Connector's keys");
                false
            }
        }
    }

    /// A key, from a set that is no older than so long.
    fn known_key(&self, kid: &str, oldest: Duration) -> Option<Key> {
        let known = self.known.lock().expect("nobody panics while holding it");
        let known = known.as_ref().filter(|known| is_recent(known.at, self.clock.now(), oldest))?;
        known.keys.get(kid).cloned()
    }

    fn is_fresh(&self, now: OffsetDateTime) -> bool {
        let known = self.known.lock().expect("nobody panics while holding it");
        known.as_ref().is_some_and(|known| is_recent(known.at, now, FRESH_FOR))
    }

    async fn fetch(&self) -> Result<HashMap<String, Key>, &'static str> {
        let metadata: Metadata = self.document(&self.metadata).await?;
        if metadata.issuer != self.issuer {
            return Err("OpenID document names another issuer");
        }
        let same_origin = match (Url::parse(&self.metadata), Url::parse(&metadata.jwks_uri)) {
            (Ok(document), Ok(keys)) => document.origin() == keys.origin(),
            _ => false,
        };
        if !same_origin {
            return Err("keys lie on another host than the OpenID document");
        }
        let set: KeySet = self.document(&metadata.jwks_uri).await?;
        let keys: HashMap<String, Key> =
            set.keys.into_iter().filter_map(|key| read(serde_json::from_value(key).ok()?)).collect();
        if keys.is_empty() { Err("there are no keys") } else { Ok(keys) }
    }

    async fn document<T: DeserializeOwned>(&self, url: &str) -> Result<T, &'static str> {
        let request = self.http.get(url).timeout(TIMEOUT);
        let response = request.send().await.map_err(|_| "host cannot be reached")?;
        if response.status() != reqwest::StatusCode::OK {
            return Err("host answered with an error");
        }
        let mut body = Vec::new();
        let mut chunks = response.bytes_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| "answer broke off")?;
            if body.len() + chunk.len() > LARGEST {
                return Err("answer is too large");
            }
            body.extend_from_slice(&chunk);
        }
        serde_json::from_slice(&body).map_err(|_| "answer is not what it should be")
    }
}

/// Takes signing keys that are long enough; others do not exist for us.
fn read(jwk: Jwk) -> Option<(String, Key)> {
    let signs = jwk.kty.as_deref() == Some("RSA") && jwk.r#use.as_deref().is_none_or(|it| it == "sig");
    let (kid, n, e) = (jwk.kid?, jwk.n?, jwk.e?);
    let modulus = URL_SAFE_NO_PAD.decode(n.trim_end_matches('=')).ok()?;
    let length = modulus.iter().skip_while(|byte| **byte == 0).count();
    if !signs || length < SHORTEST_MODULUS {
        return None;
    }
    let decoding = DecodingKey::from_rsa_components(&n, &e).ok()?;
    Some((kid, Key { decoding, endorsements: jwk.endorsements.unwrap_or_default() }))
}
