//! The simulator against a small bot that listens, answers as scripted, and speaks when told to.

mod bot;
mod people;
