//! The best entries for a question, without scoring all of them.
//!
//! First every entry gets an estimate, from columns that lie side by side: the words that tell most, and the signs of its vectors.
//! Then entries are scored exactly, the highest estimate first, until no other one can be among the best: what is left has at
//! most its estimate and the slack, the most that the estimate has left out. So the result is that of scoring everything. Only
//! where a collection is so large that signs stand for vectors it is so but for what signs mislead about.

use std::ops::Range;

use desk::language::Language;

use crate::question::Question;
use crate::scorer::{NEAR_ANSWER, NEAR_WORDING, OWN_LANGUAGE, Parts, Scored, View, WORDS, order};
use crate::segment::{IndexedEntry, Segment};
use crate::sketches::{AskedSketches, LANES};
use crate::vectors::{Nearness, QuestionVectors};
use crate::weighing::Weighing;

/// Slots that are estimated at a time: the sums of all texts of a question fit the second nearest cache.
const WINDOW: usize = 1_024 * LANES;
/// What rounding changes in sums in another order.
const ROUNDING: f32 = 0.001;
/// From this on a cosine is seldom misjudged by its signs; the deviation is .05.
const MISJUDGED: f32 = 0.15;
/// Nearer than this an answer seldom lies where no wording does.
const NEAREST_ANSWER: f32 = 0.5;

/// How much is left out of estimates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pruning {
    /// Lists of so many postings may be left unread.
    pub(crate) long: usize,
    /// What those give to an entry, at most, before words are weighed against vectors.
    pub(crate) words: f32,
    /// From so many phrasings on, signs of vectors stand for vectors.
    pub(crate) sketched_from: u64,
    /// So many entries at most are scored where signs stand for vectors.
    pub(crate) most_scored: usize,
}

impl Pruning {
    /// What answers. 100,000 phrasings are compared exactly in some milliseconds.
    pub(crate) const SHIPPED: Self = Self { long: 4_096, words: 2.0, sketched_from: 150_000, most_scored: 1_000 };
    /// Everything is read.
    pub(crate) const NONE: Self =
        Self { long: usize::MAX, words: 0.0, sketched_from: u64::MAX, most_scored: usize::MAX };
}

/// How the vectors of entries are estimated.
enum Near<'v> {
    /// There are none.
    No,
    /// By all of them.
    Exactly(&'v QuestionVectors),
    /// By the signs of those of their wordings.
    BySigns(&'v QuestionVectors, AskedSketches),
}

impl<'v> Near<'v> {
    fn new(vectors: Option<&'v QuestionVectors>, view: &View<'_>, pruning: Pruning) -> Self {
        match vectors {
            None => Self::No,
            Some(vectors) if view.totals().phrasings < pruning.sketched_from => Self::Exactly(vectors),
            Some(vectors) => Self::BySigns(vectors, AskedSketches::new(&vectors.cut, &vectors.clauses)),
        }
    }

    /// The most that the score of an entry is above its estimate for what vectors leave out.
    fn slack(&self) -> f32 {
        match self {
            Self::No | Self::Exactly(_) => 0.0,
            Self::BySigns(..) => NEAR_WORDING * MISJUDGED + NEAR_ANSWER * NEAREST_ANSWER,
        }
    }
}

/// An entry with its estimate, and what of it words give.
#[derive(Clone, Copy)]
struct Estimated {
    estimate: f32,
    words: f32,
    segment: usize,
    slot: u32,
}

/// The entries that may be among the best.
struct Shortlist {
    /// So many are wanted.
    most: usize,
    /// So many are kept at most.
    limit: usize,
    slack: f32,
    /// The highest estimates, as many as are wanted: what lies below the last of them by more than the slack cannot win.
    highest: Vec<f32>,
    /// Below this nothing can win.
    floor: f32,
    kept: Vec<Estimated>,
    /// When so many are kept, those that cannot win any more are taken out.
    full: usize,
}

impl Shortlist {
    fn new(most: usize, limit: usize, slack: f32) -> Self {
        let limit = limit.max(most);
        Self { most, limit, slack, highest: Vec::new(), floor: f32::NEG_INFINITY, kept: Vec::new(), full: WINDOW }
    }

    fn offer(&mut self, one: Estimated) {
        self.kept.push(one);
        let at = self.highest.partition_point(|higher| *higher >= one.estimate);
        if at < self.most {
            self.highest.insert(at, one.estimate);
            self.highest.truncate(self.most);
        }
        if let Some(last) = self.highest.get(self.most - 1) {
            self.floor = self.floor.max(last - self.slack);
        }
        if self.kept.len() >= self.full {
            self.thin();
        }
    }

    fn thin(&mut self) {
        self.kept.retain(|one| one.estimate >= self.floor);
        if self.kept.len() > self.limit {
            let order = |a: &Estimated, b: &Estimated| b.estimate.total_cmp(&a.estimate);
            let (_, last, _) = self.kept.select_nth_unstable_by(self.limit - 1, order);
            self.floor = self.floor.max(last.estimate);
            self.kept.truncate(self.limit);
        }
        self.full = WINDOW.max(2 * self.kept.len());
    }

    /// Those that may be among the best, the highest estimate first.
    fn ranked(mut self) -> Vec<Estimated> {
        self.thin();
        self.kept.sort_unstable_by(|a, b| b.estimate.total_cmp(&a.estimate));
        self.kept
    }
}

impl<'a> View<'a> {
    /// The best `most` entries in view with their scores, best first; equal scores by id. `first` stands before all, whatever
    /// its score. With vectors only those that have some take part: what lacks a part of its score has no place among the others.
    pub(crate) fn rank(
        &self,
        question: &Question,
        vectors: Option<&QuestionVectors>,
        most: usize,
        first: Option<&'a IndexedEntry>,
        pruning: Pruning,
    ) -> Vec<Scored<'a>> {
        let weighing = Weighing::new(self, question, pruning);
        let near = Near::new(vectors, self, pruning);
        let words_slack = WORDS * weighing.slack() + OWN_LANGUAGE + ROUNDING;
        let slack = words_slack + near.slack();
        let limit = if matches!(near, Near::BySigns(..)) { pruning.most_scored } else { usize::MAX };
        let shortlist = self.estimate(question, vectors, &weighing, &near, Shortlist::new(most, limit, slack));

        let near = |entry: &IndexedEntry| {
            vectors.and_then(|asked| entry.vectors_by(&asked.model).map(|own| asked.nearness(own)))
        };
        let parts = |entry: &IndexedEntry, words: f32, near: Option<Nearness>| {
            Parts::new(words, near, entry.language == question.language)
        };
        let mut best: Vec<Scored<'a>> = Vec::new();
        for one in shortlist.ranked() {
            let last = best.get(most - 1).map_or(f32::NEG_INFINITY, |last| last.score);
            if one.estimate + slack < last {
                break;
            }
            let Some(entry) = self.segments()[one.segment].entry(one.slot) else { continue };
            let near = near(entry);
            // With what vectors give known, words need not be counted of what they cannot help.
            if parts(entry, one.words, near).sum() + words_slack < last {
                continue;
            }
            let scored = Scored::new(entry, parts(entry, weighing.of(entry), near));
            let at = best.partition_point(|better| order(better, &scored).is_lt());
            best.insert(at, scored);
            best.truncate(most);
        }
        if let Some(first) = first.filter(|first| takes_part(first, vectors)) {
            best.retain(|scored| scored.entry.id != first.id);
            best.insert(0, Scored::new(first, parts(first, weighing.of(first), near(first))));
            best.truncate(most);
        }
        best
    }

    fn estimate(
        &self,
        question: &Question,
        vectors: Option<&QuestionVectors>,
        weighing: &Weighing<'a>,
        near: &Near<'_>,
        mut shortlist: Shortlist,
    ) -> Shortlist {
        let mut sums = vec![Vec::new(); weighing.texts()];
        let mut signs = Vec::new();
        for (at, segment) in self.segments().iter().enumerate() {
            let mut cursors = weighing.cursors();
            for start in (0..segment.slots()).step_by(WINDOW) {
                let slots = start..segment.slots().min(start + WINDOW);
                weighing.about((at, segment), slots.clone(), &mut cursors, &mut sums);
                if let Near::BySigns(vectors, asked) = near {
                    signs.resize(slots.len(), 0.0);
                    asked.nearness(segment.sketches(&vectors.model), start, &mut signs);
                }
                let window = Window { at, segment, slots, words: &sums[0], language: question.language, vectors };
                match near {
                    Near::No => window.offer(&mut shortlist, |_| None),
                    Near::Exactly(vectors) => window.offer(&mut shortlist, |slot| exactly(vectors, segment, slot)),
                    Near::BySigns(..) => window
                        .offer(&mut shortlist, |slot| Some(Nearness { asked: signs[slot - start], answered: 0.0 })),
                }
            }
        }
        shortlist
    }
}

/// Some slots of a segment, with what words give to their entries.
struct Window<'w> {
    at: usize,
    segment: &'w Segment,
    slots: Range<usize>,
    words: &'w [f32],
    language: Language,
    vectors: Option<&'w QuestionVectors>,
}

impl Window<'_> {
    fn offer(self, shortlist: &mut Shortlist, near: impl Fn(usize) -> Option<Nearness>) {
        for (slot, &words) in self.slots.zip(self.words) {
            let same_language = self.segment.columns().language(slot) == self.language;
            let estimate = Parts::new(words, near(slot), same_language).sum();
            let is_one = || self.segment.entry(slot as u32).is_some_and(|entry| takes_part(entry, self.vectors));
            if estimate >= shortlist.floor && is_one() {
                shortlist.offer(Estimated { estimate, words, segment: self.at, slot: slot as u32 });
            }
        }
    }
}

fn takes_part(entry: &IndexedEntry, vectors: Option<&QuestionVectors>) -> bool {
    vectors.is_none_or(|asked| entry.vectors_by(&asked.model).is_some())
}

fn exactly(vectors: &QuestionVectors, segment: &Segment, slot: usize) -> Option<Nearness> {
    Some(vectors.nearness(segment.entry(slot as u32)?.vectors_by(&vectors.model)?))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use desk::answering::{EntryVectors, Row, Search, text_hash};
    use desk::faq::{Audience, AudienceGroup, Entry};
    use desk::id::{EntryId, TenantId};
    use desk::language::Language;
    use uuid::Uuid;

    use super::*;
    use crate::{MemoryIndex, Texts};

    const WORDS: [&str; 20] = [
        "VPN",
        "接続",
        "印刷",
        "休暇",
        "申請",
        "パスワード",
        "予約",
        "経費",
        "精算",
        "端末",
        "つながらない",
        "教えて",
        "printer",
        "password",
        "leave",
        "expenses",
        "meeting",
        "room",
        "laptop",
        "reset",
    ];
    const MODEL: &str = "a model";

    /// Chances, the same in every run (xorshift).
    struct Chance(u64);

    impl Chance {
        fn below(&mut self, bound: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % bound as u64) as usize
        }

        fn text(&mut self) -> String {
            let first = self.below(2) * 10;
            let words = (0..=self.below(5)).map(|_| WORDS[first + self.below(10)]);
            words.collect::<Vec<_>>().join(if first == 0 { "の" } else { " " })
        }

        fn entry(&mut self, number: usize, version: u32) -> Entry {
            let question = self.text();
            let hidden = self.below(4) == 0;
            Entry {
                id: EntryId::new(Uuid::from_u128(number as u128)),
                key: number.to_string(),
                language: Language::of_text(&question),
                question,
                answer: self.text(),
                variants: (0..self.below(4)).map(|_| self.text()).collect(),
                audience: if hidden { Audience::Chosen(vec![hr()]) } else { Audience::Everyone },
                version,
                retired: self.below(10) == 0,
                revision: version.into(),
            }
        }
    }

    fn hr() -> AudienceGroup {
        AudienceGroup::Team("HR".to_owned())
    }

    fn tenant() -> TenantId {
        TenantId::parse("tomoshino").expect("a plain word")
    }

    /// A row that is nearer the more letters two texts share.
    fn row(text: &str) -> Row {
        let mut numbers = [0.0f32; 256];
        for letter in text.chars() {
            let mut chance = Chance(text_hash(&letter.to_string()) | 1);
            for number in &mut numbers {
                *number += chance.below(2001) as f32 / 1000.0 - 1.0;
            }
        }
        let length = numbers.iter().map(|number| number * number).sum::<f32>().sqrt();
        Row::quantise(&numbers.map(|number| number / length))
    }

    /// A base that has changed several times.
    fn base(chance: &mut Chance, entries: usize) -> MemoryIndex {
        let index = MemoryIndex::new();
        for version in 1..4 {
            let changed: Vec<Entry> = (0..entries)
                .filter(|_| version == 1 || chance.below(3) == 0)
                .collect::<Vec<_>>()
                .into_iter()
                .map(|number| chance.entry(number, version))
                .collect();
            let vectors = |entry: &Entry| Arc::new(EntryVectors::of(entry, MODEL, row));
            index.take_over_vectors(&tenant(), changed.iter().map(vectors).collect());
            index.take_over(&tenant(), &changed, version.into());
        }
        index
    }

    /// Searches bases by chance; gives what is found by a pruning, and the same with every entry scored.
    fn found(pruning: Pruning, by_vectors: bool) -> Vec<[Vec<(EntryId, f32)>; 2]> {
        let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
        let mut all = Vec::new();
        for entries in [3, 40, 300] {
            let index = base(&mut chance, entries);
            for round in 0..24 {
                let question = (0..=(round % 4)).map(|_| chance.text()).collect::<Vec<_>>().join("。");
                let vectors = by_vectors.then(|| QuestionVectors::of(&Texts::of(&question), MODEL, row));
                let groups = if round % 3 == 0 { vec![hr()] } else { vec![] };
                let found = |most: usize, pruning: Pruning| {
                    let search =
                        Search { question: &question, language: Language::of_text(&question), groups: &groups, most };
                    let found = index.inspect_with(&tenant(), search, vectors.as_ref(), pruning);
                    found.iter().take(10).map(|one| (one.candidate.entry, one.candidate.score)).collect()
                };
                all.push([found(10, pruning), found(entries, Pruning::NONE)]);
            }
        }
        all
    }

    #[test]
    fn what_is_not_scored_could_not_have_won() {
        for by_vectors in [false, true] {
            for words in [0.0, 0.5, 3.0, 50.0] {
                let pruning = Pruning { long: 1, words, ..Pruning::SHIPPED };
                for [pruned, all] in found(pruning, by_vectors) {
                    assert_eq!(pruned, all, "{pruning:?}, vectors: {by_vectors}");
                }
            }
        }
    }

    #[test]
    fn signs_of_vectors_mislead_seldom() {
        let pruning = Pruning { long: 1, words: 3.0, sketched_from: 0, most_scored: 100 };
        let both = found(pruning, true);
        let same: usize = both.iter().map(|[pruned, all]| pruned.iter().filter(|one| all.contains(one)).count()).sum();
        let of: usize = both.iter().map(|[_, all]| all.len()).sum();
        assert!(same * 100 >= of * 97, "{same} of {of}");
    }
}
