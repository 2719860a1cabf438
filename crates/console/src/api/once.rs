//! What may come twice and is to be done once: `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header).

use axum::extract::{FromRequest, Request};
use desk::event::Once;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::body::{bytes_of, read};
use super::caller::Caller;
use super::problem::Fault;

/// The header, as a field is named.
const HEADER: &str = "Idempotency-Key";
/// Longest key, in characters.
const LONGEST: usize = 200;

/// A [body](super::body::Body) that may come twice.
pub(crate) struct Keyed<T> {
    pub(crate) body: T,
    key: Option<String>,
    asked: [u8; 32],
}

impl<T> Keyed<T> {
    /// The body, and by what it is known when it comes again: keys of two people, or for two `kinds` of things, are two.
    pub(crate) fn of(self, kind: &str, caller: &Caller) -> (T, Option<Once>) {
        let by = caller.rights.person().id;
        let once = self.key.map(|key| Once { key: format!("{kind} {by} {key}"), asked: self.asked });
        (self.body, once)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Keyed<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let key = request.headers().get("idempotency-key").map(|key| key.to_str().map(str::to_owned));
        let key = key.transpose().map_err(|_| Fault::field(HEADER, "holds more than ASCII"))?;
        if key.as_ref().is_some_and(|key| key.is_empty() || key.len() > LONGEST) {
            return Err(Fault::field(HEADER, format!("is empty or longer than {LONGEST} characters")));
        }
        let path = request.uri().path().to_owned();
        let bytes = bytes_of(request, state).await?;
        let body = read(&bytes)?;
        Ok(Self { body, key, asked: digest(&path, &bytes) })
    }
}

/// That the same is asked for: a digest of address and body. Of a password nothing is kept that could be tried faster than its hash.
fn digest(path: &str, body: &[u8]) -> [u8; 32] {
    let mut asked: Value = serde_json::from_slice(body).unwrap_or_default();
    if let Some(fields) = asked.as_object_mut() {
        fields.remove("password");
    }
    Sha256::digest(format!("{path} {asked}").as_bytes()).into()
}

/// Something else was asked for under the same key before.
pub(crate) fn other_before() -> Fault {
    Fault::field(HEADER, "has come before with another request; take a fresh one for each")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_known_in_any_spacing_and_another_body_or_address_is_not() {
        let asked = digest("/a", br#"{"text":"x","note":true}"#);
        assert_eq!(digest("/a", b"{ \"text\" : \"x\", \"note\": true }\n"), asked);
        assert_ne!(digest("/b", br#"{"text":"x","note":true}"#), asked);
        assert_ne!(digest("/a", br#"{"text":"y","note":true}"#), asked);
        assert_eq!(
            digest("/a", br#"{"name":"x","password":"correct-horse"}"#),
            digest("/a", br#"{"name":"x","password":"battery-staple"}"#),
            "nothing of a password is in it"
        );
    }
}
