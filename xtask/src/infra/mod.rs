//! `cargo xtask infra`: the infrastructure as code, checked without a cloud.
//!
//! Terraform itself does the checking, against the providers' real schemas, which a stub
//! provider of our own serves (`infra/tools`). Start with `check` below: it reads as the list
//! of what is looked at. Not here: applying anything to a real cloud (`docs/operations`).

mod bodies;
mod dapr;
mod environments;
mod examples;
mod modules;
mod picture;
mod plan;
mod report;
mod rules;
mod source;
mod story;
mod terraform;
mod workplace;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use report::Report;
use terraform::Terraform;
use workplace::Workplace;

const USAGE: &str = "usage: cargo xtask infra            check everything
       cargo xtask infra rules ENVIRONMENT PLAN.json   ask the rules of a plan against the real cloud
       cargo xtask infra picture    draw docs/operations/*.dot as SVG (Graphviz; installs it if it can)";

/// Runs `cargo xtask infra`. Fails when a check fails; says so and succeeds when the tools to
/// check with are not installed.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let root = root()?;
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] | ["check"] => check(&root),
        ["rules", environment, plan] => {
            let mut report = Report::default();
            environments::check_file(&root, environment, Path::new(plan), &mut report)?;
            report.close(Duration::ZERO)
        }
        ["picture"] => picture::draw(&root),
        _ => bail!("{USAGE}"),
    }
}

fn check(root: &Path) -> Result<()> {
    let started = Instant::now();
    let mut report = Report::default();

    report.group("Dapr here and in the cloud, pictures, links");
    dapr::check_declared(root, &mut report)?;
    picture::check(root, &mut report)?;
    modules::check_complete(root, &mut report);

    match Terraform::find() {
        Err(reason) => report.skip("everything that needs Terraform", &reason),
        Ok(installed) => match Workplace::prepare(root, installed) {
            Err(reason) => report.skip("everything that needs the stub provider", &format!("{reason:#}")),
            Ok(workplace) => check_with_terraform(root, &workplace, &mut report)?,
        },
    }
    report.close(started.elapsed())
}

fn check_with_terraform(root: &Path, workplace: &Workplace, report: &mut Report) -> Result<()> {
    report.group("format");
    modules::check_format(workplace, report)?;

    report.group("modules: validate, test");
    modules::check(workplace, report)?;

    report.group("environments: plan, apply, second plan, rules, AzAPI bodies");
    environments::check(root, workplace, report)?;

    report.group("a model comes and goes");
    story::check(workplace, report)?;

    report.group("negative examples");
    examples::check(workplace, report)
}

/// The repository: the nearest folder above the current one that holds `infra/terraform`.
fn root() -> Result<PathBuf> {
    let here = std::env::current_dir().context("find the current folder")?;
    here.ancestors()
        .find(|folder| folder.join("infra/terraform").is_dir())
        .map(Path::to_path_buf)
        .context("no folder above this one holds infra/terraform")
}
