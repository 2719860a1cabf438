//! `[answering]`: how sure the assistant must be, and by what it finds entries.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use super::reader::{Reader, Wrong, wrong};

/// Promises that can be kept and are worth keeping: nobody is right always, and a coin is as good as every second time.
pub(crate) const PROMISES: RangeInclusive<f32> = 0.001..=0.5;

/// How sure the assistant must be, and by what it finds entries.
#[derive(Debug, Clone)]
pub struct Answering {
    /// The share, 0.001 to 0.5, of the answers given alone that may be wrong.
    pub promise: f32,
    /// The confidence, 0 to 1, from which the assistant answers; `None`: what keeps the promise.
    pub answer_from: Option<f32>,
    /// The confidence, 0 to 1, from which it offers candidates; `None`: as measured.
    pub offer_from: Option<f32>,
    /// Whether entries are found by meaning, too, where the program has a sentence model.
    pub vectors: bool,
    /// Folder of a sentence model that is preferred to the built-in one.
    pub model_dir: Option<PathBuf>,
}

impl Answering {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let promise =
            number(reader, "answering.promise", PROMISES, "is no share", "use a number from 0.001 to 0.5; 0.03 is 3 %");
        let mut confidence = |key| {
            let value = number(reader, key, 0.0..=1.0, "is no confidence", "use a number from 0 to 1");
            (value > 0.0).then_some(value)
        };
        let (answer_from, offer_from) = (confidence("answering.answer_from"), confidence("answering.offer_from"));
        if let (Some(answer), Some(offer)) = (answer_from, offer_from)
            && offer > answer
        {
            let cure = "an entry that is not worth offering cannot be sure enough to answer: lower offer_from";
            reader.note("answering.offer_from", wrong("is above answering.answer_from", cure));
        }
        let vectors = reader.switch("answering.vectors");
        let model_dir = reader.optional_as("answering.model_dir", model_dir);
        Self { promise, answer_from, offer_from, vectors, model_dir }
    }
}

/// A folder with the files of a model; whether they are one shows when they are read.
fn model_dir(text: &str) -> Result<PathBuf, Wrong> {
    let folder = PathBuf::from(text);
    let needed = embedding::FOLDER_FILES;
    match needed.iter().find(|file| !folder.join(file).is_file()) {
        None => Ok(folder),
        Some(missing) => {
            let files = needed.join(", ");
            let cure = format!("name a folder with {files}, or leave it empty: the program brings a model");
            Err(wrong(format!("has no file {missing}"), cure))
        }
    }
}

fn number(
    reader: &mut Reader<'_>,
    key: &str,
    range: RangeInclusive<f32>,
    problem: &'static str,
    cure: &'static str,
) -> f32 {
    reader.value(key, |value| {
        let number = value.as_float().unwrap_or(f64::NAN) as f32;
        if range.contains(&number) { Ok(number) } else { Err(wrong(problem, cure)) }
    })
}
