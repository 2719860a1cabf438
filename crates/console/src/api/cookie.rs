//! The cookies by which a browser is known, each a secret of 256 bits of which the store has the digest only: one of the session,
//! and one for each account that it has signed in to before.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::session::{AccountName, DEVICE_KEPT, DeviceKey, LONGEST, SessionKey};
use sha2::{Digest, Sha256};

/// Bytes of a secret.
const LENGTH: usize = 32;

/// The cookie over https.
const SECURE: &str = "__Host-madoguchi";
/// The cookie by plain http on this machine.
const PLAIN: &str = "madoguchi";

/// What a browser keeps and nobody else.
pub(crate) struct Secret(String);

impl Secret {
    /// A fresh one. Fails where the system gives no chance.
    pub(crate) fn fresh() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// What the store finds the session by.
    pub(crate) fn key(&self) -> SessionKey {
        SessionKey::new(Sha256::digest(self.0.as_bytes()).into())
    }

    /// What the store knows the browser by.
    pub(crate) fn device(&self) -> DeviceKey {
        DeviceKey::new(Sha256::digest(self.0.as_bytes()).into())
    }
}

/// The secret of the session that a request carries.
pub(crate) fn secret_in(headers: &HeaderMap) -> Option<Secret> {
    carried(headers, "")
}

/// The header that hands the secret of a session to a browser.
pub(crate) fn handed_out(headers: &HeaderMap, secret: &Secret) -> HeaderValue {
    header_of(cookie(headers), "", &secret.0, LONGEST.whole_seconds())
}

/// The header that makes a browser forget it, by whichever name it knows it.
pub(crate) fn taken_back(headers: &HeaderMap) -> HeaderValue {
    let cookie = if named(headers, SECURE).is_some() { SECURE } else { cookie(headers) };
    header_of(cookie, "", "", 0)
}

/// The secret by which a browser is known that has signed in to an account before. It lets nobody in.
pub(crate) fn device_in(headers: &HeaderMap, account: &AccountName) -> Option<Secret> {
    carried(headers, &of_device(account))
}

/// The header that hands it to a browser.
pub(crate) fn device_handed_out(headers: &HeaderMap, account: &AccountName, secret: &Secret) -> HeaderValue {
    header_of(cookie(headers), &of_device(account), &secret.0, DEVICE_KEPT.whole_seconds())
}

/// The cookie that a browser is given. `__Host-`: browsers take such a one only over https, for this host alone and every path of it
/// (RFC 6265bis, 4.1.3.2).
fn cookie(headers: &HeaderMap) -> &'static str {
    if is_plain_here(headers) { PLAIN } else { SECURE }
}

/// Whether a request has come by plain http, and from this machine, as its browser sees it. Whatever speaks https in front is seen by
/// the host that was asked for, by what it says of itself, or, where it says nothing and passes on a host of its own, by the page that
/// sent the request. Whoever lies about any of that names their own cookie.
fn is_plain_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let forwarded = text("forwarded").to_ascii_lowercase();
    let is_https = text("x-forwarded-proto").split(',').any(|scheme| scheme.trim().eq_ignore_ascii_case("https"))
        || forwarded.contains("proto=https")
        || forwarded.contains("proto=\"https")
        || text("origin").starts_with("https://");
    !is_https && is_loopback(text("host"))
}

/// Whether a host, with its port or without, is this machine.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// What the name of an account's own cookie ends in. It tells nobody the account's: many may share a browser.
fn of_device(account: &AccountName) -> String {
    let digest = Sha256::digest(account.as_str().as_bytes());
    format!("-device-{}", URL_SAFE_NO_PAD.encode(&digest[..9]))
}

/// The secret that a browser carries. Over https anybody who can speak plain http for this host could have set the plain cookie.
fn carried(headers: &HeaderMap, end: &str) -> Option<Secret> {
    let plain = || named(headers, &format!("{PLAIN}{end}")).filter(|_| is_plain_here(headers));
    named(headers, &format!("{SECURE}{end}")).or_else(plain)
}

/// The secret in a cookie.
fn named(headers: &HeaderMap, cookie: &str) -> Option<Secret> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|pairs| pairs.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == cookie).map(|(_, value)| Secret(value.to_owned()))
}

fn header_of(cookie: &str, end: &str, value: &str, seconds: i64) -> HeaderValue {
    let secure = if cookie == SECURE { "; Secure" } else { "" };
    let text = format!("{cookie}{end}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).expect("names and base64 are plain")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    fn headers(sent: &[(&'static str, &str)]) -> HeaderMap {
        let value = |text: &str| HeaderValue::from_str(text).expect("plain");
        sent.iter().map(|(name, text)| (HeaderName::from_static(name), value(text))).collect()
    }

    /// By https, and by plain http on this machine.
    const WAYS: [(bool, &str); 2] = [(true, "help.example.com"), (false, "127.0.0.1:8080")];

    #[test]
    fn a_cookie_comes_back_as_the_key_of_its_session() {
        for (secure, host) in WAYS {
            let secret = Secret::fresh().expect("chance");
            let set = handed_out(&headers(&[("host", host)]), &secret).to_str().expect("plain").to_owned();
            assert_eq!((set.contains("; Secure"), set.starts_with("__Host-")), (secure, secure), "{set}");
            assert!(set.contains("; HttpOnly; SameSite=Strict") && set.contains("; Path=/;"), "{set}");
            let pair = set.split(';').next().expect("it has parts");
            let sent = headers(&[("host", host), ("cookie", &format!("a=b; {pair}; c=d"))]);
            assert!(secret_in(&sent).expect("it is there").key() == secret.key());
            let taken = taken_back(&sent).to_str().expect("plain").to_owned();
            assert!(taken.starts_with(&format!("{}=;", pair.split('=').next().expect("a name"))), "{taken}");
        }
    }

    #[test]
    fn a_browser_is_known_to_each_account_by_a_cookie_of_its_own() {
        let account = |name| AccountName::parse(name).expect("a name");
        for (secure, host) in WAYS {
            let secret = Secret::fresh().expect("chance");
            let set = device_handed_out(&headers(&[("host", host)]), &account("taro"), &secret);
            let set = set.to_str().expect("plain").to_owned();
            assert_eq!(set.contains("; Secure"), secure, "{set}");
            assert!(set.contains("; HttpOnly; SameSite=Strict") && !set.contains("taro"), "{set}");
            let pair = set.split(';').next().expect("it has parts");
            let sent = headers(&[("host", host), ("cookie", pair)]);
            assert!(device_in(&sent, &account("TARO")).expect("it is there").device() == secret.device());
            assert!(device_in(&sent, &account("hanako")).is_none());
            assert!(secret_in(&sent).is_none(), "it is no session");
        }
    }

    #[test]
    fn only_plain_http_over_loopback_is_given_a_cookie_that_travels_in_the_clear() {
        for host in ["127.0.0.1:8080", "127.0.0.1", "localhost:8080", "LOCALHOST.", "desk.localhost", "[::1]:8080"] {
            assert_eq!(cookie(&headers(&[("host", host)])), PLAIN, "{host}");
            // What speaks https in front, and passes on its own host.
            for (name, said) in [
                ("x-forwarded-proto", "https"),
                ("x-forwarded-proto", "HTTPS, http"),
                ("forwarded", "for=192.0.2.1;proto=https"),
                ("origin", "https://help.example.com"),
            ] {
                assert_eq!(cookie(&headers(&[("host", host), (name, said)])), SECURE, "{host} {name} {said}");
            }
            assert_eq!(cookie(&headers(&[("host", host), ("origin", "http://127.0.0.1:8080")])), PLAIN);
        }
        for host in
            ["", "help.example.com", "192.0.2.1:8080", "localhost.example.com", "127.0.0.1.example.com", "[::2]"]
        {
            assert_eq!(cookie(&headers(&[("host", host)])), SECURE, "{host}");
        }
    }

    #[test]
    fn nobody_is_known_by_a_cookie_that_travels_in_the_clear_where_https_is_spoken() {
        let sent = |more: &[(&'static str, &str)]| headers(&[&[("cookie", "madoguchi=x")], more].concat());
        assert!(secret_in(&headers(&[("host", "localhost")])).is_none());
        assert!(secret_in(&sent(&[("host", "help.example.com")])).is_none());
        assert!(secret_in(&sent(&[("host", "localhost")])).is_some(), "the control");
        assert!(secret_in(&sent(&[("host", "localhost"), ("x-forwarded-proto", "https")])).is_none());
    }
}
