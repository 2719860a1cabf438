//! A small named world: Mika and Emma ask, Ken and Yui answer in the channel of IT.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use desk::actions::Press;
use desk::answering::{Index, SHIPPED_PROMISE, Trust};
use desk::event::{Claimed, Queue, Task};
use desk::faq::{Audience, AudienceGroup, Entry, Wording, publish, revise};
use desk::flow::card_action::card_action;
use desk::flow::follow_faq::follow;
use desk::flow::{
    ActionOutcome, Adapter, Channels, Command, HelpDesk, Inbound, InboundKind, InboundParser, Ingested, Outcome,
    ParsedActivity, RemoteConversation, SeenOutcomes, Sender, follow_outcomes,
};
use desk::id::{ChannelName, TaskId, TeamId, TenantId};
use desk::inquiry::{Address, ConversationKind};
use desk::language::Language;
use desk::outside::{ChannelError, Clock, Content, Directory, Ids};
use desk::people::rights::AccessPolicy;
use desk::people::{DirectoryId, Member, Person, Team};
use desk::policy::Policy;
use desk::store::{Pause, Store, StoreError};
use retrieval::MemoryIndex;
use storage::{ConnectionPolicy, Location};
use time::Duration;

use crate::{CountedIds, FixedClock, RecordingChannel};

/// Remote id of the channel of IT.
pub const IT_CHANNEL: &str = "19:it@thread.tacv2";
/// How long a ticket waits in this world until its agents are reminded of it.
pub const REMIND_AFTER: Duration = Duration::minutes(15);
/// Passes over all queues after which work that never ends is a bug.
const MOST_PASSES: usize = 200;
/// How long a task waits while the outside cannot be reached.
const UNREACHABLE_PAUSE: Duration = Duration::seconds(2);

/// A desk on a store in memory, with a recording channel.
pub struct World {
    /// The desk.
    pub help_desk: HelpDesk,
    /// What people see.
    pub channel: Arc<RecordingChannel>,
    /// The time.
    pub clock: Arc<FixedClock>,
    /// Groups by object id of the person.
    pub groups: Arc<Groups>,
    /// The one tenant of this world.
    pub tenant: TenantId,
    inbound: Arc<Remembered>,
    ids: Arc<CountedIds>,
    twice: bool,
}

/// Groups of people, told by the test.
#[derive(Default)]
pub struct Groups(pub Mutex<HashMap<String, Vec<AudienceGroup>>>);

#[async_trait]
impl Directory for Groups {
    async fn groups(&self, person: &Person) -> Result<Vec<AudienceGroup>, ChannelError> {
        let known = self.0.lock().expect("nobody panics while holding it");
        Ok(known.get(person.directory_id.as_str()).cloned().unwrap_or_default())
    }
}

/// Activities of this world are keys to what came in.
#[derive(Default)]
struct Remembered(Mutex<HashMap<String, ParsedActivity>>);

impl InboundParser for Remembered {
    fn parse(&self, _tenant: &TenantId, activity: &str) -> Result<ParsedActivity, String> {
        let known = self.0.lock().expect("nobody panics while holding it");
        known.get(activity).cloned().ok_or_else(|| "never heard".to_owned())
    }
}

impl World {
    /// A world on SQLite in memory, with the team IT (the default) and its channel connected; Ken and Yui are its agents.
    pub async fn new() -> Self {
        Self::on(&Location::SqliteMemory).await
    }

    /// The same in a file, as a server has it.
    pub async fn in_file(path: &Path) -> Self {
        Self::on(&Location::SqliteFile(path.to_owned())).await
    }

    /// The same on another database.
    pub async fn on(location: &Location) -> Self {
        let clock = Arc::new(FixedClock::default());
        let ids = Arc::new(CountedIds::default());
        let store = storage::open(location, ConnectionPolicy::server(), clock.clone(), ids.clone())
            .await
            .expect("a fresh store opens");
        let channel = Arc::new(RecordingChannel::default());
        let groups = Arc::new(Groups::default());
        let inbound = Arc::new(Remembered::default());
        let policy = Policy {
            access: AccessPolicy { admins: vec![directory_id("ken")], anybody_is_admin: false },
            teams_by_connecting: false,
            promised: SHIPPED_PROMISE,
            answer_from: None,
            offer_from: None,
            remind_after: REMIND_AFTER,
            language: Language::Japanese,
        };
        let adapter = Adapter { channel: channel.clone(), parser: inbound.clone() };
        let help_desk = HelpDesk {
            store,
            channels: Arc::new(Channels::default().with(channel_name(), adapter)),
            index: Arc::new(MemoryIndex::default()),
            directory: groups.clone(),
            policy: Arc::new(policy),
        };
        let tenant = TenantId::parse("tenant-a").expect("a good id");
        let world = Self { help_desk, channel, clock, groups, tenant, inbound, ids, twice: false };
        world.channel.set_roster(vec![member("ken"), member("yui")]);
        world.add_team("IT", true, &["VPN", "パソコン"]).await;
        world.say_in_channel("ken", IT_CHANNEL, InboundKind::command(Command::Connect(Some("IT".into())))).await;
        world
    }

    /// From now on every task that is done is run again, as after a lost answer of the store: it must act once.
    #[must_use]
    pub fn running_everything_twice(self) -> Self {
        Self { twice: true, ..self }
    }

    /// Adds a team of the desk.
    pub async fn add_team(&self, name: &str, is_default: bool, keywords: &[&str]) -> TeamId {
        let id = TeamId::new(self.ids.fresh());
        let team = Team {
            id,
            name: name.to_owned(),
            is_default,
            keywords: keywords.iter().map(ToString::to_string).collect(),
            listed_agents: None,
            channel: None,
            serves: Audience::Everyone,
        };
        self.store()
            .write::<_, StoreError, _>(&self.tenant, move |tx| Box::pin(async move { tx.save_team(&team).await }))
            .await
            .expect("a team is saved");
        id
    }

    /// The store.
    pub fn store(&self) -> &dyn Store {
        self.help_desk.store.as_ref()
    }

    /// Publishes an entry for everybody and lets the index follow.
    pub async fn publish(&self, question: &str, answer: &str) -> Entry {
        self.publish_for(question, answer, Audience::Everyone).await
    }

    /// Publishes an entry for an audience.
    pub async fn publish_for(&self, question: &str, answer: &str, audience: Audience) -> Entry {
        let wording = Wording {
            question: question.to_owned(),
            answer: answer.to_owned(),
            variants: Vec::new(),
            language: Language::of_text(question),
            audience,
        };
        let entry = self
            .store()
            .write(&self.tenant, move |tx| Box::pin(async move { publish(tx, None, wording, None).await }))
            .await
            .expect("a good entry");
        self.work().await;
        entry
    }

    /// Publishes an entry anew, for another audience.
    pub async fn publish_anew_for(&self, entry: &Entry, audience: Audience) {
        let Entry { id, question, answer, variants, language, .. } = entry.clone();
        let wording = Wording { question, answer, variants, language, audience };
        self.store()
            .write(&self.tenant, move |tx| {
                Box::pin(async move {
                    let known = tx.entry(id).await?.expect("it was published");
                    revise(tx, known, wording, None).await
                })
            })
            .await
            .expect("a good entry");
        self.work().await;
    }

    /// Somebody writes to the bot in their personal chat; everything that follows is done.
    pub async fn say(&self, who: &str, text: &str) {
        self.hear(who, personal(who), InboundKind::message(text)).await;
    }

    /// Somebody writes in a channel or a thread of it.
    pub async fn say_in_channel(&self, who: &str, remote_id: &str, what: InboundKind) {
        self.hear(who, channel(remote_id), what).await;
    }

    /// Something comes in, is handed over, and everything that follows is done.
    pub async fn hear(&self, who: &str, conversation: RemoteConversation, what: InboundKind) {
        let id = self.ids.fresh().to_string();
        self.hear_as(&id, who, conversation, what).await;
    }

    /// The same under an activity id of the test; the same id again is the same activity.
    pub async fn hear_as(&self, id: &str, who: &str, conversation: RemoteConversation, what: InboundKind) {
        if self.twice {
            let remote = conversation.remote_id.clone();
            let inbound = self.inbound(id, who, conversation, what);
            self.enqueue_activity(id, &remote, ParsedActivity::Inbound(inbound)).await;
        } else {
            let ingested = self.hand_over_to_be_answered(id, who, conversation, what).await;
            assert!(!matches!(ingested, Ingested::Answered(..)), "nobody waits here for something to send");
        }
        self.work().await;
    }

    /// Something comes in and is taken in; what follows from it is left for the next [`work`](Self::work).
    pub async fn only_hear(&self, who: &str, conversation: RemoteConversation, what: InboundKind) {
        let id = self.ids.fresh().to_string();
        self.only_hear_as(&id, who, conversation, what).await;
    }

    /// The same under an activity id of the test.
    pub async fn only_hear_as(&self, id: &str, who: &str, conversation: RemoteConversation, what: InboundKind) {
        self.hand_over(id, who, conversation, what).await;
        self.work_on(Queue::Intake).await;
    }

    /// Something is inbound and stored as a task; it waits for the next [`work`](Self::work).
    pub async fn enqueue(&self, who: &str, conversation: RemoteConversation, what: InboundKind) {
        let id = self.ids.fresh().to_string();
        let remote = conversation.remote_id.clone();
        let inbound = self.inbound(&id, who, conversation, what);
        self.enqueue_activity(&id, &remote, ParsedActivity::Inbound(inbound)).await;
    }

    /// Something is inbound and handed over by the channel, under an activity id of the test; nothing is worked on.
    pub async fn hand_over(&self, id: &str, who: &str, conversation: RemoteConversation, what: InboundKind) {
        let remote = conversation.remote_id.clone();
        let inbound = self.inbound(id, who, conversation, what);
        self.store_activity(id, &remote, ParsedActivity::Inbound(inbound)).await;
    }

    /// The same, by somebody who could send an answer at once, as the program does where nothing is in its way.
    pub async fn hand_over_to_be_answered(
        &self,
        id: &str,
        who: &str,
        conversation: RemoteConversation,
        what: InboundKind,
    ) -> Ingested {
        let remote = conversation.remote_id.clone();
        let inbound = self.inbound(id, who, conversation, what);
        let task = self.remember(id, &remote, ParsedActivity::Inbound(inbound.clone()));
        let key = format!("{remote} {id}");
        let foreseen = self.help_desk.foresee(&self.tenant, &inbound).await;
        let ingesting = self.help_desk.ingest_and_answer(&self.tenant, &key, task, (inbound, foreseen));
        ingesting.await.expect("the store takes it")
    }

    async fn store_activity(&self, id: &str, remote: &str, parsed: ParsedActivity) {
        if self.twice {
            // What is taken in at once is no task that could be run twice.
            return self.enqueue_activity(id, remote, parsed).await;
        }
        let task = self.remember(id, remote, parsed.clone());
        let key = format!("{remote} {id}");
        let inbound = Inbound::of(|| Ok(parsed));
        self.help_desk.ingest(&self.tenant, &key, task, inbound).await.expect("the store takes it");
    }

    async fn enqueue_activity(&self, id: &str, remote: &str, parsed: ParsedActivity) {
        let task = self.remember(id, remote, parsed);
        let enqueued = self.store().write::<_, StoreError, _>(&self.tenant, move |tx| Box::pin(tx.enqueue(task)));
        enqueued.await.expect("the store works");
    }

    fn remember(&self, id: &str, remote: &str, parsed: ParsedActivity) -> Task {
        self.inbound.0.lock().expect("nobody panics while holding it").insert(id.to_owned(), parsed);
        Task::Receive { channel: channel_name(), conversation: remote.to_owned(), activity: id.to_owned() }
    }

    /// Somebody presses a card in their personal chat.
    pub async fn press(&self, who: &str, press: impl Into<Press>) -> ActionOutcome {
        self.press_in(who, personal(who), press).await
    }

    /// Somebody presses a card in a conversation.
    pub async fn press_in(
        &self,
        who: &str,
        conversation: RemoteConversation,
        press: impl Into<Press>,
    ) -> ActionOutcome {
        let inbound = self.inbound("press", who, conversation, InboundKind::Ignored);
        let pressed =
            card_action(self.store(), self.help_desk.channels.as_ref(), &self.help_desk.policy, inbound, press.into())
                .await
                .expect("the store works");
        self.work().await;
        pressed
    }

    /// Somebody presses a card in a client that does not wait for an answer.
    pub async fn press_late(&self, who: &str, conversation: RemoteConversation, press: impl Into<Press>) {
        let id = self.ids.fresh().to_string();
        let remote = conversation.remote_id.clone();
        let inbound = self.inbound(&id, who, conversation, InboundKind::Ignored);
        self.store_activity(&id, &remote, ParsedActivity::CardAction(inbound, press.into())).await;
        self.work().await;
    }

    /// The same with data that no card of ours carries.
    pub async fn press_late_with_nonsense(&self, who: &str, verb: &'static str) {
        let (id, at) = (self.ids.fresh().to_string(), personal(who));
        let remote = at.remote_id.clone();
        let inbound = self.inbound(&id, who, at, InboundKind::Ignored);
        self.store_activity(&id, &remote, ParsedActivity::UnreadableAction(inbound, verb)).await;
        self.work().await;
    }

    /// Something that comes in, under an activity id of the test.
    pub fn inbound(&self, id: &str, who: &str, conversation: RemoteConversation, what: InboundKind) -> Inbound {
        Inbound {
            tenant: self.tenant.clone(),
            conversation,
            from: Some(speaker(who)),
            activity_id: id.to_owned(),
            at: self.clock.now(),
            what,
        }
    }

    /// Brings the assistant's trust in itself to the newest outcome.
    pub async fn follow_outcomes(&self) {
        self.trust_of(self.help_desk.index.as_ref()).await;
    }

    /// How far a process that has just been started trusts itself.
    pub async fn trust_of_a_fresh_process(&self) -> Trust {
        self.trust_of(&MemoryIndex::default()).await
    }

    async fn trust_of(&self, index: &dyn Index) -> Trust {
        let promised = self.help_desk.policy.promised;
        follow_outcomes(self.store(), index, promised, &mut SeenOutcomes::default()).await.expect("the store works");
        index.trust(&self.tenant)
    }

    /// Runs every due task until none is left, the index following in between. Panics on a task that is given up.
    pub async fn work(&self) {
        for _ in 0..MOST_PASSES {
            follow(self.store(), self.help_desk.index.as_ref()).await.expect("the store works");
            if !self.pass_over_queues().await {
                return;
            }
        }
        panic!("the queues never become empty");
    }

    /// As [`work`](Self::work), but only so many times each queue, also when something is left.
    pub async fn work_for(&self, passes: u32) {
        for _ in 0..passes {
            follow(self.store(), self.help_desk.index.as_ref()).await.expect("the store works");
            self.pass_over_queues().await;
        }
    }

    async fn pass_over_queues(&self) -> bool {
        let mut worked = false;
        for queue in Queue::ALL {
            worked |= self.work_on(queue).await;
        }
        worked
    }

    async fn work_on(&self, queue: Queue) -> bool {
        let due = self.store().claim(queue, 10).await.expect("the store works");
        let worked = !due.is_empty();
        for claimed in due {
            let (id, outcome) = self.run(claimed.clone()).await;
            match outcome {
                Outcome::Done if self.twice => self.run_again(claimed).await,
                Outcome::Done | Outcome::Ready(..) | Outcome::Lost => {}
                Outcome::Later(delay) => {
                    self.store().postpone(id, delay, Pause::Waiting).await.expect("the store works");
                    self.clock.pass(delay);
                }
                Outcome::Unreachable(_) => {
                    self.store().postpone(id, UNREACHABLE_PAUSE, Pause::Waiting).await.expect("the store works");
                    self.clock.pass(UNREACHABLE_PAUSE);
                }
                Outcome::Failed(reason) | Outcome::Hopeless(reason) => panic!("a task failed: {reason}"),
            }
        }
        worked
    }

    /// The next thing that is to be sent waits for its turn when its process is killed; later another one takes it up.
    pub async fn is_killed_while_it_waits_to_send(&self) {
        self.channel.lose_a_turn();
        for queue in [Queue::Intake, Queue::Answering] {
            self.work_on(queue).await;
        }
        let claimed = self.store().claim(Queue::Courier, 1).await.expect("the store works");
        let [claimed] = &claimed[..] else { panic!("something is to be sent: {claimed:?}") };
        tokio::select! {
            outcome = self.help_desk.run(claimed.clone()) => panic!("it did not wait: {outcome:?}"),
            () = self.channel.somebody_waits_in_vain() => {}
        }
        self.store().postpone(claimed.id, Duration::ZERO, Pause::Waiting).await.expect("the store works");
    }

    async fn run_again(&self, claimed: Claimed) {
        let done = (self.events().await, self.channel.posts().len());
        let task = claimed.task.clone();
        assert_eq!(self.help_desk.run(claimed).await, Outcome::Lost, "{task:?} is not ended with its effect");
        assert_eq!((self.events().await, self.channel.posts().len()), done, "{task:?} acts twice");
    }

    /// The names of all that has happened, in order.
    pub async fn events(&self) -> Vec<String> {
        self.store().place_events().await.expect("the store works");
        let record = self.store().events_after(&self.tenant, 0, 500).await.expect("the store works");
        record.into_iter().map(|event| event.name).collect()
    }

    /// Runs a task, and the one that follows from it when it is held already. Returns the last one's outcome.
    pub async fn run(&self, claimed: Claimed) -> (TaskId, Outcome) {
        match (claimed.id, self.help_desk.run(claimed).await) {
            (_, Outcome::Ready(next, prepared)) => (next.id, self.help_desk.send(&next, *prepared).await),
            other => other,
        }
    }

    /// What somebody sees in their personal chat.
    pub fn seen_by(&self, who: &str) -> Vec<Content> {
        self.channel.in_conversation(&personal(who).remote_id)
    }

    /// The newest thing that somebody sees in their personal chat.
    pub fn last_seen_by(&self, who: &str) -> Content {
        self.seen_by(who).pop().expect("something was shown")
    }

    /// What stands in the threads of the channel of IT, in order.
    pub fn seen_in_it(&self) -> Vec<Content> {
        let posts = self.channel.posts().into_iter();
        posts.filter(|post| post.conversation.starts_with(IT_CHANNEL)).map(|post| post.post.content).collect()
    }

    /// The remote id of the newest thread in the channel of IT.
    pub fn newest_thread(&self) -> String {
        let posts = self.channel.posts();
        let threads = posts.iter().filter(|post| post.conversation.starts_with(&format!("{IT_CHANNEL};")));
        threads.map(|post| post.conversation.clone()).next_back().expect("a thread was opened")
    }
}

/// The name of this world's one channel.
pub fn channel_name() -> ChannelName {
    ChannelName::parse("recording").expect("a good name")
}

/// Somebody's personal chat.
pub fn personal(who: &str) -> RemoteConversation {
    RemoteConversation {
        remote_id: format!("a:{who}"),
        kind: ConversationKind::Personal,
        address: Address { channel: channel_name(), opaque: "the way to the recording channel".to_owned() },
        team_remote_id: None,
        channel_remote_id: None,
        root_remote_id: None,
        name: None,
    }
}

/// A channel, or a thread of it where the id says so.
pub fn channel(remote_id: &str) -> RemoteConversation {
    let (base, root) = match remote_id.split_once(";messageid=") {
        Some((base, root)) => (base, Some(root.to_owned())),
        None => (remote_id, None),
    };
    RemoteConversation {
        remote_id: remote_id.to_owned(),
        kind: if root.is_some() { ConversationKind::Thread } else { ConversationKind::Channel },
        team_remote_id: Some("19:team".to_owned()),
        channel_remote_id: root.is_some().then(|| base.to_owned()),
        root_remote_id: root,
        ..personal("nobody")
    }
}

/// Object id of a person of this world.
pub fn directory_id(who: &str) -> DirectoryId {
    DirectoryId::parse(&format!("oid-{who}")).expect("a good id")
}

fn speaker(who: &str) -> Sender {
    let language = if who == "emma" { Language::English } else { Language::Japanese };
    Sender {
        directory_id: directory_id(who),
        channel_id: format!("29:{who}"),
        name: name(who).to_owned(),
        language: Some(language),
    }
}

/// A line of the roster with a person of this world.
pub fn member(who: &str) -> Member {
    Member { directory_id: directory_id(who), channel_id: format!("29:{who}"), name: name(who).to_owned(), mail: None }
}

/// Display name of a person of this world.
pub fn name(who: &str) -> &str {
    match who {
        "mika" => "佐藤 美香",
        "emma" => "Emma Miller",
        "ken" => "田中 健",
        "yui" => "鈴木 結衣",
        other => other,
    }
}
