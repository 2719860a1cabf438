//! The published rules of an app manifest, as far as ours could break them.
//!
//! From schema 1.29 of OfficeDev/microsoft-teams-app-schema: required fields, lengths, forms of ids, URLs and domains.

use serde_json::Value;

/// A rule that a manifest breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at} {rule}")]
pub struct BrokenRule {
    /// Where, as a path.
    pub at: String,
    /// Which rule.
    pub rule: &'static str,
}

/// Texts with their longest length in characters; all are required.
const TEXTS: [(&str, usize); 7] = [
    ("version", 256),
    ("developer.name", 32),
    ("name.short", 30),
    ("name.full", 100),
    ("description.short", 80),
    ("description.full", 4_000),
    ("accentColor", 7),
];
/// Addresses; all are required.
const URLS: [&str; 3] = ["developer.websiteUrl", "developer.privacyUrl", "developer.termsOfUseUrl"];
/// Everything that may stand at the top of a manifest of ours.
const KNOWN: [&str; 16] = [
    "$schema",
    "manifestVersion",
    "version",
    "id",
    "localizationInfo",
    "developer",
    "name",
    "description",
    "icons",
    "accentColor",
    "bots",
    "validDomains",
    "webApplicationInfo",
    "authorization",
    "defaultInstallScope",
    "staticTabs",
];

/// The longest text at a path of the manifest, or of a language's strings.
pub fn longest(path: &str) -> usize {
    if path.rsplit('.').next() == Some("title") {
        return 32;
    }
    if path.starts_with("bots[") {
        return 128;
    }
    TEXTS.iter().find(|(it, _)| *it == path).map_or(2_048, |(_, longest)| *longest)
}

/// Holds a manifest against the rules. Empty: it breaks none.
pub fn check(manifest: &Value) -> Vec<BrokenRule> {
    let mut broken = Vec::new();
    let mut rule = |holds: bool, at: &str, rule: &'static str| {
        if !holds {
            broken.push(BrokenRule { at: at.to_owned(), rule });
        }
    };
    let text = |path: &str| at(manifest, path).and_then(Value::as_str);

    for name in manifest.as_object().into_iter().flat_map(serde_json::Map::keys) {
        rule(KNOWN.contains(&name.as_str()), name, "is no field of a manifest");
    }
    rule(text("manifestVersion") == Some(super::SCHEMA), "manifestVersion", "is not the version that is checked");
    for (path, longest) in TEXTS {
        let length = text(path).map(|it| it.trim().chars().count());
        rule(length.is_some_and(|it| it > 0), path, "is missing");
        rule(length.is_none_or(|it| it <= longest), path, "is too long");
    }
    for path in URLS {
        rule(text(path).is_some_and(is_https), path, "is not an https address");
    }
    rule(text("id").is_some_and(is_guid), "id", "is not a GUID");
    rule(text("version").is_none_or(is_version), "version", "is not a version of three numbers");
    rule(text("accentColor").is_none_or(is_color), "accentColor", "is not a colour such as #4F6BED");
    for path in ["icons.color", "icons.outline"] {
        rule(text(path).is_some_and(|it| !it.is_empty() && !it.contains("..")), path, "is missing");
    }
    bots(manifest, &mut rule);
    domains(manifest, &mut rule);
    if let Some(languages) = manifest.get("localizationInfo") {
        let tag = languages.get("defaultLanguageTag").and_then(Value::as_str);
        rule(tag.is_some(), "localizationInfo.defaultLanguageTag", "is missing");
    }
    if manifest.get("webApplicationInfo").is_some() {
        rule(text("webApplicationInfo.id").is_some_and(is_guid), "webApplicationInfo.id", "is not a GUID");
    }
    let permissions = at(manifest, "authorization.permissions.resourceSpecific").and_then(Value::as_array);
    rule(permissions.is_none_or(|it| it.len() <= 16), "authorization", "asks for too many permissions");
    broken
}

fn bots(manifest: &Value, rule: &mut impl FnMut(bool, &str, &'static str)) {
    let Some(bots) = manifest.get("bots").and_then(Value::as_array) else {
        return rule(false, "bots", "is missing");
    };
    rule(bots.len() == 1, "bots", "is not exactly one");
    let Some(bot) = bots.first() else {
        return;
    };
    let id = bot.get("botId").and_then(Value::as_str);
    rule(id.is_some_and(is_guid), "bots[0].botId", "is not a GUID");
    let scopes: Vec<&str> =
        bot.get("scopes").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let known = scopes.iter().all(|it| ["personal", "team", "groupChat", "copilot"].contains(it));
    rule(known && !scopes.is_empty(), "bots[0].scopes", "are missing or not known");
    let lists = bot.get("commandLists").and_then(Value::as_array);
    rule(lists.is_none_or(|it| it.len() <= 3), "bots[0].commandLists", "are too many");
    for list in lists.into_iter().flatten() {
        let commands = list.get("commands").and_then(Value::as_array);
        rule(commands.is_some_and(|it| !it.is_empty() && it.len() <= 12), "commands", "are missing or too many");
        for command in commands.into_iter().flatten() {
            for (field, longest) in [("title", 32), ("description", 128)] {
                let length = command.get(field).and_then(Value::as_str).map(|it| it.chars().count());
                rule(
                    length.is_some_and(|it| (1..=longest).contains(&it)),
                    field,
                    "of a command is missing or too long",
                );
            }
        }
    }
}

fn domains(manifest: &Value, rule: &mut impl FnMut(bool, &str, &'static str)) {
    let domains: Vec<&Value> = manifest.get("validDomains").and_then(Value::as_array).into_iter().flatten().collect();
    rule(domains.len() <= 100, "validDomains", "are too many");
    for domain in domains {
        rule(domain.as_str().is_some_and(is_domain), "validDomains", "names something that is no host of its own");
    }
}

fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, field| value.get(field))
}

fn is_guid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|it| it.len()).collect();
    let is_hex = |it: &&str| it.bytes().all(|b| b.is_ascii_hexdigit());
    lengths == [8, 4, 4, 4, 12] && groups.iter().all(is_hex) && text.bytes().any(|b| !matches!(b, b'0' | b'-'))
}

fn is_https(text: &str) -> bool {
    text.len() <= 2_048 && url::Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.host().is_some())
}

fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() == 3 && parts.iter().all(|it| !it.is_empty() && it.len() <= 9 && it.bytes().all(|b| b.is_ascii_digit()))
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|it| it.len() == 6 && it.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A host name without scheme, path, port or wildcard.
fn is_domain(text: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let labels: Vec<&str> = text.split('.').collect();
    labels.len() >= 2
        && text.len() <= 253
        && labels.iter().all(|it| !it.is_empty() && it.len() <= 63 && it.bytes().all(letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::{Settings, manifest};
    use serde_json::json;

    fn good() -> Value {
        let id = "8f2c6a3e-5b0d-4c1e-9a77-0d1e2f3a4b5c";
        manifest(&Settings::of_host(id, "1.0.0", "desk.example.com", "Example Ltd"))
    }

    #[test]
    fn our_manifest_breaks_no_rule() {
        assert_eq!(check(&good()), vec![]);
    }

    #[test]
    fn every_rule_can_be_broken() {
        let cases: [(&str, Value, &str); 21] = [
            ("/manifestVersion", json!("1.5"), "manifestVersion"),
            ("/id", json!("00000000-0000-0000-0000-000000000000"), "id"),
            ("/id", json!("8f2c6a3e5b0d4c1e9a770d1e2f3a4b5c"), "id"),
            ("/version", json!("1.0"), "version"),
            ("/version", json!(""), "version"),
            ("/name/short", json!("x".repeat(31)), "name.short"),
            ("/name/full", json!("x".repeat(101)), "name.full"),
            ("/description/short", json!("x".repeat(81)), "description.short"),
            ("/description/full", json!("x".repeat(4_001)), "description.full"),
            ("/developer/name", json!("x".repeat(33)), "developer.name"),
            ("/developer/websiteUrl", json!("http://desk.example.com/"), "developer.websiteUrl"),
            ("/developer/privacyUrl", json!(null), "developer.privacyUrl"),
            ("/accentColor", json!("blue"), "accentColor"),
            ("/icons/color", json!("../color.png"), "icons.color"),
            ("/icons/outline", json!(null), "icons.outline"),
            ("/bots/0/botId", json!("bot"), "bots[0].botId"),
            ("/bots/0/scopes", json!(["everywhere"]), "bots[0].scopes"),
            ("/bots/0/commandLists/0/commands/0/title", json!("x".repeat(33)), "title"),
            ("/bots", json!([]), "bots"),
            ("/validDomains/0", json!("*.azurewebsites.net"), "validDomains"),
            ("/validDomains/0", json!("https://desk.example.com"), "validDomains"),
        ];
        for (path, value, at) in cases {
            let mut manifest = good();
            *manifest.pointer_mut(path).expect("the path is there") = value;
            let broken = check(&manifest);
            assert!(broken.iter().any(|it| it.at == at), "{path}: {broken:?}");
        }
        let permission = json!({"name": "TeamMember.Read.Group", "type": "Application"});
        let added = [
            ("surprise", json!(1), "surprise"),
            ("webApplicationInfo", json!({"id": "x"}), "webApplicationInfo.id"),
            ("authorization", json!({"permissions": {"resourceSpecific": vec![permission; 17]}}), "authorization"),
            ("localizationInfo", json!({}), "localizationInfo.defaultLanguageTag"),
        ];
        for (field, value, at) in added {
            let mut manifest = good();
            manifest[field] = value;
            let broken: Vec<String> = check(&manifest).into_iter().map(|it| it.at).collect();
            assert_eq!(broken, [at]);
        }
    }
}
