//! Works the queues: claims tasks, runs each in its story, and says what becomes of those that fail.
//!
//! How many run at a time, and what makes way for what, is the business of [`bulkhead`](crate::bulkhead).

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use desk::event::{Claimed, Queue};
use desk::flow::deliver::PreparedSend;
use desk::flow::{HelpDesk, Outcome, chain};
use desk::store::{LONGEST_HOLD, Pause};
use futures::FutureExt;
use time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, error, info, warn};

use crate::bulkhead::{Place, Places};

/// Longest run of one task. Longer than any call to the outside, which has a time limit of its own.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(45);
// A task, and the one that follows from it, end well before `LONGEST_HOLD`: nobody who still runs one is taken for a
// process that holds it and does not know.
const _: () = assert!(4 * LIMIT.as_secs() < LONGEST_HOLD.whole_seconds() as u64);
/// Tasks of one queue at a time that get on. They share the same cores, and the commits: many in one cost little more than one.
pub(crate) const AT_ONCE: usize = 64;
/// Tasks of one queue at a time that wait for the outside: each costs memory, no processor.
const SLOW_AT_ONCE: usize = 1000;
/// Failures after which a task is given up. With doubling pauses, about an hour.
const MOST_FAILURES: u32 = 16;
/// Longest pause after a failure.
const LONGEST_PAUSE: Duration = Duration::minutes(10);
/// Longest pause while the outside cannot be reached: people notice when it is back.
const LONGEST_WAIT: Duration = Duration::seconds(60);
/// How long running tasks may finish when the program stops.
const GRACE: std::time::Duration = std::time::Duration::from_secs(10);

/// Who works one queue. What runs is tracked here, so that it outlives a loop that is started again.
#[derive(Clone)]
pub(crate) struct Worker {
    help_desk: Arc<HelpDesk>,
    queue: Queue,
    places: Places,
    running: TaskTracker,
}

impl Worker {
    pub(crate) fn new(help_desk: Arc<HelpDesk>, queue: Queue) -> Self {
        Self { help_desk, queue, places: Places::new(AT_ONCE, SLOW_AT_ONCE), running: TaskTracker::new() }
    }

    /// What runs; it has stopped when this is closed.
    pub(crate) fn running(&self) -> TaskTracker {
        self.running.clone()
    }

    /// Works until told to stop; then lets running tasks finish.
    pub(crate) async fn work(self, stop: CancellationToken) {
        let Self { help_desk, queue, places, running } = self;
        let mut tasks = Vec::new();
        // Whether some may be due that are to be claimed.
        let mut others = true;
        while !stop.is_cancelled() {
            let mut reserved = tokio::select! {
                () = stop.cancelled() => break,
                reserved = places.reserve() => reserved,
            };
            if tasks.is_empty() && others {
                // What was handed over just as the wait ended is ours already, and must not wait behind all that is due.
                tasks = help_desk.store.wait_for_work(queue, reserved.len()).now_or_never().unwrap_or_default();
            }
            if tasks.is_empty() && others {
                tasks = claim(&help_desk, queue, reserved.len()).await;
                others = tasks.len() == reserved.len();
            } else if tasks.is_empty() {
                tasks = tokio::select! {
                    () = stop.cancelled() => break,
                    handed = help_desk.store.wait_for_work(queue, reserved.len()) => handed,
                };
                others = tasks.is_empty();
            }
            let most = tasks.len().min(reserved.len());
            for (task, place) in tasks.drain(..most).zip(reserved.drain(..most)) {
                running.spawn(run(help_desk.clone(), task, place));
            }
        }
        for task in tasks {
            // Where it cannot be given back, our lease runs out.
            let _kept = help_desk.store.postpone(task.id, Duration::ZERO, Pause::Waiting).await;
        }
        running.close();
        if tokio::time::timeout(GRACE, running.wait()).await.is_err() {
            warn!(queue = queue.name(), "tasks were still running; they are taken up again after the restart");
        }
    }
}

async fn claim(help_desk: &HelpDesk, queue: Queue, room: usize) -> Vec<Claimed> {
    match help_desk.store.claim(queue, room as u32).await {
        Ok(claimed) => claimed,
        Err(error) => {
            warn!(queue = queue.name(), error = %chain(&error), "cannot claim tasks");
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            Vec::new()
        }
    }
}

async fn run(help_desk: Arc<HelpDesk>, claimed: Claimed, place: Place) {
    place.hold(Box::pin(run_to_the_end(&help_desk, claimed))).await;
}

/// Runs a task, and the one that follows from it when this process holds it already.
async fn run_to_the_end(help_desk: &HelpDesk, claimed: Claimed) {
    if claimed.attempts >= MOST_FAILURES {
        // Every process that began it ended before it could say how it failed: the task itself may be what ends them.
        return end(help_desk, claimed, Outcome::Hopeless("was begun many times and never ended".to_owned())).await;
    }
    match watched(help_desk.run(claimed.clone())).await {
        Outcome::Ready(next, prepared) => send_to_the_end(help_desk, next, *prepared).await,
        outcome => end(help_desk, claimed, outcome).await,
    }
}

/// Sends what is ready, and ends the task of that.
pub(crate) async fn send_to_the_end(help_desk: &HelpDesk, claimed: Claimed, prepared: PreparedSend) {
    let outcome = watched(help_desk.send(&claimed, prepared)).await;
    end(help_desk, claimed, outcome).await;
}

/// The outcome of a story. A panic is a failure like any other: the lease of a living process does not run out.
async fn watched(story: impl Future<Output = Outcome>) -> Outcome {
    match tokio::time::timeout(LIMIT, AssertUnwindSafe(story).catch_unwind()).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_panic)) => Outcome::Failed("stopped unexpectedly".to_owned()),
        Err(_) => Outcome::Failed("took too long".to_owned()),
    }
}

async fn end(help_desk: &HelpDesk, claimed: Claimed, outcome: Outcome) {
    let outcome = match outcome {
        Outcome::Failed(reason) if claimed.attempts + 1 >= MOST_FAILURES => Outcome::Hopeless(reason),
        other => other,
    };
    if let Err(error) = note_outcome(help_desk, &claimed, outcome).await {
        let queue = claimed.task.queue().name();
        warn!(task.id = %claimed.id, queue, error = %chain(&error), "cannot note what became of a task; it is kept");
        release(help_desk, &claimed).await;
    }
}

async fn note_outcome(
    help_desk: &HelpDesk,
    claimed: &Claimed,
    outcome: Outcome,
) -> Result<(), desk::store::StoreError> {
    let Claimed { id, attempts, waits, .. } = *claimed;
    let queue = claimed.task.queue().name();
    let store = &help_desk.store;
    match outcome {
        Outcome::Done | Outcome::Ready(..) => {
            debug!(task.id = %id, queue, "task done");
            Ok(())
        }
        Outcome::Lost => {
            info!(task.id = %id, queue, "task was taken over by another process");
            Ok(())
        }
        Outcome::Later(delay) => store.postpone(id, delay, Pause::Waiting).await,
        Outcome::Unreachable(reason) => {
            let pause = pause_after(waits, LONGEST_WAIT);
            info!(task.id = %id, queue, waits, reason, pause = %pause, "task waits for the outside");
            store.postpone(id, pause, Pause::Waiting).await
        }
        Outcome::Failed(reason) => {
            warn!(task.id = %id, queue, attempts, reason, "task failed and will be tried again");
            store.postpone(id, pause_after(attempts, LONGEST_PAUSE), Pause::Failed(&reason)).await
        }
        Outcome::Hopeless(reason) => {
            error!(task.id = %id, queue, attempts, reason, "task was given up; see `madoguchi dead-letters`");
            match help_desk.give_up(claimed, &reason).await {
                // Tried again for as long as a task may be held; else it would be given up unheard.
                Err(error) if error.is_transient() => return Err(error),
                Err(error) => error!(task.id = %id, queue, error = %chain(&error), "nobody could be told of it"),
                Ok(()) => {}
            }
            store.dead_letter(id, &reason).await
        }
    }
}

/// Gives a task back whose outcome could not be noted; tries again for as long as the store does not answer, but ends
/// well before [`LONGEST_HOLD`]. After that the task is due again by itself, and may be held and run anew: it must not
/// be given back then.
async fn release(help_desk: &HelpDesk, claimed: &Claimed) {
    let began = Instant::now();
    for tries in 0.. {
        tokio::time::sleep(pause_after(tries, LONGEST_WAIT).unsigned_abs()).await;
        if began.elapsed() > LONGEST_HOLD / 2 {
            return;
        }
        match help_desk.store.postpone(claimed.id, Duration::ZERO, Pause::Failed("outcome could not be noted")).await {
            Err(error) if error.is_transient() => {}
            _ => return,
        }
    }
}

/// Half a second, doubled with each time, and up to a quarter more or less by chance, so that what failed together does not come
/// back together.
fn pause_after(times: u32, longest: Duration) -> Duration {
    let doubled = Duration::milliseconds(500) * 2_i32.pow(times.min(20));
    doubled.min(longest) * (0.75 + chance() / 2.0)
}

/// Anything from 0 to 1.
fn chance() -> f64 {
    RandomState::new().hash_one(0_u8) as f64 / u64::MAX as f64
}

#[cfg(test)]
mod tests {
    use desk::event::Task;
    use desk::flow::{Adapter, Channels, Inbound, InboundParser, ParsedActivity};
    use desk::id::TenantId;
    use testkit::World;
    use testkit::world::channel_name;

    use super::*;

    struct Broken;

    impl InboundParser for Broken {
        fn parse(&self, _tenant: &TenantId, _activity: &str) -> Result<ParsedActivity, String> {
            panic!("it always breaks")
        }
    }

    #[tokio::test]
    async fn what_fails_again_and_again_is_put_aside_and_holds_up_its_chat_no_longer() {
        let mut world = World::new().await;
        let broken = Adapter { channel: world.channel.clone(), parser: Arc::new(Broken) };
        world.help_desk.channels = Arc::new(Channels::default().with(channel_name(), broken));
        let help_desk = Arc::new(world.help_desk.clone());
        let store = help_desk.store.as_ref();
        for activity in ["first", "second"] {
            let (conversation, activity) = ("a:mika".to_owned(), activity.to_owned());
            let key = activity.clone();
            let task = Task::Receive { channel: channel_name(), conversation, activity };
            let read = || Broken.parse(&world.tenant, &key);
            help_desk.ingest(&world.tenant, &key, task, Inbound::of(read)).await.expect("the store takes it");
        }
        let claim = async || store.claim(Queue::Intake, 9).await.expect("the store works");
        let mut first = None;
        for failures in 0..MOST_FAILURES {
            let claimed = claim().await.pop().expect("it is due again after its pause");
            assert_eq!(claimed.attempts, failures);
            assert_eq!(*first.get_or_insert(claimed.id), claimed.id, "the second waits behind it");
            let place = Places::new(1, 0).reserve().await.pop().expect("a place");
            run(help_desk.clone(), claimed, place).await;
            if failures + 1 < MOST_FAILURES {
                assert_eq!(claim().await, [], "it pauses");
            }
            world.clock.pass(LONGEST_PAUSE * 2);
        }
        let aside = store.dead_letters(9).await.expect("the store works");
        assert_eq!(aside.iter().map(|letter| letter.error.as_str()).collect::<Vec<_>>(), ["stopped unexpectedly"]);
        assert_ne!(claim().await.pop().map(|claimed| claimed.id), first, "the second is due");
    }

    #[tokio::test]
    async fn what_ends_the_program_whenever_it_is_tried_is_put_aside() {
        let mut world = World::new().await;
        let broken = Adapter { channel: world.channel.clone(), parser: Arc::new(Broken) };
        world.help_desk.channels = Arc::new(Channels::default().with(channel_name(), broken));
        let help_desk = Arc::new(world.help_desk.clone());
        let store = help_desk.store.as_ref();
        let (conversation, activity) = ("a:mika".to_owned(), "deadly".to_owned());
        let task = Task::Receive { channel: channel_name(), conversation, activity };
        let read = || Broken.parse(&world.tenant, "deadly");
        help_desk.ingest(&world.tenant, "deadly", task, Inbound::of(read)).await.expect("the store takes it");
        let mut claimed = Vec::new();
        for _ in 0..=MOST_FAILURES {
            store.heartbeat().await.expect("the store works");
            claimed = store.claim(Queue::Intake, 9).await.expect("the store works");
            assert_eq!(claimed.len(), 1, "it is taken up again, and whoever does is not heard of any more");
            world.clock.pass(LONGEST_HOLD);
        }
        let place = Places::new(1, 0).reserve().await.pop().expect("a place");
        run(help_desk.clone(), claimed.remove(0), place).await;
        let aside = store.dead_letters(9).await.expect("the store works");
        assert_eq!(
            aside.iter().map(|letter| letter.error.as_str()).collect::<Vec<_>>(),
            ["was begun many times and never ended"]
        );
    }

    /// Notes what it is given to read, and makes nothing of it.
    #[derive(Default)]
    struct Noting(std::sync::Mutex<Vec<String>>);

    impl InboundParser for Noting {
        fn parse(&self, _tenant: &TenantId, activity: &str) -> Result<ParsedActivity, String> {
            self.0.lock().expect("nobody panics").push(activity.to_owned());
            Err("nobody can read it".to_owned())
        }
    }

    #[tokio::test]
    async fn what_was_handed_over_as_the_wait_ended_does_not_wait_behind_all_that_is_due() {
        let mut world = World::new().await;
        let noting = Arc::new(Noting::default());
        let adapter = Adapter { channel: world.channel.clone(), parser: noting.clone() };
        world.help_desk.channels = Arc::new(Channels::default().with(channel_name(), adapter));
        let help_desk = Arc::new(world.help_desk.clone());
        let keep = async |name: &str| {
            let task =
                Task::Receive { channel: channel_name(), conversation: name.to_owned(), activity: name.to_owned() };
            let read = || Err("nobody can read it".to_owned());
            help_desk.ingest(&world.tenant, name, task, Inbound::of(read)).await.expect("the store takes it");
        };
        let store = help_desk.store.as_ref();
        assert_eq!(store.claim(Queue::Intake, 1).await.expect("the store works"), [], "the lease is fresh");
        for name in ["first", "second", "third"] {
            keep(name).await;
        }
        // The worker of before began to wait, and ended as this one was committed.
        let mut waiting = store.wait_for_work(Queue::Intake, 1);
        assert!(futures::poll!(&mut waiting).is_ready(), "others are due");
        let mut waiting = store.wait_for_work(Queue::Intake, 1);
        assert!(futures::poll!(&mut waiting).is_pending());
        keep("handed").await;
        drop(waiting);

        noting.0.lock().expect("nobody panics").clear();
        let places = Places::new(1, 0);
        let worker = Worker { help_desk: help_desk.clone(), queue: Queue::Intake, places, running: TaskTracker::new() };
        let stop = CancellationToken::new();
        let all_are_read = async {
            while noting.0.lock().expect("nobody panics").len() < 4 {
                tokio::task::yield_now().await;
            }
            stop.cancel();
        };
        futures::join!(worker.work(stop.clone()), all_are_read);
        assert_eq!(*noting.0.lock().expect("nobody panics"), ["handed", "first", "second", "third"]);
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_differ() {
        for (times, seconds) in [(0, 0.5), (3, 4.0), (7, 60.0), (300, 60.0)] {
            let pause = pause_after(times, LONGEST_WAIT).as_seconds_f64();
            assert!((seconds * 0.75..=seconds * 1.25).contains(&pause), "{times}: {pause}");
        }
        let all: Duration = (0..MOST_FAILURES - 1).map(|times| pause_after(times, LONGEST_PAUSE)).sum();
        assert!((45..75).contains(&all.whole_minutes()), "{all} until a task is given up");
        let several: std::collections::HashSet<_> = (0..20).map(|_| pause_after(5, LONGEST_WAIT)).collect();
        assert!(several.len() > 10, "what failed together comes back apart");
    }
}
