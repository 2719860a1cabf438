//! Who asks, who answers, and who may do what.
//!
//! A [`Person`] is known by their Entra object id; what they may do is a value ([`Agent`], [`Admin`]) that only
//! [`rights`] hands out, by rosters and by the roles that are granted (`role.rs`). Teams are named in the configuration or by
//! `@Madoguchi connect`.

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::faq::{Audience, AudienceGroup};
use crate::id::{ConversationId, PersonId, TeamId};
use crate::language::Language;
use crate::store::StoreError;

mod grant;
pub mod rights;
mod role;

pub use grant::{RevokeError, grant, revoke};
pub use role::{Grant, Grants, Right, Role, Standing};

/// Entra object id of a person: stable within the tenant. Opaque, lower case. Whoever has a local account only is known by that
/// ([`DirectoryId::of_account`]).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DirectoryId(String);

impl DirectoryId {
    /// Reads an object id. `None` when empty or longer than 100 bytes.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty() && text.len() <= 100).then(|| Self(text.to_ascii_lowercase()))
    }

    /// That of somebody whom no directory knows. No object id of Entra, a GUID, can be the same.
    pub fn of_account(id: PersonId) -> Self {
        Self(format!("local:{id}"))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Somebody who has written to the desk or stands in a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Our id.
    pub id: PersonId,
    /// Entra object id.
    pub directory_id: DirectoryId,
    /// Id within the channel (`29:…` in Teams; differs for every bot).
    pub channel_id: String,
    /// Display name as the channel gives it; anybody's text.
    pub name: String,
    /// Language of their client, where known.
    pub language: Option<Language>,
}

/// Agents who share a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Our id.
    pub id: TeamId,
    /// Name, unique in the tenant, as in `@Madoguchi connect <name>`.
    pub name: String,
    /// Offered to whoever does not know the team, and takes the tickets of a team whose channel cannot be reached; exactly one
    /// team of a tenant.
    pub is_default: bool,
    /// Words of a question that route it here.
    pub keywords: Vec<String>,
    /// Only these may act when set; everybody in the channel's roster otherwise.
    pub listed_agents: Option<Vec<DirectoryId>>,
    /// The agents' channel, once connected.
    pub channel: Option<ConversationId>,
    /// Whom its answers are for: what is learned from its tickets is shown to them. Agents answer others, not themselves.
    pub serves: Audience,
}

impl Team {
    /// The team as those who may see something.
    pub fn audience_group(&self) -> AudienceGroup {
        AudienceGroup::Team(self.name.clone())
    }
}

/// One line of a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Entra object id.
    pub directory_id: DirectoryId,
    /// Id within the channel.
    pub channel_id: String,
    /// Display name.
    pub name: String,
    /// Mail address, where the roster tells it.
    pub mail: Option<String>,
}

/// Proof that a person may act for a team. Made only by [`rights`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    pub(crate) person: Person,
    pub(crate) team: TeamId,
}

impl Agent {
    /// Who acts.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// For which team.
    pub fn team(&self) -> TeamId {
        self.team
    }
}

/// Proof that a person may review what was learned in a team's queue. Made only by [`rights`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    pub(crate) person: Person,
    pub(crate) team: TeamId,
}

impl Reviewer {
    /// Who reviews.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// For which team.
    pub fn team(&self) -> TeamId {
        self.team
    }
}

/// Proof that a person may connect channels. Made only by [`rights`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admin {
    pub(crate) person: Person,
}

impl Admin {
    /// Who acts.
    pub fn person(&self) -> &Person {
        &self.person
    }
}

/// All persons and rosters of a tenant.
#[async_trait]
pub trait People: Send {
    /// A person by our id.
    async fn person(&mut self, id: PersonId) -> Result<Option<Person>, StoreError>;
    /// A person by Entra object id.
    async fn person_by_directory(&mut self, id: &DirectoryId) -> Result<Option<Person>, StoreError>;
    /// Adds a person, or renews name, channel id and language of the one with that directory id. Returns what is stored.
    async fn save_person(&mut self, person: Person) -> Result<Person, StoreError>;
    /// People before one (`None`: all), newest first, at most `most`; only those with `text` in their name, in any case.
    async fn people_before(
        &mut self,
        text: &str,
        before: Option<PersonId>,
        most: u32,
    ) -> Result<Vec<Person>, StoreError>;
    /// Replaces the roster of a channel (its Teams team's members), with the time it was read.
    async fn set_roster(&mut self, channel: ConversationId, members: &[Member]) -> Result<(), StoreError>;
    /// The roster of a channel; empty when it was never read. It may have 25,000 members.
    async fn roster(&mut self, channel: ConversationId) -> Result<Vec<Member>, StoreError>;
    /// The first members of a roster, at most `most`.
    async fn first_members(&mut self, channel: ConversationId, most: u32) -> Result<Vec<Member>, StoreError>;
    /// Somebody's line of a roster.
    async fn member(&mut self, channel: ConversationId, id: &DirectoryId) -> Result<Option<Member>, StoreError>;
    /// When the roster of a channel was read; `None` when it never was.
    async fn roster_read_at(&mut self, channel: ConversationId) -> Result<Option<OffsetDateTime>, StoreError>;
    /// The channels in whose roster a person stands.
    async fn channels_with(&mut self, id: &DirectoryId) -> Result<Vec<ConversationId>, StoreError>;
}

/// All teams of a tenant.
#[async_trait]
pub trait Teams: Send {
    /// Every team, the default one first, then by name.
    async fn teams(&mut self) -> Result<Vec<Team>, StoreError>;
    /// A team by id.
    async fn team(&mut self, id: TeamId) -> Result<Option<Team>, StoreError>;
    /// Adds a team or changes the one with that id.
    async fn save_team(&mut self, team: &Team) -> Result<(), StoreError>;
}
