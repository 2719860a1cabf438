//! What differs between Microsoft's clouds, as data: `clouds.json`.

use serde::Deserialize;

/// One cloud.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cloud {
    /// Name in the settings.
    pub name: String,
    /// Sign-in host, without a path.
    pub login: String,
    /// Issuer of the Connector's tokens.
    pub issuer: String,
    /// OpenID document that names the Connector's keys.
    pub metadata: String,
    /// Scope of our own token.
    pub scope: String,
    /// Hosts of service URLs, exact. Empty: the settings must name them.
    pub service_hosts: Vec<String>,
    /// Service URL for a conversation that was never heard of.
    pub default_service_url: Option<String>,
    /// Where to try once more when the service says that this host is not the tenant's.
    pub other_service_url: Option<String>,
}

impl Cloud {
    /// Every cloud.
    pub fn all() -> Vec<Self> {
        serde_json::from_str(include_str!("clouds.json")).expect("the table is read in every test")
    }

    /// A cloud by name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|cloud| cloud.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Hosts;

    #[test]
    fn every_cloud_is_complete_and_its_urls_are_on_its_own_list() {
        for cloud in Cloud::all() {
            let hosts = Hosts::exact(cloud.service_hosts.clone());
            for url in cloud.default_service_url.iter().chain(&cloud.other_service_url) {
                assert!(hosts.check(url).is_ok(), "{}: {url}", cloud.name);
            }
            for url in [&cloud.login, &cloud.issuer, &cloud.metadata, &cloud.scope] {
                assert!(url.starts_with("https://"), "{}: {url}", cloud.name);
            }
        }
        assert_eq!(Cloud::named("public").map(|it| it.login), Some("https://login.microsoftonline.com".into()));
        assert_eq!(Cloud::named("mars"), None);
    }
}
