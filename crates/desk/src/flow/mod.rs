//! The stories that need the store and the outside world: read → think → write.
