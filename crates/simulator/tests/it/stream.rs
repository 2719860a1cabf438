//! The event stream, read as a browser reads it.

use futures::StreamExt as _;
use reqwest::Method;
use serde_json::{Value, json};

use crate::bot::{Bot, SOON, activity, message};

/// One block of the stream.
#[derive(Debug, Default, PartialEq)]
struct Block {
    id: u64,
    event: String,
    data: Value,
}

struct Reader {
    bytes: futures::stream::BoxStream<'static, reqwest::Result<axum::body::Bytes>>,
    text: String,
}

impl Reader {
    async fn open(bot: &Bot, last: Option<&str>) -> Self {
        let mut request = bot.request(Method::GET, "/api/stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.expect("answered");
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { bytes: response.bytes_stream().boxed(), text: String::new() }
    }

    async fn next(&mut self) -> Option<Block> {
        let read = async {
            loop {
                if let Some((block, rest)) = self.text.split_once("\n\n") {
                    let block = parse(block);
                    self.text = String::from(rest);
                    return Some(block);
                }
                let bytes = self.bytes.next().await?.ok()?;
                self.text.push_str(&String::from_utf8_lossy(&bytes));
            }
        };
        tokio::time::timeout(SOON, read).await.expect("a quiet line is a failed test")
    }
}

fn parse(text: &str) -> Block {
    let mut block = Block::default();
    for line in text.lines() {
        match line.split_once(": ") {
            Some(("id", value)) => block.id = value.parse().expect("a number"),
            Some(("event", value)) => value.clone_into(&mut block.event),
            Some(("data", value)) => block.data = serde_json::from_str(value).expect("JSON"),
            _ => {}
        }
    }
    block
}

#[tokio::test]
async fn the_stream_tells_what_happens_in_order() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let mut stream = Reader::open(&bot, None).await;
    let hello = stream.next().await.expect("a first number");
    assert_eq!((hello.event.as_str(), &hello.data), ("", &Value::Null));
    let said = bot.teams.say("hanako", &chat, "hi", &[]).await.expect("said");
    bot.send(&chat, json!({ "type": "typing" })).await;
    bot.send(&bot.channel(), json!({ "type": "typing" })).await;
    let answer = bot.speak(&chat, "hello").await;
    bot.call(Method::PUT, &activity(&chat, &answer), message("hello!")).await;
    bot.call(Method::DELETE, &activity(&chat, &answer), Value::Null).await;
    bot.teams.reset();
    let mut seen = Vec::new();
    for number in 1..=6 {
        let block = stream.next().await.expect("an event");
        assert_eq!(block.id, hello.id + number);
        seen.push((block.event, block.data));
    }
    let bot_id = bot.teams.world().bot_id;
    assert_eq!((seen[0].0.as_str(), &seen[0].1["message"]["id"]), ("message", &json!(said)));
    assert_eq!(seen[1], ("typing".to_owned(), json!({ "chat": chat, "from": bot_id })));
    assert_eq!(seen[2].1["message"]["text"], "hello");
    assert_eq!((&seen[3].1["message"]["text"], &seen[3].1["message"]["edited"]), (&json!("hello!"), &json!(true)));
    assert_eq!(seen[4], ("deleted".to_owned(), json!({ "chat": chat, "id": answer })));
    assert_eq!(seen[5], ("reload".to_owned(), json!({})));
}

#[tokio::test]
async fn a_lost_line_resumes_where_it_broke() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let hello = Reader::open(&bot, None).await.next().await.expect("a first number");
    bot.speak(&chat, "one").await;
    bot.speak(&chat, "two").await;
    let mut resumed = Reader::open(&bot, Some(&(hello.id + 1).to_string())).await;
    assert_eq!(resumed.next().await.expect("a number").id, hello.id + 1);
    let next = resumed.next().await.expect("what was missed");
    assert_eq!((next.id, &next.data["message"]["text"]), (hello.id + 2, &json!("two")));
}

#[tokio::test]
async fn who_missed_too_much_is_told_to_fetch_again() {
    let bot = Bot::new().await;
    let hello = Reader::open(&bot, None).await.next().await.expect("a first number");
    for _ in 0..1_001 {
        bot.teams.reset();
    }
    let newest = hello.id + 1_001;
    for last in [hello.id.to_string(), (newest + 1).to_string(), "nonsense".to_owned()] {
        let mut late = Reader::open(&bot, Some(&last)).await;
        late.next().await.expect("a number");
        let next = late.next().await.expect("an event");
        assert_eq!((next.event.as_str(), next.id), ("reload", newest), "{last}");
    }
}

#[tokio::test]
async fn closing_the_simulator_ends_the_streams() {
    let bot = Bot::new().await;
    let mut stream = Reader::open(&bot, None).await;
    stream.next().await.expect("a first number");
    bot.teams.close();
    let end = tokio::time::timeout(SOON, stream.next()).await.expect("ends");
    assert_eq!(end, None);
}
