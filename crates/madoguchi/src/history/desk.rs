//! One desk of the past: the same verbs and stories as the running program, one thing after the other.

use std::collections::HashMap;
use std::sync::Arc;

use ::desk::actions::{Action, Press};
use ::desk::event::{Claimed, Queue, Task};
use ::desk::flow::card_action::card_action;
use ::desk::flow::follow_faq::follow;
use ::desk::flow::{
    Adapter, Channels, Command, HelpDesk, Inbound, InboundKind, Ingested, Outcome, ParsedActivity, RemoteConversation,
    SeenOutcomes, Sender, console, follow_outcomes,
};
use ::desk::id::{DraftId, EntryId, TaskId, TeamId, TicketId};
use ::desk::inquiry::ConversationKind;
use ::desk::language::Language;
use ::desk::learning::{Draft, DraftStanding, DraftState};
use ::desk::outside::{Clock, Content, Ids};
use ::desk::people::{DirectoryId, Member, Person};
use ::desk::store::{Pause, StoreError};
use anyhow::{Context, Result, bail};
use retrieval::MemoryIndex;
use teams::address::TeamsAddress;
use time::{Duration, OffsetDateTime};

use super::Plan;
use super::channel::PastChannel;
use super::moments::{PastClock, PastIds};
use crate::{demo, teams_of_the_desk, wiring};

/// Passes over the queues after which work that never ends is a fault of ours.
const MOST_PASSES: usize = 500;

pub(super) struct PastDesk<'a> {
    plan: &'a Plan<'a>,
    help_desk: HelpDesk,
    channel: Arc<PastChannel>,
    clock: Arc<PastClock>,
    ids: Arc<PastIds>,
    outcomes: SeenOutcomes,
    people: HashMap<String, Person>,
    teams: HashMap<String, TeamId>,
}

impl<'a> PastDesk<'a> {
    /// A desk on its first day: its teams connected, the sample FAQ imported, roles given.
    pub(super) async fn open(plan: &'a Plan<'a>) -> Result<Self> {
        let begins = plan.ends - Duration::days(i64::from(plan.days) + 1);
        let clock = Arc::new(PastClock::at(begins));
        let ids = Arc::new(PastIds { clock: clock.clone(), count: 0.into() });
        let settings = plan.settings;
        let store = wiring::store_of_the_past(settings, clock.clone(), ids.clone()).await?;
        teams_of_the_desk::set_up(store.as_ref(), &wiring::home(), &settings.desk.teams, settings.desk.language)
            .await?;
        let channel = Arc::new(PastChannel::default());
        let adapter = Adapter { channel: channel.clone(), parser: channel.clone() };
        let help_desk = HelpDesk {
            store,
            channels: Arc::new(Channels::default().with(teams::address::channel_name(), adapter)),
            index: Arc::new(MemoryIndex::default()),
            directory: Arc::new(wiring::NoDirectory),
            policy: Arc::new(wiring::policy(settings, true)),
        };
        let mut desk = Self {
            plan,
            help_desk,
            channel,
            clock,
            ids,
            outcomes: SeenOutcomes::default(),
            people: HashMap::new(),
            teams: HashMap::new(),
        };
        desk.set_up().await?;
        Ok(desk)
    }

    async fn set_up(&mut self) -> Result<()> {
        let (store, world) = (self.help_desk.store.clone(), self.plan.world);
        let language = self.plan.settings.desk.language;
        demo::import_sample(&self.help_desk, language).await?;
        demo::give_roles(&self.help_desk, world).await?;
        let known = store
            .read::<_, StoreError, _>(&wiring::home(), {
                let people: Vec<_> =
                    world.people.iter().map(|person| (person.key.clone(), person.directory_id.clone())).collect();
                move |tx| {
                    Box::pin(async move {
                        let mut known = HashMap::new();
                        for (key, id) in people {
                            let Some(id) = DirectoryId::parse(&id) else { continue };
                            if let Some(person) = tx.person_by_directory(&id).await? {
                                known.insert(key, person);
                            }
                        }
                        Ok((known, tx.teams().await?))
                    })
                }
            })
            .await?;
        self.people = known.0;
        self.teams = known.1.into_iter().map(|team| (team.name, team.id)).collect();
        for team in &world.teams {
            let Some(chat) = world.chats.iter().find(|chat| chat.team.as_ref() == Some(&team.id)) else { continue };
            let members = world.people.iter().filter(|person| team.members.contains(&person.id)).map(member).collect();
            self.channel.set_roster(&chat.id, members);
            let Some(first) = world.people.iter().find(|person| team.members.contains(&person.id)) else { continue };
            let place = RemoteConversation {
                remote_id: chat.id.clone(),
                kind: ConversationKind::Channel,
                team_remote_id: Some(team.id.clone()),
                channel_remote_id: Some(chat.id.clone()),
                name: Some(chat.name.clone()),
                ..self.personal(&first.key)
            };
            self.hear(&first.key, place, InboundKind::command(Command::Connect(Some(team.name.clone())))).await?;
        }
        self.work(true).await
    }

    /// Goes on to a moment.
    pub(super) fn at(&self, moment: OffsetDateTime) {
        self.clock.set(moment);
    }

    pub(super) fn team(&self, name: &str) -> Option<TeamId> {
        self.teams.get(name).copied()
    }

    /// Somebody writes to the assistant in their own chat; returns what they see then.
    pub(super) async fn say(&mut self, who: &str, text: &str) -> Result<Option<Content>> {
        self.hear(who, self.personal(who), InboundKind::message(text)).await?;
        self.seen(who).await
    }

    /// A requester presses a card; returns what they see then.
    pub(super) async fn press(&mut self, who: &str, action: Action) -> Result<Option<Content>> {
        let inbound = self.inbound("press", who, self.personal(who), InboundKind::Ignored);
        let HelpDesk { store, channels, policy, .. } = &self.help_desk;
        card_action(store.as_ref(), channels.as_ref(), policy, inbound, Press::from(action)).await?;
        self.seen(who).await
    }

    /// Somebody who works here acts. Refused or not is theirs to see, and stands in the record.
    pub(super) async fn act(&mut self, who: &str, action: Action) -> Result<bool> {
        let person = self.people.get(who).with_context(|| format!("nobody is {who}"))?;
        let HelpDesk { store, policy, .. } = &self.help_desk;
        let wanted = (Press::from(action), None);
        let done = console::act(store.as_ref(), policy, &wiring::home(), person, wanted, |_| true).await?;
        self.work(false).await?;
        Ok(done.is_ok())
    }

    /// The ticket that was opened last, once.
    pub(super) fn opened(&self) -> Option<TicketId> {
        self.channel.take_ticket()
    }

    /// Whose queue a ticket is in.
    pub(super) async fn team_of(&self, ticket: TicketId) -> Result<Option<TeamId>> {
        let home = wiring::home();
        let read = self.help_desk.store.read::<_, StoreError, _>(&home, move |tx| {
            Box::pin(async move { Ok(tx.ticket(ticket).await?.map(|ticket| ticket.team)) })
        });
        Ok(read.await?)
    }

    /// What waits for review in a team.
    pub(super) async fn drafts(&self, team: TeamId) -> Result<Vec<Draft>> {
        let home = wiring::home();
        let read = self.help_desk.store.read::<_, StoreError, _>(&home, move |tx| {
            Box::pin(async move { tx.drafts_of_team(team, (DraftStanding::Proposed, ""), None, 50).await })
        });
        Ok(read.await?)
    }

    /// The entry in which a draft was published or that it was merged into, if it was.
    pub(super) async fn published_in(&self, draft: DraftId) -> Result<Option<EntryId>> {
        let home = wiring::home();
        let read = self.help_desk.store.read::<_, StoreError, _>(&home, move |tx| {
            Box::pin(async move {
                Ok(tx.draft(draft).await?.and_then(|draft| match draft.state {
                    DraftState::Approved { entry, .. } | DraftState::Merged { entry, .. } => Some(entry),
                    _ => None,
                }))
            })
        });
        Ok(read.await?)
    }

    /// The end of a day: timers have run, and the assistant trusts itself as far as the outcomes let it.
    pub(super) async fn evening(&mut self) -> Result<()> {
        self.work(true).await?;
        let HelpDesk { store, index, policy, .. } = &self.help_desk;
        follow_outcomes(store.as_ref(), index.as_ref(), policy.promised, &mut self.outcomes).await?;
        Ok(())
    }

    /// The end: what the past has left to do is done, and no timer of it wakes anybody up.
    pub(super) async fn end(&mut self) -> Result<()> {
        self.clock.set(self.plan.ends);
        self.work(true).await?;
        let store = self.help_desk.store.clone();
        // Nobody is reminded today of what happened then, and rosters are read when channels are connected.
        self.clock.pass(Duration::days(365));
        loop {
            let left = store.claim(Queue::Timer, 100).await?;
            if left.is_empty() {
                return Ok(());
            }
            let home = wiring::home();
            let complete = store.write::<_, StoreError, _>(&home, move |tx| {
                Box::pin(async move {
                    for claimed in left {
                        tx.complete(claimed.id).await?;
                    }
                    Ok(())
                })
            });
            complete.await?;
        }
    }

    async fn seen(&mut self, who: &str) -> Result<Option<Content>> {
        self.work(false).await?;
        Ok(self.channel.take_last(&self.personal(who).remote_id))
    }

    async fn hear(&self, who: &str, place: RemoteConversation, what: InboundKind) -> Result<()> {
        let id = self.ids.fresh().simple().to_string();
        let (remote, home) = (place.remote_id.clone(), wiring::home());
        let inbound = self.inbound(&id, who, place, what);
        self.channel.hear(&id, ParsedActivity::Inbound(inbound.clone()));
        let channel = teams::address::channel_name();
        let task = Task::Receive { channel, conversation: remote.clone(), activity: id.clone() };
        let foreseen = self.help_desk.foresee(&home, &inbound).await;
        let key = format!("{remote} {id}");
        let ingested = self.help_desk.ingest_and_answer(&home, &key, task, (inbound, foreseen)).await?;
        if let Ingested::Answered(claimed, prepared) = ingested {
            self.ended(claimed.id, self.help_desk.send(&claimed, *prepared).await).await?;
        }
        Ok(())
    }

    /// Does everything that is due; timers only in the evening.
    async fn work(&self, timers: bool) -> Result<()> {
        let store = self.help_desk.store.as_ref();
        for _ in 0..MOST_PASSES {
            let mut worked = false;
            for queue in Queue::ALL {
                if queue == Queue::Timer && !timers {
                    continue;
                }
                if queue == Queue::Learning {
                    follow(store, self.help_desk.index.as_ref()).await?;
                }
                for claimed in store.claim(queue, 20).await? {
                    worked = true;
                    self.run(claimed).await?;
                }
            }
            if !worked {
                return Ok(());
            }
        }
        bail!("the past never comes to rest")
    }

    async fn run(&self, claimed: Claimed) -> Result<()> {
        match (claimed.id, self.help_desk.run(claimed).await) {
            (_, Outcome::Ready(next, prepared)) => {
                let sent = self.help_desk.send(&next, *prepared).await;
                self.ended(next.id, sent).await
            }
            (id, outcome) => self.ended(id, outcome).await,
        }
    }

    async fn ended(&self, task: TaskId, outcome: Outcome) -> Result<()> {
        match outcome {
            Outcome::Done | Outcome::Lost | Outcome::Ready(..) => Ok(()),
            Outcome::Later(delay) => {
                self.help_desk.store.postpone(task, delay, Pause::Waiting).await?;
                self.clock.pass(delay);
                Ok(())
            }
            Outcome::Unreachable(reason) | Outcome::Failed(reason) | Outcome::Hopeless(reason) => {
                bail!("the past fails: {reason}")
            }
        }
    }

    fn inbound(&self, id: &str, who: &str, conversation: RemoteConversation, what: InboundKind) -> Inbound {
        let from = self.plan.world.people.iter().find(|person| person.key == who).and_then(|person| {
            Some(Sender {
                directory_id: DirectoryId::parse(&person.directory_id)?,
                channel_id: person.id.clone(),
                name: person.name.clone(),
                language: Some(Language::of_locale(&person.locale)),
            })
        });
        Inbound { tenant: wiring::home(), conversation, from, activity_id: id.to_owned(), at: self.clock.now(), what }
    }

    fn personal(&self, who: &str) -> RemoteConversation {
        let service_url = self.plan.service_url.to_owned();
        let address = TeamsAddress { service_url, bot_id: self.plan.world.bot_id.clone() }.sealed();
        RemoteConversation {
            remote_id: simulator::ids::personal_chat(who),
            kind: ConversationKind::Personal,
            address,
            team_remote_id: None,
            channel_remote_id: None,
            root_remote_id: None,
            name: None,
        }
    }
}

fn member(person: &simulator::Person) -> Member {
    let directory_id = DirectoryId::parse(&person.directory_id).expect("the sample company is checked by a test");
    let mail = (!person.mail.is_empty()).then(|| person.mail.clone());
    Member { directory_id, channel_id: person.id.clone(), name: person.name.clone(), mail }
}
