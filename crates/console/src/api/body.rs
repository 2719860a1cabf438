//! The body of a request as a type; what is wrong with it is told with the field.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::problem::{Fault, FieldProblem};

/// The body of an action of which nothing more is to be said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Empty {}

/// The body of an action of which no more is to be said than what the caller has read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InRound {
    /// The `round` that was read: nothing is done in another one. In any where nothing is said.
    pub(crate) round: Option<i64>,
}

/// A body of JSON. Where there is none, or `null`, it counts as `{}`.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        read(&bytes_of(request, state).await?).map(Self)
    }
}

/// The text of a body that says that it is JSON.
pub(super) async fn bytes_of<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Fault> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).map(str::to_owned);
    let bytes = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
        _ => Fault::Malformed("the body did not arrive as a whole".to_owned()),
    })?;
    // What may be left out may be `null`, too.
    if matches!(bytes.trim_ascii(), b"" | b"null") {
        return Ok(Bytes::from_static(b"{}"));
    }
    // A form of another site's page can send any text, but not under this name.
    if !kind.is_some_and(|kind| is_json(&kind)) {
        return Err(Fault::NotJson);
    }
    Ok(bytes)
}

fn is_json(kind: &str) -> bool {
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (path, error) = (error.path().to_string(), error.into_inner());
        match error.classify() {
            serde_json::error::Category::Data => {
                let place = format!(" at line {} column {}", error.line(), error.column());
                let problem = error.to_string().trim_end_matches(&place).to_owned();
                // What is missing stands nowhere: the path is that of the whole.
                let missing = problem.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
                let field = match missing {
                    Some(missing) if path == "." => missing.to_owned(),
                    Some(missing) => format!("{path}.{missing}"),
                    None => path,
                };
                Fault::Invalid(vec![FieldProblem { field, problem }])
            }
            _ => Fault::Malformed(format!("no JSON at line {} column {}", error.line(), error.column())),
        }
    })?;
    reader.end().map_err(|_| Fault::Malformed("more than one JSON value".to_owned()))?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[serde(default)]
        variants: Vec<String>,
    }

    #[derive(Debug, Deserialize)]
    struct Needs {
        #[serde(rename = "name")]
        _name: String,
    }

    fn problem_of(text: &str) -> String {
        match read::<Sample>(text.as_bytes()) {
            Ok(sample) => format!("{} variants", sample.variants.len()),
            Err(Fault::Invalid(errors)) => format!("{}: {}", errors[0].field, errors[0].problem),
            Err(other) => format!("{other:?}"),
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_field() {
        assert_eq!(problem_of("{}"), "0 variants");
        let Err(Fault::Invalid(errors)) = read::<Needs>(b"{}") else { panic!("it needs a name") };
        assert_eq!(errors[0].field, "name");
        assert_eq!(problem_of(r#"{"variants":["a",1]}"#), "variants[1]: invalid type: integer `1`, expected a string");
        assert_eq!(problem_of(r#"{"colour":1}"#), "colour: unknown field `colour`, expected `variants`");
        assert_eq!(problem_of(r#"{"variants""#), "Malformed(\"no JSON at line 1 column 11\")");
        assert_eq!(problem_of("{} {}"), "Malformed(\"more than one JSON value\")");
    }
}
