//! The program beside a simulated Teams, in one process.

use std::time::Duration;

use ::desk::answering::Trust;
use ::desk::audit::MOST_EVENTS;
use ::desk::event::QueueDepths;
use ::desk::faq::{Row, RowError, check_row, import_row};
use ::desk::flow::embed::how_far;
use ::desk::flow::follow_faq::follow;
use ::desk::id::TenantId;
use ::desk::inquiry::Author;
use ::desk::people::DirectoryId;
use ::desk::store::StoreError;
use axum::Router;
use madoguchi::serve::{Mode, Running, TeamsConnections, TeamsRegistration, listen, start_on};
use madoguchi::{Layers, Role, Settings};
use serde_json::{Value, json};
use simulator::{CONNECTOR_ISSUER, CONNECTOR_SCOPE, InvokeAnswer, Mention, Message, Redelivery, Served, Tokens, ids};
use teams::auth::{Cloud, Hosts};
use url::Url;

use super::{Place, SECRET, TENANT, card, directory_id, world};

/// How long anything may take. A busy machine is slow, not wrong; a story that fails waits this long once. How fast things
/// are is measured elsewhere, not here.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

/// A running desk and the Teams it serves, with tokens both ways.
pub(crate) struct Desk {
    /// Teams.
    pub(crate) teams: Served,
    running: Running,
}

/// The tenant under which the program keeps what its one registered tenant says.
fn data_of_home() -> TenantId {
    TenantId::parse("home").expect("a good id")
}

impl Desk {
    /// Teams IT and HR; nothing comes twice.
    pub(crate) async fn open(place: &Place) -> Self {
        Self::open_as(place, Role::ALL).await
    }

    /// As [`Self::open`], with IT's channel connected.
    pub(crate) async fn with_it(place: &Place) -> Self {
        let desk = Self::open(place).await;
        desk.connect("ken", "IT").await;
        desk
    }

    /// As [`Self::open`], in a process of this role.
    pub(crate) async fn open_as(place: &Place, role: Role) -> Self {
        Self::open_with(settings(place), role).await
    }

    /// As [`Self::open`], on the same data, with a sentence model.
    pub(crate) async fn by_meaning(place: &Place) -> Self {
        Self::open_with(settings_with(place, &[("answering.vectors", "true")]), Role::ALL).await
    }

    async fn open_with(settings: Settings, role: Role) -> Self {
        // `RUST_LOG=info` shows what the program says; errors are always shown.
        let filter = tracing_subscriber::EnvFilter::from_default_env();
        let _started = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
        let listener = listen(settings.server.listen).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let endpoint = Url::parse(&format!("http://{address}/api/messages")).expect("a URL");
        let teams = Served::start(world(), endpoint, |options| {
            options.tokens = Some(Tokens { client_secret: SECRET.to_owned() });
            options.redelivery = patient();
        });
        let teams = teams.await.expect("the simulated Teams starts");
        let mode = Mode::Production(TeamsConnections::registered(registration(&teams)).expect("connections"));
        let running = start_on(settings, mode, role, listener, |_| Router::new()).await.expect("the program starts");
        Self { teams, running }
    }

    /// Ends the process and starts one of another role on the same data. It calls Teams; Teams does not know its address.
    pub(crate) async fn followed_by(self, place: &Place, role: Role) -> Self {
        let Self { teams, running } = self;
        running.stop().await;
        let settings = settings(place);
        let listener = listen(settings.server.listen).await.expect("a free port");
        let mode = Mode::Production(TeamsConnections::registered(registration(&teams)).expect("connections"));
        let running = start_on(settings, mode, role, listener, |_| Router::new()).await.expect("the program starts");
        Self { teams, running }
    }

    /// Ends the process and its Teams.
    pub(crate) async fn stop(self) {
        self.running.stop().await;
    }

    /// Waits for an event of this name in the record; returns what waits in the queues then.
    pub(crate) async fn until_recorded(&self, name: &str) -> QueueDepths {
        let store = &self.running.help_desk().store;
        let mut seen = 0;
        loop {
            seen = tokio::time::timeout(PATIENCE, store.wait_for_events(seen)).await.expect("something is recorded");
            let events = store.events_after(&data_of_home(), 0, MOST_EVENTS).await.expect("the store answers");
            if events.iter().any(|event| event.name == name) {
                return store.heartbeat().await.expect("the store answers");
            }
        }
    }

    /// Refused presses in the record.
    pub(crate) async fn recorded_refusals(&self) -> usize {
        let store = &self.running.help_desk().store;
        while store.place_events().await.expect("the store answers") > 0 {}
        let mut refusals = 0;
        let mut cursor = 0;
        loop {
            let events = store.events_after(&data_of_home(), cursor, MOST_EVENTS).await.expect("the store answers");
            let Some(last) = events.last() else { return refusals };
            cursor = last.sequence;
            refusals += events.iter().filter(|event| event.name == "action.refused.v1").count();
        }
    }

    /// Waits until every published entry has its vectors; which model made them.
    pub(crate) async fn until_embedded(&self) -> String {
        let store = &self.running.help_desk().store;
        let embedded = async {
            loop {
                let (entries, made) = how_far(store.as_ref(), &data_of_home()).await.expect("the store answers");
                if let Some(made) = made.into_iter().find(|made| made.entries == entries) {
                    return made.model;
                }
            }
        };
        tokio::time::timeout(PATIENCE, embedded).await.expect("the vectors are made")
    }

    /// The messaging endpoint.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}/api/messages", self.running.address())
    }

    /// Publishes entries (question, answer) and has the index read them.
    pub(crate) async fn publish(&self, entries: &[(&str, &str)]) {
        let help_desk = self.running.help_desk();
        let rows: Vec<Row> = entries
            .iter()
            .map(|(question, answer)| Row {
                question: (*question).to_owned(),
                answer: (*answer).to_owned(),
                ..Row::default()
            })
            .collect();
        help_desk
            .store
            .write::<_, RowError, _>(&data_of_home(), move |tx| {
                Box::pin(async move {
                    for row in rows {
                        import_row(tx, check_row(row, &[])?).await?;
                    }
                    Ok(())
                })
            })
            .await
            .expect("good entries");
        follow(help_desk.store.as_ref(), help_desk.index.as_ref()).await.expect("the store answers");
    }

    /// Waits until outcomes decide how far the assistant trusts itself.
    pub(crate) async fn until_it_trusts_by_outcomes(&self) -> Trust {
        let index = &self.running.help_desk().index;
        let mut looks = tokio::time::interval(Duration::from_millis(50));
        let trusts = async {
            loop {
                looks.tick().await;
                let trust = index.trust(&data_of_home());
                if trust.outcomes.suffice() {
                    return trust;
                }
            }
        };
        tokio::time::timeout(PATIENCE, trusts).await.expect("outcomes are followed")
    }

    /// Every message of somebody that the store keeps, oldest first: what cannot be seen from outside.
    pub(crate) async fn kept_of(&self, who: &str) -> Vec<String> {
        let id = DirectoryId::parse(&directory_id(who)).expect("an object id");
        let home = data_of_home();
        let read = self.running.help_desk().store.read::<_, StoreError, _>(&home, move |tx| {
            Box::pin(async move {
                let Some(person) = tx.person_by_directory(&id).await? else { return Ok(Vec::new()) };
                let mut texts = Vec::new();
                for inquiry in tx.inquiries_of(person.id, 1_000).await? {
                    for message in tx.messages(inquiry.id).await? {
                        texts.push((message.at, message.author, message.text));
                    }
                }
                texts.retain(|(_, author, _)| *author == Author::Requester(person.id));
                texts.sort_by_key(|(at, ..)| *at);
                Ok(texts.into_iter().map(|(.., text)| text).collect())
            })
        });
        read.await.expect("the store answers")
    }

    /// An admin ties a team's channel to the team of that name.
    pub(crate) async fn connect(&self, admin: &str, team: &str) {
        let channel = self.channel(team);
        self.teams.say(admin, &channel, &format!("connect {team}"), &[Mention::Bot]).await.expect("said");
        self.teams.wait_for(&channel, |message| message.from.is_bot, PATIENCE).await.expect("connected");
        let roster = |call: &simulator::ConnectorCall| call.path.contains("pagedmembers") && call.status == Some(200);
        self.teams.wait_for_call(roster, PATIENCE).await.expect("the roster is read");
    }

    /// Somebody's chat with the bot.
    pub(crate) fn chat(&self, who: &str) -> String {
        self.teams.personal_chat(who).expect("a chat")
    }

    /// A team's channel for tickets.
    pub(crate) fn channel(&self, team: &str) -> String {
        self.teams.channel(team, None).expect("a channel")
    }

    /// Somebody writes in their own chat. Returns the message's id.
    pub(crate) async fn say(&self, who: &str, text: &str) -> String {
        self.teams.say(who, &self.chat(who), text, &[]).await.expect("said")
    }

    /// An agent writes to the requester: in the thread, with a mention.
    pub(crate) async fn reply(&self, who: &str, thread: &str, text: &str) -> String {
        self.teams.say(who, thread, text, &[Mention::Bot]).await.expect("said")
    }

    /// An agent writes to colleagues in the thread, without a mention. With the right to read its channels the bot hears
    /// this too; the simulated Teams does not give that right, so the activity is made by hand.
    pub(crate) async fn note(&self, who: &str, thread: &str, text: &str) {
        self.teams.say(who, thread, text, &[]).await.expect("said");
        let mut heard = self.heard_in(thread);
        let world = self.teams.world();
        let from = world.person(who).expect("somebody of the world");
        heard["from"] = json!({ "id": from.id, "name": from.name, "aadObjectId": from.directory_id });
        heard["id"] = json!(format!("note-{text}"));
        heard["text"] = json!(text);
        heard["attachments"] = json!([]);
        heard["entities"] = json!([]);
        assert_eq!(self.deliver(&heard).await, Some(202));
    }

    /// The newest message that the bot heard in a chat or thread, as it was sent.
    pub(crate) fn heard_in(&self, place: &str) -> Value {
        let log = self.teams.deliveries();
        let here = log.into_iter().rev().map(|delivered| delivered.activity);
        let mut heard = here.filter(|activity| activity["conversation"]["id"] == place);
        heard.find(|activity| activity["type"] == "message").expect("something was heard there")
    }

    /// Sends an activity by hand, with a good token. The status of the answer, if there is one.
    pub(crate) async fn deliver(&self, activity: &Value) -> Option<u16> {
        let token = self.teams.connector_token().expect("tokens are on");
        self.teams.deliver(activity, &[format!("Bearer {token}")]).await.map(|answer| answer.status)
    }

    /// Waits for a message of the bot in a chat or thread.
    pub(crate) async fn seen(&self, place: &str, is_it: impl Fn(&Message) -> bool) -> Message {
        let found = self.teams.wait_for(place, |message| message.from.is_bot && is_it(message), PATIENCE).await;
        found.unwrap_or_else(|missed| panic!("{missed}"))
    }

    /// Waits for a message of the bot that shows this text.
    pub(crate) async fn reads(&self, place: &str, text: &str) -> Message {
        self.seen(place, |message| message.visible_text().contains(text)).await
    }

    /// Somebody asks in their own chat and waits for the next thing said there. Whether it shows this text.
    pub(crate) async fn answers(&self, who: &str, question: &str, text: &str) -> bool {
        let chat = self.chat(who);
        let before = self.said_in(&chat).len();
        self.say(who, question).await;
        let next = self.teams.wait_until(PATIENCE, |_| self.said_in(&chat).into_iter().nth(before)).await;
        next.expect("nobody is left in silence").contains(text)
    }

    /// Somebody waits for a card with this verb in their own chat.
    pub(crate) async fn offered(&self, who: &str, verb: &str) -> Message {
        self.seen(&self.chat(who), |message| message.has_verb(verb)).await
    }

    /// Presses the first button with this verb, as the card is now.
    pub(crate) async fn press(&self, who: &str, message: &Message, verb: &str) -> InvokeAnswer {
        self.press_where(who, message, verb, |_| true).await
    }

    /// Presses the first button with this verb whose data fits.
    pub(crate) async fn press_where(
        &self,
        who: &str,
        message: &Message,
        verb: &str,
        fits: impl Fn(&Value) -> bool,
    ) -> InvokeAnswer {
        let action = card::actions(message, verb).into_iter().find(|action| fits(&action["data"]));
        let action = action.unwrap_or_else(|| panic!("no {verb} on {:?}", message.card()));
        self.press_with(who, message, verb, card::data(message, action)).await
    }

    /// Presses a button with data of one's own.
    pub(crate) async fn press_with(&self, who: &str, message: &Message, verb: &str, data: Value) -> InvokeAnswer {
        self.teams.press(who, &message.id, verb, data).await.expect("the bot answers")
    }

    /// Somebody asks what nobody knows and wants a person. Returns the ticket's thread with its card.
    pub(crate) async fn hand_off(&self, who: &str, question: &str) -> Ticket {
        self.say(who, question).await;
        let unknown = self.offered(who, "handoff.request").await;
        assert_eq!(self.press(who, &unknown, "handoff.request").await.status, 200);
        let ticket = self.ticket("IT", question).await;
        // Told when it is noted that the card has arrived: only then nothing more of the handoff is on its way.
        let is_told = |message: &Message| {
            let text = message.visible_text();
            ["おつなぎしました", "passed this to a person"].iter().any(|told| text.contains(told))
        };
        self.seen(&self.chat(who), is_told).await;
        ticket
    }

    /// Waits for the ticket about a question in a team's channel.
    pub(crate) async fn ticket(&self, team: &str, question: &str) -> Ticket {
        let channel = self.channel(team);
        let is_it = |message: &Message| {
            message.thread_root.is_none()
                && message.has_verb("ticket.accept")
                && message.visible_text().contains(question)
        };
        let card = self.seen(&channel, is_it).await;
        Ticket { thread: ids::thread(&channel, &card.id), card }
    }

    /// A message as it stands now.
    pub(crate) fn now(&self, message: &Message) -> Message {
        let mut all = self.teams.messages(&message.chat).into_iter();
        all.find(|known| known.id == message.id).expect("the message still stands")
    }

    /// What the bot has said in a chat or thread so far, as people read it.
    pub(crate) fn said_in(&self, place: &str) -> Vec<String> {
        let messages = self.teams.messages(place).into_iter().filter(|message| message.from.is_bot);
        messages.map(|message| message.visible_text()).collect()
    }
}

/// A ticket as agents see it.
pub(crate) struct Ticket {
    /// The thread.
    pub(crate) thread: String,
    /// Its root, with the ticket card as it was first.
    pub(crate) card: Message,
}

/// Each activity once, however slow the machine is.
fn patient() -> Redelivery {
    Redelivery { answer_within: PATIENCE, ..Redelivery::off() }
}

/// The settings of every story.
fn settings(place: &Place) -> Settings {
    settings_with(place, &[])
}

/// The same but for these.
fn settings_with(place: &Place, others: &[(&str, &str)]) -> Settings {
    let admins = format!("{},{}", directory_id("ken"), directory_id("aoi"));
    let teams =
        r#"[{ name = "IT", keywords = ["PC", "laptop", "glasses"] }, { name = "HR", keywords = ["休暇", "leave"] }]"#;
    let folder = place.folder().to_string_lossy();
    let mut flags = vec![
        ("server.listen", "127.0.0.1:0"),
        ("data.dir", &folder),
        ("desk.admins", &admins),
        ("desk.teams", teams),
        // When vectors are there is a matter of chance, and a story has one end.
        ("answering.vectors", "false"),
    ];
    let url = place.database_url();
    flags.extend(url.as_deref().map(|url| ("database.url", url)));
    flags.extend(others);
    let layers =
        flags.into_iter().fold(Layers::defaults(), |layers, (key, value)| layers.with_flag("story", key, value));
    Settings::read(&layers).expect("good settings")
}

/// The bot's registration at the simulated Microsoft.
fn registration(teams: &Served) -> TeamsRegistration {
    let sign_in = teams.sign_in_url();
    let cloud = Cloud {
        name: "simulated".to_owned(),
        login: sign_in.clone(),
        issuer: CONNECTOR_ISSUER.to_owned(),
        metadata: format!("{sign_in}/v1/.well-known/openidconfiguration"),
        scope: CONNECTOR_SCOPE.to_owned(),
        service_hosts: Vec::new(),
        default_service_url: None,
        other_service_url: None,
    };
    TeamsRegistration {
        cloud,
        hosts: Hosts::loopback(),
        app_id: teams.world().app_id,
        client_secret: SECRET.to_owned(),
        tenant: TenantId::parse(TENANT).expect("a tenant id"),
    }
}
