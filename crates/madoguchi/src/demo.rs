//! Teams in a box: the program in development mode beside a simulated Teams, with a sample company.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use console::api::Api;
use console::{SamplePeople, sample_sessions};
use desk::audit::Actor;
use desk::event::Queue;
use desk::flow::HelpDesk;
use desk::flow::follow_faq::follow;
use desk::id::PersonId;
use desk::language::Language;
use desk::people::{DirectoryId, Grant, Person, Role as Held, grant};
use desk::store::StoreError;
use serde::Deserialize;
use serde_json::{Value, json};
use simulator::{Company, Options, Redelivery, Simulator, Staging, World, WorldSpec};
use time::OffsetDateTime;
use tokio::net::TcpListener;
use tracing::warn;
use url::Url;

use crate::config::{Settings, TeamSetting};
use crate::role::Role;
use crate::serve::{Mode, Running, start_on};
use crate::{faq_files, history, wiring};

const COMPANY: &str = include_str!("../../../sample/company.json");
const JAPANESE_FAQ: &str = include_str!("../../../sample/faq.ja.jsonl");
const ENGLISH_FAQ: &str = include_str!("../../../sample/faq.en.jsonl");
/// Where the simulated Teams is mounted.
const MOUNT: &str = "/box";
/// How long the greetings may take. If they take longer, the page is shown without them: whoever wants to look need not
/// wait.
const FIRST_WORDS: Duration = Duration::from_secs(30);
/// How often it is looked whether everybody is greeted.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// The people and teams of the sample company, as the simulated Teams knows them: those whom one can be, and whoever else works there.
fn sample_company() -> Company {
    let mut company: Value = serde_json::from_str(COMPANY).expect("the sample company is checked by a test");
    let people = company["people"].as_array_mut().expect("the sample company is checked by a test");
    for (number, employee) in (1..).zip(history::employees()) {
        let key = format!("employee-{number}");
        people.push(json!({
            "key": key,
            "name": employee.name,
            "nameEn": employee.name_en,
            "directoryId": simulator::ids::guid("employee", &key),
            "mail": format!("{}@example.com", employee.name_en.to_lowercase().replace(' ', ".")),
            "inBackground": true,
        }));
    }
    serde_json::from_value(company).expect("the sample company is checked by a test")
}

/// The sample company in the language of the settings, which then name its teams where they name none.
fn company_of(settings: &mut Settings) -> WorldSpec {
    if settings.desk.teams.is_empty() {
        settings.desk.teams = sample_teams().into_iter().map(setting_of).collect();
    }
    sample_company().speaking(spoken(settings.desk.language))
}

/// The same as a world, in which nothing has happened yet.
pub(crate) fn world_of(settings: &mut Settings) -> World {
    World::build(company_of(settings)).expect("the sample company is checked by a test")
}

/// What the desk wants to know of the sample company.
#[derive(Deserialize)]
struct SampleDesk {
    teams: Vec<SampleTeam>,
    roles: Vec<SampleRole>,
}

#[derive(Deserialize)]
struct SampleTeam {
    name: String,
    members: Vec<String>,
    keywords: Vec<String>,
}

/// A role that one of the people holds in every team.
#[derive(Deserialize)]
struct SampleRole {
    person: String,
    role: String,
}

fn sample_desk() -> SampleDesk {
    serde_json::from_str(COMPANY).expect("the sample company is checked by a test")
}

fn sample_teams() -> Vec<SampleTeam> {
    sample_desk().teams
}

/// A running program with its simulated Teams. Everything in it speaks `desk.language`: people, channels, cards and entries.
pub struct TeamsInABox {
    running: Running,
    simulator: Arc<Simulator>,
}

/// What a page is told of how the demo was started.
#[derive(Debug, Clone, Copy)]
pub struct Beginning {
    /// Whether somebody chose the language; else the page may ask for its reader's own.
    pub is_language_chosen: bool,
    /// Whether beginning anew in the other language forgets what was learned.
    pub forgets: bool,
    /// Whether it begins after three months of the company's life.
    pub has_past: bool,
}

impl TeamsInABox {
    /// Starts both on one listener, adds what is missing of the sample FAQ, and connects each team's channel.
    pub async fn start(mut settings: Settings, listener: TcpListener, beginning: Beginning) -> Result<Self> {
        let address = listener.local_addr().context("the listener has no address")?;
        let language = settings.desk.language;
        let spec = company_of(&mut settings);
        let here = Url::parse(&format!("http://{address}")).context("the listener's address makes no URL")?;
        let endpoint = here.join("/api/messages").context("the endpoint makes no URL")?;
        let mut options = Options::new(endpoint, here.join(MOUNT).context("the mount makes no URL")?);
        options.redelivery = Redelivery::as_teams();
        options.staging = Some(Staging {
            language: spoken(language),
            is_chosen: beginning.is_language_chosen,
            forgets: beginning.forgets,
        });
        let simulator = Simulator::new(spec, options)?;
        let mode = Mode::development(&settings)?;
        if beginning.has_past && wiring::is_without_database(&settings) {
            history::place(&settings, simulator.service_url(), OffsetDateTime::now_utc()).await?;
        }
        let sample = SamplePeople::default();
        let routes = |api: &Api| {
            // Nobody but the demo asks for this: in `serve` there is no way in without a proof.
            let sessions = sample_sessions(api.clone(), sample.clone());
            Router::new().nest(MOUNT, simulator.router_with(sessions)).merge(console::router_with_teams_in_a_box())
        };
        let running = start_on(settings, mode, Role::ALL, listener, routes).await?;
        import_sample(running.help_desk(), language).await?;
        let people = give_roles(running.help_desk(), &simulator.world()).await?;
        let teams_in_a_box = Self { running, simulator };
        teams_in_a_box.install_app().await?;
        teams_in_a_box.until_greeted().await?;
        // Whoever is an agent by a roster is one now.
        sample.are_there(people);
        teams_in_a_box.simulator.set_up();
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

    /// Completes when a page has asked for the demo in the other language.
    pub async fn wished_language(&self) -> Language {
        match self.simulator.wished_language().await {
            simulator::Language::Japanese => Language::Japanese,
            simulator::Language::English => Language::English,
        }
    }

    /// Stops both.
    pub async fn stop(self) {
        self.simulator.close();
        self.running.stop().await;
    }

    /// Does what an admin would do in real Teams: install the app for everybody and connect the agents' channels.
    async fn install_app(&self) -> Result<()> {
        let world = self.simulator.world();
        for person in world.people.iter().filter(|person| !person.in_background) {
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

    /// Waits until everybody is greeted. A page may ask for the other language as soon as it is there; where the folder
    /// is kept, a greeting that still waited then would be sent after the change, among people who speak the other
    /// language.
    async fn until_greeted(&self) -> Result<()> {
        let store = &self.running.help_desk().store;
        let greeted = async {
            loop {
                let waiting = store.heartbeat().await?;
                if [Queue::Intake, Queue::Courier].into_iter().all(|queue| waiting.of(queue).waiting() == 0) {
                    return Ok::<_, StoreError>(());
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        let Ok(greeted) = tokio::time::timeout(FIRST_WORDS, greeted).await else {
            warn!("the demo begins before everybody is greeted");
            return Ok(());
        };
        greeted.context("the store does not tell what waits")
    }
}

const fn spoken(language: Language) -> simulator::Language {
    match language {
        Language::Japanese => simulator::Language::Japanese,
        Language::English => simulator::Language::English,
    }
}

/// The sample FAQ of a language, with the name that its faults are told under.
pub(crate) const fn faq(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Japanese => ("faq.ja.jsonl", JAPANESE_FAQ),
        Language::English => ("faq.en.jsonl", ENGLISH_FAQ),
    }
}

/// A team of the company as a setting. The first one is the default.
fn setting_of(team: SampleTeam) -> TeamSetting {
    TeamSetting { name: team.name, keywords: team.keywords, agents: None, serves: None }
}

/// Adds what is missing of the sample. What is there stays: it may have been corrected in an earlier run on the same folder.
pub(crate) async fn import_sample(help_desk: &HelpDesk, language: Language) -> Result<()> {
    let (name, text) = faq(language);
    let rows = unknown_rows(help_desk, faq_files::read_text(name, text, None)?.lines).await?;
    let HelpDesk { store, index, .. } = help_desk;
    faq_files::import(store.as_ref(), &wiring::home(), &[], rows).await?;
    // The first question comes as soon as the page is there.
    follow(store.as_ref(), index.as_ref()).await.context("the index cannot follow the sample")
}

/// Makes the people of the company known to the desk, and gives each the role that they hold. Returns who they are, in their order.
pub(crate) async fn give_roles(help_desk: &HelpDesk, world: &World) -> Result<Vec<PersonId>> {
    let HelpDesk { store, policy, .. } = help_desk;
    let (people, roles, language) = (world.people.clone(), sample_desk().roles, policy.language);
    let home = wiring::home();
    let given = store.write::<_, StoreError, _>(&home, move |tx| {
        Box::pin(async move {
            tx.act_as(Actor::CommandLine);
            let mut known = Vec::new();
            for person in people {
                let directory_id =
                    DirectoryId::parse(&person.directory_id).expect("the sample company is checked by a test");
                let id = PersonId::new(tx.fresh());
                let (channel_id, name, language) = (person.id, person.name, Some(language));
                let saved = tx.save_person(Person { id, directory_id, channel_id, name, language }).await?;
                for held in roles.iter().filter(|held| held.person == person.key) {
                    let role = Held::named(&held.role).expect("the sample company is checked by a test");
                    grant(tx, Grant { person: saved.id, role, team: None }).await?;
                }
                known.push(saved.id);
            }
            Ok(known)
        })
    });
    given.await.context("the people of the sample cannot be written down")
}

async fn unknown_rows(help_desk: &HelpDesk, lines: Vec<faq_files::Line>) -> Result<Vec<faq_files::Line>, StoreError> {
    let store = &help_desk.store;
    let home = wiring::home();
    let unknown = store.read(&home, move |tx| {
        Box::pin(async move {
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
    use desk::faq::{Audience, Row};
    use desk::handoff::routing::{Route, route};
    use desk::id::TeamId;
    use desk::people::Team;

    use super::*;
    use crate::config::Layers;

    const BEGINNING: Beginning = Beginning { is_language_chosen: false, forgets: true, has_past: false };
    /// A busy machine is slow but not wrong.
    const PATIENCE: Duration = Duration::from_mins(1);

    fn settings(folder: &tempfile::TempDir, language: Language) -> Settings {
        let layers = Layers::defaults().with_flag("--data", "data.dir", &folder.path().to_string_lossy());
        let layers = layers.with_flag("--language", "desk.language", language.code());
        Settings::read(&layers).expect("settings")
    }

    async fn start(settings: Settings) -> TeamsInABox {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        TeamsInABox::start(settings, listener, BEGINNING).await.expect("it starts")
    }

    #[test]
    fn word_of_harassment_goes_to_hr_and_confidential_papers_to_general_affairs() {
        let team = |sample: SampleTeam| Team {
            id: TeamId::new(uuid::Uuid::from_u128(sample.name.len() as u128)),
            name: sample.name,
            is_default: false,
            keywords: sample.keywords,
            listed_agents: None,
            channel: None,
            serves: Audience::Everyone,
        };
        let teams: Vec<Team> = sample_teams().into_iter().map(team).collect();
        for (text, to) in [
            ("I want to report harassment, strictly confidential", "HR"),
            ("A colleague harasses me", "HR"),
            ("I am being bullied by my manager", "HR"),
            ("同僚から嫌がらせを受けています。内密にお願いします。", "HR"),
            ("職場でいじめられています", "HR"),
            ("How do I dispose of confidential papers?", "GA"),
            ("機密書類はどこに捨てますか", "GA"),
        ] {
            let Route::To(team) = route(&teams, text) else { panic!("{text} is left open") };
            assert_eq!(team.name, to, "{text}");
        }
    }

    /// Everything that stands in any chat: who wrote it, its text, and the words of its cards.
    fn everything(teams: &Simulator) -> Vec<String> {
        let chats = teams.world().chats.into_iter();
        let messages = chats.flat_map(|chat| teams.messages(&chat.id));
        messages.map(|message| format!("{}: {}", message.from.name, message.visible_text())).collect()
    }

    /// That a team's channel is connected, said below the order to connect it.
    fn is_confirmation(message: &simulator::Message) -> bool {
        message.from.is_bot && message.thread_root.is_some()
    }

    /// Whoever is not greeted, and the teams whose channel is not known to be connected.
    fn in_silence(teams: &Simulator) -> Vec<String> {
        let mut silent = Vec::new();
        for person in teams.world().people.into_iter().filter(|person| !person.in_background) {
            let chat = teams.personal_chat(&person.key).expect("a chat");
            if !teams.messages(&chat).iter().any(|message| message.from.is_bot) {
                silent.push(person.key);
            }
        }
        for team in sample_teams() {
            let channel = teams.channel(&team.name, None).expect("a channel");
            if !teams.messages(&channel).iter().any(is_confirmation) {
                silent.push(team.name);
            }
        }
        silent
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_english_demo_is_english_from_the_first_greeting_to_the_last_card() {
        let folder = tempfile::tempdir().expect("a folder");
        let demo = start(settings(&folder, Language::English)).await;
        let teams = demo.simulator();
        let (chat, channel) =
            (teams.personal_chat("sato").expect("a chat"), teams.channel("IT", None).expect("a channel"));
        let press = async |person: &str, place: &str, verb: &str| {
            let found = teams.wait_for(place, |message| message.has_verb(verb), PATIENCE).await.expect("it comes");
            let data = found.action(verb).expect("it has the button")["data"].clone();
            teams.press(person, &found.id, verb, data).await.expect("pressed");
            found.id
        };
        let reads = async |place: &str, words: &str| {
            let found = teams.wait_for(place, |message| message.visible_text().contains(words), PATIENCE).await;
            found.expect("it is read")
        };
        let question = "There is a whine from my docking station. How do I silence it?";
        teams.say("sato", &chat, question, &[]).await.expect("said");
        press("sato", &chat, "handoff.request").await;
        let ticket = press("tanaka", &channel, "ticket.accept").await;
        let answer = "@Madoguchi The whine is a fault of firmware 2.1. Install firmware 2.2 and plug it in again.";
        teams.say_in_thread("tanaka", &channel, &ticket, answer, &[simulator::Mention::Bot]).await.expect("said");
        reads(&chat, "firmware 2.2").await;
        press("tanaka", &channel, "ticket.close").await;
        press("sato", &chat, "csat.rate").await;
        press("tanaka", &channel, "draft.approve").await;
        let all = everything(teams);
        let japanese: Vec<_> = all.iter().filter(|line| Language::of_text(line) == Language::Japanese).collect();
        assert_eq!(japanese, Vec::<&String>::new());
        assert!(all.len() > 15, "the control: greetings and the whole loop are among it");
        demo.stop().await;
    }

    /// What the box says of who one is, and the cookie that it hands out; with a cookie, from a page of some site.
    async fn sit(
        demo: &TeamsInABox,
        wish: Option<&str>,
        cookie: &str,
        origin: &str,
    ) -> (u16, serde_json::Value, String) {
        let address = format!("http://{}", demo.running().address());
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let url = format!("{address}/box/session");
        let request = match wish {
            None => client.get(url),
            Some(wish) => client.post(url).header("content-type", "application/json").body(wish.to_owned()),
        };
        let origin = if origin.is_empty() { &address } else { origin };
        let answer = request.header("cookie", cookie).header("origin", origin).send().await.expect("an answer");
        let set = answer.headers().get("set-cookie").map(|set| set.to_str().expect("plain").to_owned());
        let cookie = set.as_deref().and_then(|set| set.split(';').next()).unwrap_or_default().to_owned();
        let (status, text) = (answer.status().as_u16(), answer.text().await.expect("a text"));
        (status, serde_json::from_str(&text).unwrap_or_default(), cookie)
    }

    async fn me(demo: &TeamsInABox, cookie: &str) -> (u16, serde_json::Value) {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let url = format!("http://{}/api/v1/me", demo.running().address());
        let answer = client.get(url).header("cookie", cookie).send().await.expect("an answer");
        let (status, text) = (answer.status().as_u16(), answer.text().await.expect("a text"));
        (status, serde_json::from_str(&text).expect("JSON"))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn in_the_demo_one_is_signed_in_as_an_agent_and_can_take_every_other_seat() {
        let folder = tempfile::tempdir().expect("a folder");
        let demo = start(settings(&folder, Language::English)).await;
        let (status, nobody, _) = sit(&demo, None, "", "").await;
        assert_eq!((status, &nobody["person"], &nobody["sample"]), (200, &serde_json::Value::Null, &true.into()));
        let seats = nobody["seats"].as_array().expect("a list");
        let roles: std::collections::BTreeSet<&str> =
            seats.iter().map(|seat| seat["role"].as_str().expect("a role")).collect();
        assert_eq!(roles.into_iter().collect::<Vec<_>>(), ["admin", "agent", "auditor", "editor", "manager"]);

        let (status, seated, first) = sit(&demo, Some("{}"), "", "").await;
        assert_eq!((status, &seated["person"]["name"]), (200, &"Ken Tanaka".into()), "{seated}");
        assert_eq!(me(&demo, &first).await.1["name"], "Ken Tanaka");
        let (_, same, none) = sit(&demo, Some("{}"), &first, "").await;
        assert_eq!((&same["person"], none.as_str()), (&seated["person"], ""), "who sits stays");
        let mut cookie = first.clone();
        for seat in seats {
            let wish = serde_json::json!({ "person": seat["id"] }).to_string();
            let before = cookie.clone();
            let (status, seated, next) = sit(&demo, Some(&wish), &before, "").await;
            assert_eq!((status, &seated["person"]["id"]), (200, &seat["id"]), "{seated}");
            let (_, me_now) = me(&demo, &next).await;
            assert_eq!(me_now["id"], seat["id"]);
            let everywhere = me_now["rights"].as_array().expect("a list");
            assert_eq!(everywhere.is_empty(), !seat["team"].is_null(), "{me_now}");
            assert_eq!(me(&demo, &before).await.0, 401, "the seat before is left");
            cookie = next;
        }
        demo.stop().await;
    }

    /// Everything of a list of the API, as whoever has this cookie sees it.
    async fn list(demo: &TeamsInABox, cookie: &str, path: &str) -> Vec<Value> {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let url = format!("http://{}/api/v1/{path}limit=200{cursor}", demo.running().address());
            let answer = client.get(url).header("cookie", cookie).send().await.expect("an answer");
            let page: Value = serde_json::from_str(&answer.text().await.expect("a text")).expect("JSON");
            all.extend(page["items"].as_array().unwrap_or_else(|| panic!("{path}: {page}")).iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return all,
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_demo_opens_on_a_desk_that_has_lived_for_three_months_and_the_box_is_fresh() {
        for language in [Language::Japanese, Language::English] {
            let folder = tempfile::tempdir().expect("a folder");
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let beginning = Beginning { has_past: true, ..BEGINNING };
            let demo = TeamsInABox::start(settings(&folder, language), listener, beginning).await.expect("it starts");
            let (_, seated, _) = sit(&demo, None, "", "").await;
            let seats = seated["seats"].as_array().expect("a list");
            let admin = seats.iter().find(|seat| seat["role"] == "admin").expect("an admin");
            let (.., cookie) = sit(&demo, Some(&json!({ "person": admin["id"] }).to_string()), "", "").await;

            let inquiries = list(&demo, &cookie, "inquiries?").await;
            assert!((1_500..2_500).contains(&inquiries.len()), "{}", inquiries.len());
            for (path, least) in [
                ("tickets?", 300),
                ("tickets?state=open&", 3),
                ("drafts?state=proposed&", 3),
                ("drafts?state=reviewed&", 60),
                ("gaps?", 100),
                ("people?", 100),
                ("audit?q=action.refused&", 2),
                ("audit?q=draft.merged&", 5),
                ("audit?q=ticket.reopened&", 3),
                ("audit?q=csat.given&", 50),
            ] {
                let found = list(&demo, &cookie, path).await.len();
                assert!(found >= least, "{path}: {found}");
            }
            let HelpDesk { store, .. } = demo.running().help_desk();
            store.place_events().await.expect("placed");
            let verdict = store.verify_events(&wiring::home(), None).await.expect("read");
            assert!(matches!(verdict, desk::audit::Verdict::Intact(_)), "{verdict:?}");
            let events = store.events_before(&wiring::home(), 0..i64::MAX, "inquiry.asked", 1).await.expect("read");
            let ago = OffsetDateTime::now_utc() - events[0].at;
            assert!((time::Duration::ZERO..time::Duration::days(2)).contains(&ago), "{ago}");
            assert_eq!(store.dead_letters(1).await.expect("read"), []);

            // What was said then stands in no chat; nobody is written to because of it.
            let said = everything(demo.simulator());
            // Everybody is greeted, and each team too, whose channel is connected by an order and its answer.
            let (people, teams) = (11, 3);
            assert_eq!(said.len(), people + 3 * teams, "{said:#?}");
            demo.stop().await;
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nobody_sits_where_no_seat_is_and_no_other_site_seats_anybody() {
        let folder = tempfile::tempdir().expect("a folder");
        let demo = start(settings(&folder, Language::Japanese)).await;
        let store = &demo.running().help_desk().store;
        let home = wiring::home();
        let read = store
            .read::<_, StoreError, _>(&home, |tx| Box::pin(async move { tx.people_before("佐藤", None, 1).await }));
        let employee = read.await.expect("read").pop().expect("she is known").id;
        for (wish, origin, status) in [
            (format!(r#"{{"person":"{employee}"}}"#), "", 404),
            (r#"{"person":"prs_nobody"}"#.to_owned(), "", 404),
            (r#"{"name":"x"}"#.to_owned(), "", 422),
            ("{}".to_owned(), "http://evil.example", 403),
        ] {
            let (refused, _, cookie) = sit(&demo, Some(&wish), "", origin).await;
            assert_eq!((refused, cookie.as_str()), (status, ""), "{wish} of {origin}");
        }
        assert_eq!(sit(&demo, Some("{}"), "", "").await.0, 200, "the control");
        demo.stop().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn on_the_same_folder_the_demo_begins_in_the_other_language_and_keeps_what_is_known() {
        let folder = tempfile::tempdir().expect("a folder");
        let japanese = start(settings(&folder, Language::Japanese)).await;
        let teams = japanese.simulator();
        // What is not said yet would be said in the other world.
        assert_eq!(in_silence(teams), Vec::<String>::new(), "when it has started, everybody is greeted");
        let chat = teams.personal_chat("miller").expect("a chat");
        let greeting = teams.messages(&chat).into_iter().find(|message| message.from.is_bot).expect("greeted");
        assert_eq!(Language::of_text(&greeting.visible_text()), Language::Japanese, "Emma's client, too");
        japanese.stop().await;

        let english = start(settings(&folder, Language::English)).await;
        let teams = english.simulator();
        let channel = teams.channel("IT", None).expect("a channel");
        assert!(teams.messages(&channel).iter().any(is_confirmation), "the control: the bot has spoken here too");
        let all = everything(teams);
        assert!(all.iter().all(|line| Language::of_text(line) == Language::English), "{all:#?}");
        let (name, text) = faq(Language::Japanese);
        let rows = faq_files::read_text(name, text, None).expect("the sample").lines;
        assert!(
            unknown_rows(english.running().help_desk(), rows).await.expect("read").is_empty(),
            "the Japanese entries stay"
        );
        english.stop().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_was_corrected_in_the_sample_stays_corrected_when_the_demo_starts_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = start(settings(&folder, Language::Japanese)).await;
        let (name, text) = faq(Language::Japanese);
        let key = faq_files::read_text(name, text, None).expect("the sample").lines[0].1.clone().expect("a row");
        let corrected = Row { answer: "訂正した回答です。".to_owned(), ..key.clone() };
        let store = Arc::clone(&first.running().help_desk().store);
        let report = faq_files::import(store.as_ref(), &wiring::home(), &[], vec![(1, Ok(corrected))]).await;
        assert_eq!(report.expect("imported").counts.changed, 1);
        // One server at a time: the second is refused while anybody holds the store of the first.
        drop(store);
        first.stop().await;

        let second = start(settings(&folder, Language::Japanese)).await;
        let rows = unknown_rows(second.running().help_desk(), vec![(1, Ok(key.clone()))]).await.expect("read");
        assert!(rows.is_empty(), "the control: the entry is known");
        let sample = vec![(1, Ok(key))];
        let report = faq_files::import(second.running().help_desk().store.as_ref(), &wiring::home(), &[], sample).await;
        assert_eq!(report.expect("imported").counts.changed, 1, "until now it was the corrected one");
        second.stop().await;
    }
}
