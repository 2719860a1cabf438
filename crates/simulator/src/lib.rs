//! A simulated Microsoft Teams: people, chats, channels and the Connector's side of the Activity Protocol, in memory.
//!
//! Start with [`WorldSpec`] (who there is), then [`Simulator`]: mount its [`router`](Simulator::router), and act by
//! [`say`](Simulator::say), [`press`](Simulator::press) and their siblings, or from the page. Everything goes over HTTP to
//! the bot's messaging endpoint and comes back over HTTP to the Connector routes. Not here: anything of the desk.

mod card;
mod connector;
mod delivery;
mod faults;
mod feed;
pub mod ids;
mod lock;
mod message;
mod page;
mod routes;
mod server;
mod signin;
mod simulator;
mod tokens;
mod wire;
mod world;

pub use delivery::{BotAnswer, Delivered, Redelivery};
pub use faults::{CallKind, Fault, Faults, Refused};
pub use message::{Attachment, Author, CARD, Message, Upload};
pub use server::Served;
pub use simulator::{ConnectorCall, Error, InvokeAnswer, Mention, NotSeen, Options, Post, Simulator, Staging};
pub use tokens::{CONNECTOR_ISSUER, CONNECTOR_SCOPE, Expect, Forged, Forgery, Tokens};
pub use wire::CHANNEL_ID;
pub use world::{
    BotSpec, Chat, ChatKind, Company, GENERAL, GroupChatSpec, Language, Person, PersonSpec, SpecError, Team, TeamSpec,
    World, WorldSpec,
};
