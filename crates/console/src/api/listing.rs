//! Lists by pages: what comes next is found by a cursor, so that nothing is missed or shown twice while things are added.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::Fault;

/// Things of a page where nobody asks for more or fewer.
const USUAL: u32 = 50;
/// Most things of a page.
pub(crate) const MOST: u32 = 200;

/// Which page of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// Goes on after a page: its `next`.
    cursor: Option<String>,
    /// Most things of the page, 1 to 200; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

impl PageQuery {
    /// Most things of the page.
    pub(crate) fn limit(&self) -> Result<u32, Fault> {
        match self.limit {
            None => Ok(USUAL),
            Some(limit) if (1..=MOST).contains(&limit) => Ok(limit),
            Some(_) => Err(Fault::field("limit", format!("is not between 1 and {MOST}"))),
        }
    }

    /// Where the page begins, as the list reads its own cursors; `None`: at the beginning.
    pub(crate) fn after<T>(&self, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Fault> {
        let unknown = || Fault::field("cursor", "is none that this list has given");
        self.cursor.as_deref().map(|cursor| read(cursor).ok_or_else(unknown)).transpose()
    }
}

/// Longest text that is looked for, in characters.
const LONGEST_TEXT: usize = 200;

/// What is looked for; nothing: everything.
pub(crate) fn looked_for(q: Option<String>) -> Result<String, Fault> {
    match q {
        Some(text) if text.chars().count() > LONGEST_TEXT => {
            Err(Fault::field("q", format!("is longer than {LONGEST_TEXT} characters")))
        }
        other => Ok(other.unwrap_or_default()),
    }
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// What is on it.
    pub(crate) items: Vec<T>,
    /// The cursor of the next page; `null`: this is the last.
    pub(crate) next: Option<String>,
    /// The index of what was said is still being written: a search finds what it has and the newest, and more later.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub(crate) indexing: bool,
}

impl<T> Page<T> {
    /// The same page of other things.
    pub(crate) fn map<U>(self, view: impl Fn(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(view).collect(), next: self.next, indexing: self.indexing }
    }

    /// Makes a page of one thing more than it may hold, by which it is known whether there is a next one.
    pub(crate) fn of(mut found: Vec<T>, limit: u32, cursor: impl Fn(&T) -> String) -> Self {
        let limit = limit as usize;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = if more { found.last().map(cursor) } else { None };
        Self { items: found, next, indexing: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_tells_whether_another_follows() {
        let page = |found: Vec<i32>| Page::of(found, 2, ToString::to_string);
        assert_eq!((page(vec![1, 2, 3]).items, page(vec![1, 2, 3]).next), (vec![1, 2], Some("2".to_owned())));
        assert_eq!((page(vec![1, 2]).items, page(vec![1, 2]).next), (vec![1, 2], None));
        assert_eq!(page(Vec::new()).next, None);
    }

    #[test]
    fn a_limit_and_a_cursor_are_checked() {
        let query = |limit, cursor: Option<&str>| PageQuery { limit, cursor: cursor.map(str::to_owned) };
        assert_eq!(query(None, None).limit().ok(), Some(USUAL));
        assert_eq!(query(Some(200), None).limit().ok(), Some(200));
        assert!(query(Some(0), None).limit().is_err() && query(Some(201), None).limit().is_err());
        let number = |text: &str| text.parse::<i64>().ok();
        assert_eq!(query(None, Some("7")).after(number).ok(), Some(Some(7)));
        assert!(query(None, Some("seven")).after(number).is_err());
        assert_eq!(query(None, None).after(number).ok(), Some(None));
    }
}
