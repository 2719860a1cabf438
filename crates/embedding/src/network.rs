//! From tokens to a vector: a table of token vectors, three convolutions side by side that see two, three and five tokens
//! at once, a sum over the text, and three layers that make one vector of it.
//!
//! The layers, their widths and the order of their operations are those of Google's *Universal Sentence Encoder,
//! multilingual* (Yang et al. 2019, "Multilingual Universal Sentence Encoder for Semantic Retrieval", the CNN model), in the small form
//! whose arrays the file holds.

use crate::arrays::{Arrays, BadModel};
use crate::products::Weights;
use crate::rows::{add, normalise};
use crate::vector::{DIMENSIONS, Vector};

/// Numbers of a token's vector.
const TOKEN: usize = 512;
/// Numbers of a branch.
const BRANCH: usize = 256;
/// Tokens that the branches see at once, and how many of them lie before the one in the middle.
const BRANCHES: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// Numbers of all branches.
const BRANCHED: usize = BRANCHES.len() * BRANCH;
/// What the branches and the token's vector have together.
const FEATURES: usize = TOKEN + BRANCHED;
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

/// The layers. The table and all weights are used as they lie in the file.
pub(crate) struct Network {
    table: &'static [u8],
    scale: Vec<f32>,
    lowest: Vec<f32>,
    norm_in: Norm,
    branches: Vec<Branch>,
    norm_out: Norm,
    sentence: Layer,
    d0: Layer,
    p1: Layer,
    d1: Layer,
    d2: Layer,
    p3: Layer,
    d3: Layer,
}

/// Weights, and what is added to each row of their products.
struct Layer {
    weights: Weights<'static, u8>,
    bias: Vec<f32>,
}

struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

/// A projection, and two layers that see `width` tokens of it at once.
struct Branch {
    width: usize,
    before: usize,
    projection: Layer,
    layers: [Layer; 2],
}

impl Network {
    pub(crate) fn read(arrays: &Arrays<'static>) -> Result<Self, BadModel> {
        let layer = |name: &str, bias: &str, rows: usize, columns: usize| -> Result<Layer, BadModel> {
            Ok(Layer { weights: arrays.steps(name, rows, columns)?, bias: arrays.numbers(bias, columns)? })
        };
        let unbiased = |name: &str, rows: usize, columns: usize| -> Result<Layer, BadModel> {
            Ok(Layer { weights: arrays.steps(name, rows, columns)?, bias: vec![0.0; columns] })
        };
        let side_by_side = |name: &str| -> Result<Vec<f32>, BadModel> {
            let mut all = Vec::new();
            for (width, _) in BRANCHES {
                all.extend(arrays.numbers(&format!("{name}{width}"), BRANCH)?);
            }
            Ok(all)
        };
        let mut branches = Vec::new();
        for (width, before) in BRANCHES {
            let seeing = |number: usize| {
                layer(&format!("w{number}_{width}"), &format!("b{number}_{width}"), width * BRANCH, BRANCH)
            };
            let projection = layer(&format!("proj{width}"), &format!("proj_b{width}"), TOKEN, BRANCH)?;
            branches.push(Branch { width, before, projection, layers: [seeing(1)?, seeing(2)?] });
        }
        Ok(Self {
            table: arrays.bytes("table", &[PARTS, ROWS, ROW_BYTES])?,
            scale: arrays.numbers("scale", PARTS)?,
            lowest: arrays.numbers("lo", PARTS)?,
            norm_in: Norm { gain: side_by_side("ln_g")?, bias: side_by_side("ln_b")? },
            branches,
            norm_out: Norm { gain: arrays.numbers("ln_g", FEATURES)?, bias: arrays.numbers("ln_b", FEATURES)? },
            sentence: layer("cnn_W", "cnn_b", FEATURES, TOKEN)?,
            d0: unbiased("d0", TOKEN, HIDDEN)?,
            p1: unbiased("p1", TOKEN, HIDDEN)?,
            d1: unbiased("d1", HIDDEN, HIDDEN)?,
            d2: unbiased("d2", HIDDEN, TOKEN)?,
            p3: unbiased("p3", HIDDEN, TOKEN)?,
            d3: unbiased("d3", TOKEN, DIMENSIONS)?,
        })
    }

    /// How many tokens it knows.
    pub(crate) fn vocabulary() -> usize {
        PARTS * ROWS
    }

    /// The vector of a text, of length 1. Each token is below [`Network::vocabulary`]; there is at least one.
    pub(crate) fn vector(&self, tokens: &[u32]) -> Vector {
        let count = tokens.len();
        let mut features = vec![0.0; count * FEATURES];
        for (token, row) in tokens.iter().zip(features.chunks_exact_mut(FEATURES)) {
            self.look_up(*token, &mut row[..TOKEN]);
        }
        let mut inner = vec![0.0; count * BRANCHED];
        for (at, branch) in self.branches.iter().enumerate() {
            let projected = branch.projection.of(&features, FEATURES, count);
            copy(&projected, BRANCH, &mut inner[at * BRANCH..], BRANCHED);
        }
        self.norm_in.apply(&mut inner);
        for (at, branch) in self.branches.iter().enumerate() {
            let seen = branch.see(&inner[at * BRANCH..], count);
            copy(&seen, BRANCH, &mut features[TOKEN + at * BRANCH..], FEATURES);
        }
        self.norm_out.apply(&mut features);
        // The mean over the tokens comes before the product: one row instead of many.
        let mut mean = vec![0.0; FEATURES];
        for row in features.chunks_exact(FEATURES) {
            add(&mut mean, row);
        }
        for number in &mut mean {
            *number /= count as f32;
        }
        let root = (count as f32).sqrt();
        let text: Vec<f32> = self.sentence.of_row(&mean).into_iter().map(|number| number * root).collect();
        self.finish(&text)
    }

    fn finish(&self, text: &[f32]) -> Vector {
        let first = positive(self.d0.of_row(text));
        let mut second = self.p1.of_row(text);
        add(&mut second, &self.d1.of_row(&first));
        let second = positive(second);
        let third = positive(self.d2.of_row(&second));
        let mut last = self.p3.of_row(&second);
        add(&mut last, &self.d3.of_row(&third));
        let last: Vec<f32> = last.into_iter().map(f32::tanh).collect();
        let length = last.iter().map(|number| number * number).sum::<f32>().sqrt().max(EPSILON);
        Vector::from_iter(last.iter().map(|number| number / length))
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

impl Layer {
    /// For each row, which begins `distance` numbers after the one before it, what comes out.
    fn of(&self, rows: &[f32], distance: usize, count: usize) -> Vec<f32> {
        let mut out = self.bias.repeat(count);
        self.weights.add_product(rows, distance, &mut out);
        out
    }

    fn of_row(&self, row: &[f32]) -> Vec<f32> {
        self.of(row, row.len(), 1)
    }
}

impl Norm {
    fn apply(&self, rows: &mut [f32]) {
        normalise(rows, &self.gain, &self.bias, EPSILON);
    }
}

impl Branch {
    /// What it makes of its numbers of each token; those of the next token begin [`BRANCHED`] numbers later.
    fn see(&self, numbers: &[f32], count: usize) -> Vec<f32> {
        // Outside of the text there are zeros. So the window of a token is what begins at its place here.
        let mut text = vec![0.0; (count + self.width - 1) * BRANCH];
        let own = self.before * BRANCH..(self.before + count) * BRANCH;
        copy(numbers, BRANCHED, &mut text[own.clone()], BRANCH);
        for layer in &self.layers {
            let seen = positive(layer.of(&text, BRANCH, count));
            add(&mut text[own.clone()], &seen);
        }
        text[own].to_vec()
    }
}

/// Copies the numbers of a branch from rows of one length to rows of another.
fn copy(from: &[f32], distance: usize, into: &mut [f32], into_distance: usize) {
    for (from, into) in from.chunks(distance).zip(into.chunks_mut(into_distance)) {
        into[..BRANCH].copy_from_slice(&from[..BRANCH]);
    }
}

fn positive(numbers: Vec<f32>) -> Vec<f32> {
    numbers.into_iter().map(|number| number.max(0.0)).collect()
}
