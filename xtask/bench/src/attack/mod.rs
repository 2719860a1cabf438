//! `cargo xtask attack`: what must hold on a bad day, tried out from outside, by the clock, against the program as it is
//! released. Each attack starts a program of its own ([`program`]), plays Teams on both sides ([`teams`]) and ends in rows of
//! a table ([`row`]); docs/figures.md says what each of them promises.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Parser;

mod connections;
mod connector;
mod crowd;
pub(crate) mod database;
mod disk;
mod kills;
mod moods;
pub(crate) mod program;
mod proxy;
mod rig;
mod row;
mod teams;

use database::Database;
use rig::Rig;
use row::Row;

/// Attack the program as it is released, and measure by the clock what must hold
///
/// docs/figures.md says what each attack does and what it promises.
#[derive(Parser)]
#[command(name = "cargo xtask attack", max_term_width = 100)]
pub(crate) struct Arguments {
    /// Only these attacks; all when none is named
    #[arg(value_name = "ATTACK")]
    named: Vec<String>,
    /// Address of a database on a PostgreSQL server, whose user may make databases; each attack makes one of its own there and
    /// takes it away. The attacks that need one are left out without it
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// The program to attack
    #[arg(long, value_name = "FILE", default_value = "target/release/madoguchi")]
    program: PathBuf,
}

/// One attack.
#[derive(Clone, Copy)]
struct Attack {
    name: &'static str,
    needs_postgres: bool,
}

const fn attack(name: &'static str) -> Attack {
    Attack { name, needs_postgres: false }
}

const ATTACKS: [Attack; 13] = [
    attack("crowd"),
    attack("flood"),
    attack("one-floods"),
    attack("slow-connector"),
    attack("hanging"),
    attack("moods"),
    attack("idle"),
    attack("slow"),
    attack("kill"),
    attack("terminate"),
    attack("full-disk"),
    Attack { name: "kill-one-of-two", needs_postgres: true },
    Attack { name: "database-gone", needs_postgres: true },
];

async fn run_one(name: &str, rig: &Rig) -> Result<Vec<Row>> {
    match name {
        "crowd" => crowd::crowd(rig).await,
        "flood" => crowd::flood(rig).await,
        "one-floods" => moods::one_floods(rig).await,
        "slow-connector" => crowd::slow_connector(rig).await,
        "hanging" => moods::hanging(rig).await,
        "moods" => moods::moods(rig).await,
        "idle" => connections::idle(rig).await,
        "slow" => connections::slow(rig).await,
        "kill" => kills::kill(rig).await,
        "terminate" => kills::terminate(rig).await,
        "full-disk" => disk::full(rig).await,
        "kill-one-of-two" | "database-gone" => on_postgres(name, rig).await,
        other => bail!("there is no attack {other}"),
    }
}

/// Runs an attack on a database of its own, which is gone afterwards, however the attack ended.
async fn on_postgres(name: &str, rig: &Rig) -> Result<Vec<Row>> {
    let server = rig.postgres.as_deref().context("there is a PostgreSQL")?;
    let database = Database::make(server, name).await?;
    let seen = match name {
        "kill-one-of-two" => kills::kill_one_of_two(rig, &database.url).await,
        _ => kills::database_gone(rig, &database.url).await,
    };
    database.drop().await?;
    seen
}

/// Runs the attacks and prints their table; fails when one of them succeeded.
pub(crate) async fn run(arguments: Arguments) -> Result<()> {
    let chosen = chosen(&arguments)?;
    let rig = Rig::prepare(&arguments).await?;
    println!(
        "{}\n{} questions of the sample company, each answered by its own entry",
        rig.version,
        rig.questions.len()
    );
    let mut rows = Vec::new();
    for attack in chosen {
        if attack.needs_postgres && rig.postgres.is_none() {
            rows.push(Row::left_out(attack.name, "needs --postgres"));
            continue;
        }
        println!("  {}", attack.name);
        match run_one(attack.name, &rig).await {
            Ok(seen) => rows.extend(seen),
            Err(error) => rows.push(Row::broken(attack.name, &error)),
        }
    }
    print!("{}", row::table(&rows));
    let failed = rows.iter().filter(|row| !row.holds()).count();
    if failed > 0 {
        bail!("{failed} of {} promises do not hold; the logs are in {}", rows.len(), rig.work.display());
    }
    rig.clear();
    Ok(())
}

fn chosen(arguments: &Arguments) -> Result<Vec<Attack>> {
    if arguments.named.is_empty() {
        return Ok(ATTACKS.to_vec());
    }
    let known = |name: &String| ATTACKS.into_iter().find(|attack| attack.name == name);
    let names = ATTACKS.map(|attack| attack.name).join(", ");
    let find = |name| known(name).ok_or_else(|| anyhow::anyhow!("there is no attack {name}; there are {names}"));
    arguments.named.iter().map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attack_that_is_not_there_is_told_with_those_that_are() {
        let arguments = |names: &[&str]| Arguments::parse_from([&["attack"], names].concat());
        assert_eq!(chosen(&arguments(&[])).expect("all").len(), ATTACKS.len());
        assert_eq!(chosen(&arguments(&["kill", "idle"])).expect("both").len(), 2);
        let told = chosen(&arguments(&["kil"])).map(drop).expect_err("there is none").to_string();
        assert!(told.contains("there is no attack kil") && told.contains("idle"), "{told}");
    }
}
