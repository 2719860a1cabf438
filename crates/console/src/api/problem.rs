//! Why something was not done: one form for all, "Problem Details for HTTP APIs" (RFC 9457).

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::actions::ActionMessage;
use desk::store::StoreError;
use serde::Serialize;
use time::Duration;
use tracing::error;
use utoipa::ToSchema;

/// What went wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FieldProblem {
    /// The field, as a path in the body (`variants[3]`) or the name of a parameter.
    #[schema(example = "question")]
    pub(crate) field: String,
    /// What is wrong with it.
    #[schema(example = "is empty or longer than 1000 characters")]
    pub(crate) problem: String,
}

/// Why something was not done (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Which kind of problem; what programs look at. A reference to `/api/docs`.
    #[serde(rename = "type")]
    #[schema(example = "/api/docs#problem-not-found")]
    kind: String,
    /// The kind in words.
    title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What to do about it, where there is more to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// What stands otherwise than a caller thinks, by the name of its problem.
pub(crate) const CONFLICTS: [(&str, &str); 16] = [
    ("taken-by-another", "Somebody else has the ticket."),
    ("unchanged", "The requester is with people about something else."),
    ("not-open", "The ticket is closed or handed back."),
    ("reviewed", "The draft was reviewed already."),
    ("withdrawn", "The draft's ticket is open again."),
    ("too-late", "It can no longer be taken back."),
    ("changed-since", "The entry was changed since the draft was published."),
    ("not-closed", "The ticket is not closed."),
    ("rated-already", "A score was given already."),
    ("resent-already", "It was sent again already."),
    ("not-missed", "It has arrived, or is on its way."),
    ("faq-too-large", "There are too many entries to try a draft beside them."),
    ("another-round", "It is no longer what you have read: proposed anew, reopened, passed on or taken back since."),
    ("name-taken", "There is an account of that name."),
    ("last-admin", "Nobody else is an admin."),
    ("not-held", "They do not hold this role."),
];

/// Why an operation was refused.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Nobody is signed in, or no longer.
    NotSignedIn,
    /// Name or password is wrong. Whether there is such an account is not told.
    WrongCredentials,
    /// The password was right, but they hold no role.
    NoRole,
    /// Too many attempts failed; try again after so long.
    TooManyAttempts(Duration),
    /// They want more of this at once than one may have.
    TooManyAtOnce,
    /// The request was sent by a page of somebody else's, or by a program that does not say from where.
    ForeignOrigin,
    /// This needs a right that the caller does not hold.
    Forbidden(desk::people::Right),
    /// There is no such thing, or the caller may not see it.
    NotFound,
    /// There is something here, but not for this method.
    MethodNotAllowed,
    /// Things stand otherwise than the caller thinks.
    Conflict { name: &'static str, detail: String },
    /// It was changed since the caller read it.
    ChangedSince,
    /// The caller must say which version they have read.
    VersionNeeded,
    /// The body is too large.
    TooLarge,
    /// The body is not JSON, by its header.
    NotJson,
    /// The body is not JSON.
    Malformed(String),
    /// A parameter cannot be read.
    BadParameter(FieldProblem),
    /// Fields are wrong.
    Invalid(Vec<FieldProblem>),
    /// The store or a part of the program cannot serve just now.
    Unavailable,
    /// The program has failed; the log tells more.
    Internal,
}

impl Fault {
    /// One field is wrong.
    pub(crate) fn field(field: impl Into<String>, problem: impl ToString) -> Self {
        Self::Invalid(vec![FieldProblem { field: field.into(), problem: problem.to_string() }])
    }

    /// Status, name and title of every kind but the [`CONFLICTS`].
    pub(super) fn kinds() -> Vec<(StatusCode, &'static str, &'static str)> {
        let all = [
            Self::NotSignedIn,
            Self::WrongCredentials,
            Self::NoRole,
            Self::TooManyAttempts(Duration::SECOND),
            Self::TooManyAtOnce,
            Self::ForeignOrigin,
            Self::Forbidden(desk::people::Right::Administer),
            Self::NotFound,
            Self::MethodNotAllowed,
            Self::ChangedSince,
            Self::VersionNeeded,
            Self::TooLarge,
            Self::NotJson,
            Self::Malformed(String::new()),
            Self::Invalid(Vec::new()),
            Self::Unavailable,
            Self::Internal,
        ];
        all.iter().map(Self::kind).collect()
    }

    const fn kind(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::NotSignedIn => (StatusCode::UNAUTHORIZED, "not-signed-in", "Nobody is signed in."),
            Self::WrongCredentials => (StatusCode::UNAUTHORIZED, "wrong-credentials", "Name or password is wrong."),
            Self::NoRole => (StatusCode::FORBIDDEN, "no-role", "You hold no role here."),
            Self::TooManyAttempts(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-attempts", "Too many attempts have failed.")
            }
            Self::TooManyAtOnce => (StatusCode::TOO_MANY_REQUESTS, "too-many-at-once", "This is too much at once."),
            Self::ForeignOrigin => (StatusCode::FORBIDDEN, "foreign-origin", "This request is not of this site."),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden", "You may not do this."),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found", "There is no such thing."),
            Self::MethodNotAllowed => {
                (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This cannot be done here.")
            }
            Self::Conflict { name, .. } => (StatusCode::CONFLICT, name, "Things stand otherwise."),
            Self::ChangedSince => {
                (StatusCode::PRECONDITION_FAILED, "newer-version", "It was changed since you read it.")
            }
            Self::VersionNeeded => {
                (StatusCode::PRECONDITION_REQUIRED, "version-needed", "Say which version you have read.")
            }
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large."),
            Self::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json", "The body is no JSON."),
            Self::Malformed(_) | Self::BadParameter(_) => {
                (StatusCode::BAD_REQUEST, "malformed", "The request cannot be read.")
            }
            Self::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Something in the request is wrong."),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "This cannot be done just now."),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "The program has failed."),
        }
    }

    fn detail(&self) -> Option<String> {
        match self {
            Self::NotSignedIn => Some("sign in with POST /api/v1/session".to_owned()),
            Self::NoRole => Some("ask an admin for a role".to_owned()),
            Self::TooManyAttempts(wait) => Some(format!("try again after {} seconds", whole_seconds(*wait))),
            Self::TooManyAtOnce => Some("wait for what is under way".to_owned()),
            Self::ForeignOrigin => Some("send the Origin of this site, as browsers do".to_owned()),
            Self::Forbidden(right) => Some(format!("this needs the right {}", right.name())),
            Self::Conflict { detail, .. } => Some(detail.clone()),
            Self::ChangedSince => Some("read it again, and decide anew".to_owned()),
            Self::VersionNeeded => Some("send the ETag of what you have read as If-Match".to_owned()),
            Self::NotJson => Some("send Content-Type: application/json".to_owned()),
            Self::Malformed(what) => Some(what.clone()),
            Self::Unavailable => Some("try again after a moment".to_owned()),
            Self::Internal => Some("the log of the program tells more".to_owned()),
            Self::WrongCredentials
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::TooLarge
            | Self::BadParameter(_)
            | Self::Invalid(_) => None,
        }
    }

    /// After how many seconds it makes sense to try again.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooManyAttempts(wait) => Some(whole_seconds(*wait)),
            Self::Unavailable | Self::TooManyAtOnce => Some(2),
            _ => None,
        }
    }
}

/// Seconds, rounded up, at least one.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_seconds_f64().ceil().max(1.0) as u64
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (status, name, title) = self.kind();
        let (detail, retry_after) = (self.detail(), self.retry_after());
        let errors = match self {
            Self::Invalid(errors) => errors,
            Self::BadParameter(error) => vec![error],
            _ => Vec::new(),
        };
        let kind = format!("/api/docs#problem-{name}");
        let problem = Problem { kind, title, status: status.as_u16(), detail, errors };
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<ActionMessage> for Fault {
    /// What a person is told who pressed in Teams, as a caller of the API is told it. What is another team's is not there.
    fn from(message: ActionMessage) -> Self {
        let conflict = |detail: &str| Self::Conflict { name: message.code(), detail: detail.to_owned() };
        match &message {
            ActionMessage::NotAnAgent
            | ActionMessage::NotYours
            | ActionMessage::WithAnotherTeam(_)
            | ActionMessage::Missing => Self::NotFound,
            ActionMessage::TakenBy(name) => conflict(&format!("{name} has it")),
            ActionMessage::Unchanged => conflict("the requester is with people about something else"),
            ActionMessage::NotOpen => conflict("the ticket is not open"),
            ActionMessage::ColleagueNotAnAgent => Self::field("agent", "is no agent of this team"),
            ActionMessage::Reviewed => conflict("the draft was reviewed already"),
            ActionMessage::Withdrawn => conflict("the draft's ticket is open again"),
            ActionMessage::ReasonNeeded => Self::field("reason", "is empty"),
            ActionMessage::TooLate => conflict("it can no longer be taken back"),
            ActionMessage::ChangedSince => conflict("the entry was changed since; undo it there"),
            ActionMessage::BadText => Self::field("text", "is empty or too long"),
            ActionMessage::NotClosed => conflict("the ticket is not closed"),
            ActionMessage::RatedAlready => conflict("a score was given already"),
            ActionMessage::ResentAlready => conflict("it was sent again already"),
            ActionMessage::AnotherRound => conflict("it has changed since you read it: read it again, and decide anew"),
            ActionMessage::Done | ActionMessage::TryAgain => Self::Unavailable,
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        if error.is_transient() {
            return Self::Unavailable;
        }
        error!(%error, "the store has failed an operation of the console");
        Self::Internal
    }
}

impl From<PathRejection> for Fault {
    /// No address that cannot be read leads anywhere.
    fn from(_rejection: PathRejection) -> Self {
        Self::NotFound
    }
}

impl From<QueryRejection> for Fault {
    /// The text of a rejection names the parameter, where it knows it.
    fn from(rejection: QueryRejection) -> Self {
        let text = rejection.body_text();
        let named = text.split_once("query string: ").and_then(|(_, named)| named.split_once(": "));
        let is_name = |field: &str| field.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        match named.filter(|(field, _)| is_name(field)) {
            Some((field, problem)) => {
                Self::BadParameter(FieldProblem { field: field.to_owned(), problem: problem.to_owned() })
            }
            None => Self::Malformed(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_conflicts_is_explained_under_its_name() {
        let messages = [
            ActionMessage::TakenBy("x".to_owned()),
            ActionMessage::Unchanged,
            ActionMessage::NotOpen,
            ActionMessage::Reviewed,
            ActionMessage::Withdrawn,
            ActionMessage::TooLate,
            ActionMessage::ChangedSince,
            ActionMessage::NotClosed,
            ActionMessage::RatedAlready,
            ActionMessage::ResentAlready,
            ActionMessage::AnotherRound,
        ];
        for message in messages {
            let Fault::Conflict { name, .. } = Fault::from(message.clone()) else {
                panic!("{message:?} is no conflict")
            };
            assert!(CONFLICTS.iter().any(|(known, _)| *known == name), "{name}");
        }
    }
}
