//! What an answer of the Connector means.

use desk::outside::{ChannelError, Sent};
use reqwest::StatusCode;
use serde_json::Value;
use time::format_description::well_known::Rfc2822;
use time::{Duration, OffsetDateTime};

/// When to come back to a conversation after a 429 that does not say.
const SOON: Duration = Duration::seconds(2);
/// When to come back after a 412 that does not say: something else was at work on the conversation, and that is over
/// within moments.
const AT_ONCE: Duration = Duration::seconds(1);
/// Longest time that the service can make us wait.
const LONGEST: Duration = Duration::hours(1);

/// What a call was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Something new: doing it twice shows it twice.
    Create,
    /// Something that can be repeated.
    Replace,
    /// Reading.
    Read,
}

/// What became of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Done; the body, or null.
    Done(Value),
    /// It may or may not have happened.
    Unknown(String),
    /// Surely not; come back.
    Later(Duration),
    /// Not done, or of a kind that may be done twice: there was no connection, no token, or the service fails. The
    /// caller's pauses grow.
    Unreachable(&'static str),
    /// Surely not; come back, and leave the conversation alone until then.
    Throttled(Duration),
    /// Blocked by the person.
    Blocked,
    /// The app is not there.
    Uninstalled,
    /// The service knows no such conversation, or no such activity when replacing.
    Gone,
    /// We may not write there.
    Forbidden(String),
    /// The tenant lives on another host.
    OtherHost,
    /// Our token was not taken, and what the service calls the reason.
    Unauthorized(String),
    /// Refused for good.
    Refused(String),
}

impl Outcome {
    /// What an administrator is to be warned of. `None`: it is done, or happens every day.
    pub fn fault(&self) -> Option<&str> {
        match self {
            Self::Refused(reason) | Self::Unknown(reason) | Self::Forbidden(reason) | Self::Unauthorized(reason) => {
                Some(reason)
            }
            Self::OtherHost => Some("InvalidBotApiHost"),
            Self::Done(_)
            | Self::Later(_)
            | Self::Unreachable(_)
            | Self::Throttled(_)
            | Self::Blocked
            | Self::Uninstalled
            | Self::Gone => None,
        }
    }

    /// As the result of a send; what the body of [`Outcome::Done`] says is left for the caller to read.
    pub fn into_sent(self) -> Sent {
        match self {
            Self::Done(_) => Sent::Delivered { remote_id: None, thread: None, left_out: Vec::new() },
            Self::Unknown(reason) => Sent::Unknown { reason },
            Self::Later(after) | Self::Throttled(after) => Sent::Later { after },
            Self::Unreachable(reason) => Sent::Unreachable { reason: reason.to_owned() },
            Self::Blocked => Sent::Blocked,
            Self::Uninstalled => Sent::Uninstalled,
            Self::Gone => Sent::Gone,
            Self::OtherHost => {
                Sent::Refused { reason: "InvalidBotApiHost: this tenant needs cloud \"gcc\"".to_owned() }
            }
            Self::Unauthorized(reason) => {
                Sent::Refused { reason: format!("{}: check app id, secret and tenant", reason.trim_end()) }
            }
            Self::Forbidden(reason) => Sent::Forbidden { reason },
            Self::Refused(reason) => Sent::Refused { reason },
        }
    }

    /// As the error of a call that reads.
    pub fn into_error(self) -> ChannelError {
        match self.into_sent() {
            Sent::Later { after } => ChannelError::Transient(format!("come back in {} s", after.whole_seconds())),
            Sent::Unreachable { reason } | Sent::Unknown { reason } => ChannelError::Transient(reason),
            Sent::Refused { reason } | Sent::Forbidden { reason } => ChannelError::Refused(reason),
            Sent::Blocked => ChannelError::Refused("blocked".to_owned()),
            Sent::Uninstalled => ChannelError::Refused("uninstalled".to_owned()),
            Sent::Gone => ChannelError::Refused("not found".to_owned()),
            Sent::Delivered { .. } => ChannelError::Transient("answer is not what was asked for".to_owned()),
        }
    }
}

/// Reads an answer. `retry_after` is the header, `now` is needed when it names a date.
pub fn classify(
    purpose: Purpose,
    status: StatusCode,
    retry_after: Option<&str>,
    body: &[u8],
    now: OffsetDateTime,
) -> Outcome {
    if status.is_success() {
        return Outcome::Done(serde_json::from_slice(body).unwrap_or(Value::Null));
    }
    let error = Failure::read(body);
    let reason = || format!("{} {}", status.as_u16(), error.code);
    let wait = || retry_after.and_then(|text| wait(text, now));
    match status.as_u16() {
        401 => Outcome::Unauthorized(reason()),
        403 => forbidden(&error).unwrap_or_else(|| Outcome::Forbidden(reason())),
        404 if purpose != Purpose::Replace && error.is("BotNotInConversationRoster") => Outcome::Uninstalled,
        404 => Outcome::Gone,
        412 => Outcome::Later(wait().unwrap_or(AT_ONCE)),
        429 => Outcome::Throttled(wait().unwrap_or(SOON)),
        501 => Outcome::Refused(reason()),
        408 | 500..=599 if purpose == Purpose::Create => Outcome::Unknown(reason()),
        408 | 500..=599 => wait().map_or(Outcome::Unreachable("service fails"), Outcome::Later),
        _ => Outcome::Refused(reason()),
    }
}

/// What the service calls the reason, in a form for the log; empty where it gives none.
pub fn code(body: &[u8]) -> String {
    Failure::read(body).code
}

/// What a broken connection means.
pub fn broken(purpose: Purpose, error: &reqwest::Error) -> Outcome {
    if error.is_builder() {
        return Outcome::Refused("request cannot be built".to_owned());
    }
    // Before there is a connection, nothing was sent.
    if error.is_connect() {
        return Outcome::Unreachable("no connection");
    }
    if purpose != Purpose::Create {
        return Outcome::Unreachable("no answer");
    }
    let reason = if error.is_timeout() { "no answer in time" } else { "connection broke" };
    Outcome::Unknown(reason.to_owned())
}

fn forbidden(error: &Failure) -> Option<Outcome> {
    if error.is("MessageWritesBlocked") || error.is("ConversationBlockedByUser") {
        return Some(Outcome::Blocked);
    }
    if error.is("BotNotInConversationRoster") || error.is("BotDisabledByAdmin") {
        return Some(Outcome::Uninstalled);
    }
    error.is("InvalidBotApiHost").then_some(Outcome::OtherHost)
}

/// An error body. Its shape varies: an object `error`, an `errorCode` beside a `message` that is JSON inside a string,
/// or no JSON at all.
struct Failure {
    code: String,
    all: Vec<String>,
}

impl Failure {
    fn read(body: &[u8]) -> Self {
        let mut all = Vec::new();
        if let Ok(value) = serde_json::from_slice::<Value>(body) {
            collect(&value, 0, &mut all);
        }
        let code = all.first().map(|code| crate::activity::names::clean(code)).unwrap_or_default();
        Self { code, all }
    }

    fn is(&self, code: &str) -> bool {
        self.all.iter().any(|it| it.eq_ignore_ascii_case(code))
    }
}

/// Every code and sub code, also from JSON within strings, to a small depth.
fn collect(value: &Value, depth: usize, found: &mut Vec<String>) {
    let Some(fields) = value.as_object().filter(|_| depth < 5) else {
        return;
    };
    for (name, value) in fields {
        match (name.as_str(), value) {
            ("code" | "subCode" | "errorCode", Value::String(code)) => found.push(code.clone()),
            ("errorCode" | "code", Value::Number(code)) => found.push(code.to_string()),
            (_, Value::String(text)) if text.trim_start().starts_with('{') => {
                if let Ok(inner) = serde_json::from_str::<Value>(text) {
                    collect(&inner, depth + 1, found);
                }
            }
            (_, Value::Object(_)) => collect(value, depth + 1, found),
            _ => {}
        }
    }
}

/// `Retry-After`: seconds, or a date.
fn wait(text: &str, now: OffsetDateTime) -> Option<Duration> {
    let text = text.trim();
    let wait = match text.parse::<u32>() {
        Ok(seconds) => Duration::seconds(i64::from(seconds)),
        Err(_) => OffsetDateTime::parse(&text.replace(" GMT", " +0000"), &Rfc2822).ok()? - now,
    };
    Some(wait.clamp(Duration::ZERO, LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Purpose::{Create, Read, Replace};
    use serde_json::json;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-23 10:00 UTC);

    fn check(purpose: Purpose, status: u16, body: &str, expected: Outcome) {
        let status = StatusCode::from_u16(status).expect("the test gives a status");
        assert_eq!(classify(purpose, status, None, body.as_bytes(), NOW), expected, "{purpose:?} {status} {body}");
    }

    fn coded(code: &str) -> String {
        json!({"error": {"code": code, "message": "…"}}).to_string()
    }

    #[test]
    fn every_row_of_the_table() {
        let refused = |reason: &str| Outcome::Refused(reason.to_owned());
        let forbidden = |reason: &str| Outcome::Forbidden(reason.to_owned());
        for purpose in [Create, Replace, Read] {
            check(purpose, 200, r#"{"id":"1"}"#, Outcome::Done(json!({"id": "1"})));
            check(purpose, 201, "", Outcome::Done(Value::Null));
            check(purpose, 202, "{}", Outcome::Done(json!({})));
            check(purpose, 302, "", refused("302 "));
            check(purpose, 400, &coded("Bad Argument"), refused("400 Bad Argument"));
            check(purpose, 401, &coded("BotNotRegistered"), Outcome::Unauthorized("401 BotNotRegistered".into()));
            check(purpose, 403, &coded("BotDisabledByAdmin"), Outcome::Uninstalled);
            check(purpose, 403, &coded("BotNotInConversationRoster"), Outcome::Uninstalled);
            check(purpose, 403, &coded("ConversationBlockedByUser"), Outcome::Blocked);
            check(purpose, 403, &coded("NotEnoughPermissions"), forbidden("403 NotEnoughPermissions"));
            check(purpose, 403, &coded("InvalidBotApiHost"), Outcome::OtherHost);
            check(purpose, 403, "<html>", forbidden("403 "));
            check(purpose, 412, &coded("PreconditionFailed"), Outcome::Later(AT_ONCE));
            check(purpose, 413, &coded("MessageSizeTooBig"), refused("413 MessageSizeTooBig"));
            check(purpose, 429, &coded("Throttled"), Outcome::Throttled(SOON));
            check(purpose, 501, "", refused("501 "));
        }
        assert_eq!(code(coded("BotDisabledByAdmin").as_bytes()), "BotDisabledByAdmin");
        for status in [408, 500, 502, 503, 504] {
            check(Create, status, "", Outcome::Unknown(format!("{status} ")));
            check(Replace, status, "", Outcome::Unreachable("service fails"));
            check(Read, status, "", Outcome::Unreachable("service fails"));
        }
        check(Replace, 404, &coded("ActivityNotFoundInConversation"), Outcome::Gone);
        check(Create, 404, &coded("ConversationNotFound"), Outcome::Gone);
    }

    #[test]
    fn what_an_administrator_can_cure_is_a_fault_and_what_happens_every_day_is_none() {
        let fault = |status, code| {
            let status = StatusCode::from_u16(status).expect("a status");
            let outcome = classify(Create, status, None, coded(code).as_bytes(), NOW);
            outcome.fault().map(str::to_owned)
        };
        assert_eq!(fault(401, "BotNotRegistered").as_deref(), Some("401 BotNotRegistered"));
        assert_eq!(fault(403, "InvalidBotApiHost").as_deref(), Some("InvalidBotApiHost"));
        assert_eq!(fault(403, "NotEnoughPermissions").as_deref(), Some("403 NotEnoughPermissions"));
        for (status, code) in [(403, "ConversationBlockedByUser"), (404, "ConversationNotFound"), (429, "Throttled")] {
            assert_eq!(fault(status, code), None, "{code}");
        }
    }

    #[test]
    fn a_code_is_found_inside_a_string() {
        let body = json!({"errorCode": 209, "message": "{\r\n \"subCode\": \"MessageWritesBlocked\",\r\n \"details\": \"x\"}"});
        check(Create, 403, &body.to_string(), Outcome::Blocked);
        let deep = json!({"error": {"message": json!({"message": json!({"subCode": "MessageWritesBlocked"}).to_string()}).to_string()}});
        check(Create, 403, &deep.to_string(), Outcome::Blocked);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let throttled = |header| classify(Create, StatusCode::TOO_MANY_REQUESTS, Some(header), b"", NOW);
        assert_eq!(throttled("7"), Outcome::Throttled(Duration::seconds(7)));
        assert_eq!(throttled("Mon, 23 Nov 2026 10:00:30 GMT"), Outcome::Throttled(Duration::seconds(30)));
        assert_eq!(throttled("Mon, 23 Nov 2026 09:00:00 GMT"), Outcome::Throttled(Duration::ZERO));
        assert_eq!(throttled("999999"), Outcome::Throttled(LONGEST));
        assert_eq!(throttled("soon"), Outcome::Throttled(SOON));
        let failing = classify(Replace, StatusCode::SERVICE_UNAVAILABLE, Some("7"), b"", NOW);
        assert_eq!(failing, Outcome::Later(Duration::seconds(7)));
    }
}
