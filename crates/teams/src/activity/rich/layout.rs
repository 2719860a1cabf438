//! Plain text with the shape of a page: lines, quotes, lists, rows of a table, code.

/// How far lists and quotes are indented; what lies deeper stands below each other.
const DEEPEST: usize = 6;

/// Plain text while it is written.
#[derive(Debug)]
pub(super) struct Layout {
    text: String,
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
    /// Bytes written so far, also those that were taken out again.
    #[cfg(test)]
    pub(super) written: usize,
}

/// Where a text stood, so that what comes can be taken out again.
#[derive(Debug)]
pub(super) struct Mark {
    start: usize,
    is_fresh: bool,
    owes_space: bool,
    bullet: Option<String>,
}

impl Layout {
    pub(super) fn new() -> Self {
        Self {
            text: String::new(),
            is_fresh: true,
            owes_space: false,
            quotes: 0,
            lists: Vec::new(),
            bullet: None,
            verbatim: 0,
            cells: None,
            #[cfg(test)]
            written: 0,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    pub(super) fn mark(&self) -> Mark {
        let (is_fresh, owes_space, bullet) = (self.is_fresh, self.owes_space, self.bullet.clone());
        Mark { start: self.text.len(), is_fresh, owes_space, bullet }
    }

    pub(super) fn take_out_since(&mut self, mark: Mark) {
        self.text.truncate(mark.start);
        self.is_fresh = mark.is_fresh;
        self.owes_space = mark.owes_space;
        self.bullet = mark.bullet;
    }

    /// Writes text of a page, where white space folds except in code.
    pub(super) fn say(&mut self, text: &str) {
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

    /// Writes a text as it is, right behind the last letter: a space that is still to come stands behind it.
    pub(super) fn say_at_once(&mut self, text: &str) {
        let (space, verbatim) = (std::mem::take(&mut self.owes_space), std::mem::replace(&mut self.verbatim, 1));
        self.say(text);
        (self.owes_space, self.verbatim) = (space, verbatim);
    }

    /// Ends a line, also an empty one.
    pub(super) fn end_line(&mut self) {
        if self.cells.is_some() {
            self.owes_space = !self.text.ends_with(' ');
            return;
        }
        self.owes_space = false;
        self.push("\n");
        self.is_fresh = true;
    }

    /// Makes sure that a new line begins.
    pub(super) fn break_line(&mut self) {
        if self.is_fresh {
            self.owes_space = false;
        } else {
            self.end_line();
        }
    }

    pub(super) fn begin_quote(&mut self) {
        self.break_line();
        self.quotes += 1;
    }

    pub(super) fn end_quote(&mut self) {
        self.break_line();
        self.quotes = self.quotes.saturating_sub(1);
    }

    pub(super) fn begin_verbatim(&mut self) {
        self.break_line();
        self.verbatim += 1;
    }

    pub(super) fn end_verbatim(&mut self) {
        self.break_line();
        self.verbatim = self.verbatim.saturating_sub(1);
    }

    /// Begins a list; `first`: the number of its first item, where it counts.
    pub(super) fn begin_list(&mut self, first: Option<u32>) {
        self.break_line();
        self.lists.push(first);
    }

    pub(super) fn end_list(&mut self) {
        self.break_line();
        self.lists.pop();
        self.bullet = None;
    }

    pub(super) fn begin_item(&mut self) {
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

    pub(super) fn begin_row(&mut self) {
        self.end_row();
        self.cells = Some(0);
    }

    pub(super) fn end_row(&mut self) {
        self.cells = None;
        self.break_line();
    }

    pub(super) fn begin_cell(&mut self) {
        let begun = self.cells.unwrap_or_default();
        self.cells = Some(begun + 1);
        if begun > 0 {
            self.owes_space = false;
            if self.is_fresh {
                self.begin_line();
            }
            self.push(" | ");
        }
    }

    fn put(&mut self, c: char) {
        if self.is_fresh {
            self.begin_line();
        } else if self.owes_space {
            self.push(" ");
        }
        self.owes_space = false;
        self.push(c.encode_utf8(&mut [0; 4]));
    }

    fn begin_line(&mut self) {
        self.is_fresh = false;
        for _ in 0..self.quotes.min(DEEPEST) {
            self.push("> ");
        }
        let deep = self.lists.len().min(DEEPEST);
        let bullet = self.bullet.take();
        for _ in usize::from(bullet.is_some())..deep {
            self.push("  ");
        }
        self.push(&bullet.unwrap_or_default());
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        #[cfg(test)]
        {
            self.written += text.len();
        }
    }
}
