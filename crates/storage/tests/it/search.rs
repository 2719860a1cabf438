//! What was said is found, whatever has become of it since: with the index, without it, and while it is written.

use std::collections::BTreeSet;

use desk::handoff::{Ticket, TicketFilter, TicketStanding, TicketState};
use desk::id::{InquiryId, MessageId, TeamId, TicketId};
use desk::inquiry::{Author, Ending, Inquiry, Message, MessageKind, Search, Stage, tokens_of};
use desk::retention::Retention;
use desk::store::StoreError;
use time::Duration;

use crate::fixture::Fixture;
use crate::world::World;
use crate::{between_processes, commit, everywhere, look};

everywhere! {
    what_was_said_is_found_after_any_life_of_a_desk,
    a_search_passes_every_block_and_misses_nothing_between_them,
    a_search_says_when_the_index_lacks_more_than_it_reads,
}

mod index {
    use super::*;

    between_processes! {
        the_index_keeps_nothing_of_what_was_changed_or_forgotten,
        two_processes_index_together,
    }
}

/// Numbers that look like chance and are the same each time (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).expect("it is below a usize")
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

const WORDS: [&str; 14] = [
    "経費",
    "精算",
    "印刷",
    "できない",
    "ＶＰＮ",
    "vpn",
    "プリンター",
    "ﾌﾟﾘﾝﾀ",
    "password",
    "Printing",
    "slow",
    "2026年",
    "です",
    "サーバ",
];

/// What is looked for; what nobody says, too.
const LOOKED_FOR: [&str; 12] = [
    "経費",
    "費",
    "vpn",
    "print",
    "ぷりんたー",
    "pass slow",
    "サーバー",
    "2026年",
    "ません",
    "経費 印刷",
    "で",
    "VPNです",
];

/// A desk to which things happen.
struct Desk {
    fixture: Fixture,
    world: World,
    teams: Vec<TeamId>,
    chance: Chance,
    inquiries: Vec<Inquiry>,
    messages: Vec<Message>,
    tickets: Vec<Ticket>,
}

impl Desk {
    async fn of(fixture: Fixture, seed: u64) -> Self {
        let world = fixture.world().await;
        let other = fixture.team_named("hr", None);
        let teams = vec![world.team.id, other.id];
        commit!(fixture, tx => tx.save_team(&other).await);
        let (inquiries, messages, tickets) = (Vec::new(), Vec::new(), Vec::new());
        Self { fixture, world, teams, chance: Chance(seed), inquiries, messages, tickets }
    }

    fn text(&mut self) -> String {
        let words = 1 + self.chance.below(4);
        (0..words).map(|_| *self.chance.of(&WORDS)).collect::<Vec<_>>().concat()
    }

    async fn live(&mut self) {
        self.fixture.pass(Duration::minutes(20));
        match self.chance.below(12) {
            0..=2 => {
                let ended = [Stage::Assistant, Stage::Ended(Ending::Solved)];
                let asked = self.fixture.inquiry_by(&self.world.requester, &self.world.chat);
                let inquiry = Inquiry { stage: *self.chance.of(&ended), ..asked };
                let text = self.text();
                let message = self.fixture.message_in(&inquiry, &text);
                let saved = (inquiry.clone(), message.clone());
                let message = commit!(self.fixture, tx => tx.save_with_message(&saved.0, saved.1).await);
                self.inquiries.push(inquiry);
                self.messages.push(message);
            }
            3..=5 if !self.inquiries.is_empty() => {
                let inquiry = self.chance.of(&self.inquiries).clone();
                let author = Author::Agent(self.world.agent.id);
                let kind = if self.chance.below(3) == 0 { MessageKind::Note } else { MessageKind::Said };
                let text = self.text();
                let message = Message { author, kind, ..self.fixture.message_in(&inquiry, &text) };
                let message = commit!(self.fixture, tx => tx.add_message(message).await);
                self.messages.push(message);
            }
            6 | 7 if !self.messages.is_empty() => {
                let text = if self.chance.below(2) == 0 { String::new() } else { self.text() };
                let id = self.chance.of(&self.messages).id;
                commit!(self.fixture, tx => {
                    let message = tx.message(id).await?.expect("it is there");
                    tx.save_message(&Message { text, ..message }).await
                });
            }
            8 if !self.inquiries.is_empty() => {
                let inquiry = self.chance.of(&self.inquiries).clone();
                let team = *self.chance.of(&self.teams);
                let id = TicketId::new(self.fixture.fresh());
                let (by, at) = (self.world.agent.id, self.fixture.now());
                let states = [TicketState::Queued, TicketState::Closed { by, at }];
                let state = self.chance.of(&states).clone();
                let ticket = Ticket { id, team, state, ..self.fixture.ticket_for(&inquiry, &self.world.team) };
                let ticket = commit!(self.fixture, tx => tx.add_ticket(ticket).await);
                self.tickets.push(ticket);
            }
            9 if !self.tickets.is_empty() => {
                let team = *self.chance.of(&self.teams);
                let moved = Ticket { team, ..self.chance.of(&self.tickets).clone() };
                commit!(self.fixture, tx => tx.save_ticket(&moved).await);
            }
            10 if self.chance.below(4) == 0 => {
                let texts = Some(Duration::DAY);
                let retention = Retention { texts, ..Retention::default() };
                self.fixture.store.expire(&retention, false).await.expect("the store works");
            }
            _ => drop(self.fixture.store.index_texts().await.expect("the store works")),
        }
    }

    /// Compares what a search finds with what all texts say.
    async fn compare(&mut self) {
        let looked_for = *self.chance.of(&LOOKED_FOR);
        let search = Search::parse(looked_for);
        let teams = [None, Some(vec![self.teams[0]]), Some(self.teams.clone()), Some(Vec::new())];
        let teams = self.chance.of(&teams).clone();
        let (teams_looked, search_again) = (teams.clone(), search.clone());
        let most = 1 + u32::try_from(self.chance.below(5)).expect("a small number");
        let mut ids: Vec<InquiryId> = self.inquiries.iter().map(|inquiry| inquiry.id).collect();
        ids.sort_unstable();
        ids.reverse();
        let looked = (search.clone(), teams.clone());
        let said: Vec<(InquiryId, MessageId)> = look!(self.fixture, tx => {
            let (search, teams) = looked;
            let mut said = Vec::new();
            for id in ids {
                let newest = tx.tickets_of_inquiry(id).await?.first().map(|ticket| ticket.team);
                let sees = teams.as_ref().is_none_or(|teams| newest.is_some_and(|team| teams.contains(&team)));
                let messages = tx.messages(id).await?;
                let texts: Vec<&str> = messages.iter().map(|message| message.text.as_str()).collect();
                if sees && let Some((at, _)) = search.find(&texts) {
                    said.push((id, messages[at].id));
                }
            }
            Ok(said)
        });
        let found = look!(self.fixture, tx => {
            let (mut found, mut before) = (Vec::new(), None);
            loop {
                let page = tx.inquiries_with(teams.as_deref(), &search, before, most).await?.hits;
                before = page.last().map(|hit| hit.summary.inquiry.id);
                found.extend(page.iter().map(|hit| (hit.summary.inquiry.id, hit.message)));
                if page.len() < most as usize {
                    return Ok::<_, StoreError>(found);
                }
            }
        });
        assert_eq!(found, said, "{looked_for}");
        self.compare_tickets(&search_again, teams_looked.unwrap_or_else(|| self.teams.clone()), said).await;
    }

    /// Compares the tickets that are found with the inquiries in which it was said.
    async fn compare_tickets(&mut self, search: &Search, teams: Vec<TeamId>, said: Vec<(InquiryId, MessageId)>) {
        let standings = [TicketStanding::Any, TicketStanding::Open, TicketStanding::Ended, TicketStanding::Queued];
        let filter = TicketFilter { standing: *self.chance.of(&standings), agent: None };
        let most = 1 + u32::try_from(self.chance.below(4)).expect("a small number");
        let search = search.clone();
        let (found, expected) = look!(self.fixture, tx => {
            let mut expected = Vec::new();
            for (inquiry, message) in said {
                let newest = tx.tickets_of_inquiry(inquiry).await?.into_iter().next();
                let wanted = newest.filter(|newest| match filter.standing {
                    TicketStanding::Ended => !newest.state.is_open(),
                    TicketStanding::Any => true,
                    _ => newest.state.is_open(),
                });
                expected.extend(wanted.filter(|ticket| teams.contains(&ticket.team)).map(|ticket| (ticket.id, message)));
            }
            let (mut found, mut before) = (Vec::new(), None);
            loop {
                let page = tx.tickets_with(&teams, filter, (&search, None), before, most).await?.hits;
                before = page.last().map(|hit| hit.summary.ticket.inquiry);
                found.extend(page.iter().map(|hit| (hit.summary.ticket.id, hit.said.as_ref().expect("it was said").0)));
                if page.len() < most as usize {
                    return Ok::<_, StoreError>((found, expected));
                }
            }
        });
        assert_eq!(found, expected);
    }
}

async fn indexed(fixture: &Fixture) {
    while fixture.store.index_texts().await.expect("the store works") {}
}

async fn what_was_said_is_found_after_any_life_of_a_desk(fixture: Fixture) {
    let mut desk = Desk::of(fixture, 9).await;
    for _ in 0..250 {
        desk.live().await;
        desk.compare().await;
    }
    indexed(&desk.fixture).await;
    for _ in 0..20 {
        desk.compare().await;
    }
}

async fn a_search_passes_every_block_and_misses_nothing_between_them(fixture: Fixture) {
    const MANY: usize = 2 * 1_024 + 300;
    let world = fixture.world().await;
    let asked: Vec<(Inquiry, Message)> = (0..MANY)
        .map(|number| {
            let inquiry = fixture.inquiry_by(&world.requester, &world.chat);
            let message = fixture.message_in(&inquiry, &format!("問{number} です"));
            (inquiry, message)
        })
        .collect();
    let ids: Vec<InquiryId> = asked.iter().rev().map(|(inquiry, _)| inquiry.id).collect();
    // One comes late, when the index has gone on.
    let (late, rest) = asked.split_at(1);
    for some in [rest, late] {
        let some = some.to_vec();
        commit!(fixture, tx => {
            for (inquiry, message) in some {
                tx.save_with_message(&inquiry, message).await?;
            }
            Ok(())
        });
        indexed(&fixture).await;
    }
    for (looked_for, expected) in [("です", ids.clone()), ("問0", vec![ids[MANY - 1]]), ("問2347", vec![ids[0]])] {
        let search = Search::parse(looked_for);
        let found: Vec<InquiryId> = look!(fixture, tx => {
            let (mut found, mut before) = (Vec::new(), None);
            loop {
                let page = tx.inquiries_with(None, &search, before, 150).await?.hits;
                before = page.last().map(|hit| hit.summary.inquiry.id);
                found.extend(page.iter().map(|hit| hit.summary.inquiry.id));
                if page.len() < 150 {
                    return Ok::<_, StoreError>(found);
                }
            }
        });
        assert_eq!(found, expected, "{looked_for}");
    }
}

async fn a_search_says_when_the_index_lacks_more_than_it_reads(fixture: Fixture) {
    let world = fixture.world().await;
    for words in ["最古", "間", "最新"] {
        let some: Vec<(Inquiry, Message)> = (0..300)
            .map(|_| {
                let inquiry = fixture.inquiry_by(&world.requester, &world.chat);
                let message = fixture.message_in(&inquiry, words);
                (inquiry, message)
            })
            .collect();
        commit!(fixture, tx => {
            for (inquiry, message) in some {
                tx.save_with_message(&inquiry, message).await?;
            }
            Ok(())
        });
    }
    for (is_indexed, looked_for, expected) in
        [(false, "最新", (5, true)), (false, "最古", (0, true)), (true, "最新", (5, false)), (true, "最古", (5, false))]
    {
        if is_indexed {
            indexed(&fixture).await;
        }
        let search = Search::parse(looked_for);
        let found = look!(fixture, tx => tx.inquiries_with(None, &search, None, 5).await);
        assert_eq!((found.hits.len(), found.indexing), expected, "{looked_for}");
    }
}

async fn the_index_keeps_nothing_of_what_was_changed_or_forgotten(fixture: Fixture) {
    let mut desk = Desk::of(fixture, 4).await;
    for _ in 0..300 {
        desk.live().await;
    }
    let fixture = &desk.fixture;
    fixture.pass(Duration::hours(13));
    indexed(fixture).await;
    let texts = fixture.past_the_store("SELECT text FROM messages").await;
    let mut expected: BTreeSet<String> = texts.iter().flat_map(|text| tokens_of(text)).collect();
    let kept: BTreeSet<String> = fixture
        .past_the_store("SELECT token FROM search_tokens WHERE token NOT LIKE 'team %'")
        .await
        .into_iter()
        .collect();
    assert_eq!(kept, expected);
    let retention = Retention { texts: Some(Duration::ZERO), ..Retention::default() };
    fixture.store.expire(&retention, false).await.expect("the store works");
    expected.clear();
    fixture.pass(Duration::hours(13));
    indexed(fixture).await;
    let kept = fixture.past_the_store("SELECT token FROM search_tokens").await;
    assert_eq!(kept.into_iter().collect::<BTreeSet<_>>(), expected);
}

async fn two_processes_index_together(fixture: Fixture) {
    let mut desk = Desk::of(fixture, 7).await;
    for _ in 0..200 {
        desk.live().await;
    }
    let neighbour = desk.fixture.neighbour().await;
    tokio::join!(indexed(&desk.fixture), indexed(&neighbour));
    for _ in 0..30 {
        desk.compare().await;
    }
}
