//! What the desk has done, in numbers: how much of it the assistant settles, what learning brought, how long people wait.
//!
//! Every figure is defined here, once: [`Counts`] says what becomes of a question, [`read()`] puts a whole [`Report`] together for a
//! [`Period`]. The collection [`Figures`] counts, so that nobody's words leave the store. What people make of single answers, and how
//! far the assistant may trust itself by that, is not here ([`answering`](crate::answering)).

use std::ops::AddAssign;

use async_trait::async_trait;
use time::{Duration, OffsetDateTime};

use crate::faq::Audience;
use crate::id::{DraftId, EntryId, TeamId};
use crate::inquiry::Reply;
use crate::store::StoreError;

mod period;
mod read;

pub use period::{MOST_DAYS, Period, PeriodError};
pub use read::{Day, Report, TeamFigures, read};

/// Who has not gone to people so long after the last message of an inquiry has not come back.
pub const COMES_BACK_WITHIN: Duration = Duration::hours(24);
/// Ages of open tickets end here; the last ones are older.
pub const AGES: [Duration; 4] = [Duration::hours(4), Duration::hours(24), Duration::hours(72), Duration::hours(168)];
/// Most drafts of which is told what they brought, the newest.
pub const MOST_BROUGHT: u32 = 100;

/// What became of questions. A question is an inquiry, counted when it was opened; it is of the team whose ticket it came to last, or, where
/// it came to none, of the team from whose draft the entry had grown that answered it last.
///
/// What the assistant answered (an entry that it gave, or that the requester chose of several) is settled in one of six ways, which add
/// up: `handed_over_after`, `verified`, `not_helpful`, `came_back`, `undecided`, `assumed`, of which the first that holds counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Questions asked.
    pub questions: u64,
    /// To which the assistant gave an entry.
    pub answered: u64,
    /// Answered, and all the same a ticket was opened.
    pub handed_over_after: u64,
    /// Answered without a ticket, and the requester said of an answer that it helped.
    pub verified: u64,
    /// Answered without a ticket, and the requester said that it did not help, and of none that it did.
    pub not_helpful: u64,
    /// Answered without a ticket or a word, and the requester went to people with another inquiry within [`COMES_BACK_WITHIN`].
    pub came_back: u64,
    /// Answered without a ticket or a word, and [`COMES_BACK_WITHIN`] is not over.
    pub undecided: u64,
    /// Answered, and nothing speaks against it: no ticket, no word, and they have not come back.
    pub assumed: u64,
    /// Not answered; entries were offered to choose from.
    pub offered: u64,
    /// Not answered; the assistant said that it does not know.
    pub unknown: u64,
    /// For which a ticket was opened, answered before or not.
    pub handed_over: u64,
    /// Whose ticket was reopened.
    pub reopened: u64,
}

impl Counts {
    /// Settled by the assistant alone, as far as is known: deflection.
    pub fn deflected(&self) -> u64 {
        self.verified + self.assumed
    }

    /// The headline: the share, 0–1, of all questions that the assistant settled alone and whose requester said so. `None`: nobody asked.
    pub fn verified_resolution(&self) -> Option<f64> {
        self.share(self.verified)
    }

    /// A share of all questions, 0–1.
    pub fn share(&self, part: u64) -> Option<f64> {
        (self.questions > 0).then(|| part as f64 / self.questions as f64)
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.questions += other.questions;
        self.answered += other.answered;
        self.handed_over_after += other.handed_over_after;
        self.verified += other.verified;
        self.not_helpful += other.not_helpful;
        self.came_back += other.came_back;
        self.undecided += other.undecided;
        self.assumed += other.assumed;
        self.offered += other.offered;
        self.unknown += other.unknown;
        self.handed_over += other.handed_over;
        self.reopened += other.reopened;
    }
}

/// What was published on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Published {
    /// Drafts that became an entry, or a version of one, and were not taken back.
    pub approved: u64,
    /// Drafts that became a wording of an entry, and were not taken back.
    pub merged: u64,
    /// Versions of entries that answer from that day on, by whatever way; of a team: those of its drafts.
    pub versions: u64,
}

impl AddAssign for Published {
    fn add_assign(&mut self, other: Self) {
        self.approved += other.approved;
        self.merged += other.merged;
        self.versions += other.versions;
    }
}

/// The tickets of a team that were opened in a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TicketCounts {
    /// Opened, and of this team now.
    pub opened: u64,
    /// Of them closed.
    pub closed: u64,
    /// Of them given back to the assistant.
    pub handed_back: u64,
    /// Of them reopened at least once.
    pub reopened: u64,
    /// Of them rated by their requesters, 1–5.
    pub rated: u64,
    /// All these scores together.
    pub scores: u64,
}

/// How long something took, of the tickets of which it is known. By rank: half, or nine of ten, took this long at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Took {
    /// Tickets.
    pub number: u64,
    /// Half of them.
    pub median: Duration,
    /// Nine of ten.
    pub ninetieth: Duration,
}

/// What is measured of a ticket, on the clock on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// From the handoff to an agent's first message.
    FirstResponse,
    /// From the first question to the close of its ticket.
    Resolution,
}

/// What the assistant had said last when people took over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HandoffReason {
    /// Nothing: a person was asked for at once.
    AskedAtOnce,
    /// That it does not know.
    Unknown,
    /// Entries to choose from.
    Candidates,
    /// An entry, of which the requester said that it did not help.
    NotHelpful,
    /// An entry.
    Answered,
}

impl HandoffReason {
    /// Every reason.
    pub const ALL: [Self; 5] = [Self::AskedAtOnce, Self::Unknown, Self::Candidates, Self::NotHelpful, Self::Answered];

    /// The reason, by what the assistant had said last; the store counts by the same rule.
    pub const fn after(said: Option<&Reply>) -> Self {
        match said {
            None => Self::AskedAtOnce,
            Some(Reply::Unknown) => Self::Unknown,
            Some(Reply::Candidates { .. }) => Self::Candidates,
            Some(Reply::Entry { helpful: Some(false), .. }) => Self::NotHelpful,
            Some(Reply::Entry { .. }) => Self::Answered,
        }
    }

    /// Name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AskedAtOnce => "asked-at-once",
            Self::Unknown => "unknown",
            Self::Candidates => "candidates",
            Self::NotHelpful => "not-helpful",
            Self::Answered => "answered",
        }
    }
}

/// Open tickets of a team, by [`AGES`] since they were opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// That nobody has taken.
    pub queued: [u64; AGES.len() + 1],
    /// That somebody has.
    pub assigned: [u64; AGES.len() + 1],
    /// Drafts that wait for review.
    pub drafts: u64,
}

/// People who have a chat with the assistant, by the chat of theirs that is reached best.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reachability {
    /// Messages arrive, as far as is known.
    pub reachable: u64,
    /// They have blocked the app.
    pub blocked: u64,
    /// They have removed the app.
    pub uninstalled: u64,
    /// Their chat is gone.
    pub gone: u64,
}

/// What a draft brought that was approved or merged: answers to questions of the period, given by its entry since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// The draft.
    pub draft: DraftId,
    /// Whose it was.
    pub team: TeamId,
    /// The entry that it became or was added to.
    pub entry: EntryId,
    /// Its question.
    pub question: String,
    /// Who may see it.
    pub audience: Audience,
    /// Since when it answers.
    pub since: OffsetDateTime,
    /// Answers given.
    pub answers: u64,
    /// Of them: the requester said that it helped.
    pub verified: u64,
    /// Of them: the requester said that it did not.
    pub not_helpful: u64,
}

/// Counts, for a tenant. Of everything where no team is named; whatever has a period costs as much as was asked in it.
#[async_trait]
pub trait Figures: Send {
    /// What became of the questions of each hour in which there were any, in order: hours since 1970 by the clock of the period.
    async fn questions_by_hour(
        &mut self,
        team: Option<TeamId>,
        period: &Period,
    ) -> Result<Vec<(i64, Counts)>, StoreError>;
    /// What was published on each day on which something was, in any order: days since 1970 by the clock of the period.
    async fn published_by_day(
        &mut self,
        team: Option<TeamId>,
        period: &Period,
    ) -> Result<Vec<(i64, Published)>, StoreError>;
    /// The tickets that were opened in a period, by team.
    async fn tickets_opened(&mut self, period: &Period) -> Result<Vec<(TeamId, TicketCounts)>, StoreError>;
    /// How long these took, by team.
    async fn lengths(&mut self, period: &Period) -> Result<Vec<(TeamId, Length, Took)>, StoreError>;
    /// Why these were opened, by team.
    async fn handoffs(&mut self, period: &Period) -> Result<Vec<(TeamId, HandoffReason, u64)>, StoreError>;
    /// What waits now, by team.
    async fn backlog(&mut self) -> Result<Vec<(TeamId, Backlog)>, StoreError>;
    /// Who can be reached now.
    async fn reachability(&mut self) -> Result<Reachability, StoreError>;
    /// What the newest drafts brought that were published before the end of the period, best first; at most `most`.
    async fn brought(&mut self, team: Option<TeamId>, period: &Period, most: u32) -> Result<Vec<Brought>, StoreError>;
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn people_take_over_because_of_what_the_assistant_had_said_last() {
        let entry = EntryId::new(Uuid::from_u128(7));
        let given = |helpful| Reply::Entry { entry, version: 1, confidence: 0.9, helpful };
        for (said, reason) in [
            (None, HandoffReason::AskedAtOnce),
            (Some(Reply::Unknown), HandoffReason::Unknown),
            (Some(Reply::Candidates { entries: vec![entry] }), HandoffReason::Candidates),
            (Some(given(Some(false))), HandoffReason::NotHelpful),
            (Some(given(Some(true))), HandoffReason::Answered),
            (Some(given(None)), HandoffReason::Answered),
        ] {
            assert_eq!(HandoffReason::after(said.as_ref()), reason, "{said:?}");
        }
    }
}
