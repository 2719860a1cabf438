//! What changes: messages, files, who has the app. Under one short lock.

use std::collections::{HashMap, HashSet};

use crate::message::{Author, Message, Upload};
use crate::tokens::seconds_now;
use crate::wire::SentFiles;
use crate::world::{Chat, ChatKind, World};

/// Messages, files and installations.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) world: World,
    messages: HashMap<String, Vec<Message>>,
    /// Messages that people took back, as they were, by id.
    taken_back: HashMap<String, Message>,
    pub(crate) files: HashMap<String, Upload>,
    /// What hangs on messages, as the bot gets it, by the message's id.
    pub(crate) sent_files: HashMap<String, SentFiles>,
    /// Chats and teams from which the app was removed.
    pub(crate) uninstalled: HashSet<String>,
    last_id: u64,
}

impl State {
    pub(crate) fn new(world: World) -> Self {
        Self {
            world,
            messages: HashMap::new(),
            taken_back: HashMap::new(),
            files: HashMap::new(),
            sent_files: HashMap::new(),
            uninstalled: HashSet::new(),
            last_id: 0,
        }
    }

    /// Epoch milliseconds, but never the same or less than before.
    pub(crate) fn next_id(&mut self) -> String {
        let milliseconds = time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        let now = u64::try_from(milliseconds).unwrap_or(seconds_now() * 1_000);
        self.last_id = now.max(self.last_id + 1);
        self.last_id.to_string()
    }

    pub(crate) fn bot(&self) -> Author {
        Author { id: self.world.bot_id.clone(), name: self.world.bot_name.clone(), is_bot: true }
    }

    pub(crate) fn in_chat(&self, chat: &str) -> &[Message] {
        self.messages.get(chat).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn keep(&mut self, message: Message) {
        self.messages.entry(message.chat.clone()).or_default().push(message);
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Message> {
        self.messages.values().flatten().find(|message| message.id == id)
    }

    pub(crate) fn find_mut(&mut self, id: &str) -> Option<&mut Message> {
        self.messages.values_mut().flatten().find(|message| message.id == id)
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Message> {
        for list in self.messages.values_mut() {
            if let Some(index) = list.iter().position(|message| message.id == id) {
                return Some(list.remove(index));
            }
        }
        None
    }

    /// Leaves a placeholder where a message was, and keeps the message aside.
    pub(crate) fn take_back(&mut self, id: &str) -> Option<&Message> {
        let shown = self.messages.values_mut().flatten().find(|message| message.id == id)?;
        let gone = Message {
            text: String::new(),
            attachments: Vec::new(),
            entities: Vec::new(),
            deleted: true,
            ..shown.clone()
        };
        self.taken_back.insert(id.to_owned(), std::mem::replace(shown, gone));
        Some(shown)
    }

    /// Puts a message back where its placeholder is.
    pub(crate) fn give_again(&mut self, id: &str) -> Option<&Message> {
        let was = self.taken_back.remove(id)?;
        let shown = self.messages.values_mut().flatten().find(|message| message.id == id)?;
        *shown = was;
        Some(shown)
    }

    pub(crate) fn empty(&mut self) {
        self.messages.clear();
        self.taken_back.clear();
        self.files.clear();
    }

    /// Whether a root of this id starts a thread in the chat.
    pub(crate) fn has_root(&self, chat: &str, root: &str) -> bool {
        self.in_chat(chat).iter().any(|message| message.id == root && message.thread_root.is_none())
    }

    /// The app belongs to a team as a whole, else to the chat.
    pub(crate) fn is_installed(&self, chat: &Chat) -> bool {
        !self.uninstalled.contains(chat.team.as_ref().unwrap_or(&chat.id))
    }

    pub(crate) fn is_channel(&self, chat: &str) -> bool {
        self.world.chat(chat).is_some_and(|chat| chat.kind == ChatKind::Channel)
    }
}
