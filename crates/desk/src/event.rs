//! Every event of the desk, and every task that waits in a queue, in two closed lists.
//!
//! An event is written in the transaction of the change it tells of; so are the tasks that follow from it. That pair is the
//! transactional outbox: whoever works the queues may see a task twice and does its work once.

use async_trait::async_trait;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::audit::{Actor, Target};
use crate::id::{
    ChannelName, ConversationId, DeliveryId, DraftId, EntryId, InquiryId, MessageId, PersonId, TaskId, TeamId,
    TenantId, TicketId,
};
use crate::store::StoreError;

/// Something that happened. Carries ids and facts, never text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A requester asked.
    InquiryAsked { inquiry: InquiryId, message: MessageId },
    /// Somebody wrote to the other side while people had the inquiry, or an agent to the agents.
    MessageSaid { inquiry: InquiryId, message: MessageId },
    /// The assistant said something.
    AnswerGiven { inquiry: InquiryId, message: MessageId },
    /// A requester rated an answer.
    AnswerRated { message: MessageId, helpful: bool },
    /// An agent said that what the assistant had said was wrong; `wrong` is false where that was taken back.
    AnswerRefuted { message: MessageId, wrong: bool },
    /// The requester's question is settled.
    InquiryResolved { inquiry: InquiryId },
    /// A handoff opened a ticket.
    TicketOpened { ticket: TicketId },
    /// An agent has it.
    TicketAssigned { ticket: TicketId, agent: PersonId },
    /// Nobody had taken it in time.
    TicketReminded { ticket: TicketId },
    /// Given back to the assistant.
    TicketHandedBack { ticket: TicketId },
    /// Done.
    TicketClosed { ticket: TicketId },
    /// Not done after all.
    TicketReopened { ticket: TicketId },
    /// A close, a hand back or an escalation was taken back.
    TicketUndone { ticket: TicketId },
    /// Satisfaction was given.
    CsatGiven { ticket: TicketId, score: u8 },
    /// A draft waits for review, or its count went up.
    DraftProposed { draft: DraftId },
    /// A draft was published.
    DraftApproved { draft: DraftId, entry: EntryId },
    /// A draft was not wanted.
    DraftRejected { draft: DraftId },
    /// A review was taken back: the draft waits again.
    DraftUndone { draft: DraftId },
    /// A draft's only ticket is open again: it cannot be published until that closes.
    DraftWithdrawn { draft: DraftId },
    /// A draft became a variant of an existing entry.
    DraftMerged { draft: DraftId, entry: EntryId },
    /// An entry answers, in a new version.
    EntryPublished { entry: EntryId, version: u32 },
    /// An entry ceases to answer.
    EntryRetired { entry: EntryId },
    /// A file was imported: so many of its rows were added, changed, left as they were, refused.
    FaqImported { added: u32, changed: u32, unchanged: u32, refused: u32 },
    /// The organisation's own words changed: so many groups were added, changed, left as they were, removed, refused.
    LexiconChanged { added: u32, changed: u32, unchanged: u32, removed: u32, refused: u32 },
    /// A question had no answer.
    GapFound { message: MessageId },
    /// A message may not have arrived.
    DeliveryUnconfirmed { delivery: DeliveryId },
    /// A person had a message sent again.
    DeliveryResent { delivery: DeliveryId },
    /// Somebody put a task back that had failed too often.
    TaskRequeued { task: TaskId },
    /// A requester chose one of several entries.
    CandidateChosen { message: MessageId, entry: EntryId },
    /// A ticket went to another team.
    TicketEscalated { ticket: TicketId, team: TeamId },
    /// An agent said how urgent a ticket is.
    TicketPrioritised { ticket: TicketId, priority: &'static str },
    /// A channel became a team's.
    TeamConnected { team: TeamId, channel: ConversationId },
    /// Somebody has a local account.
    AccountCreated { person: PersonId },
    /// A local account has another password.
    PasswordRenewed { person: PersonId },
    /// Somebody holds a role, in a team or (`None`) in every one.
    RoleGranted { person: PersonId, role: &'static str, team: Option<TeamId> },
    /// Somebody no longer holds a role.
    RoleRevoked { person: PersonId, role: &'static str, team: Option<TeamId> },
    /// Somebody signed in to the console.
    SessionStarted { person: PersonId },
    /// Somebody was not signed in. `person` is `None` where nobody has the name that was tried.
    SessionRefused { person: Option<PersonId>, reason: &'static str },
    /// Somebody signed out.
    SessionEnded { person: PersonId },
    /// Somebody wanted to do what they may not, or what makes no sense (any more). Nothing was changed. `target` is `None`
    /// where nobody can tell what was meant.
    ActionRefused { action: &'static str, target: Option<Target>, reason: &'static str },
    /// The same was refused to somebody so many times more within a minute; `person`: whose account was tried.
    RefusalRepeated { action: &'static str, person: Option<PersonId>, reason: &'static str, times: u32 },
}

impl Event {
    /// The ticket to which it happened.
    pub const fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::TicketOpened { ticket }
            | Self::TicketAssigned { ticket, .. }
            | Self::TicketReminded { ticket }
            | Self::TicketHandedBack { ticket }
            | Self::TicketClosed { ticket }
            | Self::TicketReopened { ticket }
            | Self::TicketUndone { ticket }
            | Self::CsatGiven { ticket, .. }
            | Self::TicketEscalated { ticket, .. }
            | Self::TicketPrioritised { ticket, .. } => Some(*ticket),
            _ => None,
        }
    }

    /// Name on the wire, with its version.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::InquiryAsked { .. } => "inquiry.asked.v1",
            Self::MessageSaid { .. } => "message.said.v1",
            Self::AnswerGiven { .. } => "answer.given.v1",
            Self::AnswerRated { .. } => "answer.rated.v1",
            Self::AnswerRefuted { .. } => "answer.refuted.v1",
            Self::InquiryResolved { .. } => "inquiry.resolved.v1",
            Self::TicketOpened { .. } => "ticket.opened.v1",
            Self::TicketAssigned { .. } => "ticket.assigned.v1",
            Self::TicketReminded { .. } => "ticket.raised.v1",
            Self::TicketHandedBack { .. } => "ticket.handed_back.v1",
            Self::TicketClosed { .. } => "ticket.closed.v1",
            Self::TicketReopened { .. } => "ticket.reopened.v1",
            Self::TicketUndone { .. } => "ticket.undone.v1",
            Self::CsatGiven { .. } => "csat.given.v1",
            Self::DraftProposed { .. } => "draft.proposed.v1",
            Self::DraftApproved { .. } => "draft.approved.v1",
            Self::DraftRejected { .. } => "draft.rejected.v1",
            Self::DraftUndone { .. } => "draft.undone.v1",
            Self::DraftWithdrawn { .. } => "draft.withdrawn.v1",
            Self::DraftMerged { .. } => "draft.merged.v1",
            Self::EntryPublished { .. } => "entry.published.v1",
            Self::EntryRetired { .. } => "entry.retired.v1",
            Self::FaqImported { .. } => "faq.imported.v1",
            Self::LexiconChanged { .. } => "lexicon.changed.v1",
            Self::GapFound { .. } => "gap.found.v1",
            Self::DeliveryUnconfirmed { .. } => "delivery.doubted.v1",
            Self::DeliveryResent { .. } => "delivery.resent.v1",
            Self::TaskRequeued { .. } => "task.requeued.v1",
            Self::CandidateChosen { .. } => "candidate.chosen.v1",
            Self::TicketEscalated { .. } => "ticket.escalated.v1",
            Self::TicketPrioritised { .. } => "ticket.prioritised.v1",
            Self::TeamConnected { .. } => "team.connected.v1",
            Self::AccountCreated { .. } => "account.created.v1",
            Self::PasswordRenewed { .. } => "password.renewed.v1",
            Self::RoleGranted { .. } => "role.granted.v1",
            Self::RoleRevoked { .. } => "role.revoked.v1",
            Self::SessionStarted { .. } => "session.started.v1",
            Self::SessionRefused { .. } => "session.refused.v1",
            Self::SessionEnded { .. } => "session.ended.v1",
            Self::ActionRefused { .. } => "action.refused.v1",
            Self::RefusalRepeated { .. } => "refusal.repeated.v1",
        }
    }
}

/// Work that waits. Tasks of one queue with the same key run one after the other, in the order they were added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// An activity of a channel, as it came in. Key: the remote conversation id.
    Receive { channel: ChannelName, conversation: String, activity: String },
    /// Find what to say to a message. Key: the inquiry.
    Answer { inquiry: InquiryId, message: MessageId },
    /// Find what to say to a message that its author has changed. Key: the inquiry.
    AnswerAnew { inquiry: InquiryId, message: MessageId },
    /// Send a delivery. Key: the conversation.
    Deliver { conversation: ConversationId, delivery: DeliveryId },
    /// Bring a sent card up to date. Key: the conversation, so that it comes after the card; once that has failed for a while,
    /// the card apart from all else, so that nothing waits for it.
    Refresh { conversation: ConversationId, delivery: DeliveryId, apart: bool },
    /// Make drafts from a closed ticket. `reopened`: how often it had been reopened before this close; once more, and
    /// the task does nothing. Key: the ticket; that two closes see each other's drafts is the store's to see to.
    Learn { ticket: TicketId, reopened: u32 },
    /// Look whether somebody has taken the ticket. Key: the ticket with the counts that tell the round of its life; the
    /// far timer of an earlier round must not hold it up.
    Remind { ticket: TicketId, reopened: u32, moved: u32 },
    /// The minute is over in which a close, a hand back or an escalation could be taken back: the ticket's cards no
    /// longer offer it. Key: the ticket, apart from its other timers.
    UndoEnds { ticket: TicketId },
    /// Read the roster of a channel. Key: the conversation; the hourly reading, which lies in the future, does not hold up
    /// the one that a change of members asks for.
    ReadRoster { channel: ConversationId, hourly: bool },
}

/// A queue: tasks of different queues do not wait for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Queue {
    /// Activities in.
    Intake,
    /// The assistant's thinking.
    Answering,
    /// Messages out.
    Courier,
    /// Drafts from closed tickets.
    Learning,
    /// Things to look at later.
    Timer,
}

impl Queue {
    /// Every queue.
    pub const ALL: [Self; 5] = [Self::Intake, Self::Answering, Self::Courier, Self::Learning, Self::Timer];

    /// Its place in [`Queue::ALL`].
    pub const fn index(self) -> usize {
        match self {
            Self::Intake => 0,
            Self::Answering => 1,
            Self::Courier => 2,
            Self::Learning => 3,
            Self::Timer => 4,
        }
    }

    /// Name in store and logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Answering => "answering",
            Self::Courier => "courier",
            Self::Learning => "learning",
            Self::Timer => "timer",
        }
    }
}

/// How many tasks of a queue stand where: of each key the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Depth {
    /// Somebody works on it, or could.
    pub due: u64,
    /// Put off by no more than [`COUNTED_AHEAD`](crate::store::COUNTED_AHEAD).
    pub soon: u64,
    /// Put off by more.
    pub later: u64,
}

impl Depth {
    /// How many wait, whose time comes now or within [`COUNTED_AHEAD`](crate::store::COUNTED_AHEAD).
    pub fn waiting(self) -> u64 {
        self.due + self.soon
    }

    /// How many there are.
    pub fn all(self) -> u64 {
        self.waiting() + self.later
    }
}

/// How many tasks there are, by queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueDepths([Depth; Queue::ALL.len()]);

impl QueueDepths {
    /// Those of a queue.
    pub fn of(self, queue: Queue) -> Depth {
        self.0[queue.index()]
    }
}

impl FromIterator<(Queue, Depth)> for QueueDepths {
    fn from_iter<T: IntoIterator<Item = (Queue, Depth)>>(depths: T) -> Self {
        let mut all = Self::default();
        for (queue, depth) in depths {
            all.0[queue.index()] = depth;
        }
        all
    }
}

impl Task {
    /// The queue it waits in.
    pub const fn queue(&self) -> Queue {
        match self {
            Self::Receive { .. } => Queue::Intake,
            Self::Answer { .. } | Self::AnswerAnew { .. } => Queue::Answering,
            Self::Deliver { .. } | Self::Refresh { .. } => Queue::Courier,
            Self::Learn { .. } => Queue::Learning,
            Self::Remind { .. } | Self::UndoEnds { .. } | Self::ReadRoster { .. } => Queue::Timer,
        }
    }

    /// What it must not overtake within its queue.
    pub fn key(&self) -> String {
        match self {
            Self::Receive { conversation, .. } => conversation.clone(),
            Self::Answer { inquiry, .. } | Self::AnswerAnew { inquiry, .. } => inquiry.to_string(),
            Self::Deliver { conversation, .. } | Self::Refresh { conversation, apart: false, .. } => {
                conversation.to_string()
            }
            Self::Refresh { delivery, apart: true, .. } => format!("{delivery} refresh"),
            Self::Learn { ticket, .. } => ticket.to_string(),
            Self::Remind { ticket, reopened, moved } => format!("{ticket} {reopened} {moved}"),
            Self::UndoEnds { ticket } => format!("{ticket} undo"),
            Self::ReadRoster { channel, hourly: false } => channel.to_string(),
            Self::ReadRoster { channel, hourly: true } => format!("{channel} hourly"),
        }
    }
}

/// A task that somebody is working on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The task's id.
    pub id: TaskId,
    /// Whose it is.
    pub tenant: TenantId,
    /// What to do.
    pub task: Task,
    /// How often it has failed before.
    pub attempts: u32,
    /// How often it has waited before, without failing.
    pub waits: u32,
}

/// The tasks of a tenant that failed too often.
#[async_trait]
pub trait DeadLetters: Send {
    /// Those before one (`None`: all), newest tasks first.
    async fn dead_letters_before(&mut self, before: Option<TaskId>, most: u32) -> Result<Vec<DeadLetter>, StoreError>;
    /// Puts one back at the end of its queue, as if it had never been tried. `false`: there is none of that id.
    async fn revive(&mut self, task: TaskId) -> Result<bool, StoreError>;
}

/// Puts a task back that had failed too often, and records it. `false`: there is none of that id.
pub async fn requeue(tx: &mut (impl DeadLetters + Outbox + ?Sized), task: TaskId) -> Result<bool, StoreError> {
    let is_back = tx.revive(task).await?;
    if is_back {
        tx.record(Event::TaskRequeued { task }).await?;
    }
    Ok(is_back)
}

/// The events and tasks of a tenant, written with the change they follow from.
#[async_trait]
pub trait Outbox: Send {
    /// Says who acts in this transaction from now on; until then it is the desk itself.
    fn act_as(&mut self, actor: Actor);
    /// Writes an event, with whoever acts.
    async fn record(&mut self, event: Event) -> Result<(), StoreError>;
    /// Adds a task, due at once.
    async fn enqueue(&mut self, task: Task) -> Result<(), StoreError>;
    /// Adds a task, due at once, unless the very same waits and nobody has begun it: it will see what this transaction writes.
    async fn enqueue_unless_waiting(&mut self, task: Task) -> Result<(), StoreError>;
    /// Adds a task, due later.
    async fn enqueue_in(&mut self, task: Task, delay: Duration) -> Result<(), StoreError>;
    /// Adds a task, due at once. Where it is the first of its key, and this process works its queue and has room, this
    /// process takes it over as if it had claimed it, and the task's id is returned. `None`: it waits for a worker like
    /// any other.
    async fn enqueue_held(&mut self, task: Task) -> Result<Option<TaskId>, StoreError>;
    /// Notes by its key that an activity has reached us, whether it is taken in at once or kept as a task. `false`: it
    /// had been noted before (within 7 days).
    async fn note_arrival(&mut self, key: &str) -> Result<bool, StoreError>;
    /// Whether a task would be the first of its key if it were added. Where two transactions ask this for one key, the second
    /// waits for the end of the first; to be asked before anything else.
    async fn comes_first(&mut self, task: &Task) -> Result<bool, StoreError>;
    /// Ends a claimed task. `false`: its lease was lost to another worker, the caller rolls back.
    async fn complete(&mut self, task: TaskId) -> Result<bool, StoreError>;
    /// Whether a claimed task is still this worker's. `false`: the caller rolls back.
    async fn holds(&mut self, task: TaskId) -> Result<bool, StoreError>;
    /// Notes that something was done once. `false`: it had been noted before (within 7 days), do not do it again.
    async fn claim_idempotency_key(&mut self, key: &str) -> Result<bool, StoreError>;
    /// Notes what was made when a key was claimed.
    async fn note_made(&mut self, key: &str, made: Made) -> Result<(), StoreError>;
    /// What was made when a key was claimed.
    async fn made_under(&mut self, key: &str) -> Result<Option<Made>, StoreError>;
}

/// What was made by a request that came under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// The bare id of what was made.
    pub id: Uuid,
    /// A digest of what was asked for.
    pub asked: [u8; 32],
}

/// A request that may come twice, and is to be done once.
#[derive(Debug, Clone)]
pub struct Once {
    /// The key that its sender gave it, with who that is and what kind of thing it makes.
    pub key: String,
    /// A digest of what it asks for, without secrets.
    pub asked: [u8; 32],
}

/// Whether a request comes for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// It does: do it, and [note](Once::note_made) what was made, in the same transaction.
    First,
    /// It was done before, and this was made.
    Again(Uuid),
    /// Another request has come under its key.
    Other,
}

impl Once {
    /// Claims the key, unless it was claimed before (within 7 days).
    pub async fn claim(&self, tx: &mut (impl Outbox + ?Sized)) -> Result<Claim, StoreError> {
        if tx.claim_idempotency_key(&self.key).await? {
            return Ok(Claim::First);
        }
        let made = tx.made_under(&self.key).await?.filter(|made| made.asked == self.asked);
        Ok(made.map_or(Claim::Other, |made| Claim::Again(made.id)))
    }

    /// Notes what was made, by its bare id: whoever asks for the same again is given that.
    pub async fn note_made(&self, tx: &mut (impl Outbox + ?Sized), id: Uuid) -> Result<(), StoreError> {
        tx.note_made(&self.key, Made { id, asked: self.asked }).await
    }
}

/// A task that failed too often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// The task's id.
    pub id: TaskId,
    /// Whose it is.
    pub tenant: TenantId,
    /// The queue in which it waited.
    pub queue: Queue,
    /// What failed last, without anybody's text.
    pub error: String,
    /// When it was given up.
    pub at: OffsetDateTime,
}
