//! People change, take back and like messages.

use super::roles::{reader, wait, writer};
use super::{Error, Simulator, State};
use crate::message::Message;
use crate::wire::mention::{Mentioned, mark};
use crate::world::{Chat, ChatKind};

impl Simulator {
    /// Changes a message one has written. The bot hears of it where it heard the message.
    pub async fn edit(&self, person: &str, message: &str, text: &str) -> Result<(), Error> {
        let delivery = {
            let mut guard = self.state();
            let state = &mut *guard;
            let (person, chat, old) = writer(state, person, message)?;
            let mentions = mentioned(state, &old);
            let heard = hears(state, &chat, &mentions);
            let marked = mark(text, &mentions);
            let root = old.thread_root.clone().unwrap_or_else(|| old.id.clone());
            let activity = heard.then(|| self.scene(state, &person, &chat, &root).edited(message, &marked));
            if let Some(shown) = state.find_mut(message) {
                shown.text = marked.text;
                shown.edited = true;
                self.show_again(shown);
            }
            activity.map(|activity| self.queues.post(&chat.id, activity))
        };
        wait(delivery).await;
        Ok(())
    }

    /// Takes back a message one has written. The bot hears of it where it heard the message.
    pub async fn delete_message(&self, person: &str, message: &str) -> Result<(), Error> {
        let delivery = {
            let mut guard = self.state();
            let state = &mut *guard;
            let (person, chat, old) = writer(state, person, message)?;
            let heard = hears(state, &chat, &mentioned(state, &old));
            let root = old.thread_root.clone().unwrap_or_else(|| old.id.clone());
            let activity = heard.then(|| self.scene(state, &person, &chat, &root).deleted(message));
            state.remove(message);
            self.show_gone(&old);
            activity.map(|activity| self.queues.post(&chat.id, activity))
        };
        wait(delivery).await;
        Ok(())
    }

    /// Likes a message of the bot (`like`, `heart`, …).
    pub async fn react(&self, person: &str, message: &str, kind: &str) -> Result<(), Error> {
        self.send_reaction(person, message, kind, true).await
    }

    /// Takes a reaction back.
    pub async fn unreact(&self, person: &str, message: &str, kind: &str) -> Result<(), Error> {
        self.send_reaction(person, message, kind, false).await
    }

    async fn send_reaction(&self, person: &str, message: &str, kind: &str, added: bool) -> Result<(), Error> {
        let delivery = {
            let mut guard = self.state();
            let state = &mut *guard;
            let id = format!("f:{}", state.next_id());
            let (person, chat, on) = reader(state, person, message)?;
            let heard = on.from.is_bot && state.is_installed(&chat);
            let root = on.thread_root.clone().unwrap_or_else(|| on.id.clone());
            heard.then(|| {
                let activity = self.scene(state, &person, &chat, &root).reaction(&id, message, kind, added);
                self.queues.post(&chat.id, activity)
            })
        };
        wait(delivery).await;
        Ok(())
    }
}

/// The mentions of a message that stands already.
fn mentioned(state: &State, message: &Message) -> Vec<Mentioned> {
    let ids = message.entities.iter().filter_map(|entity| entity["mentioned"]["id"].as_str());
    ids.filter_map(|id| {
        let bot = (id == state.world.bot_id).then_some(&state.world.bot_name);
        let name = bot.or_else(|| state.world.person(id).map(|person| &person.name))?;
        Some(Mentioned { id: id.to_owned(), name: name.clone() })
    })
    .collect()
}

fn hears(state: &State, chat: &Chat, mentions: &[Mentioned]) -> bool {
    let named = mentions.iter().any(|mentioned| mentioned.id == state.world.bot_id);
    state.is_installed(chat) && (chat.kind == ChatKind::Personal || named)
}
