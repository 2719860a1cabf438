//! Input that nobody would type on purpose.

use desk::faq::MAX_VARIANTS;

use crate::world::{entry, index_of, sample, search};

#[test]
fn no_text_breaks_a_search() {
    let index = index_of(&sample());
    let long = "接続 vpn ".repeat(100_000 / 7);
    let one_word = "a".repeat(100_000);
    let unfolding = "\u{fdfa}".repeat(100_000);
    let marks = format!("VPN{}", "\u{0301}".repeat(50_000));
    for text in [
        "",
        " \t\r\n\u{0}\u{1b}",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "${jndi:ldap://x}",
        "../../../../etc/passwd%00",
        "\u{202e}nepo ot woh",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "ﷺﷺﷺ",
        "ーーーーー",
        "々々々",
        "ゔぁ〜〜〜",
        "-'-'-'-",
        "NaN Infinity -0 1e400",
        "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀",
        &long,
        &one_word,
        &unfolding,
        &marks,
    ] {
        let head: String = text.chars().take(20).collect();
        let found = search(&index, text, &[]);
        assert!(found.len() <= 10, "{head}");
        for candidate in found {
            assert!((0.0..=1.0).contains(&candidate.confidence) && candidate.score.is_finite(), "{head}");
        }
    }
}

#[test]
fn an_entry_of_every_size_is_indexed() {
    let mut largest = entry(1, &"VPNに接続できません。".repeat(90), &"再起動します。".repeat(1_100));
    largest.variants = (0..MAX_VARIANTS).map(|at| format!("VPN 接続 {at}")).collect();
    let empty = entry(2, "", "");
    let index = index_of(&[largest.clone(), empty]);
    let found = search(&index, "VPN 接続 7", &[]);
    assert_eq!(found.first().map(|best| best.entry), Some(largest.id));
}

#[test]
fn the_newest_of_the_most_variants_is_indexed_too() {
    let mut largest = entry(1, "VPNに接続できません。どうすればよいですか。", "再起動します。");
    largest.variants = (0..MAX_VARIANTS).map(|at| format!("VPN 接続 {at}")).collect();
    largest.variants[MAX_VARIANTS - 1] = "名刺の注文方法".to_owned();
    let index = index_of(&[largest, entry(2, "会議室の予約方法", "")]);
    let found = search(&index, "名刺の注文方法", &[]);
    assert!(found.first().is_some_and(|best| best.confidence >= 0.97), "{found:?}");
}
