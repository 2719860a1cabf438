//! The built-in model gives the vectors of the package that it came from. Where the program was built without it there is
//! nothing to compare: the tests say so and pass.

use std::sync::OnceLock;

use embedding::Model;

/// The model, or `None` where it could not be had. One that is there and cannot be read fails the test.
fn model() -> Option<&'static Model> {
    static MODEL: OnceLock<Option<Model>> = OnceLock::new();
    let model = MODEL.get_or_init(|| Model::built_in().map(|model| model.expect("the built-in model can be read")));
    if model.is_none() {
        println!("not tried: built without a model; `cargo xtask model` fetches it");
    }
    model.as_ref()
}

/// Texts with their tokens, and the first eight numbers of their vectors.
const KNOWN: [(&str, &[u32], [f32; 8]); 5] = [
    (
        "VPNにつながりません",
        &[1, 579, 28547, 147, 39734, 2684, 2],
        [-0.03460, 0.04259, 0.06533, 0.02866, -0.07131, -0.07380, 0.02336, -0.02111],
    ),
    (
        "How do I reset my password?",
        &[1, 1348, 61, 33, 18580, 31, 179, 11007, 21, 2],
        [0.01589, -0.06676, 0.02599, 0.05265, -0.08538, -0.07142, -0.03144, -0.04114],
    ),
    (
        "ﾌﾟﾘﾝﾀ\u{3000}紙詰まり①",
        &[1, 6, 37768, 2450, 6, 4588, 43222, 12675, 182, 2],
        [0.04214, 0.02694, -0.03226, -0.01373, -0.09305, -0.01280, -0.03107, -0.01071],
    ),
    (
        "明日、会社を休みたいのですが、どうすればいいですか。",
        &[1, 6, 23876, 24, 80184, 2998, 4219, 759, 924, 24, 1468, 4097, 1152, 120, 217, 27, 2],
        [0.04018, -0.02358, 0.01796, -0.00865, -0.10701, 0.03877, 0.08175, -0.02531],
    ),
    // Two unknown characters are one token, as in SentencePiece; the package makes two of them.
    ("😀😀 ok", &[1, 6, 0, 2116, 2], [0.13436, -0.02260, 0.05277, 0.00281, -0.11511, 0.03729, 0.05379, 0.00558]),
];

#[test]
fn texts_have_the_tokens_and_vectors_of_the_reference() {
    let Some(model) = model() else { return };
    for (text, tokens, numbers) in KNOWN {
        assert_eq!(model.tokens(text), tokens, "{text}");
        let vector = model.vector(text);
        for (own, known) in vector.numbers().iter().zip(numbers) {
            assert!((own - known).abs() < 2e-5, "{text}: {:?}", &vector.numbers()[..8]);
        }
        assert!((vector.cosine(&vector) - 1.0).abs() < 1e-5, "length 1");
    }
    let other = model.vector("VPNにつながりませんでした");
    assert!((other.numbers()[0] - KNOWN[0].2[0]).abs() > 2e-5, "the comparison can fail");
}

#[test]
fn texts_have_the_same_vectors_in_whatever_company() {
    let Some(model) = model() else { return };
    let long = "とても長い文です。".repeat(100);
    let texts: Vec<String> = ["VPN", "", &long, "How do I print in colour?", "社員証"].map(str::to_owned).into();
    let together = model.vectors(&texts);
    assert_eq!(together.len(), texts.len());
    for (text, vector) in texts.iter().zip(&together) {
        assert_eq!(*vector, model.vector(text), "{text}");
    }
    assert_eq!(model.vectors(&[]), []);
}

#[test]
fn the_same_in_other_words_and_in_another_language_is_nearer_than_something_else() {
    let Some(model) = model() else { return };
    let near = |a, b| model.vector(a).cosine(&model.vector(b));
    for (text, same, other) in [
        ("パスワードを忘れた", "ログイン用の暗証を思い出せません", "会議室を予約したい"),
        ("I cannot log in", "My password does not work", "Where is the canteen?"),
        ("有給休暇の申請方法", "How do I request annual leave?", "How do I print in colour?"),
    ] {
        assert!(near(text, same) > near(text, other) + 0.1, "{text}: {} {}", near(text, same), near(text, other));
    }
}

#[test]
fn odd_texts_have_a_vector_too_and_markers_in_them_are_text() {
    let Some(model) = model() else { return };
    assert_eq!(model.tokens(""), [1, 2]);
    assert_eq!(model.tokens(" \n\t\u{3000}"), [1, 2]);
    let written = model.tokens("</s> <s> <unk>");
    assert!(written[1..written.len() - 1].iter().all(|token| *token > 2), "{written:?}");
    let long = "とても長い文です。".repeat(40_000);
    assert_eq!(model.tokens(&long).len(), embedding::MOST_TOKENS);
    for text in ["", " ", "\0", "\u{feff}", "🏳️‍🌈👩‍👩‍👧", "e\u{301}\u{301}\u{301}", "𠮷野家", "\u{202e}abc", long.as_str()]
    {
        let vector = model.vector(text);
        assert!(vector.numbers().iter().all(|number| number.is_finite()), "{text:?}");
        assert!((vector.cosine(&vector) - 1.0).abs() < 1e-4, "{text:?}");
    }
}
