//! Which entries have a text word for word.

use std::collections::HashMap;

use crate::text::Wording;

/// The entries that have a text word for word. Nearly every wording has one, which needs no list.
#[derive(Default)]
pub(crate) struct Wordings {
    one: HashMap<Wording, u32>,
    more: HashMap<Wording, Vec<u32>>,
}

impl Wordings {
    /// Adds a wording of an entry.
    pub(crate) fn put(&mut self, wording: Wording, slot: u32) {
        if let Some(&first) = self.one.get(&wording)
            && first != slot
        {
            self.more.entry(wording).or_default().push(slot);
        } else {
            self.one.insert(wording, slot);
        }
    }

    /// Takes a wording of an entry out.
    pub(crate) fn take(&mut self, wording: Wording, slot: u32) {
        let mut next = None;
        if let Some(more) = self.more.get_mut(&wording) {
            let is_first = self.one.get(&wording) == Some(&slot);
            if is_first {
                next = more.pop();
            } else {
                more.retain(|other| *other != slot);
            }
            if more.is_empty() {
                self.more.remove(&wording);
            }
            if !is_first {
                return;
            }
        }
        match next {
            Some(next) => self.one.insert(wording, next),
            None => self.one.remove(&wording),
        };
    }

    /// The slots of the entries that have a wording.
    pub(crate) fn of(&self, wording: Wording) -> impl Iterator<Item = u32> {
        let more = self.more.get(&wording).into_iter().flatten();
        self.one.get(&wording).into_iter().chain(more).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_of_several_entries_is_forgotten_one_by_one() {
        let wording = Wording::new("VPN").expect("letters");
        let all = |wordings: &Wordings| wordings.of(wording).collect::<Vec<_>>();
        for (order, left) in [([1, 2, 3], [vec![3, 2], vec![3], vec![]]), ([2, 1, 3], [vec![1, 3], vec![3], vec![]])] {
            let mut wordings = Wordings::default();
            for slot in [1, 2, 3, 1] {
                wordings.put(wording, slot);
            }
            assert_eq!(all(&wordings), [1, 2, 3]);
            for (slot, left) in order.into_iter().zip(left) {
                wordings.take(wording, slot);
                assert_eq!(all(&wordings), left, "{slot} of {order:?}");
            }
        }
    }
}
