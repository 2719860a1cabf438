//! Lists of tickets, and one ticket. Seen by whoever may work on the tickets of its team.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use desk::audit::Target;
use desk::handoff::{Priority, TicketFilter, TicketHit, TicketStanding, TicketState, TicketSummary};
use desk::id::{InquiryId, TeamId, TicketId};
use desk::inquiry::{Hits, Search};
use desk::people::Right;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use crate::api::caller::Caller;
use crate::api::listing::{Page, PageQuery, looked_for};
use crate::api::problem::Fault;
use crate::api::{Api, Desk};
use crate::inquiry::HitView;
use crate::people::PersonRef;

/// Where tickets stand.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StandingQuery {
    /// Wherever.
    #[default]
    Any,
    /// Nobody has taken it.
    Queued,
    /// Somebody has it.
    Assigned,
    /// One of both: people still talk.
    Open,
    /// Closed or handed back.
    Ended,
}

/// Which tickets.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TicketQuery {
    /// Somebody has said this, as inquiries are looked through; or it is the ticket's number. They come by the age of their inquiries.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Of this team, `tem_…`; all of the caller's where nothing is said.
    team: Option<String>,
    /// Where they stand.
    #[param(inline)]
    state: Option<StandingQuery>,
    /// `true`: only what the caller has.
    mine: Option<bool>,
}

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StateView {
    /// Nobody has taken it.
    Queued,
    /// Somebody has it.
    Assigned,
    /// Given back to the assistant.
    HandedBack,
    /// Done.
    Closed,
}

/// How urgent a ticket is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PriorityView {
    /// Can wait.
    Low,
    /// The usual.
    Normal,
    /// Somebody cannot work.
    High,
    /// Many cannot work.
    Urgent,
}

impl From<Priority> for PriorityView {
    fn from(priority: Priority) -> Self {
        match priority {
            Priority::Low => Self::Low,
            Priority::Normal => Self::Normal,
            Priority::High => Self::High,
            Priority::Urgent => Self::Urgent,
        }
    }
}

impl From<PriorityView> for Priority {
    fn from(priority: PriorityView) -> Self {
        match priority {
            PriorityView::Low => Self::Low,
            PriorityView::Normal => Self::Normal,
            PriorityView::High => Self::High,
            PriorityView::Urgent => Self::Urgent,
        }
    }
}

/// A ticket.
#[derive(Serialize, ToSchema)]
pub(crate) struct TicketView {
    /// Its id, `tkt_…`.
    id: String,
    /// Its number, as people say it.
    number: i64,
    /// The inquiry that it serves, `inq_…`.
    inquiry: String,
    /// The team whose queue it is in, `tem_…`.
    team: String,
    /// Who asked.
    requester: PersonRef,
    /// What they wrote first.
    question: String,
    /// Which round of its life it is in: reopening, passing on and taking back begin the next one.
    round: i64,
    /// Where it stands.
    state: StateView,
    /// Who has it, or ended it; `null`: nobody.
    agent: Option<PersonRef>,
    /// Since when it stands so; `null` while nobody has taken it.
    #[serde(with = "time::serde::rfc3339::option")]
    since: Option<OffsetDateTime>,
    /// How urgent it is.
    priority: PriorityView,
    /// When it was opened.
    #[serde(with = "time::serde::rfc3339")]
    opened_at: OffsetDateTime,
    /// When an agent first took it.
    #[serde(with = "time::serde::rfc3339::option")]
    accepted_at: Option<OffsetDateTime>,
    /// When an agent first wrote to the requester.
    #[serde(with = "time::serde::rfc3339::option")]
    answered_at: Option<OffsetDateTime>,
    /// How often it was reminded of because nobody took it.
    reminded: u32,
    /// How often it was reopened.
    reopened: u32,
    /// Satisfaction, 1 to 5, once given.
    csat: Option<u8>,
    /// Until when an agent can take back what was done last; `null`: nothing can be.
    #[serde(with = "time::serde::rfc3339::option")]
    undo_until: Option<OffsetDateTime>,
    /// Where it was said what `q` looks for; `null`: nothing is looked for, or the ticket was found by its number.
    hit: Option<HitView>,
}

impl From<TicketHit> for TicketView {
    fn from(TicketHit { summary, said }: TicketHit) -> Self {
        Self { hit: said.map(|(message, excerpt)| HitView::of(message, excerpt)), ..Self::from(summary) }
    }
}

impl From<TicketSummary> for TicketView {
    fn from(summary: TicketSummary) -> Self {
        let TicketSummary { ticket, requester, agent, question } = summary;
        let (state, by) = match &ticket.state {
            TicketState::Queued => (StateView::Queued, None),
            TicketState::Assigned { agent, since } => (StateView::Assigned, Some((*agent, *since))),
            TicketState::HandedBack { by, at } => (StateView::HandedBack, Some((*by, *at))),
            TicketState::Closed { by, at } => (StateView::Closed, Some((*by, *at))),
        };
        Self {
            id: ticket.id.to_string(),
            number: ticket.number,
            inquiry: ticket.inquiry.to_string(),
            team: ticket.team.to_string(),
            requester: PersonRef { id: ticket.requester.to_string(), name: requester },
            question,
            round: ticket.round(),
            state,
            agent: by.map(|(id, _)| PersonRef { id: id.to_string(), name: agent.unwrap_or_default() }),
            since: by.map(|(_, since)| since),
            priority: ticket.priority.into(),
            opened_at: ticket.opened_at,
            accepted_at: ticket.accepted_at,
            answered_at: ticket.answered_at,
            reminded: ticket.reminded,
            reopened: ticket.reopened,
            csat: ticket.csat,
            undo_until: ticket.before.map(|before| before.at + desk::handoff::UNDO_WITHIN),
            hit: None,
        }
    }
}

/// The tickets that the caller may work on, newest first.
#[utoipa::path(
    get,
    path = "/tickets",
    operation_id = "listTickets",
    tag = "tickets",
    params(TicketQuery, PageQuery),
    responses((status = OK, description = "A page of tickets", body = Page<TicketView>))
)]
pub(crate) async fn list_tickets(
    State(api): Desk,
    caller: Caller,
    wanted: Result<Query<TicketQuery>, QueryRejection>,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<TicketView>>, Fault> {
    let (Query(wanted), Query(page)) = (wanted?, page?);
    let (limit, text) = (page.limit()?, looked_for(wanted.q)?);
    let teams = caller.teams(&api, Right::WorkOnTickets, wanted.team.as_deref()).await?;
    let filter = TicketFilter {
        standing: match wanted.state.unwrap_or_default() {
            StandingQuery::Any => TicketStanding::Any,
            StandingQuery::Queued => TicketStanding::Queued,
            StandingQuery::Assigned => TicketStanding::Assigned,
            StandingQuery::Open => TicketStanding::Open,
            StandingQuery::Ended => TicketStanding::Ended,
        },
        agent: wanted.mine.unwrap_or_default().then(|| caller.rights.person().id),
    };
    if !text.trim().is_empty() {
        let before = page.after(|cursor| cursor.parse::<InquiryId>().ok())?;
        let Hits { hits, indexing } = with(&api, teams, filter, text, before, limit + 1).await?;
        let tickets = hits.into_iter().map(TicketView::from).collect();
        return Ok(Json(Page { indexing, ..Page::of(tickets, limit, |ticket: &TicketView| ticket.inquiry.clone()) }));
    }
    let before = page.after(|cursor| cursor.parse::<i64>().ok())?;
    let found = of_teams(&api, teams, filter, before, limit + 1).await?;
    let tickets = found.into_iter().map(TicketView::from).collect();
    Ok(Json(Page::of(tickets, limit, |ticket| ticket.number.to_string())))
}

/// Those in whose inquiries something was said.
async fn with(
    api: &Api,
    teams: Vec<TeamId>,
    filter: TicketFilter,
    text: String,
    before: Option<InquiryId>,
    most: u32,
) -> Result<Hits<TicketHit>, Fault> {
    let number = text.trim().trim_start_matches('#').parse().ok();
    let found = api.read(move |tx| {
        Box::pin(async move { tx.tickets_with(&teams, filter, (&Search::parse(&text), number), before, most).await })
    });
    Ok(found.await?)
}

/// The newest of several teams together.
async fn of_teams(
    api: &Api,
    teams: Vec<TeamId>,
    filter: TicketFilter,
    before: Option<i64>,
    most: u32,
) -> Result<Vec<TicketSummary>, Fault> {
    let found = api.read(move |tx| {
        Box::pin(async move {
            let mut found = Vec::new();
            for team in teams {
                found.extend(tx.tickets_of_team(team, filter, before, most).await?);
            }
            Ok(found)
        })
    });
    let mut found = found.await?;
    found.sort_unstable_by_key(|summary| std::cmp::Reverse(summary.ticket.number));
    found.truncate(most as usize);
    Ok(found)
}

/// One ticket.
#[utoipa::path(
    get,
    path = "/tickets/{id}",
    operation_id = "getTicket",
    tag = "tickets",
    params(("id" = String, Path, description = "The ticket's id, `tkt_…`")),
    responses((status = OK, description = "The ticket", body = TicketView))
)]
pub(crate) async fn get_ticket(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<TicketView>, Fault> {
    Ok(Json(TicketView::from(worked_on(&api, &caller, id).await?)))
}

/// A ticket on which the caller may work.
pub(crate) async fn worked_on(
    api: &Api,
    caller: &Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<TicketSummary, Fault> {
    let id: TicketId = id?.parse().map_err(|_| Fault::NotFound)?;
    let found = api.read(move |tx| Box::pin(async move { tx.ticket_summary(id).await })).await?;
    match found {
        Some(found) if caller.rights.may_in(found.ticket.team, Right::WorkOnTickets) => Ok(found),
        Some(_) => Err(api.unseen(caller, "ticket.read", Target::Ticket(id))),
        None => Err(Fault::NotFound),
    }
}
