//! The figures, as they are written to JSON.

use std::time::Duration;

use serde::Serialize;

use crate::ledger::Tally;
use crate::process::{Memory, Used};

/// Everything of a run.
#[derive(Serialize)]
pub(crate) struct Report {
    /// When it was taken, UTC.
    pub(crate) at: String,
    pub(crate) machine: Machine,
    pub(crate) load: Load,
    pub(crate) madoguchi: Option<Figures>,
    pub(crate) bot: Option<Figures>,
    /// Ours divided by the bot's, where both were measured.
    pub(crate) ratios: Option<Ratios>,
}

/// What it ran on.
#[derive(Serialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    /// Cores that all of it may use, the generator too.
    pub(crate) cores: usize,
    pub(crate) kernel: String,
    pub(crate) node: Option<String>,
    /// 4 KiB written and made durable, beside the database.
    pub(crate) fdatasync: Wait,
}

/// What was asked.
#[derive(Serialize)]
pub(crate) struct Load {
    /// Seconds of steady questions.
    pub(crate) seconds: u32,
    /// Steady questions a second.
    pub(crate) rate: u32,
    /// Questions at once.
    pub(crate) burst: u32,
    /// Connections over which those at once came.
    pub(crate) connections: u32,
    /// Seconds without a question.
    pub(crate) idle_seconds: u32,
    pub(crate) language: &'static str,
}

/// Median and 99th percentile, in ms.
#[derive(Debug, Serialize, Clone, Copy, PartialEq)]
pub(crate) struct Wait {
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

/// One of the two.
#[derive(Serialize)]
pub(crate) struct Figures {
    pub(crate) version: String,
    /// Entries whose own question is answered with them, of all: only these are asked.
    pub(crate) questions: usize,
    pub(crate) entries: usize,
    /// Processor time without a question, in ms a second.
    pub(crate) idle_ms_a_second: Option<f64>,
    pub(crate) steady: Steady,
    pub(crate) burst: Option<Burst>,
    pub(crate) memory: MemoryFigures,
    /// SQL statements an answer, where the program tells them.
    pub(crate) statements: Option<f64>,
    /// Durable transactions an answer, where the program tells them.
    pub(crate) commits: Option<f64>,
}

/// At a steady rate.
#[derive(Serialize)]
pub(crate) struct Steady {
    pub(crate) fate: Fate,
    /// User and system time an answer, in ms.
    pub(crate) processor_ms: f64,
    pub(crate) acknowledge: Wait,
    pub(crate) answer: Wait,
    /// Context switches an answer.
    pub(crate) context_switches: f64,
    /// Calls of read(2), write(2) and their like an answer, as the kernel counts them.
    pub(crate) reads_and_writes: f64,
    /// Given to the disk, in KiB an answer.
    pub(crate) written_kib: f64,
    /// What the generator took of one core, in percent.
    pub(crate) generator_percent: f64,
}

/// Everything at once.
#[derive(Serialize)]
pub(crate) struct Burst {
    pub(crate) fate: Fate,
    /// From the first question to the last answer.
    pub(crate) answers_a_second: f64,
    /// From the first question to the last acknowledgement.
    pub(crate) acknowledged_a_second: f64,
    pub(crate) processor_ms: f64,
    pub(crate) acknowledge: Wait,
    pub(crate) answer: Wait,
    pub(crate) generator_percent: f64,
    /// Whether the program's own rate windows were lifted; with them it is they that are measured.
    pub(crate) unlimited: bool,
}

/// What became of the questions.
#[derive(Debug, Serialize)]
pub(crate) struct Fate {
    pub(crate) asked: usize,
    pub(crate) answered_once: usize,
    pub(crate) answered_again: usize,
    pub(crate) answered_otherwise: usize,
    pub(crate) unanswered: usize,
    pub(crate) refused: usize,
    /// Sent again after a 429, a 5xx or a broken connection.
    pub(crate) sent_again: u64,
}

/// In MiB.
#[derive(Serialize)]
pub(crate) struct MemoryFigures {
    /// Resident before the steady questions.
    pub(crate) before_mib: f64,
    /// Resident after them.
    pub(crate) after_mib: f64,
    /// Most, the burst included.
    pub(crate) peak_mib: f64,
}

/// Ours divided by the bot's: below 1 where less is better, above it for answers a second.
#[derive(Serialize)]
pub(crate) struct Ratios {
    pub(crate) processor: f64,
    pub(crate) answer_p50: f64,
    pub(crate) answer_p99: f64,
    pub(crate) answers_a_second: Option<f64>,
    pub(crate) peak_memory: f64,
}

impl Wait {
    /// Of these times.
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self { p50_ms: milliseconds(percentile(&times, 50)), p99_ms: milliseconds(percentile(&times, 99)) }
    }
}

impl Fate {
    /// Of these questions.
    pub(crate) fn of(tally: &Tally, asked: usize, sent_again: u64) -> Self {
        Self {
            asked,
            answered_once: tally.once,
            answered_again: tally.repeated,
            answered_otherwise: tally.otherwise,
            unanswered: tally.unanswered,
            refused: tally.refused,
            sent_again,
        }
    }

    /// Whether each was answered, rightly and once.
    pub(crate) fn is_good(&self) -> bool {
        self.answered_once == self.asked
    }
}

impl MemoryFigures {
    /// From samples before and after the steady questions and at the end.
    pub(crate) fn of(before: Memory, after: Memory, end: Memory) -> Self {
        let mib = |kib: u64| kib as f64 / 1024.0;
        Self { before_mib: mib(before.resident), after_mib: mib(after.resident), peak_mib: mib(end.peak) }
    }
}

impl Ratios {
    /// Ours divided by the bot's.
    pub(crate) fn of(ours: &Figures, bots: &Figures) -> Self {
        let rates = ours.burst.as_ref().zip(bots.burst.as_ref());
        Self {
            processor: ours.steady.processor_ms / bots.steady.processor_ms,
            answer_p50: ours.steady.answer.p50_ms / bots.steady.answer.p50_ms,
            answer_p99: ours.steady.answer.p99_ms / bots.steady.answer.p99_ms,
            answers_a_second: rates.map(|(ours, bots)| ours.answers_a_second / bots.answers_a_second),
            peak_memory: ours.memory.peak_mib / bots.memory.peak_mib,
        }
    }
}

/// Processor time for each of so many, in ms.
pub(crate) fn milliseconds_each(used: &Used, count: usize) -> f64 {
    each(milliseconds(used.processor), count)
}

/// A sum divided by how many there were; nothing for none.
pub(crate) fn each(sum: f64, count: usize) -> f64 {
    if count == 0 { 0.0 } else { sum / count as f64 }
}

/// How many there were in a second.
pub(crate) fn a_second(count: usize, time: Duration) -> f64 {
    if time.is_zero() { 0.0 } else { count as f64 / time.as_secs_f64() }
}

/// The part of one core that was used, in percent.
pub(crate) fn percent(used: &Used, time: Duration) -> f64 {
    100.0 * used.processor.as_secs_f64() / time.as_secs_f64().max(f64::MIN_POSITIVE)
}

/// In ms.
pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// The smallest time that at least so many percent do not pass (nearest rank); zero for no times.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(milliseconds: impl IntoIterator<Item = u64>) -> Vec<Duration> {
        milliseconds.into_iter().map(Duration::from_millis).collect()
    }

    #[test]
    fn a_percentile_is_one_of_the_times_and_never_the_next_better_one() {
        for (of, p50, p99) in [
            (times([7]), 7.0, 7.0),
            (times([9, 1, 5]), 5.0, 9.0),
            (times(1..=100), 50.0, 99.0),
            (times((1..=200).rev()), 100.0, 198.0),
            (times([]), 0.0, 0.0),
        ] {
            assert_eq!(Wait::of(of), Wait { p50_ms: p50, p99_ms: p99 });
        }
        let one_is_slow = times([1, 1, 1, 900]);
        assert_eq!(
            Wait::of(one_is_slow),
            Wait { p50_ms: 1.0, p99_ms: 900.0 },
            "four times have no 99 percent but the worst"
        );
    }

    #[test]
    fn one_that_is_lost_or_repeated_is_not_good() {
        let good = Tally { once: 2, ..Tally::default() };
        assert!(Fate::of(&good, 2, 1).is_good(), "sent again is no fault");
        assert!(!Fate::of(&good, 3, 0).is_good());
        assert!(!Fate::of(&Tally { once: 1, repeated: 1, ..Tally::default() }, 2, 0).is_good());
    }

    #[test]
    fn nothing_is_divided_by_nothing() {
        let used = Used { processor: Duration::from_millis(500), ..Used::default() };
        assert!((milliseconds_each(&used, 100) - 5.0).abs() < 1e-9);
        assert!((percent(&used, Duration::from_secs(2)) - 25.0).abs() < 1e-9);
        assert!(milliseconds_each(&used, 0).abs() < 1e-9);
        assert!(a_second(10, Duration::ZERO).abs() < 1e-9);
        assert!((a_second(10, Duration::from_millis(500)) - 20.0).abs() < 1e-9);
    }
}
