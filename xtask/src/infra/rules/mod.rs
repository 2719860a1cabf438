//! The rules that the infrastructure keeps, each a function over the plans of all environments.
//!
//! Start with `ALL`. A rule complains of addresses; `source` finds the line.

mod capacity;
mod catalogue;
mod deployments;
mod exposure;
mod five;
mod model_names;
mod models_stay;
mod names;
mod quota;
mod regions;
mod secrets;
mod settings;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use super::plan::Plan;
use super::source::Place;

/// An environment with its plans.
pub(super) struct Planned {
    pub(super) name: String,
    /// The plan from nothing, or from what was there: shows what is done.
    pub(super) first: Plan,
    /// The plan after the apply: every value is known in it.
    pub(super) settled: Option<Plan>,
}

impl Planned {
    /// As it looks before anything is applied.
    pub(super) fn before_apply(&self) -> Self {
        Self { name: self.name.clone(), first: self.first.clone(), settled: None }
    }

    /// The plan that knows most.
    pub(super) fn values(&self) -> &Plan {
        self.settled.as_ref().unwrap_or(&self.first)
    }
}

/// Something a rule does not accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Complaint {
    pub(super) text: String,
    pub(super) place: Option<Place>,
}

impl Complaint {
    pub(super) fn at(text: String, place: Option<Place>) -> Self {
        Self { text, place }
    }

    /// One line: place and text. The place is told as in the repository, not as in the copy.
    pub(super) fn line(&self) -> String {
        match &self.place {
            Some(Place { file, line }) => {
                let file = file.display().to_string();
                let shown =
                    file.split_once("target/infra/work/").map_or(file.clone(), |(_, inner)| format!("infra/{inner}"));
                format!("{shown}:{line}: {}", self.text)
            }
            None => self.text.clone(),
        }
    }
}

/// What is decided outside Terraform: models in use, approved quota, removals, what the internet
/// may reach.
pub(super) struct Facts {
    catalogue: Value,
    quota: Value,
    retired: Value,
    exposed: Value,
    /// Where `exposed.json` lies, to point into it.
    exposed_file: PathBuf,
    renewal: Value,
    /// The program's settings with their defaults, as TOML.
    settings: String,
    /// Settings that the program is to get.
    ahead: Value,
    ahead_file: PathBuf,
}

impl Facts {
    pub(super) fn of_repository(root: &Path) -> Result<Self> {
        let models = root.join("infra/models");
        let exposed_file = root.join("infra/terraform/environments/exposed.json");
        let ahead_file = root.join("infra/terraform/environments/settings-ahead.json");
        let settings = root.join("crates/madoguchi/src/config/default.toml");
        Ok(Self {
            catalogue: read(&models.join("catalogue.json"))?,
            quota: read(&models.join("quota.json"))?,
            retired: read(&models.join("retired.json"))?,
            exposed: read(&exposed_file)?,
            exposed_file,
            renewal: renewal()?,
            settings: fs::read_to_string(&settings).with_context(|| format!("read {}", settings.display()))?,
            ahead: read(&ahead_file)?,
            ahead_file,
        })
    }

    /// The same files of an example; one that is missing says nothing.
    pub(super) fn of_folder(folder: &Path) -> Self {
        let optional = |name: &str| read(&folder.join(name)).unwrap_or(Value::Null);
        Self {
            catalogue: optional("catalogue.json"),
            quota: optional("quota.json"),
            retired: optional("retired.json"),
            exposed: optional("exposed.json"),
            exposed_file: folder.join("exposed.json"),
            renewal: renewal().unwrap_or(Value::Null),
            settings: fs::read_to_string(folder.join("default.toml")).unwrap_or_default(),
            ahead: optional("settings-ahead.json"),
            ahead_file: folder.join("settings-ahead.json"),
        }
    }
}

fn renewal() -> Result<Value> {
    read(&super::root()?.join("infra/tools/schemas/azurerm-5.json"))
}

fn read(file: &Path) -> Result<Value> {
    let text = fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("read {} as JSON", file.display()))
}

/// A rule: its name (in negative examples), the sentence it holds, and the check.
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) sentence: &'static str,
    pub(super) check: fn(&[Planned], &Facts) -> Vec<Complaint>,
}

pub(super) static ALL: [Rule; 11] = [
    Rule { name: "capacity", sentence: "capacity is always set in code", check: capacity::check },
    Rule {
        name: "models stay",
        sentence: "no model is edited or destroyed but by a written decision",
        check: models_stay::check,
    },
    Rule {
        name: "model names",
        sentence: "the application is told endpoints, never a model's name",
        check: model_names::check,
    },
    Rule {
        name: "catalogue",
        sentence: "every model of the application's catalogue is in every account; prod has it in two regions",
        check: catalogue::check,
    },
    Rule { name: "quota", sentence: "the sum of capacities stays within the approved quota", check: quota::check },
    Rule { name: "regions", sentence: "dev and prod use models in different regions", check: regions::check },
    Rule {
        name: "settings",
        sentence: "the program is told settings that it knows, or that are written down as still to come",
        check: settings::check,
    },
    Rule { name: "names", sentence: "names follow the Cloud Adoption Framework", check: names::check },
    Rule { name: "secrets", sentence: "secrets only by vault reference or identity", check: secrets::check },
    Rule { name: "exposure", sentence: "what talks to the internet is listed", check: exposure::check },
    Rule { name: "ready for 5", sentence: "nothing that azurerm 5 no longer takes", check: five::check },
];

/// The rule of a name that stands in a negative example.
pub(super) fn named(name: &str) -> Result<&'static Rule> {
    ALL.iter().find(|rule| rule.name == name).with_context(|| format!("no rule is named {name:?}"))
}
