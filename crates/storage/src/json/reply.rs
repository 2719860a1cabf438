use desk::inquiry::{Attachment, Reply};
use serde::{Deserialize, Serialize};

use crate::codes::Code;

/// What the assistant said.
#[derive(Serialize, Deserialize)]
#[serde(tag = "said", rename_all = "kebab-case")]
pub(crate) enum StoredReply {
    Entry { entry: String, version: u32, confidence: f32, helpful: Option<bool> },
    Candidates { entries: Vec<String> },
    Unknown,
}

impl StoredReply {
    pub(crate) fn of(reply: &Reply) -> Self {
        match reply {
            Reply::Entry { entry, version, confidence, helpful } => Self::Entry {
                entry: entry.to_string(),
                version: *version,
                // JSON knows no NaN; a confidence that is no number is none.
                confidence: if confidence.is_finite() { *confidence } else { 0.0 },
                helpful: *helpful,
            },
            Reply::Candidates { entries } => {
                Self::Candidates { entries: entries.iter().map(ToString::to_string).collect() }
            }
            Reply::Unknown => Self::Unknown,
        }
    }

    pub(crate) fn reply(self) -> Option<Reply> {
        Some(match self {
            Self::Entry { entry, version, confidence, helpful } => {
                Reply::Entry { entry: entry.parse().ok()?, version, confidence, helpful }
            }
            Self::Candidates { entries } => {
                Reply::Candidates { entries: entries.iter().map(|id| id.parse().ok()).collect::<Option<_>>()? }
            }
            Self::Unknown => Reply::Unknown,
        })
    }
}

/// A picture or file.
#[derive(Serialize, Deserialize)]
pub(crate) struct Attached {
    name: String,
    media_type: String,
    location: String,
    kind: String,
}

impl Attached {
    pub(crate) fn of(attachment: &Attachment) -> Self {
        let Attachment { name, media_type, location, kind } = attachment.clone();
        Self { name, media_type, location, kind: kind.code().to_owned() }
    }

    pub(crate) fn attachment(self) -> Option<Attachment> {
        let Self { name, media_type, location, kind } = self;
        Some(Attachment { name, media_type, location, kind: Code::of(&kind)? })
    }
}

#[cfg(test)]
mod tests {
    use desk::id::EntryId;
    use uuid::Uuid;

    use super::*;
    use crate::json::written;

    #[test]
    fn a_reply_is_counted_as_it_is_written() {
        let entry = EntryId::new(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_abcd));
        let text = |helpful| written(&StoredReply::of(&Reply::Entry { entry, version: 12, confidence: 0.5, helpful }));
        for (helpful, end) in [(None, "null"), (Some(true), "true"), (Some(false), "false")] {
            let text = text(helpful);
            assert!(text.starts_with(r#"{"said":"entry","entry":"ent_"#), "{text}");
            assert!(text.ends_with(&format!(r#""helpful":{end}}}"#)), "{text}");
            // `SUBSTR(reply, 30, 32)` of `tables/figures.rs`, which counts from 1.
            assert_eq!(&text[29..61], entry.uuid().simple().to_string(), "{text}");
        }
        let candidates = written(&StoredReply::of(&Reply::Candidates { entries: vec![entry] }));
        assert!(candidates.starts_with(r#"{"said":"candidates""#), "{candidates}");
        assert!(written(&StoredReply::of(&Reply::Unknown)).starts_with(r#"{"said":"unknown""#));
    }
}
