//! The simulator against a small bot that listens, answers as scripted, and speaks when told to.

mod bot;
mod cards;
mod connector;
mod delivery;
mod faults;
mod page;
mod people;
mod stream;
mod tokens;
mod world;
