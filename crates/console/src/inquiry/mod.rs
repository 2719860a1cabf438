//! Inquiries with everything that was said. Seen by whoever works on the tickets of the team that has, or had last, a ticket of it;
//! those that never left the assistant, by whoever works on the tickets of every team.

use std::collections::HashMap;

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use desk::audit::Target;
use desk::delivery::{DeliveryState, Subject};
use desk::id::{ConversationId, InquiryId, MessageId, PersonId, TeamId};
use desk::inquiry::{Author, Ending, Excerpt, InquiryHit, InquirySummary, Message, MessageKind, Reply, Search, Stage};
use desk::people::Right;
use desk::people::rights::Scope;
use desk::store::{StoreError, Transaction};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use crate::api::Desk;
use crate::api::caller::Caller;
use crate::api::listing::{Page, PageQuery, looked_for};
use crate::api::problem::Fault;
use crate::people::PersonRef;

pub(crate) mod earlier;

/// Which inquiries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct InquiryQuery {
    /// Somebody has said this: every word of it, in any width and case and in Hiragana or Katakana; a word is found from its
    /// beginning on.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Of which this team, `tem_…`, has or had the newest ticket.
    team: Option<String>,
}

/// Where an inquiry stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StageView {
    /// The assistant answers.
    Assistant,
    /// People talk.
    People,
    /// The requester said that the answer helped.
    Solved,
    /// An agent closed the ticket.
    Closed,
    /// The requester went on to something else.
    LeftBehind,
}

impl From<Stage> for StageView {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Assistant => Self::Assistant,
            Stage::People(_) => Self::People,
            Stage::Ended(Ending::Solved) => Self::Solved,
            Stage::Ended(Ending::Closed) => Self::Closed,
            Stage::Ended(Ending::LeftBehind) => Self::LeftBehind,
        }
    }
}

/// An inquiry as a line of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct InquiryLine {
    /// Its id, `inq_…`.
    id: String,
    /// Who asks.
    requester: PersonRef,
    /// What they wrote first.
    question: String,
    /// The language of the question, `ja` or `en`.
    language: &'static str,
    /// Where it stands.
    stage: StageView,
    /// The ticket in whose hands it is, `tkt_…`.
    ticket: Option<String>,
    /// When it was asked.
    #[serde(with = "time::serde::rfc3339")]
    opened_at: OffsetDateTime,
    /// When somebody last said something.
    #[serde(with = "time::serde::rfc3339")]
    last_at: OffsetDateTime,
    /// Where it was said what `q` looks for; `null`: nothing is looked for.
    hit: Option<HitView>,
}

/// Where something was said.
#[derive(Serialize, ToSchema)]
pub(crate) struct HitView {
    /// In which message, `msg_…`.
    message: String,
    /// The text before it, cut.
    before: String,
    /// What was found, as it is written there.
    found: String,
    /// The text behind it, cut.
    after: String,
}

impl HitView {
    pub(crate) fn of(message: MessageId, excerpt: Excerpt) -> Self {
        let Excerpt { before, found, after } = excerpt;
        Self { message: message.to_string(), before, found, after }
    }
}

impl From<InquiryHit> for InquiryLine {
    fn from(InquiryHit { summary, message, excerpt }: InquiryHit) -> Self {
        Self { hit: Some(HitView::of(message, excerpt)), ..Self::from(summary) }
    }
}

impl From<InquirySummary> for InquiryLine {
    fn from(InquirySummary { inquiry, requester, question }: InquirySummary) -> Self {
        Self {
            id: inquiry.id.to_string(),
            requester: PersonRef { id: inquiry.requester.to_string(), name: requester },
            question,
            language: inquiry.language.code(),
            stage: inquiry.stage.into(),
            ticket: match inquiry.stage {
                Stage::People(ticket) => Some(ticket.to_string()),
                Stage::Assistant | Stage::Ended(_) => None,
            },
            opened_at: inquiry.opened_at,
            last_at: inquiry.last_at,
            hit: None,
        }
    }
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AuthorView {
    /// The person who asks.
    Requester,
    /// A human who answers.
    Agent,
    /// The program.
    Assistant,
}

/// What a message is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KindView {
    /// Said between requester and agent, or to the assistant.
    Said,
    /// Said among agents.
    Note,
    /// The assistant gave an entry.
    Answer,
    /// The assistant offered entries.
    Candidates,
    /// The assistant said that it does not know.
    Unknown,
}

/// Whether a message has reached the other side.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ArrivalView {
    /// It is under way.
    Waiting,
    /// It has arrived.
    Arrived,
    /// It may or may not have arrived; it can be sent again.
    Unconfirmed,
    /// It cannot arrive.
    Undeliverable,
}

/// One utterance.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageView {
    /// Its id, `msg_…`.
    id: String,
    /// Its place in the inquiry, from 1.
    number: i64,
    /// Who wrote it.
    author: AuthorView,
    /// Who that is; `null`: the assistant.
    person: Option<PersonRef>,
    /// What it is.
    kind: KindView,
    /// Plain text; empty where it was deleted or forgotten, and for what the assistant says.
    text: String,
    /// The names of pictures and files that came with it.
    attachments: Vec<String>,
    /// The entries that the assistant named, best first, `ent_…`.
    entries: Vec<String>,
    /// What the requester made of the answer: whether it helped.
    helpful: Option<bool>,
    /// Whether it has reached the other side; `null`: it stands where it was written.
    arrival: Option<ArrivalView>,
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

/// An inquiry with everything that was said.
#[derive(Serialize, ToSchema)]
pub(crate) struct InquiryView {
    /// The inquiry.
    #[serde(flatten)]
    line: InquiryLine,
    /// Its tickets, newest first, `tkt_…`.
    tickets: Vec<String>,
    /// What was said, in order. Notes are there only for agents of its teams.
    messages: Vec<MessageView>,
}

/// The inquiries that the caller may see, newest first.
#[utoipa::path(
    get,
    path = "/inquiries",
    operation_id = "listInquiries",
    tag = "inquiries",
    params(InquiryQuery, PageQuery),
    responses((status = OK, description = "A page of inquiries", body = Page<InquiryLine>))
)]
pub(crate) async fn list_inquiries(
    State(api): Desk,
    caller: Caller,
    wanted: Result<Query<InquiryQuery>, QueryRejection>,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<InquiryLine>>, Fault> {
    let (Query(wanted), Query(page)) = (wanted?, page?);
    let (limit, before) = (page.limit()?, page.after(|cursor| cursor.parse::<InquiryId>().ok())?);
    let text = looked_for(wanted.q)?;
    let sees_all = caller.rights.scope(Right::WorkOnTickets) == Scope::Everywhere;
    let teams: Option<Vec<TeamId>> = if sees_all && wanted.team.is_none() {
        None
    } else {
        Some(caller.teams(&api, Right::WorkOnTickets, wanted.team.as_deref()).await?)
    };
    let found = api.read(move |tx| {
        Box::pin(async move {
            let most = limit + 1;
            if !text.trim().is_empty() {
                let found = tx.inquiries_with(teams.as_deref(), &Search::parse(&text), before, most).await?;
                return Ok((found.hits.into_iter().map(InquiryLine::from).collect(), found.indexing));
            }
            let mut found = Vec::new();
            match teams {
                None => found = tx.inquiries_before(None, before, most).await?,
                Some(teams) => {
                    for team in teams {
                        found.extend(tx.inquiries_before(Some(team), before, most).await?);
                    }
                    found.sort_unstable_by_key(|summary| std::cmp::Reverse(summary.inquiry.id));
                }
            }
            Ok((found.into_iter().take(most as usize).map(InquiryLine::from).collect(), false))
        })
    });
    let (lines, indexing): (Vec<InquiryLine>, bool) = found.await?;
    Ok(Json(Page { indexing, ..Page::of(lines, limit, |line| line.id.clone()) }))
}

/// An inquiry with everything that was said.
#[utoipa::path(
    get,
    path = "/inquiries/{id}",
    operation_id = "getInquiry",
    tag = "inquiries",
    params(("id" = String, Path, description = "The inquiry's id, `inq_…`")),
    responses((status = OK, description = "The inquiry", body = InquiryView))
)]
pub(crate) async fn get_inquiry(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<InquiryView>, Fault> {
    let id: InquiryId = id?.parse().map_err(|_| Fault::NotFound)?;
    let scope = caller.rights.scope(Right::WorkOnTickets);
    let found = api.read(move |tx| {
        Box::pin(async move {
            let Some(inquiry) = tx.inquiry(id).await? else { return Ok(None) };
            let tickets = tx.tickets_of_inquiry(id).await?;
            // What was said with the team that has it now is not for the one that had it before.
            let sees = scope == Scope::Everywhere || tickets.first().is_some_and(|newest| scope.has(newest.team));
            if !sees {
                return Ok(Some(None));
            }
            let said = tx.messages(id).await?;
            let names = names(tx, inquiry.requester, &said).await?;
            let question = said.iter().find(|message| matches!(message.author, Author::Requester(_)));
            let question = question.map(|message| message.text.clone()).unwrap_or_default();
            let requester = names.get(&inquiry.requester).cloned().unwrap_or_default();
            let mut messages = Vec::new();
            for message in said {
                let arrival = arrival(tx, inquiry.conversation, &message).await?;
                messages.push(MessageView::of(message, &names, arrival));
            }
            let line = InquiryLine::from(InquirySummary { inquiry, requester, question });
            let tickets = tickets.iter().map(|ticket| ticket.id.to_string()).collect();
            Ok(Some(Some(InquiryView { line, tickets, messages })))
        })
    });
    match found.await? {
        Some(Some(seen)) => Ok(Json(seen)),
        Some(None) => Err(api.unseen(&caller, "inquiry.read", Target::Inquiry(id))),
        None => Err(Fault::NotFound),
    }
}

/// The names of everybody in an inquiry.
async fn names(
    tx: &mut dyn Transaction,
    requester: PersonId,
    said: &[Message],
) -> Result<HashMap<PersonId, String>, StoreError> {
    let mut names = HashMap::new();
    let authors = said.iter().filter_map(|message| match message.author {
        Author::Requester(person) | Author::Agent(person) => Some(person),
        Author::Assistant => None,
    });
    for person in authors.chain([requester]) {
        if let std::collections::hash_map::Entry::Vacant(place) = names.entry(person) {
            place.insert(tx.person(person).await?.map(|person| person.name).unwrap_or_default());
        }
    }
    Ok(names)
}

/// Whether what was said has reached the other side, by the newest attempt to carry it there; an agent's reply may stand in their
/// thread, too. `chat`: the requester's.
async fn arrival(
    tx: &mut dyn Transaction,
    chat: ConversationId,
    message: &Message,
) -> Result<Option<ArrivalView>, StoreError> {
    let subject = match message.kind {
        MessageKind::Said => Subject::Relay(message.id),
        MessageKind::Answer(_) => Subject::Answer(message.id),
        MessageKind::Note => return Ok(None),
    };
    let is_of_requester = matches!(message.author, Author::Requester(_));
    let mut carried = tx.deliveries_of(&subject).await?;
    carried.retain(|delivery| (delivery.conversation == chat) != is_of_requester);
    let newest = carried.pop();
    Ok(newest.map(|delivery| match delivery.state {
        DeliveryState::Waiting | DeliveryState::Sending { .. } => ArrivalView::Waiting,
        DeliveryState::Sent => ArrivalView::Arrived,
        DeliveryState::Unknown => ArrivalView::Unconfirmed,
        DeliveryState::Undeliverable(_) => ArrivalView::Undeliverable,
    }))
}

impl MessageView {
    fn of(message: Message, names: &HashMap<PersonId, String>, arrival: Option<ArrivalView>) -> Self {
        let named = |id: PersonId| PersonRef { id: id.to_string(), name: names.get(&id).cloned().unwrap_or_default() };
        let (author, person) = match message.author {
            Author::Requester(person) => (AuthorView::Requester, Some(named(person))),
            Author::Agent(person) => (AuthorView::Agent, Some(named(person))),
            Author::Assistant => (AuthorView::Assistant, None),
        };
        let (kind, entries, helpful) = match message.kind {
            MessageKind::Said => (KindView::Said, Vec::new(), None),
            MessageKind::Note => (KindView::Note, Vec::new(), None),
            MessageKind::Answer(Reply::Entry { entry, helpful, .. }) => (KindView::Answer, vec![entry], helpful),
            MessageKind::Answer(Reply::Candidates { entries }) => (KindView::Candidates, entries, None),
            MessageKind::Answer(Reply::Unknown) => (KindView::Unknown, Vec::new(), None),
        };
        Self {
            id: message.id.to_string(),
            number: message.number,
            author,
            person,
            kind,
            text: message.text,
            attachments: message.attachments.into_iter().map(|attachment| attachment.name).collect(),
            entries: entries.iter().map(ToString::to_string).collect(),
            helpful,
            arrival,
            at: message.at,
        }
    }
}
