//! Who may do something where, and the scene they do it in.

use tokio::sync::oneshot;

use super::{Error, Simulator, State};
use crate::message::Message;
use crate::wire::Scene;
use crate::world::{Chat, ChatKind, Person};

/// When the first attempt of a delivery is over: its status.
pub(crate) type FirstAttempt = oneshot::Receiver<Option<u16>>;

impl Simulator {
    /// The scene of an act; the thread counts in channels only.
    pub(super) fn scene<'a>(
        &'a self,
        state: &'a State,
        person: &'a Person,
        chat: &'a Chat,
        root: &'a str,
    ) -> Scene<'a> {
        let thread = (chat.kind == ChatKind::Channel).then_some(root);
        Scene { world: &state.world, service_url: self.service_url(), person, chat, thread }
    }
}

pub(super) async fn wait(delivery: Option<FirstAttempt>) {
    if let Some(first) = delivery {
        let _ = first.await;
    }
}

/// A person and a chat they are in.
pub(super) fn participant(state: &State, person: &str, chat: &str) -> Result<(Person, Chat), Error> {
    let who = state.world.person(person).ok_or_else(|| Error::NoPerson(person.to_owned()))?;
    let place = state.world.chat(chat).ok_or_else(|| Error::NoChat(chat.to_owned()))?;
    if !state.world.members(place).contains(&who.id) {
        return Err(Error::NotMember { person: who.key.clone(), chat: place.name.clone() });
    }
    Ok((who.clone(), place.clone()))
}

/// A person who can see a message.
pub(super) fn reader(state: &State, person: &str, message: &str) -> Result<(Person, Chat, Message), Error> {
    let message = state.find(message).ok_or_else(|| Error::NoMessage(message.to_owned()))?;
    let (person, chat) = participant(state, person, &message.chat)?;
    Ok((person, chat, message.clone()))
}

/// The person who wrote a message that still stands.
pub(super) fn writer(state: &State, person: &str, message: &str) -> Result<(Person, Chat, Message), Error> {
    let (person, chat, message) = reader(state, person, message)?;
    if message.from.id != person.id {
        return Err(Error::NotAuthor(message.id));
    }
    if message.deleted {
        return Err(Error::NoMessage(message.id));
    }
    Ok((person, chat, message))
}
