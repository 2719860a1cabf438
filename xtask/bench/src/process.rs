//! What a process has used so far, from `/proc`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

/// The unit of `/proc/<pid>/stat`: the kernel gives user space hundredths of a second, whatever its own clock.
const TICK: Duration = Duration::from_millis(10);
/// So far the two ways of counting processor time may lie apart: one of them rounds to a tick at either end.
const ROUNDING: Duration = Duration::from_millis(20);

/// What a process and its children have used so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sample {
    /// User and system time, in ticks; complete but coarse.
    ticks: u64,
    /// On a processor, in ns, by thread; exact, but a thread that has ended is missing.
    threads: BTreeMap<u32, u64>,
    /// Times that a thread waited for something, or was interrupted.
    switches: u64,
    /// Calls of read(2), write(2) and their like, as the kernel counts them (`syscr` and `syscw` of proc(5)).
    calls: u64,
    /// Written to the disk, in bytes.
    written: u64,
}

/// What was used between two samples.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Used {
    /// Time on a processor.
    pub(crate) processor: Duration,
    /// Context switches.
    pub(crate) switches: u64,
    /// Calls of read(2), write(2) and their like.
    pub(crate) calls: u64,
    /// Written to the disk, in bytes.
    pub(crate) written: u64,
}

/// Memory of one process, in KiB.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    /// Resident now.
    pub(crate) resident: u64,
    /// Most so far.
    pub(crate) peak: u64,
}

impl Sample {
    /// Of a process and all its living descendants.
    pub(crate) fn of(pid: u32) -> Result<Self> {
        Self::of_all(&family(pid))
    }

    /// Of a process alone.
    pub(crate) fn of_one(pid: u32) -> Result<Self> {
        Self::of_all(&[pid])
    }

    fn of_all(pids: &[u32]) -> Result<Self> {
        let mut sample = Self::default();
        for pid in pids {
            let folder = PathBuf::from(format!("/proc/{pid}"));
            let read = |name: &str| std::fs::read_to_string(folder.join(name));
            let stat = read("stat").with_context(|| format!("process {pid} has ended"))?;
            sample.ticks += ticks(&stat).with_context(|| format!("cannot read the times of process {pid}"))?;
            // Not every kernel keeps these, nor shows them to everybody.
            let io = read("io").unwrap_or_default();
            sample.calls += value(&io, "syscr:") + value(&io, "syscw:");
            sample.written += value(&io, "write_bytes:");
            for thread in threads(&folder) {
                // A thread may end while it is looked at.
                let read = |name: &str| std::fs::read_to_string(thread.1.join(name)).unwrap_or_default();
                let status = read("status");
                sample.switches += value(&status, "voluntary_ctxt_switches:");
                sample.switches += value(&status, "nonvoluntary_ctxt_switches:");
                sample.threads.insert(thread.0, on_processor(&read("schedstat")));
            }
        }
        Ok(sample)
    }

    /// What was used since an earlier sample.
    pub(crate) fn since(&self, earlier: &Self) -> Used {
        let coarse = TICK * u32::try_from(self.ticks.saturating_sub(earlier.ticks)).unwrap_or(u32::MAX);
        let before = |thread: &u32| earlier.threads.get(thread).copied().unwrap_or_default();
        let exact = self.threads.iter().map(|(thread, now)| now.saturating_sub(before(thread))).sum();
        let exact = Duration::from_nanos(exact);
        let agree = coarse.abs_diff(exact) <= ROUNDING;
        Used {
            processor: if agree { exact } else { coarse },
            switches: self.switches.saturating_sub(earlier.switches),
            calls: self.calls.saturating_sub(earlier.calls),
            written: self.written.saturating_sub(earlier.written),
        }
    }
}

impl Memory {
    /// Now.
    pub(crate) fn of(pid: u32) -> Self {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        Self { resident: value(&status, "VmRSS:"), peak: value(&status, "VmHWM:") }
    }
}

/// The process and all its living descendants.
fn family(pid: u32) -> Vec<u32> {
    let mut family = vec![pid];
    let mut next = 0;
    while next < family.len() {
        for (_, thread) in threads(Path::new(&format!("/proc/{}", family[next]))) {
            let children = std::fs::read_to_string(thread.join("children")).unwrap_or_default();
            family.extend(children.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
        }
        next += 1;
    }
    family
}

fn threads(process: &Path) -> Vec<(u32, PathBuf)> {
    let entries = std::fs::read_dir(process.join("task")).into_iter().flatten().flatten();
    entries.filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path()))).collect()
}

/// User and system time of a process and of its children that have ended.
fn ticks(stat: &str) -> Option<u64> {
    // The name stands in parentheses and may hold anything, also spaces and parentheses.
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    // Fields 14 to 17 of proc(5); the third is the first after the name.
    fields.get(11..15)?.iter().map(|field| field.parse::<u64>().ok()).sum()
}

/// The first number of `schedstat`, in ns.
fn on_processor(schedstat: &str) -> u64 {
    schedstat.split_whitespace().next().and_then(|field| field.parse().ok()).unwrap_or_default()
}

/// The number behind a name at the beginning of a line; 0 where it is missing.
fn value(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT: &str = "4242 (a) b (c) S 1 4242 4242 0 -1 4194560 900 0 3 0 150 25 7 3 20 0 5 0 1234 9999 321 18446744";

    #[test]
    fn times_are_found_behind_any_name_and_not_in_half_a_line() {
        assert_eq!(ticks(STAT), Some(150 + 25 + 7 + 3));
        assert_eq!(ticks("4242 (a) S 1 4242"), None);
        assert_eq!(ticks(&STAT.replace(" 150 ", " many ")), None);
    }

    #[test]
    fn a_value_is_taken_from_its_own_line_only() {
        let status =
            "VmHWM:\t  2000 kB\nVmRSS:\t  1000 kB\nvoluntary_ctxt_switches:\t7\nnonvoluntary_ctxt_switches:\t9\n";
        assert_eq!((value(status, "VmRSS:"), value(status, "VmHWM:")), (1000, 2000));
        assert_eq!(value(status, "voluntary_ctxt_switches:"), 7, "not the one that ends with the same word");
        assert_eq!(value(status, "VmSwap:"), 0);
        assert_eq!(on_processor("3845940 120 1\n"), 3_845_940);
        assert_eq!(on_processor(""), 0);
    }

    fn sample(ticks: u64, threads: &[(u32, u64)]) -> Sample {
        Sample { ticks, threads: threads.iter().copied().collect(), ..Sample::default() }
    }

    #[test]
    fn exact_times_are_used_until_a_thread_has_ended_with_its_share() {
        let start = sample(100, &[(1, 1_000_000), (2, 5_000_000)]);
        let quiet = sample(101, &[(1, 4_000_000), (2, 5_000_000), (3, 1_000_000)]);
        assert_eq!(quiet.since(&start).processor, Duration::from_millis(4));
        let lost = sample(200, &[(1, 4_000_000)]);
        assert_eq!(lost.since(&start).processor, Duration::from_secs(1));
    }

    #[test]
    fn our_own_process_is_there_and_none_is_with_an_impossible_id() {
        let own = std::process::id();
        assert!(Sample::of(own).is_ok_and(|sample| !sample.threads.is_empty()));
        assert!(Memory::of(own).resident > 0);
        assert!(Sample::of(u32::MAX).is_err());
    }
}
