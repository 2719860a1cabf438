//! From a question to a decision: read as a whole, and clause by clause where several ask something.

use super::decide::offered;
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
    match decide(&ranking, thresholds) {
        Decision::Answer(_) if matters::is_bare(question) && offered(&ranking).len() > 1 => {
            (Decision::Candidates(offered(&ranking)), ranking)
        }
        decision => (decision, ranking),
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use uuid::Uuid;

    use super::*;
    use crate::id::EntryId;
    use crate::inquiry::Evidence;

    /// Finds these entries, by their confidence, whatever is asked.
    struct Fixed(&'static [f32]);

    #[async_trait]
    impl Retriever for Fixed {
        async fn search(&self, _: &TenantId, _: Search<'_>) -> Vec<Candidate> {
            let candidate = |(number, &confidence)| Candidate {
                entry: EntryId::new(Uuid::from_u128(number as u128)),
                score: 0.0,
                confidence,
                among: confidence,
                evidence: Evidence::default(),
            };
            self.0.iter().enumerate().map(candidate).collect()
        }

        fn word_for_word(&self, _: &TenantId, _: Search<'_>) -> Option<Candidate> {
            None
        }

        fn is_quick(&self, _: &TenantId) -> bool {
            true
        }
    }

    #[tokio::test]
    async fn a_bare_word_gets_all_that_there_is_about_it_to_choose_from() {
        let tenant = TenantId::parse("home").expect("a good id");
        for (question, confidences, offered) in [
            ("PC", &[0.9, 0.4, 0.3][..], Some(3)),
            ("PC", &[0.9, 0.4, 0.01], Some(2)),
            ("ランチ", &[0.9, 0.01], None),
            ("PCが遅い", &[0.9, 0.4, 0.3], None),
        ] {
            let thresholds = Thresholds { answer: 0.8, offer: 0.3 };
            let said = find(&Fixed(confidences), &tenant, question, Language::Japanese, &[], thresholds).await.0;
            match (said, offered) {
                (Decision::Candidates(entries), Some(offered)) => assert_eq!(entries.len(), offered, "{question}"),
                (Decision::Answer(_), None) => {}
                (said, _) => panic!("{question}: {said:?}"),
            }
        }
    }
}
