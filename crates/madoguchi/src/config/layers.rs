//! Finds out which value of each setting is in force, and where from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::{BadSetting, SECRETS, toml_file};

const DEFAULTS: &str = include_str!("default.toml");
/// The file that is read when none is named.
const USUAL_FILE: &str = "madoguchi.toml";
const PREFIX: &str = "MADOGUCHI_";
/// Environment variables with our prefix that are no settings.
const NO_SETTINGS: [&str; 2] = ["MADOGUCHI_CONFIG", "MADOGUCHI_TEST_POSTGRES"];
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

impl Origin {
    /// Where it is, without the name of a variable: that may hold what was pasted into the wrong place.
    fn kind(&self) -> String {
        match self {
            Self::Environment(_) => format!("an environment variable that begins with {PREFIX}"),
            other => other.to_string(),
        }
    }
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

/// Every setting (`section.key`) with the value in force and its origin, and what in the layers cannot be one.
#[derive(Clone)]
pub struct Layers {
    values: BTreeMap<String, Layered>,
    faults: Vec<BadSetting>,
}

#[derive(Clone)]
struct Layered {
    default: Value,
    value: Value,
    origin: Origin,
}

/// A row of what `madoguchi config` shows: key, value as text, origin.
pub(crate) type Shown = (String, String, Origin);

impl Layers {
    /// The defaults alone.
    pub fn defaults() -> Self {
        let table: Table = DEFAULTS.parse().expect("default.toml is checked by a test");
        let mut values = BTreeMap::new();
        for (section, keys) in table {
            let Value::Table(keys) = keys else { continue };
            for (key, value) in keys {
                let layered = Layered { default: value.clone(), value, origin: Origin::Default };
                values.insert(format!("{section}.{key}"), layered);
            }
        }
        Self { values, faults: Vec::new() }
    }

    /// Lays the file over it: the named one, or `madoguchi.toml` in the current folder where there is one.
    pub fn with_file(mut self, named: Option<&Path>) -> Self {
        let path = named.unwrap_or(Path::new(USUAL_FILE));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => return self,
            Err(error) => {
                let cure = "name a file in UTF-8 that this user can read, or leave --config out";
                return self.with_fault(BadSetting::new(format!("file {}", path.display()), error.to_string(), cure));
            }
        };
        let table = match toml_file::read(&path.display().to_string(), &text) {
            Ok(table) => table,
            Err(faults) => {
                self.faults.extend(faults);
                return self;
            }
        };
        let origin = Origin::File(path.to_owned());
        for (section, keys) in table {
            let Value::Table(keys) = keys else {
                self.note_unknown(&section, &origin);
                continue;
            };
            for (key, value) in keys {
                self.set(&format!("{section}.{key}"), value, origin.clone());
            }
        }
        self
    }

    /// Lays the environment of this process over it.
    pub fn with_process_environment(self) -> Self {
        let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        self.with_environment(std::env::vars_os().map(|(name, value)| (text(name), text(value))))
    }

    /// Lays an environment over it. An unknown variable with our prefix is an error: a typing mistake must not go unseen.
    pub fn with_environment(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        for (name, text) in variables {
            let Some(rest) = name.strip_prefix(PREFIX) else { continue };
            if NO_SETTINGS.contains(&name.as_str()) {
                continue;
            }
            let key = rest.to_ascii_lowercase().replacen('_', ".", 1);
            self.set_text(&key, &text, Origin::Environment(name));
        }
        self
    }

    /// Lays a flag over it.
    pub fn with_flag(mut self, flag: &str, key: &str, text: &str) -> Self {
        self.set_text(key, text, Origin::Flag(flag.to_owned()));
        self
    }

    /// Notes what is wrong with a layer.
    pub fn with_fault(mut self, fault: BadSetting) -> Self {
        self.faults.push(fault);
        self
    }

    /// What in the layers cannot be a setting.
    pub fn faults(&self) -> &[BadSetting] {
        &self.faults
    }

    /// Text of the environment or a flag takes the type of the setting's default.
    fn set_text(&mut self, key: &str, text: &str, origin: Origin) {
        let Some(known) = self.values.get(key) else { return self.note_unknown(key, &origin) };
        let value = match known.default {
            Value::String(_) => Value::String(text.to_owned()),
            Value::Array(_) => array(text),
            _ => format!("value = {text}")
                .parse::<Table>()
                .ok()
                .and_then(|mut table| table.remove("value"))
                .unwrap_or_else(|| Value::String(text.to_owned())),
        };
        self.set(key, value, origin);
    }

    fn set(&mut self, key: &str, value: Value, origin: Origin) {
        let Some(known) = self.values.get_mut(key) else { return self.note_unknown(key, &origin) };
        let value = match (&known.default, value) {
            (Value::Float(_), Value::Integer(whole)) => Value::Float(whole as f64),
            (_, value) => value,
        };
        if known.default.same_type(&value) {
            (known.value, known.origin) = (value, origin);
        } else {
            let problem = format!("wants {}, not {}", kind(&known.default), kind(&value));
            let cure = "see `madoguchi config` for its form";
            self.faults.push(BadSetting::new(format!("{key} ({origin})"), problem, cure));
            known.origin = origin;
        }
    }

    fn note_unknown(&mut self, key: &str, origin: &Origin) {
        let fault = self.unknown(key, origin);
        self.faults.push(fault);
    }

    fn unknown(&self, key: &str, origin: &Origin) -> BadSetting {
        let near = self.values.keys().min_by_key(|known| distance(known, key));
        let near = near.filter(|known| distance(known, key) * 2 < known.chars().count());
        let meant = near.map(|near| format!("did you mean {near}? ")).unwrap_or_default();
        let cure = format!("{meant}`madoguchi config` lists them all");
        // What does not look like a key may be something that was pasted into the wrong place.
        let looks_like_a_key = |letter: char| letter.is_ascii_lowercase() || matches!(letter, '_' | '.');
        if key.len() > 40 || !key.chars().all(looks_like_a_key) {
            return BadSetting::new(origin.kind(), "holds a key that is no setting", cure);
        }
        BadSetting::new(format!("{key} ({origin})"), "there is no such setting", cure)
    }

    /// The value of a setting. Panics where no setting has this key.
    pub fn value(&self, key: &str) -> &Value {
        &self.layered(key).value
    }

    /// The value that a setting has by itself.
    pub(super) fn default(&self, key: &str) -> &Value {
        &self.layered(key).default
    }

    /// Where a setting's value came from. Panics where no setting has this key.
    pub fn origin(&self, key: &str) -> &Origin {
        &self.layered(key).origin
    }

    fn layered(&self, key: &str) -> &Layered {
        self.values.get(key).unwrap_or_else(|| panic!("{key} has no default"))
    }

    /// Every setting in order. Secrets are hidden, and so is what is at fault or looks like a secret: it may be one that was
    /// pasted into the wrong place.
    pub(crate) fn shown(&self, faults: &[BadSetting]) -> Vec<Shown> {
        let show = |(key, layered): (&String, &Layered)| {
            let text = layered.value.as_str().unwrap_or_default();
            let secret = SECRETS.contains(&key.as_str()) && !text.is_empty() || looks_like_a_secret(text);
            let shown = if secret {
                "(hidden)".to_owned()
            } else if faults.iter().any(|fault| fault.is_about(key)) {
                "(hidden, since it is wrong)".to_owned()
            } else {
                layered.value.to_string()
            };
            (key.clone(), shown, layered.origin.clone())
        };
        self.values.iter().map(show).collect()
    }
}

/// The values stay out of it: they may be secrets.
impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origins = self.values.iter().map(|(key, layered)| (key, &layered.origin));
        f.debug_map().entries(origins).finish_non_exhaustive()
    }
}

/// A client secret of Entra has `Q~` behind its fourth letter; an address with a password has `:…@`.
fn looks_like_a_secret(text: &str) -> bool {
    let of_entra = text.len() >= 30 && text.get(4..6) == Some("Q~");
    let of_database = text
        .split_once("://")
        .is_some_and(|(_, rest)| rest.rsplit_once('@').is_some_and(|(person, _)| person.contains(':')));
    of_entra || of_database
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
            .with_flag("--listen", "server.listen", "127.0.0.1:2");
        assert!(layers.faults().is_empty());
        assert_eq!(layers.value("server.listen").as_str(), Some("127.0.0.1:2"));
        assert_eq!(layers.origin("server.listen").to_string(), "flag --listen");
        assert_eq!(*layers.origin("data.dir"), Origin::Default);
    }

    #[test]
    fn a_misspelt_variable_is_an_error_that_names_the_right_one() {
        let layers = Layers::defaults().with_environment(environment(&[("MADOGUCHI_TEAMS_APPID", "x")]));
        let fault = layers.faults()[0].to_string();
        assert!(fault.contains("did you mean teams.app_id?"), "{fault}");
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_refused() {
        let layers = Layers::defaults().with_flag("--set", "desk.waiting_minutes", "soon");
        let fault = layers.faults()[0].to_string();
        assert!(fault.contains("wants a whole number, not a text") && !fault.contains("soon"), "{fault}");
        assert_eq!(layers.origin("desk.waiting_minutes").to_string(), "flag --set");
    }

    #[test]
    fn what_was_pasted_in_place_of_a_key_is_not_repeated() {
        let secret = "abc8Q~s3cret";
        let layers = Layers::defaults()
            .with_flag("--set", secret, "x")
            .with_environment(environment(&[("MADOGUCHI_TEAMS_8Q~s3cret", "x")]));
        assert_eq!(layers.faults().len(), 2);
        for fault in layers.faults() {
            assert!(!fault.to_string().to_lowercase().contains("s3cret"), "{fault}");
        }
    }

    #[test]
    fn secrets_are_hidden_wherever_they_were_put_and_lists_come_in_both_forms() {
        let of_entra = "abc8Q~s3cret-s3cret-s3cret-s3cret-s3cret";
        let layers = Layers::defaults().with_environment(environment(&[
            ("MADOGUCHI_TEAMS_CLIENT_SECRET", "s3cret"),
            ("MADOGUCHI_TEAMS_APP_ID", "s3cret"),
            ("MADOGUCHI_TEAMS_ORGANISATION", of_entra),
            ("MADOGUCHI_DATA_DIR", "postgres://desk:s3cret@db/desk"),
            ("MADOGUCHI_DESK_ADMINS", "a, b"),
        ]));
        let faults = [BadSetting::new("teams.app_id (environment MADOGUCHI_TEAMS_APP_ID)", "is no GUID", "")];
        let shown = layers.shown(&faults);
        assert!(!shown.iter().any(|(_, text, _)| text.contains("s3cret")), "{shown:?}");
        assert!(!format!("{layers:?}").contains("s3cret"));
        assert_eq!(layers.value("desk.admins").as_array().map(Vec::len), Some(2));
    }
}
