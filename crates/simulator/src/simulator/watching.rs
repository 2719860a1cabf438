//! Waiting for what people would see, without polling, and the log of what the bot asked of the Connector.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::Value;

use super::Simulator;
use crate::lock::Locked as _;
use crate::message::Message;

/// How many calls the log keeps.
const LOG: usize = 10_000;

/// A request to the Connector or to the sign-in host.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectorCall {
    /// HTTP method.
    pub method: String,
    /// Path and query under the service URL (`/v3/…`) or the sign-in host (`/v1/…`, `/{tenant}/oauth2/…`), encoded as
    /// sent.
    pub path: String,
    /// HTTP status; `None` while it is being answered, and when the connection was closed without an answer.
    pub status: Option<u16>,
    /// Whether there was an `Authorization` header.
    pub had_token: bool,
    /// The body, when it was JSON.
    pub body: Option<Value>,
}

/// The newest calls; each keeps its number when older ones fall out.
#[derive(Debug, Default)]
pub(super) struct CallLog {
    dropped: usize,
    calls: VecDeque<ConnectorCall>,
}

/// What was waited for did not come in time.
#[derive(Debug, thiserror::Error)]
#[error("not seen within {waited:?}; last state: {state}")]
pub struct NotSeen {
    /// How long.
    pub waited: Duration,
    /// What there was instead, for the reader of a failed test.
    pub state: String,
}

impl Simulator {
    /// Waits until `look` finds something. It is asked again after every change.
    pub async fn wait_until<T>(
        &self,
        timeout: Duration,
        mut look: impl FnMut(&Self) -> Option<T>,
    ) -> Result<T, NotSeen> {
        let mut changes = self.changes.subscribe();
        let search = async {
            loop {
                changes.borrow_and_update();
                if let Some(found) = look(self) {
                    return found;
                }
                // The sender lives in `self`, so the channel cannot be closed.
                let _ = changes.changed().await;
            }
        };
        tokio::time::timeout(timeout, search)
            .await
            .map_err(|_| NotSeen { waited: timeout, state: String::from("no match") })
    }

    /// Waits for the first message of a chat (or thread) that satisfies the predicate.
    pub async fn wait_for(
        &self,
        chat: &str,
        predicate: impl Fn(&Message) -> bool,
        timeout: Duration,
    ) -> Result<Message, NotSeen> {
        let look = |simulator: &Self| simulator.messages(chat).into_iter().find(|message| predicate(message));
        self.wait_until(timeout, look).await.map_err(|missed| {
            let lines = self.messages(chat).into_iter().map(|message| {
                let text = message.visible_text().replace('\n', " / ");
                format!("\n  {} {}: {text}", message.id, message.from.name)
            });
            NotSeen { state: lines.collect(), ..missed }
        })
    }

    /// Waits until a call of the bot satisfies the predicate.
    pub async fn wait_for_call(
        &self,
        predicate: impl Fn(&ConnectorCall) -> bool,
        timeout: Duration,
    ) -> Result<ConnectorCall, NotSeen> {
        self.wait_until(timeout, |simulator| simulator.sent_log().into_iter().find(|call| predicate(call))).await
    }

    /// All requests of the bot to Connector and sign-in host, oldest first.
    pub fn sent_log(&self) -> Vec<ConnectorCall> {
        self.calls.locked().calls.iter().cloned().collect()
    }

    /// Notes a call that begins; the number is for [`Self::note_answer`].
    pub(crate) fn note_call(&self, call: ConnectorCall) -> usize {
        let mut log = self.calls.locked();
        log.calls.push_back(call);
        if log.calls.len() > LOG {
            log.calls.pop_front();
            log.dropped += 1;
        }
        log.dropped + log.calls.len() - 1
    }

    pub(crate) fn note_answer(&self, number: usize, status: u16) {
        let mut log = self.calls.locked();
        let index = number.checked_sub(log.dropped);
        if let Some(call) = index.and_then(|index| log.calls.get_mut(index)) {
            call.status = Some(status);
        }
        drop(log);
        self.changed();
    }
}
