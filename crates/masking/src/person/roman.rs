//! Names in Latin letters.

use crate::Kind;
use crate::finder::{Finder, apart, before, head, pattern};
use crate::fold::GONE;
use crate::names::{is_no_name, is_roman_alone, is_roman_family, is_roman_given};
use regex::Regex;
use std::sync::LazyLock;

/// A word that begins with a capital, as names do: O'Brien, McDonald.
const WORD: &str = r"[A-Z][a-zA-Z'’-]{1,20}";

static CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?i:my name is|my name's|i am called|name(?: is)?:|full name:|contact(?: person)?:|requester:|manager:|employee name:|regards,|sincerely,|cheers,|best,|thanks,|thank you,|signed,|attn:?|dear|mr\.?|mrs\.?|ms\.?|miss|dr\.?|prof\.?|on behalf of|colleague,?|boss,?|manager,?|supervisor,?)[ \n]{1,3}|(?:[Ii] am|I'm|[Tt]his is|[Hh]i|[Hh]ello|[Hh]ey|@)[ ,]{0,2})(?P<v>[A-Z][a-zA-Z'’.-]{0,20}(?: (?:[A-Z][a-zA-Z'’.-]{0,20}|de|van|von|bin|la)){0,3})",
    )
});
/// Behind a Japanese label.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:氏名|お?名前|姓名|名義人?|ご?担当者?|申請者|利用者|使用者|報告者|依頼者|承認者|宛名|連絡先|上司)(?:\([^()\n]{{1,8}}\))?(?: ?(?:は|の|:|=|/|→|[(\[「【」】\]])| |\n){{1,3}}(?P<v>{WORD}(?:,? {WORD}){{0,2}})"
    ))
});
static HONOURED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<v>(?:[A-Z]\. ?)?{WORD}(?:[ ・]{WORD}){{0,2}})(?:-san\b| san\b| ?(?:さん|様(?:[^式子々態相]|$)|氏(?:\P{{Han}}|$))|と申し|といいます)"
    ))
});
/// In small letters: tanaka-san.
static SMALL: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<v>[a-z]{2,15})(?:-san\b| ?(?:さん|様|氏))"));
static PAIR: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?P<a>{WORD})(?P<g>, | )(?P<b>{WORD})")));

static WORD_ALONE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("(?P<v>{WORD})")));
/// Of a department, within a sentence: "ask Aoife in facilities".
static OF_DEPARTMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"[a-z,] (?P<v>{WORD}(?: {WORD})?),? (?:from|in|over in|over at|at) (?:the |our |your )?(?:HR|IT|QA|R&D|[Hh]uman [Rr]esources|[Ff]inance|[Ff]acilities|[Ss]ales|[Mm]arketing|[Ll]egal|[Aa]ccounting|[Aa]ccounts|[Pp]ayroll|[Ss]ecurity|[Pp]rocurement|[Pp]urchasing|[Ll]ogistics|[Oo]perations|[Ee]ngineering|[Ss]upport|[Rr]eception|[Cc]ontrolling|[Pp]roduction|[Tt]raining|[Qq]uality|[Pp]roduct|[Dd]esign|[Cc]ommunications|[Tt]he [a-z]+ team)\b"
    ))
});
/// Does what only people do: "Siobhan told me".
static SPEAKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<v>{WORD}(?: {WORD})?) (?:told (?:me|us|you|him|her)|mentioned|thinks|thought|recommended|is (?:sick|on leave|on vacation|on holiday|away)|will (?:call|ring|phone|bring)|called me|helped me|showed me|said (?:I|you|we|there|that|it|to|so)\b|sent me (?:your|here|over|to)|had (?:the same|that|one|it) )"
    ))
});

pub(super) fn seek(finder: &mut Finder<'_>) {
    finder.each(&CUED, Kind::Person, |text, captures| {
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
    finder.each(&LABELLED, Kind::Person, |text, captures| {
        let name = captures.name("v")?;
        let range = name.start()..name.start() + name_words(name.as_str());
        let words: Vec<&str> = text[range.clone()].split(' ').collect();
        let listed = words.iter().any(|word| is_roman_family(word.trim_end_matches(',')) || is_roman_given(word));
        let is_name = captures.get(0)?.as_str().starts_with(['氏', '名', '姓', 'お']) && words.len() > 1;
        (!range.is_empty() && (listed || is_name)).then_some(range)
    });
    finder.each(&HONOURED, Kind::Person, |text, captures| {
        let name = captures.name("v")?;
        let words: Vec<&str> = name.as_str().split([' ', '・']).collect();
        // SE, PM and VPN stand before さん as well.
        let short = words.len() == 1 && words[0].len() < 4 && words[0].chars().all(|c| c.is_ascii_uppercase());
        let any = words.iter().any(|word| is_no_name(word)) || short && !is_roman_family(words[0]);
        (!any && !before(text, name.start()).is_some_and(|c| c.is_ascii_alphanumeric())).then_some(name.range())
    });
    finder.each(&SMALL, Kind::Person, |text, captures| {
        let name = captures.name("v")?;
        let listed = is_roman_family(name.as_str()) || is_roman_given(name.as_str());
        (listed && !before(text, name.start()).is_some_and(|c| c.is_ascii_alphanumeric() || c == '-'))
            .then_some(name.range())
    });
    finder.each(&WORD_ALONE, Kind::Person, |text, captures| {
        let name = captures.name("v")?;
        let word = name.as_str().trim_end_matches("'s").trim_end_matches("’s").trim_end_matches(['-', '\'', '’']);
        let range = name.start()..name.start() + word.len();
        let named_after = ["room ", "Room ", "server ", "the ", "host "];
        let thing = named_after.iter().any(|thing| text[..range.start].ends_with(thing));
        let shouted = word.len() < 3 || word.chars().all(|c| c.is_ascii_uppercase());
        (is_roman_alone(word) && !thing && !shouted && apart(text, &range)).then_some(range)
    });
    for cued in [&OF_DEPARTMENT, &SPEAKS] {
        finder.each(cued, Kind::Person, |text, captures| {
            let name = captures.name("v")?;
            let shouted = |word: &str| word.chars().all(|c| c.is_ascii_uppercase());
            let any = name.as_str().split(' ').any(|word| is_no_name(word) || shouted(word) || is_contraction(word));
            (!any && apart(text, &name.range())).then_some(name.range())
        });
    }
    finder.each(&PAIR, Kind::Person, |text, captures| {
        let (first, second) = (captures.name("a")?, captures.name("b")?);
        let (a, b) = (first.as_str().trim_end_matches("'s").trim_end_matches("’s"), second.as_str());
        let b = b.strip_suffix("'s").or_else(|| b.strip_suffix("’s")).unwrap_or(b);
        let range = first.start()..second.start() + b.len();
        let family = is_roman_family(a) || is_roman_family(b);
        // A given name makes the word behind it a family name only without a comma: "Thanks Emma, Windows is …".
        let given = is_roman_given(a) && &captures["g"] == " " && a != a.to_uppercase();
        let words = !is_no_name(a) && !is_no_name(b) && a.len() == first.len();
        let place = text[range.end..].starts_with('-');
        (words && (family || given) && !place && apart(text, &range)).then_some(range)
    });
}

/// "I'd", "It's": a pronoun with its verb; O'Brien goes on with a capital, and Emma's is Emma.
fn is_contraction(word: &str) -> bool {
    word.split_once(['\'', '’']).is_some_and(|(base, rest)| {
        rest.starts_with(|c: char| c.is_ascii_lowercase()) && (base.len() < 2 || is_no_name(base))
    })
}

/// How many bytes of capitalised words are a name: up to the first word that is none.
fn name_words(words: &str) -> usize {
    let mut end = 0;
    let mut at = 0;
    for word in words.split(' ') {
        let bare = word.trim_end_matches(['.', '\'', '’', '-']);
        if bare.is_empty()
            || is_contraction(bare)
            || (at == 0 && bare.len() < 2)
            || is_no_name(bare)
            || bare.contains(GONE)
        {
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
