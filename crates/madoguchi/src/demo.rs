//! Teams in a box: the program in development mode beside a simulated Teams, with a sample company.

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use desk::store::StoreError;
use serde::Deserialize;
use simulator::{Company, Options, Redelivery, Simulator, WorldSpec};
use tokio::net::TcpListener;
use url::Url;

use crate::config::{Settings, TeamSetting};
use crate::serve::{Mode, Running, start_on};
use crate::{faq_files, wiring};

const COMPANY: &str = include_str!("../../../sample/company.json");
const FAQ: [(&str, &str); 2] = [
    ("faq.ja.jsonl", include_str!("../../../sample/faq.ja.jsonl")),
    ("faq.en.jsonl", include_str!("../../../sample/faq.en.jsonl")),
];
/// Where the simulated Teams is mounted.
const MOUNT: &str = "/box";

/// The people and teams of the sample company, as the simulated Teams knows them.
fn sample_company() -> Company {
    serde_json::from_str(COMPANY).expect("the sample company is checked by a test")
}

/// What the desk wants to know of the sample company.
#[derive(Deserialize)]
struct SampleTeams {
    teams: Vec<SampleTeam>,
}

#[derive(Deserialize)]
struct SampleTeam {
    name: String,
    members: Vec<String>,
    keywords: Vec<String>,
}

fn sample_teams() -> Vec<SampleTeam> {
    serde_json::from_str::<SampleTeams>(COMPANY).expect("the sample company is checked by a test").teams
}

/// A running program with its simulated Teams.
pub struct Box {
    running: Running,
    simulator: Arc<Simulator>,
}

impl Box {
    /// Starts both on one listener, adds what is missing of the sample FAQ, and connects each team's channel.
    pub async fn start(mut settings: Settings, listener: TcpListener) -> Result<Self> {
        let address = listener.local_addr().context("the listener has no address")?;
        let company = sample_company();
        if settings.desk.teams.is_empty() {
            settings.desk.teams = sample_teams().into_iter().map(setting_of).collect();
        }
        let here = Url::parse(&format!("http://{address}")).context("the listener's address makes no URL")?;
        let endpoint = here.join("/api/messages").context("the endpoint makes no URL")?;
        let mut options = Options::new(endpoint, here.join(MOUNT).context("the mount makes no URL")?);
        options.redelivery = Redelivery::as_teams();
        let simulator = Simulator::new(WorldSpec::from(company), options)?;
        let routes = Router::new().nest(MOUNT, simulator.router()).merge(console::router());
        let mode = Mode::development(&settings)?;
        let running = start_on(settings, mode, listener, routes).await?;
        import_sample(&running).await?;
        let teams_in_a_box = Self { running, simulator };
        teams_in_a_box.furnish().await?;
        Ok(teams_in_a_box)
    }

    /// The program.
    pub fn running(&self) -> &Running {
        &self.running
    }

    /// The simulated Teams.
    pub fn simulator(&self) -> &Arc<Simulator> {
        &self.simulator
    }

    /// Stops both.
    pub async fn stop(self) {
        self.simulator.close();
        self.running.stop().await;
    }

    /// Does what an admin would do in real Teams: install the app for everybody and connect the agents' channels.
    async fn furnish(&self) -> Result<()> {
        let world = self.simulator.world();
        for person in &world.people {
            self.simulator.install(&person.key, &self.simulator.personal_chat(&person.key)?).await?;
        }
        for team in sample_teams() {
            let channel = self.simulator.channel(&team.name, None)?;
            let Some(member) = team.members.first() else { continue };
            self.simulator.install(member, &channel).await?;
            let order = format!("connect {}", team.name);
            self.simulator.say(member, &channel, &order, &[simulator::Mention::Bot]).await?;
        }
        Ok(())
    }
}

/// A team of the company as a setting. The first one is the default.
fn setting_of(team: SampleTeam) -> TeamSetting {
    TeamSetting { name: team.name, keywords: team.keywords, agents: None }
}

/// Adds what is missing of the sample. What is there stays: it may have been corrected in an earlier run on the same folder.
async fn import_sample(running: &Running) -> Result<()> {
    for (name, text) in FAQ {
        let rows = unknown_rows(running, faq_files::read_text(name, text, None)?.lines).await?;
        faq_files::import(running.help_desk().store.as_ref(), &wiring::home(), &[], rows).await?;
    }
    Ok(())
}

async fn unknown_rows(running: &Running, lines: Vec<faq_files::Line>) -> Result<Vec<faq_files::Line>, StoreError> {
    let store = &running.help_desk().store;
    let home = wiring::home();
    let unknown = store.read(&home, move |tx| {
        std::boxed::Box::pin(async move {
            let mut unknown = Vec::new();
            for (line, row) in lines {
                let key = row.as_ref().ok().and_then(|row| row.id.clone()).unwrap_or_default();
                if tx.entry_by_key(&key).await?.is_none() {
                    unknown.push((line, row));
                }
            }
            Ok(unknown)
        })
    });
    unknown.await
}

#[cfg(test)]
mod tests {
    use desk::faq::Row;

    use super::*;
    use crate::config::Layers;

    #[tokio::test(flavor = "multi_thread")]
    async fn what_was_corrected_in_the_sample_stays_corrected_when_the_demo_starts_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = || {
            let layers = Layers::defaults().with_flag("--data", "data.dir", &folder.path().to_string_lossy());
            Settings::read(&layers).expect("settings")
        };
        let listener = || async { TcpListener::bind("127.0.0.1:0").await.expect("a port") };
        let first = Box::start(settings(), listener().await).await.expect("it starts");
        let key =
            faq_files::read_text(FAQ[0].0, FAQ[0].1, None).expect("the sample").lines[0].1.clone().expect("a row");
        let corrected = Row { answer: "訂正した回答です。".to_owned(), ..key.clone() };
        let store = Arc::clone(&first.running().help_desk().store);
        let report = faq_files::import(store.as_ref(), &wiring::home(), &[], vec![(1, Ok(corrected))]).await;
        assert_eq!(report.expect("imported").counts.changed, 1);
        first.stop().await;

        let second = Box::start(settings(), listener().await).await.expect("it starts again");
        let rows = unknown_rows(second.running(), vec![(1, Ok(key.clone()))]).await.expect("read");
        assert!(rows.is_empty(), "the control: the entry is known");
        let sample = vec![(1, Ok(key))];
        let report = faq_files::import(second.running().help_desk().store.as_ref(), &wiring::home(), &[], sample).await;
        assert_eq!(report.expect("imported").counts.changed, 1, "until now it was the corrected one");
        second.stop().await;
    }
}
