//! The index as the desk sees it.

mod audience;
mod everyday;
mod follow;
mod nasty;
mod own_words;
mod spelling;
mod vectors;
mod words;
mod world;
