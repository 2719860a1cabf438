//! `cargo xtask test`: every test, with one clear line at the end.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::server::{ADMIN_PASSWORD, Server};
use crate::{contract, evals, infra, model, playground, postgres, shell, tools, web};

/// One step: small enough that its name says what to look at.
struct Step {
    name: &'static str,
    /// Steps without which this one tells nothing: it would try what was built yesterday.
    needs: &'static [&'static str],
    run: fn() -> Result<()>,
}

const STEPS: [Step; 15] = [
    Step { name: "tools", needs: &[], run: all_tools },
    Step { name: "packages", needs: &["tools"], run: web::install },
    Step { name: "pages", needs: &["packages"], run: || web::npm(&["run", "check"]) },
    Step { name: "pages-built", needs: &["packages"], run: web::build },
    Step {
        name: "model",
        needs: &["tools"],
        run: || {
            model::or_without();
            Ok(())
        },
    },
    Step { name: "program", needs: &["tools", "model"], run: program },
    Step { name: "rust-built", needs: &["tools", "model"], run: rust_built },
    Step { name: "rust", needs: &["rust-built"], run: rust },
    Step { name: "browser", needs: &["pages-built"], run: || web::npm(&["run", "--silent", "e2e"]) },
    Step { name: "browser-loop", needs: &["pages-built", "program"], run: browser_loop },
    Step { name: "console", needs: &["pages-built", "program"], run: console },
    Step { name: "contract", needs: &["tools", "pages-built", "program"], run: contract::test },
    Step { name: "playground", needs: &["tools", "program"], run: playground::test },
    Step { name: "evals", needs: &["program"], run: || evals::short(Path::new("target/debug/madoguchi")) },
    Step { name: "infrastructure", needs: &[], run: || infra::run(&[]) },
];

/// What to run, as the command line says.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    /// Names of steps; all where there are none.
    only: Vec<String>,
    /// How many times.
    rounds: usize,
    /// Processes that keep the machine busy meanwhile.
    busy: usize,
}

/// Runs the steps, also after one has failed.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let plan = read(args)?;
    let steps = chosen(&plan.only);
    let _busy = Busy::start(plan.busy)?;
    let (mut passed, mut failed) = (0, Vec::new());
    for round in 1..=plan.rounds {
        if plan.rounds > 1 {
            println!("\n=== round {round} of {}", plan.rounds);
        }
        let faults = round_of(&steps);
        passed += steps.len() - faults.len();
        if plan.rounds > 1 {
            let good = steps.len() - faults.len();
            println!("\n=== round {round} of {}: {good} passed, {} failed", plan.rounds, faults.len());
        }
        failed.extend(faults);
    }
    println!("\nxtask: {passed} passed, {} failed", failed.len());
    if failed.is_empty() {
        return Ok(());
    }
    failed.sort_unstable();
    failed.dedup();
    bail!("failed: {}; one alone: cargo xtask test {}", failed.join(", "), failed[0])
}

/// Runs each step once, in order. The names of those that failed.
fn round_of(steps: &[&Step]) -> Vec<&'static str> {
    let mut failed = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        println!("\n== {} ({} of {})", step.name, at + 1, steps.len());
        let start = Instant::now();
        let missing = step.needs.iter().find(|name| failed.contains(*name));
        let done = missing.map_or_else(step.run, |name| Err(anyhow::anyhow!("not tried, because {name} failed")));
        match done {
            Ok(()) => println!("== {}: ok, {} s", step.name, start.elapsed().as_secs()),
            Err(error) => {
                eprintln!("== {}: FAILED, {error:#}", step.name);
                failed.push(step.name);
            }
        }
    }
    failed
}

fn read(args: &[String]) -> Result<Plan> {
    let mut plan = Plan { only: Vec::new(), rounds: 1, busy: 0 };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut number = || {
            let number = args.next().and_then(|number| number.parse().ok());
            number.with_context(|| format!("{arg} wants a number"))
        };
        match arg.as_str() {
            "--repeat" => plan.rounds = number()?,
            "--busy" => plan.busy = number()?,
            name if STEPS.iter().any(|step| step.name == name) => plan.only.push(name.to_owned()),
            other => {
                let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
                bail!("there is no step {other}; there are {}, and --repeat N, --busy N", names.join(", "))
            }
        }
    }
    Ok(plan)
}

/// The steps of these names with all that they need, in order.
fn chosen(only: &[String]) -> Vec<&'static Step> {
    let mut names: Vec<&str> = only.iter().map(String::as_str).collect();
    // A step needs earlier ones only.
    for step in STEPS.iter().rev() {
        if names.contains(&step.name) {
            names.extend(step.needs);
        }
    }
    STEPS.iter().filter(|step| only.is_empty() || names.contains(&step.name)).collect()
}

/// Processes that do nothing, as fast as they can: what passes beside them passes on a slow machine.
struct Busy(Vec<Child>);

impl Busy {
    fn start(count: usize) -> Result<Self> {
        if count > 0 {
            println!("Keeping the machine busy with {count} processes");
        }
        let mut busy = Self(Vec::new());
        for _ in 0..count {
            busy.0.push(Command::new("sh").args(["-c", "while :; do :; done"]).stdin(Stdio::null()).spawn()?);
        }
        Ok(busy)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ended = child.kill().and_then(|()| child.wait());
        }
    }
}

fn all_tools() -> Result<()> {
    tools::ensure(&[
        tools::C_COMPILER,
        tools::NODE,
        tools::CHROMIUM,
        tools::JAPANESE_FONTS,
        tools::POSTGRES,
        tools::PYTHON,
    ])
}

/// The program itself, for the browser and the Playground.
fn program() -> Result<()> {
    shell::run("cargo", &["build", "--package", "madoguchi"])
}

/// Everything of Cargo, so that what does not compile is told apart from what is wrong.
fn rust_built() -> Result<()> {
    shell::run("cargo", &["test", "--workspace", "--no-run"])
}

/// Everything of Cargo, with both databases.
fn rust() -> Result<()> {
    let server = postgres::Server::start()?;
    let mut tests = Command::new("cargo");
    tests.args(["test", "--workspace", "--quiet", "--no-fail-fast"]).env("MADOGUCHI_TEST_POSTGRES", server.url());
    shell::run_command(&mut tests)
}

fn browser_loop() -> Result<()> {
    // Empty: the story begins anew in English, and a folder that is kept keeps the past that it has, in the language that it has.
    let server = Server::start(&["demo", "--empty"])?;
    let mut story = Command::new("npm");
    story.args(["run", "--silent", "e2e:loop"]).current_dir("web").env("MADOGUCHI_URL", server.url());
    shell::run_command(&mut story)
}

/// A day in the console.
fn console() -> Result<()> {
    let server = Server::start(&["demo", "--language", "ja", "--empty"])?;
    server.make_admin("boss", ADMIN_PASSWORD)?;
    let mut story = Command::new("npm");
    story.args(["run", "--silent", "e2e:console"]).current_dir("web");
    story.env("MADOGUCHI_URL", server.url()).env("MADOGUCHI_PASSWORD", ADMIN_PASSWORD);
    shell::run_command(&mut story)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_step_needs_earlier_steps_only() {
        for (at, step) in STEPS.iter().enumerate() {
            for needed in step.needs {
                assert!(STEPS[..at].iter().any(|earlier| earlier.name == *needed), "{} needs {needed}", step.name);
            }
        }
    }

    #[test]
    fn what_a_chosen_step_needs_is_run_before_it() {
        let names = |only: &str| chosen(&words(only)).iter().map(|step| step.name).collect::<Vec<_>>();
        assert_eq!(names("browser-loop"), ["tools", "packages", "pages-built", "model", "program", "browser-loop"]);
        assert_eq!(names("").len(), STEPS.len());
    }

    #[test]
    fn a_misspelt_step_or_number_is_refused() {
        let plan = Plan { only: words("rust"), rounds: 10, busy: 2 };
        assert_eq!(read(&words("rust --repeat 10 --busy 2")).expect("good words"), plan);
        assert!(
            read(&words("rats")).is_err() && read(&words("--repeat ten")).is_err() && read(&words("--busy")).is_err()
        );
    }

    #[test]
    fn what_needs_a_failed_step_fails_and_is_not_tried() {
        fn never() -> Result<()> {
            panic!("it was tried")
        }
        let steps = [
            Step { name: "a", needs: &[], run: || bail!("broken") },
            Step { name: "b", needs: &["a"], run: never },
            Step { name: "c", needs: &[], run: || Ok(()) },
        ];
        assert_eq!(round_of(&steps.iter().collect::<Vec<_>>()), ["a", "b"]);
    }
}
