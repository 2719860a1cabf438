//! `[desk]`: teams, admins, and how long people wait.

use ::desk::faq::AudienceGroup;
use ::desk::language::Language;
use ::desk::people::DirectoryId;
use toml::{Table, Value};

use super::reader::{Reader, Wrong, texts, wrong};

/// Teams, admins, and how long people wait.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The language where nobody's locale is known.
    pub language: Language,
    /// After so many minutes without an agent the agents are reminded of a ticket, 1 to 1440.
    pub waiting_minutes: i64,
    /// Who may connect channels.
    pub admins: Vec<DirectoryId>,
    /// The first is the default; where there is none, one team takes everything.
    pub teams: Vec<TeamSetting>,
}

/// A team of the desk, as the settings name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamSetting {
    /// Unique name.
    pub name: String,
    /// Words that route here.
    pub keywords: Vec<String>,
    /// The only agents; everybody in the channel's roster where it is missing.
    pub agents: Option<Vec<DirectoryId>>,
    /// Whom its answers, and what is learned from them, are for; everyone where it is missing.
    pub serves: Option<Vec<AudienceGroup>>,
}

const OBJECT_ID: &str = "use the Entra object id (a GUID) of the person, as entra.microsoft.com shows it";
const TEAM: &str =
    "write [[desk.teams]] with name, keywords, agents, serves; name is a text, the others are lists of texts";

impl Desk {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            language: Language::of_locale(&reader.one_of("desk.language", &["ja", "en"])),
            waiting_minutes: reader.value("desk.waiting_minutes", |value| {
                let minutes = value.as_integer().filter(|minutes| (1..=1440).contains(minutes));
                minutes.ok_or_else(|| wrong("is out of range", "use 1 to 1440"))
            }),
            admins: reader.value("desk.admins", directory_ids),
            teams: reader.value("desk.teams", teams),
        }
    }

    /// The names of the teams.
    pub(crate) fn team_names(&self) -> Vec<String> {
        self.teams.iter().map(|team| team.name.clone()).collect()
    }
}

fn directory_ids(value: &Value) -> Result<Vec<DirectoryId>, Wrong> {
    let id = |text: &String| DirectoryId::parse(text).filter(|id| uuid::Uuid::try_parse(id.as_str()).is_ok());
    let ids = texts(value).and_then(|texts| texts.iter().map(id).collect());
    ids.ok_or_else(|| wrong("holds what is no object id", OBJECT_ID))
}

fn groups(value: &Value) -> Result<Vec<AudienceGroup>, Wrong> {
    let groups = texts(value).and_then(|texts| texts.iter().map(|text| AudienceGroup::parse(text)).collect());
    groups.ok_or_else(|| wrong("its serves holds what is no audience", "write team:NAME or group:OBJECT-ID"))
}

fn teams(value: &Value) -> Result<Vec<TeamSetting>, Wrong> {
    let tables = value.as_array().cloned().unwrap_or_default();
    let mut teams: Vec<TeamSetting> = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let in_team = |(problem, cure): Wrong| (format!("team {}: {problem}", at + 1), cure);
        let team = table.as_table().ok_or_else(|| wrong("is no section", TEAM)).and_then(team).map_err(in_team)?;
        if teams.iter().any(|other| other.name.to_lowercase() == team.name.to_lowercase()) {
            return Err(wrong("two teams have the same name", "rename one"));
        }
        teams.push(team);
    }
    serve_known_teams(&mut teams)?;
    Ok(teams)
}

/// What is for a team that does not exist is for nobody. A name in another case means the team, too.
fn serve_known_teams(teams: &mut [TeamSetting]) -> Result<(), Wrong> {
    let names: Vec<String> = teams.iter().map(|team| team.name.clone()).collect();
    for group in teams.iter_mut().filter_map(|team| team.serves.as_mut()).flatten() {
        if let AudienceGroup::Team(name) = group {
            let known = names.iter().find(|known| known.to_lowercase() == name.to_lowercase());
            known
                .ok_or_else(|| {
                    wrong("a team serves a team that is not among them", "name one of desk.teams in its serves")
                })?
                .clone_into(name);
        }
    }
    Ok(())
}

fn team(table: &Table) -> Result<TeamSetting, Wrong> {
    if table.keys().any(|key| !["name", "keywords", "agents", "serves"].contains(&key.as_str())) {
        return Err(wrong("has an unknown key", TEAM));
    }
    let name = table.get("name").and_then(Value::as_str).map(str::trim).unwrap_or_default();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(wrong("its name is missing, no text, or longer than 60 characters", TEAM));
    }
    let keywords = table.get("keywords").map_or(Some(Vec::new()), texts);
    Ok(TeamSetting {
        name: name.to_owned(),
        keywords: keywords.ok_or_else(|| wrong("its keywords are no list of texts", TEAM))?,
        agents: table.get("agents").map(directory_ids).transpose()?,
        serves: table.get("serves").map(groups).transpose()?,
    })
}
