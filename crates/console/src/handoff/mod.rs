//! Tickets: what waits for people, and what they do with it.

pub(crate) mod tickets;
pub(crate) mod work;
