//! Live changes.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Method, Request, header};
use desk::event::Event;
use desk::people::{Grant, Role};
use desk::store::{StoreError, Transaction};
use futures::StreamExt;
use time::Duration as Span;

use crate::support::{App, Browser, ask_for_a_person};

/// A busy machine is slow but not wrong.
const PATIENCE: Duration = Duration::from_mins(1);

/// A browser that follows.
struct Follower {
    body: BodyDataStream,
    text: String,
}

impl Follower {
    async fn new(app: &App, browser: &Browser, heard: Option<&str>) -> Self {
        let mut request = Request::get("/api/v1/events").header(header::COOKIE, browser.0.clone().expect("signed in"));
        if let Some(heard) = heard {
            request = request.header("last-event-id", heard);
        }
        let body = app.stream(request.body(Body::empty()).expect("a request")).await;
        Self { body, text: String::new() }
    }

    /// The next event, as its id and name; `None`: the stream has ended.
    async fn next(&mut self) -> Option<(String, String)> {
        loop {
            let next = self.next_or_place().await?;
            if !next.1.is_empty() {
                return Some(next);
            }
        }
    }

    /// The same, or only how far the stream has come: an id without a name.
    async fn next_or_place(&mut self) -> Option<(String, String)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| {
                    let value = event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                    value.unwrap_or_default().to_owned()
                };
                if event.starts_with(':') {
                    continue;
                }
                return Some((field("id"), field("event")));
            }
            let more = tokio::time::timeout(PATIENCE, self.body.next()).await.expect("it does not hang")?;
            self.text.push_str(&String::from_utf8_lossy(&more.expect("it is sent")));
        }
    }

    async fn names(&mut self, many: usize) -> Vec<String> {
        let mut names = Vec::new();
        for _ in 0..many {
            names.push(self.next().await.expect("it goes on").1);
        }
        names
    }
}

async fn place(app: &App) {
    app.world.store().place_events().await.expect("they get their places");
}

#[tokio::test]
async fn an_agent_hears_of_their_team_as_it_happens_and_goes_on_after_a_cut_without_a_gap() {
    let app = App::new().await;
    let hr = app.world.add_team("HR", false, &[]).await;
    let it = app.write(|tx| Box::pin(async move { Ok(tx.teams().await?[0].id) })).await;
    let agent = app.signed_in("hanako", &[(Role::Agent, Some(it))]).await;
    let of_hr = app.signed_in("taro", &[(Role::Agent, Some(hr))]).await;
    place(&app).await;
    let mut follower = Follower::new(&app, &agent, None).await;
    let mut colleague = Follower::new(&app, &of_hr, None).await;
    ask_for_a_person(&app.world, "mika", "パソコンが起動しません").await;
    place(&app).await;
    let heard = follower.names(4).await;
    assert_eq!(heard, ["inquiry.asked.v1", "gap.found.v1", "answer.given.v1", "ticket.opened.v1"]);
    drop(follower);
    app.world.say("mika", "急いでいます").await;
    app.world.add_team("GA", false, &[]).await;
    place(&app).await;
    let first = Follower::new(&app, &agent, Some("0")).await.next().await.expect("from the beginning");
    let mut again = Follower::new(&app, &agent, Some(&first.0)).await;
    let mut last = again.next().await.expect("more");
    while last.1 != "message.said.v1" {
        last = again.next().await.expect("more");
    }
    let connected = app.write(move |tx| {
        Box::pin(async move {
            let channel = tx.team(it).await?.and_then(|team| team.channel).expect("connected");
            tx.record(Event::TeamConnected { team: hr, channel }).await
        })
    });
    connected.await;
    place(&app).await;
    assert_eq!(colleague.names(1).await, ["team.connected.v1"], "of IT's matters HR hears nothing");
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_says_where_something_was_forgotten() {
    let app = App::new().await;
    let id = app.account("hanako", &[(Role::Auditor, None)]).await;
    let browser = app.sign_in("hanako").await;
    place(&app).await;
    let mut follower = Follower::new(&app, &browser, None).await;
    for event in [Event::SessionEnded { person: id }, Event::SessionStarted { person: id }] {
        app.write(move |tx| Box::pin(async move { tx.record(event).await })).await;
    }
    place(&app).await;
    assert_eq!(follower.names(2).await, ["session.ended.v1", "session.started.v1"]);
    app.world.clock.pass(Span::days(100));
    let kept = desk::retention::Retention { events: Some(Span::DAY), ..Default::default() };
    app.world.store().expire(&kept, false).await.expect("the store works");
    app.write(move |tx| Box::pin(async move { tx.record(Event::SessionEnded { person: id }).await })).await;
    place(&app).await;
    assert_eq!(follower.next().await, None, "the session has ended in the meantime");
    let browser = app.sign_in("hanako").await;
    place(&app).await;
    let mut late = Follower::new(&app, &browser, Some("1")).await;
    assert_eq!(late.next().await.map(|event| event.1).as_deref(), Some("reset"));
    assert_eq!(late.names(2).await, ["session.ended.v1", "session.started.v1"]);
}

#[tokio::test]
async fn whoever_has_heard_more_than_there_is_begins_anew() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Auditor, None)]).await;
    place(&app).await;
    let mut ahead = Follower::new(&app, &browser, Some("1000000")).await;
    let (id, name) = ahead.next().await.expect("it goes on");
    assert_eq!(name, "reset");
    app.write(|tx| Box::pin(async move { tx.record(Event::SessionRefused { person: None, reason: "wrong" }).await }))
        .await;
    place(&app).await;
    let (next, name) = ahead.next().await.expect("it goes on");
    assert_eq!(name, "session.refused.v1");
    assert_eq!(next.parse::<i64>().ok(), id.parse::<i64>().ok().map(|id| id + 1));
}

#[tokio::test]
async fn a_place_that_is_none_is_refused() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Auditor, None)]).await;
    for heard in ["x", "-1", ""] {
        let refused = app.send_with(&browser, (Method::GET, "/api/v1/events"), None, &[("last-event-id", heard)]).await;
        assert_eq!((refused.status, refused.problem()), (422, "invalid"), "{heard}");
    }
}

#[tokio::test]
async fn what_one_may_not_see_moves_the_place_without_being_told() {
    let app = App::new().await;
    let hr = app.world.add_team("HR", false, &[]).await;
    let browser = app.signed_in("taro", &[(Role::Agent, Some(hr))]).await;
    ask_for_a_person(&app.world, "mika", "パソコンが起動しません").await;
    place(&app).await;
    let newest = app.world.store().events_before(&app.tenant, 0..i64::MAX, "", 1).await.expect("it works")[0].sequence;
    for heard in [Some("0"), None] {
        let mut follower = Follower::new(&app, &browser, heard).await;
        let mut last = follower.next_or_place().await.expect("it goes on");
        while !last.1.is_empty() {
            assert_eq!(last.1, "team.connected.v1", "of IT's matters HR hears nothing");
            last = follower.next_or_place().await.expect("it goes on");
        }
        assert_eq!(last.0, newest.to_string(), "{heard:?}");
    }
}

#[tokio::test]
async fn rights_that_are_taken_away_end_the_stream_and_a_sign_out_does() {
    let app = App::new().await;
    let hr = app.world.add_team("HR", false, &[]).await;
    let taken = async |names: &str, end: &str| {
        let id = app.account(names, &[(Role::Auditor, None), (Role::Agent, Some(hr))]).await;
        let browser = app.sign_in(names).await;
        place(&app).await;
        let mut follower = Follower::new(&app, &browser, None).await;
        let held = Grant { person: id, role: Role::Auditor, team: None };
        match end {
            "role" => app.write(move |tx| Box::pin(async move { revoked(tx, held).await })).await,
            _ => assert_eq!(app.send(&browser, Method::DELETE, "/api/v1/session", None).await.status, 204),
        }
        place(&app).await;
        follower.next().await
    };
    assert_eq!(taken("hanako", "role").await, None);
    assert_eq!(taken("jiro", "session").await, None);
}

async fn revoked(tx: &mut dyn Transaction, held: Grant) -> Result<(), StoreError> {
    match desk::people::revoke(tx, held).await {
        Err(desk::people::RevokeError::Store(error)) => Err(error),
        other => {
            other.expect("they hold it");
            Ok(())
        }
    }
}

#[tokio::test]
async fn one_session_has_eight_streams_at_once_and_another_its_own() {
    let app = App::new().await;
    let browser = app.signed_in("hanako", &[(Role::Auditor, None)]).await;
    let mut followers = Vec::new();
    for _ in 0..8 {
        followers.push(Follower::new(&app, &browser, None).await);
    }
    let refused = app.get(&browser, "/api/v1/events").await;
    assert_eq!((refused.status, refused.problem()), (429, "too-many-at-once"));
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
    let other = app.signed_in("taro", &[(Role::Auditor, None)]).await;
    Follower::new(&app, &other, None).await;
    followers.pop();
    Follower::new(&app, &browser, None).await;
}
