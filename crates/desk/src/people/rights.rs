//! The one place that decides who may act.

use super::{Admin, Agent, DirectoryId, People, Person, Team};
use crate::store::StoreError;

/// Who may do what, as the configuration says.
#[derive(Debug, Clone, Default)]
pub struct AccessPolicy {
    /// These may connect channels to teams.
    pub admins: Vec<DirectoryId>,
    /// Development only: anybody is an admin.
    pub anybody_is_admin: bool,
}

/// Lets a person act as an agent of a team: they stand in the roster of its channel, and in its list where it has one.
///
/// `None` is a refusal; a team without a channel has no agents.
pub async fn as_agent(
    tx: &mut (impl People + ?Sized),
    person: &Person,
    team: &Team,
) -> Result<Option<Agent>, StoreError> {
    let Some(channel) = team.channel else {
        return Ok(None);
    };
    let listed = team.listed_agents.as_ref().is_none_or(|list| list.contains(&person.directory_id));
    if !listed {
        return Ok(None);
    }
    let present = tx.channels_with(&person.directory_id).await?.contains(&channel);
    Ok(present.then(|| Agent { person: person.clone(), team: team.id }))
}

/// Lets a person act as an admin. `None` is a refusal.
pub fn as_admin(access: &AccessPolicy, person: &Person) -> Option<Admin> {
    let allowed = access.anybody_is_admin || access.admins.contains(&person.directory_id);
    allowed.then(|| Admin { person: person.clone() })
}
