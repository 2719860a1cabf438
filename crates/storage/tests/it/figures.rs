//! Figures of a little history whose every number is known.

use desk::faq::{Audience, Entry};
use desk::figures::{
    Backlog, Brought, Counts, HandoffReason, Length, Period, Published, Reachability, TicketCounts, Took,
};
use desk::handoff::{Ticket, TicketState};
use desk::id::{DraftId, EntryId, TeamId};
use desk::inquiry::{Author, Conversation, ConversationKind, Inquiry, Message, MessageKind, Reach, Reply};
use desk::language::Language;
use desk::learning::{Draft, DraftState, Relation};
use desk::people::{Person, Team};
use time::macros::{date, datetime, offset};
use time::{Date, Duration, OffsetDateTime};

use crate::fixture::Fixture;
use crate::world::World;
use crate::{commit, everywhere, look};

everywhere! {
    what_became_of_questions_is_counted_by_hour_and_team,
    what_was_published_is_counted_by_day,
    tickets_are_counted_with_their_lengths_and_reasons,
    half_and_nine_of_ten_are_told_by_rank,
    what_waits_is_counted_by_age,
    who_can_be_reached_counts_once,
    what_a_draft_brought_counts_since_it_was_published,
    a_question_of_this_hour_is_undecided,
}

/// Two days in Tokyo.
fn days() -> Period {
    Period::new(date!(2026 - 03 - 02), date!(2026 - 03 - 03), offset!(+9)).expect("two days")
}

/// The day on which the clock stands.
fn today() -> Period {
    day(date!(2026 - 04 - 01))
}

fn day(day: Date) -> Period {
    Period::new(day, day, offset!(UTC)).expect("a day")
}

struct History {
    it: World,
    hr: Team,
    taught: Entry,
    draft: DraftId,
    wording: DraftId,
}

fn entry(entry: &Entry, helpful: Option<bool>) -> MessageKind {
    MessageKind::Answer(Reply::Entry { entry: entry.id, version: 1, confidence: 0.9, helpful })
}

impl Fixture {
    /// Somebody asks, and the assistant says this at once.
    async fn asked(&self, who: &Person, chat: &Conversation, at: OffsetDateTime, said: Option<MessageKind>) -> Inquiry {
        let inquiry = Inquiry { opened_at: at, last_at: at, ..self.inquiry_by(who, chat) };
        let question = Message { at, ..self.message_in(&inquiry, "VPNが切れます") };
        let answer = said.map(|kind| Message {
            author: Author::Assistant,
            kind,
            text: String::new(),
            ..Message { at, ..self.message_in(&inquiry, "") }
        });
        let asked = inquiry.clone();
        commit!(self, tx => {
            tx.save_inquiry(&asked).await?;
            tx.add_message(question).await?;
            if let Some(answer) = answer {
                tx.add_message(answer).await?;
            }
            Ok(())
        });
        inquiry
    }

    async fn opened(&self, inquiry: &Inquiry, team: &Team, ticket: impl FnOnce(Ticket) -> Ticket) {
        let ticket = ticket(self.ticket_for(inquiry, team));
        commit!(self, tx => tx.add_ticket(ticket).await);
    }

    async fn reviewed(&self, team: TeamId, entry: EntryId, at: OffsetDateTime, merged: bool) -> DraftId {
        let by = self.somebody("reviewer");
        let by = commit!(self, tx => Ok(tx.save_person(by).await?.id));
        let (id, version) = (DraftId::new(self.fresh()), 1);
        let state = if merged {
            DraftState::Merged { entry, version, by, at }
        } else {
            DraftState::Approved { entry, version, by, at }
        };
        let draft = Draft {
            id,
            team,
            question: "VPN?".into(),
            answer: "再接続".into(),
            language: Language::Japanese,
            relation: Relation::New,
            audience: Audience::Everyone,
            state,
            tickets: Vec::new(),
            near: Vec::new(),
            evidence: Vec::new(),
            at,
        };
        commit!(self, tx => tx.save_draft(&draft).await);
        id
    }

    async fn history(&self) -> History {
        let it = self.world().await;
        let hr = self.team_named("hr", None);
        let people = [("jiro", Reach::Blocked), ("saburo", Reach::Uninstalled)].map(|(name, reach)| {
            let person = self.somebody(name);
            let chat = self.conversation(&format!("a:{name}"), ConversationKind::Personal);
            (Conversation { person: Some(person.id), reach, ..chat }, person)
        });
        let again = Conversation {
            person: Some(people[1].1.id),
            ..self.conversation("a:saburo again", ConversationKind::Personal)
        };
        let (added, made, entries) = (people.clone(), hr.clone(), [self.entry_keyed("vpn"), self.entry_keyed("wifi")]);
        let [taught, written] = commit!(self, tx => {
            for (chat, person) in added {
                tx.save_person(person).await?;
                tx.save_conversation(&chat).await?;
            }
            tx.save_conversation(&again).await?;
            tx.save_team(&made).await?;
            let [taught, written] = entries;
            Ok([tx.save_entry(&taught, None).await?, tx.save_entry(&written, None).await?])
        });
        let [(jiros, jiro), (saburos, saburo)] = &people;
        let (hanako, chat) = (&it.requester, &it.chat);
        let draft = self.reviewed(it.team.id, taught.id, datetime!(2026-03-01 15:30 UTC), false).await;
        let wording = self.reviewed(hr.id, taught.id, datetime!(2026-03-03 04:30 UTC), true).await;

        // Monday in Tokyo: it helped; no word, but a person for the next one; the next one; it did not help.
        self.asked(hanako, chat, datetime!(2026-03-01 16:00 UTC), Some(entry(&taught, Some(true)))).await;
        self.asked(jiro, jiros, datetime!(2026-03-02 00:00 UTC), Some(entry(&taught, None))).await;
        let unknown = Some(MessageKind::Answer(Reply::Unknown));
        let asked = self.asked(jiro, jiros, datetime!(2026-03-02 05:00 UTC), unknown).await;
        let closed = |at| TicketState::Closed { by: it.agent.id, at };
        self.opened(&asked, &it.team, |ticket| Ticket {
            opened_at: datetime!(2026-03-02 05:05 UTC),
            answered_at: Some(datetime!(2026-03-02 05:15 UTC)),
            state: closed(datetime!(2026-03-02 06:00 UTC)),
            ..ticket
        })
        .await;
        self.asked(saburo, saburos, datetime!(2026-03-02 06:00 UTC), Some(entry(&taught, Some(false)))).await;

        // Tuesday: no word and nothing against it; several to choose from; a person after an answer, twice; a person at once.
        self.asked(saburo, saburos, datetime!(2026-03-03 03:00 UTC), Some(entry(&written, None))).await;
        let candidates = Reply::Candidates { entries: vec![taught.id, written.id] };
        self.asked(hanako, chat, datetime!(2026-03-03 04:00 UTC), Some(MessageKind::Answer(candidates))).await;
        let asked = self.asked(hanako, chat, datetime!(2026-03-03 05:00 UTC), Some(entry(&taught, None))).await;
        self.opened(&asked, &hr, |ticket| Ticket {
            opened_at: datetime!(2026-03-03 05:10 UTC),
            answered_at: Some(datetime!(2026-03-03 05:40 UTC)),
            state: closed(datetime!(2026-03-03 08:00 UTC)),
            reopened: 1,
            csat: Some(4),
            ..ticket
        })
        .await;
        let asked = self.asked(hanako, chat, datetime!(2026-03-03 06:00 UTC), None).await;
        self.opened(&asked, &hr, |ticket| Ticket { opened_at: datetime!(2026-03-03 06:00 UTC), ..ticket }).await;

        // Wednesday by a minute: not of these days.
        self.asked(hanako, chat, datetime!(2026-03-03 15:00 UTC), Some(entry(&taught, Some(true)))).await;
        History { it, hr, taught, draft, wording }
    }
}

fn sum(hours: &[(i64, Counts)]) -> Counts {
    let mut sum = Counts::default();
    for (_, counts) in hours {
        sum += *counts;
    }
    sum
}

async fn what_became_of_questions_is_counted_by_hour_and_team(fixture: Fixture) {
    let history = fixture.history().await;
    let (it, hr) = (history.it.team.id, history.hr.id);
    let (all, of_it, of_hr) = look!(fixture, tx => {
        let all = tx.questions_by_hour(None, &days()).await?;
        Ok((all, tx.questions_by_hour(Some(it), &days()).await?, tx.questions_by_hour(Some(hr), &days()).await?))
    });
    let one = Counts { questions: 1, answered: 1, ..Counts::default() };
    // 2026-03-02 is day 20,514 since 1970.
    let monday = 20_514 * 24;
    assert_eq!(
        all,
        [
            (monday + 1, Counts { verified: 1, ..one }),
            (monday + 9, Counts { came_back: 1, ..one }),
            (monday + 14, Counts { questions: 1, unknown: 1, handed_over: 1, ..Counts::default() }),
            (monday + 15, Counts { not_helpful: 1, ..one }),
            (monday + 36, Counts { assumed: 1, ..one }),
            (monday + 37, Counts { questions: 1, offered: 1, ..Counts::default() }),
            (monday + 38, Counts { handed_over_after: 1, handed_over: 1, reopened: 1, ..one }),
            (monday + 39, Counts { questions: 1, handed_over: 1, ..Counts::default() }),
        ]
    );
    let taught = Counts { questions: 4, answered: 3, verified: 1, came_back: 1, not_helpful: 1, ..Counts::default() };
    assert_eq!(sum(&of_it), Counts { unknown: 1, handed_over: 1, ..taught }, "its tickets, and what it taught");
    let told = Counts { questions: 2, answered: 1, handed_over_after: 1, ..Counts::default() };
    assert_eq!(sum(&of_hr), Counts { handed_over: 2, reopened: 1, ..told }, "what it taught came later");
    assert_eq!(sum(&all).verified_resolution(), Some(0.125));
    assert_eq!(sum(&all).deflected(), 2);
}

async fn a_question_of_this_hour_is_undecided(fixture: Fixture) {
    let history = fixture.history().await;
    let (it, chat) = (history.it.requester, history.it.chat);
    fixture.asked(&it, &chat, fixture.now() - Duration::HOUR, Some(entry(&history.taught, None))).await;
    let undecided = look!(fixture, tx => tx.questions_by_hour(None, &today()).await);
    // The world began with a question of its own.
    assert_eq!(sum(&undecided), Counts { questions: 2, answered: 1, undecided: 1, ..Counts::default() });
    fixture.pass(Duration::hours(24));
    let assumed = look!(fixture, tx => tx.questions_by_hour(None, &today()).await);
    assert_eq!(sum(&assumed), Counts { questions: 2, answered: 1, assumed: 1, ..Counts::default() });
}

async fn what_was_published_is_counted_by_day(fixture: Fixture) {
    let history = fixture.history().await;
    let (it, hr) = (history.it.team.id, history.hr.id);
    let (all, of_it, of_hr, now) = look!(fixture, tx => {
        let (it, hr) = (tx.published_by_day(Some(it), &days()).await?, tx.published_by_day(Some(hr), &days()).await?);
        let mut all = tx.published_by_day(None, &days()).await?;
        all.sort_by_key(|(day, _)| *day);
        Ok((all, it, hr, tx.published_by_day(None, &today()).await?))
    });
    let (approved, merged) =
        (Published { approved: 1, ..Published::default() }, Published { merged: 1, ..Published::default() });
    assert_eq!(all, [(20_514, approved), (20_515, merged)]);
    assert_eq!(of_it, [(20_514, Published { versions: 1, ..approved })]);
    assert_eq!(of_hr, [(20_515, Published { versions: 1, ..merged })]);
    assert_eq!(now, [(20_544, Published { versions: 2, ..Published::default() })], "both entries were written today");
}

async fn tickets_are_counted_with_their_lengths_and_reasons(fixture: Fixture) {
    let history = fixture.history().await;
    let (it, hr) = (history.it.team.id, history.hr.id);
    let (mut tickets, mut lengths, mut handoffs, none) = look!(fixture, tx => {
        let (tickets, lengths) = (tx.tickets_opened(&days()).await?, tx.lengths(&days()).await?);
        Ok((tickets, lengths, tx.handoffs(&days()).await?, tx.lengths(&today()).await?))
    });
    tickets.sort_by_key(|(team, _)| *team);
    lengths.sort_by_key(|(team, _, took)| (*team, took.median));
    handoffs.sort();
    let of_it = TicketCounts { opened: 1, closed: 1, ..TicketCounts::default() };
    let of_hr = TicketCounts { opened: 2, closed: 1, reopened: 1, rated: 1, scores: 4, ..TicketCounts::default() };
    assert_eq!(tickets, [(it, of_it), (hr, of_hr)]);
    let took = |minutes| {
        let took = Duration::minutes(minutes);
        Took { number: 1, median: took, ninetieth: took }
    };
    assert_eq!(
        lengths,
        [
            (it, Length::FirstResponse, took(10)),
            (it, Length::Resolution, took(60)),
            (hr, Length::FirstResponse, took(30)),
            (hr, Length::Resolution, took(180)),
        ]
    );
    let reasons =
        [(it, HandoffReason::Unknown, 1), (hr, HandoffReason::AskedAtOnce, 1), (hr, HandoffReason::Answered, 1)];
    assert_eq!(handoffs, reasons);
    assert_eq!(none, []);
}

async fn half_and_nine_of_ten_are_told_by_rank(fixture: Fixture) {
    let world = fixture.world().await;
    for (many, median, ninetieth) in [(1, 1, 1), (2, 1, 2), (9, 5, 9), (10, 5, 9), (11, 6, 10)] {
        let there: i64 = look!(fixture, tx => Ok(tx.open_tickets(world.team.id).await?.len() as i64));
        for minutes in there + 1..=many {
            let now = fixture.now();
            let answered_at = Some(now + Duration::minutes(minutes));
            fixture.opened(&world.inquiry, &world.team, |ticket| Ticket { answered_at, ..ticket }).await;
        }
        let took = look!(fixture, tx => tx.lengths(&today()).await);
        let (median, ninetieth) = (Duration::minutes(median), Duration::minutes(ninetieth));
        let expected = Took { number: many.unsigned_abs(), median, ninetieth };
        assert_eq!(took, [(world.team.id, Length::FirstResponse, expected)]);
    }
}

async fn what_waits_is_counted_by_age(fixture: Fixture) {
    let history = fixture.history().await;
    let (it, hr) = (history.it.team.clone(), history.hr.id);
    let agent = history.it.agent.id;
    for hours in [1, 2, 5] {
        let opened_at = fixture.now() - Duration::hours(hours);
        let state = TicketState::Assigned { agent, since: opened_at };
        fixture.opened(&history.it.inquiry, &it, |ticket| Ticket { opened_at, state, ..ticket }).await;
    }
    let backlog = look!(fixture, tx => tx.backlog().await);
    let of_it = Backlog { assigned: [2, 1, 0, 0, 0], ..Backlog::default() };
    assert_eq!(backlog, [(it.id, of_it), (hr, Backlog { queued: [0, 0, 0, 0, 1], ..Backlog::default() })]);
}

async fn who_can_be_reached_counts_once(fixture: Fixture) {
    fixture.history().await;
    let reach = look!(fixture, tx => tx.reachability().await);
    assert_eq!(reach, Reachability { reachable: 2, blocked: 1, ..Reachability::default() }, "saburo by another chat");
}

async fn what_a_draft_brought_counts_since_it_was_published(fixture: Fixture) {
    let history = fixture.history().await;
    let (it, hr, entry) = (history.it.team.id, history.hr.id, history.taught.id);
    let (all, of_hr, newest, earlier) = look!(fixture, tx => {
        let (all, of_hr) = (tx.brought(None, &days(), 9).await?, tx.brought(Some(hr), &days(), 9).await?);
        Ok((all, of_hr, tx.brought(None, &days(), 1).await?, tx.brought(None, &day(date!(2026 - 03 - 01)), 9).await?))
    });
    let brought = |draft, team, since| Brought {
        draft,
        team,
        entry,
        question: "VPN?".to_owned(),
        audience: Audience::Everyone,
        since,
        answers: 1,
        verified: 0,
        not_helpful: 0,
    };
    let draft = brought(history.draft, it, datetime!(2026-03-01 15:30 UTC));
    let wording = brought(history.wording, hr, datetime!(2026-03-03 04:30 UTC));
    assert_eq!(all, [Brought { answers: 4, verified: 1, not_helpful: 1, ..draft.clone() }, wording.clone()]);
    assert_eq!(of_hr, std::slice::from_ref(&wording));
    assert_eq!(newest, [wording]);
    assert_eq!(earlier, [Brought { verified: 1, ..draft }], "one was asked on that day in London");
}
