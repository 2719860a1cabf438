//! The program ends in the middle of its work: by SIGKILL, alone and beside another one, by SIGTERM; or its database goes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::task::JoinSet;

use super::connector::Manner;
use super::crowd::wrong;
use super::proxy::Proxy;
use super::rig::Rig;
use super::row::Row;
use super::teams::{Chat, Teams, count, longest};
use crate::client::Client;

const KILLS: usize = 5;
/// People who have just asked, and how many of them have their answer, when it ends.
const PEOPLE: usize = 30;
const ANSWERED: usize = 10;
/// What the Connector takes for a post: something is always in flight.
const POST: Duration = Duration::from_millis(300);
/// A post is in flight until the program has noted that it arrived, which takes it this long at most.
const NOTED_WITHIN: Duration = Duration::from_millis(700);
const READ_WITHIN: Duration = Duration::from_millis(500);
/// After this time every chat goes on.
const GOES_ON_WITHIN: Duration = Duration::from_secs(5);
/// Running work may finish, and no more.
const ENDS_WITHIN: Duration = Duration::from_secs(12);
/// What probes have found holds for a second, and the store may hesitate for two.
const NOT_READY_WITHIN: Duration = Duration::from_secs(4);
/// How long the database is away.
const GONE: Duration = Duration::from_secs(5);
/// Teams comes again after a while; not so long here.
const COMES_AGAIN: Duration = Duration::from_millis(250);
/// Numbers of chats, apart for each attack on the same database.
const APART: usize = 1_000;
const PATIENCE: Duration = Duration::from_mins(1);

/// What became of people who were asking or being answered when something ended.
struct Aftermath {
    at: Instant,
    chats: Vec<Chat>,
}

impl Aftermath {
    /// From the end to the first word to whoever was waiting then. `None`: somebody waits for good.
    fn goes_on(&self) -> Option<Duration> {
        let waiting = self.chats.iter().filter(|chat| {
            chat.taken.is_some_and(|taken| taken <= self.at) && chat.posts.first().is_none_or(|(at, _)| *at > self.at)
        });
        let waiting: Vec<Chat> = waiting.cloned().collect();
        longest(&waiting, |chat| Some(chat.posts.first()?.0.duration_since(self.at)))
    }

    fn lost(&self) -> usize {
        count(&self.chats, |chat| chat.taken.is_some() && !chat.is_right())
    }

    fn twice(&self) -> usize {
        count(&self.chats, |chat| chat.posts.len() > 1)
    }

    /// Shown again although it was not in flight, or more than once again.
    fn needlessly(&self) -> usize {
        // What it had sent may be read by the Connector a moment after its end.
        let in_flight = |first: Instant| {
            let age = self.at.saturating_duration_since(first);
            first <= self.at + READ_WITHIN && age <= POST + NOTED_WITHIN
        };
        count(&self.chats, |chat| chat.posts.len() > 2 || (chat.posts.len() == 2 && !in_flight(chat.posts[0].0)))
    }
}

fn rows(name: &'static str, all: &[Aftermath]) -> Vec<Row> {
    let sum = |of: fn(&Aftermath) -> usize| all.iter().map(of).sum::<usize>();
    let asked = all.iter().map(|it| it.chats.len()).sum();
    let goes_on = all.iter().map(Aftermath::goes_on).try_fold(Duration::ZERO, |most, it| Some(most.max(it?)));
    let (twice, needlessly) = (sum(Aftermath::twice), sum(Aftermath::needlessly));
    vec![
        Row::within(name, "every chat goes on", goes_on, GOES_ON_WITHIN),
        Row::none(name, "that was acknowledged is lost or answered wrongly", sum(Aftermath::lost), asked),
        Row::new(
            name,
            "only what was in flight is shown again, and once",
            format!("{twice} of {asked} shown again, {needlessly} of them needlessly"),
            needlessly == 0,
        ),
    ]
}

/// Everybody asks at once and comes again until they are taken; ends when so many are answered.
async fn in_the_middle(
    teams: &Teams,
    client: &Arc<Client>,
    first: usize,
) -> Result<(std::ops::Range<usize>, JoinSet<()>)> {
    let people = teams.people(PEOPLE, Manner::TakesAfter(POST));
    let mut asking = JoinSet::new();
    for number in people.clone() {
        let (teams, client) = (teams.clone(), client.clone());
        asking.spawn(async move { teams.ask_until_taken(&client, number, COMES_AGAIN).await });
    }
    let end = Instant::now() + PATIENCE;
    while count(&teams.chats(&people), |chat| !chat.posts.is_empty()) < first {
        ensure!(Instant::now() < end, "nobody is answered");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok((people, asking))
}

async fn aftermath(teams: &Teams, people: &std::ops::Range<usize>, asking: JoinSet<()>, at: Instant) -> Aftermath {
    asking.join_all().await;
    teams.until_answered(people, PATIENCE).await;
    // What would be shown again comes soon after.
    tokio::time::sleep(GOES_ON_WITHIN).await;
    Aftermath { at, chats: teams.chats(people) }
}

/// `kill -9` in the middle of answering, and a start right after it.
pub(crate) async fn kill(rig: &Rig) -> Result<Vec<Row>> {
    let teams = Teams::open(&rig.questions).await?;
    let (_folder, start) = rig.place(&[], &[])?;
    let client = Arc::new(Client::new(start.address()));
    let mut program = start.ready().await?;
    let mut all = Vec::new();
    for _ in 0..KILLS {
        let (people, asking) = in_the_middle(&teams, &client, ANSWERED).await?;
        let at = Instant::now();
        program.kill()?;
        program = start.start()?;
        all.push(aftermath(&teams, &people, asking, at).await);
    }
    Ok(rows("kill", &all))
}

/// Two programs on one PostgreSQL, and `kill -9` to one of them.
pub(crate) async fn kill_one_of_two(rig: &Rig, url: &str) -> Result<Vec<Row>> {
    rig.import_into(url)?;
    let teams = Teams::open(&rig.questions).await?;
    let (one, other) = (rig.on_postgres(url)?, rig.on_postgres(url)?);
    let (to_one, to_other) = (Arc::new(Client::new(one.address())), Arc::new(Client::new(other.address())));
    let _stays = other.ready().await?;
    let mut all = Vec::new();
    for _ in 0..KILLS {
        let program = one.ready().await?;
        let (people, asking) = in_the_middle(&teams, &to_one, ANSWERED).await?;
        let at = Instant::now();
        program.kill()?;
        // Who was not taken by the one turns to the other, as a load balancer does.
        drop(asking);
        let mut asking = JoinSet::new();
        for number in people.clone() {
            let (teams, client) = (teams.clone(), to_other.clone());
            asking.spawn(async move { teams.ask_until_taken(&client, number, COMES_AGAIN).await });
        }
        all.push(aftermath(&teams, &people, asking, at).await);
    }
    Ok(rows("kill-one-of-two", &all))
}

/// SIGTERM in the middle of answering, and a start after it.
pub(crate) async fn terminate(rig: &Rig) -> Result<Vec<Row>> {
    let teams = Teams::open(&rig.questions).await?;
    let (_folder, start) = rig.place(&[], &[])?;
    let client = Arc::new(Client::new(start.address()));
    let program = start.ready().await?;
    let (people, asking) = in_the_middle(&teams, &client, ANSWERED).await?;
    let (ended, code) = program.terminate(ENDS_WITHIN * 2).await?;
    let _program = start.ready().await?;
    let after = aftermath(&teams, &people, asking, Instant::now()).await;
    Ok(vec![
        Row::within("terminate", "it ends", ended, ENDS_WITHIN),
        Row::new("terminate", "it ends well", format!("exit status {code:?}"), code == Some(0)),
        wrong("terminate", &after.chats),
    ])
}

/// The database breaks off every connection and is away for a while.
pub(crate) async fn database_gone(rig: &Rig, url: &str) -> Result<Vec<Row>> {
    rig.import_into(url)?;
    let server = server_of(url).context("the address names no server")?;
    let proxy = Proxy::open(server.to_owned()).await?;
    let start = rig.on_postgres(&url.replace(server, &proxy.address.to_string()))?;
    let teams = Teams::open(&rig.questions).await?;
    teams.people(KILLS * PEOPLE + APART, Manner::Takes);
    let client = Arc::new(Client::new(start.address()));
    let _program = start.ready().await?;
    let (people, asking) = in_the_middle(&teams, &client, ANSWERED).await?;
    let at = Instant::now();
    proxy.cut(true);
    let meanwhile = teams.people(1, Manner::Takes);
    teams.ask(&client, meanwhile.start).await;
    let turned_away = teams.chats(&meanwhile)[0].turned_away.clone();
    let mut says_so = None;
    while says_so.is_none() && at.elapsed() < GONE {
        if client.is_well("/health/ready").await {
            tokio::time::sleep(COMES_AGAIN).await;
        } else {
            says_so = Some(at.elapsed());
        }
    }
    tokio::time::sleep(GONE.saturating_sub(at.elapsed())).await;
    proxy.cut(false);
    let back = Instant::now();
    let after = aftermath(&teams, &people, asking, at).await;
    let goes_on = longest(&after.chats, |chat| Some(chat.posts.first()?.0.saturating_duration_since(back)));
    let name = "database-gone";
    Ok(vec![
        Row::new(
            name,
            "who asks meanwhile is turned away with 503 and Retry-After",
            format!("{turned_away:?}"),
            matches!(turned_away[..], [(503, Some(_))]),
        ),
        Row::within(name, "it says that it is not ready", says_so, NOT_READY_WITHIN),
        Row::within(name, "every chat goes on after it is back", goes_on, GOES_ON_WITHIN),
        Row::none(name, "that was acknowledged is lost or answered wrongly", after.lost(), PEOPLE),
        Row::none(name, "is shown more than once again", count(&after.chats, |chat| chat.posts.len() > 2), PEOPLE),
    ])
}

/// `host:port` of an address like `postgres://user@host:port/name`.
fn server_of(url: &str) -> Option<&str> {
    url.rsplit_once('@')?.1.split(['/', '?']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aftermath(chats: Vec<Chat>, at: Instant) -> Aftermath {
        Aftermath { at, chats }
    }

    #[test]
    fn who_is_lost_late_or_shown_something_needlessly_is_seen() {
        let start = Instant::now();
        let at = |milliseconds: u64| start + Duration::from_millis(milliseconds);
        let killed = at(10_000);
        let taken = |posts: &[u64]| Chat::of(at(9_000), posts.iter().map(|post| (at(*post), true)).collect());
        let good = aftermath(vec![taken(&[9_500]), taken(&[9_900, 13_000]), taken(&[13_500])], killed);
        assert_eq!((good.lost(), good.twice(), good.needlessly()), (0, 1, 0));
        assert_eq!(good.goes_on(), Some(Duration::from_millis(3_500)));
        let rows = rows("kill", &[good]);
        assert!(rows.iter().all(Row::holds));

        let lost = aftermath(vec![taken(&[])], killed);
        assert_eq!((lost.lost(), lost.goes_on()), (1, None));
        let wrong = aftermath(vec![Chat::of(at(9_000), vec![(at(9_500), false)])], killed);
        assert_eq!(wrong.lost(), 1);
        for needless in [&[9_900, 13_000, 14_000][..], &[8_000, 13_000], &[12_000, 13_000]] {
            assert_eq!(aftermath(vec![taken(needless)], killed).needlessly(), 1, "{needless:?}");
        }
        for bad in [lost, wrong, aftermath(vec![taken(&[15_500])], killed)] {
            assert!(!super::rows("kill", &[bad]).iter().all(Row::holds));
        }
    }

    #[test]
    fn a_server_is_found_in_its_address() {
        assert_eq!(server_of("postgres://postgres@127.0.0.1:54329/postgres"), Some("127.0.0.1:54329"));
        assert_eq!(server_of("postgres://a:b@host:1/x?options=y"), Some("host:1"));
        assert_eq!(server_of("somewhere"), None);
    }
}
