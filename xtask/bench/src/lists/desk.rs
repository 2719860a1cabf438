//! What the desk is made of: three years of a company of 5,000 people with ten teams. Texts are sentences of the sample FAQ with
//! a long tail of names, numbers and rare words, so that some words stand in nearly every inquiry and some in one.

use anyhow::{Context, Result};
use time::OffsetDateTime;

use super::sink::{Cell, Sink};

const TENANT: &str = "home";
const TEAMS: [&str; 10] = [
    "情報システム部",
    "人事部",
    "総務部",
    "経理部",
    "法務部",
    "施設管理",
    "購買部",
    "営業支援",
    "Security",
    "海外拠点",
];
const PEOPLE: usize = 5_000;
const ENTRIES: usize = 5_000;
const DRAFTS: usize = 5_000;
/// Three years, in ms.
const SPAN: i64 = 3 * 365 * 86_400_000;
/// Of ten inquiries, how many people had.
const HANDED_OFF: usize = 3;
/// Of the tickets, how many are open: the newest.
const OPEN: usize = 300;
/// Events of an inquiry.
const EVENTS: usize = 4;
/// Their first place in the record: those before it are of what the measuring does.
const FIRST_EVENT: usize = 1_000;
const RARE_WORDS: usize = 30_000;
/// Kanji of which rare words are made, from here on: some thousand that are in use.
const KANJI: (u32, usize) = (0x4e00, 2_500);

/// What was made, as far as the measuring asks for it.
pub(super) struct Made {
    pub(super) inquiries: usize,
    pub(super) messages: usize,
    /// The team of the agent.
    pub(super) team: String,
    /// A rare word, and one of a text that nobody else has.
    pub(super) rare: String,
}

/// Chance that is the same each time (splitmix64).
#[derive(Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn of(seed: u64) -> Self {
        let mut chance = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678);
        chance.next();
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// Small numbers often, large ones seldom, as words are used.
    fn seldom(&mut self, bound: usize) -> usize {
        let unit = self.next() as f64 / u64::MAX as f64;
        ((bound as f64).powf(unit) as usize).clamp(1, bound) - 1
    }
}

/// The texts of the sample company.
struct Texts {
    questions: Vec<String>,
    sentences: Vec<String>,
    rare: Vec<String>,
}

impl Texts {
    fn read() -> Result<Self> {
        let (mut questions, mut sentences) = (Vec::new(), Vec::new());
        for language in ["ja", "en"] {
            for line in std::fs::read_to_string(format!("sample/faq.{language}.jsonl"))?.lines() {
                let entry: serde_json::Value = serde_json::from_str(line)?;
                questions.push(entry["question"].as_str().context("an entry asks")?.to_owned());
                let variants = entry["variants"].as_array().into_iter().flatten();
                questions.extend(variants.filter_map(|variant| Some(variant.as_str()?.to_owned())));
                let answer = entry["answer"].as_str().context("an entry answers")?;
                sentences.extend(answer.split_inclusive(['。', '\n']).filter(|part| part.len() > 8).map(str::to_owned));
            }
        }
        let mut chance = Chance::of(7);
        let rare = (0..RARE_WORDS).map(|_| {
            let letters = 2 + chance.below(3);
            let letter = |_| char::from_u32(KANJI.0 + 8 * chance.seldom(KANJI.1) as u32).unwrap_or('々');
            (0..letters).map(letter).collect()
        });
        let rare = rare.collect();
        Ok(Self { questions, sentences, rare })
    }

    /// What somebody writes.
    fn said(&self, chance: &mut Chance, asks: bool) -> String {
        let mut text = String::new();
        if asks {
            text.push_str(&self.questions[chance.seldom(self.questions.len())]);
        }
        for _ in 0..chance.below(3) + usize::from(!asks) {
            text.push_str(&self.sentences[chance.seldom(self.sentences.len())]);
        }
        for _ in 0..chance.below(4) {
            let [one, other] = [(); 2].map(|()| &self.rare[chance.seldom(self.rare.len())]);
            text.extend([one, "の", other, "について。"]);
        }
        let end = match chance.below(4) {
            0 => format!(" PC-{:05}", chance.below(20_000)),
            1 => format!(" INC{:07} {}@example.com", chance.below(3_000_000), name(chance.below(PEOPLE))),
            2 => format!("内線{}です。", 1_000 + chance.below(9_000)),
            _ => String::new(),
        };
        text + &end
    }
}

fn name(person: usize) -> String {
    const FAMILY: [&str; 20] = [
        "sato",
        "suzuki",
        "takahashi",
        "tanaka",
        "ito",
        "watanabe",
        "yamamoto",
        "nakamura",
        "kobayashi",
        "kato",
        "yoshida",
        "yamada",
        "sasaki",
        "yamaguchi",
        "matsumoto",
        "inoue",
        "kimura",
        "hayashi",
        "shimizu",
        "saito",
    ];
    format!("{}{person}", FAMILY[person % FAMILY.len()])
}

/// An id of a time: UUID version 7.
fn id(at: i64, number: u64) -> u128 {
    let chance = Chance::of(number).next();
    let random = (u128::from(chance) << 10 | u128::from(number) & 0x3ff) & ((1 << 74) - 1);
    (at as u128) << 80 | 7 << 76 | (random >> 62 & 0xfff) << 64 | 2 << 62 | random & ((1 << 62) - 1)
}

const PERSON: u64 = 1 << 40;
const TEAM: u64 = 2 << 40;
const CHAT: u64 = 3 << 40;
const INQUIRY: u64 = 4 << 40;
const MESSAGE: u64 = 5 << 40;
const TICKET: u64 = 6 << 40;
const ENTRY: u64 = 7 << 40;
const DRAFT: u64 = 8 << 40;
const EVENT: u64 = 9 << 40;

/// An inquiry, the same whichever table it is asked for.
struct Inquiry {
    number: usize,
    at: i64,
    id: u128,
    requester: usize,
    messages: usize,
    /// The number of its ticket, and its team.
    ticket: Option<(usize, usize)>,
}

impl Inquiry {
    fn ticket_id(&self) -> u128 {
        id(self.at + 90_000, TICKET + self.number as u64)
    }

    fn message_id(&self, number: usize) -> u128 {
        id(self.at + number as i64 * 60_000, MESSAGE + (self.number * 16 + number) as u64)
    }
}

struct Plan {
    now: i64,
    count: usize,
}

impl Plan {
    fn tickets(&self) -> usize {
        self.count * HANDED_OFF / 10
    }

    fn inquiry(&self, number: usize) -> Inquiry {
        let mut chance = Chance::of(INQUIRY + number as u64);
        let at = self.now - SPAN + SPAN * number as i64 / self.count as i64;
        let has_ticket = number % 10 < HANDED_OFF;
        let nth = number / 10 * HANDED_OFF + number % 10;
        let messages = if has_ticket { 9 } else { 3 + usize::from(chance.below(10) < 3) };
        // The first team has most of the work, as always.
        let ticket = has_ticket.then(|| (nth + 1, chance.seldom(TEAMS.len())));
        Inquiry { number, at, id: id(at, INQUIRY + number as u64), requester: chance.below(PEOPLE), messages, ticket }
    }

    fn inquiries(&self) -> impl Iterator<Item = Inquiry> {
        (0..self.count).map(|number| self.inquiry(number))
    }

    fn person(&self, number: usize) -> u128 {
        id(self.now - SPAN - 1_000 + number as i64 % 1_000, PERSON + number as u64)
    }

    fn team(&self, number: usize) -> u128 {
        id(self.now - SPAN - 2_000, TEAM + number as u64)
    }

    fn chat(&self, number: usize) -> u128 {
        id(self.now - SPAN - 900, CHAT + number as u64)
    }

    fn entry(&self, number: usize) -> u128 {
        id(self.now - SPAN + SPAN * number as i64 / ENTRIES as i64, ENTRY + number as u64)
    }

    fn is_open(&self, ticket: usize) -> bool {
        ticket + OPEN > self.tickets()
    }
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn number(number: usize) -> Cell {
    Cell::Number(number as i64)
}

/// Makes the desk.
pub(super) async fn fill(sink: &mut Sink, count: u32) -> Result<Made> {
    let texts = Texts::read()?;
    let now = OffsetDateTime::now_utc().unix_timestamp() * 1_000;
    let plan = Plan { now, count: count as usize };
    let home = || text(TENANT);
    sink.fill(
        "people",
        "tenant,id,directory_id,channel_id,name,language",
        (0..PEOPLE).map(|person| {
            vec![
                home(),
                Cell::Id(plan.person(person)),
                text(name(person)),
                text(format!("29:{person}")),
                text(name(person)),
                text("ja"),
            ]
        }),
    )
    .await?;
    let columns = "tenant,id,kind,remote_id,person,language,reach,greeted,channel,address";
    sink.fill(
        "conversations",
        columns,
        (0..PEOPLE).map(|person| {
            vec![
                home(),
                Cell::Id(plan.chat(person)),
                text("personal"),
                text(format!("a:{person}")),
                Cell::Id(plan.person(person)),
                text("ja"),
                text("reachable"),
                Cell::Flag(true),
                text("teams"),
                text("{}"),
            ]
        }),
    )
    .await?;
    sink.fill(
        "teams",
        "tenant,id,name,is_default,keywords",
        TEAMS.iter().enumerate().map(|(team, name)| {
            vec![home(), Cell::Id(plan.team(team)), text(*name), Cell::Flag(team == 0), text("[]")]
        }),
    )
    .await?;
    inquiries(sink, &plan, &texts).await?;
    knowledge(sink, &plan, &texts).await?;
    events(sink, &plan).await?;
    let messages = plan.inquiries().map(|inquiry| inquiry.messages).sum();
    let team = format!("tem_{}", uuid(plan.team(3)));
    Ok(Made { inquiries: plan.count, messages, team, rare: texts.rare[RARE_WORDS * 2 / 3].clone() })
}

async fn inquiries(sink: &mut Sink, plan: &Plan, texts: &Texts) -> Result<()> {
    let home = || text(TENANT);
    let columns = "tenant,id,requester,conversation,language,stage,ticket,ending,opened_at,last_at,last_number,team";
    sink.fill(
        "inquiries",
        columns,
        plan.inquiries().map(|inquiry| {
            let open = inquiry.ticket.is_some_and(|(number, _)| plan.is_open(number));
            let (stage, ticket, ending) = match inquiry.ticket {
                Some(_) if open => ("people", Cell::Id(inquiry.ticket_id()), Cell::Nothing),
                Some(_) => ("ended", Cell::Nothing, text("closed")),
                None => ("ended", Cell::Nothing, text("solved")),
            };
            let last_at = Cell::Number(inquiry.at + inquiry.messages as i64 * 60_000);
            vec![
                home(),
                Cell::Id(inquiry.id),
                Cell::Id(plan.person(inquiry.requester)),
                Cell::Id(plan.chat(inquiry.requester)),
                text("ja"),
                text(stage),
                ticket,
                ending,
                Cell::Number(inquiry.at),
                last_at,
                number(inquiry.messages),
                inquiry.ticket.map_or(Cell::Nothing, |(_, team)| Cell::Id(plan.team(team))),
            ]
        }),
    )
    .await?;
    let columns = "tenant,id,inquiry,number,author,person,kind,reply,text,attachments,at,conversation";
    sink.fill(
        "messages",
        columns,
        plan.inquiries().flat_map(|inquiry| {
            (1..=inquiry.messages).map(move |place| {
                let mut chance = Chance::of(MESSAGE + (inquiry.number * 16 + place) as u64);
                let row = |author: &str, person: Cell, kind: &str, reply: Cell, said: String| {
                    vec![
                        home(),
                        Cell::Id(inquiry.message_id(place)),
                        Cell::Id(inquiry.id),
                        number(place),
                        text(author),
                        person,
                        text(kind),
                        reply,
                        text(said),
                        text("[]"),
                        Cell::Number(inquiry.at + place as i64 * 60_000),
                        Cell::Id(plan.chat(inquiry.requester)),
                    ]
                };
                if place == 2 {
                    return row("assistant", Cell::Nothing, "answer", text(r#"{"said":"unknown"}"#), String::new());
                }
                if place % 2 == 1 || inquiry.ticket.is_none() {
                    let said = texts.said(&mut chance, place == 1);
                    return row("requester", Cell::Id(plan.person(inquiry.requester)), "said", Cell::Nothing, said);
                }
                let agent = Cell::Id(plan.person(inquiry.number % 60));
                row(
                    "agent",
                    agent,
                    if place == 6 { "note" } else { "said" },
                    Cell::Nothing,
                    texts.said(&mut chance, false),
                )
            })
        }),
    )
    .await?;
    let columns =
        "tenant,id,number,inquiry,requester,team,state,person,state_at,priority,opened_at,reminded,reopened,moved";
    sink.fill(
        "tickets",
        columns,
        plan.inquiries().filter_map(|inquiry| {
            let (nth, team) = inquiry.ticket?;
            let (state, person) = match nth % 2 {
                _ if !plan.is_open(nth) => ("closed", Cell::Id(plan.person(inquiry.number % 60))),
                0 => ("assigned", Cell::Id(plan.person(inquiry.number % 60))),
                _ => ("queued", Cell::Nothing),
            };
            let state_at = if state == "queued" { Cell::Nothing } else { Cell::Number(inquiry.at + 600_000) };
            Some(vec![
                home(),
                Cell::Id(inquiry.ticket_id()),
                number(nth),
                Cell::Id(inquiry.id),
                Cell::Id(plan.person(inquiry.requester)),
                Cell::Id(plan.team(team)),
                text(state),
                person,
                state_at,
                text("normal"),
                Cell::Number(inquiry.at + 90_000),
                number(0),
                number(0),
                number(0),
            ])
        }),
    )
    .await?;
    sink.fill("ticket_numbers", "tenant,number", std::iter::once(vec![home(), number(plan.tickets())])).await
}

async fn knowledge(sink: &mut Sink, plan: &Plan, texts: &Texts) -> Result<()> {
    let home = || text(TENANT);
    let entry = |entry: usize| {
        let mut chance = Chance::of(ENTRY + entry as u64);
        (texts.said(&mut chance, true), texts.said(&mut chance, false))
    };
    let columns = "tenant,id,key,question,answer,language,version,retired,revision";
    sink.fill(
        "faq_entries",
        columns,
        (0..ENTRIES).map(|nth| {
            let (question, answer) = entry(nth);
            vec![
                home(),
                Cell::Id(plan.entry(nth)),
                text(format!("entry-{nth}")),
                text(question),
                text(answer),
                text("ja"),
                number(1),
                Cell::Flag(nth % 20 == 0),
                number(nth + 1),
            ]
        }),
    )
    .await?;
    let columns = "tenant,entry,version,key,question,answer,variants,language,retired,revision,at";
    sink.fill(
        "faq_versions",
        columns,
        (0..ENTRIES).map(|nth| {
            let (question, answer) = entry(nth);
            vec![
                home(),
                Cell::Id(plan.entry(nth)),
                number(1),
                text(format!("entry-{nth}")),
                text(question),
                text(answer),
                text("[]"),
                text("ja"),
                Cell::Flag(nth % 20 == 0),
                number(nth + 1),
                Cell::Number(plan.now - SPAN + nth as i64),
            ]
        }),
    )
    .await?;
    sink.fill("faq_revisions", "tenant,revision", std::iter::once(vec![home(), number(ENTRIES)])).await?;
    let columns = "tenant,id,team,question,answer,language,relation,state,person,reason,reviewed_at,evidence,at,near";
    let drafts = || plan.inquiries().filter(|inquiry| inquiry.ticket.is_some()).take(DRAFTS);
    sink.fill(
        "drafts",
        columns,
        drafts().map(|inquiry| {
            let mut chance = Chance::of(DRAFT + inquiry.number as u64);
            let team = inquiry.ticket.map_or(0, |(_, team)| team);
            let waits = inquiry.number % 10 == 0;
            let (state, person) =
                if waits { ("proposed", Cell::Nothing) } else { ("rejected", Cell::Id(plan.person(1))) };
            let (reason, at) =
                if waits { (Cell::Nothing, Cell::Nothing) } else { (text("no"), Cell::Number(inquiry.at)) };
            vec![
                home(),
                Cell::Id(id(inquiry.at, DRAFT + inquiry.number as u64)),
                Cell::Id(plan.team(team)),
                text(texts.said(&mut chance, true)),
                text(texts.said(&mut chance, false)),
                text("ja"),
                text("new"),
                text(state),
                person,
                reason,
                at,
                text("[]"),
                Cell::Number(inquiry.at),
                text("[]"),
            ]
        }),
    )
    .await?;
    sink.fill(
        "draft_tickets",
        "tenant,draft,position,ticket",
        drafts().map(|inquiry| {
            vec![
                home(),
                Cell::Id(id(inquiry.at, DRAFT + inquiry.number as u64)),
                number(0),
                Cell::Id(inquiry.ticket_id()),
            ]
        }),
    )
    .await?;
    sink.fill(
        "unanswered",
        "tenant,message,at,language",
        plan.inquiries()
            .step_by(10)
            .map(|inquiry| vec![home(), Cell::Id(inquiry.message_id(1)), Cell::Number(inquiry.at), text("ja")]),
    )
    .await
}

async fn events(sink: &mut Sink, plan: &Plan) -> Result<()> {
    const NAMES: [&str; EVENTS] = ["inquiry.asked.v1", "answer.given.v1", "answer.rated.v1", "ticket.closed.v1"];
    let home = || text(TENANT);
    let every = plan.inquiries().flat_map(|inquiry| {
        (0..EVENTS).map(move |place| {
            let sequence = FIRST_EVENT + inquiry.number * EVENTS + place;
            let facts = format!(
                r#"{{"inquiry":"inq_{}","message":"msg_{}"}}"#,
                uuid(inquiry.id),
                uuid(inquiry.message_id(place + 1))
            );
            vec![
                home(),
                Cell::Id(id(inquiry.at, EVENT + sequence as u64)),
                text(NAMES[place]),
                text(facts),
                Cell::Number(inquiry.at),
                text(format!("prs_{}", uuid(plan.person(inquiry.requester)))),
                number(sequence),
            ]
        })
    });
    sink.fill("events", "tenant,id,name,facts,at,actor,sequence", every).await
}

/// An id as cards and logs show it.
fn uuid(id: u128) -> String {
    format!("{id:032x}")
}
