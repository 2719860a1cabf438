//! Keeps the tokenizer's stack small.
//!
//! The tokenizer of `html5gum` calls itself from one attribute in double quotes to the next, so that some thousand of
//! them in one tag would overflow the stack and end the program. An error of its reader makes it return, and when it is
//! asked again it goes on from where it was; so this reader fails once after each closing quote.

use html5gum::{Readable, Reader, StringReader};

/// The reader fails, to be asked again at once.
#[derive(Debug, thiserror::Error)]
#[error("a pause")]
pub(super) struct Pause;

/// A text with a [`Pause`] behind each attribute in double quotes.
pub(super) struct Pauses<'a> {
    inner: StringReader<'a>,
    /// A quote was read, and nothing since.
    at_quote: bool,
}

impl<'a> Pauses<'a> {
    pub(super) fn in_text(html: &'a str) -> Self {
        Self { inner: html.to_reader(), at_quote: false }
    }
}

/// `StringReader` never fails.
fn unfailing<T>(read: Result<T, std::convert::Infallible>) -> T {
    match read {
        Ok(read) => read,
        Err(never) => match never {},
    }
}

impl Reader for Pauses<'_> {
    type Error = Pause;

    fn read_byte(&mut self) -> Result<Option<u8>, Pause> {
        // A single byte after a quote is only asked for by the state behind a value, to which the tokenizer has switched.
        if std::mem::take(&mut self.at_quote) {
            return Err(Pause);
        }
        Ok(unfailing(self.inner.read_byte()))
    }

    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Pause> {
        self.at_quote = false;
        Ok(unfailing(self.inner.try_read_string(text, case_sensitive)))
    }

    fn read_until<'b>(&'b mut self, needle: &[u8], buffer: &'b mut [u8; 4]) -> Result<Option<&'b [u8]>, Pause> {
        let read = unfailing(self.inner.read_until(needle, buffer));
        self.at_quote = read == Some(b"\"");
        Ok(read)
    }
}
