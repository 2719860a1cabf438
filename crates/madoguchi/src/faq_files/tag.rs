//! Tags of HTML, as far as texts of other tools have them.

use super::reference;

/// Tags that only HTML has: one of them, and the text is HTML.
const SURE: &str = "a b big blockquote body br center col dd div dl dt em font h1 h2 h3 h4 h5 h6 head hr html i img li o:p ol p \
                    pre script small span strong style sub sup table td th tr ul";
/// Tags that could be a word in angle brackets as well ("ssh <address>"): they are taken out only where the text is
/// HTML.
const LIKELY: &str = "abbr address article aside button caption cite code colgroup del details figcaption figure footer form \
                      header iframe input ins kbd label link main mark meta nav q s samp section strike tbody tfoot thead \
                      title tt u var";
/// Tags that begin and end a line of their own.
const BLOCKS: &str = "address article aside blockquote body caption center dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 \
                      header hr li main ol p pre section table tr ul";
/// Tags whose content is not for readers.
const HIDDEN: &str = "script style title iframe";
/// A tag that is longer, in characters, is none.
const LONGEST: usize = 4_000;

/// `<…>`, with its name in lower case and what stands behind the name.
pub(super) struct Tag<'a> {
    pub(super) name: String,
    pub(super) closes: bool,
    /// From `<` to `>`, in bytes.
    pub(super) length: usize,
    rest: &'a str,
}

/// The tag with which a text begins, of whatever name.
pub(super) fn tag(text: &str) -> Option<Tag<'_>> {
    let inside = text.strip_prefix('<')?;
    let (closes, named) = inside.strip_prefix('/').map_or((false, inside), |rest| (true, rest));
    let end = named.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != ':')?;
    let (name, behind) = named.split_at(end);
    let begins_well = name.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if !begins_well || !behind.starts_with([' ', '\t', '\r', '\n', '/', '>']) {
        return None;
    }
    let mut quote = None;
    for (at, letter) in behind.char_indices().take(LONGEST) {
        match (quote, letter) {
            (None, '>') => {
                let length = text.len() - behind.len() + at + 1;
                return Some(Tag { name: name.to_ascii_lowercase(), closes, length, rest: &behind[..at] });
            }
            // No tag: and a text full of them is not searched again and again.
            (None, '<') => return None,
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
    }
    None
}

/// Whether a text is HTML.
pub(super) fn is_html(text: &str) -> bool {
    text.match_indices('<').filter_map(|(at, _)| tag(&text[at..])).any(|tag| tag.is_in(SURE))
}

impl Tag<'_> {
    fn is_in(&self, names: &str) -> bool {
        names.split(' ').any(|name| name == self.name)
    }

    pub(super) fn is_known(&self) -> bool {
        self.is_in(SURE) || self.is_in(LIKELY)
    }

    pub(super) fn is_block(&self) -> bool {
        self.is_in(BLOCKS)
    }

    /// Its content is not for readers.
    pub(super) fn hides(&self) -> bool {
        !self.closes && self.is_in(HIDDEN)
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let lower = self.rest.to_ascii_lowercase();
        let mut found = lower.match_indices(name).map(|(at, _)| at);
        let at = found.find(|at| self.rest[..*at].ends_with(char::is_whitespace))?;
        let value = self.rest[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next()?,
            _ => value.split(char::is_whitespace).next()?.trim_end_matches('/'),
        };
        Some(reference::resolved(value).trim().to_owned())
    }
}
