//! The index as the desk sees it.

mod audience;
mod everyday;
mod follow;
mod nasty;
mod spelling;
mod words;
mod world;
