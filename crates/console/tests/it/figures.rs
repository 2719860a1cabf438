//! Figures of a little story whose every number is known; what each figure counts is tried in the storage.

use desk::actions::{Action, AnswerAction, DraftAction};
use desk::id::{DraftId, TeamId};
use desk::outside::{Clock, Content};
use desk::people::Role;
use desk::store::StoreError;
use serde_json::{Value, json};
use time::Duration;

use crate::support::{App, ask_for_a_person, learned};

async fn it(app: &App) -> TeamId {
    let teams = app.write(|tx| Box::pin(async move { tx.teams().await })).await;
    teams.into_iter().find(|team| team.name == "IT").expect("it is there").id
}

/// Emma is helped by an entry, and says so; Mika's question goes to people, who teach it; Nao and Emma are answered by that, and Emma
/// is content with it; Nao then asks for a person.
async fn story(app: &App) -> DraftId {
    let world = &app.world;
    world.publish("会議室の予約方法は？", "社内サイトで予約できます。").await;
    world.say("emma", "会議室の予約方法は？").await;
    content(app, "emma").await;
    let draft = learned(
        world,
        "パソコンの画面が割れました。どうすればいいですか？",
        "予備機を総務部の窓口で受け取ってください。",
    )
    .await;
    world.clock.pass(Duration::DAY);
    let proposed = app.write(move |tx| Box::pin(async move { tx.draft(draft).await })).await.expect("it waits");
    let (question, answer) = (proposed.question, proposed.answer);
    world
        .press_in(
            "ken",
            testkit::world::channel(&world.newest_thread()),
            Action::Draft(draft, DraftAction::Approve { question: question.clone(), answer }),
        )
        .await;
    world.say("nao", &question).await;
    world.say("emma", &question).await;
    content(app, "emma").await;
    let Content::Answer { message, .. } = world.last_seen_by("nao") else { panic!("nao is answered") };
    world.press("nao", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    draft
}

async fn content(app: &App, who: &str) {
    let Content::Answer { message, .. } = app.world.last_seen_by(who) else { panic!("{who} is answered") };
    app.world.press(who, Action::Answer(message, AnswerAction::Rate { helpful: true })).await;
}

fn of(days: &Value, figure: &str) -> Vec<i64> {
    let days = days.as_array().expect("a list");
    days.iter().map(|day| day[figure].as_i64().expect("a number")).collect()
}

#[tokio::test]
async fn the_curve_tells_what_the_assistant_settled_and_what_learning_brought() {
    let app = App::new().await;
    let draft = story(&app).await;
    let browser = app.signed_in("boss", &[(Role::Auditor, None)]).await;
    let today = app.world.clock.now().date();
    let yesterday = today.previous_day().expect("there is one");
    let path = format!("/api/v1/figures?from={yesterday}&to={today}");
    let seen = app.get(&browser, &format!("{path}&minutes=30")).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    let seen = seen.body;
    assert_eq!((&seen["from"], &seen["to"]), (&json!(yesterday.to_string()), &json!(today.to_string())));
    for (figure, expected) in [
        ("questions", [2, 2]),
        ("answered", [1, 2]),
        ("verified", [1, 1]),
        ("handed_over", [1, 1]),
        ("handed_over_after", [0, 1]),
        ("unknown", [1, 0]),
        ("drafts_approved", [0, 1]),
        ("versions_published", [1, 1]),
    ] {
        assert_eq!(of(&seen["days"], figure), expected, "{figure}");
    }
    assert_eq!((&seen["verified_resolution"], &seen["deflection"]), (&json!(0.5), &json!(0.5)));
    assert_eq!(seen["answered"], json!(0.75));
    assert_eq!(seen["hours_saved"], json!({ "minutes_each": 30, "verified": 1.0, "assumed": 0.0 }));
    let team = &seen["teams"][0];
    assert_eq!((&team["name"], &team["opened"], &team["closed"]), (&json!("IT"), &json!(2), &json!(1)));
    let handoffs = json!({ "asked_at_once": 0, "unknown": 1, "candidates": 0, "not_helpful": 0, "answered": 1 });
    assert_eq!(team["handoffs"], handoffs);
    assert_eq!(team["backlog"]["queued"]["within_4_hours"], 1);
    assert_eq!(team["first_response"], json!({ "tickets": 1, "median_seconds": 0, "p90_seconds": 0 }));
    assert_eq!(seen["reach"]["reachable"], 3);
    let drafts = seen["drafts"].as_array().expect("a list");
    assert_eq!(drafts.len(), 1);
    assert_eq!((&drafts[0]["draft"], &drafts[0]["answers"]), (&json!(draft.to_string()), &json!(2)));
    assert_eq!(drafts[0]["verified"], 1);
    assert_eq!(of(&seen["hours"], "questions").iter().sum::<i64>(), 4);
    assert_eq!(seen["hours"].as_array().map(Vec::len), Some(168));

    // The control: a day on which nothing was has nothing, and thirty are looked at where nobody says which.
    let before = yesterday.previous_day().expect("there is one");
    let none = app.get(&browser, &format!("/api/v1/figures?from={before}&to={before}")).await.body;
    assert_eq!((&none["totals"]["questions"], &none["verified_resolution"]), (&json!(0), &Value::Null));
    let usual = app.get(&browser, "/api/v1/figures").await.body;
    assert_eq!(usual["days"].as_array().map(Vec::len), Some(30));
    assert_eq!(usual["totals"], seen["totals"]);
    // It is nine in the morning: by a clock ten hours behind, all this was a day earlier.
    let behind = app.get(&browser, &format!("{path}&offset=-600")).await.body;
    assert_eq!(of(&behind["days"], "questions"), [2, 0]);
}

#[tokio::test]
async fn a_manager_sees_the_figures_of_the_team_and_of_no_other() {
    let app = App::new().await;
    story(&app).await;
    let hr = app.world.add_team("HR", false, &[]).await;
    let of_it = app.signed_in("hanako", &[(Role::Manager, Some(it(&app).await))]).await;
    let of_hr = app.signed_in("taro", &[(Role::Manager, Some(hr))]).await;
    let seen = app.get(&of_it, "/api/v1/figures").await.body;
    // Mika's ticket, Nao's, and Emma's second question, which IT's draft answered; her first one is nobody's.
    assert_eq!((&seen["totals"]["questions"], &seen["totals"]["verified"]), (&json!(3), &json!(1)));
    assert_eq!((seen["teams"].as_array().map(Vec::len), &seen["reach"]), (Some(1), &Value::Null));
    let other = app.get(&of_hr, "/api/v1/figures").await.body;
    assert_eq!((&other["totals"]["questions"], &other["drafts"]), (&json!(0), &json!([])));
    assert_eq!(other["teams"][0]["name"], "HR");
    let refused = app.get(&of_it, &format!("/api/v1/figures?team={hr}")).await;
    let missing = app.get(&of_it, "/api/v1/figures?team=tem_00000000000000000000000000000001").await;
    assert_eq!((refused.status, &refused.body), (422, &missing.body), "as if it were not there");
    let both = app.signed_in("boss", &[(Role::Admin, None)]).await;
    let one = app.get(&both, &format!("/api/v1/figures?team={hr}")).await.body;
    assert_eq!((&one["totals"], &one["team"]), (&other["totals"], &json!(hr.to_string())));
}

#[tokio::test]
async fn what_is_no_period_is_told_with_its_field() {
    let app = App::new().await;
    let browser = app.signed_in("boss", &[(Role::Auditor, None)]).await;
    for (query, field) in [
        ("from=yesterday", "from"),
        ("to=2026-02-30", "to"),
        ("from=2026-03-02&to=2026-03-01", "to"),
        ("from=2020-03-02&to=2026-03-01", "to"),
        ("to=9999-12-31", "to"),
        ("offset=900", "offset"),
        ("minutes=481", "minutes"),
    ] {
        let refused = app.get(&browser, &format!("/api/v1/figures?{query}")).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["field"]), (422, &json!(field)), "{query}");
    }
    assert_eq!(app.get(&browser, "/api/v1/figures?day=2026-03-01").await.status, 400);
}

#[tokio::test]
async fn a_spreadsheet_gets_the_same_numbers_and_no_formula() {
    let app = App::new().await;
    let draft = story(&app).await;
    app.world.add_team("=HYPERLINK(\"http://x.test\")", false, &[]).await;
    ask_for_a_person(&app.world, "ken", "花瓶の水は？").await;
    let asked = app.world.store().write::<_, StoreError, _>(&app.tenant, move |tx| {
        Box::pin(async move {
            let mut draft = tx.draft(draft).await?.expect("it is there");
            draft.question = "@SUM(1,1)".to_owned();
            tx.save_draft(&draft).await
        })
    });
    asked.await.expect("the store works");
    let browser = app.signed_in("boss", &[(Role::Auditor, None)]).await;
    let json = app.get(&browser, "/api/v1/figures").await.body;
    let sheet = app.get(&browser, "/api/v1/figures.csv").await;
    assert!(sheet.headers["content-disposition"].to_str().is_ok_and(|value| value.starts_with("attachment")));
    let text = sheet.body.as_str().expect("a text");
    assert!(text.starts_with("\u{feff}table,id,name,figure,value\r\n"));
    let mut sums = std::collections::BTreeMap::<(String, String), i64>::new();
    for line in text.lines().skip(1) {
        let mut cells = line.rsplitn(3, ',');
        let (value, figure, of) = (cells.next(), cells.next().expect("a figure"), cells.next().expect("whose"));
        if let Ok(number) = value.expect("a value").parse::<i64>() {
            *sums.entry((of.split(',').next().expect("a table").to_owned(), figure.to_owned())).or_default() += number;
        }
    }
    let totals = json["totals"].as_object().expect("counts");
    for (figure, number) in totals {
        for table in ["totals", "day"] {
            assert_eq!(Some(sums[&(table.to_owned(), figure.clone())]), number.as_i64(), "{table} {figure}");
        }
    }
    assert_eq!(totals["questions"], 5);
    assert!(text.contains(",\"'=HYPERLINK(\"\"http://x.test\"\")\",opened,0\r\n"), "{text}");
    assert!(text.contains(",\"'@SUM(1,1)\",answers,2\r\n"), "{text}");
}
