//! The settings with their types, checked.

use std::net::SocketAddr;
use std::path::PathBuf;

use desk::answering::Thresholds;
use desk::language::Language;
use desk::people::DirectoryId;
use serde::Deserialize;

use super::{BadSetting, Layers};

/// Everything that the operator decides.
#[derive(Debug, Clone)]
pub struct Settings {
    pub listen: SocketAddr,
    pub public_url: Option<String>,
    pub data_dir: PathBuf,
    pub database_url: Option<String>,
    pub app_id: Option<String>,
    pub client_secret: Option<String>,
    pub tenant_id: Option<String>,
    pub cloud: String,
    pub groups: bool,
    pub organisation: String,
    pub app_version: String,
    pub language: Language,
    pub waiting_minutes: i64,
    pub admins: Vec<DirectoryId>,
    pub teams: Vec<TeamSetting>,
    pub thresholds: Thresholds,
    pub json_logs: bool,
    pub log_level: String,
}

/// A team of the desk, as the settings name it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamSetting {
    /// Unique name.
    pub name: String,
    /// Words that route here.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Entra object ids of the only agents; everybody in the channel's roster where it is missing.
    #[serde(default)]
    pub agents: Option<Vec<String>>,
}

impl Settings {
    /// Gives the layers their types.
    pub fn read(layers: &Layers) -> Result<Self, BadSetting> {
        let reader = Reader(layers);
        let default = retrieval::DEFAULT_THRESHOLDS;
        let or = |value: f32, measured: f32| if value == 0.0 { measured } else { value };
        let thresholds = Thresholds {
            answer: or(reader.share("answering.answer_from")?, default.answer),
            offer: or(reader.share("answering.offer_from")?, default.offer),
        };
        if thresholds.offer > thresholds.answer {
            let cure = "an entry that is not worth offering cannot be sure enough to answer: lower offer_from";
            return Err(reader.bad("answering.offer_from", "is above answering.answer_from", cure));
        }
        Ok(Self {
            listen: reader.listen()?,
            public_url: reader.public_url()?,
            data_dir: PathBuf::from(reader.text("data.dir")),
            database_url: reader.database_url()?,
            app_id: reader.guid("teams.app_id")?,
            client_secret: reader.optional("teams.client_secret"),
            tenant_id: reader.guid("teams.tenant_id")?,
            cloud: reader.one_of("teams.cloud", &["public", "gcc", "gcc-high", "dod", "china"])?,
            groups: reader.0.value("teams.groups").as_bool().unwrap_or_default(),
            organisation: reader.text("teams.organisation"),
            app_version: reader.text("teams.app_version"),
            language: Language::of_locale(&reader.one_of("desk.language", &["ja", "en"])?),
            waiting_minutes: reader.waiting_minutes()?,
            admins: reader.directory_ids("desk.admins")?,
            teams: reader.teams()?,
            thresholds,
            json_logs: reader.one_of("log.format", &["text", "json"])? == "json",
            log_level: reader.text("log.level"),
        })
    }

    /// Whether anything of a registration with Microsoft is configured.
    pub fn has_credentials(&self) -> bool {
        self.app_id.is_some() || self.client_secret.is_some()
    }
}

struct Reader<'a>(&'a Layers);

impl Reader<'_> {
    fn bad(&self, key: &str, problem: impl Into<String>, cure: impl Into<String>) -> BadSetting {
        BadSetting::new(format!("{key} ({})", self.0.origin(key)), problem, cure)
    }

    fn text(&self, key: &str) -> String {
        self.0.value(key).as_str().unwrap_or_default().trim().to_owned()
    }

    fn optional(&self, key: &str) -> Option<String> {
        Some(self.text(key)).filter(|text| !text.is_empty())
    }

    fn guid(&self, key: &str) -> Result<Option<String>, BadSetting> {
        let Some(text) = self.optional(key) else { return Ok(None) };
        if uuid::Uuid::try_parse(&text).is_ok() {
            return Ok(Some(text));
        }
        let cure = "copy it from the app's overview at entra.microsoft.com: 8-4-4-4-12 hexadecimal digits";
        Err(self.bad(key, format!("{text:?} is no GUID"), cure))
    }

    fn listen(&self) -> Result<SocketAddr, BadSetting> {
        let text = self.text("server.listen");
        let cure = "write address and port, such as 127.0.0.1:8080 or [::1]:8080";
        text.parse().map_err(|_| self.bad("server.listen", format!("{text:?} is no address with a port"), cure))
    }

    fn public_url(&self) -> Result<Option<String>, BadSetting> {
        let Some(url) = self.optional("server.public_url") else { return Ok(None) };
        if url.starts_with("https://") && !url["https://".len()..].is_empty() {
            return Ok(Some(url.trim_end_matches('/').to_owned()));
        }
        Err(self.bad("server.public_url", "is no https address", "Teams reaches https only: https://help.example.com"))
    }

    fn database_url(&self) -> Result<Option<String>, BadSetting> {
        let Some(url) = self.optional("database.url") else { return Ok(None) };
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Some(url));
        }
        let cure = "write postgres://USER@HOST/NAME, or leave it empty for SQLite in data.dir";
        Err(self.bad("database.url", "is no PostgreSQL address", cure))
    }

    fn one_of(&self, key: &str, allowed: &[&str]) -> Result<String, BadSetting> {
        let text = self.text(key);
        if allowed.contains(&text.as_str()) {
            return Ok(text);
        }
        Err(self.bad(key, format!("{text:?} is not known"), format!("use one of: {}", allowed.join(", "))))
    }

    fn share(&self, key: &str) -> Result<f32, BadSetting> {
        let value = self.0.value(key).as_float().unwrap_or_default() as f32;
        if (0.0..=1.0).contains(&value) {
            return Ok(value);
        }
        Err(self.bad(key, format!("{value} is no confidence"), "use a number from 0 to 1"))
    }

    fn waiting_minutes(&self) -> Result<i64, BadSetting> {
        let minutes = self.0.value("desk.waiting_minutes").as_integer().unwrap_or_default();
        if (1..=1440).contains(&minutes) {
            return Ok(minutes);
        }
        Err(self.bad("desk.waiting_minutes", format!("{minutes} is out of range"), "use 1 to 1440"))
    }

    fn directory_ids(&self, key: &str) -> Result<Vec<DirectoryId>, BadSetting> {
        let items = self.0.value(key).as_array().cloned().unwrap_or_default();
        let parse = |item: &toml::Value| item.as_str().and_then(DirectoryId::parse);
        items
            .iter()
            .map(|item| parse(item).ok_or_else(|| self.bad(key, format!("{item} is no object id"), OBJECT_ID)))
            .collect()
    }

    fn teams(&self) -> Result<Vec<TeamSetting>, BadSetting> {
        let value = self.0.value("desk.teams").clone();
        let cure = "write [[desk.teams]] with name, keywords and agents";
        let teams: Vec<TeamSetting> =
            value.try_into().map_err(|error: toml::de::Error| self.bad("desk.teams", error.to_string(), cure))?;
        let mut names: Vec<String> = Vec::new();
        for team in &teams {
            let name = team.name.trim().to_lowercase();
            if name.is_empty() || name.chars().count() > 60 {
                return Err(self.bad("desk.teams", "a team's name is empty or longer than 60 characters", cure));
            }
            if names.contains(&name) {
                return Err(self.bad("desk.teams", format!("two teams are named {}", team.name), "rename one"));
            }
            names.push(name);
        }
        Ok(teams)
    }
}

const OBJECT_ID: &str = "use the Entra object id (a GUID) of the person, as entra.microsoft.com shows it";

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(flags: &[(&str, &str)]) -> Result<Settings, BadSetting> {
        let mut layers = Layers::defaults();
        for (key, value) in flags {
            layers = layers.with_flag("--set", key, value)?;
        }
        Settings::read(&layers)
    }

    #[test]
    fn the_defaults_are_good() {
        let settings = settings(&[]).expect("defaults");
        assert_eq!(settings.waiting_minutes, 15);
        assert!(!settings.has_credentials());
    }

    #[test]
    fn a_wrong_setting_is_named_with_its_cure() {
        for (key, value, words) in [
            ("server.listen", "8080", "no address with a port"),
            ("server.public_url", "http://x", "https"),
            ("database.url", "mysql://x", "postgres://"),
            ("teams.cloud", "moon", "gcc-high"),
            ("teams.app_id", "abc", "no GUID"),
            ("teams.tenant_id", "contoso.onmicrosoft.com", "no GUID"),
            ("desk.waiting_minutes", "0", "1 to 1440"),
            ("answering.answer_from", "7.0", "0 to 1"),
            ("desk.teams", r#"[{ name = "IT" }, { name = "it" }]"#, "two teams"),
            ("desk.teams", r#"[{ name = "IT", color = "red" }]"#, "color"),
        ] {
            let error = settings(&[(key, value)]).expect_err(key).to_string();
            assert!(error.contains(key) && error.contains(words), "{error}");
        }
    }
}
