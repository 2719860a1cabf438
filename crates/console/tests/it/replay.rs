//! A draft tried on what was really asked.

use desk::actions::{Action, AnswerAction};
use desk::faq::{Audience, AudienceGroup};
use desk::flow::InboundKind;
use desk::flow::replay::{Reads, replay};
use desk::id::{DraftId, TeamId};
use desk::learning::{Draft, Relation};
use desk::outside::Content;
use desk::people::Role;
use desk::people::rights::Scope;
use serde_json::{Value, json};
use testkit::world::channel;

use crate::support::{App, Browser, ask_for_a_person, learned};

const QUESTION: &str = "パソコンの画面が割れました。どうすればいいですか？";
const ANSWER: &str = "予備機を総務部の窓口で受け取ってください。";

async fn it(app: &App) -> TeamId {
    let teams = app.write(|tx| Box::pin(async move { tx.teams().await })).await;
    teams.into_iter().find(|team| team.name == "IT").expect("it is there").id
}

async fn replayed(app: &App, browser: &Browser, draft: DraftId) -> Value {
    let replayed = app.get(browser, &format!("/api/v1/drafts/{draft}/replay")).await;
    assert_eq!(replayed.status, 200, "{replayed:?}");
    replayed.body
}

/// The draft in other words.
async fn reworded(app: &App, draft: DraftId, words: impl FnOnce(Draft) -> Draft + Send + 'static) {
    app.write(move |tx| {
        Box::pin(async move {
            let draft = words(tx.draft(draft).await?.expect("it waits"));
            tx.save_draft(&draft).await
        })
    })
    .await;
}

fn texts(list: &Value, field: &str) -> Vec<String> {
    let list = list.as_array().expect("a list");
    list.iter().map(|item| item[field].as_str().unwrap_or_default().to_owned()).collect()
}

/// Emma and Nao had asked in vain what Mika's ticket then taught; nobody knows about the vase.
async fn taught(app: &App) -> DraftId {
    app.world.say("emma", QUESTION).await;
    app.world.say("nao", "パソコンの画面が割れました").await;
    app.world.say("nao", "花瓶の水は誰が替えますか？").await;
    learned(&app.world, QUESTION, ANSWER).await
}

#[tokio::test]
async fn a_draft_would_have_answered_two_that_were_asked_in_vain() {
    let app = App::new().await;
    let draft = taught(&app).await;
    let browser = app.signed_in("boss", &[(Role::Admin, None)]).await;
    let seen = replayed(&app, &browser, draft).await;
    assert_eq!(
        (&seen["would_answer"], &seen["would_answer_own"], &seen["would_change"]),
        (&json!(2), &json!(1), &json!(0))
    );
    assert_eq!((&seen["looked_at"]["unanswered"], &seen["looked_at"]["right"]), (&json!(4), &json!(0)));
    assert_eq!(seen["looked_at"]["whole"], true);
    assert_eq!(texts(&seen["answers"], "question"), [QUESTION, "パソコンの画面が割れました", QUESTION]);
    assert_eq!(seen["answers"][0]["own"], true);

    // It was tried and no more: nobody is answered by it.
    app.world.say("emma", QUESTION).await;
    assert!(!matches!(app.world.last_seen_by("emma"), Content::Answer { .. }));
    // The control: in other words it would have answered none of these.
    reworded(&app, draft, |draft| Draft {
        question: "駐車場の申請方法は？".to_owned(),
        answer: "総務へ。".to_owned(),
        ..draft
    })
    .await;
    let other = replayed(&app, &browser, draft).await;
    assert_eq!((&other["would_answer"], &other["answers"]), (&json!(0), &json!([])));

    // What was reviewed is not tried.
    let path = format!("/api/v1/drafts/{draft}");
    let rejected = json!({ "reason": "いらない" });
    app.send(&browser, axum::http::Method::POST, &format!("{path}/reject"), Some(rejected)).await;
    assert_eq!(app.get(&browser, &format!("{path}/replay")).await.problem(), "reviewed");
}

#[tokio::test]
async fn a_draft_that_says_otherwise_would_have_changed_a_right_answer() {
    let app = App::new().await;
    let entry = app.world.publish("会議室の予約方法は？", "社内サイトで予約できます。").await.id;
    app.world.say("emma", "会議室の予約方法は？").await;
    let Content::Answer { message, .. } = app.world.last_seen_by("emma") else { panic!("emma is answered") };
    app.world.press("emma", Action::Answer(message, AnswerAction::Rate { helpful: true })).await;
    // An answer of which nobody knows whether it was right.
    app.world.say("nao", "会議室の予約方法は？").await;
    let draft = learned(&app.world, QUESTION, ANSWER).await;
    let browser = app.signed_in("boss", &[(Role::Admin, None)]).await;
    let seen = replayed(&app, &browser, draft).await;
    assert_eq!(
        (&seen["looked_at"]["right"], &seen["would_change"]),
        (&json!(1), &json!(0)),
        "it has nothing to do with it"
    );

    let says = move |relation, answer: &str| {
        let answer = answer.to_owned();
        move |draft| Draft { relation, question: "会議室を予約したい".to_owned(), answer, ..draft }
    };
    reworded(&app, draft, says(Relation::Correction(entry), "総務部に電話してください。")).await;
    let corrected = replayed(&app, &browser, draft).await;
    assert_eq!(corrected["would_change"], 1);
    let change = &corrected["changes"][0];
    assert_eq!((&change["question"], &change["instead"]), (&json!("会議室の予約方法は？"), &json!("this-draft")));
    assert_eq!(change["answered_by"], entry.to_string());

    reworded(&app, draft, says(Relation::Variant(entry), "社内サイトで予約できます。")).await;
    assert_eq!(replayed(&app, &browser, draft).await["would_change"], 0, "a wording changes no answer");

    // A new entry with the same question: nobody can tell which of the two is meant.
    reworded(&app, draft, |draft| Draft {
        relation: Relation::New,
        question: "会議室の予約方法は？".to_owned(),
        answer: "総務部に電話してください。".to_owned(),
        ..draft
    })
    .await;
    let twice = replayed(&app, &browser, draft).await;
    assert_eq!(twice["would_change"], 1, "{twice}");
}

#[tokio::test]
async fn only_what_somebody_may_read_is_looked_at_and_nothing_confidential() {
    let app = App::new().await;
    let draft = taught(&app).await;
    // Ken's goes to people of IT, and is for nobody else; Rin's is not.
    ask_for_a_person(&app.world, "ken", QUESTION).await;
    let thread = app.world.newest_thread();
    app.world.hear("ken", channel(&thread), InboundKind::message("この件は社外秘でお願いします。")).await;
    ask_for_a_person(&app.world, "rin", QUESTION).await;
    let hr = app.world.add_team("HR", false, &[]).await;
    let it = it(&app).await;
    for (who, roles, unanswered, answers) in [
        // Mika's and Rin's tickets, of which Mika's taught it.
        ("hanako", vec![(Role::Agent, Some(it))], 2, 1),
        // All but the confidential one.
        ("boss", vec![(Role::Admin, None)], 5, 3),
        // A reviewer of IT works on no tickets.
        ("taro", vec![(Role::Editor, Some(it))], 0, 0),
    ] {
        let browser = app.signed_in(who, &roles).await;
        let seen = replayed(&app, &browser, draft).await;
        assert_eq!(
            (&seen["looked_at"]["unanswered"], &seen["would_answer"]),
            (&json!(unanswered), &json!(answers)),
            "{who}"
        );
    }
    // Whoever writes entries reads what nobody could answer, in whichever chat.
    let editor = app.signed_in("jiro", &[(Role::Editor, None)]).await;
    assert_eq!(replayed(&app, &editor, draft).await["would_answer"], 3);
    let stranger = app.signed_in("saburo", &[(Role::Agent, Some(hr))]).await;
    assert_eq!(app.get(&stranger, &format!("/api/v1/drafts/{draft}/replay")).await.status, 404);

    // What is for HR alone answers nobody else.
    reworded(&app, draft, |draft| {
        let audience = Audience::Chosen(vec![AudienceGroup::Team("HR".to_owned())]);
        Draft { audience, ..draft }
    })
    .await;
    let seen = replayed(&app, &editor, draft).await;
    assert_eq!((&seen["would_answer"], &seen["would_answer_own"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn when_time_is_up_it_tells_what_was_looked_at() {
    let app = App::new().await;
    let id = taught(&app).await;
    let draft = app.write(move |tx| Box::pin(async move { tx.draft(id).await })).await.expect("it waits");
    let reads = || Reads { inquiries: Scope::Everywhere, gaps: true };
    let whole = replay(&app.world.help_desk, &app.tenant, &draft, reads(), || false).await.expect("it is tried");
    assert_eq!((whole.unanswered, whole.whole), (4, true));
    let asked = std::sync::atomic::AtomicUsize::new(0);
    // After every inquiry was read, and two questions were asked.
    let is_over = || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= 6;
    let part = replay(&app.world.help_desk, &app.tenant, &draft, reads(), is_over).await.expect("it is tried");
    assert!(part.unanswered < 4 && !part.whole, "{part:?}");
}
