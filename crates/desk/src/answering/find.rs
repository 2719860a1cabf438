//! From a question to a decision: read as a whole, and clause by clause where several ask something.

use super::{Candidate, Decision, Retriever, Search, Thresholds, decide, matters};
use crate::faq::AudienceGroup;
use crate::id::TenantId;
use crate::language::Language;

/// Candidates asked of the index.
const MOST: usize = 10;

/// What to say to a question, and the best candidate whatever was decided: what [`find`] says, without ranking everything where
/// an entry has the question word for word. What is certain in that way rests on no numbers.
pub async fn say(
    retriever: &(impl Retriever + ?Sized),
    tenant: &TenantId,
    question: &str,
    language: Language,
    groups: &[AudienceGroup],
    thresholds: Thresholds,
) -> (Decision, Option<Candidate>) {
    if let Some(known) = retriever.word_for_word(tenant, Search { question, language, groups, most: 1 })
        && let answer @ Decision::Answer(_) = decide(std::slice::from_ref(&known), thresholds)
    {
        return (answer, Some(known));
    }
    let (decision, ranking) = find(retriever, tenant, question, language, groups, thresholds).await;
    (decision, ranking.into_iter().next())
}

/// What to say to a question, and how the entries rank for it as a whole.
pub async fn find(
    retriever: &(impl Retriever + ?Sized),
    tenant: &TenantId,
    question: &str,
    language: Language,
    groups: &[AudienceGroup],
    thresholds: Thresholds,
) -> (Decision, Vec<Candidate>) {
    let asked = matters::asked(question);
    let search = |question| Search { question, language, groups, most: MOST };
    let ranking = retriever.search(tenant, search(question)).await;
    let mut of_clauses = Vec::new();
    for clause in &asked {
        of_clauses.push(retriever.search(tenant, search(clause)).await);
    }
    let several = matters::several(&of_clauses, thresholds);
    if !several.is_empty() {
        return (Decision::Candidates(several), ranking);
    }
    (decide(&ranking, thresholds), ranking)
}
