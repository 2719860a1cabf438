//! A Connector that hangs, refuses or talks rubbish in some chats: the others notice nothing.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::connector::Manner;
use super::crowd::wrong;
use super::rig::Rig;
use super::row::Row;
use super::teams::{Chat, Teams, count, longest};
use crate::client::Client;

/// Chats in which the Connector behaves badly.
const BAD: usize = 40;
/// What whoever has nothing to do with it waits at most.
const UNHURT_WITHIN: Duration = Duration::from_secs(2);
/// Longer than one call to the Connector may take: what comes after a hanging one is seen too.
const WATCHED: Duration = Duration::from_secs(20);
/// A question every so often meanwhile.
const EVERY: Duration = Duration::from_millis(200);
/// Messages of one chat that floods, over so many connections; with numbers of their own.
const FLOOD: usize = 4_000;
const FLOODING: usize = 16;
const APART: usize = 1_000_000;
const PATIENCE: Duration = Duration::from_mins(1);

/// 40 chats in which the Connector never answers.
pub(crate) async fn hanging(rig: &Rig) -> Result<Vec<Row>> {
    beside("hanging", rig, Manner::Hangs, 2).await
}

/// What else a Connector has said on bad days, each in 40 chats, and how often it may be tried meanwhile.
pub(crate) async fn moods(rig: &Rig) -> Result<Vec<Row>> {
    let refuses = |status, retry_after| Manner::Refuses { status, retry_after };
    let table = [
        ("200 with rubbish", Manner::TalksRubbish, 1),
        ("502", refuses(502, None), 2),
        ("429 for a day", refuses(429, Some("86400")), 1),
        ("403", refuses(403, None), 1),
        // Nothing was sent: it is simply tried again, more and more seldom.
        ("412", refuses(412, None), 30),
    ];
    let mut rows = Vec::new();
    for (name, manner, most) in table {
        rows.extend(beside(name, rig, manner, most).await?);
    }
    Ok(rows)
}

/// One chat that says more than can be answered there, over and over.
pub(crate) async fn one_floods(rig: &Rig) -> Result<Vec<Row>> {
    let teams = Teams::open(&rig.questions).await?;
    let (_program, client) = rig.fresh(&[]).await?;
    let flooder = teams.people(1, Manner::Takes);
    let mut flood = tokio::task::JoinSet::new();
    for first in 0..FLOODING {
        let (teams, client, flooder) = (teams.clone(), client.clone(), flooder.start);
        flood.spawn(async move {
            for id in (first..FLOOD).step_by(FLOODING) {
                teams.say(&client, flooder, APART + id).await;
            }
        });
    }
    flood.join_all().await;
    let others = ask_steadily(&teams, &client).await;
    let (flooder, others) = (&teams.chats(&flooder)[0], teams.chats(&others));
    let turned_away = flooder.turned_away.len();
    let well = flooder.turned_away.iter().all(|(status, after)| *status == 429 && after.is_some());
    Ok(vec![
        Row::new(
            "one-floods",
            "who says more than can be answered there is told when to come again",
            format!("{turned_away} of {FLOOD} turned away, all with 429 and Retry-After: {well}"),
            turned_away > FLOOD / 2 && well,
        ),
        Row::none(
            "one-floods",
            "of the others is turned away",
            count(&others, |chat| chat.taken.is_none()),
            others.len(),
        ),
        Row::within("one-floods", "others are answered", longest(&others, Chat::wait), UNHURT_WITHIN),
        wrong("one-floods", &others),
    ])
}

async fn beside(name: &'static str, rig: &Rig, manner: Manner, most: usize) -> Result<Vec<Row>> {
    let teams = Teams::open(&rig.questions).await?;
    let (_program, client) = rig.fresh(&[]).await?;
    let bad = teams.people(BAD, manner);
    teams.ask_at_once(&client, bad.clone(), BAD).await;
    teams.until(&bad, PATIENCE, |chat| !chat.posts.is_empty()).await;
    let others = ask_steadily(&teams, &client).await;
    let (bad, others) = (teams.chats(&bad), teams.chats(&others));
    let acknowledged = longest(&others, |chat| Some(chat.taken?.duration_since(chat.asked?)));
    let tried = count(&bad, |chat| chat.posts.is_empty() || chat.posts.len() > most);
    Ok(vec![
        Row::within(name, "others are acknowledged", acknowledged, UNHURT_WITHIN),
        Row::within(name, "others are answered", longest(&others, Chat::wait), UNHURT_WITHIN),
        wrong(name, &others),
        Row::none(name, &format!("is tried not at all or more than {most} times"), tried, BAD),
    ])
}

async fn ask_steadily(teams: &Teams, client: &Arc<Client>) -> std::ops::Range<usize> {
    let count = (WATCHED.as_millis() / EVERY.as_millis()) as usize;
    let people = teams.people(count, Manner::Takes);
    let mut asking = tokio::task::JoinSet::new();
    let mut ticks = tokio::time::interval(EVERY);
    for number in people.clone() {
        ticks.tick().await;
        let (teams, client) = (teams.clone(), client.clone());
        asking.spawn(async move { teams.ask(&client, number).await });
    }
    asking.join_all().await;
    teams.until_answered(&people, PATIENCE).await;
    people
}
