//! `[server]`: how the desk is reached.

use std::net::SocketAddr;

use console::api::Network;

use super::reader::{Reader, texts, wrong};

/// How the desk is reached.
#[derive(Debug, Clone)]
pub struct Server {
    /// Address and port; plain http.
    pub listen: SocketAddr,
    /// How Teams reaches it, `https://…` without a slash at the end; goes into the app package.
    pub public_url: Option<String>,
    /// What stands in front and is believed who has connected to it.
    pub trusted_proxies: Vec<Network>,
}

impl Server {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            listen: reader.value("server.listen", |value| {
                let cure = "write address and port, such as 127.0.0.1:8080 or [::1]:8080";
                let address = value.as_str().unwrap_or_default().trim().parse();
                address.map_err(|_| wrong("is no address with a port", cure))
            }),
            public_url: reader.optional_as("server.public_url", |url| {
                let good = url.starts_with("https://") && url::Url::parse(url).is_ok_and(|url| url.has_host());
                let cure = "Teams reaches https only: https://help.example.com";
                if good { Ok(url.trim_end_matches('/').to_owned()) } else { Err(wrong("is no https address", cure)) }
            }),
            trusted_proxies: reader.value("server.trusted_proxies", |value| {
                let read = |texts: Vec<String>| texts.iter().map(|text| Network::parse(text)).collect();
                let networks = texts(value).and_then(read);
                let cure = "write addresses of proxies, or networks of them: 127.0.0.1, 10.0.0.0/8";
                networks.ok_or_else(|| wrong("names something that is no address", cure))
            }),
        }
    }
}
