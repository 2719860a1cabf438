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
