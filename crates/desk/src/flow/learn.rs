//! The story: a closed ticket becomes drafts.

use super::finish;
use crate::answering::{Candidate, Retriever, Search};
use crate::audit::Actor;
use crate::delivery::{Subject, TicketNotice, post, refresh};
use crate::faq::{AudienceGroup, Entry};
use crate::handoff::{Ticket, TicketState};
use crate::id::{EntryId, MessageId, TaskId, TenantId, TicketId};
use crate::inquiry::{Author, Message, MessageKind};
use crate::language::Language;
use crate::learning::{
    Comparison, DraftState, LearningOutcome, Line, NothingReusable, Proposal, Relation, Speaker, Transcript, compare,
    is_marked, is_near, keep, propose,
};
use crate::people::{Person, Team};
use crate::store::{Store, StoreError, Transaction};
use masking::Known;

/// What there is to learn from.
struct LearningContext {
    ticket: Ticket,
    transcript: Transcript,
    messages: Vec<MessageId>,
    known: Known,
    groups: Vec<AudienceGroup>,
    /// A note among the agents says that it is not for others.
    is_marked: bool,
}

/// Makes drafts from a closed ticket, once. A ticket that was reopened meanwhile is left for its next close.
pub async fn learn_from_ticket(
    store: &dyn Store,
    index: &dyn Retriever,
    tenant: &TenantId,
    (ticket, reopened): (TicketId, u32),
    task: TaskId,
) -> Result<(), StoreError> {
    let context = store
        .read::<_, StoreError, _>(tenant, move |tx| Box::pin(async move { read(tx, ticket, reopened).await }))
        .await?;
    let found = match &context {
        Some(context) => think(store, index, tenant, context).await?,
        None => Err(NothingReusable::NoAgent),
    };
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                tx.act_as(Actor::Assistant);
                if let Some(context) = context {
                    write(tx, context, found).await?;
                }
                finish(tx, task).await
            })
        })
        .await
}

async fn read(
    tx: &mut dyn Transaction,
    ticket: TicketId,
    reopened: u32,
) -> Result<Option<LearningContext>, StoreError> {
    let Some(ticket) = tx.ticket(ticket).await? else { return Ok(None) };
    let is_that_close = matches!(ticket.state, TicketState::Closed { .. }) && ticket.reopened == reopened;
    if !is_that_close || tx.learning_outcome(ticket.id).await?.is_some() {
        return Ok(None);
    }
    let mut names = Vec::new();
    let mut lines = Vec::new();
    let mut messages = Vec::new();
    let mut marked = false;
    for message in tx.messages(ticket.inquiry).await? {
        marked |= message.kind == MessageKind::Note && is_marked(&message.text);
        if let Some(line) = line(tx, &message).await? {
            names.extend(line.name.clone());
            lines.push(line);
            messages.push(message.id);
        }
    }
    let team = tx.team(ticket.team).await?;
    let channel = team.as_ref().and_then(|team| team.channel);
    if let Some(channel) = channel {
        names.extend(tx.roster(channel).await?.into_iter().map(|member| member.name));
    }
    let groups = team.iter().map(Team::audience_group).collect();
    names.sort();
    names.dedup();
    let known = Known::new(names);
    Ok(Some(LearningContext { ticket, transcript: Transcript { lines }, messages, known, groups, is_marked: marked }))
}

/// A message as learning reads it; notes are among the agents and stay there, only their mark counts.
async fn line(tx: &mut dyn Transaction, message: &Message) -> Result<Option<Line>, StoreError> {
    let (speaker, person) = match (message.author, &message.kind) {
        (_, MessageKind::Note) => return Ok(None),
        (Author::Requester(person), _) => (Speaker::Requester, tx.person(person).await?),
        (Author::Agent(person), _) => (Speaker::Agent, tx.person(person).await?),
        (Author::Assistant, _) => (Speaker::Assistant, None),
    };
    let name = person.map(|Person { name, .. }| name);
    Ok(Some(Line { speaker, name, text: message.text.clone() }))
}

/// Entries offered as the same: more are not read.
const NEAR: usize = 3;

type Found = Result<Vec<(Proposal, Comparison)>, NothingReusable>;

async fn think(
    store: &dyn Store,
    index: &dyn Retriever,
    tenant: &TenantId,
    context: &LearningContext,
) -> Result<Found, StoreError> {
    if context.is_marked {
        return Ok(Err(NothingReusable::Confidential));
    }
    let proposals = match propose(&context.transcript, &context.known) {
        Ok(proposals) => proposals,
        Err(reason) => return Ok(Err(reason)),
    };
    let mut found = Vec::new();
    for proposal in proposals {
        let search = Search {
            question: &proposal.question,
            language: Language::of_text(&proposal.question),
            groups: &context.groups,
            most: NEAR,
        };
        let near: Vec<Candidate> = index.search(tenant, search).await;
        let comparison = comparison(store, tenant, near, &proposal).await?;
        found.push((proposal, comparison));
    }
    Ok(Ok(found))
}

async fn comparison(
    store: &dyn Store,
    tenant: &TenantId,
    candidates: Vec<Candidate>,
    proposal: &Proposal,
) -> Result<Comparison, StoreError> {
    let ids: Vec<EntryId> = candidates.iter().map(|candidate| candidate.entry).collect();
    let entries = store
        .read::<_, StoreError, _>(tenant, move |tx| {
            Box::pin(async move {
                let mut entries = Vec::new();
                for id in ids {
                    entries.push(tx.entry(id).await?.filter(|entry| !entry.retired));
                }
                Ok(entries)
            })
        })
        .await?;
    let known: Vec<(&Candidate, Entry)> =
        candidates.iter().zip(entries).filter_map(|(candidate, entry)| Some((candidate, entry?))).collect();
    let near = known.iter().filter(|(candidate, entry)| is_near(candidate, &entry.answer, &proposal.answer));
    let near = near.map(|(candidate, _)| candidate.entry).collect();
    let nearest =
        known.iter().find(|(candidate, _)| Some(candidate.entry) == candidates.first().map(|best| best.entry));
    let relation =
        nearest.map_or(Relation::New, |(candidate, entry)| compare(Some(candidate), &entry.answer, &proposal.answer));
    Ok(Comparison { relation, near })
}

async fn write(tx: &mut dyn Transaction, context: LearningContext, found: Found) -> Result<(), StoreError> {
    let Some(ticket) = tx.ticket(context.ticket.id).await? else { return Ok(()) };
    // Nothing is learned from a close that was taken back in the meantime, or that another one has followed.
    let is_same_close = ticket.state == context.ticket.state && ticket.reopened == context.ticket.reopened;
    if !is_same_close || tx.learning_outcome(ticket.id).await?.is_some() {
        return Ok(());
    }
    let outcome = match found {
        Ok(proposals) => {
            let count = proposals.len() as u32;
            for (proposal, comparison) in proposals {
                let evidence = proposal.evidence.iter().filter_map(|at| context.messages.get(*at).copied()).collect();
                keep(tx, &ticket, proposal, comparison, evidence).await?;
            }
            LearningOutcome::Drafts(count)
        }
        Err(reason) => {
            if let Some(thread) = ticket.thread {
                let notice = match reason {
                    NothingReusable::Confidential => TicketNotice::Confidential,
                    _ => TicketNotice::NothingLearned,
                };
                post(tx, thread, Subject::TicketNotice(ticket.id, notice)).await?;
            }
            LearningOutcome::Nothing(reason)
        }
    };
    tx.save_learning_outcome(ticket.id, Some(outcome)).await?;
    for draft in tx.drafts_of(ticket.id).await? {
        if matches!(draft.state, DraftState::Withdrawn { .. }) {
            // Not proposed again: its card waits for this close no longer.
            refresh(tx, &Subject::DraftCard(draft.id)).await?;
        }
    }
    Ok(())
}
