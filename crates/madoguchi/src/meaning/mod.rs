//! Sentence models at work: [`models`] says which there are, [`follow()`] makes the vectors of the FAQ with them,
//! [`Questions`] those of what is asked.
//!
//! What a vector is good for is the business of the crate `retrieval`; which entries lack any, of `desk::flow::embed`.

mod centred;
mod follow;
mod in_process;
mod questions;
mod remembering;
mod unhurried;

use std::path::Path;
use std::sync::{Arc, OnceLock};

use anyhow::Result;
use centred::Centred;
use desk::answering::Embedder;
use desk::flow::chain;
use embedding::FolderModel;
use tracing::{info, warn};

pub(crate) use follow::follow;
use in_process::InProcess;
pub(crate) use questions::Questions;
pub(crate) use remembering::Remembering;
use unhurried::Unhurried;

use crate::config::{BadSetting, Settings};

/// The sentence models that the settings want and the program has, the preferred one first. None: words alone serve.
pub(crate) fn models(settings: &Settings) -> Result<Vec<Arc<dyn Embedder>>> {
    if !settings.answering.vectors {
        info!("entries are found by words alone, as answering.vectors says");
        return Ok(Vec::new());
    }
    let preferred = settings.answering.model_dir.as_deref().map(from_folder).transpose()?;
    Ok(preferred.into_iter().chain(built_in()).collect())
}

/// A model that the operator has put into a folder.
fn from_folder(folder: &Path) -> Result<Arc<dyn Embedder>, BadSetting> {
    let model = FolderModel::open(folder).map_err(|error| {
        let cure = "put the model's files there as they are published, or leave it empty: the program brings a model";
        BadSetting::new("answering.model_dir", format!("holds no model that can be used: {}", chain(&error)), cure)
    })?;
    let centred = Centred::around(model);
    Ok(Arc::new(InProcess::new(centred.name(), centred)))
}

/// The model that came with the program, loaded once: it takes some 40 ms and 14 MB.
fn built_in() -> Option<Arc<dyn Embedder>> {
    static LOADED: OnceLock<Option<Arc<InProcess<embedding::Model>>>> = OnceLock::new();
    let load = || match embedding::Model::built_in() {
        Some(Ok(model)) => {
            // A part of the sum tells two of them apart, and does not fill the log.
            let name = format!("{}@{}", embedding::NAME, &embedding::SHA256[..12]);
            Some(Arc::new(InProcess::new(name, model)))
        }
        Some(Err(error)) => {
            warn!(%error, "the built-in sentence model cannot be read; entries are found by words alone");
            None
        }
        None => {
            info!("the program was built without a sentence model; entries are found by words alone");
            None
        }
    };
    let loaded = LOADED.get_or_init(load).clone()?;
    Some(loaded)
}
