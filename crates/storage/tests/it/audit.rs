//! The record of events: who did it, places without gaps, and a chain in which an edit is found.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use desk::audit::{Actor, Head, Verdict};
use desk::event::Event;
use desk::id::{DraftId, PersonId, TicketId};
use desk::outside::Clock;
use desk::store::StoreError;
use futures::FutureExt;
use storage::{ConnectionPolicy, Location};
use time::{Duration, OffsetDateTime};

use crate::fixture::Fixture;
use crate::{commit, everywhere};

everywhere! {
    an_event_says_who_did_it,
    each_tenant_has_a_sequence_of_its_own,
    a_cursor_goes_on_where_it_was,
    the_newest_events_come_first_and_are_found_by_name_actor_and_fact,
    what_happened_to_a_ticket_is_found_by_it,
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

mod in_the_midst {
    use super::{
        what_is_edited_while_it_is_looked_through_is_found, what_is_forgotten_while_it_is_looked_through_is_no_edit,
    };

    #[tokio::test]
    async fn forgotten() {
        crate::backends::on_sqlite(what_is_forgotten_while_it_is_looked_through_is_no_edit).await;
    }

    #[tokio::test]
    async fn edited() {
        crate::backends::on_sqlite(what_is_edited_while_it_is_looked_through_is_found).await;
    }
}

/// A clock that lets something happen when it is asked for the second time: by then the first part of the record is read.
struct Interrupting {
    time: OffsetDateTime,
    asked: AtomicU32,
    meanwhile: Box<dyn Fn() + Send + Sync>,
}

impl Clock for Interrupting {
    fn now(&self) -> OffsetDateTime {
        if self.asked.fetch_add(1, Ordering::SeqCst) == 1 {
            (self.meanwhile)();
        }
        self.time
    }
}

impl Fixture {
    /// The verdict on a record of 1,200 events to which this is done after its first part was read.
    async fn verdict_with(&self, statement: &'static str) -> Verdict {
        let closed: Vec<_> = (0..1200).map(|_| Event::TicketClosed { ticket: TicketId::new(self.fresh()) }).collect();
        commit!(self, tx => {
            for event in closed {
                tx.record(event).await?;
            }
            Ok(())
        });
        let Location::SqliteFile(path) = self.location.clone() else { panic!("a file") };
        let meanwhile = move || {
            let connection = rusqlite::Connection::open(&path).expect("the file opens");
            connection.execute(statement, ()).expect("the statement is sound");
        };
        let (time, asked) = (self.now(), AtomicU32::new(u32::MAX / 2));
        let clock = Arc::new(Interrupting { time, asked, meanwhile: Box::new(meanwhile) });
        let opened = storage::open(&self.location, ConnectionPolicy::command(), clock.clone(), self.ids.clone()).await;
        let store = opened.expect("it opens again");
        clock.asked.store(0, Ordering::SeqCst);
        let verdict = store.verify_events(&self.tenant, None).await.expect("the store works");
        assert!(clock.asked.load(Ordering::SeqCst) > 2, "it was read in several parts");
        verdict
    }
}

async fn what_is_forgotten_while_it_is_looked_through_is_no_edit(fixture: Fixture) {
    let verdict = fixture.verdict_with("DELETE FROM events WHERE sequence <= 700").await;
    assert!(matches!(verdict, Verdict::Intact(Head { sequence: 1200, .. })), "{verdict:?}");
}

async fn what_is_edited_while_it_is_looked_through_is_found(fixture: Fixture) {
    let verdict = fixture.verdict_with("DELETE FROM events WHERE sequence BETWEEN 400 AND 700").await;
    assert_eq!(verdict, Verdict::Broken { sequence: 400 });
}

impl Fixture {
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

async fn an_event_says_who_did_it(fixture: Fixture) {
    let person = PersonId::new(fixture.fresh());
    let actors = [Actor::Person(person), Actor::Assistant, Actor::Desk, Actor::CommandLine];
    for actor in actors {
        fixture.closes(actor).await;
    }
    let draft = DraftId::new(fixture.fresh());
    commit!(fixture, tx => tx.record(Event::DraftRejected { draft }).await);
    if matches!(fixture.location, Location::Postgres(_)) {
        assert_eq!(fixture.sequence().await, Vec::<i64>::new(), "nothing is told before it has its place");
        assert_eq!(fixture.place().await, 5);
    }
    let events = fixture.store.events_after(&fixture.tenant, 0, 500).await.expect("the store works");
    let told: Vec<Actor> = events.iter().map(|event| event.actor).collect();
    assert_eq!(told, [&actors[..], &[Actor::Desk]].concat());
    assert_eq!((events[4].name.as_str(), events[4].at), ("draft.rejected.v1", fixture.now()));
    assert_eq!(fixture.intact().await, Some(5));
}

async fn each_tenant_has_a_sequence_of_its_own(fixture: Fixture) {
    fixture.closes(Actor::Desk).await;
    let ticket = TicketId::new(fixture.fresh());
    fixture
        .write(&fixture.other_tenant, move |tx| {
            Box::pin(async move { tx.record(Event::TicketClosed { ticket }).await })
        })
        .await;
    fixture.closes(Actor::Desk).await;
    fixture.place().await;
    assert_eq!(fixture.sequence().await, [1, 2]);
    let other = fixture.store.events_after(&fixture.other_tenant, 0, 500).await.expect("the store works");
    assert_eq!(other.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1]);
}

async fn the_newest_events_come_first_and_are_found_by_name_actor_and_fact(fixture: Fixture) {
    let (closed, opened) = (TicketId::new(fixture.fresh()), TicketId::new(fixture.fresh()));
    commit!(fixture, tx => {
        tx.record(Event::TicketOpened { ticket: opened }).await?;
        tx.record(Event::TicketClosed { ticket: closed }).await?;
        tx.act_as(Actor::Assistant);
        tx.record(Event::TicketOpened { ticket: closed }).await
    });
    fixture.store.place_events().await.expect("they get their places");
    let found = async |places: Range<i64>, text: &str, most| {
        let events = fixture.store.events_before(&fixture.tenant, places, text, most).await.expect("it can be read");
        events.into_iter().map(|event| event.sequence).collect::<Vec<_>>()
    };
    assert_eq!(found(0..i64::MAX, "", 9).await, [3, 2, 1]);
    assert_eq!(found(0..i64::MAX, "", 2).await, [3, 2]);
    assert_eq!(found(0..2, "", 9).await, [1]);
    assert_eq!(found(2..3, "", 9).await, [2]);
    assert_eq!(found(0..i64::MAX, "Ticket.Opened", 9).await, [3, 1]);
    assert_eq!(found(0..i64::MAX, &closed.to_string(), 9).await, [3, 2]);
    assert_eq!(found(0..i64::MAX, "assistant", 9).await, [3]);
    assert_eq!(found(0..i64::MAX, "ticket_opened", 9).await, Vec::<i64>::new(), "no sign stands for any other");
    assert_eq!(found(0..i64::MAX, "%", 9).await, Vec::<i64>::new());
    let newest =
        fixture.store.events_before(&fixture.tenant, 0..i64::MAX, "", 1).await.expect("it can be read").remove(0);
    let by_id = async |tenant| fixture.store.event(tenant, newest.id).await.expect("it can be read");
    assert_eq!(by_id(&fixture.tenant).await.as_ref(), Some(&newest));
    assert_eq!(by_id(&fixture.other_tenant).await, None);
    let other = fixture.store.events_before(&fixture.other_tenant, 0..i64::MAX, "", 9).await.expect("it can be read");
    assert_eq!(other, []);
}

async fn a_cursor_goes_on_where_it_was(fixture: Fixture) {
    for _ in 0..3 {
        fixture.closes(Actor::Desk).await;
    }
    fixture.place().await;
    let seen = fixture.store.wait_for_events(0).await;
    assert_eq!(seen, 3);
    let some = fixture.store.events_after(&fixture.tenant, 0, 2).await.expect("the store works");
    assert_eq!(some.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1, 2]);
    fixture.closes(Actor::Desk).await;
    if matches!(fixture.location, Location::Postgres(_)) {
        fixture.store.wait_for_unplaced_events().await;
        fixture.place().await;
    }
    assert_eq!(fixture.store.wait_for_events(seen).await, 4);
    let rest = fixture.store.events_after(&fixture.tenant, 2, 500).await.expect("the store works");
    assert_eq!(rest.iter().map(|event| event.sequence).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(fixture.place().await, 0, "each gets one place");
}

async fn events_of_a_process_that_has_ended_are_placed_by_another(fixture: Fixture) {
    fixture.neighbour().await.closes(Actor::CommandLine).await;
    if !matches!(fixture.location, Location::Postgres(_)) {
        assert_eq!(fixture.sequence().await, [1], "on SQLite an event has its place with its commit");
        return;
    }
    let woken = |fixture: &Fixture| {
        let store = fixture.store.clone();
        Box::pin(async move { store.wait_for_unplaced_events().await }).now_or_never().is_some()
    };
    fixture.store.heartbeat().await.expect("the store works");
    assert!(!woken(&fixture), "whoever wrote it is given time to place it");
    fixture.pass(Duration::seconds(1));
    fixture.store.heartbeat().await.expect("the store works");
    assert!(woken(&fixture));
    assert_eq!(fixture.place().await, 1);
    fixture.store.heartbeat().await.expect("the store works");
    assert!(!woken(&fixture), "nothing is left");
}

/// What is undone in the midst of others leaves no gap.
async fn what_was_undone_takes_no_place(fixture: Fixture) {
    let one = |keep: bool| {
        let (store, tenant, ticket) = (fixture.store.clone(), fixture.tenant.clone(), TicketId::new(fixture.fresh()));
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
    fixture.place().await;
    assert_eq!(fixture.sequence().await, (1..=13).collect::<Vec<_>>());
    assert_eq!(fixture.intact().await, Some(13));
    let closed = [1, 2, 3].map(|_| Event::TicketClosed { ticket: TicketId::new(fixture.fresh()) });
    commit!(fixture, tx => {
        tx.record(closed[0]).await?;
        tx.set_savepoint().await?;
        tx.record(closed[1]).await?;
        tx.roll_back_to_savepoint().await?;
        tx.record(closed[2]).await
    });
    fixture.place().await;
    assert_eq!(fixture.intact().await, Some(15));
}

async fn an_edited_event_is_found(fixture: Fixture) {
    for _ in 0..3 {
        fixture.closes(Actor::Desk).await;
    }
    fixture.place().await;
    assert_eq!(fixture.intact().await, Some(3), "the control");
    fixture.past_the_store("UPDATE events SET actor = 'assistant' WHERE sequence = 2 RETURNING name").await;
    assert_eq!(fixture.verdict().await, Verdict::Broken { sequence: 2 });
    fixture.past_the_store("UPDATE events SET actor = 'desk' WHERE sequence = 2 RETURNING name").await;
    assert_eq!(fixture.intact().await, Some(3));
    // As a fault of the disk may do it.
    for (flipped, back) in [
        ("at = at + 1", "at = at - 1"),
        ("name = name || '.'", "name = RTRIM(name, '.')"),
        ("facts = facts || ' '", "facts = RTRIM(facts)"),
    ] {
        let change = |what: &str| format!("UPDATE events SET {what} WHERE sequence = 2 RETURNING name");
        fixture.past_the_store(&change(flipped)).await;
        assert_eq!(fixture.verdict().await, Verdict::Broken { sequence: 2 }, "{flipped}");
        fixture.past_the_store(&change(back)).await;
        assert_eq!(fixture.intact().await, Some(3), "{back}");
    }
    fixture.past_the_store("DELETE FROM events WHERE sequence = 2 RETURNING name").await;
    assert_eq!(fixture.verdict().await, Verdict::Broken { sequence: 2 });
}

async fn a_taken_out_end_is_found(fixture: Fixture) {
    for _ in 0..3 {
        fixture.closes(Actor::Desk).await;
    }
    fixture.place().await;
    fixture.past_the_store("DELETE FROM events WHERE sequence = 3 RETURNING name").await;
    assert_eq!(fixture.verdict().await, Verdict::Broken { sequence: 3 });
}

async fn a_record_written_anew_is_not_the_one_whose_head_was_noted(fixture: Fixture) {
    for _ in 0..3 {
        fixture.closes(Actor::Desk).await;
    }
    fixture.place().await;
    let noted = fixture.head().await;
    fixture.closes(Actor::Desk).await;
    fixture.place().await;
    assert_eq!(
        fixture.compared_with(Some(&noted)).await,
        Verdict::Intact(fixture.head().await),
        "what came after is no harm"
    );
    let newest = fixture.head().await;
    fixture.past_the_store("DELETE FROM events RETURNING name").await;
    fixture.past_the_store("DELETE FROM event_heads RETURNING tenant").await;
    assert_eq!(fixture.compared_with(Some(&noted)).await, Verdict::OtherRecord, "it was emptied");
    for count in 1..=4 {
        fixture.closes(Actor::CommandLine).await;
        fixture.place().await;
        assert_eq!(fixture.intact().await, Some(count), "the control: by itself it looks right");
        assert_eq!(fixture.compared_with(Some(&noted)).await, Verdict::OtherRecord, "{count} events");
        assert_eq!(fixture.compared_with(Some(&newest)).await, Verdict::OtherRecord, "{count} events");
    }
}

async fn two_processes_leave_no_gap(fixture: Fixture) {
    let neighbour = fixture.neighbour().await;
    let both = [fixture.clone(), neighbour];
    let work = both.iter().map(|one| async move {
        for _ in 0..10 {
            one.closes(Actor::Desk).await;
            one.place().await;
        }
    });
    futures::future::join_all(work).await;
    fixture.place().await;
    assert_eq!(fixture.sequence().await, (1..=20).collect::<Vec<_>>());
    assert_eq!(fixture.intact().await, Some(20));
}

async fn what_happened_to_a_ticket_is_found_by_it(fixture: Fixture) {
    let (one, other) = (TicketId::new(fixture.fresh()), TicketId::new(fixture.fresh()));
    let agent = PersonId::new(fixture.fresh());
    commit!(fixture, tx => {
        tx.record(Event::TicketOpened { ticket: one }).await?;
        tx.record(Event::TicketOpened { ticket: other }).await?;
        tx.record(Event::DraftProposed { draft: DraftId::new(tx.fresh()) }).await?;
        tx.record(Event::TicketAssigned { ticket: one, agent }).await?;
        tx.record(Event::CsatGiven { ticket: one, score: 4 }).await
    });
    fixture.store.place_events().await.expect("the store works");
    let found = fixture.store.events_of_ticket(&fixture.tenant, one, 9).await.expect("the store works");
    let seen: Vec<_> = found.iter().map(|event| (event.sequence, event.name.as_str())).collect();
    assert_eq!(seen, [(5, "csat.given.v1"), (4, "ticket.assigned.v1"), (1, "ticket.opened.v1")]);
    assert!(found[1].facts.contains(&agent.to_string()), "{:?}", found[1].facts);
    let newest = fixture.store.events_of_ticket(&fixture.tenant, one, 1).await.expect("the store works");
    assert_eq!(newest.len(), 1);
    let elsewhere = fixture.store.events_of_ticket(&fixture.other_tenant, one, 9).await.expect("the store works");
    assert_eq!(elsewhere, []);
}
