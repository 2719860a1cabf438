//! What people may do in the console: rights, the roles that bundle them, and who holds which.
//!
//! Whoever stands in the roster of a team's channel is an agent of that team without a grant; everything else is granted.

use std::collections::BTreeSet;

use async_trait::async_trait;

use super::Person;
use crate::id::{ConversationId, PersonId, TeamId};
use crate::store::StoreError;

/// One thing that somebody may do. Released names never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// See the inquiries and tickets of a team, and work on them.
    WorkOnTickets,
    /// Review what was learned in a team's queue.
    ReviewDrafts,
    /// Write FAQ entries and retire them. Entries belong to no team: only a grant for every team gives it.
    EditEntries,
    /// See the figures of a team.
    ReadFigures,
    /// Change a team: its members, hours and rules.
    LeadTeam,
    /// Read the record of who did what. Only a grant for every team gives it.
    ReadAudit,
    /// Settings, accounts, and who holds which role. Only a grant for every team gives it.
    Administer,
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 7] = [
        Self::WorkOnTickets,
        Self::ReviewDrafts,
        Self::EditEntries,
        Self::ReadFigures,
        Self::LeadTeam,
        Self::ReadAudit,
        Self::Administer,
    ];

    /// Name on the wire and in the record.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WorkOnTickets => "tickets.work",
            Self::ReviewDrafts => "drafts.review",
            Self::EditEntries => "entries.edit",
            Self::ReadFigures => "figures.read",
            Self::LeadTeam => "team.lead",
            Self::ReadAudit => "audit.read",
            Self::Administer => "desk.administer",
        }
    }

    /// Whether it can be had for one team; the others are for the whole desk or not at all.
    pub const fn is_of_a_team(self) -> bool {
        match self {
            Self::WorkOnTickets | Self::ReviewDrafts | Self::ReadFigures | Self::LeadTeam => true,
            Self::EditEntries | Self::ReadAudit | Self::Administer => false,
        }
    }
}

/// A bundle of rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Answers people.
    Agent,
    /// Keeps the FAQ.
    Editor,
    /// Leads a team.
    Manager,
    /// Every right in every team.
    Admin,
    /// Looks, and changes nothing.
    Auditor,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Agent, Self::Editor, Self::Manager, Self::Admin, Self::Auditor];

    /// Name on the wire and in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Editor => "editor",
            Self::Manager => "manager",
            Self::Admin => "admin",
            Self::Auditor => "auditor",
        }
    }

    /// Reads a name. `None` where no role has it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// What it lets people do.
    pub fn rights(self) -> BTreeSet<Right> {
        let rights: &[Right] = match self {
            Self::Agent => &[Right::WorkOnTickets, Right::ReviewDrafts],
            Self::Editor => &[Right::ReviewDrafts, Right::EditEntries],
            Self::Manager => {
                &[Right::WorkOnTickets, Right::ReviewDrafts, Right::EditEntries, Right::ReadFigures, Right::LeadTeam]
            }
            Self::Admin => &Right::ALL,
            Self::Auditor => &[Right::ReadFigures, Right::ReadAudit],
        };
        rights.iter().copied().collect()
    }
}

/// That somebody holds a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Who.
    pub person: PersonId,
    /// Which role.
    pub role: Role,
    /// In which team; `None`: in every one, and for what is of no team.
    pub team: Option<TeamId>,
}

impl Grant {
    /// What it gives: of a team only what can be had for one.
    pub fn rights(&self) -> BTreeSet<Right> {
        let mut rights = self.role.rights();
        rights.retain(|right| self.team.is_none() || right.is_of_a_team());
        rights
    }
}

/// What somebody's rights follow from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The channels in whose rosters they stand.
    pub channels: Vec<ConversationId>,
    /// The roles that they hold.
    pub grants: Vec<Grant>,
}

/// Who holds which role, of a tenant.
#[async_trait]
pub trait Grants: Send {
    /// What somebody's rights follow from, in one query: it is asked with every question.
    async fn standing_of(&mut self, person: &Person) -> Result<Standing, StoreError>;
    /// What somebody holds.
    async fn grants_of(&mut self, person: PersonId) -> Result<Vec<Grant>, StoreError>;
    /// Who holds a role everywhere, in order. Where two writing transactions ask this, the second waits for the end of the first.
    async fn holders(&mut self, role: Role) -> Result<Vec<PersonId>, StoreError>;
    /// Gives a role; what is held already is held once.
    async fn save_grant(&mut self, grant: &Grant) -> Result<(), StoreError>;
    /// Takes a role away. `false`: it was not held.
    async fn remove_grant(&mut self, grant: &Grant) -> Result<bool, StoreError>;
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_role_is_found_by_its_name_and_an_admin_has_every_right() {
        for role in Role::ALL {
            assert_eq!(Role::named(role.name()), Some(role));
            assert!(Role::Admin.rights().is_superset(&role.rights()));
        }
        assert_eq!(Role::named("owner"), None);
    }

    #[test]
    fn a_grant_for_one_team_gives_nothing_of_the_whole_desk() {
        let (person, team) = (PersonId::new(Uuid::from_u128(1)), TeamId::new(Uuid::from_u128(2)));
        for role in Role::ALL {
            let of_one = Grant { person, role, team: Some(team) };
            assert!(of_one.rights().into_iter().all(Right::is_of_a_team), "{role:?}");
            let of_all = Grant { team: None, ..of_one };
            assert_eq!(of_all.rights(), role.rights(), "the control");
        }
    }
}
