//! Microsoft Teams: activities in, messages and cards out, tokens.
//!
//! [`endpoint`] is where Teams calls us: [`auth`] proves who calls, [`inbound`] turns an activity into the words of the
//! desk. [`outbound`] is the desk's [`Channel`](desk::outside::Channel): [`cards`] and [`texts`] make a message of a post,
//! the Connector carries it. [`package`] makes the app package that an admin installs. Not here: what is said to whom
//! (crate `desk`), and any storage.

pub mod activity;

pub mod address;

pub mod auth;

pub mod inbound;

pub mod endpoint;

mod recent;

pub mod refusals;

pub mod texts;

pub mod cards;

pub mod outbound;

pub mod directory;

pub mod package;
