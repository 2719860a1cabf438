//! The organisation's own words.

use desk::lexicon::{WordGroup, plan_import, take_over};
use desk::store::StoreError;

use crate::fixture::Fixture;
use crate::{commit, everywhere, look};

everywhere! {
    groups_are_read_back_in_order_and_replaced_by_their_word_in_any_width,
    every_change_moves_the_revision_of_the_tenant_and_an_undone_one_does_not,
}

mod past_each_other {
    use super::two_imports_at_once_never_put_a_word_into_two_groups;

    crate::between_processes! {
        two_imports_at_once_never_put_a_word_into_two_groups,
    }
}

fn group(word: &str, synonyms: &[&str]) -> WordGroup {
    WordGroup { word: word.to_owned(), synonyms: synonyms.iter().map(|word| (*word).to_owned()).collect() }
}

async fn groups_are_read_back_in_order_and_replaced_by_their_word_in_any_width(fixture: Fixture) {
    assert_eq!(look!(fixture, tx => tx.word_groups().await), []);
    let (vpn, expenses) = (group("VPN", &["ぶいぴー", "it's \"x\"\\"]), group("経費精算", &["タヌキチ"]));
    let (first, second) = (expenses.clone(), vpn.clone());
    commit!(fixture, tx => {
        tx.save_word_group(&first).await?;
        tx.save_word_group(&second).await
    });
    assert_eq!(look!(fixture, tx => tx.word_groups().await), [vpn, expenses.clone()]);
    let other = group("ｖｐｎ", &["トンネル"]);
    let saved = other.clone();
    commit!(fixture, tx => tx.save_word_group(&saved).await);
    assert_eq!(look!(fixture, tx => tx.word_groups().await), [other, expenses.clone()]);
    commit!(fixture, tx => {
        tx.remove_word_group("ＶＰＮ").await?;
        tx.remove_word_group("never there").await
    });
    assert_eq!(look!(fixture, tx => tx.word_groups().await), [expenses]);
}

async fn two_imports_at_once_never_put_a_word_into_two_groups(fixture: Fixture) {
    let neighbour = fixture.neighbour().await;
    for round in 0..10 {
        let import = async |fixture: &Fixture, word: String| {
            let rows = vec![(2, Ok(group(&word, &[&format!("shared {round}")])))];
            let plan = commit!(fixture, tx => {
                let plan = plan_import(&tx.word_groups_to_change().await?, rows, false);
                take_over(tx, &plan).await?;
                Ok(plan)
            });
            plan.counts.added
        };
        let (one, other) =
            tokio::join!(import(&fixture, format!("one {round}")), import(&neighbour, format!("other {round}")));
        assert_eq!(one + other, 1, "round {round}: whoever came second was told that the word is taken");
    }
    assert_eq!(look!(fixture, tx => tx.word_groups().await).len(), 10);
}

async fn every_change_moves_the_revision_of_the_tenant_and_an_undone_one_does_not(fixture: Fixture) {
    assert_eq!(look!(fixture, tx => tx.lexicon_revision().await), 0);
    assert_eq!(fixture.store.lexicon_revisions().await.expect("it can be read"), []);
    let one = group("VPN", &["トンネル"]);
    let (saved, undone, elsewhere) = (one.clone(), one.clone(), one);
    commit!(fixture, tx => tx.save_word_group(&saved).await);
    let failed: Result<(), _> = fixture
        .attempt(&fixture.tenant, move |tx| {
            Box::pin(async move {
                tx.save_word_group(&undone).await?;
                Err(StoreError::LeaseLost)
            })
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(look!(fixture, tx => tx.lexicon_revision().await), 1);
    commit!(fixture, tx => tx.remove_word_group("vpn").await);
    fixture.write(&fixture.other_tenant, move |tx| Box::pin(async move { tx.save_word_group(&elsewhere).await })).await;
    let all = fixture.store.lexicon_revisions().await.expect("it can be read");
    assert_eq!(all, [(fixture.tenant.clone(), 2), (fixture.other_tenant.clone(), 1)]);
    assert_eq!(fixture.faq_revision(&fixture.tenant).await, 0, "the FAQ has not changed");
}
