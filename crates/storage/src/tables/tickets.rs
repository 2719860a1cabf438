//! Tickets.

use std::sync::LazyLock;

use async_trait::async_trait;
use desk::handoff::{Before, Ticket, TicketFilter, TicketHit, TicketStanding, TicketState, TicketSummary, Tickets};
use desk::id::{ConversationId, InquiryId, PersonId, TeamId, TicketId};
use desk::inquiry::{Hits, Search};
use desk::store::StoreError;
use time::OffsetDateTime;

use super::row::{Columns, Read};
use super::search::{SLOTS, slots};
use super::{Tx, limit, milliseconds, missing};
use crate::codes::Code;
use crate::driver::Statement;

macro_rules! ticket {
    ($rest:literal) => {
        concat!(
            "SELECT id, number, inquiry, requester, team, state, person, state_at, priority, thread, opened_at, accepted_at,
                    answered_at, reminded, reopened, moved, csat, before_by, before_at, before_agent,
                    before_since, before_team, before_thread
             FROM tickets
             WHERE tenant = $1 AND ",
            $rest
        )
    };
}

/// Locks the inquiries of the tickets that the same condition finds.
///
/// Whoever changes a ticket looks at its inquiry too, and the other way round: both take the inquiry first, so that they
/// wait for each other in one order only.
macro_rules! inquiries {
    ($rest:literal) => {
        concat!(
            "SELECT id
             FROM inquiries
             WHERE tenant = $1 AND id IN (SELECT inquiry FROM tickets WHERE tenant = $1 AND ",
            $rest,
            ") ORDER BY id FOR NO KEY UPDATE"
        )
    };
}

/// Tickets with what a list shows of them.
macro_rules! summary {
    ($rest:expr) => {
        concat!(
            "SELECT id, number, inquiry, requester, team, state, person, state_at, priority, thread, opened_at, accepted_at,
                    answered_at, reminded, reopened, moved, csat, before_by, before_at, before_agent,
                    before_since, before_team, before_thread,
                    (SELECT name
                     FROM people
                     WHERE people.tenant = $1 AND people.id = tickets.requester) AS requester_name,
                    (SELECT name
                     FROM people
                     WHERE people.tenant = $1 AND people.id = tickets.person) AS agent_name,
                    (SELECT text
                     FROM messages
                     WHERE messages.tenant = $1 AND messages.inquiry = tickets.inquiry AND messages.author = 'requester'
                     ORDER BY messages.number
                     LIMIT 1) AS question
             FROM tickets
             WHERE tenant = $1 AND ",
            $rest
        )
    };
}

/// Those of a team, of whoever has them or of one agent; each state in words by which the index of open tickets is known.
macro_rules! of_team {
    ($standing:literal) => {
        (
            summary!(concat!("team = $2 AND number < $3 AND ", $standing, " ORDER BY number DESC LIMIT $4")),
            summary!(concat!(
                "team = $2 AND number < $3 AND person = $5 AND ",
                $standing,
                " ORDER BY number DESC LIMIT $4"
            )),
        )
    };
}

/// The tickets of some inquiries, in no order: SQLite would go through all tickets by their numbers.
pub(super) static OF_INQUIRIES: LazyLock<String> =
    LazyLock::new(|| format!("{} IN ({})", summary!("inquiry"), slots(2, SLOTS)));

#[async_trait]
impl Tickets for Tx<'_, '_> {
    async fn ticket(&mut self, id: TicketId) -> Result<Option<Ticket>, StoreError> {
        self.lock(self.sql(inquiries!("id = $2")).bind(id.uuid())).await?;
        let query = self.locking(ticket!("id = $2"), ticket!("id = $2 FOR NO KEY UPDATE")).bind(id.uuid());
        self.first(query).await?.read("tickets", ticket)
    }

    async fn add_ticket(&mut self, ticket: Ticket) -> Result<Ticket, StoreError> {
        let ticket = Ticket { number: self.next_ticket_number().await?, ..ticket };
        let insert = self
            .sql(
                "INSERT INTO tickets (tenant, id, number, inquiry, requester, team, state, person, state_at, priority,
                                      thread, opened_at, accepted_at, answered_at, reminded, reopened, moved, csat,
                                      before_by, before_at, before_agent, before_since, before_team, before_thread)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                         $21, $22, $23, $24)",
            )
            .bind(ticket.id.uuid())
            .bind(ticket.number);
        self.change(with_ticket(insert, &ticket)).await?;
        self.pass_inquiry(&ticket).await?;
        Ok(ticket)
    }

    async fn save_ticket(&mut self, ticket: &Ticket) -> Result<(), StoreError> {
        let change = self
            .sql(
                "UPDATE tickets
                 SET inquiry = $3,
                     requester = $4,
                     team = $5,
                     state = $6,
                     person = $7,
                     state_at = $8,
                     priority = $9,
                     thread = $10,
                     opened_at = $11,
                     accepted_at = $12,
                     answered_at = $13,
                     reminded = $14,
                     reopened = $15,
                     moved = $16,
                     csat = $17,
                     before_by = $18,
                     before_at = $19,
                     before_agent = $20,
                     before_since = $21,
                     before_team = $22,
                     before_thread = $23
                 WHERE tenant = $1 AND id = $2",
            )
            .bind(ticket.id.uuid());
        self.change(with_ticket(change, ticket)).await?;
        self.pass_inquiry(ticket).await
    }

    async fn ticket_by_thread(&mut self, thread: ConversationId) -> Result<Option<Ticket>, StoreError> {
        self.lock(self.sql(inquiries!("thread = $2")).bind(thread.uuid())).await?;
        let query = self.locking(ticket!("thread = $2"), ticket!("thread = $2 FOR NO KEY UPDATE")).bind(thread.uuid());
        self.first(query).await?.read("tickets", ticket)
    }

    async fn tickets_of_inquiry(&mut self, inquiry: InquiryId) -> Result<Vec<Ticket>, StoreError> {
        self.lock(
            self.sql("SELECT id FROM inquiries WHERE tenant = $1 AND id = $2 FOR NO KEY UPDATE").bind(inquiry.uuid()),
        )
        .await?;
        let query = self
            .locking(
                ticket!("inquiry = $2 ORDER BY number DESC"),
                ticket!("inquiry = $2 ORDER BY number DESC FOR NO KEY UPDATE"),
            )
            .bind(inquiry.uuid());
        self.all(query).await?.read("tickets", ticket)
    }

    async fn open_tickets(&mut self, team: TeamId) -> Result<Vec<Ticket>, StoreError> {
        let lock = self.sql(inquiries!("team = $2 AND state IN ('queued', 'assigned')")).bind(team.uuid());
        self.lock(lock).await?;
        let query = self
            .locking(
                ticket!("team = $2 AND state IN ('queued', 'assigned') ORDER BY number"),
                ticket!("team = $2 AND state IN ('queued', 'assigned') ORDER BY number FOR NO KEY UPDATE"),
            )
            .bind(team.uuid());
        self.all(query).await?.read("tickets", ticket)
    }

    async fn tickets_of_team(
        &mut self,
        team: TeamId,
        filter: TicketFilter,
        before: Option<i64>,
        most: u32,
    ) -> Result<Vec<TicketSummary>, StoreError> {
        let (of_anybody, of_one) = match filter.standing {
            TicketStanding::Any => of_team!("TRUE"),
            TicketStanding::Queued => of_team!("state IN ('queued', 'assigned') AND state = 'queued'"),
            TicketStanding::Assigned => of_team!("state IN ('queued', 'assigned') AND state = 'assigned'"),
            TicketStanding::Open => of_team!("state IN ('queued', 'assigned')"),
            TicketStanding::Ended => of_team!("state NOT IN ('queued', 'assigned')"),
        };
        let query = self.sql(if filter.agent.is_some() { of_one } else { of_anybody });
        let query = query.bind(team.uuid()).bind(before.unwrap_or(i64::MAX)).bind(limit(most));
        let query = filter.agent.into_iter().fold(query, |query, agent| query.bind(agent.uuid()));
        self.all(query.long()).await?.read("tickets", summary_of)
    }

    async fn tickets_with(
        &mut self,
        teams: &[TeamId],
        filter: TicketFilter,
        (search, number): (&Search, Option<i64>),
        before: Option<InquiryId>,
        most: u32,
    ) -> Result<Hits<TicketHit>, StoreError> {
        let mut found = self.search_tickets(teams, filter, search, before, most).await?;
        let hits = &mut found.hits;
        if let Some(number) = number
            && let Some(named) = self.numbered(number).await?
            && teams.contains(&named.ticket.team)
            && is_wanted(&named.ticket, filter)
            && before.is_none_or(|before| named.ticket.inquiry < before)
            && !hits.iter().any(|hit| hit.summary.ticket.id == named.ticket.id)
        {
            hits.push(TicketHit { summary: named, said: None });
            hits.sort_by_key(|hit| std::cmp::Reverse((hit.summary.ticket.inquiry, hit.summary.ticket.number)));
            hits.truncate(most as usize);
        }
        Ok(found)
    }

    async fn ticket_summary(&mut self, id: TicketId) -> Result<Option<TicketSummary>, StoreError> {
        let query = self.sql(summary!("id = $2")).bind(id.uuid());
        self.first(query).await?.read("tickets", summary_of)
    }

    async fn latest_tickets(&mut self, team: TeamId, most: u32) -> Result<Vec<Ticket>, StoreError> {
        // By number, which has an index, and no further back than that stays cheap where the team has few of many.
        let query = self
            .sql(ticket!(
                "team = $2 AND number > (SELECT number FROM ticket_numbers WHERE tenant = $1) - 500
                 ORDER BY number DESC LIMIT $3"
            ))
            .bind(team.uuid())
            .bind(i64::from(most));
        self.all(query).await?.read("tickets", ticket)
    }
}

impl Tx<'_, '_> {
    async fn numbered(&mut self, number: i64) -> Result<Option<TicketSummary>, StoreError> {
        let query = self.sql(summary!("number = $2")).bind(number);
        self.first(query).await?.read("tickets", summary_of)
    }

    /// An inquiry is seen by the team of its newest ticket, and found in the index by it.
    async fn pass_inquiry(&mut self, ticket: &Ticket) -> Result<(), StoreError> {
        let change = self
            .sql(
                "UPDATE inquiries
                 SET team = $3,
                     unindexed = TRUE,
                     changed = TRUE,
                     text_version = text_version + 1
                 WHERE tenant = $1
                   AND id = $2
                   AND (team IS NULL OR team <> $3)
                   AND $4 >= (SELECT COALESCE(MAX(number), 0)
                              FROM tickets
                              WHERE tickets.tenant = $1 AND tickets.inquiry = $2)",
            )
            .bind(ticket.inquiry.uuid())
            .bind(ticket.team.uuid())
            .bind(ticket.number);
        self.change(change).await.map(drop)
    }

    /// Counts up. The row stays locked until the commit, so that a number that was undone is given again: no gaps.
    async fn next_ticket_number(&mut self) -> Result<i64, StoreError> {
        let count = self.sql(
            "INSERT INTO ticket_numbers (tenant, number)
             VALUES ($1, 1)
             ON CONFLICT (tenant) DO UPDATE
             SET number = ticket_numbers.number + 1
             RETURNING number",
        );
        let number = self.number(count, "ticket_numbers").await?;
        number.ok_or_else(|| missing("ticket_numbers.number"))
    }
}

/// Binds everything but id and number, in the order of the columns.
fn with_ticket(statement: Statement, ticket: &Ticket) -> Statement {
    let (state, person, state_at) = state_codes(&ticket.state);
    let before = ticket.before.as_ref();
    let held = before.and_then(|before| before.held);
    statement
        .bind(ticket.inquiry.uuid())
        .bind(ticket.requester.uuid())
        .bind(ticket.team.uuid())
        .bind(state)
        .bind(person.map(PersonId::uuid))
        .bind(state_at.map(milliseconds))
        .bind(ticket.priority.code())
        .bind(ticket.thread.map(ConversationId::uuid))
        .bind(milliseconds(ticket.opened_at))
        .bind(ticket.accepted_at.map(milliseconds))
        .bind(ticket.answered_at.map(milliseconds))
        .bind(i64::from(ticket.reminded))
        .bind(i64::from(ticket.reopened))
        .bind(i64::from(ticket.moved))
        .bind(ticket.csat.map(i64::from))
        .bind(before.map(|before| before.by.uuid()))
        .bind(before.map(|before| milliseconds(before.at)))
        .bind(held.map(|(agent, _)| agent.uuid()))
        .bind(held.map(|(_, since)| milliseconds(since)))
        .bind(before.map(|before| before.team.uuid()))
        .bind(before.and_then(|before| before.thread).map(ConversationId::uuid))
}

fn state_codes(state: &TicketState) -> (&'static str, Option<PersonId>, Option<OffsetDateTime>) {
    match state {
        TicketState::Queued => ("queued", None, None),
        TicketState::Assigned { agent, since } => ("assigned", Some(*agent), Some(*since)),
        TicketState::HandedBack { by, at } => ("handed-back", Some(*by), Some(*at)),
        TicketState::Closed { by, at } => ("closed", Some(*by), Some(*at)),
    }
}

/// Whether a ticket is one of those that are wanted.
pub(super) fn is_wanted(ticket: &Ticket, filter: TicketFilter) -> bool {
    let (open, holder) = match ticket.state {
        TicketState::Queued => (true, None),
        TicketState::Assigned { agent, .. } => (true, Some(agent)),
        TicketState::HandedBack { by, .. } | TicketState::Closed { by, .. } => (false, Some(by)),
    };
    let stands = match filter.standing {
        TicketStanding::Any => true,
        TicketStanding::Queued => open && holder.is_none(),
        TicketStanding::Assigned => open && holder.is_some(),
        TicketStanding::Open => open,
        TicketStanding::Ended => !open,
    };
    stands && filter.agent.is_none_or(|agent| holder == Some(agent))
}

pub(super) fn summary_of(row: Columns<'_>) -> Result<TicketSummary, StoreError> {
    Ok(TicketSummary {
        ticket: ticket(row)?,
        requester: row.text("requester_name")?,
        agent: row.text_or_none("agent_name")?,
        question: row.text_or_none("question")?.unwrap_or_default(),
    })
}

fn ticket(row: Columns<'_>) -> Result<Ticket, StoreError> {
    Ok(Ticket {
        id: row.id("id", TicketId::new)?,
        number: row.get("number")?,
        inquiry: row.id("inquiry", InquiryId::new)?,
        requester: row.id("requester", PersonId::new)?,
        team: row.id("team", TeamId::new)?,
        state: state(row)?,
        priority: row.code("priority")?,
        thread: row.id_or_none("thread", ConversationId::new)?,
        opened_at: row.time("opened_at")?,
        accepted_at: row.time_or_none("accepted_at")?,
        answered_at: row.time_or_none("answered_at")?,
        reminded: row.count("reminded")?,
        reopened: row.count("reopened")?,
        moved: row.count("moved")?,
        csat: row.count_or_none("csat")?,
        before: before(row)?,
    })
}

fn state(row: Columns<'_>) -> Result<TicketState, StoreError> {
    let person = || row.id("person", PersonId::new);
    let at = || row.time("state_at");
    match row.text("state")?.as_str() {
        "queued" => Ok(TicketState::Queued),
        "assigned" => Ok(TicketState::Assigned { agent: person()?, since: at()? }),
        "handed-back" => Ok(TicketState::HandedBack { by: person()?, at: at()? }),
        "closed" => Ok(TicketState::Closed { by: person()?, at: at()? }),
        _ => Err(row.damaged("state")),
    }
}

fn before(row: Columns<'_>) -> Result<Option<Before>, StoreError> {
    let Some(at) = row.time_or_none("before_at")? else { return Ok(None) };
    let held = match row.id_or_none("before_agent", PersonId::new)? {
        Some(agent) => Some((agent, row.time("before_since")?)),
        None => None,
    };
    let by = row.id("before_by", PersonId::new)?;
    let team = row.id("before_team", TeamId::new)?;
    Ok(Some(Before { by, at, held, team, thread: row.id_or_none("before_thread", ConversationId::new)? }))
}
