//! Measuring: the product's own answering and learning, on anybody's data, without a store or a server.
//!
//! Nothing here is tuned or added: the index, the decision and the thresholds are those that serve people.

mod base;
mod learn;
mod retrieve;
mod stream;
mod vectors;
#[cfg(test)]
mod wraps;

pub(crate) use learn::learn;
pub(crate) use retrieve::{Asking, retrieve};
pub(crate) use stream::stream;
