//! `[answering]`: how sure the assistant must be.

use std::ops::RangeInclusive;

use super::reader::{Reader, wrong};

/// Promises that can be kept and are worth keeping: nobody is right always, and a coin is as good as every second time.
const PROMISES: RangeInclusive<f32> = 0.001..=0.5;

/// How sure the assistant must be.
#[derive(Debug, Clone)]
pub struct Answering {
    /// The share, 0.001 to 0.5, of the answers given alone that may be wrong.
    pub promise: f32,
    /// The confidence, 0 to 1, from which the assistant answers; `None`: what keeps the promise.
    pub answer_from: Option<f32>,
    /// The confidence, 0 to 1, from which it offers candidates; `None`: as measured.
    pub offer_from: Option<f32>,
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
        Self { promise, answer_from, offer_from }
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
