//! Inquiries and their messages.

use desk::id::{EntryId, InquiryId, TicketId};
use desk::inquiry::{
    Attachment, AttachmentKind, Author, Conversation, ConversationKind, Ending, Inquiry, Message, MessageKind, Reply,
    Stage,
};
use desk::language::Language;
use time::Duration;

use crate::fixture::Fixture;
use crate::{commit, everywhere, look};

everywhere! {
    an_inquiry_is_changed_as_a_whole_in_every_stage,
    the_latest_inquiry_is_the_one_last_written_to,
    the_inquiries_of_a_requester_come_newest_first,
    what_somebody_asked_comes_page_by_page_with_the_team_that_had_it_last,
    what_somebody_asked_in_other_chats_moves_into_this_one,
    messages_are_numbered_without_gaps_and_come_in_order,
    an_inquiry_is_saved_with_its_next_message,
    every_kind_of_message_comes_back_as_it_was,
    a_message_changes_kind_and_text_and_keeps_its_place,
    a_message_is_found_by_the_channels_id_where_it_was_written,
    a_message_of_no_inquiry_is_refused,
}

async fn an_inquiry_is_changed_as_a_whole_in_every_stage(fixture: Fixture) {
    let world = fixture.world().await;
    let stages = [
        Stage::Assistant,
        Stage::People(TicketId::new(fixture.fresh())),
        Stage::Ended(Ending::Solved),
        Stage::Ended(Ending::Closed),
        Stage::Ended(Ending::LeftBehind),
    ];
    let id = world.inquiry.id;
    for stage in stages {
        fixture.pass(Duration::seconds(1));
        let changed = Inquiry { stage, last_at: fixture.now(), language: Language::English, ..world.inquiry.clone() };
        let saved = changed.clone();
        commit!(fixture, tx => tx.save_inquiry(&saved).await);
        assert_eq!(look!(fixture, tx => tx.inquiry(id).await), Some(changed.clone()));
        assert_eq!(commit!(fixture, tx => tx.inquiry(id).await), Some(changed));
    }
    let unknown = InquiryId::new(fixture.fresh());
    assert_eq!(look!(fixture, tx => tx.inquiry(unknown).await), None);
}

async fn the_latest_inquiry_is_the_one_last_written_to(fixture: Fixture) {
    let world = fixture.world().await;
    fixture.pass(Duration::minutes(1));
    let second = fixture.inquiry_by(&world.requester, &world.chat);
    let other = fixture.inquiry_by(&world.agent, &world.chat);
    fixture.pass(Duration::minutes(1));
    let first_again = Inquiry { last_at: fixture.now(), ..world.inquiry.clone() };
    let saved = [second.clone(), other.clone()];
    commit!(fixture, tx => {
        for inquiry in &saved {
            tx.save_inquiry(inquiry).await?;
        }
        Ok(())
    });
    let (chat, requester, channel) = (world.chat.id, world.requester.id, world.channel.id);
    assert_eq!(look!(fixture, tx => tx.latest_inquiry(chat, requester).await), Some(second));
    let saved = first_again.clone();
    commit!(fixture, tx => tx.save_inquiry(&saved).await);
    assert_eq!(commit!(fixture, tx => tx.latest_inquiry(chat, requester).await), Some(first_again));
    assert_eq!(look!(fixture, tx => tx.latest_inquiry(channel, requester).await), None);
}

async fn the_inquiries_of_a_requester_come_newest_first(fixture: Fixture) {
    let world = fixture.world().await;
    let mut expected = vec![world.inquiry.id];
    for _ in 0..3 {
        fixture.pass(Duration::minutes(1));
        let inquiry = fixture.inquiry_by(&world.requester, &world.chat);
        expected.insert(0, inquiry.id);
        commit!(fixture, tx => tx.save_inquiry(&inquiry).await);
    }
    let requester = world.requester.id;
    let found = look!(fixture, tx => tx.inquiries_of(requester, 3).await);
    assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), expected[..3]);
}

async fn what_somebody_asked_comes_page_by_page_with_the_team_that_had_it_last(fixture: Fixture) {
    let world = fixture.world().await;
    let (hr, second) = (fixture.team_named("hr", None), fixture.inquiry_by(&world.requester, &world.chat));
    let others = fixture.inquiry_by(&world.agent, &world.chat);
    let (requester, first, second_id, it) = (world.requester.id, world.inquiry.id, second.id, world.team.id);
    let hr_id = hr.id;
    let asked = fixture.message_in(&second, "給与明細が見られません");
    let tickets = [fixture.ticket_for(&second, &world.team), fixture.ticket_for(&second, &hr)];
    commit!(fixture, tx => {
        tx.save_team(&hr).await?;
        tx.save_inquiry(&second).await?;
        tx.save_inquiry(&others).await?;
        tx.add_message(asked).await?;
        for ticket in tickets {
            tx.add_ticket(ticket).await?;
        }
        Ok(())
    });
    let seen = look!(fixture, tx => tx.inquiries_by(requester, None, 9).await);
    let seen: Vec<_> = seen.iter().map(|(line, team)| (line.inquiry.id, line.question.as_str(), *team)).collect();
    assert_eq!(seen, [(second_id, "給与明細が見られません", Some(hr_id)), (first, "", None)]);
    let next = look!(fixture, tx => tx.inquiries_by(requester, Some(second_id), 1).await);
    assert_eq!(next.iter().map(|(line, team)| (line.inquiry.id, *team)).collect::<Vec<_>>(), [(first, None)]);
    let back = fixture.ticket_for(&world.inquiry, &world.team);
    commit!(fixture, tx => tx.add_ticket(back).await);
    let seen = look!(fixture, tx => tx.inquiries_by(requester, Some(second_id), 1).await);
    assert_eq!(seen[0].1, Some(it));
}

async fn what_somebody_asked_in_other_chats_moves_into_this_one(fixture: Fixture) {
    let world = fixture.world().await;
    let person = world.requester.id;
    let chat = Conversation { person: Some(person), ..fixture.conversation("a:anew", ConversationKind::Personal) };
    let (here, in_channel) = (chat.id, fixture.inquiry_by(&world.requester, &world.channel));
    let (moves, stays, another) = (world.inquiry.id, in_channel.id, fixture.inquiry_by(&world.agent, &world.chat));
    let of_another = another.id;
    commit!(fixture, tx => {
        tx.save_conversation(&chat).await?;
        tx.save_inquiry(&in_channel).await?;
        tx.save_inquiry(&another).await?;
        tx.move_inquiries(person, here).await
    });
    let (channel, old) = (world.channel.id, world.chat.id);
    for (inquiry, place) in [(moves, here), (stays, channel), (of_another, old)] {
        let found = look!(fixture, tx => tx.inquiry(inquiry).await).map(|inquiry| inquiry.conversation);
        assert_eq!(found, Some(place));
    }
    commit!(fixture, tx => tx.move_inquiries(person, old).await);
    let back = look!(fixture, tx => tx.inquiry(moves).await).map(|inquiry| inquiry.conversation);
    assert_eq!(back, Some(old), "and back");
}

async fn messages_are_numbered_without_gaps_and_come_in_order(fixture: Fixture) {
    let world = fixture.world().await;
    for text in ["one", "two", "three"] {
        // What the caller says is of no account.
        let message = Message { number: 77, ..fixture.message_in(&world.inquiry, text) };
        commit!(fixture, tx => tx.add_message(message).await);
    }
    let lost = fixture.message_in(&world.inquiry, "undone");
    let undone: Result<(), _> = fixture
        .attempt(&fixture.tenant, move |tx| {
            Box::pin(async move {
                tx.add_message(lost).await?;
                Err(desk::store::StoreError::LeaseLost)
            })
        })
        .await;
    assert!(undone.is_err());
    let last = fixture.message_in(&world.inquiry, "four");
    assert_eq!(commit!(fixture, tx => tx.add_message(last).await).number, 4);
    let inquiry = world.inquiry.id;
    let found = look!(fixture, tx => tx.messages(inquiry).await);
    let numbers: Vec<_> = found.iter().map(|one| (one.number, one.text.as_str())).collect();
    assert_eq!(numbers, [(1, "one"), (2, "two"), (3, "three"), (4, "four")]);
    assert_eq!(look!(fixture, tx => tx.first_message(inquiry).await).as_ref(), found.first());
}

async fn an_inquiry_is_saved_with_its_next_message(fixture: Fixture) {
    let world = fixture.world().await;
    let new = fixture.inquiry_by(&world.requester, &world.chat);
    let (saved, first) = (new.clone(), fixture.message_in(&new, "one"));
    assert_eq!(commit!(fixture, tx => tx.save_with_message(&saved, first).await).number, 1);
    fixture.pass(Duration::seconds(1));
    let second = fixture.message_in(&new, "two");
    assert_eq!(commit!(fixture, tx => tx.add_message(second).await).number, 2);
    let stage = Stage::Ended(Ending::LeftBehind);
    let changed = Inquiry { stage, last_at: fixture.now(), language: Language::English, ..new.clone() };
    let third = fixture.message_in(&new, "three");
    // What a message does not change is as it was.
    let said = Inquiry {
        requester: world.agent.id,
        conversation: world.channel.id,
        opened_at: fixture.now(),
        ..changed.clone()
    };
    assert_eq!(commit!(fixture, tx => tx.save_with_message(&said, third).await).number, 3);
    let id = new.id;
    assert_eq!(look!(fixture, tx => tx.inquiry(id).await), Some(changed));
    let found = look!(fixture, tx => tx.messages(id).await);
    let numbers: Vec<_> = found.iter().map(|one| (one.number, one.text.as_str())).collect();
    assert_eq!(numbers, [(1, "one"), (2, "two"), (3, "three")]);
}

async fn every_kind_of_message_comes_back_as_it_was(fixture: Fixture) {
    let world = fixture.world().await;
    let entry = EntryId::new(fixture.fresh());
    let kinds = [
        (Author::Requester(world.requester.id), MessageKind::Said),
        (Author::Agent(world.agent.id), MessageKind::Said),
        (Author::Agent(world.agent.id), MessageKind::Note),
        (Author::Assistant, MessageKind::Answer(Reply::Unknown)),
        (Author::Assistant, MessageKind::Answer(Reply::Candidates { entries: vec![entry, entry] })),
        (
            Author::Assistant,
            MessageKind::Answer(Reply::Entry { entry, version: 3, confidence: 0.812_345_6, helpful: Some(false) }),
        ),
        (Author::Assistant, MessageKind::Answer(Reply::Entry { entry, version: 1, confidence: 0.1, helpful: None })),
    ];
    let attachment = |kind| Attachment {
        name: "画面 \"1\".png".into(),
        media_type: "image/png".into(),
        location: "https://smba.example/v3/attachments/1".into(),
        kind,
    };
    for (author, kind) in kinds {
        let message = Message {
            author,
            kind,
            attachments: vec![
                attachment(AttachmentKind::Picture),
                attachment(AttachmentKind::File),
                attachment(AttachmentKind::Withheld),
            ],
            remote_id: Some("1690000000000".into()),
            ..fixture.message_in(&world.inquiry, "'; DROP TABLE messages; -- 🙂\r\n")
        };
        let id = message.id;
        let added = commit!(fixture, tx => tx.add_message(message).await);
        assert_eq!(look!(fixture, tx => tx.message(id).await), Some(added.clone()));
        assert_eq!(commit!(fixture, tx => tx.message(id).await), Some(added));
    }
}

async fn a_message_changes_kind_and_text_and_keeps_its_place(fixture: Fixture) {
    let world = fixture.world().await;
    let entry = EntryId::new(fixture.fresh());
    let given = |helpful| MessageKind::Answer(Reply::Entry { entry, version: 1, confidence: 0.9, helpful });
    let message =
        Message { author: Author::Assistant, kind: given(None), ..fixture.message_in(&world.inquiry, "before") };
    let added = commit!(fixture, tx => tx.add_message(message).await);
    let rated = Message { kind: given(Some(true)), text: "after".into(), ..added };
    let saved = rated.clone();
    commit!(fixture, tx => tx.save_message(&saved).await);
    let id = rated.id;
    assert_eq!(look!(fixture, tx => tx.message(id).await), Some(rated));
}

async fn a_message_is_found_by_the_channels_id_where_it_was_written(fixture: Fixture) {
    let world = fixture.world().await;
    let thread = fixture.conversation("19:channel;messageid=1", ConversationKind::Thread);
    // The ticket has left the thread in which the agent wrote.
    let ticket = fixture.ticket_for(&world.inquiry, &world.team);
    let remote_id = || Some("1700".to_owned());
    let asked = Message {
        conversation: Some(world.chat.id),
        remote_id: remote_id(),
        ..fixture.message_in(&world.inquiry, "asked")
    };
    let worked = Message {
        author: Author::Agent(world.agent.id),
        conversation: Some(thread.id),
        remote_id: remote_id(),
        ..fixture.message_in(&world.inquiry, "worked")
    };
    let saved = thread.clone();
    commit!(fixture, tx => {
        tx.save_conversation(&saved).await?;
        tx.add_ticket(ticket).await?;
        tx.add_message(asked).await?;
        tx.add_message(worked).await
    });
    let backends = [(world.chat.id, Some("asked")), (thread.id, Some("worked")), (world.channel.id, None)];
    for (backend, text) in backends {
        let found = look!(fixture, tx => tx.message_by_remote(backend, "1700").await);
        assert_eq!(found.as_ref().map(|one| one.text.as_str()), text);
        assert_eq!(look!(fixture, tx => tx.message_by_remote(backend, "1701").await), None);
    }
}

async fn a_message_of_no_inquiry_is_refused(fixture: Fixture) {
    let world = fixture.world().await;
    let nowhere = fixture.inquiry_by(&world.requester, &world.chat);
    let message = fixture.message_in(&nowhere, "lost");
    let refused =
        fixture.attempt(&fixture.tenant, move |tx| Box::pin(async move { tx.add_message(message).await })).await;
    assert!(!refused.expect_err("there is no such inquiry").is_transient());
}
