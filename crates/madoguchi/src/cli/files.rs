//! The arguments of commands that read or write a file of rows.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::{Outcome, out};
use crate::faq_files::{Encoding, Format};

/// Most refused rows that are told one by one. Of a file of another kind, each line is refused.
const TOLD: usize = 20;
/// Longest reason that is told, in characters.
const REASON: usize = 300;

/// The file that an import reads.
#[derive(Args)]
pub(crate) struct Input {
    /// The file; - for standard input
    pub(crate) file: PathBuf,
    /// Its form [default: by the file's ending, else by how it begins]
    #[arg(long)]
    pub(crate) format: Option<Format>,
    /// How the file writes letters as bytes [default: recognised]
    #[arg(long)]
    pub(crate) encoding: Option<Encoding>,
}

/// The file that an export writes.
#[derive(Args)]
pub(crate) struct Output {
    /// The file; standard output where it is missing or -
    pub(crate) file: Option<PathBuf>,
    /// Its form [default: by the file's ending, else JSON lines]
    #[arg(long)]
    pub(crate) format: Option<Format>,
}

impl Input {
    /// Tells what was understood without being asked.
    pub(crate) fn tell(&self, remarks: &[String]) {
        for remark in remarks {
            out::note(format_args!("{}: {remark}", self.file.display()));
        }
    }
}

/// Tells what became of a file: the refused rows on standard error, with their numbers, then the counts. `unit`: what is numbered.
pub(crate) fn tell_outcome(unit: &str, refused: &[(u64, String)], counts: &str, dry_run: bool) -> Result<Outcome> {
    refusals(unit, refused).iter().for_each(out::note);
    let nothing_written = if dry_run { "dry run, nothing written: " } else { "" };
    out::line(format_args!("{nothing_written}{counts}"))?;
    Ok(if refused.is_empty() { Outcome::Done } else { Outcome::InPart })
}

fn refusals(unit: &str, refused: &[(u64, String)]) -> Vec<String> {
    let short = |reason: &str| reason.chars().take(REASON).collect::<String>();
    let told = refused.iter().take(TOLD).map(|(line, reason)| format!("{unit} {line}: {}", short(reason)));
    let more = refused.len().saturating_sub(TOLD);
    told.chain((more > 0).then(|| format!("… and {more} more refused rows"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_kind_gives_few_and_short_lines() {
        let refused: Vec<_> = (1..=40_000).map(|line| (line, "x".repeat(1_000))).collect();
        let told = refusals("line", &refused);
        assert_eq!(told.len(), TOLD + 1);
        assert!(told.concat().len() < 10_000);
        assert_eq!(told[TOLD], "… and 39980 more refused rows");
    }
}
