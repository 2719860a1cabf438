//! Who may do what: every operation by everybody, on what is theirs, on what is another team's, and on what is another tenant's.
//!
//! What an operation has no row for fails the test; so does a caller whom a row forgets.

use std::collections::BTreeSet;

use axum::http::Method;
use desk::faq::{Audience, AudienceGroup};
use desk::id::{DraftId, EntryId, InquiryId, MessageId, PersonId, TeamId, TicketId};
use desk::inquiry::Author;
use desk::people::{Grant, Role};
use serde_json::{Value, json};
use time::Duration;

use crate::support::{self, App, Browser, ask_for_a_person, learned, other_tenant};

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
    body: Option<fn(&Things) -> Value>,
    answers: &'static [(&'static [Who], u16)],
}

/// What there is to work on. The ticket, the draft and the inquiry are of IT; the entry is for HR alone.
struct Things {
    it: TeamId,
    hr: TeamId,
    team_of_other_tenant: TeamId,
    requester: PersonId,
    ticket: TicketId,
    inquiry: InquiryId,
    /// One that never left the assistant.
    private_inquiry: InquiryId,
    draft: DraftId,
    merged_draft: DraftId,
    manager: PersonId,
    entry: EntryId,
    entry_of_hr: EntryId,
    gap: MessageId,
    /// What an agent of IT wrote, and it arrived.
    reply: MessageId,
}

fn nothing(_: &Things) -> Value {
    json!({})
}

const OF_IT: &[Who] = &[Agent, Manager, Admin];
const NOT_OF_IT: &[Who] = &[Colleague, Reviewer, Editor, Auditor];
const REVIEWERS: &[Who] = &[Agent, Reviewer, Editor, Manager, Admin];
const NO_REVIEWERS: &[Who] = &[Colleague, Auditor];
const NO_ADMINS: &[Who] = &[Agent, Colleague, Reviewer, Editor, Manager, Auditor];
const WRITERS: &[Who] = &[Editor, Admin];
const NO_WRITERS: &[Who] = &[Agent, Colleague, Reviewer, Manager, Auditor];

/// A row of an operation without a body.
macro_rules! row {
    ($operation:literal, $path:expr, $($who:expr => $status:literal),+) => {
        Row { operation: $operation, path: $path, body: None, answers: &[$(($who, $status)),+] }
    };
    ($operation:literal, $path:expr, $body:expr, $($who:expr => $status:literal),+) => {
        Row { operation: $operation, path: $path, body: Some($body), answers: &[$(($who, $status)),+] }
    };
}

const ROWS: &[Row] = &[
    row!("startSession", |_| "/session".to_owned(), |_| json!({ "name": "nobody", "password": "of-no-account" }),
        &EVERYBODY => 401),
    row!("me", |_| "/me".to_owned(), &SIGNED_IN => 200),
    row!("listTeams", |_| "/teams".to_owned(), &SIGNED_IN => 200),
    row!("getTeam", |things| format!("/teams/{}", things.it), &SIGNED_IN => 200),
    row!("getTeam", |things| format!("/teams/{}", things.team_of_other_tenant), &SIGNED_IN => 404),
    row!("listAgents", |things| format!("/teams/{}/agents", things.it), OF_IT => 200, NOT_OF_IT => 404),
    row!("listAgents", |things| format!("/teams/{}/agents", things.team_of_other_tenant), &SIGNED_IN => 404),
    row!("listPeople", |_| "/people".to_owned(),
        &[Agent, Colleague, Manager, Admin] => 200, &[Reviewer, Editor, Auditor] => 403),
    row!("getPerson", |things| format!("/people/{}", things.requester),
        &[Agent, Colleague, Manager, Admin] => 200, &[Reviewer, Editor, Auditor] => 403),
    row!("listInquiriesOfPerson", |things| format!("/people/{}/inquiries", things.requester),
        &[Agent, Colleague, Manager, Admin] => 200, &[Reviewer, Editor, Auditor] => 403),
    row!("listInquiriesOfPerson", |_| format!("/people/{}/inquiries", PersonId::new(uuid::Uuid::nil())),
        &[Agent, Colleague, Manager, Admin] => 404, &[Reviewer, Editor, Auditor] => 403),
    row!("grantRole", |things| format!("/people/{}/grant", things.requester), |_| json!({ "role": "editor" }),
        &[Admin] => 200, NO_ADMINS => 403),
    row!("revokeRole", |things| format!("/people/{}/revoke", things.requester), |_| json!({ "role": "editor" }),
        &[Admin] => 200, NO_ADMINS => 403),
    row!("listAccounts", |_| "/accounts".to_owned(), &[Admin] => 200, NO_ADMINS => 403),
    row!("createAccount", |_| "/accounts".to_owned(),
        |_| json!({ "name": "new", "password": "long-enough", "role": "agent" }), &[Admin] => 201, NO_ADMINS => 403),
    row!("renewPassword", |_| "/accounts/password".to_owned(),
        |_| json!({ "name": "nobody-has-this", "password": "long-enough" }), &[Admin] => 404, NO_ADMINS => 403),
    row!("listInquiries", |_| "/inquiries".to_owned(), &SIGNED_IN => 200),
    row!("getInquiry", |things| format!("/inquiries/{}", things.inquiry), OF_IT => 200, NOT_OF_IT => 404),
    row!("getInquiry", |things| format!("/inquiries/{}", things.private_inquiry),
        &[Admin] => 200, &[Agent, Colleague, Reviewer, Editor, Manager, Auditor] => 404),
    row!("listTickets", |_| "/tickets".to_owned(), &SIGNED_IN => 200),
    row!("getTicket", |things| format!("/tickets/{}", things.ticket), OF_IT => 200, NOT_OF_IT => 404),
    row!("getRelated", |things| format!("/tickets/{}/related", things.ticket), OF_IT => 200, NOT_OF_IT => 404),
    row!("getTimeline", |things| format!("/tickets/{}/timeline", things.ticket), OF_IT => 200, NOT_OF_IT => 404),
    // Each of IT takes it in turn: whoever comes later is told who has it.
    row!("acceptTicket", |things| format!("/tickets/{}/accept", things.ticket), nothing,
        &[Agent] => 200, &[Manager, Admin] => 409, NOT_OF_IT => 404),
    row!("assignTicket", |things| format!("/tickets/{}/assign", things.ticket),
        |things| json!({ "agent": things.manager.to_string() }), OF_IT => 200, NOT_OF_IT => 404),
    row!("escalateTicket", |things| format!("/tickets/{}/escalate", things.ticket),
        |things| json!({ "team": things.it.to_string() }), OF_IT => 200, NOT_OF_IT => 404),
    row!("prioritiseTicket", |things| format!("/tickets/{}/priority", things.ticket), |_| json!({ "priority": "high" }),
        OF_IT => 200, NOT_OF_IT => 404),
    row!("writeMessage", |things| format!("/tickets/{}/messages", things.ticket), |_| json!({ "text": "見てみます" }),
        OF_IT => 200, NOT_OF_IT => 404),
    row!("resendMessage", |things| format!("/messages/{}/resend", things.reply), nothing, OF_IT => 409, NOT_OF_IT => 404),
    row!("resendMessage", |things| format!("/messages/{}/resend", things.gap), nothing, &SIGNED_IN => 404),
    row!("closeTicket", |things| format!("/tickets/{}/close", things.ticket), nothing, OF_IT => 200, NOT_OF_IT => 404),
    row!("handBackTicket", |things| format!("/tickets/{}/hand-back", things.ticket), nothing,
        OF_IT => 409, NOT_OF_IT => 404),
    row!("undoTicket", |things| format!("/tickets/{}/undo", things.ticket), nothing,
        OF_IT => 409, NOT_OF_IT => 404),
    row!("reopenTicket", |things| format!("/tickets/{}/reopen", things.ticket), nothing,
        OF_IT => 200, NOT_OF_IT => 404),
    row!("listDrafts", |_| "/drafts".to_owned(), &SIGNED_IN => 200),
    row!("getDraft", |things| format!("/drafts/{}", things.draft), REVIEWERS => 200, NO_REVIEWERS => 404),
    row!("replayDraft", |things| format!("/drafts/{}/replay", things.draft), REVIEWERS => 200, NO_REVIEWERS => 404),
    row!("rejectDraft", |things| format!("/drafts/{}/reject", things.draft), |_| json!({ "reason": "" }),
        REVIEWERS => 422, NO_REVIEWERS => 404),
    row!("mergeDraft", |things| format!("/drafts/{}/merge", things.draft),
        |_| json!({ "entry": "ent_00000000000000000000000000000001" }), REVIEWERS => 404, NO_REVIEWERS => 404),
    row!("mergeDraft", |things| format!("/drafts/{}/merge", things.merged_draft),
        |things| json!({ "entry": things.entry.to_string() }),
        &[Agent] => 200, &[Reviewer, Editor, Manager, Admin] => 409, NO_REVIEWERS => 404),
    row!("approveDraft", |things| format!("/drafts/{}/approve", things.draft), nothing,
        &[Agent] => 200, &[Reviewer, Editor, Manager, Admin] => 409, NO_REVIEWERS => 404),
    row!("undoDraft", |things| format!("/drafts/{}/undo", things.draft), nothing,
        REVIEWERS => 200, NO_REVIEWERS => 404),
    row!("listEntries", |_| "/entries".to_owned(), &SIGNED_IN => 200),
    row!("getEntry", |things| format!("/entries/{}", things.entry), &SIGNED_IN => 200),
    row!("getEntry", |things| format!("/entries/{}", things.entry_of_hr),
        &[Colleague, Editor, Admin] => 200, &[Agent, Reviewer, Manager, Auditor] => 404),
    row!("listEntryVersions", |things| format!("/entries/{}/versions", things.entry), WRITERS => 200, NO_WRITERS => 403),
    row!("createEntry", |_| "/entries".to_owned(), |_| json!({ "question": "席は？", "answer": "自由です" }),
        WRITERS => 201, NO_WRITERS => 403),
    row!("changeEntry", |things| format!("/entries/{}", things.entry), |_| json!({ "answer": "別の答え" }),
        WRITERS => 428, NO_WRITERS => 403),
    row!("retireEntry", |things| format!("/entries/{}/retire", things.entry), nothing,
        WRITERS => 200, NO_WRITERS => 403),
    row!("restoreEntry", |things| format!("/entries/{}/restore", things.entry), nothing,
        WRITERS => 200, NO_WRITERS => 403),
    row!("previewEntry", |_| "/entries/preview".to_owned(),
        |_| json!({ "question": "席は？", "answer": "自由です", "language": "ja" }), &SIGNED_IN => 200),
    row!("listDeadLetters", |_| "/dead-letters".to_owned(), &[Admin] => 200, NO_ADMINS => 403),
    row!("retryDeadLetter", |_| "/dead-letters/tsk_00000000000000000000000000000001/retry".to_owned(), nothing,
        &[Admin] => 404, NO_ADMINS => 403),
    row!("listGaps", |_| "/gaps".to_owned(), WRITERS => 200, NO_WRITERS => 403),
    row!("listGapGroups", |_| "/gaps/groups".to_owned(), WRITERS => 200, NO_WRITERS => 403),
    row!("getGap", |things| format!("/gaps/{}", things.gap), WRITERS => 200, NO_WRITERS => 403),
    row!("getFigures", |_| "/figures".to_owned(),
        &[Manager, Auditor, Admin] => 200, &[Agent, Colleague, Reviewer, Editor] => 403),
    row!("getFigures", |things| format!("/figures?team={}", things.it),
        &[Manager, Auditor, Admin] => 200, &[Agent, Colleague, Reviewer, Editor] => 403),
    row!("getFigures", |things| format!("/figures?team={}", things.hr),
        &[Auditor, Admin] => 200, &[Manager] => 422, &[Agent, Colleague, Reviewer, Editor] => 403),
    row!("getFigures", |things| format!("/figures?team={}", things.team_of_other_tenant),
        &[Manager, Auditor, Admin] => 422, &[Agent, Colleague, Reviewer, Editor] => 403),
    row!("exportFigures", |_| "/figures.csv".to_owned(),
        &[Manager, Auditor, Admin] => 200, &[Agent, Colleague, Reviewer, Editor] => 403),
    row!("listEvents", |_| "/audit".to_owned(),
        &[Auditor, Admin] => 200, &[Agent, Colleague, Reviewer, Editor, Manager] => 403),
    row!("getEvent", |_| "/audit/1".to_owned(),
        &[Auditor, Admin] => 200, &[Agent, Colleague, Reviewer, Editor, Manager] => 403),
    row!("followEvents", |_| "/events".to_owned(), &SIGNED_IN => 200),
    // The last one, since nobody is signed in after it.
    row!("endSession", |_| "/session".to_owned(), &SIGNED_IN => 204),
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
    let things = things(&app, hr).await;
    let it = things.it;
    app.write(move |tx| {
        Box::pin(
            async move { tx.save_grant(&Grant { person: things.manager, role: Role::Manager, team: Some(it) }).await },
        )
    })
    .await;
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
            let answer = app.send(browser, method.clone(), &path, row.body.map(|body| body(&things))).await;
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

/// Everything there is, by the loop itself: Mika's question goes to IT and is answered; what is learned of it waits; Emma's question
/// has no answer.
async fn things(app: &App, hr: TeamId) -> Things {
    let world = &app.world;
    let entry = world.publish("会議室の予約方法は？", "社内サイトで予約できます。").await.id;
    let of_hr = Audience::Chosen(vec![AudienceGroup::Team("HR".to_owned())]);
    let entry_of_hr = world.publish_for("評価会議の日程は？", "来月です。", of_hr).await.id;
    world.say("emma", "宇宙へ行く方法を教えてください").await;
    let draft = learned(
        world,
        "パソコンの画面が割れました。どうすればいいですか？",
        "予備機を総務部の窓口で受け取ってください。",
    )
    .await;
    let merged_draft = learned(
        world,
        "VPNの証明書の期限が切れました。どうやって更新しますか？",
        "証明書は社内サイトの更新フォームから申請し、届いたファイルを開いてください。",
    )
    .await;
    let manager = app.account("manager-of-it", &[]).await;
    ask_for_a_person(world, "mika", "パソコンのマウスが動きません").await;
    app.write(move |tx| {
        Box::pin(async move {
            let it = tx.teams().await?.into_iter().find(|team| team.name == "IT").expect("it is there").id;
            let ticket = tx.open_tickets(it).await?.pop().expect("mika's");
            let gap = tx.unanswered(99).await?.into_iter().next_back().expect("emma's").message;
            let private_inquiry = tx.message(gap).await?.expect("it was asked").inquiry;
            let learned_from = tx.draft(draft).await?.expect("it was learned").tickets[0];
            let learned_from = tx.ticket(learned_from).await?.expect("it is there").inquiry;
            let said = tx.messages(learned_from).await?;
            let reply =
                said.iter().find(|message| matches!(message.author, Author::Agent(_))).expect("an agent answered").id;
            Ok(Things {
                it,
                hr,
                team_of_other_tenant: TeamId::new(uuid::Uuid::nil()),
                requester: ticket.requester,
                ticket: ticket.id,
                inquiry: ticket.inquiry,
                private_inquiry,
                draft,
                merged_draft,
                manager,
                entry,
                entry_of_hr,
                gap,
                reply,
            })
        })
    })
    .await
    .with_foreign(foreign_team(app).await)
}

impl Things {
    fn with_foreign(self, team_of_other_tenant: TeamId) -> Self {
        Self { team_of_other_tenant, ..self }
    }
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
