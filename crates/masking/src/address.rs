//! Postal addresses: prefecture or municipality with a block number, with the building behind it.

use super::Kind;
use super::finder::{Finder, apart, before, pattern};
use regex::Regex;
use std::sync::LazyLock;

const PREFECTURES: &str = concat!(
    "北海道|青森県|岩手県|宮城県|秋田県|山形県|福島県|茨城県|栃木県|群馬県|埼玉県|千葉県|東京都|神奈川県|新潟県|富山県|石川県|福井県|",
    "山梨県|長野県|岐阜県|静岡県|愛知県|三重県|滋賀県|京都府|大阪府|兵庫県|奈良県|和歌山県|鳥取県|島根県|岡山県|広島県|山口県|徳島県|",
    "香川県|愛媛県|高知県|福岡県|佐賀県|長崎県|熊本県|大分県|宮崎県|鹿児島県|沖縄県"
);
/// The place: any kana and kanji, loosely spaced.
const PLACE: &str = r"(?:[\p{Han}\p{Hiragana}\p{Katakana}ー々ヶケノ] ?)";
/// The block: 5-8-1, 7丁目17番12号, 五丁目八番一号, 4条西4丁目, 123番地の4.
const BLOCK: &str = concat!(
    r"(?:[0-9〇一二三四五六七八九十百]{1,5}(?: ?(?:丁目|番地|番|号|条|線|区|地割)(?:[北南東西の]{1,2})?| ?[-ーの] ?)){1,4}",
    r"(?: ?[0-9〇一二三四五六七八九十百]{1,5}(?:号(?:室)?|番地|番)?)?",
    r"|[0-9]{1,4}(?: ?[-ーの] ?[0-9]{1,4}){1,4}(?:号(?:室)?)?"
);
/// A number within the name of a place, and the block behind it: 四条|通1-11-19.
static MORE: LazyLock<String> = LazyLock::new(|| format!(r"(?:[\p{{Han}}\p{{Katakana}}ー]{{1,8}}?(?:{BLOCK})){{0,2}}"));
/// The building: a name that ends in a word for one, a floor, a room.
const BUILDING: &str = concat!(
    r"(?:[ 、,]?[\p{Han}\p{Hiragana}\p{Katakana}A-Za-zー・]{0,16}(?:マンション|ビル(?:ディング)?|ハイツ|アパート|コーポ|荘|寮|タワー|レジデンス|メゾン|ハウス|",
    r"ヒルズ|パレス|コート|ガーデン|テラス|プラザ|団地|社宅|ホームズ)[\p{Han}\p{Katakana}ー]{0,8})?",
    r"(?: ?[A-Za-z]?(?:棟|館)? ?[0-9]{1,4} ?(?:号室|号棟|号|室|階|F\b)){0,3}(?: ?[A-Z]?-?[0-9]{3,4}\b)?"
);

static WITH_PREFECTURE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("(?:{PREFECTURES}) ?{PLACE}{{1,24}}?(?:{BLOCK}){more}{BUILDING}", more = *MORE)));
static WITH_CITY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"[\p{{Han}}ヶケのツ]{{1,7}}(?:市|区|郡|町|村)(?: ?{PLACE}{{1,18}}?)(?:{BLOCK}){more}{BUILDING}",
        more = *MORE
    ))
});
/// Behind a cue also without a prefecture and without a block: 自宅は港区.
static CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:住所|住まい|自宅|居住地|送付先|届け先|お?届け先|転居先|引っ?越し先|実家)[はがのを: \n、]{{0,3}}(?P<v>(?:(?:{PREFECTURES}) ?)?[\p{{Han}}\p{{Hiragana}}\p{{Katakana}}ーヶ]{{1,10}}?[市区郡町村](?:[\p{{Han}}ヶー\p{{Katakana}}]{{1,12}})?(?: ?(?:{BLOCK}){BUILDING})?)"
    ))
});
/// 5-8-1 Toranomon, Minato-ku, Tokyo 105-0001 and 123 Main Street, Springfield.
static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:[A-Za-z#]{0,4}[0-9]{1,4}(?:-[0-9]{1,4}){0,3},? (?:chome,? )?[A-Z][A-Za-z-]{1,20}(?:,? [A-Z0-9][A-Za-z0-9-]{0,20}){0,4},? ",
        r"(?:[A-Z][a-z]+-(?:ku|shi|cho|machi|mura|gun|to|fu|ken)|Tokyo|Osaka|Kyoto|Nagoya|Yokohama|Sapporo|Fukuoka|Kobe|Hokkaido)",
        r"(?:,? (?:[A-Z][a-z]+(?:-[a-z]+)?)){0,3}(?:,? [0-9]{3}-[0-9]{4})?(?:,? Japan)?)",
        r"|[0-9]{1,5} (?:[NSEW]\.? )?(?:[A-Z][a-z]{1,15} ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Way)\b\.?(?:,? (?:Apt|Suite|Unit|Floor)\.? ?#?[0-9A-Za-z]{1,5})?(?:,? [A-Z][a-z]+){0,3}(?:,? [A-Z]{2})?(?: [0-9]{5}(?:-[0-9]{4})?)?"
    ))
});
static BEGINNING: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"^(?:{PREFECTURES}|[\p{{Han}}ヶケの]{{1,7}}[市区郡町村])")));
/// 美しが丘, 袖ヶ浦: here が is part of a name.
static WITH_GA: LazyLock<Regex> = LazyLock::new(|| pattern("が([丘浦崎谷原岡関島浜池瀬沢森台峰岳])"));
/// A paragraph of rules or a room is no address: 第3条, 3番会議室.
static NOT_A_PLACE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:第|市区|市町|町村|地区|区町|同じ|のある|あった|規則|規程|就業|約款|法|[をにはがで]|です|ます|から|まで)",
    )
});

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.each(&WITH_PREFECTURE, Kind::Address, |text, captures| {
        let found = captures.get(0)?;
        tight(found.as_str()).then_some(whole(text, found.range()))
    });
    finder.each(&WITH_CITY, Kind::Address, |text, captures| {
        let found = captures.get(0)?;
        let inside = before(text, found.start()).is_some_and(|c| c.is_ascii_digit());
        (!inside && tight(found.as_str())).then_some(whole(text, found.range()))
    });
    finder.each(&CUED, Kind::Address, |text, captures| {
        let found = captures.name("v")?;
        tight(found.as_str()).then_some(whole(text, found.range()))
    });
    finder.each(&ENGLISH, Kind::Address, |text, captures| {
        let found = captures.get(0)?.range();
        apart(text, &found).then_some(found)
    });
}

/// Whether a text begins as an address does.
pub(super) fn begins_address(text: &str) -> bool {
    BEGINNING.is_match(text)
}

/// Whether the place is one run of names, without a particle or verb that ties a sentence together.
fn tight(found: &str) -> bool {
    !NOT_A_PLACE.is_match(&WITH_GA.replace_all(found, "ヶ$1"))
}

/// Numbers that go on behind the block belong to it.
fn whole(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let more = text[range.end..].find(|c: char| !(c.is_ascii_digit() || c == '-')).unwrap_or(text.len() - range.end);
    // "住所" may run into the address in one run of kanji.
    let label = ["現住所", "住所", "所在地"]
        .iter()
        .find_map(|label| text[range.clone()].starts_with(label).then_some(label.len()));
    let range = range.start + label.unwrap_or(0)..range.end;
    let end = range.end + more.min(12);
    let trimmed = text[range.start..end].trim_end_matches(['-', ' ', 'の', '、', ',']).len();
    range.start..range.start + trimmed
}
