//! The HTML twin of a message as plain text.
//!
//! Teams sends what a person wrote twice: as `text`, and as an attachment of type `text/html`. Only the twin has what stands
//! in angle brackets, where a link leads, which emoji it was, and the shape of lists, tables, quotes and code. Everything
//! here works on the stream of tags, without a tree: time and memory grow with the length of the input, however deep it nests.
//! Here is what the elements mean; `layout.rs` writes the lines, `pauses.rs` keeps
//! the tokenizer's stack small.

use html5gum::{StartTag, Token, Tokenizer};

use self::layout::{Layout, Mark};
use self::pauses::{Pause, Pauses};
use super::address;

mod layout;
mod pauses;

/// Longest text that is made, in bytes. The endpoint takes bodies of 256 KB; a text with many lists grows a little.
const LONGEST: usize = 512 * 1024;

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
    /// How many marks of files and of quoted messages there are.
    pub marks: usize,
}

/// Reads a twin.
pub fn read(html: &str, around: &Around) -> Rich {
    let page = read_page(html, around);
    Rich { text: page.layout.into_text(), ..page.rich }
}

fn read_page<'a>(html: &str, around: &'a Around) -> Page<'a> {
    let mut page = Page::new(around);
    for token in Tokenizer::new(Pauses::in_text(html)) {
        match token {
            Ok(Token::StartTag(tag)) => page.open(&tag),
            Ok(Token::EndTag(tag)) => page.close(&tag.name),
            Ok(Token::String(text)) => page.say(&String::from_utf8_lossy(&text)),
            Ok(Token::Comment(_) | Token::Doctype(_) | Token::Error(_)) | Err(Pause) => {}
        }
        if page.layout.text().len() > LONGEST {
            break;
        }
    }
    page.end_link();
    page
}

/// A page while it is read.
struct Page<'a> {
    around: &'a Around,
    layout: Layout,
    /// What is found besides the text.
    rich: Rich,
    link: Option<Link>,
    mention: Option<Mention>,
    /// Nothing counts until this element ends.
    unseen: Option<Vec<u8>>,
}

struct Link {
    start: usize,
    href: String,
}

struct Mention {
    begun: Mark,
    /// What it says, without the marks at the beginning of a line.
    said: String,
    /// Which element ends it, and how many of its kind are open inside.
    element: Vec<u8>,
    inside: usize,
}

impl<'a> Page<'a> {
    fn new(around: &'a Around) -> Self {
        Self { around, layout: Layout::new(), rich: Rich::default(), link: None, mention: None, unseen: None }
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
            b"br" => self.layout.end_line(),
            b"hr" => self.rule(),
            b"img" => self.picture(tag),
            b"emoji" | b"customemoji" => self.say(&attribute(tag, b"alt").unwrap_or_default()),
            b"attachment" => self.file_or_quote(tag),
            b"a" => self.begin_link(tag),
            b"at" => self.begin_mention(name),
            b"span" if is_of(tag, "Mention") => self.begin_mention(name),
            b"script" | b"style" | b"head" | b"title" | b"template" | b"iframe" if !tag.self_closing => {
                self.unseen = Some(name.to_owned());
            }
            b"blockquote" => self.layout.begin_quote(),
            b"pre" | b"codeblock" => self.layout.begin_verbatim(),
            b"ul" => self.layout.begin_list(None),
            b"ol" => {
                let first = attribute(tag, b"start").and_then(|it| it.parse().ok());
                self.layout.begin_list(Some(first.unwrap_or(1)));
            }
            b"li" => self.layout.begin_item(),
            b"tr" => self.layout.begin_row(),
            b"td" | b"th" => self.layout.begin_cell(),
            name if is_block(name) => self.layout.break_line(),
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
            b"blockquote" => self.layout.end_quote(),
            b"pre" | b"codeblock" => self.layout.end_verbatim(),
            b"ul" | b"ol" => self.layout.end_list(),
            b"tr" | b"table" => self.layout.end_row(),
            name if is_block(name) => self.layout.break_line(),
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
        self.layout.say(text);
    }

    fn rule(&mut self) {
        self.layout.break_line();
        self.say("---");
        self.layout.break_line();
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

    /// A file, of which its attachment tells, or a quoted message.
    fn file_or_quote(&mut self, tag: &StartTag<()>) {
        self.rich.marks += 1;
        let Some(id) = attribute(tag, b"id") else { return };
        let Some(quote) = self.around.quotes.iter().find(|it| it.id == id) else { return };
        self.layout.begin_quote();
        self.say(&quote.from);
        self.layout.break_line();
        self.say(&quote.text);
        self.layout.end_quote();
    }

    fn begin_link(&mut self, tag: &StartTag<()>) {
        // Links do not nest: a new one ends the one before.
        self.end_link();
        let Some(href) = attribute(tag, b"href") else { return };
        self.link = Some(Link { start: self.layout.text().len(), href });
    }

    /// Says where a link leads, unless its name says so already.
    fn end_link(&mut self) {
        let Some(Link { start, href }) = self.link.take() else { return };
        let Some(address) = address::of_link(&href) else { return };
        let name = self.layout.text().get(start..).unwrap_or_default().trim();
        if name.is_empty() {
            self.say(&address);
        } else if !address::is_named(name, &address) {
            self.layout.say_at_once(&format!(" ({address})"));
        }
    }

    fn begin_mention(&mut self, element: &[u8]) {
        if self.mention.is_none() {
            self.mention = Some(Mention {
                begun: self.layout.mark(),
                said: String::new(),
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
            self.layout.take_out_since(mention.begun);
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
mod tests;
