//! How a story is set up: [`Place`] (which database), [`World`](world) (who there is), [`Desk`] (the program beside Teams), [`DeskFolder`] (commands alone),
//! [`card`] (what people press), [`program`] (the program as a process).

pub(crate) mod card;
mod desk;
mod folder;
mod place;
pub(crate) mod program;
mod world;

pub(crate) use desk::{Desk, PATIENCE, Ticket};
pub(crate) use folder::DeskFolder;
pub(crate) use place::{Place, on_postgres, on_sqlite, read_from_sqlite, say_to_sqlite};
pub(crate) use world::{SECRET, TENANT, directory_id, person, world};
