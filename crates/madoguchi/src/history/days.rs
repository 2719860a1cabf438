//! Who does what when: every question is a story of its own, and its steps lie in one queue with those of all others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use ::desk::actions::{Action, AnswerAction, DraftAction, InquiryAction, TicketAction};
use ::desk::handoff::Priority;
use ::desk::id::{EntryId, MessageId, TicketId};
use ::desk::learning::{Draft, Relation};
use ::desk::outside::Content;
use anyhow::Result;
use time::{Duration, OffsetDateTime, Time, Weekday};

use super::Plan;
use super::chance::Chance;
use super::desk::PastDesk;
use super::texts::{Phrases, Texts, Topic, known};
use crate::demo;

/// The clocks in the company's offices are so far ahead of UTC.
const OFFICE: Duration = Duration::hours(9);
/// How many ask on a working day at first, and how many more in the end: word gets around.
const ASKED_A_DAY: (f64, f64) = (20.0, 12.0);
/// When it is asked, by the hour: so many of a hundred from eight on.
const BY_HOUR: [u8; 12] = [4, 15, 16, 12, 5, 12, 12, 10, 7, 4, 2, 1];
/// The people whom the tour lets ask have asked nothing for so many days: what they ask next begins anew.
const QUIET_DAYS: u16 = 14;
/// Nothing is done in the last minutes, so that what learning and undoing wait for has happened.
const REST: Duration = Duration::minutes(5);

type Story = usize;

/// Something that happens at a moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Ask,
    Rate(Story, bool),
    Choose(Story, EntryId),
    WantPerson(Story),
    Accept(Story),
    Reply(Story),
    Thank(Story),
    Still(Story),
    Close(Story),
    CloseAgain(Story),
    Satisfied(Story),
    Reopen(Story),
    Review,
    Denial,
    Evening,
}

/// What a story is about.
#[derive(Clone, Copy)]
enum About<'t> {
    /// Somebody can answer it.
    Topic(&'t Topic),
    /// Nobody can.
    Nothing(&'t str),
}

struct Told<'t> {
    who: String,
    about: About<'t>,
    message: Option<MessageId>,
    ticket: Option<TicketId>,
    agent: String,
    replies: u8,
    was_wrong: bool,
    was_reopened: bool,
}

struct Days<'d, 'p, 't> {
    desk: &'d mut PastDesk<'p>,
    plan: &'p Plan<'p>,
    texts: &'t Texts,
    known: &'t [Topic],
    chance: Chance,
    begins: OffsetDateTime,
    queue: BinaryHeap<Reverse<(OffsetDateTime, u64, Step)>>,
    count: u64,
    stories: Vec<Told<'t>>,
    /// Until when somebody is busy with what they have asked.
    busy: HashMap<String, OffsetDateTime>,
    agents: BTreeMap<String, Vec<String>>,
    /// Which entry says what was approved before, so that the same is not published twice.
    says: HashMap<String, EntryId>,
    last_closed: Option<TicketId>,
    now: OffsetDateTime,
}

/// Lets the days go by. Returns how many have asked.
pub(super) async fn go_by<'p>(desk: &mut PastDesk<'p>, plan: &'p Plan<'p>) -> Result<u32> {
    let language = plan.settings.desk.language;
    let (texts, known) = (Texts::in_language(language), known(demo::faq(language).1));
    let world = plan.world;
    let agents = world.teams.iter().map(|team| {
        let members = world.people.iter().filter(|person| team.members.contains(&person.id));
        (team.name.clone(), members.map(|person| person.key.clone()).collect())
    });
    let begins = plan.ends - Duration::days(i64::from(plan.days));
    let mut days = Days {
        desk,
        plan,
        texts: &texts,
        known: &known,
        chance: Chance::new(plan.seed),
        begins,
        queue: BinaryHeap::new(),
        count: 0,
        stories: Vec::new(),
        busy: HashMap::new(),
        agents: agents.collect(),
        says: HashMap::new(),
        last_closed: None,
        now: begins,
    };
    days.plan_days();
    let last = plan.ends - REST;
    while let Some(Reverse((at, _, step))) = days.queue.pop() {
        if at > last {
            break;
        }
        days.now = at;
        days.desk.at(at);
        days.take(step).await?;
    }
    Ok(u32::try_from(days.stories.len())?)
}

impl Days<'_, '_, '_> {
    fn plan_days(&mut self) {
        for day in 0..=i64::from(self.plan.days) {
            let midnight = ((self.begins + OFFICE).replace_time(Time::MIDNIGHT) - OFFICE) + Duration::days(day);
            let is_workday = is_workday(midnight);
            let share = day as f64 / f64::from(self.plan.days);
            let many = ASKED_A_DAY.0 + ASKED_A_DAY.1 * share + 8.0 * (self.chance.share() - 0.5);
            let many = if is_workday { many } else { 1.0 + 3.0 * self.chance.share() };
            for _ in 0..many as u32 {
                let at = midnight + self.time_of_day();
                if at > self.begins {
                    self.at(at, Step::Ask);
                }
            }
            if matches!((midnight + OFFICE).weekday(), Weekday::Tuesday | Weekday::Friday) {
                self.at(midnight + Duration::minutes(16 * 60 + 40), Step::Review);
            }
            if day % 30 == 20 {
                self.at(midnight + Duration::hours(15), Step::Denial);
            }
            self.at(midnight + Duration::hours(20), Step::Evening);
        }
    }

    fn time_of_day(&mut self) -> Duration {
        let mut place = self.chance.below(100);
        for (hour, share) in BY_HOUR.iter().enumerate() {
            match place.checked_sub(usize::from(*share)) {
                None => return Duration::hours(8 + hour as i64) + Duration::seconds(self.chance.below(3_600) as i64),
                Some(left) => place = left,
            }
        }
        Duration::hours(14)
    }

    fn at(&mut self, at: OffsetDateTime, step: Step) {
        self.count += 1;
        self.queue.push(Reverse((at, self.count, step)));
    }

    /// How long it is until the end; what is not done by then waits for whoever opens the demo.
    fn left(&self) -> Duration {
        self.plan.ends - self.now
    }

    /// A step of a requester, after some minutes.
    fn soon(&mut self, (least, most): (f64, f64), step: Step) {
        let at = self.now + Duration::seconds_f64(60.0 * self.chance.about(least, most));
        self.at(at, step);
    }

    /// A step of somebody who works here, after some minutes and in working hours.
    fn at_work(&mut self, (least, most): (f64, f64), step: Step) {
        let at = self.now + Duration::seconds_f64(60.0 * self.chance.about(least, most));
        let late = Duration::seconds_f64(60.0 * self.chance.about(1.0, 50.0));
        self.at(in_working_hours(at, late), step);
    }

    async fn take(&mut self, step: Step) -> Result<()> {
        match step {
            Step::Ask => self.ask().await,
            Step::Rate(story, helpful) => self.rate(story, helpful).await,
            Step::Choose(story, entry) => self.choose(story, entry).await,
            Step::WantPerson(story) => self.want_person(story).await,
            Step::Accept(story) => self.accept(story).await,
            Step::Reply(story) => self.reply(story).await,
            Step::Thank(story) => {
                let thanks = self.chance.one(&self.texts.phrases.thanks).clone();
                self.desk.say(&self.stories[story].who.clone(), &thanks).await?;
                self.at_work((2.0, 150.0), Step::Close(story));
                Ok(())
            }
            Step::Still(story) => {
                let still = self.chance.one(&self.texts.phrases.still).clone();
                self.desk.say(&self.stories[story].who.clone(), &still).await?;
                self.at_work((3.0, 90.0), Step::Reply(story));
                Ok(())
            }
            Step::Close(story) => self.close(story).await,
            Step::CloseAgain(story) => {
                if let Some(ticket) = self.stories[story].ticket {
                    let agent = self.stories[story].agent.clone();
                    self.desk.act(&agent, Action::Ticket(ticket, TicketAction::Undo)).await?;
                    self.at_work((5.0, 60.0), Step::Close(story));
                }
                Ok(())
            }
            Step::Satisfied(story) => {
                let score = match self.chance.below(100) {
                    0..50 => 5,
                    50..80 => 4,
                    80..92 => 3,
                    92..97 => 2,
                    _ => 1,
                };
                self.press_ticket(story, TicketAction::RateSatisfaction { score }).await
            }
            Step::Reopen(story) => {
                self.press_ticket(story, TicketAction::Reopen).await?;
                self.stories[story].was_reopened = true;
                self.at_work((3.0, 90.0), Step::Accept(story));
                Ok(())
            }
            Step::Review => self.review().await,
            Step::Denial => match self.last_closed {
                Some(ticket) => self.desk.act("mori", Action::Ticket(ticket, TicketAction::Close)).await.map(drop),
                None => Ok(()),
            },
            Step::Evening => self.desk.evening().await,
        }
    }

    async fn press_ticket(&mut self, story: Story, action: TicketAction) -> Result<()> {
        if let Some(ticket) = self.stories[story].ticket {
            let who = self.stories[story].who.clone();
            self.desk.press(&who, Action::Ticket(ticket, action)).await?;
        }
        Ok(())
    }

    /// Somebody who has nothing open; `None`: all have.
    fn somebody(&mut self) -> Option<String> {
        let day = (self.now - self.begins).whole_days();
        let free = |person: &&simulator::Person| {
            let asks = person.in_background
                || (is_of_the_tour(person) && day < i64::from(self.plan.days.saturating_sub(QUIET_DAYS)));
            asks && self.busy.get(&person.key).is_none_or(|until| *until < self.now)
        };
        let free: Vec<&str> = self.plan.world.people.iter().filter(free).map(|person| person.key.as_str()).collect();
        if free.is_empty() { None } else { Some((*self.chance.one(&free)).to_owned()) }
    }

    async fn ask(&mut self) -> Result<()> {
        let Some(who) = self.somebody() else { return Ok(()) };
        let week = (self.now - self.begins).whole_weeks() as u16;
        let place = self.chance.share();
        let (texts, known) = (self.texts, self.known);
        let about = if place < 0.05 {
            About::Nothing(self.chance.one(&texts.phrases.unanswerable).as_str())
        } else if place < 0.13 {
            About::Topic(self.chance.one(&texts.private))
        } else if place < 0.14 {
            About::Topic(self.chance.one(&texts.confidential))
        } else if place < 0.56 {
            let news: Vec<&Topic> = texts.topics.iter().filter(|topic| topic.week <= week).collect();
            // What is new is asked most.
            let fresh: Vec<&Topic> = news.iter().copied().filter(|topic| topic.week + 3 > week).collect();
            let from = if fresh.is_empty() || self.chance.happens(0.5) { &news } else { &fresh };
            About::Topic(from[self.chance.below(from.len())])
        } else {
            About::Topic(self.chance.one(known))
        };
        let words = match about {
            About::Topic(topic) => self.chance.one(&topic.asked),
            About::Nothing(words) => words,
        };
        let text = format!("{}{words}", self.chance.one(&texts.phrases.openings));
        let story = self.stories.len();
        self.busy.insert(who.clone(), self.now + Duration::hours(5));
        let shown = self.desk.say(&who, &text).await?;
        self.stories.push(Told {
            who,
            about,
            message: None,
            ticket: None,
            agent: String::new(),
            replies: 0,
            was_wrong: false,
            was_reopened: false,
        });
        self.make_of(story, shown);
        Ok(())
    }

    /// What somebody makes of what the assistant shows.
    fn make_of(&mut self, story: Story, shown: Option<Content>) {
        let about = self.stories[story].about;
        match shown {
            Some(Content::Answer { message, answer, .. }) => {
                self.stories[story].message = Some(message);
                if about.is_answered_by(&answer) {
                    if self.chance.happens(0.5) {
                        self.soon((0.5, 30.0), Step::Rate(story, true));
                    } else if self.chance.happens(0.05) {
                        self.soon((0.5, 10.0), Step::Rate(story, false));
                    }
                } else {
                    self.stories[story].was_wrong = true;
                    if self.chance.happens(0.6) {
                        self.soon((0.5, 10.0), Step::Rate(story, false));
                    }
                }
            }
            Some(Content::Candidates { message, choices, .. }) => {
                self.stories[story].message = Some(message);
                let meant = choices.iter().find(|choice| about.is_asked_by(&choice.question));
                match meant {
                    Some(choice) if self.chance.happens(0.85) => {
                        self.soon((0.3, 4.0), Step::Choose(story, choice.entry));
                    }
                    _ if self.chance.happens(0.7) => self.soon((0.5, 8.0), Step::WantPerson(story)),
                    _ => {}
                }
            }
            Some(Content::Unknown { message, .. }) => {
                self.stories[story].message = Some(message);
                let patience = if matches!(about, About::Nothing(_)) { 0.3 } else { 0.85 };
                if self.chance.happens(patience) {
                    self.soon((0.3, 8.0), Step::WantPerson(story));
                }
            }
            _ => {}
        }
    }

    async fn rate(&mut self, story: Story, helpful: bool) -> Result<()> {
        let Told { who, message: Some(message), .. } = &self.stories[story] else { return Ok(()) };
        let (who, message) = (who.clone(), *message);
        self.desk.press(&who, Action::Answer(message, AnswerAction::Rate { helpful })).await?;
        if !helpful && self.chance.happens(0.75) {
            self.soon((0.5, 6.0), Step::WantPerson(story));
        }
        Ok(())
    }

    async fn choose(&mut self, story: Story, entry: EntryId) -> Result<()> {
        let Told { who, message: Some(message), .. } = &self.stories[story] else { return Ok(()) };
        let (who, message) = (who.clone(), *message);
        self.desk.press(&who, Action::Answer(message, AnswerAction::Choose { entry })).await?;
        if self.chance.happens(0.5) {
            self.soon((0.5, 20.0), Step::Rate(story, true));
        }
        Ok(())
    }

    async fn want_person(&mut self, story: Story) -> Result<()> {
        let Told { who, about, message: Some(message), .. } = &self.stories[story] else { return Ok(()) };
        let (who, about, message) = (who.clone(), *about, *message);
        self.desk.opened();
        let shown = self.desk.press(&who, Action::Answer(message, AnswerAction::RequestHandoff)).await?;
        if let Some(Content::ChooseTeam { inquiry, default, .. }) = shown {
            let team = match about {
                About::Topic(topic) => self.desk.team(&topic.team),
                About::Nothing(_) => default,
            };
            if let Some(team) = team {
                self.desk.press(&who, Action::Inquiry(inquiry, InquiryAction::ChooseTeam { team })).await?;
            }
        }
        self.stories[story].ticket = self.desk.opened();
        if self.stories[story].ticket.is_some() {
            self.busy.insert(who, self.now + Duration::days(4));
            self.at_work((1.0, 90.0), Step::Accept(story));
        }
        Ok(())
    }

    async fn accept(&mut self, story: Story) -> Result<()> {
        if self.left() < Duration::hours(8) && self.chance.happens(0.4) {
            return Ok(());
        }
        let Some(ticket) = self.stories[story].ticket else { return Ok(()) };
        let Some(team) = self.desk.team_of(ticket).await? else { return Ok(()) };
        let name = self.agents.keys().find(|name| self.desk.team(name) == Some(team)).cloned().unwrap_or_default();
        let Some(agents) = self.agents.get(&name).filter(|agents| !agents.is_empty()) else { return Ok(()) };
        // Now and then whoever leads them all lends a hand.
        let agent = if self.chance.happens(0.04) { "kato".to_owned() } else { self.chance.one(agents).clone() };
        self.stories[story].agent.clone_from(&agent);
        self.desk.act(&agent, Action::Ticket(ticket, TicketAction::Accept)).await?;
        if let About::Topic(topic) = self.stories[story].about
            && topic.team != name
            && let Some(to) = self.desk.team(&topic.team)
        {
            self.desk.act(&agent, Action::Ticket(ticket, TicketAction::Escalate { team: to })).await?;
            self.at_work((3.0, 120.0), Step::Accept(story));
            return Ok(());
        }
        if self.chance.happens(0.1) {
            let priority = *self.chance.one(&[Priority::High, Priority::Urgent, Priority::Low]);
            self.desk.act(&agent, Action::Ticket(ticket, TicketAction::Prioritise { priority })).await?;
        }
        if self.stories[story].was_wrong && self.chance.happens(0.6) {
            self.desk.act(&agent, Action::Ticket(ticket, TicketAction::Refute { wrong: true })).await?;
        }
        if self.chance.happens(0.2) {
            let text = self.chance.one(&self.texts.phrases.notes).clone();
            self.desk.act(&agent, Action::Ticket(ticket, TicketAction::Note { text })).await?;
        }
        self.at_work((2.0, 75.0), Step::Reply(story));
        Ok(())
    }

    async fn reply(&mut self, story: Story) -> Result<()> {
        let Told { about, ticket: Some(ticket), agent, .. } = &self.stories[story] else { return Ok(()) };
        let (about, ticket, agent) = (*about, *ticket, agent.clone());
        let About::Topic(topic) = about else {
            // Nobody knows it: the assistant may have it back, or that was it.
            let action = if self.chance.happens(0.4) { TicketAction::HandBack } else { TicketAction::Close };
            self.desk.act(&agent, Action::Ticket(ticket, action)).await?;
            return Ok(());
        };
        let Phrases { greetings, endings, .. } = &self.texts.phrases;
        let text = format!("{}{}{}", self.chance.one(greetings), topic.reply, self.chance.one(endings));
        self.desk.act(&agent, Action::Ticket(ticket, TicketAction::Reply { text })).await?;
        self.stories[story].replies += 1;
        match self.chance.share() {
            answer if answer < 0.65 => self.soon((3.0, 150.0), Step::Thank(story)),
            answer if answer < 0.72 && self.stories[story].replies < 2 => self.soon((5.0, 90.0), Step::Still(story)),
            _ => self.at_work((15.0, 400.0), Step::Close(story)),
        }
        Ok(())
    }

    async fn close(&mut self, story: Story) -> Result<()> {
        if self.left() < Duration::days(3) && self.chance.happens(0.6) {
            return Ok(());
        }
        let Told { who, ticket: Some(ticket), agent, was_reopened, .. } = &self.stories[story] else { return Ok(()) };
        let (who, ticket, agent, was_reopened) = (who.clone(), *ticket, agent.clone(), *was_reopened);
        self.desk.act(&agent, Action::Ticket(ticket, TicketAction::Close)).await?;
        self.last_closed = Some(ticket);
        if self.chance.happens(0.015) {
            self.at(self.now + Duration::seconds(25), Step::CloseAgain(story));
            return Ok(());
        }
        self.busy.insert(who, self.now + Duration::hours(20));
        if !was_reopened && self.chance.happens(0.04) {
            self.soon((15.0, 600.0), Step::Reopen(story));
        } else if self.chance.happens(0.5) {
            self.soon((1.0, 90.0), Step::Satisfied(story));
        }
        Ok(())
    }

    /// An editor, or an agent of the team, goes through what was learned. What came last still waits.
    async fn review(&mut self) -> Result<()> {
        let share = if self.left() < Duration::days(3) { 0.25 } else { 0.8 };
        let teams: Vec<String> = self.agents.keys().cloned().collect();
        for name in teams {
            let Some(team) = self.desk.team(&name) else { continue };
            for draft in self.desk.drafts(team).await? {
                if self.chance.happens(share) {
                    self.decide(&name, draft).await?;
                }
            }
        }
        Ok(())
    }

    fn edited(&self, text: &str) -> String {
        let text = without(text, &self.texts.phrases);
        let mut letters = text.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    async fn decide(&mut self, team: &str, draft: Draft) -> Result<()> {
        let reviewer = match self.agents.get(team) {
            Some(agents) if !agents.is_empty() && self.chance.happens(0.4) => self.chance.one(agents).clone(),
            _ => "nakamura".to_owned(),
        };
        let (question, answer) = (self.edited(&draft.question), self.edited(&draft.answer));
        let same = self.says.get(&answer).copied();
        // A reviewer knows what would help others: what belongs to a topic, and not what was said to one person.
        let mut topics = self.texts.topics.iter().chain(self.known);
        let is_useful = !question.is_empty() && topics.any(|topic| About::Topic(topic).is_answered_by(&answer));
        let approve = DraftAction::Approve { question, answer: answer.clone() };
        let reject = DraftAction::Reject { reason: self.chance.one(&self.texts.phrases.reasons).clone() };
        let action = match (draft.relation, self.chance.share()) {
            _ if !is_useful => reject,
            (Relation::New, share) if share < 0.92 => match same {
                Some(entry) => DraftAction::Merge { entry },
                None => approve,
            },
            (Relation::Variant(entry), share) if share < 0.85 => DraftAction::Merge { entry },
            _ => reject,
        };
        self.desk.act(&reviewer, Action::Draft(draft.id, action)).await?;
        if let Some(entry) = self.desk.published_in(draft.id).await? {
            self.says.insert(answer, entry);
        }
        if self.chance.happens(0.015) {
            self.desk.act(&reviewer, Action::Draft(draft.id, DraftAction::Undo)).await?;
            // The entry may have gone with it.
            self.says.clear();
        }
        Ok(())
    }
}

/// A text without what people say around it, as an editor leaves it.
fn without<'t>(text: &'t str, around: &Phrases) -> &'t str {
    let mut text = text.trim();
    for opening in
        around.openings.iter().chain(&around.greetings).map(|words| words.trim()).filter(|words| !words.is_empty())
    {
        text = text.strip_prefix(opening).unwrap_or(text).trim_start();
    }
    for ending in around.endings.iter().map(|words| words.trim()).filter(|words| !words.is_empty()) {
        text = text.strip_suffix(ending).unwrap_or(text).trim_end();
    }
    text
}

impl About<'_> {
    /// Whether an answer says what an agent would say: a sentence of it is in it.
    fn is_answered_by(self, answer: &str) -> bool {
        let Self::Topic(topic) = self else { return false };
        let sentences = topic.reply.split(['。', '\n', '.']).map(str::trim);
        sentences.filter(|sentence| sentence.chars().count() > 8).any(|sentence| answer.contains(sentence))
    }

    fn is_asked_by(self, question: &str) -> bool {
        let Self::Topic(topic) = self else { return false };
        topic.asked.iter().any(|asked| question.contains(asked.as_str()))
    }
}

/// Those whose chats the box opens with.
fn is_of_the_tour(person: &simulator::Person) -> bool {
    ["sato", "yamamoto", "miller"].contains(&person.key.as_str())
}

fn is_workday(moment: OffsetDateTime) -> bool {
    !matches!((moment + OFFICE).weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The same moment, or so late on the next working day.
fn in_working_hours(moment: OffsetDateTime, late: Duration) -> OffsetDateTime {
    let there = moment + OFFICE;
    let nine = there.replace_time(Time::MIDNIGHT) + Duration::hours(9) - OFFICE;
    let mut at = match there.hour() {
        0..9 => nine + late,
        9..18 => moment,
        _ => nine + Duration::DAY + late,
    };
    if !is_workday(at) {
        at = (at + OFFICE).replace_time(Time::MIDNIGHT) + Duration::hours(9) + late - OFFICE;
    }
    while !is_workday(at) {
        at += Duration::DAY;
    }
    at
}
