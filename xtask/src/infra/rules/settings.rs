//! An unknown setting stops the program at start. So whatever the infrastructure tells it is one of
//! its settings (`crates/madoguchi/src/config/default.toml`), or is written down as still to come
//! (`settings-ahead.json`), and no longer than that.

use std::collections::BTreeSet;

use super::super::plan::{list, text};
use super::super::source;
use super::model_names::{line_of, variables};
use super::{Complaint, Facts, Planned};

/// How the program's settings begin in the environment.
const PREFIX: &str = "MADOGUCHI_";

pub(super) fn check(environments: &[Planned], facts: &Facts) -> Vec<Complaint> {
    let known = known(&facts.settings);
    let ahead: BTreeSet<&str> = list(&facts.ahead["settings"]).iter().map(text).collect();
    let mut complaints = Vec::new();
    for environment in environments {
        let plan = environment.values();
        for resource in plan.resources() {
            for (name, _) in variables(&resource) {
                if name.starts_with(PREFIX) && !known.contains(&name) && !ahead.contains(name.as_str()) {
                    let text = format!("{}: the program has no setting {name}", resource.address);
                    complaints.push(Complaint::at(text, line_of(plan, &resource, &name)));
                }
            }
        }
    }
    for name in ahead.iter().filter(|name| known.contains(**name)) {
        let place = source::words_in(&facts.ahead_file, &[&format!("\"{name}\"")]);
        complaints.push(Complaint::at(format!("the program knows {name} by now"), place));
    }
    complaints.dedup();
    complaints
}

/// `[section]` and `key = ` as `MADOGUCHI_SECTION_KEY`.
fn known(toml: &str) -> BTreeSet<String> {
    let mut section = "";
    let mut all = BTreeSet::new();
    for line in toml.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
        } else if let Some((key, _)) = line.split_once(" = ")
            && !line.starts_with('#')
        {
            all.insert(format!("{PREFIX}{section}_{key}").to_uppercase());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_from_their_defaults() {
        let all = known("# x = 1\n[server]\n# listen = no\nlisten = \"a\"\n\n[teams]\napp_id = \"\"\n");
        assert_eq!(all.into_iter().collect::<Vec<_>>(), ["MADOGUCHI_SERVER_LISTEN", "MADOGUCHI_TEAMS_APP_ID"]);
    }
}
