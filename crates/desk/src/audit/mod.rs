//! Who did what, when: the record of events, as whoever looks back reads it.
//!
//! Every event carries its [`Actor`] and is written in the transaction of its change. A moment later it gets its place in its
//! tenant's sequence, without gaps and in the order of the commits, and is chained to the one before: a record that somebody
//! has edited, taken out or put in between no longer fits. That sequence is also the feed for whoever follows the desk: a
//! cursor in it misses nothing.

use std::fmt;

use time::OffsetDateTime;

use crate::id::{DeliveryId, DraftId, EventId, InquiryId, MessageId, PersonId, TicketId};

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person, as the channel has proved.
    Person(PersonId),
    /// The program that answers and learns.
    Assistant,
    /// The desk itself: timers, deliveries.
    Desk,
    /// Whoever has a shell on the machine.
    CommandLine,
}

/// What somebody acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A message.
    Message(MessageId),
    /// An inquiry.
    Inquiry(InquiryId),
    /// A ticket.
    Ticket(TicketId),
    /// A draft.
    Draft(DraftId),
    /// A delivery.
    Delivery(DeliveryId),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(id) => id.fmt(f),
            Self::Inquiry(id) => id.fmt(f),
            Self::Ticket(id) => id.fmt(f),
            Self::Draft(id) => id.fmt(f),
            Self::Delivery(id) => id.fmt(f),
        }
    }
}

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvent {
    /// Place in the tenant's sequence, from 1, without gaps.
    pub sequence: i64,
    /// Its own id: whoever hears it twice acts once.
    pub id: EventId,
    /// Name on the wire, with its version.
    pub name: String,
    /// Facts as a JSON object: ids and numbers, nobody's text.
    pub facts: String,
    /// Who did it.
    pub actor: Actor,
    /// When.
    pub at: OffsetDateTime,
}

/// What looking through a tenant's record led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// So many events are as they were written.
    Intact { events: u64 },
    /// From this place on the record was changed after it was written.
    Broken { sequence: i64 },
}

/// Longest list of events that is read at a time.
pub const MOST_EVENTS: u32 = 500;
