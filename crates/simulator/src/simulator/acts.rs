//! What people do in a chat: write, press, change, take back, like.

use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::{Error, Simulator, State};
use crate::card;
use crate::ids;
use crate::message::{Attachment, Author, CARD, Message, Upload, now};
use crate::wire::Scene;
use crate::wire::mention::{Marked, Mentioned, mark};
use crate::world::{Chat, ChatKind, Person};

/// The longest text a person can write, in characters. Teams stops near 28 KB.
const LONGEST_TEXT: usize = 28_000;

/// Somebody a message mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mention {
    /// The bot.
    Bot,
    /// A person, by key or id.
    Person(String),
}

/// A message to write.
#[derive(Debug, Clone, Default)]
pub struct Post {
    /// Key or id of the writer.
    pub from: String,
    /// Chat id, or thread id.
    pub chat: String,
    /// As typed; mentions as `@Name` or `<at>Name</at>`, else they are put in front.
    pub text: String,
    /// Who is mentioned.
    pub mentions: Vec<Mention>,
    /// Root message, for replies in channels.
    pub thread_root: Option<String>,
    /// Pictures and files.
    pub files: Vec<Upload>,
}

/// The bot's answer to a pressed button.
#[derive(Debug, Clone, PartialEq)]
pub struct InvokeAnswer {
    /// `statusCode` of the answer: 200, or an error of the bot's own.
    pub status: u16,
    /// Content type of the value: a card, a message, an error.
    pub kind: String,
    /// Card, text or `{code, message}`.
    pub value: Value,
}

/// When the first attempt of a delivery is over: its status.
pub(crate) type FirstAttempt = oneshot::Receiver<Option<u16>>;

impl Simulator {
    /// Writes a message and returns its id when the bot has answered the first delivery (or failed to). In channels and
    /// group chats the bot hears it only when it is mentioned. `chat` may be a thread.
    pub async fn say(&self, person: &str, chat: &str, text: &str, mentions: &[Mention]) -> Result<String, Error> {
        let post = Post {
            from: person.to_owned(),
            chat: chat.to_owned(),
            text: text.to_owned(),
            mentions: mentions.to_vec(),
            ..Post::default()
        };
        self.say_all(post).await
    }

    /// Answers in a channel's thread.
    pub async fn say_in_thread(
        &self,
        person: &str,
        chat: &str,
        root: &str,
        text: &str,
        mentions: &[Mention],
    ) -> Result<String, Error> {
        let chat = ids::thread(ids::split_thread(chat).0, root);
        self.say(person, &chat, text, mentions).await
    }

    /// Writes a message with everything a message can have.
    pub async fn say_all(&self, post: Post) -> Result<String, Error> {
        let (id, delivery) = self.post(post)?;
        if let Some(first) = delivery {
            // Gone without a word only when the runtime stops.
            let _ = first.await;
        }
        Ok(id)
    }

    /// Keeps and shows a message and puts it in the line to the bot, if the bot hears it.
    pub(crate) fn post(&self, mut post: Post) -> Result<(String, Option<FirstAttempt>), Error> {
        let mut guard = self.state();
        let state = &mut *guard;
        if let (chat, Some(root)) = ids::split_thread(&post.chat) {
            post.thread_root = Some(root.to_owned());
            post.chat = chat.to_owned();
        }
        let (person, chat) = participant(state, &post.from, &post.chat)?;
        check_post(state, &post, &chat)?;
        let marked = mark_mentions(state, &post.text, &post.mentions)?;
        let id = state.next_id();
        let files = self.store_files(state, &id, &post.files, chat.kind);
        let message = Message {
            id: id.clone(),
            chat: chat.id.clone(),
            thread_root: post.thread_root.clone(),
            from: Author { id: person.id.clone(), name: person.name.clone(), is_bot: false },
            at: now(),
            text: marked.text.clone(),
            text_format: "plain".to_owned(),
            attachments: files.shown,
            entities: marked.entities.clone(),
            edited: false,
        };
        let root = message.thread_root.clone().unwrap_or_else(|| id.clone());
        let heard = chat.kind == ChatKind::Personal || post.mentions.contains(&Mention::Bot);
        let heard = heard && state.is_installed(&chat);
        let activity = heard.then(|| {
            let scene = self.scene(state, &person, &chat, &root);
            scene.message(&id, &marked, files.wire, &files.tags)
        });
        self.show(state, message);
        // Under the state's lock, so that lines keep the order of ids.
        let delivery = activity.map(|activity| self.queues.post(&chat.id, activity));
        Ok((id, delivery))
    }

    fn store_files(&self, state: &mut State, id: &str, uploads: &[Upload], kind: ChatKind) -> Stored {
        let mut stored = Stored::default();
        let base = self.base_url().as_str().trim_end_matches('/');
        let page = format!("{}/api/attachments", self.base_url().path().trim_end_matches('/'));
        for (number, upload) in uploads.iter().enumerate() {
            let file = ids::file(number as u64, &format!("{id}/{}", upload.name));
            stored.shown.push(Attachment {
                content_type: upload.content_type.clone(),
                content: None,
                content_url: Some(format!("{page}/{file}")),
                name: Some(upload.name.clone()),
            });
            if upload.is_picture() {
                let url = format!("{}attachments/{file}", self.service_url());
                stored.wire.push(json!({ "contentType": "image/*", "contentUrl": url }));
            } else if kind == ChatKind::Personal {
                let extension = upload.name.rsplit_once('.').map_or("", |(_, extension)| extension);
                stored.wire.push(json!({
                    "contentType": "application/vnd.microsoft.teams.file.download.info",
                    "contentUrl": format!("{base}/files/{file}"),
                    "name": upload.name,
                    "content": {
                        "downloadUrl": format!("{base}/files/{file}?tempauth=1"),
                        "uniqueId": file,
                        "fileType": extension,
                    },
                }));
            } else {
                // Outside personal chats the service names the file and keeps its bytes for Graph.
                stored.tags.push_str(&format!("<attachment id=\"{file}\"></attachment>"));
            }
            state.files.insert(file, upload.clone());
        }
        stored
    }

    /// Presses a button of the universal action model (`Action.Execute`) and shows what the bot answers: a card replaces
    /// the pressed one.
    ///
    /// # Errors
    /// [`Error::NoAnswer`] when the bot has not answered with 2xx after all attempts.
    pub async fn press(&self, person: &str, message: &str, verb: &str, data: Value) -> Result<InvokeAnswer, Error> {
        let activity = {
            let mut guard = self.state();
            let state = &mut *guard;
            let id = format!("f:{}", state.next_id());
            let (person, chat, on) = reader(state, person, message)?;
            let root = on.thread_root.clone().unwrap_or_else(|| on.id.clone());
            self.scene(state, &person, &chat, &root).card_action(&id, &on, verb, &data)
        };
        let new_id = || format!("f:{}", self.state().next_id());
        let answer = self.courier.invoke(activity, new_id).await;
        let answer = match answer {
            Some(answer) if answer.is_success() => answer,
            other => return Err(Error::NoAnswer(other.map(|answer| answer.status))),
        };
        Ok(self.show_answer(message, &answer.body))
    }

    fn show_answer(&self, message: &str, body: &Value) -> InvokeAnswer {
        let status = body["statusCode"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(200);
        let kind = body["type"].as_str().unwrap_or_default().to_owned();
        let value = body["value"].clone();
        if status == 200 && kind == CARD {
            if let Err(fault) = card::check(&value) {
                let value = json!({ "code": "InvalidCard", "message": fault });
                return InvokeAnswer { status: 400, kind: "application/vnd.microsoft.error".to_owned(), value };
            }
            let mut state = self.state();
            if let Some(shown) = state.find_mut(message) {
                shown.attachments.retain(|attachment| attachment.content_type != CARD);
                shown.attachments.push(Attachment {
                    content_type: CARD.to_owned(),
                    content: Some(value.clone()),
                    content_url: None,
                    name: None,
                });
                self.show_again(shown);
            }
        }
        InvokeAnswer { status, kind, value }
    }

    /// Presses an old-style button (`Action.Submit`): the bot gets a message with a value. Returns the activity's id.
    pub async fn submit(&self, person: &str, message: &str, verb: &str, data: Value) -> Result<String, Error> {
        let (id, delivery) = self.post_submit(person, message, verb, &data)?;
        let _ = delivery.await;
        Ok(id)
    }

    pub(crate) fn post_submit(
        &self,
        person: &str,
        message: &str,
        verb: &str,
        data: &Value,
    ) -> Result<(String, FirstAttempt), Error> {
        let mut guard = self.state();
        let state = &mut *guard;
        let id = state.next_id();
        let (person, chat, on) = reader(state, person, message)?;
        let root = on.thread_root.clone().unwrap_or_else(|| on.id.clone());
        let activity = self.scene(state, &person, &chat, &root).card_submit(&id, &on, verb, data);
        Ok((id, self.queues.post(&chat.id, activity)))
    }

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

#[derive(Debug, Default)]
struct Stored {
    /// As the page shows them.
    shown: Vec<Attachment>,
    /// As the bot gets them.
    wire: Vec<Value>,
    /// Files the bot only gets the names of, in the HTML twin.
    tags: String,
}

pub(super) async fn wait(delivery: Option<FirstAttempt>) {
    if let Some(first) = delivery {
        let _ = first.await;
    }
}

fn check_post(state: &State, post: &Post, chat: &Chat) -> Result<(), Error> {
    if post.text.trim().is_empty() && post.files.is_empty() {
        return Err(Error::Invalid("a message needs text or attachments".to_owned()));
    }
    if post.text.chars().count() > LONGEST_TEXT {
        return Err(Error::Invalid(format!("a message has at most {LONGEST_TEXT} characters")));
    }
    match &post.thread_root {
        Some(_) if chat.kind != ChatKind::Channel => Err(Error::Invalid("only channels have threads".to_owned())),
        Some(root) if !state.has_root(&chat.id, root) => Err(Error::NoMessage(root.clone())),
        _ => Ok(()),
    }
}

fn mark_mentions(state: &State, text: &str, mentions: &[Mention]) -> Result<Marked, Error> {
    let mut who: Vec<Mentioned> = Vec::new();
    for mention in mentions {
        let (id, name) = match mention {
            Mention::Bot => (&state.world.bot_id, &state.world.bot_name),
            Mention::Person(key) => {
                let person = state.world.person(key).ok_or_else(|| Error::NoPerson(key.clone()))?;
                (&person.id, &person.name)
            }
        };
        if who.iter().all(|other| other.id != *id) {
            who.push(Mentioned { id: id.clone(), name: name.clone() });
        }
    }
    Ok(mark(text, &who))
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
fn reader(state: &State, person: &str, message: &str) -> Result<(Person, Chat, Message), Error> {
    let message = state.find(message).ok_or_else(|| Error::NoMessage(message.to_owned()))?;
    let (person, chat) = participant(state, person, &message.chat)?;
    Ok((person, chat, message.clone()))
}

/// The person who wrote a message.
fn writer(state: &State, person: &str, message: &str) -> Result<(Person, Chat, Message), Error> {
    let (person, chat, message) = reader(state, person, message)?;
    if message.from.id != person.id {
        return Err(Error::NotAuthor(message.id));
    }
    Ok((person, chat, message))
}
