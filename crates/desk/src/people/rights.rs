//! The one place that decides who may do what.
//!
//! Three things give rights: the roster of a team's channel makes whoever stands in it an agent of that team, a [`Grant`]
//! gives a role, and the settings name admins. Every way to the desk, a card in Teams or the console, asks here.

use std::collections::{BTreeMap, BTreeSet};

use super::{Admin, Agent, DirectoryId, Grant, Grants, People, Person, Reviewer, Right, Role, Standing, Team, Teams};
use crate::id::TeamId;
use crate::store::StoreError;

/// Who may do what, as the configuration says.
#[derive(Debug, Clone, Default)]
pub struct AccessPolicy {
    /// These may connect channels to teams, and are admins in the console.
    pub admins: Vec<DirectoryId>,
    /// Development only: anybody may connect channels.
    pub anybody_is_admin: bool,
}

/// Everything that somebody may do, as it stood when they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    person: Person,
    everywhere: BTreeSet<Right>,
    in_teams: BTreeMap<TeamId, BTreeSet<Right>>,
}

/// Where somebody has a right of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// In every team, also those that come later.
    Everywhere,
    /// In these teams; none: nowhere.
    Teams(BTreeSet<TeamId>),
}

impl Scope {
    /// Whether a team belongs to it.
    pub fn has(&self, team: TeamId) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Teams(teams) => teams.contains(&team),
        }
    }

    /// Whether no team belongs to it.
    pub fn is_nowhere(&self) -> bool {
        matches!(self, Self::Teams(teams) if teams.is_empty())
    }
}

impl Rights {
    /// Who has them.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// What they may do in the whole desk.
    pub fn everywhere(&self) -> &BTreeSet<Right> {
        &self.everywhere
    }

    /// What they may do in a team, in order.
    pub fn in_team(&self, team: TeamId) -> BTreeSet<Right> {
        let here = self.in_teams.get(&team).into_iter().flatten();
        let everywhere = self.everywhere.iter().filter(|right| right.is_of_a_team());
        here.chain(everywhere).copied().collect()
    }

    /// Whether they may do something in the whole desk.
    pub fn may(&self, right: Right) -> bool {
        self.everywhere.contains(&right)
    }

    /// Whether they may do something in a team.
    pub fn may_in(&self, team: TeamId, right: Right) -> bool {
        self.scope(right).has(team)
    }

    /// Where they may do something.
    pub fn scope(&self, right: Right) -> Scope {
        if self.may(right) {
            return Scope::Everywhere;
        }
        let teams = self.in_teams.iter().filter(|(_, rights)| rights.contains(&right)).map(|(team, _)| *team);
        Scope::Teams(teams.collect())
    }

    /// Whether they may do anything at all besides asking.
    pub fn are_any(&self) -> bool {
        !self.everywhere.is_empty() || !self.in_teams.is_empty()
    }

    /// Lets them act as an agent of a team. `None` is a refusal.
    pub fn agent_of(&self, team: TeamId) -> Option<Agent> {
        self.may_in(team, Right::WorkOnTickets).then(|| Agent { person: self.person.clone(), team })
    }
}

/// Reads what somebody may do.
pub async fn rights_of(
    tx: &mut (impl Teams + Grants + ?Sized),
    access: &AccessPolicy,
    person: &Person,
) -> Result<Rights, StoreError> {
    let standing = standing(tx, access, person).await?;
    let mut everywhere = BTreeSet::new();
    let mut in_teams: BTreeMap<TeamId, BTreeSet<Right>> = BTreeMap::new();
    for team in tx.teams().await? {
        if standing.stands_in(person, &team) {
            in_teams.entry(team.id).or_default().extend(Role::Agent.rights());
        }
    }
    for grant in &standing.grants {
        match grant.team {
            Some(team) => in_teams.entry(team).or_default().extend(grant.rights()),
            None => everywhere.extend(grant.rights()),
        }
    }
    Ok(Rights { person: person.clone(), everywhere, in_teams })
}

/// Lets a person act as an agent of a team: they stand in the roster of its channel, and in its list where it has one; or they
/// hold a role that works on its tickets.
///
/// `None` is a refusal.
pub async fn as_agent(
    tx: &mut (impl Grants + ?Sized),
    access: &AccessPolicy,
    person: &Person,
    team: &Team,
) -> Result<Option<Agent>, StoreError> {
    let may = standing(tx, access, person).await?.may_in(person, team, Right::WorkOnTickets);
    Ok(may.then(|| Agent { person: person.clone(), team: team.id }))
}

/// As many of a roster are looked at: a team whose channel has more is no team that a ticket is assigned within by choosing from a list.
const MOST_AGENTS: u32 = 200;

/// The agents who stand in the roster of a team's channel, by name. Whom the desk does not know yet, since they never wrote to it, is
/// not among them.
pub async fn agents_of(
    tx: &mut (impl People + Grants + ?Sized),
    access: &AccessPolicy,
    team: &Team,
) -> Result<Vec<Person>, StoreError> {
    let Some(channel) = team.channel else { return Ok(Vec::new()) };
    let mut agents = Vec::new();
    for member in tx.first_members(channel, MOST_AGENTS).await? {
        let Some(person) = tx.person_by_directory(&member.directory_id).await? else { continue };
        if as_agent(tx, access, &person, team).await?.is_some() {
            agents.push(person);
        }
    }
    agents.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(agents)
}

/// Lets a person review what was learned in a team's queue: its agents may, and whoever holds a role that does.
///
/// `None` is a refusal.
pub async fn as_reviewer(
    tx: &mut (impl Grants + ?Sized),
    access: &AccessPolicy,
    person: &Person,
    team: &Team,
) -> Result<Option<Reviewer>, StoreError> {
    let may = standing(tx, access, person).await?.may_in(person, team, Right::ReviewDrafts);
    Ok(may.then(|| Reviewer { person: person.clone(), team: team.id }))
}

/// What somebody's rights follow from, the settings included.
async fn standing(
    tx: &mut (impl Grants + ?Sized),
    access: &AccessPolicy,
    person: &Person,
) -> Result<Standing, StoreError> {
    let mut standing = tx.standing_of(person).await?;
    if access.admins.contains(&person.directory_id) {
        standing.grants.push(Grant { person: person.id, role: Role::Admin, team: None });
    }
    Ok(standing)
}

impl Standing {
    /// Whether the roster of a team's channel makes somebody its agent.
    fn stands_in(&self, person: &Person, team: &Team) -> bool {
        let listed = team.listed_agents.as_ref().is_none_or(|list| list.contains(&person.directory_id));
        listed && team.channel.is_some_and(|channel| self.channels.contains(&channel))
    }

    /// Whether they may do something in a team.
    fn may_in(&self, person: &Person, team: &Team, right: Right) -> bool {
        let lets = |grant: &Grant| grant.team.is_none_or(|of| of == team.id) && grant.rights().contains(&right);
        let by_roster = Role::Agent.rights().contains(&right) && self.stands_in(person, team);
        by_roster || self.grants.iter().any(lets)
    }
}

/// The teams that somebody belongs to, in their order: those in whose channel they are, or in which they work by a role. Who may work
/// in every team belongs to none by that: what is for HR is not said to an admin who asks.
pub async fn teams_of(tx: &mut (impl Teams + Grants + ?Sized), person: &Person) -> Result<Vec<Team>, StoreError> {
    let mut standing = tx.standing_of(person).await?;
    standing.grants.retain(|grant| grant.team.is_some());
    let mut teams = tx.teams().await?;
    teams.retain(|team| standing.may_in(person, team, Right::WorkOnTickets));
    Ok(teams)
}

/// Lets a person connect channels: who administers the desk may. `None` is a refusal.
pub async fn as_admin(
    tx: &mut (impl Grants + ?Sized),
    access: &AccessPolicy,
    person: &Person,
) -> Result<Option<Admin>, StoreError> {
    let administers = |grant: &Grant| grant.rights().contains(&Right::Administer);
    let may = access.anybody_is_admin || standing(tx, access, person).await?.grants.iter().any(administers);
    Ok(may.then(|| Admin { person: person.clone() }))
}
