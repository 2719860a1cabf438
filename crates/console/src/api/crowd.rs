//! How many of something there are at once, of one and of all.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard};

/// Everybody who has one or several of something just now.
#[derive(Debug)]
pub(crate) struct Crowd<K>(Mutex<Counts<K>>);

#[derive(Debug)]
struct Counts<K> {
    all: usize,
    of: HashMap<K, usize>,
}

/// Why there is no more room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Full {
    /// This one has as many as one may have.
    OfOne,
    /// All together have as many as there may be.
    OfAll,
}

impl<K> Default for Crowd<K> {
    fn default() -> Self {
        Self(Mutex::new(Counts { all: 0, of: HashMap::new() }))
    }
}

impl<K: Copy + Eq + Hash> Crowd<K> {
    /// One more of somebody, until the place is dropped.
    pub(crate) fn enter(self: &Arc<Self>, who: K, most: (usize, usize)) -> Result<Place<K>, Full> {
        let mut counts = self.counts();
        let mine = counts.of.get(&who).copied().unwrap_or_default();
        if mine >= most.0 {
            return Err(Full::OfOne);
        }
        if counts.all >= most.1 {
            return Err(Full::OfAll);
        }
        counts.all += 1;
        counts.of.insert(who, mine + 1);
        Ok(Place { crowd: self.clone(), who })
    }

    fn counts(&self) -> MutexGuard<'_, Counts<K>> {
        self.0.lock().expect("nobody panics while holding it")
    }

    /// How many there are of all.
    #[cfg(test)]
    pub(crate) fn size(&self) -> usize {
        self.counts().all
    }
}

/// One of those that somebody has.
pub(crate) struct Place<K: Copy + Eq + Hash> {
    crowd: Arc<Crowd<K>>,
    who: K,
}

impl<K: Copy + Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        let mut counts = self.crowd.counts();
        counts.all -= 1;
        if let Some(mine) = counts.of.get_mut(&self.who) {
            *mine -= 1;
            if *mine == 0 {
                counts.of.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_as_many_as_one_may_and_all_as_many_as_there_may_be_and_nobody_is_left_over() {
        let crowd = Arc::new(Crowd::default());
        let enter = |who| crowd.enter(who, (2, 3));
        let first = [enter("a").expect("room"), enter("a").expect("room")];
        assert_eq!(enter("a").err(), Some(Full::OfOne));
        let second = enter("b").expect("room");
        assert_eq!((enter("b").err(), enter("c").err()), (Some(Full::OfAll), Some(Full::OfAll)));
        drop(first);
        let _third = enter("a").expect("room again");
        drop(second);
        assert_eq!((crowd.size(), crowd.counts().of.len()), (1, 1));
    }
}
