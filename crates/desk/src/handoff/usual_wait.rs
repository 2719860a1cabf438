//! How long people who ask for an agent usually wait, by what was lately so.

use time::{Duration, OffsetDateTime};

use super::{Ticket, TicketState};

/// What is told, shortest first.
const STEPS: [Duration; 9] = [
    Duration::minutes(5),
    Duration::minutes(10),
    Duration::minutes(15),
    Duration::minutes(30),
    Duration::minutes(60),
    Duration::hours(2),
    Duration::hours(4),
    Duration::hours(8),
    Duration::hours(24),
];
/// Tickets opened earlier say nothing of today.
const LATELY: Duration = Duration::days(30);
/// Fewer tickets say nothing.
const ENOUGH: usize = 8;
/// Tickets of a team that are looked at, the newest.
pub(crate) const LATEST: u32 = 40;

/// The shortest time within which an agent took at least three of four tickets: of those alone that were opened so long ago that
/// it is known. `None`: there are too few, or it takes longer than a day.
pub(crate) fn usual_wait(latest: &[Ticket], now: OffsetDateTime) -> Option<Duration> {
    STEPS.into_iter().find(|step| {
        let known = |ticket: &&Ticket| ticket.opened_at + *step <= now && ticket.opened_at + LATELY >= now;
        // Who passed one on took their time for another team.
        let known: Vec<&Ticket> = latest.iter().filter(|ticket| ticket.moved == 0).filter(known).collect();
        let taken = |ticket: &&&Ticket| taken_at(ticket).is_some_and(|at| at - ticket.opened_at <= *step);
        known.len() >= ENOUGH && known.iter().filter(taken).count() * 4 >= known.len() * 3
    })
}

/// When somebody took care of it. Who ends one from the queue has done so without accepting it.
fn taken_at(ticket: &Ticket) -> Option<OffsetDateTime> {
    let ended_at = match ticket.state {
        TicketState::Closed { at, .. } | TicketState::HandedBack { at, .. } => Some(at),
        TicketState::Queued | TicketState::Assigned { .. } => None,
    };
    ticket.accepted_at.or(ended_at)
}
