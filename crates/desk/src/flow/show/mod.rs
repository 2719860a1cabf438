//! Turns what is stored into what is shown, at the moment of showing.

use time::OffsetDateTime;

use crate::actions::Press;
use crate::delivery::{Delivery, DeliveryState, Notice, Subject, TicketNotice, was_sent_again};
use crate::faq::{Entry, EntryVersion};
use crate::handoff::TicketState;
use crate::id::{DeliveryId, InquiryId, MessageId, PersonId, TicketId};
use crate::inquiry::{AttachmentKind, Author, Conversation, ConversationKind, Message, MessageKind, Reply, Stage};
use crate::language::Language;
use crate::outside::{Choice, Content, InquiryView, Post, Side, Source};
use crate::store::{StoreError, Transaction};

mod draft;
mod ticket;

/// Longest excerpt, in characters.
const EXCERPT: usize = 80;
/// Scores from here on say that it is solved.
const SATISFIED: u8 = 3;
/// Most inquiries listed.
const MOST_INQUIRIES: u32 = 10;

/// What a delivery shows. `None`: it is not there (any more).
pub async fn show_delivery(
    tx: &mut dyn Transaction,
    conversation: &Conversation,
    delivery: &Delivery,
) -> Result<Option<Post>, StoreError> {
    if let Subject::Ending(ticket) | Subject::ReopenOffer(ticket) = delivery.subject
        && is_of_an_earlier_end(tx, ticket, delivery).await?
    {
        let content = ticket::notice(tx, ticket, TicketNotice::ReopenedSince).await?;
        return Ok(content.map(|content| Post { language: conversation.language, content }));
    }
    show(tx, conversation, &delivery.subject).await
}

/// Whether a ticket has ended once more since something was said of its end: only the newest has the buttons.
async fn is_of_an_earlier_end(tx: &mut dyn Transaction, ticket: TicketId, said: &Delivery) -> Result<bool, StoreError> {
    let state = tx.ticket(ticket).await?.map(|ticket| ticket.state);
    Ok(match state {
        Some(TicketState::Closed { at, .. } | TicketState::HandedBack { at, .. }) => said.at < at,
        Some(TicketState::Queued | TicketState::Assigned { .. }) | None => false,
    })
}

/// What a subject shows in a conversation. `None`: it is not there (any more).
pub async fn show(
    tx: &mut dyn Transaction,
    conversation: &Conversation,
    subject: &Subject,
) -> Result<Option<Post>, StoreError> {
    let content = match subject {
        Subject::Welcome => Some(Content::Welcome),
        // Connecting is for admins, in channels; nobody else needs the word.
        Subject::Help => {
            let connect = matches!(conversation.kind, ConversationKind::Channel | ConversationKind::Thread);
            Some(Content::Help { connect })
        }
        Subject::Answer(message) => answer(tx, conversation, *message).await?,
        Subject::Relay(message) => relay(tx, *message).await?,
        Subject::TicketCard(id) => ticket::card(tx, conversation, *id).await?,
        Subject::Ending(id) => ending(tx, *id).await?,
        Subject::DraftCard(id) => draft::card(tx, *id).await?,
        Subject::MyInquiries(person) => my_inquiries(tx, conversation, *person).await?,
        Subject::ChooseTeam(inquiry) => choose_team(tx, *inquiry).await?,
        Subject::Connected(team) => tx.team(*team).await?.map(|team| Content::Connected { team: team.name }),
        Subject::DeliveryUnknown(id) => delivery_unknown(tx, *id).await?,
        Subject::NotCarried(message) => not_carried(tx, *message).await?,
        Subject::ReopenOffer(id) => reopen_offer(tx, *id).await?,
        Subject::TicketNotice(id, notice) => ticket::notice(tx, *id, *notice).await?,
        Subject::Courtesy(courtesy) => Some(Content::Courtesy(*courtesy)),
        Subject::Notice(notice) => Some(said(tx, *notice).await?),
    };
    Ok(content.map(|content| Post { language: conversation.language, content }))
}

async fn answer(
    tx: &mut dyn Transaction,
    conversation: &Conversation,
    id: MessageId,
) -> Result<Option<Content>, StoreError> {
    let Some(message) = tx.message(id).await? else { return Ok(None) };
    let Some(inquiry) = tx.inquiry(message.inquiry).await? else { return Ok(None) };
    let MessageKind::Answer(reply) = message.kind else { return Ok(None) };
    let mut named = Vec::new();
    match &reply {
        Reply::Entry { entry, version, .. } => named.extend(tx.entry_version(*entry, *version).await?),
        Reply::Candidates { entries } => {
            for entry in entries {
                named.extend(tx.standing_version(*entry).await?);
            }
        }
        Reply::Unknown => {}
    }
    Ok(answer_content(id, &reply, named, [conversation.language, inquiry.language], (inquiry.stage, tx.now())))
}

/// What an answer shows. `named`: the entries that it names, each in the version that is shown; `reads`: the languages of the asker's
/// Teams and of their question.
pub(super) fn answer_content(
    message: MessageId,
    reply: &Reply,
    named: Vec<EntryVersion>,
    reads: [Language; 2],
    (stage, now): (Stage, OffsetDateTime),
) -> Option<Content> {
    let other = |entry: &Entry| Some(entry.language).filter(|language| !reads.contains(language));
    let (round, offer_person) = (Press::round_at(now), !matches!(stage, Stage::People(_)));
    match reply {
        Reply::Entry { helpful, .. } => named.into_iter().next().map(|said| Content::Answer {
            message,
            round,
            other_language: other(&said.entry),
            question: said.entry.question.clone(),
            answer: said.entry.answer,
            source: Source { title: said.entry.question, since: said.at },
            helpful: *helpful,
            offer_person,
        }),
        Reply::Candidates { .. } => {
            let choices = named.into_iter().filter(|named| !named.entry.retired);
            let choice = |EntryVersion { entry, .. }| Choice {
                entry: entry.id,
                other_language: other(&entry),
                question: entry.question,
            };
            let choices = choices.map(choice).collect();
            Some(Content::Candidates { message, round, choices, offer_person })
        }
        Reply::Unknown => Some(Content::Unknown { message, round, offer_person }),
    }
}

async fn relay(tx: &mut dyn Transaction, id: MessageId) -> Result<Option<Content>, StoreError> {
    let Some(message) = tx.message(id).await? else { return Ok(None) };
    let (person, origin) = match message.author {
        Author::Requester(person) => (person, Side::Requester),
        Author::Agent(person) if message.kind == MessageKind::Note => (person, Side::AmongAgents),
        Author::Agent(person) => (person, Side::Agents),
        Author::Assistant => return Ok(None),
    };
    let from = name(tx, person).await?;
    Ok(Some(Content::Relay { from, origin, text: message.text, attachments: message.attachments }))
}

async fn ending(tx: &mut dyn Transaction, id: TicketId) -> Result<Option<Content>, StoreError> {
    let Some(ticket) = tx.ticket(id).await? else { return Ok(None) };
    // A good score says that it is solved, as far as it was given for this end.
    let content = ticket.csat.is_some_and(|score| score >= SATISFIED) && ticket.reopened == 0;
    let solved = if ticket.state.is_open() { Some(false) } else { content.then_some(true) };
    // Where nobody has answered, satisfaction with the answer is no question.
    let asks =
        matches!(ticket.state, TicketState::Closed { .. }) && ticket.answered_at.is_some() && ticket.csat.is_none();
    let (round, number, csat) = (ticket.round(), ticket.number, ticket.csat);
    Ok(Some(Content::Ending { ticket: id, round, number, solved, asks, csat }))
}

async fn not_carried(tx: &mut dyn Transaction, id: MessageId) -> Result<Option<Content>, StoreError> {
    let attachments = tx.message(id).await?.map(|message| message.attachments).unwrap_or_default();
    let withheld = attachments.into_iter().filter(|attachment| attachment.kind == AttachmentKind::Withheld);
    let names: Vec<String> = withheld.map(|attachment| attachment.name).collect();
    // Deleted in the meantime.
    Ok((!names.is_empty()).then_some(Content::NotCarried { names }))
}

/// Once the ticket is open again there is nothing to offer.
async fn reopen_offer(tx: &mut dyn Transaction, id: TicketId) -> Result<Option<Content>, StoreError> {
    let Some(ticket) = tx.ticket(id).await? else { return Ok(None) };
    if ticket.state.is_open() {
        return ending(tx, id).await;
    }
    Ok(Some(Content::ReopenOffer { ticket: id, round: ticket.round(), number: ticket.number }))
}

/// The requester's newest inquiries; where others read along, only those of them that were asked there.
async fn my_inquiries(
    tx: &mut dyn Transaction,
    conversation: &Conversation,
    person: PersonId,
) -> Result<Option<Content>, StoreError> {
    let mut inquiries = tx.inquiries_of(person, MOST_INQUIRIES).await?;
    inquiries
        .retain(|inquiry| conversation.kind == ConversationKind::Personal || inquiry.conversation == conversation.id);
    if inquiries.is_empty() {
        return Ok(Some(Content::Notice { notice: Notice::NoInquiries, names: Vec::new() }));
    }
    let mut lines = Vec::new();
    for inquiry in inquiries {
        let first = tx.first_message(inquiry.id).await?;
        let ticket = tx.tickets_of_inquiry(inquiry.id).await?.into_iter().next();
        let agent = match ticket.as_ref().and_then(|ticket| ticket.state.agent()) {
            Some(agent) => Some(name(tx, agent).await?),
            None => None,
        };
        lines.push(InquiryView {
            question: first.map(|message| excerpt(&message)).unwrap_or_default(),
            stage: inquiry.stage,
            number: ticket.map(|ticket| ticket.number),
            agent,
            opened_at: inquiry.opened_at,
        });
    }
    Ok(Some(Content::MyInquiries(lines)))
}

/// Once a team has it there is nothing to choose; which team it is, the requester is told when it has arrived there.
async fn choose_team(tx: &mut dyn Transaction, id: InquiryId) -> Result<Option<Content>, StoreError> {
    let Some(inquiry) = tx.inquiry(id).await? else { return Ok(None) };
    if matches!(inquiry.stage, Stage::People(_)) {
        return Ok(Some(Content::TeamChosen { inquiry: id }));
    }
    let teams = tx.teams().await?;
    let default = teams.iter().find(|team| team.is_default).map(|team| team.id);
    let teams = teams.into_iter().map(|team| (team.id, team.name)).collect();
    Ok(Some(Content::ChooseTeam { inquiry: id, round: Press::round_at(tx.now()), teams, default }))
}

async fn delivery_unknown(tx: &mut dyn Transaction, id: DeliveryId) -> Result<Option<Content>, StoreError> {
    let Some(unconfirmed) = tx.delivery(id).await? else { return Ok(None) };
    let Subject::Relay(message) = unconfirmed.subject else { return Ok(None) };
    let Some(message) = tx.message(message).await? else { return Ok(None) };
    let resent = was_sent_again(tx, &unconfirmed).await?;
    let refused = matches!(unconfirmed.state, DeliveryState::Undeliverable(_));
    Ok(Some(Content::DeliveryUnknown { delivery: id, excerpt: excerpt(&message), refused, resent }))
}

async fn said(tx: &mut dyn Transaction, notice: Notice) -> Result<Content, StoreError> {
    let names = match notice {
        Notice::NoSuchTeam => tx.teams().await?.into_iter().map(|team| team.name).collect(),
        _ => Vec::new(),
    };
    Ok(Content::Notice { notice, names })
}

/// The name of a person; empty where nobody knows them.
async fn name(tx: &mut dyn Transaction, person: PersonId) -> Result<String, StoreError> {
    Ok(tx.person(person).await?.map(|person| person.name).unwrap_or_default())
}

fn excerpt(message: &Message) -> String {
    shortened(&message.text, EXCERPT)
}

fn shortened(text: &str, most: usize) -> String {
    let mut short: String = text.chars().take(most).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
