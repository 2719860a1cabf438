//! Measuring: the product's own answering and learning, on anybody's data, without a store or a server.
//!
//! Nothing here is tuned or added: the index, the decision and the thresholds are those that serve people, and so are the sentence models, as the settings name them.

mod base;
mod learn;
mod retrieve;
mod stream;
mod vectors;
#[cfg(test)]
mod wraps;

/// The models of a program as it is shipped.
#[cfg(test)]
fn shipped() -> Vec<std::sync::Arc<dyn desk::answering::Embedder>> {
    use crate::config::{Layers, Settings};
    crate::meaning::models(&Settings::read(&Layers::defaults()).expect("good defaults")).expect("no folder is named")
}

pub(crate) use learn::learn;
pub(crate) use retrieve::{Asking, retrieve};
pub(crate) use stream::stream;
