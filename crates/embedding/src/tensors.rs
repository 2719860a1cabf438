//! The arrays of a published model's file, read one by one: such a file is too large to lie in memory twice.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

use safetensors::Dtype;
use safetensors::tensor::Metadata;

use crate::arrays::BadModel;

/// Largest header that is read, in bytes: that of a model of 24 layers has some 50,000.
const MOST_HEADER: u64 = 10_000_000;
/// What stands before the names of arrays in models that were saved as a part of something.
const PREFIXES: [&str; 4] = ["", "bert.", "roberta.", "model."];

/// An open file of arrays.
pub(crate) struct Tensors {
    file: File,
    metadata: Metadata,
    /// Where the arrays begin, in bytes.
    begin: u64,
}

impl Tensors {
    pub(crate) fn open(path: &Path) -> Result<Self, BadModel> {
        let mut file = File::open(path).map_err(BadModel::Unreadable)?;
        let mut size = [0; 8];
        file.read_exact(&mut size).map_err(BadModel::Unreadable)?;
        let size = u64::from_le_bytes(size);
        if size > MOST_HEADER {
            return Err(BadModel::Array("header".to_owned()));
        }
        let mut header = vec![0; size as usize];
        file.read_exact(&mut header).map_err(BadModel::Unreadable)?;
        let metadata: Metadata = serde_json::from_slice(&header).map_err(BadModel::Config)?;
        let begin = 8 + size;
        // Before room is made for what the header only says is there.
        let length = file.metadata().map_err(BadModel::Unreadable)?.len();
        if (metadata.data_len() as u64).checked_add(begin).is_none_or(|needed| needed > length) {
            return Err(BadModel::Unreadable(ErrorKind::UnexpectedEof.into()));
        }
        Ok(Self { file, metadata, begin })
    }

    /// The first row of a matrix of however many.
    pub(crate) fn first_row(&mut self, name: &str, columns: usize) -> Result<Vec<f32>, BadModel> {
        let rows = self.find(name).and_then(|(_, shape, _)| shape.first().copied()).unwrap_or_default();
        let matrix = self.numbers(name, &[rows, columns])?;
        let first = matrix.get(..columns).map(<[f32]>::to_vec);
        first.ok_or_else(|| BadModel::Array(name.to_owned()))
    }

    /// A table that stays as it is stored.
    pub(crate) fn words(&mut self, name: &str, rows: usize, columns: usize) -> Result<Words, BadModel> {
        let (dtype, bytes) = self.bytes(name, &[rows, columns])?;
        let width = width(dtype).ok_or_else(|| BadModel::Array(name.to_owned()))?;
        Ok(Words { dtype, bytes, row: columns * width })
    }

    /// An array as it lies there, row by row.
    pub(crate) fn numbers(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, BadModel> {
        let (dtype, bytes) = self.bytes(name, shape)?;
        let mut numbers = vec![0.0; shape.iter().product()];
        unpack(dtype, &bytes, &mut numbers);
        if numbers.iter().all(|number| number.is_finite()) {
            Ok(numbers)
        } else {
            Err(BadModel::Array(name.to_owned()))
        }
    }

    fn bytes(&mut self, name: &str, shape: &[usize]) -> Result<(Dtype, Vec<u8>), BadModel> {
        let bad = || BadModel::Array(name.to_owned());
        let (dtype, found, (from, to)) = self.find(name).ok_or_else(bad)?;
        if found != shape {
            return Err(bad());
        }
        let size = shape.iter().try_fold(width(dtype).ok_or_else(bad)?, |size, &side| size.checked_mul(side));
        let size = size.filter(|&size| to.checked_sub(from) == Some(size)).ok_or_else(bad)?;
        let mut bytes = vec![0; size];
        self.file.seek(SeekFrom::Start(self.begin + from as u64)).map_err(BadModel::Unreadable)?;
        self.file.read_exact(&mut bytes).map_err(BadModel::Unreadable)?;
        Ok((dtype, bytes))
    }

    fn find(&self, name: &str) -> Option<(Dtype, Vec<usize>, (usize, usize))> {
        let info = PREFIXES.iter().find_map(|prefix| self.metadata.info(&format!("{prefix}{name}")))?;
        Some((info.dtype, info.shape.clone(), info.data_offsets))
    }
}

/// The table of words, of which a text needs a few rows.
pub(crate) struct Words {
    dtype: Dtype,
    bytes: Vec<u8>,
    /// Bytes of a row.
    row: usize,
}

impl Words {
    /// Writes a row of the table; one that it does not have stays as it is.
    pub(crate) fn look_up(&self, at: usize, into: &mut [f32]) {
        if let Some(bytes) = self.bytes.get(at * self.row..(at + 1) * self.row) {
            unpack(self.dtype, bytes, into);
        }
    }
}

/// Bytes of a number, of those kinds in which models are published.
fn width(dtype: Dtype) -> Option<usize> {
    match dtype {
        Dtype::F32 => Some(4),
        Dtype::F16 | Dtype::BF16 => Some(2),
        _ => None,
    }
}

fn unpack(dtype: Dtype, bytes: &[u8], into: &mut [f32]) {
    let two = |bytes: &[u8]| u16::from_le_bytes([bytes[0], bytes[1]]);
    match dtype {
        Dtype::F32 => {
            let four = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            bytes.chunks_exact(4).zip(into).for_each(|(bytes, number)| *number = four(bytes));
        }
        Dtype::F16 => bytes.chunks_exact(2).zip(into).for_each(|(bytes, number)| *number = half(two(bytes))),
        // The upper half of a number of 32 bits.
        _ => bytes
            .chunks_exact(2)
            .zip(into)
            .for_each(|(bytes, number)| *number = f32::from_bits(u32::from(two(bytes)) << 16)),
    }
}

/// A number of 16 bits: a sign, 5 bits of exponent, 10 of fraction (IEEE 754).
fn half(bits: u16) -> f32 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f32::from(bits & 0x3ff));
    let size = match exponent {
        0 => fraction * 2f32.powi(-24),
        0x1f => f32::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f32.powi(exponent - 15),
    };
    if bits >> 15 == 0 { size } else { -size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_16_bits_are_read() {
        for (bits, expected) in [(0x3c00, 1.0), (0xc000, -2.0), (0x3555, 0.333_251_95), (0x0001, 5.960_464_5e-8)] {
            assert!((half(bits) - expected).abs() <= expected.abs() * 1e-6, "{bits:x}");
        }
        assert!(half(0x7c00).is_nan());
        let mut number = [0.0];
        unpack(Dtype::BF16, &[0x80, 0x3f], &mut number);
        assert!((number[0] - 1.0).abs() < f32::EPSILON);
    }
}
