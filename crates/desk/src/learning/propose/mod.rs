//! From a finished talk to proposed FAQ entries, by rules alone.
//!
//! [`propose`] reads the lines in order: the requester's sentences make the question (`question.rs`), the agent's make the
//! answer (`answer.rs`) as far as they tell others something (`telling.rs`). What is chit-chat (`chitchat.rs`), holds for one
//! person or moment only (`personal.rs`), is taken back (`retracted.rs`), speaks to a machine (`order.rs`) or asks for a
//! password (`credentials.rs`) makes neither. A talk that is marked confidential (`confidential.rs`) or is about a private
//! matter (`private.rs`) makes nothing at all. `topic.rs` says when the requester turns to something else, `matters.rs` parts
//! two questions of one message. Nothing the requester or the assistant wrote ever becomes an answer.

mod answer;
mod chitchat;
mod clean;
mod confidential;
mod credentials;
mod link;
mod matters;
mod order;
mod personal;
mod private;
mod question;
mod retracted;
mod sentence;
mod telling;
mod topic;

use super::{NothingReusable, Proposal, Speaker, Transcript};
use answer::Said;
use masking::{Known, mask_lines};
use question::{Asked, Told};
use sentence::{Sentence, join, sentences};
use std::collections::HashSet;

/// Whether a text says of itself, or of the talk in which it stands, that it is not for others.
pub fn is_marked(text: &str) -> bool {
    confidential::is_marked(text, Speaker::Agent)
}

/// Finds the questions and answers of a talk, masked, or says why there are none. `known` is whom to mask beside the
/// speakers.
///
/// # Errors
/// The reason, where nothing can be reused.
pub fn propose(transcript: &Transcript, known: &Known) -> Result<Vec<Proposal>, NothingReusable> {
    if confidential::is_confidential(transcript) {
        return Err(NothingReusable::Confidential);
    }
    if private::is_private(transcript) {
        return Err(NothingReusable::Personal);
    }
    let known = known.with(transcript.lines.iter().filter_map(|line| line.name.as_deref()));
    let cleaned: Vec<String> = transcript.lines.iter().map(|line| clean::clean(&line.text)).collect();
    let links = link::supplied(
        transcript.lines.iter().zip(&cleaned).filter(|(line, _)| line.speaker == Speaker::Agent).map(|(_, text)| text),
    );
    let masked = mask_lines(&cleaned, &known);
    let mut reading = Reading::default();
    for (index, (line, text)) in transcript.lines.iter().zip(&masked).enumerate() {
        match line.speaker {
            Speaker::Requester => reading.requester(index, &link::drop_others(text, &links)),
            Speaker::Agent => reading.agent(index, &clean::unquoted(text)),
            Speaker::Assistant => reading.asked_back = None,
        }
    }
    reading.proposals()
}

/// What a talk has given so far.
#[derive(Default)]
struct Reading {
    pairs: Vec<Pair>,
    /// The agent's last question to the requester, and its line.
    asked_back: Option<(usize, Sentence)>,
    agent_spoke: bool,
}

/// A question with what was said to it.
#[derive(Default)]
struct Pair {
    question: Vec<Told>,
    answer: Vec<Turn>,
    /// Lines on which it rests beside those whose sentences it holds.
    also: Vec<usize>,
    /// Some of what was said holds for this person or moment only.
    personal: bool,
    /// It was settled for this person: by what the agent did, or by itself.
    settled: bool,
}

/// What one message of an agent adds to an answer.
struct Turn {
    line: usize,
    sentences: Vec<Sentence>,
}

impl Pair {
    fn is_answered(&self) -> bool {
        self.personal || !self.answer.is_empty()
    }

    fn answer(&self) -> impl Iterator<Item = &Sentence> {
        self.answer.iter().flat_map(|turn| &turn.sentences)
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let asked = self.question.iter().map(|told| told.sentence.text.as_str());
        asked.chain(self.answer().map(|sentence| sentence.text.as_str()))
    }

    /// The words of the question.
    fn topic(&self) -> HashSet<String> {
        self.question.iter().flat_map(|told| topic::words(&told.sentence.text)).collect()
    }

    /// Several pairs, where several questions were asked at once and each has its answer.
    fn parted(self) -> Vec<Self> {
        let answered_at = self.answer.first().map_or(usize::MAX, |turn| turn.line);
        let at: Vec<usize> = (0..self.question.len())
            .filter(|place| {
                let told = &self.question[*place];
                told.line < answered_at && !told.replies && matters::stands_alone(&told.sentence.text)
            })
            .collect();
        let questions: Vec<&str> = at.iter().map(|place| self.question[*place].sentence.text.as_str()).collect();
        let answers: Vec<&str> = self.answer().map(|sentence| sentence.text.as_str()).collect();
        let Some(of) = matters::shared_out(&questions, &answers) else { return vec![self] };
        let mut pairs: Vec<Self> =
            at.iter().map(|_| Self { personal: self.personal, settled: self.settled, ..Self::default() }).collect();
        for (place, told) in self.question.into_iter().enumerate() {
            // What is no question of its own leads to the next one.
            let to = at.iter().position(|question| place <= *question).unwrap_or(at.len() - 1);
            pairs[to].question.push(told);
        }
        let mut of = of.into_iter();
        for turn in self.answer {
            for sentence in turn.sentences {
                let Some(pair) = of.next().and_then(|to| pairs.get_mut(to)) else { continue };
                match pair.answer.last_mut().filter(|before| before.line == turn.line) {
                    Some(before) => before.sentences.push(sentence),
                    None => pair.answer.push(Turn { line: turn.line, sentences: vec![sentence] }),
                }
            }
        }
        pairs
    }
}

impl Reading {
    fn requester(&mut self, index: usize, text: &str) {
        let asked_back = self.asked_back.take();
        let mut sentences = sentences(text);
        order::cut(&mut sentences);
        for sentence in matters::apart(sentences) {
            match question::asked(&sentence, asked_back.as_ref().map(|(_, back)| back)) {
                Asked::Nothing => {}
                Asked::Confirmed(sentence) => {
                    if let (Some(pair), Some((line, _))) = (self.open_pair(), &asked_back) {
                        pair.also.push(*line);
                        pair.question.push(Told { line: index, sentence, replies: true });
                    }
                }
                Asked::RightAgain => {
                    // What is said from now on is not what helped.
                    if let Some(pair) = self.open_pair() {
                        pair.personal = true;
                        pair.settled = true;
                    }
                }
                Asked::Failed => {
                    if let Some(pair) = self.open_pair() {
                        pair.question.push(Told { line: index, sentence, replies: false });
                    }
                }
                Asked::Told(sentence) => {
                    self.told(Told { line: index, sentence, replies: asked_back.is_some() });
                }
            }
        }
    }

    /// The pair that waits for an answer.
    fn open_pair(&mut self) -> Option<&mut Pair> {
        self.pairs.last_mut().filter(|pair| !pair.is_answered())
    }

    fn told(&mut self, told: Told) {
        let text = &told.sentence.text;
        let follows = self.pairs.last().filter(|pair| pair.is_answered());
        let pair = match follows {
            Some(answered) if topic::is_new(text, answered.texts()) => {
                self.pairs.push(Pair::default());
                self.pairs.last_mut()
            }
            // After the answer only a further question is of use; how it went is not.
            Some(_) if !topic::is_question(text) => None,
            Some(_) => self.pairs.last_mut(),
            None => {
                if self.pairs.is_empty() {
                    self.pairs.push(Pair::default());
                }
                self.pairs.last_mut()
            }
        };
        if let Some(pair) = pair {
            let opens = pair.question.is_empty();
            let sentence = if opens { question::opened(told.sentence) } else { told.sentence };
            if !pair.question.iter().any(|before| before.sentence.text == sentence.text) {
                pair.question.push(Told { sentence, replies: told.replies && !opens, ..told });
            }
        }
    }

    fn agent(&mut self, index: usize, text: &str) {
        self.agent_spoke |= text.chars().any(char::is_alphanumeric);
        let mut sentences = sentences(text);
        order::cut(&mut sentences);
        let topic = self.pairs.last().map(Pair::topic).unwrap_or_default();
        let mut turn = Vec::new();
        let (mut personal, mut settled) = (false, false);
        for sentence in sentences {
            match answer::said(&sentence, &topic) {
                Said::AskedBack => self.asked_back = Some((index, sentence)),
                Said::Personal => personal = true,
                Said::Done => settled = true,
                Said::Reusable(reusable) => turn.push(reusable),
                Said::GoesOn(statement)
                    if !turn.is_empty()
                        && telling::joins(&statement.text, turn.iter().map(|before| before.text.as_str())) =>
                {
                    turn.push(statement);
                }
                Said::Chitchat | Said::GoesOn(_) => {}
                Said::TakenBack(instead) => {
                    if turn.is_empty() {
                        self.pairs.last_mut().map(|pair| pair.answer.pop());
                    }
                    turn.clear();
                    turn.extend(instead);
                }
            }
        }
        if let Some(pair) = self.pairs.last_mut() {
            pair.personal |= personal || settled;
            pair.settled |= settled;
            turn.retain(|sentence| !pair.answer().any(|before| before.text == sentence.text));
            if !turn.is_empty() {
                pair.answer.push(Turn { line: index, sentences: turn });
            }
        }
    }

    fn proposals(self) -> Result<Vec<Proposal>, NothingReusable> {
        if !self.agent_spoke {
            return Err(NothingReusable::NoAgent);
        }
        if self.pairs.is_empty() {
            return Err(NothingReusable::NoQuestion);
        }
        let personal = self.pairs.iter().any(|pair| pair.personal);
        let proposals: Vec<Proposal> = self.pairs.into_iter().flat_map(Pair::parted).filter_map(proposal).collect();
        match (proposals.is_empty(), personal) {
            (false, _) => Ok(proposals),
            (true, true) => Err(NothingReusable::Personal),
            (true, false) => Err(NothingReusable::NoAnswer),
        }
    }
}

fn proposal(pair: Pair) -> Option<Proposal> {
    // Beside what settled it for this person, the rest says something to others where they asked how, or where it tells a
    // rule: "Sign in again now" does not.
    let asks_how = pair.question.iter().any(|told| question::asks_how(&told.sentence.text));
    // So it is where they asked for a thing, or how it stands with themselves.
    let asked = || pair.question.iter().map(|told| told.sentence.text.as_str());
    let for_one = pair.settled || pair.personal && asked().any(question::wants_done);
    let told_on = if for_one && !asks_how || pair.personal && asked().any(question::asks_of_oneself) {
        pair.answer().any(|sentence| answer::holds_next_time(&sentence.text))
    } else {
        !pair.personal || pair.answer().any(|sentence| !answer::leans(&sentence.text))
    };
    let said: HashSet<String> = pair.answer().flat_map(|sentence| topic::words(&sentence.text)).collect();
    let asked = question::telling(&pair.question, &said);
    let question = question::compose(&asked);
    let mut evidence: Vec<usize> =
        asked.iter().map(|told| told.line).chain(pair.also).chain(pair.answer.iter().map(|turn| turn.line)).collect();
    evidence.sort_unstable();
    evidence.dedup();
    let turns: Vec<Vec<Sentence>> = pair.answer.into_iter().map(|turn| turn.sentences).collect();
    let answer = join(&turns, crate::faq::MAX_ANSWER);
    (!question.is_empty() && !answer.is_empty() && told_on).then_some(Proposal { question, answer, evidence })
}

#[cfg(test)]
mod poison;
#[cfg(test)]
mod tests;
