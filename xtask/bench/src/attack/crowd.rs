//! Many people at once.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::connector::Manner;
use super::rig::Rig;
use super::row::Row;
use super::teams::{Chat, Teams, count, longest};

/// People who ask at the same moment.
const CROWD: usize = 2_000;
/// At 49 sends a second the last of them is reached after 41 s.
const CROWD_WITHIN: Duration = Duration::from_secs(50);
/// What Teams takes from a bot in any second.
const TAKES: usize = 50;
/// What it takes within [`MEASURED`].
const TAKES_LONGER: usize = 250;
const MEASURED: Duration = Duration::from_secs(5);
/// Far more than can be answered within a minute.
const FLOOD: usize = 8_000;
/// Whoever is taken in is promised an answer within a minute; this much longer is forgiven.
const PROMISED_WITHIN: Duration = Duration::from_secs(70);
/// So many at least are taken in before anybody is turned away: 50 a second for a minute.
const TAKEN_FIRST: usize = 2_900;
/// How long a Connector that is slow, but works, takes for a post, and how many then ask.
const SLOWLY: Duration = Duration::from_millis(800);
const FEW_HUNDRED: usize = 500;
/// At 50 sends a second 500 people take 10 s.
const SLOWLY_WITHIN: Duration = Duration::from_secs(15);
const CONNECTIONS: usize = 64;
const PATIENCE: Duration = Duration::from_mins(3);

/// 2,000 people ask once at the same moment.
pub(crate) async fn crowd(rig: &Rig) -> Result<Vec<Row>> {
    let teams = Teams::open(&rig.questions).await?;
    let (_program, client) = rig.fresh(&[]).await?;
    let people = teams.people(CROWD, Manner::Takes);
    teams.ask_at_once(&client, people.clone(), CONNECTIONS).await;
    teams.until_answered(&people, PATIENCE).await;
    let chats = teams.chats(&people);
    let (fullest, most) = (teams.book.most_within(Duration::from_secs(1)), teams.book.most_within(MEASURED));
    Ok(vec![
        Row::none("crowd", "is turned away", count(&chats, |chat| chat.taken.is_none()), CROWD),
        Row::within("crowd", "all are answered", longest(&chats, Chat::wait), CROWD_WITHIN),
        wrong("crowd", &chats),
        Row::new(
            "crowd",
            "Teams' 50 posts a second are kept to, in the fullest second and over 5 s",
            format!("{fullest}; {} a second", most / 5),
            fullest <= TAKES && most <= TAKES_LONGER,
        ),
    ])
}

/// A right answer, and once.
pub(crate) fn wrong(attack: &'static str, chats: &[Chat]) -> Row {
    let wrong = count(chats, |chat| chat.taken.is_some() && (chat.posts.len() != 1 || !chat.is_right()));
    Row::none(attack, "is unanswered, answered twice or wrongly", wrong, chats.len())
}

/// More than can be answered within a minute, without a pause.
pub(crate) async fn flood(rig: &Rig) -> Result<Vec<Row>> {
    let teams = Teams::open(&rig.questions).await?;
    let (_program, client) = rig.fresh(&[]).await?;
    let people = teams.people(FLOOD, Manner::Takes);
    teams.ask_at_once(&client, people.clone(), CONNECTIONS).await;
    teams.until_answered(&people, PATIENCE).await;
    Ok(judged(&teams.chats(&people)))
}

fn judged(chats: &[Chat]) -> Vec<Row> {
    let taken: Vec<Chat> = chats.iter().filter(|chat| chat.taken.is_some()).cloned().collect();
    let first_refusal = chats.iter().filter(|chat| chat.taken.is_none()).filter_map(|chat| chat.asked).min();
    let before = count(&taken, |chat| first_refusal.is_none_or(|refusal| chat.asked < Some(refusal)));
    let well = |chat: &Chat| chat.turned_away.iter().all(|(status, after)| *status == 429 && after.is_some());
    let badly = count(chats, |chat| chat.taken.is_none() && !well(chat));
    let turned_away = chats.len() - taken.len();
    vec![
        Row::new(
            "flood",
            format!("somebody is turned away, but not before {TAKEN_FIRST} are taken in"),
            format!("{turned_away} of {}, after {before}", chats.len()),
            turned_away > 0 && before >= TAKEN_FIRST,
        ),
        Row::none("flood", "is turned away but with 429 and Retry-After", badly, turned_away),
        Row::within("flood", "who is taken in is answered", longest(&taken, Chat::wait), PROMISED_WITHIN),
        wrong("flood", &taken),
    ]
}

/// A Connector that takes 0.8 s for each post.
pub(crate) async fn slow_connector(rig: &Rig) -> Result<Vec<Row>> {
    let teams = Teams::open(&rig.questions).await?;
    let (_program, client) = rig.fresh(&[]).await?;
    let people = teams.people(FEW_HUNDRED, Manner::TakesAfter(SLOWLY));
    let start = Instant::now();
    teams.ask_at_once(&client, people.clone(), CONNECTIONS).await;
    let acknowledged = start.elapsed();
    teams.until_answered(&people, PATIENCE).await;
    let chats = teams.chats(&people);
    let name = "slow-connector";
    Ok(vec![
        Row::within(name, "500 questions are taken", Some(acknowledged), SLOWLY_WITHIN),
        Row::within(name, "500 people are answered", longest(&chats, Chat::wait), SLOWLY_WITHIN),
        wrong(name, &chats),
    ])
}
