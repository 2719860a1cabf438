//! Employee numbers: a code with a cue, or beside a person's name (see `person`).

use super::Kind;
use super::finder::{Finder, after, apart, before, head, names_a_thing, pattern, tail};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

const CUE: &str = concat!(
    r"(?:社員|従業員|職員|スタッフ|行員|個人認証|社内|個人|職番|人事|パートナー社員|派遣社員)(?: ?(?:番号|コード|ナンバー|No\.?|№|ID|#))|社番|職番|社員証(?:の?番号|の?ID)?|",
    r"(?:employee|staff|personnel|associate|emp|worker|payroll|badge|personal)[ _.-]{0,2}(?:numbers?|nos?|num|ids?|codes?|#|№)\.?|employee #|",
    r"(?:employees?|staff|workers?|colleagues?) (?:with|whose) (?:the )?(?:ids?|numbers?)|\bEID"
);
/// Up to twelve digits behind at most four letters, in at most three groups.
const CODE: &str = r"[A-Za-z]{0,4}[-_ ]?[0-9]{2,12}(?:-[0-9]{1,6})?";
/// Between a cue and its number: brackets of every kind, signs, particles, a remark in brackets.
const LINK: &str = concat!(
    r"(?: ?[(\[][^()\[\]0-9\n\x{e000}]{1,8}[)\]]| ?\([0-9]{1,2}桁\))?",
    r"(?:[ :;=はがも、,.・#/→⇒>…~*_|(\[「『【〔〈《<{'\x22`’“”)\]」』】〕〉》}≫≪\x2d]|です|ます|になり|となり|一覧|は次の(?:通り|とおり)|は以下|以下|次|の通り|のとおり|こちら|下記|記入|入力|お送り|送り|しました|します|[をし。]|is|was|が|の|\n){0,12}"
);

/// The cue first: 社員番号は12345.
static CUED: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?i)(?:{CUE}){LINK}(?P<v>{CODE})")));
/// The number first: 12345が社員番号.
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
/// Behind a name: さん(12345).
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^ ?(?:さん|様|氏|さま|君|くん|殿|-san| san)?(?: ?[(\[【〔「『<{|:,、/・_-]| |の|\n){1,3}(?:ID|No\.?|#|番号|社番|社員|№)?[: ]{0,2}(?P<v>[A-Z]{0,3}-?[0-9]{4,8})",
    )
});
/// Before a name, which begins where this ends: 12345 山本.
static AHEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?P<v>[A-Za-z]{0,3}-?[0-9]{5,8})(?: ?の|[ :/,、・_|-]{1,3}|[)\]】〕」>』] ?(?:の|:)?| ?[(\[【〔「『<])$")
});

/// A code that is one by its looks: five to eight digits behind at most four letters.
const PLAIN_CODE: &str = r"[A-Za-z]{0,4}-?[0-9]{5,8}";
/// The cue first, then what the number is for or how one came by it, then the number and that it is given.
static FAR_AHEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:{CUE})[^0-9\n]{{1,40}}?(?P<v>{PLAIN_CODE})(?:です|でした|となり|になり|と(?:入力|入れ|答え|登録|記入|書|申請)|で(?:合|よろし|いい|良)|を入力)|(?:{CUE})[^0-9\n]{{1,30}}?(?:旧|新|現|元|[:→⇒]) ?:?(?P<w>{PLAIN_CODE})"
    ))
});
static FAR_AHEAD_ENGLISH: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?i)(?:{CUE})[^0-9\n.]{{1,40}}?\b(?:is|be|as|are|was) (?P<v>{PLAIN_CODE})")));
/// The number first, then what was done with it, then in brackets or a clause of its own what it is.
static FAR_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?P<v>{PLAIN_CODE})[^0-9\n]{{0,40}}?(?:[(\[「【〔](?:[=※↑] ?)?(?:私の|自分の|my )?(?:{CUE})[)\]」】〕]|(?:that's|this is|which is|being) (?:my|his|her|their|the) (?:{CUE})|で(?:登録|入力|ログイン|申請)[^0-9\n]{{1,30}}?(?:{CUE})(?:が|は)(?:違|合|正し|無効))"
    ))
});
/// Between a number and another one of the same kind.
static NEXT: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"^[^0-9A-Za-z]{{1,16}}(?:and )?(?P<v>{PLAIN_CODE})")));

pub(super) fn seek(finder: &mut Finder<'_>) {
    for cue in [&FAR_AHEAD, &FAR_AHEAD_ENGLISH, &FAR_BEHIND] {
        finder.each(cue, Kind::EmployeeNumber, |text, captures| {
            let code = captures.name("v").or_else(|| captures.name("w"))?.range();
            (apart(text, &code) && !counts(text, &code) && !names_a_thing(text, code.start)).then_some(code)
        });
    }
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
    seek_next(finder);
}

/// Where one number stands, those of the same form that follow are of the same kind: a list, the old one beside the new one.
fn seek_next(finder: &mut Finder<'_>) {
    let text = finder.text();
    for mut last in finder.places(Kind::EmployeeNumber) {
        while let Some(found) = NEXT.captures(head(text, last.end, 32)).and_then(|captures| captures.name("v")) {
            finder.worked(40);
            let next = last.end + found.start()..last.end + found.end();
            let is_of_kind = form(&text[next.clone()]) == form(&text[last.clone()])
                && apart(text, &next)
                && !counts(text, &next)
                && !is_day(&text[next.clone()])
                && !names_a_thing(text, next.start);
            if !is_of_kind {
                break;
            }
            finder.add(next.clone(), Kind::EmployeeNumber);
            last = next;
        }
    }
}

/// How a code is built: its letters, and how many digits.
fn form(code: &str) -> (usize, usize) {
    let letters = code.chars().filter(char::is_ascii_alphabetic).count();
    (letters, code.chars().filter(char::is_ascii_digit).count())
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
        matches!(c, '桁' | '文' | '日' | '年' | '月' | '時' | '円' | '人' | '名' | '個' | '回' | '件' | '%')
            // A date, or a code that goes on; another thing may stand behind a stroke.
            || (matches!(c, '-' | '/') && after(text, code.end + 1).is_some_and(|next| next.is_ascii_digit()))
    }) || head(text, code.end, 8).trim_start().starts_with("digit")
        || [" 桁", " 日", " 円", " 人", " 名", " 個", " 件"].iter().any(|unit| text[code.end..].starts_with(unit))
}

/// Whether eight digits are a day of our time: 20260401 beside a name tells when, not who.
fn is_day(code: &str) -> bool {
    let part = |range: Range<usize>| code.get(range).and_then(|part| part.parse::<u32>().ok());
    code.len() == 8 && matches!((part(0..4), part(4..6), part(6..8)), (Some(1900..=2099), Some(1..=12), Some(1..=31)))
}
