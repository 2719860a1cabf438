//! What stands beside a ticket: entries, similar tickets, who did what, what its requester has asked before.

use axum::http::{Method, header};
use desk::actions::{Action, AnswerAction, DraftAction, TicketAction};
use desk::faq::{Audience, AudienceGroup};
use desk::flow::{Command, InboundKind};
use desk::id::TeamId;
use desk::outside::Content;
use desk::people::Role;
use serde_json::{Value, json};
use testkit::world::{channel, directory_id};
use time::Duration;

use crate::support::{App, Browser, ask_for_a_person, learned};

const SCREEN: &str = "パソコンの画面が割れました。どうすればいいですか？";
const SPARE: &str = "予備機を総務部の窓口で受け取ってください。";

async fn it(app: &App) -> TeamId {
    let teams = app.write(|tx| Box::pin(async move { tx.teams().await })).await;
    teams.into_iter().find(|team| team.name == "IT").expect("it is there").id
}

/// The team HR, with its channel.
async fn hr(app: &App) -> TeamId {
    let hr = app.world.add_team("HR", false, &["給与"]).await;
    let connect = InboundKind::command(Command::Connect(Some("HR".into())));
    app.world.say_in_channel("ken", "19:hr@thread.tacv2", connect).await;
    hr
}

async fn get(app: &App, browser: &Browser, path: &str) -> Value {
    let answer = app.get(browser, &format!("/api/v1{path}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

/// Does something with a ticket, a minute later.
async fn post(app: &App, browser: &Browser, path: &str, body: Value) {
    app.world.clock.pass(Duration::MINUTE);
    let answer = app.send(browser, Method::POST, &format!("/api/v1{path}"), Some(body)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    app.world.work().await;
}

/// The path of the ticket that was opened last, as somebody sees it.
async fn newest(app: &App, browser: &Browser) -> String {
    let tickets = get(app, browser, "/tickets?limit=1").await;
    format!("/tickets/{}", tickets["items"][0]["id"].as_str().expect("there is one"))
}

fn texts(list: &Value, field: &str) -> Vec<String> {
    let list = list.as_array().expect("a list");
    list.iter().map(|item| item[field].as_str().unwrap_or_default().to_owned()).collect()
}

fn of_hr() -> Audience {
    Audience::Chosen(vec![AudienceGroup::Team("HR".to_owned())])
}

#[tokio::test]
async fn entries_beside_a_ticket_are_those_that_its_requester_and_its_agent_may_see() {
    let app = App::new().await;
    let hr = hr(&app).await;
    let everybodys = app.world.publish("パソコンの予約方法は？", "社内サイトで予約できます。").await.id.to_string();
    let hrs = app.world.publish_for("役員のパソコンの予約方法は？", "秘書室へ。", of_hr()).await.id.to_string();
    app.world.say("mika", "パソコンの予約方法は？").await;
    let Content::Answer { message, .. } = app.world.last_seen_by("mika") else { panic!("it is answered") };
    app.world.press("mika", Action::Answer(message, AnswerAction::Rate { helpful: false })).await;
    app.world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;

    let agent = app.signed_in("hanako", &[(Role::Agent, Some(it(&app).await))]).await;
    let both = app.signed_in("taro", &[(Role::Agent, Some(it(&app).await)), (Role::Agent, Some(hr))]).await;
    let boss = app.signed_in("boss", &[(Role::Admin, None)]).await;
    let path = format!("{}/related", newest(&app, &agent).await);
    let seen = get(&app, &agent, &path).await;
    assert_eq!(texts(&seen["entries"], "id"), [everybodys.as_str()]);
    let entry = &seen["entries"][0];
    assert_eq!((&entry["answer"], &entry["sure"]), (&json!("社内サイトで予約できます。"), &json!("sure")));
    assert_eq!((&entry["said"], &entry["helpful"]), (&json!(true), &json!(false)));
    // Who sees all entries is shown none that the requester may not see: it could be sent.
    for browser in [&both, &boss] {
        assert_eq!(texts(&get(&app, browser, &path).await["entries"], "id"), [everybodys.as_str()]);
    }

    // Mika is let in: whoever may see it beside her is shown it, and the agent of IT is not.
    let group = AudienceGroup::Team("HR".to_owned());
    app.world.groups.0.lock().expect("free").insert(directory_id("mika").as_str().to_owned(), vec![group]);
    for browser in [&both, &boss] {
        let ids = texts(&get(&app, browser, &path).await["entries"], "id");
        assert!(ids.contains(&hrs) && ids.contains(&everybodys), "{ids:?}");
    }
    assert_eq!(texts(&get(&app, &agent, &path).await["entries"], "id"), [everybodys.as_str()]);
}

#[tokio::test]
async fn a_similar_ticket_brings_the_answer_that_closed_it_to_who_works_in_its_team() {
    let app = App::new().await;
    let hr = hr(&app).await;
    let draft = learned(&app.world, SCREEN, SPARE).await;
    ask_for_a_person(&app.world, "rin", "パソコンの貸出は誰に頼みますか？").await;
    ask_for_a_person(&app.world, "nao", "パソコンの画面にひびが入って割れたようです").await;
    let agent = app.signed_in("hanako", &[(Role::Agent, Some(it(&app).await))]).await;
    let path = newest(&app, &agent).await;
    let related = format!("{path}/related");
    let seen = get(&app, &agent, &related).await;
    assert_eq!(
        (texts(&seen["tickets"], "question"), texts(&seen["tickets"], "answer")),
        (vec![SCREEN.to_owned()], vec![SPARE.to_owned()])
    );
    assert_eq!(seen["tickets"][0]["agent"]["name"], "田中 健");

    // An answer that was not wanted is not handed on, nor one that is for others.
    let reject = DraftAction::Reject { reason: "古い".to_owned() };
    app.world.press_in("ken", channel(&app.world.newest_thread()), Action::Draft(draft, reject)).await;
    assert_eq!(get(&app, &agent, &related).await["tickets"][0]["answer"], json!(null));
    app.write(move |tx| {
        Box::pin(async move {
            let draft = tx.draft(draft).await?.expect("it is there");
            tx.save_draft(&desk::learning::Draft {
                state: desk::learning::DraftState::Proposed,
                audience: of_hr(),
                ..draft
            })
            .await
        })
    })
    .await;
    assert_eq!(get(&app, &agent, &related).await["tickets"][0]["answer"], json!(null));

    // Passed on to HR, it is looked at by who does not work in IT: what IT closed stays there.
    let colleague = app.signed_in("saburo", &[(Role::Agent, Some(hr))]).await;
    post(&app, &agent, &format!("{path}/escalate"), json!({ "team": hr.to_string() })).await;
    assert_eq!(get(&app, &colleague, &related).await["tickets"], json!([]));
    assert_eq!(app.get(&agent, &format!("/api/v1{related}")).await.status, 404);
}

#[tokio::test]
async fn once_an_answer_is_in_the_faq_the_entry_says_who_may_get_it() {
    let app = App::new().await;
    hr(&app).await;
    let draft = learned(&app.world, SCREEN, SPARE).await;
    ask_for_a_person(&app.world, "nao", "パソコンの画面にひびが入って割れたようです").await;
    let boss = app.signed_in("boss", &[(Role::Admin, None)]).await;
    let related = format!("{}/related", newest(&app, &boss).await);
    let answer = async || get(&app, &boss, &related).await["tickets"][0]["answer"].clone();
    let approve = format!("/api/v1/drafts/{draft}/approve");
    let approved = app.send(&boss, Method::POST, &approve, Some(json!({}))).await;
    let entry = format!("/api/v1/entries/{}", approved.body["entry"].as_str().expect("an entry"));
    assert_eq!(answer().await, SPARE);
    let change = async |change| {
        let tag = app.get(&boss, &entry).await.headers[header::ETAG].to_str().expect("plain").to_owned();
        let changed = app.send_with(&boss, (Method::PATCH, &entry), Some(change), &[("if-match", &tag)]).await;
        assert_eq!(changed.status, 200, "{changed:?}");
    };
    change(json!({ "answer": "総務部へ電話してください。" })).await;
    assert_eq!(answer().await, "総務部へ電話してください。", "as it stands now");
    change(json!({ "audience": ["team:HR"] })).await;
    assert_eq!(answer().await, json!(null), "it is for some only by now");
    change(json!({ "audience": null })).await;
    assert_eq!(answer().await, "総務部へ電話してください。", "the control");
    app.send(&boss, Method::POST, &format!("{entry}/retire"), Some(json!({}))).await;
    assert_eq!(answer().await, json!(null), "it answers nobody any more");
}

#[tokio::test]
async fn a_confidential_ticket_is_similar_to_nothing() {
    let app = App::new().await;
    ask_for_a_person(&app.world, "mika", SCREEN).await;
    let thread = app.world.newest_thread();
    let agent = app.signed_in("hanako", &[(Role::Agent, Some(it(&app).await))]).await;
    let first = newest(&app, &agent).await;
    app.world.hear("ken", channel(&thread), InboundKind::message(SPARE)).await;
    app.world.hear("ken", channel(&thread), InboundKind::message("この件は社外秘でお願いします。")).await;
    post(&app, &agent, &format!("{first}/close"), json!({})).await;
    ask_for_a_person(&app.world, "nao", SCREEN).await;
    let path = format!("{}/related", newest(&app, &agent).await);
    assert_eq!(get(&app, &agent, &path).await["tickets"], json!([]));
}

#[tokio::test]
async fn the_timeline_tells_who_did_what_and_why_people_took_over() {
    let app = App::new().await;
    let hr = hr(&app).await;
    let it = it(&app).await;
    let entry = app.world.publish("パソコンの予約方法は？", "社内サイトで予約できます。").await.id.to_string();
    app.world.say("mika", "パソコンの予約方法は？").await;
    let Content::Answer { message, .. } = app.world.last_seen_by("mika") else { panic!("it is answered") };
    app.world.clock.pass(Duration::MINUTE);
    app.world.press("mika", Action::Answer(message, AnswerAction::Rate { helpful: false })).await;
    app.world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;

    let agent = app.signed_in("hanako", &[(Role::Agent, Some(it))]).await;
    let path = newest(&app, &agent).await;
    let yui = app.write(|tx| Box::pin(async move { tx.person_by_directory(&directory_id("yui")).await })).await;
    assert_eq!(yui, None, "she has never written");
    app.world.hear("yui", channel(&app.world.newest_thread()), InboundKind::message("見ます")).await;
    post(&app, &agent, &format!("{path}/assign"), json!({})).await;
    post(&app, &agent, &format!("{path}/priority"), json!({ "priority": "high" })).await;
    post(&app, &agent, &format!("{path}/close"), json!({})).await;
    app.world.store().place_events().await.expect("the store works");

    let seen = get(&app, &agent, &format!("{path}/timeline")).await;
    assert_eq!(seen["handoff"], json!({ "reason": "not-helpful", "entries": [entry], "sure": "sure" }));
    let steps = seen["steps"].as_array().expect("a list");
    let told: Vec<_> = steps
        .iter()
        .map(|step| {
            let word = |field: &str| step[field].as_str().unwrap_or_default();
            (word("what"), word("actor"), step["person"]["name"].as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("asked", "person", "佐藤 美香"),
            ("answered", "assistant", ""),
            ("opened", "person", "佐藤 美香"),
            ("assigned", "person", "鈴木 結衣"),
            ("assigned", "person", "hanako"),
            ("prioritised", "person", "hanako"),
            ("closed", "person", "hanako"),
        ]
    );
    assert_eq!((&steps[1]["entries"], &steps[1]["helpful"]), (&json!([entry]), &json!(false)));
    assert_eq!(steps[4]["agent"]["name"], "hanako");
    assert_eq!(steps[5]["priority"], "high");

    // What happened with the team that had it is told to the one that has it now, and no longer to the other.
    app.world
        .press_in(
            "ken",
            channel(&app.world.newest_thread()),
            Action::Ticket(path.trim_start_matches("/tickets/").parse().expect("an id"), TicketAction::ReopenAsAgent),
        )
        .await;
    post(&app, &agent, &format!("{path}/escalate"), json!({ "team": hr.to_string() })).await;
    app.world.store().place_events().await.expect("the store works");
    let colleague = app.signed_in("saburo", &[(Role::Agent, Some(hr))]).await;
    let seen = get(&app, &colleague, &format!("{path}/timeline")).await;
    let last = seen["steps"].as_array().expect("a list").last().expect("there are some").clone();
    assert_eq!((&last["what"], &last["team"]), (&json!("escalated"), &json!(hr.to_string())));
    assert_eq!(app.get(&agent, &format!("/api/v1{path}/timeline")).await.status, 404);
}

#[tokio::test]
async fn what_comes_with_the_next_ticket_is_not_told_to_who_works_on_the_one_before() {
    let app = App::new().await;
    let hr = hr(&app).await;
    let agent = app.signed_in("hanako", &[(Role::Agent, Some(it(&app).await))]).await;
    let colleague = app.signed_in("saburo", &[(Role::Agent, Some(hr))]).await;
    ask_for_a_person(&app.world, "mika", "パソコンのマウスが動きません").await;
    let first = newest(&app, &agent).await;
    post(&app, &agent, &format!("{first}/accept"), json!({})).await;
    post(&app, &agent, &format!("{first}/hand-back"), json!({})).await;
    app.world.clock.pass(Duration::minutes(2));
    app.world.say("mika", "まだパソコンのマウスが動きません").await;
    let message = match app.world.last_seen_by("mika") {
        Content::Unknown { message, .. } | Content::Candidates { message, .. } => message,
        other => panic!("nobody knows: {other:?}"),
    };
    app.world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    app.world.store().place_events().await.expect("the store works");
    let second = newest(&app, &agent).await;
    assert_ne!(first, second);
    post(&app, &agent, &format!("{second}/escalate"), json!({ "team": hr.to_string() })).await;
    app.world.store().place_events().await.expect("the store works");
    let whats = |seen: Value| texts(&seen["steps"], "what");
    let before = whats(get(&app, &agent, &format!("{first}/timeline")).await);
    assert_eq!(before, ["asked", "not-known", "opened", "assigned", "handed-back", "not-known"][..before.len()]);
    assert!(before.contains(&"handed-back".to_owned()) && !before[3..].contains(&"opened".to_owned()), "{before:?}");
    let after = whats(get(&app, &colleague, &format!("{second}/timeline")).await);
    assert_eq!(after.iter().filter(|what| *what == "opened").count(), 2, "{after:?}");
}

#[tokio::test]
async fn of_what_somebody_asked_one_sees_what_ones_teams_have() {
    let app = App::new().await;
    let hr = hr(&app).await;
    let hour = || app.world.clock.pass(Duration::days(1));
    ask_for_a_person(&app.world, "mika", "パソコンのマウスが動きません").await;
    hour();
    ask_for_a_person(&app.world, "rin", "給与明細が見られません").await;
    let first = app.write(move |tx| Box::pin(async move { tx.open_tickets(hr).await })).await[0].id;
    hour();
    let closing = app.signed_in("shiro", &[(Role::Agent, Some(hr))]).await;
    post(&app, &closing, &format!("/tickets/{first}/close"), json!({})).await;
    ask_for_a_person(&app.world, "rin", "パソコンの画面が暗いです").await;
    hour();
    app.world.say("nao", "花瓶の水は誰が替えますか？").await;
    let agent = app.signed_in("hanako", &[(Role::Agent, Some(it(&app).await))]).await;
    let colleague = app.signed_in("saburo", &[(Role::Agent, Some(hr))]).await;
    let boss = app.signed_in("boss", &[(Role::Admin, None)]).await;
    let people = get(&app, &boss, "/people").await;
    let of = |name: &str| {
        let people = people["items"].as_array().expect("a list");
        let person = people.iter().find(|person| person["name"] == name).expect("the desk knows them");
        assert!(person["known_since"].is_string());
        format!("/people/{}/inquiries", person["id"].as_str().expect("an id"))
    };
    for (browser, whose, asked) in [
        (&agent, "rin", vec!["パソコンの画面が暗いです"]),
        (&colleague, "rin", vec!["給与明細が見られません"]),
        (&boss, "rin", vec!["パソコンの画面が暗いです", "給与明細が見られません"]),
        (&agent, "nao", vec![]),
        (&boss, "nao", vec!["花瓶の水は誰が替えますか？"]),
        (&colleague, "佐藤 美香", vec![]),
    ] {
        assert_eq!(texts(&get(&app, browser, &of(whose)).await["items"], "question"), asked, "{whose}");
    }
    let page = get(&app, &boss, &format!("{}?limit=1", of("rin"))).await;
    let next =
        get(&app, &boss, &format!("{}?limit=1&cursor={}", of("rin"), page["next"].as_str().expect("more"))).await;
    assert_eq!(
        (texts(&next["items"], "question"), &next["next"]),
        (vec!["給与明細が見られません".to_owned()], &json!(null))
    );
}
