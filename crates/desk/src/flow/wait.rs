//! Timers and rosters.

use std::sync::Arc;

use time::Duration;

use super::finish;
use crate::delivery::{Subject, refresh};
use crate::event::Task;
use crate::handoff::remind;
use crate::id::{ConversationId, TaskId, TenantId, TicketId};
use crate::inquiry::ConversationKind;
use crate::outside::{Channel, ChannelError};
use crate::people::{Member, Person};
use crate::policy::Policy;
use crate::store::{Store, StoreError, Transaction};

/// How often a connected channel's roster is read anew, besides when the channel tells of a change.
const ROSTER_EVERY: Duration = Duration::hours(1);
/// Longest reading of a roster for which nobody waits: 25,000 members are 125 pages, and the channel lets so many through in half a
/// minute only.
const LARGE_ROSTER: Duration = Duration::seconds(40);

/// Why a roster was not read.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// The channel could not tell.
    #[error(transparent)]
    Channel(#[from] ChannelError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Looks whether somebody has taken a ticket, and reminds the agents otherwise. `round`: how often the ticket had been
/// reopened and moved when this was put off.
pub async fn remind_waiting(
    store: &dyn Store,
    policy: &Arc<Policy>,
    tenant: &TenantId,
    (ticket, round): (TicketId, (u32, u32)),
    task: TaskId,
) -> Result<(), StoreError> {
    let remind_after = policy.remind_after;
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                remind(tx, ticket, round, remind_after).await?;
                finish(tx, task).await
            })
        })
        .await
}

/// The cards of a ticket no longer offer to take back what an agent did.
pub async fn end_undo(store: &dyn Store, tenant: &TenantId, ticket: TicketId, task: TaskId) -> Result<(), StoreError> {
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                refresh(tx, &Subject::TicketCard(ticket)).await?;
                finish(tx, task).await
            })
        })
        .await
}

/// Reads the roster of a connected channel and comes back in an hour.
pub async fn read_roster(
    store: &dyn Store,
    channel_port: &dyn Channel,
    tenant: &TenantId,
    channel: ConversationId,
    task: TaskId,
) -> Result<(), RosterError> {
    refresh_roster(store, channel_port, tenant, channel, LARGE_ROSTER).await?;
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                let connected = tx.teams().await?.iter().any(|team| team.channel == Some(channel));
                let hour = (tx.now() + ROSTER_EVERY).unix_timestamp() / ROSTER_EVERY.whole_seconds();
                // One reading an hour, however many changes asked for one.
                if connected && tx.claim_idempotency_key(&format!("roster {channel} {hour}")).await? {
                    tx.enqueue_in(Task::ReadRoster { channel, hourly: true }, ROSTER_EVERY).await?;
                }
                finish(tx, task).await
            })
        })
        .await
        .map_err(RosterError::Store)
}

/// Reads the roster of a channel now, if it can be read within so long.
pub(super) async fn refresh_roster(
    store: &dyn Store,
    channel_port: &dyn Channel,
    tenant: &TenantId,
    channel: ConversationId,
    within: Duration,
) -> Result<(), RosterError> {
    let conversation = store
        .read::<_, StoreError, _>(tenant, move |tx| Box::pin(async move { tx.conversation(channel).await }))
        .await?;
    let Some(conversation) = conversation else { return Ok(()) };
    let members = channel_port.roster(&conversation, within).await?;
    if members.is_empty() {
        // A team has at least the one who installed the app: this is a fault of the service, not an answer.
        return Err(ChannelError::Transient("roster is empty".to_owned()).into());
    }
    let is_chat = matches!(conversation.kind, ConversationKind::Personal | ConversationKind::Group);
    store
        .write::<_, StoreError, _>(tenant, move |tx| {
            Box::pin(async move {
                tx.set_roster(channel, &members).await?;
                if is_chat {
                    name_the_nameless(tx, &members).await?;
                }
                Ok(())
            })
        })
        .await?;
    Ok(())
}

/// Gives those who have written without a name the one of the roster. A chat is small; who writes in a channel is found in its
/// roster when they write again.
async fn name_the_nameless(tx: &mut dyn Transaction, members: &[Member]) -> Result<(), StoreError> {
    for member in members.iter().filter(|member| !member.name.is_empty()) {
        let known = tx.person_by_directory(&member.directory_id).await?;
        if let Some(person) = known.filter(|person| person.name.is_empty()) {
            tx.save_person(Person { name: member.name.clone(), ..person }).await?;
        }
    }
    Ok(())
}
