//! Vectors of texts, for looking into them with other tools: one text a line from standard input; for each, its 512 numbers to
//! standard output as little-endian `f32`. In Python, `numpy.fromfile(FILE, "<f4").reshape(-1, 512)`.
//!
//! `cargo run --release -p embedding --example vectors < TEXTS > FILE`: some 1 ms a text.

use std::io::{BufWriter, Write as _, stdin, stdout};

use embedding::Model;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::built_in().ok_or("built without a model: cargo xtask model")??;
    let mut out = BufWriter::new(stdout().lock());
    for text in stdin().lines() {
        for number in model.vector(&text?).numbers() {
            out.write_all(&number.to_le_bytes())?;
        }
    }
    Ok(out.flush()?)
}
