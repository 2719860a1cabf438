//! Messages: the statements behind the half of `Inquiries` that is about them.

use desk::id::{ConversationId, InquiryId, MessageId, PersonId};
use desk::inquiry::{Author, Message, MessageKind};
use desk::store::StoreError;

use super::row::{Columns, Read};
use super::{Tx, milliseconds};
use crate::codes::{plain, plain_or_none};
use crate::failure;
use crate::json::{self, Attached, StoredGuess, StoredReply};

macro_rules! message {
    ($rest:literal) => {
        concat!(
            "SELECT id, inquiry, number, author, person, kind, reply, text, attachments, at, conversation, remote_id, guess
             FROM messages
             WHERE tenant = $1 AND ",
            $rest
        )
    };
}

impl Tx<'_, '_> {
    /// The number of an inquiry's next message. The row of the inquiry is the count, and its lock keeps two writers from the same
    /// number.
    pub(super) async fn next_number(&mut self, message: &Message) -> Result<i64, StoreError> {
        // The index of texts lacks nothing of a message without a text.
        let count = if message.text.is_empty() {
            "UPDATE inquiries
             SET last_number = last_number + 1
             WHERE tenant = $1 AND id = $2
             RETURNING last_number AS number"
        } else {
            "UPDATE inquiries
             SET last_number = last_number + 1,
                 unindexed = TRUE,
                 text_version = text_version + 1
             WHERE tenant = $1 AND id = $2
             RETURNING last_number AS number"
        };
        let number = self.number(self.sql(count).bind(message.inquiry.uuid()), "inquiries").await?;
        number.ok_or_else(|| self.session.give_up(failure::refused("there is no such inquiry")))
    }

    pub(super) async fn insert_message(&mut self, message: Message) -> Result<Message, StoreError> {
        let (author, person) = author_codes(message.author);
        let (kind, reply) = kind_codes(&message.kind);
        let insert = self
            .sql(
                "INSERT INTO messages (tenant, id, inquiry, number, author, person, kind, reply, text, attachments, at,
                                       conversation, remote_id, guess)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            )
            .bind(message.id.uuid())
            .bind(message.inquiry.uuid())
            .bind(message.number)
            .bind(author)
            .bind(person.map(PersonId::uuid))
            .bind(kind)
            .bind(reply)
            .bind(plain(&message.text))
            .bind(attachments(&message))
            .bind(milliseconds(message.at))
            .bind(message.conversation.map(ConversationId::uuid))
            .bind(plain_or_none(message.remote_id.as_deref()))
            .bind(guess(&message));
        self.change(insert).await?;
        Ok(message)
    }

    pub(super) async fn select_message(&mut self, id: MessageId) -> Result<Option<Message>, StoreError> {
        // The inquiry first, as everywhere: see `tickets.rs`.
        let inquiry = self
            .sql(
                "SELECT id
                 FROM inquiries
                 WHERE tenant = $1 AND id IN (SELECT inquiry FROM messages WHERE tenant = $1 AND id = $2)
                 FOR NO KEY UPDATE",
            )
            .bind(id.uuid());
        self.lock(inquiry).await?;
        let query = self.locking(message!("id = $2"), message!("id = $2 FOR NO KEY UPDATE")).bind(id.uuid());
        self.first(query).await?.read("messages", message)
    }

    pub(super) async fn update_message(&mut self, message: &Message) -> Result<(), StoreError> {
        let text = plain(&message.text);
        let edited = self
            .sql(
                "UPDATE inquiries
                 SET unindexed = TRUE,
                     changed = TRUE,
                     text_version = text_version + 1
                 WHERE tenant = $1
                   AND id IN (SELECT inquiry FROM messages WHERE tenant = $1 AND id = $2 AND text <> $3)",
            )
            .bind(message.id.uuid())
            .bind(text.clone());
        self.change(edited).await?;
        let (kind, reply) = kind_codes(&message.kind);
        let change = self
            .sql(
                "UPDATE messages
                 SET kind = $3,
                     reply = $4,
                     text = $5,
                     attachments = $6,
                     remote_id = $7,
                     guess = $8
                 WHERE tenant = $1 AND id = $2",
            )
            .bind(message.id.uuid())
            .bind(kind)
            .bind(reply)
            .bind(text)
            .bind(attachments(message))
            .bind(plain_or_none(message.remote_id.as_deref()))
            .bind(guess(message));
        self.change(change).await.map(drop)
    }

    /// By where it was written: the channel's ids are unique in one conversation only, and a ticket may have left the thread.
    pub(super) async fn select_message_by_remote(
        &mut self,
        conversation: ConversationId,
        remote_id: &str,
    ) -> Result<Option<Message>, StoreError> {
        let query = self
            .sql(message!("conversation = $2 AND remote_id = $3 ORDER BY at DESC, number DESC LIMIT 1"))
            .bind(conversation.uuid())
            .bind(plain(remote_id));
        self.first(query).await?.read("messages", message)
    }

    pub(super) async fn select_first_message(&mut self, inquiry: InquiryId) -> Result<Option<Message>, StoreError> {
        let query = self.sql(message!("inquiry = $2 ORDER BY number LIMIT 1")).bind(inquiry.uuid());
        self.first(query).await?.read("messages", message)
    }

    pub(super) async fn select_messages(&mut self, inquiry: InquiryId) -> Result<Vec<Message>, StoreError> {
        let query = self.sql(message!("inquiry = $2 ORDER BY number")).bind(inquiry.uuid());
        self.all(query).await?.read("messages", message)
    }
}

fn attachments(message: &Message) -> String {
    json::written(&message.attachments.iter().map(Attached::of).collect::<Vec<_>>())
}

fn guess(message: &Message) -> Option<String> {
    message.guess.as_ref().map(|guess| json::written(&StoredGuess::of(guess)))
}

fn author_codes(author: Author) -> (&'static str, Option<PersonId>) {
    match author {
        Author::Requester(person) => ("requester", Some(person)),
        Author::Agent(person) => ("agent", Some(person)),
        Author::Assistant => ("assistant", None),
    }
}

fn kind_codes(kind: &MessageKind) -> (&'static str, Option<String>) {
    match kind {
        MessageKind::Said => ("said", None),
        MessageKind::Note => ("note", None),
        MessageKind::Answer(reply) => ("answer", Some(json::written(&StoredReply::of(reply)))),
    }
}

fn message(row: Columns<'_>) -> Result<Message, StoreError> {
    Ok(Message {
        id: row.id("id", MessageId::new)?,
        inquiry: row.id("inquiry", InquiryId::new)?,
        number: row.get("number")?,
        author: author(row)?,
        kind: kind(row)?,
        text: row.text("text")?,
        attachments: row
            .json::<Vec<Attached>>("attachments")?
            .into_iter()
            .map(|one| one.attachment().ok_or_else(|| row.damaged("attachments")))
            .collect::<Result<_, _>>()?,
        at: row.time("at")?,
        conversation: row.id_or_none("conversation", ConversationId::new)?,
        remote_id: row.text_or_none("remote_id")?,
        guess: row
            .json_or_none::<StoredGuess>("guess")?
            .map(|stored| stored.guess().ok_or_else(|| row.damaged("guess")))
            .transpose()?,
    })
}

fn author(row: Columns<'_>) -> Result<Author, StoreError> {
    match row.text("author")?.as_str() {
        "requester" => Ok(Author::Requester(row.id("person", PersonId::new)?)),
        "agent" => Ok(Author::Agent(row.id("person", PersonId::new)?)),
        "assistant" => Ok(Author::Assistant),
        _ => Err(row.damaged("author")),
    }
}

fn kind(row: Columns<'_>) -> Result<MessageKind, StoreError> {
    match row.text("kind")?.as_str() {
        "said" => Ok(MessageKind::Said),
        "note" => Ok(MessageKind::Note),
        "answer" => {
            let reply = row.json::<StoredReply>("reply")?.reply().ok_or_else(|| row.damaged("reply"))?;
            Ok(MessageKind::Answer(reply))
        }
        _ => Err(row.damaged("kind")),
    }
}
