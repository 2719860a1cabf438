//! A model from a folder, its vectors seen from the middle of what offices ask.
//!
//! Models of the kind e5 put all texts into one corner: whatever is asked, cosines are between 0.75 and 0.95. Seen from the
//! mean of a language's texts they spread as those of the built-in model do, for which confidence is fitted.

use desk::answering::TextKind;
use desk::language::Language;
use embedding::FolderModel;

use super::in_process::Model;

/// Which [`JAPANESE`] and [`ENGLISH`] are meant: other texts are another middle, and vectors of two middles never meet.
pub(super) const VERSION: &str = "c1";

/// Questions of offices, about as many things as there are texts. They stay as they are: see [`VERSION`].
const JAPANESE: [&str; 16] = [
    "VPNに接続できません",
    "パスワードを忘れました",
    "プリンターの紙が詰まりました",
    "有給休暇の申請方法を教えてください",
    "経費精算の締め切りはいつですか",
    "会議室を予約したい",
    "住所が変わったら何をすればいいですか",
    "新しいパソコンを買ってもらえますか",
    "給与明細はどこで見られますか",
    "健康診断はいつ受けられますか",
    "契約書は誰に確認してもらえばいいですか",
    "社員証をなくしました",
    "在宅勤務の日数に上限はありますか",
    "お客様にファイルを送るにはどうしますか",
    "駐車場は使えますか",
    "研修に申し込みたい",
];
const ENGLISH: [&str; 16] = [
    "I cannot connect to the VPN",
    "I forgot my password",
    "The printer has a paper jam",
    "How do I apply for paid leave?",
    "When is the deadline for expenses?",
    "I want to book a meeting room",
    "What do I do when my address changes?",
    "Can I get a new laptop?",
    "Where can I see my payslip?",
    "When is the medical check-up?",
    "Who reviews a contract?",
    "I lost my badge",
    "How many days may I work from home?",
    "How do I send a file to a customer?",
    "May I use the car park?",
    "I want to sign up for a training",
];

/// A model from a folder with the middles of its vectors.
pub(super) struct Centred {
    model: FolderModel,
    japanese: Vec<f32>,
    english: Vec<f32>,
}

impl Centred {
    /// Finds the middles: as long as 32 questions take.
    pub(super) fn around(model: FolderModel) -> Self {
        let middle = |texts: &[&str]| mean(texts.iter().map(|text| model.question(text)));
        Self { japanese: middle(&JAPANESE), english: middle(&ENGLISH), model }
    }

    pub(super) fn name(&self) -> String {
        format!("{}+{VERSION}", self.model.name())
    }
}

impl Model for Centred {
    const IS_QUICK: bool = false;

    fn vectors(&self, texts: &[String], kind: TextKind) -> Vec<Vec<f32>> {
        texts.iter().map(|text| self.vector(text, kind)).collect()
    }
}

impl Centred {
    fn vector(&self, text: &str, kind: TextKind) -> Vec<f32> {
        let vector = match kind {
            TextKind::Question => self.model.question(text),
            TextKind::Answer => self.model.answer(text),
        };
        match Language::of_text(text) {
            Language::Japanese => seen_from(&self.japanese, vector),
            Language::English => seen_from(&self.english, vector),
        }
    }
}

fn mean(vectors: impl ExactSizeIterator<Item = Vec<f32>>) -> Vec<f32> {
    let count = vectors.len() as f32;
    let add = |sum: Vec<f32>, one: Vec<f32>| sum.iter().zip(one).map(|(sum, one)| sum + one).collect();
    vectors.reduce(add).unwrap_or_default().into_iter().map(|sum| sum / count).collect()
}

/// A vector from another point, of length 1 again; one at that very point has no direction and stays as it is.
fn seen_from(middle: &[f32], vector: Vec<f32>) -> Vec<f32> {
    let from_there: Vec<f32> = vector.iter().zip(middle).map(|(number, middle)| number - middle).collect();
    let length = from_there.iter().map(|number| number * number).sum::<f32>().sqrt();
    if length < 1e-6 { vector } else { from_there.into_iter().map(|number| number / length).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_one_corner_spreads_when_it_is_seen_from_its_middle() {
        let all = [vec![0.8, 0.6], vec![0.6, 0.8]];
        let middle = mean(all.clone().into_iter());
        let [one, other] = all.map(|vector| seen_from(&middle, vector));
        let cosine: f32 = one.iter().zip(&other).map(|(a, b)| a * b).sum();
        assert!((cosine + 1.0).abs() < 1e-5, "{cosine}");
        assert_eq!(seen_from(&[1.0, 0.0], vec![1.0, 0.0]), [1.0, 0.0]);
    }
}
