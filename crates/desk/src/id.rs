//! Identifiers. On the wire and in the store each has a prefix (`inq_…`), so that a wrong one is seen at a glance.

use std::fmt;
use std::str::FromStr;

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// A text that is no identifier of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier starting with {prefix}_")]
pub struct NotAnId {
    /// The prefix that was wanted.
    pub prefix: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The prefix of this kind on the wire.
            pub const PREFIX: &'static str = $prefix;

            /// Names a thing by a fresh (version 7) or stored UUID.
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .filter(|rest| rest.len() == 32)
                    .and_then(|rest| Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or(NotAnId { prefix: $prefix })
            }
        }
    )*};
}

ids! {
    /// Somebody who asks or answers.
    PersonId = "prs";
    /// Agents who share a queue.
    TeamId = "tem";
    /// A Teams thread through which messages pass.
    ConversationId = "cnv";
    /// One request for help.
    InquiryId = "inq";
    /// One utterance in an inquiry.
    MessageId = "msg";
    /// One published answer with its question.
    EntryId = "ent";
    /// The human work that a handoff opens.
    TicketId = "tkt";
    /// A proposed entry.
    DraftId = "drf";
    /// Something that must reach a conversation.
    DeliveryId = "dlv";
    /// A piece of work that waits in a queue.
    TaskId = "tsk";
    /// Something that happened.
    EventId = "evt";
}

impl PersonId {
    /// When somebody became known to the desk, as a version 7 UUID tells; `None` for any other.
    pub fn made_at(self) -> Option<OffsetDateTime> {
        let (seconds, nanoseconds) = self.0.get_timestamp()?.to_unix();
        let at = OffsetDateTime::from_unix_timestamp(seconds.try_into().ok()?).ok()?;
        Some(at + Duration::nanoseconds(nanoseconds.into()))
    }
}

/// The Entra tenant to which everything belongs. Opaque text, compared exactly, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenantId(String);

impl TenantId {
    /// Reads a tenant id as Teams or the configuration gives it.
    ///
    /// `None` when empty, longer than 100 bytes or with characters that no tenant id has.
    pub fn parse(text: &str) -> Option<Self> {
        let ok = !text.is_empty() && text.len() <= 100 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        ok.then(|| Self(text.to_ascii_lowercase()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a [`Channel`](crate::outside::Channel), such as `teams`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelName(String);

impl ChannelName {
    /// Reads a name: small letters, digits and hyphens, at most 40.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let ok = !text.is_empty() && text.len() <= 40 && text.bytes().all(plain);
        ok.then(|| Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ChannelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_form_and_another_kind_is_refused() {
        let id = InquiryId::new(Uuid::from_u128(7));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().parse::<TicketId>().is_err());
        assert!("inq_7".parse::<InquiryId>().is_err());
    }

    #[test]
    fn a_person_is_known_since_their_id_was_made() {
        let made = uuid::Builder::from_unix_timestamp_millis(1_764_390_000_123, &[0; 10]).into_uuid();
        let at = OffsetDateTime::from_unix_timestamp(1_764_390_000).expect("a time") + Duration::milliseconds(123);
        assert_eq!((PersonId::new(made).made_at(), PersonId::new(Uuid::from_u128(7)).made_at()), (Some(at), None));
    }

    #[test]
    fn a_tenant_id_is_lower_case_and_plain() {
        assert_eq!(TenantId::parse("AB-1").map(|t| t.to_string()), Some("ab-1".into()));
        for bad in ["", "a b", "a/b", "ä"] {
            assert_eq!(TenantId::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_channel_name_is_short_and_plain() {
        assert_eq!(ChannelName::parse("teams-2").map(|name| name.to_string()), Some("teams-2".to_owned()));
        for bad in ["", "Teams", "te ams", "teäms", &"x".repeat(41)] {
            assert_eq!(ChannelName::parse(bad), None, "{bad}");
        }
    }
}
