//! From where a request comes: who has connected, or whom a proxy names of which the settings say that it may be believed.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use desk::session::AddressKey;
use sha2::{Digest, Sha256};

use super::{Api, Reach};

/// An address, or all that begin alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    /// So many bits are alike.
    bits: u32,
}

impl Network {
    /// Reads `ADDRESS` or `ADDRESS/BITS`.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().ok()?)),
            None => (text.trim(), None),
        };
        let first = address.parse::<IpAddr>().ok()?.to_canonical();
        let longest = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(longest);
        (bits <= longest).then_some(Self { first, bits })
    }

    fn has(&self, address: IpAddr) -> bool {
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                (first.to_bits() ^ address.to_bits()).checked_shr(32 - self.bits).unwrap_or_default() == 0
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                (first.to_bits() ^ address.to_bits()).checked_shr(128 - self.bits).unwrap_or_default() == 0
            }
            _ => false,
        }
    }
}

/// From where a request comes.
pub(crate) struct Client {
    /// What is counted of it.
    pub(crate) key: AddressKey,
}

impl<S> FromRequestParts<S> for Client
where
    Api: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        let address = peer.map(|peer| address_of(&Api::from_ref(state).reach, peer, &parts.headers));
        Ok(Self { key: key_of(address) })
    }
}

/// What is counted of an address. Of IPv6 somebody has at least the last 64 bits to themselves.
fn key_of(address: Option<IpAddr>) -> AddressKey {
    let counted = match address {
        Some(IpAddr::V6(address)) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)).to_string(),
        Some(IpAddr::V4(address)) => address.to_string(),
        None => String::new(),
    };
    AddressKey::new(Sha256::digest(counted.as_bytes()).into())
}

/// The address of whoever has connected, or where that is a trusted proxy, the last one in `X-Forwarded-For` that is none: what
/// stands before it anybody can have written.
fn address_of(reach: &Reach, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let mut address = peer.to_canonical();
    let named = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = named.flat_map(|value| value.split(',')).collect();
    for before in named.into_iter().rev() {
        if !reach.trusts(address) {
            break;
        }
        let Some(before) = read(before.trim()) else { break };
        address = before.to_canonical();
    }
    address
}

/// An address as proxies write it, some with the port.
fn read(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

impl Reach {
    /// Whether what an address says of others is believed.
    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|proxy| proxy.has(address))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_network_is_read_and_has_its_addresses_and_no_others() {
        let has = |network: &str, address: &str| {
            let network = Network::parse(network).expect("a network");
            network.has(address.parse().expect("an address"))
        };
        assert!(has("10.1.0.0/16", "10.1.255.255") && !has("10.1.0.0/16", "10.2.0.0"));
        assert!(has("127.0.0.1", "127.0.0.1") && !has("127.0.0.1", "127.0.0.2"));
        assert!(has("127.0.0.1", "::ffff:127.0.0.1") && !has("127.0.0.1", "::1"));
        assert!(has("fd00::/8", "fdff::1") && !has("fd00::/8", "fe00::1"));
        assert!(has("0.0.0.0/0", "192.0.2.1") && !has("0.0.0.0/0", "2001:db8::1") && has("::/0", "2001:db8::1"));
        for bad in ["", "proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "10.0.0.1:80"] {
            assert_eq!(Network::parse(bad), None, "{bad}");
        }
    }

    fn seen(trusted: &[&str], peer: &str, forwarded: &[&'static str]) -> String {
        let trusted_proxies = trusted.iter().map(|network| Network::parse(network).expect("a network")).collect();
        let reach = Reach { trusted_proxies, ..Reach::default() };
        let headers = forwarded
            .iter()
            .map(|value| (axum::http::HeaderName::from_static("x-forwarded-for"), HeaderValue::from_static(value)));
        address_of(&reach, peer.parse().expect("an address"), &headers.collect()).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_says_who_connected_to_it() {
        assert_eq!(seen(&[], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1", "nobody is believed by default");
        assert_eq!(seen(&["127.0.0.1"], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(seen(&["127.0.0.1"], "127.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(seen(&["127.0.0.1"], "::ffff:127.0.0.1", &["[2001:db8::1]:5000"]), "2001:db8::1");
        assert_eq!(seen(&["127.0.0.1"], "127.0.0.1", &["198.51.100.7:443"]), "198.51.100.7");
        assert_eq!(seen(&["127.0.0.1"], "127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn what_the_client_itself_has_written_into_the_header_counts_for_nothing() {
        let proxies = ["127.0.0.1", "10.0.0.0/8"];
        assert_eq!(seen(&proxies, "127.0.0.1", &["1.1.1.1, 198.51.100.7, 10.0.0.3"]), "198.51.100.7");
        assert_eq!(seen(&proxies, "127.0.0.1", &["1.1.1.1", "198.51.100.7", "10.0.0.3"]), "198.51.100.7");
        assert_eq!(seen(&proxies, "127.0.0.1", &["198.51.100.7, nonsense, 10.0.0.3"]), "10.0.0.3");
        assert_eq!(seen(&proxies, "127.0.0.1", &["10.0.0.9, 10.0.0.3"]), "10.0.0.9", "all of them are ours");
    }

    #[test]
    fn of_ipv6_the_network_of_one_household_is_counted() {
        let key = |text: &str| key_of(Some(text.parse().expect("an address")));
        assert!(key("2001:db8:0:1::1") == key("2001:db8:0:1:ffff::2"));
        assert!(key("2001:db8:0:1::1") != key("2001:db8:0:2::1"));
        assert!(key("192.0.2.1") != key("192.0.2.2") && key("192.0.2.1") != key_of(None));
    }
}
