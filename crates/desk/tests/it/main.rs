//! Verbs and flows on SQLite in memory, with the recording channel: what people see decides.

mod after_the_end;
mod answering;
mod delivery;
mod ghosts;
mod handoff;
mod learning;
mod lessons;
mod people;
mod secrecy;
mod the_loop;
mod threads;
