//! Installing, rosters, names, and worlds made from descriptions.

use serde_json::{Value, json};
use simulator::{ChatKind, Error, Language, SpecError, World, WorldSpec};

use crate::bot::{Bot, message, world};

#[tokio::test]
async fn an_installation_is_told_twice_over() {
    let bot = Bot::new().await;
    let chat = bot.chat("hanako");
    bot.teams.install("hanako", &chat).await.expect("installed");
    let heard = bot.heard();
    assert_eq!(heard.len(), 2);
    assert_eq!((&heard[0]["type"], &heard[0]["action"]), (&json!("installationUpdate"), &json!("add")));
    assert_eq!(heard[1]["type"], "conversationUpdate");
    assert_eq!(heard[1]["membersAdded"][0]["id"], heard[1]["recipient"]["id"], "the bot itself was added");
    assert_eq!(heard[0]["conversation"]["id"], json!(chat));
    bot.teams.uninstall("hanako", &chat).await.expect("uninstalled");
    let heard = bot.heard();
    assert_eq!(heard[2]["action"], "remove");
    assert!(heard[3]["membersRemoved"].is_array());
}

#[tokio::test]
async fn in_a_team_the_teams_id_is_the_conversation() {
    let bot = Bot::new().await;
    let channel = bot.channel();
    bot.teams.install("ken", &channel).await.expect("installed");
    let teams_world = bot.teams.world();
    let team = teams_world.team("IT").expect("it exists");
    for activity in bot.heard() {
        assert_eq!(activity["conversation"]["id"], json!(team.id));
        assert_eq!(activity["channelData"]["team"]["id"], json!(team.id));
        assert_eq!(activity["channelData"]["settings"]["selectedChannel"]["id"], json!(channel));
    }
    assert_eq!(bot.last()["channelData"]["eventType"], "teamMemberAdded");
    let (status, _) = bot.send(&team.id, message("hello, General")).await;
    assert_eq!(status, 201);
    assert_eq!(bot.teams.messages(&team.id).len(), 1);
}

#[tokio::test]
async fn rosters_change_and_the_bot_is_told() {
    let bot = Bot::new().await;
    let channel = bot.channel();
    assert!(bot.teams.say("alice", &channel, "hi", &[]).await.is_err());
    bot.teams.add_member("IT", "alice").await.expect("added");
    let told = bot.last();
    let alice = bot.teams.world().person("alice").expect("she exists").clone();
    assert_eq!(told["membersAdded"], json!([{ "id": alice.id, "aadObjectId": alice.directory_id }]));
    assert_eq!(told["channelData"]["eventType"], "teamMemberAdded");
    bot.teams.say("alice", &channel, "hi", &[]).await.expect("she is in now");
    bot.teams.remove_member(&channel, "alice").await.expect("removed");
    assert_eq!(bot.last()["channelData"]["eventType"], "teamMemberRemoved");
    assert!(bot.teams.say("alice", &channel, "hi", &[]).await.is_err());
    bot.teams.add_member(&bot.group(), "ken").await.expect("added");
    assert!(bot.last()["channelData"].get("eventType").is_none(), "group chats have no team events");
    assert!(matches!(bot.teams.add_member("nowhere", "ken").await, Err(Error::NoChat(_))));
}

#[tokio::test]
async fn names_change_and_the_bot_is_told() {
    let bot = Bot::new().await;
    let channel = bot.channel();
    bot.teams.rename("ken", &channel, "総合窓口").await.expect("renamed");
    let told = bot.last();
    assert_eq!(told["channelData"]["eventType"], "channelRenamed");
    assert_eq!(told["channelData"]["channel"], json!({ "id": channel, "name": "総合窓口" }));
    bot.teams.rename("ken", "IT", "情シス").await.expect("renamed");
    assert_eq!(bot.last()["channelData"]["eventType"], "teamRenamed");
    assert_eq!(bot.last()["channelData"]["team"]["name"], "情シス");
    assert!(bot.teams.rename("hanako", &bot.group(), "x").await.is_err());
}

const COMPANY: &str = r#"{
    "company": { "name": "Sample" },
    "people": [
        { "key": "a", "name": "あ", "nameEn": "A", "directoryId": "1", "mail": "a@x", "locale": "ja-JP", "title": "" },
        { "key": "b", "name": "い", "nameEn": "B", "directoryId": "2", "mail": "b@x", "locale": "ja-JP", "title": "" },
        { "key": "c", "name": "う", "nameEn": "C", "directoryId": "3", "mail": "c@x", "locale": "en-US", "title": "" },
        { "key": "d", "name": "え", "nameEn": "D", "directoryId": "4", "mail": "d@x", "locale": "ja-JP", "title": "" }
    ],
    "teams": [{ "name": "IT", "nameJa": "情報システム", "members": ["a"], "keywords": ["vpn"] }]
}"#;

#[test]
fn a_sample_company_becomes_a_world() {
    let spec = || WorldSpec::from_company_json(COMPANY, Language::Japanese).expect("well formed");
    let world = World::build(spec()).expect("sound");
    let kinds = |kind| world.chats.iter().filter(|chat| chat.kind == kind).collect::<Vec<_>>();
    assert_eq!(kinds(ChatKind::Personal).len(), 4);
    assert_eq!(kinds(ChatKind::Channel).len(), 2, "the help desk's channel and General");
    let group = &kinds(ChatKind::GroupChat)[0];
    let members: Vec<_> = group.members.iter().filter_map(|id| world.person(id)).map(|person| &person.key).collect();
    assert_eq!(members, ["b", "d", "c"], "employees rather than agents, those of the language first");
    let again = World::build(spec()).expect("sound");
    let ids = |world: &World| world.chats.iter().map(|chat| chat.id.clone()).collect::<Vec<_>>();
    assert_eq!((ids(&world), &world.bot_id, &world.tenant), (ids(&again), &again.bot_id, &again.tenant));
}

#[test]
fn the_products_own_sample_becomes_a_world() {
    let sample = include_str!("../../../../sample/company.json");
    let spec = WorldSpec::from_company_json(sample, Language::Japanese).expect("well formed");
    let world = World::build(spec).expect("sound");
    assert!(sample.contains(&world.tenant), "the tenant is the company's");
    let group = world.chats.iter().find(|chat| chat.kind == ChatKind::GroupChat).expect("a group chat");
    let agents: Vec<_> = world.teams.iter().flat_map(|team| &team.members).collect();
    assert_eq!(group.members.len(), 3);
    assert!(group.members.iter().all(|member| !agents.contains(&member)));
}

#[test]
fn the_sample_is_in_one_language_wholly_and_its_channels_differ_from_the_other_ones() {
    let sample = include_str!("../../../../sample/company.json");
    let world =
        |language| World::build(WorldSpec::from_company_json(sample, language).expect("well formed")).expect("sound");
    let (english, japanese) = (world(Language::English), world(Language::Japanese));
    let words = |world: &World| {
        let people = world.people.iter().flat_map(|person| [person.name.clone(), person.title.clone()]);
        people.chain(world.chats.iter().map(|chat| chat.name.clone())).collect::<Vec<_>>().concat()
    };
    assert!(words(&english).is_ascii(), "{}", words(&english));
    assert!(japanese.people.iter().all(|person| !person.name.is_ascii()), "the control");
    assert!(english.people.iter().all(|person| person.locale == "en-US"));
    assert!(japanese.people.iter().all(|person| person.locale == "ja-JP"));
    assert_eq!((english.people[0].key.as_str(), japanese.people[0].key.as_str()), ("miller", "sato"));
    let channels = |world: &World| {
        world
            .chats
            .iter()
            .filter(|chat| chat.team.as_ref().is_some_and(|team| *team != chat.id))
            .map(|chat| chat.id.clone())
            .collect::<Vec<_>>()
    };
    assert!(channels(&english).iter().all(|id| !channels(&japanese).contains(id)));
}

fn broken(change: impl FnOnce(&mut Value)) -> SpecError {
    let mut spec = serde_json::to_value(world()).expect("plain data");
    change(&mut spec);
    let spec = WorldSpec::from_json(&spec.to_string()).expect("well formed");
    World::build(spec).expect_err("unsound")
}

#[test]
fn an_unsound_world_is_refused_with_its_reason() {
    let stranger = broken(|spec| spec["teams"][0]["members"] = json!(["ghost"]));
    assert_eq!(stranger.to_string(), "IT names ghost, who is not among the people");
    let stranger = broken(|spec| spec["groupChats"][0]["members"] = json!(["ghost"]));
    assert_eq!(stranger.to_string(), "Lunch names ghost, who is not among the people");
    let twice = broken(|spec| spec["people"][1]["key"] = json!("hanako"));
    assert_eq!(twice.to_string(), "person hanako appears twice");
    let twice = broken(|spec| spec["teams"][0]["channels"] = json!(["x", "x"]));
    assert_eq!(twice.to_string(), "channel x appears twice");
    assert!(matches!(broken(|spec| spec["people"] = json!([])), SpecError::Empty));
    assert!(matches!(WorldSpec::from_json("{"), Err(SpecError::Json(_))));
}
