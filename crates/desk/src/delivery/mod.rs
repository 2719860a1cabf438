//! What must reach a conversation, and whether it did.
//!
//! A [`Delivery`] names its [`Subject`], not its text: what is shown is made from the store at the moment of sending, so an
//! update shows how things stand. Sending is not idempotent in Teams: a send whose outcome is unknown is never blindly
//! repeated for a person's message ([`Subject::is_a_persons_message`]) but shown, with a way to send again.

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::answering::Courtesy;
use crate::id::{ConversationId, DeliveryId, DraftId, InquiryId, MessageId, PersonId, TeamId, TicketId};
use crate::store::{Now, StoreError};

mod post;
mod resend;

pub use post::{post, refresh};
pub(crate) use resend::was_sent_again;
pub use resend::{ResendError, resend};

/// Something that must reach a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Our id.
    pub id: DeliveryId,
    /// Where to.
    pub conversation: ConversationId,
    /// What about.
    pub subject: Subject,
    /// Where it stands.
    pub state: DeliveryState,
    /// The channel's id of the sent message: what an update replaces.
    pub remote_id: Option<String>,
    /// When it was asked for.
    pub at: OffsetDateTime,
}

impl Delivery {
    /// Something new that waits for its turn.
    pub(crate) fn new(tx: &mut (impl Now + ?Sized), conversation: ConversationId, subject: Subject) -> Self {
        let id = DeliveryId::new(tx.fresh());
        Self { id, conversation, subject, state: DeliveryState::Waiting, remote_id: None, at: tx.now() }
    }
}

/// What a delivery shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// First words after installation.
    Welcome,
    /// What one can type.
    Help,
    /// What the assistant said: an answer, candidates, "I do not know" or a courtesy.
    Answer(MessageId),
    /// The requester's or the agent's message, carried to the other side.
    Relay(MessageId),
    /// The root of the agents' thread.
    TicketCard(TicketId),
    /// Asks the requester whether it is solved and, once, how satisfied they are.
    Ending(TicketId),
    /// A draft for review.
    DraftCard(DraftId),
    /// The requester's inquiries.
    MyInquiries(PersonId),
    /// Choose a team for the handoff.
    ChooseTeam(InquiryId),
    /// This channel now belongs to that team.
    Connected(TeamId),
    /// A message may not have arrived; offers to send it again.
    DeliveryUnknown(DeliveryId),
    /// To whoever wrote this message: what they attached has not reached the other side.
    NotCarried(MessageId),
    /// Asks whether a closed ticket, of which somebody writes that it is not solved, shall be reopened.
    ReopenOffer(TicketId),
    /// A short sentence about a ticket.
    TicketNotice(TicketId, TicketNotice),
    /// A word of courtesy.
    Courtesy(Courtesy),
    /// A short sentence about nothing in particular.
    Notice(Notice),
}

/// Sentences about a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketNotice {
    /// To the requester, in place of what held while the ticket was open: they had asked for a person.
    Requested,
    /// To the requester: it is with this team now.
    HandedOff,
    /// To the requester: this person has it.
    Accepted,
    /// To the requester: now this person has it.
    Reassigned,
    /// To the requester: the assistant is back.
    HandedBack,
    /// To the requester: nobody has taken it yet, the agents were reminded.
    StillWaiting,
    /// To the agents: nobody has taken it.
    NobodyTookIt,
    /// To the agents: the requester says it is not solved.
    Reopened,
    /// To the agents: the requester has changed or deleted a message.
    RequesterEdited,
    /// To the agents: messages cannot reach the requester (blocked or uninstalled).
    Unreachable,
    /// To the agents: nothing reusable was found in this ticket.
    NothingLearned,
    /// To the agents: this ticket is marked confidential, so no draft was made.
    Confidential,
    /// To an agent in the thread: this ticket is closed, nothing is carried.
    ClosedNotCarried,
    /// To an agent who wrote what a button says: buttons are on the card, nothing is carried.
    PressTheCard,
    /// To somebody in the thread who is no agent of the team.
    NotAnAgent,
    /// To the requester: no agents' channel is connected yet; the ticket is kept.
    NoChannelYet,
    /// To the requester: the agents' channel cannot be reached at the moment; the ticket is kept and comes there.
    HandoffWaits,
    /// To an agent who added the mention by editing: the message goes to the requester as a reply.
    EditCarried,
    /// To the agents: the ticket stands here now, because its thread or its team's channel is gone.
    Moved,
    /// To the requester: what they were told just now was taken back, it goes on with this team.
    GoesOn,
    /// To the requester, who asks for a person: one is on it already.
    AlreadyWithPeople,
    /// To the requester, in place of what held while the ticket was open: this person has helped.
    Helped,
    /// The same where nobody has written to them: this person had it.
    HadIt,
    /// To the requester, once the ticket has ended, in place of what was said of another agent or of an end that was
    /// taken back: it went on with a person.
    WentOn,
    /// To the requester, in place of an earlier ending, or of an earlier offer to reopen: it was open again after that.
    ReopenedSince,
}

impl TicketNotice {
    /// What a requester is told and what holds only while the ticket is open.
    pub const WHILE_OPEN: [Self; 8] = [
        Self::HandedOff,
        Self::Accepted,
        Self::Reassigned,
        Self::StillWaiting,
        Self::NoChannelYet,
        Self::HandoffWaits,
        Self::GoesOn,
        Self::AlreadyWithPeople,
    ];
}

/// Sentences about nothing in particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// An empty or unreadable message.
    NothingToRead,
    /// The text is longer than the desk reads.
    TooLong,
    /// What was written could not be worked on: the desk itself failed.
    WentWrong,
    /// Connecting needs an admin.
    NotAnAdmin,
    /// There is no team of that name; the known names are shown.
    NoSuchTeam,
    /// Connecting works in a channel only.
    ConnectInChannel,
    /// There is no ticket in this thread.
    NoTicketHere,
    /// Asked for a person; nothing has been asked yet.
    AskFirst,
    /// A person is already on it. Said by earlier versions only, which did not note of which ticket: see
    /// [`TicketNotice::AlreadyWithPeople`].
    AlreadyWithPeople,
    /// There are no inquiries.
    NoInquiries,
    /// Said to be confidential after the close: nothing is learned from it.
    NotLearned,
}

impl Subject {
    /// Whether a person wrote it: then it is never repeated without a person's word.
    pub fn is_a_persons_message(&self) -> bool {
        matches!(self, Self::Relay(_))
    }
}

/// Where a delivery stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryState {
    /// In its conversation's queue.
    Waiting,
    /// Handed to the channel; found here after a crash, the outcome is unknown. `again`: this try is the second and
    /// last.
    Sending { again: bool },
    /// The channel has it.
    Sent,
    /// It may or may not have arrived.
    Unknown,
    /// The channel refused it for good, the conversation cannot be reached, or there was nothing left to show; with the
    /// reason.
    Undeliverable(String),
}

/// All deliveries of a tenant.
#[async_trait]
pub trait Deliveries: Send {
    /// By id.
    async fn delivery(&mut self, id: DeliveryId) -> Result<Option<Delivery>, StoreError>;
    /// Adds a delivery, or changes state and channel's id of the one with that id.
    async fn save_delivery(&mut self, delivery: &Delivery) -> Result<(), StoreError>;
    /// Changes the conversation that a delivery is for.
    async fn redirect_delivery(&mut self, id: DeliveryId, to: ConversationId) -> Result<(), StoreError>;
    /// The deliveries of a subject, oldest first.
    async fn deliveries_of(&mut self, subject: &Subject) -> Result<Vec<Delivery>, StoreError>;
    /// Deliveries of a state in a conversation, oldest first.
    async fn deliveries_in(
        &mut self,
        conversation: ConversationId,
        state: &DeliveryState,
    ) -> Result<Vec<Delivery>, StoreError>;
    /// Whether a ticket card is on its way that opens a thread in a Teams team.
    async fn opens_thread_in(&mut self, team_remote_id: &str) -> Result<bool, StoreError>;
}
