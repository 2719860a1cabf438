//! What a job costs in processor time, one after another and many at once.
//!
//! `cargo run --release -p storage --example cost -- [FOLDER] [JOBS]`; without a folder, in one for temporary files.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use desk::event::{Event, Task};
use desk::id::{ChannelName, ConversationId, InquiryId, MessageId, PersonId, TenantId};
use desk::inquiry::{Address, Author, Conversation, ConversationKind, Inquiry, Message, MessageKind, Reach, Stage};
use desk::language::Language;
use desk::outside::{Clock, Ids};
use desk::people::{DirectoryId, Person};
use desk::store::{Store, StoreError};
use time::OffsetDateTime;
use uuid::Uuid;

/// Jobs of each measurement, unless the command line says another number.
const JOBS: usize = 2_000;
/// How many run at once in the concurrent half.
const AT_ONCE: usize = 64;
/// Conversations among which the jobs are spread.
const CHATS: usize = 64;

struct Now;

impl Clock for Now {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}

struct Counted(AtomicU64);

impl Ids for Counted {
    fn fresh(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}

#[tokio::main]
async fn main() {
    let mut words = std::env::args().skip(1);
    let folder = words.next().map(PathBuf::from);
    let jobs = words.next().map_or(JOBS, |word| word.parse().expect("a number of jobs"));
    let temporary = tempfile::tempdir().expect("a folder for temporary files");
    let path = folder.unwrap_or_else(|| temporary.path().to_owned()).join("cost.db");
    let ids = Arc::new(Counted(AtomicU64::new(1)));
    let location = storage::Location::SqliteFile(path);
    let opened = storage::open(&location, storage::ConnectionPolicy::server(), Arc::new(Now), ids.clone()).await;
    let store = opened.expect("it opens");
    let tenant = TenantId::parse("home").expect("a good id");
    let mut chats = Vec::with_capacity(CHATS);
    for number in 0..CHATS {
        chats.push(chat(store.as_ref(), &tenant, ids.as_ref(), number).await);
    }
    let setting = Arc::new(Setting { store, tenant, ids, chats });
    println!("| {:<28} | jobs/s | processor time a job | statements a job | jobs a commit |", "");
    for (name, at_once, writes) in [
        ("write, one after another", 1, true),
        ("write, 64 at once", AT_ONCE, true),
        ("read, one after another", 1, false),
        ("read, 64 at once", AT_ONCE, false),
    ] {
        measure(&setting, name, jobs, at_once, writes).await;
    }
}

struct Setting {
    store: Arc<dyn Store>,
    tenant: TenantId,
    ids: Arc<Counted>,
    chats: Vec<(String, DirectoryId, InquiryId)>,
}

async fn measure(setting: &Arc<Setting>, name: &str, jobs: usize, at_once: usize, writes: bool) {
    let (began, spent) = (Instant::now(), processor_time());
    let before = setting.store.usage();
    let workers: Vec<_> = (0..at_once)
        .map(|worker| {
            let setting = setting.clone();
            tokio::spawn(async move {
                for number in (worker..jobs).step_by(at_once) {
                    if writes { setting.write(number).await } else { setting.read(number).await }
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.expect("no job fails");
    }
    let (took, cost) = (began.elapsed().as_secs_f64(), processor_time() - spent);
    let after = setting.store.usage();
    let each = |of: u64| of as f64 / jobs as f64;
    let commits = (after.commits - before.commits).max(1);
    println!(
        "| {name:<28} | {:>6.0} | {:>17.3} ms | {:>16.1} | {:>13.1} |",
        jobs as f64 / took,
        cost * 1000.0 / jobs as f64,
        each(after.statements - before.statements),
        if writes { jobs as f64 / commits as f64 } else { 0.0 },
    );
}

impl Setting {
    /// What taking down a message does.
    async fn write(&self, number: usize) {
        let (remote, directory, inquiry) = self.chats[number % self.chats.len()].clone();
        let message = MessageId::new(self.ids.fresh());
        let done = self.store.write::<_, StoreError, _>(&self.tenant, move |tx| {
            Box::pin(async move {
                let chat = tx.conversation_by_remote(&remote).await?.expect("it is there");
                let person = tx.person_by_directory(&directory).await?.expect("it is there");
                let mut inquiry = tx.inquiry(inquiry).await?.expect("it is there");
                assert_eq!(inquiry.conversation, chat.id);
                let now = tx.now();
                tx.add_message(Message {
                    id: message,
                    inquiry: inquiry.id,
                    number: 0,
                    author: Author::Requester(person.id),
                    kind: MessageKind::Said,
                    text: "VPNにつながりません。どうすればよいですか。".to_owned(),
                    attachments: Vec::new(),
                    at: now,
                    conversation: Some(chat.id),
                    remote_id: Some(message.to_string()),
                    guess: None,
                })
                .await?;
                inquiry.last_at = now;
                tx.save_inquiry(&inquiry).await?;
                tx.record(Event::InquiryAsked { inquiry: inquiry.id, message }).await?;
                tx.enqueue(Task::Answer { inquiry: inquiry.id, message }).await
            })
        });
        done.await.expect("it is written");
    }

    /// What looking up before an answer does.
    async fn read(&self, number: usize) {
        let (remote, directory, inquiry) = self.chats[number % self.chats.len()].clone();
        let done = self.store.read::<_, StoreError, _>(&self.tenant, move |tx| {
            Box::pin(async move {
                let chat = tx.conversation_by_remote(&remote).await?.expect("it is there");
                let person = tx.person_by_directory(&directory).await?.expect("it is there");
                tx.inquiry(inquiry).await?.expect("it is there");
                tx.latest_inquiry(chat.id, person.id).await
            })
        });
        done.await.expect("it is read");
    }
}

/// A chat with an inquiry in it.
async fn chat(store: &dyn Store, tenant: &TenantId, ids: &Counted, number: usize) -> (String, DirectoryId, InquiryId) {
    let directory = DirectoryId::parse(&format!("person-{number}")).expect("a directory id");
    let remote = format!("a:chat-{number}");
    let person = Person {
        id: PersonId::new(ids.fresh()),
        directory_id: directory.clone(),
        channel_id: format!("29:{number}"),
        name: format!("Person {number}"),
        language: Some(Language::Japanese),
    };
    let chat = Conversation {
        id: ConversationId::new(ids.fresh()),
        kind: ConversationKind::Personal,
        remote_id: remote.clone(),
        address: Address {
            channel: ChannelName::parse("teams").expect("a good name"),
            opaque: r#"{"service_url":"https://smba.example/jp/","bot_id":"28:bot"}"#.to_owned(),
        },
        parent: None,
        team_remote_id: None,
        name: None,
        person: Some(person.id),
        language: Language::Japanese,
        reach: Reach::Reachable,
        greeted: true,
    };
    let id = InquiryId::new(ids.fresh());
    let done = store.write::<_, StoreError, _>(tenant, move |tx| {
        Box::pin(async move {
            let requester = tx.save_person(person).await?.id;
            tx.save_conversation(&chat).await?;
            let now = tx.now();
            tx.save_inquiry(&Inquiry {
                id,
                requester,
                conversation: chat.id,
                language: Language::Japanese,
                stage: Stage::Assistant,
                opened_at: now,
                last_at: now,
            })
            .await
        })
    });
    done.await.expect("it is written");
    (remote, directory, id)
}

/// Processor time of this process in seconds, all threads, in the program and in the system.
fn processor_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux tells");
    // After the name, which may hold spaces, come the fields from the third on; times are the 14th and 15th, in 1/100 s.
    let fields: Vec<&str> = stat.rsplit(')').next().expect("there is a name").split_whitespace().collect();
    let ticks = |field: usize| fields[field - 3].parse::<f64>().expect("a number");
    (ticks(14) + ticks(15)) / 100.0
}
