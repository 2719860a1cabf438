//! The story: what the FAQ lacks, by what it can answer today.

use std::collections::HashMap;

use masking::{Known, mask};
use time::Duration;

use super::answer::{Asked, searched, think};
use super::help_desk::HelpDesk;
use crate::answering::{Decision, own_groups};
use crate::faq::MAX_QUESTION;
use crate::id::{EntryId, InquiryId, TenantId};
use crate::inquiry::ConversationKind;
use crate::learning::{AskedInVain, Gap, gaps, is_marked};
use crate::store::{StoreError, Transaction};

/// Questions that are looked at, the newest.
pub const MOST_ASKED: u32 = 2_000;
/// So far back questions are looked at.
pub const LOOKED_BACK: Duration = Duration::days(90);
/// Gaps that are tried on the FAQ, what hurts most first.
const MOST_TRIED: usize = 200;

/// The gaps of lately, what hurts most first, until `most` are found that no entry fills; each with the entry that would answer whoever
/// asked last, had they asked just now. Nothing is written. What somebody called confidential is left out, and personal data is masked:
/// entries are made of these words. Entra groups are not asked for, so an entry that only they may see fills no gap.
///
/// It takes up to a second or so of one core: not one on which others are answered.
pub async fn open_gaps(
    help_desk: &HelpDesk,
    tenant: &TenantId,
    most: usize,
) -> Result<Vec<(Gap, Option<EntryId>)>, StoreError> {
    let store = help_desk.store.as_ref();
    let found = store.read::<_, StoreError, _>(tenant, |tx| {
        Box::pin(async move {
            let now = tx.now();
            Ok((tx.asked_in_vain(now - LOOKED_BACK, MOST_ASKED).await?, now))
        })
    });
    let (asked, now) = found.await?;
    let (mut told, mut open) = (Vec::new(), 0);
    for gap in gaps(asked, now).into_iter().take(MOST_TRIED) {
        if open == most {
            break;
        }
        let read = store.read::<_, StoreError, _>(tenant, |tx| Box::pin(async move { may_be_told(tx, gap).await }));
        let Some((gap, asked)) = read.await? else { continue };
        let entry = match think(help_desk, tenant, &asked).await.into_decision() {
            Decision::Answer(best) => Some(best.entry),
            Decision::Candidates(_) | Decision::Unknown => None,
        };
        open += usize::from(entry.is_none());
        told.push((gap, entry));
    }
    Ok(told)
}

/// A gap without what was called confidential, masked, and its newest question as it was asked. `None`: nothing is left of it.
async fn may_be_told(tx: &mut dyn Transaction, gap: Gap) -> Result<Option<(Gap, Asked)>, StoreError> {
    let weight = gap.weight;
    let mut marked: HashMap<InquiryId, bool> = HashMap::new();
    let mut questions = Vec::new();
    for question in std::iter::once(gap.newest).chain(gap.others) {
        let is_known = marked.get(&question.inquiry).copied();
        let is_marked = match is_known {
            Some(is_marked) => is_marked,
            None => tx.messages(question.inquiry).await?.iter().any(|message| is_marked(&message.text)),
        };
        marked.insert(question.inquiry, is_marked);
        if !is_marked {
            questions.push(question);
        }
    }
    let Some(newest) = questions.first() else { return Ok(None) };
    let (Some(inquiry), Some(requester)) = (tx.inquiry(newest.inquiry).await?, tx.person(newest.requester).await?)
    else {
        return Ok(None);
    };
    let conversation = tx.conversation(inquiry.conversation).await?;
    // What is for some only is not said where others read along.
    let is_personal = conversation.is_some_and(|place| place.kind == ConversationKind::Personal);
    let groups = if is_personal { own_groups(tx, &requester).await? } else { Vec::new() };
    let question = searched(&newest.text);
    let known = Known::new([&requester.name]);
    let asked = Asked { question, requester, groups, not_solved: false, unhelpful: Vec::new() };
    let mut masked =
        questions.into_iter().map(|question| AskedInVain { text: told(&question.text, &known), ..question });
    let newest = masked.next().expect("one is left");
    Ok(Some((Gap { newest, others: masked.collect(), weight }, asked)))
}

/// Words of which an entry can be made: in one line, and no longer than a question may be.
fn told(text: &str, known: &Known) -> String {
    let masked = mask(text, known).text;
    masked.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_QUESTION).collect()
}
