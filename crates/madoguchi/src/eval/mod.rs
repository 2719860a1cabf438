//! Measuring: the product's own answering and learning, on anybody's data, without a store or a server.
//!
//! Nothing here is tuned or added: the index, the decision and the thresholds are those that serve people, and so are the sentence models, as the settings say.

use std::sync::Arc;

use anyhow::Result;
use desk::answering::Embedder;
use desk::policy::Policy;

use crate::config::Settings;
use crate::{meaning, wiring};

mod base;
mod learn;
mod retrieve;
mod stream;
mod vectors;
#[cfg(test)]
mod wraps;

/// How the assistant of a server reads and decides.
#[derive(Clone)]
pub(crate) struct Assistant {
    /// The sentence models.
    pub(crate) models: Vec<Arc<dyn Embedder>>,
    /// What its operator decides.
    pub(crate) policy: Policy,
}

impl Assistant {
    /// That of a server with these settings.
    ///
    /// # Errors
    /// When a model that they name cannot be read.
    pub(crate) fn of(settings: &Settings) -> Result<Self> {
        Ok(Self { models: meaning::models(settings)?, policy: wiring::policy(settings, false) })
    }

    /// As it is shipped.
    #[cfg(test)]
    fn shipped() -> Self {
        let settings = Settings::read(&crate::config::Layers::defaults()).expect("good defaults");
        Self::of(&settings).expect("no folder is named")
    }
}

pub(crate) use learn::learn;
pub(crate) use retrieve::{Asking, retrieve};
pub(crate) use stream::stream;
