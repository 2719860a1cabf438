//! Where a term occurs.

/// A term in an entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Posting {
    /// Which entry of the segment.
    pub(crate) slot: u32,
    /// How often.
    pub(crate) count: u32,
}

/// The entries of a segment that have a term, in order of slot: a change finds its place without reading all of them under the lock.
#[derive(Default)]
pub(crate) struct Postings {
    list: Vec<Posting>,
    total: u64,
    most: u32,
}

/// The postings of a term that no entry has.
pub(crate) static NOWHERE: Postings = Postings { list: Vec::new(), total: 0, most: 0 };

impl Postings {
    /// Adds an entry that has the term so often.
    pub(crate) fn put(&mut self, posting: Posting) {
        let at = self.list.partition_point(|known| known.slot < posting.slot);
        self.list.insert(at, posting);
        self.total += u64::from(posting.count);
        self.most = self.most.max(posting.count);
    }

    /// Takes an entry out.
    pub(crate) fn take(&mut self, slot: u32) {
        if let Ok(at) = self.list.binary_search_by_key(&slot, |posting| posting.slot) {
            self.total -= u64::from(self.list.remove(at).count);
        }
    }

    /// Every entry that has the term, by slot.
    pub(crate) fn list(&self) -> &[Posting] {
        &self.list
    }

    /// How often the term occurs in all of them together.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// So often an entry has it at most. (The entry that had it so often may have gone.)
    pub(crate) fn most(&self) -> u32 {
        self.most
    }
}
