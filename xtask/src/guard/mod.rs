//! Whatever a command starts ends with it: databases, servers, browsers, and what those have started in their turn.
//!
//! `cargo run` becomes xtask, so that both have one process id. That process does no work: it starts xtask once more, for
//! the work, and stands guard (`stand`). Whoever is left without a parent below it becomes its child (Linux calls it a
//! subreaper), so that nobody escapes by a session or process group of their own, as PostgreSQL and Chromium have. Process
//! groups are left alone on purpose: in one of its own, sudo could not ask for a password at the terminal.
//!
//! Ctrl+C, SIGTERM, the end of the terminal, the end of the work, whatever that was: the guard ends everybody (`end`) and
//! removes the one folder in which all temporary files are. If the guard itself is killed, the work takes its place
//! (`work`).

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Result;

mod descendants;
mod end;
mod stand;
mod work;

pub(crate) use stand::stand;

/// The first argument of the xtask that does the work; the guard's process id follows.
const WORK: &str = "--work-for";
/// The first argument of the xtask that the work turns into when its guard is gone; the folder follows.
const SWEEP: &str = "--sweep";

/// What wakes the guard.
enum News {
    /// The work has ended.
    Ended(std::io::Result<std::process::ExitStatus>),
    /// Somebody wants us to stop.
    Signal(i32),
}

/// What this process is for.
pub(crate) enum Part {
    /// As typed: stands guard.
    Guard,
    /// Does the work; these are the arguments.
    Work(Vec<String>),
    /// Ends what its dead guard has left.
    Sweep(PathBuf),
}

/// Reads the part from the command line, and prepares for it.
pub(crate) fn part() -> Result<Part> {
    let mut args: Vec<OsString> = std::env::args_os().skip(1).collect();
    match args.first().and_then(|first| first.to_str()) {
        Some(WORK) if args.len() > 1 => {
            let rest = args.split_off(2);
            work::under(&args[1])?;
            Ok(Part::Work(rest.into_iter().map(|arg| arg.to_string_lossy().into_owned()).collect()))
        }
        Some(SWEEP) if args.len() == 2 => Ok(Part::Sweep(PathBuf::from(args.remove(1)))),
        _ => Ok(Part::Guard),
    }
}

/// Ends everybody below this process and removes the folder.
pub(crate) fn sweep(folder: &std::path::Path) {
    end::all(&std::sync::mpsc::channel().1);
    let _gone = std::fs::remove_dir_all(folder);
}
