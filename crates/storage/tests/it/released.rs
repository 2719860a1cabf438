//! Databases of released versions move forward with everything in them.

use desk::delivery::{DeliveryState, Subject, TicketNotice};
use desk::event::{Queue, Task, requeue};
use desk::faq::{Audience, AudienceGroup};
use desk::handoff::{Priority, TicketState};
use desk::id::{ConversationId, DraftId, EntryId, InquiryId, MessageId, PersonId, TeamId, TenantId, TicketId};
use desk::inquiry::{Author, Ending, MessageKind, Reach, Reply, Stage};
use desk::language::Language;
use desk::learning::{DraftState, LearningOutcome, Relation};
use desk::store::{StoreError, Transaction};
use storage::Location;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::backends::{Schema, fresh_file};
use crate::fixture::Fixture;
use crate::opening::say;
use crate::world::{directory_id, teams};

const SQLITE: &str = include_str!("../data/0001.sqlite.sql");
const POSTGRES: &str = include_str!("../data/0001.postgres.sql");

#[tokio::test]
async fn a_database_of_0001_moves_forward_on_sqlite() {
    let (_folder, path) = fresh_file();
    say(&path, "PRAGMA journal_mode = WAL");
    say(&path, SQLITE);
    everything_is_there(Location::SqliteFile(path)).await;
}

#[tokio::test]
async fn a_database_of_0001_moves_forward_on_postgres() {
    let Some(schema) = Schema::make().await else { return };
    schema.say(POSTGRES.to_owned()).await;
    everything_is_there(schema.location()).await;
    schema.drop().await;
}

/// The ids of the fixture are counted.
fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// The first moment of the fixture, and so many seconds after it.
fn at(seconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_790_000_000 + seconds).expect("a time of this century")
}

async fn everything_is_there(location: Location) {
    let fixture = Fixture::open(location).await;
    fixture.pass(at(0) - fixture.now() + Duration::HOUR);
    fixture.store.check().await.expect("the schema is the newest");
    let home = TenantId::parse("home").expect("a tenant's name");
    fixture
        .read(&home, |tx| {
            Box::pin(async move {
                people_are_there(tx).await?;
                inquiries_are_there(tx).await?;
                knowledge_is_there(tx).await?;
                deliveries_are_there(tx).await
            })
        })
        .await;
    assert_eq!(fixture.faq_revision(&home).await, 3);
    queues_are_there(&fixture, &home).await;
    // What was recorded before is found by its ticket, too.
    fixture.store.place_events().await.expect("the store works");
    let happened = fixture.store.events_of_ticket(&home, TicketId::new(id(15)), 9).await.expect("the store works");
    assert_eq!(happened.len(), 2, "{happened:?}");
    // It goes on where it stopped: numbers, revisions and versions are counted on.
    let entry = fixture
        .write(&home, |tx| {
            Box::pin(async move {
                let known = tx.entry(EntryId::new(id(13))).await?.expect("it is there");
                let known = desk::faq::Entry { version: known.version + 1, ..known };
                tx.save_entry(&known, None).await
            })
        })
        .await;
    assert_eq!((entry.version, entry.revision), (3, 4));
    let again = fixture.neighbour().await;
    again.store.check().await.expect("a second start finds nothing to do");
}

async fn people_are_there(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    let hanako = tx.person_by_directory(&directory_id("hanako-oid")).await?.expect("she is there");
    assert_eq!((hanako.id.uuid(), hanako.name.as_str()), (id(1), "佐藤 花子"));
    assert_eq!(hanako.language, Some(Language::Japanese));
    let channel = ConversationId::new(id(4));
    let roster = tx.roster(channel).await?;
    assert_eq!(roster.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Ken", "Yui"]);
    assert_eq!(roster[0].mail.as_deref(), Some("ken@example.com"));
    let team = tx.team(TeamId::new(id(6))).await?.expect("it is there");
    assert!(team.is_default);
    assert_eq!((team.channel, team.keywords), (Some(channel), vec!["VPN".to_owned(), "パソコン".to_owned()]));
    assert_eq!(team.listed_agents, Some(vec![directory_id("ken-oid")]));
    let thread = tx.conversation_by_remote("19:it@thread.tacv2;messageid=1").await?.expect("it is there");
    assert_eq!((thread.parent, thread.reach, thread.greeted), (Some(channel), Reach::Blocked, false));
    let chat = tx.personal_chat_of(hanako.id).await?.expect("it is there");
    assert_eq!((chat.remote_id.as_str(), chat.greeted), ("a:hanako", true));
    assert_eq!(chat.address.channel, teams());
    let address: serde_json::Value = serde_json::from_str(&chat.address.opaque).expect("as the adapter writes it");
    assert_eq!(address, serde_json::json!({"service_url": "https://smba.example/jp/", "bot_id": "28:bot"}));
    Ok(())
}

async fn inquiries_are_there(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    let (hanako, ken) = (PersonId::new(id(1)), PersonId::new(id(2)));
    let all = tx.inquiries_of(hanako, 9).await?;
    assert_eq!(all.iter().map(|one| one.id.uuid()).collect::<Vec<_>>(), [id(7), id(8)]);
    assert_eq!(all[0].stage, Stage::People(TicketId::new(id(15))));
    assert_eq!(all[1].stage, Stage::Ended(Ending::Solved));
    let messages = tx.messages(InquiryId::new(id(7))).await?;
    assert_eq!(messages.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(messages[0].text, "VPNにつながりません\nどうすれば？ It's down");
    assert_eq!(messages[0].attachments[0].name, "screen.png");
    let reply = Reply::Entry { entry: EntryId::new(id(13)), version: 2, confidence: 0.75, helpful: Some(false) };
    assert_eq!(messages[1].kind, MessageKind::Answer(reply));
    assert_eq!((messages[2].author, &messages[2].kind), (Author::Agent(ken), &MessageKind::Note));
    let ticket = tx.ticket_by_thread(ConversationId::new(id(5))).await?.expect("it is there");
    assert_eq!((ticket.number, ticket.reminded, ticket.reopened), (41, 2, 1));
    assert_eq!((ticket.state, ticket.priority), (TicketState::Assigned { agent: ken, since: at(40) }, Priority::High));
    assert_eq!(ticket.answered_at, Some(at(60)));
    assert_eq!(tx.learning_outcome(ticket.id).await?, Some(LearningOutcome::Drafts(1)));
    Ok(())
}

async fn knowledge_is_there(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    let (vpn, ken) = (EntryId::new(id(13)), PersonId::new(id(2)));
    let changed = tx.entries_after(0, 500).await?;
    assert_eq!(changed.iter().map(|one| one.key.as_str()).collect::<Vec<_>>(), ["vpn", "old"]);
    assert_eq!(changed[0].variants, ["VPN使えない", "VPNエラー"]);
    let groups = vec![AudienceGroup::Team("IT".into()), AudienceGroup::Group("0f0f".into())];
    assert_eq!(changed[0].audience, Audience::Chosen(groups));
    assert!(changed[1].retired);
    let versions = tx.entry_versions(vpn).await?;
    assert_eq!(versions.iter().map(|one| one.by).collect::<Vec<_>>(), [None, Some(ken)]);
    let waiting = tx.waiting_drafts(TeamId::new(id(6))).await?;
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].relation, &waiting[0].near), (Relation::Variant(vpn), &vec![vpn]));
    assert_eq!(
        (&waiting[0].tickets, &waiting[0].evidence),
        (&vec![TicketId::new(id(15))], &vec![MessageId::new(id(12))])
    );
    let rejected = tx.draft(DraftId::new(id(17))).await?.expect("it is there");
    assert_eq!(rejected.state, DraftState::Rejected { by: ken, reason: "not wanted".into(), at: at(80) });
    assert_eq!(tx.unanswered(9).await?[0].message.uuid(), id(9));
    Ok(())
}

async fn deliveries_are_there(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    let sent = tx.deliveries_of(&Subject::Answer(MessageId::new(id(10)))).await?;
    assert_eq!((sent[0].id.uuid(), &sent[0].state), (id(18), &DeliveryState::Sent));
    assert_eq!(sent[0].remote_id.as_deref(), Some("1790000001000"));
    let notice = Subject::TicketNotice(TicketId::new(id(15)), TicketNotice::NobodyTookIt);
    assert_eq!(tx.deliveries_of(&notice).await?[0].state, DeliveryState::Undeliverable("403".into()));
    Ok(())
}

async fn queues_are_there(fixture: &Fixture, home: &TenantId) {
    let (inquiry, message) = (InquiryId::new(id(7)), MessageId::new(id(9)));
    let answer = fixture.store.claim(Queue::Answering, 9).await.expect("it can be claimed");
    assert_eq!(answer.iter().map(|one| &one.task).collect::<Vec<_>>(), [&Task::Answer { inquiry, message }]);
    let remind = fixture.store.claim(Queue::Timer, 9).await.expect("it can be claimed");
    let ticket = TicketId::new(id(15));
    assert_eq!(
        remind.iter().map(|one| &one.task).collect::<Vec<_>>(),
        [&Task::Remind { ticket, reopened: 1, moved: 0 }]
    );
    let dead = fixture.store.dead_letters(9).await.expect("they can be read");
    assert_eq!((dead[0].id.uuid(), dead[0].error.as_str()), (id(22), "gave up"));
    let again = Task::Receive { channel: teams(), conversation: "a:hanako".into(), activity: "{}".into() };
    assert!(!fixture.ingest(home, "activity 1", again).await);
    let id = dead[0].id;
    assert!(fixture.write(home, move |tx| Box::pin(async move { requeue(tx, id).await })).await);
}
