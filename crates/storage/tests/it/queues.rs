//! The durable queues: order, leases, attempts, dead letters.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use desk::event::{Claimed, Queue, QueueDepths, Task, requeue};
use desk::id::{InquiryId, MessageId, TaskId};
use desk::store::{LEASE, LONGEST_HOLD, Pause, StoreError};
use time::Duration;

use crate::fixture::Fixture;
use crate::waking::{is_woken, worker, worker_with_room};
use crate::world::teams;
use crate::{commit, everywhere, look};

everywhere! {
    tasks_of_one_key_run_in_order_and_others_do_not_wait,
    tasks_of_every_tenant_are_claimed_and_no_more_than_wanted,
    a_delayed_task_is_due_later,
    a_postponed_task_comes_back_counted_and_holds_back_its_key,
    waiting_is_counted_apart_from_failing,
    what_waits_is_counted_with_what_was_put_off_for_a_moment,
    an_undone_completion_leaves_the_task,
    a_task_that_is_not_held_is_neither_ended_nor_moved,
    a_dead_lettered_task_lets_its_key_go_on,
    a_requeued_task_starts_anew,
    an_activity_is_accepted_once,
    what_was_accepted_was_not_done,
    what_waits_comes_first,
    what_nobody_knows_to_hold_is_due_again,
    a_clock_that_is_set_back_keeps_nothing_waiting,
    what_runs_while_the_clock_is_set_forward_is_held_as_long_as_before,
    what_was_put_off_before_the_clock_was_set_back_waits_no_longer,
}

mod between_workers {
    use super::{
        a_process_that_goes_on_renewing_keeps_its_tasks, a_process_whose_clock_is_ahead_waits_as_long_as_it_meant_to,
        a_task_that_cannot_be_read_is_dead_lettered_and_lets_its_key_go_on, nothing_of_an_ended_task_is_kept,
        the_tasks_of_a_silent_process_are_due_again_with_one_more_attempt, whoever_lost_the_lease_changes_nothing,
    };

    crate::between_processes! {
        the_tasks_of_a_silent_process_are_due_again_with_one_more_attempt,
        a_process_that_goes_on_renewing_keeps_its_tasks,
        a_process_whose_clock_is_ahead_waits_as_long_as_it_meant_to,
        whoever_lost_the_lease_changes_nothing,
        nothing_of_an_ended_task_is_kept,
        a_task_that_cannot_be_read_is_dead_lettered_and_lets_its_key_go_on,
    }
}

mod postgres_alone {
    #[tokio::test]
    async fn processes_whose_clocks_differ_leave_each_other_their_tasks_until_one_falls_silent() {
        let test = super::processes_whose_clocks_differ_leave_each_other_their_tasks_until_one_falls_silent;
        crate::backends::on_postgres(test).await;
    }

    #[tokio::test]
    async fn what_was_taken_over_in_a_commit_without_an_end_is_due_again_at_the_next_heartbeat() {
        let test = super::what_was_taken_over_in_a_commit_without_an_end_is_due_again_at_the_next_heartbeat;
        crate::backends::on_postgres(test).await;
    }

    /// SQLite has one writer: there, nobody can add a task while another transaction is open.
    #[tokio::test]
    async fn a_task_added_earlier_and_committed_later_waits_for_the_running_one() {
        crate::backends::on_postgres(super::a_task_added_earlier_and_committed_later_waits_for_the_running_one).await;
    }
}

impl Fixture {
    /// A task of a key, recognisable by a number.
    pub(crate) fn receive(key: &str, number: usize) -> Task {
        Task::Receive { channel: teams(), conversation: key.to_owned(), activity: number.to_string() }
    }

    pub(crate) async fn enqueue(&self, key: &str, number: usize) {
        let task = Self::receive(key, number);
        commit!(self, tx => tx.enqueue(task).await);
    }

    pub(crate) async fn heartbeat(&self) -> QueueDepths {
        self.store.heartbeat().await.expect("the store works")
    }

    pub(crate) async fn claim(&self, most: u32) -> Vec<Claimed> {
        self.store.claim(Queue::Intake, most).await.expect("it can be claimed")
    }

    pub(crate) async fn complete(&self, id: TaskId) -> bool {
        commit!(self, tx => tx.complete(id).await)
    }

    /// What is due, by number, each at once ended.
    pub(crate) async fn drain(&self) -> Vec<String> {
        let claimed = self.claim(99).await;
        for one in &claimed {
            assert!(self.complete(one.id).await);
        }
        numbers(&claimed)
    }
}

pub(crate) fn numbers(claimed: &[Claimed]) -> Vec<String> {
    let number = |one: &Claimed| match &one.task {
        Task::Receive { activity, .. } => activity.clone(),
        other => panic!("not of this queue: {other:?}"),
    };
    claimed.iter().map(number).collect()
}

async fn tasks_of_one_key_run_in_order_and_others_do_not_wait(fixture: Fixture) {
    for (key, number) in [("a", 1), ("a", 2), ("b", 3), ("a", 4)] {
        fixture.enqueue(key, number).await;
    }
    let first = fixture.claim(99).await;
    assert_eq!(numbers(&first), ["1", "3"]);
    assert_eq!(fixture.claim(99).await, []);
    assert!(fixture.complete(first[1].id).await);
    assert_eq!(fixture.claim(99).await, []);
    assert!(fixture.complete(first[0].id).await);
    assert_eq!(fixture.drain().await, ["2"]);
    assert_eq!(fixture.drain().await, ["4"]);
    assert_eq!(fixture.drain().await, Vec::<String>::new());
}

async fn tasks_of_every_tenant_are_claimed_and_no_more_than_wanted(fixture: Fixture) {
    for tenant in [fixture.tenant.clone(), fixture.other_tenant.clone()] {
        let task = Fixture::receive("a", 1);
        fixture.write(&tenant, move |tx| Box::pin(async move { tx.enqueue(task).await })).await;
    }
    let (inquiry, message) = (InquiryId::new(fixture.fresh()), MessageId::new(fixture.fresh()));
    commit!(fixture, tx => tx.enqueue(Task::Answer { inquiry, message }).await);
    let one = fixture.claim(1).await;
    let two = fixture.claim(9).await;
    let tenants: Vec<_> = one.iter().chain(&two).map(|claimed| claimed.tenant.clone()).collect();
    assert_eq!(tenants, [fixture.tenant.clone(), fixture.other_tenant.clone()]);
    // A tenant cannot end another's task.
    assert!(!fixture.complete(two[0].id).await);
}

async fn a_delayed_task_is_due_later(fixture: Fixture) {
    let task = Fixture::receive("a", 1);
    commit!(fixture, tx => tx.enqueue_in(task, Duration::seconds(30)).await);
    fixture.pass(Duration::seconds(29));
    assert_eq!(fixture.claim(9).await, []);
    fixture.pass(Duration::seconds(1));
    assert_eq!(fixture.drain().await, ["1"]);
}

async fn a_postponed_task_comes_back_counted_and_holds_back_its_key(fixture: Fixture) {
    fixture.enqueue("a", 1).await;
    fixture.enqueue("a", 2).await;
    for attempts in 0..3 {
        let claimed = fixture.claim(9).await;
        assert_eq!(numbers(&claimed), ["1"]);
        assert_eq!(claimed[0].attempts, attempts);
        fixture.store.postpone(claimed[0].id, Duration::seconds(5), Pause::Failed("503")).await.expect("it is held");
        fixture.pass(Duration::seconds(4));
        assert_eq!(fixture.claim(9).await, []);
        fixture.pass(Duration::seconds(1));
    }
    assert_eq!(fixture.drain().await, ["1"]);
    assert_eq!(fixture.drain().await, ["2"]);
}

async fn waiting_is_counted_apart_from_failing(fixture: Fixture) {
    fixture.enqueue("a", 1).await;
    for waits in 0..3 {
        let claimed = fixture.claim(9).await;
        assert_eq!((claimed[0].attempts, claimed[0].waits), (0, waits));
        fixture.store.postpone(claimed[0].id, Duration::ZERO, Pause::Waiting).await.expect("it is held");
    }
    let claimed = fixture.claim(9).await;
    fixture.store.postpone(claimed[0].id, Duration::ZERO, Pause::Failed("503")).await.expect("it is held");
    let claimed = fixture.claim(9).await;
    assert_eq!((claimed[0].attempts, claimed[0].waits), (1, 3));
}

async fn the_tasks_of_a_silent_process_are_due_again_with_one_more_attempt(fixture: Fixture) {
    let neighbour = fixture.neighbour().await;
    fixture.enqueue("a", 1).await;
    fixture.enqueue("a", 2).await;
    assert_eq!(numbers(&fixture.claim(9).await), ["1"]);
    fixture.pass_for_all(LEASE - Duration::milliseconds(1)).await;
    neighbour.heartbeat().await;
    assert_eq!(neighbour.claim(9).await, []);
    fixture.pass_for_all(Duration::milliseconds(1)).await;
    let mut waiting = worker(&neighbour);
    neighbour.heartbeat().await;
    assert!(is_woken(&mut waiting).await, "a heartbeat finds what a dead process has left");
    let claimed = neighbour.claim(9).await;
    assert_eq!((numbers(&claimed), claimed[0].attempts), (vec!["1".to_owned()], 1));
}

async fn a_process_that_goes_on_renewing_keeps_its_tasks(fixture: Fixture) {
    let neighbour = fixture.neighbour().await;
    fixture.enqueue("a", 1).await;
    let id = fixture.claim(9).await[0].id;
    for _ in 0..4 {
        fixture.pass_for_all(LEASE - Duration::SECOND).await;
        fixture.heartbeat().await;
        assert_eq!(neighbour.claim(9).await, []);
    }
    assert!(fixture.complete(id).await);
    fixture.enqueue("a", 2).await;
    fixture.pass_for_all(LEASE * 2).await;
    assert_eq!(numbers(&fixture.claim(9).await), ["2"], "a claim renews what has run out");
}

async fn processes_whose_clocks_differ_leave_each_other_their_tasks_until_one_falls_silent(fixture: Fixture) {
    for off in [Duration::HOUR, -Duration::HOUR] {
        let neighbour = fixture.neighbour_off_by(off).await;
        for (one, key) in [(&fixture, "a"), (&neighbour, "b")] {
            one.enqueue(key, 1).await;
            assert_eq!(one.claim(9).await.len(), 1, "{off}");
        }
        for _ in 0..4 {
            neighbour.pass(LEASE - Duration::SECOND);
            fixture.pass_for_all(LEASE - Duration::SECOND).await;
            for one in [&fixture, &neighbour] {
                one.heartbeat().await;
                assert_eq!(one.claim(9).await, [], "{off}: nobody takes what the other holds");
            }
        }
        // The neighbour is heard of no more.
        for _ in 0..2 {
            fixture.pass_for_all(LEASE - Duration::SECOND).await;
            fixture.heartbeat().await;
        }
        let claimed = fixture.claim(9).await;
        assert_eq!(claimed.iter().map(|one| (one.task.key(), one.attempts)).collect::<Vec<_>>(), [("b".to_owned(), 1)]);
        // Nor is this process, which leaves both tasks to a third.
        let third = fixture.neighbour_off_by(off).await;
        fixture.pass_for_all(LEASE).await;
        let taken = third.claim(9).await;
        assert_eq!(taken.iter().map(|one| one.attempts).collect::<Vec<_>>(), [1, 2], "{off}");
        for one in taken {
            assert!(third.complete(one.id).await);
        }
    }
}

async fn what_waits_is_counted_with_what_was_put_off_for_a_moment(fixture: Fixture) {
    for key in ["a", "b", "c"] {
        fixture.enqueue(key, 1).await;
    }
    for number in 2..100 {
        fixture.enqueue("a", number).await;
    }
    let task = Fixture::receive("d", 9);
    commit!(fixture, tx => tx.enqueue_in(task, Duration::HOUR).await);
    assert_eq!(
        fixture.heartbeat().await.of(Queue::Intake).waiting(),
        3,
        "what one key has waiting makes the others wait no longer"
    );
    for claimed in fixture.claim(2).await {
        let later = fixture.store.postpone(claimed.id, Duration::seconds(2), Pause::Waiting);
        later.await.expect("it is held");
    }
    assert_eq!(fixture.heartbeat().await.of(Queue::Intake).waiting(), 3, "put off is not done");
    fixture.pass(Duration::HOUR);
    assert_eq!(fixture.heartbeat().await.of(Queue::Intake).waiting(), 4);
    assert_eq!(fixture.heartbeat().await.of(Queue::Courier).waiting(), 0);
}

async fn a_clock_that_is_set_back_keeps_nothing_waiting(fixture: Fixture) {
    fixture.enqueue("a", 1).await;
    let timer = Fixture::receive("b", 2);
    commit!(fixture, tx => tx.enqueue_in(timer, Duration::minutes(30)).await);
    fixture.set_forward(-Duration::HOUR);
    fixture.heartbeat().await;
    assert_eq!(fixture.drain().await, ["1"]);
    fixture.pass(Duration::minutes(29));
    fixture.heartbeat().await;
    assert_eq!(fixture.drain().await, Vec::<String>::new(), "a timer runs as long as it was set for");
    fixture.pass(Duration::minutes(1));
    assert_eq!(fixture.drain().await, ["2"]);
}

async fn what_runs_while_the_clock_is_set_forward_is_held_as_long_as_before(fixture: Fixture) {
    assert_eq!(fixture.claim(9).await, []);
    let mut worker = worker_with_room(&fixture);
    assert!(futures::poll!(&mut worker).is_pending());
    fixture.enqueue("a", 1).await;
    assert_eq!(numbers(&worker.await), ["1"], "handed over");
    fixture.enqueue("b", 2).await;
    assert_eq!(numbers(&fixture.claim(9).await), ["2"]);
    for set in [Duration::HOUR, -Duration::HOUR, -Duration::HOUR] {
        fixture.set_forward(set);
        fixture.heartbeat().await;
        assert_eq!(fixture.claim(9).await, [], "{set}");
    }
    fixture.pass(LONGEST_HOLD);
    fixture.heartbeat().await;
    assert_eq!(numbers(&fixture.claim(9).await), ["1", "2"]);
}

async fn what_was_put_off_before_the_clock_was_set_back_waits_no_longer(fixture: Fixture) {
    fixture.enqueue("a", 1).await;
    let running = fixture.claim(9).await;
    fixture.set_forward(Duration::HOUR);
    fixture.store.postpone(running[0].id, Duration::minutes(2), Pause::Waiting).await.expect("it is held");
    fixture.set_forward(-Duration::HOUR);
    fixture.heartbeat().await;
    assert_eq!(fixture.drain().await, Vec::<String>::new(), "a pause is as long as it was meant to be");
    fixture.pass(Duration::minutes(2));
    assert_eq!(fixture.drain().await, ["1"]);
}

async fn a_process_whose_clock_is_ahead_waits_as_long_as_it_meant_to(fixture: Fixture) {
    let neighbour = fixture.neighbour_off_by(Duration::minutes(20)).await;
    neighbour.enqueue("a", 1).await;
    let timer = Fixture::receive("b", 2);
    commit!(neighbour, tx => tx.enqueue_in(timer, Duration::minutes(5)).await);
    let running = neighbour.claim(9).await;
    assert_eq!(numbers(&running), ["1"]);
    neighbour.store.postpone(running[0].id, Duration::minutes(10), Pause::Failed("503")).await.expect("it is held");
    // By a small step back nobody has to wait for a neighbour that is far ahead.
    for set in [Duration::ZERO, -Duration::minutes(2)] {
        fixture.set_forward(set);
        fixture.heartbeat().await;
        neighbour.heartbeat().await;
        assert_eq!(neighbour.claim(9).await, [], "{set}");
    }
    neighbour.pass(Duration::minutes(5));
    assert_eq!(neighbour.drain().await, ["2"]);
    neighbour.pass(Duration::minutes(5));
    assert_eq!(neighbour.drain().await, ["1"]);
}

async fn an_undone_completion_leaves_the_task(fixture: Fixture) {
    fixture.enqueue("a", 1).await;
    let id = fixture.claim(9).await[0].id;
    let undone: Result<(), _> = fixture
        .attempt(&fixture.tenant, move |tx| {
            Box::pin(async move {
                assert!(tx.complete(id).await?);
                Err(StoreError::LeaseLost)
            })
        })
        .await;
    assert!(undone.is_err());
    assert!(fixture.complete(id).await);
    assert!(!fixture.complete(id).await);
}

async fn a_task_that_is_not_held_is_neither_ended_nor_moved(fixture: Fixture) {
    fixture.enqueue("a", 1).await;
    let id = fixture.claim(9).await[0].id;
    fixture.store.postpone(id, Duration::ZERO, Pause::Failed("-")).await.expect("it is held");
    assert!(!fixture.complete(id).await);
    let postponed = fixture.store.postpone(id, Duration::HOUR, Pause::Failed("-")).await;
    assert!(matches!(postponed, Err(StoreError::LeaseLost)), "{postponed:?}");
    let refused = fixture.store.dead_letter(id, "-").await;
    assert!(matches!(refused, Err(StoreError::LeaseLost)), "{refused:?}");
    assert_eq!(fixture.store.dead_letters(9).await.expect("they can be read"), []);
    assert_eq!(fixture.drain().await, ["1"]);
}

async fn a_dead_lettered_task_lets_its_key_go_on(fixture: Fixture) {
    fixture.enqueue("a", 1).await;
    fixture.enqueue("a", 2).await;
    fixture.enqueue("a", 3).await;
    let mut ids = Vec::new();
    for number in ["1", "2"] {
        fixture.pass(Duration::seconds(1));
        let claimed = fixture.claim(9).await;
        assert_eq!(numbers(&claimed), [number]);
        fixture.store.dead_letter(claimed[0].id, &format!("gave up on {number}")).await.expect("it is held");
        ids.insert(0, claimed[0].id);
    }
    assert_eq!(fixture.drain().await, ["3"]);
    let dead = fixture.store.dead_letters(9).await.expect("they can be read");
    assert_eq!(dead.iter().map(|one| one.id).collect::<Vec<_>>(), ids);
    assert_eq!(
        (dead[0].error.as_str(), &dead[0].tenant, dead[0].queue, dead[0].at),
        ("gave up on 2", &fixture.tenant, Queue::Intake, fixture.now())
    );
    assert_eq!(fixture.store.dead_letters(1).await.expect("they can be read"), dead[..1]);
}

async fn a_requeued_task_starts_anew(fixture: Fixture) {
    fixture.enqueue("a", 1).await;
    let id = fixture.claim(9).await[0].id;
    fixture.store.postpone(id, Duration::ZERO, Pause::Failed("-")).await.expect("it is held");
    assert_eq!(fixture.claim(9).await.len(), 1);
    fixture.store.dead_letter(id, "-").await.expect("it is held");
    assert_eq!(look!(fixture, tx => tx.dead_letters_before(None, 9).await).len(), 1);
    assert_eq!(look!(fixture, tx => tx.dead_letters_before(Some(id), 9).await), []);
    let foreign = fixture.write(&fixture.other_tenant, move |tx| Box::pin(async move { requeue(tx, id).await })).await;
    assert!(!foreign, "it is another's");
    assert!(commit!(fixture, tx => requeue(tx, id).await));
    assert!(!commit!(fixture, tx => requeue(tx, id).await));
    assert_eq!(fixture.store.dead_letters(9).await.expect("they can be read"), []);
    let claimed = fixture.claim(9).await;
    assert_eq!((claimed[0].id, claimed[0].attempts), (id, 0));
}

async fn an_activity_is_accepted_once(fixture: Fixture) {
    let accept = |tenant, key: &'static str, number| {
        let fixture = fixture.clone();
        async move { fixture.ingest(&tenant, key, Fixture::receive("a", number)).await }
    };
    assert!(accept(fixture.tenant.clone(), "activity 1", 1).await);
    assert!(!accept(fixture.tenant.clone(), "activity 1", 2).await);
    assert!(accept(fixture.tenant.clone(), "activity 2", 3).await);
    assert_eq!(fixture.drain().await, ["1"]);
    assert_eq!(fixture.drain().await, ["3"]);
    assert!(!accept(fixture.tenant.clone(), "activity 1", 4).await);
    assert!(accept(fixture.other_tenant.clone(), "activity 1", 5).await);
    fixture.pass(Duration::days(7));
    assert_eq!(fixture.forget_keys().await, 3);
    assert!(accept(fixture.tenant.clone(), "activity 1", 6).await);
}

async fn what_was_accepted_was_not_done(fixture: Fixture) {
    assert!(fixture.ingest(&fixture.tenant, "key", Fixture::receive("a", 1)).await);
    assert!(commit!(fixture, tx => tx.claim_idempotency_key("key").await));
}

async fn what_waits_comes_first(fixture: Fixture) {
    let first = async |key| {
        let task = Fixture::receive(key, 9);
        commit!(fixture, tx => tx.comes_first(&task).await)
    };
    fixture.enqueue("a", 1).await;
    assert!(!first("a").await && first("b").await);
    let id = fixture.claim(9).await[0].id;
    assert!(!first("a").await, "it runs");
    assert!(fixture.complete(id).await);
    assert!(first("a").await);
}

async fn whoever_lost_the_lease_changes_nothing(fixture: Fixture) {
    let neighbour = fixture.neighbour().await;
    fixture.enqueue("a", 1).await;
    let id = fixture.claim(9).await[0].id;
    assert_eq!(neighbour.claim(9).await, []);
    fixture.pass_for_all(LEASE).await;
    assert_eq!(neighbour.claim(9).await[0].attempts, 1);
    assert!(!fixture.complete(id).await);
    let postponed = fixture.store.postpone(id, Duration::HOUR, Pause::Failed("-")).await;
    assert!(matches!(postponed, Err(StoreError::LeaseLost)), "{postponed:?}");
    let refused = fixture.store.dead_letter(id, "-").await;
    assert!(matches!(refused, Err(StoreError::LeaseLost)), "{refused:?}");
    assert!(neighbour.complete(id).await);
}

async fn nothing_of_an_ended_task_is_kept(fixture: Fixture) {
    fixture.enqueue("a", 1).await;
    assert_eq!(fixture.drain().await, ["1"]);
    assert_eq!(fixture.past_the_store("SELECT task FROM tasks").await, Vec::<String>::new());
}

async fn a_task_that_cannot_be_read_is_dead_lettered_and_lets_its_key_go_on(fixture: Fixture) {
    fixture.enqueue("a", 1).await;
    fixture.enqueue("a", 2).await;
    let spoil = "UPDATE tasks SET task = '{\"do\":\"what nobody knows\"}' WHERE position = 1 RETURNING queue";
    assert_eq!(fixture.past_the_store(spoil).await, ["intake"]);
    assert_eq!(fixture.claim(9).await, []);
    assert_eq!(fixture.drain().await, ["2"]);
    let dead = fixture.store.dead_letters(9).await.expect("they can be read");
    let spoilt = dead[0].id.uuid();
    assert_eq!(dead[0].error, format!("stored data is damaged: tasks.task of {spoilt}"));
}

async fn a_task_added_earlier_and_committed_later_waits_for_the_running_one(fixture: Fixture) {
    let beside = fixture.clone();
    let running = commit!(fixture, tx => {
        tx.enqueue(Fixture::receive("a", 1)).await?;
        beside.enqueue("a", 2).await;
        Ok(beside.claim(9).await)
    });
    assert_eq!(numbers(&running), ["2"]);
    assert_eq!(fixture.claim(9).await, []);
    assert!(fixture.complete(running[0].id).await);
    assert_eq!(fixture.drain().await, ["1"]);
}

/// The news of a claim is lost, and the process lives on.
async fn what_was_taken_over_in_a_commit_without_an_end_is_due_again_at_the_next_heartbeat(fixture: Fixture) {
    let breaks = Arc::new(AtomicBool::new(false));
    let location = crate::backends::breaking_at_a_commit(&fixture.location, breaks.clone()).await;
    let other = fixture.neighbour_by_way_of(location).await;
    other.heartbeat().await;
    fixture.enqueue("a", 1).await;
    breaks.store(true, Ordering::SeqCst);
    let claimed = other.store.claim(Queue::Intake, 9).await;
    assert!(claimed.is_err_and(|error| error.is_transient()) && !breaks.load(Ordering::SeqCst), "it heard no end");
    assert_eq!(fixture.claim(9).await, [], "it was committed");
    other.heartbeat().await;
    other.pass(Duration::MILLISECOND);
    let again = other.claim(9).await;
    assert_eq!((numbers(&again), again[0].attempts), (vec!["1".to_owned()], 0));
    for _ in 0..3 {
        other.pass(Duration::SECOND);
        other.heartbeat().await;
    }
    assert_eq!(fixture.claim(9).await, [], "it is held anew");
}

async fn what_nobody_knows_to_hold_is_due_again(fixture: Fixture) {
    fixture.enqueue("a", 1).await;
    fixture.enqueue("a", 2).await;
    let lost = fixture.claim(9).await;
    assert_eq!(numbers(&lost), ["1"]);
    fixture.pass(LONGEST_HOLD - Duration::SECOND);
    fixture.heartbeat().await;
    assert_eq!(fixture.claim(9).await, [], "it may still be at work");
    fixture.pass(Duration::SECOND);
    fixture.heartbeat().await;
    assert_eq!(fixture.claim(9).await.iter().map(|one| (one.id, one.attempts)).collect::<Vec<_>>(), [(lost[0].id, 1)]);
    fixture.heartbeat().await;
    assert_eq!(fixture.claim(9).await, [], "it is held anew");
}
