//! Bad tokens, and the few good ones beside them, for the tests of whoever checks tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use super::keys::{KeyRing, Signer, seal, unsigned};
use super::{Authority, seconds_now};
use crate::lock::Locked as _;

/// What a right check does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// 2xx.
    Accept,
    /// 401 or 403, nothing changed.
    Reject,
    /// Either, decided once and written down.
    Decide,
}

/// A request to send: `Authorization` headers (none, one or two) and the activity, changed where the forgery needs it.
#[derive(Debug, Clone)]
pub struct Forged {
    /// Values of the `Authorization` headers, in order.
    pub authorization: Vec<String>,
    /// The body.
    pub activity: Value,
}

macro_rules! forgeries {
    ($($(#[$doc:meta])* $variant:ident = $name:literal => $expect:ident,)*) => {
        /// Every way to get a token wrong that the checks must see through.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Forgery { $($(#[$doc])* $variant,)* }

        impl Forgery {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// A short name for reports.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What a right check does with it.
            pub fn expect(self) -> Expect {
                match self { $(Self::$variant => Expect::$expect,)* }
            }
        }
    };
}

forgeries! {
    /// Nothing wrong: the control.
    Valid = "valid" => Accept,
    /// No `Authorization` header.
    NoHeader = "no_header" => Reject,
    /// `Bearer` and nothing after.
    EmptyBearer = "empty_bearer" => Reject,
    /// A good token under another scheme.
    SchemeBasic = "scheme_basic" => Reject,
    /// Two headers, the second good.
    TwoHeaders = "two_headers" => Reject,
    /// Not a token at all.
    NotJwt = "not_jwt" => Reject,
    /// `alg: none` without a signature.
    AlgNone = "alg_none" => Reject,
    /// The same with a capital.
    AlgNoneTitle = "alg_None_case: None" => Reject,
    /// The same in mixed case.
    AlgNoneMixed = "alg_None_case: nOnE" => Reject,
    /// The same in capitals.
    AlgNoneUpper = "alg_None_case: NONE" => Reject,
    /// The signature cut off.
    SigStripped = "sig_stripped" => Reject,
    /// One bit of the signature flipped.
    SigFlipped = "sig_flipped" => Reject,
    /// Claims changed after signing.
    PayloadChanged = "payload_changed" => Reject,
    /// HS256 with the public key's PEM as secret.
    Hs256PublicPem = "hs256_pubkey_pem" => Reject,
    /// HS256 with the modulus as secret.
    Hs256PublicModulus = "hs256_pubkey_der" => Reject,
    /// A stranger's key under a kid that is not published.
    SelfSignedKey = "self_signed_key" => Reject,
    /// A stranger's key under a published kid.
    KidCollision = "kid_collision" => Reject,
    /// A good signature without a kid.
    KidMissing = "kid_missing" => Reject,
    /// A path as kid.
    KidPath = "kid_path" => Reject,
    /// SQL as kid.
    KidSql = "kid_sql" => Reject,
    /// A stranger's public key in the header.
    JwkHeader = "jwk_header" => Reject,
    /// A key document elsewhere; nobody may fetch it.
    JkuHeader = "jku_header" => Reject,
    /// A certificate elsewhere; nobody may fetch it.
    X5uHeader = "x5u_header" => Reject,
    /// A stranger's chain in the header.
    X5cHeader = "x5c_header" => Reject,
    /// A critical extension nobody knows.
    CritUnknown = "crit_unknown" => Reject,
    /// For another bot.
    WrongAudience = "wrong_aud" => Reject,
    /// For nobody.
    AudienceMissing = "aud_missing" => Reject,
    /// For another bot and for ours.
    AudienceMixed = "aud_array_mixed" => Decide,
    /// From Entra instead of the Connector.
    WrongIssuer = "wrong_iss" => Reject,
    /// From a host that begins like the Connector's.
    IssuerSuffix = "iss_suffix" => Reject,
    /// A slash too many.
    IssuerSlash = "iss_trailing_slash" => Reject,
    /// From nobody.
    IssuerMissing = "iss_missing" => Reject,
    /// Expired just beyond the allowed skew.
    Expired = "expired" => Reject,
    /// Expired within the allowed skew.
    ExpiredInSkew = "expired_in_skew" => Accept,
    /// Without an end.
    ExpiryMissing = "exp_missing" => Reject,
    /// The end as text.
    ExpiryString = "exp_string" => Reject,
    /// Not valid before an hour from now.
    NotBeforeFuture = "nbf_future" => Reject,
    /// The beginning as text.
    NotBeforeString = "nbf_string" => Reject,
    /// Signed by a published key of other channels.
    KeyNotEndorsed = "key_not_endorsed" => Reject,
    /// Signed by a published key without endorsements.
    EndorsementsAbsent = "endorsements_absent" => Reject,
    /// The activity names no channel.
    ChannelIdMissing = "channelid_empty: missing" => Reject,
    /// The activity's channel is an empty text.
    ChannelIdEmpty = "channelid_empty" => Reject,
    /// The activity's channel in another case.
    ChannelIdCase = "channelid_case" => Reject,
    /// The claim names another service than the activity.
    ServiceUrlMismatch = "serviceurl_mismatch" => Reject,
    /// No claim about the service.
    ServiceUrlMissing = "serviceurl_claim_missing" => Reject,
    /// The claim in camel case, which is not the claim.
    ServiceUrlCamelCase = "serviceurl_claim_missing: serviceUrl" => Reject,
    /// As the emulator sends it.
    EmulatorToken = "emulator_token" => Reject,
    /// As another bot calling a skill.
    SkillToken = "skill_token" => Reject,
    /// A person's id token.
    IdToken = "id_token_reuse" => Reject,
    /// A good token, an activity of another tenant.
    OtherTenant = "other_tenant" => Reject,
}

const ELSEWHERE: &str = "00000000-0000-4000-8000-00000000dead";

fn without(mut claims: Value, name: &str) -> Value {
    if let Some(map) = claims.as_object_mut() {
        map.shift_remove(name);
    }
    claims
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

impl Authority {
    /// Makes a forgery around an activity.
    pub(crate) fn forge(&self, forgery: Forgery, mut activity: Value) -> Forged {
        use Forgery as F;
        let good = self.connector_token();
        let authorization = match forgery {
            F::NoHeader => Vec::new(),
            F::EmptyBearer => vec!["Bearer ".to_owned()],
            F::SchemeBasic => vec![format!("Basic {good}")],
            F::TwoHeaders => vec!["Bearer aaa.bbb.ccc".to_owned(), bearer(&good)],
            F::NotJwt => vec!["Bearer aaa.bbb".to_owned()],
            F::ChannelIdMissing | F::ChannelIdEmpty | F::ChannelIdCase | F::OtherTenant => {
                change_activity(forgery, &mut activity);
                vec![bearer(&good)]
            }
            _ => vec![bearer(&self.forged_token(forgery, &good))],
        };
        Forged { authorization, activity }
    }

    fn forged_token(&self, forgery: Forgery, good: &str) -> String {
        self.broken_seal(forgery, good)
            .or_else(|| self.foreign_key(forgery))
            .or_else(|| self.wrong_claims(forgery).map(|claims| self.keys.locked().current().sign(&claims)))
            .unwrap_or_else(|| good.to_owned())
    }

    /// Forgeries of the signature itself.
    fn broken_seal(&self, forgery: Forgery, good: &str) -> Option<String> {
        use Forgery as F;
        let keys = self.keys.locked();
        let current = keys.current();
        let claims = self.claims();
        let none = |alg: &str| format!("{}.", unsigned(&json!({ "alg": alg, "kid": current.kid }), &claims));
        let hs256 = json!({ "alg": "HS256", "typ": "JWT", "kid": current.kid });
        let jwk = current.jwk();
        let (body, signature) = good.rsplit_once('.')?;
        Some(match forgery {
            F::AlgNone => none("none"),
            F::AlgNoneTitle => none("None"),
            F::AlgNoneMixed => none("nOnE"),
            F::AlgNoneUpper => none("NONE"),
            F::SigStripped => format!("{body}."),
            F::SigFlipped => {
                let mut bytes = URL_SAFE_NO_PAD.decode(signature).ok()?;
                *bytes.first_mut()? ^= 1;
                format!("{body}.{}", URL_SAFE_NO_PAD.encode(bytes))
            }
            F::PayloadChanged => {
                let (header, _) = body.split_once('.')?;
                let claims = with(claims, "exp", json!(seconds_now() + 999_999));
                format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(claims.to_string()))
            }
            F::Hs256PublicPem => {
                let secret = EncodingKey::from_secret(public_pem(&current.kid).as_bytes());
                seal(&hs256, &claims, &secret, Algorithm::HS256)
            }
            F::Hs256PublicModulus => {
                let secret = EncodingKey::from_secret(jwk["n"].as_str()?.as_bytes());
                seal(&hs256, &claims, &secret, Algorithm::HS256)
            }
            _ => return None,
        })
    }

    /// Forgeries of who signed, and of what the header says about it.
    fn foreign_key(&self, forgery: Forgery) -> Option<String> {
        use Forgery as F;
        let keys = self.keys.locked();
        let current = keys.current();
        let claims = self.claims();
        let stranger = Signer::stranger("stranger");
        let header = |more: Value| {
            let mut header = json!({ "alg": "RS256", "typ": "JWT" });
            if let (Some(header), Value::Object(more)) = (header.as_object_mut(), more) {
                header.extend(more);
            }
            header
        };
        let by = |signer: &Signer, more: Value| signer.sign_with(&header(more), &claims);
        let kid = current.kid.as_str();
        Some(match forgery {
            F::SelfSignedKey => by(&stranger, json!({ "kid": "stranger" })),
            F::KidCollision => by(&stranger, json!({ "kid": kid })),
            F::KidMissing => by(current, json!({})),
            F::KidPath => by(&stranger, json!({ "kid": "../../../../dev/null" })),
            F::KidSql => by(&stranger, json!({ "kid": "x' OR '1'='1" })),
            F::JwkHeader => by(&stranger, json!({ "kid": kid, "jwk": stranger.jwk() })),
            F::JkuHeader => by(&stranger, json!({ "kid": "stranger", "jku": self.stranger_url() })),
            F::X5uHeader => by(&stranger, json!({ "kid": "stranger", "x5u": self.stranger_url() })),
            F::X5cHeader => by(&stranger, json!({ "kid": kid, "x5c": ["MIIBszCCARwCCQ=="] })),
            F::CritUnknown => by(current, json!({ "kid": kid, "crit": ["exp2"], "exp2": 1 })),
            F::KeyNotEndorsed => KeyRing::other_channel().sign(&claims),
            F::EndorsementsAbsent => KeyRing::no_endorsements().sign(&claims),
            _ => return None,
        })
    }

    /// Forgeries of the claims, well signed.
    fn wrong_claims(&self, forgery: Forgery) -> Option<Value> {
        use Forgery as F;
        let claims = self.claims();
        let now = seconds_now();
        let entra = format!("https://sts.windows.net/{}/", self.tenant);
        let entra_v2 = format!("https://login.microsoftonline.com/{}/v2.0", self.tenant);
        Some(match forgery {
            F::WrongAudience => with(claims, "aud", json!(ELSEWHERE)),
            F::AudienceMissing => without(claims, "aud"),
            F::AudienceMixed => with(claims, "aud", json!([ELSEWHERE, self.app_id])),
            F::WrongIssuer => with(claims, "iss", json!(entra)),
            F::IssuerSuffix => with(claims, "iss", json!("https://api.botframework.com.evil.example")),
            F::IssuerSlash => with(claims, "iss", json!("https://api.botframework.com/")),
            F::IssuerMissing => without(claims, "iss"),
            F::Expired => with(claims, "exp", json!(now - 301)),
            F::ExpiredInSkew => with(with(claims, "nbf", json!(now - 3_600)), "exp", json!(now - 290)),
            F::ExpiryMissing => without(claims, "exp"),
            F::ExpiryString => with(claims, "exp", json!("9999999999")),
            F::NotBeforeFuture => with(with(claims, "nbf", json!(now + 3_600)), "exp", json!(now + 7_200)),
            F::NotBeforeString => with(claims, "nbf", json!("99999999999")),
            F::ServiceUrlMismatch => with(claims, "serviceurl", json!("https://smba.trafficmanager.net/elsewhere/")),
            F::ServiceUrlMissing => without(claims, "serviceurl"),
            F::ServiceUrlCamelCase => with(without(claims, "serviceurl"), "serviceUrl", json!(self.service_url)),
            F::EmulatorToken => {
                let claims = with(without(claims, "serviceurl"), "iss", json!(entra_v2));
                with(with(claims, "azp", json!(self.app_id)), "ver", json!("2.0"))
            }
            F::SkillToken => {
                let claims = with(with(claims, "iss", json!(entra)), "appid", json!(ELSEWHERE));
                with(claims, "ver", json!("1.0"))
            }
            F::IdToken => {
                let claims = with(without(claims, "serviceurl"), "iss", json!(entra_v2));
                let claims = with(with(claims, "oid", json!(ELSEWHERE)), "tid", json!(self.tenant));
                with(claims, "nonce", json!("678910"))
            }
            _ => return None,
        })
    }
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

fn change_activity(forgery: Forgery, activity: &mut Value) {
    match forgery {
        Forgery::ChannelIdMissing => *activity = without(activity.take(), "channelId"),
        Forgery::ChannelIdEmpty => activity["channelId"] = json!(""),
        Forgery::ChannelIdCase => activity["channelId"] = json!("MSTeams"),
        _ => {
            activity["conversation"]["tenantId"] = json!(ELSEWHERE);
            activity["channelData"]["tenant"]["id"] = json!(ELSEWHERE);
        }
    }
}

/// The public half of the key in use, as text.
fn public_pem(kid: &str) -> &'static str {
    let generation = kid.rsplit_once('-').and_then(|(_, number)| number.parse::<u32>().ok()).unwrap_or(1);
    if generation % 2 == 1 {
        include_str!("../../keys/first.pub.pem")
    } else {
        include_str!("../../keys/second.pub.pem")
    }
}
