//! From a question to a decision: read as a whole, and clause by clause where several ask something.

use std::future::poll_fn;
use std::task::Poll;

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
    let Found { decision, ranking, .. } = find(retriever, tenant, question, language, groups, thresholds).await;
    (decision, ranking.into_iter().next())
}

/// What was found to say to a question.
#[derive(Debug, Clone)]
pub struct Found {
    /// What to say.
    pub decision: Decision,
    /// How the entries rank for the question as a whole, best first.
    pub ranking: Vec<Candidate>,
    /// The language whose entries decided.
    pub language: Language,
}

/// What to say to a question, and how the entries rank for it as a whole.
///
/// Bare Latin words are of a language only by the asker's locale. Where the entries of that language do not answer them, those of the
/// other are asked, so that "inbox full" is answered alike whatever the language of one's Teams.
pub async fn find(
    retriever: &(impl Retriever + ?Sized),
    tenant: &TenantId,
    question: &str,
    language: Language,
    groups: &[AudienceGroup],
    thresholds: Thresholds,
) -> Found {
    let own = find_in(retriever, tenant, question, language, groups, thresholds).await;
    let by_letters = Language::of_text(question);
    if language != Language::Japanese || by_letters == language || matches!(own.decision, Decision::Answer(_)) {
        return own;
    }
    let other = find_in(retriever, tenant, question, by_letters, groups, thresholds).await;
    if says(&other.decision) > says(&own.decision) { other } else { own }
}

/// How much a decision says.
fn says(decision: &Decision) -> u8 {
    match decision {
        Decision::Unknown => 0,
        Decision::Candidates(_) => 1,
        Decision::Answer(_) => 2,
    }
}

async fn find_in(
    retriever: &(impl Retriever + ?Sized),
    tenant: &TenantId,
    question: &str,
    language: Language,
    groups: &[AudienceGroup],
    thresholds: Thresholds,
) -> Found {
    let asked = matters::asked(question);
    let search = |question| Search { question, language, groups, most: MOST };
    let ranking = retriever.search(tenant, search(question)).await;
    let of_clauses = together(asked.iter().map(|clause| retriever.search(tenant, search(clause)))).await;
    let several = matters::several(&of_clauses, thresholds);
    if !several.is_empty() {
        return Found { decision: Decision::Candidates(several), ranking, language };
    }
    let decision = match decide(&ranking, thresholds) {
        Decision::Answer(_) if matters::is_bare(question) && offered(&ranking).len() > 1 => {
            Decision::Candidates(offered(&ranking))
        }
        decision => decision,
    };
    Found { decision, ranking, language }
}

/// What these find, side by side: each may wait for a model, and nobody waits for it once a clause.
async fn together<T>(searches: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut running: Vec<_> = searches.map(|search| Some(Box::pin(search))).collect();
    let mut all: Vec<Option<T>> = running.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (running, found) in running.iter_mut().zip(&mut all) {
            if let Some(search) = running
                && let Poll::Ready(end) = search.as_mut().poll(context)
            {
                (*running, *found) = (None, Some(end));
            }
        }
        if running.iter().all(Option::is_none) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    all.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;
    use uuid::Uuid;

    use super::*;
    use crate::id::EntryId;
    use crate::inquiry::Evidence;

    /// Finds entries with these confidences, whatever is asked: one list for Japanese, with entries from 0 on, one for English, with
    /// entries from 100 on.
    struct Fixed<'a> {
        japanese: &'a [f32],
        english: &'a [f32],
    }

    #[async_trait]
    impl Retriever for Fixed<'_> {
        async fn search(&self, _: &TenantId, search: Search<'_>) -> Vec<Candidate> {
            let (first, confidences) = match search.language {
                Language::Japanese => (0, self.japanese),
                Language::English => (100, self.english),
            };
            let candidate = |(number, &confidence)| Candidate {
                entry: EntryId::new(Uuid::from_u128(first + number as u128)),
                score: 0.0,
                confidence,
                among: confidence,
                evidence: Evidence::default(),
            };
            confidences.iter().enumerate().map(candidate).collect()
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
            let retriever = Fixed { japanese: confidences, english: &[] };
            let said = find(&retriever, &tenant, question, Language::Japanese, &[], thresholds).await.decision;
            match (said, offered) {
                (Decision::Candidates(entries), Some(offered)) => assert_eq!(entries.len(), offered, "{question}"),
                (Decision::Answer(_), None) => {}
                (said, _) => panic!("{question}: {said:?}"),
            }
        }
    }

    #[tokio::test]
    async fn bare_latin_words_are_asked_in_the_other_language_where_the_own_does_not_answer() {
        let tenant = TenantId::parse("home").expect("a good id");
        for (question, japanese, english, best) in [
            ("inbox full", 0.0, 0.9, Some(100)),
            ("inbox full", 0.4, 0.9, Some(100)),
            ("inbox full", 0.9, 0.95, Some(0)),
            ("inbox full", 0.4, 0.4, Some(0)),
            ("inbox full", 0.0, 0.0, None),
            ("メールがいっぱい", 0.0, 0.9, None),
        ] {
            let thresholds = Thresholds { answer: 0.8, offer: 0.3 };
            let retriever = Fixed { japanese: &[japanese], english: &[english] };
            let said = match find(&retriever, &tenant, question, Language::Japanese, &[], thresholds).await.decision {
                Decision::Answer(candidate) => Some(candidate.entry),
                Decision::Candidates(entries) => entries.first().copied(),
                Decision::Unknown => None,
            };
            assert_eq!(said, best.map(|best| EntryId::new(Uuid::from_u128(best))), "{question} {japanese} {english}");
        }
    }

    /// Notes how many searches wait at once, and the most of them.
    #[derive(Default)]
    struct Waiting {
        at_once: Mutex<(usize, usize)>,
    }

    #[async_trait]
    impl Retriever for Waiting {
        async fn search(&self, _: &TenantId, _: Search<'_>) -> Vec<Candidate> {
            {
                let mut at_once = self.at_once.lock().expect("free");
                at_once.0 += 1;
                at_once.1 = at_once.1.max(at_once.0);
            }
            tokio::task::yield_now().await;
            self.at_once.lock().expect("free").0 -= 1;
            Vec::new()
        }

        fn word_for_word(&self, _: &TenantId, _: Search<'_>) -> Option<Candidate> {
            None
        }

        fn is_quick(&self, _: &TenantId) -> bool {
            true
        }
    }

    #[tokio::test]
    async fn clauses_are_searched_side_by_side() {
        let (tenant, waiting) = (TenantId::parse("home").expect("a good id"), Waiting::default());
        let question = "VPNが切れます。名刺も欲しいです。交通費の精算方法も教えてください。";
        let thresholds = Thresholds { answer: 0.8, offer: 0.3 };
        find(&waiting, &tenant, question, Language::Japanese, &[], thresholds).await;
        assert_eq!(*waiting.at_once.lock().expect("free"), (0, 3));
    }
}
