//! The story: before a draft is published it is tried on what was really asked.
//!
//! The FAQ is read into an index of its own, from the store and by the models of the one that answers; there the draft is taken
//! over as approving it would publish it, and past questions are asked once without it and once with it, by the way of every
//! question. Nothing is written, and whoever asks meanwhile is answered by the other index.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use time::OffsetDateTime;

use super::answer::{Asked, question, think, unhelpful};
use super::embed::Embedding;
use super::follow_faq::follow_one;
use super::help_desk::HelpDesk;
use crate::answering::{Decision, own_groups};
use crate::faq::{AudienceGroup, ChangeError, Entry};
use crate::id::{EntryId, InquiryId, MessageId, PersonId, TenantId};
use crate::inquiry::{Author, ConversationKind, Message, MessageKind, Reply, says_not_solved};
use crate::learning::{Draft, Relation, is_marked, would_publish};
use crate::people::rights::Scope;
use crate::store::{StoreError, Transaction};

/// Most inquiries that are looked at, the newest.
pub const MOST_REPLAYED: u32 = 200;
/// Largest FAQ that is read for it: some 100 MB, and a second or so of one core.
pub const LARGEST_REPLAYED: u64 = 10_000;

/// What somebody may read of what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reads {
    /// Inquiries that these teams have, or had last; everywhere: also those that never left the assistant.
    pub inquiries: Scope,
    /// Questions without an answer, whosever.
    pub gaps: bool,
}

/// What a draft would have done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Questions without an answer that were asked again.
    pub unanswered: usize,
    /// Right answers whose questions were asked again.
    pub right: usize,
    /// Whether these are all of the newest [`MOST_REPLAYED`] inquiries; else time was up.
    pub whole: bool,
    /// When the oldest of these questions was asked.
    pub since: Option<OffsetDateTime>,
    /// Those without an answer that the draft would have answered, newest first.
    pub answers: Vec<Past>,
    /// Right answers that would have been others, newest first.
    pub changes: Vec<(Past, Changed)>,
}

/// A question that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// In which inquiry.
    pub inquiry: InquiryId,
    /// With which message.
    pub message: MessageId,
    /// Its words.
    pub text: String,
    /// When.
    pub at: OffsetDateTime,
    /// The draft was learned from a ticket of this inquiry: that it answers this proves little.
    pub is_own: bool,
}

/// What became of a right answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// The entry that answered.
    pub from: EntryId,
    /// What would be said instead.
    pub to: Instead,
}

/// What would be said instead of a right answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// The answer of the draft.
    ThisDraft,
    /// Another entry.
    Another(EntryId),
    /// Several to choose from.
    Offered,
    /// That it does not know.
    Unknown,
}

/// Why a draft is not tried.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// There are more than [`LARGEST_REPLAYED`] entries.
    #[error("there are too many entries")]
    TooLarge,
    /// It could not be published as it stands.
    #[error("question or answer is empty or too long")]
    BadText,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How a question went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Went {
    Unanswered,
    Right(EntryId),
}

struct Question {
    past: Past,
    asked: Asked,
    went: Went,
    /// In a chat of their own, where what is for some only is said.
    is_personal: bool,
}

/// Tries a draft on what somebody may read of the past. `is_over` ends it early, at whatever it is: what was looked at until then
/// counts.
pub async fn replay(
    help_desk: &HelpDesk,
    tenant: &TenantId,
    draft: &Draft,
    reads: Reads,
    is_over: impl Fn() -> bool + Send + Sync,
) -> Result<Replayed, ReplayError> {
    let store = help_desk.store.as_ref();
    let of = draft.clone();
    let (published, known, inquiries) = store
        .read::<_, StoreError, _>(tenant, move |tx| {
            Box::pin(async move {
                let known = match of.relation {
                    Relation::New => None,
                    Relation::Variant(entry) | Relation::Correction(entry) => tx.entry(entry).await?,
                };
                Ok((tx.published().await?, known, newest(tx, &of, &reads).await?))
            })
        })
        .await?;
    if published > LARGEST_REPLAYED {
        return Err(ReplayError::TooLarge);
    }
    let all = inquiries.len();
    let mut questions = Vec::new();
    let mut read = 0;
    for (inquiry, only, is_own) in inquiries.into_iter().take_while(|_| !is_over()) {
        let found = store.read::<_, StoreError, _>(tenant, move |tx| {
            Box::pin(async move { asked_in(tx, inquiry, only, is_own).await })
        });
        questions.extend(found.await?);
        read += 1;
    }
    let mut groups_of: HashMap<PersonId, Vec<AudienceGroup>> = HashMap::new();
    for question in questions.iter_mut().filter(|question| question.is_personal) {
        let person = &question.asked.requester;
        let groups = match groups_of.entry(person.id) {
            Slot::Occupied(known) => known.into_mut(),
            Slot::Vacant(_) if is_over() => break,
            Slot::Vacant(slot) => slot.insert(help_desk.directory.groups(person).await.unwrap_or_default()),
        };
        question.asked.groups.extend_from_slice(groups);
    }
    if is_over() {
        return Ok(Replayed::default());
    }

    let index = help_desk.index.empty();
    follow_one(store, index.as_ref(), tenant).await?;
    let mut embedding = Embedding::new(index.models());
    embedding.hand_over_one(tenant, store, index.as_ref()).await?;
    index.take_trust(tenant, help_desk.index.trust(tenant));
    let rehearsal = HelpDesk { index, ..help_desk.clone() };
    let mut before = Vec::new();
    for question in questions.iter().take_while(|_| !is_over()) {
        before.push(think(&rehearsal, tenant, &question.asked).await.into_decision());
    }
    let revision = rehearsal.index.revision(tenant) + 1;
    let entry = would_publish(draft, known, revision).map_err(|error| match error {
        ChangeError::Store(error) => ReplayError::Store(error),
        _ => ReplayError::BadText,
    })?;
    rehearsal.index.apply_changes(tenant, vec![entry.clone()], revision).await;
    embedding.embed_one(tenant, &entry, rehearsal.index.as_ref()).await;

    let mut replayed = Replayed { whole: read == all, ..Replayed::default() };
    let number = questions.len();
    for (question, before) in questions.into_iter().zip(before) {
        if is_over() {
            break;
        }
        let after = think(&rehearsal, tenant, &question.asked).await.into_decision();
        replayed.note(question, (draft, &entry), (&before, &after));
    }
    replayed.whole &= replayed.unanswered + replayed.right == number;
    Ok(replayed)
}

impl Replayed {
    fn note(&mut self, question: Question, (draft, entry): (&Draft, &Entry), (before, after): (&Decision, &Decision)) {
        let Question { past, went, .. } = question;
        self.since = Some(past.at);
        match went {
            Went::Unanswered => {
                self.unanswered += 1;
                if answering(after) == Some(entry.id) && answering(before) != Some(entry.id) {
                    self.answers.push(past);
                }
            }
            Went::Right(from) => {
                self.right += 1;
                // What is answered otherwise today is not of the draft's doing.
                if answering(before) == Some(from)
                    && let Some(to) = instead(from, (draft, entry), after)
                {
                    self.changes.push((past, Changed { from, to }));
                }
            }
        }
    }
}

fn answering(decision: &Decision) -> Option<EntryId> {
    match decision {
        Decision::Answer(best) => Some(best.entry),
        Decision::Candidates(_) | Decision::Unknown => None,
    }
}

/// What would be said instead of an entry; `None`: the same. An entry that the draft corrects says something else from then on.
fn instead(from: EntryId, (draft, entry): (&Draft, &Entry), after: &Decision) -> Option<Instead> {
    let is_reworded = draft.relation == Relation::Correction(from) && entry.id == from;
    match after {
        Decision::Answer(best) if best.entry == from && !is_reworded => None,
        Decision::Answer(best) if best.entry == entry.id => Some(Instead::ThisDraft),
        Decision::Answer(best) => Some(Instead::Another(best.entry)),
        Decision::Candidates(_) => Some(Instead::Offered),
        Decision::Unknown => Some(Instead::Unknown),
    }
}

/// The newest inquiries of which somebody may read something, newest first: which, which message of it where not all, and whether the
/// draft was learned from it.
async fn newest(
    tx: &mut dyn Transaction,
    draft: &Draft,
    reads: &Reads,
) -> Result<Vec<(InquiryId, Option<MessageId>, bool)>, StoreError> {
    let teams = match &reads.inquiries {
        Scope::Everywhere => vec![None],
        Scope::Teams(teams) => teams.iter().copied().map(Some).collect(),
    };
    let mut found: Vec<(InquiryId, Option<MessageId>)> = Vec::new();
    for team in teams {
        let inquiries = tx.inquiries_before(team, None, MOST_REPLAYED).await?;
        found.extend(inquiries.into_iter().map(|summary| (summary.inquiry.id, None)));
    }
    if reads.gaps {
        for gap in tx.unanswered(MOST_REPLAYED).await? {
            let message = tx.message(gap.message).await?;
            found.extend(message.map(|message| (message.inquiry, Some(gap.message))));
        }
    }
    // Of one that may be read as a whole, no message is looked at apart: without one comes before with one.
    found.sort_unstable_by_key(|(inquiry, only)| (std::cmp::Reverse(*inquiry), only.is_some(), *only));
    let mut whole = None;
    found.retain(|(inquiry, only)| {
        if only.is_none() {
            let is_new = whole != Some(*inquiry);
            whole = Some(*inquiry);
            return is_new;
        }
        whole != Some(*inquiry)
    });
    found.truncate(MOST_REPLAYED as usize);
    let mut own = Vec::new();
    for ticket in &draft.tickets {
        own.extend(tx.ticket(*ticket).await?.map(|ticket| ticket.inquiry));
    }
    Ok(found.into_iter().map(|(inquiry, only)| (inquiry, only, own.contains(&inquiry))).collect())
}

/// What was asked in an inquiry and not answered, or answered rightly; nothing where somebody said that it is confidential.
async fn asked_in(
    tx: &mut dyn Transaction,
    inquiry: InquiryId,
    only: Option<MessageId>,
    is_own: bool,
) -> Result<Vec<Question>, StoreError> {
    let Some(inquiry) = tx.inquiry(inquiry).await? else { return Ok(Vec::new()) };
    let (Some(conversation), Some(requester)) =
        (tx.conversation(inquiry.conversation).await?, tx.person(inquiry.requester).await?)
    else {
        return Ok(Vec::new());
    };
    let messages = tx.messages(inquiry.id).await?;
    if messages.iter().any(|message| is_marked(&message.text)) {
        return Ok(Vec::new());
    }
    let is_personal = conversation.kind == ConversationKind::Personal;
    let groups = if is_personal { own_groups(tx, &requester).await? } else { Vec::new() };
    let mut questions = Vec::new();
    for (at, message) in messages.iter().enumerate() {
        let is_question = matches!(message.author, Author::Requester(_)) && !message.text.trim().is_empty();
        if !is_question || only.is_some_and(|only| only != message.id) {
            continue;
        }
        let Some(went) = went(tx, &messages[at + 1..]).await? else { continue };
        let Some(question) = question(&messages, message.id) else { continue };
        let past =
            Past { inquiry: inquiry.id, message: message.id, text: message.text.clone(), at: message.at, is_own };
        let asked = Asked {
            question,
            requester: requester.clone(),
            groups: groups.clone(),
            not_solved: at > 0 && says_not_solved(&message.text),
            unhelpful: unhelpful(&messages[..at]),
        };
        questions.push(Question { past, asked, went, is_personal });
    }
    questions.reverse();
    Ok(questions)
}

/// How a question went, by what follows it: `None` where the assistant said nothing to it, or nobody knows whether that was right.
async fn went(tx: &mut dyn Transaction, later: &[Message]) -> Result<Option<Went>, StoreError> {
    let Some(Message { id, kind: MessageKind::Answer(reply), .. }) = later.first() else { return Ok(None) };
    Ok(match reply {
        Reply::Unknown | Reply::Candidates { .. } => Some(Went::Unanswered),
        Reply::Entry { entry, helpful: Some(true), .. } => Some(Went::Right(*entry)),
        Reply::Entry { helpful: Some(false), .. } => None,
        Reply::Entry { entry, helpful: None, .. } => {
            let known = tx.outcome(*id).await?.filter(|known| known.right && known.guess.entry == *entry);
            known.map(|_| Went::Right(*entry))
        }
    })
}
