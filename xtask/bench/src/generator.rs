//! Asks: steadily, or everything at once. Each question comes from a person of its own, in their own chat.

use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use crate::client::Client;
use crate::connector::Shared;
use crate::question::{Question, activity};

/// How often it is looked whether the last answers have come; the times themselves are noted when they come.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// So long after the last answer a second one to the same question would have come.
const AFTERWARDS: Duration = Duration::from_secs(1);

/// Asks one bot.
#[derive(Clone)]
pub(crate) struct Generator {
    /// The bot.
    pub(crate) client: Arc<Client>,
    /// Where it is to answer.
    pub(crate) connector: SocketAddr,
    /// What is noted.
    pub(crate) ledger: Shared,
    /// What is asked, in turn.
    pub(crate) questions: Arc<[Question]>,
    /// The locale of everybody.
    pub(crate) locale: &'static str,
    /// How long the last answers may take.
    pub(crate) patience: Duration,
}

impl Generator {
    /// Asks so many questions at this rate a second and waits for the answers. Returns their numbers.
    pub(crate) async fn steadily(&self, rate: u32, count: usize) -> Range<usize> {
        let range = self.open(count);
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / rate);
        // A question that is late must not be made up for by several at once.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut asking = JoinSet::new();
        for number in range.clone() {
            ticks.tick().await;
            let this = self.clone();
            asking.spawn(async move { this.ask(number).await });
        }
        asking.join_all().await;
        self.wait_for(&range).await;
        range
    }

    /// Asks everything over so many connections as fast as it is taken, and waits for the answers. Returns their numbers.
    pub(crate) async fn at_once(&self, connections: u32, count: usize) -> Range<usize> {
        let range = self.open(count);
        let next = Arc::new(AtomicUsize::new(range.start));
        let mut asking = JoinSet::new();
        for _ in 0..connections {
            let (this, next, end) = (self.clone(), next.clone(), range.end);
            asking.spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= end {
                        break;
                    }
                    this.ask(number).await;
                }
            });
        }
        asking.join_all().await;
        self.wait_for(&range).await;
        range
    }

    fn open(&self, count: usize) -> Range<usize> {
        let mut ledger = self.ledger.lock().expect("nobody panics while holding it");
        let start = ledger.len();
        for number in start..start + count {
            ledger.open(&self.question(number).expected);
        }
        start..start + count
    }

    fn question(&self, number: usize) -> &Question {
        &self.questions[number % self.questions.len()]
    }

    async fn ask(&self, number: usize) {
        let at = OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default();
        let activity = activity(self.connector, number, &self.question(number).text, self.locale, &at);
        self.ledger.lock().expect("nobody panics while holding it").ask(number, Instant::now());
        let delivered = self.client.deliver(activity).await;
        let mut ledger = self.ledger.lock().expect("nobody panics while holding it");
        ledger.again += u64::from(delivered.again);
        if delivered.taken {
            ledger.acknowledge(number, Instant::now());
        }
    }

    async fn wait_for(&self, range: &Range<usize>) {
        let end = Instant::now() + self.patience;
        let complete = || self.ledger.lock().expect("nobody panics while holding it").complete(range);
        while !complete() && Instant::now() < end {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until a second answer to an old question would have come.
    pub(crate) async fn afterwards(&self) {
        tokio::time::sleep(AFTERWARDS).await;
    }
}
