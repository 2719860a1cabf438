//! What is forgotten, when, and that a dry run only tells.

use desk::audit::{Head, Verdict};
use desk::delivery::{Delivery, DeliveryState, Subject};
use desk::event::{Event, Queue, Task};
use desk::id::{DeliveryId, InquiryId, TicketId};
use desk::inquiry::{Attachment, AttachmentKind, Ending, Inquiry, Message, Stage};
use desk::learning::Unanswered;
use desk::retention::Retention;
use time::Duration;

use crate::fixture::Fixture;
use crate::{commit, everywhere, look};

everywhere! {
    texts_are_forgotten_unless_people_have_the_inquiry,
    a_dry_run_tells_and_forgets_nothing,
    gaps_and_dead_letters_are_forgotten_in_time,
    what_is_under_way_is_never_forgotten,
    the_record_stays_whole_when_its_beginning_is_forgotten,
    the_record_stays_whole_where_times_and_places_cross,
}

/// Everything that can be forgotten is, after a day.
const A_DAY: Retention = Retention {
    texts: Some(Duration::DAY),
    events: Some(Duration::DAY),
    deliveries: Some(Duration::DAY),
    dead_letters: Some(Duration::DAY),
    gaps: Some(Duration::DAY),
};

impl Fixture {
    async fn expired(&self, retention: Retention, dry_run: bool, kind: &str) -> Option<u64> {
        let expired = self.store.expire(&retention, dry_run).await.expect("the store works");
        expired.into_iter().find(|expired| expired.kind == kind).map(|expired| expired.rows)
    }

    async fn verdict_beside(&self, noted: Option<&Head>) -> Verdict {
        self.store.verify_events(&self.tenant, noted).await.expect("the store works")
    }

    /// Gives events their places, and tells the head.
    async fn head_placed(&self) -> Head {
        self.store.place_events().await.expect("the store works");
        match self.verdict_beside(None).await {
            Verdict::Intact(head) => head,
            other => panic!("{other:?}"),
        }
    }

    /// Forgets keys that were noted long ago; returns how many.
    pub(crate) async fn forget_keys(&self) -> u64 {
        self.expired(Retention::default(), false, "keys").await.expect("keys are never kept for good")
    }
}

async fn texts_are_forgotten_unless_people_have_the_inquiry(fixture: Fixture) {
    let world = fixture.world().await;
    let asked = |stage| Inquiry { id: InquiryId::new(fixture.fresh()), stage, ..world.inquiry.clone() };
    let with_people = asked(Stage::People(TicketId::new(fixture.fresh())));
    // Most people ask, read, and never say that it is over.
    let (answered, ended) = (asked(Stage::Assistant), asked(Stage::Ended(Ending::Solved)));
    let picture = Attachment {
        name: "salary.png".to_owned(),
        media_type: "image/png".to_owned(),
        location: "https://smba.example/1".to_owned(),
        kind: AttachmentKind::Picture,
    };
    let messages = [
        fixture.message_in(&with_people, "still open"),
        fixture.message_in(&answered, "long ago"),
        Message { attachments: vec![picture], ..fixture.message_in(&ended, "") },
    ];
    let ids = messages.clone().map(|message| message.id);
    commit!(fixture, tx => {
        for inquiry in [with_people, answered, ended] {
            tx.save_inquiry(&inquiry).await?;
        }
        for message in messages {
            tx.add_message(message).await?;
        }
        Ok(())
    });
    fixture.pass(Duration::hours(23));
    assert_eq!(fixture.expired(A_DAY, false, "texts").await, Some(0));
    fixture.pass(Duration::hours(2));
    assert_eq!(fixture.expired(Retention::default(), false, "texts").await, None, "kept for good unless asked for");
    assert_eq!(fixture.expired(A_DAY, false, "texts").await, Some(2));
    assert_eq!(fixture.expired(A_DAY, false, "texts").await, Some(0), "once");
    let kept = look!(fixture, tx => {
        let mut kept = Vec::new();
        for id in ids {
            let message = tx.message(id).await?.expect("the row stays");
            kept.push((message.text, message.attachments.len()));
        }
        Ok(kept)
    });
    assert_eq!(kept, [("still open".to_owned(), 0), (String::new(), 0), (String::new(), 0)]);
}

async fn a_dry_run_tells_and_forgets_nothing(fixture: Fixture) {
    assert!(commit!(fixture, tx => tx.claim_idempotency_key("press 1").await));
    fixture.pass(Duration::days(8));
    for _ in 0..2 {
        assert_eq!(fixture.expired(A_DAY, true, "keys").await, Some(1));
    }
    assert_eq!(fixture.expired(A_DAY, false, "keys").await, Some(1), "the control");
    assert_eq!(fixture.expired(A_DAY, true, "keys").await, Some(0));
}

async fn gaps_and_dead_letters_are_forgotten_in_time(fixture: Fixture) {
    let world = fixture.world().await;
    let asked = fixture.message_in(&world.inquiry, "who waters the vase?");
    let gap = Unanswered { message: asked.id, at: fixture.now(), language: world.inquiry.language };
    let task = Task::Learn { ticket: TicketId::new(fixture.fresh()), reopened: 0 };
    commit!(fixture, tx => {
        tx.add_message(asked).await?;
        tx.keep_unanswered(&gap).await?;
        tx.enqueue(task).await
    });
    let claimed = fixture.store.claim(Queue::Learning, 9).await.expect("it can be claimed").remove(0);
    fixture.store.dead_letter(claimed.id, "hopeless").await.expect("the store works");
    for (hours, forgotten) in [(23, 0), (2, 1), (1, 0)] {
        fixture.pass(Duration::hours(hours));
        for kind in ["gaps", "dead_letters"] {
            assert_eq!(
                fixture.expired(Retention::default(), false, kind).await,
                None,
                "{kind}: kept for good by default"
            );
            assert_eq!(fixture.expired(A_DAY, true, kind).await, Some(forgotten), "{kind}: a dry run");
        }
        let all = fixture.store.expire(&A_DAY, false).await.expect("the store works");
        let rows = |kind| all.iter().find(|expired| expired.kind == kind).map(|expired| expired.rows);
        assert_eq!(
            (rows("gaps"), rows("dead_letters")),
            (Some(forgotten), Some(forgotten)),
            "after {hours} more hours"
        );
    }
    assert_eq!(fixture.store.dead_letters(9).await.expect("the store works"), []);
    assert_eq!(look!(fixture, tx => tx.unanswered(9).await), []);
}

async fn what_is_under_way_is_never_forgotten(fixture: Fixture) {
    let world = fixture.world().await;
    let delivery = |state| Delivery {
        id: DeliveryId::new(fixture.fresh()),
        conversation: world.inquiry.conversation,
        subject: Subject::Help,
        state,
        remote_id: None,
        at: fixture.now(),
    };
    let waiting = delivery(DeliveryState::Waiting);
    let sent = delivery(DeliveryState::Sent);
    let card =
        Delivery { subject: Subject::TicketCard(TicketId::new(fixture.fresh())), ..delivery(DeliveryState::Sent) };
    let ids = [waiting.id, sent.id, card.id];
    commit!(fixture, tx => {
        for one in [waiting, sent, card] {
            tx.save_delivery(&one).await?;
        }
        Ok(())
    });
    fixture.pass(Duration::days(2));
    assert_eq!(fixture.expired(A_DAY, false, "deliveries").await, Some(1));
    let left = look!(fixture, tx => {
        let mut left = Vec::new();
        for id in ids {
            left.push(tx.delivery(id).await?.is_some());
        }
        Ok(left)
    });
    assert_eq!(left, [true, false, true], "what waits and the ticket's card stay");
}

async fn the_record_stays_whole_when_its_beginning_is_forgotten(fixture: Fixture) {
    let closed = || Event::TicketClosed { ticket: TicketId::new(fixture.fresh()) };
    let event = closed();
    commit!(fixture, tx => tx.record(event).await);
    let first = fixture.head_placed().await;
    for _ in 0..2 {
        let event = closed();
        commit!(fixture, tx => tx.record(event).await);
    }
    fixture.pass(Duration::days(2));
    // Not before they have their places, which SQLite gives at once.
    let placed = if matches!(fixture.location, storage::Location::Postgres(_)) { 1 } else { 3 };
    assert_eq!(fixture.expired(A_DAY, true, "events").await, Some(placed));
    let third = fixture.head_placed().await;
    let event = closed();
    commit!(fixture, tx => tx.record(event).await);
    let all = fixture.head_placed().await;
    assert_eq!(fixture.expired(A_DAY, false, "events").await, Some(3));
    assert_eq!(fixture.verdict_beside(None).await, Verdict::Intact(all.clone()));
    assert_eq!(fixture.verdict_beside(Some(&first)).await, Verdict::HeadForgotten);
    assert_eq!(fixture.verdict_beside(Some(&third)).await, Verdict::Intact(all.clone()), "the fourth follows from it");
    let another = Head { sequence: 3, ..first.clone() };
    assert_eq!(fixture.verdict_beside(Some(&another)).await, Verdict::OtherRecord);
    let left = fixture.store.events_after(&fixture.tenant, 0, 500).await.expect("the store works");
    assert_eq!(left.iter().map(|event| event.sequence).collect::<Vec<_>>(), [4]);
    fixture.pass(Duration::days(2));
    assert_eq!(fixture.expired(A_DAY, false, "events").await, Some(1));
    assert_eq!(
        fixture.verdict_beside(None).await,
        Verdict::Intact(all.clone()),
        "nothing is left, and that is no edit"
    );
    assert_eq!(fixture.verdict_beside(Some(&all)).await, Verdict::Intact(all.clone()));
    assert_eq!(fixture.verdict_beside(Some(&third)).await, Verdict::HeadForgotten);
}

/// Who began earlier may commit later; and clocks differ between machines.
async fn the_record_stays_whole_where_times_and_places_cross(fixture: Fixture) {
    for back in [0, 2, 0] {
        fixture.pass(-Duration::hours(back));
        let event = Event::TicketClosed { ticket: TicketId::new(fixture.fresh()) };
        commit!(fixture, tx => tx.record(event).await);
    }
    let all = fixture.head_placed().await;
    fixture.pass(Duration::hours(25));
    assert_eq!(fixture.expired(A_DAY, false, "events").await, Some(0), "the first is kept, and what follows with it");
    assert_eq!(fixture.verdict_beside(None).await, Verdict::Intact(all.clone()));
    fixture.pass(Duration::hours(2));
    assert_eq!(fixture.expired(A_DAY, false, "events").await, Some(3));
    assert_eq!(fixture.verdict_beside(None).await, Verdict::Intact(all));
}
