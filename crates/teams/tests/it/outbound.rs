//! Messages out, against the simulated Connector and its faults.

use std::sync::Arc;

use desk::answering::Courtesy;
use desk::id::{ConversationId, MessageId};
use desk::inquiry::{Address, Attachment, AttachmentKind, Conversation, ConversationKind, Reach};
use desk::language::Language;
use desk::outside::{Channel, Content, Post, Sent, Side};
use desk::people::DirectoryId;
use simulator::{CallKind, Fault, Refused, Served};
use teams::activity::Activity;
use teams::address::TeamsAddress;
use teams::auth::{ClientSecret, Hosts, Secret, Tokens};
use teams::inbound::{self, Incoming};
use teams::outbound::rate::OwnWindows;
use teams::outbound::{Settings, Teams};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::harness::{APP, Moved, SECRET, TENANT, cloud, simulated, tenant};

fn channel(teams: &Served) -> Teams {
    let clock = Arc::<Moved>::default();
    let cloud = cloud(&teams.sign_in_url());
    let http = teams::auth::client(true).expect("a client");
    let secret = Secret::new(SECRET.to_owned());
    let credential = ClientSecret::new(http, &cloud.login, TENANT, APP.to_owned(), secret, cloud.scope.clone());
    let tokens = Arc::new(Tokens::new(Arc::new(credential), clock.clone()));
    let settings = Settings {
        hosts: Hosts::loopback(),
        tokens: Some(tokens),
        cloud: Some(cloud),
        clock,
        tenant: Some(tenant()),
        limiter: Arc::<OwnWindows>::default(),
    };
    Teams::new(settings).expect("a client")
}

fn address(service_url: &str) -> Address {
    TeamsAddress { service_url: service_url.to_owned(), bot_id: format!("28:{APP}") }.sealed()
}

fn conversation(teams: &Served, remote_id: &str, kind: ConversationKind) -> Conversation {
    Conversation {
        id: ConversationId::new(Uuid::from_u128(9)),
        kind,
        remote_id: remote_id.to_owned(),
        address: address(teams.service_url()),
        parent: None,
        team_remote_id: None,
        name: None,
        person: None,
        language: Language::English,
        reach: Reach::Reachable,
        greeted: true,
    }
}

async fn hanakos_chat(teams: &Served) -> Conversation {
    let chat = teams.personal_chat("hanako").expect("everybody has one");
    teams.install("hanako", &chat).await.expect("installed");
    conversation(teams, &chat, ConversationKind::Personal)
}

async fn agents_channel(teams: &Served) -> Conversation {
    let channel = teams.channel("IT", None).expect("the team has one");
    teams.install("taro", &channel).await.expect("installed");
    conversation(teams, &channel, ConversationKind::Channel)
}

fn greeting() -> Post {
    Post { language: Language::English, content: Content::Courtesy(Courtesy::Greeting) }
}

fn unknown(offer_person: bool) -> Post {
    let message = MessageId::new(Uuid::from_u128(1));
    Post { language: Language::English, content: Content::Unknown { message, round: 1, offer_person } }
}

fn relay(text: &str, attachments: Vec<Attachment>) -> Post {
    let content = Content::Relay { from: "鈴木 太郎".into(), origin: Side::Agents, text: text.into(), attachments };
    Post { language: Language::Japanese, content }
}

fn id(sent: Sent) -> String {
    match sent {
        Sent::Delivered { remote_id: Some(id), .. } => id,
        other => panic!("not delivered: {other:?}"),
    }
}

#[tokio::test]
async fn a_card_is_sent_with_our_token_and_updated_in_place() {
    let teams = simulated(true).await;
    let (bot, chat) = (channel(&teams), hanakos_chat(&teams).await);
    let card = id(bot.send(&chat, &unknown(true)).await);
    let sent = teams.messages(&chat.remote_id).pop().expect("a message");
    assert!(sent.has_verb("handoff.request") && sent.id == card);
    assert_eq!(sent.entities.len(), 1, "the label of what the assistant says");
    let again = bot.update(&chat, &card, &unknown(false)).await;
    assert_eq!(again, Sent::Delivered { remote_id: Some(card.clone()), thread: None, left_out: Vec::new() });
    let messages = teams.messages(&chat.remote_id);
    assert_eq!(messages.len(), 1, "updated, not posted again");
    assert!(!messages[0].has_verb("handoff.request"));
    assert!(teams.sent_log().iter().filter(|it| it.path.starts_with("/v3")).all(|it| it.had_token));
    assert_eq!(bot.update(&chat, "17", &unknown(false)).await, Sent::Gone);
}

#[tokio::test]
async fn a_token_that_is_no_longer_taken_is_renewed_once() {
    let teams = simulated(true).await;
    let (bot, chat) = (channel(&teams), hanakos_chat(&teams).await);
    id(bot.send(&chat, &greeting()).await);
    teams.expire_bot_tokens();
    id(bot.send(&chat, &greeting()).await);
    let asked = teams.sent_log().iter().filter(|it| it.path.contains("/oauth2/")).count();
    assert_eq!(asked, 2);
    assert_eq!(teams.messages(&chat.remote_id).len(), 2);
}

#[tokio::test]
async fn a_thread_has_a_card_as_its_root_and_takes_replies() {
    let teams = simulated(true).await;
    let (bot, channel) = (channel(&teams), agents_channel(&teams).await);
    let Sent::Delivered { remote_id: Some(root), thread: Some(thread), .. } =
        bot.open_thread(&channel, &unknown(true)).await
    else {
        panic!("a thread with its root");
    };
    assert_eq!(thread, format!("{};messageid={root}", channel.remote_id));
    let inside = conversation(&teams, &thread, ConversationKind::Thread);
    id(bot.send(&inside, &relay("line 1\n<b>&</b>", vec![])).await);
    let messages = teams.messages(&thread);
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[1].text, "<b>鈴木 太郎（担当者）</b><br/>line 1<br/>&lt;b&gt;&amp;&lt;/b&gt;");
    id(bot.update(&inside, &root, &unknown(false)).await);
    assert!(!teams.messages(&thread)[0].has_verb("handoff.request"));
}

#[tokio::test]
async fn the_roster_is_the_team() {
    let teams = simulated(true).await;
    let (bot, channel) = (channel(&teams), agents_channel(&teams).await);
    let roster = bot.roster(&channel, Duration::seconds(3)).await.expect("a roster");
    let mut names: Vec<&str> = roster.iter().map(|it| it.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Alice", "鈴木 太郎"]);
    let taro = roster.iter().find(|it| it.name == "鈴木 太郎").expect("he is there");
    assert_eq!(taro.directory_id, DirectoryId::parse("00000000-0000-4000-8000-000000000002").expect("an id"));
    assert_eq!(taro.mail.as_deref(), Some("taro@example.com"));
    teams.faults().next(CallKind::Read, None, Fault::Hang(std::time::Duration::from_mins(1)));
    let too_late = bot.roster(&channel, Duration::milliseconds(100)).await;
    assert!(
        matches!(too_late, Err(desk::outside::ChannelError::Transient(_))),
        "nobody waits for longer than they can: {too_late:?}"
    );
}

#[tokio::test]
async fn what_became_of_a_send_is_told_as_it_is() {
    let teams = simulated(true).await;
    let (bot, chat) = (channel(&teams), hanakos_chat(&teams).await);
    let faults = teams.faults();
    let unknown_outcome = |sent: &Sent| matches!(sent, Sent::Unknown { .. });

    faults.next_send(Fault::DeliverThenReset);
    assert!(unknown_outcome(&bot.send(&chat, &greeting()).await), "it was shown, and nobody said so");
    assert_eq!(teams.messages(&chat.remote_id).len(), 1);
    faults.next_send(Fault::ResetBefore);
    assert!(unknown_outcome(&bot.send(&chat, &greeting()).await), "from here the two look alike");
    faults.next_send(Fault::DeliverThenStatus(Refused::new(502, "BadGateway")));
    assert!(unknown_outcome(&bot.send(&chat, &greeting()).await));
    assert_eq!(teams.messages(&chat.remote_id).len(), 2, "each was tried once");

    faults.next_send(Fault::status(412, "PreconditionFailed"));
    assert!(matches!(bot.send(&chat, &greeting()).await, Sent::Later { .. }));
    faults.next_send(Fault::status(413, "MessageSizeTooBig"));
    assert!(matches!(bot.send(&chat, &greeting()).await, Sent::Refused { .. }));
    faults.next_send(Fault::status(403, "InvalidBotApiHost"));
    assert!(matches!(bot.send(&chat, &greeting()).await, Sent::Refused { reason } if reason.contains("gcc")));

    let card = id(bot.send(&chat, &unknown(true)).await);
    for status in [500, 503] {
        faults.next(CallKind::Update, None, Fault::status(status, "ServiceError"));
        let updated = bot.update(&chat, &card, &unknown(false)).await;
        assert!(matches!(updated, Sent::Unreachable { .. }), "can be repeated, after pauses that grow: {updated:?}");
    }
    teams.block("hanako").expect("she exists");
    assert_eq!(bot.send(&chat, &greeting()).await, Sent::Blocked);
    teams.unblock("hanako").expect("she exists");
    teams.uninstall("hanako", &chat.remote_id).await.expect("uninstalled");
    assert_eq!(bot.send(&chat, &greeting()).await, Sent::Uninstalled);
}

#[tokio::test]
async fn after_a_429_the_conversation_is_left_alone_for_as_long_as_told() {
    let teams = simulated(true).await;
    let (bot, chat) = (channel(&teams), hanakos_chat(&teams).await);
    teams.faults().next_send(Fault::Status(Refused::throttled(30)));
    assert_eq!(bot.send(&chat, &greeting()).await, Sent::Later { after: Duration::seconds(30) });
    let calls = teams.sent_log().len();
    assert!(matches!(bot.turn(&chat).await, Err(after) if after > Duration::seconds(25)));
    bot.typing(&chat);
    assert_eq!(teams.sent_log().len(), calls, "nothing was even asked");
}

#[tokio::test]
async fn our_own_windows_keep_the_service_from_throttling() {
    let teams = simulated(true).await;
    let (bot, chat) = (channel(&teams), hanakos_chat(&teams).await);
    teams.faults().rate_limits(true);
    for _ in 0..9 {
        bot.turn(&chat).await.expect("it is soon our turn");
        id(bot.send(&chat, &greeting()).await);
    }
    assert!(teams.sent_log().iter().all(|it| it.status != Some(429)));
}

#[tokio::test]
async fn nobody_listening_means_surely_not_sent() {
    let teams = simulated(false).await;
    let with_tokens = simulated(true).await;
    let bot = channel(&with_tokens);
    let mut chat = hanakos_chat(&teams).await;
    // Held, so that nobody else takes the port, and never listened on.
    let held = tokio::net::TcpSocket::new_v4().expect("a socket");
    held.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
    chat.address = address(&format!("http://{}/", held.local_addr().expect("bound")));
    let unreachable = Sent::Unreachable { reason: "no connection".to_owned() };
    assert_eq!(bot.send(&chat, &greeting()).await, unreachable);
}

#[tokio::test]
async fn no_token_leaves_for_a_host_that_is_not_on_the_list() {
    let teams = simulated(true).await;
    let bot = channel(&teams);
    let mut chat = hanakos_chat(&teams).await;
    for url in ["https://evil.example/", "https://smba.trafficmanager.net/jp/", "http://10.0.0.1/", ""] {
        chat.address = address(url);
        assert!(matches!(bot.send(&chat, &greeting()).await, Sent::Refused { .. }), "{url}");
    }
    chat.address.opaque = "{}".to_owned();
    assert!(matches!(bot.send(&chat, &greeting()).await, Sent::Refused { .. }), "not an address at all");
    assert!(teams.sent_log().is_empty(), "not even a token was fetched");
}

#[tokio::test]
async fn typing_is_shown_in_chats_and_not_in_channels() {
    let teams = simulated(true).await;
    let (bot, chat, channel) = (channel(&teams), hanakos_chat(&teams).await, agents_channel(&teams).await);
    let typing = |it: &simulator::ConnectorCall| it.body.as_ref().is_some_and(|body| body["type"] == "typing");
    bot.typing(&channel);
    bot.typing(&chat);
    teams.wait_for_call(typing, std::time::Duration::from_secs(20)).await.expect("it is shown");
    assert_eq!(teams.sent_log().iter().filter(|call| typing(call)).count(), 1);
}

#[tokio::test]
async fn a_quick_answer_is_not_preceded_by_typing() {
    let teams = simulated(true).await;
    let (bot, chat) = (channel(&teams), hanakos_chat(&teams).await);
    let typing = |it: &simulator::ConnectorCall| it.body.as_ref().is_some_and(|body| body["type"] == "typing");
    bot.typing(&chat);
    bot.turn(&chat).await.expect("it is soon our turn");
    id(bot.send(&chat, &greeting()).await);
    // The next one is shown, so that the first would have been as well.
    bot.typing(&chat);
    teams.wait_for_call(typing, std::time::Duration::from_secs(20)).await.expect("it is shown");
    assert_eq!(teams.sent_log().iter().filter(|call| typing(call)).count(), 1);
}

/// A picture and a file, as the simulated Teams sends them to the bot.
async fn received(teams: &Served) -> Vec<Attachment> {
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 32]].concat();
    let upload = |name: &str, kind: &str, bytes: &[u8]| simulator::Upload {
        name: name.to_owned(),
        content_type: kind.to_owned(),
        bytes: bytes.to_vec(),
    };
    let files = vec![
        upload("screen.png", "image/png", &png),
        upload("trick.png", "image/png", b"<svg onload=alert(1)>"),
        upload("請求書.pdf", "application/pdf", b"%PDF"),
    ];
    let chat = teams.personal_chat("hanako").expect("everybody has one");
    let post =
        simulator::Post { from: "hanako".into(), chat, text: "見てください".into(), files, ..Default::default() };
    teams.say_all(post).await.expect("said");
    let delivered = teams.deliveries().pop().expect("something was delivered");
    let activity = Activity::parse(delivered.activity.to_string().as_bytes()).expect("an activity");
    let Ok(Incoming::Inbound(heard)) = inbound::read(&activity, OffsetDateTime::UNIX_EPOCH) else {
        panic!("a message");
    };
    match heard.what {
        desk::flow::InboundKind::Message { attachments, .. } => attachments,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn pictures_are_carried_files_are_linked_and_the_rest_is_said() {
    let teams = simulated(true).await;
    let (bot, chat, channel) = (channel(&teams), hanakos_chat(&teams).await, agents_channel(&teams).await);
    let mut attachments = received(&teams).await;
    let kinds: Vec<AttachmentKind> = attachments.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [AttachmentKind::Picture, AttachmentKind::Picture, AttachmentKind::File]);
    let elsewhere = "https://evil.example/p.png".to_owned();
    let withheld = Attachment { kind: AttachmentKind::Withheld, name: "card".into(), ..attachments[0].clone() };
    attachments.push(Attachment { name: "far.png".into(), location: elsewhere, ..attachments[0].clone() });
    attachments.push(withheld);

    let before = teams.messages(&channel.remote_id).len();
    let sent = bot.send(&channel, &relay("見てください", attachments)).await;
    assert!(matches!(sent, Sent::Delivered { .. }), "{sent:?}");
    let shown = teams.messages(&channel.remote_id).split_off(before);
    let text: String = shown.iter().map(|it| it.text.as_str()).collect();
    let pictures: Vec<_> = shown.iter().flat_map(|it| &it.attachments).collect();
    assert_eq!(pictures.len(), 1);
    assert!(pictures[0].content_url.as_deref().is_some_and(|url| url.starts_with("data:image/png;base64,iVBOR")));
    for said in ["画像「picture", "far.png", "card", "<a href=\"http", "請求書.pdf"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("evil.example"));
    let (_, link) = text.split_once("<a href=\"").expect("a link");
    let (address, shown) = link.split_once("\">").expect("a whole tag");
    assert!(shown.starts_with(&format!("{address}</a>")), "the link shows where it leads: {link}");
    assert_eq!(teams.messages(&chat.remote_id).len(), 1, "only what she wrote herself");
}

#[tokio::test]
async fn a_very_long_text_is_cut_and_says_so() {
    let teams = simulated(true).await;
    let (bot, chat) = (channel(&teams), hanakos_chat(&teams).await);
    id(bot.send(&chat, &relay(&"長い".repeat(60_000), vec![])).await);
    let text = teams.messages(&chat.remote_id).pop().expect("a message").text;
    assert!(text.contains("文字を省きました"));
}
