//! Answers what is asked as it comes in, on the way to its acknowledgement, and sends the answer.

use std::sync::Arc;

use desk::event::Task;
use desk::flow::{HelpDesk, Inbound, Ingested};
use desk::id::TenantId;
use desk::store::StoreError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio_util::task::TaskTracker;

use crate::health::Pulse;
use crate::workers::{AT_ONCE, send_to_the_end};

/// Whoever takes in and answers in one breath ([`HelpDesk::ingest_and_answer`]).
pub(crate) struct AtOnce {
    help_desk: Arc<HelpDesk>,
    pulse: Pulse,
    /// What hangs in a call to the outside keeps its place: at worst everything is left to the queues.
    places: Arc<Semaphore>,
    running: TaskTracker,
}

impl AtOnce {
    /// `running`: whoever works the queue of questions, and is waited for when the program stops.
    pub(crate) fn new(help_desk: Arc<HelpDesk>, pulse: Pulse, running: TaskTracker) -> Self {
        Self { help_desk, pulse, places: Arc::new(Semaphore::new(AT_ONCE)), running }
    }

    /// A place for one more. `None`: it is left to the queues, since too many are taken, the index has not been read, or the program
    /// stops.
    pub(crate) fn place(&self) -> Option<OwnedSemaphorePermit> {
        let may_begin = self.pulse.is_indexed() && !self.running.is_closed();
        may_begin.then(|| self.places.clone().try_acquire_owned().ok()).flatten()
    }

    /// Takes an activity in; returns when that is durable. Goes on when nobody waits for it any more: what it holds then, nobody
    /// else would end.
    pub(crate) async fn ingest(
        &self,
        place: OwnedSemaphorePermit,
        (tenant, key): (TenantId, String),
        (task, inbound): (Task, Inbound),
    ) -> Result<(), StoreError> {
        let help_desk = self.help_desk.clone();
        let (tell, told) = oneshot::channel();
        self.running.spawn(async move {
            let _place = place;
            let ingested = help_desk.ingest_and_answer(&tenant, &key, task, inbound).await;
            let (kept, answered) = match ingested {
                Ok(Ingested::Answered(claimed, prepared)) => (Ok(()), Some((claimed, prepared))),
                Ok(Ingested::Kept | Ingested::Before) => (Ok(()), None),
                Err(error) => (Err(error), None),
            };
            // Whoever has stopped waiting does not need to be told.
            let _ = tell.send(kept);
            if let Some((claimed, prepared)) = answered {
                send_to_the_end(&help_desk, claimed, *prepared).await;
            }
        });
        told.await.unwrap_or_else(|_| Err(StoreError::Unavailable("taking in an activity was broken off".into())))
    }
}

#[cfg(test)]
mod tests {
    use desk::event::Queue;
    use desk::flow::InboundKind;
    use desk::outside::Content;
    use testkit::World;
    use testkit::world::{channel_name, personal};

    use super::*;

    const QUESTION: &str = "VPNにつながらないときは？";

    #[tokio::test]
    async fn there_are_places_from_when_the_index_has_been_read_until_the_program_stops() {
        let (world, pulse, running) = (World::new().await, Pulse::new(None), TaskTracker::new());
        let at_once = AtOnce::new(Arc::new(world.help_desk.clone()), pulse.clone(), running.clone());
        assert!(at_once.place().is_none(), "it would find nothing");
        pulse.followed();
        let places: Vec<_> = std::iter::from_fn(|| at_once.place()).take(AT_ONCE + 1).collect();
        assert_eq!(places.len(), AT_ONCE, "there is a bound");
        drop(places);
        running.close();
        assert!(at_once.place().is_none(), "nobody would wait for it");
    }

    #[tokio::test]
    async fn what_was_begun_goes_on_when_whoever_brought_it_hangs_up() {
        let (world, pulse, running) = (World::new().await, Pulse::new(None), TaskTracker::new());
        world.publish(QUESTION, "証明書を入れ直してください。").await;
        let at_once = AtOnce::new(Arc::new(world.help_desk.clone()), pulse.clone(), running.clone());
        pulse.followed();
        // A worker waits for something to send, so that the answer is sent by whoever gave it.
        let mut courier = world.store().wait_for_work(Queue::Courier, 1);
        if futures::poll!(&mut courier).is_ready() {
            courier = world.store().wait_for_work(Queue::Courier, 1);
            assert!(futures::poll!(&mut courier).is_pending());
        }
        let inbound = world.inbound("question", "mika", personal("mika"), InboundKind::message(QUESTION));
        let conversation = inbound.conversation.remote_id.clone();
        let task = Task::Receive { channel: channel_name(), conversation, activity: "question".to_owned() };
        let place = at_once.place().expect("there is room");
        let who = (world.tenant.clone(), "question".to_owned());
        let mut ingesting = Box::pin(at_once.ingest(place, who, (task, inbound)));
        assert!(futures::poll!(&mut ingesting).is_pending());
        drop(ingesting);
        running.close();
        running.wait().await;
        assert!(matches!(world.last_seen_by("mika"), Content::Answer { .. }), "{:?}", world.seen_by("mika"));
        assert_eq!(world.store().claim(Queue::Courier, 9).await.expect("the store works"), []);
    }
}
