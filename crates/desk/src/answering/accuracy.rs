//! How often the answers that the assistant gives alone are wrong, by their outcomes.
//!
//! One person's word about one entry counts once, and no person's words are more than a tenth of
//! what counts: nobody can bend the assistant by pressing often.

use std::collections::{HashMap, HashSet};

use super::{OUTCOMES_NEEDED, Outcome};
use crate::id::{EntryId, PersonId};

/// Outcomes that are looked at: the newest. More than count, so that one person who speaks often does not push all others out.
pub const OUTCOMES_SEEN: u32 = 1_000;
/// Outcomes that count, at most: enough to see a share of some per cent, few enough to follow a change.
const MOST_COUNTED: usize = 400;
/// Outcomes of one person that count, at least: before there are so many that they change anything, they may be more than a tenth.
const LEAST_OF_ONE: usize = OUTCOMES_NEEDED / ONE_IN;
/// The outcomes of one person that count are at most one in so many.
const ONE_IN: usize = 10;
/// Standard deviations of a 95 % interval.
const NINETY_FIVE: f64 = 1.96;

/// How often answers that were given alone were wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Answers that were given alone and whose outcome is known.
    pub known: usize,
    /// Those of them that were wrong.
    pub wrong: usize,
    /// Between these shares, 0–1, the true one lies with 95 % certainty (Wilson 1927).
    pub between: (f64, f64),
}

/// What is known of an entry's answers that were given alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryRecord {
    /// The entry.
    pub entry: EntryId,
    /// Answers whose outcome is known.
    pub known: usize,
    /// Those of them that were wrong.
    pub wrong: usize,
}

/// The outcomes that count, of those given newest first.
pub fn counted(outcomes: &[Outcome]) -> Vec<&Outcome> {
    fair(outcomes.iter(), |outcome| (outcome.requester, outcome.guess.entry))
}

/// Of what persons have to do with entries, newest first: the newest of one person about one entry, of one person no more than a
/// tenth of what is left, and no more than [`MOST_COUNTED`].
pub(super) fn fair<T>(all: impl Iterator<Item = T>, of: impl Fn(&T) -> (PersonId, EntryId)) -> Vec<T> {
    let mut seen = HashSet::new();
    let once: Vec<(PersonId, T)> = all.filter(|one| seen.insert(of(one))).map(|one| (of(&one).0, one)).collect();
    let mut most = MOST_COUNTED / ONE_IN;
    // The fewer count of one, the smaller the whole, of which a tenth is meant.
    loop {
        let mut of_one: HashMap<PersonId, usize> = HashMap::new();
        let mut counts = |person: &PersonId| {
            let count = of_one.entry(*person).or_default();
            *count += 1;
            *count <= most
        };
        let counted: Vec<bool> = once.iter().map(|(person, _)| counts(person)).collect();
        let total = counted.iter().filter(|counts| **counts).count().min(MOST_COUNTED);
        let fewer = (total / ONE_IN).max(LEAST_OF_ONE);
        if most <= fewer {
            let counted = once.into_iter().zip(counted).filter(|(_, counts)| *counts);
            return counted.map(|((_, one), _)| one).take(MOST_COUNTED).collect();
        }
        most = fewer;
    }
}

/// How often the answers given alone were wrong, by the outcomes that count.
pub fn measure(counted: &[&Outcome]) -> Measured {
    let known = counted.iter().filter(|outcome| outcome.guess.alone).count();
    let wrong = counted.iter().filter(|outcome| outcome.guess.alone && !outcome.right).count();
    Measured { known, wrong, between: wilson(wrong, known) }
}

/// The entries whose answers were wrong, those that were wrong most often first.
pub fn records(counted: &[&Outcome]) -> Vec<EntryRecord> {
    let mut by_entry: HashMap<EntryId, EntryRecord> = HashMap::new();
    for outcome in counted.iter().filter(|outcome| outcome.guess.alone) {
        let entry = outcome.guess.entry;
        let record = by_entry.entry(entry).or_insert(EntryRecord { entry, known: 0, wrong: 0 });
        record.known += 1;
        record.wrong += usize::from(!outcome.right);
    }
    let mut records: Vec<EntryRecord> = by_entry.into_values().filter(|record| record.wrong > 0).collect();
    records.sort_by(|a, b| b.wrong.cmp(&a.wrong).then(a.known.cmp(&b.known)).then(a.entry.cmp(&b.entry)));
    records
}

/// The 95 % interval of a share by Wilson (1927); 0 to 1 where nothing is known.
pub(super) fn wilson(hits: usize, of: usize) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let (of, square) = (of as f64, NINETY_FIVE * NINETY_FIVE);
    let share = hits as f64 / of;
    let middle = share + square / (2.0 * of);
    let half = NINETY_FIVE * (share * (1.0 - share) / of + square / (4.0 * of * of)).sqrt();
    let whole = 1.0 + square / of;
    (((middle - half) / whole).max(0.0), ((middle + half) / whole).min(1.0))
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;
    use uuid::Uuid;

    use super::*;
    use crate::answering::Basis;
    use crate::id::MessageId;
    use crate::inquiry::{Evidence, Guess};

    fn outcome(person: u128, entry: u128, right: bool) -> Outcome {
        let entry = EntryId::new(Uuid::from_u128(entry));
        Outcome {
            message: MessageId::new(Uuid::from_u128(person * 1000)),
            requester: PersonId::new(Uuid::from_u128(person)),
            guess: Guess { entry, confidence: 0.9, alone: true, evidence: Evidence::default(), refuted: false },
            right,
            basis: Basis::Rated,
            at: OffsetDateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn one_person_cannot_speak_often() {
        // Newest first: what somebody says last about an entry is what they say.
        let often: Vec<Outcome> = (0..50).map(|at| outcome(1, 1, at == 0)).collect();
        assert_eq!(counted(&often), [&often[0]]);

        let about_all: Vec<Outcome> = (0..50).map(|entry| outcome(1, entry, false)).collect();
        assert_eq!(counted(&about_all).len(), LEAST_OF_ONE);

        let others = (2..102).map(|person| outcome(person, 1, true));
        let all: Vec<Outcome> = about_all.into_iter().chain(others).collect();
        let counted = counted(&all);
        assert_eq!(counted.iter().filter(|outcome| !outcome.right).count(), 11, "a tenth of 111");
        assert_eq!(measure(&counted).wrong, 11);
        assert_eq!(measure(&counted).known, 111);

        let about_many = (0..300).map(|entry| outcome(1, entry, false));
        let others = (2..702).map(|person| outcome(person, 1, true));
        let all: Vec<Outcome> = about_many.chain(others).collect();
        let counted = super::counted(&all);
        assert_eq!(counted.len(), MOST_COUNTED);
        assert_eq!(measure(&counted).wrong, MOST_COUNTED / ONE_IN);
    }

    #[test]
    fn the_share_is_told_with_what_is_not_known_of_it() {
        let round = |(low, high): (f64, f64)| ((low * 1000.0).round(), (high * 1000.0).round());
        assert_eq!(round(wilson(0, 0)), (0.0, 1000.0));
        // Worked out by hand: 4 of 84.
        assert_eq!(round(wilson(4, 84)), (19.0, 116.0));
        assert_eq!(round(wilson(0, 10)), (0.0, 278.0));
        assert_eq!(round(wilson(10, 10)), (722.0, 1000.0));
    }

    #[test]
    fn the_entry_that_is_wrong_most_comes_first() {
        let outcomes = [outcome(1, 7, false), outcome(2, 7, true), outcome(3, 8, false), outcome(4, 8, false)];
        let offered = Outcome { guess: Guess { alone: false, ..outcomes[0].guess.clone() }, ..outcome(5, 9, false) };
        let all: Vec<Outcome> = outcomes.into_iter().chain([offered, outcome(6, 10, true)]).collect();
        let told: Vec<_> = records(&counted(&all)).iter().map(|r| (r.entry, r.known, r.wrong)).collect();
        let entry = |n| EntryId::new(Uuid::from_u128(n));
        assert_eq!(told, [(entry(8), 2, 2), (entry(7), 2, 1)]);
    }
}
