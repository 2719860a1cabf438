//! Who is told that there is work, and who is handed it: after the commit, and at once.

use std::pin::Pin;
use std::task::Poll;

use desk::event::{Claimed, Queue};
use desk::lexicon::WordGroup;
use desk::store::StoreError;
use time::Duration;
use tokio::runtime::Handle;

use crate::fixture::Fixture;
use crate::queues::numbers;
use crate::{commit, everywhere};

everywhere! {
    a_worker_is_woken_after_the_commit_and_not_before,
    a_worker_is_not_woken_for_what_was_undone,
    a_heartbeat_wakes_for_a_task_that_has_become_due,
    what_is_added_while_a_worker_waits_is_handed_to_it_as_far_as_it_has_room,
    what_was_undone_is_handed_to_nobody,
    nothing_is_taken_over_on_a_lease_that_is_about_to_end,
    a_task_is_held_from_its_beginning_when_it_is_the_first_of_its_key,
    what_has_begun_is_ended_though_nobody_waits_for_it,
}

mod between_processes {
    use super::a_change_of_the_faq_or_of_words_wakes_whoever_follows_them;

    crate::between_processes! {
        a_change_of_the_faq_or_of_words_wakes_whoever_follows_them,
    }
}

mod postgres_alone {
    #[tokio::test]
    async fn another_process_does_a_task_at_once_and_no_heart_beats() {
        crate::backends::on_postgres(super::another_process_does_a_task_at_once_and_no_heart_beats).await;
    }

    #[tokio::test]
    async fn a_task_added_while_the_last_of_its_key_ends_is_found_by_the_next_heartbeat() {
        let test = super::a_task_added_while_the_last_of_its_key_ends_is_found_by_the_next_heartbeat;
        crate::backends::on_postgres(test).await;
    }
}

/// A worker that waits.
pub(crate) type Waiting = Pin<Box<dyn Future<Output = ()> + Send>>;

pub(crate) fn worker(fixture: &Fixture) -> Waiting {
    let store = fixture.store.clone();
    Box::pin(async move {
        store.wait_for_work(Queue::Intake, 0).await;
    })
}

/// Looks whether it waits still, without waiting.
pub(crate) async fn is_woken(waiting: &mut Waiting) -> bool {
    look_in(&Handle::current(), waiting).await
}

/// As [`is_woken`], also where there is no runtime: on the thread of the one who writes.
async fn look_in(runtime: &Handle, waiting: &mut Waiting) -> bool {
    let look = |context: &mut std::task::Context<'_>| {
        let _inside = runtime.enter();
        std::task::Poll::Ready(waiting.as_mut().poll(context).is_ready())
    };
    std::future::poll_fn(look).await
}

/// A closure that writes a task and fails.
async fn enqueue_and_undo(fixture: &Fixture, key: &str, number: usize) {
    let task = Fixture::receive(key, number);
    let undone: Result<(), _> = fixture
        .attempt(&fixture.tenant, |tx| {
            Box::pin(async move {
                tx.enqueue(task).await?;
                Err(StoreError::LeaseLost)
            })
        })
        .await;
    assert!(undone.is_err());
}

async fn a_worker_is_woken_after_the_commit_and_not_before(fixture: Fixture) {
    let (runtime, mut waiting) = (Handle::current(), worker(&fixture));
    let mut waiting = commit!(fixture, tx => {
        assert!(!look_in(&runtime, &mut waiting).await);
        tx.enqueue(Fixture::receive("a", 1)).await?;
        assert!(!look_in(&runtime, &mut waiting).await);
        Ok(waiting)
    });
    assert!(is_woken(&mut waiting).await);
    fixture.enqueue("b", 2).await;
    // What rings while nobody waits is not missed by who comes next.
    assert!(is_woken(&mut worker(&fixture)).await);
    fixture.enqueue("a", 3).await;
    assert!(!is_woken(&mut worker(&fixture)).await, "the first of its key is still to be claimed");
    let first = fixture.claim(9).await[0].id;
    assert!(!is_woken(&mut worker(&fixture)).await);
    assert!(fixture.complete(first).await);
    assert!(is_woken(&mut worker(&fixture)).await, "the next of the key is due");
}

async fn a_worker_is_not_woken_for_what_was_undone(fixture: Fixture) {
    enqueue_and_undo(&fixture, "a", 1).await;
    assert!(!is_woken(&mut worker(&fixture)).await);
}

async fn a_heartbeat_wakes_for_a_task_that_has_become_due(fixture: Fixture) {
    let task = Fixture::receive("a", 1);
    commit!(fixture, tx => tx.enqueue_in(task, Duration::seconds(30)).await);
    fixture.heartbeat().await;
    let mut waiting = worker(&fixture);
    assert!(!is_woken(&mut waiting).await);
    fixture.pass(Duration::seconds(30));
    fixture.heartbeat().await;
    assert!(is_woken(&mut waiting).await);
}

async fn a_task_added_while_the_last_of_its_key_ends_is_found_by_the_next_heartbeat(fixture: Fixture) {
    fixture.enqueue("a", 1).await;
    let first = fixture.claim(9).await[0].id;
    let beside = fixture.clone();
    let ended = commit!(fixture, tx => {
        // It sees the first task, whose end it cannot see yet; the end does not see it.
        let ended = tx.complete(first).await?;
        beside.enqueue("a", 2).await;
        Ok(ended)
    });
    assert!(ended);
    assert_eq!(fixture.claim(9).await, [], "the control: nobody has marked it");
    let mut waiting = worker(&fixture);
    fixture.heartbeat().await;
    assert!(is_woken(&mut waiting).await);
    assert_eq!(fixture.drain().await, ["2"]);
}

/// How often revisions may have moved, where it is more often than `seen`; without waiting.
async fn revisions_but(fixture: &Fixture, seen: i64) -> Option<i64> {
    let store = fixture.store.clone();
    match futures::poll!(Box::pin(async move { store.wait_for_revisions(seen).await })) {
        Poll::Ready(moves) => Some(moves),
        Poll::Pending => None,
    }
}

async fn a_change_of_the_faq_or_of_words_wakes_whoever_follows_them(fixture: Fixture) {
    let words = WordGroup { word: "VPN".to_owned(), synonyms: vec!["トンネル".to_owned()] };
    fixture.heartbeat().await;
    assert_eq!(revisions_but(&fixture, 0).await, None, "nothing was ever changed");
    let (entry, group) = (fixture.entry_keyed("vpn"), words.clone());
    commit!(fixture, tx => tx.save_entry(&entry, None).await);
    assert_eq!(revisions_but(&fixture, 0).await, Some(1), "at once, and no heart beats");
    commit!(fixture, tx => tx.save_word_group(&group).await);
    assert_eq!(revisions_but(&fixture, 1).await, Some(2));
    let lost = fixture.entry_keyed("lost");
    commit!(fixture, tx => {
        tx.set_savepoint().await?;
        tx.save_entry(&lost, None).await?;
        tx.roll_back_to_savepoint().await
    });
    assert_eq!(revisions_but(&fixture, 2).await, None, "it was undone");

    let neighbour = fixture.neighbour().await;
    let elsewhere = neighbour.entry_keyed("elsewhere");
    neighbour
        .write(&neighbour.other_tenant, move |tx| Box::pin(async move { tx.save_entry(&elsewhere, None).await }))
        .await;
    assert_eq!(revisions_but(&fixture, 2).await, None, "the control: nobody has told of it");
    fixture.heartbeat().await;
    assert_eq!(revisions_but(&fixture, 2).await, Some(3));
    fixture.heartbeat().await;
    assert_eq!(revisions_but(&fixture, 3).await, None);
}

/// Nothing here calls `heartbeat`: what is waited for comes from the other process, or never.
async fn another_process_does_a_task_at_once_and_no_heart_beats(fixture: Fixture) {
    let neighbour = fixture.neighbour().await;
    for round in 1..=2 {
        let store = neighbour.store.clone();
        let listening = tokio::spawn(async move { store.listen_to_others().await });
        // Whoever begins to listen looks once at what was left before.
        neighbour.store.wait_for_work(Queue::Intake, 0).await;
        assert_eq!(neighbour.drain().await, Vec::<String>::new());
        fixture.enqueue("a", round).await;
        neighbour.store.wait_for_work(Queue::Intake, 0).await;
        assert_eq!(neighbour.drain().await, [round.to_string()]);
        let ticket = desk::id::TicketId::new(fixture.fresh());
        commit!(fixture, tx => tx.record(desk::event::Event::TicketClosed { ticket }).await);
        fixture.store.place_events().await.expect("the store works");
        assert_eq!(neighbour.store.wait_for_events(round as i64 - 1).await, round as i64);
        let entry = fixture.entry_keyed(&format!("round {round}"));
        commit!(fixture, tx => tx.save_entry(&entry, None).await);
        assert_eq!(neighbour.store.wait_for_revisions(round as i64 - 1).await, round as i64);
        // The connection is lost; the second round is after that.
        let cut = "SELECT pg_terminate_backend(pid)::text
                   FROM pg_stat_activity
                   WHERE query LIKE 'LISTEN %' || md5(current_schema()) || '%'
                     AND pid <> pg_backend_pid()";
        assert_eq!(fixture.past_the_store(cut).await, ["true"]);
        let lost = listening.await.expect("it does not panic");
        assert!(lost.is_err_and(|error| error.is_transient()), "worth another try");
    }
}

/// A worker that has room for one task.
pub(crate) fn worker_with_room(fixture: &Fixture) -> Pin<Box<dyn Future<Output = Vec<Claimed>> + Send>> {
    let store = fixture.store.clone();
    Box::pin(async move { store.wait_for_work(Queue::Intake, 1).await })
}

async fn what_is_added_while_a_worker_waits_is_handed_to_it_as_far_as_it_has_room(fixture: Fixture) {
    fixture.claim(9).await;
    let mut waiting = worker_with_room(&fixture);
    assert!(futures::poll!(waiting.as_mut()).is_pending());
    for (key, number) in [("a", 1), ("a", 2), ("b", 3)] {
        fixture.enqueue(key, number).await;
    }
    let handed = waiting.await;
    assert_eq!(numbers(&handed), ["1"]);
    assert_eq!(worker_with_room(&fixture).await, [], "there are others");
    assert_eq!(fixture.drain().await, ["3"]);
    assert!(fixture.complete(handed[0].id).await);
    assert_eq!(fixture.drain().await, ["2"]);
}

async fn what_was_undone_is_handed_to_nobody(fixture: Fixture) {
    fixture.claim(9).await;
    let mut waiting = worker_with_room(&fixture);
    assert!(futures::poll!(waiting.as_mut()).is_pending());
    enqueue_and_undo(&fixture, "a", 1).await;
    let task = Fixture::receive("a", 1);
    commit!(fixture, tx => {
        tx.set_savepoint().await?;
        tx.enqueue(task).await?;
        tx.roll_back_to_savepoint().await
    });
    assert!(futures::poll!(waiting.as_mut()).is_pending());
    fixture.enqueue("a", 2).await;
    let mut known = numbers(&waiting.await);
    known.extend(fixture.drain().await);
    assert_eq!(known, ["2"]);
}

async fn nothing_is_taken_over_on_a_lease_that_is_about_to_end(fixture: Fixture) {
    fixture.claim(9).await;
    fixture.pass(Duration::SECOND);
    let mut waiting = worker_with_room(&fixture);
    assert!(futures::poll!(waiting.as_mut()).is_pending());
    let (handed, held) = (Fixture::receive("a", 1), Fixture::receive("b", 2));
    let held = commit!(fixture, tx => {
        tx.enqueue(handed).await?;
        tx.enqueue_held(held).await
    });
    assert_eq!((waiting.await, held), (Vec::new(), None));
    assert_eq!(fixture.drain().await, ["1", "2"]);
}

async fn a_task_is_held_from_its_beginning_when_it_is_the_first_of_its_key(fixture: Fixture) {
    fixture.claim(9).await;
    let mut waiting = worker_with_room(&fixture);
    assert!(futures::poll!(waiting.as_mut()).is_pending());
    let (first, second) = (Fixture::receive("a", 1), Fixture::receive("a", 2));
    let (first, second) = commit!(fixture, tx => Ok((tx.enqueue_held(first).await?, tx.enqueue_held(second).await?)));
    assert_eq!((fixture.claim(9).await, second), (Vec::new(), None));
    assert!(fixture.complete(first.expect("it is the first")).await);
    assert_eq!(waiting.await, [], "the next of the key is to be claimed");
    assert_eq!(fixture.drain().await, ["2"]);
    let third = Fixture::receive("a", 3);
    let third = commit!(fixture, tx => tx.enqueue_held(third).await);
    assert_eq!(third, None, "nobody works the queue here");
    assert_eq!(fixture.drain().await, ["3"]);
}

async fn what_has_begun_is_ended_though_nobody_waits_for_it(fixture: Fixture) {
    fixture.claim(9).await;
    let mut waiting = worker_with_room(&fixture);
    assert!(futures::poll!(waiting.as_mut()).is_pending());
    let mut adding = Box::pin(fixture.enqueue("a", 1));
    let _begun = futures::poll!(adding.as_mut());
    drop(adding);
    assert_eq!(numbers(&waiting.await), ["1"]);
}
