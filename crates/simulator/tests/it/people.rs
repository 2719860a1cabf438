//! What people do, and how it looks on the wire.

use serde_json::{Value, json};
use simulator::{Error, Mention, Post, Upload};

use crate::bot::{Bot, SOON, card};

fn entity<'a>(activity: &'a Value, kind: &str) -> Option<&'a Value> {
    activity["entities"].as_array()?.iter().find(|entity| entity["type"] == kind)
}

fn html_twin(activity: &Value) -> String {
    let attachments = activity["attachments"].as_array().expect("rich messages have attachments");
    let twin = attachments.iter().find(|attachment| attachment["contentType"] == "text/html");
    twin.and_then(|twin| twin["content"].as_str()).expect("rich messages have an HTML twin").to_owned()
}

#[tokio::test]
async fn a_personal_message_looks_like_one_of_teams() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let id = bot.teams.say("hanako", &chat, "VPNに繋がらない & 困った", &[]).await.expect("said");
    let activity = bot.last();
    let world = bot.teams.world();
    let hanako = world.person("hanako").expect("she exists");
    assert_eq!(activity["type"], "message");
    assert_eq!(activity["id"], json!(id));
    assert_eq!(activity["channelId"], "msteams");
    assert_eq!(activity["serviceUrl"], json!(bot.teams.service_url()));
    assert_eq!(activity["text"], "VPNに繋がらない &amp; 困った");
    assert_eq!(activity["textFormat"], "plain");
    assert_eq!(activity["locale"], "ja-JP");
    let from = json!({ "id": hanako.id, "name": "佐藤 花子", "aadObjectId": hanako.directory_id });
    assert_eq!(activity["from"], from);
    assert_eq!(activity["recipient"], json!({ "id": world.bot_id, "name": "Madoguchi" }));
    let conversation = json!({ "conversationType": "personal", "tenantId": world.tenant, "id": chat });
    assert_eq!(activity["conversation"], conversation);
    assert_eq!(activity["channelData"], json!({ "tenant": { "id": world.tenant } }));
    assert_eq!(entity(&activity, "clientInfo").expect("client info")["timezone"], "Asia/Tokyo");
    assert!(html_twin(&activity).contains("VPNに繋がらない &amp; 困った"));
    let headers = bot.last_headers();
    assert_eq!(headers["x-ms-conversation-id"], chat.as_str());
    assert_eq!(headers["x-ms-tenant-id"], world.tenant.as_str());
    assert!(!headers.contains_key("authorization"), "tokens are off");
    assert_eq!(bot.teams.messages(&chat)[0].text, "VPNに繋がらない & 困った");
}

#[tokio::test]
async fn ids_are_epoch_milliseconds_and_strictly_increase() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let mut last = 1_700_000_000_000_u64;
    for _ in 0..5 {
        let id = bot.teams.say("hanako", &chat, "hi", &[]).await.expect("said");
        let number: u64 = id.parse().expect("a number");
        assert!(number > last);
        last = number;
    }
    let heard: Vec<Value> = bot.heard().iter().map(|activity| activity["id"].clone()).collect();
    let kept: Vec<Value> = bot.teams.messages(&chat).iter().map(|message| json!(message.id)).collect();
    assert_eq!(heard, kept, "what one person says arrives in order");
}

#[tokio::test]
async fn channels_and_group_chats_hear_only_mentions() {
    let bot = Bot::new().await;
    let (channel, group) = (bot.channel(), bot.group());
    bot.teams.say("ken", &channel, "among us", &[]).await.expect("said");
    bot.teams.say("hanako", &group, "lunch?", &[Mention::Person("alice".to_owned())]).await.expect("said");
    assert_eq!(bot.heard(), Vec::<Value>::new());
    bot.teams.say("hanako", &group, "@Madoguchi help", &[Mention::Bot]).await.expect("said");
    let activity = bot.last();
    assert_eq!(activity["conversation"]["conversationType"], "groupChat");
    assert_eq!(activity["conversation"]["isGroup"], true);
    assert_eq!(activity["conversation"]["id"], json!(group));
    assert_eq!(activity["text"], "<at>Madoguchi</at> help");
    let mention = entity(&activity, "mention").expect("a mention");
    assert_eq!(mention["mentioned"]["id"], activity["recipient"]["id"]);
    assert_eq!(mention["text"], "<at>Madoguchi</at>");
    assert!(html_twin(&activity).contains("itemtype=\"http://schema.org/Mention\""));
}

#[tokio::test]
async fn a_channel_message_names_team_channel_and_thread() {
    let bot = Bot::new().await;
    let channel = bot.channel();
    let root = bot.teams.say("ken", &channel, "connect IT", &[Mention::Bot]).await.expect("said");
    let first = bot.last();
    let world = bot.teams.world();
    let team = world.team("IT").expect("it exists");
    assert_eq!(first["conversation"]["id"], json!(format!("{channel};messageid={root}")));
    assert_eq!(first["conversation"]["conversationType"], "channel");
    assert_eq!(first["channelData"]["team"]["id"], json!(team.id));
    assert_eq!(first["channelData"]["channel"], json!({ "id": channel, "name": "窓口" }));
    let reply = bot.teams.say_in_thread("taro", &channel, &root, "more", &[Mention::Bot]).await.expect("said");
    let second = bot.last();
    assert_eq!(second["id"], json!(reply));
    assert_eq!(second["conversation"]["id"], first["conversation"]["id"]);
    let thread = format!("{channel};messageid={root}");
    assert_eq!(bot.teams.messages(&thread).len(), 2);
    assert_eq!(bot.teams.messages(&channel)[1].thread_root, Some(root));
}

#[tokio::test]
async fn people_speak_only_where_they_are_and_say_something() {
    let bot = Bot::new().await;
    let channel = bot.channel();
    let refused = [
        bot.teams.say("hanako", &channel, "hi", &[]).await,
        bot.teams.say("hanako", &bot.chat("alice"), "hi", &[]).await,
        bot.teams.say("nobody", &channel, "hi", &[]).await,
        bot.teams.say("ken", "19:nowhere@thread.v2", "hi", &[]).await,
        bot.teams.say("ken", &channel, " \n", &[]).await,
        bot.teams.say_in_thread("ken", &channel, "17", "hi", &[]).await,
        bot.teams.say_in_thread("hanako", &bot.group(), "17", "hi", &[]).await,
        bot.teams.say("ken", &channel, &"x".repeat(28_001), &[]).await,
    ];
    for (number, answer) in refused.iter().enumerate() {
        assert!(answer.is_err(), "case {number}: {answer:?}");
    }
    assert!(matches!(refused[0], Err(Error::NotMember { .. })));
    assert_eq!(bot.heard(), Vec::<Value>::new());
    assert_eq!(bot.teams.messages(&channel), vec![]);
}

fn upload(name: &str, kind: &str) -> Upload {
    Upload { name: name.to_owned(), content_type: kind.to_owned(), bytes: b"bytes".to_vec() }
}

fn post(from: &str, chat: &str, mentions: Vec<Mention>) -> Post {
    Post {
        from: from.to_owned(),
        chat: chat.to_owned(),
        text: "see".to_owned(),
        mentions,
        files: vec![upload("screen.png", "image/png"), upload("list.pdf", "application/pdf")],
        ..Post::default()
    }
}

#[tokio::test]
async fn in_a_personal_chat_pictures_and_files_arrive() {
    let bot = Bot::new().await;
    bot.teams.say_all(post("hanako", &bot.chat("hanako"), vec![])).await.expect("said");
    let attachments = bot.last()["attachments"].clone();
    let picture = attachments[0]["contentUrl"].as_str().expect("a URL").to_owned();
    assert_eq!(attachments[0]["contentType"], "image/*");
    assert!(picture.starts_with(bot.teams.service_url()), "{picture}");
    let file = &attachments[1];
    assert_eq!(file["contentType"], "application/vnd.microsoft.teams.file.download.info");
    assert_eq!((&file["name"], &file["content"]["fileType"]), (&json!("list.pdf"), &json!("pdf")));
    let link = file["content"]["downloadUrl"].as_str().expect("a URL");
    for url in [&picture, link] {
        let response = reqwest::get(url).await.expect("answered");
        assert_eq!(response.status().as_u16(), 200, "{url}");
        assert_eq!(response.bytes().await.expect("bytes").as_ref(), b"bytes");
    }
    let bare = link.split('?').next().expect("a path");
    assert_eq!(reqwest::get(bare).await.expect("answered").status().as_u16(), 401, "the link must be whole");
}

#[tokio::test]
async fn elsewhere_only_pictures_arrive_and_files_are_named() {
    let bot = Bot::new().await;
    bot.teams.say_all(post("ken", &bot.channel(), vec![Mention::Bot])).await.expect("said");
    let activity = bot.last();
    let kinds: Vec<&Value> =
        activity["attachments"].as_array().expect("a list").iter().map(|one| &one["contentType"]).collect();
    assert_eq!(kinds, vec!["image/*", "text/html"]);
    assert!(html_twin(&activity).contains("<attachment id="));
    let shown = &bot.teams.messages(&bot.channel())[0].attachments;
    assert_eq!(shown.len(), 2, "people see both");
}

#[tokio::test]
async fn edits_and_deletions_are_told_with_the_messages_id() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let id = bot.teams.say("hanako", &chat, "VNP", &[]).await.expect("said");
    bot.teams.edit("hanako", &id, "VPN").await.expect("edited");
    let edit = bot.last();
    assert_eq!((&edit["type"], &edit["id"], &edit["text"]), (&json!("messageUpdate"), &json!(id), &json!("VPN")));
    assert_eq!(edit["channelData"]["eventType"], "editMessage");
    let shown = &bot.teams.messages(&chat)[0];
    assert!(shown.edited && shown.text == "VPN");
    bot.teams.delete_message("hanako", &id).await.expect("deleted");
    let gone = bot.last();
    assert_eq!((&gone["type"], &gone["id"]), (&json!("messageDelete"), &json!(id)));
    assert_eq!(gone["channelData"]["eventType"], "softDeleteMessage");
    let placeholder = &bot.teams.messages(&chat)[0];
    assert!(placeholder.deleted && placeholder.text.is_empty());
    assert!(matches!(bot.teams.edit("hanako", &id, "again").await, Err(Error::NoMessage(_))));
    bot.teams.restore("hanako", &id).await.expect("given again");
    let back = bot.last();
    assert_eq!((&back["type"], &back["id"], &back["text"]), (&json!("messageUpdate"), &json!(id), &json!("VPN")));
    assert_eq!(back["channelData"]["eventType"], "undeleteMessage");
    assert!(!bot.teams.messages(&chat)[0].deleted);
    assert!(matches!(bot.teams.restore("hanako", &id).await, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn a_mention_added_by_an_edit_carries_the_message_and_one_taken_away_is_told() {
    let bot = Bot::new().await;
    let channel = bot.channel();
    let id = bot.teams.say("ken", &channel, "hello", &[]).await.expect("said");
    assert_eq!(bot.heard().len(), 0);
    bot.teams.edit_mentioning("ken", &id, "@Madoguchi hello", &[Mention::Bot]).await.expect("edited");
    assert_eq!(
        (&bot.last()["type"], &bot.last()["text"]),
        (&json!("messageUpdate"), &json!("<at>Madoguchi</at> hello"))
    );
    assert_eq!(bot.teams.messages(&channel)[0].entities.len(), 1);
    bot.teams.edit_mentioning("ken", &id, "hello", &[]).await.expect("edited");
    assert_eq!((bot.heard().len(), &bot.last()["text"]), (2, &json!("hello")));
    bot.teams.edit_mentioning("ken", &id, "hello again", &[]).await.expect("edited");
    assert_eq!(bot.heard().len(), 2, "the control: nothing of a note is heard");
}

#[tokio::test]
async fn an_edit_in_a_channel_is_heard_only_with_a_mention_and_only_ones_own_can_be_edited() {
    let bot = Bot::new().await;
    let channel = bot.channel();
    let quiet = bot.teams.say("ken", &channel, "among us", &[]).await.expect("said");
    bot.teams.edit("ken", &quiet, "still among us").await.expect("edited");
    assert_eq!(bot.heard().len(), 0);
    let loud = bot.teams.say("ken", &channel, "@Madoguchi hi", &[Mention::Bot]).await.expect("said");
    bot.teams.edit("ken", &loud, "@Madoguchi hello").await.expect("edited");
    assert_eq!(bot.last()["text"], "<at>Madoguchi</at> hello");
    assert!(matches!(bot.teams.edit("taro", &loud, "mine").await, Err(Error::NotAuthor(_))));
    assert!(matches!(bot.teams.delete_message("taro", &loud).await, Err(Error::NotAuthor(_))));
}

#[tokio::test]
async fn reactions_to_the_bots_messages_are_told() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let answer = bot.show(&chat, card("1.5", "answer.rate")).await;
    bot.teams.react("hanako", &answer, "like").await.expect("liked");
    assert_eq!(bot.last()["reactionsAdded"], json!([{ "type": "like" }]));
    assert_eq!(bot.last()["replyToId"], json!(answer));
    bot.teams.unreact("hanako", &answer, "like").await.expect("unliked");
    assert_eq!(bot.last()["reactionsRemoved"], json!([{ "type": "like" }]));
    let own = bot.teams.say("hanako", &chat, "hi", &[]).await.expect("said");
    let before = bot.heard().len();
    bot.teams.react("hanako", &own, "like").await.expect("liked");
    assert_eq!(bot.heard().len(), before, "reactions to people are not the bot's business");
}

#[tokio::test]
async fn waiting_wakes_on_the_message_and_gives_up_in_time() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    let (seen, id) =
        tokio::join!(bot.teams.wait_for(&chat, |message| message.text == "here", SOON), bot.speak(&chat, "here"));
    assert_eq!(seen.expect("seen").id, id);
    let short = std::time::Duration::from_millis(20);
    let missed = bot.teams.wait_for(&chat, |message| message.text == "never", short).await;
    assert!(missed.expect_err("never comes").to_string().contains("Madoguchi: here"));
}
