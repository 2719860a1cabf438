//! IP addresses that may point to a device. Masks, loopback and "any" stay: they are the same everywhere.

use super::Kind;
use super::finder::{Finder, after, before, pattern, tail};
use regex::Regex;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

static V4: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"));
static V6: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}"));
/// Before four numbers, these say that they are a version.
static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:バージョン|リリース|ビルド|ファームウェア|version|release|build|firmware|windows|\bver\.?|\bv|rev\.?)(?: ?(?:は|:|が|を|to|is))? ?$",
    )
});

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.each(&V4, Kind::IpAddress, |text, captures| {
        let found = captures.get(0)?;
        let address: Ipv4Addr = found.as_str().parse().ok()?;
        let same_everywhere = address.is_loopback() || address.is_unspecified() || address.octets()[0] == 255;
        let joined = before(text, found.start()).is_some_and(|c| c.is_ascii_alphanumeric() || c == '.')
            || after(text, found.end()).is_some_and(|c| c.is_ascii_alphanumeric())
            || text[found.end()..].starts_with('.')
                && text[found.end() + 1..].starts_with(|c: char| c.is_ascii_digit());
        let version = VERSION.is_match(tail(text, found.start(), 12));
        (!same_everywhere && !joined && !version).then_some(found.range())
    });
    finder.each(&V6, Kind::IpAddress, |text, captures| {
        let found = captures.get(0)?;
        let address: Ipv6Addr = found.as_str().parse().ok()?;
        let same_everywhere = address.is_loopback() || address.is_unspecified() || found.as_str().len() < 6;
        let joined = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == ':');
        let alone = !joined(before(text, found.start())) && !joined(after(text, found.end()));
        (!same_everywhere && alone).then_some(found.range())
    });
}
