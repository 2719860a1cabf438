//! Products of the rows of a text with the weights of a layer.
//!
//! A text has a dozen rows and a layer some 100,000 weights, so the time goes into reading weights. They stay as small as they are
//! stored; a panel of them that the nearest cache holds is unpacked and meets all rows before the next one comes. Libraries for
//! large matrices pack all weights anew for each product. AVX-512, AVX2 or what else the processor has is found when it runs.

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};

/// Rows of weights in a panel: with the columns of the widest registers 16 KiB.
const DEPTH: usize = 128;
/// Columns of the widest panel: two registers of 16 numbers.
const WIDEST: usize = 32;
/// Rows of a text that meet a panel at once: twelve sums and what they are made of fit the 16 registers of AVX2.
const TOGETHER: usize = 6;

/// A number as it is stored.
pub(crate) trait Cell: Copy {
    fn number(self) -> f32;
}

impl Cell for f32 {
    fn number(self) -> f32 {
        self
    }
}

/// Whole steps, in two's complement.
impl Cell for u8 {
    fn number(self) -> f32 {
        f32::from(self.cast_signed())
    }
}

/// The weights of a layer: a row for each number that goes in, a column for each that comes out.
#[derive(Clone, Copy)]
pub(crate) struct Weights<'w, C> {
    pub(crate) cells: &'w [C],
    pub(crate) columns: usize,
    /// What each cell is multiplied by.
    pub(crate) step: f32,
}

impl<C: Cell> Weights<'_, C> {
    /// Adds to each row of `into`, which is as long as there are columns, the product of a row of `rows` with the weights. A row
    /// of `rows` begins `distance` numbers after the one before it, and is as long as there are rows of weights: rows may overlap.
    pub(crate) fn add_product(self, rows: &[f32], distance: usize, into: &mut [f32]) {
        self.add_product_at(Level::new(), rows, distance, into);
    }

    fn add_product_at(self, level: Level, rows: &[f32], distance: usize, into: &mut [f32]) {
        dispatch!(level, simd => self.add_product_by(simd, rows, distance, into));
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "only what is inlined uses the registers that were found")]
    fn add_product_by<S: Simd>(self, simd: S, rows: &[f32], distance: usize, into: &mut [f32]) {
        let (width, count) = (2 * S::f32s::LEN, into.len() / self.columns);
        let mut panel = [0.0; DEPTH * WIDEST];
        for (deep, cells) in self.cells.chunks(DEPTH * self.columns).enumerate() {
            let (from, depth) = (deep * DEPTH, cells.len() / self.columns);
            for column in (0..self.columns).step_by(width) {
                let columns = column..(column + width).min(self.columns);
                for (cells, panel) in cells.chunks_exact(self.columns).zip(panel.chunks_exact_mut(width)) {
                    // What stands there of a wider panel is never read.
                    let cells = cells[columns.clone()].iter();
                    cells.zip(panel).for_each(|(cell, number)| *number = cell.number());
                }
                let panel = &panel[..depth * width];
                let mut sums = [[0.0; WIDEST]; TOGETHER];
                for first in (0..count).step_by(TOGETHER) {
                    let row = |at: usize| &rows[(first + at) * distance + from..][..depth];
                    let here = (count - first).min(TOGETHER);
                    match here {
                        6 => sum(simd, std::array::from_fn::<_, 6, _>(row), panel, &mut sums),
                        5 => sum(simd, std::array::from_fn::<_, 5, _>(row), panel, &mut sums),
                        4 => sum(simd, std::array::from_fn::<_, 4, _>(row), panel, &mut sums),
                        3 => sum(simd, std::array::from_fn::<_, 3, _>(row), panel, &mut sums),
                        2 => sum(simd, std::array::from_fn::<_, 2, _>(row), panel, &mut sums),
                        _ => sum(simd, [row(0)], panel, &mut sums),
                    }
                    for (sums, into) in sums[..here].iter().zip(into[first * self.columns..].chunks_mut(self.columns)) {
                        let into = into[columns.clone()].iter_mut();
                        into.zip(sums).for_each(|(number, sum)| *number += sum * self.step);
                    }
                }
            }
        }
    }
}

/// The products of some rows with a panel of weights.
#[inline(always)]
#[expect(clippy::inline_always, reason = "only what is inlined uses the registers that were found")]
fn sum<S: Simd, const ROWS: usize>(simd: S, rows: [&[f32]; ROWS], panel: &[f32], sums: &mut [[f32; WIDEST]; TOGETHER]) {
    let half = S::f32s::LEN;
    let mut all = [[S::f32s::splat(simd, 0.0); 2]; ROWS];
    for (at, weights) in (0..rows[0].len()).zip(panel.chunks_exact(2 * half)) {
        let weights = [&weights[..half], &weights[half..]].map(|weights| S::f32s::from_slice(simd, weights));
        for (row, sums) in rows.iter().zip(&mut all) {
            let number = S::f32s::splat(simd, row[at]);
            *sums = [number.mul_add(weights[0], sums[0]), number.mul_add(weights[1], sums[1])];
        }
    }
    for (all, sums) in all.iter().zip(sums) {
        all[0].store_slice(&mut sums[..half]);
        all[1].store_slice(&mut sums[half..2 * half]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_all_sizes_on_all_processors_are_those_of_the_definition() {
        for (count, depth, columns) in [(1, 1, 1), (2, 3, 5), (5, 130, 33), (6, 128, 32), (7, 256, 64), (13, 300, 40)] {
            let rows: Vec<f32> = (0..count * depth).map(|at| (at * 7 % 11) as f32 - 5.0).collect();
            let cells: Vec<u8> = (0..depth * columns).map(|at| (at * 13 % 256) as u8).collect();
            for level in [Level::new(), Level::baseline()] {
                let mut into = vec![1.0; count * columns];
                Weights { cells: &cells, columns, step: 0.5 }.add_product_at(level, &rows, depth, &mut into);
                for (at, got) in into.iter().enumerate() {
                    let (row, column) = (at / columns, at % columns);
                    let product = |deep: usize| rows[row * depth + deep] * cells[deep * columns + column].number();
                    let wanted = 1.0 + 0.5 * (0..depth).map(product).sum::<f32>();
                    assert!((got - wanted).abs() < 1e-3, "{level:?} {count} {depth} {columns}: {got} {wanted}");
                }
            }
        }
    }

    #[test]
    fn rows_may_overlap() {
        let mut into = [0.0; 3];
        Weights { cells: &[1.0, 10.0], columns: 1, step: 1.0 }.add_product(&[1.0, 2.0, 3.0, 4.0], 1, &mut into);
        assert!(into.iter().zip([21.0, 32.0, 43.0]).all(|(got, wanted)| (got - wanted).abs() < 1e-3), "{into:?}");
    }
}
