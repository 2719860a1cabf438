//! Who asked, when it was acknowledged, and what was answered.

use std::ops::Range;
use std::time::{Duration, Instant};

/// One person's question.
#[derive(Default, Clone)]
struct Asked {
    expected: String,
    asked: Option<Instant>,
    acknowledged: Option<Instant>,
    answered: Option<Instant>,
    replies: u32,
    right: bool,
}

/// Every question of a run by the number of its chat.
#[derive(Default)]
pub(crate) struct Ledger {
    chats: Vec<Asked>,
    /// Posts to chats in which nobody asked.
    pub(crate) stray: u64,
    /// Times that a question was turned away, or its connection broke, and that it was sent again.
    pub(crate) again: u64,
}

/// How a range of questions fared.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Answered rightly and once.
    pub(crate) once: usize,
    /// Answered more than once.
    pub(crate) repeated: usize,
    /// Answered once, but not with the entry that was asked for.
    pub(crate) otherwise: usize,
    /// Never answered.
    pub(crate) unanswered: usize,
    /// Never acknowledged.
    pub(crate) refused: usize,
}

impl Ledger {
    /// The number of the next chat, for a question that expects this answer.
    pub(crate) fn open(&mut self, expected: &str) -> usize {
        self.chats.push(Asked { expected: expected.to_owned(), ..Asked::default() });
        self.chats.len() - 1
    }

    /// How many chats there are.
    pub(crate) fn len(&self) -> usize {
        self.chats.len()
    }

    /// The question is sent now; only the first time counts.
    pub(crate) fn ask(&mut self, number: usize, at: Instant) {
        self.chats[number].asked.get_or_insert(at);
    }

    /// The bot has taken it.
    pub(crate) fn acknowledge(&mut self, number: usize, at: Instant) {
        self.chats[number].acknowledged.get_or_insert(at);
    }

    /// A message came to this chat.
    pub(crate) fn reply(&mut self, number: Option<usize>, body: &str, at: Instant) {
        let Some(chat) = number.and_then(|number| self.chats.get_mut(number)) else {
            self.stray += 1;
            return;
        };
        chat.replies += 1;
        chat.answered.get_or_insert(at);
        chat.right |= body.contains(&chat.expected);
    }

    /// Whether all of these have got an answer.
    pub(crate) fn complete(&self, range: &Range<usize>) -> bool {
        self.chats[range.clone()].iter().all(|chat| chat.replies > 0)
    }

    /// Whether this one was answered with what it asked for.
    pub(crate) fn is_right(&self, number: usize) -> bool {
        self.chats[number].right
    }

    /// How they fared.
    pub(crate) fn tally(&self, range: &Range<usize>) -> Tally {
        let mut tally = Tally::default();
        for chat in &self.chats[range.clone()] {
            match chat.replies {
                0 => tally.unanswered += 1,
                1 if chat.right => tally.once += 1,
                1 => tally.otherwise += 1,
                _ => tally.repeated += 1,
            }
            tally.refused += usize::from(chat.acknowledged.is_none());
        }
        tally
    }

    /// From each question to its acknowledgement.
    pub(crate) fn acknowledgements(&self, range: &Range<usize>) -> Vec<Duration> {
        self.waits(range, |chat| chat.acknowledged)
    }

    /// From each question to its answer.
    pub(crate) fn answers(&self, range: &Range<usize>) -> Vec<Duration> {
        self.waits(range, |chat| chat.answered)
    }

    /// From the first question to the last answer.
    pub(crate) fn until_last_answer(&self, range: &Range<usize>) -> Duration {
        self.span(range, |chat| chat.answered)
    }

    /// From the first question to the last acknowledgement.
    pub(crate) fn until_last_acknowledgement(&self, range: &Range<usize>) -> Duration {
        self.span(range, |chat| chat.acknowledged)
    }

    fn waits(&self, range: &Range<usize>, end: fn(&Asked) -> Option<Instant>) -> Vec<Duration> {
        let chats = self.chats[range.clone()].iter();
        chats.filter_map(|chat| Some(end(chat)?.duration_since(chat.asked?))).collect()
    }

    fn span(&self, range: &Range<usize>, end: fn(&Asked) -> Option<Instant>) -> Duration {
        let chats = || self.chats[range.clone()].iter();
        let first = chats().filter_map(|chat| chat.asked).min();
        let last = chats().filter_map(end).max();
        first.zip(last).map_or(Duration::ZERO, |(first, last)| last.duration_since(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_a_repeated_and_a_wrong_answer_are_told_from_a_right_one() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut ledger = Ledger::default();
        let chats: Vec<usize> = (0..4).map(|_| ledger.open("yes")).collect();
        for number in &chats {
            ledger.ask(*number, start);
            ledger.acknowledge(*number, at(1));
        }
        ledger.reply(Some(chats[0]), "oh yes", at(2));
        ledger.reply(Some(chats[1]), "yes", at(2));
        ledger.reply(Some(chats[1]), "yes", at(3));
        ledger.reply(Some(chats[2]), "no", at(2));
        let all = 0..ledger.len();
        let seen = ledger.tally(&all);
        assert_eq!(seen, Tally { once: 1, repeated: 1, otherwise: 1, unanswered: 1, refused: 0 });
        assert!(!ledger.complete(&all) && ledger.complete(&(0..3)));
        ledger.reply(Some(99), "yes", at(4));
        ledger.reply(None, "yes", at(4));
        assert_eq!((ledger.stray, ledger.tally(&all)), (2, seen));
    }

    #[test]
    fn a_wait_begins_with_the_first_try_and_ends_with_the_first_answer() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut ledger = Ledger::default();
        let number = ledger.open("yes");
        ledger.ask(number, start);
        ledger.ask(number, at(5));
        ledger.acknowledge(number, at(6));
        ledger.reply(Some(number), "yes", at(7));
        ledger.reply(Some(number), "yes", at(9));
        assert_eq!(ledger.acknowledgements(&(0..1)), [Duration::from_secs(6)]);
        assert_eq!(ledger.answers(&(0..1)), [Duration::from_secs(7)]);
        assert_eq!(ledger.until_last_answer(&(0..1)), Duration::from_secs(7));
    }
}
