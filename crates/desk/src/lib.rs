//! The help desk itself: words, rules, verbs and ports. No I/O.
//!
//! Start with [`inquiry`] (what a requester wants), then [`answering`] (what the assistant says),
//! [`handoff`] (when a person steps in) and [`learning`] (what is kept of it). [`store`] is all
//! collections together as one transaction; [`actions`] lists everything that a person can do with a
//! press; [`flow`] tells the stories that need the store and the outside world. Each feature uses only those before it in
//! the order of `xtask/src/tidy/features.rs`.

pub mod id;
pub mod language;

mod similarity;

pub mod text;

pub mod people;

pub mod inquiry;

pub mod faq;
/// Which of the organisation's words mean the same.
pub mod lexicon;

pub mod answering;

pub mod handoff;

pub mod feedback;

pub mod learning;

pub mod figures;

pub mod delivery;

pub mod event;

pub mod audit;

pub mod retention;
pub mod session;

pub mod outside;

pub mod store;

pub mod policy;

pub mod actions;

pub mod flow;
