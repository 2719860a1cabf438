//! What agents, and its requester, do with a ticket.

use super::{ActionMessage, Press, Refusal, agent_of};
use crate::delivery::Subject;
use crate::feedback::{CsatError, rate_satisfaction};
use crate::handoff::thread::{adopt_thread, has_left};
use crate::handoff::{
    MAX_TEXT, Priority, ReopenError, Ticket, TicketError, Words, accept, assign, close, escalate, hand_back, note,
    prioritise, refute, reopen, reopen_as_agent, reply, undo,
};
use crate::id::{PersonId, TeamId, TicketId};
use crate::inquiry::{Conversation, Message};
use crate::learning::{is_marked, withdraw, withdraw_marked};
use crate::people::{Agent, DirectoryId, Person, rights};
use crate::policy::Policy;
use crate::store::{StoreError, Transaction};

/// What is wanted of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketAction {
    /// An agent takes it.
    Accept,
    /// An agent gives it to a colleague.
    Assign { to: DirectoryId },
    /// An agent passes it to another team.
    Escalate { team: TeamId },
    /// An agent says how urgent it is.
    Prioritise { priority: Priority },
    /// An agent says that the assistant was wrong, or takes that back.
    Refute { wrong: bool },
    /// An agent writes to the requester.
    Reply { text: String },
    /// An agent writes to the other agents.
    Note { text: String },
    /// An agent gives the inquiry back to the assistant.
    HandBack,
    /// An agent closes it.
    Close,
    /// An agent takes back that it was closed, handed back or passed on.
    Undo,
    /// An agent has found that it is not solved.
    ReopenAsAgent,
    /// Its requester says that it is not solved.
    Reopen,
    /// Its requester says how satisfied they are, 1–5.
    RateSatisfaction { score: u8 },
}

impl TicketAction {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Accept => "ticket.accept",
            Self::Assign { .. } => "ticket.assign",
            Self::Escalate { .. } => "ticket.route",
            Self::Prioritise { .. } => "ticket.priority",
            Self::Refute { .. } => "ticket.assistant_wrong",
            Self::Reply { .. } => "ticket.reply",
            Self::Note { .. } => "ticket.note",
            Self::HandBack => "ticket.hand_back",
            Self::Close => "ticket.close",
            Self::Undo => "ticket.undo",
            Self::ReopenAsAgent => "ticket.reopen_as_agent",
            Self::Reopen => "ticket.reopen",
            Self::RateSatisfaction { .. } => "csat.rate",
        }
    }

    pub(super) const fn is_an_agents(&self) -> bool {
        match self {
            Self::Accept
            | Self::Assign { .. }
            | Self::Escalate { .. }
            | Self::Prioritise { .. }
            | Self::Refute { .. }
            | Self::Reply { .. }
            | Self::Note { .. }
            | Self::HandBack
            | Self::Close
            | Self::ReopenAsAgent
            | Self::Undo => true,
            Self::Reopen | Self::RateSatisfaction { .. } => false,
        }
    }
}

pub(super) async fn perform(
    tx: &mut dyn Transaction,
    policy: &Policy,
    whose: (&Person, Option<&Conversation>),
    (id, round): (TicketId, Option<i64>),
    action: TicketAction,
) -> Result<Subject, Refusal> {
    must_be_of_this_round(tx, policy, whose, (id, round), &action).await?;
    let done = match action {
        TicketAction::Reopen => return reopen_ticket(tx, policy, whose.0, id).await,
        TicketAction::RateSatisfaction { score } => return satisfaction(tx, whose.0, id, score).await,
        TicketAction::Accept => {
            let (agent, ticket) = at_work(tx, policy, whose, id).await?;
            accept(tx, &agent, ticket).await
        }
        TicketAction::Assign { to } => {
            let (agent, ticket) = at_work(tx, policy, whose, id).await?;
            let to = colleague(tx, policy, &ticket, &to).await?;
            assign(tx, &agent, &to, ticket).await
        }
        TicketAction::Escalate { team } => {
            let (agent, ticket) = at_work(tx, policy, whose, id).await?;
            let team = tx.team(team).await?.ok_or(ActionMessage::Missing)?;
            escalate(tx, &agent, &team, ticket, policy.remind_after).await
        }
        TicketAction::Prioritise { priority } => {
            let (agent, ticket) = at_work(tx, policy, whose, id).await?;
            prioritise(tx, &agent, ticket, priority).await
        }
        TicketAction::Refute { wrong } => {
            let (agent, ticket) = at_work(tx, policy, whose, id).await?;
            refute(tx, &agent, ticket, wrong).await
        }
        TicketAction::Reply { text } => {
            let (agent, ticket) = at_work(tx, policy, whose, id).await?;
            let words = words(tx, &text)?;
            withdraw_if_marked(tx, &ticket, &words.text).await?;
            let message = reply(tx, &agent, ticket, words).await;
            return written(tx, message).await;
        }
        TicketAction::Note { text } => {
            let (agent, ticket) = at_work(tx, policy, whose, id).await?;
            let words = words(tx, &text)?;
            withdraw_if_marked(tx, &ticket, &words.text).await?;
            let message = note(tx, &agent, &ticket, words).await;
            return written(tx, message).await;
        }
        TicketAction::HandBack => {
            let (agent, ticket) = at_work(tx, policy, whose, id).await?;
            hand_back(tx, &agent, ticket).await
        }
        TicketAction::Close => {
            let (agent, ticket) = at_work(tx, policy, whose, id).await?;
            close(tx, &agent, ticket).await
        }
        TicketAction::ReopenAsAgent => {
            let (agent, ticket) = at_work(tx, policy, whose, id).await?;
            let reopened = reopen_as_agent(tx, &agent, ticket, policy.remind_after).await;
            return after_reopening(tx, id, reopened).await;
        }
        TicketAction::Undo => take_back(tx, policy, whose.0, id).await?,
    };
    match done {
        Ok(_) | Err(TicketError::Unchanged) => Ok(Subject::TicketCard(id)),
        Err(error) => Err(refusal(tx, error).await),
    }
}

/// The message that was written, or why it was not.
async fn written(tx: &mut dyn Transaction, written: Result<Message, TicketError>) -> Result<Subject, Refusal> {
    match written {
        Ok(message) => Ok(Subject::Relay(message.id)),
        Err(error) => Err(refusal(tx, error).await),
    }
}

/// What an agent writes outside of the thread.
fn words(tx: &mut dyn Transaction, text: &str) -> Result<Words, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_TEXT {
        return Err(ActionMessage::BadText.into());
    }
    Ok(Words { text: text.to_owned(), attachments: Vec::new(), at: tx.now(), written_in: None })
}

/// Words that say that the matter is confidential count as they do in Teams.
async fn withdraw_if_marked(tx: &mut dyn Transaction, ticket: &Ticket, text: &str) -> Result<(), StoreError> {
    if is_marked(text) { withdraw_marked(tx, ticket).await } else { Ok(()) }
}

/// Refuses what was wanted in another round of the ticket's life, unless it may come in any; whoever may not do it is told so all
/// the same.
async fn must_be_of_this_round(
    tx: &mut dyn Transaction,
    policy: &Policy,
    whose: (&Person, Option<&Conversation>),
    (id, round): (TicketId, Option<i64>),
    action: &TicketAction,
) -> Result<(), Refusal> {
    let ticket = tx.ticket(id).await?.ok_or(ActionMessage::Missing)?;
    if !Press::is_of_another(round, ticket.round()) {
        return Ok(());
    }
    let shown = match action {
        TicketAction::RateSatisfaction { .. } => return Ok(()),
        TicketAction::Reopen if ticket.requester == whose.0.id => Subject::Ending(id),
        TicketAction::Reopen => return Err(ActionMessage::NotYours.into()),
        TicketAction::Undo => {
            agent_of(tx, policy, whose.0, team_to_undo(&ticket)).await?;
            Subject::TicketCard(id)
        }
        _ => {
            agent_at(tx, policy, whose, &ticket).await?;
            Subject::TicketCard(id)
        }
    };
    Err(Refusal::AnotherRound(shown))
}

/// The team that may take back what was done last.
fn team_to_undo(ticket: &Ticket) -> TeamId {
    ticket.before.as_ref().map_or(ticket.team, |before| before.team)
}

/// An agent of the ticket's team, and the ticket. Where they press in a thread of the team's channel that is no
/// ticket's, it becomes this ticket's thread: see [`adopt_thread`].
async fn at_work(
    tx: &mut dyn Transaction,
    policy: &Policy,
    (person, conversation): (&Person, Option<&Conversation>),
    id: TicketId,
) -> Result<(Agent, Ticket), Refusal> {
    let ticket = tx.ticket(id).await?.ok_or(ActionMessage::Missing)?;
    let agent = agent_at(tx, policy, (person, conversation), &ticket).await?;
    let team = tx.team(ticket.team).await?.ok_or(ActionMessage::Missing)?;
    let ticket = match conversation {
        Some(conversation) => adopt_thread(tx, ticket, &team, conversation).await?,
        None => ticket,
    };
    Ok((agent, ticket))
}

/// An agent of the ticket's team. Whoever presses the card of its former team looks in the wrong place, and is told so.
async fn agent_at(
    tx: &mut dyn Transaction,
    policy: &Policy,
    (person, conversation): (&Person, Option<&Conversation>),
    ticket: &Ticket,
) -> Result<Agent, Refusal> {
    let agent = agent_of(tx, policy, person, ticket.team).await;
    if let (Err(Refusal::Message(ActionMessage::NotAnAgent)), Some(conversation)) = (&agent, conversation)
        && has_left(tx, ticket, conversation).await?
    {
        let team = tx.team(ticket.team).await?.ok_or(ActionMessage::Missing)?;
        return Err(ActionMessage::WithAnotherTeam(team.name).into());
    }
    agent
}

/// The team that had the ticket takes back what it did last, wherever the ticket is now; drafts that were learned from
/// a close are withdrawn.
async fn take_back(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    id: TicketId,
) -> Result<Result<Ticket, TicketError>, Refusal> {
    let ticket = tx.ticket(id).await?.ok_or(ActionMessage::Missing)?;
    let agent = agent_of(tx, policy, person, team_to_undo(&ticket)).await?;
    let back = undo(tx, &agent, ticket, policy.remind_after).await;
    if let Ok(back) = &back {
        withdraw(tx, back).await?;
    }
    Ok(back)
}

async fn refusal(tx: &mut dyn Transaction, error: TicketError) -> Refusal {
    match error {
        TicketError::TakenBy(holder) => match tx.person(holder).await {
            Ok(holder) => ActionMessage::TakenBy(holder.map(|holder| holder.name).unwrap_or_default()).into(),
            Err(error) => error.into(),
        },
        TicketError::Unchanged => ActionMessage::Unchanged.into(),
        TicketError::NotOpen => ActionMessage::NotOpen.into(),
        TicketError::TooLate => ActionMessage::TooLate.into(),
        TicketError::NotAnAgent => ActionMessage::NotAnAgent.into(),
        TicketError::Store(error) => error.into(),
    }
}

/// A colleague from the roster, as an agent; they need not have written to the desk before.
async fn colleague(
    tx: &mut dyn Transaction,
    policy: &Policy,
    ticket: &Ticket,
    to: &DirectoryId,
) -> Result<Agent, Refusal> {
    let team = tx.team(ticket.team).await?.ok_or(ActionMessage::Missing)?;
    // Whoever holds the role need not stand in the roster.
    if let Some(person) = tx.person_by_directory(to).await?
        && let Some(agent) = rights::as_agent(tx, &policy.access, &person, &team).await?
    {
        return Ok(agent);
    }
    let channel = team.channel.ok_or(ActionMessage::ColleagueNotAnAgent)?;
    let member = tx.member(channel, to).await?.ok_or(ActionMessage::ColleagueNotAnAgent)?;
    let person = if let Some(person) = tx.person_by_directory(to).await? {
        person
    } else {
        let id = PersonId::new(tx.fresh());
        let (directory_id, channel_id, name) = (member.directory_id, member.channel_id, member.name);
        tx.save_person(Person { id, directory_id, channel_id, name, language: None }).await?
    };
    Ok(rights::as_agent(tx, &policy.access, &person, &team).await?.ok_or(ActionMessage::ColleagueNotAnAgent)?)
}

async fn reopen_ticket(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    ticket: TicketId,
) -> Result<Subject, Refusal> {
    let reopened = reopen(tx, person.id, ticket, policy.remind_after).await;
    after_reopening(tx, ticket, reopened).await
}

async fn after_reopening(
    tx: &mut dyn Transaction,
    ticket: TicketId,
    reopened: Result<Ticket, ReopenError>,
) -> Result<Subject, Refusal> {
    match reopened {
        Ok(reopened) => {
            withdraw(tx, &reopened).await?;
            Ok(Subject::Ending(ticket))
        }
        Err(ReopenError::OpenAlready) => Ok(Subject::Ending(ticket)),
        Err(ReopenError::Missing) => Err(ActionMessage::Missing.into()),
        Err(ReopenError::NotYours) => Err(ActionMessage::NotYours.into()),
        Err(ReopenError::AnotherIsOpen) => Err(ActionMessage::Unchanged.into()),
        Err(ReopenError::Store(error)) => Err(error.into()),
    }
}

async fn satisfaction(
    tx: &mut dyn Transaction,
    person: &Person,
    ticket: TicketId,
    score: u8,
) -> Result<Subject, Refusal> {
    match rate_satisfaction(tx, person.id, ticket, score).await {
        Ok(_) => Ok(Subject::Ending(ticket)),
        Err(CsatError::GivenAlready(given)) if given == score => Ok(Subject::Ending(ticket)),
        Err(CsatError::GivenAlready(_)) => Err(ActionMessage::RatedAlready.into()),
        Err(CsatError::Missing) => Err(ActionMessage::Missing.into()),
        Err(CsatError::NotYours) => Err(ActionMessage::NotYours.into()),
        Err(CsatError::NotClosed) => Err(ActionMessage::NotClosed.into()),
        Err(CsatError::BadScore) => Err(ActionMessage::BadText.into()),
        Err(CsatError::Store(error)) => Err(error.into()),
    }
}
