//! Who may do what: every operation by everybody, on what is theirs, on what is another team's, and on what is another tenant's.
//!
//! What an operation has no row for fails the test; so does a caller whom a row forgets.

use std::collections::BTreeSet;

use axum::http::Method;
use desk::id::TeamId;
use desk::people::Role;
use serde_json::{Value, json};
use time::Duration;

use crate::support::{self, App, Browser, other_tenant};

/// Who calls. The agent, the manager and the reviewer are of IT, the colleague of HR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Nobody,
    Foreigner,
    Agent,
    Colleague,
    Reviewer,
    Editor,
    Manager,
    Auditor,
    Admin,
}

use Who::{Admin, Agent, Auditor, Colleague, Editor, Foreigner, Manager, Nobody, Reviewer};

const EVERYBODY: [Who; 9] = [Nobody, Foreigner, Agent, Colleague, Reviewer, Editor, Manager, Auditor, Admin];
const SIGNED_IN: [Who; 7] = [Agent, Colleague, Reviewer, Editor, Manager, Auditor, Admin];

/// An operation on one thing: who gets which answer. Whoever is not named gets `else`.
struct Row {
    operation: &'static str,
    path: fn(&Things) -> String,
    body: Option<fn() -> Value>,
    answers: &'static [(&'static [Who], u16)],
}

/// What there is to work on.
struct Things {
    it: TeamId,
    team_of_other_tenant: TeamId,
}

const ROWS: &[Row] = &[
    Row {
        operation: "startSession",
        path: |_| "/session".to_owned(),
        body: Some(|| json!({ "name": "nobody", "password": "of-no-account" })),
        answers: &[(&EVERYBODY, 401)],
    },
    Row { operation: "me", path: |_| "/me".to_owned(), body: None, answers: &[(&SIGNED_IN, 200)] },
    Row { operation: "listTeams", path: |_| "/teams".to_owned(), body: None, answers: &[(&SIGNED_IN, 200)] },
    Row {
        operation: "getTeam",
        path: |things| format!("/teams/{}", things.it),
        body: None,
        answers: &[(&SIGNED_IN, 200)],
    },
    Row {
        operation: "getTeam",
        path: |things| format!("/teams/{}", things.team_of_other_tenant),
        body: None,
        answers: &[(&SIGNED_IN, 404)],
    },
    Row {
        operation: "listEvents",
        path: |_| "/audit".to_owned(),
        body: None,
        answers: &[(&[Auditor, Admin], 200), (&[Agent, Colleague, Reviewer, Editor, Manager], 403)],
    },
    // The last one, since nobody is signed in after it.
    Row { operation: "endSession", path: |_| "/session".to_owned(), body: None, answers: &[(&SIGNED_IN, 204)] },
];

impl Row {
    /// Nobody and whoever is signed in elsewhere is told to sign in, unless the row says otherwise.
    fn answer_to(&self, who: Who) -> Option<u16> {
        let named = self.answers.iter().find(|(to, _)| to.contains(&who)).map(|(_, status)| *status);
        named.or_else(|| matches!(who, Nobody | Foreigner).then_some(401))
    }
}

/// Operations of the description, by name, with their methods.
fn operations() -> Vec<(String, Method)> {
    let document = serde_json::to_value(console::api::description()).expect("JSON");
    let paths = document["paths"].as_object().expect("there are paths").clone();
    let all = paths.into_iter().flat_map(|(_, item)| item.as_object().expect("operations").clone());
    all.filter_map(|(method, operation)| {
        let name = operation.get("operationId")?.as_str()?.to_owned();
        Some((name, method.to_uppercase().parse().expect("a method")))
    })
    .collect()
}

async fn browsers(app: &App, it: TeamId, hr: TeamId) -> Vec<(Who, Browser)> {
    let mut browsers = vec![(Nobody, Browser::default())];
    let foreign = app.of_other_tenant();
    support::account(&app.world, &other_tenant(), "foreigner", &[(Role::Admin, None)]).await;
    browsers.push((Foreigner, support::sign_in(&foreign, "foreigner").await));
    for (who, role, team) in [
        (Agent, Role::Agent, Some(it)),
        (Colleague, Role::Agent, Some(hr)),
        (Reviewer, Role::Editor, Some(it)),
        (Editor, Role::Editor, None),
        (Manager, Role::Manager, Some(it)),
        (Auditor, Role::Auditor, None),
        (Admin, Role::Admin, None),
    ] {
        browsers.push((who, app.signed_in(&format!("{who:?}"), &[(role, team)]).await));
    }
    browsers
}

#[tokio::test]
async fn everybody_may_do_what_the_matrix_says_and_nothing_else() {
    let app = App::new().await;
    let hr = app.world.add_team("HR", false, &[]).await;
    let it = app.write(|tx| Box::pin(async move { Ok(tx.teams().await?[0].id) })).await;
    let things = Things { it, team_of_other_tenant: foreign_team(&app).await };
    let browsers = browsers(&app, it, hr).await;
    assert_eq!(browsers.iter().map(|(who, _)| *who).collect::<Vec<_>>(), EVERYBODY);
    let methods = operations();
    for row in ROWS {
        let (_, method) = methods.iter().find(|(name, _)| name == row.operation).expect("there is such an operation");
        let path = format!("/api/v1{}", (row.path)(&things));
        for (who, browser) in &browsers {
            let expected = row.answer_to(*who).unwrap_or_else(|| panic!("{} forgets {who:?}", row.operation));
            // Whoever has tried a password too often has to wait: not what is asked here.
            app.world.clock.pass(Duration::MINUTE);
            let answer = app.send(browser, method.clone(), &path, row.body.map(|body| body())).await;
            assert_eq!(answer.status, expected, "{} {path} by {who:?}: {answer:?}", row.operation);
        }
    }
}

#[test]
fn every_operation_has_a_row() {
    let known: BTreeSet<&str> = ROWS.iter().map(|row| row.operation).collect();
    let missing: Vec<String> =
        operations().into_iter().map(|(name, _)| name).filter(|name| !known.contains(name.as_str())).collect();
    assert_eq!(missing, Vec::<String>::new(), "who may do these?");
}

/// A team of another tenant.
async fn foreign_team(app: &App) -> TeamId {
    let id = TeamId::new(uuid::Uuid::from_u128(0xf0));
    let team = desk::people::Team {
        id,
        name: "IT".to_owned(),
        is_default: true,
        keywords: Vec::new(),
        listed_agents: None,
        channel: None,
        serves: desk::faq::Audience::Everyone,
    };
    let tenant = other_tenant();
    let saved = app
        .world
        .store()
        .write::<_, desk::store::StoreError, _>(&tenant, move |tx| Box::pin(async move { tx.save_team(&team).await }));
    saved.await.expect("the store works");
    id
}
