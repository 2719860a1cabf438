//! Compares the bodies of AzAPI resources with Azure's own types (`infra/tools/schemas/arm-types.json`).
//!
//! AzAPI sends what it is given: a misspelt property would be refused by Azure, or, worse, ignored.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::plan::{Plan, Resource, UNKNOWN, list, text};
use super::rules::Complaint;
use super::source;

/// Body types by `Type@version`.
pub(super) struct Types(BTreeMap<String, Value>);

/// A property that does not fit: where, and what is wrong.
struct Misfit {
    path: Vec<String>,
    text: String,
}

impl Types {
    pub(super) fn read(root: &Path) -> Result<Self> {
        let file = root.join("infra/tools/schemas/arm-types.json");
        let text = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
        Ok(Self(serde_json::from_str(&text).with_context(|| format!("read {}", file.display()))?))
    }

    /// Everything that does not fit, of every AzAPI resource in the plan.
    pub(super) fn check(&self, plan: &Plan) -> Vec<Complaint> {
        plan.resources()
            .iter()
            .filter(|resource| resource.kind.starts_with("azapi_"))
            .flat_map(|resource| self.check_resource(plan, resource))
            .collect()
    }

    fn check_resource(&self, plan: &Plan, resource: &Resource<'_>) -> Vec<Complaint> {
        let name = text(&resource.values["type"]);
        let Some(expected) = self.0.get(name) else {
            let place = source::resource(plan, resource.address, "type");
            return vec![Complaint::at(format!("{}: no type {name} is known", resource.address), place)];
        };
        // A PATCH and an update are merged into what is there, so they may leave things out.
        let whole = resource.kind == "azapi_resource";
        let mut misfits = Vec::new();
        compare(expected, &resource.values["body"], &mut Vec::new(), whole, &mut misfits);
        misfits
            .into_iter()
            .map(|misfit| {
                let steps: Vec<&str> =
                    misfit.path.iter().map(String::as_str).filter(|step| step.parse::<usize>().is_err()).collect();
                let place = source::resource(plan, resource.address, &format!("body.{}", steps.join(".")));
                Complaint::at(format!("{}: body.{}: {}", resource.address, misfit.path.join("."), misfit.text), place)
            })
            .collect()
    }
}

fn compare(expected: &Value, found: &Value, path: &mut Vec<String>, whole: bool, misfits: &mut Vec<Misfit>) {
    if found.is_null() || found == UNKNOWN {
        return;
    }
    let mut misfit = |text: String| misfits.push(Misfit { path: path.clone(), text });
    if expected["read_only"] == true {
        return misfit("only Azure sets this".to_owned());
    }
    match text(&expected["t"]) {
        "object" => compare_object(expected, found, path, whole, misfits),
        "array" => match found.as_array() {
            None => misfit("a list is expected".to_owned()),
            // An entry of a list is never merged, it replaces: so it must be whole.
            Some(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.push(index.to_string());
                    compare(&expected["of"], item, path, true, misfits);
                    path.pop();
                }
            }
        },
        "string" => match found.as_str() {
            None => misfit("text is expected".to_owned()),
            Some(value) => {
                let known: Vec<&str> = list(&expected["known"]).iter().map(text).collect();
                if !known.is_empty() && !known.contains(&value) {
                    misfit(format!("{value:?} is none of {}", known.join(", ")));
                }
            }
        },
        "integer" if !found.is_number() => misfit("a number is expected".to_owned()),
        "boolean" if !found.is_boolean() => misfit("true or false is expected".to_owned()),
        _ => {}
    }
}

fn compare_object(expected: &Value, found: &Value, path: &mut Vec<String>, whole: bool, misfits: &mut Vec<Misfit>) {
    let Some(fields) = found.as_object() else {
        misfits.push(Misfit { path: path.clone(), text: "an object is expected".to_owned() });
        return;
    };
    for (key, value) in fields {
        path.push(key.clone());
        if let Some(inner) = expected["p"].get(key) {
            compare(inner, value, path, whole, misfits);
        } else if expected["rest"].is_null() {
            let known: Vec<&str> =
                expected["p"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
            misfits.push(Misfit { path: path.clone(), text: format!("unknown; known are {}", known.join(", ")) });
        }
        path.pop();
    }
    let required = expected["p"].as_object().into_iter().flatten().filter(|(_, inner)| inner["required"] == true);
    for (key, _) in required {
        // Location and name of a resource are arguments of Terraform's own, outside the body.
        if whole && !fields.contains_key(key) && !(path.is_empty() && key == "location") {
            misfits.push(Misfit { path: path.clone(), text: format!("{key} is missing") });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misfits(found: Value) -> Vec<String> {
        let expected = serde_json::json!({"t": "object", "p": {
            "name": {"t": "string", "required": true},
            "kind": {"t": "string", "known": ["a", "b"]},
            "id": {"t": "string", "read_only": true},
            "list": {"t": "array", "of": {"t": "object", "p": {"key": {"t": "string", "required": true}}}},
        }});
        let mut all = Vec::new();
        compare(&expected, &found, &mut Vec::new(), true, &mut all);
        all.into_iter().map(|misfit| format!("{}: {}", misfit.path.join("."), misfit.text)).collect()
    }

    #[test]
    fn a_body_that_fits_is_left_alone() {
        assert!(misfits(serde_json::json!({"name": "x", "kind": "a", "list": [{"key": "y"}]})).is_empty());
    }

    #[test]
    fn each_kind_of_misfit_is_named() {
        assert_eq!(
            misfits(serde_json::json!({"name": "x", "knid": "a"})),
            ["knid: unknown; known are name, kind, id, list"]
        );
        assert_eq!(misfits(serde_json::json!({"name": "x", "kind": "c"})), ["kind: \"c\" is none of a, b"]);
        assert_eq!(misfits(serde_json::json!({"kind": "a"})), [": name is missing"]);
        assert_eq!(misfits(serde_json::json!({"name": "x", "id": "y"})), ["id: only Azure sets this"]);
        assert_eq!(misfits(serde_json::json!({"name": "x", "list": [{}]})), ["list.0: key is missing"]);
    }
}
