//! How an entry would look in Teams, before it is published.

use axum::Json;
use axum::extract::State;
use desk::faq::{MAX_ANSWER, MAX_QUESTION};
use desk::outside::{Content, Post, Source};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::LanguageView;
use crate::api::Desk;
use crate::api::body::Body;
use crate::api::caller::Caller;
use crate::api::problem::Fault;

/// Where a card names the message that it belongs to.
const NO_MESSAGE: &str = "msg_00000000000000000000000000000000";

/// What an entry is to say. Both texts may be empty still.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewRequest {
    /// The question as shown.
    #[schema(max_length = 1000)]
    question: String,
    /// Plain text with line breaks.
    #[schema(max_length = 8000)]
    answer: String,
    /// The language of the text.
    language: LanguageView,
}

/// How it would look.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewView {
    /// The Adaptive Card that a requester would get, with buttons that do nothing.
    #[schema(value_type = Object)]
    card: Value,
}

/// Shows the card that a requester would get, as the desk makes every card. Nothing is kept.
#[utoipa::path(
    post,
    path = "/entries/preview",
    operation_id = "previewEntry",
    tag = "knowledge",
    request_body = PreviewRequest,
    responses((status = OK, description = "The card", body = PreviewView))
)]
pub(crate) async fn preview_entry(
    State(api): Desk,
    _caller: Caller,
    Body(PreviewRequest { question, answer, language }): Body<PreviewRequest>,
) -> Result<Json<PreviewView>, Fault> {
    for (field, text, most) in [("question", &question, MAX_QUESTION), ("answer", &answer, MAX_ANSWER)] {
        if text.chars().count() > most {
            return Err(Fault::field(field, format!("is longer than {most} characters")));
        }
    }
    let post = Post {
        language: language.into(),
        content: Content::Answer {
            message: NO_MESSAGE.parse().expect("an id"),
            round: 0,
            source: Source { title: question.clone(), since: OffsetDateTime::now_utc() },
            question,
            answer,
            other_language: None,
            helpful: None,
            offer_person: true,
        },
    };
    let card = (api.card)(&post).ok_or(Fault::Internal)?;
    Ok(Json(PreviewView { card }))
}
