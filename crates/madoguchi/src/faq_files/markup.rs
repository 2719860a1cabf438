//! Turns markup and what spreadsheets leave behind into plain text: requesters read an answer as it is written.
//!
//! [`to_text`] reads a text of a file; [`escaped`] writes one so that reading it restores it, also where it speaks of markup
//! itself ("write `<br>`").

use std::borrow::Cow;

use super::control_code::{control_code, without_control_codes};
use super::reference::reference;
use super::tag::{is_html, tag};

/// The text that a reader was meant to see.
pub(super) fn to_text(text: &str) -> String {
    read(text).text
}

fn read(text: &str) -> Output {
    let text = without_control_codes(text);
    let html = is_html(&text);
    let mut out = Output::default();
    let mut rest = &*text;
    while let Some(at) = rest.find(['<', '&']) {
        out.push(&rest[..at]);
        rest = &rest[at..];
        let taken = if html { take_markup(rest, &mut out) } else { 0 };
        if taken > 0 {
            rest = &rest[taken..];
            continue;
        }
        let (letter, length) = reference(rest).unwrap_or((if rest.starts_with('<') { '<' } else { '&' }, 1));
        out.push(letter.encode_utf8(&mut [0; 4]));
        rest = &rest[length..];
    }
    out.push(rest);
    out
}

/// A text that [`to_text`] turns into this one.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if to_text(text) == text {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for (at, letter) in text.char_indices() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '_' if control_code(&text[at..]).is_some() => escaped.push_str("_x005F_"),
            letter => escaped.push(letter),
        }
    }
    Cow::Owned(escaped)
}

/// What is being written.
#[derive(Default)]
struct Output {
    text: String,
    /// At the beginning of a line that a tag made: blanks of the source do not count.
    fresh: bool,
    /// Where each open link goes, if anywhere, and where its text begins.
    links: Vec<(Option<String>, usize)>,
    /// What was searched for and does not come any more.
    gone: Vec<String>,
}

impl Output {
    fn push(&mut self, text: &str) {
        let text = if self.fresh { text.trim_start() } else { text };
        self.fresh &= text.is_empty();
        self.text.push_str(text);
    }

    /// How far a text goes up to the end of what `find` looks for. What does not come is looked for once: a text full of
    /// beginnings must not take its length squared.
    fn up_to(&mut self, name: &str, find: impl Fn() -> Option<usize>) -> Option<usize> {
        if self.gone.iter().any(|gone| gone == name) {
            return None;
        }
        let end = find();
        self.gone.extend(end.is_none().then(|| name.to_owned()));
        end
    }

    fn cut_blanks(&mut self) {
        self.text.truncate(self.text.trim_end_matches([' ', '\t']).len());
    }

    fn end_line(&mut self) {
        self.cut_blanks();
        self.text.push('\n');
        self.fresh = true;
    }

    /// Begins a line, unless one has just begun.
    fn begin_line(&mut self) {
        let begun = self.text.is_empty() || self.text.ends_with('\n');
        // A paragraph within a point of a list stays beside its dash.
        let in_point = self.text == "- " || self.text.ends_with("\n- ");
        if !begun && !in_point {
            self.end_line();
        }
        self.fresh = true;
    }

    fn end_link(&mut self) {
        let Some((Some(address), begin)) = self.links.pop() else { return };
        let shown = self.text.get(begin..).unwrap_or_default();
        if !shown.contains(address.trim_start_matches("mailto:").trim_start_matches("tel:")) {
            self.cut_blanks();
            self.text.extend([" (", &address, ")"]);
        }
    }
}

/// Takes a tag or a comment. Returns its length, 0 where there is none.
fn take_markup(text: &str, out: &mut Output) -> usize {
    if text.starts_with("<!--") {
        return out.up_to("-->", || Some(text.find("-->")? + 3)).unwrap_or(0);
    }
    if text.get(..9).is_some_and(|begin| begin.eq_ignore_ascii_case("<!doctype")) {
        return out.up_to(">", || Some(text.find('>')? + 1)).unwrap_or(0);
    }
    let Some(tag) = tag(text).filter(super::tag::Tag::is_known) else { return 0 };
    if tag.hides() {
        let closes = |text: &str| text.get(..tag.name.len()).is_some_and(|name| name.eq_ignore_ascii_case(&tag.name));
        let end = || {
            let (end, _) = text.match_indices("</").find(|(at, _)| closes(&text[at + 2..]))?;
            Some(end + text[end..].find('>')? + 1)
        };
        return out.up_to(&tag.name, end).unwrap_or(tag.length);
    }
    if tag.is_block() {
        out.begin_line();
    }
    match (tag.name.as_str(), tag.closes) {
        ("br", _) => out.end_line(),
        ("li", false) => {
            out.text.push_str("- ");
            out.fresh = true;
        }
        ("td" | "th", true) => out.push(" "),
        ("img", _) => out.push(&tag.attribute("alt").unwrap_or_default()),
        ("a", false) => {
            let goes_somewhere = |address: &String| {
                ["https://", "http://", "mailto:", "tel:"].iter().any(|way| address.starts_with(way))
            };
            out.links.push((tag.attribute("href").filter(goes_somewhere), out.text.len()));
        }
        ("a", true) => out.end_link(),
        _ => {}
    }
    tag.length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_what_its_reader_was_meant_to_see() {
        for (markup, text) in [
            ("<p>設定を<b>開く</b><br>次へ&nbsp;押す</p>", "設定を開く\n次へ 押す\n"),
            ("<p>one</p>\r\n<p>two</p>", "one\ntwo\n"),
            ("<ol>\n <li>first</li>\n <li><p>second</p></li>\n</ol>", "- first\n- second\n"),
            ("<DIV class='a > b'>x</DIV>", "x\n"),
            (
                "See <a href=\"https://a.example/?x=1&amp;y=2\">the page</a>.",
                "See the page (https://a.example/?x=1&y=2).",
            ),
            ("<a href='https://a.example'>https://a.example</a>", "https://a.example"),
            ("<a href=\"javascript:alert(1)\">x</a>", "x"),
            ("<style>p { color: red }</style><b>x</b><!-- hidden -->", "x"),
            ("<table><tr><td>a</td><td>b</td></tr></table>", "a b\n"),
            ("<b>R&D</b>: ssh <host>, 1 < 2", "R&D: ssh <host>, 1 < 2"),
            ("一行目_x000D_\n二行目", "一行目\r\n二行目"),
            ("A &amp; B &lt;C&gt; &#x3042;&#12356; &hellip;", "A & B <C> あい …"),
        ] {
            assert_eq!(to_text(markup), text, "{markup:?}");
        }
    }

    #[test]
    fn what_does_not_come_is_looked_for_once() {
        for part in ["<a ", "<a \"", "<!--", "<script>", "<p><style>", "&", "_x", "<a href='"] {
            let text = format!("<br>{}", part.repeat(100_000));
            let read = read(&text);
            assert!(read.text.len() <= text.len() && read.gone.len() <= 1, "{part}: {} searches", read.gone.len());
        }
    }

    #[test]
    fn what_is_no_markup_stays() {
        for text in [
            "a < b && c > d",
            "<ERR-0x51>",
            "ssh <address> と <名前>",
            "AT&T; R&D",
            "x<y>z",
            "&unknown;",
            "_x3042_ file_x",
            "  indented\n\n\nlines  ",
            "5 <",
            "&",
            "<",
            "<p",
            "&#0; &#xD800;",
        ] {
            assert_eq!(to_text(text), text);
            assert_eq!(escaped(text), text);
        }
    }

    #[test]
    fn every_text_is_restored_however_much_it_speaks_of_markup() {
        let parts = [
            "<br>", "<p>", "</p>", "&nbsp;", "&amp;", "&", "<", ">", "_x000D_", "_x005F_", "x000D_", "_", "&lt;", " ",
            "あ\n",
        ];
        let count = parts.len();
        // Every text of three parts.
        for n in 0..count.pow(3) {
            let text = [parts[n % count], parts[n / count % count], parts[n / count / count]].concat();
            assert_eq!(to_text(&escaped(&text)), text);
        }
    }
}
