//! Three months in the life of the sample company's desk, told from a seed.
//!
//! Nothing here writes what a page shows: people ask, press and answer, and the desk's own stories do the rest, on a store whose
//! clock (`moments.rs`) goes through those months, and with a channel (`channel.rs`) by which everything has arrived. `texts.rs`
//! reads what is said (`sample/history.json`), `desk.rs` is one desk of the past, `days.rs` decides who does what when.
//!
//! That takes minutes, so it is done beforehand ([`make`], by `cargo xtask history`), and the demo places the outcome, moved in time
//! so that it ends today (docs/adr/0046-a-past-that-is-told-once.md).

mod chance;
mod channel;
mod days;
mod desk;
mod moments;
mod texts;

use std::io::Read;
use std::path::Path;

use ::desk::language::Language;
use anyhow::{Context, Result};
use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::config::{Layers, Settings};
use crate::{demo, wiring};

pub(crate) use texts::employees;

/// When the past that lies here ends: at the end of a working day in Japan.
const ENDS: OffsetDateTime = datetime!(2026-11-27 09:00 UTC);
/// Three months.
const DAYS: u16 = 91;
/// Another number tells another past of the same company.
const SEED: u64 = 2_026;
/// Where its Teams is, until it is placed.
const SERVICE_URL: &str = "http://teams.invalid/connector/";

/// How the past is told.
pub(crate) struct Plan<'a> {
    /// Language, teams and what the desk promises.
    pub(crate) settings: &'a Settings,
    /// Who there is, and where they meet.
    pub(crate) world: &'a simulator::World,
    /// Where Teams is.
    pub(crate) service_url: &'a str,
    /// When it is over.
    pub(crate) ends: OffsetDateTime,
    /// How many days it is long.
    pub(crate) days: u16,
    /// The same seed tells the same.
    pub(crate) seed: u64,
}

/// Tells the past into an empty store. Returns how many have asked.
async fn tell(plan: &Plan<'_>) -> Result<u32> {
    let mut desk = desk::PastDesk::open(plan).await?;
    let asked = days::go_by(&mut desk, plan).await?;
    desk.end().await?;
    Ok(asked)
}

/// Tells the past in a language (`ja`, `en`) into an empty folder, and returns the database that it leaves, compressed, and how many
/// have asked. For whoever makes the files in `sample/`.
pub async fn make(language: &str, folder: &Path, days: Option<u16>) -> Result<(Vec<u8>, u32)> {
    let layers = Layers::defaults().with_flag("--data", "data.dir", &folder.to_string_lossy());
    let mut settings = Settings::read(&layers.with_flag("--language", "desk.language", language))?;
    let world = demo::world_of(&mut settings);
    let (service_url, days) = (SERVICE_URL, days.unwrap_or(DAYS));
    let plan = Plan { settings: &settings, world: &world, service_url, ends: ENDS, days, seed: SEED };
    let asked = tell(&plan).await?;
    // What the store has started ends by itself, and with it the log beside the file.
    let log = folder.join("madoguchi.db-wal");
    while log.exists() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let database = std::fs::read(folder.join("madoguchi.db")).context("the past is not there")?;
    let mut compressed = Vec::new();
    GzEncoder::new(database.as_slice(), Compression::best()).read_to_end(&mut compressed)?;
    Ok((compressed, asked))
}

/// What the past is told from, as a number: another one, and it is to be told anew. What the desk does with it is not part of that:
/// a past that an older release has told is as good.
pub fn told_from() -> Result<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut number = 0xcbf2_9ce4_8422_2325_u64;
    for file in [
        "sample/company.json",
        "sample/faq.en.jsonl",
        "sample/faq.ja.jsonl",
        "sample/history.json",
        "crates/madoguchi/src/history/days.rs",
    ] {
        for byte in std::fs::read(root.join(file)).with_context(|| format!("cannot read {file}"))? {
            // FNV-1a: nobody has a reason to forge it.
            number = (number ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok(format!("{number:016x}\n"))
}

/// Places the past in an empty folder, so that it ends within the last day before `now`, at the same time of day.
pub(crate) async fn place(settings: &Settings, service_url: &str, now: OffsetDateTime) -> Result<()> {
    let compressed: &[u8] = match settings.desk.language {
        Language::Japanese => include_bytes!("../../../../sample/history.ja.db.gz"),
        Language::English => include_bytes!("../../../../sample/history.en.db.gz"),
    };
    let mut database = Vec::new();
    GzDecoder::new(compressed).read_to_end(&mut database).context("the past cannot be unpacked")?;
    let by = Duration::days((now - ENDS).whole_days());
    wiring::place_past(settings, database, by, (SERVICE_URL, service_url)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_that_lies_here_was_told_from_what_lies_here() {
        let told = include_str!("../../../../sample/history.told-from");
        assert_eq!(told, told_from().expect("read"), "tell it anew: cargo xtask history");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_few_days_are_told_to_their_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let (database, asked) = make("en", folder.path(), Some(2)).await.expect("told");
        assert!(asked > 20 && database.len() > 10_000, "{asked} have asked");
    }
}
