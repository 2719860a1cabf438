//! Races, within one store and between two on the same data, as between a server and an import.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use desk::event::{Queue, Task};
use desk::faq::Entry;
use desk::handoff::{Ticket, TicketState};
use desk::id::{DraftId, MessageId, PersonId, TicketId};
use desk::inquiry::{ConversationKind, Inquiry};
use desk::learning::{Comparison, Draft, DraftState, Proposal, Relation, keep};
use desk::people::rights::AccessPolicy;
use desk::people::{Grant, RevokeError, Role, revoke};
use desk::session::{
    Account, AccountName, AddressKey, Attempt, DeviceKey, PasswordHash, SessionKey, Tried, Trier, begin_attempt,
    renew_password, sign_in,
};
use desk::store::StoreError;
use tokio::task::JoinSet;

use crate::fixture::Fixture;
use crate::world::{World, teams};
use crate::{commit, look};

crate::between_processes! {
    fifty_agents_accept_one_ticket_and_one_has_it,
    a_ticket_and_its_inquiry_are_taken_in_either_order,
    two_hundred_messages_at_once_are_numbered_without_gaps,
    tickets_at_once_are_numbered_without_gaps_though_some_are_undone,
    a_follower_misses_no_change_of_the_faq,
    changes_of_one_entry_at_once_build_on_each_other,
    one_activity_that_comes_many_times_is_accepted_once,
    somebody_seen_twice_at_once_is_one_person,
    a_channel_seen_by_many_at_once_is_lost_by_none,
    a_key_imported_twice_at_once_is_one_entry,
    closes_at_once_that_propose_the_same_make_one_draft,
    a_review_is_not_undone_by_a_close_of_the_same_moment,
    workers_of_two_processes_keep_the_order_of_every_key,
    an_import_runs_beside_a_server,
    forty_passwords_at_once_are_no_way_round_the_pauses,
    sign_ins_that_race_a_renewal_leave_no_session_of_the_old_password,
    two_admins_who_revoke_each_other_at_once_leave_one,
}

impl Fixture {
    /// Two stores on the same data, taken in turn.
    async fn pair(&self) -> [Self; 2] {
        [self.clone(), self.neighbour().await]
    }
}

/// Closed tickets of one matter.
async fn closed_alike(fixture: &Fixture, world: &World, count: usize) -> Vec<TicketId> {
    let inquiries: Vec<Inquiry> = (0..count).map(|_| fixture.inquiry_by(&world.requester, &world.chat)).collect();
    let tickets: Vec<Ticket> = inquiries.iter().map(|inquiry| fixture.ticket_for(inquiry, &world.team)).collect();
    let ids: Vec<TicketId> = tickets.iter().map(|ticket| ticket.id).collect();
    commit!(fixture, tx => {
        for (inquiry, ticket) in inquiries.into_iter().zip(tickets) {
            tx.save_inquiry(&inquiry).await?;
            tx.add_ticket(ticket).await?;
        }
        Ok(())
    });
    ids
}

/// Proposes the same of a ticket, whichever it is.
async fn proposed(fixture: &Fixture, id: TicketId) -> DraftId {
    let evidence = vec![MessageId::new(fixture.fresh())];
    commit!(fixture, tx => {
        let ticket = tx.ticket(id).await?.expect("it was added");
        let (question, answer) = ("VPNが切れます".to_owned(), "専用アプリを使ってください。".to_owned());
        let proposal = Proposal { question, answer, evidence: Vec::new() };
        let comparison = Comparison { relation: Relation::New, near: Vec::new() };
        Ok(keep(tx, &ticket, proposal, comparison, evidence).await?.id)
    })
}

async fn closes_at_once_that_propose_the_same_make_one_draft(fixture: Fixture) {
    let ids = closed_alike(&fixture, &fixture.world().await, 20).await;
    let drafts = at_once(fixture.pair().await, ids.len(), |fixture, number| {
        let id = ids[number];
        async move { proposed(&fixture, id).await }
    });
    let drafts: BTreeSet<DraftId> = drafts.await.into_iter().collect();
    let [draft] = drafts.into_iter().collect::<Vec<_>>()[..] else { panic!("one draft") };
    let draft = look!(fixture, tx => tx.draft(draft).await).expect("it was kept");
    let asked: BTreeSet<TicketId> = draft.tickets.into_iter().collect();
    assert_eq!(asked, ids.into_iter().collect(), "each of them counts");
}

async fn a_review_is_not_undone_by_a_close_of_the_same_moment(fixture: Fixture) {
    let world = fixture.world().await;
    let by = world.agent.id;
    for round in 0..5 {
        let ids = closed_alike(&fixture, &world, 10).await;
        let first = proposed(&fixture, ids[0]).await;
        at_once(fixture.pair().await, ids.len(), |fixture, number| {
            let id = ids[number];
            async move {
                if number == 0 {
                    let at = fixture.now();
                    commit!(fixture, tx => {
                        let draft = tx.draft(first).await?.expect("it waits");
                        let state = DraftState::Rejected { reason: "一度きり".to_owned(), by, at };
                        tx.save_draft(&Draft { state, ..draft }).await
                    });
                } else {
                    proposed(&fixture, id).await;
                }
            }
        })
        .await;
        let reviewed = look!(fixture, tx => tx.draft(first).await).expect("it was kept");
        assert!(matches!(reviewed.state, DraftState::Rejected { .. }), "round {round}: {reviewed:?}");
        // The next round begins with a draft of its own.
        for waiting in look!(fixture, tx => tx.waiting_drafts(reviewed.team).await) {
            let at = fixture.now();
            let state = DraftState::Rejected { reason: "一度きり".to_owned(), by, at };
            commit!(fixture, tx => tx.save_draft(&Draft { state, ..waiting }).await);
        }
    }
}

/// Starts many at once, in turn on both stores, and returns what became of them.
async fn at_once<T, F>(fixtures: [Fixture; 2], count: usize, one: impl Fn(Fixture, usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut all = JoinSet::new();
    for number in 0..count {
        all.spawn(one(fixtures[number % 2].clone(), number));
    }
    all.join_all().await
}

async fn fifty_agents_accept_one_ticket_and_one_has_it(fixture: Fixture) {
    let world = fixture.world().await;
    let ticket = fixture.ticket_for(&world.inquiry, &world.team);
    let id = ticket.id;
    commit!(fixture, tx => tx.add_ticket(ticket).await);
    let agents: Vec<_> = (0..50).map(|number| fixture.somebody(&format!("agent {number}"))).collect();
    let ids: Vec<PersonId> = agents.iter().map(|agent| agent.id).collect();
    commit!(fixture, tx => {
        for agent in agents {
            tx.save_person(agent).await?;
        }
        Ok(())
    });
    let outcomes = at_once(fixture.pair().await, 50, |fixture, number| {
        let agent = ids[number];
        async move {
            commit!(fixture, tx => {
                let ticket = tx.ticket(id).await?.expect("it was added");
                if ticket.state != TicketState::Queued {
                    return Ok(Err(ticket.state.agent()));
                }
                let since = tx.now();
                tx.save_ticket(&Ticket { state: TicketState::Assigned { agent, since }, ..ticket }).await?;
                Ok(Ok(agent))
            })
        }
    });
    let outcomes = outcomes.await;
    let winners: Vec<_> = outcomes.iter().filter_map(|one| one.as_ref().ok()).collect();
    assert_eq!(winners.len(), 1);
    for loser in outcomes.iter().filter_map(|one| one.as_ref().err()) {
        assert_eq!(loser.as_ref(), Some(winners[0]), "a loser learns who has it");
    }
    let stored = look!(fixture, tx => tx.ticket(id).await).expect("it was added");
    assert_eq!(stored.state.agent().as_ref(), Some(winners[0]));
}

async fn a_ticket_and_its_inquiry_are_taken_in_either_order(fixture: Fixture) {
    let world = fixture.world().await;
    let ticket = fixture.ticket_for(&world.inquiry, &world.team);
    let (inquiry, team, id) = (world.inquiry.id, world.team.id, ticket.id);
    let message = fixture.message_in(&world.inquiry, "VPN");
    let asked = message.id;
    commit!(fixture, tx => {
        tx.add_message(message).await?;
        tx.add_ticket(ticket).await
    });
    at_once(fixture.pair().await, 60, |fixture, number| async move {
        commit!(fixture, tx => {
            // None of them may have to give way to another: nobody would try again.
            match number % 4 {
                0 => {
                    tx.inquiry(inquiry).await?;
                }
                1 => {
                    tx.ticket(id).await?;
                    tx.inquiry(inquiry).await?;
                }
                2 => {
                    tx.message(asked).await?;
                    tx.inquiry(inquiry).await?;
                }
                _ => {
                    tx.open_tickets(team).await?;
                    tx.message(asked).await?;
                }
            }
            let ticket = tx.ticket(id).await?.expect("it was added");
            tx.save_ticket(&Ticket { reminded: ticket.reminded + 1, ..ticket }).await
        });
    })
    .await;
    let stored = look!(fixture, tx => tx.ticket(id).await).expect("it was added");
    assert_eq!(stored.reminded, 60, "no change was lost");
}

async fn two_hundred_messages_at_once_are_numbered_without_gaps(fixture: Fixture) {
    let world = fixture.world().await;
    let inquiry = world.inquiry.clone();
    let numbers = at_once(fixture.pair().await, 200, |fixture, number| {
        let message = fixture.message_in(&inquiry, &number.to_string());
        async move { commit!(fixture, tx => tx.add_message(message).await).number }
    });
    let numbers: BTreeSet<i64> = numbers.await.into_iter().collect();
    assert_eq!(numbers, (1..=200).collect());
    let id = inquiry.id;
    let stored = look!(fixture, tx => tx.messages(id).await);
    assert_eq!(stored.iter().map(|one| one.number).collect::<Vec<_>>(), (1..=200).collect::<Vec<_>>());
}

async fn tickets_at_once_are_numbered_without_gaps_though_some_are_undone(fixture: Fixture) {
    let world = fixture.world().await;
    let numbers = at_once(fixture.pair().await, 60, |fixture, number| {
        let ticket = fixture.ticket_for(&world.inquiry, &world.team);
        async move {
            let tenant = fixture.tenant.clone();
            let added = fixture.attempt(&tenant, move |tx| {
                Box::pin(async move {
                    let added = tx.add_ticket(ticket).await?;
                    if number % 3 == 0 { Err(StoreError::LeaseLost) } else { Ok(added.number) }
                })
            });
            added.await.ok()
        }
    });
    let numbers: BTreeSet<i64> = numbers.await.into_iter().flatten().collect();
    assert_eq!(numbers, (1..=40).collect());
}

async fn a_follower_misses_no_change_of_the_faq(fixture: Fixture) {
    const CHANGES: i64 = 60;
    let pair = fixture.pair().await;
    let follower = pair[1].clone();
    let following = tokio::spawn(async move {
        let (mut reached, mut seen) = (0, BTreeSet::new());
        while reached < CHANGES {
            let changed = look!(follower, tx => tx.entries_after(reached, 7).await);
            seen.extend(changed.iter().map(|entry| entry.key.clone()));
            reached = changed.last().map_or(reached, |last| last.revision);
        }
        seen
    });
    at_once(pair, CHANGES as usize, |fixture, number| {
        let entry = fixture.entry_keyed(&format!("key {number}"));
        async move { commit!(fixture, tx => tx.save_entry(&entry, None).await) }
    })
    .await;
    assert_eq!(following.await.expect("the follower arrives").len(), CHANGES as usize);
}

async fn changes_of_one_entry_at_once_build_on_each_other(fixture: Fixture) {
    let entry = fixture.entry_keyed("vpn");
    let id = entry.id;
    commit!(fixture, tx => tx.save_entry(&entry, None).await);
    at_once(fixture.pair().await, 12, |fixture, number| async move {
        let tenant = fixture.tenant.clone();
        loop {
            let change = fixture.attempt(&tenant, move |tx| {
                Box::pin(async move {
                    let known = tx.entry(id).await?.expect("it was saved");
                    let mut variants = known.variants.clone();
                    variants.push(format!("variant {number}"));
                    tx.save_entry(&Entry { version: known.version + 1, variants, ..known }, None).await
                })
            });
            match change.await {
                Ok(_) => break,
                Err(error) => assert!(error.is_transient(), "{error:?}"),
            }
        }
    })
    .await;
    let versions = look!(fixture, tx => tx.entry_versions(id).await);
    assert_eq!(versions.iter().map(|one| one.entry.version).collect::<Vec<_>>(), (1..=13).collect::<Vec<_>>());
    let last = look!(fixture, tx => tx.entry(id).await).expect("it was saved");
    assert_eq!(last.variants.len(), 2 + 12, "no change was lost");
}

async fn one_activity_that_comes_many_times_is_accepted_once(fixture: Fixture) {
    let accepted = at_once(fixture.pair().await, 30, |fixture, number| async move {
        let task = Task::Receive { channel: teams(), conversation: "a".into(), activity: number.to_string() };
        fixture.ingest(&fixture.tenant, "activity", task).await
    });
    assert_eq!(accepted.await.into_iter().filter(|accepted| *accepted).count(), 1);
    let claimed = fixture.store.claim(Queue::Intake, 99).await.expect("it can be claimed");
    assert_eq!(claimed.len(), 1);
}

async fn somebody_seen_twice_at_once_is_one_person(fixture: Fixture) {
    let ids = at_once(fixture.pair().await, 20, |fixture, _| {
        let person = fixture.somebody("hanako");
        async move { commit!(fixture, tx => tx.save_person(person).await).id }
    });
    assert_eq!(ids.await.into_iter().collect::<BTreeSet<_>>().len(), 1);
}

async fn a_channel_seen_by_many_at_once_is_lost_by_none(fixture: Fixture) {
    let seen = at_once(fixture.pair().await, 40, |fixture, _| async move {
        let tenant = fixture.tenant.clone();
        // As a worker does: what another try can cure is tried again.
        loop {
            let channel = fixture.conversation("19:new@thread.tacv2", ConversationKind::Channel);
            let noted = fixture.attempt(&tenant, move |tx| {
                Box::pin(async move {
                    if let Some(known) = tx.conversation_by_remote(&channel.remote_id).await? {
                        return Ok(known.id);
                    }
                    tx.save_conversation(&channel).await?;
                    Ok(channel.id)
                })
            });
            match noted.await {
                Ok(id) => break id,
                Err(error) => assert!(error.is_transient(), "{error:?}"),
            }
        }
    });
    let seen: BTreeSet<_> = seen.await.into_iter().collect();
    assert_eq!(seen.len(), 1);
}

async fn a_key_imported_twice_at_once_is_one_entry(fixture: Fixture) {
    let seen = at_once(fixture.pair().await, 40, |fixture, _| async move {
        let tenant = fixture.tenant.clone();
        loop {
            let fresh = fixture.entry_keyed("vpn");
            let saved = fixture.attempt(&tenant, move |tx| {
                Box::pin(async move {
                    let entry = match tx.entry_by_key("vpn").await? {
                        Some(known) => Entry { version: known.version + 1, ..known },
                        None => fresh,
                    };
                    Ok(tx.save_entry(&entry, None).await?.id)
                })
            });
            match saved.await {
                Ok(id) => break id,
                Err(error) => assert!(error.is_transient(), "{error:?}"),
            }
        }
    });
    let seen: BTreeSet<_> = seen.await.into_iter().collect();
    assert_eq!(seen.len(), 1);
}

async fn workers_of_two_processes_keep_the_order_of_every_key(fixture: Fixture) {
    const KEYS: usize = 4;
    const EACH: usize = 10;
    let key = |number: usize| format!("key {}", number % KEYS);
    for number in 0..KEYS * EACH {
        let task = Task::Receive { channel: teams(), conversation: key(number), activity: number.to_string() };
        commit!(fixture, tx => tx.enqueue(task).await);
    }
    let running: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let done: Arc<Mutex<BTreeMap<String, Vec<usize>>>> = Arc::default();
    at_once(fixture.pair().await, 4, |fixture, _| {
        let (running, done) = (running.clone(), done.clone());
        async move {
            loop {
                let claimed = fixture.store.claim(Queue::Intake, 3).await.expect("it can be claimed");
                let ended = done.lock().expect("no panic").values().map(Vec::len).sum::<usize>() == KEYS * EACH;
                if ended {
                    break;
                }
                for one in claimed {
                    let Task::Receive { conversation, activity, .. } = one.task else { panic!("not of this queue") };
                    assert!(running.lock().expect("no panic").insert(conversation.clone()), "two of one key at once");
                    tokio::task::yield_now().await;
                    let number = activity.parse().expect("a number");
                    done.lock().expect("no panic").entry(conversation.clone()).or_default().push(number);
                    running.lock().expect("no panic").remove(&conversation);
                    assert!(commit!(fixture, tx => tx.complete(one.id).await));
                }
                tokio::task::yield_now().await;
            }
        }
    })
    .await;
    let done = done.lock().expect("no panic");
    for (name, numbers) in done.iter() {
        let expected: Vec<_> = (0..KEYS * EACH).filter(|number| key(*number) == *name).collect();
        assert_eq!(numbers, &expected, "{name}");
    }
    assert_eq!(done.len(), KEYS);
}

async fn an_import_runs_beside_a_server(fixture: Fixture) {
    let [server, import] = fixture.pair().await;
    let world = fixture.world().await;
    let importing = tokio::spawn(async move {
        for part in 0..5 {
            let entries: Vec<_> = (0..40).map(|row| import.entry_keyed(&format!("{part}-{row}"))).collect();
            commit!(import, tx => {
                for entry in &entries {
                    tx.save_entry(entry, None).await?;
                }
                Ok(())
            });
        }
    });
    for number in 1..=40 {
        let message = server.message_in(&world.inquiry, "hello");
        assert_eq!(commit!(server, tx => tx.add_message(message).await).number, number);
        look!(server, tx => tx.entries_after(0, 10).await);
    }
    importing.await.expect("the import ends well");
    assert_eq!(server.faq_revision(&server.tenant).await, 200);
    assert_eq!(look!(server, tx => tx.entries_after(0, 999).await).len(), 200);
}

async fn forty_passwords_at_once_are_no_way_round_the_pauses(fixture: Fixture) {
    let pair = fixture.pair().await;
    let mut tried = JoinSet::new();
    for number in 0..40 {
        let fixture = pair[number % 2].clone();
        tried.spawn(async move {
            let name = AccountName::parse("admin").expect("a name");
            let tried = Tried { name, device: None, address: AddressKey::new([1; 32]) };
            commit!(fixture, tx => begin_attempt(tx, &tried).await)
        });
    }
    let may = tried.join_all().await.into_iter().filter(|attempt| matches!(attempt, Attempt::Now(..))).count();
    assert_eq!(may, 5, "as many as one after the other");
}

async fn sign_ins_that_race_a_renewal_leave_no_session_of_the_old_password(fixture: Fixture) {
    let world = fixture.world().await;
    let (person, created_at) = (world.agent.id, fixture.now());
    let name = AccountName::parse("admin").expect("a name");
    let hash = |salt: char| {
        let text = format!("$argon2id$v=19$m=8,t=1,p=1${}${}", salt.to_string().repeat(22), "A".repeat(22));
        PasswordHash::parse(&text).expect("a hash")
    };
    let (old, new) = (hash('A'), hash('Q'));
    let account = Account { name: name.clone(), person, password: old.clone(), created_at };
    let before = account.clone();
    commit!(fixture, tx => {
        tx.save_grant(&Grant { person, role: Role::Auditor, team: None }).await?;
        tx.add_account(&account).await
    });
    let (mut came_first, mut came_late) = (0, 0);
    for round in 0..20_u8 {
        let begun = at_once(fixture.pair().await, 12, |fixture, number| {
            let (account, name, password) = (before.clone(), name.clone(), new.clone());
            let number = u8::try_from(number).expect("few");
            let keys = (SessionKey::new([number; 32]), DeviceKey::new([number; 32]));
            let address = AddressKey::new([number; 32]);
            async move {
                match number % 4 {
                    // Somebody renews the password in the midst of it.
                    2 if number == 6 => {
                        commit!(fixture, tx => {
                            renew_password(tx, &name, password).await.map_err(|_| StoreError::LeaseLost)
                        });
                        None
                    }
                    // Whoever only tries it, from an address or by a browser, holds nobody up for good.
                    2 => {
                        let device = (number == 10).then_some(DeviceKey::new([0; 32]));
                        let tried = Tried { name, device, address };
                        commit!(fixture, tx => begin_attempt(tx, &tried).await);
                        None
                    }
                    _ => Some(commit!(fixture, tx => {
                        let by = Trier::Address(address);
                        let done = sign_in(tx, &AccessPolicy::default(), (&account, by), keys).await?;
                        Ok(done.is_ok())
                    })),
                }
            }
        });
        for is_in in begun.await.into_iter().flatten() {
            if is_in { came_first += 1 } else { came_late += 1 }
        }
        for number in 0..12 {
            let left = look!(fixture, tx => tx.session(SessionKey::new([number; 32])).await);
            assert_eq!(left, None, "round {round}: a session has outlived its password");
        }
        let again = before.clone();
        commit!(fixture, tx => tx.save_password(&again).await);
    }
    assert!(came_first > 0 && came_late > 0, "the control: {came_first} were let in before, {came_late} came too late");
}

async fn two_admins_who_revoke_each_other_at_once_leave_one(fixture: Fixture) {
    let (world, pair) = (fixture.world().await, fixture.pair().await);
    let admins = [world.agent.id, world.requester.id].map(|person| Grant { person, role: Role::Admin, team: None });
    for round in 0..10 {
        commit!(fixture, tx => {
            for admin in &admins {
                tx.save_grant(admin).await?;
            }
            Ok(())
        });
        let take = async |fixture: &Fixture, held: Grant| {
            let revoked = fixture.store.write::<_, StoreError, _>(&fixture.tenant, move |tx| {
                Box::pin(async move {
                    match revoke(tx, held).await {
                        Err(RevokeError::Store(error)) => Err(error),
                        other => Ok(other.is_ok()),
                    }
                })
            });
            revoked.await.expect("the store works")
        };
        let (one, other) = tokio::join!(take(&pair[0], admins[0]), take(&pair[1], admins[1]));
        assert!(one != other, "round {round}: whoever came second was told that nobody else is left");
        let left = look!(fixture, tx => tx.holders(Role::Admin).await);
        assert_eq!(left.len(), 1, "round {round}");
    }
}
