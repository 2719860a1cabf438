//! Teams against the simulated Connector, over real HTTP on loopback.

mod auth;
mod cards;
mod endpoint;
mod harness;
mod hostile;
mod outbound;
mod posts;
mod texts;
