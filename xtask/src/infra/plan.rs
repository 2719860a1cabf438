//! A plan as Terraform prints it in JSON, and the questions that the rules ask of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::terraform::Diagnostic;

/// A plan with the folder its configuration lies in.
#[derive(Clone)]
pub(super) struct Plan {
    json: Value,
    pub(super) folder: PathBuf,
    /// What Terraform warned of while planning.
    pub(super) warnings: Vec<Diagnostic>,
}

/// A resource as it will be after the plan.
#[derive(Clone, Copy)]
pub(super) struct Resource<'p> {
    pub(super) address: &'p str,
    pub(super) kind: &'p str,
    pub(super) name: &'p str,
    pub(super) values: &'p Value,
}

/// What the plan does to one resource.
#[derive(Clone, Copy)]
pub(super) struct Change<'p> {
    pub(super) address: &'p str,
    pub(super) kind: &'p str,
    pub(super) actions: &'p Value,
    pub(super) before: &'p Value,
    pub(super) after: &'p Value,
}

/// Stands where a value will be known after the apply only. Left out, as Terraform leaves it, it
/// would look like an argument that nobody has set.
pub(super) const UNKNOWN: &str = "(known after apply)";

impl Plan {
    pub(super) fn new(mut json: Value, folder: PathBuf, warnings: Vec<Diagnostic>) -> Self {
        let unknown: BTreeMap<String, Value> = list(&json["resource_changes"])
            .iter()
            .map(|change| (text(&change["address"]).to_owned(), change["change"]["after_unknown"].clone()))
            .collect();
        mark_unknown(&mut json["planned_values"]["root_module"], &unknown);
        Self { json, folder, warnings }
    }

    /// Every managed resource, those of modules too.
    pub(super) fn resources(&self) -> Vec<Resource<'_>> {
        let mut all = Vec::new();
        gather(&self.json["planned_values"]["root_module"], &mut all);
        all
    }

    pub(super) fn of_kind<'p>(&'p self, kind: &str) -> Vec<Resource<'p>> {
        self.resources().into_iter().filter(|resource| resource.kind == kind).collect()
    }

    /// Every change but those that change nothing.
    pub(super) fn changes(&self) -> Vec<Change<'_>> {
        list(&self.json["resource_changes"])
            .iter()
            .filter(|change| change["mode"] == "managed")
            .map(|change| Change {
                address: text(&change["address"]),
                kind: text(&change["type"]),
                actions: &change["change"]["actions"],
                before: &change["change"]["before"],
                after: &change["change"]["after"],
            })
            .filter(|change| *change.actions != serde_json::json!(["no-op"]))
            .collect()
    }

    /// Addresses that a `moved` block gave to something that stood elsewhere.
    pub(super) fn moved(&self) -> Vec<(&str, &str)> {
        list(&self.json["resource_changes"])
            .iter()
            .filter_map(|change| Some((change["previous_address"].as_str()?, text(&change["address"]))))
            .collect()
    }

    /// The value of an input variable, as text; empty if it has none.
    pub(super) fn variable(&self, name: &str) -> &str {
        text(&self.json["variables"][name]["value"])
    }

    /// Every managed resource as it is written, those of modules too.
    pub(super) fn configured(&self) -> Vec<Configured<'_>> {
        let mut all = Vec::new();
        gather_configured(&self.json["configuration"]["root_module"], "", &mut all);
        all
    }

    /// The expressions of a provider block of the root.
    pub(super) fn provider(&self, name: &str) -> &Value {
        &self.json["configuration"]["provider_config"][name]["expressions"]
    }

    /// The folder in which the module of an address is written.
    pub(super) fn module_folder(&self, address: &str) -> PathBuf {
        let mut folder = self.folder.clone();
        let mut module = &self.json["configuration"]["root_module"];
        for call in module_calls(address) {
            let next = &module["module_calls"][call];
            let Some(source) = next["source"].as_str() else { break };
            folder = normal(&folder.join(source));
            module = &next["module"];
        }
        folder
    }
}

/// A resource as it is written, before any value is known.
#[derive(Clone, Copy)]
pub(super) struct Configured<'p> {
    pub(super) kind: &'p str,
    pub(super) expressions: &'p Value,
    address: &'p str,
    module: Option<&'p str>,
}

impl Configured<'_> {
    /// Address without instance keys, as it would stand in a plan.
    pub(super) fn address(&self) -> String {
        match self.module {
            Some(module) => format!("module.{module}.{}", self.address),
            None => self.address.to_owned(),
        }
    }
}

fn mark_unknown(module: &mut Value, unknown: &BTreeMap<String, Value>) {
    for resource in module["resources"].as_array_mut().into_iter().flatten() {
        if let Some(mask) = unknown.get(text(&resource["address"])) {
            fill(&mut resource["values"], mask);
        }
    }
    for child in module["child_modules"].as_array_mut().into_iter().flatten() {
        mark_unknown(child, unknown);
    }
}

/// Puts the mark wherever the mask says true.
fn fill(value: &mut Value, mask: &Value) {
    match mask {
        Value::Bool(true) => *value = Value::from(UNKNOWN),
        Value::Object(inner) => {
            for (key, mask) in inner {
                if let Some(fields) = value.as_object_mut() {
                    fill(fields.entry(key.as_str()).or_insert(Value::Null), mask);
                }
            }
        }
        Value::Array(inner) => {
            for (item, mask) in value.as_array_mut().into_iter().flatten().zip(inner) {
                fill(item, mask);
            }
        }
        _ => {}
    }
}

fn gather<'p>(module: &'p Value, all: &mut Vec<Resource<'p>>) {
    for resource in list(&module["resources"]).iter().filter(|resource| resource["mode"] == "managed") {
        all.push(Resource {
            address: text(&resource["address"]),
            kind: text(&resource["type"]),
            name: text(&resource["name"]),
            values: &resource["values"],
        });
    }
    for child in list(&module["child_modules"]) {
        gather(child, all);
    }
}

fn gather_configured<'p>(module: &'p Value, name: &'p str, all: &mut Vec<Configured<'p>>) {
    for resource in list(&module["resources"]).iter().filter(|resource| resource["mode"] == "managed") {
        all.push(Configured {
            kind: text(&resource["type"]),
            expressions: &resource["expressions"],
            address: text(&resource["address"]),
            module: (!name.is_empty()).then_some(name),
        });
    }
    for (call, inner) in inner_object(&module["module_calls"]) {
        gather_configured(&inner["module"], call, all);
    }
}

fn inner_object(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(key, inner)| (key.as_str(), inner))
}

/// `module.a["x"].module.b.kind.name` → `a`, `b`.
fn module_calls(address: &str) -> Vec<&str> {
    let mut calls = Vec::new();
    let mut rest = address;
    while let Some(after) = rest.strip_prefix("module.") {
        let end = after.find(['.', '[']).unwrap_or(after.len());
        calls.push(&after[..end]);
        rest = &after[end..];
        if rest.starts_with('[') {
            rest = rest.split_once(']').map_or("", |(_, tail)| tail);
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
    }
    calls
}

/// Takes `..` out of a path without asking the disk.
fn normal(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                result.pop();
            }
            std::path::Component::CurDir => {}
            other => result.push(other),
        }
    }
    result
}

/// The items of a JSON list; none if it is no list.
pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The text of a JSON string; empty if it is none.
pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// `a.b.c`, taking the first entry of every list on the way.
pub(super) fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(value, |value, step| {
        let value = value.get(0).unwrap_or(value);
        value.get(step).unwrap_or(&Value::Null)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_calls_are_read_from_an_address() {
        assert_eq!(module_calls("module.a[\"x.y\"].module.b.kind.name[0]"), ["a", "b"]);
        assert!(module_calls("kind.name").is_empty());
    }

    #[test]
    fn what_is_unknown_is_marked() {
        let mut value = serde_json::json!({"a": 1, "list": [{"b": 2}]});
        fill(&mut value, &serde_json::json!({"id": true, "list": [{"c": true}], "a": false}));
        assert_eq!(value, serde_json::json!({"a": 1, "list": [{"b": 2, "c": UNKNOWN}], "id": UNKNOWN}));
    }

    #[test]
    fn a_path_goes_through_lists() {
        let value = serde_json::json!({"sku": [{"capacity": 3}]});
        assert_eq!(at(&value, "sku.capacity"), 3);
        assert_eq!(at(&value, "sku.none"), &Value::Null);
    }
}
