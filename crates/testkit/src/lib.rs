//! A fixed clock, counted ids, a recording channel and a small named world, for tests of the desk on a real store.
//!
//! The store is the real one, SQLite in memory: an imitation might keep other rules. [`clock`] and [`ids`] are
//! deterministic; [`channel`] records what people would see and can be told to fail, as can [`failing`], a store;
//! [`world`] has a few people with names. For the whole protocol of Teams see the crate `simulator`.

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
