//! The hosts that may see our token. Whoever holds the token can speak as the bot, so the list is exact: suffixes such as
//! `trafficmanager.net` can be had by any customer of the cloud.

use url::{Host, Url};

/// Which hosts service URLs may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosts {
    exact: Vec<String>,
    loopback: bool,
}

/// A URL that must not see our token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadUrl {
    /// It cannot be read, or two readers might read it differently.
    #[error("url is malformed")]
    Malformed,
    /// Not https.
    #[error("url is not https")]
    Scheme,
    /// A user name, port, query or fragment stands in it.
    #[error("url has parts that a service url has not")]
    Parts,
    /// The host is not on the list.
    #[error("host is not on the list")]
    Host,
}

impl BadUrl {
    /// Word for the log.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "url_malformed",
            Self::Scheme => "url_scheme",
            Self::Parts => "url_parts",
            Self::Host => "url_host",
        }
    }
}

impl Hosts {
    /// These hosts, over https, on the usual port.
    pub fn exact(hosts: impl IntoIterator<Item = String>) -> Self {
        Self { exact: hosts.into_iter().map(|host| host.to_ascii_lowercase()).collect(), loopback: false }
    }

    /// Only this machine, any port, also without TLS. For development.
    pub const fn loopback() -> Self {
        Self { exact: Vec::new(), loopback: true }
    }

    /// Whether only this machine is allowed.
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Checks a service URL.
    pub fn check(&self, text: &str) -> Result<Url, BadUrl> {
        let url = self.check_any(text)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BadUrl::Parts);
        }
        Ok(url)
    }

    /// Checks a URL on the service host that may have a query, such as that of a picture.
    pub fn check_any(&self, text: &str) -> Result<Url, BadUrl> {
        // The parser forgives what other readers do not: backslashes, tabs, spaces, letters beyond ASCII.
        let plain = text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'\\' | b'"' | b'<' | b'>' | b'`'));
        if text.is_empty() || text.len() > 2_000 || !plain {
            return Err(BadUrl::Malformed);
        }
        let url = Url::parse(text).map_err(|_| BadUrl::Malformed)?;
        let is_allowed = text.starts_with("https://") || (self.loopback && text.starts_with("http://"));
        if !is_allowed {
            return Err(BadUrl::Scheme);
        }
        let authority = text.split('/').nth(2).unwrap_or_default();
        if !url.username().is_empty() || url.password().is_some() || authority.contains('@') {
            return Err(BadUrl::Parts);
        }
        if self.loopback {
            return if is_loopback(&url) { Ok(url) } else { Err(BadUrl::Host) };
        }
        if url.port().is_some() {
            return Err(BadUrl::Parts);
        }
        match url.host() {
            Some(Host::Domain(host)) if self.exact.iter().any(|it| it == host) => Ok(url),
            _ => Err(BadUrl::Host),
        }
    }
}

/// Whether a URL names this machine and nothing else can be meant by it.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(host)) => host == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_host_over_https_passes() {
        let hosts = Hosts::exact(["smba.trafficmanager.net".to_owned()]);
        for good in [
            "https://smba.trafficmanager.net/jp/",
            "https://smba.trafficmanager.net/teams",
            "https://SMBA.trafficmanager.net:443/x",
        ] {
            assert!(hosts.check(good).is_ok(), "{good}");
        }
        for bad in [
            "http://smba.trafficmanager.net/",
            "https://smba.trafficmanager.net./",
            "https://smba.trafficmanager.net:8443/",
            "https://x@smba.trafficmanager.net/",
            "https://@smba.trafficmanager.net/",
            "https://smba.trafficmanager.net\\@evil.example/",
            "https:\\\\smba.trafficmanager.net/",
            "https:/smba.trafficmanager.net/",
            " https://smba.trafficmanager.net/",
            "https://smba.traffic\tmanager.net/",
            "https://smba.trafficmanager.net/?x",
            "https://smba.trafficmanager.net/#x",
            "https://ｓmba.trafficmanager.net/",
            "https://localhost/",
            "//smba.trafficmanager.net/",
        ] {
            assert!(hosts.check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn development_reaches_this_machine_only() {
        let hosts = Hosts::loopback();
        for good in [
            "http://127.0.0.1:3978/",
            "http://localhost:1/x",
            "http://[::1]:80/",
            "http://127.9.9.9/",
            "https://localhost/",
        ] {
            assert!(hosts.check(good).is_ok(), "{good}");
        }
        for bad in [
            "http://0.0.0.0/",
            "http://10.0.0.5/",
            "http://169.254.169.254/",
            "http://localhost.evil.example/",
            "http://127.0.0.1.evil.example/",
            "http://evil.example@127.0.0.1/",
            "http://[::ffff:127.0.0.1]/",
            "https://smba.trafficmanager.net/jp/",
            "file:///etc/passwd",
            "ftp://127.0.0.1/",
        ] {
            assert!(hosts.check(bad).is_err(), "{bad}");
        }
    }
}
