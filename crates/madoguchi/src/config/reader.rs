//! Reads typed values out of the layers and gathers what is wrong.

use ::teams::auth::Secret;
use toml::Value;

use super::{BadSetting, BadSettings, Layers, SECRETS};

/// What is wrong with a value (never the value itself), and the cure.
pub(super) type Wrong = (String, String);

/// One reading of all sections.
pub(super) struct Reader<'a> {
    layers: &'a Layers,
    faults: Vec<BadSetting>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(layers: &'a Layers) -> Self {
        Self { layers, faults: layers.faults().to_vec() }
    }

    /// All that was found wrong.
    pub(super) fn finish(self) -> Result<(), BadSettings> {
        if self.faults.is_empty() { Ok(()) } else { Err(BadSettings(self.faults)) }
    }

    /// A value as `parse` reads it. Of a wrong one the fault is noted and the default given, so that the others are read too.
    pub(super) fn value<T>(&mut self, key: &str, parse: impl Fn(&Value) -> Result<T, Wrong>) -> T {
        match parse(self.layers.value(key)) {
            Ok(value) => value,
            Err(wrong) => {
                self.note(key, wrong);
                parse(self.layers.default(key)).unwrap_or_else(|_| panic!("the default of {key} is wrong"))
            }
        }
    }

    /// Notes what is wrong with a setting.
    pub(super) fn note(&mut self, key: &str, (problem, cure): Wrong) {
        self.faults.push(BadSetting::new(format!("{key} ({})", self.layers.origin(key)), problem, cure));
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str) -> String {
        self.layers.value(key).as_str().unwrap_or_default().trim().to_owned()
    }

    /// A text that may be missing and must be read by `parse` otherwise.
    pub(super) fn optional_as<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, Wrong>) -> Option<T> {
        self.value(key, |value| match value.as_str().unwrap_or_default().trim() {
            "" => Ok(None),
            text => parse(text).map(Some),
        })
    }

    /// A secret that may be missing. Its key must be among [`SECRETS`]: else `madoguchi config` would show it.
    pub(super) fn secret_as(&mut self, key: &str, check: impl Fn(&str) -> Result<(), Wrong>) -> Option<Secret> {
        assert!(SECRETS.contains(&key), "{key} is read as a secret and not hidden");
        self.optional_as(key, |text| check(text).map(|()| Secret::new(text.to_owned())))
    }

    /// One of some words.
    pub(super) fn one_of(&mut self, key: &str, allowed: &[&str]) -> String {
        self.value(key, |value| match value.as_str().unwrap_or_default().trim() {
            text if allowed.contains(&text) => Ok(text.to_owned()),
            _ => Err(wrong("is none of the known words", format!("use one of: {}", allowed.join(", ")))),
        })
    }

    /// `true` or `false`.
    pub(super) fn switch(&mut self, key: &str) -> bool {
        self.layers.value(key).as_bool().unwrap_or_default()
    }

    /// A GUID that may be missing.
    pub(super) fn guid(&mut self, key: &str) -> Option<String> {
        self.optional_as(key, |text| match uuid::Uuid::try_parse(text) {
            Ok(_) => Ok(text.to_owned()),
            Err(_) => Err(wrong(
                "is no GUID",
                "copy it from the app's overview at entra.microsoft.com: 8-4-4-4-12 hexadecimal digits",
            )),
        })
    }
}

/// The texts of a list; `None` where it is none, or holds something else.
pub(super) fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

pub(super) fn wrong(problem: impl Into<String>, cure: impl Into<String>) -> Wrong {
    (problem.into(), cure.into())
}
