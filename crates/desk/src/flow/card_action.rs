//! The story: somebody pressed a card.
//!
//! Rights are checked here, on the person the channel has proved, never on what the card carries. What is pressed twice acts
//! once, because every verb looks at how things stand.

use std::sync::Arc;

use super::action::{Action, ActionMessage, ActionOutcome};
use super::inbound::Inbound;
use super::policy::Policy;
use super::{answer, incoming_text, note, roster, show};
use crate::audit::Actor;
use crate::delivery::{Notice, ResendError, Subject, post, resend};
use crate::event::Event;
use crate::faq::Entry;
use crate::feedback::{CsatError, RateError, rate, rate_satisfaction};
use crate::handoff::thread::adopt_thread;
use crate::handoff::{
    ReopenError, Ticket, TicketError, accept, assign, close, escalate, hand_back, prioritise, reopen, request,
};
use crate::id::{DraftId, InquiryId, MessageId, TeamId, TicketId};
use crate::inquiry::{Author, Conversation, Inquiry, Message, MessageKind, Reply, Stage};
use crate::learning::{ApproveError, Draft, ReviewError, approve, merge, reject, undo};
use crate::outside::Channel;
use crate::people::{Agent, DirectoryId, Person, rights};
use crate::store::{Store, StoreError, Transaction};

/// Does what a press asks for and tells what to show. Who acts as an agent is looked up in a roster that is not old; where
/// they are not in it, it is read once more before they are refused: they may have joined a minute ago.
pub async fn card_action(
    store: &dyn Store,
    channel: &dyn Channel,
    policy: &Arc<Policy>,
    inbound: Inbound,
    action: Action,
) -> Result<ActionOutcome, StoreError> {
    if action.is_an_agents() {
        roster::renew(store, channel, &inbound, roster::OLD).await?;
    }
    let mut outcome = attempt(store, policy, inbound.clone(), action.clone()).await?;
    let unknown = outcome == ActionOutcome::Refused(ActionMessage::NotAnAgent);
    if unknown && roster::renew(store, channel, &inbound, roster::JUST_READ).await? {
        outcome = attempt(store, policy, inbound.clone(), action.clone()).await?;
    }
    if let ActionOutcome::Refused(reason) = &outcome {
        record_refusal(store, inbound, &action, reason.code()).await?;
    }
    Ok(outcome)
}

/// Writes down that somebody was refused, before they are told. A transaction of its own: the refused one was undone.
async fn record_refusal(
    store: &dyn Store,
    inbound: Inbound,
    action: &Action,
    reason: &'static str,
) -> Result<(), StoreError> {
    let (action, target, tenant) = (action.name(), action.target(), inbound.tenant);
    let Some(sender) = inbound.from else { return Ok(()) };
    store
        .write(&tenant, move |tx| {
            Box::pin(async move {
                let person = note::person(tx, &sender).await?;
                tx.act_as(Actor::Person(person.id));
                tx.record(Event::ActionRefused { action, target, reason }).await
            })
        })
        .await
}

async fn attempt(
    store: &dyn Store,
    policy: &Arc<Policy>,
    inbound: Inbound,
    action: Action,
) -> Result<ActionOutcome, StoreError> {
    let policy = policy.clone();
    let tenant = inbound.tenant.clone();
    let outcome = store
        .write(&tenant, move |tx| {
            Box::pin(async move {
                let Some(speaker) = &inbound.from else { return Err(Refusal::Message(ActionMessage::NotYours)) };
                let person = note::person(tx, speaker).await?;
                tx.act_as(Actor::Person(person.id));
                let conversation = note::pressed_in(tx, &policy, &inbound, &person).await?;
                let subject = act(tx, &policy, &person, &conversation, action).await?;
                match show::show(tx, &conversation, &subject).await? {
                    Some(post) => Ok(ActionOutcome::Card(Box::new(post))),
                    None => Ok(ActionOutcome::Message(ActionMessage::Done)),
                }
            })
        })
        .await;
    match outcome {
        Ok(pressed) => Ok(pressed),
        Err(Refusal::Message(word)) => Ok(ActionOutcome::Refused(word)),
        Err(Refusal::Store(error)) => Err(error),
    }
}

/// Why a press changed nothing. Rolls back.
enum Refusal {
    Message(ActionMessage),
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ActionMessage> for Refusal {
    fn from(word: ActionMessage) -> Self {
        Self::Message(word)
    }
}

/// Does it, and names what the pressed card shows.
async fn act(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    conversation: &Conversation,
    action: Action,
) -> Result<Subject, Refusal> {
    match action {
        Action::RateAnswer { message, helpful } => rate_answer(tx, person, message, helpful).await,
        Action::ChooseCandidate { message, entry } => choose(tx, person, message, entry).await,
        Action::RequestHandoff { message } => want_person(tx, policy, person, message).await,
        Action::ChooseTeam { inquiry, team } => choose_team(tx, policy, person, inquiry, team).await,
        Action::Reopen { ticket } => reopen_ticket(tx, policy, person, ticket).await,
        Action::RateSatisfaction { ticket, score } => satisfaction(tx, person, ticket, score).await,
        Action::Accept { ticket }
        | Action::Assign { ticket, .. }
        | Action::Escalate { ticket, .. }
        | Action::Prioritise { ticket, .. }
        | Action::HandBack { ticket }
        | Action::Close { ticket } => work(tx, policy, (person, conversation), ticket, action).await,
        Action::ApproveDraft { draft, .. }
        | Action::RejectDraft { draft, .. }
        | Action::MergeDraft { draft, .. }
        | Action::UndoDraft { draft } => review(tx, person, draft, action).await,
        Action::Resend { delivery } => send_again(tx, person, delivery).await,
    }
}

async fn rate_answer(
    tx: &mut dyn Transaction,
    person: &Person,
    message: MessageId,
    helpful: bool,
) -> Result<Subject, Refusal> {
    match rate(tx, person.id, message, helpful).await {
        Ok(message) => Ok(Subject::Answer(message.id)),
        Err(RateError::Missing) => Err(ActionMessage::Missing.into()),
        Err(RateError::NotYours) => Err(ActionMessage::NotYours.into()),
        Err(RateError::Store(error)) => Err(error.into()),
    }
}

/// The requester's own message and inquiry, or a refusal.
async fn own(tx: &mut dyn Transaction, person: &Person, message: MessageId) -> Result<(Message, Inquiry), Refusal> {
    let message = tx.message(message).await?.ok_or(ActionMessage::Missing)?;
    let inquiry = tx.inquiry(message.inquiry).await?.ok_or(ActionMessage::Missing)?;
    if inquiry.requester != person.id {
        return Err(ActionMessage::NotYours.into());
    }
    Ok((message, inquiry))
}

/// A candidate that the requester chose becomes the answer. Only what was offered can be chosen.
async fn choose(
    tx: &mut dyn Transaction,
    person: &Person,
    message: MessageId,
    entry: crate::id::EntryId,
) -> Result<Subject, Refusal> {
    let (mut message, _) = own(tx, person, message).await?;
    match &message.kind {
        MessageKind::Answer(Reply::Candidates { entries }) if entries.contains(&entry) => {}
        MessageKind::Answer(Reply::Entry { entry: chosen, .. }) if *chosen == entry => {
            return Ok(Subject::Answer(message.id));
        }
        _ => return Err(ActionMessage::Missing.into()),
    }
    let known = tx.entry(entry).await?.filter(|entry| !entry.retired).ok_or(ActionMessage::Missing)?;
    if !may_still_see(tx, person, &message, &known).await? {
        return Err(ActionMessage::Missing.into());
    }
    // Confidence 1: the requester has said that this is their question.
    let reply = Reply::Entry { entry, version: known.version, confidence: 1.0, helpful: None };
    message.kind = MessageKind::Answer(reply);
    tx.save_message(&message).await?;
    tx.record(Event::CandidateChosen { message: message.id, entry }).await?;
    crate::delivery::refresh(tx, &Subject::Answer(message.id)).await?;
    Ok(Subject::Answer(message.id))
}

/// Whether somebody may see an entry that was offered to them in this message: for whom it is was checked then, so that it
/// counts only where it is for others now.
async fn may_still_see(
    tx: &mut dyn Transaction,
    person: &Person,
    offered: &Message,
    entry: &Entry,
) -> Result<bool, StoreError> {
    let versions = tx.entry_versions(entry.id).await?;
    let then = versions.iter().rfind(|version| version.at <= offered.at);
    if then.is_some_and(|then| then.entry.audience == entry.audience) {
        return Ok(true);
    }
    Ok(entry.audience.admits(&answer::groups(tx, person).await?))
}

async fn want_person(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    message: MessageId,
) -> Result<Subject, Refusal> {
    let (message, inquiry) = own(tx, person, message).await?;
    let shown = Subject::Answer(message.id);
    if matches!(inquiry.stage, Stage::People(_)) {
        return Ok(shown);
    }
    let latest = tx.latest_inquiry(inquiry.conversation, person.id).await?;
    if latest.is_some_and(|latest| latest.id != inquiry.id && matches!(latest.stage, Stage::People(_))) {
        // Two tickets in one chat would mix; the one that is open hears everything.
        post(tx, inquiry.conversation, Subject::Notice(Notice::AlreadyWithPeople)).await?;
        return Ok(shown);
    }
    let round = ended_tickets(tx, &inquiry).await?;
    if !tx.claim_idempotency_key(&format!("handoff {} {round}", inquiry.id)).await? {
        return Ok(shown);
    }
    incoming_text::hand_off(tx, policy, inquiry).await?;
    crate::delivery::refresh(tx, &shown).await?;
    Ok(shown)
}

/// How many tickets of an inquiry have ended: a handoff asked for after that is a new one, a second press is not.
async fn ended_tickets(tx: &mut dyn Transaction, inquiry: &Inquiry) -> Result<usize, StoreError> {
    Ok(tx.tickets_of_inquiry(inquiry.id).await?.iter().filter(|ticket| !ticket.state.is_open()).count())
}

async fn choose_team(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    inquiry: InquiryId,
    team: TeamId,
) -> Result<Subject, Refusal> {
    let inquiry = tx.inquiry(inquiry).await?.ok_or(ActionMessage::Missing)?;
    if inquiry.requester != person.id {
        return Err(ActionMessage::NotYours.into());
    }
    let shown = Subject::ChooseTeam(inquiry.id);
    let latest = tx.latest_inquiry(inquiry.conversation, person.id).await?;
    if latest.is_some_and(|latest| latest.id != inquiry.id && matches!(latest.stage, Stage::People(_))) {
        post(tx, inquiry.conversation, Subject::Notice(Notice::AlreadyWithPeople)).await?;
        return Ok(shown);
    }
    let team = tx.team(team).await?.ok_or(ActionMessage::Missing)?;
    request(tx, inquiry, &team, policy.remind_after).await?;
    crate::delivery::refresh(tx, &shown).await?;
    Ok(shown)
}

async fn reopen_ticket(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    ticket: TicketId,
) -> Result<Subject, Refusal> {
    match reopen(tx, person.id, ticket, policy.remind_after).await {
        Ok(_) | Err(ReopenError::OpenAlready) => Ok(Subject::Ending(ticket)),
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

/// An agent of a team, or a refusal.
async fn agent_of(tx: &mut dyn Transaction, person: &Person, team: TeamId) -> Result<Agent, Refusal> {
    let team = tx.team(team).await?.ok_or(ActionMessage::Missing)?;
    Ok(rights::as_agent(tx, person, &team).await?.ok_or(ActionMessage::NotAnAgent)?)
}

/// An agent's work on a ticket, in whatever thread its card stands.
async fn work(
    tx: &mut dyn Transaction,
    policy: &Policy,
    (person, conversation): (&Person, &Conversation),
    id: TicketId,
    action: Action,
) -> Result<Subject, Refusal> {
    let ticket = tx.ticket(id).await?.ok_or(ActionMessage::Missing)?;
    let agent = agent_of(tx, person, ticket.team).await?;
    let team = tx.team(ticket.team).await?.ok_or(ActionMessage::Missing)?;
    let ticket = adopt_thread(tx, ticket, &team, conversation).await?;
    let outcome: Result<Ticket, TicketError> = match action {
        Action::Accept { .. } => accept(tx, &agent, ticket).await,
        Action::Assign { to, .. } => {
            let to = colleague(tx, &ticket, &to).await?;
            assign(tx, &agent, &to, ticket).await
        }
        Action::Escalate { team, .. } => {
            let team = tx.team(team).await?.ok_or(ActionMessage::Missing)?;
            escalate(tx, &agent, &team, ticket, policy.remind_after).await
        }
        Action::Prioritise { priority, .. } => prioritise(tx, &agent, ticket, priority).await,
        Action::HandBack { .. } => hand_back(tx, &agent, ticket).await,
        _ => close(tx, &agent, ticket).await,
    };
    match outcome {
        Ok(_) | Err(TicketError::Unchanged) => Ok(Subject::TicketCard(id)),
        Err(TicketError::TakenBy(holder)) => {
            let name = tx.person(holder).await?.map(|holder| holder.name).unwrap_or_default();
            Err(ActionMessage::TakenBy(name).into())
        }
        Err(TicketError::NotOpen) => Err(ActionMessage::NotOpen.into()),
        Err(TicketError::NotAnAgent) => Err(ActionMessage::NotAnAgent.into()),
        Err(TicketError::Store(error)) => Err(error.into()),
    }
}

/// A colleague from the roster, as an agent; they need not have written to the desk before.
async fn colleague(tx: &mut dyn Transaction, ticket: &Ticket, to: &DirectoryId) -> Result<Agent, Refusal> {
    let team = tx.team(ticket.team).await?.ok_or(ActionMessage::Missing)?;
    let channel = team.channel.ok_or(ActionMessage::ColleagueNotAnAgent)?;
    let roster = tx.roster(channel).await?;
    let member =
        roster.into_iter().find(|member| member.directory_id == *to).ok_or(ActionMessage::ColleagueNotAnAgent)?;
    let person = if let Some(person) = tx.person_by_directory(to).await? {
        person
    } else {
        let id = crate::id::PersonId::new(tx.fresh());
        let (directory_id, channel_id, name) = (member.directory_id, member.channel_id, member.name);
        tx.save_person(Person { id, directory_id, channel_id, name, language: None }).await?
    };
    Ok(rights::as_agent(tx, &person, &team).await?.ok_or(ActionMessage::ColleagueNotAnAgent)?)
}

/// An agent's word on a draft of their team.
async fn review(tx: &mut dyn Transaction, person: &Person, id: DraftId, action: Action) -> Result<Subject, Refusal> {
    let draft = tx.draft(id).await?.ok_or(ActionMessage::Missing)?;
    let agent = agent_of(tx, person, draft.team).await?;
    let outcome: Result<Draft, ApproveError> = match action {
        Action::ApproveDraft { question, answer, .. } => {
            approve(tx, &agent, draft, question, answer).await.map_err(ApproveError::from)
        }
        Action::RejectDraft { reason, .. } => reject(tx, &agent, draft, &reason).await.map_err(ApproveError::from),
        Action::MergeDraft { entry, .. } => merge(tx, &agent, draft, entry).await.map_err(ApproveError::from),
        _ => undo(tx, &agent, draft).await,
    };
    match outcome {
        Ok(_) | Err(ApproveError::NothingToUndo) => Ok(Subject::DraftCard(id)),
        Err(ApproveError::ChangedSince) => Err(ActionMessage::ChangedSince.into()),
        Err(ApproveError::Review(ReviewError::Reviewed(_))) => Err(ActionMessage::Reviewed.into()),
        Err(ApproveError::Review(ReviewError::Missing)) => Err(ActionMessage::Missing.into()),
        Err(ApproveError::Review(ReviewError::NotAnAgent)) => Err(ActionMessage::NotAnAgent.into()),
        Err(ApproveError::Review(ReviewError::BadText)) => Err(ActionMessage::BadText.into()),
        Err(ApproveError::Review(ReviewError::Store(error))) => Err(error.into()),
    }
}

/// The author of a unconfirmed message, or an agent of its ticket's team, has it sent again.
async fn send_again(tx: &mut dyn Transaction, person: &Person, id: crate::id::DeliveryId) -> Result<Subject, Refusal> {
    let unconfirmed = tx.delivery(id).await?.ok_or(ActionMessage::Missing)?;
    let Subject::Relay(message) = unconfirmed.subject else { return Err(ActionMessage::Missing.into()) };
    let message = tx.message(message).await?.ok_or(ActionMessage::Missing)?;
    match message.author {
        Author::Requester(author) | Author::Agent(author) if author == person.id => {}
        Author::Agent(_) => {
            let tickets = tx.tickets_of_inquiry(message.inquiry).await?;
            let ticket = tickets.into_iter().next().ok_or(ActionMessage::Missing)?;
            agent_of(tx, person, ticket.team).await?;
        }
        _ => return Err(ActionMessage::NotYours.into()),
    }
    match resend(tx, id).await {
        Ok(_) | Err(ResendError::NotUnconfirmed) => Ok(Subject::DeliveryUnknown(id)),
        Err(ResendError::Missing) => Err(ActionMessage::Missing.into()),
        Err(ResendError::Store(error)) => Err(error.into()),
    }
}
