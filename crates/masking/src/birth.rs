//! Dates of birth: a date with a cue, or one beside a person's name (see `person`).

use super::Kind;
use super::finder::{Finder, after, apart, head, pattern, tail};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

const MONTH: &str = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?";
const KANJI: &str = "〇零一二三四五六七八九十";

/// A whole date, in every order and with every separator.
static DATE: LazyLock<String> = LazyLock::new(|| {
    let gap = r"[ \n]?";
    let between = format!(r"{gap}[-/.・_,ー]{gap}");
    let day = format!(r"(?:{gap}日(?: ?\([日月火水木金土]\))?)?");
    [
        format!(r"(?:19|20)[0-9]{{2}}{gap}年{gap}[0-9]{{1,2}}{gap}月{gap}[0-9]{{1,2}}{day}"),
        format!(r"(?:19|20)[0-9]{{2}}{between}[0-9]{{1,2}}{between}[0-9]{{1,2}}{day}"),
        format!(
            r"(?:明治|大正|昭和|平成|令和|[明大昭平令]|\b[MTSHR])\.?{gap}(?:[0-9]{{1,2}}|元)(?:{gap}年{gap}|{between})[0-9]{{1,2}}(?:{gap}月{gap}|{between})[0-9]{{1,2}}{day}"
        ),
        format!(r"(?:明治|大正|昭和|平成|令和)(?:[{KANJI}]{{1,3}}|元)年[{KANJI}]{{1,2}}月[{KANJI}]{{1,3}}日?"),
        format!(r"[一二][九〇零][{KANJI}]{{2}}年[{KANJI}]{{1,2}}月[{KANJI}]{{1,3}}日?"),
        r"\b[MTSHR][0-9]{6}\b".to_owned(),
        format!(r"[0-9]{{1,2}}{between}[0-9]{{1,2}}{between}(?:19|20)[0-9]{{2}}"),
        r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])".to_owned(),
        r"(?:19|20)[0-9]{2} (?:0?[1-9]|1[0-2]) (?:0?[1-9]|[12][0-9]|3[01])\b".to_owned(),
        format!(r"{MONTH}[ -][0-9]{{1,2}}(?:st|nd|rd|th)?,?[ -](?:19|20)[0-9]{{2}}"),
        format!(r"[0-9]{{1,2}}(?:st|nd|rd|th)?[ -](?:of )?{MONTH},?[ -](?:19|20)[0-9]{{2}}"),
        format!(r"(?:19|20)[0-9]{{2}}[ -]{MONTH}[ -][0-9]{{1,2}}"),
    ]
    .join("|")
});

/// The cue first: 生年月日は1980年2月8日.
static CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:生年月日|誕生年月日|誕生日|バースデー|生れ|生まれ|出生(?:年月)?日|date of birth|birth ?-?dates?|birthday|\bd\.? ?o\.? ?b\b\.?|\bborn)(?P<g>[^0-9\x{{e000}}]{{0,24}}?)(?P<v>{date}|[0-9]{{1,2}} ?月 ?[0-9]{{1,2}} ?日|\b[0-9]{{2}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}\b|(?:19|20)[0-9]{{2}}年(?: ?[0-9]{{1,2}}月)?)",
        date = *DATE
    ))
});
/// The date first: 1980年2月8日生まれ.
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?P<v>{date}|[0-9]{{1,2}} ?月 ?[0-9]{{1,2}} ?日|(?:19|20)[0-9]{{2}}年(?: ?[0-9]{{1,2}}月)?) ?(?:[のに]?生(?:まれ|れ|\b)|生(?:[。、)\s・】」〕\]]|$)|[(「【\[]? ?(?:生年月日|誕生日|出生日|date of birth|birth ?date|birthday|d\.?o\.?b\b)|が(?:私の|本人の)?(?:生年月日|誕生日)|is (?:my|his|her|their) (?:birthday|date of birth|birth ?date|dob))",
        date = *DATE
    ))
});
/// Between a cue and a date these say that the date is none of birth: 誕生日休暇は, 例.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)休暇|休み|祝|手当|特典|割引|プレゼント|パーティ|ケーキ|制度|会は|例[:はが)(]|例 |入力例|記入例|e\.g\.|example|yyyy|変更日|登録日|更新日|提出|期限|締|まで|in the cloud|leave|party",
    )
});
/// Behind a name: signs, perhaps a word such as 男性 or 本人, and a date.
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^ ?(?:さん|様|氏|さま|君|くん|殿|-san)?(?: ?[(\[【〔「『<{{|:,、/・\-—~]| |\n|の){{1,3}}(?:(?:男性?|女性?|本人|妻|夫|子|長男|長女|male|female|[MF]|生|満?[0-9]{{1,2}}歳)[ ,、・/:]{{1,2}})?(?P<v>{date})",
        date = *DATE
    ))
});
/// What follows the date of a meeting, a release or an entry into the company.
static HAPPENS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^ ?(?:\([日月火水木金土]\))? ?(?:付|以降|以前|から|より|まで|に|の(?:会議|予約|申請|件|分|メール|打|回|議)|入社|入職|入所|採用|退職|退社|異動|着任|就任|転入|開始|終了|締|期限|予定|更新|",
        r"発行|時点|現在|版|分|作成|記入|提出|登録|受付|申請|承認|締結|契約|改定|改訂|施行|制定|公開|リリース|納品|出荷|到着|[0-9]{1,2}[:時]|at\b|until|by\b|joined|hired)"
    ))
});

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.each(&CUED, Kind::BirthDate, |text, captures| {
        let value = captures.name("v")?.range();
        let other = OTHER.is_match(captures.name("g")?.as_str());
        // 誕生日休暇は2026年4月1日から: a time from which something holds.
        let holds = matches!(after(text, value.end), Some('か' | 'ま' | '以'))
            && text[value.end..].len() > 3
            && ["から使", "から取", "から始", "から開", "までに", "以降"]
                .iter()
                .any(|next| text[value.end..].starts_with(next));
        (apart(text, &value) && !other && !holds).then_some(value)
    });
    finder.cued(&BEHIND, Kind::BirthDate);
}

/// Looks beside the names found so far: 山本 蓮（1980年2月8日）.
pub(super) fn seek_beside(finder: &mut Finder<'_>, people: &[Range<usize>]) {
    let text = finder.text();
    for person in people {
        finder.worked(80);
        let Some(captures) = BESIDE.captures(head(text, person.end, 40)) else { continue };
        let Some(found) = captures.name("v") else { continue };
        let date = person.end + found.start()..person.end + found.end();
        let born = tail(text, person.start, 16).contains("扶養") || is_of_an_adult(&text[date.clone()]);
        if born && apart(text, &date) && !HAPPENS.is_match(head(text, date.end, 12)) {
            finder.add(date, Kind::BirthDate);
        }
    }
}

/// Whether somebody born then works today. Later dates beside a name are those of what they do.
fn is_of_an_adult(date: &str) -> bool {
    /// Born later, hardly anybody works yet.
    const LAST: u32 = 2010;
    let numbers: Vec<&str> = date.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let year = numbers.iter().find_map(|number| match number.len() {
        4 => number.parse::<u32>().ok(),
        8 => number[..4].parse::<u32>().ok(),
        _ => None,
    });
    match (year, date.chars().next()) {
        (Some(year), _) => (1900..=LAST).contains(&year),
        (None, Some('令' | 'R' | 'r')) => false,
        // 平成22年 is 2010.
        (None, Some('平' | 'H' | 'h')) => {
            numbers.first().is_none_or(|year| year.parse::<u32>().is_ok_and(|year| year <= 22))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::is_of_an_adult;

    #[test]
    fn a_late_date_is_nobodys_birthday_by_itself() {
        for born in [
            "1980年2月8日",
            "19800208",
            "昭和55年2月8日",
            "S55.2.8",
            "平成2年12月3日",
            "8-Feb-1980",
            "昭和五十五年二月八日",
        ] {
            assert!(is_of_an_adult(born), "{born}");
        }
        for later in ["2026年5月17日", "20260517", "令和8年5月17日", "R8.5.17", "平成30年1月1日"] {
            assert!(!is_of_an_adult(later), "{later}");
        }
    }
}
