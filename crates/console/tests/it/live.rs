//! Live changes.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Request, header};
use desk::event::Event;
use desk::people::Role;
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
    assert_eq!(follower.next().await, None, "the session has ended in the meantime");
    let browser = app.sign_in("hanako").await;
    place(&app).await;
    let mut late = Follower::new(&app, &browser, Some("1")).await;
    assert_eq!(late.next().await.map(|event| event.1).as_deref(), Some("reset"));
    assert_eq!(late.next().await.map(|event| event.1).as_deref(), Some("session.started.v1"));
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
        let refused = app
            .send_with(&browser, (axum::http::Method::GET, "/api/v1/events"), None, &[("last-event-id", heard)])
            .await;
        assert_eq!((refused.status, refused.problem()), (422, "invalid"), "{heard}");
    }
}
