//! Who did what with a ticket, and why people have it at all.

use std::collections::HashMap;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use desk::answering::Thresholds;
use desk::audit::{Actor, RecordedEvent};
use desk::figures::HandoffReason;
use desk::id::PersonId;
use desk::inquiry::{Message, MessageKind, Reply};
use desk::store::{StoreError, Transaction};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::beside::{SureView, thresholds};
use super::tickets::{PriorityView, worked_on};
use crate::api::Desk;
use crate::api::caller::Caller;
use crate::api::problem::Fault;
use crate::people::PersonRef;

/// Most events of one ticket that are told, the newest.
const MOST: u32 = 200;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DeedView {
    /// The requester asked.
    Asked,
    /// The assistant gave an entry.
    Answered,
    /// The assistant offered entries.
    Offered,
    /// The assistant said that it does not know.
    NotKnown,
    /// People took over.
    Opened,
    /// Somebody has it: `agent`.
    Assigned,
    /// Nobody had taken it in time.
    Reminded,
    /// It went to another team: `team`.
    Escalated,
    /// It became so urgent: `priority`.
    Prioritised,
    /// The assistant has the inquiry again.
    HandedBack,
    /// Done.
    Closed,
    /// Not done after all.
    Reopened,
    /// A close, a hand back or an escalation was taken back.
    Undone,
    /// The requester said how satisfied they are: `score`.
    Rated,
}

impl DeedView {
    fn named(event: &str) -> Option<Self> {
        Some(match event {
            "ticket.opened.v1" => Self::Opened,
            "ticket.assigned.v1" => Self::Assigned,
            "ticket.raised.v1" => Self::Reminded,
            "ticket.escalated.v1" => Self::Escalated,
            "ticket.prioritised.v1" => Self::Prioritised,
            "ticket.handed_back.v1" => Self::HandedBack,
            "ticket.closed.v1" => Self::Closed,
            "ticket.reopened.v1" => Self::Reopened,
            "ticket.undone.v1" => Self::Undone,
            "csat.given.v1" => Self::Rated,
            _ => return None,
        })
    }
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ActorView {
    /// Somebody: `person`.
    Person,
    /// The program that answers.
    Assistant,
    /// The desk itself: timers.
    Desk,
}

/// One thing that was done.
#[derive(Serialize, ToSchema)]
pub(crate) struct StepView {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// What.
    what: DeedView,
    /// Who did it.
    actor: ActorView,
    /// Who did it, where it was somebody.
    person: Option<PersonRef>,
    /// Who has the ticket by it; `null` also where that was not recorded.
    agent: Option<PersonRef>,
    /// Which team has it by it, `tem_…`.
    team: Option<String>,
    /// How urgent it is by it; `null` also where that was not recorded.
    priority: Option<PriorityView>,
    /// 1 to 5.
    score: Option<u8>,
    /// The entries that were given or offered, `ent_…`.
    entries: Vec<String>,
    /// How sure the assistant was of the entry that it gave.
    sure: Option<SureView>,
    /// What the requester said of that.
    helpful: Option<bool>,
}

/// What the assistant had said last when people took over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ReasonView {
    /// Nothing: a person was asked for at once.
    AskedAtOnce,
    /// That it does not know.
    Unknown,
    /// Entries to choose from.
    Candidates,
    /// An entry, of which the requester said that it did not help.
    NotHelpful,
    /// An entry.
    Answered,
}

impl From<HandoffReason> for ReasonView {
    fn from(reason: HandoffReason) -> Self {
        match reason {
            HandoffReason::AskedAtOnce => Self::AskedAtOnce,
            HandoffReason::Unknown => Self::Unknown,
            HandoffReason::Candidates => Self::Candidates,
            HandoffReason::NotHelpful => Self::NotHelpful,
            HandoffReason::Answered => Self::Answered,
        }
    }
}

/// Why people have an inquiry.
#[derive(Serialize, ToSchema)]
pub(crate) struct HandoffView {
    /// What the assistant had said last.
    reason: ReasonView,
    /// The entries that it had given or offered with that, `ent_…`.
    entries: Vec<String>,
    /// How sure it was of the entry that it gave.
    sure: Option<SureView>,
}

/// Who did what with a ticket.
#[derive(Serialize, ToSchema)]
pub(crate) struct TimelineView {
    /// Why people have the inquiry.
    handoff: HandoffView,
    /// What was done, in order.
    steps: Vec<StepView>,
}

/// The facts of an event that are told, of whichever it is.
#[derive(Default, Deserialize)]
struct Facts {
    agent: Option<String>,
    team: Option<String>,
    priority: Option<PriorityView>,
    score: Option<u8>,
}

/// Who did what with a ticket, in order, from the question on: what the assistant said, and what the record tells of this ticket and of
/// those that its inquiry had before. With it, why people took over.
#[utoipa::path(
    get,
    path = "/tickets/{id}/timeline",
    operation_id = "getTimeline",
    tag = "tickets",
    params(("id" = String, Path, description = "The ticket's id, `tkt_…`")),
    responses((status = OK, description = "What was done", body = TimelineView))
)]
pub(crate) async fn get_timeline(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<TimelineView>, Fault> {
    let ticket = worked_on(&api, &caller, id).await?.ticket;
    let of = ticket.inquiry;
    let (inquiry, messages, tickets) = api
        .read(move |tx| {
            Box::pin(async move {
                let inquiry = tx.inquiry(of).await?;
                Ok((inquiry, tx.messages(of).await?, tx.tickets_of_inquiry(of).await?))
            })
        })
        .await?;
    let inquiry = inquiry.ok_or(Fault::NotFound)?;
    // What comes with the next ticket is for whoever works on that.
    let next = tickets.iter().rfind(|other| other.number > ticket.number).map(|other| other.opened_at);
    let said: Vec<Message> = messages.into_iter().filter(|message| next.is_none_or(|next| message.at < next)).collect();
    let mut events = Vec::new();
    for known in tickets.iter().filter(|known| known.number <= ticket.number) {
        events.extend(api.help_desk.store.events_of_ticket(api.tenant(), known.id, MOST).await?);
    }
    events.sort_unstable_by_key(|event| event.sequence);
    let today = thresholds(&api);
    let before = said.iter().rev().filter(|message| message.at <= ticket.opened_at).find_map(reply);
    let handoff = HandoffView {
        reason: HandoffReason::after(before).into(),
        entries: before.map(entries).unwrap_or_default(),
        sure: before.and_then(|reply| sure(reply, today)),
    };
    let steps = api
        .read(move |tx| {
            Box::pin(async move {
                let mut people = People::default();
                let mut steps = vec![StepView {
                    person: people.named(tx, Some(inquiry.requester)).await?,
                    ..StepView::new(inquiry.opened_at, DeedView::Asked, ActorView::Person)
                }];
                steps.extend(said.iter().filter_map(|message| Some(StepView::said(message, reply(message)?, today))));
                for event in events {
                    steps.extend(StepView::recorded(tx, &mut people, event).await?);
                }
                // What happened at one moment stays in the order of the record.
                steps.sort_by_key(|step| step.at);
                Ok(steps)
            })
        })
        .await?;
    Ok(Json(TimelineView { handoff, steps }))
}

fn reply(message: &Message) -> Option<&Reply> {
    match &message.kind {
        MessageKind::Answer(reply) => Some(reply),
        MessageKind::Said | MessageKind::Note => None,
    }
}

fn entries(reply: &Reply) -> Vec<String> {
    match reply {
        Reply::Entry { entry, .. } => vec![entry.to_string()],
        Reply::Candidates { entries } => entries.iter().map(ToString::to_string).collect(),
        Reply::Unknown => Vec::new(),
    }
}

fn sure(reply: &Reply, thresholds: Thresholds) -> Option<SureView> {
    match reply {
        Reply::Entry { confidence, .. } => Some(SureView::of(*confidence, thresholds)),
        Reply::Candidates { .. } | Reply::Unknown => None,
    }
}

/// The names of who did something, each read once.
#[derive(Default)]
struct People(HashMap<PersonId, String>);

impl People {
    async fn named(
        &mut self,
        tx: &mut dyn Transaction,
        person: Option<PersonId>,
    ) -> Result<Option<PersonRef>, StoreError> {
        let Some(person) = person else { return Ok(None) };
        let name = match self.0.get(&person) {
            Some(name) => name.clone(),
            None => tx.person(person).await?.map(|person| person.name).unwrap_or_default(),
        };
        self.0.insert(person, name.clone());
        Ok(Some(PersonRef { id: person.to_string(), name }))
    }
}

impl StepView {
    fn new(at: OffsetDateTime, what: DeedView, actor: ActorView) -> Self {
        Self {
            at,
            what,
            actor,
            person: None,
            agent: None,
            team: None,
            priority: None,
            score: None,
            entries: Vec::new(),
            sure: None,
            helpful: None,
        }
    }

    fn said(message: &Message, reply: &Reply, thresholds: Thresholds) -> Self {
        let (what, helpful) = match reply {
            Reply::Entry { helpful, .. } => (DeedView::Answered, *helpful),
            Reply::Candidates { .. } => (DeedView::Offered, None),
            Reply::Unknown => (DeedView::NotKnown, None),
        };
        let (entries, sure) = (entries(reply), sure(reply, thresholds));
        Self { entries, sure, helpful, ..Self::new(message.at, what, ActorView::Assistant) }
    }

    /// `None`: an event that is told nobody.
    async fn recorded(
        tx: &mut dyn Transaction,
        people: &mut People,
        event: RecordedEvent,
    ) -> Result<Option<Self>, StoreError> {
        let Some(what) = DeedView::named(&event.name) else { return Ok(None) };
        let facts: Facts = serde_json::from_str(&event.facts).unwrap_or_default();
        let (actor, person) = match event.actor {
            Actor::Person(person) => (ActorView::Person, Some(person)),
            Actor::Assistant => (ActorView::Assistant, None),
            Actor::Desk | Actor::CommandLine => (ActorView::Desk, None),
        };
        let agent = facts.agent.and_then(|agent| agent.parse().ok());
        Ok(Some(Self {
            person: people.named(tx, person).await?,
            agent: people.named(tx, agent).await?,
            team: facts.team,
            priority: facts.priority,
            score: facts.score,
            ..Self::new(event.at, what, actor)
        }))
    }
}
