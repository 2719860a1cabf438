//! What the FAQ lacks.

use desk::people::Role;
use serde_json::{Value, json};

use crate::support::{App, ask_for_a_person};

fn told(groups: &Value) -> Vec<(String, u64, u64, bool)> {
    let items = groups["items"].as_array().expect("a list");
    let told = |item: &Value| {
        let number = |name: &str| item[name].as_u64().expect("a number");
        let question = item["question"].as_str().expect("a text").to_owned();
        (question, number("questions"), number("people"), item["answered_by"].is_string())
    };
    items.iter().map(told).collect()
}

#[tokio::test]
async fn what_several_people_ask_in_vain_is_one_gap_until_an_entry_answers_it() {
    let app = App::new().await;
    app.world.say("nao", "駐輪場の鍵はどこで借りられますか").await;
    app.world.say("mika", "受付の花瓶の水は誰が替えるのですか").await;
    app.world.say("emma", "受付の花瓶の水は誰が替えますか？").await;
    let browser = app.signed_in("hanako", &[(Role::Editor, None)]).await;
    let groups = app.get(&browser, "/api/v1/gaps/groups").await;
    assert_eq!(groups.status, 200, "{groups:?}");
    assert_eq!(
        told(&groups.body),
        [
            ("受付の花瓶の水は誰が替えますか？".to_owned(), 2, 2, false),
            ("駐輪場の鍵はどこで借りられますか".to_owned(), 1, 1, false)
        ]
    );
    assert_eq!(groups.body["items"][0]["wordings"], json!(["受付の花瓶の水は誰が替えるのですか"]));

    let entry = app.world.publish("受付の花瓶の水は誰が替えますか", "総務の当番です。").await;
    app.world.work().await;
    let groups = app.get(&browser, "/api/v1/gaps/groups").await.body;
    assert_eq!(groups["items"][0]["answered_by"], entry.id.to_string());
    assert_eq!(groups["items"][1]["answered_by"], Value::Null, "the control");
}

#[tokio::test]
async fn nothing_confidential_is_a_gap_and_personal_data_is_masked() {
    let app = App::new().await;
    let question = "来期の組織再編の日程はいつですか？";
    ask_for_a_person(&app.world, "mika", question).await;
    app.world.say("mika", "この件は社外秘でお願いします。").await;
    app.world.say("nao", "社員証の再発行を090-1234-5678に\n電話してもらえますか").await;
    let browser = app.signed_in("hanako", &[(Role::Editor, None)]).await;
    let groups = app.get(&browser, "/api/v1/gaps/groups").await.body;
    let told = told(&groups);
    assert_eq!(told.len(), 1, "{groups}");
    assert!(told[0].0.starts_with("社員証の再発行を") && !told[0].0.contains("1234"), "{groups}");
    assert!(!told[0].0.contains('\n'), "a wording is one line: {groups}");
}
