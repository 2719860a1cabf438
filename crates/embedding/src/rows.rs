//! What both models do with rows of numbers.

/// Adds to each number the one at its place.
pub(crate) fn add(to: &mut [f32], numbers: &[f32]) {
    to.iter_mut().zip(numbers).for_each(|(to, number)| *to += number);
}

/// Brings each row to mean 0 and deviation 1, then to its gain and bias. `epsilon` keeps a division from failing where all numbers
/// are the same.
pub(crate) fn normalise(rows: &mut [f32], gain: &[f32], bias: &[f32], epsilon: f32) {
    for row in rows.chunks_exact_mut(gain.len()) {
        let count = row.len() as f32;
        let mean = row.iter().sum::<f32>() / count;
        let variance = row.iter().map(|number| (number - mean) * (number - mean)).sum::<f32>() / count;
        let scale = 1.0 / (variance + epsilon).sqrt();
        for ((number, gain), bias) in row.iter_mut().zip(gain).zip(bias) {
            *number = (*number - mean) * scale * gain + bias;
        }
    }
}
