//! From a finished talk to proposed FAQ entries, by rules alone.
//!
//! [`propose`] reads the lines in order: the requester's sentences make the question (`question.rs`), the agent's make the
//! answer (`answer.rs`), what is chit-chat (`chitchat.rs`), holds for one person only (`personal.rs`) or speaks to a
//! machine (`order.rs`) or asks for a password (`credentials.rs`) makes neither. A talk that is marked confidential (`confidential.rs`) makes nothing at all. `topic.rs` says when the requester turns to something else. Nothing the requester
//! or the assistant wrote ever becomes an answer.

mod answer;
mod chitchat;
mod clean;
mod confidential;
mod credentials;
mod link;
mod order;
mod personal;
mod question;
mod sentence;
mod topic;

use super::{NothingReusable, Proposal, Speaker, Transcript};
use answer::Said;
use masking::{Known, mask_lines};
use question::Asked;
use sentence::{Sentence, join, sentences};

/// Finds the questions and answers of a talk, masked, or says why there are none. `known` is whom to mask beside the
/// speakers.
///
/// # Errors
/// The reason, where nothing can be reused.
pub fn propose(transcript: &Transcript, known: &Known) -> Result<Vec<Proposal>, NothingReusable> {
    if confidential::is_confidential(transcript) {
        return Err(NothingReusable::Confidential);
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
    question: Vec<Sentence>,
    answer: Vec<Vec<Sentence>>,
    evidence: Vec<usize>,
    personal: bool,
}

impl Pair {
    fn is_answered(&self) -> bool {
        self.personal || !self.answer.is_empty()
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.question.iter().chain(self.answer.iter().flatten()).map(|sentence| sentence.text.as_str())
    }

    fn rests_on(&mut self, line: usize) {
        if self.evidence.last() != Some(&line) {
            self.evidence.push(line);
        }
    }
}

impl Reading {
    fn requester(&mut self, index: usize, text: &str) {
        let asked_back = self.asked_back.take();
        let mut sentences = sentences(text);
        order::cut(&mut sentences);
        for sentence in sentences {
            match question::asked(&sentence, asked_back.as_ref().map(|(_, back)| back)) {
                Asked::Nothing => {}
                Asked::Confirmed(statement) => {
                    if let (Some(pair), Some((line, _))) = (self.open_pair(), &asked_back) {
                        pair.rests_on(*line);
                        pair.rests_on(index);
                        pair.question.push(statement);
                    }
                }
                Asked::Failed => {
                    if let Some(pair) = self.open_pair() {
                        pair.question.push(sentence);
                        pair.rests_on(index);
                    }
                }
                Asked::Told(told) => self.told(index, told),
            }
        }
    }

    /// The pair that waits for an answer.
    fn open_pair(&mut self) -> Option<&mut Pair> {
        self.pairs.last_mut().filter(|pair| !pair.is_answered())
    }

    fn told(&mut self, index: usize, told: Sentence) {
        let follows = self.pairs.last().filter(|pair| pair.is_answered());
        let pair = match follows {
            Some(answered) if topic::is_new(&told.text, answered.texts()) => {
                self.pairs.push(Pair::default());
                self.pairs.last_mut()
            }
            // After the answer only a further question is of use; how it went is not.
            Some(_) if !topic::is_question(&told.text) => None,
            Some(_) => self.pairs.last_mut(),
            None => {
                if self.pairs.is_empty() {
                    self.pairs.push(Pair::default());
                }
                self.pairs.last_mut()
            }
        };
        if let Some(pair) = pair {
            let told = if pair.question.is_empty() { question::opened(told) } else { told };
            if !pair.question.iter().any(|before| before.text == told.text) {
                pair.question.push(told);
            }
            pair.rests_on(index);
        }
    }

    fn agent(&mut self, index: usize, text: &str) {
        self.agent_spoke |= text.chars().any(char::is_alphanumeric);
        let mut sentences = sentences(text);
        order::cut(&mut sentences);
        let mut turn = Vec::new();
        let mut personal = false;
        for sentence in sentences {
            match answer::said(&sentence) {
                Said::Chitchat => {}
                Said::AskedBack => self.asked_back = Some((index, sentence)),
                Said::Personal => personal = true,
                Said::Reusable(reusable) => turn.push(reusable),
            }
        }
        if let Some(pair) = self.pairs.last_mut() {
            pair.personal |= personal;
            turn.retain(|sentence| !pair.answer.iter().flatten().any(|before| before.text == sentence.text));
            if !turn.is_empty() {
                pair.answer.push(turn);
                pair.rests_on(index);
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
        let proposals: Vec<Proposal> = self.pairs.into_iter().filter_map(proposal).collect();
        match (proposals.is_empty(), personal) {
            (false, _) => Ok(proposals),
            (true, true) => Err(NothingReusable::Personal),
            (true, false) => Err(NothingReusable::NoAnswer),
        }
    }
}

fn proposal(mut pair: Pair) -> Option<Proposal> {
    pair.evidence.sort_unstable();
    pair.evidence.dedup();
    let question = question::compose(&pair.question);
    let told = pair.answer.iter().map(Vec::len).sum::<usize>();
    // One dependent sentence beside what held for this person only says nothing by itself.
    let rest_only =
        pair.personal && told == 1 && pair.answer.iter().flatten().all(|sentence| answer::leans(&sentence.text));
    let answer = join(&pair.answer, crate::faq::MAX_ANSWER);
    (!question.is_empty() && !answer.is_empty() && !rest_only).then_some(Proposal {
        question,
        answer,
        evidence: pair.evidence,
    })
}

#[cfg(test)]
mod poison;
#[cfg(test)]
mod tests;
