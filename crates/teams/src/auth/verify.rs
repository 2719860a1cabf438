//! Whether a request comes from the Connector, for our bot, from a tenant of ours.
//!
//! Two steps, because the token is checked before the body is believed: [`Verifier::token`], then [`Verifier::activity`].
//! The caller is told nothing but the status; the log gets [`Refusal::code`].

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::id::TenantId;
use desk::outside::Clock;
use jsonwebtoken::{Algorithm, Validation};
use serde::Deserialize;
use serde_json::Value;

use super::hosts::{BadUrl, Hosts};
use super::keys::{Keys, NoKey};
use crate::activity::{Activity, CHANNEL};

/// Largest difference between two clocks, in seconds. Set by the protocol.
const LEEWAY: i64 = 300;
/// Longest `Authorization` header, in bytes. The Connector's tokens have about 1,500.
const LONGEST_HEADER: usize = 16 * 1024;

/// Whose activities are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tenants {
    /// These only.
    Only(Vec<TenantId>),
    /// Everybody's; for development.
    Any,
}

/// Checks who calls.
pub struct Verifier {
    proof: Proof,
    hosts: Hosts,
    tenants: Tenants,
}

enum Proof {
    /// A token of the Connector.
    Token(Box<Expected>),
    /// Nothing: development on this machine.
    Nothing,
}

struct Expected {
    keys: Keys,
    issuer: String,
    app_id: String,
    clock: Arc<dyn Clock>,
}

/// What a good token says; nothing in development, where none is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved(Option<Stated>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Stated {
    service_url: String,
    endorsements: Vec<String>,
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No usable `Authorization` header.
    #[error("authorization header is missing or malformed")]
    Header,
    /// No readable token.
    #[error("token is malformed")]
    Malformed,
    /// Not RS256.
    #[error("token is signed by another method")]
    Algorithm,
    /// The token demands something that we do not know.
    #[error("token has critical extensions")]
    Critical,
    /// No key.
    #[error(transparent)]
    Key(#[from] NoKey),
    /// The key did not sign this.
    #[error("signature is wrong")]
    Signature,
    /// A claim is missing or has the wrong type.
    #[error("a claim is missing or malformed")]
    Claims,
    /// Another issuer.
    #[error("issuer is another")]
    Issuer,
    /// For somebody else.
    #[error("audience is another")]
    Audience,
    /// Not yet or no longer valid.
    #[error("token is not valid now")]
    Time,
    /// Another channel than Teams.
    #[error("channel is not served")]
    Channel,
    /// The key may not speak for this channel.
    #[error("key is not endorsed for the channel")]
    Endorsement,
    /// The token was made for another service URL.
    #[error("token and activity name different service urls")]
    ServiceUrl,
    /// The service URL must not see our token.
    #[error(transparent)]
    BadUrl(#[from] BadUrl),
    /// No tenant, two different ones, or one that is not ours.
    #[error("tenant is not served")]
    Tenant,
}

impl Refusal {
    /// Word for the log.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Malformed => "malformed",
            Self::Algorithm => "algorithm",
            Self::Critical => "critical",
            Self::Key(NoKey::Unknown) => "key_unknown",
            Self::Key(NoKey::Unavailable) => "keys_unavailable",
            Self::Signature => "signature",
            Self::Claims => "claims",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Time => "time",
            Self::Channel => "channel",
            Self::Endorsement => "endorsement",
            Self::ServiceUrl => "service_url",
            Self::BadUrl(bad) => bad.code(),
            Self::Tenant => "tenant",
        }
    }

    /// Whether the caller has proved who they are and may not do this all the same (403 instead of 401).
    pub const fn is_forbidden(self) -> bool {
        matches!(self, Self::Channel | Self::Endorsement | Self::ServiceUrl | Self::BadUrl(_) | Self::Tenant)
    }
}

/// Only what is read exists: `jku`, `x5u`, `jwk` and the like are never looked at. A name that stands twice is an error.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// Types are exact, so that a claim of another type is an error and not absent.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    exp: i64,
    nbf: i64,
    serviceurl: String,
}

impl Verifier {
    /// Wants the Connector's token.
    pub fn with_tokens(
        keys: Keys,
        issuer: String,
        app_id: String,
        hosts: Hosts,
        tenants: Tenants,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { proof: Proof::Token(Box::new(Expected { keys, issuer, app_id, clock })), hosts, tenants }
    }

    /// Wants nothing but a service URL on this machine. For development; never beside credentials.
    pub const fn for_development() -> Self {
        Self { proof: Proof::Nothing, hosts: Hosts::loopback(), tenants: Tenants::Any }
    }

    /// Whether nobody has to prove anything.
    pub const fn is_development(&self) -> bool {
        matches!(self.proof, Proof::Nothing)
    }

    /// Checks the `Authorization` headers of a request: there must be exactly one, with a token that the Connector has
    /// signed for this bot and that is valid now.
    pub async fn token(&self, headers: &[&[u8]]) -> Result<Proved, Refusal> {
        let Proof::Token(expected) = &self.proof else {
            return Ok(Proved(None));
        };
        let Expected { keys, issuer, app_id, clock } = &**expected;
        let token = bearer(headers)?;
        let header = header(token)?;
        if header.alg != "RS256" {
            return Err(Refusal::Algorithm);
        }
        if header.crit.is_some() {
            return Err(Refusal::Critical);
        }
        let kid = header.kid.filter(|kid| !kid.is_empty()).ok_or(Refusal::Malformed)?;
        let key = keys.key(&kid).await?;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation(issuer, app_id))
            .map_err(|error| refusal(error.kind()))?
            .claims;
        let now = clock.now().unix_timestamp();
        if claims.iss != *issuer {
            return Err(Refusal::Issuer);
        }
        if claims.aud != *app_id {
            return Err(Refusal::Audience);
        }
        if claims.exp.saturating_add(LEEWAY) <= now || claims.nbf.saturating_sub(LEEWAY) > now {
            return Err(Refusal::Time);
        }
        Ok(Proved(Some(Stated { service_url: claims.serviceurl, endorsements: key.endorsements })))
    }

    /// Checks that an activity is covered by what was proved. Returns whose it is.
    pub fn activity(&self, proved: &Proved, activity: &Activity) -> Result<TenantId, Refusal> {
        if activity.channel_id.as_deref() != Some(CHANNEL) {
            return Err(Refusal::Channel);
        }
        let service_url = activity.service_url.as_deref().unwrap_or_default();
        if let Some(stated) = &proved.0 {
            if !stated.endorsements.iter().any(|channel| channel == CHANNEL) {
                return Err(Refusal::Endorsement);
            }
            if bare(&stated.service_url) != bare(service_url) {
                return Err(Refusal::ServiceUrl);
            }
        }
        self.hosts.check(service_url)?;
        self.tenant(activity)
    }

    fn tenant(&self, activity: &Activity) -> Result<TenantId, Refusal> {
        let tenant = |text: &str| TenantId::parse(text).ok_or(Refusal::Tenant);
        let (conversation, channel) = activity.tenants();
        let found = match (conversation.map(tenant).transpose()?, channel.map(tenant).transpose()?) {
            (Some(a), Some(b)) if a != b => return Err(Refusal::Tenant),
            (Some(found), _) | (None, Some(found)) => found,
            (None, None) => return Err(Refusal::Tenant),
        };
        match &self.tenants {
            Tenants::Only(ours) if !ours.contains(&found) => Err(Refusal::Tenant),
            _ => Ok(found),
        }
    }
}

/// The token of the one `Bearer` header.
fn bearer<'a>(headers: &[&'a [u8]]) -> Result<&'a str, Refusal> {
    let [header] = headers else {
        return Err(Refusal::Header);
    };
    if header.len() > LONGEST_HEADER {
        return Err(Refusal::Header);
    }
    let text = std::str::from_utf8(header).map_err(|_| Refusal::Header)?;
    let token = text.strip_prefix("Bearer ").ok_or(Refusal::Header)?;
    let is_token = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if token.is_empty() || !token.bytes().all(is_token) {
        return Err(Refusal::Header);
    }
    Ok(token)
}

fn header(token: &str) -> Result<Header, Refusal> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        return Err(Refusal::Malformed);
    };
    if payload.is_empty() || signature.is_empty() {
        return Err(Refusal::Malformed);
    }
    let json = URL_SAFE_NO_PAD.decode(header).map_err(|_| Refusal::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| Refusal::Malformed)
}

/// The library checks signature, issuer, audience and presence; times are checked with our own clock.
fn validation(issuer: &str, app_id: &str) -> Validation {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud"]);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[app_id]);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation
}

fn refusal(error: &jsonwebtoken::errors::ErrorKind) -> Refusal {
    use jsonwebtoken::errors::ErrorKind;
    match error {
        ErrorKind::InvalidSignature => Refusal::Signature,
        ErrorKind::InvalidIssuer => Refusal::Issuer,
        ErrorKind::InvalidAudience => Refusal::Audience,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => Refusal::Algorithm,
        ErrorKind::MissingRequiredClaim(_) | ErrorKind::InvalidClaimFormat(_) | ErrorKind::Json(_) => Refusal::Claims,
        _ => Refusal::Malformed,
    }
}

/// A service URL without its one trailing slash.
fn bare(url: &str) -> &str {
    url.strip_suffix('/').unwrap_or(url)
}
