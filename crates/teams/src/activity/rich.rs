//! The HTML twin of a message as plain text.
//!
//! Teams sends what a person wrote twice: as `text`, and as an attachment of type `text/html`. Only the twin has what stands
//! in angle brackets, where a link leads, which emoji it was, and the shape of lists, tables, quotes and code. Everything
//! here works on the stream of tags, without a tree: time and memory grow with the length of the input, however deep it nests.

use std::convert::Infallible;

use html5gum::{StartTag, Token, Tokenizer};

use super::address;

/// Longest text that is made, in bytes. The endpoint takes bodies of 256 KB; a text with many lists grows a little.
const LONGEST: usize = 512 * 1024;
/// How far lists and quotes are indented; what lies deeper stands below each other.
const DEEPEST: usize = 6;

/// What surrounds a twin in its activity.
#[derive(Debug, Default)]
pub struct Around {
    /// Names by which the bot is mentioned.
    pub bots: Vec<String>,
    /// Messages that are quoted by an `<attachment>` mark.
    pub quotes: Vec<Quote>,
}

/// A quoted message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Names the mark that stands for it.
    pub id: String,
    /// Who had written it.
    pub from: String,
    /// How it begins.
    pub text: String,
}

/// What a twin holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rich {
    /// Plain text with line breaks. Links are followed by their address.
    pub text: String,
    /// The bot was addressed; its mention is not part of the text.
    pub mentions_bot: bool,
    /// Where the pictures of emoji lie.
    pub emoji: Vec<String>,
    /// Names of other pictures, often empty.
    pub pictures: Vec<String>,
    /// Marks of files and of quoted messages.
    pub marks: usize,
}

/// Reads a twin.
pub fn read(html: &str, around: &Around) -> Rich {
    let mut page = Page::new(around);
    for token in Tokenizer::new(html) {
        let token: Token<()> = match token {
            Ok(token) => token,
            Err(never) => {
                let never: Infallible = never;
                match never {}
            }
        };
        match token {
            Token::StartTag(tag) => page.open(&tag),
            Token::EndTag(tag) => page.close(&tag.name),
            Token::String(text) => page.say(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if page.rich.text.len() > LONGEST {
            break;
        }
    }
    page.end_link();
    page.rich
}

/// A page while it is read.
struct Page<'a> {
    around: &'a Around,
    rich: Rich,
    /// Nothing stands in this line yet.
    is_fresh: bool,
    /// White space was seen; it is written before the next letter.
    owes_space: bool,
    quotes: usize,
    /// Open lists: the next number, where they count.
    lists: Vec<Option<u32>>,
    /// Begins the next line: `- ` or `1. `.
    bullet: Option<String>,
    /// Open elements that keep white space.
    verbatim: usize,
    /// Inside a row of a table: the cells begun so far. A row is one line, whatever its cells hold.
    cells: Option<usize>,
    link: Option<Link>,
    mention: Option<Mention>,
    /// Nothing counts until this element ends.
    unseen: Option<Vec<u8>>,
}

struct Link {
    start: usize,
    href: String,
}

/// How things stood before a mention, so that it can be taken out.
struct Mention {
    start: usize,
    /// What it says, without the marks at the beginning of a line.
    said: String,
    was_fresh: bool,
    owed_space: bool,
    bullet: Option<String>,
    /// Which element ends it, and how many of its kind are open inside.
    element: Vec<u8>,
    inside: usize,
}

impl<'a> Page<'a> {
    fn new(around: &'a Around) -> Self {
        Self {
            around,
            rich: Rich::default(),
            is_fresh: true,
            owes_space: false,
            quotes: 0,
            lists: Vec::new(),
            bullet: None,
            verbatim: 0,
            cells: None,
            link: None,
            mention: None,
            unseen: None,
        }
    }

    fn open(&mut self, tag: &StartTag<()>) {
        if self.unseen.is_some() {
            return;
        }
        let name = tag.name.as_slice();
        if let Some(mention) = self.mention.as_mut().filter(|it| it.element == name) {
            mention.inside += 1;
        }
        match name {
            b"br" => self.end_line(),
            b"hr" => self.rule(),
            b"img" => self.picture(tag),
            b"emoji" | b"customemoji" => self.say(&attribute(tag, b"alt").unwrap_or_default()),
            b"attachment" => self.mark(tag),
            b"a" => self.begin_link(tag),
            b"at" => self.begin_mention(name),
            b"span" if is_of(tag, "Mention") => self.begin_mention(name),
            b"script" | b"style" | b"head" | b"title" | b"template" | b"iframe" if !tag.self_closing => {
                self.unseen = Some(name.to_owned());
            }
            b"blockquote" => {
                self.break_line();
                self.quotes += 1;
            }
            b"pre" | b"codeblock" => {
                self.break_line();
                self.verbatim += 1;
            }
            b"ul" => self.begin_list(None),
            b"ol" => self.begin_list(Some(attribute(tag, b"start").and_then(|it| it.parse().ok()).unwrap_or(1))),
            b"li" => self.begin_item(),
            b"tr" => {
                self.cells = None;
                self.break_line();
                self.cells = Some(0);
            }
            b"td" | b"th" => self.begin_cell(),
            name if is_block(name) => self.break_line(),
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        if let Some(unseen) = &self.unseen {
            if unseen == name {
                self.unseen = None;
            }
            return;
        }
        self.close_mention(name);
        match name {
            b"a" => self.end_link(),
            b"blockquote" => {
                self.break_line();
                self.quotes = self.quotes.saturating_sub(1);
            }
            b"pre" | b"codeblock" => {
                self.break_line();
                self.verbatim = self.verbatim.saturating_sub(1);
            }
            b"ul" | b"ol" => {
                self.break_line();
                self.lists.pop();
                self.bullet = None;
            }
            b"tr" | b"table" => {
                self.cells = None;
                self.break_line();
            }
            name if is_block(name) => self.break_line(),
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        if self.unseen.is_some() {
            return;
        }
        if let Some(mention) = &mut self.mention {
            mention.said.push_str(text);
        }
        for c in text.chars() {
            match c {
                '\n' if self.verbatim > 0 => self.end_line(),
                '\r' if self.verbatim > 0 => {}
                ' ' | '\t' | '\n' | '\r' | '\u{c}' if self.verbatim == 0 => self.owes_space = true,
                // A space that the person meant.
                '\u{a0}' => self.put(' '),
                c => self.put(c),
            }
        }
    }

    fn put(&mut self, c: char) {
        if self.is_fresh {
            self.begin_line();
        } else if self.owes_space {
            self.rich.text.push(' ');
        }
        self.owes_space = false;
        self.rich.text.push(c);
    }

    fn begin_line(&mut self) {
        self.is_fresh = false;
        for _ in 0..self.quotes.min(DEEPEST) {
            self.rich.text.push_str("> ");
        }
        let deep = self.lists.len().min(DEEPEST);
        let bullet = self.bullet.take();
        for _ in usize::from(bullet.is_some())..deep {
            self.rich.text.push_str("  ");
        }
        self.rich.text.push_str(&bullet.unwrap_or_default());
    }

    /// Ends a line, also an empty one.
    fn end_line(&mut self) {
        if self.cells.is_some() {
            self.owes_space = !self.rich.text.ends_with(' ');
            return;
        }
        self.owes_space = false;
        self.rich.text.push('\n');
        self.is_fresh = true;
    }

    /// Makes sure that a new line begins.
    fn break_line(&mut self) {
        if self.is_fresh {
            self.owes_space = false;
        } else {
            self.end_line();
        }
    }

    fn rule(&mut self) {
        self.break_line();
        self.say("---");
        self.break_line();
    }

    fn begin_list(&mut self, first: Option<u32>) {
        self.break_line();
        self.lists.push(first);
    }

    fn begin_item(&mut self) {
        self.break_line();
        self.bullet = Some(match self.lists.last_mut() {
            Some(Some(number)) => {
                let bullet = format!("{number}. ");
                *number = number.saturating_add(1);
                bullet
            }
            Some(None) | None => "- ".to_owned(),
        });
    }

    fn begin_cell(&mut self) {
        let begun = self.cells.unwrap_or_default();
        self.cells = Some(begun + 1);
        if begun > 0 {
            self.owes_space = false;
            if self.is_fresh {
                self.begin_line();
            }
            self.rich.text.push_str(" | ");
        }
    }

    fn picture(&mut self, tag: &StartTag<()>) {
        let alt = attribute(tag, b"alt").unwrap_or_default();
        if is_of(tag, "Emoji") {
            self.rich.emoji.push(attribute(tag, b"src").unwrap_or_default());
            self.say(&alt);
        } else {
            self.rich.pictures.push(alt);
        }
    }

    /// A file, which its attachment tells of, or a quoted message.
    fn mark(&mut self, tag: &StartTag<()>) {
        self.rich.marks += 1;
        let Some(id) = attribute(tag, b"id") else { return };
        let Some(quote) = self.around.quotes.iter().find(|it| it.id == id) else { return };
        self.break_line();
        self.quotes += 1;
        self.say(&quote.from);
        self.break_line();
        self.say(&quote.text);
        self.break_line();
        self.quotes -= 1;
    }

    fn begin_link(&mut self, tag: &StartTag<()>) {
        // Links do not nest: a new one ends the one before.
        self.end_link();
        let Some(href) = attribute(tag, b"href") else { return };
        self.link = Some(Link { start: self.rich.text.len(), href });
    }

    /// Says where a link leads, unless its name says so already.
    fn end_link(&mut self) {
        let Some(Link { start, href }) = self.link.take() else { return };
        let Some(address) = address::of_link(&href) else { return };
        let name = self.rich.text.get(start..).unwrap_or_default().trim();
        if name.is_empty() {
            self.say(&address);
        } else if !address::is_named(name, &address) {
            let (space, verbatim) = (std::mem::take(&mut self.owes_space), std::mem::replace(&mut self.verbatim, 1));
            self.say(&format!(" ({address})"));
            (self.owes_space, self.verbatim) = (space, verbatim);
        }
    }

    fn begin_mention(&mut self, element: &[u8]) {
        if self.mention.is_none() {
            self.mention = Some(Mention {
                start: self.rich.text.len(),
                said: String::new(),
                was_fresh: self.is_fresh,
                owed_space: self.owes_space,
                bullet: self.bullet.clone(),
                element: element.to_owned(),
                inside: 0,
            });
        }
    }

    /// Takes a mention of the bot out; others stay as names.
    fn close_mention(&mut self, name: &[u8]) {
        let Some(mention) = self.mention.as_mut().filter(|it| it.element == name) else { return };
        if mention.inside > 0 {
            mention.inside -= 1;
            return;
        }
        let Some(mention) = self.mention.take() else { return };
        if self.around.bots.iter().any(|bot| bot.trim() == mention.said.trim()) {
            self.rich.mentions_bot = true;
            self.rich.text.truncate(mention.start);
            self.is_fresh = mention.was_fresh;
            self.owes_space = mention.owed_space;
            self.bullet = mention.bullet;
        }
    }
}

fn is_block(name: &[u8]) -> bool {
    const BLOCKS: [&[u8]; 22] = [
        b"p",
        b"div",
        b"h1",
        b"h2",
        b"h3",
        b"h4",
        b"h5",
        b"h6",
        b"li",
        b"table",
        b"thead",
        b"tbody",
        b"figure",
        b"figcaption",
        b"section",
        b"article",
        b"header",
        b"footer",
        b"dl",
        b"dt",
        b"dd",
        b"address",
    ];
    BLOCKS.contains(&name)
}

/// Whether an element is of this kind: `http://schema.skype.com/Emoji` and the like.
fn is_of(tag: &StartTag<()>, kind: &str) -> bool {
    attribute(tag, b"itemtype").is_some_and(|it| it.rsplit('/').next() == Some(kind))
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        let around = Around { bots: vec!["Help & Co".to_owned()], quotes: vec![] };
        read(html, &around).text.trim().to_owned()
    }

    #[test]
    fn words_keep_their_brackets_lines_and_spaces() {
        for (html, expected) in [
            ("<p>起動すると &lt;ERR-0x51&gt; と出ます</p>", "起動すると <ERR-0x51> と出ます"),
            ("<div><div>a<br>b</div></div>", "a\nb"),
            ("<p>a</p>\n<p>&nbsp;</p>\n<p>b</p>", "a\n \nb"),
            ("<p>a \n b&nbsp;&nbsp;c</p>", "a b  c"),
            ("a < b & c &amp;lt; &copy;", "a < b & c &lt; ©"),
            ("<p><b>x</b><i>y</i> <unknown>z</unknown></p><!-- no --><style>p{}</style><script>1<2</script>", "xy z"),
            ("<h1>a</h1>b<hr>c", "a\nb\n---\nc"),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }

    #[test]
    fn lists_tables_quotes_and_code_keep_their_shape() {
        for (html, expected) in [
            (
                "<ul><li>a</li><li><p>b</p><ol start=3><li>c<br>d</li><li>e</li></ol></li></ul>f",
                "- a\n- b\n  3. c\n    d\n  4. e\nf",
            ),
            (
                "<table><tbody><tr><th>a</th><td><p>b</p><p>c</p></td></tr><tr><td></td><td>d</td></tr></tbody></table>e",
                "a | b c\n | d\ne",
            ),
            (
                r#"<blockquote itemtype="http://schema.skype.com/Reply"><strong itemprop="mri">葵</strong><span itemprop="time"></span><p itemprop="preview">いつ？<br>どこ？</p></blockquote><p>明日</p>"#,
                "> 葵\n> いつ？\n> どこ？\n明日",
            ),
            ("x<pre><code>if a:\n  b\tc\n</code></pre>y", "x\nif a:\n  b\tc\ny"),
            (
                r#"<codeblock class="Python"><code>if a:<br>&nbsp; b</code></codeblock><p><code>ls</code></p>"#,
                "if a:\n  b\nls",
            ),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }

    #[test]
    fn a_link_says_where_it_leads_unless_its_name_does() {
        for (html, expected) in [
            (
                r#"この<a href="https://portal.example.com/77">手順書</a>です"#,
                "この手順書 (https://portal.example.com/77)です",
            ),
            (
                r#"<a href="https://a.example/">https://a.example</a> <a href="https://a.example/x">a.example/x</a>"#,
                "https://a.example a.example/x",
            ),
            (
                r#"<a href="https://evil.example/">https://bank.example</a>"#,
                "https://bank.example (https://evil.example/)",
            ),
            (
                r#"<a href="mailto:a@b.example">a@b.example</a> <a href="mailto:c@d.example">私</a>"#,
                "a@b.example 私 (mailto:c@d.example)",
            ),
            (r#"<a href="javascript:alert(1)">x</a><a href="file:///c:/x">y</a><a href="/z">z</a><a>0</a>"#, "xyz0"),
            (
                r#"<a href="https://a.example/"></a><a href="https://b.example/"><b>b"#,
                "https://a.example/b (https://b.example/)",
            ),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }

    #[test]
    fn the_bots_mention_is_taken_out_and_others_are_names() {
        let html = r#"<ul><li><span itemtype="http://schema.skype.com/Mention" itemid="0">Help &amp; Co</span>&nbsp;ask <at id="1">Mari</at></li></ul>"#;
        let around = Around { bots: vec!["Help & Co".to_owned()], quotes: vec![] };
        let rich = read(html, &around);
        assert_eq!((rich.text.trim(), rich.mentions_bot), ("-  ask Mari", true));
        let typed = read("<p>&lt;at&gt;Help &amp; Co&lt;/at&gt;</p>", &around);
        assert_eq!((typed.text.trim(), typed.mentions_bot), ("<at>Help & Co</at>", false));
    }

    #[test]
    fn emoji_are_text_and_other_pictures_are_counted() {
        let rich = read(
            r#"<p>ok<img itemtype="http://schema.skype.com/Emoji" alt="👍" src="https://s.example/y"><emoji id="s" alt="😀"></emoji><img alt="図" src="x"></p>"#,
            &Around::default(),
        );
        assert_eq!(rich.text.trim(), "ok👍😀");
        assert_eq!((rich.emoji, rich.pictures), (vec!["https://s.example/y".to_owned()], vec!["図".to_owned()]));
    }

    #[test]
    fn a_quoted_message_stands_where_its_mark_stood() {
        let quote = Quote { id: "17".into(), from: "葵".into(), text: "いつ？".into() };
        let rich =
            read(r#"<attachment id="17"></attachment><p>明日</p>"#, &Around { quotes: vec![quote], bots: vec![] });
        assert_eq!((rich.text.trim(), rich.marks), ("> 葵\n> いつ？\n明日", 1));
    }

    #[test]
    fn hostile_input_takes_time_and_memory_like_any_other() {
        let many = |part: &str| part.repeat(100_000 / part.len());
        for html in [
            many("<div>"),
            many("<ul><li>"),
            many("<blockquote>x"),
            many("<table><tr><td>"),
            many("<a href=x>"),
            many("<"),
            many("<!--"),
            many("&"),
            many("&#x"),
            many("<at>"),
            many("</p>"),
            many("<ol><li>x"),
            many("<p a b c d e f=1>"),
            format!("<p {}>", many("a=1 ")),
            many("<span itemtype=Mention>"),
            many("<pre>\n"),
            many("\u{0}<td>"),
        ] {
            let begun = std::time::Instant::now();
            let rich = read(&html, &Around::default());
            assert!(rich.text.len() <= 2 * LONGEST, "{}", rich.text.len());
            assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{}", &html[..20]);
        }
    }
}
