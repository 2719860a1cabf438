//! `cargo xtask evals`: how well the program answers and learns, on all development sets, beside what was kept last.
//!
//! The program is asked from outside, by its commands `eval retrieve`, `eval loop` and `eval learn`, so that what is measured
//! is what serves people. `metrics.rs` holds the formulas, `cases.rs` makes figures of what the program said, `sets.rs`
//! knows the files, `table.rs` keeps and compares.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};

use crate::{shell, tools};
use program::Program;
use sets::{Job, Place};
use table::{KEPT, Part, Table};

mod cases;
mod metrics;
mod program;
mod sets;
mod table;

/// Names the folder of public sets where `--data` does not.
const DATA: &str = "MADOGUCHI_EVALS_DATA";

const HELP: &str = "\
cargo xtask evals [SET…] [OPTIONS]

Measures all development sets with the program as it is released, and prints the figures beside those that were kept last.
SET: only these, such as colloquial, people, neighbours, double, wraps, learning, localgovfaq, loop

  --data DIR      where the public sets lie, else MADOGUCHI_EVALS_DATA (evals/README.md says where to get them)
  --short         only what lies in the repository; fails when a headline figure has fallen by more than its noise
  --keep          keeps the figures in evals/table.json and docs/figures.md
  --program FILE  measures this program and builds none
  --set KEY=VALUE a setting of the program, such as answering.model_dir; such figures are compared and not kept";

/// What the command line asks for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Plan {
    /// Families; all where there are none.
    only: Vec<String>,
    data: Option<PathBuf>,
    short: bool,
    keep: bool,
    program: Option<PathBuf>,
    /// Settings of the program, each as KEY=VALUE.
    set: Vec<String>,
}

/// Measures.
pub(crate) fn run(args: &[String]) -> Result<()> {
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        println!("{HELP}");
        return Ok(());
    }
    let plan = read(args)?;
    tools::ensure(&[tools::PYTHON])?;
    let program = match &plan.program {
        Some(program) => program.clone(),
        None => built()?,
    };
    measure(&plan, program)
}

/// The short form on a program that is there: what the tests run.
pub(crate) fn short(program: &Path) -> Result<()> {
    measure(&Plan { short: true, ..Plan::default() }, program.to_owned())
}

fn built() -> Result<PathBuf> {
    tools::ensure(&[tools::C_COMPILER])?;
    println!("Building the program as it is released; the first time takes some minutes");
    shell::run("cargo", &["build", "--release", "--package", "madoguchi"])?;
    Ok("target/release/madoguchi".into())
}

fn measure(plan: &Plan, program: PathBuf) -> Result<()> {
    let root = shell::root();
    let data = plan.data.clone().or_else(|| std::env::var_os(DATA).map(PathBuf::from));
    let jobs: Vec<Job> = sets::all().into_iter().filter(|job| is_wanted(plan, job)).collect();
    let mut left_out = Vec::new();
    let mut ready = Vec::new();
    for job in jobs {
        let missing = job.missing(data.as_deref()).join(", ");
        if missing.is_empty() { ready.push(job) } else { left_out.push((job.name, missing)) }
    }
    let kept = Table::read(&root)?;
    let place = Place { program: Program { file: program, set: plan.set.clone() }, root: root.clone(), data };
    let start = Instant::now();
    let (measured, failed) = on_all_cores(&ready, &place)?;
    let measured = Table { command: "cargo xtask evals".to_owned(), parts: measured };
    println!("\n{}", measured.rendered(Some(&kept)));
    println!("{} sets in {} s; \"was\": as kept in {KEPT}", measured.parts.len(), start.elapsed().as_secs());
    for (name, missing) in &left_out {
        println!("not measured: {name}; it needs {missing} in the folder of --data (evals/README.md)");
    }
    if !failed.is_empty() {
        bail!("{}", failed.join("\n"));
    }
    if plan.keep {
        keep(measured, kept, &root)?;
    } else if plan.short {
        no_fall(&measured, &kept, &ready)?;
    }
    Ok(())
}

fn is_wanted(plan: &Plan, job: &Job) -> bool {
    (plan.only.is_empty() || plan.only.iter().any(|family| family == job.family)) && (!plan.short || job.is_own())
}

/// Runs the jobs on as many threads as there are cores. Gives the parts in the order of the jobs, and what failed.
fn on_all_cores(jobs: &[Job], place: &Place) -> Result<(Vec<Part>, Vec<String>)> {
    // Streams take longest and cannot be divided: they begin.
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|at| jobs[*at].family != "loop");
    let waiting = Mutex::new(VecDeque::from(order));
    let done = Mutex::new(Vec::new());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let cores = std::thread::available_parallelism()?.get().min(jobs.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(at) = next() {
                    let start = Instant::now();
                    let result = jobs[at].run(place);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.push((at, result));
                    let seconds = start.elapsed().as_secs_f64();
                    eprintln!("{} of {}: {}, {seconds:.1} s", done.len(), jobs.len(), jobs[at].name);
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    let (mut parts, mut failed) = (Vec::new(), Vec::new());
    for (_, result) in done {
        match result {
            Ok(some) => parts.extend(some),
            Err(error) => failed.push(format!("{error:#}")),
        }
    }
    Ok((parts, failed))
}

fn keep(mut measured: Table, kept: Table, root: &Path) -> Result<()> {
    let date = shell::output("date", &["-u", "+%F"])?.trim().to_owned();
    let mut commit = shell::output("git", &["rev-parse", "--short", "HEAD"])?.trim().to_owned();
    if !shell::output("git", &["status", "--porcelain", "--untracked-files=no"])?.is_empty() {
        commit.push('+');
    }
    for part in &mut measured.parts {
        part.date.clone_from(&date);
        part.commit.clone_from(&commit);
    }
    let order: Vec<String> = sets::all().into_iter().map(|job| job.name).collect();
    let place = |set: &str| order.iter().position(|name| *name == set || set == format!("{name}, held"));
    let mut all = kept.with(measured.parts, |set| place(set).unwrap_or(usize::MAX));
    all.command = measured.command;
    all.keep(root)?;
    println!("kept in {KEPT} and {}", table::DOCUMENT);
    Ok(())
}

fn no_fall(measured: &Table, kept: &Table, ready: &[Job]) -> Result<()> {
    let wanted = |set: &str| ready.iter().any(|job| set == job.name);
    if !kept.parts.iter().any(|part| wanted(&part.set)) {
        bail!("{KEPT} holds none of these sets: nothing to compare with");
    }
    let falls = measured.falls(kept, wanted);
    if falls.is_empty() {
        println!("no headline figure has fallen by more than its noise");
        return Ok(());
    }
    bail!(
        "fallen by more than their noise:\n  {}\nA change that is worth it is kept with `cargo xtask evals --keep`",
        falls.join("\n  ")
    )
}

fn read(args: &[String]) -> Result<Plan> {
    let mut plan = Plan::default();
    let families: Vec<&str> = sets::all().iter().map(|job| job.family).collect();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut path = || args.next().map(PathBuf::from).ok_or_else(|| anyhow!("{arg} wants a path"));
        match arg.as_str() {
            "--data" => plan.data = Some(path()?),
            "--program" => plan.program = Some(path()?),
            "--set" => plan.set.push(args.next().with_context(|| format!("{arg} wants KEY=VALUE"))?.clone()),
            "--short" => plan.short = true,
            "--keep" => plan.keep = true,
            family if families.contains(&family) => plan.only.push(family.to_owned()),
            other => {
                let mut known = families.clone();
                known.dedup();
                bail!("there is no set {other}; there are {}\n\n{HELP}", known.join(", "))
            }
        }
    }
    if plan.keep && !plan.set.is_empty() {
        bail!("what is kept is measured as it is shipped: leave out --set or --keep");
    }
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn sets_and_options_are_read_and_others_refused() {
        let plan = read(&words("wraps loop --data x --keep")).expect("good words");
        let only = words("wraps loop");
        assert_eq!(plan, Plan { only, data: Some("x".into()), keep: true, ..Plan::default() });
        assert!(read(&words("wrap")).is_err() && read(&words("--data")).is_err());
        let set = read(&words("wraps --set a=b --set c=d")).expect("good words").set;
        assert_eq!(set, ["a=b", "c=d"]);
        assert!(read(&words("--set a=b --keep")).is_err() && read(&words("--set")).is_err());
    }

    #[test]
    fn the_short_form_needs_nothing_from_elsewhere() {
        let plan = read(&words("--short")).expect("good words");
        let jobs: Vec<Job> = sets::all().into_iter().filter(|job| is_wanted(&plan, job)).collect();
        assert!(jobs.len() >= 8 && jobs.iter().all(|job| job.missing(None).is_empty()));
    }

    #[test]
    fn every_headline_set_of_the_kept_table_is_measured_by_the_short_form() {
        let kept = Table::read(&shell::root()).expect("the kept table");
        let own: Vec<String> = sets::all().into_iter().filter(Job::is_own).map(|job| job.name).collect();
        let headlines = kept.parts.iter().filter(|part| part.figures.iter().any(|figure| figure.headline));
        let sets: Vec<&str> = headlines.map(|part| part.set.as_str()).collect();
        assert!(sets.len() >= 8, "{sets:?}");
        assert!(sets.iter().all(|set| own.iter().any(|name| name == set)), "{sets:?} of {own:?}");
    }
}
