//! The forward pass of BERT (Devlin et al. 2019, "BERT: Pre-training of Deep Bidirectional Transformers") and of XLM-RoBERTa,
//! which differs from it only in where positions begin to count.

use crate::arrays::BadModel;
use crate::products::Weights;
use crate::rows::{add, normalise};
use crate::tensors::{Tensors, Words};

/// What the model's `config.json` says of its form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    pub(crate) hidden: usize,
    pub(crate) heads: usize,
    pub(crate) layers: usize,
    pub(crate) inner: usize,
    pub(crate) vocabulary: usize,
    /// Rows of the table of positions, and the row of the first token.
    pub(crate) positions: usize,
    pub(crate) first_position: usize,
    pub(crate) epsilon: f32,
}

/// The layers, unpacked but for the table of words.
pub(crate) struct Bert {
    form: Form,
    words: Words,
    /// Row by row, with what is added to the first type of tokens, the only one that a single text has.
    positions: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

struct Layer {
    /// Queries, keys and values side by side.
    attention: Linear,
    attended: Linear,
    attended_norm: Norm,
    inner: Linear,
    outer: Linear,
    outer_norm: Norm,
}

struct Linear {
    /// A row for each input, a column for each output.
    weights: Vec<f32>,
    bias: Vec<f32>,
}

struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
    epsilon: f32,
}

impl Bert {
    pub(crate) fn read(tensors: &mut Tensors, form: Form) -> Result<Self, BadModel> {
        let Form { hidden, inner, .. } = form;
        let words = tensors.words("embeddings.word_embeddings.weight", form.vocabulary, hidden)?;
        let mut positions = tensors.numbers("embeddings.position_embeddings.weight", &[form.positions, hidden])?;
        let first_type = tensors.first_row("embeddings.token_type_embeddings.weight", hidden)?;
        for row in positions.chunks_exact_mut(hidden) {
            add(row, &first_type);
        }
        let norm = Norm::read(tensors, "embeddings.LayerNorm", form)?;
        let mut layers = Vec::new();
        for number in 0..form.layers {
            let name = |rest: &str| format!("encoder.layer.{number}.{rest}");
            let attention = ["query", "key", "value"].map(|part| name(&format!("attention.self.{part}")));
            layers.push(Layer {
                attention: Linear::read(tensors, &attention, hidden, hidden)?,
                attended: Linear::read(tensors, &[name("attention.output.dense")], hidden, hidden)?,
                attended_norm: Norm::read(tensors, &name("attention.output.LayerNorm"), form)?,
                inner: Linear::read(tensors, &[name("intermediate.dense")], hidden, inner)?,
                outer: Linear::read(tensors, &[name("output.dense")], inner, hidden)?,
                outer_norm: Norm::read(tensors, &name("output.LayerNorm"), form)?,
            });
        }
        Ok(Self { form, words, positions, norm, layers })
    }

    /// A row for each token, one after the other. Tokens are below the size of the vocabulary, and not more than
    /// [`Bert::most_tokens`].
    pub(crate) fn rows(&self, tokens: &[u32]) -> Vec<f32> {
        let hidden = self.form.hidden;
        let mut rows = vec![0.0; tokens.len() * hidden];
        let positions = self.positions.chunks_exact(hidden).skip(self.form.first_position);
        for ((token, row), position) in tokens.iter().zip(rows.chunks_exact_mut(hidden)).zip(positions) {
            self.words.look_up(*token as usize, row);
            add(row, position);
        }
        self.norm.apply(&mut rows);
        for layer in &self.layers {
            let attended = layer.attended.of(&layer.attend(&rows, self.form));
            add(&mut rows, &attended);
            layer.attended_norm.apply(&mut rows);
            let mut inner = layer.inner.of(&rows);
            for number in &mut inner {
                *number = gelu(*number);
            }
            add(&mut rows, &layer.outer.of(&inner));
            layer.outer_norm.apply(&mut rows);
        }
        rows
    }

    /// How many tokens of a text have a position.
    pub(crate) fn most_tokens(&self) -> usize {
        self.form.positions - self.form.first_position
    }

    /// How many numbers a row has.
    pub(crate) fn width(&self) -> usize {
        self.form.hidden
    }
}

impl Layer {
    /// What each token takes from all: by each head, the values of the tokens whose keys fit its query.
    fn attend(&self, rows: &[f32], form: Form) -> Vec<f32> {
        let (count, width) = (rows.len() / form.hidden, form.hidden / form.heads);
        // Of each token its queries, then its keys, then its values, and of each of them head after head.
        let all = self.attention.of(rows);
        let distance = 3 * form.hidden;
        let scale = 1.0 / (width as f32).sqrt();
        let mut attended = vec![0.0; rows.len()];
        for head in (0..form.hidden).step_by(width) {
            let of = |token: usize, part: usize| &all[token * distance + part * form.hidden + head..][..width];
            let mut keys = vec![0.0; width * count];
            for token in 0..count {
                keys[token..].iter_mut().step_by(count).zip(of(token, 1)).for_each(|(cell, number)| *cell = *number);
            }
            let mut shares = vec![0.0; count * count];
            Weights { cells: &keys, columns: count, step: scale }.add_product(&all[head..], distance, &mut shares);
            shares.chunks_exact_mut(count).for_each(soft_max);
            let values: Vec<f32> = (0..count).flat_map(|token| of(token, 2)).copied().collect();
            let mut taken = vec![0.0; count * width];
            Weights { cells: &values, columns: width, step: 1.0 }.add_product(&shares, count, &mut taken);
            for (from, into) in taken.chunks_exact(width).zip(attended.chunks_exact_mut(form.hidden)) {
                into[head..head + width].copy_from_slice(from);
            }
        }
        attended
    }
}

impl Linear {
    /// Reads layers that have the same inputs as one, their outputs side by side.
    fn read(tensors: &mut Tensors, names: &[String], inputs: usize, outputs: usize) -> Result<Self, BadModel> {
        let columns = names.len() * outputs;
        let (mut weights, mut bias) = (vec![0.0; inputs * columns], Vec::new());
        for (part, name) in names.iter().enumerate() {
            // Stored as outputs by inputs.
            let stored = tensors.numbers(&format!("{name}.weight"), &[outputs, inputs])?;
            for (output, numbers) in stored.chunks_exact(inputs).enumerate() {
                let column = weights[part * outputs + output..].iter_mut().step_by(columns);
                column.zip(numbers).for_each(|(cell, number)| *cell = *number);
            }
            bias.extend(tensors.numbers(&format!("{name}.bias"), &[outputs])?);
        }
        Ok(Self { weights, bias })
    }

    /// What comes out for each row.
    fn of(&self, rows: &[f32]) -> Vec<f32> {
        let columns = self.bias.len();
        let inputs = self.weights.len() / columns;
        let mut out = self.bias.repeat(rows.len() / inputs);
        Weights { cells: &self.weights, columns, step: 1.0 }.add_product(rows, inputs, &mut out);
        out
    }
}

impl Norm {
    fn read(tensors: &mut Tensors, name: &str, form: Form) -> Result<Self, BadModel> {
        Ok(Self {
            gain: tensors.numbers(&format!("{name}.weight"), &[form.hidden])?,
            bias: tensors.numbers(&format!("{name}.bias"), &[form.hidden])?,
            epsilon: form.epsilon,
        })
    }

    fn apply(&self, rows: &mut [f32]) {
        normalise(rows, &self.gain, &self.bias, self.epsilon);
    }
}

fn soft_max(row: &mut [f32]) {
    let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for value in row.iter_mut() {
        *value = (*value - largest).exp();
    }
    let sum: f32 = row.iter().sum();
    for value in row {
        *value /= sum;
    }
}

fn gelu(value: f32) -> f32 {
    0.5 * value * (1.0 + erf(value * std::f32::consts::FRAC_1_SQRT_2))
}

/// The error function within 3e-7 (Abramowitz and Stegun 1964, 7.1.28): the one of their approximations that needs no exponential,
/// so that a compiler can work on many numbers at once.
fn erf(value: f32) -> f32 {
    const TERMS: [f32; 6] =
        [0.000_043_063_8, 0.000_276_567_2, 0.000_152_014_3, 0.009_270_527, 0.042_282_01, 0.070_523_08];
    let size = value.abs();
    let sum = TERMS.iter().fold(0.0, |sum, term| (sum + term) * size);
    let power = (0..4).fold(1.0 + sum, |power, _| power * power);
    (1.0 - 1.0 / power).copysign(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_function_is_that_of_the_tables() {
        for (value, expected) in [(0.0, 0.0), (0.5, 0.520_499_9), (1.0, 0.842_700_8), (-2.0, -0.995_322_3)] {
            assert!((erf(value) - expected).abs() < 1e-6, "{value}");
        }
    }
}
