//! Two tenants never meet: every query and every change, asked by one tenant with the ids of another.

use std::sync::Arc;

use desk::answering::{Basis, EntryVectors, HashedRow, Outcome, Row};
use desk::delivery::{Delivery, DeliveryState, Subject};
use desk::event::{Queue, Task};
use desk::faq::{Audience, Entry, EntryFilter};
use desk::figures::{Period, Reachability};
use desk::handoff::{Priority, Ticket, TicketFilter};
use desk::id::{DeliveryId, DraftId, EntryId, MessageId};
use desk::inquiry::{Evidence, Guess, Inquiry, Message, Reach, Search};
use desk::language::Language;
use desk::learning::{Draft, DraftStanding, DraftState, LearningOutcome, Relation, Unanswered};
use desk::lexicon::WordGroup;
use desk::people::{Grant, Member, Person, Role};
use desk::session::{Account, AccountName, Attempts, DeviceKey, PasswordHash, Session, SessionKey, Trier};
use desk::store::{StoreError, Transaction, Work};

use uuid::Uuid;

use crate::fixture::Fixture;
use crate::world::{World, directory_id};
use crate::{commit, everywhere};

everywhere! {
    no_query_finds_anything_of_another_tenant,
    no_change_reaches_another_tenant,
    nothing_can_refer_to_another_tenant,
    the_same_names_and_numbers_live_in_two_tenants,
}

/// One of everything, in the first tenant.
struct All {
    world: World,
    message: Message,
    entry: Entry,
    ticket: Ticket,
    draft: Draft,
    delivery: Delivery,
}

impl Fixture {
    async fn all(&self) -> Arc<All> {
        let world = self.world().await;
        let message = Message {
            conversation: Some(world.chat.id),
            remote_id: Some("1700".into()),
            guess: Some(guess()),
            ..self.message_in(&world.inquiry, "VPNが切れます")
        };
        let ticket = Ticket { thread: Some(world.channel.id), ..self.ticket_for(&world.inquiry, &world.team) };
        let draft = Draft {
            id: DraftId::new(self.fresh()),
            team: world.team.id,
            question: "VPN?".into(),
            answer: "再接続".into(),
            language: Language::Japanese,
            relation: Relation::New,
            audience: Audience::Everyone,
            state: DraftState::Proposed,
            tickets: vec![ticket.id],
            near: Vec::new(),
            evidence: vec![message.id],
            at: self.now(),
        };
        let delivery = Delivery {
            id: DeliveryId::new(self.fresh()),
            conversation: world.chat.id,
            subject: Subject::Answer(message.id),
            state: DeliveryState::Waiting,
            remote_id: Some("1701".into()),
            at: self.now(),
        };
        let all = All { message, entry: self.entry_keyed("vpn"), ticket, draft, delivery, world };
        let unanswered = Unanswered { message: all.message.id, at: self.now(), language: Language::Japanese };
        let channel = all.world.channel.id;
        let kept = outcome(&all, true);
        let (granted, signs_in, signed_in) = (grant(&all), account(&all), session(&all));
        commit!(self, tx => {
            let message = tx.add_message(all.message).await?;
            let entry = tx.save_entry(&all.entry, None).await?;
            tx.save_vectors(&vectors(&entry, 1)).await?;
            tx.save_word_group(&words("VPN")).await?;
            let ticket = tx.add_ticket(all.ticket).await?;
            tx.save_draft(&all.draft).await?;
            tx.save_delivery(&all.delivery).await?;
            tx.save_learning_outcome(ticket.id, Some(LearningOutcome::Drafts(1))).await?;
            tx.keep_unanswered(&unanswered).await?;
            tx.save_outcome(&kept).await?;
            tx.set_roster(channel, &[member("ichiro")]).await?;
            tx.save_grant(&granted).await?;
            tx.save_grant(&Grant { role: Role::Auditor, team: None, ..granted }).await?;
            tx.add_account(&signs_in).await?;
            tx.save_attempts(&account_name(), Trier::Strangers, Some(Attempts { count: 1, at: tx.now() })).await?;
            tx.save_device(&account_name(), DeviceKey::new([8; 32])).await?;
            tx.add_session(&signed_in).await?;
            Ok(Arc::new(All { message, entry, ticket, ..all }))
        })
    }
}

/// The day on which everything was made.
fn day(all: &All) -> Period {
    let day = all.message.at.date();
    Period::new(day, day, time::UtcOffset::UTC).expect("a day")
}

fn guess() -> Guess {
    let evidence = Evidence { form: 1, language: None, values: vec![0.5, -1.25] };
    Guess { entry: EntryId::new(Uuid::from_u128(7)), confidence: 0.5, alone: true, evidence, refuted: false }
}

fn outcome(all: &All, right: bool) -> Outcome {
    let requester = all.world.requester.id;
    Outcome { message: all.message.id, requester, guess: guess(), right, basis: Basis::Rated, at: all.message.at }
}

fn vectors(entry: &Entry, value: i8) -> EntryVectors {
    let rows = vec![HashedRow { text: 1, row: Row { step: 0.0078, values: vec![value] } }];
    let model = "model".to_owned();
    EntryVectors { entry: entry.id, version: entry.version, model, asked: rows.clone(), answered: rows }
}

fn words(word: &str) -> WordGroup {
    WordGroup { word: word.to_owned(), synonyms: vec!["トンネル".to_owned()] }
}

fn member(name: &str) -> Member {
    Member { directory_id: directory_id(name), channel_id: String::new(), name: name.to_owned(), mail: None }
}

fn grant(all: &All) -> Grant {
    Grant { person: all.world.agent.id, role: Role::Agent, team: Some(all.world.team.id) }
}

fn account_name() -> AccountName {
    AccountName::parse("ichiro").expect("a name")
}

fn account(all: &All) -> Account {
    let (person, password) = (all.world.agent.id, PasswordHash::of_nothing());
    Account { name: account_name(), person, password, created_at: all.message.at }
}

fn session(all: &All) -> Session {
    let (person, at) = (all.world.agent.id, all.message.at);
    Session { key: SessionKey::new([7; 32]), person, started_at: at, seen_at: at }
}

/// How many things a query finds.
type Query = fn(&mut dyn Transaction, Arc<All>) -> Work<'_, Result<usize, StoreError>>;

macro_rules! queries {
    ($($name:ident($all:ident) = |$tx:ident| $found:expr;)+) => {
        &[$((stringify!($name), |$tx, $all| Box::pin(async move { Ok($found) }))),+]
    };
}

const QUERIES: &[(&str, Query)] = queries! {
    person(all) = |tx| tx.person(all.world.agent.id).await?.iter().count();
    person_by_directory(all) = |tx| tx.person_by_directory(&all.world.agent.directory_id).await?.iter().count();
    roster(all) = |tx| tx.roster(all.world.channel.id).await?.len();
    first_members(all) = |tx| tx.first_members(all.world.channel.id, 9).await?.len();
    member(all) = |tx| tx.member(all.world.channel.id, &directory_id("ichiro")).await?.iter().count();
    roster_read_at(all) = |tx| tx.roster_read_at(all.world.channel.id).await?.iter().count();
    channels_with(all) = |tx| tx.channels_with(&all.world.agent.directory_id).await?.len();
    grants_of(all) =
        |tx| tx.grants_of(all.world.agent.id).await?.iter().filter(|grant| grant.team.is_some()).count();
    standing_of(all) = |tx| tx.standing_of(&all.world.agent).await?.channels.len();
    holders(_all) = |tx| tx.holders(Role::Auditor).await?.len();
    account(_all) = |tx| tx.account(&account_name()).await?.iter().count();
    accounts(_all) = |tx| tx.accounts().await?.len();
    attempts(_all) = |tx| tx.attempts(&account_name(), Trier::Strangers).await?.iter().count();
    has_device(_all) = |tx| usize::from(tx.has_device(&account_name(), DeviceKey::new([8; 32])).await?);
    session(_all) = |tx| tx.session(SessionKey::new([7; 32])).await?.iter().count();
    people_before(all) = |tx| tx.people_before(&all.world.agent.name, None, 9).await?.len();
    teams(_all) = |tx| tx.teams().await?.len();
    team(all) = |tx| tx.team(all.world.team.id).await?.iter().count();
    conversation(all) = |tx| tx.conversation(all.world.chat.id).await?.iter().count();
    conversation_by_remote(all) = |tx| tx.conversation_by_remote(&all.world.chat.remote_id).await?.iter().count();
    personal_chat_of(all) = |tx| tx.personal_chat_of(all.world.requester.id).await?.iter().count();
    inquiry(all) = |tx| tx.inquiry(all.world.inquiry.id).await?.iter().count();
    latest_inquiry(all) =
        |tx| tx.latest_inquiry(all.world.chat.id, all.world.requester.id).await?.iter().count();
    inquiries_of(all) = |tx| tx.inquiries_of(all.world.requester.id, 9).await?.len();
    inquiries_by(all) = |tx| tx.inquiries_by(all.world.requester.id, None, 9).await?.len();
    inquiries_before(_all) = |tx| tx.inquiries_before(None, None, 9).await?.len();
    inquiries_with(_all) = |tx| tx.inquiries_with(None, &Search::parse("vpn"), None, 9).await?.hits.len();
    message(all) = |tx| tx.message(all.message.id).await?.iter().count();
    message_by_remote(all) = |tx| tx.message_by_remote(all.world.chat.id, "1700").await?.iter().count();
    first_message(all) = |tx| tx.first_message(all.world.inquiry.id).await?.iter().count();
    messages(all) = |tx| tx.messages(all.world.inquiry.id).await?.len();
    entry(all) = |tx| tx.entry(all.entry.id).await?.iter().count();
    entry_by_key(all) = |tx| tx.entry_by_key(&all.entry.key).await?.iter().count();
    entry_versions(all) = |tx| tx.entry_versions(all.entry.id).await?.len();
    standing_version(all) = |tx| tx.standing_version(all.entry.id).await?.iter().count();
    entry_version(all) = |tx| tx.entry_version(all.entry.id, all.entry.version).await?.iter().count();
    entries_before(_all) = |tx| tx.entries_before(&EntryFilter::default(), None, 9).await?.len();
    entries_after(_all) = |tx| tx.entries_after(0, 9).await?.len();
    published_after(_all) = |tx| tx.published_after("", 9).await?.len();
    vectors(all) = |tx| tx.vectors(all.entry.id, "model").await?.iter().count();
    vectors_after(_all) = |tx| tx.vectors_after("model", 0, 99, 9).await?.len();
    vectors_made(_all) = |tx| tx.vectors_made().await?.len();
    published(_all) = |tx| usize::try_from(tx.published().await?).expect("there are few");
    word_groups(_all) = |tx| tx.word_groups().await?.len();
    lexicon_revision(_all) = |tx| usize::try_from(tx.lexicon_revision().await?).expect("it counts from 0");
    ticket(all) = |tx| tx.ticket(all.ticket.id).await?.iter().count();
    ticket_by_thread(all) = |tx| tx.ticket_by_thread(all.world.channel.id).await?.iter().count();
    tickets_of_inquiry(all) = |tx| tx.tickets_of_inquiry(all.world.inquiry.id).await?.len();
    open_tickets(all) = |tx| tx.open_tickets(all.world.team.id).await?.len();
    tickets_of_team(all) =
        |tx| tx.tickets_of_team(all.world.team.id, TicketFilter::default(), None, 9).await?.len();
    tickets_with(all) = |tx| {
        let (teams, said) = ([all.world.team.id], Search::parse("vpn"));
        tx.tickets_with(&teams, TicketFilter::default(), (&said, Some(1)), None, 9).await?.hits.len()
    };
    ticket_summary(all) = |tx| tx.ticket_summary(all.ticket.id).await?.iter().count();
    draft(all) = |tx| tx.draft(all.draft.id).await?.iter().count();
    waiting_drafts(all) = |tx| tx.waiting_drafts(all.world.team.id).await?.len();
    drafts_of_team(all) =
        |tx| tx.drafts_of_team(all.world.team.id, (DraftStanding::Any, ""), None, 9).await?.len();
    drafts_of(all) = |tx| tx.drafts_of(all.ticket.id).await?.len();
    learning_outcome(all) = |tx| tx.learning_outcome(all.ticket.id).await?.iter().count();
    unanswered_message(all) = |tx| tx.unanswered_message(all.message.id).await?.iter().count();
    unanswered_before(_all) = |tx| tx.unanswered_before("", None, 9).await?.len();
    unanswered(_all) = |tx| tx.unanswered(9).await?.len();
    outcome(all) = |tx| tx.outcome(all.message.id).await?.iter().count();
    latest_outcomes(_all) = |tx| tx.latest_outcomes(9).await?.rows.len();
    guesses_until(all) = |tx| tx.guesses_until(all.message.at, 9).await?.rows.len();
    questions_by_hour(all) = |tx| tx.questions_by_hour(None, &day(&all)).await?.len();
    questions_of_team_by_hour(all) = |tx| tx.questions_by_hour(Some(all.world.team.id), &day(&all)).await?.len();
    published_by_day(all) = |tx| tx.published_by_day(None, &day(&all)).await?.len();
    tickets_opened(all) = |tx| tx.tickets_opened(&day(&all)).await?.len();
    handoffs(all) = |tx| tx.handoffs(&day(&all)).await?.len();
    backlog(_all) = |tx| tx.backlog().await?.len();
    reachability(_all) = |tx| usize::from(tx.reachability().await? != Reachability::default());
    delivery(all) = |tx| tx.delivery(all.delivery.id).await?.iter().count();
    deliveries_of(all) = |tx| tx.deliveries_of(&all.delivery.subject).await?.len();
    deliveries_in(all) = |tx| tx.deliveries_in(all.world.chat.id, &DeliveryState::Waiting).await?.len();
};

async fn no_query_finds_anything_of_another_tenant(fixture: Fixture) {
    let all = fixture.all().await;
    for (name, query) in QUERIES {
        for (tenant, found) in [(&fixture.tenant, 1), (&fixture.other_tenant, 0)] {
            let given = all.clone();
            assert_eq!(fixture.read(tenant, move |tx| query(tx, given)).await, found, "{name} for {tenant}, reading");
            let given = all.clone();
            assert_eq!(fixture.write(tenant, move |tx| query(tx, given)).await, found, "{name} for {tenant}, writing");
        }
    }
}

/// A change, asked by the other tenant. What it answers is of no interest; what it left is.
type Change = fn(&mut dyn Transaction, Arc<All>) -> Work<'_, Result<(), StoreError>>;

macro_rules! changes {
    ($($name:ident($all:ident) = |$tx:ident| $change:expr;)+) => {
        &[$((stringify!($name), |$tx, $all| Box::pin(async move { $change.map(drop) }))),+]
    };
}

const CHANGES: &[(&str, Change)] = changes! {
    save_person(all) = |tx| tx.save_person(Person { name: "X".into(), ..all.world.agent.clone() }).await;
    save_conversation(all) =
        |tx| tx.save_conversation(&desk::inquiry::Conversation { greeted: true, person: None, ..all.world.chat.clone() }).await;
    set_reach(all) = |tx| tx.set_reach(all.world.channel.id, Reach::Uninstalled).await;
    set_channel_reach(all) = |tx| tx.set_channel_reach(all.world.channel.id, Reach::Gone).await;
    set_roster(all) = |tx| tx.set_roster(all.world.channel.id, &[]).await;
    save_team(all) =
        |tx| tx.save_team(&desk::people::Team { is_default: true, channel: None, ..all.world.team.clone() }).await;
    save_grant(all) = |tx| tx.save_grant(&Grant { role: Role::Admin, ..grant(&all) }).await;
    remove_grant(all) = |tx| tx.remove_grant(&grant(&all)).await;
    add_account(all) = |tx| tx.add_account(&account(&all)).await;
    save_password(all) = |tx| {
        let password = PasswordHash::parse("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA");
        tx.save_password(&Account { password: password.expect("a hash"), ..account(&all) }).await
    };
    save_attempts(_all) = |tx| tx.save_attempts(&account_name(), Trier::Strangers, None).await;
    forget_attempts(_all) = |tx| tx.forget_attempts(&account_name()).await;
    save_device(_all) = |tx| tx.save_device(&account_name(), DeviceKey::new([8; 32])).await;
    add_session(all) = |tx| tx.add_session(&session(&all)).await;
    note_use(all) = |tx| {
        let used = session(&all);
        tx.note_use(&Session { seen_at: used.seen_at + time::Duration::HOUR, ..used }).await
    };
    end_session(_all) = |tx| tx.end_session(SessionKey::new([7; 32])).await;
    end_sessions_of(all) = |tx| tx.end_sessions_of(all.world.agent.id).await;
    save_inquiry(all) =
        |tx| tx.save_inquiry(&Inquiry { language: Language::English, ..all.world.inquiry.clone() }).await;
    move_inquiries(all) = |tx| tx.move_inquiries(all.world.requester.id, all.world.channel.id).await;
    save_with_message(all) = |tx| {
        let inquiry = Inquiry { language: Language::English, ..all.world.inquiry.clone() };
        tx.save_with_message(&inquiry, Message { id: MessageId::new(tx.fresh()), ..all.message.clone() }).await
    };
    add_message(all) = |tx| tx.add_message(all.message.clone()).await;
    save_message(all) = |tx| tx.save_message(&Message { text: "X".into(), ..all.message.clone() }).await;
    save_entry(all) = |tx| tx.save_entry(&Entry { retired: true, version: 2, ..all.entry.clone() }, None).await;
    save_vectors(all) = |tx| tx.save_vectors(&vectors(&all.entry, 2)).await;
    forget_vectors_but(_all) = |tx| tx.forget_vectors_but("other", 9).await;
    save_word_group(_all) = |tx| tx.save_word_group(&WordGroup { synonyms: Vec::new(), ..words("VPN") }).await;
    remove_word_group(_all) = |tx| tx.remove_word_group("VPN").await;
    add_ticket(all) = |tx| tx.add_ticket(all.ticket.clone()).await;
    save_ticket(all) = |tx| tx.save_ticket(&Ticket { priority: Priority::Urgent, ..all.ticket.clone() }).await;
    save_draft(all) =
        |tx| tx.save_draft(&Draft { question: "X".into(), tickets: Vec::new(), ..all.draft.clone() }).await;
    save_learning_outcome(all) = |tx| tx.save_learning_outcome(all.ticket.id, Some(LearningOutcome::Drafts(9))).await;
    save_outcome(all) = |tx| tx.save_outcome(&outcome(&all, false)).await;
    remove_outcome(all) = |tx| tx.remove_outcome(all.message.id).await;
    save_delivery(all) =
        |tx| tx.save_delivery(&Delivery { state: DeliveryState::Sent, ..all.delivery.clone() }).await;
    redirect_delivery(all) = |tx| tx.redirect_delivery(all.delivery.id, all.world.channel.id).await;
};

async fn no_change_reaches_another_tenant(fixture: Fixture) {
    let all = fixture.all().await;
    let before = everything(&fixture, &all).await;
    for (name, change) in CHANGES {
        let given = all.clone();
        // Refused or done in its own rooms: both are right.
        let _ = fixture.attempt(&fixture.other_tenant, move |tx| change(tx, given)).await;
        assert_eq!(everything(&fixture, &all).await, before, "{name}");
    }
    let task = Task::Learn { ticket: all.ticket.id, reopened: 0 };
    commit!(fixture, tx => tx.enqueue(task).await);
    let id = fixture.store.claim(Queue::Learning, 9).await.expect("it can be claimed")[0].id;
    let other = fixture.other_tenant.clone();
    assert!(!fixture.write(&other, move |tx| Box::pin(async move { tx.holds(id).await })).await);
    assert!(!fixture.write(&other, move |tx| Box::pin(async move { tx.complete(id).await })).await);
    assert!(commit!(fixture, tx => tx.holds(id).await));
    assert!(commit!(fixture, tx => tx.complete(id).await));
}

/// All that the first tenant has, to be compared.
async fn everything(fixture: &Fixture, all: &Arc<All>) -> String {
    let all = all.clone();
    crate::look!(fixture, tx => {
        let people = (tx.person(all.world.agent.id).await?, tx.person(all.world.requester.id).await?);
        let backends = (tx.conversation(all.world.chat.id).await?, tx.conversation(all.world.channel.id).await?);
        let teams = (tx.teams().await?, tx.roster(all.world.channel.id).await?);
        let asked = (tx.inquiry(all.world.inquiry.id).await?, tx.messages(all.world.inquiry.id).await?);
        let faq = (tx.entries_after(0, 9).await?, tx.entry_versions(all.entry.id).await?);
        let near = (tx.vectors(all.entry.id, "model").await?, tx.word_groups().await?, tx.lexicon_revision().await?);
        let work = (tx.open_tickets(all.world.team.id).await?, tx.draft(all.draft.id).await?);
        let out = (tx.delivery(all.delivery.id).await?, tx.unanswered(9).await?);
        let console = (tx.grants_of(all.world.agent.id).await?, tx.accounts().await?);
        let tried = (tx.attempts(&account_name(), Trier::Strangers).await?, tx.has_device(&account_name(), DeviceKey::new([8; 32])).await?);
        let signed_in = (tx.session(SessionKey::new([7; 32])).await?, tried);
        let learned = (tx.learning_outcome(all.ticket.id).await?, tx.outcome(all.message.id).await?);
        Ok(format!("{people:?} {backends:?} {teams:?} {asked:?} {faq:?} {near:?} {work:?} {out:?} {learned:?} {console:?} {signed_in:?}"))
    })
}

async fn nothing_can_refer_to_another_tenant(fixture: Fixture) {
    let all = fixture.all().await;
    let foreign: &[&str] = &[
        "save_inquiry",
        "add_message",
        "add_ticket",
        "save_draft",
        "save_outcome",
        "save_delivery",
        "save_grant",
        "add_account",
        "add_session",
        "save_device",
    ];
    for (name, change) in CHANGES.iter().filter(|(name, _)| foreign.contains(name)) {
        let given = all.clone();
        let refused = fixture.attempt(&fixture.other_tenant, move |tx| change(tx, given)).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{name}: {refused:?}");
    }
}

async fn the_same_names_and_numbers_live_in_two_tenants(fixture: Fixture) {
    let all = fixture.all().await;
    let person = Person { name: "somebody else".into(), ..all.world.agent.clone() };
    let (saved, id) = (person.clone(), person.id);
    let other = fixture.other_tenant.clone();
    fixture.write(&other, move |tx| Box::pin(async move { tx.save_person(saved).await })).await;
    let found = fixture.read(&other, move |tx| Box::pin(async move { tx.person(id).await })).await;
    assert_eq!(found, Some(person));
    let kept = crate::look!(fixture, tx => tx.person(id).await);
    assert_eq!(kept, Some(all.world.agent.clone()));
}
