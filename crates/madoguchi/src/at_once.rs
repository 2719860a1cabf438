//! Answers what is asked as it comes in, on the way to its acknowledgement, and sends the answer.

use std::sync::Arc;
use std::time::Duration;

use desk::event::Task;
use desk::flow::{HelpDesk, Inbound, Ingested};
use desk::id::TenantId;
use desk::store::StoreError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use crate::health::Pulse;
use crate::workers::{AT_ONCE, send_to_the_end};

/// Longest that a channel waits for its acknowledgement because somebody thinks; then a task thinks.
const PATIENCE: Duration = Duration::from_millis(200);

/// Whoever takes in and answers in one breath ([`HelpDesk::ingest_and_answer`]).
pub(crate) struct AtOnce {
    help_desk: Arc<HelpDesk>,
    pulse: Pulse,
    /// What hangs in a call to the outside keeps its place: at worst everything is left to the queues.
    places: Arc<Semaphore>,
    running: TaskTracker,
}

impl AtOnce {
    /// `running`: the tasks that the program waits for when it stops; those of the queue of questions are among them.
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
            let foreseen = timeout(PATIENCE, help_desk.foresee(&tenant, &inbound)).await.ok().flatten();
            let ingested = help_desk.ingest_and_answer(&tenant, &key, task, (inbound, foreseen)).await;
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
    use async_trait::async_trait;
    use desk::answering::{EmbedError, Embedder, EntryVectors, TextKind, VectorFollower};
    use desk::event::{Claimed, Queue};
    use desk::flow::InboundKind;
    use desk::id::EntryId;
    use desk::outside::Content;
    use testkit::World;
    use testkit::world::{channel_name, personal};
    use tokio::time::Instant;
    use uuid::Uuid;

    use super::*;
    use crate::index::BackgroundIndex;

    const QUESTION: &str = "VPNにつながらないときは？";

    fn who(world: &World) -> (TenantId, String) {
        (world.tenant.clone(), "question".to_owned())
    }

    fn question(world: &World) -> (Task, Inbound) {
        let inbound = world.inbound("question", "mika", personal("mika"), InboundKind::message(QUESTION));
        let conversation = inbound.conversation.remote_id.clone();
        (Task::Receive { channel: channel_name(), conversation, activity: "question".to_owned() }, inbound)
    }

    #[tokio::test]
    async fn there_are_places_from_when_the_index_has_been_read_until_the_program_stops() {
        let (world, pulse, running) = (World::new().await, Pulse::new(None), TaskTracker::new());
        let at_once = AtOnce::new(Arc::new(world.help_desk.clone()), pulse.clone(), running.clone());
        assert!(at_once.place().is_none(), "it would find nothing");
        pulse.followed(true);
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
        pulse.followed(true);
        // A worker waits for something to send, so that the answer is sent by whoever gave it.
        let mut courier = world.store().wait_for_work(Queue::Courier, 1);
        if futures::poll!(&mut courier).is_ready() {
            courier = world.store().wait_for_work(Queue::Courier, 1);
            assert!(futures::poll!(&mut courier).is_pending());
        }
        let place = at_once.place().expect("there is room");
        let mut ingesting = Box::pin(at_once.ingest(place, who(&world), question(&world)));
        assert!(futures::poll!(&mut ingesting).is_pending());
        drop(ingesting);
        running.close();
        running.wait().await;
        assert!(matches!(world.last_seen_by("mika"), Content::Answer { .. }), "{:?}", world.seen_by("mika"));
        assert_eq!(world.store().claim(Queue::Courier, 9).await.expect("the store works"), []);
    }

    /// A model that is quick by its own word, and hangs.
    struct Hanging;

    #[async_trait]
    impl Embedder for Hanging {
        fn model(&self) -> &'static str {
            "hanging"
        }

        fn is_quick(&self) -> bool {
            true
        }

        async fn embed(&self, _texts: Vec<String>, _kind: TextKind) -> Result<Vec<Vec<f32>>, EmbedError> {
            std::future::pending().await
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_channel_is_told_in_time_that_a_question_is_kept_however_long_it_is_thought_about() {
        let (mut world, pulse) = (World::new().await, Pulse::new(None));
        let index = BackgroundIndex::with(vec![Arc::new(Hanging)]);
        let (entry, model) = (EntryId::new(Uuid::nil()), "hanging".to_owned());
        let vectors = EntryVectors { entry, version: 1, model, asked: Vec::new(), answered: Vec::new() };
        index.apply_vectors(&world.tenant, vec![Arc::new(vectors)]).await;
        world.help_desk.index = Arc::new(index);
        let at_once = AtOnce::new(Arc::new(world.help_desk.clone()), pulse.clone(), TaskTracker::new());
        pulse.followed(true);
        let (place, asked) = (at_once.place().expect("there is room"), Instant::now());
        at_once.ingest(place, who(&world), question(&world)).await.expect("it is kept");
        assert!(asked.elapsed() <= PATIENCE, "{:?}", asked.elapsed());
        let left = world.store().claim(Queue::Answering, 9).await.expect("the store works");
        assert!(matches!(left[..], [Claimed { task: Task::Answer { .. }, .. }]), "{left:?}");
    }
}
