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

    /// The vectors of some texts, of length 1, each the same in whatever company. Each token is below [`Network::vocabulary`]; each
    /// text has one at least. Together they take less time: the weights are unpacked once for all.
    pub(crate) fn vectors(&self, texts: &[Vec<u32>]) -> Vec<Vector> {
        let counts: Vec<usize> = texts.iter().map(Vec::len).collect();
        let count: usize = counts.iter().sum();
        let mut features = vec![0.0; count * FEATURES];
        for (token, row) in texts.iter().flatten().zip(features.chunks_exact_mut(FEATURES)) {
            self.look_up(*token, &mut row[..TOKEN]);
        }
        let mut inner = vec![0.0; count * BRANCHED];
        for (at, branch) in self.branches.iter().enumerate() {
            let projected = branch.projection.of(&features, FEATURES, count);
            copy(&projected, BRANCH, &mut inner[at * BRANCH..], BRANCHED);
        }
        self.norm_in.apply(&mut inner);
        for (at, branch) in self.branches.iter().enumerate() {
            let seen = branch.see(&inner[at * BRANCH..], &counts);
            copy(&seen, BRANCH, &mut features[TOKEN + at * BRANCH..], FEATURES);
        }
        self.norm_out.apply(&mut features);
        // The mean over the tokens comes before the product: one row instead of many.
        let mut means = vec![0.0; texts.len() * FEATURES];
        let mut rest = features.as_slice();
        for (mean, &count) in means.chunks_exact_mut(FEATURES).zip(&counts) {
            let (own, others) = rest.split_at(count * FEATURES);
            own.chunks_exact(FEATURES).for_each(|row| add(mean, row));
            for number in mean {
                *number /= count as f32;
            }
            rest = others;
        }
        let mut sentences = self.sentence.of(&means, FEATURES, texts.len());
        for (row, &count) in sentences.chunks_exact_mut(TOKEN).zip(&counts) {
            for number in row {
                *number *= (count as f32).sqrt();
            }
        }
        self.finish(&sentences, texts.len())
    }

    fn finish(&self, sentences: &[f32], count: usize) -> Vec<Vector> {
        let first = positive(self.d0.of(sentences, TOKEN, count));
        let mut second = self.p1.of(sentences, TOKEN, count);
        add(&mut second, &self.d1.of(&first, HIDDEN, count));
        let second = positive(second);
        let third = positive(self.d2.of(&second, HIDDEN, count));
        let mut last = self.p3.of(&second, HIDDEN, count);
        add(&mut last, &self.d3.of(&third, TOKEN, count));
        let vector = |row: &[f32]| {
            let row: Vec<f32> = row.iter().map(|number| number.tanh()).collect();
            let length = row.iter().map(|number| number * number).sum::<f32>().sqrt().max(EPSILON);
            Vector::from_iter(row.iter().map(|number| number / length))
        };
        last.chunks_exact(DIMENSIONS).map(vector).collect()
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
}

impl Norm {
    fn apply(&self, rows: &mut [f32]) {
        normalise(rows, &self.gain, &self.bias, EPSILON);
    }
}

impl Branch {
    /// What it makes of its numbers of each token of some texts of these lengths; those of the next token begin [`BRANCHED`] numbers
    /// later.
    fn see(&self, numbers: &[f32], counts: &[usize]) -> Vec<f32> {
        // Outside of each text there are zeros. So the window of a token is what begins at its place here; the windows between two
        // texts see both, and nobody looks at them.
        let mut starts = Vec::new();
        let mut length = 0;
        for count in counts {
            starts.push(length);
            length += count + self.width - 1;
        }
        let own = |of: usize| (starts[of] + self.before) * BRANCH..(starts[of] + self.before + counts[of]) * BRANCH;
        let mut text = vec![0.0; length * BRANCH];
        let mut rest = numbers;
        for of in 0..counts.len() {
            copy(rest, BRANCHED, &mut text[own(of)], BRANCH);
            rest = rest.get(counts[of] * BRANCHED..).unwrap_or_default();
        }
        for layer in &self.layers {
            let seen = positive(layer.of(&text, BRANCH, length + 1 - self.width));
            for (of, start) in starts.iter().enumerate() {
                add(&mut text[own(of)], &seen[start * BRANCH..(start + counts[of]) * BRANCH]);
            }
        }
        (0..counts.len()).flat_map(|of| text[own(of)].iter().copied()).collect()
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
