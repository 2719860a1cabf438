//! What a transaction promises.

use std::time::Instant;

use desk::store::{Haste, StoreError};
use time::Duration;

use crate::fixture::Fixture;
use crate::{commit, everywhere, look};

everywhere! {
    an_error_undoes_everything,
    a_part_is_undone_and_the_rest_is_kept,
    a_reading_transaction_cannot_write,
    a_panic_undoes_everything_and_harms_nobody_else,
    one_that_fails_takes_none_of_its_companions_with_it,
    a_failed_statement_cannot_be_passed_over,
    the_time_stands_still_and_ids_are_fresh,
    the_store_says_that_it_can_serve,
}

mod on_one_thread {
    use super::{a_transaction_that_waits_for_the_outside_is_undone, what_only_looks_slow_does_not_wait};

    // PostgreSQL takes its time itself: there nobody can see whether a closure waits for the server or for the outside.
    crate::on_sqlite_only! {
        a_transaction_that_waits_for_the_outside_is_undone,
        what_only_looks_slow_does_not_wait,
    }
}

/// Only there each commit has to wait for a disk.
mod in_a_file_of_sqlite {
    #[tokio::test]
    async fn what_is_in_no_haste_shares_the_commit_of_what_is() {
        crate::backends::on_sqlite(super::what_is_in_no_haste_shares_the_commit_of_what_is).await;
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_committed_before_the_store_closes() {
        crate::backends::on_sqlite(super::what_nobody_waits_for_any_more_is_committed_before_the_store_closes).await;
    }
}

mod beside_each_other {
    use super::{a_reader_sees_only_what_is_committed_and_waits_for_nobody, a_store_opens_again_with_everything_in_it};

    crate::between_processes! {
        a_reader_sees_only_what_is_committed_and_waits_for_nobody,
        a_store_opens_again_with_everything_in_it,
    }
}

impl Fixture {
    /// Adds a task, in no haste to have it committed.
    async fn enqueue_with_others(&self, number: usize) -> Result<(), StoreError> {
        let task = Self::receive(&number.to_string(), number);
        let enqueue = self
            .store
            .write_in(Haste::WithOthers, &self.tenant, move |tx| Box::pin(async move { tx.enqueue(task).await }));
        enqueue.await
    }
}

async fn what_is_in_no_haste_shares_the_commit_of_what_is(fixture: Fixture) {
    let mut patient = Box::pin(fixture.enqueue_with_others(1));
    assert!(futures::poll!(&mut patient).is_pending());
    fixture.enqueue("in haste", 2).await;
    assert!(futures::poll!(&mut patient).is_ready(), "they went together");
    let began = Instant::now();
    fixture.enqueue_with_others(3).await.expect("nobody comes, and it is committed");
    assert!(began.elapsed().as_millis() >= 100, "{:?}", began.elapsed());
    assert_eq!(fixture.drain().await, ["1", "2", "3"]);
}

async fn what_nobody_waits_for_any_more_is_committed_before_the_store_closes(fixture: Fixture) {
    let neighbour = fixture.neighbour().await;
    let mut patient = Box::pin(fixture.enqueue_with_others(1));
    assert!(futures::poll!(&mut patient).is_pending());
    drop(patient);
    drop(fixture);
    assert_eq!(neighbour.drain().await, ["1"]);
}

async fn an_error_undoes_everything(fixture: Fixture) {
    let person = fixture.somebody("hanako");
    let id = person.id;
    let undone: Result<(), _> = fixture
        .attempt(&fixture.tenant, move |tx| {
            Box::pin(async move {
                tx.save_person(person).await?;
                assert!(tx.person(id).await?.is_some());
                Err(StoreError::LeaseLost)
            })
        })
        .await;
    assert!(matches!(undone, Err(StoreError::LeaseLost)), "{undone:?}");
    assert_eq!(look!(fixture, tx => tx.person(id).await), None);
}

async fn a_part_is_undone_and_the_rest_is_kept(fixture: Fixture) {
    let names = ["before", "undone", "undone too", "after"];
    let people = names.map(|name| fixture.somebody(name));
    let ids = people.clone().map(|person| person.id);
    // Many at once, so that some of them share a commit.
    let others = (0..8).map(|number| {
        let (fixture, person) = (fixture.clone(), fixture.somebody(&format!("beside {number}")));
        async move { commit!(fixture, tx => tx.save_person(person).await) }
    });
    let one = async {
        commit!(fixture, tx => {
            let [before, undone, too, after] = people;
            tx.save_person(before).await?;
            tx.set_savepoint().await?;
            tx.save_person(undone).await?;
            tx.roll_back_to_savepoint().await?;
            tx.save_person(too).await?;
            tx.roll_back_to_savepoint().await?;
            tx.save_person(after).await
        })
    };
    futures::future::join(futures::future::join_all(others), one).await;
    let mut kept = Vec::new();
    for (id, name) in ids.into_iter().zip(names) {
        if look!(fixture, tx => tx.person(id).await).is_some() {
            kept.push(name);
        }
    }
    assert_eq!(kept, ["before", "after"]);
}

async fn a_reading_transaction_cannot_write(fixture: Fixture) {
    let person = fixture.somebody("hanako");
    let id = person.id;
    let refused: Result<_, StoreError> =
        fixture.store.read(&fixture.tenant, move |tx| Box::pin(async move { tx.save_person(person).await })).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    assert_eq!(commit!(fixture, tx => tx.person(id).await), None);
}

async fn a_panic_undoes_everything_and_harms_nobody_else(fixture: Fixture) {
    let (lost, kept) = (fixture.somebody("lost"), fixture.somebody("kept"));
    let (lost_id, kept_id) = (lost.id, kept.id);
    let before_anything: Result<(), _> =
        fixture.attempt(&fixture.tenant, |_| panic!("before the first statement")).await;
    assert!(matches!(before_anything, Err(StoreError::Refused(_))), "{before_anything:?}");
    let in_between: Result<(), _> = fixture
        .attempt(&fixture.tenant, move |tx| {
            Box::pin(async move {
                tx.save_person(lost).await?;
                panic!("between two statements")
            })
        })
        .await;
    assert!(matches!(in_between, Err(StoreError::Refused(_))), "{in_between:?}");
    let reading: Result<(), StoreError> = fixture.store.read(&fixture.tenant, |_| panic!("while reading")).await;
    assert!(matches!(reading, Err(StoreError::Refused(_))), "{reading:?}");
    commit!(fixture, tx => tx.save_person(kept).await);
    assert_eq!(look!(fixture, tx => tx.person(lost_id).await), None);
    assert!(look!(fixture, tx => tx.person(kept_id).await).is_some());
}

async fn one_that_fails_takes_none_of_its_companions_with_it(fixture: Fixture) {
    let people: Vec<_> = (0..20).map(|number| fixture.somebody(&format!("person {number}"))).collect();
    let taken = fixture.team_named("it", None);
    commit!(fixture, tx => tx.save_team(&taken).await);
    let started = people.iter().cloned().enumerate().map(|(number, person)| {
        let (fixture, again) = (fixture.clone(), fixture.team_named("it", None));
        tokio::spawn(async move {
            let tenant = fixture.tenant.clone();
            let done = fixture.attempt(&tenant, move |tx| {
                Box::pin(async move {
                    tx.save_person(person).await?;
                    match number {
                        7 => tx.save_team(&again).await,
                        8 => panic!("number 8 always does"),
                        9 => Err(StoreError::LeaseLost),
                        _ => Ok(()),
                    }
                })
            });
            done.await.is_ok()
        })
    });
    let all: Vec<_> = started.collect();
    for (number, one) in all.into_iter().enumerate() {
        let succeeded = one.await.expect("no panic reaches the caller");
        assert_eq!(succeeded, !(7..=9).contains(&number), "{number}");
        let id = people[number].id;
        assert_eq!(look!(fixture, tx => tx.person(id).await).is_some(), succeeded, "{number}");
    }
}

async fn a_failed_statement_cannot_be_passed_over(fixture: Fixture) {
    let (taken, again, person) =
        (fixture.team_named("it", None), fixture.team_named("it", None), fixture.somebody("x"));
    let id = person.id;
    commit!(fixture, tx => tx.save_team(&taken).await);
    let refused = fixture
        .attempt(&fixture.tenant, move |tx| {
            Box::pin(async move {
                tx.save_person(person).await?;
                assert!(tx.save_team(&again).await.is_err());
                Ok(())
            })
        })
        .await;
    refused.expect_err("what failed stays failed");
    assert_eq!(look!(fixture, tx => tx.person(id).await), None);
}

async fn a_transaction_that_waits_for_the_outside_is_undone(fixture: Fixture) {
    let person = fixture.somebody("hanako");
    let id = person.id;
    let waited = fixture
        .attempt(&fixture.tenant, move |tx| {
            Box::pin(async move {
                tx.save_person(person).await?;
                // As a call to a server would.
                std::future::pending::<()>().await;
                Ok(())
            })
        })
        .await;
    assert_eq!(cause_of(waited.expect_err("it is refused")), "the transaction waited for the outside");
    let read: Result<(), StoreError> = fixture
        .store
        .read(&fixture.tenant, |_| {
            Box::pin(async {
                std::future::pending::<()>().await;
                Ok(())
            })
        })
        .await;
    assert_eq!(cause_of(read.expect_err("it is refused")), "the transaction waited for the outside");
    assert_eq!(look!(fixture, tx => tx.person(id).await), None);
    fixture.store.check().await.expect("the next one does not suffer from it");
}

async fn what_only_looks_slow_does_not_wait(fixture: Fixture) {
    // More rows than a reader may fetch on its caller's thread.
    for number in 0..300 {
        let entry = fixture.entry_keyed(&format!("key {number}"));
        commit!(fixture, tx => tx.save_entry(&entry, None).await);
    }
    assert_eq!(look!(fixture, tx => tx.entries_after(0, 500).await).len(), 300);
}

fn cause_of(error: StoreError) -> String {
    use std::error::Error;
    error.source().map(ToString::to_string).unwrap_or_default()
}

async fn the_time_stands_still_and_ids_are_fresh(fixture: Fixture) {
    fixture.pass(Duration::nanoseconds(1_999_999));
    let (clock, began) = (fixture.clock.clone(), fixture.now() - Duration::nanoseconds(999_999));
    let (before, after, ids) = commit!(fixture, tx => {
        let before = tx.now();
        clock.pass(Duration::SECOND);
        Ok((before, tx.now(), [tx.fresh(), tx.fresh()]))
    });
    // In whole milliseconds: what is stored is what was said.
    assert_eq!((before, after), (began, began));
    assert!(ids[0] < ids[1]);
}

async fn the_store_says_that_it_can_serve(fixture: Fixture) {
    fixture.store.check().await.expect("it can");
}

async fn a_reader_sees_only_what_is_committed_and_waits_for_nobody(fixture: Fixture) {
    let person = fixture.somebody("hanako");
    let (id, beside) = (person.id, fixture.clone());
    commit!(fixture, tx => {
        tx.save_person(person).await?;
        // Another transaction, while this one is open.
        assert_eq!(look!(beside, tx => tx.person(id).await), None);
        Ok(())
    });
    assert!(look!(fixture, tx => tx.person(id).await).is_some());
}

async fn a_store_opens_again_with_everything_in_it(fixture: Fixture) {
    let person = fixture.somebody("hanako");
    let id = person.id;
    commit!(fixture, tx => tx.save_person(person).await);
    let again = fixture.neighbour().await;
    drop(fixture);
    assert!(look!(again, tx => tx.person(id).await).is_some());
    again.store.check().await.expect("it serves");
}
