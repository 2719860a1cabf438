//! `@Madoguchi connect [team]`: ties a channel to a team of the desk.

use crate::delivery::{Notice, Subject, post};
use crate::event::{Event, Task};
use crate::faq::Audience;
use crate::handoff::thread::relocate_all;
use crate::id::TeamId;
use crate::inquiry::{Conversation, ConversationKind};
use crate::people::{Person, Team, rights};
use crate::policy::Policy;
use crate::store::{StoreError, Transaction};
use crate::text::normalised;

/// Longest name of a team, in characters.
const MAX_NAME: usize = 60;

/// Makes the channel in which it is said the agents' channel of a team, reads its roster, and brings the open tickets
/// that wait for a channel or stand in another one.
pub(super) async fn connect(
    tx: &mut dyn Transaction,
    policy: &Policy,
    conversation: &Conversation,
    person: &Person,
    name: Option<&str>,
) -> Result<(), StoreError> {
    let refusal = |notice| Subject::Notice(notice);
    let channel = match conversation.kind {
        ConversationKind::Channel => Some(conversation.id),
        ConversationKind::Thread => conversation.parent,
        ConversationKind::Personal | ConversationKind::Group => None,
    };
    let Some(channel) = channel else {
        return post(tx, conversation.id, refusal(Notice::ConnectInChannel)).await.map(drop);
    };
    if rights::as_admin(tx, &policy.access, person).await?.is_none() {
        tx.record(Event::ActionRefused { action: "team.connect", target: None, reason: "not-an-admin" }).await?;
        return post(tx, conversation.id, refusal(Notice::NotAnAdmin)).await.map(drop);
    }
    let team = match name {
        Some(name) => team_named(tx, policy, name).await?,
        // The default team comes first; where there is only one, it is that.
        None => tx.teams().await?.into_iter().next(),
    };
    let Some(team) = team else {
        return post(tx, conversation.id, refusal(Notice::NoSuchTeam)).await.map(drop);
    };
    let team = Team { channel: Some(channel), ..team };
    tx.save_team(&team).await?;
    tx.record(Event::TeamConnected { team: team.id, channel }).await?;
    tx.enqueue(Task::ReadRoster { channel, hourly: false }).await?;
    post(tx, conversation.id, Subject::Connected(team.id)).await?;
    relocate_all(tx, policy.remind_after).await
}

/// The team of that name. Where the settings name no teams, the first new name becomes that of the default team, as
/// long as that has no channel; each further one makes a team. `None`: there is no such team, and none is made.
async fn team_named(tx: &mut dyn Transaction, policy: &Policy, name: &str) -> Result<Option<Team>, StoreError> {
    let name = name.trim();
    let wanted = comparable(name);
    let teams = tx.teams().await?;
    if let Some(team) = teams.iter().find(|team| comparable(&team.name) == wanted) {
        return Ok(Some(team.clone()));
    }
    if !policy.teams_by_connecting || wanted.is_empty() || name.chars().count() > MAX_NAME {
        return Ok(None);
    }
    let unnamed = teams.into_iter().find(|team| team.is_default && team.channel.is_none());
    let team = unnamed.unwrap_or_else(|| Team {
        id: TeamId::new(tx.fresh()),
        name: String::new(),
        is_default: false,
        keywords: Vec::new(),
        listed_agents: None,
        channel: None,
        serves: Audience::Everyone,
    });
    Ok(Some(Team { name: name.to_owned(), ..team }))
}

/// A name as it is compared: people write "IT support" and "itsupport".
fn comparable(name: &str) -> String {
    normalised(name).split_whitespace().collect()
}
