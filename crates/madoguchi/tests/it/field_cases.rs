//! Trouble that users of comparable products have reported, played on the whole program: `tests/data/field-cases`.
//!
//! Activities are made by hand, because the cases are about what real clients send and the simulated ones do not.

use serde_json::{Map, Value, json};
use simulator::Message;

use crate::support::{Desk, PATIENCE, Place, TENANT, Ticket, card, person};

/// The case file of this name.
macro_rules! case {
    ($name:literal) => {
        include_str!(concat!("../data/field-cases/", $name, ".json"))
    };
}

/// Who plays the roles of the cases.
const REQUESTER: &str = "mika";
const AGENT: &str = "ken";
/// What the desk knows where a case brings no entries of its own.
const KNOWN: [(&str, &str); 2] = [
    ("食堂は何時に開きますか", "食堂は11時17分に開きます。"),
    ("プリンターから印刷できません", "プリンターの電源を入れ直してください。"),
];

struct Play<'a> {
    desk: &'a Desk,
    ticket: Option<Ticket>,
    /// How many messages there were when it mattered: in the requester's chat, in the agents' channel with its threads.
    marked: (usize, usize),
    said: usize,
}

async fn play(place: &Place, case: &str) {
    let desk = Desk::with_it(place).await;
    let case: Value = serde_json::from_str(case).expect("a case");
    let own: Vec<(&str, &str)> = case["faq"].as_array().into_iter().flatten().map(entry).collect();
    desk.publish(if own.is_empty() { &KNOWN } else { &own }).await;
    let mut play = Play { desk: &desk, ticket: None, marked: (0, 0), said: 0 };
    for step in case["steps"].as_array().expect("steps") {
        match step["do"].as_str().expect("what to do") {
            "mark" => play.marked = (play.in_chat().len(), play.at_desk().len()),
            "say" => play.say(step).await,
            "press" => play.press(step).await,
            other => panic!("the cases here do no {other}"),
        }
    }
    for expected in case["expect"].as_array().expect("expectations") {
        play.holds(expected, case["must"].as_str().unwrap_or_default()).await;
    }
}

fn entry(row: &Value) -> (&str, &str) {
    (row["question"].as_str().expect("a question"), row["answer"].as_str().expect("an answer"))
}

impl Play<'_> {
    fn chat(&self) -> String {
        self.desk.chat(REQUESTER)
    }

    fn in_chat(&self) -> Vec<Message> {
        self.bots(&self.chat())
    }

    fn at_desk(&self) -> Vec<Message> {
        let mut all = self.bots(&self.desk.channel("IT"));
        if let Some(ticket) = &self.ticket {
            let roots: Vec<String> = all.iter().map(|message| message.id.clone()).collect();
            all.extend(self.bots(&ticket.thread).into_iter().filter(|message| !roots.contains(&message.id)));
        }
        all
    }

    fn bots(&self, place: &str) -> Vec<Message> {
        self.desk.teams.messages(place).into_iter().filter(|message| message.from.is_bot).collect()
    }

    /// An activity of somebody in their place, as Teams makes them.
    fn activity(&mut self, step: &Value) -> Value {
        let who = if step["who"] == "agent" { AGENT } else { REQUESTER };
        let in_thread = step["where"] == "thread";
        // What connected the channel, with other words: there is nothing older.
        let mut heard = self.desk.teams.deliveries().into_iter().map(|delivered| delivered.activity);
        let mut activity = heard.find(|activity| activity["type"] == "message").expect("the channel was connected");
        let world = self.desk.teams.world();
        let known = world.person(who).expect("somebody of the world");
        self.said += 1;
        activity["id"] = json!(format!("17000000{:05}", self.said));
        activity["from"] = json!({"id": known.id, "name": known.name, "aadObjectId": known.directory_id});
        for field in step["from_without"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            activity["from"].as_object_mut().expect("an account").remove(field);
        }
        activity["entities"] = json!([]);
        activity["attachments"] = json!([]);
        activity.as_object_mut().expect("an activity").remove("text");
        if in_thread {
            let thread = &self.ticket.as_ref().expect("a ticket").thread;
            activity["conversation"]["id"] = json!(thread);
        } else {
            activity["conversation"] = json!({"id": self.chat(), "conversationType": "personal", "tenantId": TENANT});
            activity["channelData"] = json!({"tenant": {"id": TENANT}});
        }
        activity
    }

    async fn say(&mut self, step: &Value) {
        let before = self.in_chat().len();
        let mut activity = self.activity(step);
        lay_over(&mut activity, step["activity"].as_object().expect("what is said"));
        if step["mention"] == true {
            let bot = activity["recipient"].clone();
            let tag = format!("<at>{}</at>", bot["name"].as_str().expect("a name"));
            activity["text"] = json!(format!("{tag} {}", activity["text"].as_str().unwrap_or_default()));
            let mention = json!({"type": "mention", "mentioned": bot, "text": tag});
            activity["entities"].as_array_mut().expect("a list").push(mention);
        }
        assert_eq!(self.desk.deliver(&activity).await, Some(202));
        if self.ticket.is_none() {
            let chat = self.chat();
            self.desk.seen(&chat, |_| self.in_chat().len() > before).await;
        }
    }

    async fn press(&mut self, step: &Value) {
        let verb = step["verb"].as_str().expect("a verb");
        let is_agent = step["who"] == "agent";
        let place = match &self.ticket {
            Some(ticket) if is_agent => ticket.thread.clone(),
            _ => self.chat(),
        };
        let newest = self.desk.seen(&place, |message| message.has_verb(verb)).await;
        if step["from_without"].is_array() {
            let mut invoke = self.activity(step);
            let action = card::actions(&newest, verb)[0];
            invoke["type"] = json!("invoke");
            invoke["name"] = json!("adaptiveCard/action");
            invoke["replyToId"] = json!(newest.id);
            invoke["value"] = json!({"action": {"verb": verb, "data": card::data(&newest, action)}});
            assert_eq!(self.desk.deliver(&invoke).await, Some(200));
        } else {
            self.desk.press(if is_agent { AGENT } else { REQUESTER }, &newest, verb).await;
        }
        if verb == "handoff.request" {
            // Where the words name no team, the requester chooses.
            let chat = self.chat();
            let at_desk = self.desk.channel("IT");
            let next = self.desk.teams.wait_until(PATIENCE, |_| {
                let choice = self.bots(&chat).into_iter().find(|message| message.has_verb("team.choose"));
                let ticket = self.bots(&at_desk).into_iter().find(|message| message.has_verb("ticket.accept"));
                choice.or(ticket)
            });
            let next = next.await.expect("a choice or a ticket");
            if next.has_verb("team.choose") {
                let is_it = |data: &Value| {
                    let button = card::actions(&next, "team.choose").into_iter().find(|action| action["data"] == *data);
                    button.is_some_and(|button| button["title"].as_str().is_some_and(|title| title.contains("IT")))
                };
                self.desk.press_where(REQUESTER, &next, "team.choose", is_it).await;
            }
            self.ticket = Some(self.desk.ticket("IT", "").await);
        }
    }

    /// Waits until what must be seen since the mark is seen, then looks that nothing is seen that must not be.
    async fn holds(&self, expected: &Value, must: &str) {
        let seen = || match expected["where"].as_str().expect("a place") {
            "personal" => self.in_chat().split_off(self.marked.0.min(self.in_chat().len())),
            _ => self.at_desk().split_off(if expected["where"] == "desk" { 0 } else { self.marked.1 }),
        };
        let words = |field: &str| -> Vec<String> {
            let list = expected[field].as_array().into_iter().flatten();
            // The cases call their requester by another name.
            list.filter_map(Value::as_str).map(|it| it.replace("Requester One", person(REQUESTER))).collect()
        };
        let is_seen = || {
            let seen = seen();
            let texts = seen.iter().flat_map(|message| [message.visible_text(), message.text.clone()]);
            let text = texts.collect::<Vec<_>>().join("\n");
            let raw = serde_json::to_string(&seen).expect("messages are JSON");
            let any =
                |list: Vec<String>, text: &str| list.is_empty() || list.iter().any(|it| text.contains(it.as_str()));
            let has = words("has").iter().all(|it| text.contains(it.as_str()));
            let verb = expected["verb"].as_str().is_none_or(|verb| seen.iter().any(|message| message.has_verb(verb)));
            let all = has && any(words("has_any"), &text) && any(words("raw_has_any"), &raw) && verb;
            all.then_some(text)
        };
        let found = self.desk.teams.wait_until(PATIENCE, |_| is_seen()).await;
        let text = found.unwrap_or_else(|_| panic!("{must}: {expected}\n{:#?}", seen()));
        for word in words("lacks") {
            assert!(!text.contains(&word), "{must}: {word} in {text}");
        }
    }
}

fn lay_over(activity: &mut Value, fields: &Map<String, Value>) {
    for (name, value) in fields {
        activity[name] = value.clone();
    }
}

async fn a_text_that_only_html_holds_is_answered(place: &Place) {
    play(place, case!("01-text-only-in-html")).await;
}

async fn what_stands_in_angle_brackets_reaches_the_agents(place: &Place) {
    play(place, case!("02-angle-brackets-stripped")).await;
}

async fn the_address_of_a_named_link_reaches_requester_and_draft(place: &Place) {
    play(place, case!("03-link-target-only-in-html")).await;
}

async fn an_emoji_arrives_as_one_and_no_picture_is_missed(place: &Place) {
    play(place, case!("04-emoji-is-a-picture")).await;
}

async fn an_address_in_an_answer_can_be_opened(place: &Place) {
    play(place, case!("09-address-in-an-answer")).await;
}

async fn a_missing_name_is_that_of_the_members(place: &Place) {
    play(place, case!("10-name-missing")).await;
}

async fn another_persons_name_stays_as_text(place: &Place) {
    play(place, case!("13-names-and-mentions")).await;
}

async fn marks_of_a_path_arrive_as_written(place: &Place) {
    play(place, case!("15-marks-in-text")).await;
}

crate::stories! {
    a_text_that_only_html_holds_is_answered,
    what_stands_in_angle_brackets_reaches_the_agents,
    the_address_of_a_named_link_reaches_requester_and_draft,
    an_emoji_arrives_as_one_and_no_picture_is_missed,
    an_address_in_an_answer_can_be_opened,
    a_missing_name_is_that_of_the_members,
    another_persons_name_stays_as_text,
    marks_of_a_path_arrive_as_written,
}
