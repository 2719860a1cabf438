//! Standing guard over the work.

use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitCode};
use std::sync::mpsc::channel;

use anyhow::{Context, Result};
use rustix::process::{getpid, set_child_subreaper};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::{News, WORK, end};

/// Starts the work and waits for its end or for a signal; then ends what is left, and ends as the work did.
pub(crate) fn stand() -> Result<ExitCode> {
    set_child_subreaper(Some(getpid())).context("this process cannot become the parent of orphans")?;
    let mut signals = Signals::new(stopping())?;
    // One folder for the temporary files of everybody below. Others may pass through: PostgreSQL runs as a user of its own.
    let folder = tempfile::Builder::new().prefix("madoguchi-xtask-").tempdir().context("no temporary folder")?;
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o711))?;
    let mut work = Command::new(std::env::current_exe()?)
        .arg(WORK)
        .arg(std::process::id().to_string())
        .args(std::env::args_os().skip(1))
        .env("TMPDIR", folder.path())
        .spawn()
        .context("xtask cannot be started once more")?;

    let (tell, told) = channel();
    let tell_signals = tell.clone();
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let _heard = tell_signals.send(News::Signal(signal));
        }
    });
    std::thread::spawn(move || tell.send(News::Ended(work.wait())));

    let code = match told.recv()? {
        News::Ended(status) => {
            let status = status?;
            status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or_default())
        }
        News::Signal(signal) => {
            // Not `eprintln!`: the terminal may be gone.
            let _seen = writeln!(std::io::stderr(), "xtask: ending everything that was started");
            128 + signal
        }
    };
    end::all(&told);
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX)))
}

/// The signals that mean "stop". Whoever starts us with `nohup` wants us to outlive the terminal.
fn stopping() -> Vec<i32> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut all = vec![SIGINT, SIGTERM];
    if !ignores(&status, SIGHUP) {
        all.push(SIGHUP);
    }
    all
}

/// Whether a process with this `/proc/…/status` ignores a signal.
fn ignores(status: &str, signal: i32) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hangup_that_nohup_ignores_stays_ignored() {
        assert!(ignores("Name:\txtask\nSigIgn:\t0000000000000001\n", SIGHUP));
        assert!(!ignores("Name:\txtask\nSigIgn:\t0000000000001000\n", SIGHUP));
        assert!(!ignores("", SIGHUP));
    }
}
