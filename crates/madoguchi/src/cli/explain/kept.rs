//! What was kept with what the assistant said.

use anyhow::{Result, bail};
use desk::answering;
use desk::faq::Entry;
use desk::id::{InquiryId, MessageId};
use desk::inquiry::{Guess, Message, MessageKind, Reply};
use desk::store::{Store, StoreError, Transaction};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::super::out;
use super::{by_name, listed, one_line};
use crate::wiring;

/// Something that the assistant said, with what was kept of it.
pub(super) struct Kept {
    message: Message,
    best: Option<Entry>,
    judged: Option<answering::Outcome>,
}

/// What the assistant said in a message or an inquiry.
pub(super) async fn kept(
    store: &dyn Store,
    message: Option<MessageId>,
    inquiry: Option<InquiryId>,
) -> Result<Vec<Kept>> {
    let home = wiring::home();
    let reading = store.read::<_, StoreError, _>(&home, move |tx| {
        Box::pin(async move {
            let mut said: Vec<Message> = match (message, inquiry) {
                (Some(message), _) => tx.message(message).await?.into_iter().collect(),
                (None, Some(inquiry)) => tx.messages(inquiry).await?,
                (None, None) => Vec::new(),
            };
            said.retain(|message| matches!(message.kind, MessageKind::Answer(_)));
            let mut all = Vec::new();
            for message in said {
                all.push(with_what_was_kept(tx, message).await?);
            }
            Ok(all)
        })
    });
    let all = reading.await?;
    if all.is_empty() {
        bail!(
            "the assistant has said nothing that goes by this id; `madoguchi audit list` names what it said in answer.given.v1"
        );
    }
    Ok(all)
}

async fn with_what_was_kept(tx: &mut dyn Transaction, message: Message) -> Result<Kept, StoreError> {
    let best = match &message.guess {
        Some(guess) => tx.entry(guess.entry).await?,
        None => None,
    };
    let judged = tx.outcome(message.id).await?;
    Ok(Kept { message, best, judged })
}

impl Kept {
    fn said(&self) -> &'static str {
        match &self.message.kind {
            MessageKind::Answer(Reply::Entry { .. }) => "answer",
            MessageKind::Answer(Reply::Candidates { .. }) => "candidates",
            MessageKind::Answer(Reply::Unknown) | MessageKind::Said | MessageKind::Note => "unknown",
        }
    }

    fn at(&self) -> String {
        self.message.at.format(&Rfc3339).unwrap_or_default()
    }

    pub(super) fn tell(&self) -> Result<()> {
        out::line(format_args!("{} of {}: {}", self.message.id, self.at(), self.said()))?;
        let Some(Guess { confidence, alone, evidence, .. }) = &self.message.guess else {
            return out::line("  Nothing was kept of what it had in mind.");
        };
        let question = self.best.as_ref().map_or("(no longer there)", |entry| entry.question.as_str());
        let how = if *alone { "given alone" } else { "not given alone" };
        out::line(format_args!("  nearest: {} (confidence {confidence:.2}, {how})", one_line(question)))?;
        match retrieval::named(evidence) {
            Some(features) => out::line(format_args!("  its confidence rested on: {}", listed(&features)))?,
            None if evidence.values.is_empty() => out::line("  It was found word for word.")?,
            None => out::line("  What its confidence rested on is in the numbers of another version.")?,
        }
        if let Some(judged) = &self.judged {
            out::line(format_args!("  it was {}", if judged.right { "right" } else { "wrong" }))?;
        }
        Ok(())
    }

    pub(super) fn object(&self) -> Value {
        let guess = self.message.guess.as_ref().map(|guess| {
            let features = retrieval::named(&guess.evidence);
            json!({
                "entry": guess.entry.to_string(),
                "key": self.best.as_ref().map(|entry| &entry.key),
                "question": self.best.as_ref().map(|entry| &entry.question),
                "confidence": guess.confidence, "alone": guess.alone,
                "form": guess.evidence.form, "features": features.as_deref().map(by_name),
            })
        });
        json!({
            "message": self.message.id.to_string(), "at": self.at(), "decision": self.said(), "guess": guess,
            "right": self.judged.as_ref().map(|judged| judged.right),
        })
    }
}
