//! Whoever opens connections and says nothing, or says it slowly.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::connector::Manner;
use super::crowd::wrong;
use super::rig::Rig;
use super::row::Row;
use super::teams::{Chat, Teams, longest};
use crate::client::Client;

/// More than there are file handles.
const IDLE: usize = 1_140;
const HANDLES: &str = r#"ulimit -n 1024 && exec "$0" "$@""#;
/// Others who ask meanwhile.
const OTHERS: usize = 10;
const OTHERS_WITHIN: Duration = Duration::from_secs(1);
/// What a head, a body that stops and a body that drips are given, and a little more.
const HEAD_WITHIN: Duration = Duration::from_secs(32);
const BODY_WITHIN: Duration = Duration::from_secs(7);
const DRIP_WITHIN: Duration = Duration::from_secs(22);
const DRIP_EVERY: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_mins(1);

/// 1,140 connections that say nothing, for a program with 1,024 file handles.
pub(crate) async fn idle(rig: &Rig) -> Result<Vec<Row>> {
    raise_own_limit();
    let teams = Teams::open(&rig.questions).await?;
    let (_folder, start) = rig.place(&["sh", "-c", HANDLES], &[])?;
    let _program = start.ready().await?;
    // Came first, and says something now and then.
    let talker = Client::new(start.address());
    let mut talks = talker.is_well("/health/live").await;
    let mut silent = Vec::new();
    for _ in 0..IDLE {
        silent.push(TcpStream::connect(start.address()).await?);
        if silent.len() % 100 == 0 {
            talks &= talker.is_well("/health/live").await;
        }
    }
    let people = teams.people(OTHERS, Manner::Takes);
    for number in people.clone() {
        // A connection of their own for each.
        teams.ask(&Client::new(start.address()), number).await;
    }
    teams.until_answered(&people, PATIENCE).await;
    let others = teams.chats(&people);
    talks &= talker.is_well("/health/live").await && talker.opened() == 1;
    let open: Vec<bool> = silent.iter().map(is_open).collect();
    let closed = open.iter().filter(|open| !**open).count();
    let oldest_first = open[..closed].iter().all(|open| !open);
    Ok(vec![
        Row::within("idle", "others are answered", longest(&others, Chat::wait), OTHERS_WITHIN),
        wrong("idle", &others),
        Row::new(
            "idle",
            "who was silent longest is closed, and nobody else",
            format!("{closed} of {IDLE} closed, the oldest first: {oldest_first}; who talks stays: {talks}"),
            closed > 0 && closed < IDLE && oldest_first && talks,
        ),
    ])
}

fn is_open(stream: &TcpStream) -> bool {
    let mut nothing = [0; 1];
    matches!(stream.try_read(&mut nothing), Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
}

fn raise_own_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    // Where it cannot be raised, the connections fail, and that is told.
    let _raised = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}

/// Heads and bodies that stop, and such that drip.
pub(crate) async fn slow(rig: &Rig) -> Result<Vec<Row>> {
    let (_program, client) = rig.fresh(&[]).await?;
    let address = client.address();
    let head = "POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
    let body = format!("{head}Content-Length: 1000\r\n\r\n{{\"type\": ");
    let table = [
        ("says nothing", String::new(), false, HEAD_WITHIN),
        ("stops in the head", head.to_owned(), false, HEAD_WITHIN),
        ("drips a head", head.to_owned(), true, HEAD_WITHIN),
        ("stops in the body", body.clone(), false, BODY_WITHIN),
        ("drips a body", body, true, DRIP_WITHIN),
    ];
    let mut open = JoinSet::new();
    for (name, said, drips, most) in table {
        open.spawn(async move { (name, until_closed(address, said, drips, most).await, most) });
    }
    let mut rows: Vec<Row> = open
        .join_all()
        .await
        .into_iter()
        .map(|(name, seen, most)| Row::within("slow", &format!("who {name} is closed"), seen, most))
        .collect();
    rows.push(Row::new("slow", "others are served after it", "asked", client.is_well("/health/ready").await));
    Ok(rows)
}

async fn until_closed(address: SocketAddr, said: String, drips: bool, most: Duration) -> Option<Duration> {
    let start = Instant::now();
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(said.as_bytes()).await.ok()?;
    let (mut answers, mut asks) = stream.split();
    let mut answer = Vec::new();
    let dripping = async {
        while drips && asks.write_all(b"x").await.is_ok() {
            tokio::time::sleep(DRIP_EVERY).await;
        }
        std::future::pending::<()>().await;
    };
    let closed = tokio::time::timeout(most * 2, answers.read_to_end(&mut answer));
    tokio::select! {
        // Closed in whatever way, also by a reset.
        closed = closed => closed.is_ok().then(|| start.elapsed()),
        () = dripping => None,
    }
}
