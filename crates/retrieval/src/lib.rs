//! Finds the FAQ entries nearest to a question, in memory, and says how likely each is right.
//!
//! The way of a question: `question.rs` makes texts of it (without courtesy, and clause by clause), `spelling.rs` sees which words
//! of entries it spells in another way, [`text`] makes terms of
//! those (words, pairs of words, pieces of words, and meanings, which [`lexicon`] knows), `rank.rs` finds the best entries that the
//! person may see, by words (`weighing.rs`) and by vectors (`vectors.rs`, and `sketches.rs` where there are very many), weighed by
//! `scorer.rs`; `discriminant.rs` tells the best ones apart, `features.rs` describes them, and `confidence` turns the description into a
//! probability. [`MemoryIndex`] holds the entries: `segment.rs` keeps those of one audience together,
//! so that what somebody may not see takes no part in what they are shown.

mod columns;
mod confidence;
mod discriminant;
mod explain;
mod features;
mod index;
pub mod lexicon;
mod parts;
mod postings;
mod question;
mod rank;
mod scorer;
mod segment;
mod sketches;
mod spelling;
pub mod text;
mod vectors;
mod vocabulary;
mod weighing;
mod wordings;

pub use confidence::DEFAULT_THRESHOLDS;
pub use explain::{Explained, Near, Word, named};
pub use features::{Features, NAMES as FEATURE_NAMES};
pub use index::{Inspected, MemoryIndex};
pub use question::Texts;
pub use scorer::Parts;
pub use vectors::QuestionVectors;
