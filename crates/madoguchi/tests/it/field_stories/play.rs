//! Plays a case: says, presses and breaks what its steps name, then compares what people see with what they must.

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::changes::Changes;
use super::connector::{Connector, Shown};
use crate::support::PATIENCE;
use crate::support::program::{Serving, run};

const TENANT: &str = "7e9c3a5e-0000-4000-8000-000000000001";
const BOT: &str = "28:8e9c3a5e-0000-4000-8000-b07b07b07b07";
const CHAT: &str = "a:requester";
const CHANNEL: &str = "19:agents@thread.tacv2";

/// The entries of a case that brings none of its own.
const ENTRIES: [(&str, &str, &str); 6] = [
    ("食堂は何時に開きますか", "食堂は11時17分に開きます。", "ja"),
    ("名刺を注文したい", "名刺は総務の水色の用紙で注文します。", "ja"),
    ("プリンターの紙が詰まった", "橙色のレバーを引いて紙を取ってください。", "ja"),
    ("VPNに接続できません", "アプリを再起動し、直らなければ内線1200へ。", "ja"),
    ("サーバーのフォルダーにアクセスできない", "権限Bを上長に申請してください。", "ja"),
    ("How do I book a meeting room?", "Use the green tablet at the door.", "en"),
];

/// Plays one case.
pub(super) async fn play(case: &str) {
    let case: Value = serde_json::from_str(case).expect("the case is JSON");
    let mut stage = Stage::set_up(&case).await;
    for step in list(&case, "steps") {
        stage.play(&step).await;
        stage.settle().await;
    }
    let must = case["must"].as_str().unwrap_or_default();
    for expected in list(&case, "expect") {
        let seen = stage.seen(&expected);
        if let Err(missed) = compare(&expected, &seen) {
            panic!("{must}\nmissed: {missed}\nexpected: {expected}\nseen: {seen:#?}");
        }
    }
}

/// The program, the Teams it serves, and what has been shown so far.
struct Stage {
    folder: TempDir,
    changes: Changes,
    connector: Connector,
    serving: Serving,
    client: reqwest::Client,
    said: u64,
    ids: Vec<(String, String)>,
    /// How much had been shown at the step `mark`, and the ticket's thread then.
    mark: (usize, Option<String>),
}

impl Stage {
    async fn set_up(case: &Value) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().to_string_lossy().into_owned();
        let mut settings = vec!["--data", &data];
        if case["faq_file"].is_string() {
            // The sample's entries are for these, too.
            settings.extend(["--set", "desk.teams=[{ name = 'IT' }, { name = 'HR' }, { name = 'GA' }]"]);
        }
        for file in entries(&folder, case) {
            let imported = run(folder.path(), &[&["faq", "import"], &settings[..], &[&file]].concat());
            assert_eq!(imported.code, Some(0), "{}{}", imported.out, imported.err);
        }
        let connector = Connector::start().await;
        connector.set_members(CHANNEL, json!([member("agent", "Agent One")]));
        connector.set_members(CHAT, json!([member("requester", "Requester One")]));
        let serving = Serving::start(folder.path(), &settings);
        let client = reqwest::Client::new();
        let mark = (0, None);
        let changes = Changes::of(folder.path());
        let mut stage = Self { folder, changes, connector, serving, client, said: 0, ids: Vec::new(), mark };
        for place in ["personal", "channel"] {
            let installed = json!({"type": "installationUpdate", "action": "add"});
            stage.event(&json!({"where": place, "who": "agent", "activity": installed})).await;
            stage.settle().await;
        }
        stage.say(&json!({"who": "agent", "where": "channel", "mention": true, "activity": {"text": "connect"}})).await;
        stage.settle().await;
        stage.mark = (stage.connector.shown().len(), None);
        stage
    }

    async fn play(&mut self, step: &Value) {
        match step["do"].as_str().expect("a step does something") {
            "mark" => self.mark = (self.connector.shown().len(), self.thread()),
            "say" => self.say(step).await,
            "event" => self.event(step).await,
            "press" => self.press(step).await,
            "connector" => {
                let status = step["status"].as_u64().and_then(|status| u16::try_from(status).ok());
                self.connector.refuse(&self.place(step), status.expect("a status"));
            }
            other => panic!("no such step: {other}"),
        }
    }

    async fn say(&mut self, step: &Value) {
        let id = self.fresh_id();
        if let Some(name) = step["id"].as_str() {
            self.ids.push((name.to_owned(), id.clone()));
        }
        let mut activity = self.activity(step, &id);
        activity["type"] = json!("message");
        if step["mention"] == true {
            let text = activity["text"].as_str().unwrap_or_default().to_owned();
            activity["text"] = json!(format!("<at>Madoguchi</at> {text}"));
            let mention = json!({"type": "mention", "text": "<at>Madoguchi</at>",
                                 "mentioned": {"id": BOT, "name": "Madoguchi"}});
            let mut entities = list(&activity, "entities");
            entities.push(mention);
            activity["entities"] = json!(entities);
        }
        self.deliver(&activity).await;
    }

    async fn event(&mut self, step: &Value) {
        let of =
            step["of"].as_str().and_then(|of| self.ids.iter().find(|(name, _)| name == of)).map(|(_, id)| id.clone());
        let id = match of {
            Some(id) => id,
            None => self.fresh_id(),
        };
        let activity = self.activity(step, &id);
        self.deliver(&activity).await;
    }

    async fn press(&mut self, step: &Value) {
        let verb = step["verb"].as_str().expect("a verb").to_owned();
        let place = self.place(step);
        let shown = self.connector.shown();
        let mut newest = shown.iter().rev().filter(|shown| shown.place == place);
        let found = newest.find_map(|shown| action(&shown.activity, &verb).map(|action| (shown, action)));
        let (card, action) = found.unwrap_or_else(|| panic!("no {verb} in {place}: {shown:#?}"));
        let id = self.fresh_id();
        let mut activity = self.activity(step, &id);
        activity["type"] = json!("invoke");
        activity["name"] = json!("adaptiveCard/action");
        activity["replyToId"] = json!(card.id);
        activity["value"] = json!({"action": {"type": "Action.Execute", "verb": verb, "data": action["data"]},
                                   "trigger": "manual"});
        self.deliver(&activity).await;
    }

    fn activity(&self, step: &Value, id: &str) -> Value {
        let who = step["who"].as_str().unwrap_or("requester");
        let place = self.place(step);
        let (kind, is_group) = if place == CHAT { ("personal", false) } else { ("channel", true) };
        let mut from = json!({"id": format!("29:{who}"), "aadObjectId": object_id(who), "name": name(who)});
        for field in list(step, "from_without") {
            from.as_object_mut().expect("an object").remove(field.as_str().expect("a field"));
        }
        let mut activity = json!({
            "id": id, "channelId": "msteams", "serviceUrl": self.connector.url, "locale": "ja-JP", "from": from,
            "recipient": {"id": BOT, "name": "Madoguchi"},
            "conversation": {"id": place, "conversationType": kind, "isGroup": is_group, "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
        });
        if is_group {
            activity["channelData"]["team"] = json!({"id": "19:team@thread.tacv2"});
            activity["channelData"]["channel"] = json!({"id": CHANNEL, "name": "窓口"});
        }
        let own = step["activity"].as_object().cloned().unwrap_or_default();
        for (field, value) in own {
            if let (Some(known), Some(more)) = (activity[&field].as_object_mut(), value.as_object()) {
                known.extend(more.clone());
            } else {
                activity[&field] = value;
            }
        }
        activity
    }

    async fn deliver(&self, activity: &Value) {
        let sent = self.client.post(self.serving.endpoint()).json(activity).send().await.expect("the program answers");
        assert!(sent.status().is_success(), "{}: {activity}", sent.status());
    }

    fn fresh_id(&mut self) -> String {
        self.said += 1;
        format!("16000000{:05}", self.said)
    }

    /// The chat, channel or newest thread that a step names.
    fn place(&self, step: &Value) -> String {
        match step["where"].as_str().expect("a place") {
            "personal" => CHAT.to_owned(),
            "channel" => CHANNEL.to_owned(),
            "thread" => self.thread().expect("a thread was opened"),
            other => panic!("no such place: {other}"),
        }
    }

    fn thread(&self) -> Option<String> {
        let shown = self.connector.shown();
        shown.into_iter().rev().map(|shown| shown.place).find(|place| place.starts_with(&format!("{CHANNEL};")))
    }

    /// Waits until the program has nothing to do but what lies in the future.
    async fn settle(&self) {
        let file = self.folder.path().join("madoguchi.db");
        let done = async {
            while tasks_left(&file) > 0 {
                self.changes.next().await;
            }
        };
        let ended = tokio::time::timeout(PATIENCE, done).await;
        assert!(ended.is_ok(), "{} tasks are never done", tasks_left(&file));
    }

    /// What people see in a place since the mark.
    fn seen(&self, expected: &Value) -> Vec<Shown> {
        let (from, old_thread) = &self.mark;
        let thread = self.thread();
        let is_there = |place: &str| match expected["where"].as_str().unwrap_or_default() {
            "personal" => place == CHAT,
            "channel" => place == CHANNEL,
            "thread" => Some(place) == thread.as_deref(),
            "desk" => place.starts_with(CHANNEL),
            other => panic!("no such place: {other}"),
        };
        let is_new = |place: &str| expected["new_post"] != true || Some(place) != old_thread.as_deref();
        let shown = self.connector.shown().into_iter().skip(*from);
        shown.filter(|shown| is_there(&shown.place) && is_new(&shown.place)).collect()
    }
}

fn entries(folder: &TempDir, case: &Value) -> Vec<String> {
    let mut files = Vec::new();
    if let Some(file) = case["faq_file"].as_str() {
        files.push(format!("{}/../../{file}", env!("CARGO_MANIFEST_DIR")));
    }
    let usual = || {
        let entry = |(question, answer, language): &(&str, &str, &str)| json!({"question": question, "answer": answer, "variants": [], "language": language});
        ENTRIES.iter().map(entry).collect::<Vec<_>>()
    };
    let own: Vec<Value> = match (case["faq"].as_array(), case["faq_file"].is_null()) {
        (Some(own), _) => own.clone(),
        (None, true) => usual(),
        (None, false) => Vec::new(),
    };
    let lines: Vec<String> = own.iter().chain(&list(case, "faq_more")).map(Value::to_string).collect();
    if !lines.is_empty() {
        let file = folder.path().join("faq.jsonl");
        std::fs::write(&file, lines.join("\n")).expect("a file can be written");
        files.push(file.to_string_lossy().into_owned());
    }
    files
}

fn compare(expected: &Value, seen: &[Shown]) -> Result<(), String> {
    let mut text = String::new();
    for shown in seen {
        strings(&shown.activity, &mut text);
    }
    let words = |field: &str| -> Vec<String> {
        list(expected, field).iter().filter_map(|word| word.as_str().map(str::to_owned)).collect()
    };
    if let Some(missing) = words("has").into_iter().find(|word| !text.contains(word)) {
        return Err(format!("{missing:?} is not there"));
    }
    for field in ["has_any", "raw_has_any"] {
        let any = words(field);
        if !any.is_empty() && !any.iter().any(|word| text.contains(word)) {
            return Err(format!("none of {any:?} is there"));
        }
    }
    if let Some(found) = words("lacks").into_iter().find(|word| text.contains(word)) {
        return Err(format!("{found:?} is there"));
    }
    if let Some(verb) = expected["verb"].as_str()
        && !seen.iter().any(|shown| action(&shown.activity, verb).is_some())
    {
        return Err(format!("no button {verb}"));
    }
    let count = seen.len() as u64;
    if expected["count_at_least"].as_u64().is_some_and(|least| count < least) {
        return Err(format!("only {count} posts"));
    }
    if expected["count_at_most"].as_u64().is_some_and(|most| count > most) {
        return Err(format!("{count} posts"));
    }
    Ok(())
}

/// How many tasks are due, or soon will be. Read as a writer, who waits until the commit under way is done: the file was
/// written before others see what was committed.
fn tasks_left(file: &std::path::Path) -> i64 {
    let mut database =
        Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("the database opens");
    database.busy_timeout(PATIENCE).expect("it can wait");
    let turn = database.transaction_with_behavior(TransactionBehavior::Immediate).expect("its turn comes");
    let left = "SELECT count(*) FROM tasks WHERE queue <> 'timer' OR due_at <= unixepoch('now') * 1000";
    turn.query_row(left, [], |row| row.get(0)).expect("it can be read")
}

/// Every text in a value, one a line.
fn strings(value: &Value, text: &mut String) {
    match value {
        Value::String(one) => {
            text.push_str(one);
            text.push('\n');
        }
        Value::Array(list) => list.iter().for_each(|one| strings(one, text)),
        Value::Object(fields) => fields.values().for_each(|one| strings(one, text)),
        _ => {}
    }
}

/// The first button with this verb.
fn action(value: &Value, verb: &str) -> Option<Value> {
    match value {
        Value::Object(fields) if value["type"] == "Action.Execute" && value["verb"] == verb => {
            Some(Value::Object(fields.clone()))
        }
        Value::Object(fields) => fields.values().find_map(|one| action(one, verb)),
        Value::Array(list) => list.iter().find_map(|one| action(one, verb)),
        _ => None,
    }
}

fn list(value: &Value, field: &str) -> Vec<Value> {
    value[field].as_array().cloned().unwrap_or_default()
}

fn member(who: &str, name: &str) -> Value {
    json!({"id": format!("29:{who}"), "aadObjectId": object_id(who), "name": name})
}

fn object_id(who: &str) -> &'static str {
    match who {
        "agent" => "00000000-0000-4000-8000-00000000a001",
        _ => "00000000-0000-4000-8000-00000000b001",
    }
}

fn name(who: &str) -> &'static str {
    match who {
        "agent" => "Agent One",
        _ => "Requester One",
    }
}
