//! What a run ran on.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::disk;
use crate::figures::{Machine, Wait};

/// This machine, with its disk beside the database.
pub(crate) fn describe(work: &Path) -> Result<Machine> {
    let told = |program: &str, argument: &str| {
        let told = Command::new(program).arg(argument).stdin(Stdio::null()).output().ok()?;
        Some(String::from_utf8_lossy(&told.stdout).trim().to_owned())
    };
    let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    Ok(Machine {
        processor: model(&processors).unwrap_or("unknown").to_owned(),
        cores: std::thread::available_parallelism()?.get(),
        kernel: told("uname", "-r").unwrap_or_default(),
        node: told("node", "--version"),
        fdatasync: Wait::of(disk::measure(work)?),
    })
}

fn model(cpuinfo: &str) -> Option<&str> {
    let line = cpuinfo.lines().find(|line| line.starts_with("model name"))?;
    line.split_once(':').map(|(_, name)| name.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processor_is_named_where_the_kernel_names_it() {
        assert_eq!(model("processor\t: 0\nmodel\t\t: 85\nmodel name\t: Some CPU @ 2 GHz\n"), Some("Some CPU @ 2 GHz"));
        assert_eq!(model("processor\t: 0\nmodel\t\t: 85\n"), None);
    }
}
