//! Documents name what there is: every path of those for contributors exists, every setting and event is described.

use std::path::Path;

use anyhow::Result;

pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let read = |path: &str| std::fs::read_to_string(root.join(path));
    let architecture = read("ARCHITECTURE.md")?;
    let mut faults = Vec::new();
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md", "README.md", "STYLE.md"] {
        let text = read(document)?;
        let missing = paths(&text).into_iter().filter(|path| !root.join(path).exists());
        faults.extend(missing.map(|path| format!("{document} names {path}, which is not there")));
    }
    let keys = setting_keys(&read("crates/madoguchi/src/config/default.toml")?)?;
    for page in ["docs/guide/03-configure.md", "docs/guide/ja/03-configure.md"] {
        let guide = read(page)?;
        let missing = keys.iter().filter(|key| !guide.contains(&format!("`{key}`")));
        faults.extend(missing.map(|key| format!("{page} does not describe {key}")));
    }
    for event in event_names(&read("crates/desk/src/event.rs")?) {
        if !architecture.contains(&format!("`{event}`")) {
            faults.push(format!("ARCHITECTURE.md does not list the event {event}"));
        }
    }
    Ok(faults)
}

/// What stands in backquotes and looks like a path of the repository.
fn paths(text: &str) -> Vec<&str> {
    let roots = ["crates/", "web/", "docs/", "sample/", "infra/", "xtask/", "evals/"];
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter(|words| roots.iter().any(|root| words.starts_with(root)) && !words.contains(['*', '<', ' ']))
        .collect()
}

fn setting_keys(defaults: &str) -> Result<Vec<String>> {
    let table: toml::Table = defaults.parse()?;
    let sections = table.iter().filter_map(|(section, keys)| Some((section, keys.as_table()?)));
    Ok(sections.flat_map(|(section, keys)| keys.keys().map(move |key| format!("{section}.{key}"))).collect())
}

fn event_names(source: &str) -> Vec<&str> {
    source.split('"').skip(1).step_by(2).filter(|text| text.strip_suffix(".v1").is_some()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_settings_and_events_are_found() {
        assert_eq!(paths("see `crates/desk/src` and `cargo test` and `web/src/*`"), ["crates/desk/src"]);
        assert_eq!(setting_keys("[a]\nb = 1\nc = 2").expect("toml"), ["a.b", "a.c"]);
        assert_eq!(event_names(r#"=> "ticket.opened.v1", "x""#), ["ticket.opened.v1"]);
    }
}
