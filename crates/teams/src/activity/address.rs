//! Addresses in people's text: which may be opened, and as what they are shown.
//!
//! Only `http`, `https`, `mailto` and `tel`. What is shown is always the address itself, so that nobody is led elsewhere than
//! they read. What could be read in two ways (a user name before the host, letters that look like others) opens nothing and
//! stays text.

use std::ops::Range;

use url::{Host, Url};

/// Longest address that can be opened, in bytes.
const LONGEST: usize = 2_000;

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Just text.
    Text(&'a str),
    /// An address, exactly as it is opened.
    Address(&'a str),
}

/// Splits a text at its addresses. The pieces together are the text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut begun = 0;
    for run in runs(text) {
        let start = run.start;
        let end = start + sentence_apart(&text[run]);
        let follows_word = text[..start].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'));
        let address = &text[start..end];
        if follows_word || !is_openable(address) || goes_on(&text[end..]) {
            continue;
        }
        if start > begun {
            found.push(Piece::Text(&text[begun..start]));
        }
        found.push(Piece::Address(address));
        begun = end;
    }
    if begun < text.len() {
        found.push(Piece::Text(&text[begun..]));
    }
    found
}

/// Where addresses may stand: from each scheme as far as its letters go. Nothing inside of a run is looked at again, also where
/// it is no address: what stands there would be read as a part of the whole.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut from = 0;
    while let Some(start) = next_scheme(text, from) {
        from = start + run(&text[start..]);
        runs.push(start..from);
    }
    runs
}

/// The address of a link in a message, in the form in which it is shown. `None`: not one that a person may open.
pub fn of_link(href: &str) -> Option<String> {
    let href = href.trim();
    if is_openable(href) {
        return Some(href.to_owned());
    }
    // Letters beyond ASCII, also in the host's name, become what is sent over the wire. User names are shown, not opened.
    let url = Url::parse(href).ok().filter(|_| href.len() <= LONGEST)?;
    let can_be_shown = matches!(url.scheme(), "http" | "https" | "mailto" | "tel");
    can_be_shown.then(|| url.as_str().to_owned())
}

/// Whether a name says the address already: `portal.example.com` for `https://portal.example.com/`.
pub fn is_named(name: &str, address: &str) -> bool {
    bare(name).eq_ignore_ascii_case(bare(address)) || (address.starts_with("tel:") && digits(name) == digits(address))
}

fn bare(address: &str) -> &str {
    let address = ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .find_map(|scheme| {
            address.get(..scheme.len()).filter(|it| it.eq_ignore_ascii_case(scheme)).map(|it| &address[it.len()..])
        })
        .unwrap_or(address);
    address.strip_suffix('/').unwrap_or(address)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Where the next scheme begins, from `from` on.
fn next_scheme(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let starts = |at: usize, word: &[u8]| {
        bytes[at..].len() >= word.len() && bytes[at..at + word.len()].eq_ignore_ascii_case(word)
    };
    (from..bytes.len()).find(|&at| match bytes[at] {
        b'h' | b'H' => starts(at, b"http://") || starts(at, b"https://"),
        b'm' | b'M' => starts(at, b"mailto:"),
        b't' | b'T' => starts(at, b"tel:"),
        _ => false,
    })
}

/// How many bytes belong to what begins here: ASCII only, since Japanese goes on without a space.
fn run(text: &str) -> usize {
    let is_part = |b: &u8| b.is_ascii_graphic() && !br#"<>"`\^{}|"#.contains(b);
    text.bytes().take_while(|b| is_part(b)).count()
}

/// Leaves out the punctuation of the sentence around an address: how many bytes are left.
fn sentence_apart(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = bytes.len();
    let count = |wanted: char| text.matches(wanted).count();
    // Brackets that close more than was opened belong to the sentence.
    let mut round = count(')').saturating_sub(count('('));
    let mut square = count(']').saturating_sub(count('['));
    loop {
        match bytes[..end].last() {
            Some(b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b'_' | b'~') => {}
            Some(b')') if round > 0 => round -= 1,
            Some(b']') if square > 0 => square -= 1,
            _ => return end,
        }
        end -= 1;
    }
}

/// An address that goes on in letters that look like ours, behind a backslash, or where a text was cut, is another than the
/// one we would open.
fn goes_on(after: &str) -> bool {
    after.starts_with(|c: char| matches!(c, '\\' | '…') || (c.is_alphabetic() && !c.is_ascii() && c < '\u{2e80}'))
}

fn is_openable(address: &str) -> bool {
    if address.len() > LONGEST || !address.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
        return false;
    }
    let Some((scheme, rest)) = address.split_once(':') else { return false };
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => is_plain_web(address, rest),
        "mailto" => is_mail(rest),
        "tel" => {
            let is_part = |b: u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'(' | b')');
            rest.bytes().any(|b| b.is_ascii_digit()) && rest.bytes().all(is_part)
        }
        _ => false,
    }
}

/// One host, the same for every reader: no user name, no number that is written in an odd way.
fn is_plain_web(address: &str, rest: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let authority = rest.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default();
    let typed = match url.port_or_known_default().map(|port| format!(":{port}")) {
        Some(port) => authority.strip_suffix(&port).unwrap_or(authority),
        None => authority,
    };
    let same_host = url.host_str().is_some_and(|host| host.eq_ignore_ascii_case(typed));
    let sound = matches!(url.host(), Some(Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_)));
    rest.starts_with("//")
        && !rest.starts_with("///")
        && sound
        && same_host
        && url.username().is_empty()
        && url.password().is_none()
}

fn is_mail(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_local = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'+' | b'-' | b'%');
    let is_domain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    !local.is_empty() && local.bytes().all(is_local) && domain.contains('.') && domain.bytes().all(is_domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(text: &str) -> Vec<&str> {
        let all = pieces(text);
        let whole: String = all
            .iter()
            .map(|it| match it {
                Piece::Text(it) | Piece::Address(it) => *it,
            })
            .collect();
        assert_eq!(whole, text, "the pieces are the text");
        all.into_iter()
            .filter_map(|it| match it {
                Piece::Address(it) => Some(it),
                Piece::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn addresses_are_found_where_people_put_them() {
        for (text, expected) in [
            (
                "入り口はこちらです。\nhttps://portal.example.com/expense?a=1",
                vec!["https://portal.example.com/expense?a=1"],
            ),
            ("手順書 (https://portal.example.com/77)を開く", vec!["https://portal.example.com/77"]),
            (
                "https://portal.example.comを開き、http://intranet/へ",
                vec!["https://portal.example.com", "http://intranet/"],
            ),
            (
                "See https://en.wikipedia.example/A_(b), then <HTTPS://A.example:8443/x>.",
                vec!["https://en.wikipedia.example/A_(b)", "HTTPS://A.example:8443/x"],
            ),
            (
                "mailto:help@corp.example か tel:+81-3-1234-5678 へ",
                vec!["mailto:help@corp.example", "tel:+81-3-1234-5678"],
            ),
            ("http://192.0.2.7/a", vec!["http://192.0.2.7/a"]),
            ("「https://a.example/」", vec!["https://a.example/"]),
            ("https://xn--e1afmkfd.example/", vec!["https://xn--e1afmkfd.example/"]),
        ] {
            assert_eq!(addresses(text), expected, "{text}");
        }
    }

    #[test]
    fn what_may_lead_elsewhere_stays_text() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://a.example/",
            "msteams:/l/chat",
            "https://bank.example@evil.example/",
            "https://user:pass@a.example/",
            "https://а.example/",
            "https://pаypal.example/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https:/a.example",
            "https://",
            "http:a.example",
            "xhttps://a.example",
            "mailto:a",
            "mailto:a@b.example?bcc=c@d.example",
            "tel:",
            "tel:abc",
            "https://exa%6dple.com/",
            "https:\\\\a.example/",
            "https://a.example\\@evil.example/",
            "https://a.example/cut…",
        ] {
            assert!(addresses(text).is_empty(), "{text}");
        }
        assert!(addresses(&format!("https://a.example/{}", "x".repeat(3_000))).is_empty());
    }

    #[test]
    fn a_link_is_shown_as_what_it_is() {
        assert_eq!(of_link(" https://a.example/手順 ").as_deref(), Some("https://a.example/%E6%89%8B%E9%A0%86"));
        assert_eq!(of_link("https://пример.example/").as_deref(), Some("https://xn--e1afmkfd.example/"));
        assert_eq!(
            of_link("https://bank.example@evil.example/").as_deref(),
            Some("https://bank.example@evil.example/")
        );
        for bad in ["javascript:alert(1)", "vbscript:x", "/relative", "", "data:text/html,x"] {
            assert_eq!(of_link(bad), None, "{bad}");
        }
    }

    #[test]
    fn no_letter_is_read_as_a_part_of_two_addresses() {
        for part in ["https://", "mailto:", "http://a(", "https://a.example ", "https://a.example)., ", "tel:1"] {
            let text = part.repeat(10_000);
            let runs = runs(&text);
            assert!(!runs.is_empty() && runs.windows(2).all(|pair| pair[0].end <= pair[1].start), "{part}");
            addresses(&text);
        }
    }
}
