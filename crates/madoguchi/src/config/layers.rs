//! Finds out which value of each setting is in force, and where from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::BadSetting;

const DEFAULTS: &str = include_str!("default.toml");
/// The file that is read when none is named.
const USUAL_FILE: &str = "madoguchi.toml";
const PREFIX: &str = "MADOGUCHI_";
/// Environment variables with our prefix that are no settings.
const NO_SETTINGS: [&str; 2] = ["MADOGUCHI_CONFIG", "MADOGUCHI_TEST_POSTGRES"];
/// Settings whose value is never shown.
const SECRETS: [&str; 2] = ["database.url", "teams.client_secret"];

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Compiled in.
    Default,
    /// A file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// A flag of the command line.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::Flag(name) => write!(f, "flag {name}"),
        }
    }
}

/// Every setting (`section.key`) with the value in force and its origin.
#[derive(Debug, Clone)]
pub struct Layers {
    values: BTreeMap<String, (Value, Origin)>,
}

impl Layers {
    /// The defaults alone.
    pub fn defaults() -> Self {
        let table: Table = DEFAULTS.parse().expect("default.toml is checked by a test");
        let mut values = BTreeMap::new();
        for (section, keys) in table {
            let Value::Table(keys) = keys else { continue };
            for (key, value) in keys {
                values.insert(format!("{section}.{key}"), (value, Origin::Default));
            }
        }
        Self { values }
    }

    /// Lays the file over it: the named one, or `madoguchi.toml` in the current folder where there is one.
    pub fn with_file(self, named: Option<&Path>) -> Result<Self, BadSetting> {
        let path = named.unwrap_or(Path::new(USUAL_FILE));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => return Ok(self),
            Err(error) => {
                let cure = "name a file that this user can read, or leave --config out";
                return Err(BadSetting::new(format!("file {}", path.display()), error.to_string(), cure));
            }
        };
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            BadSetting::new(format!("file {}", path.display()), error.to_string(), "mend the line that is named above")
        })?;
        let origin = Origin::File(path.to_owned());
        let mut layered = self;
        for (section, keys) in table {
            let Value::Table(keys) = keys else {
                return Err(layered.unknown(&section, &origin));
            };
            for (key, value) in keys {
                layered.set(&format!("{section}.{key}"), value, origin.clone())?;
            }
        }
        Ok(layered)
    }

    /// Lays the environment of this process over it.
    pub fn with_process_environment(self) -> Result<Self, BadSetting> {
        self.with_environment(std::env::vars())
    }

    /// Lays an environment over it. An unknown variable with our prefix is an error: a typing mistake must not go unseen.
    pub fn with_environment(self, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, BadSetting> {
        let mut layered = self;
        for (name, text) in variables {
            let Some(rest) = name.strip_prefix(PREFIX) else { continue };
            if NO_SETTINGS.contains(&name.as_str()) {
                continue;
            }
            let origin = Origin::Environment(name.clone());
            let key = rest.to_ascii_lowercase().replacen('_', ".", 1);
            layered.set_text(&key, &text, origin)?;
        }
        Ok(layered)
    }

    /// Lays a flag over it.
    pub fn with_flag(self, flag: &str, key: &str, text: &str) -> Result<Self, BadSetting> {
        let mut layered = self;
        layered.set_text(key, text, Origin::Flag(flag.to_owned()))?;
        Ok(layered)
    }

    /// Text of the environment or a flag takes the type of the setting's default.
    fn set_text(&mut self, key: &str, text: &str, origin: Origin) -> Result<(), BadSetting> {
        let Some((default, _)) = self.values.get(key) else { return Err(self.unknown(key, &origin)) };
        let value = match default {
            Value::String(_) => Value::String(text.to_owned()),
            Value::Array(_) => array(text),
            _ => format!("value = {text}")
                .parse::<Table>()
                .ok()
                .and_then(|mut table| table.remove("value"))
                .unwrap_or_else(|| Value::String(text.to_owned())),
        };
        self.set(key, value, origin)
    }

    fn set(&mut self, key: &str, value: Value, origin: Origin) -> Result<(), BadSetting> {
        let Some((known, _)) = self.values.get(key) else { return Err(self.unknown(key, &origin)) };
        let value = match (known, value) {
            (Value::Float(_), Value::Integer(whole)) => Value::Float(whole as f64),
            (_, value) => value,
        };
        if !known.same_type(&value) {
            let problem = format!("wants {}, not {}", kind(known), kind(&value));
            return Err(BadSetting::new(format!("{key} ({origin})"), problem, "see `madoguchi config` for its form"));
        }
        self.values.insert(key.to_owned(), (value, origin));
        Ok(())
    }

    fn unknown(&self, key: &str, origin: &Origin) -> BadSetting {
        let near = self.values.keys().min_by_key(|known| distance(known, key));
        let near = near.filter(|known| distance(known, key) * 2 < known.chars().count());
        let meant = near.map(|near| format!("did you mean {near}? ")).unwrap_or_default();
        let cure = format!("{meant}`madoguchi config` lists them all");
        BadSetting::new(format!("{key} ({origin})"), "there is no such setting", cure)
    }

    /// The value of a setting.
    pub fn value(&self, key: &str) -> &Value {
        &self.values.get(key).expect("every setting has a default").0
    }

    /// Where a setting's value came from.
    pub fn origin(&self, key: &str) -> &Origin {
        &self.values.get(key).expect("every setting has a default").1
    }

    /// Every setting in order: key, value as text (secrets hidden), origin.
    pub fn shown(&self) -> Vec<(String, String, Origin)> {
        let show = |(key, (value, origin)): (&String, &(Value, Origin))| {
            let hidden = SECRETS.contains(&key.as_str()) && value.as_str().is_some_and(|text| !text.is_empty());
            let text = if hidden { "(hidden)".to_owned() } else { value.to_string() };
            (key.clone(), text, origin.clone())
        };
        self.values.iter().map(show).collect()
    }
}

/// `["a", "b"]` in TOML, or `a,b`.
fn array(text: &str) -> Value {
    let parsed = format!("value = {text}").parse::<Table>().ok().and_then(|mut table| table.remove("value"));
    if let Some(Value::Array(items)) = parsed {
        return Value::Array(items);
    }
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Array(_) => "a list",
        Value::Table(_) => "a section",
        Value::Datetime(_) => "a time",
    }
}

/// Levenshtein distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn later_layers_win_and_say_where_they_are_from() {
        let layers = Layers::defaults()
            .with_environment(environment(&[("MADOGUCHI_SERVER_LISTEN", "127.0.0.1:1"), ("PATH", "/bin")]))
            .and_then(|layers| layers.with_flag("--listen", "server.listen", "127.0.0.1:2"))
            .expect("good settings");
        assert_eq!(layers.value("server.listen").as_str(), Some("127.0.0.1:2"));
        assert_eq!(layers.origin("server.listen").to_string(), "flag --listen");
        assert_eq!(*layers.origin("data.dir"), Origin::Default);
    }

    #[test]
    fn a_misspelt_variable_is_an_error_that_names_the_right_one() {
        let error =
            Layers::defaults().with_environment(environment(&[("MADOGUCHI_TEAMS_APPID", "x")])).expect_err("unknown");
        assert!(error.to_string().contains("did you mean teams.app_id?"), "{error}");
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_refused() {
        let error = Layers::defaults().with_flag("--set", "desk.waiting_minutes", "soon").expect_err("wrong kind");
        assert!(error.to_string().contains("wants a whole number, not a text"), "{error}");
    }

    #[test]
    fn secrets_are_hidden_and_lists_come_in_both_forms() {
        let layers = Layers::defaults()
            .with_environment(environment(&[
                ("MADOGUCHI_TEAMS_CLIENT_SECRET", "s3cret"),
                ("MADOGUCHI_DESK_ADMINS", "a, b"),
            ]))
            .expect("good settings");
        let shown = layers.shown();
        assert!(!shown.iter().any(|(_, text, _)| text.contains("s3cret")));
        assert_eq!(layers.value("desk.admins").as_array().map(Vec::len), Some(2));
    }
}
