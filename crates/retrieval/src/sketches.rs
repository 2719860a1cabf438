//! How near wordings lie by the signs of their vectors alone.
//!
//! One bit for each number of a vector: the share of bits that differ between two vectors tells the angle between them, with a
//! deviation of some .05 of a cosine. That is enough to see which entries may be among the nearest, in an eighth of the memory
//! that reading the rows would take. Which of them are, the rows say.

use std::f32::consts::PI;

use desk::answering::{HashedRow, Row};
use fearless_simd::prelude::*;
use fearless_simd::{Level, Simd, dispatch, u64x8};

/// Entries side by side: as many as the widest registers have lanes of 64 bits.
pub(crate) const LANES: usize = 8;

/// The signs of a row: bit by bit whether its numbers are below 0.
type Sketch = Vec<u64>;

/// The sketches of a segment's wordings, by slot.
///
/// Eight entries are a group. The first wordings of all eight stand in one plane, the second ones in the next; a plane has the
/// first 64 bits of all eight, then the next 64. So distances of eight wordings are counted at once. An entry with fewer
/// wordings than its neighbours has its first one again in the other planes.
#[derive(Default)]
pub(crate) struct Sketches {
    groups: Vec<Vec<u64>>,
    /// 64 bits each, in a sketch.
    words: usize,
}

/// Those of a segment without vectors.
pub(crate) static NO_SKETCHES: Sketches = Sketches { groups: Vec::new(), words: 0 };

/// What of a question is compared.
pub(crate) struct AskedSketches {
    /// Of the whole, then of each clause.
    texts: Vec<Sketch>,
    /// The cosine that so many different bits mean.
    cosines: Vec<f32>,
    level: Level,
}

fn sketch(row: &Row) -> Sketch {
    let signs = |some: &[i8]| some.iter().rev().fold(0, |bits, number| bits << 1 | u64::from(*number < 0));
    row.values.chunks(64).map(signs).collect()
}

impl Sketches {
    /// Takes over the wordings of an entry in the place of what its slot had.
    pub(crate) fn put(&mut self, slot: u32, rows: &[HashedRow]) {
        let sketches: Vec<Sketch> = rows.iter().map(|wording| sketch(&wording.row)).collect();
        let Some(first) = sketches.first() else { return };
        // All vectors of a model have the same length.
        self.words = first.len();
        let (group, lane) = (slot as usize / LANES, slot as usize % LANES);
        let size = self.words * LANES;
        if self.groups.len() <= group {
            self.groups.resize_with(group + 1, || vec![0; size]);
        }
        let planes = &mut self.groups[group];
        while planes.len() < sketches.len() * size {
            planes.extend_from_within(..size);
        }
        for (at, plane) in planes.chunks_exact_mut(size).enumerate() {
            for (lanes, bits) in plane.chunks_exact_mut(LANES).zip(sketches.get(at).unwrap_or(first)) {
                lanes[lane] = *bits;
            }
        }
        // Planes that only repeat the first one are of entries that have gone.
        while planes.len() > size && planes[planes.len() - size..] == planes[..size] {
            planes.truncate(planes.len() - size);
        }
    }

    /// About how near the wordings of the entries of a group, the slots from eight times `group` on, lie to a question: half the
    /// nearest to the whole and half the nearest to one of its clauses. Of slots without an entry it says anything.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "only what is inlined uses the registers that were found")]
    fn nearness_by<S: Simd>(&self, simd: S, asked: &AskedSketches, group: usize) -> [f32; LANES] {
        let Some(planes) = self.groups.get(group) else { return [0.0; LANES] };
        let all = u64x8::splat(simd, asked.cosines.len() as u64);
        let (mut cut, mut best) = (all, all);
        for (at, text) in asked.texts.iter().enumerate() {
            let mut nearest = all;
            for plane in planes.chunks_exact(self.words * LANES) {
                let mut differ = u64x8::splat(simd, 0);
                for (lanes, bits) in plane.chunks_exact(LANES).zip(text) {
                    differ += (u64x8::from_slice(simd, lanes) ^ u64x8::splat(simd, *bits)).count_ones();
                }
                nearest = nearest.min(differ);
            }
            if at == 0 {
                cut = nearest;
            } else {
                best = best.min(nearest);
            }
        }
        let cut: [u64; LANES] = cut.into();
        let best: [u64; LANES] = if asked.texts.len() > 1 { best.into() } else { cut };
        let mut near = [0.0; LANES];
        for (near, (cut, best)) in near.iter_mut().zip(cut.into_iter().zip(best)) {
            let cosine = |differ: u64| asked.cosines.get(differ as usize).copied().unwrap_or_default();
            *near = f32::midpoint(cosine(cut), cosine(best));
        }
        near
    }
}

impl AskedSketches {
    /// The sketches of a question's texts.
    pub(crate) fn new(cut: &Row, clauses: &[Row]) -> Self {
        let numbers = cut.values.len();
        Self {
            texts: std::iter::once(cut).chain(clauses).map(sketch).collect(),
            cosines: (0..=numbers).map(|differ| (PI * differ as f32 / numbers as f32).cos().max(0.0)).collect(),
            level: Level::new(),
        }
    }

    /// See [`Sketches::nearness_by`]; for slots from `first` on, a multiple of eight.
    pub(crate) fn nearness(&self, sketches: &Sketches, first: usize, near: &mut [f32]) {
        dispatch!(self.level, simd => self.nearness_by(simd, sketches, first, near));
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "only what is inlined uses the registers that were found")]
    fn nearness_by<S: Simd>(&self, simd: S, sketches: &Sketches, first: usize, near: &mut [f32]) {
        for (at, near) in near.chunks_mut(LANES).enumerate() {
            let group = sketches.nearness_by(simd, self, first / LANES + at);
            near.copy_from_slice(&group[..near.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of 128 numbers of which so many are below 0.
    fn row(negative: usize) -> HashedRow {
        HashedRow {
            text: 0,
            row: Row { step: 1.0, values: (0..128).map(|at| if at < negative { -1 } else { 1 }).collect() },
        }
    }

    fn near(sketches: &Sketches, slots: usize) -> Vec<f32> {
        let mut near = vec![0.0; slots];
        AskedSketches::new(&row(0).row, &[]).nearness(sketches, 0, &mut near);
        near
    }

    #[test]
    fn the_nearest_wording_of_each_entry_counts_whatever_its_neighbours_have() {
        let mut sketches = Sketches::default();
        sketches.put(0, &[row(64), row(32)]);
        sketches.put(9, &[row(0)]);
        sketches.put(2, &[row(32), row(64), row(64)]);
        let (half, quarter) = (0.0, (PI / 4.0).cos());
        let all = near(&sketches, 10);
        for (slot, wanted) in [(0, quarter), (2, quarter), (9, 1.0)] {
            assert!((all[slot] - wanted).abs() < 0.001, "{slot} {all:?}");
        }
        sketches.put(2, &[row(64)]);
        sketches.put(0, &[row(0)]);
        let all = near(&sketches, 10);
        assert!((all[0] - 1.0).abs() < 0.001 && (all[2] - half).abs() < 0.001, "{all:?}");
        assert_eq!(sketches.groups[0].len(), 2 * LANES, "no plane is left of wordings that have gone");
    }
}
