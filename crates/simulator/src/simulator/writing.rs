//! People write: text, mentions, pictures, files.

use std::fmt::Write as _;

use serde_json::json;

use super::roles::{FirstAttempt, participant};
use super::{Error, Simulator, State};
use crate::ids;
use crate::message::{Attachment, Author, Message, Upload, now};
use crate::wire::SentFiles;
use crate::wire::mention::{Marked, Mentioned, mark};
use crate::world::{Chat, ChatKind};

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
            deleted: false,
        };
        let root = message.thread_root.clone().unwrap_or_else(|| id.clone());
        let heard = chat.kind == ChatKind::Personal || post.mentions.contains(&Mention::Bot);
        let heard = heard && state.is_installed(&chat);
        let activity = heard.then(|| {
            let scene = self.scene(state, &person, &chat, &root);
            scene.message(&id, &marked, &files.sent)
        });
        state.sent_files.insert(id.clone(), files.sent);
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
                stored.sent.listed.push(json!({ "contentType": "image/*", "contentUrl": url }));
            } else if kind == ChatKind::Personal {
                let extension = upload.name.rsplit_once('.').map_or("", |(_, extension)| extension);
                stored.sent.listed.push(json!({
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
                let _ = write!(stored.sent.tags, "<attachment id=\"{file}\"></attachment>");
            }
            state.files.insert(file, upload.clone());
        }
        stored
    }
}

#[derive(Debug, Default)]
struct Stored {
    /// As the page shows them.
    shown: Vec<Attachment>,
    /// As the bot gets them.
    sent: SentFiles,
}

/// Whether a text can be sent, beside what hangs on it.
pub(super) fn check_text(text: &str, has_files: bool) -> Result<(), Error> {
    if text.trim().is_empty() && !has_files {
        return Err(Error::Invalid("a message needs text or attachments".to_owned()));
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(Error::Invalid(format!("a message has at most {LONGEST_TEXT} characters")));
    }
    Ok(())
}

fn check_post(state: &State, post: &Post, chat: &Chat) -> Result<(), Error> {
    check_text(&post.text, !post.files.is_empty())?;
    match &post.thread_root {
        Some(_) if chat.kind != ChatKind::Channel => Err(Error::Invalid("only channels have threads".to_owned())),
        Some(root) if !state.has_root(&chat.id, root) => Err(Error::NoMessage(root.clone())),
        _ => Ok(()),
    }
}

fn mark_mentions(state: &State, text: &str, mentions: &[Mention]) -> Result<Marked, Error> {
    Ok(mark(text, &mentioned_in(state, mentions)?))
}

/// Who is meant by mentions, each once.
pub(super) fn mentioned_in(state: &State, mentions: &[Mention]) -> Result<Vec<Mentioned>, Error> {
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
    Ok(who)
}
