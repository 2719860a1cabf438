//! Teams, and who is in them.

pub(crate) mod teams;
