//! `[answering]`: how sure the assistant must be.

use ::desk::answering::Thresholds;

use super::reader::{Reader, wrong};

/// How sure the assistant must be.
#[derive(Debug, Clone)]
pub struct Answering {
    /// Confidences, 0 to 1, from which the assistant answers, and from which it offers candidates.
    pub thresholds: Thresholds,
}

impl Answering {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let measured = retrieval::DEFAULT_THRESHOLDS;
        let or = |value: f32, measured: f32| if value == 0.0 { measured } else { value };
        let thresholds = Thresholds {
            answer: or(share(reader, "answering.answer_from"), measured.answer),
            offer: or(share(reader, "answering.offer_from"), measured.offer),
        };
        if thresholds.offer > thresholds.answer {
            let cure = "an entry that is not worth offering cannot be sure enough to answer: lower offer_from";
            reader.note("answering.offer_from", wrong("is above answering.answer_from", cure));
        }
        Self { thresholds }
    }
}

fn share(reader: &mut Reader<'_>, key: &str) -> f32 {
    reader.value(key, |value| {
        let share = value.as_float().unwrap_or_default() as f32;
        if (0.0..=1.0).contains(&share) {
            Ok(share)
        } else {
            Err(wrong("is no confidence", "use a number from 0 to 1"))
        }
    })
}
