//! `[teams]`: the registration with Microsoft.

use ::teams::auth::Secret;

use super::reader::Reader;

/// Proves to Microsoft who we are.
pub(super) const CLIENT_SECRET: &str = "teams.client_secret";

/// The registration with Microsoft.
#[derive(Debug, Clone)]
pub struct Teams {
    /// Application (client) id of the bot, a GUID.
    pub app_id: Option<String>,
    /// The secret of that application.
    pub client_secret: Option<Secret>,
    /// The Entra tenant that is served, a GUID.
    pub tenant_id: Option<String>,
    /// The name of a cloud of Microsoft's, one that `teams::auth::Cloud` knows.
    pub cloud: String,
    /// Whether Microsoft Graph is asked for a requester's groups.
    pub groups: bool,
    /// Who runs the desk, as the app package names them.
    pub organisation: String,
    /// Version of the app package, such as `1.0.0`.
    pub app_version: String,
    /// Whether the service's rate windows are kept. Without them only in development: Microsoft would throttle us.
    pub rate_limits: bool,
}

impl Teams {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            app_id: reader.guid("teams.app_id"),
            client_secret: reader.secret_as(CLIENT_SECRET, |_| Ok(())),
            tenant_id: reader.guid("teams.tenant_id"),
            cloud: reader.one_of("teams.cloud", &["public", "gcc", "gcc-high", "dod", "china"]),
            groups: reader.switch("teams.groups"),
            organisation: reader.text("teams.organisation"),
            app_version: reader.text("teams.app_version"),
            rate_limits: reader.one_of("teams.rate_limits", &["on", "off"]) == "on",
        }
    }

    /// Whether anything of a registration with Microsoft is configured.
    pub fn has_credentials(&self) -> bool {
        self.app_id.is_some() || self.client_secret.is_some()
    }

    /// What serving real Teams needs and is not set.
    pub fn missing(&self) -> Vec<&'static str> {
        let needed = [
            ("teams.tenant_id", self.tenant_id.is_none()),
            ("teams.app_id", self.app_id.is_none()),
            (CLIENT_SECRET, self.client_secret.is_none()),
        ];
        needed.into_iter().filter(|(_, missing)| *missing).map(|(key, _)| key).collect()
    }
}
