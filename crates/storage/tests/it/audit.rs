//! The record of events: who did it, places without gaps, and a chain in which an edit is found.

use desk::audit::{Actor, Head, Verdict};
use desk::event::Event;
use desk::id::{DraftId, PersonId, TicketId};
use desk::store::StoreError;
use futures::FutureExt;
use storage::Location;
use time::Duration;

use crate::house::House;
use crate::{commit, everywhere};

everywhere! {
    an_event_says_who_did_it,
    each_tenant_has_a_sequence_of_its_own,
    a_cursor_goes_on_where_it_was,
    what_was_undone_takes_no_place,
}

mod past_the_store {
    use super::{
        a_record_written_anew_is_not_the_one_whose_head_was_noted, a_taken_out_end_is_found, an_edited_event_is_found,
        events_of_a_process_that_has_ended_are_placed_by_another, two_processes_leave_no_gap,
    };

    crate::between_processes! {
        a_record_written_anew_is_not_the_one_whose_head_was_noted,
        events_of_a_process_that_has_ended_are_placed_by_another,
        an_edited_event_is_found,
        a_taken_out_end_is_found,
        two_processes_leave_no_gap,
    }
}

impl House {
    async fn closes(&self, actor: Actor) {
        let ticket = TicketId::new(self.fresh());
        commit!(self, tx => {
            tx.act_as(actor);
            tx.record(Event::TicketClosed { ticket }).await
        });
    }

    async fn place(&self) -> u64 {
        self.store.place_events().await.expect("the store works")
    }

    async fn verdict(&self) -> Verdict {
        self.compared_with(None).await
    }

    async fn compared_with(&self, noted: Option<&Head>) -> Verdict {
        self.store.verify_events(&self.tenant, noted).await.expect("the store works")
    }

    /// How many events are as they were written; `None` where some are not.
    async fn intact(&self) -> Option<i64> {
        match self.verdict().await {
            Verdict::Intact(head) => Some(head.sequence),
            _ => None,
        }
    }

    async fn head(&self) -> Head {
        match self.verdict().await {
            Verdict::Intact(head) => head,
            other => panic!("{other:?}"),
        }
    }

    async fn sequence(&self) -> Vec<i64> {
        let events = self.store.events_after(&self.tenant, 0, 500).await.expect("the store works");
        events.iter().map(|event| event.sequence).collect()
    }
}

async fn an_event_says_who_did_it(house: House) {
    let person = PersonId::new(house.fresh());
    let actors = [Actor::Person(person), Actor::Assistant, Actor::Desk, Actor::CommandLine];
    for actor in actors {
        house.closes(actor).await;
    }
    let draft = DraftId::new(house.fresh());
    commit!(house, tx => tx.record(Event::DraftRejected { draft }).await);
    if matches!(house.location, Location::Postgres(_)) {
        assert_eq!(house.sequence().await, Vec::<i64>::new(), "nothing is told before it has its place");
        assert_eq!(house.place().await, 5);
    }
    let events = house.store.events_after(&house.tenant, 0, 500).await.expect("the store works");
    let told: Vec<Actor> = events.iter().map(|event| event.actor).collect();
    assert_eq!(told, [&actors[..], &[Actor::Desk]].concat());
    assert_eq!((events[4].name.as_str(), events[4].at), ("draft.rejected.v1", house.now()));
    assert_eq!(house.intact().await, Some(5));
}

async fn each_tenant_has_a_sequence_of_its_own(house: House) {
    house.closes(Actor::Desk).await;
    let ticket = TicketId::new(house.fresh());
    house
        .write(&house.other_tenant, move |tx| Box::pin(async move { tx.record(Event::TicketClosed { ticket }).await }))
        .await;
    house.closes(Actor::Desk).await;
    house.place().await;
    assert_eq!(house.sequence().await, [1, 2]);
    let other = house.store.events_after(&house.other_tenant, 0, 500).await.expect("the store works");
    assert_eq!(other.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1]);
}

async fn a_cursor_goes_on_where_it_was(house: House) {
    for _ in 0..3 {
        house.closes(Actor::Desk).await;
    }
    house.place().await;
    let seen = house.store.wait_for_events(0).await;
    assert_eq!(seen, 3);
    let some = house.store.events_after(&house.tenant, 0, 2).await.expect("the store works");
    assert_eq!(some.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1, 2]);
    house.closes(Actor::Desk).await;
    if matches!(house.location, Location::Postgres(_)) {
        house.store.wait_for_unplaced_events().await;
        house.place().await;
    }
    assert_eq!(house.store.wait_for_events(seen).await, 4);
    let rest = house.store.events_after(&house.tenant, 2, 500).await.expect("the store works");
    assert_eq!(rest.iter().map(|event| event.sequence).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(house.place().await, 0, "each gets one place");
}

async fn events_of_a_process_that_has_ended_are_placed_by_another(house: House) {
    house.neighbour().await.closes(Actor::CommandLine).await;
    if !matches!(house.location, Location::Postgres(_)) {
        assert_eq!(house.sequence().await, [1], "on SQLite an event has its place with its commit");
        return;
    }
    let woken = |house: &House| {
        let store = house.store.clone();
        Box::pin(async move { store.wait_for_unplaced_events().await }).now_or_never().is_some()
    };
    house.store.heartbeat().await.expect("the store works");
    assert!(!woken(&house), "whoever wrote it is given time to place it");
    house.pass(Duration::seconds(1));
    house.store.heartbeat().await.expect("the store works");
    assert!(woken(&house));
    assert_eq!(house.place().await, 1);
    house.store.heartbeat().await.expect("the store works");
    assert!(!woken(&house), "nothing is left");
}

/// What is undone in the midst of others leaves no gap.
async fn what_was_undone_takes_no_place(house: House) {
    let one = |keep: bool| {
        let (store, tenant, ticket) = (house.store.clone(), house.tenant.clone(), TicketId::new(house.fresh()));
        async move {
            let recorded: Result<(), StoreError> = store
                .write(&tenant, move |tx| {
                    Box::pin(async move {
                        tx.record(Event::TicketClosed { ticket }).await?;
                        if keep { Ok(()) } else { Err(StoreError::LeaseLost) }
                    })
                })
                .await;
            assert_eq!(recorded.is_ok(), keep);
        }
    };
    futures::future::join_all((0..20).map(|number| one(number % 3 > 0))).await;
    house.place().await;
    assert_eq!(house.sequence().await, (1..=13).collect::<Vec<_>>());
    assert_eq!(house.intact().await, Some(13));
    let closed = [1, 2, 3].map(|_| Event::TicketClosed { ticket: TicketId::new(house.fresh()) });
    commit!(house, tx => {
        tx.record(closed[0]).await?;
        tx.set_savepoint().await?;
        tx.record(closed[1]).await?;
        tx.roll_back_to_savepoint().await?;
        tx.record(closed[2]).await
    });
    house.place().await;
    assert_eq!(house.intact().await, Some(15));
}

async fn an_edited_event_is_found(house: House) {
    for _ in 0..3 {
        house.closes(Actor::Desk).await;
    }
    house.place().await;
    assert_eq!(house.intact().await, Some(3), "the control");
    house.past_the_store("UPDATE events SET actor = 'assistant' WHERE sequence = 2 RETURNING name").await;
    assert_eq!(house.verdict().await, Verdict::Broken { sequence: 2 });
    house.past_the_store("UPDATE events SET actor = 'desk' WHERE sequence = 2 RETURNING name").await;
    assert_eq!(house.intact().await, Some(3));
    house.past_the_store("DELETE FROM events WHERE sequence = 2 RETURNING name").await;
    assert_eq!(house.verdict().await, Verdict::Broken { sequence: 2 });
}

async fn a_taken_out_end_is_found(house: House) {
    for _ in 0..3 {
        house.closes(Actor::Desk).await;
    }
    house.place().await;
    house.past_the_store("DELETE FROM events WHERE sequence = 3 RETURNING name").await;
    assert_eq!(house.verdict().await, Verdict::Broken { sequence: 3 });
}

async fn a_record_written_anew_is_not_the_one_whose_head_was_noted(house: House) {
    for _ in 0..3 {
        house.closes(Actor::Desk).await;
    }
    house.place().await;
    let noted = house.head().await;
    house.closes(Actor::Desk).await;
    house.place().await;
    assert_eq!(
        house.compared_with(Some(&noted)).await,
        Verdict::Intact(house.head().await),
        "what came after is no harm"
    );
    let newest = house.head().await;
    house.past_the_store("DELETE FROM events RETURNING name").await;
    house.past_the_store("DELETE FROM event_heads RETURNING tenant").await;
    assert_eq!(house.compared_with(Some(&noted)).await, Verdict::OtherRecord, "it was emptied");
    for count in 1..=4 {
        house.closes(Actor::CommandLine).await;
        house.place().await;
        assert_eq!(house.intact().await, Some(count), "the control: by itself it looks right");
        assert_eq!(house.compared_with(Some(&noted)).await, Verdict::OtherRecord, "{count} events");
        assert_eq!(house.compared_with(Some(&newest)).await, Verdict::OtherRecord, "{count} events");
    }
}

async fn two_processes_leave_no_gap(house: House) {
    let neighbour = house.neighbour().await;
    let both = [house.clone(), neighbour];
    let work = both.iter().map(|one| async move {
        for _ in 0..10 {
            one.closes(Actor::Desk).await;
            one.place().await;
        }
    });
    futures::future::join_all(work).await;
    house.place().await;
    assert_eq!(house.sequence().await, (1..=20).collect::<Vec<_>>());
    assert_eq!(house.intact().await, Some(20));
}
