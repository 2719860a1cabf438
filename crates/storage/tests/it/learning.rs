//! Drafts, and the questions without an answer.

use desk::answering::{Basis, Outcome};
use desk::faq::{Audience, AudienceGroup};
use desk::id::{DraftId, EntryId, MessageId};
use desk::inquiry::{Evidence, Guess, Message};
use desk::language::Language;
use desk::learning::{AskedInVain, Draft, DraftState, LearningOutcome, NothingReusable, Relation, Unanswered};
use desk::retention::Retention;
use time::Duration;

use crate::fixture::Fixture;
use crate::world::World;
use crate::{commit, everywhere, look};

everywhere! {
    a_draft_is_changed_as_a_whole_in_every_state,
    waiting_drafts_of_a_team_come_newest_first,
    the_drafts_of_a_ticket_come_with_all_their_tickets,
    what_was_made_of_a_ticket_is_kept_and_forgotten_again,
    a_question_without_an_answer_is_kept_once,
    what_became_of_a_guess_is_kept_once_and_forgotten_again,
}

mod past_the_store {
    use super::a_damaged_guess_keeps_no_others_from_use;

    crate::between_processes! {
        a_damaged_guess_keeps_no_others_from_use,
    }
}

impl Fixture {
    fn draft_by(&self, world: &World) -> Draft {
        Draft {
            id: DraftId::new(self.fresh()),
            team: world.team.id,
            question: "VPNが切れます".into(),
            answer: "専用アプリを使ってください。\0".into(),
            language: Language::Japanese,
            relation: Relation::New,
            audience: Audience::Everyone,
            state: DraftState::Proposed,
            tickets: Vec::new(),
            near: vec![EntryId::new(self.fresh()), EntryId::new(self.fresh())],
            evidence: vec![MessageId::new(self.fresh()), MessageId::new(self.fresh())],
            at: self.now(),
        }
    }
}

async fn a_draft_is_changed_as_a_whole_in_every_state(fixture: Fixture) {
    let world = fixture.world().await;
    let entry = fixture.entry_keyed("vpn");
    let saved = entry.clone();
    let tickets = [fixture.ticket_for(&world.inquiry, &world.team), fixture.ticket_for(&world.inquiry, &world.team)];
    let [first, second] = [tickets[0].id, tickets[1].id];
    commit!(fixture, tx => {
        tx.save_entry(&saved, None).await?;
        for ticket in tickets {
            tx.add_ticket(ticket).await?;
        }
        Ok(())
    });
    let draft = Draft { tickets: vec![second], ..fixture.draft_by(&world) };
    let (entry, by, at) = (entry.id, world.agent.id, fixture.now() + Duration::hours(1));
    let versions = [
        draft.clone(),
        Draft {
            relation: Relation::Variant(entry),
            audience: Audience::Chosen(vec![AudienceGroup::Team("人事".into()), AudienceGroup::Group("g".into())]),
            tickets: vec![second, first],
            ..draft.clone()
        },
        Draft {
            relation: Relation::Correction(entry),
            state: DraftState::Approved { entry, version: 2, by, at },
            ..draft.clone()
        },
        Draft { state: DraftState::Merged { entry, version: 3, by, at }, ..draft.clone() },
        Draft { state: DraftState::Withdrawn { at }, ..draft.clone() },
        Draft {
            state: DraftState::Rejected { by, reason: "古い".into(), at },
            question: "edited".into(),
            near: Vec::new(),
            evidence: Vec::new(),
            ..draft.clone()
        },
    ];
    let id = draft.id;
    for version in versions {
        let saved = version.clone();
        commit!(fixture, tx => tx.save_draft(&saved).await);
        let expected = Draft { answer: version.answer.replace('\0', "\u{fffd}"), ..version };
        assert_eq!(look!(fixture, tx => tx.draft(id).await), Some(expected.clone()));
        assert_eq!(commit!(fixture, tx => tx.draft(id).await), Some(expected));
    }
}

async fn waiting_drafts_of_a_team_come_newest_first(fixture: Fixture) {
    let world = fixture.world().await;
    let other_team = fixture.team_named("hr", None);
    let first = fixture.draft_by(&world);
    fixture.pass(Duration::minutes(1));
    let second = fixture.draft_by(&world);
    let elsewhere = Draft { team: other_team.id, ..fixture.draft_by(&world) };
    let rejected = DraftState::Rejected { by: world.agent.id, reason: "-".into(), at: fixture.now() };
    let reviewed = Draft { state: rejected, ..fixture.draft_by(&world) };
    let expected = [second.id, first.id];
    commit!(fixture, tx => {
        tx.save_team(&other_team).await?;
        for draft in [first, second, elsewhere, reviewed] {
            tx.save_draft(&draft).await?;
        }
        Ok(())
    });
    let team = world.team.id;
    let found = look!(fixture, tx => tx.waiting_drafts(team).await);
    assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), expected);
}

async fn the_drafts_of_a_ticket_come_with_all_their_tickets(fixture: Fixture) {
    let world = fixture.world().await;
    let tickets = [fixture.ticket_for(&world.inquiry, &world.team), fixture.ticket_for(&world.inquiry, &world.team)];
    let [one, two] = [tickets[0].id, tickets[1].id];
    let both = Draft { tickets: vec![two, one], ..fixture.draft_by(&world) };
    let single = Draft { tickets: vec![one], ..fixture.draft_by(&world) };
    let expected = [(both.id, vec![two, one]), (single.id, vec![one])];
    commit!(fixture, tx => {
        for ticket in tickets {
            tx.add_ticket(ticket).await?;
        }
        tx.save_draft(&both).await?;
        tx.save_draft(&single).await
    });
    let found = |ticket| {
        let fixture = fixture.clone();
        async move {
            let found = look!(fixture, tx => tx.drafts_of(ticket).await);
            found.into_iter().map(|draft| (draft.id, draft.tickets)).collect::<Vec<_>>()
        }
    };
    assert_eq!(found(one).await, expected);
    assert_eq!(found(two).await, expected[..1]);
}

async fn what_was_made_of_a_ticket_is_kept_and_forgotten_again(fixture: Fixture) {
    let world = fixture.world().await;
    let ticket = fixture.ticket_for(&world.inquiry, &world.team);
    let id = ticket.id;
    let added = commit!(fixture, tx => tx.add_ticket(ticket).await);
    for outcome in [
        Some(LearningOutcome::Drafts(2)),
        Some(LearningOutcome::Nothing(NothingReusable::NoAgent)),
        Some(LearningOutcome::Nothing(NothingReusable::NoQuestion)),
        Some(LearningOutcome::Nothing(NothingReusable::NoAnswer)),
        Some(LearningOutcome::Nothing(NothingReusable::Personal)),
        Some(LearningOutcome::Nothing(NothingReusable::Confidential)),
        None,
    ] {
        commit!(fixture, tx => tx.save_learning_outcome(id, outcome).await);
        assert_eq!(look!(fixture, tx => tx.learning_outcome(id).await), outcome);
    }
    commit!(fixture, tx => tx.save_learning_outcome(id, Some(LearningOutcome::Drafts(1))).await);
    commit!(fixture, tx => tx.save_ticket(&added).await);
    assert_eq!(look!(fixture, tx => tx.learning_outcome(id).await), Some(LearningOutcome::Drafts(1)));
}

async fn a_question_without_an_answer_is_kept_once(fixture: Fixture) {
    let world = fixture.world().await;
    let mut expected = Vec::new();
    for text in ["first", "second"] {
        fixture.pass(Duration::minutes(1));
        let message = fixture.message_in(&world.inquiry, text);
        let unanswered = Unanswered { message: message.id, at: fixture.now(), language: Language::Japanese };
        expected.insert(0, unanswered.clone());
        commit!(fixture, tx => {
            tx.add_message(message).await?;
            tx.keep_unanswered(&unanswered).await?;
            tx.keep_unanswered(&unanswered).await
        });
    }
    assert_eq!(look!(fixture, tx => tx.unanswered(9).await), expected);
    assert_eq!(look!(fixture, tx => tx.unanswered(1).await), expected[..1]);
    let since = expected[0].at;
    let told = |asked: Vec<AskedInVain>| asked.into_iter().map(|one| (one.text, one.requester)).collect::<Vec<_>>();
    let requester = world.inquiry.requester;
    let lately = look!(fixture, tx => tx.asked_in_vain(since, 9).await);
    assert_eq!(told(lately), [("second".to_owned(), requester)]);
    let all = look!(fixture, tx => tx.asked_in_vain(since - Duration::days(1), 9).await);
    assert_eq!(told(all), [("second".to_owned(), requester), ("first".to_owned(), requester)]);
}

async fn a_damaged_guess_keeps_no_others_from_use(fixture: Fixture) {
    let world = fixture.world().await;
    for number in 0..3 {
        let guess = Guess {
            entry: EntryId::new(fixture.fresh()),
            confidence: 0.5,
            alone: true,
            evidence: Evidence::default(),
            refuted: false,
        };
        let message = Message { guess: Some(guess.clone()), ..fixture.message_in(&world.inquiry, "VPN") };
        let (id, requester, at) = (message.id, world.requester.id, fixture.now());
        let outcome = Outcome { message: id, requester, guess, right: number > 0, basis: Basis::Rated, at };
        commit!(fixture, tx => {
            tx.add_message(message).await?;
            tx.save_outcome(&outcome).await
        });
    }
    fixture
        .past_the_store("UPDATE messages SET guess = '{}' WHERE id IN (SELECT message FROM outcomes ORDER BY message LIMIT 1) RETURNING 'x'")
        .await;
    let now = fixture.now();
    let outcomes = look!(fixture, tx => tx.latest_outcomes(9).await);
    let guesses = look!(fixture, tx => tx.guesses_until(now, 9).await);
    assert_eq!((outcomes.rows.len(), outcomes.damaged), (2, 1));
    assert_eq!((guesses.rows.len(), guesses.damaged), (2, 1));
}

async fn what_became_of_a_guess_is_kept_once_and_forgotten_again(fixture: Fixture) {
    let world = fixture.world().await;
    let guess = |confidence| Guess {
        entry: EntryId::new(fixture.fresh()),
        confidence,
        alone: false,
        evidence: Evidence { form: 3, language: Some(Language::Japanese), values: vec![0.1, -4.0, f32::MIN_POSITIVE] },
        refuted: confidence > 0.5,
    };
    let messages = [guess(0.25), guess(0.75)]
        .map(|guess| Message { guess: Some(guess), ..fixture.message_in(&world.inquiry, "VPN") });
    let added = commit!(fixture, tx => {
        let mut added = Vec::new();
        for message in messages {
            added.push(tx.add_message(message).await?);
        }
        Ok(added)
    });
    let (now, before) = (fixture.now(), fixture.now() - Duration::milliseconds(1));
    let guesses = look!(fixture, tx => Ok(tx.guesses_until(now, 9).await?.rows));
    let told: Vec<_> =
        [1, 0].map(|at: usize| (world.requester.id, added[at].guess.clone().expect("it was given"))).into();
    assert_eq!(guesses, told, "newest first");
    assert_eq!(look!(fixture, tx => Ok(tx.guesses_until(now, 1).await?.rows)), told[..1]);
    assert_eq!(look!(fixture, tx => Ok(tx.guesses_until(before, 9).await?.rows)), []);
    let outcome = |at: usize, right, basis| Outcome {
        message: added[at].id,
        requester: world.requester.id,
        guess: added[at].guess.clone().expect("it was given"),
        right,
        basis,
        at: fixture.now() + Duration::minutes(i64::try_from(at).expect("it is small")),
    };
    let outcomes = [
        outcome(0, false, Basis::AskedForPerson),
        outcome(1, true, Basis::Chosen),
        outcome(0, true, Basis::Rated),
        outcome(0, false, Basis::Refuted),
        outcome(1, false, Basis::Drafted),
    ];
    for outcome in outcomes.clone() {
        let message = outcome.message;
        let saved = outcome.clone();
        commit!(fixture, tx => tx.save_outcome(&outcome).await);
        assert_eq!(look!(fixture, tx => tx.outcome(message).await), Some(saved));
    }
    let [newest, oldest] = [4, 3].map(|at: usize| outcomes[at].clone());
    assert_eq!(
        look!(fixture, tx => Ok(tx.latest_outcomes(1).await?.rows)).first(),
        Some(&oldest),
        "what is dated in the future hides nothing"
    );
    assert_eq!(look!(fixture, tx => Ok(tx.latest_outcomes(9).await?.rows)), [oldest.clone(), newest.clone()]);
    fixture.pass(Duration::minutes(1));
    assert_eq!(look!(fixture, tx => Ok(tx.latest_outcomes(9).await?.rows)), [newest.clone(), oldest]);
    assert_eq!(look!(fixture, tx => Ok(tx.latest_outcomes(1).await?.rows)), [newest]);
    let retention = Retention::default();
    for (days, forgotten) in [(729, 0), (2, 2)] {
        fixture.pass(Duration::days(days));
        let told = fixture.store.expire(&retention, true).await.expect("the store works");
        let rows = told.iter().find(|kind| kind.kind == "outcomes").map(|kind| kind.rows);
        assert_eq!(rows, Some(forgotten), "after two years");
    }
    let message = outcomes[4].message;
    commit!(fixture, tx => tx.remove_outcome(message).await);
    assert_eq!(look!(fixture, tx => Ok(tx.latest_outcomes(9).await?.rows)), [outcomes[3].clone()]);
}
