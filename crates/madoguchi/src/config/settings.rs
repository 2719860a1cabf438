//! All settings with their types.

use super::answering::Answering;
use super::data::Data;
use super::database::Database;
use super::desk::Desk;
use super::log::Log;
use super::reader::Reader;
use super::retention::Retention;
use super::server::Server;
use super::teams::Teams;
use super::{BadSettings, Layers};

/// Everything that whoever runs the program decides, by section.
#[derive(Debug, Clone)]
pub struct Settings {
    pub server: Server,
    pub data: Data,
    pub database: Database,
    pub teams: Teams,
    pub desk: Desk,
    pub answering: Answering,
    pub log: Log,
    pub retention: Retention,
}

impl Settings {
    /// Gives the layers their types. Every fault is found, not only the first.
    pub fn read(layers: &Layers) -> Result<Self, BadSettings> {
        let mut reader = Reader::new(layers);
        let settings = Self {
            server: Server::read(&mut reader),
            data: Data::read(&mut reader),
            database: Database::read(&mut reader),
            teams: Teams::read(&mut reader),
            desk: Desk::read(&mut reader),
            answering: Answering::read(&mut reader),
            log: Log::read(&mut reader),
            retention: Retention::read(&mut reader),
        };
        reader.finish().map(|()| settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(flags: &[(&str, &str)]) -> Result<Settings, BadSettings> {
        let set = |layers: Layers, (key, value): &(&str, &str)| layers.with_flag("--set", key, value);
        Settings::read(&flags.iter().fold(Layers::defaults(), set))
    }

    #[test]
    fn the_defaults_are_good() {
        let settings = settings(&[]).expect("defaults");
        assert_eq!(settings.desk.waiting_minutes, 15);
        assert!(!settings.teams.has_credentials() && settings.teams.rate_limits);
    }

    const WRONG: [(&str, &str, &str); 30] = [
        ("server.listen", "s3cret:8080", "no address with a port"),
        ("server.public_url", "http://s3cret", "https"),
        ("server.trusted_proxies", "s3cret", "127.0.0.1"),
        ("server.trusted_proxies", "10.0.0.0/33", "no address"),
        ("database.url", "mysql://desk:s3cret@x", "postgres://"),
        ("database.url", "postgres://desk:s3cret#@db/desk", "%23"),
        ("database.url", "postgres://desk@db/desk?pasword=s3cret", "unknown parameter"),
        ("teams.cloud", "s3cret", "gcc-high"),
        ("teams.app_id", "abc8Q~s3cret", "no GUID"),
        ("teams.tenant_id", "s3cret.onmicrosoft.com", "no GUID"),
        ("teams.groups", "s3cret", "true or false"),
        ("teams.rate_limits", "s3cret", "on, off"),
        ("desk.language", "s3cret", "ja, en"),
        ("desk.waiting_minutes", "0", "1 to 1440"),
        ("desk.waiting_minutes", "s3cret", "a whole number"),
        ("answering.answer_from", "7.0", "0 to 1"),
        ("answering.promise", "0.0", "0.001 to 0.5"),
        ("answering.promise", "3.0", "0.03 is 3 %"),
        ("answering.vectors", "s3cret", "true or false"),
        ("answering.model_dir", "/s3cret", "has no file config.json"),
        ("desk.admins", "s3cret", "object id"),
        ("desk.teams", r#"[{ name = "IT" }, { name = "it" }]"#, "two teams"),
        ("desk.teams", r#"[{ name = "IT", s3cret = "red" }]"#, "name, keywords, agents"),
        ("desk.teams", r#"[{ name = 5, agents = ["s3cret"] }]"#, "name"),
        ("desk.teams", r#"[{ name = "IT", agents = ["s3cret"] }]"#, "object id"),
        ("desk.teams", "s3cret", "[[desk.teams]]"),
        ("desk.teams", r#"[{ name = "IT", serves = ["s3cret"] }]"#, "team:NAME"),
        ("desk.teams", r#"[{ name = "IT", serves = ["team:s3cret"] }]"#, "one of desk.teams"),
        ("log.level", "s3cret", "use error"),
        ("retention.events_days", "-1", "0 keeps for good"),
    ];

    #[test]
    fn a_wrong_setting_is_named_with_its_cure_and_never_with_its_value() {
        for (key, value, words) in WRONG {
            let error = settings(&[(key, value)]).expect_err(key).to_string();
            assert!(error.contains(key) && error.contains(words), "{value}: {error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let flags = [("teams.cloud", "moon"), ("desk.language", "fr"), ("log.format", "xml"), ("desk.colour", "red")];
        let error = settings(&flags).expect_err("four faults");
        assert_eq!(error.0.len(), 4, "{error}");
        for (key, _) in flags {
            assert!(error.to_string().contains(key), "{error}");
        }
    }

    #[test]
    fn settings_can_be_printed_for_a_programmer_without_their_secrets() {
        let flags = [("teams.client_secret", "abc8Q~s3cret"), ("database.url", "postgres://desk:s3cret@db/desk")];
        let settings = settings(&flags).expect("good settings");
        assert!(!format!("{settings:?}").contains("s3cret"));
        assert_eq!(settings.database.url.expect("set").reveal(), flags[1].1);
    }
}
