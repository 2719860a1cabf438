//! What a world is made from: JSON, written by hand for a test or taken from a sample company.

use serde::{Deserialize, Serialize};

use crate::ids;

/// A Teams tenant with its people, teams and chats. Ids follow from the keys and names.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorldSpec {
    /// Directory (tenant) id.
    pub tenant: String,
    /// The app under test.
    pub bot: BotSpec,
    /// Everybody; each gets a personal chat with the bot.
    pub people: Vec<PersonSpec>,
    /// Teams with their channels; a General channel is always there besides.
    #[serde(default)]
    pub teams: Vec<TeamSpec>,
    /// Chats of several people, the bot among them.
    #[serde(default)]
    pub group_chats: Vec<GroupChatSpec>,
}

/// The bot's app registration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BotSpec {
    /// App (client) id; the bot's participant id is `28:` and this.
    pub id: String,
    /// Display name, as in mentions.
    pub name: String,
}

/// One person of the tenant.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonSpec {
    /// Short name for tests and tours, unique.
    pub key: String,
    /// Display name.
    pub name: String,
    /// Display name in Latin letters.
    #[serde(default)]
    pub name_en: String,
    /// Entra object id.
    pub directory_id: String,
    /// Mail address, also the user principal name.
    #[serde(default)]
    pub mail: String,
    /// Language and country of the client, such as `ja-JP`.
    #[serde(default = "default_locale")]
    pub locale: String,
    /// Job title.
    #[serde(default)]
    pub title: String,
    /// Job title in English.
    #[serde(default)]
    pub title_en: String,
    /// Is there and can be reached, but is nobody whom a page lets one be.
    #[serde(default)]
    pub in_background: bool,
}

fn default_locale() -> String {
    "ja-JP".to_owned()
}

/// A team and the names of its channels.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamSpec {
    /// Team id; follows from the name when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Display name.
    pub name: String,
    /// Japanese display name, where the page shows both.
    #[serde(default)]
    pub name_ja: String,
    /// Channels besides General.
    #[serde(default)]
    pub channels: Vec<String>,
    /// Keys of the members.
    #[serde(default)]
    pub members: Vec<String>,
}

/// A chat of several people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GroupChatSpec {
    /// Topic of the chat.
    pub name: String,
    /// Keys of the members.
    pub members: Vec<String>,
}

/// Why a world cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
    /// The text is not JSON of the expected shape.
    #[error("world description")]
    Json(#[from] serde_json::Error),
    /// A member's key is nobody's.
    #[error("{place} names {key}, who is not among the people")]
    UnknownMember {
        /// Team or group chat.
        place: String,
        /// The key.
        key: String,
    },
    /// Two things carry the same key or name.
    #[error("{0} appears twice")]
    Twice(String),
    /// Nobody lives here.
    #[error("a world needs at least one person")]
    Empty,
}

impl WorldSpec {
    /// Reads a world description.
    pub fn from_json(text: &str) -> Result<Self, SpecError> {
        Ok(serde_json::from_str(text)?)
    }

    /// Reads a sample company (`{company, people, teams}`) and lays it out as a world in one language.
    pub fn from_company_json(text: &str, language: Language) -> Result<Self, SpecError> {
        Ok(serde_json::from_str::<Company>(text)?.speaking(language))
    }
}

/// A sample company: people and help desk teams, without anything of Teams.
#[derive(Debug, Clone, Deserialize)]
pub struct Company {
    #[serde(rename = "company")]
    head: CompanyHead,
    people: Vec<PersonSpec>,
    teams: Vec<CompanyTeam>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CompanyHead {
    name: String,
    tenant_id: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CompanyTeam {
    name: String,
    #[serde(default)]
    name_ja: String,
    members: Vec<String>,
}

/// Name of the bot in a sample company.
const SAMPLE_BOT: &str = "Madoguchi";

/// The languages in which a sample company can be laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// 日本語
    #[serde(rename = "ja")]
    Japanese,
    /// English
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// What everybody's client is set to.
    const fn locale(self) -> &'static str {
        match self {
            Self::Japanese => "ja-JP",
            Self::English => "en-US",
        }
    }

    /// Name of a team's channel where tickets appear. Its id follows from the name, so that a bot that remembers the channel
    /// of one language meets another channel in the other.
    const fn channel(self) -> &'static str {
        match self {
            Self::Japanese => "窓口",
            Self::English => "Help desk",
        }
    }

    /// Topic of the one group chat.
    const fn group(self) -> &'static str {
        match self {
            Self::Japanese => "ランチ",
            Self::English => "Lunch",
        }
    }

    /// A person as this language writes and addresses them.
    fn address(self, person: PersonSpec) -> PersonSpec {
        let either = |own: &str, latin: &str| match self {
            Self::English if !latin.is_empty() => latin.to_owned(),
            _ => own.to_owned(),
        };
        PersonSpec {
            name: either(&person.name, &person.name_en),
            title: either(&person.title, &person.title_en),
            locale: self.locale().to_owned(),
            ..person
        }
    }
}

impl Company {
    /// The company as a world that is in one language wholly: names, titles, channels and everybody's client. Whose own
    /// language it is comes first, and so is the one a page begins with.
    pub fn speaking(self, language: Language) -> WorldSpec {
        let Self { head, mut people, teams } = self;
        people.sort_by_key(|person| person.locale != language.locale());
        let tenant = head.tenant_id.unwrap_or_else(|| ids::guid("tenant", &head.name));
        let is_agent = |key: &String| teams.iter().any(|team| team.members.contains(key));
        let keys = || people.iter().map(|person| person.key.clone());
        // Requesters first: the group chat is where an employee asks among colleagues.
        let mut chatters: Vec<String> = keys().filter(|key| !is_agent(key)).collect();
        chatters.extend(keys().filter(is_agent));
        chatters.truncate(3);
        WorldSpec {
            bot: BotSpec { id: ids::guid("bot", &tenant), name: SAMPLE_BOT.to_owned() },
            tenant,
            teams: teams
                .into_iter()
                .map(|team| TeamSpec {
                    id: None,
                    name: team.name,
                    name_ja: team.name_ja,
                    channels: vec![language.channel().to_owned()],
                    members: team.members,
                })
                .collect(),
            people: people.into_iter().map(|person| language.address(person)).collect(),
            group_chats: vec![GroupChatSpec { name: language.group().to_owned(), members: chatters }],
        }
    }
}
