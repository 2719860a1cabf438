//! The app package that an admin uploads to Teams: manifest, icons, both languages.
//!
//! [`package`] makes the zip; [`rules::check`] holds its manifest against the published rules (schema 1.29), and is run
//! before anything is written.

use std::io::{Cursor, Write};

use desk::language::Language;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use crate::texts;

pub mod rules;

pub use rules::{BrokenRule, check};

/// The version of the manifest's schema that we write and check.
pub const SCHEMA: &str = "1.29";

/// The full icon, 192 pixels square.
const COLOR: &[u8] = include_bytes!("icons/color.png");
/// The outline, 32 pixels square, white on nothing.
const OUTLINE: &[u8] = include_bytes!("icons/outline.png");

/// What differs between installations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// App (client) id of the bot; also the id of the app.
    pub app_id: String,
    /// Version of the app, such as `1.0.0`. Teams offers an update when it rises.
    pub version: String,
    /// Host under which Teams reaches us, such as `desk.example.com`.
    pub host: String,
    /// Name of the organisation that runs the desk.
    pub developer: String,
    /// Page about the desk, https.
    pub website: String,
    /// Page about privacy, https.
    pub privacy: String,
    /// Page with the terms of use, https.
    pub terms: String,
}

impl Settings {
    /// Settings whose pages all lie on the desk's own host.
    pub fn of_host(app_id: &str, version: &str, host: &str, developer: &str) -> Self {
        let page = |path: &str| format!("https://{host}/{path}");
        Self {
            app_id: app_id.to_ascii_lowercase(),
            version: version.to_owned(),
            host: host.to_owned(),
            developer: developer.to_owned(),
            website: page(""),
            privacy: page("privacy"),
            terms: page("terms"),
        }
    }
}

/// Why there is no package.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The manifest would be refused.
    #[error("manifest breaks the rules: {}", list(.0))]
    Rules(Vec<BrokenRule>),
    /// The zip could not be written.
    #[error("zip could not be written")]
    Zip(#[from] zip::result::ZipError),
    /// The zip could not be written.
    #[error("zip could not be written")]
    Write(#[from] std::io::Error),
}

fn list(broken: &[BrokenRule]) -> String {
    broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// The package as a zip. The same settings give the same bytes.
pub fn package(settings: &Settings) -> Result<Vec<u8>, PackageError> {
    let manifest = manifest(settings);
    let broken = check(&manifest);
    if !broken.is_empty() {
        return Err(PackageError::Rules(broken));
    }
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| -> Result<(), PackageError> {
        zip.start_file(name, options)?;
        zip.write_all(bytes)?;
        Ok(())
    };
    add("manifest.json", format!("{manifest:#}\n").as_bytes())?;
    add("en.json", format!("{:#}\n", strings(Language::English)).as_bytes())?;
    add("ja.json", format!("{:#}\n", strings(Language::Japanese)).as_bytes())?;
    add("color.png", COLOR)?;
    add("outline.png", OUTLINE)?;
    Ok(zip.finish()?.into_inner())
}

/// The manifest, in English; other languages lie beside it.
pub fn manifest(settings: &Settings) -> Value {
    let text = |key: &str| texts::text(Language::English, key);
    json!({
        "$schema": format!("https://developer.microsoft.com/json-schemas/teams/v{SCHEMA}/MicrosoftTeams.schema.json"),
        "manifestVersion": SCHEMA,
        "version": settings.version,
        "id": settings.app_id,
        "localizationInfo": {
            "defaultLanguageTag": "en",
            "defaultLanguageFile": "en.json",
            "additionalLanguages": [{"languageTag": "ja", "file": "ja.json"}],
        },
        "developer": {
            "name": settings.developer,
            "websiteUrl": settings.website,
            "privacyUrl": settings.privacy,
            "termsOfUseUrl": settings.terms,
        },
        "name": {"short": text("app-name"), "full": text("app-full-name")},
        "description": {"short": text("app-description"), "full": text("app-full-description")},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#4F6BED",
        "bots": [{
            "botId": settings.app_id,
            "scopes": ["personal", "team", "groupChat"],
            "supportsFiles": true,
            "isNotificationOnly": false,
            "commandLists": [
                {"scopes": ["personal"], "commands": commands(Language::English, PERSONAL)},
                {"scopes": ["team", "groupChat"], "commands": commands(Language::English, SHARED)},
            ],
        }],
        "validDomains": [settings.host],
        "defaultInstallScope": "personal",
    })
}

const PERSONAL: &[&str] = &["help", "person", "my-inquiries"];
const SHARED: &[&str] = &["help", "connect"];

/// Commands as Teams offers them: the first of the words that are understood.
fn commands(language: Language, names: &[&str]) -> Value {
    let command = |name: &&str| {
        let words = texts::text(language, &format!("command-{name}"));
        let word = words.split('|').next().unwrap_or_default().to_owned();
        json!({"title": word, "description": texts::text(language, &format!("app-command-{name}"))})
    };
    names.iter().map(command).collect()
}

/// The strings of one language, by their paths in the manifest.
fn strings(language: Language) -> Value {
    let text = |key: &str| texts::text(language, key);
    let mut strings = json!({
        "$schema": format!("https://developer.microsoft.com/json-schemas/teams/v{SCHEMA}/MicrosoftTeams.Localization.schema.json"),
        "name.short": text("app-name"),
        "name.full": text("app-full-name"),
        "description.short": text("app-description"),
        "description.full": text("app-full-description"),
    });
    for (list, names) in [PERSONAL, SHARED].iter().enumerate() {
        for (index, command) in commands(language, names).as_array().into_iter().flatten().enumerate() {
            for field in ["title", "description"] {
                strings[format!("bots[0].commandLists[{list}].commands[{index}].{field}")] = command[field].clone();
            }
        }
    }
    strings
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn settings() -> Settings {
        Settings::of_host("8f2c6a3e-5b0d-4c1e-9a77-0d1e2f3a4b5c", "1.0.0", "desk.example.com", "Example Ltd")
    }

    fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        (0..zip.len())
            .map(|index| {
                let mut file = zip.by_index(index).expect("a file");
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).expect("its bytes");
                (file.name().to_owned(), bytes)
            })
            .collect()
    }

    #[test]
    fn the_package_holds_what_the_manifest_names_at_its_root() {
        let bytes = package(&settings()).expect("a package");
        let files = unpacked(&bytes);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["manifest.json", "en.json", "ja.json", "color.png", "outline.png"]);
        assert_eq!(bytes, package(&settings()).expect("a package"), "the same settings give the same bytes");
    }

    #[test]
    fn icons_have_their_size() {
        for (icon, size) in [(COLOR, 192_u32), (OUTLINE, 32)] {
            assert!(icon.starts_with(b"\x89PNG\r\n\x1a\n"));
            assert_eq!(icon[16..20], size.to_be_bytes(), "width");
            assert_eq!(icon[20..24], size.to_be_bytes(), "height");
            assert_eq!(icon[25], 6, "colour with transparency");
        }
    }

    #[test]
    fn both_languages_translate_the_same_strings_within_their_limits() {
        let keys =
            |language| -> Vec<String> { strings(language).as_object().expect("an object").keys().cloned().collect() };
        assert_eq!(keys(Language::Japanese), keys(Language::English));
        for language in [Language::Japanese, Language::English] {
            for (path, value) in strings(language).as_object().expect("an object") {
                let text = value.as_str().expect("a text");
                let longest = rules::longest(path);
                assert!(text.chars().count() <= longest, "{path}: {text}");
                assert!(!text.is_empty(), "{path}");
            }
        }
    }

    #[test]
    fn a_bad_setting_gives_no_package() {
        let bad = Settings { app_id: "not-a-guid".into(), ..settings() };
        assert!(matches!(package(&bad), Err(PackageError::Rules(broken)) if broken.iter().any(|it| it.at == "id")));
    }
}
