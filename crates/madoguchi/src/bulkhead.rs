//! Keeps slow tasks apart from quick ones (the *bulkhead* pattern): a queue has few places for work that gets on, and
//! many for work that waits for the outside, so that a service which is slow or hangs holds up nobody but its own
//! chats.
//!
//! A task begins in a quick place. Where somebody waits for one, it is taken from a task in which a call to the outside
//! is slow ([`MakesWay`]), and in any case from one that has taken long itself. One that waits for its turn within the
//! rate windows keeps its place: what cannot be sent yet is no reason to begin more.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use desk::inquiry::Conversation;
use desk::outside::{Channel, ChannelError, Post, Sent};
use desk::people::Member;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task_local;
use tokio::time::Instant;

/// A task that runs for longer counts as one that waits, whatever it waits for.
const SLOW: Duration = Duration::from_secs(1);
/// A call to the outside that takes longer counts as slow.
const SLOW_CALL: Duration = Duration::from_millis(50);
/// How often whoever waits for a quick place looks for one that is to be left. Only they need a timer: one for each task
/// or call would wake a thread for nothing.
const LOOK_EVERY: Duration = Duration::from_millis(10);

task_local! {
    /// The task that runs.
    static RUNNING: Arc<Mutex<Running>>;
}

/// A task that runs.
struct Running {
    began: Instant,
    /// When the call to the outside began that it is in.
    called: Option<Instant>,
    /// It waits for its turn within the rate windows.
    waits_for_turn: bool,
    /// Its quick place, until it makes way.
    quick: Option<OwnedSemaphorePermit>,
}

impl Running {
    fn is_slow(&self) -> bool {
        !self.waits_for_turn
            && (self.began.elapsed() >= SLOW || self.called.is_some_and(|called| called.elapsed() >= SLOW_CALL))
    }
}

/// The places of a queue's tasks.
#[derive(Clone)]
pub(crate) struct Places {
    /// For tasks that get on.
    quick: Arc<Semaphore>,
    /// For all tasks.
    all: Arc<Semaphore>,
    running: Arc<Mutex<Numbered>>,
}

/// The tasks that run, by number, and the number of the next one.
#[derive(Default)]
struct Numbered {
    next: u64,
    tasks: HashMap<u64, Arc<Mutex<Running>>>,
}

/// A task's place: among all, and as long as it gets on, among the quick ones.
pub(crate) struct Place {
    quick: OwnedSemaphorePermit,
    all: OwnedSemaphorePermit,
    running: Arc<Mutex<Numbered>>,
}

impl Places {
    pub(crate) fn new(quick: usize, slow: usize) -> Self {
        Self {
            quick: Arc::new(Semaphore::new(quick)),
            all: Arc::new(Semaphore::new(quick + slow)),
            running: Arc::default(),
        }
    }

    /// Waits for a place and takes all that are free.
    pub(crate) async fn reserve(&self) -> Vec<Place> {
        let quick = self.quick().await;
        let all = self.all.clone().acquire_owned().await.expect("it is never closed");
        let mut places = vec![self.place(quick, all)];
        while let (Ok(quick), Ok(all)) = (self.quick.clone().try_acquire_owned(), self.all.clone().try_acquire_owned())
        {
            places.push(self.place(quick, all));
        }
        places
    }

    async fn quick(&self) -> OwnedSemaphorePermit {
        let mut free = pin!(self.quick.clone().acquire_owned());
        loop {
            if let Ok(quick) = tokio::time::timeout(LOOK_EVERY, &mut free).await {
                return quick.expect("it is never closed");
            }
            for task in self.running.lock().expect("nobody panics while holding it").tasks.values() {
                let mut task = task.lock().expect("nobody panics while holding it");
                if task.is_slow() {
                    task.quick = None;
                }
            }
        }
    }

    fn place(&self, quick: OwnedSemaphorePermit, all: OwnedSemaphorePermit) -> Place {
        Place { quick, all, running: self.running.clone() }
    }
}

impl Place {
    /// Works in this place.
    pub(crate) async fn hold<T>(self, work: impl Future<Output = T>) -> T {
        let task = Running { began: Instant::now(), called: None, waits_for_turn: false, quick: Some(self.quick) };
        let task = Arc::new(Mutex::new(task));
        let _listed = Listed::new(self.running, task.clone());
        let result = RUNNING.scope(task, work).await;
        drop(self.all);
        result
    }
}

/// Takes a task off the list when it ends, however it ends.
struct Listed {
    number: u64,
    running: Arc<Mutex<Numbered>>,
}

impl Listed {
    fn new(running: Arc<Mutex<Numbered>>, task: Arc<Mutex<Running>>) -> Self {
        let mut numbered = running.lock().expect("nobody panics while holding it");
        let number = numbered.next;
        numbered.next += 1;
        numbered.tasks.insert(number, task);
        drop(numbered);
        Self { number, running }
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.running.lock().expect("nobody panics while holding it").tasks.remove(&self.number);
    }
}

/// A channel whose calls make way for other tasks when they take their time.
pub(crate) struct MakesWay(pub(crate) Arc<dyn Channel>);

/// Makes a call to the outside. A press is no task, and holds no place.
async fn outside<T>(call: impl Future<Output = T>) -> T {
    let note = |called| {
        let _noted = RUNNING.try_with(|task| task.lock().expect("nobody panics while holding it").called = called);
    };
    note(Some(Instant::now()));
    let done = call.await;
    note(None);
    done
}

/// Waits for the turn of a task, which begins when it comes. Were its place given away meanwhile, whatever waits in the queue would
/// be begun, told to come back later, and written down as put off, over and over.
async fn waiting_for_turn<T>(turn: impl Future<Output = T>) -> T {
    let note = |waits_for_turn| {
        let _noted = RUNNING.try_with(|task| {
            let mut task = task.lock().expect("nobody panics while holding it");
            (task.began, task.waits_for_turn) = (Instant::now(), waits_for_turn);
        });
    };
    note(true);
    let done = turn.await;
    note(false);
    done
}

#[async_trait]
impl Channel for MakesWay {
    async fn turn(&self, to: &Conversation) -> Result<(), time::Duration> {
        waiting_for_turn(self.0.turn(to)).await
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

    use desk::id::ConversationId;
    use desk::inquiry::{Address, ConversationKind, Reach};
    use desk::language::Language;
    use testkit::RecordingChannel;
    use testkit::world::channel_name;
    use tokio::task::JoinSet;
    use uuid::Uuid;

    use super::*;

    /// Longer than anything here waits.
    const LONG: Duration = Duration::from_mins(1);

    async fn is_free(places: &Places, within: Duration) -> bool {
        tokio::time::timeout(within, places.reserve()).await.is_ok()
    }

    fn chat() -> Conversation {
        Conversation {
            id: ConversationId::new(Uuid::nil()),
            kind: ConversationKind::Personal,
            remote_id: "a:chat".to_owned(),
            address: Address { channel: channel_name(), opaque: String::new() },
            parent: None,
            team_remote_id: None,
            name: None,
            person: None,
            language: Language::English,
            reach: Reach::Reachable,
            greeted: true,
        }
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

    #[tokio::test(start_paused = true)]
    async fn a_task_keeps_its_place_while_it_waits_for_its_turn_and_no_longer() {
        let places = Places::new(1, 9);
        let (turn, comes) = tokio::sync::oneshot::channel();
        let mut running = JoinSet::new();
        let place = places.reserve().await.pop().expect("one is free");
        running.spawn(place.hold(async {
            waiting_for_turn(comes).await.expect("it comes");
            pending::<()>().await;
        }));
        assert!(!is_free(&places, LONG).await, "what cannot be sent yet is no reason to begin more");
        turn.send(()).expect("somebody waits for it");
        assert!(!is_free(&places, SLOW / 2).await, "it has only begun");
        assert!(is_free(&places, SLOW * 2).await, "and takes long");
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_in_a_channel_is_waited_for_as_such() {
        let places = Places::new(1, 9);
        let channel = RecordingChannel::default();
        channel.lose_a_turn();
        let (channel, mut running) = (MakesWay(Arc::new(channel)), JoinSet::new());
        let place = places.reserve().await.pop().expect("one is free");
        running.spawn(place.hold(async move { channel.turn(&chat()).await }));
        assert!(!is_free(&places, LONG).await, "it never comes");
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_call_during_which_nobody_waited_has_cost_its_task_nothing() {
        let places = Places::new(1, 9);
        let mut running = JoinSet::new();
        for place in places.reserve().await {
            running.spawn(place.hold(async {
                outside(tokio::time::sleep(SLOW_CALL * 3)).await;
                pending::<()>().await;
            }));
        }
        tokio::time::sleep(SLOW_CALL * 4).await;
        assert!(!is_free(&places, SLOW_CALL * 2).await, "it is in its quick place, and gets on");
        running.abort_all();
        while running.join_next().await.is_some() {}
        assert!(
            places.running.lock().expect("nobody panics while holding it").tasks.is_empty(),
            "nothing stays behind"
        );
    }
}
