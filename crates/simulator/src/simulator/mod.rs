//! The simulator itself: the world, its messages, and the ways to and from the bot.

mod changing;
mod events;
mod pressing;
mod roles;
mod state;
mod watching;
mod writing;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use reqwest::Url;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use pressing::InvokeAnswer;
pub(crate) use state::State;
use watching::CallLog;
pub use watching::{ConnectorCall, NotSeen};
pub use writing::{Mention, Post};

use crate::delivery::{BotAnswer, Courier, Delivered, Queues, Redelivery};
use crate::faults::Faults;
use crate::feed::{Event, Feed};
use crate::lock::Locked as _;
use crate::message::Message;
use crate::tokens::{Authority, Forged, Forgery, Tokens, seconds_now};
use crate::world::{Language, SpecError, World, WorldSpec};

/// How a simulator is connected.
#[derive(Debug, Clone)]
pub struct Options {
    /// The bot's messaging endpoint.
    pub bot_endpoint: Url,
    /// Where the simulator's router is mounted, such as `http://127.0.0.1:3978/box`.
    pub base_url: Url,
    /// Tokens on, with this secret; `None`: nobody needs a token.
    pub tokens: Option<Tokens>,
    /// When activities are sent again.
    pub redelivery: Redelivery,
    /// How the host begins this world anew in another language; `None`: it does not.
    pub staging: Option<Staging>,
}

/// The language of a world whose host can begin it anew in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Staging {
    /// The language the world is in.
    pub language: Language,
    /// Whether somebody chose it; else a page may ask for its reader's own while nothing has been said.
    pub is_chosen: bool,
    /// Whether beginning anew also makes the bot forget.
    pub forgets: bool,
}

impl Options {
    /// Without tokens, and with the service's redelivery.
    pub fn new(bot_endpoint: Url, base_url: Url) -> Self {
        Self { bot_endpoint, base_url, tokens: None, redelivery: Redelivery::as_teams(), staging: None }
    }
}

/// Why something could not be done or started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The world makes no sense.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The HTTP client cannot be built.
    #[error("http client")]
    Client(#[from] reqwest::Error),
    /// No such person.
    #[error("no person {0}")]
    NoPerson(String),
    /// No such chat, channel or team.
    #[error("no chat {0}")]
    NoChat(String),
    /// No such message there.
    #[error("no message {0}")]
    NoMessage(String),
    /// The person is not there.
    #[error("{person} is not a member of {chat}")]
    NotMember {
        /// Key of the person.
        person: String,
        /// The chat.
        chat: String,
    },
    /// The person did not write that message.
    #[error("{0} belongs to somebody else")]
    NotAuthor(String),
    /// What was asked makes no sense; the text says why.
    #[error("{0}")]
    Invalid(String),
    /// The bot did not answer an invoke with 2xx.
    #[error("the bot did not answer ({0:?})")]
    NoAnswer(Option<u16>),
}

/// A Teams tenant in memory.
#[derive(Debug)]
pub struct Simulator {
    base_url: Url,
    service_url: String,
    state: Mutex<State>,
    feed: Feed,
    changes: watch::Sender<u64>,
    courier: Arc<Courier>,
    queues: Queues,
    faults: Faults,
    authority: Option<Arc<Authority>>,
    staging: Option<Staging>,
    is_set_up: AtomicBool,
    wish: watch::Sender<Option<Language>>,
    calls: Mutex<CallLog>,
    stop: CancellationToken,
}

impl Simulator {
    /// Builds the world. Nothing is sent until somebody acts. Acts need a tokio runtime.
    pub fn new(spec: WorldSpec, options: Options) -> Result<Arc<Self>, Error> {
        let world = World::build(spec)?;
        let base = options.base_url.as_str().trim_end_matches('/').to_owned();
        let service_url = format!("{base}/connector/");
        let sign_in = format!("{base}/signin");
        let authority = options
            .tokens
            .as_ref()
            .map(|tokens| Arc::new(Authority::new(tokens, &world.app_id, &world.tenant, &service_url, &sign_in)));
        let changes = watch::Sender::new(0);
        let courier = Courier::new(options.bot_endpoint, options.redelivery, authority.clone(), changes.clone())?;
        let courier = Arc::new(courier);
        Ok(Arc::new(Self {
            base_url: options.base_url,
            service_url,
            state: Mutex::new(State::new(world)),
            feed: Feed::starting_at(seconds_now() * 1_000),
            changes,
            queues: Queues::new(Arc::clone(&courier)),
            courier,
            faults: Faults::default(),
            authority,
            staging: options.staging,
            is_set_up: AtomicBool::new(false),
            wish: watch::Sender::new(None),
            calls: Mutex::default(),
            stop: CancellationToken::new(),
        }))
    }

    /// `{base}/connector/`, as activities carry it.
    pub fn service_url(&self) -> &str {
        &self.service_url
    }

    /// `{base}/signin`: the host of token endpoint, OpenID document and keys.
    pub fn sign_in_url(&self) -> String {
        format!("{}/signin", self.base_url.as_str().trim_end_matches('/'))
    }

    /// Sends activities somewhere else from now on.
    pub fn set_bot_endpoint(&self, endpoint: Url) {
        self.courier.set_endpoint(endpoint);
    }

    /// Ends the pages' event streams, so that a server can stop.
    pub fn close(&self) {
        self.stop.cancel();
    }

    /// Faults to come.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// This person blocks the bot: messages to their personal chat are refused.
    pub fn block(&self, person: &str) -> Result<(), Error> {
        let id = self.person_id(person)?;
        self.faults.block(&id);
        Ok(())
    }

    /// Undoes [`Self::block`].
    pub fn unblock(&self, person: &str) -> Result<(), Error> {
        let id = self.person_id(person)?;
        self.faults.unblock(&id);
        Ok(())
    }

    /// The host has set everything up: pages, which have waited for it, begin.
    pub fn set_up(&self) {
        self.is_set_up.store(true, Ordering::Relaxed);
        self.feed.publish(Event::Reload);
    }

    pub(crate) fn is_set_up(&self) -> bool {
        self.is_set_up.load(Ordering::Relaxed)
    }

    /// Completes when a page has asked for the world in another language.
    pub async fn wished_language(&self) -> Language {
        let mut wish = self.wish.subscribe();
        let wished = wish.wait_for(Option::is_some).await.ok().and_then(|wished| *wished);
        match wished {
            Some(language) => language,
            // The sender lives in `self`, so the line cannot be cut while somebody waits.
            None => std::future::pending().await,
        }
    }

    pub(crate) fn staging(&self) -> Option<Staging> {
        self.staging
    }

    /// Notes that a page wants another language; its own is no wish.
    pub(crate) fn wish(&self, language: Language) -> Result<(), Error> {
        let staging = self.staging.ok_or_else(|| Error::Invalid("this world has one language".to_owned()))?;
        if staging.language != language {
            self.wish.send_replace(Some(language));
        }
        Ok(())
    }

    /// A copy of the world as it is now.
    pub fn world(&self) -> World {
        self.state().world.clone()
    }

    /// The id of a person's chat with the bot.
    pub fn personal_chat(&self, person: &str) -> Result<String, Error> {
        let state = self.state();
        let known = state.world.person(person).ok_or_else(|| Error::NoPerson(person.to_owned()))?;
        let chat = state.world.personal_chat(known);
        chat.map(|chat| chat.id.clone()).ok_or_else(|| Error::NoChat(person.to_owned()))
    }

    /// The id of a team's channel; the first besides General when `name` is `None`.
    pub fn channel(&self, team: &str, name: Option<&str>) -> Result<String, Error> {
        let state = self.state();
        let known = state.world.team(team).ok_or_else(|| Error::NoChat(team.to_owned()))?;
        let mut chats = state.world.chats.iter().filter(|chat| chat.team.as_ref() == Some(&known.id));
        let chat = chats.find(|chat| name.is_none_or(|name| chat.name == name));
        chat.map(|chat| chat.id.clone()).ok_or_else(|| Error::NoChat(format!("{team}/{}", name.unwrap_or("*"))))
    }

    /// Signs with a new key from now on; the old one stays published. Returns the new kid (`None`: tokens are off).
    pub fn rotate_key(&self) -> Option<String> {
        self.authority.as_ref().map(|authority| authority.rotate())
    }

    /// Publishes no key any more that was rotated away.
    pub fn withdraw_retired_keys(&self) {
        if let Some(authority) = &self.authority {
            authority.withdraw_retired();
        }
    }

    /// All tokens the bot got so far are refused from now on.
    pub fn expire_bot_tokens(&self) {
        if let Some(authority) = &self.authority {
            authority.expire_issued();
        }
    }

    /// A good Connector token for this world's bot (`None`: tokens are off).
    pub fn connector_token(&self) -> Option<String> {
        self.authority.as_ref().map(|authority| authority.connector_token())
    }

    /// A forged request around an activity (`None`: tokens are off).
    pub fn forge(&self, forgery: Forgery, activity: Value) -> Option<Forged> {
        self.authority.as_ref().map(|authority| authority.forge(forgery, activity))
    }

    /// How often somebody followed a forged `jku` or `x5u`. Must stay 0.
    pub fn stranger_hits(&self) -> u64 {
        self.authority.as_ref().map_or(0, |authority| authority.stranger_hits())
    }

    /// Posts any JSON to the bot, once. `None`: no answer.
    pub async fn deliver(&self, activity: &Value, authorization: &[String]) -> Option<BotAnswer> {
        self.courier.post(activity, authorization, 1).await
    }

    /// Every attempt to deliver something to the bot, oldest first.
    pub fn deliveries(&self) -> Vec<Delivered> {
        self.courier.log()
    }

    /// Messages of a chat (or of one thread, `…;messageid=…`), oldest first.
    pub fn messages(&self, chat: &str) -> Vec<Message> {
        let (chat, thread) = crate::ids::split_thread(chat);
        let state = self.state();
        let in_thread = |message: &&Message| {
            thread.is_none_or(|root| message.id == root || message.thread_root.as_deref() == Some(root))
        };
        state.in_chat(chat).iter().filter(in_thread).cloned().collect()
    }

    /// Empties all chats.
    pub fn reset(&self) {
        self.state().empty();
        self.feed.publish(Event::Reload);
        self.changed();
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.locked()
    }

    pub(crate) fn feed(&self) -> &Feed {
        &self.feed
    }

    pub(crate) fn authority(&self) -> Option<&Arc<Authority>> {
        self.authority.as_ref()
    }

    pub(crate) fn base_url(&self) -> &Url {
        &self.base_url
    }

    pub(crate) fn stopped(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Wakes everybody who waits for something to be seen.
    pub(crate) fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    /// Keeps a message and tells pages and tests.
    pub(crate) fn show(&self, state: &mut State, message: Message) {
        self.feed.publish(Event::Message(Box::new(message.clone())));
        state.keep(message);
        self.changed();
    }

    /// Tells pages and tests about a message that has changed in place.
    pub(crate) fn show_again(&self, message: &Message) {
        self.feed.publish(Event::Message(Box::new(message.clone())));
        self.changed();
    }

    pub(crate) fn show_gone(&self, message: &Message) {
        self.feed.publish(Event::Deleted { chat: message.chat.clone(), id: message.id.clone() });
        self.changed();
    }

    fn person_id(&self, person: &str) -> Result<String, Error> {
        let state = self.state();
        let known = state.world.person(person).ok_or_else(|| Error::NoPerson(person.to_owned()))?;
        Ok(known.id.clone())
    }
}
