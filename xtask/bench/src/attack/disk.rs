//! A disk that is full for a while.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::connector::Manner;
use super::rig::Rig;
use super::row::Row;
use super::teams::{Chat, Teams, count, longest};

/// In a namespace of its own, where a small disk in memory lies over the folder `$1` with what was in it.
const SMALL_DISK: &str = r#"set -e; mkdir -p "$1.kept"; cp -a "$1/." "$1.kept"; mount -t tmpfs -o size=8m tmpfs "$1"; cp -a "$1.kept/." "$1"; shift; exec "$@""#;
const UNSHARE: [&str; 4] = ["unshare", "--user", "--map-root-user", "--mount"];
const PEOPLE: usize = 20;
const SERVES_WITHIN: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_mins(1);

/// The disk of the database fills up, and has room again.
pub(crate) async fn full(rig: &Rig) -> Result<Vec<Row>> {
    if !can_unshare() {
        return Ok(vec![Row::left_out("full-disk", "needs unshare with namespaces of users")]);
    }
    let teams = Teams::open(&rig.questions).await?;
    let folder = std::path::absolute(rig.next_folder())?;
    let shown = folder.to_string_lossy().into_owned();
    let before = [&UNSHARE[..], &["sh", "-c", SMALL_DISK, "sh", shown.as_str()][..]].concat();
    let (_folder, start) = rig.place(&before, &[])?;
    let program = start.ready().await?;
    let client = std::sync::Arc::new(crate::client::Client::new(start.address()));
    let earlier = teams.people(PEOPLE, Manner::Takes);
    teams.ask_at_once(&client, earlier.clone(), PEOPLE).await;
    let filler = Path::new("/proc").join(program.pid().to_string()).join("root").join(folder.strip_prefix("/")?);
    let filler = filler.join("filler");
    fill(&filler)?;
    let meanwhile = teams.people(200, Manner::Takes);
    teams.ask_at_once(&client, meanwhile.clone(), 4).await;
    let refused = teams.chats(&meanwhile);
    std::fs::remove_file(&filler)?;
    let freed = Instant::now();
    let again: Vec<usize> =
        meanwhile.clone().filter(|number| refused[number - meanwhile.start].taken.is_none()).collect();
    for number in again {
        teams.ask_until_taken(&client, number, Duration::from_millis(100)).await;
    }
    let serves = freed.elapsed();
    teams.until_answered(&(earlier.start..meanwhile.end), PATIENCE).await;
    let all = teams.chats(&(earlier.start..meanwhile.end));
    let badly = count(&refused, |chat| chat.turned_away.iter().any(|answer| !matches!(answer, (503, Some(_)))));
    let turned_away = count(&refused, |chat| chat.taken.is_none());
    let lost = count(&all, |chat| chat.taken.is_some() && !chat.is_right());
    Ok(vec![
        Row::new("full-disk", "who cannot be kept is turned away", format!("{turned_away} of 200"), turned_away > 0),
        Row::none("full-disk", "is turned away but with 503 and Retry-After", badly, turned_away),
        Row::within("full-disk", "it serves again when there is room", Some(serves), SERVES_WITHIN),
        Row::none("full-disk", "that was acknowledged is lost", lost, all.len()),
        Row::within("full-disk", "everybody is answered", longest(&all, Chat::wait), PATIENCE),
    ])
}

fn can_unshare() -> bool {
    let mut tried = std::process::Command::new(UNSHARE[0]);
    tried.args(&UNSHARE[1..]).args(["sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"]);
    tried.output().is_ok_and(|output| output.status.success())
}

/// Writes until nothing more goes in.
fn fill(path: &Path) -> Result<()> {
    use std::io::Write as _;
    let mut file = std::fs::File::create(path)?;
    for size in [64 * 1024, 4096, 512] {
        while file.write_all(&vec![0x5a; size]).is_ok() {}
    }
    ensure!(file.metadata()?.len() > 0, "nothing could be written beside the database");
    Ok(())
}
