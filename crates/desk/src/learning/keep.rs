//! The verb: a proposal becomes a draft, or raises the count of the one that says the same.

use super::{Comparison, Draft, DraftState, Drafts, Proposal, Relation};
use crate::delivery::{Deliveries, Subject, post, refresh};
use crate::event::{Event, Outbox};
use crate::faq::Audience;
use crate::handoff::Ticket;
use crate::id::{DraftId, MessageId};
use crate::language::Language;
use crate::people::Teams;
use crate::similarity::similarity;
use crate::store::{Now, StoreError};

/// From this share of common character pairs on, two proposed questions are one. 0–1; the same question in two people's
/// words seldom shares more.
const SAME_QUESTION: f32 = 0.6;

/// Keeps a proposal of a ticket. `evidence` are the messages that the proposal's lines stand for: a ticket that was reopened
/// and closed again teaches what is new in them, and nothing where there is nothing new.
pub async fn keep(
    tx: &mut (impl Drafts + Teams + Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
    proposal: Proposal,
    comparison: Comparison,
    evidence: Vec<MessageId>,
) -> Result<Draft, StoreError> {
    // The team's drafts first: whoever keeps proposals takes the locks in one order.
    let waiting = tx.waiting_drafts(ticket.team).await?;
    let earlier = tx.drafts_of(ticket.id).await?;
    if let Some(known) = earlier.iter().find(|known| evidence.iter().all(|message| known.evidence.contains(message))) {
        return proposed_again(tx, known.clone()).await;
    }
    let told_further = earlier.into_iter().find(|known| is_told_further(known, &proposal, &evidence));
    let same = waiting
        .into_iter()
        .find(|draft| !draft.tickets.contains(&ticket.id) && says_the_same(draft, &proposal, comparison.relation));
    let (draft, fresh) = match (told_further, same) {
        (Some(draft), _) => (Draft { at: tx.now(), ..renewed(draft, proposal, comparison, evidence) }, false),
        (None, Some(draft)) => (counted(draft, ticket, evidence), false),
        (None, None) => {
            let audience = tx.team(ticket.team).await?.map_or(Audience::Everyone, |team| team.serves);
            (Draft { audience, ..drafted(tx, ticket, proposal, comparison, evidence) }, true)
        }
    };
    tx.save_draft(&draft).await?;
    tx.record(Event::DraftProposed { draft: draft.id }).await?;
    if !fresh {
        refresh(tx, &Subject::DraftCard(draft.id)).await?;
    } else if let Some(thread) = ticket.thread {
        post(tx, thread, Subject::DraftCard(draft.id)).await?;
    }
    Ok(draft)
}

/// Nothing new was said: a draft that was withdrawn when its ticket was opened again waits for review as before.
async fn proposed_again(
    tx: &mut (impl Drafts + Deliveries + Outbox + Now + ?Sized),
    known: Draft,
) -> Result<Draft, StoreError> {
    if !matches!(known.state, DraftState::Withdrawn { .. }) {
        return Ok(known);
    }
    let draft = Draft { state: DraftState::Proposed, at: tx.now(), ..known };
    tx.save_draft(&draft).await?;
    tx.record(Event::DraftProposed { draft: draft.id }).await?;
    refresh(tx, &Subject::DraftCard(draft.id)).await?;
    Ok(draft)
}

fn says_the_same(draft: &Draft, proposal: &Proposal, relation: Relation) -> bool {
    let same_entry = matches!(
        (draft.relation, relation),
        (Relation::Correction(a), Relation::Correction(b)) if a == b
    );
    same_entry || similarity(&draft.question, &proposal.question) >= SAME_QUESTION
}

/// Whether a proposal is a draft of this ticket alone that nobody has reviewed, with more that was said after a reopening.
fn is_told_further(draft: &Draft, proposal: &Proposal, evidence: &[MessageId]) -> bool {
    matches!(draft.state, DraftState::Proposed | DraftState::Withdrawn { .. })
        && draft.tickets.len() == 1
        && evidence.iter().any(|message| draft.evidence.contains(message))
        && similarity(&draft.question, &proposal.question) >= SAME_QUESTION
}

fn renewed(draft: Draft, proposal: Proposal, comparison: Comparison, evidence: Vec<MessageId>) -> Draft {
    let Proposal { question, answer, .. } = proposal;
    let Comparison { relation, near } = comparison;
    Draft { question, answer, relation, near, evidence, state: DraftState::Proposed, ..draft }
}

fn counted(mut draft: Draft, ticket: &Ticket, evidence: Vec<MessageId>) -> Draft {
    draft.tickets.push(ticket.id);
    draft.evidence.extend(evidence);
    draft
}

fn drafted(
    tx: &mut (impl Now + ?Sized),
    ticket: &Ticket,
    proposal: Proposal,
    comparison: Comparison,
    evidence: Vec<MessageId>,
) -> Draft {
    Draft {
        id: DraftId::new(tx.fresh()),
        team: ticket.team,
        language: Language::of_text(&proposal.question),
        question: proposal.question,
        answer: proposal.answer,
        relation: comparison.relation,
        near: comparison.near,
        audience: Audience::Everyone,
        state: DraftState::Proposed,
        tickets: vec![ticket.id],
        evidence,
        at: tx.now(),
    }
}
