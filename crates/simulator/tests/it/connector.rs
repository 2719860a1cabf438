//! What the bot can do at the Connector, and what it is refused.

use reqwest::Method;
use serde_json::{Value, json};

use crate::bot::{Bot, activities, activity, card, message, segment, with_card};

#[tokio::test]
async fn a_message_is_sent_updated_and_deleted() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let id = bot.speak(&chat, "**first**").await;
    let shown = bot.teams.messages(&chat)[0].clone();
    assert_eq!((shown.text.as_str(), shown.text_format.as_str()), ("**first**", "markdown"));
    assert!(shown.from.is_bot && !shown.edited);
    let answer = bot.call(Method::PUT, &activity(&chat, &id), message("second")).await;
    assert_eq!(answer, (200, json!({ "id": id })));
    let shown = bot.teams.messages(&chat);
    assert_eq!((shown.len(), shown[0].text.as_str(), shown[0].edited), (1, "second", true));
    assert_eq!(bot.call(Method::DELETE, &activity(&chat, &id), Value::Null).await.0, 200);
    assert_eq!(bot.teams.messages(&chat), vec![]);
    let (status, body) = bot.call(Method::PUT, &activity(&chat, &id), message("third")).await;
    assert_eq!((status, &body["error"]["code"]), (404, &json!("ActivityNotFoundInConversation")));
    assert_eq!(bot.call(Method::DELETE, &activity(&chat, &id), Value::Null).await.0, 404);
}

#[tokio::test]
async fn threads_follow_the_conversation_id_and_nothing_else() {
    let bot = Bot::new().await;
    let channel = bot.channel();
    let root = bot.speak(&channel, "root").await;
    let thread = format!("{channel};messageid={root}");
    let reply = bot.speak(&thread, "reply").await;
    let path = format!("{}/{root}", activities(&channel));
    let (status, body) = bot.call(Method::POST, &path, message("new root")).await;
    assert_eq!(status, 201);
    let other = body["id"].as_str().expect("an id").to_owned();
    let in_thread: Vec<String> = bot.teams.messages(&thread).into_iter().map(|message| message.id).collect();
    assert_eq!(in_thread, vec![root.clone(), reply.clone()]);
    let elsewhere = format!("{channel};messageid={other}");
    assert_eq!(bot.call(Method::PUT, &activity(&elsewhere, &reply), message("x")).await.0, 404);
    for nowhere in [";messageid=17", &format!(";messageid={reply}"), ";messageid=", ";x"] {
        let (status, body) = bot.send(&format!("{channel}{nowhere}"), message("x")).await;
        assert_eq!((status, &body["error"]["code"]), (404, &json!("ConversationNotFound")), "{nowhere}");
    }
    assert_eq!(bot.send("a:nobody", message("x")).await.0, 404);
}

#[tokio::test]
async fn typing_has_no_id_and_leaves_no_message() {
    let bot = Bot::new().await;
    for conversation in [bot.chat("hanako"), bot.channel()] {
        assert_eq!(bot.send(&conversation, json!({ "type": "typing" })).await, (201, json!({})));
        assert_eq!(bot.teams.messages(&conversation), vec![]);
    }
    let stream = json!({ "type": "typing", "text": "a", "entities": [{ "type": "streaminfo" }] });
    let (status, body) = bot.send(&bot.chat("hanako"), stream).await;
    assert_eq!((status, &body["error"]["code"]), (403, &json!("ContentStreamNotAllowed")));
}

#[tokio::test]
async fn text_and_card_together_become_two_messages_without_an_id() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let mut both = with_card(card("1.5", "answer.rate"));
    both["text"] = json!("see the card");
    assert_eq!(bot.send(&chat, both).await, (201, json!({})));
    let shown = bot.teams.messages(&chat);
    assert_eq!(shown.len(), 2);
    assert_eq!((shown[0].text.as_str(), shown[0].attachments.len()), ("see the card", 0));
    assert!(shown[1].has_verb("answer.rate") && shown[1].text.is_empty());
}

#[tokio::test]
async fn what_makes_no_message_is_refused() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let root = json!({ "type": "https://schema.org/Message" });
    let mention = json!({ "type": "mention", "text": "<at>X</at>", "mentioned": { "id": "29:x" } });
    let empty_citation = json!({ "type": "https://schema.org/Message", "citation": [{ "appearance": {} }] });
    let bad = [
        json!({ "type": "message" }),
        json!({ "type": "message", "text": "" }),
        json!({ "type": "message", "text": 7 }),
        json!({ "type": "nonsense", "text": "x" }),
        json!({ "text": "x" }),
        json!([]),
        json!({ "type": "message", "text": "x", "textFormat": "html" }),
        json!({ "type": "message", "text": "x", "entities": [root, root] }),
        json!({ "type": "message", "text": "x", "entities": [mention] }),
        json!({ "type": "message", "text": "x", "entities": [empty_citation] }),
        json!({ "type": "message", "text": "x", "entities": {} }),
        json!({ "type": "message", "attachments": [{ "content": {} }] }),
        json!({ "type": "message", "attachments": [{ "contentType": simulator::CARD }] }),
    ];
    for activity in bad {
        let (status, body) = bot.send(&chat, activity.clone()).await;
        assert_eq!((status, &body["error"]["code"]), (400, &json!("Bad Argument")), "{activity}");
    }
    let raw = bot.request(Method::POST, &format!("/connector{}", activities(&chat))).body("{").send().await;
    assert_eq!(raw.expect("answered").status().as_u16(), 400);
    assert_eq!(bot.teams.messages(&chat), vec![]);
    let one = json!({ "type": "message", "text": "x", "entities": [root] });
    assert_eq!(bot.send(&chat, one).await.0, 201, "one root entity is right");
}

#[tokio::test]
async fn a_message_beyond_100_kb_of_utf16_is_too_big() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let (status, body) = bot.send(&chat, message(&"あ".repeat(51_300))).await;
    assert_eq!((status, &body["error"]["code"]), (413, &json!("MessageSizeTooBig")));
    assert_eq!(bot.send(&chat, message(&"あ".repeat(50_000))).await.0, 201);
    let id = bot.speak(&chat, "small").await;
    assert_eq!(bot.call(Method::PUT, &activity(&chat, &id), message(&"x".repeat(60_000))).await.0, 413);
}

#[tokio::test]
async fn the_bot_changes_only_its_own_messages() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let id = bot.teams.say("hanako", &chat, "mine", &[]).await.expect("said");
    let (status, body) = bot.call(Method::PUT, &activity(&chat, &id), message("yours")).await;
    assert_eq!((status, &body["error"]["code"]), (403, &json!("NotEnoughPermissions")));
    assert_eq!(bot.call(Method::DELETE, &activity(&chat, &id), Value::Null).await.0, 403);
    let other = bot.speak(&bot.chat("alice"), "elsewhere").await;
    assert_eq!(bot.call(Method::PUT, &activity(&chat, &other), message("x")).await.0, 404);
}

#[tokio::test]
async fn a_thread_is_opened_in_a_channel() {
    let bot = Bot::new().await;
    let channel = bot.channel();
    let wish = json!({
        "isGroup": true, "channelData": { "channel": { "id": channel } },
        "activity": with_card(card("1.5", "ticket.accept")),
    });
    let (status, body) = bot.call(Method::POST, "/v3/conversations", wish).await;
    assert_eq!(status, 201, "{body}");
    let root = body["activityId"].as_str().expect("the root");
    assert_eq!(body["id"], json!(format!("{channel};messageid={root}")));
    assert_eq!(body["serviceUrl"], json!(bot.teams.service_url()));
    bot.speak(body["id"].as_str().expect("an id"), "reply").await;
    assert_eq!(bot.teams.messages(&channel).len(), 2);
}

#[tokio::test]
async fn a_personal_chat_is_opened_by_id_and_not_by_mail() {
    let bot = Bot::new().await;
    let world = bot.teams.world();
    let alice = world.person("alice").expect("she exists");
    let open = |members: Value, tenant: &str| {
        json!({
            "bot": { "id": world.bot_id }, "members": members, "tenantId": tenant,
            "channelData": { "tenant": { "id": tenant } },
        })
    };
    let create = |wish: Value| bot.call(Method::POST, "/v3/conversations", wish);
    let (status, body) = create(open(json!([{ "id": alice.id }]), &world.tenant)).await;
    assert_eq!((status, &body["id"]), (201, &json!(bot.chat("alice"))));
    assert!(body.get("activityId").is_none());
    let two = json!([{ "id": alice.id }, { "id": world.people[0].id }]);
    for members in [json!([{ "id": alice.mail }]), json!([]), two, json!([{ "id": "29:nobody" }])] {
        assert_eq!(create(open(members.clone(), &world.tenant)).await.0, 400, "{members}");
    }
    let foreign = open(json!([{ "id": alice.id }]), "00000000-0000-4000-8000-00000000bbbb");
    assert_eq!(create(foreign).await.0, 403);
    let empty = json!({ "isGroup": true, "channelData": { "channel": { "id": bot.channel() } } });
    assert_eq!(create(empty).await.0, 400, "a thread begins with a message");
}

#[tokio::test]
async fn rosters_come_in_pages() {
    let bot = Bot::new().await;
    let path = format!("/v3/conversations/{}/pagedmembers", segment(&bot.group()));
    let (status, first) = bot.call(Method::GET, &format!("{path}?pageSize=2"), Value::Null).await;
    assert_eq!((status, first["members"].as_array().map(Vec::len)), (200, Some(2)));
    let token = first["continuationToken"].as_str().expect("there is more");
    let next = format!("{path}?pageSize=2&continuationToken={token}");
    let (_, second) = bot.call(Method::GET, &next, Value::Null).await;
    assert_eq!(second["members"][0]["name"], "Alice Baker");
    assert!(second.get("continuationToken").is_none());
    let bad = format!("{path}?continuationToken=nonsense");
    assert_eq!(bot.call(Method::GET, &bad, Value::Null).await.0, 400);
}

#[tokio::test]
async fn one_member_is_found_by_either_id_and_only_inside() {
    let bot = Bot::new().await;
    let world = bot.teams.world();
    let ken = world.person("ken").expect("he exists");
    let thread = format!("{};messageid=17", bot.channel());
    for id in [&ken.id, &ken.directory_id] {
        let path = format!("/v3/conversations/{}/members/{}", segment(&thread), segment(id));
        let (status, body) = bot.call(Method::GET, &path, Value::Null).await;
        assert_eq!(status, 200);
        assert_eq!((&body["aadObjectId"], &body["email"]), (&json!(ken.directory_id), &json!("ken@example.com")));
        assert_eq!(body["tenantId"], json!(world.tenant));
    }
    let hanako = &world.person("hanako").expect("she exists").id;
    let path = format!("/v3/conversations/{}/members/{}", segment(&bot.channel()), segment(hanako));
    assert_eq!(bot.call(Method::GET, &path, Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_team_tells_its_name_and_channels() {
    let bot = Bot::new().await;
    let world = bot.teams.world();
    let team = world.team("IT").expect("it exists");
    let path = format!("/v3/teams/{}", segment(&team.id));
    let (status, body) = bot.call(Method::GET, &path, Value::Null).await;
    assert_eq!((status, &body["name"], &body["memberCount"]), (200, &json!("IT"), &json!(2)));
    let (_, body) = bot.call(Method::GET, &format!("{path}/conversations"), Value::Null).await;
    let channels = json!([{ "id": team.id }, { "id": bot.channel(), "name": "窓口" }]);
    assert_eq!(body["conversations"], channels, "General comes without a name");
    assert_eq!(bot.call(Method::GET, "/v3/teams/19%3Anowhere", Value::Null).await.0, 404);
}

#[tokio::test]
async fn the_log_keeps_every_call() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    bot.speak(&chat, "one").await;
    bot.send("a:nobody", message("two")).await;
    let log = bot.teams.sent_log();
    let seen: Vec<_> = log.iter().map(|call| (call.method.as_str(), call.status, call.had_token)).collect();
    assert_eq!(seen, vec![("POST", Some(201), false), ("POST", Some(404), false)]);
    assert_eq!(log[0].path, activities(&chat));
    assert_eq!(log[0].body, Some(message("one")));
}
