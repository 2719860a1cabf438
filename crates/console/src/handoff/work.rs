//! What agents do with a ticket. Each is the action that a press in Teams does, by the same rule.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use desk::actions::{Action, DeliveryAction, Press, TicketAction};
use desk::audit::Target;
use desk::delivery::{DeliveryState, Subject};
use desk::flow::console::Acted;
use desk::id::{MessageId, PersonId, TicketId};
use desk::inquiry::Author;
use desk::people::{DirectoryId, Right};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::tickets::{PriorityView, TicketView};
use crate::api::body::{Body, Empty, InRound};
use crate::api::caller::Caller;
use crate::api::once::Keyed;
use crate::api::problem::Fault;
use crate::api::{Api, Desk};
use crate::people::teams::team_named;

/// To whom a ticket is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assignment {
    /// An agent of its team, `prs_…`; the caller where nothing is said.
    #[serde(alias = "to")]
    #[schema(pattern = "^prs_[0-9a-f]{32}$")]
    agent: Option<String>,
    /// The `round` that was read: nothing is done in another one. In any where nothing is said.
    round: Option<i64>,
}

/// To which team a ticket is passed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Escalation {
    /// The team, `tem_…`.
    #[schema(pattern = "^tem_[0-9a-f]{32}$")]
    team: String,
    /// The `round` that was read: nothing is done in another one. In any where nothing is said.
    round: Option<i64>,
}

/// How urgent a ticket is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Urgency {
    /// How urgent.
    priority: PriorityView,
    /// The `round` that was read: nothing is done in another one. In any where nothing is said.
    round: Option<i64>,
}

/// What an agent writes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMessage {
    /// Plain text with line breaks, up to 30,000 characters.
    #[schema(max_length = 30_000)]
    text: String,
    /// `true`: only agents see it; `false`: it goes to the requester.
    #[serde(default)]
    note: bool,
}

type TicketPath = Result<Path<String>, PathRejection>;

/// Does something with a ticket and shows it as it stands then. A ticket that has left the caller's teams by that is shown a last
/// time.
async fn act(
    api: &Api,
    caller: &Caller,
    (id, round): (TicketPath, Option<i64>),
    action: TicketAction,
) -> Result<Json<TicketView>, Fault> {
    let id: TicketId = id?.parse().map_err(|_| Fault::NotFound)?;
    api.act(caller, Press { action: Action::Ticket(id, action), round }).await?;
    let now = api.read(move |tx| Box::pin(async move { tx.ticket_summary(id).await })).await?;
    now.map(|now| Json(TicketView::from(now))).ok_or(Fault::NotFound)
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident, $path:literal, $operation:literal, $action:expr;)+) => {$(
        $(#[$doc])*
        #[utoipa::path(
            post,
            path = $path,
            operation_id = $operation,
            tag = "tickets",
            params(("id" = String, Path, description = "The ticket's id, `tkt_…`")),
            request_body(content = Option<InRound>),
            responses((status = OK, description = "The ticket as it stands then", body = TicketView))
        )]
        pub(crate) async fn $name(
            State(api): Desk,
            caller: Caller,
            id: TicketPath,
            Body(InRound { round }): Body<InRound>,
        ) -> Result<Json<TicketView>, Fault> {
            act(&api, &caller, (id, round), $action).await
        }
    )+};
}

actions! {
    /// Takes a ticket. Whoever is too late is told who has it.
    accept_ticket, "/tickets/{id}/accept", "acceptTicket", TicketAction::Accept;
    /// Closes a ticket. It can be undone for a minute.
    close_ticket, "/tickets/{id}/close", "closeTicket", TicketAction::Close;
    /// Gives the inquiry back to the assistant. It can be undone for a minute.
    hand_back_ticket, "/tickets/{id}/hand-back", "handBackTicket", TicketAction::HandBack;
    /// Brings a closed ticket back into the queue of its team.
    reopen_ticket, "/tickets/{id}/reopen", "reopenTicket", TicketAction::ReopenAsAgent;
    /// Takes back, within a minute, that a ticket was closed, handed back or passed on. What was learned from the close is withdrawn.
    undo_ticket, "/tickets/{id}/undo", "undoTicket", TicketAction::Undo;
}

/// Gives a ticket to an agent of its team.
#[utoipa::path(
    post,
    path = "/tickets/{id}/assign",
    operation_id = "assignTicket",
    tag = "tickets",
    params(("id" = String, Path, description = "The ticket's id, `tkt_…`")),
    request_body(content = Option<Assignment>),
    responses((status = OK, description = "The ticket as it stands then", body = TicketView))
)]
pub(crate) async fn assign_ticket(
    State(api): Desk,
    caller: Caller,
    id: TicketPath,
    Body(assignment): Body<Assignment>,
) -> Result<Json<TicketView>, Fault> {
    let to = match assignment.agent {
        Some(agent) => {
            let agent: PersonId = agent.parse().map_err(|_| Fault::field("agent", "is no agent of this team"))?;
            let person = api.read(move |tx| Box::pin(async move { tx.person(agent).await })).await?;
            // Somebody whom nobody knows goes the way of one who is no agent: what is not the caller's to see answers alike.
            person.map_or_else(|| DirectoryId::of_account(agent), |person| person.directory_id)
        }
        None => caller.rights.person().directory_id.clone(),
    };
    act(&api, &caller, (id, assignment.round), TicketAction::Assign { to }).await
}

/// Passes a ticket to another team. It can be undone for a minute.
#[utoipa::path(
    post,
    path = "/tickets/{id}/escalate",
    operation_id = "escalateTicket",
    tag = "tickets",
    params(("id" = String, Path, description = "The ticket's id, `tkt_…`")),
    request_body = Escalation,
    responses((status = OK, description = "The ticket as it stands then", body = TicketView))
)]
pub(crate) async fn escalate_ticket(
    State(api): Desk,
    caller: Caller,
    id: TicketPath,
    Body(escalation): Body<Escalation>,
) -> Result<Json<TicketView>, Fault> {
    let team = team_named(&api, &escalation.team).await?;
    act(&api, &caller, (id, escalation.round), TicketAction::Escalate { team }).await
}

/// Says how urgent a ticket is.
#[utoipa::path(
    post,
    path = "/tickets/{id}/priority",
    operation_id = "prioritiseTicket",
    tag = "tickets",
    params(("id" = String, Path, description = "The ticket's id, `tkt_…`")),
    request_body = Urgency,
    responses((status = OK, description = "The ticket as it stands then", body = TicketView))
)]
pub(crate) async fn prioritise_ticket(
    State(api): Desk,
    caller: Caller,
    id: TicketPath,
    Body(urgency): Body<Urgency>,
) -> Result<Json<TicketView>, Fault> {
    let action = TicketAction::Prioritise { priority: urgency.priority.into() };
    act(&api, &caller, (id, urgency.round), action).await
}

/// A message was written.
#[derive(Serialize, ToSchema)]
pub(crate) struct Written {
    /// The ticket as it stands then.
    #[serde(flatten)]
    ticket: TicketView,
    /// The message's id, `msg_…`.
    message: String,
}

/// Writes to the requester, or a note to the other agents. Whoever answers first has the ticket.
#[utoipa::path(
    post,
    path = "/tickets/{id}/messages",
    operation_id = "writeMessage",
    tag = "tickets",
    params(
        ("id" = String, Path, description = "The ticket's id, `tkt_…`"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, it is done once")
    ),
    request_body = NewMessage,
    responses((status = OK, description = "The ticket as it stands then, and the message", body = Written))
)]
pub(crate) async fn write_message(
    State(api): Desk,
    caller: Caller,
    id: TicketPath,
    message: Keyed<NewMessage>,
) -> Result<Json<Written>, Fault> {
    let id: TicketId = id?.parse().map_err(|_| Fault::NotFound)?;
    let (NewMessage { text, note }, once) = message.of("message", &caller);
    let action = if note { TicketAction::Note { text } } else { TicketAction::Reply { text } };
    let message = match api.act_once(&caller, Action::Ticket(id, action).into(), once).await? {
        Acted::Now(Subject::Relay(message)) => message,
        Acted::Before(made) => MessageId::new(made),
        Acted::Now(_) | Acted::OtherBefore => return Err(Fault::Internal),
    };
    let now = api.read(move |tx| Box::pin(async move { tx.ticket_summary(id).await })).await?;
    // It may have gone to another team since it was written.
    let seen = now.filter(|now| caller.rights.may_in(now.ticket.team, Right::WorkOnTickets)).ok_or(Fault::NotFound)?;
    Ok(Json(Written { ticket: TicketView::from(seen), message: message.to_string() }))
}

/// Sends what an agent wrote once more, where nobody knows whether it has reached the requester or where it has not. Done once, however
/// often it is asked for.
#[utoipa::path(
    post,
    path = "/messages/{id}/resend",
    operation_id = "resendMessage",
    tag = "tickets",
    params(("id" = String, Path, description = "The message's id, `msg_…`")),
    request_body(content = Option<Empty>),
    responses((status = NO_CONTENT, description = "It is on its way"))
)]
pub(crate) async fn resend_message(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
    Body(Empty {}): Body<Empty>,
) -> Result<StatusCode, Fault> {
    let id: MessageId = id?.parse().map_err(|_| Fault::NotFound)?;
    let scope = caller.rights.scope(Right::WorkOnTickets);
    let found = api.read(move |tx| {
        Box::pin(async move {
            let Some(message) = tx.message(id).await? else { return Ok(None) };
            let (Some(inquiry), Author::Agent(_)) = (tx.inquiry(message.inquiry).await?, message.author) else {
                return Ok(None);
            };
            let team = tx.tickets_of_inquiry(inquiry.id).await?.first().map(|newest| newest.team);
            let mut carried = tx.deliveries_of(&Subject::Relay(id)).await?;
            // Where it stands in the thread, the agents see it.
            carried.retain(|delivery| delivery.conversation == inquiry.conversation);
            Ok(Some((inquiry.id, team.is_some_and(|team| scope.has(team)), carried.pop())))
        })
    });
    let (inquiry, sees, newest) = found.await?.ok_or(Fault::NotFound)?;
    if !sees {
        return Err(api.unseen(&caller, "delivery.resend", Target::Inquiry(inquiry)));
    }
    let missed = |state: &DeliveryState| matches!(state, DeliveryState::Unknown | DeliveryState::Undeliverable(_));
    let delivery = newest
        .filter(|delivery| missed(&delivery.state))
        .ok_or_else(|| Fault::Conflict { name: "not-missed", detail: "it has arrived, or is on its way".to_owned() })?;
    api.act(&caller, Action::Delivery(delivery.id, DeliveryAction::Resend).into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
