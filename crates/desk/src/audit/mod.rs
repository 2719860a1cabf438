//! Who did what, when: the record of events, as whoever looks back reads it.
//!
//! Every event carries its [`Actor`] and is written in the transaction of its change. With the commit, or a moment
//! after it, it gets its place in its tenant's sequence, without gaps and in the order of the commits, and is chained
//! to the one before: an event that somebody has edited, taken out or put in between no longer fits. That sequence is
//! also the feed for whoever follows the desk: a cursor in it misses nothing.

use std::fmt;
use std::str::FromStr;

use time::OffsetDateTime;

use crate::id::{DeliveryId, DraftId, EntryId, EventId, InquiryId, MessageId, PersonId, TicketId};

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
    /// An entry.
    Entry(EntryId),
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
            Self::Entry(id) => id.fmt(f),
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

/// The end of a tenant's record at some time: its last place and the link there, which covers everything before it. Whoever can
/// write to the database can also write the whole record anew, links and all; a head that was noted elsewhere tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The last place; 0 where nothing was recorded yet.
    pub sequence: i64,
    /// The link of the event there.
    pub link: Vec<u8>,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-", self.sequence)?;
        self.link.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Head {
    type Err = BadHead;

    fn from_str(text: &str) -> Result<Self, BadHead> {
        let (sequence, link) = text.trim().split_once('-').ok_or(BadHead)?;
        let sequence: i64 = sequence.parse().map_err(|_| BadHead)?;
        let digits: Option<Vec<u8>> = link.chars().map(|digit| Some(digit.to_digit(16)? as u8)).collect();
        let digits = digits.filter(|digits| digits.len() == 64 && sequence > 0).ok_or(BadHead)?;
        Ok(Self { sequence, link: digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect() })
    }
}

/// What was given is no head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a head is a number, a hyphen and 64 hexadecimal digits")]
pub struct BadHead;

/// What looking through a tenant's record led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every event up to this head is as it was written.
    Intact(Head),
    /// From this place on the record was changed after it was written.
    Broken { sequence: i64 },
    /// The record fits together, but it is not the one whose head was noted: it was written anew, or an older one was put back.
    OtherRecord,
    /// The noted head is older than what is kept: there is nothing to compare it with.
    HeadForgotten,
}

/// Longest list of events that is read at a time.
pub const MOST_EVENTS: u32 = 500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_written_and_nothing_else_is_one() {
        let head = Head { sequence: 12, link: (0..32).map(|byte| byte * 8).collect() };
        assert_eq!(format!(" {head}\n").parse(), Ok(head.clone()));
        let text = head.to_string();
        for bad in [
            "",
            "12",
            "-",
            &text[..text.len() - 1],
            &text.replace("12-", "0-"),
            &text.replace("12-", "x-"),
            &text.replace("08", "g8"),
            &format!("{text}0"),
        ] {
            assert_eq!(bad.parse::<Head>(), Err(BadHead), "{bad}");
        }
    }
}
