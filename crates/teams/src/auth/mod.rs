//! Who calls us, and how we prove who we are.
//!
//! Inbound: [`verify`] checks the token that the Connector sends, with the keys of [`keys`]. Outbound: [`token`] fetches and
//! keeps our own token. [`hosts`] is the exact list of hosts that may ever see it; [`cloud`] is what differs between clouds.

pub mod cloud;
pub mod hosts;
pub mod keys;
pub mod token;
pub mod verify;

pub use cloud::Cloud;
pub use hosts::Hosts;
pub use token::{ClientSecret, Credential, Tokens};
pub use verify::{Refusal, Tenants, Verifier};

/// A text that must not be seen.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// The HTTP client for everything of Teams: it follows no redirect, so that a token goes where it was meant to go, and
/// gives up after 15 seconds, or 5 without a connection. With `direct`, proxies of the environment are not used
/// (loopback).
pub fn client(direct: bool) -> Result<reqwest::Client, reqwest::Error> {
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(std::time::Duration::from_secs(5))
        .timeout(std::time::Duration::from_secs(15))
        .user_agent("madoguchi");
    if direct { builder.no_proxy() } else { builder }.build()
}
