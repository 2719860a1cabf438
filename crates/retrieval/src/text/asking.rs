//! What a question asks for: how much, when, who, where, why. Two questions in the same words about another matter often differ in
//! that alone: when the bonus comes, and how many months of pay it is.

use std::sync::LazyLock;

use regex::RegexSet;

/// What is asked for, as a set of bits; none: how something is done, whether it may be, or what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Asks(u8);

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
        Self(PATTERNS.matches(normal).into_iter().fold(0, |all, kind| all | 1 << kind))
    }

    /// What either asks for.
    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// 1 where something is asked for that the other asks for, too; -1 where something is that it does not; 0 where nothing is.
    pub(crate) fn alike(self, other: Self) -> f32 {
        match (self.0, self.0 & other.0) {
            (0, _) => 0.0,
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
        let kinds = |text: &str| Asks::of(&normalise(text, MOST_QUESTION)).0;
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
        let [nothing, when, both] = [Asks(0), Asks(0b10), Asks(0b11)];
        assert!((when.alike(both) - 1.0).abs() < f32::EPSILON && (both.alike(when) - 1.0).abs() < f32::EPSILON);
        assert!((when.alike(nothing) + 1.0).abs() < f32::EPSILON && nothing.alike(when).abs() < f32::EPSILON);
        assert_eq!(when.or(Asks(1)), both);
    }
}
