//! What a transaction leaves for others: events, tasks, and what was done once.

use desk::event::{Claim, Event, Once, Queue, Task};
use desk::id::{ConversationId, InquiryId, MessageId, TicketId};
use desk::store::StoreError;
use time::Duration;

use crate::fixture::Fixture;
use crate::world::teams;
use crate::{commit, everywhere};

everywhere! {
    a_thing_is_done_once_within_seven_days,
    what_was_done_once_is_forgotten_when_it_was_undone,
    what_was_made_under_a_key_is_told_to_whoever_asks_for_the_same_again,
    every_task_comes_back_as_it_was,
    the_same_task_waits_once_until_somebody_begins_it,
}

mod seen_from_outside {
    use super::{an_event_is_written_with_its_change, an_undone_change_leaves_no_event};

    crate::between_processes! {
        an_event_is_written_with_its_change,
        an_undone_change_leaves_no_event,
    }
}

async fn a_thing_is_done_once_within_seven_days(fixture: Fixture) {
    let once = |tenant| {
        let fixture = fixture.clone();
        async move { fixture.write(&tenant, |tx| Box::pin(async move { tx.claim_idempotency_key("press 1").await })).await }
    };
    assert!(once(fixture.tenant.clone()).await);
    assert!(!once(fixture.tenant.clone()).await);
    assert!(once(fixture.other_tenant.clone()).await);
    fixture.pass(Duration::days(6));
    assert!(!once(fixture.tenant.clone()).await);
    assert_eq!(fixture.forget_keys().await, 0);
    fixture.pass(Duration::days(1));
    assert!(once(fixture.tenant.clone()).await);
    // The other tenant's key is as old; the first one's was just noted again.
    assert_eq!(fixture.forget_keys().await, 1);
    assert!(!once(fixture.tenant.clone()).await);
}

async fn what_was_done_once_is_forgotten_when_it_was_undone(fixture: Fixture) {
    let undone: Result<(), _> = fixture
        .attempt(&fixture.tenant, |tx| {
            Box::pin(async move {
                assert!(tx.claim_idempotency_key("press 1").await?);
                assert!(!tx.claim_idempotency_key("press 1").await?);
                Err(StoreError::LeaseLost)
            })
        })
        .await;
    assert!(matches!(undone, Err(StoreError::LeaseLost)), "{undone:?}");
    assert!(commit!(fixture, tx => tx.claim_idempotency_key("press 1").await));
}

async fn what_was_made_under_a_key_is_told_to_whoever_asks_for_the_same_again(fixture: Fixture) {
    let (first, second) = (fixture.fresh(), fixture.fresh());
    let asks = |asked: u8| Once { key: "entry 1".to_owned(), asked: [asked; 32] };
    let claim = async |asked: u8| commit!(fixture, tx => asks(asked).claim(tx).await);
    assert_eq!(claim(1).await, Claim::First);
    assert_eq!(claim(1).await, Claim::Other, "nobody has noted yet what was made");
    commit!(fixture, tx => asks(1).note_made(tx, first).await);
    assert_eq!((claim(1).await, claim(2).await), (Claim::Again(first), Claim::Other));
    let other = fixture.other_tenant.clone();
    let there = fixture.write(&other, move |tx| Box::pin(async move { asks(2).claim(tx).await })).await;
    assert_eq!(there, Claim::First);
    fixture.pass(Duration::days(7));
    assert_eq!(claim(2).await, Claim::First);
    commit!(fixture, tx => asks(2).note_made(tx, second).await);
    assert_eq!((claim(1).await, claim(2).await), (Claim::Other, Claim::Again(second)));
}

async fn every_task_comes_back_as_it_was(fixture: Fixture) {
    let (inquiry, message) = (InquiryId::new(fixture.fresh()), MessageId::new(fixture.fresh()));
    let (conversation, ticket) = (ConversationId::new(fixture.fresh()), TicketId::new(fixture.fresh()));
    let delivery = desk::id::DeliveryId::new(fixture.fresh());
    let tasks = vec![
        Task::Receive {
            channel: teams(), conversation: "19:x".into(), activity: "{\"text\":\"\\u0000こん\"}".into()
        },
        Task::Answer { inquiry, message },
        Task::Deliver { conversation, delivery },
        Task::Learn { ticket, reopened: 2 },
        Task::Remind { ticket, reopened: 1, moved: 2 },
        Task::ReadRoster { channel: conversation, hourly: true },
        Task::Refresh { conversation, delivery, apart: false },
        Task::Refresh { conversation, delivery, apart: true },
    ];
    for task in tasks {
        let queue = task.queue();
        let added = task.clone();
        commit!(fixture, tx => tx.enqueue(added).await);
        let claimed = fixture.store.claim(queue, 9).await.expect("it can be claimed");
        assert_eq!(claimed.len(), 1);
        assert_eq!((&claimed[0].task, &claimed[0].tenant, claimed[0].attempts), (&task, &fixture.tenant, 0));
        let id = claimed[0].id;
        assert!(commit!(fixture, tx => tx.complete(id).await));
    }
    for queue in Queue::ALL {
        assert_eq!(fixture.store.claim(queue, 9).await.expect("it can be claimed"), []);
    }
}

async fn the_same_task_waits_once_until_somebody_begins_it(fixture: Fixture) {
    let conversation = ConversationId::new(fixture.fresh());
    let refresh = |delivery| Task::Refresh { conversation, delivery, apart: false };
    let [one, other] = [(); 2].map(|()| refresh(desk::id::DeliveryId::new(fixture.fresh())));
    let again = async |task: &Task| {
        let task = task.clone();
        commit!(fixture, tx => tx.enqueue_unless_waiting(task).await);
    };
    for task in [&one, &other, &one, &one] {
        again(task).await;
    }
    let mut done = Vec::new();
    while let Some(claimed) = fixture.store.claim(Queue::Courier, 9).await.expect("it can be claimed").pop() {
        if done.is_empty() {
            again(&claimed.task).await;
        }
        done.push(claimed.task);
        assert!(commit!(fixture, tx => tx.complete(claimed.id).await));
    }
    assert_eq!(done, [one.clone(), other, one], "once more, since somebody had begun the first");
}

async fn an_event_is_written_with_its_change(fixture: Fixture) {
    let ticket = TicketId::new(fixture.fresh());
    commit!(fixture, tx => {
        tx.record(Event::TicketOpened { ticket }).await?;
        tx.record(Event::CsatGiven { ticket, score: 4 }).await
    });
    let lines =
        fixture.past_the_store("SELECT name || ' ' || tenant || ' ' || facts FROM events ORDER BY position").await;
    assert_eq!(
        lines,
        [
            format!("ticket.opened.v1 tenant-a {{\"ticket\":\"{ticket}\"}}"),
            format!("csat.given.v1 tenant-a {{\"ticket\":\"{ticket}\",\"score\":4}}"),
        ]
    );
}

async fn an_undone_change_leaves_no_event(fixture: Fixture) {
    let ticket = TicketId::new(fixture.fresh());
    let undone: Result<(), _> = fixture
        .attempt(&fixture.tenant, move |tx| {
            Box::pin(async move {
                tx.record(Event::TicketOpened { ticket }).await?;
                tx.enqueue(Task::Learn { ticket, reopened: 0 }).await?;
                Err(StoreError::LeaseLost)
            })
        })
        .await;
    assert!(matches!(undone, Err(StoreError::LeaseLost)), "{undone:?}");
    let rows = "SELECT name FROM events UNION ALL SELECT queue FROM tasks";
    assert_eq!(fixture.past_the_store(rows).await, Vec::<String>::new());
}
