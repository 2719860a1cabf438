//! From tokens to a vector: a table of token vectors, three convolutions side by side that see two, three and five tokens
//! at once, a sum over the text, and three layers that make one vector of it.
//!
//! The layers, their widths and the order of their operations are those of Google's *Universal Sentence Encoder,
//! multilingual* (Yang et al. 2019, "Multilingual Universal Sentence Encoder for Semantic Retrieval", the CNN model), in the small form
//! whose arrays the file holds.

use std::ops::Range;

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Slice, concatenate};

use crate::arrays::{Arrays, BadModel};
use crate::model::{DIMENSIONS, Vector};

/// Numbers of a token's vector.
const TOKEN: usize = 512;
/// Numbers of a branch.
const BRANCH: usize = 256;
/// Tokens that the branches see at once, and how many of them lie before the one in the middle.
const BRANCHES: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// What the branches and the token's vector have together.
const FEATURES: usize = TOKEN + BRANCHES.len() * BRANCH;
/// Numbers between the last layers.
const HIDDEN: usize = 320;
/// The table of token vectors lies in so many parts: token t is row t / 17 of part t % 17.
const PARTS: usize = 17;
/// Rows of a part.
const ROWS: usize = 7530;
/// Bytes of a row: four numbers of 6 bits in three bytes.
const ROW_BYTES: usize = TOKEN * 6 / 8;
/// Keeps a division from failing where all numbers are the same.
const EPSILON: f32 = 1e-12;

/// The layers, unpacked but for the table.
pub(crate) struct Network {
    table: &'static [u8],
    scale: Vec<f32>,
    lowest: Vec<f32>,
    /// The three projections side by side.
    projection: Array2<f32>,
    projection_bias: Array1<f32>,
    norm_in: Norm,
    branches: Vec<Branch>,
    norm_out: Norm,
    sentence: Array2<f32>,
    sentence_bias: Array1<f32>,
    d0: Array2<f32>,
    p1: Array2<f32>,
    d1: Array2<f32>,
    d2: Array2<f32>,
    p3: Array2<f32>,
    d3: Array2<f32>,
}

struct Norm {
    gain: Array1<f32>,
    bias: Array1<f32>,
}

/// Two layers that see `width` tokens at once.
struct Branch {
    width: usize,
    before: usize,
    first: Convolution,
    second: Convolution,
}

struct Convolution {
    weights: Array2<f32>,
    bias: Array1<f32>,
}

impl Network {
    pub(crate) fn read(arrays: &Arrays<'static>) -> Result<Self, BadModel> {
        let side_by_side = |name: &str| -> Result<Array1<f32>, BadModel> {
            let mut all = Vec::new();
            for (width, _) in BRANCHES {
                all.extend(arrays.numbers(&format!("{name}{width}"), BRANCH)?);
            }
            Ok(all.into())
        };
        let mut projections = Vec::new();
        let mut branches = Vec::new();
        for (width, before) in BRANCHES {
            projections.push(arrays.matrix(&format!("proj{width}"), TOKEN, BRANCH)?);
            let layer = |number: usize| -> Result<Convolution, BadModel> {
                let weights = arrays.matrix(&format!("w{number}_{width}"), width * BRANCH, BRANCH)?;
                Ok(Convolution { weights, bias: arrays.numbers(&format!("b{number}_{width}"), BRANCH)?.into() })
            };
            branches.push(Branch { width, before, first: layer(1)?, second: layer(2)? });
        }
        let views: Vec<_> = projections.iter().map(Array2::view).collect();
        Ok(Self {
            table: arrays.bytes("table", &[PARTS, ROWS, ROW_BYTES])?,
            scale: arrays.numbers("scale", PARTS)?,
            lowest: arrays.numbers("lo", PARTS)?,
            projection: concatenate(Axis(1), &views).map_err(|_| BadModel::Array("proj".to_owned()))?,
            projection_bias: side_by_side("proj_b")?,
            norm_in: Norm { gain: side_by_side("ln_g")?, bias: side_by_side("ln_b")? },
            branches,
            norm_out: Norm {
                gain: arrays.numbers("ln_g", FEATURES)?.into(),
                bias: arrays.numbers("ln_b", FEATURES)?.into(),
            },
            sentence: arrays.matrix("cnn_W", FEATURES, TOKEN)?,
            sentence_bias: arrays.numbers("cnn_b", TOKEN)?.into(),
            d0: arrays.matrix("d0", TOKEN, HIDDEN)?,
            p1: arrays.matrix("p1", TOKEN, HIDDEN)?,
            d1: arrays.matrix("d1", HIDDEN, HIDDEN)?,
            d2: arrays.matrix("d2", HIDDEN, TOKEN)?,
            p3: arrays.matrix("p3", HIDDEN, TOKEN)?,
            d3: arrays.matrix("d3", TOKEN, DIMENSIONS)?,
        })
    }

    /// How many tokens it knows.
    pub(crate) fn vocabulary() -> usize {
        PARTS * ROWS
    }

    /// The vector of a text, of length 1. Each token is below [`Network::vocabulary`]; there is at least one.
    pub(crate) fn vector(&self, tokens: &[u32]) -> Vector {
        let count = tokens.len();
        let mut features = Array2::<f32>::zeros((count, FEATURES));
        for (token, row) in tokens.iter().zip(features.rows_mut()) {
            self.look_up(*token, row.into_slice().map(|row| &mut row[..TOKEN]).unwrap_or_default());
        }
        let embedded = columns(&features, 0..TOKEN);
        let mut inner = Array2::zeros((count, self.projection.ncols()));
        inner += &self.projection_bias;
        general_mat_mul(1.0, &embedded, &self.projection, 1.0, &mut inner);
        self.norm_in.apply(&mut inner);
        for (at, branch) in self.branches.iter().enumerate() {
            let own = columns(&inner, at * BRANCH..(at + 1) * BRANCH).to_owned();
            let seen = branch.see(own);
            let into = TOKEN + at * BRANCH..TOKEN + (at + 1) * BRANCH;
            features.slice_axis_mut(Axis(1), Slice::from(into)).assign(&seen);
        }
        self.norm_out.apply(&mut features);
        // The sum over the tokens comes before the product: one row instead of many.
        let mut text = features.sum_axis(Axis(0)).dot(&self.sentence);
        text.scaled_add(count as f32, &self.sentence_bias);
        text /= (count as f32).sqrt();
        self.finish(&text)
    }

    fn finish(&self, text: &Array1<f32>) -> Vector {
        let positive = |value: f32| value.max(0.0);
        let first = text.dot(&self.d0).mapv_into(positive);
        let second = (text.dot(&self.p1) + first.dot(&self.d1)).mapv_into(positive);
        let third = second.dot(&self.d2).mapv_into(positive);
        let last = (second.dot(&self.p3) + third.dot(&self.d3)).mapv_into(f32::tanh);
        let length = last.dot(&last).sqrt().max(EPSILON);
        Vector::from_iter(last.iter().map(|value| value / length))
    }

    /// Writes the vector of a token.
    fn look_up(&self, token: u32, into: &mut [f32]) {
        let (part, row) = (token as usize % PARTS, token as usize / PARTS);
        let (scale, lowest) = (self.scale[part], self.lowest[part]);
        let at = (part * ROWS + row) * ROW_BYTES;
        for (three, four) in self.table[at..at + ROW_BYTES].chunks_exact(3).zip(into.chunks_exact_mut(4)) {
            let bits = u32::from_le_bytes([three[0], three[1], three[2], 0]);
            for (place, value) in four.iter_mut().enumerate() {
                *value = ((bits >> (6 * place)) & 0x3f) as f32 * scale + lowest;
            }
        }
    }
}

impl Norm {
    /// Brings each row to mean 0 and deviation 1, then to its gain and bias.
    fn apply(&self, rows: &mut Array2<f32>) {
        for mut row in rows.rows_mut() {
            let count = row.len() as f32;
            let mean = row.sum() / count;
            let variance = row.iter().map(|value| (value - mean) * (value - mean)).sum::<f32>() / count;
            let scale = 1.0 / (variance + EPSILON).sqrt();
            for ((value, gain), bias) in row.iter_mut().zip(&self.gain).zip(&self.bias) {
                *value = (*value - mean) * scale * gain + bias;
            }
        }
    }
}

impl Branch {
    fn see(&self, mut rows: Array2<f32>) -> Array2<f32> {
        for layer in [&self.first, &self.second] {
            let seen = layer.over(&rows, self.width, self.before);
            rows.zip_mut_with(&seen, |value, seen| *value += seen.max(0.0));
        }
        rows
    }
}

impl Convolution {
    /// For each row, the product of its window with the weights; outside of the text there are zeros.
    fn over(&self, text: &Array2<f32>, width: usize, before: usize) -> Array2<f32> {
        let count = text.nrows();
        let mut out = Array2::zeros((count, BRANCH));
        out += &self.bias;
        for place in 0..width {
            // What stands in this place of the window of row t is row t + place - before.
            let weights = rows(&self.weights, place * BRANCH..(place + 1) * BRANCH);
            let (from, to) = (before.saturating_sub(place), (count + before).saturating_sub(place).min(count));
            if from < to {
                let seen = rows(text, from + place - before..to + place - before);
                let mut into = out.slice_axis_mut(Axis(0), Slice::from(from..to));
                general_mat_mul(1.0, &seen, &weights, 1.0, &mut into);
            }
        }
        out
    }
}

fn rows(matrix: &Array2<f32>, which: Range<usize>) -> ArrayView2<'_, f32> {
    matrix.slice_axis(Axis(0), Slice::from(which))
}

fn columns(matrix: &Array2<f32>, which: Range<usize>) -> ArrayView2<'_, f32> {
    matrix.slice_axis(Axis(1), Slice::from(which))
}

/// The cosine of two vectors of length 1.
pub(crate) fn cosine(a: &[f32], b: &[f32]) -> f32 {
    ArrayView1::from(a).dot(&ArrayView1::from(b))
}
