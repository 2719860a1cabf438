//! In which audience groups somebody is, as far as the desk itself knows: their Entra groups are the directory's to
//! tell.

use crate::faq::AudienceGroup;
use crate::people::{Grants, Person, Team, Teams, rights};
use crate::store::StoreError;

/// The teams of the desk that somebody belongs to, as audience groups.
pub(crate) async fn own_groups(
    tx: &mut (impl Teams + Grants + ?Sized),
    person: &Person,
) -> Result<Vec<AudienceGroup>, StoreError> {
    Ok(rights::teams_of(tx, person).await?.iter().map(Team::audience_group).collect())
}
