//! A small world: what a test needs to be there before it begins.

use desk::faq::{Audience, Entry};
use desk::handoff::{Priority, Ticket, TicketState};
use desk::id::{ChannelName, ConversationId, EntryId, InquiryId, MessageId, PersonId, TeamId, TenantId, TicketId};
use desk::inquiry::{Address, Author, Conversation, ConversationKind, Inquiry, Message, MessageKind, Reach, Stage};
use desk::language::Language;
use desk::people::{DirectoryId, Person, Team};

use crate::fixture::Fixture;

/// The channel of the tests.
pub(crate) fn teams() -> ChannelName {
    ChannelName::parse("teams").expect("a good name")
}

/// A requester, an agent, their conversations, a team, an inquiry.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) requester: Person,
    pub(crate) agent: Person,
    pub(crate) chat: Conversation,
    pub(crate) channel: Conversation,
    pub(crate) team: Team,
    pub(crate) inquiry: Inquiry,
}

impl Fixture {
    /// Builds a small world for the first tenant.
    pub(crate) async fn world(&self) -> World {
        self.world_of(&self.tenant).await
    }

    /// Builds a small world for a tenant.
    pub(crate) async fn world_of(&self, tenant: &TenantId) -> World {
        let requester = self.somebody("hanako");
        let agent = self.somebody("ichiro");
        let chat =
            Conversation { person: Some(requester.id), ..self.conversation("a:chat", ConversationKind::Personal) };
        let channel = Conversation {
            team_remote_id: Some("19:it".into()),
            name: Some("IT".into()),
            ..self.conversation("19:channel", ConversationKind::Channel)
        };
        let team = self.team_named("it", Some(channel.id));
        let inquiry = self.inquiry_by(&requester, &chat);
        let world = World { requester, agent, chat, channel, team, inquiry };
        let built = world.clone();
        self.write(tenant, move |tx| {
            Box::pin(async move {
                tx.save_person(built.requester).await?;
                tx.save_person(built.agent).await?;
                tx.save_conversation(&built.chat).await?;
                tx.save_conversation(&built.channel).await?;
                tx.save_team(&built.team).await?;
                tx.save_inquiry(&built.inquiry).await
            })
        })
        .await;
        world
    }

    pub(crate) fn somebody(&self, name: &str) -> Person {
        Person {
            id: PersonId::new(self.fresh()),
            directory_id: directory_id(name),
            channel_id: format!("29:{name}"),
            name: name.to_owned(),
            language: Some(Language::Japanese),
        }
    }

    pub(crate) fn conversation(&self, remote_id: &str, kind: ConversationKind) -> Conversation {
        Conversation {
            id: ConversationId::new(self.fresh()),
            kind,
            remote_id: remote_id.to_owned(),
            address: Address { channel: teams(), opaque: "service=https://smba.example/emea/".to_owned() },
            parent: None,
            team_remote_id: None,
            name: None,
            person: None,
            language: Language::English,
            reach: Reach::Reachable,
            greeted: false,
        }
    }

    pub(crate) fn team_named(&self, name: &str, channel: Option<ConversationId>) -> Team {
        Team {
            id: TeamId::new(self.fresh()),
            name: name.to_owned(),
            is_default: false,
            keywords: vec!["VPN".into(), "プリンター".into()],
            listed_agents: None,
            channel,
            serves: Audience::Everyone,
        }
    }

    pub(crate) fn inquiry_by(&self, requester: &Person, chat: &Conversation) -> Inquiry {
        Inquiry {
            id: InquiryId::new(self.fresh()),
            requester: requester.id,
            conversation: chat.id,
            language: Language::Japanese,
            stage: Stage::Assistant,
            opened_at: self.now(),
            last_at: self.now(),
        }
    }

    pub(crate) fn message_in(&self, inquiry: &Inquiry, text: &str) -> Message {
        Message {
            id: MessageId::new(self.fresh()),
            inquiry: inquiry.id,
            number: 0,
            author: Author::Requester(inquiry.requester),
            kind: MessageKind::Said,
            text: text.to_owned(),
            attachments: Vec::new(),
            at: self.now(),
            conversation: None,
            remote_id: None,
            guess: None,
        }
    }

    pub(crate) fn ticket_for(&self, inquiry: &Inquiry, team: &Team) -> Ticket {
        Ticket {
            id: TicketId::new(self.fresh()),
            number: 0,
            inquiry: inquiry.id,
            requester: inquiry.requester,
            team: team.id,
            state: TicketState::Queued,
            priority: Priority::Normal,
            thread: None,
            opened_at: self.now(),
            accepted_at: None,
            answered_at: None,
            reminded: 0,
            reopened: 0,
            moved: 0,
            csat: None,
            before: None,
        }
    }

    pub(crate) fn entry_keyed(&self, key: &str) -> Entry {
        Entry {
            id: EntryId::new(self.fresh()),
            key: key.to_owned(),
            question: format!("{key}?"),
            answer: format!("{key}.\nそれだけです。"),
            variants: vec![format!("{key} 1"), format!("{key} 2")],
            language: Language::Japanese,
            audience: Audience::Everyone,
            version: 1,
            retired: false,
            revision: 0,
        }
    }
}

pub(crate) fn directory_id(name: &str) -> DirectoryId {
    DirectoryId::parse(name).expect("a directory id")
}
