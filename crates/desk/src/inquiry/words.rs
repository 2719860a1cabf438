//! What a requester has said.

use super::{Author, Message};

/// What the requester of an inquiry has said, in order.
pub(crate) fn requester_words(messages: &[Message]) -> Vec<String> {
    let by_requester = |message: &&Message| matches!(message.author, Author::Requester(_));
    let texts = messages.iter().filter(by_requester).map(|message| message.text.clone());
    // A picture alone has no words.
    texts.filter(|text| !text.trim().is_empty()).collect()
}
