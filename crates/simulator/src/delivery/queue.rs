//! One line per chat: what people say arrives in the order they said it, unless the bot is slow.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use super::Courier;
use crate::lock::Locked as _;

/// How long the line waits for a slow bot before the next activity goes out beside the pending one. The service waits
/// not at all; a short wait spares people surprises on a busy machine.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Debug)]
struct Outgoing {
    activity: Value,
    first: oneshot::Sender<Option<u16>>,
}

/// Lines by chat; each lives as long as this does.
#[derive(Debug)]
pub(crate) struct Queues {
    courier: Arc<Courier>,
    lines: Mutex<HashMap<String, mpsc::UnboundedSender<Outgoing>>>,
}

impl Queues {
    pub(crate) fn new(courier: Arc<Courier>) -> Self {
        Self { courier, lines: Mutex::default() }
    }

    /// Puts an activity in the chat's line. The answer is the status of its first attempt.
    pub(crate) fn post(&self, chat: &str, activity: Value) -> oneshot::Receiver<Option<u16>> {
        let (first, over) = oneshot::channel();
        let mut lines = self.lines.locked();
        let line = lines.entry(chat.to_owned()).or_insert_with(|| {
            let (line, outgoing) = mpsc::unbounded_channel();
            tokio::spawn(carry(Arc::clone(&self.courier), outgoing));
            line
        });
        // The receiver lives as long as the line is in the map, so this cannot fail while we hold the lock.
        let _ = line.send(Outgoing { activity, first });
        over
    }
}

async fn carry(courier: Arc<Courier>, mut outgoing: mpsc::UnboundedReceiver<Outgoing>) {
    while let Some(Outgoing { activity, first }) = outgoing.recv().await {
        let courier = Arc::clone(&courier);
        let (done, first_over) = oneshot::channel();
        tokio::spawn(async move {
            courier
                .deliver(&activity, |status| {
                    let _ = first.send(status);
                    let _ = done.send(());
                })
                .await;
        });
        let _ = tokio::time::timeout(PATIENCE, first_over).await;
    }
}
