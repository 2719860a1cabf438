//! `cargo xtask bench lists`: how long every list and search of the console takes with a desk of a million messages, on both
//! databases. [`desk`] says what the desk is made of, [`sink`] writes it straight into the database, [`ask`] asks and measures.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use serde_json::Value;
use tokio::time::sleep;

mod ask;
mod browser;
mod desk;
mod sink;

use browser::Browser;
use sink::Sink;

use crate::process::Sample;

/// Measure the console's lists and searches, with a desk of a million messages straight in the database
///
/// The desk is made of a seed and is the same each time. docs/figures.md says what each figure means.
#[derive(Parser)]
#[command(name = "cargo xtask bench lists", max_term_width = 100)]
pub(crate) struct Arguments {
    /// Inquiries of the desk; five messages each
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(100..=2_000_000))]
    inquiries: u32,
    /// How often each list is asked for
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(10..=10_000))]
    times: u32,
    /// Address of a database on a PostgreSQL server, whose user may make databases; SQLite alone without it
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// PostgreSQL alone
    #[arg(long)]
    only_postgres: bool,
    /// The program to measure
    #[arg(long, value_name = "FILE", default_value = "target/release/madoguchi")]
    program: PathBuf,
}

/// Longest time until everything is in the index.
const INDEXED_WITHIN: Duration = Duration::from_hours(1);
const START_WITHIN: Duration = Duration::from_mins(5);
/// What the accounts of the measuring have for a password; they live as long as the database.
const PASSWORD: &str = "measured with a loopback address";

pub(crate) async fn run(arguments: Arguments, work: &Path) -> Result<()> {
    if !arguments.only_postgres {
        let data = work.join("lists");
        one(&arguments, "SQLite", &data, None).await?;
        let _gone = std::fs::remove_dir_all(&data);
    }
    if let Some(server) = &arguments.postgres {
        let database = crate::attack::database::Database::make(server, "lists").await?;
        let data = work.join("lists-postgres");
        let measured = one(&arguments, "PostgreSQL", &data, Some(&database.url)).await;
        database.drop().await?;
        measured?;
    }
    Ok(())
}

async fn one(arguments: &Arguments, name: &str, data: &Path, postgres: Option<&str>) -> Result<()> {
    let _old = std::fs::remove_dir_all(data);
    std::fs::create_dir_all(data)?;
    let mut sources = vec![format!("--data={}", data.display())];
    sources.extend(postgres.map(|url| format!("--set=database.url={url}")));
    // The first start makes the tables.
    create_admin(arguments, &sources)?;
    let file = data.join("madoguchi.db");
    let began = Instant::now();
    let mut sink = match postgres {
        Some(url) => Sink::postgres(url).await?,
        None => Sink::sqlite(&file)?,
    };
    let made = desk::fill(&mut sink, arguments.inquiries).await?;
    sink.close().await?;
    println!(
        "\n{name}: {} messages in {} inquiries, written in {:.0} s",
        made.messages,
        made.inquiries,
        began.elapsed().as_secs_f64()
    );
    let before = sink::size(postgres, &file).await?;
    let log = data.with_extension("log");
    let start = crate::attack::program::Start::new(&arguments.program, &[], &sources, &log)?;
    let mut program = start.start()?;
    let (began, browser) = (Instant::now(), Browser::new(start.address()));
    while !browser.is_ready().await {
        ensure!(began.elapsed() < START_WITHIN, "it is not ready; see {}", log.display());
        sleep(Duration::from_millis(50)).await;
    }
    println!("ready after {:.2} s", began.elapsed().as_secs_f64());
    let mut admin = Browser::signed_in(start.address(), "bench", PASSWORD).await?;
    ask::print(&ask::while_indexing(&mut admin, arguments.times.min(20)).await?, "while the index is written");
    while sink::unindexed(postgres, &file).await? > 0 {
        ensure!(began.elapsed() < INDEXED_WITHIN, "the index is not complete in time");
        sleep(Duration::from_secs(1)).await;
    }
    let (took, messages) = (began.elapsed().as_secs_f64(), made.messages as f64);
    let used = Sample::of(program.pid())?.since(&Sample::default()).processor;
    println!(
        "everything is in the index after {took:.0} s, {:.0} messages a second; the program has used {:.0} µs of the processor a message",
        messages / took,
        used.as_secs_f64() * 1e6 / messages
    );
    let after = sink::size(postgres, &file).await?;
    println!(
        "{before:.0} MB without the index, {after:.0} MB with it: {:.0} bytes a message",
        (after - before) * 1e6 / messages
    );
    let agent = colleague(&mut admin, "agent", Some(&made.team)).await?;
    let auditor = colleague(&mut admin, "auditor", None).await?;
    for (role, mut browser) in [("admin", admin), ("agent", agent), ("auditor", auditor)] {
        ask::print(&ask::lists(&mut browser, role, &made, arguments.times).await?, role);
    }
    program.until_ready().await?;
    let (_, _) = program.terminate(Duration::from_secs(20)).await?;
    Ok(())
}

fn create_admin(arguments: &Arguments, sources: &[String]) -> Result<()> {
    let mut command = Command::new(&arguments.program);
    command.args(["admin", "create", "bench", "--password-stdin"]).args(sources).env_remove("MADOGUCHI_CONFIG");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().context("cannot start the program")?;
    let mut stdin = child.stdin.take().context("its input is piped")?;
    std::io::Write::write_all(&mut stdin, format!("{PASSWORD}\n").as_bytes())?;
    drop(stdin);
    ensure!(child.wait()?.success(), "no account was made");
    Ok(())
}

/// Somebody with a role, in a team or in all, signed in.
async fn colleague(admin: &mut Browser, role: &str, team: Option<&str>) -> Result<Browser> {
    let account = serde_json::json!({ "name": role, "display_name": role, "password": PASSWORD, "role": role });
    let made: Value = admin.post("/accounts", &account).await?;
    if let Some(team) = team {
        let person = made["person"]["id"].as_str().or(made["person"].as_str()).context("an account is of a person")?;
        // Everywhere at first, as an account begins.
        for (verb, role) in [
            ("grant", serde_json::json!({ "role": role, "team": team })),
            ("revoke", serde_json::json!({ "role": role })),
        ] {
            admin.post(&format!("/people/{person}/{verb}"), &role).await?;
        }
    }
    Browser::signed_in(admin.address(), role, PASSWORD).await
}
