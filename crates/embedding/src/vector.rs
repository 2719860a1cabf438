//! What the built-in model makes of a text.

/// Numbers of a vector.
pub const DIMENSIONS: usize = 512;

/// A sentence vector, of length 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector([f32; DIMENSIONS]);

impl Vector {
    /// Takes what it needs of the numbers; the rest are zeros.
    pub(crate) fn from_iter(numbers: impl Iterator<Item = f32>) -> Self {
        let mut all = [0.0; DIMENSIONS];
        all.iter_mut().zip(numbers).for_each(|(own, number)| *own = number);
        Self(all)
    }

    /// The numbers.
    pub fn numbers(&self) -> &[f32; DIMENSIONS] {
        &self.0
    }

    /// How near another one is, -1 to 1. No probability: that of a wrong entry is often 0.5.
    pub fn cosine(&self, other: &Self) -> f32 {
        self.0.iter().zip(&other.0).map(|(a, b)| a * b).sum()
    }
}
