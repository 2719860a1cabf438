//! One subject from its start to its figures: warm up, rest, ask steadily, ask everything at once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::arguments::Arguments;
use crate::client::Client;
use crate::connector::{self, Shared};
use crate::figures::{
    Burst, Fate, Figures, MemoryFigures, Steady, Wait, a_second, each, milliseconds, milliseconds_each, percent,
};
use crate::generator::Generator;
use crate::ledger::Ledger;
use crate::process::{Memory, Sample, Used};
use crate::question::Question;
use crate::subject::{StoreUsage, Subject};

/// Seconds of steady questions before anything counts: caches fill, and Node compiles what it runs often.
const WARM_UP: u32 = 10;
/// A subject rests when it took less than a twentieth of a core for so long.
const LOOK: Duration = Duration::from_secs(3);
/// So long may pass until it rests.
const STARTING: Duration = Duration::from_mins(5);
/// Most questions at once where the program keeps to Teams' rate windows, which let 50 posts a second pass.
const WITHIN_WINDOWS: u32 = 500;

/// Measures a running subject.
pub(crate) async fn measure(
    arguments: &Arguments,
    subject: &Subject,
    version: String,
    questions: &[Question],
) -> Result<Figures> {
    let mut generator = generator(arguments, subject, questions).await?;
    let count = (arguments.rate * WARM_UP) as usize;
    println!("  warming up, {WARM_UP} s");
    let warm = generator.steadily(arguments.rate, count.max(questions.len())).await;
    generator.questions = answered(&generator.ledger, questions, warm.start);
    ensure!(!generator.questions.is_empty(), "no question was answered with its own entry");
    generator.afterwards().await;
    generator.ledger.lock().expect("nobody panics while holding it").again = 0;

    settle(subject).await?;
    let before = Memory::of(subject.pid());
    let idle_ms_a_second = rest(arguments, subject).await?;
    let steady = steady(arguments, subject, &generator).await?;
    let after = Memory::of(subject.pid());
    let burst = if arguments.burst == 0 { None } else { Some(burst(arguments, subject, &generator).await?) };
    let memory = MemoryFigures::of(before, after, Memory::of(subject.pid()));
    let stray = generator.ledger.lock().expect("nobody panics while holding it").stray;
    ensure!(stray == 0, "{stray} messages came to chats in which nobody had asked");
    Ok(Figures {
        version,
        questions: generator.questions.len(),
        entries: questions.len(),
        idle_ms_a_second,
        steady,
        burst,
        memory,
        statements: None,
        commits: None,
    })
}

/// What the store is asked from start to end, when so many questions are asked; none where the program does not tell.
pub(crate) async fn usage(
    arguments: &Arguments,
    subject: Subject,
    questions: &[Question],
    count: usize,
) -> Result<Option<StoreUsage>> {
    let generator = generator(arguments, &subject, questions).await?;
    generator.steadily(arguments.rate, count).await;
    generator.afterwards().await;
    subject.usage().await
}

async fn generator(arguments: &Arguments, subject: &Subject, questions: &[Question]) -> Result<Generator> {
    let ledger = Shared::new(Ledger::default().into());
    Ok(Generator {
        client: Arc::new(Client::new(subject.address)),
        connector: connector::open(ledger.clone()).await?,
        ledger,
        questions: questions.into(),
        locale: match arguments.language {
            crate::arguments::Language::En => "en-US",
            crate::arguments::Language::Ja => "ja-JP",
        },
        patience: Duration::from_secs(arguments.patience.into()),
    })
}

/// The questions that were answered with what they ask for, when each was asked once from this number on.
fn answered(ledger: &Shared, questions: &[Question], start: usize) -> Arc<[Question]> {
    let ledger = ledger.lock().expect("nobody panics while holding it");
    let right = questions.iter().enumerate().filter(|(at, _)| ledger.is_right(start + at));
    right.map(|(_, question)| question.clone()).collect()
}

/// Waits until the subject has done what it does once after its first start: madoguchi makes the vectors of the entries.
async fn settle(subject: &Subject) -> Result<()> {
    println!("  until it rests");
    let end = Instant::now() + STARTING;
    loop {
        let start = Sample::of(subject.pid())?;
        tokio::time::sleep(LOOK).await;
        if Sample::of(subject.pid())?.since(&start).processor < LOOK / 20 {
            return Ok(());
        }
        ensure!(Instant::now() < end, "it still works, {} s after the last question", STARTING.as_secs());
    }
}

async fn rest(arguments: &Arguments, subject: &Subject) -> Result<Option<f64>> {
    if arguments.idle == 0 {
        return Ok(None);
    }
    println!("  at rest, {} s", arguments.idle);
    let time = Duration::from_secs(arguments.idle.into());
    let start = Sample::of(subject.pid())?;
    tokio::time::sleep(time).await;
    let used = Sample::of(subject.pid())?.since(&start);
    Ok(Some(milliseconds(used.processor) / time.as_secs_f64()))
}

async fn steady(arguments: &Arguments, subject: &Subject, generator: &Generator) -> Result<Steady> {
    println!("  {} questions a second, {} s", arguments.rate, arguments.seconds);
    let count = (arguments.rate * arguments.seconds) as usize;
    let meter = Meter::start(subject)?;
    let asked = generator.steadily(arguments.rate, count).await;
    let (used, own, time) = meter.stop()?;
    generator.afterwards().await;
    let mut ledger = generator.ledger.lock().expect("nobody panics while holding it");
    let again = std::mem::take(&mut ledger.again);
    Ok(Steady {
        fate: Fate::of(&ledger.tally(&asked), count, again),
        processor_ms: milliseconds_each(&used, count),
        acknowledge: Wait::of(ledger.acknowledgements(&asked)),
        answer: Wait::of(ledger.answers(&asked)),
        context_switches: each(used.switches as f64, count),
        reads_and_writes: each(used.calls as f64, count),
        written_kib: each(used.written as f64 / 1024.0, count),
        generator_percent: percent(&own, time),
    })
}

async fn burst(arguments: &Arguments, subject: &Subject, generator: &Generator) -> Result<Burst> {
    let most = if subject.unlimited { u32::MAX } else { WITHIN_WINDOWS };
    let count = arguments.burst.min(most) as usize;
    println!("  {count} questions at once");
    let meter = Meter::start(subject)?;
    let asked = generator.at_once(arguments.connections, count).await;
    let (used, own, time) = meter.stop()?;
    generator.afterwards().await;
    let mut ledger = generator.ledger.lock().expect("nobody panics while holding it");
    let again = std::mem::take(&mut ledger.again);
    let tally = ledger.tally(&asked);
    Ok(Burst {
        answers_a_second: a_second(count - tally.unanswered, ledger.until_last_answer(&asked)),
        acknowledged_a_second: a_second(count - tally.refused, ledger.until_last_acknowledgement(&asked)),
        fate: Fate::of(&tally, count, again),
        processor_ms: milliseconds_each(&used, count),
        acknowledge: Wait::of(ledger.acknowledgements(&asked)),
        answer: Wait::of(ledger.answers(&asked)),
        generator_percent: percent(&own, time),
        unlimited: subject.unlimited,
    })
}

/// What the subject and this program use meanwhile.
struct Meter<'a> {
    subject: &'a Subject,
    subjects: Sample,
    own: Sample,
    start: Instant,
}

impl<'a> Meter<'a> {
    fn start(subject: &'a Subject) -> Result<Self> {
        let (subjects, own) = (Sample::of(subject.pid())?, own()?);
        Ok(Self { subject, subjects, own, start: Instant::now() })
    }

    fn stop(self) -> Result<(Used, Used, Duration)> {
        let time = self.start.elapsed();
        let subjects = Sample::of(self.subject.pid())?.since(&self.subjects);
        Ok((subjects, own()?.since(&self.own), time))
    }
}

/// This process without its children, which are what is measured.
fn own() -> Result<Sample> {
    Sample::of_one(std::process::id())
}
