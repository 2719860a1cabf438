//! Faults on demand: what the next call meets, who has blocked the bot, whether the rate limits hold.

mod rates;

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::ids;
use crate::lock::Locked as _;
use rates::Rates;

/// What befalls a call to the Connector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Refused, nothing accepted.
    Status(Refused),
    /// Accepted and shown to people, and yet answered with an error.
    DeliverThenStatus(Refused),
    /// Accepted and shown to people; the connection closes without an answer.
    DeliverThenReset,
    /// The connection closes without an answer, nothing accepted.
    ResetBefore,
    /// Nothing happens for this long, then the call is taken up as usual. A caller that leaves meanwhile has sent
    /// nothing.
    Hang(Duration),
    /// Accepted and shown to people at once; the answer comes this much later.
    DeliverThenHang(Duration),
}

/// An error answer of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// HTTP status.
    pub status: u16,
    /// `error.code` of the body.
    pub code: String,
    /// `Retry-After` in seconds.
    pub retry_after: Option<u64>,
}

impl Refused {
    /// An error without `Retry-After`.
    pub fn new(status: u16, code: &str) -> Self {
        Self { status, code: code.to_owned(), retry_after: None }
    }

    /// 429 with `Retry-After` in seconds.
    pub fn throttled(seconds: u64) -> Self {
        Self { status: 429, code: "Throttled".to_owned(), retry_after: Some(seconds) }
    }
}

impl Fault {
    /// Refused with this status and error code.
    pub fn status(status: u16, code: &str) -> Self {
        Self::Status(Refused::new(status, code))
    }
}

/// Kinds of calls that a fault can be meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// A message; typing is a kind of its own, so that it does not eat a fault meant for an answer.
    Send,
    /// A typing indicator.
    Typing,
    /// `PUT` of a message.
    Update,
    /// `DELETE` of a message.
    Delete,
    /// A new conversation.
    Create,
    /// Rosters, teams, pictures.
    Read,
}

#[derive(Debug)]
struct Planned {
    kind: CallKind,
    /// Any conversation when `None`; a chat stands for its threads.
    conversation: Option<String>,
    fault: Fault,
}

/// The faults of one simulator.
#[derive(Debug, Default)]
pub struct Faults {
    planned: Mutex<Vec<Planned>>,
    blocked: Mutex<HashSet<String>>,
    rates: Mutex<Option<Rates>>,
}

impl Faults {
    /// The next message to any conversation meets this. Several wait in a line.
    pub fn next_send(&self, fault: Fault) {
        self.next(CallKind::Send, None, fault);
    }

    /// The next message to this chat (or thread) meets this.
    pub fn next_send_in(&self, conversation: &str, fault: Fault) {
        self.next(CallKind::Send, Some(conversation), fault);
    }

    /// The next call of a kind, anywhere or in one conversation, meets this.
    pub fn next(&self, kind: CallKind, conversation: Option<&str>, fault: Fault) {
        let conversation = conversation.map(str::to_owned);
        self.planned.locked().push(Planned { kind, conversation, fault });
    }

    /// How many planned faults have not struck yet.
    pub fn waiting(&self) -> usize {
        self.planned.locked().len()
    }

    /// Forgets planned faults and blocks; rate limits are switched off.
    pub fn clear(&self) {
        self.planned.locked().clear();
        self.blocked.locked().clear();
        self.rate_limits(false);
    }

    /// Switches the published rate limits on (with empty windows) or off.
    pub fn rate_limits(&self, on: bool) {
        *self.rates.locked() = on.then(Rates::default);
    }

    pub(crate) fn take(&self, kind: CallKind, conversation: &str) -> Option<Fault> {
        let mut planned = self.planned.locked();
        let fits = |plan: &Planned| {
            let chat = ids::split_thread(conversation).0;
            plan.kind == kind && plan.conversation.as_deref().is_none_or(|only| only == conversation || only == chat)
        };
        let index = planned.iter().position(fits)?;
        Some(planned.remove(index).fault)
    }

    pub(crate) fn block(&self, person: &str) {
        self.blocked.locked().insert(person.to_owned());
    }

    pub(crate) fn unblock(&self, person: &str) {
        self.blocked.locked().remove(person);
    }

    pub(crate) fn is_blocked(&self, person: &str) -> bool {
        self.blocked.locked().contains(person)
    }

    /// Seconds to wait, rounded up as `Retry-After` is.
    pub(crate) fn over_limit(&self, kind: CallKind, conversation: &str) -> Option<u64> {
        let (group, windows) = match kind {
            CallKind::Send | CallKind::Typing => ("send", &rates::WRITES),
            CallKind::Create => ("create", &rates::WRITES),
            CallKind::Read => ("read", &rates::READS),
            CallKind::Update | CallKind::Delete => return None,
        };
        let mut rates = self.rates.locked();
        let wait = rates.as_mut()?.admit(&format!("{group} {conversation}"), windows, Instant::now()).err()?;
        Some(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
    }
}
