//! Tickets.

use desk::handoff::{Before, Priority, Ticket, TicketState};
use desk::inquiry::ConversationKind;
use time::Duration;

use crate::fixture::Fixture;
use crate::{commit, everywhere, look};

everywhere! {
    tickets_are_numbered_from_one_in_each_tenant,
    a_ticket_is_changed_as_a_whole_in_every_state,
    a_ticket_is_found_by_its_thread,
    the_tickets_of_an_inquiry_come_newest_first,
    the_open_tickets_of_a_team_come_oldest_first,
    the_latest_tickets_of_a_team_come_newest_first_and_not_from_far_back,
    one_thread_serves_one_ticket,
}

async fn tickets_are_numbered_from_one_in_each_tenant(fixture: Fixture) {
    for tenant in [fixture.tenant.clone(), fixture.other_tenant.clone()] {
        let world = fixture.world_of(&tenant).await;
        for number in 1..=3 {
            let ticket = Ticket { number: 99, ..fixture.ticket_for(&world.inquiry, &world.team) };
            let expected = Ticket { number, ..ticket.clone() };
            let added = fixture.write(&tenant, move |tx| Box::pin(async move { tx.add_ticket(ticket).await })).await;
            assert_eq!(added, expected);
        }
    }
}

async fn a_ticket_is_changed_as_a_whole_in_every_state(fixture: Fixture) {
    let world = fixture.world().await;
    let thread = fixture.conversation("19:channel;messageid=1", ConversationKind::Thread);
    let saved = thread.clone();
    commit!(fixture, tx => tx.save_conversation(&saved).await);
    let ticket = fixture.ticket_for(&world.inquiry, &world.team);
    let added = commit!(fixture, tx => tx.add_ticket(ticket).await);
    fixture.pass(Duration::milliseconds(1_234));
    let (agent, at) = (world.agent.id, fixture.now());
    let versions = [
        Ticket { priority: Priority::Low, reminded: 2, moved: 3, ..added.clone() },
        Ticket {
            state: TicketState::Assigned { agent, since: at },
            priority: Priority::High,
            thread: Some(thread.id),
            accepted_at: Some(at),
            answered_at: Some(at),
            ..added.clone()
        },
        Ticket { state: TicketState::HandedBack { by: agent, at }, priority: Priority::Urgent, ..added.clone() },
        Ticket { state: TicketState::Closed { by: agent, at }, reopened: 1, csat: Some(5), ..added.clone() },
        Ticket {
            before: Some(Before { by: agent, at, held: Some((agent, at)), team: added.team, thread: Some(thread.id) }),
            ..added.clone()
        },
        Ticket { before: Some(Before { by: agent, at, held: None, team: added.team, thread: None }), ..added.clone() },
    ];
    let id = added.id;
    for version in versions {
        let saved = version.clone();
        commit!(fixture, tx => tx.save_ticket(&saved).await);
        assert_eq!(look!(fixture, tx => tx.ticket(id).await), Some(version.clone()));
        assert_eq!(commit!(fixture, tx => tx.ticket(id).await), Some(version));
    }
}

async fn a_ticket_is_found_by_its_thread(fixture: Fixture) {
    let world = fixture.world().await;
    let (thread, other) = (
        fixture.conversation("19:t1", ConversationKind::Thread),
        fixture.conversation("19:t2", ConversationKind::Thread),
    );
    let ticket = Ticket { thread: Some(thread.id), ..fixture.ticket_for(&world.inquiry, &world.team) };
    let without = fixture.ticket_for(&world.inquiry, &world.team);
    let saved = [thread.clone(), other.clone()];
    let added = commit!(fixture, tx => {
        for backend in &saved {
            tx.save_conversation(backend).await?;
        }
        tx.add_ticket(without).await?;
        tx.add_ticket(ticket).await
    });
    assert_eq!(look!(fixture, tx => tx.ticket_by_thread(thread.id).await), Some(added.clone()));
    assert_eq!(commit!(fixture, tx => tx.ticket_by_thread(thread.id).await), Some(added));
    assert_eq!(look!(fixture, tx => tx.ticket_by_thread(other.id).await), None);
}

async fn the_tickets_of_an_inquiry_come_newest_first(fixture: Fixture) {
    let world = fixture.world().await;
    let other = fixture.inquiry_by(&world.requester, &world.chat);
    let saved = other.clone();
    commit!(fixture, tx => tx.save_inquiry(&saved).await);
    for inquiry in [&world.inquiry, &other, &world.inquiry] {
        let ticket = fixture.ticket_for(inquiry, &world.team);
        commit!(fixture, tx => tx.add_ticket(ticket).await);
    }
    let id = world.inquiry.id;
    let found = look!(fixture, tx => tx.tickets_of_inquiry(id).await);
    assert_eq!(found.iter().map(|one| (one.number, one.inquiry)).collect::<Vec<_>>(), [(3, id), (1, id)]);
}

async fn the_open_tickets_of_a_team_come_oldest_first(fixture: Fixture) {
    let world = fixture.world().await;
    let other_team = fixture.team_named("hr", None);
    let (by, at) = (world.agent.id, fixture.now());
    let with = |state, team| Ticket { state, ..fixture.ticket_for(&world.inquiry, team) };
    let tickets = [
        with(TicketState::Queued, &world.team),
        with(TicketState::Closed { by, at }, &world.team),
        with(TicketState::Assigned { agent: by, since: at }, &world.team),
        with(TicketState::HandedBack { by, at }, &world.team),
        with(TicketState::Queued, &other_team),
    ];
    commit!(fixture, tx => {
        tx.save_team(&other_team).await?;
        for ticket in tickets {
            tx.add_ticket(ticket).await?;
        }
        Ok(())
    });
    let team = world.team.id;
    let found = look!(fixture, tx => tx.open_tickets(team).await);
    assert_eq!(found.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 3]);
}

async fn the_latest_tickets_of_a_team_come_newest_first_and_not_from_far_back(fixture: Fixture) {
    let world = fixture.world().await;
    let other = fixture.team_named("seldom", None);
    let (seldom, often) = (other.id, world.team.id);
    let first = fixture.ticket_for(&world.inquiry, &other);
    let more: Vec<_> = (0..499).map(|_| fixture.ticket_for(&world.inquiry, &world.team)).collect();
    let last = fixture.ticket_for(&world.inquiry, &world.team);
    commit!(fixture, tx => {
        tx.save_team(&other).await?;
        tx.add_ticket(first).await?;
        for ticket in more {
            tx.add_ticket(ticket).await?;
        }
        Ok(())
    });
    let found = look!(fixture, tx => tx.latest_tickets(often, 3).await);
    assert_eq!(found.iter().map(|one| one.number).collect::<Vec<_>>(), [500, 499, 498]);
    let found = look!(fixture, tx => tx.latest_tickets(seldom, 3).await);
    assert_eq!(found.iter().map(|one| one.number).collect::<Vec<_>>(), [1]);
    commit!(fixture, tx => tx.add_ticket(last).await);
    assert_eq!(look!(fixture, tx => tx.latest_tickets(seldom, 3).await), []);
}

async fn one_thread_serves_one_ticket(fixture: Fixture) {
    let world = fixture.world().await;
    let ticket = || Ticket { thread: Some(world.channel.id), ..fixture.ticket_for(&world.inquiry, &world.team) };
    let (first, second) = (ticket(), ticket());
    commit!(fixture, tx => tx.add_ticket(first).await);
    let refused =
        fixture.attempt(&fixture.tenant, move |tx| Box::pin(async move { tx.add_ticket(second).await })).await;
    assert!(!refused.expect_err("the thread is taken").is_transient());
}
