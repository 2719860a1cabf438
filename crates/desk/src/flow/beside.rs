//! The story: an agent opens a ticket and sees beside it what may help.
//!
//! Entries are found by the index that answers, with the eyes of whoever asked: what they may not see cannot be sent to them. Closed
//! tickets are found by the words of their questions. Nothing is written.

use super::answer::searched;
use super::help_desk::HelpDesk;
use crate::answering::{Candidate, courtesy, find, own_groups, without_courtesy};
use crate::faq::{Audience, AudienceGroup, EntryVersion};
use crate::handoff::{Ticket, TicketFilter, TicketStanding, TicketState, TicketSummary};
use crate::id::{EntryId, TenantId};
use crate::inquiry::{Author, ConversationKind, Message, MessageKind, Reply, says_not_solved};
use crate::language::Language;
use crate::learning::{Draft, DraftState, LearningOutcome, NothingReusable, Relation};
use crate::people::Person;
use crate::people::rights::Scope;
use crate::similarity::likeness;
use crate::store::{StoreError, Transaction};

/// Closed tickets that are looked at, the newest of all teams together: some milliseconds.
const LOOKED_AT: u32 = 600;
/// As many of each team at least, however many teams there are.
const LOOKED_AT_OF_A_TEAM: u32 = 50;
/// How alike, 0–1, a closed ticket's question must be to be shown: of the sample company's three months, what is about the same thing
/// lies above, and what only sounds alike below.
const ALIKE: f32 = 0.26;
/// Most closed tickets that are shown.
const MOST_SIMILAR: usize = 3;
/// Most of them without an answer: one can be opened and read.
const MOST_WITHOUT: usize = 1;
/// Confidence, 0–1, below which an entry is surely something else.
const LEAST_CONFIDENCE: f32 = 0.05;

/// What stands beside a ticket.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beside {
    /// Entries that its requester may see, best first.
    pub entries: Vec<Related>,
    /// Closed tickets with a similar question, the most similar first.
    pub tickets: Vec<Similar>,
}

/// An entry that may answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// The entry as it stands.
    pub entry: EntryVersion,
    /// How likely it is the right answer, 0–1.
    pub confidence: f32,
    /// The assistant has said or offered it in this inquiry.
    pub said: bool,
    /// What the requester said of it there.
    pub helpful: Option<bool>,
}

/// A closed ticket with a similar question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Similar {
    /// The ticket.
    pub ticket: TicketSummary,
    /// What was learned from it and its requester may see, without personal data: the answer that closed it. `None`: nothing that holds
    /// for others.
    pub answer: Option<String>,
}

struct Context {
    asked: String,
    requester: Person,
    groups: Vec<AudienceGroup>,
    is_personal: bool,
    /// What the assistant has said or offered, and what became of it.
    said: Vec<(EntryId, Option<bool>)>,
    closed: Vec<TicketSummary>,
}

/// What stands beside a ticket, for somebody who works on the tickets of these teams. Entries that they may not see themselves are for
/// the caller to leave out.
pub async fn beside(
    help_desk: &HelpDesk,
    tenant: &TenantId,
    ticket: &Ticket,
    works_in: &Scope,
) -> Result<Beside, StoreError> {
    let store = help_desk.store.as_ref();
    let (of, scope) = (ticket.clone(), works_in.clone());
    let context =
        store.read::<_, StoreError, _>(tenant, move |tx| Box::pin(async move { read(tx, &of, &scope).await })).await?;
    let Some(mut context) = context else { return Ok(Beside::default()) };
    if context.is_personal {
        context.groups.extend(help_desk.directory.groups(&context.requester).await.unwrap_or_default());
    }
    let ranking = ranking(help_desk, tenant, &context).await;
    let similar = similar(&context.asked, std::mem::take(&mut context.closed));
    let scope = works_in.clone();
    store
        .read::<_, StoreError, _>(tenant, move |tx| {
            Box::pin(async move {
                Ok(Beside {
                    entries: entries(tx, ranking, &context).await?,
                    tickets: tickets(tx, similar, &scope, &context.groups).await?,
                })
            })
        })
        .await
}

async fn read(tx: &mut dyn Transaction, ticket: &Ticket, scope: &Scope) -> Result<Option<Context>, StoreError> {
    let Some(inquiry) = tx.inquiry(ticket.inquiry).await? else { return Ok(None) };
    let (Some(conversation), Some(requester)) =
        (tx.conversation(inquiry.conversation).await?, tx.person(inquiry.requester).await?)
    else {
        return Ok(None);
    };
    let messages = tx.messages(inquiry.id).await?;
    let is_personal = conversation.kind == ConversationKind::Personal;
    // An agent's answer is read where the question was asked: what is for some only is not said where others read along.
    let groups = if is_personal { own_groups(tx, &requester).await? } else { Vec::new() };
    let mut teams: Vec<_> = tx.teams().await?.into_iter().map(|team| team.id).collect();
    teams.retain(|team| scope.has(*team));
    let most = (LOOKED_AT / (teams.len() as u32).max(1)).max(LOOKED_AT_OF_A_TEAM);
    let ended = TicketFilter { standing: TicketStanding::Ended, ..TicketFilter::default() };
    let mut closed = Vec::new();
    for team in teams {
        closed.extend(tx.tickets_of_team(team, ended, None, most).await?);
    }
    closed.retain(|known| {
        matches!(known.ticket.state, TicketState::Closed { .. })
            && known.ticket.inquiry != inquiry.id
            && !known.question.trim().is_empty()
    });
    let (asked, said) = (asked(&messages, ticket), said(&messages));
    Ok(Some(Context { asked, requester, groups, is_personal, said, closed }))
}

/// What the requester had asked when the ticket was opened: every piece of it, without thanks and without "still not solved".
fn asked(messages: &[Message], ticket: &Ticket) -> String {
    let before = messages.iter().filter(|message| message.at <= ticket.opened_at);
    let by_requester = before.filter(|message| matches!(message.author, Author::Requester(_)));
    pieces(by_requester.map(|message| message.text.as_str()))
}

fn pieces<'a>(said: impl Iterator<Item = &'a str>) -> String {
    let telling = said.map(str::trim).filter(|text| {
        let is_about_the_answer = courtesy(text).is_some() || says_not_solved(text);
        !text.is_empty() && !is_about_the_answer
    });
    searched(&telling.collect::<Vec<_>>().join("\n"))
}

fn said(messages: &[Message]) -> Vec<(EntryId, Option<bool>)> {
    let mut said = Vec::new();
    for message in messages {
        match &message.kind {
            MessageKind::Answer(Reply::Entry { entry, helpful, .. }) => said.push((*entry, *helpful)),
            MessageKind::Answer(Reply::Candidates { entries }) => {
                said.extend(entries.iter().map(|entry| (*entry, None)));
            }
            MessageKind::Answer(Reply::Unknown) | MessageKind::Said | MessageKind::Note => {}
        }
    }
    said
}

async fn ranking(help_desk: &HelpDesk, tenant: &TenantId, context: &Context) -> Vec<Candidate> {
    if context.asked.is_empty() {
        return Vec::new();
    }
    let index = help_desk.index.as_ref();
    let thresholds = help_desk.policy.thresholds(&index.trust(tenant));
    let language = Language::of_question(&context.asked, context.requester.language);
    find(index, tenant, &context.asked, language, &context.groups, thresholds).await.ranking
}

/// The closed tickets whose questions are alike, the most similar first.
fn similar(asked: &str, closed: Vec<TicketSummary>) -> Vec<TicketSummary> {
    // "Hi team" and "sorry to bother you" make nothing alike.
    let questions: Vec<String> = closed.iter().map(|known| without_courtesy(&known.question)).collect();
    let like = likeness(&without_courtesy(asked), &questions);
    let mut alike: Vec<_> = like.into_iter().zip(closed).filter(|(like, _)| *like >= ALIKE).collect();
    alike.sort_by(|(one, first), (other, second)| {
        other.total_cmp(one).then_with(|| second.ticket.number.cmp(&first.ticket.number))
    });
    alike.into_iter().map(|(_, known)| known).collect()
}

/// These entries as they stand: the index may lag behind.
async fn entries(
    tx: &mut dyn Transaction,
    ranking: Vec<Candidate>,
    context: &Context,
) -> Result<Vec<Related>, StoreError> {
    let mut related = Vec::new();
    for candidate in ranking.into_iter().filter(|candidate| candidate.confidence >= LEAST_CONFIDENCE) {
        let Some(entry) = tx.standing_version(candidate.entry).await? else { continue };
        if entry.entry.retired || !entry.entry.audience.admits(&context.groups) {
            continue;
        }
        let mut said = context.said.iter().filter(|(known, _)| *known == candidate.entry).peekable();
        let was_said = said.peek().is_some();
        let helpful = said.filter_map(|(_, helpful)| *helpful).next_back();
        related.push(Related { entry, confidence: candidate.confidence, said: was_said, helpful });
    }
    Ok(related)
}

/// The first of these that may be shown, each answer once; those with an answer come first. What was said later with another team is
/// not for the one that had the ticket before. What was called confidential is for nobody else.
async fn tickets(
    tx: &mut dyn Transaction,
    alike: Vec<TicketSummary>,
    scope: &Scope,
    groups: &[AudienceGroup],
) -> Result<Vec<Similar>, StoreError> {
    let mut shown: Vec<Similar> = Vec::new();
    // However many are alike, few are read.
    for ticket in alike.into_iter().take(4 * MOST_SIMILAR) {
        let newest = tx.tickets_of_inquiry(ticket.ticket.inquiry).await?.into_iter().next();
        let confidential = Some(LearningOutcome::Nothing(NothingReusable::Confidential));
        if newest.is_none_or(|newest| newest.id != ticket.ticket.id)
            || tx.learning_outcome(ticket.ticket.id).await? == confidential
        {
            continue;
        }
        let drafts = tx.drafts_of(ticket.ticket.id).await?;
        let mut answer = None;
        for draft in drafts.into_iter().filter(|draft| scope.has(draft.team)) {
            answer = answer_of(tx, draft, groups).await?;
            if answer.is_some() {
                break;
            }
        }
        let same = shown.iter().filter(|known| known.answer == answer).count();
        if same < if answer.is_some() { 1 } else { MOST_WITHOUT } {
            shown.push(Similar { ticket, answer });
        }
    }
    shown.sort_by_key(|known| known.answer.is_none());
    shown.truncate(MOST_SIMILAR);
    Ok(shown)
}

/// What a draft answers, where somebody in these groups may read it and so may its team. Once it is in the FAQ the entry counts: it may
/// say something else by now, to others.
async fn answer_of(
    tx: &mut dyn Transaction,
    draft: Draft,
    groups: &[AudienceGroup],
) -> Result<Option<String>, StoreError> {
    let entry = match (&draft.state, draft.relation) {
        (DraftState::Rejected { .. } | DraftState::Withdrawn { .. }, _) => return Ok(None),
        (DraftState::Approved { entry, .. } | DraftState::Merged { entry, .. }, _) => Some(*entry),
        (DraftState::Proposed, Relation::Variant(entry) | Relation::Correction(entry)) => Some(entry),
        (DraftState::Proposed, Relation::New) => None,
    };
    let entry = match entry {
        Some(entry) => tx.entry(entry).await?,
        None => None,
    };
    let is_proposed = draft.state == DraftState::Proposed;
    let team = tx.team(draft.team).await?.map(|team| team.audience_group());
    let for_all = |audience: &Audience| audience.admits(groups) && audience.admits(team.as_slice());
    let admits = match &entry {
        Some(entry) if !entry.retired => for_all(&entry.audience),
        // Approved, a proposal about an entry that is gone becomes one of its own.
        Some(_) | None => is_proposed && draft.audience.admits(groups),
    };
    let answer = match entry {
        Some(entry) if !is_proposed => entry.answer,
        Some(_) | None => draft.answer,
    };
    Ok(admits.then_some(answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_searched_is_every_piece_of_the_question_and_nothing_about_the_answer() {
        let said = [
            "こんにちは",
            "プリンターの紙が詰まりました",
            " 3階の複合機です ",
            "",
            "まだ直りません",
            "ありがとうございます",
        ];
        assert_eq!(pieces(said.into_iter()), "プリンターの紙が詰まりました\n3階の複合機です");
        assert_eq!(pieces(["it still doesn't work"].into_iter()), "");
    }
}
