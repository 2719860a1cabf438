//! Tickets: what waits for people, and what they do with it.

pub(crate) mod beside;
pub(crate) mod tickets;
pub(crate) mod timeline;
pub(crate) mod work;
