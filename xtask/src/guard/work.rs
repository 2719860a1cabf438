//! The side that works: what it does should its guard be killed.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Sender, channel};

use anyhow::{Context, Result, ensure};
use rustix::io::Errno;
use rustix::process::{Signal, getpid, getppid, set_child_subreaper, set_parent_process_death_signal};
use signal_hook::consts::{SIGPIPE, SIGUSR1};
use signal_hook::iterator::Signals;

use super::SWEEP;

/// What a shell reports for a program that wrote to somebody who had gone: 128 and the signal's number.
const NOBODY_READS: i32 = 128 + SIGPIPE;

/// Prepares this process to work under the guard with that id.
pub(super) fn under(guard: &OsStr) -> Result<()> {
    // Orphans become ours first, so that they are found here when the guard is gone.
    set_child_subreaper(Some(getpid()))?;
    let signals = Signals::new([SIGUSR1])?;
    let (tell, told) = channel();
    std::thread::spawn(move || watch(signals, &tell));
    told.recv()??;
    let parent = getppid().map(|pid| pid.as_raw_nonzero().to_string());
    ensure!(parent.as_deref().is_some_and(|parent| guard == parent), "the guard is gone");
    // Output that nobody reads (`cargo xtask tidy | head`) ends us quietly instead of in a panic.
    signal_hook::flag::register_conditional_shutdown(SIGPIPE, NOBODY_READS, Arc::new(AtomicBool::new(true)))?;
    Ok(())
}

/// Waits for the guard's death. The kernel sends a signal to the thread that has asked for it, one for each thread of
/// the guard that ends. A second one would end the process that sweeps, which expects none: so this thread asks, and
/// takes that back after the first. See `PR_SET_PDEATHSIG` in prctl(2).
fn watch(mut signals: Signals, tell: &Sender<Result<(), Errno>>) {
    let asked = set_parent_process_death_signal(Some(Signal::USR1));
    if tell.send(asked).is_err() || signals.forever().next().is_none() {
        return;
    }
    let _taken_back = set_parent_process_death_signal(None);
    let error = sweep();
    eprintln!("xtask: the guard was killed, and what it guarded cannot be ended: {error:#}");
}

/// Turns this process into one that only ends its children: so the work cannot go on and start more of them.
fn sweep() -> anyhow::Error {
    let program = match std::env::current_exe().context("xtask cannot find itself") {
        Ok(program) => program,
        Err(error) => return error,
    };
    Command::new(program).arg(SWEEP).arg(std::env::temp_dir()).exec().into()
}
