//! The cookies by which a browser is known, each a secret of 256 bits of which the store has the digest only: one of the session,
//! and one for each account that it has signed in to before.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::session::{AccountName, DEVICE_KEPT, DeviceKey, LONGEST, SessionKey};
use sha2::{Digest, Sha256};

use super::Reach;

/// Bytes of a secret.
const LENGTH: usize = 32;

/// The cookie over https.
const SECURE: &str = "__Host-madoguchi";

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

impl Reach {
    /// The cookie of a request. `__Host-`: browsers take such a one only over https, for this host alone and every path of it
    /// (RFC 6265bis, 4.1.3.2). What stands in front may say that it speaks https; whoever lies about that names their own cookie.
    fn cookie(&self, headers: &HeaderMap) -> &'static str {
        let is_https = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
        if self.secure_cookies || is_https { SECURE } else { "madoguchi" }
    }

    /// The secret of the session that a request carries.
    pub(crate) fn secret_in(&self, headers: &HeaderMap) -> Option<Secret> {
        named(headers, self.cookie(headers))
    }

    /// The header that hands the secret of a session to a browser.
    pub(crate) fn handed_out(&self, headers: &HeaderMap, secret: &Secret) -> HeaderValue {
        header_of(self.cookie(headers), &secret.0, LONGEST.whole_seconds())
    }

    /// The header that makes a browser forget it.
    pub(crate) fn taken_back(&self, headers: &HeaderMap) -> HeaderValue {
        header_of(self.cookie(headers), "", 0)
    }

    /// The secret by which a browser is known that has signed in to an account before. It lets nobody in.
    pub(crate) fn device_in(&self, headers: &HeaderMap, account: &AccountName) -> Option<Secret> {
        named(headers, &self.device_cookie(headers, account))
    }

    /// The header that hands it to a browser.
    pub(crate) fn device_handed_out(&self, headers: &HeaderMap, account: &AccountName, secret: &Secret) -> HeaderValue {
        header_of(&self.device_cookie(headers, account), &secret.0, DEVICE_KEPT.whole_seconds())
    }

    /// Each account has a cookie of its own, whose name tells nobody the account's: many may share a browser.
    fn device_cookie(&self, headers: &HeaderMap, account: &AccountName) -> String {
        let digest = Sha256::digest(account.as_str().as_bytes());
        format!("{}-device-{}", self.cookie(headers), URL_SAFE_NO_PAD.encode(&digest[..9]))
    }
}

/// The secret in a cookie.
fn named(headers: &HeaderMap, cookie: &str) -> Option<Secret> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|pairs| pairs.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == cookie).map(|(_, value)| Secret(value.to_owned()))
}

fn header_of(cookie: &str, value: &str, seconds: i64) -> HeaderValue {
    let secure = if cookie.starts_with(SECURE) { "; Secure" } else { "" };
    let text = format!("{cookie}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).expect("names and base64 are plain")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(secure_cookies: bool) -> Reach {
        Reach { secure_cookies, ..Reach::default() }
    }

    #[test]
    fn a_cookie_comes_back_as_the_key_of_its_session() {
        for secure in [true, false] {
            let (reach, secret) = (reach(secure), Secret::fresh().expect("chance"));
            let set = reach.handed_out(&HeaderMap::new(), &secret).to_str().expect("plain").to_owned();
            assert_eq!(set.contains("; Secure"), secure, "{set}");
            assert!(set.contains("; HttpOnly; SameSite=Strict") && set.contains("; Path=/;"), "{set}");
            let pair = set.split(';').next().expect("it has parts");
            let mut headers = HeaderMap::new();
            let sent = format!("a=b; {pair}; c=d");
            headers.insert(header::COOKIE, HeaderValue::from_str(&sent).expect("plain"));
            assert!(reach.secret_in(&headers).expect("it is there").key() == secret.key());
        }
    }

    #[test]
    fn a_browser_is_known_to_each_account_by_a_cookie_of_its_own() {
        let account = |name| AccountName::parse(name).expect("a name");
        for secure in [true, false] {
            let (reach, secret) = (reach(secure), Secret::fresh().expect("chance"));
            let set = reach.device_handed_out(&HeaderMap::new(), &account("taro"), &secret);
            let set = set.to_str().expect("plain").to_owned();
            assert_eq!(set.contains("; Secure"), secure, "{set}");
            assert!(set.contains("; HttpOnly; SameSite=Strict") && !set.contains("taro"), "{set}");
            let pair = set.split(';').next().expect("it has parts");
            let headers: HeaderMap =
                [(header::COOKIE, HeaderValue::from_str(pair).expect("plain"))].into_iter().collect();
            assert!(reach.device_in(&headers, &account("TARO")).expect("it is there").device() == secret.device());
            assert!(reach.device_in(&headers, &account("hanako")).is_none());
            assert!(reach.secret_in(&headers).is_none(), "it is no session");
        }
    }

    #[test]
    fn nobody_is_known_by_a_cookie_of_another_name() {
        let mut headers = HeaderMap::new();
        assert!(reach(true).secret_in(&headers).is_none());
        // Anybody who can speak plain http on this host could have set it.
        headers.insert(header::COOKIE, HeaderValue::from_static("madoguchi=x"));
        assert!(reach(true).secret_in(&headers).is_none());
        assert!(reach(false).secret_in(&headers).is_some(), "the control");
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        assert!(reach(false).secret_in(&headers).is_none(), "what stands in front speaks https");
    }
}
