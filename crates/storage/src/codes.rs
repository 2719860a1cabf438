//! The words that stand for the desk's states in the store. A released word never changes its meaning.

use desk::answering::{Basis, Courtesy};
use desk::delivery::{Notice, TicketNotice};
use desk::event::Queue;
use desk::faq::Audience;
use desk::handoff::Priority;
use desk::inquiry::{AttachmentKind, ConversationKind, Ending, Reach};
use desk::language::Language;
use desk::learning::NothingReusable;
use desk::people::Role;

use crate::json;

/// A type whose values are stored as words.
pub(crate) trait Code: Sized + Copy {
    /// The word of a value.
    fn code(self) -> &'static str;
    /// The value of a word; `None` when there is none.
    fn of(word: &str) -> Option<Self>;
}

macro_rules! words {
    ($($type:ident { $($variant:ident = $word:literal,)+ })+) => {$(
        impl Code for $type {
            fn code(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            fn of(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    )+};
}

words! {
    Language { Japanese = "ja", English = "en", }
    ConversationKind { Personal = "personal", Group = "group", Channel = "channel", Thread = "thread", }
    Reach { Reachable = "reachable", Blocked = "blocked", Uninstalled = "uninstalled", Gone = "gone", }
    Ending { Solved = "solved", Closed = "closed", LeftBehind = "left-behind", }
    AttachmentKind { Picture = "picture", File = "file", Withheld = "withheld", }
    Courtesy {
        Greeting = "greeting",
        Thanks = "thanks",
        Acknowledgement = "acknowledgement",
        Unclear = "unclear",
    }
    Basis { AskedForPerson = "asked-for-person", Chosen = "chosen", Rated = "rated", Refuted = "refuted", Drafted = "drafted", }
    Priority { Low = "low", Normal = "normal", High = "high", Urgent = "urgent", }
    NothingReusable {
        NoAgent = "no-agent",
        NoQuestion = "no-question",
        NoAnswer = "no-answer",
        Personal = "personal",
        Confidential = "confidential",
    }
    TicketNotice {
        Requested = "requested",
        HandedOff = "handed-off",
        Accepted = "accepted",
        Reassigned = "reassigned",
        HandedBack = "handed-back",
        StillWaiting = "still-waiting",
        NobodyTookIt = "nobody-took-it",
        Reopened = "reopened",
        RequesterEdited = "requester-edited",
        Unreachable = "unreachable",
        NothingLearned = "nothing-learned",
        Confidential = "confidential",
        ClosedNotCarried = "closed-not-carried",
        PressTheCard = "press-the-card",
        NotAnAgent = "not-an-agent",
        NoChannelYet = "no-channel-yet",
        HandoffWaits = "handoff-waits",
        Moved = "moved",
        EditCarried = "edit-carried",
        GoesOn = "goes-on",
        Helped = "helped",
        HadIt = "had-it",
        WentOn = "went-on",
        ReopenedSince = "reopened-since",
        AlreadyWithPeople = "already-with-people",
    }
    Notice {
        NothingToRead = "nothing-to-read",
        TooLong = "too-long",
        WentWrong = "went-wrong",
        NotAnAdmin = "not-an-admin",
        NoSuchTeam = "no-such-team",
        ConnectInChannel = "connect-in-channel",
        NoTicketHere = "no-ticket-here",
        AskFirst = "ask-first",
        AlreadyWithPeople = "already-with-people",
        NoInquiries = "no-inquiries",
        NotLearned = "not-learned",
    }
}

impl Code for Role {
    fn code(self) -> &'static str {
        self.name()
    }

    fn of(word: &str) -> Option<Self> {
        Self::named(word)
    }
}

impl Code for Queue {
    fn code(self) -> &'static str {
        self.name()
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.name() == word)
    }
}

/// `None`: everyone. A list, also an empty one: these groups only.
pub(crate) fn audience_codes(audience: &Audience) -> Option<String> {
    match audience {
        Audience::Everyone => None,
        Audience::Chosen(groups) => Some(json::texts(groups)),
    }
}

/// Takes out the one character that PostgreSQL cannot keep, visibly, so that both databases keep the same.
pub(crate) fn plain(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// As [`plain`], where there may be no text.
pub(crate) fn plain_or_none(text: Option<&str>) -> Option<String> {
    text.map(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_leads_back_to_its_value() {
        for queue in Queue::ALL {
            assert_eq!(Queue::of(queue.code()), Some(queue));
        }
        assert_eq!(TicketNotice::of(TicketNotice::NoChannelYet.code()), Some(TicketNotice::NoChannelYet));
        assert_eq!(Language::of("fr"), None);
    }
}
