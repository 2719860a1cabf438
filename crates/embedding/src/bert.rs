//! The forward pass of BERT (Devlin et al. 2019, "BERT: Pre-training of Deep Bidirectional Transformers") and of XLM-RoBERTa,
//! which differs from it only in where positions begin to count.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayView2, Axis, Slice, concatenate};

use crate::arrays::BadModel;
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
    /// With what is added to the first type of tokens, the only one that a single text has.
    positions: Array2<f32>,
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
    /// Inputs by outputs.
    weights: Array2<f32>,
    bias: Array1<f32>,
}

struct Norm {
    gain: Array1<f32>,
    bias: Array1<f32>,
    epsilon: f32,
}

impl Bert {
    pub(crate) fn read(tensors: &mut Tensors, form: Form) -> Result<Self, BadModel> {
        let Form { hidden, inner, .. } = form;
        let words = tensors.words("embeddings.word_embeddings.weight", form.vocabulary, hidden)?;
        let mut positions = tensors.matrix("embeddings.position_embeddings.weight", form.positions, hidden)?;
        positions += &tensors.first_row("embeddings.token_type_embeddings.weight", hidden)?;
        let norm = Norm::read(tensors, "embeddings.LayerNorm", form)?;
        let mut layers = Vec::new();
        for number in 0..form.layers {
            let name = |rest: &str| format!("encoder.layer.{number}.{rest}");
            let mut own = Vec::new();
            for part in ["query", "key", "value"] {
                own.push(Linear::read(tensors, &name(&format!("attention.self.{part}")), hidden, hidden)?);
            }
            layers.push(Layer {
                attention: Linear::side_by_side(&own)?,
                attended: Linear::read(tensors, &name("attention.output.dense"), hidden, hidden)?,
                attended_norm: Norm::read(tensors, &name("attention.output.LayerNorm"), form)?,
                inner: Linear::read(tensors, &name("intermediate.dense"), hidden, inner)?,
                outer: Linear::read(tensors, &name("output.dense"), inner, hidden)?,
                outer_norm: Norm::read(tensors, &name("output.LayerNorm"), form)?,
            });
        }
        Ok(Self { form, words, positions, norm, layers })
    }

    /// A row for each token. Tokens are below the size of the vocabulary, and not more than [`Bert::most_tokens`].
    pub(crate) fn rows(&self, tokens: &[u32]) -> Array2<f32> {
        let mut rows = Array2::zeros((tokens.len(), self.form.hidden));
        for (at, (token, mut row)) in tokens.iter().zip(rows.rows_mut()).enumerate() {
            self.words.look_up(*token as usize, row.as_slice_mut().unwrap_or_default());
            row += &self.positions.row(at + self.form.first_position);
        }
        self.norm.apply(&mut rows);
        for layer in &self.layers {
            let attended = layer.attended.of(&layer.attend(&rows, self.form.heads));
            rows += &attended;
            layer.attended_norm.apply(&mut rows);
            let inner = layer.inner.of(&rows).mapv_into(gelu);
            rows += &layer.outer.of(&inner);
            layer.outer_norm.apply(&mut rows);
        }
        rows
    }

    /// How many tokens of a text have a position.
    pub(crate) fn most_tokens(&self) -> usize {
        self.form.positions - self.form.first_position
    }
}

impl Layer {
    /// What each token takes from all: by each head, the values of the tokens whose keys fit its query.
    fn attend(&self, rows: &Array2<f32>, heads: usize) -> Array2<f32> {
        let (count, hidden) = rows.dim();
        let (width, all) = (hidden / heads, self.attention.of(rows));
        let scale = 1.0 / (width as f32).sqrt();
        let mut attended = Array2::zeros((count, hidden));
        for head in 0..heads {
            let part = |of: usize| columns(&all, of * hidden + head * width, width);
            let mut weights = Array2::zeros((count, count));
            general_mat_mul(scale, &part(0), &part(1).reversed_axes(), 0.0, &mut weights);
            soft_max(&mut weights);
            let mut into = attended.slice_axis_mut(Axis(1), Slice::from(head * width..(head + 1) * width));
            general_mat_mul(1.0, &weights, &part(2), 0.0, &mut into);
        }
        attended
    }
}

impl Linear {
    fn read(tensors: &mut Tensors, name: &str, inputs: usize, outputs: usize) -> Result<Self, BadModel> {
        // Stored as outputs by inputs.
        let weights = tensors.matrix(&format!("{name}.weight"), outputs, inputs)?;
        let weights = weights.reversed_axes().as_standard_layout().into_owned();
        Ok(Self { weights, bias: tensors.vector(&format!("{name}.bias"), outputs)? })
    }

    fn side_by_side(all: &[Self]) -> Result<Self, BadModel> {
        let weights: Vec<_> = all.iter().map(|one| one.weights.view()).collect();
        let biases: Vec<_> = all.iter().map(|one| one.bias.view()).collect();
        let unequal = |_| BadModel::Array("attention.self".to_owned());
        Ok(Self {
            weights: concatenate(Axis(1), &weights).map_err(unequal)?,
            bias: concatenate(Axis(0), &biases).map_err(unequal)?,
        })
    }

    fn of(&self, rows: &Array2<f32>) -> Array2<f32> {
        let mut out = Array2::zeros((rows.nrows(), self.weights.ncols()));
        out += &self.bias;
        general_mat_mul(1.0, rows, &self.weights, 1.0, &mut out);
        out
    }
}

impl Norm {
    fn read(tensors: &mut Tensors, name: &str, form: Form) -> Result<Self, BadModel> {
        Ok(Self {
            gain: tensors.vector(&format!("{name}.weight"), form.hidden)?,
            bias: tensors.vector(&format!("{name}.bias"), form.hidden)?,
            epsilon: form.epsilon,
        })
    }

    /// Brings each row to mean 0 and deviation 1, then to its gain and bias.
    fn apply(&self, rows: &mut Array2<f32>) {
        for mut row in rows.rows_mut() {
            let count = row.len() as f32;
            let mean = row.sum() / count;
            let variance = row.iter().map(|value| (value - mean) * (value - mean)).sum::<f32>() / count;
            let scale = 1.0 / (variance + self.epsilon).sqrt();
            for ((value, gain), bias) in row.iter_mut().zip(&self.gain).zip(&self.bias) {
                *value = (*value - mean) * scale * gain + bias;
            }
        }
    }
}

fn columns(matrix: &Array2<f32>, from: usize, width: usize) -> ArrayView2<'_, f32> {
    matrix.slice_axis(Axis(1), Slice::from(from..from + width))
}

fn soft_max(rows: &mut Array2<f32>) {
    for mut row in rows.rows_mut() {
        let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.mapv_inplace(|value| (value - largest).exp());
        let sum = row.sum();
        row /= sum;
    }
}

fn gelu(value: f32) -> f32 {
    0.5 * value * (1.0 + erf(value * std::f32::consts::FRAC_1_SQRT_2))
}

/// The error function within 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26).
fn erf(value: f32) -> f32 {
    let t = 1.0 / (1.0 + 0.327_591_1 * value.abs());
    let sum = t * (0.254_829_6 + t * (-0.284_496_72 + t * (1.421_413_8 + t * (-1.453_152_1 + t * 1.061_405_4))));
    (1.0 - sum * (-value * value).exp()).copysign(value)
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
