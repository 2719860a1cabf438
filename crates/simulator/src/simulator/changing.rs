//! People change, take back, restore and like messages.

use super::roles::{FirstAttempt, reader, wait, writer};
use super::writing::{check_text, mentioned_in};
use super::{Error, Mention, Simulator, State};
use crate::message::Message;
use crate::wire::mention::{Mentioned, mark};
use crate::world::{Chat, ChatKind};

impl Simulator {
    /// Changes the text of a message one has written; who was mentioned stays mentioned.
    pub async fn edit(&self, person: &str, message: &str, text: &str) -> Result<(), Error> {
        wait(self.change(person, message, text, None)?).await;
        Ok(())
    }

    /// Changes a message one has written, with new mentions. One that mentions the bot only now is heard by it now.
    pub async fn edit_mentioning(
        &self,
        person: &str,
        message: &str,
        text: &str,
        mentions: &[Mention],
    ) -> Result<(), Error> {
        wait(self.change(person, message, text, Some(mentions))?).await;
        Ok(())
    }

    /// The bot hears of a change where it heard the message, and where the message has come to mention it.
    pub(crate) fn change(
        &self,
        person: &str,
        message: &str,
        text: &str,
        mentions: Option<&[Mention]>,
    ) -> Result<Option<FirstAttempt>, Error> {
        let mut guard = self.state();
        let state = &mut *guard;
        let (person, chat, old) = writer(state, person, message)?;
        check_text(text, !old.attachments.is_empty())?;
        let before = mentioned(state, &old);
        let after = match mentions {
            Some(mentions) => mentioned_in(state, mentions)?,
            None => before.clone(),
        };
        let heard = hears(state, &chat, &before) || hears(state, &chat, &after);
        let marked = mark(text, &after);
        let root = old.thread_root.clone().unwrap_or_else(|| old.id.clone());
        let files = state.sent_files.get(message).cloned().unwrap_or_default();
        let activity = heard.then(|| self.scene(state, &person, &chat, &root).edited(message, &marked, &files));
        if let Some(shown) = state.find_mut(message) {
            shown.text = marked.text;
            shown.entities = marked.entities;
            shown.edited = true;
            self.show_again(shown);
        }
        Ok(activity.map(|activity| self.queues.post(&chat.id, activity)))
    }

    /// Takes back a message one has written: a placeholder stays, without its words and files. The bot hears of it where it
    /// heard the message.
    pub async fn delete_message(&self, person: &str, message: &str) -> Result<(), Error> {
        wait(self.take_back(person, message)?).await;
        Ok(())
    }

    pub(crate) fn take_back(&self, person: &str, message: &str) -> Result<Option<FirstAttempt>, Error> {
        let mut guard = self.state();
        let state = &mut *guard;
        let (person, chat, old) = writer(state, person, message)?;
        let heard = hears(state, &chat, &mentioned(state, &old));
        let root = old.thread_root.clone().unwrap_or_else(|| old.id.clone());
        let activity = heard.then(|| self.scene(state, &person, &chat, &root).deleted(message));
        if let Some(shown) = state.take_back(message) {
            self.show_again(shown);
        }
        Ok(activity.map(|activity| self.queues.post(&chat.id, activity)))
    }

    /// Restores a message one has taken back. The bot hears it as it was.
    pub async fn restore(&self, person: &str, message: &str) -> Result<(), Error> {
        wait(self.give_again(person, message)?).await;
        Ok(())
    }

    pub(crate) fn give_again(&self, person: &str, message: &str) -> Result<Option<FirstAttempt>, Error> {
        let mut guard = self.state();
        let state = &mut *guard;
        let (person, chat, gone) = reader(state, person, message)?;
        if gone.from.id != person.id {
            return Err(Error::NotAuthor(gone.id));
        }
        let Some(shown) = state.give_again(message) else {
            return Err(Error::Invalid("this message was not taken back".to_owned()));
        };
        self.show_again(shown);
        let restored = shown.clone();
        let mentioned = mentioned(state, &restored);
        let root = restored.thread_root.clone().unwrap_or_else(|| restored.id.clone());
        let files = state.sent_files.get(message).cloned().unwrap_or_default();
        let marked = mark(&restored.text, &mentioned);
        let activity = hears(state, &chat, &mentioned)
            .then(|| self.scene(state, &person, &chat, &root).restored(message, &marked, &files));
        Ok(activity.map(|activity| self.queues.post(&chat.id, activity)))
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
