//! The API as its callers see it, over a desk on SQLite in memory.

mod accounts;
mod audit;
mod beside;
mod contract;
mod drafts;
mod dribble;
mod entries;
mod figures;
mod gaps;
mod live;
mod matrix;
mod operations;
mod replay;
mod rounds;
mod sessions;
mod support;
mod tickets;
