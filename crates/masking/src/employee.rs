//! Employee numbers: a code with a cue, or beside a person's name (see `person`).

use super::Kind;
use super::finder::{Finder, after, apart, before, head, pattern, tail};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

const CUE: &str = concat!(
    r"(?:社員|従業員|職員|スタッフ|行員|個人認証|社内|個人|職番|人事|パートナー社員|派遣社員)(?: ?(?:番号|コード|ナンバー|No\.?|№|ID|#))|社番|職番|社員証(?:の?番号|の?ID)?|",
    r"(?:employee|staff|personnel|associate|emp|worker|payroll|badge|personal)[ _.-]{0,2}(?:number|no|num|id|code|#|№)\.?|employee #"
);
/// Up to twelve digits behind at most four letters, in at most three groups.
const CODE: &str = r"[A-Za-z]{0,4}[-_ ]?[0-9]{2,12}(?:-[0-9]{1,6})?";
/// Between a cue and its number: brackets of every kind, signs, particles, a remark in brackets.
const LINK: &str = concat!(
    r"(?: ?[(\[][^()\[\]0-9\n\x{e000}]{1,8}[)\]]| ?\([0-9]{1,2}桁\))?",
    r"(?:[ :;=はがも、,.・#/→⇒>…~*_|(\[「『【〔〈《<{'\x22`’“”)\]」』】〕〉》}≫≪\x2d]|です|ます|は次の(?:通り|とおり)|は以下|以下|次|の通り|のとおり|こちら|下記|記入|入力|お送り|送り|しました|します|[をし。]|is|was|が|の|\n){0,12}"
);

static CUED: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?i)(?:{CUE}){LINK}(?P<v>{CODE})")));
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?P<v>{CODE}) ?(?:[(\[「『【〔<]|が|は|is (?:my|his|her|the|their) |, my |, )?(?:私の|自分の|弊|当方の|彼の|彼女の|my )?(?:{CUE})"
    ))
});
/// An account or a badge is named by the employee number where it looks like one.
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:社員|従業員|職員|ログイン ?ID|ユーザー ?ID|アカウント|user ?id|login|logon|employee|staff)[ :=はがも、(「【\[]{0,3}(?:is )?(?P<v>[A-Z]{0,2}[0-9]{5,8})",
    )
});
/// Beside the word for oneself in place of a name.
static MINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:私|わたくし|当方|本人|小職|自分) ?[(\[【〔「『<](?P<v>[A-Za-z]{0,3}-?[0-9]{5,8})[)\]】〕」』>]")
});
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^ ?(?:さん|様|氏|さま|君|くん|殿|-san| san)?(?: ?[(\[【〔「『<{|:,、/・_-]| |の|\n){1,3}(?:ID|No\.?|#|番号|社番|社員|№)?[: ]{0,2}(?P<v>[A-Z]{0,3}-?[0-9]{4,8})",
    )
});
static AHEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?P<v>[A-Za-z]{0,3}-?[0-9]{5,8})(?: ?の|[ :/,、・_|-]{1,3}|[)\]】〕」>』] ?(?:の|:)?| ?[(\[【〔「『<])$")
});

pub(super) fn seek(finder: &mut Finder<'_>) {
    for cue in [&CUED, &BEHIND, &ACCOUNT, &MINE] {
        finder.each(cue, Kind::EmployeeNumber, |text, captures| {
            let code = captures.name("v")?.range();
            // 社員№E123: what the cue ends in touches the number and is no part of it.
            let behind_cue = captures.get(0)?.start() < code.start
                && text[code.clone()].starts_with(|c: char| !c.is_ascii_lowercase());
            let ends = !after(text, code.end).is_some_and(|c| c.is_ascii_alphanumeric());
            let free = if behind_cue { ends } else { apart(text, &code) };
            (free && !counts(text, &code)).then_some(code)
        });
    }
}

/// Looks beside the names found so far.
pub(super) fn seek_beside(finder: &mut Finder<'_>, people: &[Range<usize>]) {
    let text = finder.text();
    for person in people {
        finder.worked(60);
        if let Some(found) = BESIDE.captures(head(text, person.end, 24)).and_then(|captures| captures.name("v")) {
            let code = person.end + found.start()..person.end + found.end();
            if apart(text, &code) && !counts(text, &code) && !is_day(&text[code.clone()]) {
                finder.add(code, Kind::EmployeeNumber);
            }
        }
        let front = tail(text, person.start, 18);
        if let Some(found) = AHEAD.captures(front).and_then(|captures| captures.name("v")) {
            let base = person.start - front.len();
            let code = base + found.start()..base + found.end();
            let joined = before(text, code.start).is_some_and(|c| matches!(c, '-' | '/' | '.'));
            if apart(text, &code) && !joined && !is_day(&text[code.clone()]) {
                finder.add(code, Kind::EmployeeNumber);
            }
        }
    }
}

/// Whether the number counts or measures something: 社員番号は8桁です, 5日, 2026-04.
fn counts(text: &str, code: &Range<usize>) -> bool {
    after(text, code.end).is_some_and(|c| {
        matches!(c, '桁' | '文' | '日' | '年' | '月' | '時' | '円' | '人' | '名' | '個' | '回' | '件' | '%' | '-' | '/')
    }) || head(text, code.end, 8).trim_start().starts_with("digit")
        || [" 桁", " 日", " 円", " 人", " 名", " 個", " 件"].iter().any(|unit| text[code.end..].starts_with(unit))
}

/// Whether eight digits are a day of our time: 20260401 beside a name tells when, not who.
fn is_day(code: &str) -> bool {
    let part = |range: Range<usize>| code.get(range).and_then(|part| part.parse::<u32>().ok());
    code.len() == 8 && matches!((part(0..4), part(4..6), part(6..8)), (Some(1900..=2099), Some(1..=12), Some(1..=31)))
}
