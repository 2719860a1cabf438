//! The world: who there is and where they meet. Built from a [`WorldSpec`]; rosters and names may change later.

mod spec;

use std::collections::HashSet;

use serde::Serialize;

pub use spec::{BotSpec, Company, GroupChatSpec, Language, PersonSpec, SpecError, TeamSpec, WorldSpec};

use crate::ids;

/// One person with their ids.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// `29:…`.
    pub id: String,
    /// Short name.
    pub key: String,
    /// Display name.
    pub name: String,
    /// Display name in Latin letters, may be empty.
    pub name_en: String,
    /// Entra object id.
    pub directory_id: String,
    /// Mail address.
    pub mail: String,
    /// Language of the client.
    pub locale: String,
    /// Job title.
    pub title: String,
    /// Job title in English, may be empty.
    pub title_en: String,
    /// Is there and can be reached, but is nobody whom a page lets one be.
    pub in_background: bool,
}

/// A team.
#[derive(Debug, Clone)]
pub struct Team {
    /// `19:…@thread.tacv2`, also the id of its General channel.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Japanese display name, may be empty.
    pub name_ja: String,
    /// Person ids.
    pub members: Vec<String>,
}

/// The three kinds of place where a bot can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ChatKind {
    /// One person and the bot.
    Personal,
    /// Several people and the bot.
    GroupChat,
    /// A channel of a team.
    Channel,
}

impl ChatKind {
    /// The word of the protocol's `conversationType`.
    pub fn wire(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::GroupChat => "groupChat",
            Self::Channel => "channel",
        }
    }
}

/// A place where messages are.
#[derive(Debug, Clone)]
pub struct Chat {
    /// Teams id, without a thread.
    pub id: String,
    /// Kind.
    pub kind: ChatKind,
    /// Name shown to people.
    pub name: String,
    /// Team id, for channels.
    pub team: Option<String>,
    /// Person ids; empty for channels, whose members are the team's.
    pub members: Vec<String>,
}

/// Everything that is not a message.
#[derive(Debug, Clone)]
pub struct World {
    /// Tenant id.
    pub tenant: String,
    /// App id.
    pub app_id: String,
    /// `28:<app id>`.
    pub bot_id: String,
    /// The bot's display name.
    pub bot_name: String,
    /// Everybody.
    pub people: Vec<Person>,
    /// Teams.
    pub teams: Vec<Team>,
    /// Personal chats, group chats, channels; General channels come last.
    pub chats: Vec<Chat>,
}

/// The name of the channel every team has. The service gives no name for it in listings.
pub const GENERAL: &str = "General";

impl World {
    /// Lays out a description.
    pub fn build(spec: WorldSpec) -> Result<Self, SpecError> {
        if spec.people.is_empty() {
            return Err(SpecError::Empty);
        }
        let mut seen = HashSet::new();
        let names = spec.people.iter().map(|person| format!("person {}", person.key));
        let names = names.chain(spec.teams.iter().map(|team| format!("team {}", team.name)));
        let names = names.chain(spec.group_chats.iter().map(|chat| format!("group chat {}", chat.name)));
        for name in names {
            if !seen.insert(name.clone()) {
                return Err(SpecError::Twice(name));
            }
        }
        let mut world = Self {
            tenant: spec.tenant,
            bot_id: ids::bot(&spec.bot.id),
            app_id: spec.bot.id,
            bot_name: spec.bot.name,
            people: spec.people.into_iter().map(Person::from).collect(),
            teams: Vec::new(),
            chats: Vec::new(),
        };
        world.chats = world.people.iter().map(personal_chat).collect();
        for group in spec.group_chats {
            let members = world.ids_of(&group.name, &group.members)?;
            let id = ids::group_chat(&group.name);
            world.chats.push(Chat { id, kind: ChatKind::GroupChat, name: group.name, team: None, members });
        }
        for team in spec.teams {
            world.add_team(team)?;
        }
        let generals: Vec<Chat> = world.teams.iter().map(|team| channel_of(team, team.id.clone(), GENERAL)).collect();
        world.chats.extend(generals);
        Ok(world)
    }

    fn add_team(&mut self, spec: TeamSpec) -> Result<(), SpecError> {
        let team = Team {
            id: spec.id.unwrap_or_else(|| ids::team(&spec.name)),
            members: self.ids_of(&spec.name, &spec.members)?,
            name: spec.name,
            name_ja: spec.name_ja,
        };
        for name in &spec.channels {
            let chat = channel_of(&team, ids::channel(&team.name, name), name);
            if self.chat(&chat.id).is_some() {
                return Err(SpecError::Twice(format!("channel {name}")));
            }
            self.chats.push(chat);
        }
        self.teams.push(team);
        Ok(())
    }

    fn ids_of(&self, place: &str, keys: &[String]) -> Result<Vec<String>, SpecError> {
        keys.iter()
            .map(|key| {
                self.person(key)
                    .map(|person| person.id.clone())
                    .ok_or_else(|| SpecError::UnknownMember { place: place.to_owned(), key: key.clone() })
            })
            .collect()
    }

    /// A person by `29:…` id, key or Entra object id.
    pub fn person(&self, who: &str) -> Option<&Person> {
        self.people.iter().find(|person| [&person.id, &person.key, &person.directory_id].contains(&&who.to_owned()))
    }

    /// A chat by id.
    pub fn chat(&self, id: &str) -> Option<&Chat> {
        self.chats.iter().find(|chat| chat.id == id)
    }

    /// A team by id or name.
    pub fn team(&self, which: &str) -> Option<&Team> {
        self.teams.iter().find(|team| team.id == which || team.name == which)
    }

    /// The team of a channel.
    pub fn team_of(&self, chat: &Chat) -> Option<&Team> {
        chat.team.as_deref().and_then(|id| self.team(id))
    }

    /// Ids of everybody in a chat.
    pub fn members<'a>(&'a self, chat: &'a Chat) -> &'a [String] {
        self.team_of(chat).map_or(&chat.members, |team| &team.members)
    }

    /// Whether a chat is that of somebody in the background.
    pub fn is_in_background(&self, chat: &Chat) -> bool {
        let of_one = chat.kind == ChatKind::Personal;
        of_one && self.members(chat).iter().any(|id| self.person(id).is_some_and(|person| person.in_background))
    }

    /// The list that decides who is in a chat or team: the team's for channels.
    pub fn roster_mut(&mut self, place: &str) -> Option<&mut Vec<String>> {
        let team = self.team(place).map(|team| team.id.clone());
        let team = team.or_else(|| self.chat(place).and_then(|chat| chat.team.clone()));
        match team {
            Some(id) => self.teams.iter_mut().find(|team| team.id == id).map(|team| &mut team.members),
            None => self.chats.iter_mut().find(|chat| chat.id == place).map(|chat| &mut chat.members),
        }
    }

    /// The personal chat of a person.
    pub fn personal_chat(&self, person: &Person) -> Option<&Chat> {
        self.chats.iter().find(|chat| chat.kind == ChatKind::Personal && chat.members.contains(&person.id))
    }
}

impl From<PersonSpec> for Person {
    fn from(spec: PersonSpec) -> Self {
        Self {
            id: ids::person(&spec.key),
            key: spec.key,
            name: spec.name,
            name_en: spec.name_en,
            directory_id: spec.directory_id,
            mail: spec.mail,
            locale: spec.locale,
            title: spec.title,
            title_en: spec.title_en,
            in_background: spec.in_background,
        }
    }
}

fn personal_chat(person: &Person) -> Chat {
    Chat {
        id: ids::personal_chat(&person.key),
        kind: ChatKind::Personal,
        name: person.name.clone(),
        team: None,
        members: vec![person.id.clone()],
    }
}

fn channel_of(team: &Team, id: String, name: &str) -> Chat {
    Chat { id, kind: ChatKind::Channel, name: name.to_owned(), team: Some(team.id.clone()), members: Vec::new() }
}
