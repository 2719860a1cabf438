//! What `cargo xtask bench` runs once everything is built and installed: madoguchi and the echo bot, one after the other,
//! asked by the same generator. Start with `measure.rs`; `docs/figures.md` says what each figure means. With `attack` as its
//! first word it is what `cargo xtask attack` runs: `attack/mod.rs`; with `lists` it measures the console: `lists/mod.rs`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Parser as _;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::signal::unix::{SignalKind, signal};

mod arguments;
mod attack;
mod client;
mod connector;
mod disk;
mod figures;
mod generator;
mod ledger;
mod lists;
mod machine;
mod measure;
mod process;
mod question;
mod subject;
mod table;

use arguments::{Arguments, Only};
use figures::{Figures, Load, Ratios, Report};
use question::Question;
use subject::{StoreUsage, Subject};

/// Databases and logs of a run: on the disk of the repository, since a system's temporary files may lie in memory.
const WORK: &str = "target/bench";
/// Questions of the two runs between which statements are counted.
const COUNTED: [usize; 2] = [20, 220];

// One thread, so that the generator takes no more of the shared cores than it must.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let first = words.get(1).and_then(|word| word.to_str()).unwrap_or_default().to_owned();
    let attacks = first == "attack";
    let work = async {
        match first.as_str() {
            "attack" => attack::run(attack::Arguments::parse_from(&words[1..])).await,
            "lists" => lists::run(lists::Arguments::parse_from(&words[1..]), Path::new(WORK)).await,
            _ => run(Arguments::parse()).await,
        }
    };
    let ended = tokio::select! {
        ended = work => ended,
        // What was started is ended by being dropped.
        () = stopped() => Err(anyhow::anyhow!("stopped")),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {}: {error:#}", if attacks { "attack" } else { "bench" });
            ExitCode::FAILURE
        }
    }
}

async fn stopped() {
    let heard = |kind| async move {
        if let Ok(mut signals) = signal(kind) {
            signals.recv().await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = heard(SignalKind::interrupt()) => {}
        () = heard(SignalKind::terminate()) => {}
    }
}

async fn run(arguments: Arguments) -> Result<()> {
    let work = PathBuf::from(WORK);
    // What a run that was stopped has left there.
    let _old = std::fs::remove_dir_all(&work);
    std::fs::create_dir_all(&work).with_context(|| format!("cannot make {}", work.display()))?;
    let machine = machine::describe(&work)?;
    let faq = PathBuf::from(format!("sample/faq.{}.jsonl", arguments.language.code()));
    let questions = question::of_the_faq(&faq)?;

    let madoguchi = match arguments.only {
        Some(Only::Bot) => None,
        _ => Some(madoguchi(&arguments, &faq, &questions, &work).await?),
    };
    let bot = match (arguments.only, &arguments.packages) {
        (Some(Only::Bot), None) => bail!("the SDK's packages are not installed"),
        (Some(Only::Madoguchi), _) | (None, None) => None,
        (_, Some(packages)) => Some(echo_bot(&arguments, packages, &questions, &work).await?),
    };
    let report = Report {
        at: OffsetDateTime::now_utc().format(&Rfc3339)?,
        machine,
        load: Load {
            seconds: arguments.seconds,
            rate: arguments.rate,
            burst: arguments.burst,
            connections: arguments.connections,
            idle_seconds: arguments.idle,
            language: arguments.language.code(),
        },
        ratios: madoguchi.as_ref().zip(bot.as_ref()).map(|(ours, bots)| Ratios::of(ours, bots)),
        madoguchi,
        bot,
    };
    print!("{}", table::table(&report));
    if let Some(file) = &arguments.json {
        let text = serde_json::to_string_pretty(&report)?;
        std::fs::write(file, text + "\n").with_context(|| format!("cannot write {}", file.display()))?;
    }
    let good = |it: &Figures| it.steady.fate.is_good() && it.burst.as_ref().is_none_or(|burst| burst.fate.is_good());
    if !report.madoguchi.as_ref().is_none_or(good) {
        bail!("not every question was answered once and with its own entry; the log is in {}", work.display());
    }
    // Logs are of interest only where something failed.
    let _gone = std::fs::remove_dir_all(&work);
    Ok(())
}

async fn madoguchi(arguments: &Arguments, faq: &Path, questions: &[Question], work: &Path) -> Result<Figures> {
    let version = subject::version_of(&arguments.program)?;
    println!("{version}");
    let subject = Subject::madoguchi(arguments, faq, work).await?;
    let mut figures = measure::measure(arguments, &subject, version, questions).await?;
    drop(subject);
    println!("  counting SQL statements");
    // The start and the first question of all are in both counts, and so in neither difference.
    let mut counts = Vec::new();
    for count in COUNTED {
        let subject = Subject::madoguchi_that_tells(arguments, faq, work).await?;
        counts.push(measure::usage(arguments, subject, questions, count).await?);
    }
    if let [Some(fewer), Some(more)] = counts[..] {
        let an_answer = |of: fn(&StoreUsage) -> u64| {
            figures::each(of(&more).saturating_sub(of(&fewer)) as f64, COUNTED[1] - COUNTED[0])
        };
        figures.statements = Some(an_answer(|usage| usage.statements));
        figures.commits = Some(an_answer(|usage| usage.commits));
    }
    Ok(figures)
}

async fn echo_bot(arguments: &Arguments, packages: &Path, questions: &[Question], work: &Path) -> Result<Figures> {
    let version = format!("Agents SDK for Node {}", subject::version_of_sdk(packages)?);
    println!("echo bot on {version}");
    let subject = Subject::echo_bot(packages, work).await?;
    measure::measure(arguments, &subject, version, &question::echoed(questions)).await
}
