//! What agents do in the console reaches people in Teams.

use axum::http::Method;
use desk::actions::{Action, TicketAction};
use desk::flow::InboundKind;
use desk::id::TeamId;
use desk::outside::{Content, Sent, Side};
use desk::people::Role;
use serde_json::{Value, json};
use testkit::world::channel;
use time::Duration;

use crate::support::{Answer, App, Browser, ask_for_a_person, learned};

async fn it(app: &App) -> TeamId {
    app.write(|tx| Box::pin(async move { Ok(tx.teams().await?[0].id) })).await
}

async fn post(app: &App, browser: &Browser, path: &str, body: Value) -> Answer {
    let answer = app.send(browser, Method::POST, &format!("/api/v1{path}"), Some(body)).await;
    app.world.work().await;
    answer
}

/// The ticket of IT that was opened last, as the agent sees it.
async fn newest(app: &App, browser: &Browser) -> Value {
    app.get(browser, "/api/v1/tickets?limit=1").await.body["items"][0].clone()
}

fn relayed(seen: Vec<Content>) -> Vec<(String, Side)> {
    let relayed = seen.into_iter().filter_map(|content| match content {
        Content::Relay { text, origin, .. } => Some((text, origin)),
        _ => None,
    });
    relayed.collect()
}

#[tokio::test]
async fn a_reply_reaches_the_requester_and_the_thread_and_a_note_the_thread_alone() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Agent, Some(it(&app).await))]).await;
    ask_for_a_person(&app.world, "mika", "パソコンが起動しません").await;
    let ticket = newest(&app, &browser).await;
    assert_eq!((&ticket["state"], &ticket["question"]), (&json!("queued"), &json!("パソコンが起動しません")));
    let path = format!("/tickets/{}", ticket["id"].as_str().expect("an id"));

    let replied =
        post(&app, &browser, &format!("{path}/messages"), json!({ "text": "電源を確認してください。" })).await;
    assert_eq!(
        (replied.status, &replied.body["state"], &replied.body["agent"]["name"]),
        (200, &json!("assigned"), &json!("hanako"))
    );
    let noted = json!({ "text": "古い機種です", "note": true });
    assert_eq!(post(&app, &browser, &format!("{path}/messages"), noted).await.status, 200);
    let reply = ("電源を確認してください。".to_owned(), Side::Agents);
    assert_eq!(relayed(app.world.seen_by("mika")), std::slice::from_ref(&reply));
    let note = ("古い機種です".to_owned(), Side::AmongAgents);
    assert_eq!(relayed(app.world.seen_in_it()), [reply, note]);

    app.world.say("mika", "つながりました").await;
    let inquiry = format!("/api/v1/inquiries/{}", ticket["inquiry"].as_str().expect("an id"));
    let seen = app.get(&browser, &inquiry).await.body;
    let said: Vec<_> = seen["messages"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|message| {
            (
                message["author"].as_str().expect("a word"),
                message["kind"].as_str().expect("a word"),
                message["text"].as_str().expect("a text"),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("requester", "said", "パソコンが起動しません"),
            ("assistant", "unknown", ""),
            ("agent", "said", "電源を確認してください。"),
            ("agent", "note", "古い機種です"),
            ("requester", "said", "つながりました"),
        ]
    );
    assert_eq!(seen["messages"][2]["arrival"], "arrived");
    assert_eq!(seen["messages"][3]["arrival"], Value::Null);

    for bad in [json!({ "text": "" }), json!({ "text": "x".repeat(30_001) }), json!({ "note": true })] {
        assert_eq!(post(&app, &browser, &format!("{path}/messages"), bad).await.status, 422);
    }
}

#[tokio::test]
async fn whoever_is_too_late_is_told_who_has_it_and_can_be_given_it() {
    let app = App::new().await;
    let it = it(&app).await;
    let first = app.signed_in("hanako", &[(Role::Agent, Some(it))]).await;
    let taro = app.account("taro", &[(Role::Agent, Some(it))]).await;
    let second = app.sign_in("taro").await;
    ask_for_a_person(&app.world, "mika", "パソコンが起動しません").await;
    let ticket = newest(&app, &first).await;
    let path = format!("/tickets/{}", ticket["id"].as_str().expect("an id"));
    assert_eq!(post(&app, &first, &format!("{path}/accept"), json!({})).await.status, 200);
    assert_eq!(post(&app, &first, &format!("{path}/accept"), json!({})).await.status, 200, "twice is once");
    let late = post(&app, &second, &format!("{path}/accept"), json!({})).await;
    assert_eq!((late.status, late.problem(), &late.body["detail"]), (409, "taken-by-another", &json!("hanako has it")));

    let mine = app.get(&second, "/api/v1/tickets?mine=true").await.body;
    assert_eq!(mine["items"], json!([]));
    let given = post(&app, &first, &format!("{path}/assign"), json!({ "agent": taro.to_string() })).await;
    assert_eq!((given.status, &given.body["agent"]["name"]), (200, &json!("taro")));
    let mine = app.get(&second, "/api/v1/tickets?mine=true&state=assigned").await.body;
    assert_eq!(mine["items"].as_array().map(Vec::len), Some(1));
    let stranger = app.account("jiro", &[(Role::Auditor, None)]).await;
    let refused = post(&app, &first, &format!("{path}/assign"), json!({ "agent": stranger.to_string() })).await;
    assert_eq!((refused.status, &refused.body["errors"][0]["field"]), (422, &json!("agent")));
}

#[tokio::test]
async fn a_close_is_undone_within_a_minute_and_the_ticket_is_reopened_later() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Agent, Some(it(&app).await))]).await;
    ask_for_a_person(&app.world, "mika", "パソコンが起動しません").await;
    let path = format!("/tickets/{}", newest(&app, &browser).await["id"].as_str().expect("an id"));
    post(&app, &browser, &format!("{path}/messages"), json!({ "text": "直しました" })).await;
    let closed = post(&app, &browser, &format!("{path}/close"), json!({})).await;
    assert_eq!((closed.status, &closed.body["state"]), (200, &json!("closed")));
    assert!(closed.body["undo_until"].is_string());
    let undone = post(&app, &browser, &format!("{path}/undo"), json!({})).await;
    assert_eq!((undone.status, &undone.body["state"]), (200, &json!("assigned")));
    post(&app, &browser, &format!("{path}/close"), json!({})).await;
    app.world.clock.pass(Duration::MINUTE * 2);
    assert_eq!(post(&app, &browser, &format!("{path}/undo"), json!({})).await.problem(), "too-late");
    let reopened = post(&app, &browser, &format!("{path}/reopen"), json!({})).await;
    assert_eq!((reopened.status, &reopened.body["state"]), (200, &json!("queued")));
    app.world.say("mika", "まだです").await;
    assert_eq!(
        relayed(app.world.seen_in_it()).last().map(|(text, _)| text.as_str()),
        Some("まだです"),
        "people have it"
    );
}

#[tokio::test]
async fn what_is_passed_on_belongs_to_the_other_team_and_is_found_by_word_and_number() {
    let app = App::new().await;
    let hr = app.world.add_team("HR", false, &[]).await;
    let browser = app.signed_in("hanako", &[(Role::Agent, Some(it(&app).await))]).await;
    let of_hr = app.signed_in("taro", &[(Role::Agent, Some(hr))]).await;
    app.world
        .say_in_channel(
            "ken",
            "19:hr@thread.tacv2",
            InboundKind::command(desk::flow::Command::Connect(Some("HR".into()))),
        )
        .await;
    ask_for_a_person(&app.world, "mika", "パソコンを家族が使えるか").await;
    ask_for_a_person(&app.world, "emma", "パソコンの画面が暗い").await;
    let found = async |browser: &Browser, query: &str| {
        let page = app.get(browser, &format!("/api/v1/tickets?{query}")).await.body;
        page["items"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|ticket| ticket["number"].as_i64())
            .collect::<Vec<_>>()
    };
    assert_eq!(found(&browser, "").await, [2, 1]);
    assert_eq!(found(&browser, "q=%E5%AE%B6%E6%97%8F").await, [1], "家族");
    assert_eq!(found(&browser, "q=%232").await, [2]);
    assert_eq!(found(&browser, "q=%25").await, Vec::<i64>::new(), "a sign stands for itself");
    assert_eq!(found(&of_hr, "").await, Vec::<i64>::new());
    let first = app.get(&browser, "/api/v1/tickets?q=1").await.body["items"][0]["id"].clone();
    let path = format!("/tickets/{}", first.as_str().expect("an id"));
    let passed = post(&app, &browser, &format!("{path}/escalate"), json!({ "team": hr.to_string() })).await;
    assert_eq!((passed.status, &passed.body["team"]), (200, &json!(hr.to_string())));
    assert_eq!(app.get(&browser, &format!("/api/v1{path}")).await.status, 404);
    assert_eq!(found(&of_hr, "").await, [1]);
    assert_eq!(found(&browser, &format!("team={hr}")).await, Vec::<i64>::new(), "another team's is not there");
}

#[tokio::test]
async fn pages_lead_through_all_tickets_of_several_teams() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Admin, None)]).await;
    for question in ["画面", "電源", "音", "熱", "鍵"] {
        ask_for_a_person(&app.world, "mika", &format!("パソコンの{question}がおかしい")).await;
        let path = format!("/tickets/{}/close", newest(&app, &browser).await["id"].as_str().expect("an id"));
        post(&app, &browser, &path, json!({})).await;
    }
    let (mut numbers, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app.get(&browser, &format!("/api/v1/tickets?state=ended&limit=2{cursor}")).await.body;
        numbers.extend(page["items"].as_array().expect("a list").iter().filter_map(|ticket| ticket["number"].as_i64()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(numbers, [5, 4, 3, 2, 1]);
}

#[tokio::test]
async fn a_refusal_in_the_console_stands_in_the_record_with_who_and_what() {
    let app = App::new().await;
    let hr = app.world.add_team("HR", false, &[]).await;
    let stranger = app.account("taro", &[(Role::Agent, Some(hr))]).await;
    let browser = app.sign_in("taro").await;
    ask_for_a_person(&app.world, "mika", "パソコンが起動しません").await;
    let auditor = app.signed_in("hanako", &[(Role::Admin, None)]).await;
    let ticket = newest(&app, &auditor).await["id"].as_str().expect("an id").to_owned();
    let refused = post(&app, &browser, &format!("/tickets/{ticket}/close"), json!({})).await;
    let missing = post(&app, &browser, "/tickets/tkt_00000000000000000000000000000001/close", json!({})).await;
    assert_eq!((refused.status, refused.body), (missing.status, missing.body), "as if it were not there");
    assert_eq!(app.get(&browser, "/api/v1/audit").await.status, 403);
    app.world.store().place_events().await.expect("they get their places");
    let record = app.get(&auditor, "/api/v1/audit?q=action.refused").await.body;
    let facts: Vec<_> = record["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|event| {
            assert_eq!(event["actor"], stranger.to_string());
            (event["facts"]["action"].clone(), event["facts"]["reason"].clone())
        })
        .collect();
    let fact = |action: &str, reason: &str| (json!(action), json!(reason));
    assert_eq!(
        facts,
        [fact("audit.read", "forbidden"), fact("ticket.close", "missing"), fact("ticket.close", "not-an-agent")]
    );
    // The control: an agent of its team may.
    let pressed = app
        .world
        .press_in(
            "ken",
            channel(&app.world.newest_thread()),
            Action::Ticket(ticket.parse().expect("an id"), TicketAction::Close),
        )
        .await;
    assert!(matches!(pressed, desk::flow::ActionOutcome::Card(_)), "{pressed:?}");
}

#[tokio::test]
async fn what_is_said_with_the_team_that_has_it_now_is_not_for_the_one_that_had_it_before() {
    let app = App::new().await;
    let hr = app.world.add_team("HR", false, &["休職"]).await;
    let of_it = app.signed_in("hanako", &[(Role::Agent, Some(it(&app).await))]).await;
    let of_hr = app.signed_in("taro", &[(Role::Agent, Some(hr))]).await;
    let connect = InboundKind::command(desk::flow::Command::Connect(Some("HR".into())));
    app.world.say_in_channel("ken", "19:hr@thread.tacv2", connect).await;
    ask_for_a_person(&app.world, "mika", "パソコンが起動しません").await;
    let first = newest(&app, &of_it).await;
    let inquiry = format!("/api/v1/inquiries/{}", first["inquiry"].as_str().expect("an id"));
    let path = format!("/tickets/{}", first["id"].as_str().expect("an id"));
    let passed = json!({ "team": hr.to_string() });
    assert_eq!(post(&app, &of_it, &format!("{path}/escalate"), passed).await.status, 200);
    let note = json!({ "text": "解雇の話です", "note": true });
    assert_eq!(post(&app, &of_hr, &format!("{path}/messages"), note).await.status, 200);
    assert_eq!(app.get(&of_hr, &inquiry).await.status, 200);
    assert_eq!(app.get(&of_it, &inquiry).await.status, 404);
    let found = |page: Answer| page.body["items"].as_array().map(Vec::len);
    let word = "/api/v1/inquiries?q=%E8%A7%A3%E9%9B%87";
    for indexed in [false, true] {
        assert_eq!(
            (found(app.get(&of_hr, word).await), found(app.get(&of_it, word).await)),
            (Some(1), Some(0)),
            "解雇"
        );
        while !indexed && app.world.store().index_texts().await.expect("the store works") {}
    }
    let hit = app.get(&of_hr, word).await.body["items"][0]["hit"].clone();
    let said = app.get(&of_hr, &inquiry).await.body["messages"].clone();
    let note = said.as_array().and_then(|said| said.last()).expect("the note");
    assert_eq!(hit, json!({ "message": note["id"], "before": "", "found": "解雇", "after": "の話です" }));
    let word = "/api/v1/tickets?q=%E8%A7%A3%E9%9B%87";
    assert_eq!((found(app.get(&of_hr, word).await), found(app.get(&of_it, word).await)), (Some(1), Some(0)), "解雇");
}

#[tokio::test]
async fn a_message_that_is_sent_again_with_its_key_is_written_once_and_named() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Agent, Some(it(&app).await))]).await;
    ask_for_a_person(&app.world, "mika", "パソコンが起動しません").await;
    ask_for_a_person(&app.world, "emma", "パソコンの画面が暗い").await;
    let tickets = app.get(&browser, "/api/v1/tickets").await.body["items"].clone();
    let (first, second) = (tickets[1].clone(), tickets[0].clone());
    let path = |ticket: &Value| format!("/api/v1/tickets/{}/messages", ticket["id"].as_str().expect("an id"));
    let send = async |path: &str, body: Value, key: &str| {
        let headers = [("idempotency-key", key)];
        let answer = app.send_with(&browser, (Method::POST, path), Some(body), &headers).await;
        app.world.work().await;
        answer
    };
    let body = || json!({ "text": "電源を確認してください。" });
    let once = send(&path(&first), body(), "1f").await;
    assert!(once.body["message"].as_str().is_some_and(|id| id.starts_with("msg_")), "{once:?}");
    let again = send(&path(&first), body(), "1f").await;
    assert_eq!((once.status, again.status, &again.body["message"]), (200, 200, &once.body["message"]));
    assert_eq!((&once.body["id"], &again.body["state"]), (&first["id"], &json!("assigned")));
    assert_eq!(relayed(app.world.seen_by("mika")).len(), 1);
    let inquiry = format!("/api/v1/inquiries/{}", first["inquiry"].as_str().expect("an id"));
    let said = app.get(&browser, &inquiry).await.body["messages"].clone();
    assert_eq!(said.as_array().expect("a list").last().expect("it is there")["id"], once.body["message"]);

    for (path, body) in [
        (path(&first), json!({ "text": "別の話です" })),
        (path(&first), json!({ "text": "電源を確認してください。", "note": true })),
        (path(&second), body()),
    ] {
        let refused = send(&path, body, "1f").await;
        assert_eq!((refused.status, &refused.body["errors"][0]["field"]), (422, &json!("Idempotency-Key")), "{path}");
    }
    assert_eq!(send(&path(&first), json!({ "text": "" }), "2").await.status, 422);
    assert_eq!(send(&path(&first), body(), "2").await.status, 200, "what was refused has claimed nothing");
    let noted = send(&path(&first), json!({ "text": "古い機種です", "note": true }), "3").await;
    assert_ne!(noted.body["message"], once.body["message"]);
    assert_eq!(relayed(app.world.seen_by("mika")).len(), 2);
    for bad in ["", &"x".repeat(201), "鍵"] {
        assert_eq!(send(&path(&first), body(), bad).await.body["errors"][0]["field"], "Idempotency-Key", "{bad}");
    }
}

#[tokio::test]
async fn whether_there_is_somebody_is_not_told_by_giving_them_a_ticket() {
    let app = App::new().await;
    let hr = app.world.add_team("HR", false, &[]).await;
    let of_it = app.signed_in("hanako", &[(Role::Agent, Some(it(&app).await))]).await;
    let of_hr = app.signed_in("taro", &[(Role::Agent, Some(hr))]).await;
    ask_for_a_person(&app.world, "mika", "パソコンが起動しません").await;
    let ticket = newest(&app, &of_it).await;
    let path = format!("/tickets/{}/assign", ticket["id"].as_str().expect("an id"));
    let requester = ticket["requester"]["id"].as_str().expect("an id");
    for browser in [&of_it, &of_hr] {
        for round in [Value::Null, json!(-1)] {
            let give = |agent: &str| json!({ "agent": agent, "round": round });
            let known = post(&app, browser, &path, give(requester)).await;
            let unknown = post(&app, browser, &path, give("prs_00000000000000000000000000000001")).await;
            assert_ne!(known.status, 200);
            assert_eq!((known.status, known.body), (unknown.status, unknown.body), "{round}");
        }
    }
    assert_eq!(post(&app, &of_hr, &path, json!({ "agent": requester })).await.status, 404, "the ticket is not theirs");
}

#[tokio::test]
async fn the_words_of_a_withdrawn_draft_are_for_who_works_on_its_tickets() {
    let app = App::new().await;
    let it = it(&app).await;
    let agent = app.signed_in("hanako", &[(Role::Agent, Some(it))]).await;
    let reviewer = app.signed_in("taro", &[(Role::Editor, None)]).await;
    let other = learned(
        &app.world,
        "会議室のプロジェクターが映りません。どうすればいいですか？",
        "予備機を総務部の倉庫から持ち出して使ってください。",
    )
    .await;
    let draft = learned(
        &app.world,
        "パソコンの画面が割れました。どうすればいいですか？",
        "予備機を総務部の窓口で受け取ってください。",
    )
    .await;
    assert_ne!(other, draft);
    let read = async |browser: &Browser| {
        let one = app.get(browser, &format!("/api/v1/drafts/{draft}")).await.body;
        let listed = app.get(browser, "/api/v1/drafts").await.body["items"][0].clone();
        assert_eq!(one, listed);
        let found = app.get(browser, "/api/v1/drafts?q=%E4%BA%88%E5%82%99%E6%A9%9F").await.body;
        let text = |field: &str| one[field].as_str().expect("a text").to_owned();
        (text("question"), text("answer"), found["items"].as_array().map(Vec::len))
    };
    assert_eq!((read(&reviewer).await.1.contains("予備機"), read(&reviewer).await.2), (true, Some(2)), "the control");
    let ticket = app.get(&agent, "/api/v1/tickets").await.body["items"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(post(&app, &agent, &format!("/tickets/{ticket}/reopen"), json!({})).await.status, 200);
    assert_eq!(read(&reviewer).await, (String::new(), String::new(), Some(1)));
    // Nor does a short page, or that another one follows, tell that its words are there.
    let found = app.get(&reviewer, "/api/v1/drafts?q=%E4%BA%88%E5%82%99%E6%A9%9F&limit=1").await.body;
    assert_eq!((&found["items"][0]["id"], &found["next"]), (&json!(other.to_string()), &Value::Null));
    let (question, answer, found) = read(&agent).await;
    assert!(question.contains("画面") && answer.contains("予備機") && found == Some(2), "{question} {answer}");
}

#[tokio::test]
async fn a_reply_that_may_not_have_arrived_is_sent_once_more_by_who_works_on_the_ticket() {
    let app = App::new().await;
    let team = it(&app).await;
    let browser = app.signed_in("hanako", &[(Role::Agent, Some(team))]).await;
    let other = app.signed_in("elsewhere", &[(Role::Editor, None)]).await;
    ask_for_a_person(&app.world, "mika", "パソコンが起動しません").await;
    let ticket = newest(&app, &browser).await;
    let path = format!("/tickets/{}/messages", ticket["id"].as_str().expect("an id"));
    assert_eq!(post(&app, &browser, &path, json!({ "text": "はじめに" })).await.status, 200);
    app.world.channel.next([Sent::Unknown { reason: "reset after sending".into() }]);
    let written = post(&app, &browser, &path, json!({ "text": "明日直します" })).await;
    let message = written.body["message"].as_str().expect("an id").to_owned();
    let inquiry = format!("/api/v1/inquiries/{}", ticket["inquiry"].as_str().expect("an id"));
    let arrival = async || {
        let said = app.get(&browser, &inquiry).await.body["messages"].as_array().expect("a list").clone();
        said.into_iter().find(|said| said["id"] == *message).expect("it is there")["arrival"].clone()
    };
    assert_eq!(arrival().await, "unconfirmed");
    let resend = format!("/messages/{message}/resend");
    assert_eq!(post(&app, &other, &resend, json!({})).await.status, 404);
    assert_eq!(post(&app, &browser, &resend, json!({})).await.status, 204);
    assert_eq!(arrival().await, "arrived");
    let times = relayed(app.world.seen_by("mika")).iter().filter(|(text, _)| text == "明日直します").count();
    assert_eq!(times, 2, "once in doubt, once by hand");
    let again = post(&app, &browser, &resend, json!({})).await;
    assert_eq!((again.status, again.problem()), (409, "not-missed"));
}
