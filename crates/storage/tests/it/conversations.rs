//! Conversations.

use desk::id::ChannelName;
use desk::inquiry::{Address, Conversation, ConversationKind, Reach};
use desk::language::Language;

use crate::fixture::Fixture;
use crate::{commit, everywhere, look};

everywhere! {
    a_conversation_is_found_by_either_id_and_changed_as_a_whole,
    the_personal_chat_of_somebody_is_found,
    reach_spreads_over_a_teams_team_and_no_further,
}

async fn a_conversation_is_found_by_either_id_and_changed_as_a_whole(fixture: Fixture) {
    let world = fixture.world().await;
    let plain = Conversation {
        parent: Some(world.channel.id),
        ..fixture.conversation("19:x;messageid=1", ConversationKind::Thread)
    };
    let changed = Conversation {
        address: Address {
            channel: ChannelName::parse("mail").expect("a good name"),
            opaque: "{\"to\": \"あ@example.com\"}".into(),
        },
        team_remote_id: Some("19:team".into()),
        name: Some("総務".into()),
        language: Language::Japanese,
        reach: Reach::Blocked,
        greeted: true,
        ..plain.clone()
    };
    let id = plain.id;
    for version in [plain, changed] {
        let saved = version.clone();
        commit!(fixture, tx => tx.save_conversation(&saved).await);
        assert_eq!(look!(fixture, tx => tx.conversation(id).await), Some(version.clone()));
        assert_eq!(look!(fixture, tx => tx.conversation_by_remote("19:x;messageid=1").await), Some(version));
    }
    assert_eq!(look!(fixture, tx => tx.conversation_by_remote("19:x").await), None);
}

async fn the_personal_chat_of_somebody_is_found(fixture: Fixture) {
    let world = fixture.world().await;
    let (requester, agent) = (world.requester.id, world.agent.id);
    let group = Conversation { person: Some(agent), ..fixture.conversation("19:group", ConversationKind::Group) };
    commit!(fixture, tx => tx.save_conversation(&group).await);
    assert_eq!(look!(fixture, tx => tx.personal_chat_of(requester).await), Some(world.chat));
    assert_eq!(look!(fixture, tx => tx.personal_chat_of(agent).await), None);
}

async fn reach_spreads_over_a_teams_team_and_no_further(fixture: Fixture) {
    let world = fixture.world().await;
    let second = Conversation {
        team_remote_id: world.channel.team_remote_id.clone(),
        ..fixture.conversation("19:second", ConversationKind::Channel)
    };
    let thread = Conversation {
        parent: Some(world.channel.id),
        ..fixture.conversation("19:c;messageid=2", ConversationKind::Thread)
    };
    let elsewhere = Conversation {
        team_remote_id: Some("19:hr".into()),
        ..fixture.conversation("19:hr", ConversationKind::Channel)
    };
    let saved = [second.clone(), thread.clone(), elsewhere.clone()];
    commit!(fixture, tx => {
        for conversation in &saved {
            tx.save_conversation(conversation).await?;
        }
        Ok(())
    });
    let channel = world.channel.id;
    commit!(fixture, tx => tx.set_reach(channel, Reach::Uninstalled).await);
    let expected = [
        (world.channel.id, Reach::Uninstalled),
        (second.id, Reach::Uninstalled),
        (thread.id, Reach::Uninstalled),
        (elsewhere.id, Reach::Reachable),
        (world.chat.id, Reach::Reachable),
    ];
    for (id, reach) in expected {
        let found = look!(fixture, tx => tx.conversation(id).await).expect("it was saved");
        assert_eq!(found.reach, reach, "{}", found.remote_id);
    }
    let chat = world.chat.id;
    commit!(fixture, tx => tx.set_reach(chat, Reach::Blocked).await);
    assert_eq!(look!(fixture, tx => tx.conversation(chat).await).map(|chat| chat.reach), Some(Reach::Blocked));
    assert_eq!(look!(fixture, tx => tx.conversation(second.id).await).map(|one| one.reach), Some(Reach::Uninstalled));
}
