//! The draft card.

use super::{name, shortened};
use crate::faq::Entry;
use crate::id::{DraftId, EntryId};
use crate::inquiry::Author;
use crate::learning::{Draft, DraftState, Relation};
use crate::outside::{Content, DraftView};
use crate::people::Team;
use crate::store::{StoreError, Transaction};
use masking::{Known, mask};

/// Most messages shown as evidence.
const EVIDENCE: usize = 8;
/// Longest line of evidence, in characters.
const LINE: usize = 300;

/// The draft card as things stand.
pub(super) async fn card(tx: &mut dyn Transaction, id: DraftId) -> Result<Option<Content>, StoreError> {
    let Some(draft) = tx.draft(id).await? else { return Ok(None) };
    let related = related(tx, &draft).await?;
    let near = near(tx, &draft).await?;
    let reviewer = match &draft.state {
        DraftState::Proposed | DraftState::Withdrawn { .. } => None,
        DraftState::Approved { by, .. } | DraftState::Rejected { by, .. } | DraftState::Merged { by, .. } => {
            Some(name(tx, *by).await?)
        }
    };
    let evidence = evidence(tx, &draft).await?;
    let is_ticket_open = is_ticket_open(tx, &draft).await?;
    Ok(Some(Content::Draft(DraftView {
        draft: id,
        round: draft.round(),
        question: draft.question,
        answer: draft.answer,
        relation: draft.relation,
        // What becomes part of an entry is seen by that entry's audience.
        audience: related.as_ref().map_or(draft.audience, |entry| entry.audience.clone()),
        related: related.map(|entry| (entry.question, entry.answer)),
        near,
        count: draft.tickets.len(),
        evidence,
        state: draft.state,
        is_ticket_open,
        reviewer,
    })))
}

async fn is_ticket_open(tx: &mut dyn Transaction, draft: &Draft) -> Result<bool, StoreError> {
    for ticket in &draft.tickets {
        if tx.ticket(*ticket).await?.is_some_and(|ticket| ticket.state.is_open()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The entry of which the draft is a variant or a correction, as long as it is published and the team may see it.
async fn related(tx: &mut dyn Transaction, draft: &Draft) -> Result<Option<Entry>, StoreError> {
    let (Relation::Variant(id) | Relation::Correction(id)) = draft.relation else { return Ok(None) };
    visible(tx, draft, id).await
}

/// The entries that the draft may be the same as, with their questions.
async fn near(tx: &mut dyn Transaction, draft: &Draft) -> Result<Vec<(EntryId, String)>, StoreError> {
    let mut near = Vec::new();
    for id in &draft.near {
        near.extend(visible(tx, draft, *id).await?.map(|entry| (entry.id, entry.question)));
    }
    Ok(near)
}

/// A published entry that the draft's team may see.
async fn visible(tx: &mut dyn Transaction, draft: &Draft, id: EntryId) -> Result<Option<Entry>, StoreError> {
    let groups: Vec<_> = tx.team(draft.team).await?.iter().map(Team::audience_group).collect();
    Ok(tx.entry(id).await?.filter(|entry| !entry.retired && entry.audience.admits(&groups)))
}

/// The messages it rests on, each with `Q` (the requester's) or `A` (an agent's), masked as the draft is: the card
/// stays in the channel for good.
async fn evidence(tx: &mut dyn Transaction, draft: &Draft) -> Result<Vec<(String, String)>, StoreError> {
    let mut said = Vec::new();
    let channel = tx.team(draft.team).await?.and_then(|team| team.channel);
    let mut names: Vec<String> = match channel {
        Some(channel) => tx.roster(channel).await?.into_iter().map(|member| member.name).collect(),
        None => Vec::new(),
    };
    for id in draft.evidence.iter().take(EVIDENCE) {
        let Some(message) = tx.message(*id).await? else { continue };
        let author = match message.author {
            Author::Requester(person) | Author::Agent(person) => name(tx, person).await?,
            Author::Assistant => continue,
        };
        let side = if matches!(message.author, Author::Requester(_)) { "Q" } else { "A" };
        names.push(author);
        said.push((side.to_owned(), message.text));
    }
    let known = Known::new(names);
    Ok(said.into_iter().map(|(side, text)| (side, shortened(&mask(&text, &known).text, LINE))).collect())
}
