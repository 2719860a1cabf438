//! The page's calls, and how they refuse nonsense.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use simulator::Language;

use crate::bot::{Bot, SOON, Script, card, replaced, segment};

async fn api(bot: &Bot, method: Method, path: &str, body: Value) -> (u16, Value) {
    let mut request = bot.request(method, &format!("/api{path}"));
    if !body.is_null() {
        request = request.json(&body);
    }
    let response = request.send().await.expect("answered");
    let status = response.status().as_u16();
    let bytes = response.bytes().await.expect("a body");
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

fn messages(chat: &str) -> String {
    format!("/chats/{}/messages", segment(chat))
}

#[tokio::test]
async fn the_world_is_described() {
    let bot = Bot::new().await;
    let (status, world) = api(&bot, Method::GET, "/world", Value::Null).await;
    assert_eq!(status, 200);
    assert_eq!(world["bot"]["name"], "Madoguchi");
    assert_eq!(world["people"][0]["agentOf"], json!([]));
    assert_eq!(world["people"][1]["agentOf"], json!(["IT"]));
    let chats = world["chats"].as_array().expect("a list");
    let kinds: Vec<_> = chats.iter().map(|chat| chat["kind"].as_str().expect("a kind")).collect();
    assert_eq!(kinds, ["personal", "personal", "personal", "personal", "groupChat", "channel"]);
    let channel = chats.last().expect("a channel");
    assert_eq!((&channel["name"], &channel["team"]["name"]), (&json!("窓口"), &json!("IT")));
    assert_eq!(channel["members"].as_array().map(Vec::len), Some(2));
    assert!(chats[0].get("team").is_none());
}

#[tokio::test]
async fn a_message_is_written_read_and_heard() {
    let bot = Bot::new().await;
    let channel = bot.channel();
    let body = json!({ "from": "ken", "text": "@Madoguchi connect IT", "mentions": ["bot"] });
    let (status, answer) = api(&bot, Method::POST, &messages(&channel), body).await;
    assert_eq!(status, 201, "{answer}");
    let root = answer["id"].clone();
    bot.teams.wait_until(SOON, |_| (!bot.heard().is_empty()).then_some(())).await.expect("heard");
    let reply = json!({ "from": "taro", "text": "among us", "threadRoot": root });
    assert_eq!(api(&bot, Method::POST, &messages(&channel), reply).await.0, 201);
    let (status, list) = api(&bot, Method::GET, &format!("{}?as=ken", messages(&channel)), Value::Null).await;
    assert_eq!(status, 200);
    let list = list["messages"].as_array().expect("a list").clone();
    assert_eq!((list.len(), &list[0]["id"], &list[1]["threadRoot"]), (2, &root, &root));
    assert_eq!(list[0]["chat"], json!(channel));
    assert_eq!(list[0]["from"]["isBot"], false);
    assert_eq!(list[0]["text"], "<at>Madoguchi</at> connect IT");
    assert!(list[0].get("threadRoot").is_none() && list[0]["at"].as_str().is_some_and(|at| at.ends_with('Z')));
}

#[tokio::test]
async fn an_attachment_is_shown_and_served() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let attach = |name: &str, kind: &str| json!({ "name": name, "contentType": kind, "base64": STANDARD.encode("hi") });
    let files = json!([attach("../a.png", "image/png"), attach("page.html", "text/html")]);
    let body = json!({ "from": "hanako", "attachments": files });
    assert_eq!(api(&bot, Method::POST, &messages(&chat), body).await.0, 201);
    let shown = bot.teams.messages(&chat)[0].attachments.clone();
    assert_eq!(shown[0].name.as_deref(), Some("a.png"), "a name is not a path");
    for (attachment, kind, disposition) in
        [(&shown[0], "image/png", "inline"), (&shown[1], "application/octet-stream", "attachment")]
    {
        let path = attachment.content_url.clone().expect("a path");
        let response = bot.request(Method::GET, &path).send().await.expect("answered");
        assert_eq!(response.headers()["content-type"], kind);
        assert_eq!(response.headers()["content-disposition"], disposition);
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert_eq!(response.bytes().await.expect("bytes").as_ref(), b"hi");
    }
}

#[tokio::test]
async fn a_button_is_pressed_from_the_page() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let id = bot.show(&chat, card("1.5", "answer.rate")).await;
    let path = format!("{}/{id}/actions", messages(&chat));
    bot.script([replaced(card("1.5", "csat.rate"))]);
    let press = json!({ "from": "hanako", "verb": "answer.rate", "data": { "helpful": true } });
    let (status, answer) = api(&bot, Method::POST, &path, press.clone()).await;
    assert_eq!((status, &answer["status"], &answer["type"]), (200, &json!(200), &json!(simulator::CARD)));
    assert!(bot.teams.messages(&chat)[0].has_verb("csat.rate"));
    bot.script((0..3).map(|_| Script::Answer(500, Value::Null)));
    let (status, answer) = api(&bot, Method::POST, &path, press).await;
    assert_eq!(status, 502);
    assert!(answer["error"].as_str().is_some_and(|error| error.contains("did not answer")));
    let submit = json!({ "from": "hanako", "kind": "submit", "data": { "x": 1 } });
    assert_eq!(api(&bot, Method::POST, &path, submit).await.0, 200);
    bot.teams.wait_until(SOON, |_| (bot.last()["value"]["x"] == 1).then_some(())).await.expect("heard");
}

#[tokio::test]
async fn a_message_is_changed_taken_back_and_given_again_by_its_author_alone() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let id = bot.teams.say("hanako", &chat, "VNP", &[]).await.expect("said");
    let path = format!("{}/{id}", messages(&chat));
    let words = |from: &str, text: &str| json!({ "from": from, "text": text });
    assert_eq!(api(&bot, Method::PUT, &path, words("hanako", "VPN")).await.0, 204);
    assert_eq!((bot.teams.messages(&chat)[0].text.as_str(), bot.teams.messages(&chat)[0].edited), ("VPN", true));
    assert_eq!(api(&bot, Method::PUT, &path, words("hanako", " ")).await.0, 400);
    assert_eq!(api(&bot, Method::PUT, &path, words("alice", "x")).await.0, 403);
    assert_eq!(api(&bot, Method::PUT, &format!("{}/1", messages(&chat)), words("hanako", "x")).await.0, 404);
    assert_eq!(api(&bot, Method::DELETE, &path, json!({ "from": "alice" })).await.0, 403);
    assert_eq!(api(&bot, Method::DELETE, &path, json!({ "from": "hanako" })).await.0, 204);
    assert!(bot.teams.messages(&chat)[0].deleted);
    assert_eq!(api(&bot, Method::DELETE, &path, json!({ "from": "hanako" })).await.0, 404);
    let restore = format!("{path}/restore");
    assert_eq!(api(&bot, Method::POST, &restore, json!({ "from": "alice" })).await.0, 403);
    assert_eq!(api(&bot, Method::POST, &restore, json!({ "from": "hanako" })).await.0, 204);
    assert_eq!(bot.teams.messages(&chat)[0].text, "VPN");
    let kinds =
        || bot.heard().iter().map(|one| one["type"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>();
    let expected = ["message", "messageUpdate", "messageDelete", "messageUpdate"];
    bot.teams.wait_until(SOON, |_| (kinds() == expected).then_some(())).await.expect("all of it is heard, in order");
}

#[tokio::test]
async fn a_press_goes_on_when_the_page_is_closed() {
    let bot = Bot::hasty().await;
    let chat = bot.chat("hanako");
    let id = bot.show(&chat, card("1.5", "answer.rate")).await;
    bot.script([Script::Silence, replaced(card("1.5", "csat.rate"))]);
    let request = bot.request(Method::POST, &format!("/api{}/{id}/actions", messages(&chat)));
    let press = json!({ "from": "hanako", "verb": "answer.rate" });
    tokio::select! {
        answer = request.json(&press).send() => panic!("answered: {answer:?}"),
        () = bot.arrival() => {}
    }
    bot.teams.wait_for(&chat, |message| message.has_verb("csat.rate"), SOON).await.expect("the card was replaced");
}

#[tokio::test]
async fn the_app_is_installed_and_chats_are_emptied() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let path = format!("/chats/{}", segment(&chat));
    let from = json!({ "from": "hanako" });
    assert_eq!(api(&bot, Method::POST, &format!("{path}/install"), from.clone()).await.0, 202);
    bot.teams.wait_until(SOON, |_| (bot.heard().len() == 2).then_some(())).await.expect("told twice over");
    assert_eq!(api(&bot, Method::POST, &format!("{path}/uninstall"), from).await.0, 202);
    bot.teams.wait_until(SOON, |_| (bot.heard().len() == 4).then_some(())).await.expect("told twice over");
    bot.teams.say("hanako", &chat, "hi", &[]).await.expect("said");
    assert_eq!(api(&bot, Method::POST, "/reset", Value::Null).await.0, 204);
    assert_eq!(bot.teams.messages(&chat), vec![]);
}

#[tokio::test]
async fn a_page_asks_for_another_language_where_the_host_can_begin_anew() {
    let plain = Bot::new().await;
    let english = json!({ "language": "en" });
    assert_eq!(api(&plain, Method::POST, "/language", english.clone()).await.0, 400);
    let staging = simulator::Staging { language: Language::Japanese, is_chosen: false, forgets: true };
    let bot = Bot::with(|options| options.staging = Some(staging)).await;
    let (_, world) = api(&bot, Method::GET, "/world", Value::Null).await;
    assert_eq!(world["staging"], json!({ "language": "ja", "isChosen": false, "forgets": true, "isSetUp": false }));
    bot.teams.set_up();
    assert_eq!(api(&bot, Method::GET, "/world", Value::Null).await.1["staging"]["isSetUp"], true);
    assert_eq!(api(&bot, Method::POST, "/language", json!({ "language": "fr" })).await.0, 400);
    assert_eq!(api(&bot, Method::POST, "/language", json!({ "language": "ja" })).await.0, 202);
    assert_eq!(api(&bot, Method::POST, "/language", english).await.0, 202);
    assert_eq!(bot.teams.wished_language().await, Language::English, "its own language is no wish");
}

#[tokio::test]
async fn nonsense_is_refused_with_a_reason() {
    let bot = Bot::new().await;
    let (chat, channel) = (bot.chat("hanako"), bot.channel());
    let attach = |name: &str, data: &str| json!({ "from": "hanako", "attachments": [{ "name": name, "contentType": "image/png", "base64": data }] });
    let id = bot.show(&chat, card("1.5", "answer.rate")).await;
    let act = |chat: &str| format!("{}/{id}/actions", messages(chat));
    let cases = [
        (messages(&chat), json!({ "from": "hanako" }), 400),
        (messages(&chat), json!({ "from": "hanako", "text": "  " }), 400),
        (messages(&chat), json!({ "text": "x" }), 400),
        (messages(&chat), json!({ "from": "hanako", "text": 7 }), 400),
        (messages(&chat), json!({ "from": "hanako", "text": "x", "typo": 1 }), 400),
        (messages(&chat), json!({ "from": "nobody", "text": "x" }), 400),
        (messages(&chat), json!({ "from": "alice", "text": "x" }), 403),
        (messages("a:nowhere"), json!({ "from": "hanako", "text": "x" }), 404),
        (messages(&chat), json!({ "from": "hanako", "text": "x", "threadRoot": "1" }), 400),
        (messages(&channel), json!({ "from": "ken", "text": "x", "threadRoot": "1" }), 404),
        (messages(&channel), json!({ "from": "ken", "text": "x", "mentions": ["ghost"] }), 400),
        (messages(&chat), attach("a.png", "***"), 400),
        (messages(&chat), attach("a.png", ""), 400),
        (messages(&chat), attach("..\\", "aGk="), 400),
        (act(&chat), json!({ "from": "hanako" }), 400),
        (act(&chat), json!({ "from": "hanako", "verb": "x", "data": [] }), 400),
        (act(&chat), json!({ "from": "hanako", "verb": "x", "kind": "openUrl" }), 400),
        (act(&chat), json!({ "from": "alice", "verb": "x" }), 403),
        (act(&channel), json!({ "from": "ken", "verb": "x" }), 404),
        (format!("/chats/{}/install", segment(&channel)), json!({ "from": "hanako" }), 403),
    ];
    for (path, body, expected) in cases {
        let (status, answer) = api(&bot, Method::POST, &path, body.clone()).await;
        assert_eq!(status, expected, "{path} {body} {answer}");
        assert!(answer["error"].as_str().is_some_and(|error| !error.is_empty()), "{body}");
    }
    let (status, _) = api(&bot, Method::GET, &format!("{}?as=alice", messages(&chat)), Value::Null).await;
    assert_eq!(status, 403);
    assert_eq!(bot.heard().len(), 0);
    assert_eq!(bot.teams.messages(&chat).len(), 1);
}

#[tokio::test]
async fn bodies_have_a_type_and_a_limit() {
    let bot = Bot::new().await;
    let path = format!("/api{}", messages(&bot.chat("hanako")));
    let text = json!({ "from": "hanako", "text": "x" }).to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let request = bot.request(Method::POST, &path).header("content-type", kind).body(text.clone());
        assert_eq!(request.send().await.expect("answered").status().as_u16(), 415, "{kind}");
    }
    let big = json!({ "from": "hanako", "text": "x", "padding": "x".repeat(2 * 1024 * 1024) });
    assert_eq!(bot.request(Method::POST, &path).json(&big).send().await.expect("answered").status().as_u16(), 413);
}

#[tokio::test]
async fn foreign_hosts_and_origins_are_kept_out() {
    let bot = Bot::new().await;
    for path in ["/api/world", "/connector/v3/teams/x", "/api/stream"] {
        let rebound = bot.request(Method::GET, path).header("host", "evil.example:3978");
        assert_eq!(rebound.send().await.expect("answered").status().as_u16(), 403, "{path}");
        let foreign = bot.request(Method::GET, path).header("origin", "https://evil.example");
        assert_eq!(foreign.send().await.expect("answered").status().as_u16(), 403, "{path}");
    }
    let own = bot.url("").origin().ascii_serialization();
    let request = bot.request(Method::GET, "/api/world").header("origin", own);
    assert_eq!(request.send().await.expect("answered").status().as_u16(), 200);
}

#[tokio::test]
async fn the_simulator_can_be_mounted_under_a_path_of_another_server() {
    let inner = Bot::new().await;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let base = reqwest::Url::parse(&format!("http://{address}/box/")).expect("a URL");
    let options = simulator::Options::new(inner.endpoint(), base);
    let teams = simulator::Simulator::new(crate::bot::world(), options).expect("sound");
    let router = axum::Router::new().nest("/box", teams.router());
    tokio::spawn(async move { axum::serve(listener, router).await });
    assert_eq!(teams.service_url(), format!("http://{address}/box/connector/"));
    let picture = simulator::Upload { name: "a.png".into(), content_type: "image/png".into(), bytes: vec![1] };
    let chat = teams.personal_chat("hanako").expect("she has one");
    let post = simulator::Post {
        from: "hanako".to_owned(),
        chat: chat.clone(),
        files: vec![picture],
        ..simulator::Post::default()
    };
    teams.say_all(post).await.expect("said");
    let heard = inner.last();
    assert_eq!(heard["serviceUrl"], json!(teams.service_url()));
    let shown = teams.messages(&chat)[0].attachments[0].content_url.clone().expect("a path");
    let on_wire = heard["attachments"][0]["contentUrl"].as_str().expect("a URL").to_owned();
    for url in [on_wire, format!("http://{address}{shown}"), format!("http://{address}/box/api/world")] {
        assert_eq!(reqwest::get(&url).await.expect("answered").status().as_u16(), 200, "{url}");
    }
}
