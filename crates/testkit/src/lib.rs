//! A fixed clock, counted ids, a recording channel and a small named world, for tests of the desk on a real store.
//!
//! The store is SQLite in memory: there is no second truth. [`clock`] and [`ids`] are deterministic; [`channel`] records
//! what people would see and can be told to fail, as can [`failing`], a store; [`world`] has people one gets to know. For the whole protocol see the
//! crate `simulator`.

pub mod channel;
pub mod clock;
pub mod failing;
pub mod ids;
pub mod world;

pub use channel::{Recorded, RecordingChannel};
pub use clock::FixedClock;
pub use failing::FailingStore;
pub use ids::CountedIds;
pub use world::World;
