//! Key pairs for simulation only: they are public, fixed, and good for nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

const FIRST: &str = include_str!("../../keys/first.pem");
const SECOND: &str = include_str!("../../keys/second.pem");
const UNENDORSED: &str = include_str!("../../keys/unendorsed.pem");
const STRANGER: &str = include_str!("../../keys/stranger.pem");

/// Kid of a published key that speaks for other channels only.
pub(crate) const OTHER_CHANNEL: &str = "simulated-other-channel";

/// Kid of a published key without endorsements.
pub(crate) const NO_ENDORSEMENTS: &str = "simulated-no-endorsements";

/// A private key under the name it signs with.
#[derive(Clone)]
pub(crate) struct Signer {
    pub(crate) kid: String,
    key: EncodingKey,
    endorsements: Option<&'static [&'static str]>,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Signer").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl Signer {
    fn new(kid: &str, pem: &str, endorsements: Option<&'static [&'static str]>) -> Self {
        let key = EncodingKey::from_rsa_pem(pem.as_bytes()).expect("the embedded keys are RSA keys in PEM");
        Self { kid: kid.to_owned(), key, endorsements }
    }

    /// A key the service does not know.
    pub(crate) fn stranger(kid: &str) -> Self {
        Self::new(kid, STRANGER, Some(&["msteams"]))
    }

    /// A token in the ordinary form.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.sign_with(&json!({ "alg": "RS256", "typ": "JWT", "kid": self.kid, "x5t": self.kid }), claims)
    }

    /// A token whose header is the caller's.
    pub(crate) fn sign_with(&self, header: &Value, claims: &Value) -> String {
        seal(header, claims, &self.key, Algorithm::RS256)
    }

    /// The public half as a key document's entry.
    pub(crate) fn jwk(&self) -> Value {
        let jwk =
            Jwk::from_encoding_key(&self.key, Algorithm::RS256).expect("the public half follows from the private");
        let mut jwk = serde_json::to_value(jwk).expect("a key is plain JSON");
        jwk["use"] = json!("sig");
        jwk["kid"] = json!(self.kid);
        jwk["x5t"] = json!(self.kid);
        if let Some(endorsements) = self.endorsements {
            jwk["endorsements"] = json!(endorsements);
        }
        jwk
    }
}

/// Header, claims and signature, joined.
pub(crate) fn seal(header: &Value, claims: &Value, key: &EncodingKey, algorithm: Algorithm) -> String {
    let body = unsigned(header, claims);
    let signature = jsonwebtoken::crypto::sign(body.as_bytes(), key, algorithm).expect("the key fits the algorithm");
    format!("{body}.{signature}")
}

/// Header and claims, joined; no signature and no second dot.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

/// Published keys and the one in use.
#[derive(Debug)]
pub(crate) struct KeyRing {
    current: Signer,
    retired: Vec<Signer>,
    generation: u32,
}

impl KeyRing {
    pub(crate) fn new() -> Self {
        Self { current: Self::generation(1), retired: Vec::new(), generation: 1 }
    }

    /// Each generation has its own kid; the key material alternates between two.
    fn generation(number: u32) -> Signer {
        let pem = if number % 2 == 1 { FIRST } else { SECOND };
        Signer::new(&format!("simulated-{number}"), pem, Some(&["msteams", "skype"]))
    }

    pub(crate) fn current(&self) -> &Signer {
        &self.current
    }

    pub(crate) fn other_channel() -> Signer {
        Signer::new(OTHER_CHANNEL, UNENDORSED, Some(&["webchat", "directline"]))
    }

    pub(crate) fn no_endorsements() -> Signer {
        Signer::new(NO_ENDORSEMENTS, UNENDORSED, None)
    }

    /// Signs with a new key from now on; the old one stays published. Returns the new kid.
    pub(crate) fn rotate(&mut self) -> String {
        self.generation += 1;
        let old = std::mem::replace(&mut self.current, Self::generation(self.generation));
        self.retired.push(old);
        self.current.kid.clone()
    }

    pub(crate) fn withdraw_retired(&mut self) {
        self.retired.clear();
    }

    pub(crate) fn document(&self) -> Value {
        let extra = [Self::other_channel(), Self::no_endorsements()];
        let all = std::iter::once(&self.current).chain(&self.retired).chain(&extra);
        json!({ "keys": all.map(Signer::jwk).collect::<Vec<_>>() })
    }
}
