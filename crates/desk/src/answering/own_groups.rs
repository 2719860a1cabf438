//! In which audience groups somebody is, as far as the desk itself knows: their Entra groups are the directory's to
//! tell.

use crate::faq::AudienceGroup;
use crate::people::{People, Person, Teams, rights};
use crate::store::StoreError;

/// The teams of the desk of which somebody is an agent, as audience groups.
pub(crate) async fn own_groups(
    tx: &mut (impl People + Teams + ?Sized),
    person: &Person,
) -> Result<Vec<AudienceGroup>, StoreError> {
    let mut groups = Vec::new();
    for team in tx.teams().await? {
        if rights::as_agent(tx, person, &team).await?.is_some() {
            groups.push(team.audience_group());
        }
    }
    Ok(groups)
}
