//! Other people's names: full names that are made of a common family and given name, and names that a cue makes
//! near-certain (さん, 様, と申します, 氏名:, my name is, a signature).

use super::employee;
use super::finder::{Finder, after, apart, before, head, pattern, tail};
use super::names::{family_prefixes, is_given, is_given_like, is_no_name, is_roman_family};
use super::{Kind, fold::GONE};
use regex::Regex;
use std::sync::LazyLock;

/// How much a run of letters looks like a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Look {
    /// Family and given name, both common.
    Full,
    /// A common family name.
    Family,
    /// Letters that could be a name.
    Loose,
}

/// A run read as a name, without what follows it.
#[derive(Debug)]
struct Reading {
    end: usize,
    look: Look,
    letters: usize,
}

static HONORIFIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^ ?(?:さん|さま|様|氏(?:\P{Han}|$)|殿|くん(?:\P{Hiragana}|[がはにのをと、])|君(?:\P{Han}|$)|ちゃん|先生|(?:本?部|課|係|社|室|店|所|工場|支店|次)長|主任|主査|専務|常務|リーダー|マネージャー)",
    )
});
static SAYS_NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^ ?(?:と申(?:し|す)|ともうし|と言い|といい(?:ます|まし)|と名乗)"));
static IS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^ ?(?:\([A-Za-z]{0,2}-?[0-9]{4,8}\) ?)?(?:です|でございます|でした)(?:[。、,.!\s(]|$|が)")
});
static ACTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^ ?(?:が(?:対応|承|担当|伺|ご案内|確認|お受け)|より(?:ご?連絡|折り返|お?電話|ご案内)|まで(?:ご?連絡|お問|お知ら)|宛(?:て)?(?:に|、|。|$)|に(?:ご?連絡|ご?確認|聞い|お?尋ね|引き継))",
    )
});
/// Before a name: a label, or the office somebody holds.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:氏名|お?名前|姓名|名義人?|ご?担当者?|申請者|利用者|使用者|申込者|発信者|送信者|連絡者|報告者|依頼者|承認者|契約者|受取人|宛名|宛先|連絡先|署名|フリガナ|ふりがな|カナ|代理人?|上司|部下|同僚|扶養家族|被扶養者|配偶者|家族|作成者|本人)",
        r"(?: ?(?:は|が|の|:|=|/|→|\(|「|、)| |\n){1,3}$"
    ))
});
/// A label after which unknown letters are a name, if they stand alone.
static NAME_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:氏名|お?名前|姓名|名義人?|フリガナ|ふりがな|宛名|申込者名|担当者名|社員名)(?: ?(?:は|:|=|/|→|\(|「)| ){1,2}$|",
        r"(?:ご?担当者|申請者|利用者|使用者|申込者|発信者|送信者|連絡者|報告者|依頼者|承認者|契約者|受取人|署名|代理人|上司|作成者)は? ?[:=→] ?$"
    ))
});
static NAME_ENDS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^ ?(?:です|でした|と申|$|[、。,/)」(\n・|]|様|さん|さま|氏)"));
static AT_START: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[。、,.!?\n:(「・]|です|ます|私|わたし|わたくし|こちら|当方|(?:部|課|室|係|社|店|局|チーム|グループ|センター|本部|担当|支店|工場|デスク|総務|人事|経理|営業|法務|開発|[0-9] ?)の?)(?:は|、)? ?$",
    )
});
static GREETED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:お世話になって(?:おり|い)ます|お疲れ様です|お疲れさまです|はじめまして|初めまして|こんにちは|こんばんは|おはようございます|失礼(?:いた)?します|突然の?ご連絡)[。、! ]{0,2}(?:[^。\n]{0,16}の)?$|(?:部|課|室|係|社|店|局|チーム|グループ|センター|支店)の$",
    )
});
/// Between the office and the name: 営業部田中, 株式会社の.
const OFFICES: &str = "部課室係社店局院校署長";

static ROMAN_CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?i:my name is|my name's|i am called|name(?: is)?:|full name:|contact(?: person)?:|regards,|sincerely,|cheers,|thanks,|thank you,|signed,|attn:?|dear|mr\.?|mrs\.?|ms\.?|miss|dr\.?|prof\.?|on behalf of|colleague|boss|manager|supervisor)[ \n]{1,3}|(?:[Ii] am|I'm|[Tt]his is|[Hh]i|[Hh]ello|[Hh]ey|@)[ ,]{0,2})(?P<v>[A-Z][a-zA-Z'’.-]{0,20}(?: (?:[A-Z][a-zA-Z'’.-]{0,20}|de|van|von|bin|la)){0,3})",
    )
});
static ROMAN_HONOUR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?P<v>[A-Z][a-z]{1,20}(?:[ ・][A-Z][a-z]{1,20}){0,2})(?:-san\b| san\b| ?(?:さん|様|氏))")
});
static ROMAN_PAIR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<a>[A-Z][a-z]{1,15}|[A-Z]{2,15})(?:, | )(?P<b>[A-Z][a-z]{1,15}|[A-Z]{2,15})"));
static KANA_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<v>[\p{Katakana}ー]{2,12}(?:[・ ][\p{Katakana}ー]{2,12}){0,2})(?: ?(?:さん|さま|様|氏\b|と申し|と言います|といいます|名義))",
    )
});
static HIRAGANA_NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<v>\p{Hiragana}{2,5}?)(?: ?さん|と(?:申し|もうし))"));
static KANA_LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:氏名|お?名前|名義人?|フリガナ|ふりがな|カナ|宛名)(?: ?(?:は|が|:|=|\()| ){1,2}(?P<v>[\p{Katakana}ー]{2,12}(?:[・ ][\p{Katakana}ー]{2,12}){0,2}|\p{Hiragana}{2,6} \p{Hiragana}{2,6})",
    )
});

pub(super) fn seek(finder: &mut Finder<'_>) {
    kanji(finder);
    kana(finder);
    roman(finder);
    let people = finder.places(Kind::Person);
    employee::seek_beside(finder, &people);
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' | '々' | 'ヶ' | '〆')
}

fn kanji(finder: &mut Finder<'_>) {
    let text = finder.text();
    let mut previous = None;
    let mut skip_to = 0;
    for (at, letter) in text.char_indices() {
        finder.worked(letter.len_utf8());
        let starts = is_kanji(letter) && previous.is_none_or(|p| !is_kanji(p) || OFFICES.contains(p));
        previous = Some(letter);
        if !starts || at < skip_to {
            continue;
        }
        // What a reading looks at is bounded: some twenty characters on either side, for a few readings.
        finder.worked(200);
        if let Some(end) = name_at(text, at) {
            finder.add(at..end, Kind::Person);
            skip_to = end;
        }
    }
}

/// Where the name ends that begins here, if it is one.
fn name_at(text: &str, at: usize) -> Option<usize> {
    let reading = read(text, at)?;
    let front = tail(text, at, 40);
    let rest = head(text, reading.end, 12);
    let honoured = HONORIFIC.is_match(rest);
    let named = SAYS_NAME.is_match(rest);
    let labelled = LABEL.is_match(front);
    let surely = match reading.look {
        Look::Full => true,
        Look::Family => {
            honoured
                || named
                || labelled
                || (IS.is_match(rest) && AT_START.is_match(front))
                || (ACTS.is_match(rest) && (reading.letters > 1 || front.ends_with("担当の")))
                || (reading.letters > 1 && alone_on_line(text, at, reading.end))
                || (reading.letters > 1 && front.ends_with("担当の"))
        }
        Look::Loose => {
            let word = &text[at..reading.end];
            !is_no_name(word)
                && !begins_with_office(word)
                && (named
                    || (reading.letters > 1
                        && NAME_ENDS.is_match(rest)
                        && (NAME_LABEL.is_match(front) || (labelled && word.contains(' '))))
                    || (honoured && reading.letters > 1 && honours_a_name(word, rest))
                    || (IS.is_match(rest) && reading.letters > 1 && GREETED.is_match(front)))
        }
    };
    surely.then_some(reading.end)
}

/// Whether an honorific after unknown letters makes them a name: さん and 様 do, offices do not (営業部長).
fn honours_a_name(word: &str, rest: &str) -> bool {
    let rest = rest.trim_start();
    let offices = word.ends_with(|c: char| OFFICES.contains(c) || "者員方先客側手師士屋業".contains(c));
    (rest.starts_with("さん") || rest.starts_with('様') || rest.starts_with("さま") || rest.starts_with("氏"))
        && !offices
}

/// Whether an office stands before the name in the same run: 営業部吉田. The name is read from behind it.
fn begins_with_office(word: &str) -> bool {
    let letters = word.chars().count();
    word.chars().enumerate().any(|(place, c)| place > 0 && place + 1 < letters && OFFICES.contains(c))
}

fn alone_on_line(text: &str, start: usize, end: usize) -> bool {
    matches!(before(text, start), Some('\n')) && matches!(after(text, end), None | Some('\n'))
}

/// Reads the letters from here on as a name.
fn read(text: &str, at: usize) -> Option<Reading> {
    let ends: Vec<usize> = text[at..]
        .char_indices()
        .take_while(|(_, c)| is_kanji(*c))
        .take(9)
        .map(|(offset, c)| at + offset + c.len_utf8())
        .collect();
    let mut run: Vec<char> = text[at..*ends.last()?].chars().collect();
    strip_honorific(&mut run, after(text, *ends.last()?));
    for length in family_prefixes(&run) {
        let family_end = ends[length - 1];
        if run.len() == length {
            let whole = ends[ends.len() - 1] == family_end;
            let given = if whole { given_after(text, family_end, length) } else { None };
            return Some(match given {
                Some(end) => Reading { end, look: Look::Full, letters: length + 1 },
                None => Reading { end: family_end, look: Look::Family, letters: length },
            });
        }
        let rest: String = run[length..].iter().collect();
        let end = ends[run.len() - 1];
        let known = is_given(&rest);
        if length == 1 && known && rest.chars().count() == 1 {
            return Some(Reading { end, look: Look::Family, letters: 2 });
        }
        if known || (length > 1 && is_given_like(&rest)) {
            return Some(Reading { end, look: Look::Full, letters: run.len() });
        }
    }
    if !(1..=6).contains(&run.len()) {
        return None;
    }
    let end = ends[run.len() - 1];
    let spaced = if ends.len() == run.len() { given_after(text, end, run.len()) } else { None };
    Some(Reading { end: spaced.unwrap_or(end), look: Look::Loose, letters: run.len() })
}

/// Takes 様, 氏, 部長 and the like off the end of a run.
fn strip_honorific(run: &mut Vec<char>, next: Option<char>) {
    const TITLES: [&str; 20] = [
        "様",
        "氏",
        "殿",
        "君",
        "部長代理",
        "課長代理",
        "支店長",
        "工場長",
        "所長",
        "次長",
        "本部長",
        "部長",
        "課長",
        "係長",
        "社長",
        "室長",
        "店長",
        "主任",
        "先生",
        "専務",
    ];
    let text: String = run.iter().collect();
    let title = TITLES.iter().find(|title| text.ends_with(**title) && text.len() > title.len());
    if let Some(title) = title {
        let verb = next.is_some_and(|c| matches!(c, 'る' | 'れ'));
        if !verb {
            run.truncate(run.len() - title.chars().count());
        }
    }
}

/// Where the given name ends that follows a family name, with or without a space.
fn given_after(text: &str, at: usize, family: usize) -> Option<usize> {
    let spaced = after(text, at) == Some(' ');
    let start = if spaced { at + 1 } else { at };
    let first = after(text, start)?;
    if is_kanji(first) && spaced {
        let mut run: Vec<char> = text[start..].chars().take_while(|c| is_kanji(*c)).take(5).collect();
        let full: String = run.iter().collect();
        let next = after(text, start + full.len());
        strip_honorific(&mut run, next);
        let given: String = run.iter().collect();
        let single =
            run.len() == 1 && run[0] != '様' && next.is_none_or(|c| !c.is_alphanumeric() || c == 'で' || c == 'と');
        let fits = is_given(&given) || (family > 1 && (is_given_like(&given) || single))
            // 金 秀賢さん: a short family name needs the honorific.
            || (family == 1 && HONORIFIC.is_match(head(text, start + given.len(), 6)));
        return (run.len() <= 3 && fits).then_some(start + given.len());
    }
    let of = |c: &char| {
        if matches!(first, '\u{3041}'..='\u{309f}') {
            matches!(c, '\u{3041}'..='\u{309f}')
        } else {
            matches!(c, '\u{30a1}'..='\u{30fe}')
        }
    };
    let run: Vec<char> = text[start..].chars().take_while(of).take(10).collect();
    let hiragana = matches!(first, '\u{3041}'..='\u{309f}');
    for length in (2..=run.len().min(if hiragana { 5 } else { 10 })).rev() {
        let given: String = run[..length].iter().collect();
        let rest: String = run[length..].iter().collect();
        let ends_well = if hiragana { ends_a_name(&rest) } else { rest.is_empty() };
        if is_given(&given) && ends_well && (family > 1 || spaced || given.chars().count() > 2) {
            return Some(start + given.len());
        }
    }
    // A common family name, a space and a word in katakana of a name's length: 関 ジョルジュ.
    (!hiragana
        && spaced
        && (2..=8).contains(&run.len())
        && !is_no_name(&run.iter().collect::<String>())
        && family == 1
        && HONORIFIC.is_match(head(text, start + run.iter().map(|c| c.len_utf8()).sum::<usize>(), 6)))
    .then(|| start + run.iter().map(|c| c.len_utf8()).sum::<usize>())
}

fn ends_a_name(rest: &str) -> bool {
    const NEXT: [&str; 19] = [
        "です",
        "でし",
        "でご",
        "と",
        "の",
        "が",
        "は",
        "に",
        "を",
        "へ",
        "も",
        "さん",
        "さま",
        "くん",
        "ちゃん",
        "から",
        "より",
        "まで",
        "や",
    ];
    rest.is_empty() || NEXT.iter().any(|next| rest.starts_with(next))
}

fn kana(finder: &mut Finder<'_>) {
    let katakana = |c: Option<char>| c.is_some_and(|c| matches!(c, '\u{30a1}'..='\u{30fe}'));
    finder.each(&KANA_NAME, Kind::Person, |text, captures| {
        let name = captures.name("v")?;
        let parts = name.as_str().split(['・', ' ']).any(is_no_name) || name.as_str().ends_with("ユーザー");
        let fits = !parts && !katakana(before(text, name.start())) && !before(text, name.start()).is_some_and(is_kanji);
        fits.then_some(name.range())
    });
    finder.each(&HIRAGANA_NAME, Kind::Person, |text, captures| {
        let name = captures.name("v")?;
        let inside = before(text, name.start())
            .is_some_and(|c| is_kanji(c) || matches!(c, '\u{3041}'..='\u{309f}') || c == 'ー');
        (!inside && !is_no_name(name.as_str()) && !name.as_str().starts_with(['お', 'ご'])).then_some(name.range())
    });
    finder.each(&KANA_LABELLED, Kind::Person, |text, captures| {
        let name = captures.name("v")?;
        (!name.as_str().split([' ', '・']).any(is_no_name) && !katakana(after(text, name.end())))
            .then_some(name.range())
    });
}

fn roman(finder: &mut Finder<'_>) {
    finder.each(&ROMAN_CUED, Kind::Person, |text, captures| {
        let whole = captures.get(0)?;
        let name = captures.name("v")?;
        if before(text, whole.start()).is_some_and(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        let range = name.start()..name.start() + name_words(name.as_str());
        let words: Vec<&str> = text[range.clone()].split(' ').collect();
        let weak =
            whole.as_str().starts_with(['I', 'i', 'T', 't']) || whole.as_str().to_lowercase().starts_with("contact");
        let goes_on = head(text, range.end, 8);
        let introduced = words.len() > 1
            || words.iter().any(|word| is_roman_family(word))
            || goes_on.starts_with(" from")
            || goes_on.starts_with(" in ")
            || goes_on.starts_with(" at ")
            || goes_on.starts_with(" speaki")
            || goes_on.starts_with(" here")
            || (whole.as_str().starts_with('I') && goes_on.starts_with([',', '.']) && !words[0].ends_with("ing"));
        (!range.is_empty() && (!weak || introduced || whole.as_str().to_lowercase().starts_with("my"))).then_some(range)
    });
    finder.each(&ROMAN_HONOUR, Kind::Person, |text, captures| {
        let name = captures.name("v")?;
        let any = name.as_str().split([' ', '・']).any(is_no_name);
        (!any && !before(text, name.start()).is_some_and(|c| c.is_ascii_alphanumeric())).then_some(name.range())
    });
    finder.each(&ROMAN_PAIR, Kind::Person, |text, captures| {
        let (first, second) = (captures.name("a")?, captures.name("b")?);
        let range = first.start()..second.end();
        let family = is_roman_family(first.as_str()) != is_roman_family(second.as_str());
        let words = !is_no_name(first.as_str()) && !is_no_name(second.as_str());
        let place = matches!(after(text, range.end), Some('-'));
        (family && words && !place && apart(text, &range)).then_some(range)
    });
}

/// How many bytes of capitalised words are a name: up to the first word that is none.
fn name_words(words: &str) -> usize {
    let mut end = 0;
    let mut at = 0;
    for word in words.split(' ') {
        let bare = word.trim_end_matches(['.', '\'', '’', '-']);
        if bare.is_empty() || (at == 0 && bare.len() < 2) || is_no_name(bare) || bare.contains(GONE) {
            break;
        }
        at += usize::from(at > 0) + word.len();
        end = at - (word.len() - bare.len());
        if word.len() > bare.len() && bare.len() > 2 {
            break;
        }
    }
    end
}

/// A part of the text that is a name for sure, as [`super::Known`] may look for it elsewhere.
pub(super) fn is_learnable(name: &str) -> bool {
    let kanji = name.chars().filter(|c| is_kanji(*c)).count();
    let latin =
        name.split(' ').filter(|word| word.len() > 2 && word.starts_with(|c: char| c.is_ascii_uppercase())).count();
    kanji >= 2 || (latin >= 1 && name.is_ascii())
}

/// Whether a family name of the list begins this.
pub(super) fn begins_with_family(name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    family_prefixes(&letters).next().is_some()
}

/// Splits a Japanese name written without a space: family and given name.
pub(super) fn split(name: &str) -> Option<(String, String)> {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() < 2 || !is_kanji(letters[0]) {
        return None;
    }
    let listed = family_prefixes(&letters).find(|length| *length < letters.len());
    let kanji = letters.iter().take_while(|c| is_kanji(**c)).count();
    let at =
        listed.or_else(|| (kanji < letters.len()).then_some(kanji)).unwrap_or(if letters.len() > 2 { 2 } else { 1 });
    Some((letters[..at].iter().collect(), letters[at..].iter().collect()))
}
