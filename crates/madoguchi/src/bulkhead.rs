//! Keeps slow tasks apart from quick ones (the *bulkhead* pattern): a queue has few places for work that gets on, and
//! many for work that waits for the outside, so that a service which is slow or hangs holds up nobody but its own
//! chats.
//!
//! A task begins in a quick place. It leaves that place to the next one as soon as a call to the outside is slow
//! ([`MakesWay`]), and in any case when the task itself has taken long. One that waits for its turn within the rate
//! windows keeps its place: what cannot be sent yet is no reason to begin more.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use desk::inquiry::Conversation;
use desk::outside::{Channel, ChannelError, Post, Sent};
use desk::people::Member;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task_local;

/// A task that runs for longer counts as one that waits, whatever it waits for.
const SLOW: Duration = Duration::from_secs(1);
/// A call to the outside that takes longer counts as slow.
const SLOW_CALL: Duration = Duration::from_millis(50);

task_local! {
    /// The quick place of the task that runs, until it makes way.
    static QUICK: Arc<Mutex<Option<OwnedSemaphorePermit>>>;
}

/// The places of a queue's tasks.
#[derive(Clone)]
pub(crate) struct Places {
    /// For tasks that get on.
    quick: Arc<Semaphore>,
    /// For all tasks.
    all: Arc<Semaphore>,
}

/// A task's place: among all, and as long as it gets on, among the quick ones.
pub(crate) struct Place {
    quick: OwnedSemaphorePermit,
    all: OwnedSemaphorePermit,
}

impl Places {
    pub(crate) fn new(quick: usize, slow: usize) -> Self {
        Self { quick: Arc::new(Semaphore::new(quick)), all: Arc::new(Semaphore::new(quick + slow)) }
    }

    /// Waits for a place and takes all that are free.
    pub(crate) async fn reserve(&self) -> Vec<Place> {
        let quick = self.quick.clone().acquire_owned().await.expect("it is never closed");
        let all = self.all.clone().acquire_owned().await.expect("it is never closed");
        let mut places = vec![Place { quick, all }];
        while let (Ok(quick), Ok(all)) = (self.quick.clone().try_acquire_owned(), self.all.clone().try_acquire_owned())
        {
            places.push(Place { quick, all });
        }
        places
    }
}

impl Place {
    /// Works in this place.
    pub(crate) async fn hold<T>(self, work: impl Future<Output = T>) -> T {
        let Self { quick, all } = self;
        let quick = Arc::new(Mutex::new(Some(quick)));
        let mut work = pin!(QUICK.scope(quick.clone(), work));
        let result = tokio::select! {
            biased;
            result = &mut work => result,
            () = tokio::time::sleep(SLOW) => {
                leave(&quick);
                work.await
            }
        };
        drop(all);
        result
    }
}

fn leave(quick: &Mutex<Option<OwnedSemaphorePermit>>) {
    quick.lock().expect("nobody panics while holding it").take();
}

/// A channel whose calls make way for other tasks when they take their time.
pub(crate) struct MakesWay(pub(crate) Arc<dyn Channel>);

async fn outside<T>(call: impl Future<Output = T>) -> T {
    let mut call = pin!(call);
    tokio::select! {
        biased;
        done = &mut call => return done,
        () = tokio::time::sleep(SLOW_CALL) => {}
    }
    // A press is no task, and holds no place.
    let _left = QUICK.try_with(|quick| leave(quick));
    call.await
}

#[async_trait]
impl Channel for MakesWay {
    async fn turn(&self, to: &Conversation) -> Result<(), time::Duration> {
        self.0.turn(to).await
    }

    async fn turn_at_once(&self, to: &Conversation) -> bool {
        self.0.turn_at_once(to).await
    }

    async fn send(&self, to: &Conversation, post: &Post) -> Sent {
        outside(self.0.send(to, post)).await
    }

    async fn update(&self, to: &Conversation, remote_id: &str, post: &Post) -> Sent {
        outside(self.0.update(to, remote_id, post)).await
    }

    async fn open_thread(&self, channel: &Conversation, post: &Post) -> Sent {
        outside(self.0.open_thread(channel, post)).await
    }

    fn typing(&self, to: &Conversation) {
        self.0.typing(to);
    }

    async fn roster(&self, channel: &Conversation, within: time::Duration) -> Result<Vec<Member>, ChannelError> {
        outside(self.0.roster(channel, within)).await
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use tokio::task::JoinSet;

    use super::*;

    /// Longer than anything here waits.
    const LONG: Duration = Duration::from_mins(1);

    async fn is_free(places: &Places, within: Duration) -> bool {
        tokio::time::timeout(within, places.reserve()).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn what_hangs_makes_way_for_what_gets_on() {
        let places = Places::new(2, 3);
        let mut hanging = JoinSet::new();
        for _ in 0..2 {
            for place in places.reserve().await {
                hanging.spawn(place.hold(pending::<()>()));
            }
        }
        assert_eq!(hanging.len(), 4, "the quick places were taken twice, though the first two still hang");
        for place in places.reserve().await {
            hanging.spawn(place.hold(pending::<()>()));
        }
        assert_eq!(hanging.len(), 5, "there is a bound");
        assert!(!is_free(&places, LONG).await, "nothing more is taken while all places are held");
        hanging.abort_all();
        while hanging.join_next().await.is_some() {}
        assert_eq!(places.reserve().await.len(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_takes_its_time_makes_way_at_once_and_other_work_does_not() {
        let places = Places::new(1, 9);
        let mut running = JoinSet::new();
        for place in places.reserve().await {
            running.spawn(place.hold(async { outside(pending::<()>()).await }));
        }
        assert!(is_free(&places, SLOW_CALL * 2).await, "a call hangs");
        for place in places.reserve().await {
            running.spawn(place.hold(async {
                outside(ready(())).await;
                pending::<()>().await;
            }));
        }
        assert!(!is_free(&places, SLOW_CALL * 2).await, "a quick call is over, and the rest is work of our own");
        assert!(is_free(&places, SLOW * 2).await, "whatever it is that takes long");
        assert_eq!(running.len(), 2);
        outside(async { tokio::time::sleep(LONG).await }).await;
    }
}
