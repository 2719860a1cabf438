//! The ticket card and the sentences about a ticket.

use time::Duration;

use super::{name, shortened};
use crate::answering::refutable;
use crate::delivery::TicketNotice;
use crate::faq::AudienceGroup;
use crate::handoff::promise::is_with_agents;
use crate::handoff::thread::{has_left, is_pending};
use crate::handoff::{LATEST, Ticket, TicketState, usual_wait};
use crate::id::TicketId;
use crate::inquiry::{Author, Conversation, Message, MessageKind, Reply};
use crate::outside::{Content, TicketStateView, TicketView};
use crate::people::Team;
use crate::store::{StoreError, Transaction};

/// Longest question on the card, in characters; the whole stands in the requester's chat.
const QUESTION: usize = 1_500;
/// Longest answer of the assistant that is repeated on the card, in characters.
const HISTORY: usize = 300;
/// Most other questions of the day on the card, and how many inquiries are looked at for them.
const EARLIER: usize = 5;
const LOOKED_AT: u32 = 12;
/// Longest line of them, in characters.
const EARLIER_LINE: usize = 120;
/// Most colleagues offered for assignment: a Teams choice list stays usable.
const COLLEAGUES: u32 = 100;

/// The ticket card as things stand.
pub(super) async fn card(
    tx: &mut dyn Transaction,
    conversation: &Conversation,
    id: TicketId,
) -> Result<Option<Content>, StoreError> {
    let Some(ticket) = tx.ticket(id).await? else { return Ok(None) };
    let is_left = has_left(tx, &ticket, conversation).await?;
    if is_left && is_pending(conversation) {
        // It was taken back before its card stood there.
        return Ok(None);
    }
    let can_undo = can_be_undone_in(tx, &ticket, conversation, is_left);
    let team = tx.team(ticket.team).await?;
    let before: Vec<Message> =
        tx.messages(ticket.inquiry).await?.into_iter().filter(|message| message.at <= ticket.opened_at).collect();
    let colleagues = match &team {
        Some(team) if ticket.state.is_open() && !is_left => colleagues(tx, team).await?,
        Some(_) | None => Vec::new(),
    };
    let groups: Vec<_> = team.iter().map(Team::audience_group).collect();
    let others = tx.teams().await?.into_iter().filter(|other| other.id != ticket.team);
    Ok(Some(Content::Ticket(TicketView {
        ticket: id,
        round: ticket.round(),
        number: ticket.number,
        team: team.map(|team| team.name).unwrap_or_default(),
        requester: name(tx, ticket.requester).await?,
        question: question(&before),
        earlier: earlier(tx, &ticket).await?,
        history: history(tx, &before, &groups).await?,
        refuted: if is_left { None } else { refuted(&before, &ticket) },
        state: if is_left { TicketStateView::Left } else { state(tx, &ticket).await? },
        can_undo,
        priority: ticket.priority,
        opened_at: ticket.opened_at,
        reminded: ticket.reminded,
        colleagues,
        teams: others.map(|other| (other.id, other.name)).collect(),
        csat: ticket.csat,
    })))
}

/// The agents of a team by object id and name, for assignment.
async fn colleagues(tx: &mut dyn Transaction, team: &Team) -> Result<Vec<(String, String)>, StoreError> {
    let Some(channel) = team.channel else { return Ok(Vec::new()) };
    let members = match &team.listed_agents {
        None => tx.first_members(channel, COLLEAGUES).await?,
        Some(list) => {
            let mut members = Vec::new();
            for id in list.iter().take(COLLEAGUES as usize) {
                members.extend(tx.member(channel, id).await?);
            }
            members
        }
    };
    Ok(members.into_iter().map(|member| (member.directory_id.as_str().to_owned(), member.name)).collect())
}

/// Whether the card in this conversation offers undo: only where the ticket stood before it was closed, handed back or
/// passed on. Whoever has it now is not offered to send it back; that is for those who passed it on.
fn can_be_undone_in(tx: &dyn Transaction, ticket: &Ticket, conversation: &Conversation, is_left: bool) -> bool {
    let Some(before) = ticket.before.as_ref().filter(|before| before.can_be_undone(tx.now())) else { return false };
    if is_left { before.thread == Some(conversation.id) } else { before.thread == ticket.thread }
}

fn question(before: &[Message]) -> String {
    let mut words = Vec::new();
    for message in before {
        if let Author::Requester(_) = message.author {
            words.push(message.text.clone());
            words.extend(
                message.attachments.iter().map(|attachment| format!("📎 {}", attachment.name).trim_end().to_owned()),
            );
        }
    }
    shortened(&words.join("\n"), QUESTION)
}

/// The other questions of the same day and chat that only the assistant has heard: agents may see what led to this one,
/// but it is not what the ticket is about. What went to people is an affair of those people.
async fn earlier(tx: &mut dyn Transaction, ticket: &Ticket) -> Result<Vec<String>, StoreError> {
    let Some(own) = tx.inquiry(ticket.inquiry).await? else { return Ok(Vec::new()) };
    let mut questions = Vec::new();
    for other in tx.inquiries_of(ticket.requester, LOOKED_AT).await? {
        let same_day = other.opened_at <= ticket.opened_at && ticket.opened_at - other.opened_at <= Duration::DAY;
        if other.id == own.id || other.conversation != own.conversation || !same_day || questions.len() >= EARLIER {
            continue;
        }
        if tx.tickets_of_inquiry(other.id).await?.is_empty()
            && let Some(first) = tx.messages(other.id).await?.into_iter().next()
            && !first.text.trim().is_empty()
        {
            let asked = shortened(&first.text, EARLIER_LINE);
            if !questions.contains(&asked) {
                questions.push(asked);
            }
        }
    }
    questions.reverse();
    Ok(questions)
}

/// What the assistant had offered, as question and answer; what the team may not see is left out, although the requester may.
async fn history(
    tx: &mut dyn Transaction,
    before: &[Message],
    groups: &[AudienceGroup],
) -> Result<Vec<(String, String)>, StoreError> {
    let mut lines = Vec::new();
    for message in before {
        let MessageKind::Answer(reply) = &message.kind else { continue };
        // Of candidates the requester has read the questions only.
        let (entries, read) = match reply {
            Reply::Entry { entry, .. } => (vec![*entry], true),
            Reply::Candidates { entries } => (entries.clone(), false),
            Reply::Unknown => (Vec::new(), false),
        };
        for id in entries {
            if let Some(entry) = tx.entry(id).await?.filter(|entry| entry.audience.admits(groups)) {
                let answer = if read { shortened(&entry.answer, HISTORY) } else { String::new() };
                lines.push((entry.question, answer));
            }
        }
    }
    Ok(lines)
}

/// Whether an agent has said that the assistant was wrong, where it had anything to be wrong in.
fn refuted(before: &[Message], ticket: &Ticket) -> Option<bool> {
    let guess = refutable(before, ticket.opened_at)?.guess.as_ref()?;
    Some(guess.refuted)
}

async fn state(tx: &mut dyn Transaction, ticket: &Ticket) -> Result<TicketStateView, StoreError> {
    Ok(match &ticket.state {
        TicketState::Queued => TicketStateView::Queued,
        TicketState::Assigned { agent, .. } => TicketStateView::Assigned(name(tx, *agent).await?),
        TicketState::HandedBack { by, .. } => TicketStateView::HandedBack(name(tx, *by).await?),
        TicketState::Closed { by, .. } => TicketStateView::Closed(name(tx, *by).await?),
    })
}

/// A sentence about a ticket.
pub(super) async fn notice(
    tx: &mut dyn Transaction,
    id: TicketId,
    notice: TicketNotice,
) -> Result<Option<Content>, StoreError> {
    let Some(ticket) = tx.ticket(id).await? else { return Ok(None) };
    if notice == TicketNotice::HandoffWaits && is_with_agents(tx, &ticket).await? {
        // It has arrived in the meantime.
        return Ok(None);
    }
    let team = tx.team(ticket.team).await?.map(|team| team.name).unwrap_or_default();
    let (notice, agent) = match ticket.state {
        TicketState::Queued => (notice, None),
        TicketState::Assigned { agent, .. } => (notice, Some(agent)),
        TicketState::HandedBack { by, .. } | TicketState::Closed { by, .. } => {
            let notice = match past(notice) {
                // Who took it and gave it back without a word has not helped.
                TicketNotice::Helped if ticket.answered_at.is_none() => TicketNotice::HadIt,
                past => past,
            };
            (notice, Some(by))
        }
    };
    let agent = match agent {
        Some(agent) => Some(name(tx, agent).await?),
        None => None,
    };
    let requester = name(tx, ticket.requester).await?;
    let usual_wait = match (notice, &ticket.state) {
        (TicketNotice::HandedOff, TicketState::Queued) => {
            usual_wait(&tx.latest_tickets(ticket.team, LATEST).await?, tx.now())
        }
        _ => None,
    };
    Ok(Some(Content::TicketNotice { notice, number: ticket.number, team, agent, requester, usual_wait }))
}

/// What a requester was told, once the ticket has ended: nobody is asked to wait for what will not come.
fn past(notice: TicketNotice) -> TicketNotice {
    match notice {
        TicketNotice::Accepted => TicketNotice::Helped,
        // Who helped is said once.
        TicketNotice::Reassigned | TicketNotice::GoesOn => TicketNotice::WentOn,
        other if TicketNotice::WHILE_OPEN.contains(&other) => TicketNotice::Requested,
        other => other,
    }
}
