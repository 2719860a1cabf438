use desk::event::Task;
use desk::id::ChannelName;
use serde::{Deserialize, Serialize};

/// A task as it waits in the store.
#[derive(Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub(crate) enum StoredTask {
    Receive {
        /// Older tasks were written when there was one channel.
        #[serde(default = "first_channel")]
        channel: String,
        conversation: String,
        activity: String,
    },
    Answer {
        inquiry: String,
        message: String,
    },
    AnswerAnew {
        inquiry: String,
        message: String,
    },
    Deliver {
        conversation: String,
        delivery: String,
    },
    Refresh {
        conversation: String,
        delivery: String,
        /// Older tasks were written when none was.
        #[serde(default)]
        apart: bool,
    },
    Learn {
        ticket: String,
        reopened: u32,
    },
    /// [`Task::Remind`], stored by its older name: a released word stays.
    Raise {
        ticket: String,
        reopened: u32,
        /// Older tasks were written before a ticket counted its moves.
        #[serde(default)]
        moved: u32,
    },
    UndoEnds {
        ticket: String,
    },
    ReadRoster {
        channel: String,
        hourly: bool,
    },
}

fn first_channel() -> String {
    "teams".to_owned()
}

impl StoredTask {
    pub(crate) fn of(task: &Task) -> Self {
        match task {
            Task::Receive { channel, conversation, activity } => Self::Receive {
                channel: channel.to_string(),
                conversation: conversation.clone(),
                activity: activity.clone(),
            },
            Task::Answer { inquiry, message } => {
                Self::Answer { inquiry: inquiry.to_string(), message: message.to_string() }
            }
            Task::AnswerAnew { inquiry, message } => {
                Self::AnswerAnew { inquiry: inquiry.to_string(), message: message.to_string() }
            }
            Task::Deliver { conversation, delivery } => {
                Self::Deliver { conversation: conversation.to_string(), delivery: delivery.to_string() }
            }
            Task::Refresh { conversation, delivery, apart } => {
                Self::Refresh { conversation: conversation.to_string(), delivery: delivery.to_string(), apart: *apart }
            }
            Task::Learn { ticket, reopened } => Self::Learn { ticket: ticket.to_string(), reopened: *reopened },
            Task::Remind { ticket, reopened, moved } => {
                Self::Raise { ticket: ticket.to_string(), reopened: *reopened, moved: *moved }
            }
            Task::UndoEnds { ticket } => Self::UndoEnds { ticket: ticket.to_string() },
            Task::ReadRoster { channel, hourly } => Self::ReadRoster { channel: channel.to_string(), hourly: *hourly },
        }
    }

    /// The task; `None` when an id in it is none.
    pub(crate) fn task(self) -> Option<Task> {
        Some(match self {
            Self::Receive { channel, conversation, activity } => {
                Task::Receive { channel: ChannelName::parse(&channel)?, conversation, activity }
            }
            Self::Answer { inquiry, message } => {
                Task::Answer { inquiry: inquiry.parse().ok()?, message: message.parse().ok()? }
            }
            Self::AnswerAnew { inquiry, message } => {
                Task::AnswerAnew { inquiry: inquiry.parse().ok()?, message: message.parse().ok()? }
            }
            Self::Deliver { conversation, delivery } => {
                Task::Deliver { conversation: conversation.parse().ok()?, delivery: delivery.parse().ok()? }
            }
            Self::Refresh { conversation, delivery, apart } => {
                Task::Refresh { conversation: conversation.parse().ok()?, delivery: delivery.parse().ok()?, apart }
            }
            Self::Learn { ticket, reopened } => Task::Learn { ticket: ticket.parse().ok()?, reopened },
            Self::Raise { ticket, reopened, moved } => Task::Remind { ticket: ticket.parse().ok()?, reopened, moved },
            Self::UndoEnds { ticket } => Task::UndoEnds { ticket: ticket.parse().ok()? },
            Self::ReadRoster { channel, hourly } => Task::ReadRoster { channel: channel.parse().ok()?, hourly },
        })
    }
}
