//! In which audience groups somebody is, as far as the desk itself knows: their Entra groups are the directory's to
//! tell.

use crate::faq::AudienceGroup;
use crate::people::rights::{self, AccessPolicy};
use crate::people::{Grants, Person, Team, Teams};
use crate::store::StoreError;

/// The teams of the desk of which somebody is an agent, as audience groups.
pub(crate) async fn own_groups(
    tx: &mut (impl Teams + Grants + ?Sized),
    access: &AccessPolicy,
    person: &Person,
) -> Result<Vec<AudienceGroup>, StoreError> {
    Ok(rights::teams_of(tx, access, person).await?.iter().map(Team::audience_group).collect())
}
