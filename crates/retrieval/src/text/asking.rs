//! What a question asks for: how much, when, who, where, why. Two questions in the same words about another matter often differ in
//! that alone: when the bonus comes, and how many months of pay it is.

use std::sync::LazyLock;

use regex::RegexSet;

/// What is asked for; nothing: how something is done, whether it may be, or what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Asks {
    /// A set of bits, in the order of [`PATTERNS`].
    kinds: u8,
    /// Of what the number is asked for.
    counted: Counted,
}

/// What is counted, as a set of bits, in the order of [`UNITS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counted(u32);

/// What is counted in an office: as it follows a number in Japanese, and in English.
const UNITS: [(&str, &str); 20] = [
    ("円", "yen"),
    ("個|つ", "items?|pieces?"),
    ("回|度", "times?"),
    ("人|名", "people|persons?|members?|guests?"),
    ("枚", "sheets?|pages?|copies"),
    ("台", "devices?|machines?|monitors?"),
    ("[かヶヵカケ箇]月", "months?"),
    ("年", "years?"),
    ("日", "days?|working days?|business days?"),
    ("週", "weeks?"),
    ("時間", "hours?"),
    ("分", "minutes?"),
    ("割|[%％]|パーセント", "percent"),
    ("文字|字", "characters?|letters?"),
    ("本", "bottles?"),
    ("社", "companies"),
    ("[歳才]", "years? old"),
    ("通", "(?:e-?)?mails?|letters?"),
    ("泊", "nights?"),
    ("[kmgtKMGT][bB]|ギガ|メガ", "[kmg]b|(?:kilo|mega|giga)bytes?"),
];

fn counting(pattern: impl Fn(&(&str, &str)) -> String) -> RegexSet {
    RegexSet::new(UNITS.iter().map(pattern)).expect("fixed patterns")
}

static ASKED_NUMBERS: LazyLock<RegexSet> = LazyLock::new(|| {
    counting(|(japanese, english)| format!(r"何(?:{japanese})|(?-u:\b)how many (?:{english})(?-u:\b)"))
});

static NAMED_NUMBERS: LazyLock<RegexSet> = LazyLock::new(|| {
    let number = "[0-9０-９一二三四五六七八九十百千万億数半何]";
    let in_english =
        "[0-9]|(?-u:\\b)(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|some|few|several|half)";
    counting(|(japanese, english)| {
        format!(r"{number}\s?(?:{japanese})|(?i-u:(?:{in_english})[ -](?:{english})(?-u:\b))")
    })
});

impl Counted {
    /// Of what a text names a number.
    pub(crate) fn of(text: &str) -> Self {
        Self(bits(&NAMED_NUMBERS, text))
    }

    /// What either counts.
    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

fn bits(patterns: &RegexSet, text: &str) -> u32 {
    patterns.matches(text).into_iter().fold(0, |all, one| all | 1 << one)
}

/// How much, when, who, where, why, each as it is asked in both languages. `\b` in its form for ASCII letters: with the other one a text
/// with any other letter takes a hundred times as long.
static PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"いくら|いくつ|(どれ|どの)(く|ぐ)らい|どの程度|何(円|個|回|人|枚|台|[かヶヵカケ箇]月|年|日|週|時間|分|割|%|文字|本|社|歳|名|通|冊|泊|桁|[kmg]b)|(?-u:\b)how (many|much|big|large|long|often|far|fast|high|heavy)(?-u:\b)|(?-u:\b)(what|which) (share|percentage|amount|size)(?-u:\b)",
        r"いつ([^もで]|$)|いつで[^も]|何時([^間]|$)|何(日|月|曜)|締め?切|〆切|期限|期日|(?-u:\b)(when|what time|what day|which day|how soon|how late|deadline)(?-u:\b).{0,3}(is|are|am|do|does|did|will|can|should|must|may|was|were|has|have|due|$|\?)|(?-u:\b)by when(?-u:\b)|(?-u:\b)deadline|(?-u:\b)due date",
        r"誰|だれ|どなた|(?:^|[.?!,;]\s*|(?-u:\b)and |(?-u:\b)or )(who|whom|whose)(?-u:\b)|(?-u:\b)(to|for|from|by) whom(?-u:\b)",
        r"どこ|どちら|何階|(?-u:\b)where(?-u:\b)",
        r"なぜ|何故|なんで|どうして|理由|原因|(?-u:\b)why(?-u:\b)|(?-u:\b)how come(?-u:\b)",
    ])
    .expect("fixed patterns")
});

impl Asks {
    /// What a normalised text asks for.
    pub(crate) fn of(normal: &str) -> Self {
        Self { kinds: bits(&PATTERNS, normal) as u8, counted: Counted(bits(&ASKED_NUMBERS, normal)) }
    }

    /// What either asks for.
    pub(crate) fn or(self, other: Self) -> Self {
        Self { kinds: self.kinds | other.kinds, counted: self.counted.or(other.counted) }
    }

    /// 1 where something is asked for that an entry asks for, too; -1 where something is that it does not, -2 where that is the number of
    /// something of which the entry has `named` no number; 0 where nothing is asked for.
    pub(crate) fn alike(self, entry: Self, named: Counted) -> f32 {
        match (self.kinds, self.kinds & entry.kinds) {
            (0, _) => 0.0,
            (_, 0) if self.counted.0 != 0 && self.counted.0 & named.0 == 0 => -2.0,
            (_, 0) => -1.0,
            _ => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{MOST_QUESTION, normalise};

    #[test]
    fn what_is_asked_for_is_seen_in_both_languages() {
        let kinds = |text: &str| u32::from(Asks::of(&normalise(text, MOST_QUESTION)).kinds);
        for (text, expected) in [
            ("ボーナスは何か月分ですか", 0b1),
            ("いくら戻りますか", 0b1),
            ("容量はどれくらい", 0b1),
            ("給料日はいつですか", 0b10),
            ("何時までですか", 0b10),
            ("何時間かかりますか", 0b1),
            ("何日ですか", 0b11),
            ("いつもと違う", 0),
            ("誰に言えばいいですか", 0b100),
            ("受付はどこ", 0b1000),
            ("なぜですか", 0b1_0000),
            ("VPNがつながらない", 0),
            ("How many members can it have?", 0b1),
            ("When is payday?", 0b10),
            ("When I sign in it fails", 0),
            ("Who deleted the file?", 0b100),
            ("for people who travel", 0),
            ("Where is it and why", 0b1_1000),
            ("somewhere", 0),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }

    #[test]
    fn questions_are_alike_where_one_thing_is_asked_for_in_both() {
        let [nothing, when, both] = [0, 0b10, 0b11].map(|kinds| Asks { kinds, ..Asks::default() });
        let alike = |asked: Asks, entry| asked.alike(entry, Counted::default());
        assert!((alike(when, both) - 1.0).abs() < f32::EPSILON && (alike(both, when) - 1.0).abs() < f32::EPSILON);
        assert!((alike(when, nothing) + 1.0).abs() < f32::EPSILON && alike(nothing, when).abs() < f32::EPSILON);
        assert_eq!(when.or(Asks { kinds: 1, ..Asks::default() }), both);
    }

    #[test]
    fn a_number_is_not_told_by_an_entry_that_has_none_of_it() {
        let payday = Asks::of("給料日はいつですか");
        let asks = |question: &str, answer: &str| {
            let asked = Asks::of(&normalise(question, MOST_QUESTION));
            asked.alike(payday, Counted::of(answer)).round() as i32
        };
        for (question, answer, alike) in [
            ("ボーナスは何か月分ですか", "毎月25日です。賞与は6月10日と12月10日です。", -2),
            ("ボーナスは何か月分ですか", "賞与は2カ月分です。", -1),
            ("何時間かかりますか", "3時間です。", -1),
            ("いくらもらえますか", "毎月25日です。", -1),
            ("給料は何日ですか", "毎月25日です。", 1),
            ("何%もらえますか", "８０％です。", -1),
            ("how many months of bonus do we get", "On the 25th of each month.", -2),
            ("how many months of bonus do we get", "Two months, in June.", -1),
            ("how many days can I take", "You have 5 days.", -1),
        ] {
            assert_eq!(asks(question, answer), alike, "{question} {answer}");
        }
    }
}
