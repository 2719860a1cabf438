//! The promise: outcomes change how far the assistant trusts itself, and nobody alone does.

use desk::actions::{Action, AnswerAction};
use desk::answering::{
    Basis, Experience, GUESSES_SEEN, OUTCOMES_NEEDED, OUTCOMES_SEEN, Outcome, SHIPPED_PROMISE, Shipped, Thresholds,
    Trust, Trusted,
};
use desk::id::{EntryId, MessageId, PersonId, TenantId};
use desk::inquiry::{Evidence, Guess};
use desk::language::Language;
use desk::outside::Content;
use testkit::World;
use time::OffsetDateTime;
use uuid::Uuid;

/// An index whose confidence is what the evidence says.
struct Claims;

const SHIPPED: Thresholds = Thresholds { answer: 0.88, offer: 0.25 };

impl Trusted for Claims {
    fn trust(&self, _tenant: &TenantId) -> Trust {
        unreachable!("nothing is searched")
    }

    fn take_trust(&self, _tenant: &TenantId, _trust: Trust) {}

    fn shipped_thresholds(&self) -> Thresholds {
        SHIPPED
    }

    fn confidence_as_shipped(&self, evidence: &Evidence) -> Option<(Language, Shipped)> {
        evidence.language.zip(evidence.values.first().map(|&said| said.into()))
    }
}

/// Chance that can be repeated: the generator of Numerical Recipes.
struct Chance(u32);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(self.0 >> 8) / f64::from(1 << 24)
    }
}

fn guess(confidence: f32, alone: bool, entry: u32) -> Guess {
    let evidence = Evidence { form: 1, language: Some(Language::English), values: vec![confidence] };
    Guess { entry: EntryId::new(Uuid::from_u128(entry.into())), confidence, alone, evidence, refuted: false }
}

fn outcome(person: u32, guess: Guess, right: bool) -> Outcome {
    let id = Uuid::from_u128(person.into());
    let (message, requester) = (MessageId::new(id), PersonId::new(id));
    Outcome { message, requester, guess, right, basis: Basis::Rated, at: OffsetDateTime::UNIX_EPOCH }
}

/// What a desk answered alone in a stretch of questions: so many answers as are right, and wrong, on average.
#[derive(Debug, Clone, Copy, Default)]
struct Answered {
    right: f64,
    wrong: f64,
}

impl Answered {
    fn wrong_share(self) -> f64 {
        self.wrong / (self.right + self.wrong).max(1.0)
    }
}

const STRETCH: u32 = 500;

/// Questions, each of another person, of whom half say whether the guess was right. The log-odds of being right are `off` above what
/// the shipped confidence says.
fn live(off: f64, stretches: usize, learns: bool) -> Vec<Answered> {
    live_among(|_, _| 0.5, off, stretches, learns)
}

/// The same, where people speak by the chance that `speaks` gives for a guess that was given alone, and was right.
fn live_among(speaks: fn(bool, bool) -> f64, off: f64, stretches: usize, learns: bool) -> Vec<Answered> {
    let (mut chance, mut experience) = (Chance(7), Experience::default());
    let mut trust = experience.trust(&Claims, SHIPPED_PROMISE);
    let mut lived = Vec::new();
    for person in 0..STRETCH * u32::try_from(stretches).expect("a few") {
        if person % STRETCH == 0 {
            lived.push(Answered::default());
        }
        let odds = -3.0 + 9.0 * chance.next();
        let said = (1.0 / (1.0 + (-odds).exp())) as f32;
        let probable = 1.0 / (1.0 + (-(odds + off)).exp());
        let right = chance.next() < probable;
        let confidence = trust.corrections.of(Language::English).of(said);
        let alone = confidence >= trust.thresholds.answer;
        let guess = guess(said, alone, person % 50);
        let stretch = lived.last_mut().expect("it has begun");
        if alone {
            stretch.right += probable;
            stretch.wrong += 1.0 - probable;
        }
        experience.guesses.insert(0, (PersonId::new(Uuid::from_u128(person.into())), guess.clone()));
        experience.guesses.truncate(GUESSES_SEEN as usize);
        if chance.next() < speaks(alone, right) {
            experience.outcomes.insert(0, outcome(person, guess, right));
            experience.outcomes.truncate(OUTCOMES_SEEN as usize);
            if learns && person % 5 == 0 {
                trust = experience.trust(&Claims, SHIPPED_PROMISE);
            }
        }
    }
    lived
}

#[test]
fn the_promise_is_kept_where_the_shipped_confidence_is_too_high_and_too_low() {
    let told = |off, learns| {
        let lived = live(off, 6, learns);
        for (at, some) in lived.iter().enumerate() {
            let (answered, share) = (some.right + some.wrong, 100.0 * some.wrong_share());
            println!("{off:+} {learns} {:>4}: {answered:.0} answered alone, {share:.1} % wrong", (at + 1) * 500);
        }
        let sum = |of: fn(&Answered) -> f64| lived.iter().skip(1).map(of).sum();
        Answered { right: sum(|some| some.right), wrong: sum(|some| some.wrong) }
    };
    let (unlearnt, learnt) = (told(-1.5, false), told(-1.5, true));
    assert!(unlearnt.wrong_share() > 0.06, "it is too sure: {unlearnt:?}");
    assert!(learnt.wrong_share() < 0.035 && learnt.right > 300.0, "{learnt:?}");
    let (unlearnt, learnt) = (told(1.5, false), told(1.5, true));
    assert!(unlearnt.wrong_share() < 0.01, "it is not sure enough: {unlearnt:?}");
    assert!(learnt.wrong_share() < 0.035 && learnt.right > unlearnt.right + 150.0, "{learnt:?} {unlearnt:?}");
}

/// Nothing shows what is wrong then. A confidence that is good as it is must not be taken for much better.
#[test]
fn where_only_the_content_speak_it_does_not_answer_whatever_it_is_asked() {
    let content = |alone, right| if alone && right { 0.5 } else { 0.0 };
    let lived = live_among(content, 0.0, 6, true);
    let answered: f64 = lived.iter().map(|some| some.right + some.wrong).sum();
    let wrong: f64 = lived.iter().map(|some| some.wrong).sum();
    println!("only the content speak: {answered:.0} of 3000 answered alone, {:.1} % wrong", 100.0 * wrong / answered);
    assert!(wrong / answered < 0.08, "{lived:?}");
}

#[test]
fn two_who_press_often_do_not_silence_a_young_desk() {
    let right = (10..34).map(|person| outcome(person, guess(0.9, true, person % 7), true));
    let wrong = (0..50).map(|at| outcome(at % 2, guess(0.9, true, at), false));
    let outcomes: Vec<Outcome> = wrong.chain(right).collect();
    let trust = after(outcomes);
    assert!(trust.outcomes.english <= 30, "three of each: {:?}", trust.outcomes);
    assert!(trust.corrections.of(Language::English).of(0.9) > 0.75, "{trust:?}");
}

#[test]
fn a_young_desk_trusts_itself_as_shipped() {
    let right = |count: usize| (0..count as u32).map(|at| outcome(at, guess(0.7, false, at), true)).collect::<Vec<_>>();
    let young = after(right(OUTCOMES_NEEDED - 1));
    assert!((young.thresholds.answer - SHIPPED.answer).abs() < 1e-6 && !young.outcomes.suffice(), "{young:?}");
    let loose = Experience::default().trust(&Claims, SHIPPED_PROMISE * 3.0);
    assert_eq!(loose.thresholds, Experience::default().trust(&Claims, SHIPPED_PROMISE).thresholds, "not yet");
    let older = after(right(OUTCOMES_NEEDED * 2));
    assert!(older.outcomes.suffice() && older.corrections.of(Language::English).of(0.7) > 0.8, "{older:?}");
    assert!((older.corrections.of(Language::Japanese).of(0.7) - 0.7).abs() < 1e-6, "of Japanese nothing is known");
}

#[test]
fn one_person_who_presses_often_changes_nothing() {
    let said_by = |person: fn(u32) -> u32| {
        let outcomes: Vec<Outcome> = (0..300).map(|at| outcome(person(at), guess(0.95, true, at), false)).collect();
        after(outcomes)
    };
    let none = Experience::default().trust(&Claims, SHIPPED_PROMISE);
    let one = said_by(|_| 1);
    assert_eq!((one.corrections, one.thresholds), (none.corrections, none.thresholds));
    let many = said_by(|at| at);
    assert!(many.corrections.of(Language::English).of(0.95) < 0.6, "what many say does: {many:?}");
}

fn after(outcomes: Vec<Outcome>) -> Trust {
    let guesses = outcomes.iter().map(|outcome| (outcome.requester, outcome.guess.clone())).collect();
    Experience { outcomes, guesses, damaged: 0 }.trust(&Claims, SHIPPED_PROMISE)
}

/// What one person says of many entries, in English.
fn pressed_often(right: bool) -> Vec<Outcome> {
    (0..60).map(|entry| outcome(1, guess(0.95, true, entry), right)).collect()
}

#[test]
fn the_only_one_who_writes_in_a_language_does_not_bend_it() {
    let in_japanese = |person: u32| {
        let mut outcome = outcome(person, guess(0.9, true, person % 7), !person.is_multiple_of(30));
        outcome.guess.evidence.language = Some(Language::Japanese);
        outcome
    };
    let colleagues: Vec<Outcome> = (10..370).map(in_japanese).collect();
    let alone = after(colleagues.clone());
    for right in [false, true] {
        let with = after(pressed_often(right).into_iter().chain(colleagues.clone()).collect());
        let (english, before) =
            (with.corrections.of(Language::English).of(0.95), alone.corrections.of(Language::English).of(0.95));
        assert!((english - before).abs() < 0.02, "{right}: {before} before, {english} now");
        assert!(with.outcomes.english <= 3, "{:?}", with.outcomes);
        let moved = (with.thresholds.answer - alone.thresholds.answer).abs();
        assert!(moved < 0.02, "{right}: the threshold moved by {moved}");
    }
}

#[test]
fn what_tells_nothing_of_its_words_makes_nobodys_share_larger() {
    let word_for_word = |person: u32| {
        let mut outcome = outcome(person, guess(1.0, true, person % 7), true);
        outcome.guess.evidence = Evidence::default();
        outcome
    };
    let colleagues: Vec<Outcome> = (10..310).map(word_for_word).collect();
    let none = Experience::default().trust(&Claims, SHIPPED_PROMISE);
    let with = after(pressed_often(false).into_iter().chain(colleagues).collect());
    assert_eq!((with.corrections, with.thresholds), (none.corrections, none.thresholds));
}

const QUESTION: &str = "VPNに接続できません";

/// Somebody asks in words of their own, and says that the answer does not help. Whether it was given alone.
async fn ask_and_say_no(world: &World, who: &str) -> bool {
    world.say(who, &format!("朝からです。{QUESTION}")).await;
    match world.last_seen_by(who) {
        Content::Answer { message, .. } => {
            world.press(who, Action::Answer(message, AnswerAction::Rate { helpful: false })).await;
            true
        }
        _ => false,
    }
}

#[tokio::test]
async fn what_many_call_wrong_is_no_longer_given_alone_in_any_process() {
    let world = World::new().await;
    world.publish(QUESTION, "VPNアプリを再起動してください。").await;
    for _ in 0..OUTCOMES_NEEDED + 5 {
        assert!(ask_and_say_no(&world, "mika").await);
        // Of one matter the same entry is not given twice.
        world.clock.pass(time::Duration::HOUR);
    }
    world.follow_outcomes().await;
    assert!(ask_and_say_no(&world, "emma").await, "one person has said it, however often");

    for at in 0..OUTCOMES_NEEDED {
        assert!(ask_and_say_no(&world, &format!("colleague{at}")).await);
    }
    world.follow_outcomes().await;
    assert!(!ask_and_say_no(&world, "sora").await, "it has learned to be less sure");

    let here = world.help_desk.index.trust(&world.tenant);
    let elsewhere = world.trust_of_a_fresh_process().await;
    assert_eq!(here, elsewhere, "another process, or this one after a restart, trusts alike");
}
