//! Verbs and flows on SQLite in memory, with the recording channel: what people see decides.

mod accepting;
mod after_the_end;
mod answering;
mod channels;
mod cost;
mod delivery;
mod edits;
mod embedding;
mod handoff;
mod late_presses;
mod learning;
mod lost_places;
mod lost_threads;
mod matters;
mod old_cards;
mod outcomes;
mod people;
mod promise;
mod record;
mod reopened_learning;
mod rights;
mod secrecy;
mod the_loop;
mod threads;
mod twice;
mod undo;
