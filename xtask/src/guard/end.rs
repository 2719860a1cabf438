//! Ending everybody below this process.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, wait};

use super::News;
use super::descendants::{Process, below};

/// How long they may take to end by themselves: madoguchi lets open requests finish for ten seconds.
const GRACE: Duration = Duration::from_secs(15);
/// After which we stop trying: what is left then does not obey us, such as a program that sudo has started.
const END: Duration = Duration::from_secs(25);
/// How often we look who is left.
const PAUSE: Duration = Duration::from_millis(20);

/// Asks everybody to end, then makes them. A second signal shortens the first part. It goes on until this process has no
/// child: then nobody is below it, because orphans become its children. A look at `/proc` alone could miss somebody whose
/// parent ends while we look.
pub(super) fn all(news: &Receiver<News>) {
    let begun = Instant::now();
    let mut asked = BTreeSet::new();
    let mut is_patient = true;
    while has_children() {
        let left = below(getpid().as_raw_nonzero().get());
        is_patient &= begun.elapsed() < GRACE;
        for process in &left {
            if is_patient && asked.insert(process.id) {
                tell(process, Signal::TERM);
            } else if !is_patient {
                tell(process, Signal::KILL);
            }
        }
        if begun.elapsed() > END {
            let names: Vec<String> = left.iter().map(|process| format!("{} ({})", process.name, process.id)).collect();
            let _seen = writeln!(std::io::stderr(), "xtask: still there: {}", names.join(", "));
            return;
        }
        match news.recv_timeout(PAUSE) {
            Ok(News::Signal(_)) => is_patient = false,
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => std::thread::sleep(PAUSE),
            Ok(News::Ended(_)) | Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Whether there is a child, not counting those that have ended: asked for how they ended, they are gone.
fn has_children() -> bool {
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some(_)) | Err(Errno::INTR) => {}
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}

fn tell(process: &Process, signal: Signal) {
    if let Some(id) = Pid::from_raw(process.id) {
        // It may have ended by itself, or belong to somebody else.
        let _told = kill_process(id, signal);
    }
}
