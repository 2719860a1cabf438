//! Employee numbers: a code with a cue, or beside a person's name (see `person.rs`).

use super::Kind;
use super::finder::{Finder, after, apart, before, head, pattern, tail};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

const CUE: &str = concat!(
    r"(?:社員|従業員|職員|スタッフ|行員|個人認証|社内)(?: ?(?:番号|コード|ナンバー|No\.?|№|ID|#))|社番|社員証(?:の?番号|の?ID)?|",
    r"(?:employee|staff|personnel|associate|emp|worker|payroll|badge)[ _.-]{0,2}(?:number|no|num|id|code|#|№)\.?|employee #"
);
const CODE: &str = r"[A-Za-z]{0,4}[-_ ]?[0-9]{2,}(?:-[0-9]{1,6})?";

static CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:{CUE})(?:[ :=はがも、#(「『\[<]|です|is|was|が|の|→|\n){{0,6}}(?P<v>{})",
        CODE.replace(",}", ",12}")
    ))
});
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?P<v>{}) ?(?:[(\[「]|が|は|is (?:my|his|her) |, my ) ?(?:私の|自分の|my )?(?:{CUE})",
        CODE.replace(",}", ",12}")
    ))
});
/// An account or a badge is named by the employee number where it looks like one.
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:社員|従業員|職員|ログイン ?ID|ユーザー ?ID|アカウント|user ?id|login|logon|employee|staff)[ :=はがも、(「]{0,3}(?:is )?(?P<v>[A-Z]{0,2}[0-9]{5,8})",
    )
});
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:さん|様|氏|さま|君|くん|-san| san)?(?: ?[(\[:,、/・] ?|の| |\n)(?:ID|No\.?|#|番号|社番)?[: ]{0,2}(?P<v>[A-Za-z]{0,2}-?[0-9]{4,8})",
    )
});
static AHEAD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<v>[A-Za-z]{0,2}-?[0-9]{5,8})(?: ?の|[ :/,、・] ?|[(（] ?)$"));

pub(super) fn seek(finder: &mut Finder<'_>) {
    for cue in [&CUED, &BEHIND, &ACCOUNT] {
        finder.each(cue, Kind::EmployeeNumber, |text, captures| {
            let code = captures.name("v")?.range();
            (apart(text, &code) && !counts(text, &code)).then_some(code)
        });
    }
}

/// Looks beside the names found so far.
pub(super) fn seek_beside(finder: &mut Finder<'_>, people: &[Range<usize>]) {
    let text = finder.text();
    for person in people {
        finder.worked(40);
        if let Some(found) = BESIDE.captures(head(text, person.end, 24)).and_then(|captures| captures.name("v")) {
            let code = person.end + found.start()..person.end + found.end();
            if apart(text, &code) && !counts(text, &code) {
                finder.add(code, Kind::EmployeeNumber);
            }
        }
        let front = tail(text, person.start, 14);
        if let Some(found) = AHEAD.captures(front).and_then(|captures| captures.name("v")) {
            let base = person.start - front.len();
            let code = base + found.start()..base + found.end();
            if apart(text, &code) && !before(text, code.start).is_some_and(|c| matches!(c, '-' | '/' | '.')) {
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
}
