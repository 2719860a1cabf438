//! The verbs: an admin gives a role, or takes it away.

use super::{Grant, Grants, Role};
use crate::event::{Event, Outbox};
use crate::store::StoreError;

/// Why a role was not taken away.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    /// They do not hold it.
    #[error("they do not hold this role")]
    NotHeld,
    /// Nobody could administer the desk any more.
    #[error("nobody else is an admin")]
    LastAdmin,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Gives a role. What is held already is held once, and told once.
pub async fn grant(tx: &mut (impl Grants + Outbox + ?Sized), grant: Grant) -> Result<(), StoreError> {
    if tx.grants_of(grant.person).await?.contains(&grant) {
        return Ok(());
    }
    tx.save_grant(&grant).await?;
    let Grant { person, role, team } = grant;
    tx.record(Event::RoleGranted { person, role: role.name(), team }).await
}

/// Takes a role away. The last admin by role stays one: whom the settings name need not have an account.
pub async fn revoke(tx: &mut (impl Grants + Outbox + ?Sized), grant: Grant) -> Result<(), RevokeError> {
    let is_admin = grant.role == Role::Admin && grant.team.is_none();
    if is_admin {
        let admins = tx.holders(Role::Admin).await?;
        if admins.iter().all(|admin| *admin == grant.person) && !admins.is_empty() {
            return Err(RevokeError::LastAdmin);
        }
    }
    if !tx.remove_grant(&grant).await? {
        return Err(RevokeError::NotHeld);
    }
    let Grant { person, role, team } = grant;
    tx.record(Event::RoleRevoked { person, role: role.name(), team }).await?;
    Ok(())
}
