//! When to stop.

use tokio::signal::unix::{SignalKind, signal as hear};

/// Completes when a person (Ctrl+C), the system (SIGTERM) or the end of the terminal (SIGHUP) asks to stop. It listens
/// from the call on, before anybody waits: a program that is asked while it starts stops in order as well.
pub(crate) fn signal() -> impl Future<Output = ()> {
    let expected = "signals can be heard while the program starts";
    let mut interrupted = hear(SignalKind::interrupt()).expect(expected);
    let mut terminated = hear(SignalKind::terminate()).expect(expected);
    // Whoever starts it with `nohup` wants it to outlive the terminal: to hear the signal would undo that.
    let outlives = ignores_hangups(&std::fs::read_to_string("/proc/self/status").unwrap_or_default());
    let mut hung_up = (!outlives).then(|| hear(SignalKind::hangup()).expect(expected));
    async move {
        let hung_up = async {
            match &mut hung_up {
                Some(heard) => heard.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
            _ = hung_up => {}
        }
    }
}

/// Whether a process with this `/proc/…/status` ignores SIGHUP, which is signal 1 and so the lowest bit of the mask.
fn ignores_hangups(status: &str) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hangup_that_nohup_ignores_stays_ignored() {
        assert!(ignores_hangups("Name:\tmadoguchi\nSigIgn:\t0000000000001001\n"));
        assert!(!ignores_hangups("Name:\tmadoguchi\nSigIgn:\t0000000000001000\n"));
        assert!(!ignores_hangups(""));
    }
}
