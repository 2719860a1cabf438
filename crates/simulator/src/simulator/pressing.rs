//! People press buttons on cards.

use serde_json::{Value, json};

use super::roles::{FirstAttempt, reader};
use super::{Error, Simulator};
use crate::card;
use crate::message::{Attachment, CARD};

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

impl Simulator {
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
}
