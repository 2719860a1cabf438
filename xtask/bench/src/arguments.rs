//! What may be chosen.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Measure what an answer costs: madoguchi and an echo bot on Microsoft's Agents SDK in one run
///
/// Both get the same questions from the same generator and answer to the same Connector, on loopback. docs/figures.md says
/// what each figure means.
#[derive(Parser)]
#[command(name = "cargo xtask bench", max_term_width = 100)]
pub(crate) struct Arguments {
    /// Seconds of steady questions
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=600))]
    pub(crate) seconds: u32,
    /// Steady questions a second
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) rate: u32,
    /// Questions thrown in at once; 0: none
    #[arg(long, default_value_t = 6_000, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub(crate) burst: u32,
    /// Connections over which they come
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=512))]
    pub(crate) connections: u32,
    /// Seconds without a question, for the idle figures; 0: none
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(0..=600))]
    pub(crate) idle: u32,
    /// Seconds that the last answers may take after their questions were taken
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u32).range(1..=600))]
    pub(crate) patience: u32,
    /// Measure one of them alone
    #[arg(long)]
    pub(crate) only: Option<Only>,
    /// Entries and questions in this language
    #[arg(long, default_value = "en")]
    pub(crate) language: Language,
    /// Any setting of madoguchi, such as database.url=…; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Write the figures as JSON, too
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// The program to measure
    #[arg(long, value_name = "FILE", default_value = "target/release/madoguchi")]
    pub(crate) program: PathBuf,
    /// Where the SDK's packages are installed; given by `cargo xtask bench`, the bot is left out without it
    #[arg(long, value_name = "DIR")]
    pub(crate) packages: Option<PathBuf>,
}

/// One of the two.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// Our program
    Madoguchi,
    /// The echo bot
    Bot,
}

/// A language of the sample company.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English
    En,
    /// Japanese
    Ja,
}

impl Language {
    /// As files and settings call it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_bounds_is_refused() {
        let read = |arguments: &[&str]| Arguments::try_parse_from([&["bench"], arguments].concat());
        let good = read(&["--seconds", "5", "--only", "bot", "--set", "a.b=c"]).expect("good arguments");
        assert!(good.seconds == 5 && good.only == Some(Only::Bot) && good.set == ["a.b=c"]);
        for bad in [["--seconds", "0"], ["--rate", "5000"], ["--only", "both"], ["--idle", "-1"]] {
            assert!(read(&bad).is_err(), "{bad:?}");
        }
    }
}
