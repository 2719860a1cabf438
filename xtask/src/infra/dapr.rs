//! One's own machine and the cloud have the same Dapr components: names, versions, scopes, retries
//! and time limits. Kinds may differ where the cloud has another product.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use super::plan::{Plan, at, list, text};
use super::report::Report;
use super::rules::Complaint;
use super::source::{self, Place};

/// Kind here to the kinds it may be in the cloud.
const COUNTERPARTS: [(&str, &str); 3] = [
    ("pubsub.redis", "pubsub.azure.servicebus.topics"),
    ("state.redis", "state.redis"),
    ("bindings.azure.storagequeues", "bindings.azure.storagequeues"),
];

/// Metadata that must not differ: it decides what happens to a message.
const SAME_METADATA: [&str; 4] = ["queueName", "ttlInSeconds", "visibilityTimeout", "pollingInterval"];

/// A component as its YAML file tells it.
struct Local {
    file: PathBuf,
    name: String,
    kind: String,
    version: String,
    metadata: BTreeMap<String, String>,
    scopes: Vec<String>,
}

/// Checks that the files can be read at all, without Terraform.
pub(super) fn check_declared(root: &Path, report: &mut Report) -> Result<()> {
    let all = locals(&root.join("infra/dapr"))?;
    let complaints: Vec<String> = all
        .iter()
        .filter(|local| local.scopes.is_empty() || !COUNTERPARTS.iter().any(|(here, _)| *here == local.kind))
        .map(|local| format!("{}: no scopes, or a kind without a counterpart", local.file.display()))
        .collect();
    report.none(&format!("{} Dapr components are declared for one's own machine", all.len()), &complaints);
    Ok(())
}

/// Compares the folder's files with the components of every plan.
pub(super) fn compare(folder: &Path, plans: &[&Plan]) -> Result<Vec<Complaint>> {
    let here = locals(folder)?;
    let mut complaints = Vec::new();
    for plan in plans {
        let clouds = plan.of_kind("azurerm_container_app_environment_dapr_component");
        for local in &here {
            match clouds.iter().find(|cloud| text(&cloud.values["name"]) == local.name) {
                None => complaints.push(local.complain("name:", format!("{} is not in the cloud", local.name))),
                Some(cloud) => complaints.extend(compare_one(local, cloud.values)),
            }
        }
        for cloud in &clouds {
            if !here.iter().any(|local| local.name == text(&cloud.values["name"])) {
                let place = source::resource(plan, cloud.address, "name");
                complaints.push(Complaint::at(format!("{} is in the cloud only", cloud.address), place));
            }
        }
        complaints.extend(compare_resiliency(folder, plan)?);
    }
    complaints.dedup();
    Ok(complaints)
}

impl Local {
    fn complain(&self, word: &str, text: String) -> Complaint {
        Complaint::at(text, source::words_in(&self.file, &[word]))
    }
}

fn compare_one(local: &Local, cloud: &Value) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let kind = text(&cloud["component_type"]);
    if !COUNTERPARTS.contains(&(local.kind.as_str(), kind)) {
        complaints
            .push(local.complain("type:", format!("{} is {} here and {kind} in the cloud", local.name, local.kind)));
    }
    if text(&cloud["version"]) != local.version {
        complaints.push(local.complain("version:", format!("{}: the versions differ", local.name)));
    }
    let scopes: Vec<&str> = list(&cloud["scopes"]).iter().map(text).collect();
    if scopes != local.scopes {
        complaints
            .push(local.complain("scopes:", format!("{}: the cloud's scopes are {}", local.name, scopes.join(", "))));
    }
    for key in SAME_METADATA {
        let cloud =
            list(&cloud["metadata"]).iter().find(|entry| entry["name"] == key).map(|entry| text(&entry["value"]));
        if local.metadata.get(key).map(String::as_str) != cloud {
            complaints.push(
                local.complain(key, format!("{}: {key} is {} in the cloud", local.name, cloud.unwrap_or("not set"))),
            );
        }
    }
    complaints
}

/// Figures of a policy, in one unit for both spellings: milliseconds.
fn compare_resiliency(folder: &Path, plan: &Plan) -> Result<Vec<Complaint>> {
    let file = folder.join("resiliency.yaml");
    if !file.is_file() {
        return Ok(Vec::new());
    }
    let yaml = flatten(&fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?);
    let mut complaints = Vec::new();
    for policy in plan.of_kind("azapi_resource").iter().filter(|resource| resource.name == "resiliency") {
        let component = text(&policy.values["name"]);
        for (direction, word) in [("inboundPolicy", "inbound"), ("outboundPolicy", "outbound")] {
            let cloud = at(policy.values, &format!("body.properties.{direction}"));
            let key = format!("{component}-{word}");
            for (path, figure) in figures(&key, cloud) {
                let here = yaml.get(&path).map(|(value, line)| (milliseconds(value), *line));
                if here.and_then(|(value, _)| value) != figure {
                    let line = here.map_or(1, |(_, line)| line);
                    let text = format!(
                        "{path} is {} in the cloud",
                        figure.map_or("not set".to_owned(), |figure| figure.to_string())
                    );
                    complaints.push(Complaint::at(text, Some(Place { file: file.clone(), line })));
                }
            }
        }
    }
    Ok(complaints)
}

/// Where each figure of the cloud's policy stands in the YAML file, and its value there.
fn figures(key: &str, cloud: &Value) -> Vec<(String, Option<u64>)> {
    if cloud.is_null() {
        return Vec::new();
    }
    let seconds = |path: &str| at(cloud, path).as_u64().map(|value| value * 1000);
    let plain = |path: &str| at(cloud, path).as_u64();
    let mut all = vec![
        (format!("spec.policies.timeouts.{key}"), seconds("timeoutPolicy.responseTimeoutInSeconds")),
        (format!("spec.policies.retries.{key}.maxRetries"), plain("httpRetryPolicy.maxRetries")),
        (
            format!("spec.policies.retries.{key}.initialInterval"),
            plain("httpRetryPolicy.retryBackOff.initialDelayInMilliseconds"),
        ),
        (
            format!("spec.policies.retries.{key}.maxInterval"),
            plain("httpRetryPolicy.retryBackOff.maxIntervalInMilliseconds"),
        ),
    ];
    if !cloud["circuitBreakerPolicy"].is_null() {
        all.push((
            format!("spec.policies.circuitBreakers.{key}.trip"),
            plain("circuitBreakerPolicy.consecutiveErrors"),
        ));
        all.push((
            format!("spec.policies.circuitBreakers.{key}.timeout"),
            seconds("circuitBreakerPolicy.timeoutInSeconds"),
        ));
        all.push((
            format!("spec.policies.circuitBreakers.{key}.interval"),
            seconds("circuitBreakerPolicy.intervalInSeconds"),
        ));
    }
    all
}

/// `30s` and `500ms` as milliseconds; a plain figure, also at the end of a sentence, as it is.
fn milliseconds(value: &str) -> Option<u64> {
    if let Some(figure) = value.strip_suffix("ms") {
        return figure.parse().ok();
    }
    if let Some(seconds) = value.strip_suffix('s').and_then(|figure| figure.parse::<u64>().ok()) {
        return Some(seconds * 1000);
    }
    value.rsplit(' ').next()?.parse().ok()
}

fn locals(folder: &Path) -> Result<Vec<Local>> {
    source::files(&folder.join("components"), "yaml")
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
            Ok(local(file, &text))
        })
        .collect()
}

fn local(file: PathBuf, text: &str) -> Local {
    let fields = flatten(text);
    let field = |path: &str| fields.get(path).map(|(value, _)| value.clone()).unwrap_or_default();
    // A list cannot have more entries than the file has fields.
    let entries = 0..fields.len();
    let metadata = entries
        .clone()
        .map(|index| (field(&format!("spec.metadata.{index}.name")), field(&format!("spec.metadata.{index}.value"))))
        .filter(|(name, _)| !name.is_empty())
        .collect();
    let scopes = entries.map(|index| field(&format!("scopes.{index}"))).filter(|scope| !scope.is_empty()).collect();
    Local {
        file,
        name: field("metadata.name"),
        kind: field("spec.type"),
        version: field("spec.version"),
        metadata,
        scopes,
    }
}

/// Path to value and line. Reads the plain YAML these files are written in (maps and lists by
/// indentation, one value a line); anything finer does not belong in them.
fn flatten(text: &str) -> BTreeMap<String, (String, usize)> {
    let mut fields = BTreeMap::new();
    // Indentation and step of every map or list we are inside of.
    let mut stack: Vec<(usize, String)> = Vec::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (index, raw) in text.lines().enumerate() {
        let line = raw.split(" # ").next().unwrap_or_default().trim_end();
        let mut rest = line.trim_start();
        if rest.is_empty() || rest.starts_with('#') {
            continue;
        }
        let mut indent = line.len() - rest.len();
        stack.retain(|(outer, _)| *outer < indent);
        if let Some(item) = rest.strip_prefix("- ") {
            let path = stack.iter().map(|(_, step)| step.as_str()).collect::<Vec<_>>().join(".");
            let count = counts.entry(path).or_default();
            stack.push((indent, count.to_string()));
            *count += 1;
            rest = item.trim_start();
            indent += 2;
        }
        let path = stack.iter().map(|(_, step)| step.as_str()).collect::<Vec<_>>().join(".");
        match rest.split_once(':') {
            Some((key, value)) if !key.contains('"') => {
                let full = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
                let value = value.trim().trim_matches('"').to_owned();
                if value.is_empty() {
                    stack.push((indent, key.to_owned()));
                } else {
                    fields.insert(full, (value, index + 1));
                }
            }
            _ => {
                fields.insert(path, (rest.trim_matches('"').to_owned(), index + 1));
            }
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_lists_and_comments_are_read() {
        let fields = flatten(
            "a:\n  b: c # why\n  d:\n    - name: x\n      value: \"1:2\"\n    - name: y\nscopes:\n  - one\n  - two\n",
        );
        let value = |path: &str| fields.get(path).map(|(value, line)| (value.as_str(), *line));
        assert_eq!(value("a.b"), Some(("c", 2)));
        assert_eq!(value("a.d.0.value"), Some(("1:2", 5)));
        assert_eq!(value("a.d.1.name"), Some(("y", 6)));
        assert_eq!(value("scopes.1"), Some(("two", 9)));
    }

    #[test]
    fn times_are_compared_in_milliseconds() {
        assert_eq!(milliseconds("30s"), Some(30_000));
        assert_eq!(milliseconds("500ms"), Some(500));
        assert_eq!(milliseconds("consecutiveFailures >= 10"), Some(10));
        assert_eq!(milliseconds("5"), Some(5));
    }
}
