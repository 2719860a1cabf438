//! What comes twice acts once.

use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::json;

use crate::support::{Desk, PATIENCE, Place};

async fn the_same_activity_again_acts_once(place: &Place) {
    let desk = Desk::open(place).await;
    let chat = desk.chat("mika");
    desk.say("mika", "椅子が壊れました").await;
    desk.offered("mika", "handoff.request").await;
    let activity = desk.heard_in(&chat);
    let again = join_all((0..8).map(|_| desk.deliver(&activity))).await;
    assert_eq!(again, [Some(202); 8], "who sends again is told that it is kept");
    assert!(desk.answers("mika", "ありがとう", "").await);
    assert_eq!(desk.kept_of("mika").await, ["椅子が壊れました"]);
    assert_eq!(desk.said_in(&chat).len(), 2, "one answer, one courtesy: {:?}", desk.said_in(&chat));
}

async fn a_press_that_comes_again_with_a_new_id_acts_once(place: &Place) {
    let desk = Desk::with_it(place).await;
    let question = "PCの蓋が閉まりません";
    desk.say("mika", question).await;
    let unknown = desk.offered("mika", "handoff.request").await;
    desk.press("mika", &unknown, "handoff.request").await;
    let log = desk.teams.deliveries();
    let invoke = log.into_iter().rev().find(|delivered| delivered.kind() == "invoke").expect("a press").activity;
    let again = (0..5).map(|number| {
        let mut activity = invoke.clone();
        activity["id"] = json!(format!("f:again-{number}"));
        let desk = &desk;
        async move { desk.deliver(&activity).await }
    });
    assert_eq!(join_all(again).await, [Some(200); 5]);
    let ticket = desk.ticket("IT", question).await;
    desk.press("ken", &ticket.card, "ticket.accept").await;
    desk.reply("ken", &ticket.thread, "見に行きます").await;
    desk.reads(&desk.chat("mika"), "見に行きます").await;
    let channel = desk.channel("IT");
    let roots = desk.teams.messages(&channel).into_iter().filter(|message| message.has_verb("ticket.close"));
    assert_eq!(roots.count(), 1, "one ticket");
}

async fn where_teams_loses_patience_and_comes_again_everything_acts_exactly_once(place: &Place) {
    let desk = Desk::open(place).await;
    desk.say("mika", "質問の0番").await;
    desk.offered("mika", "handoff.request").await;
    let sample = desk.heard_in(&desk.chat("mika"));
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let token = desk.teams.connector_token().expect("tokens are on");
    let mut unheard = 0;
    for number in 1..30 {
        let mut activity = sample.clone();
        activity["id"] = json!(format!("hasty-{number}"));
        activity["text"] = json!(format!("質問の{number}番"));
        activity["attachments"] = json!([]);
        // Hangs up earlier or later, so at one or another point of the work.
        let patience = Duration::from_micros(300 * number);
        let request = client.post(desk.endpoint()).bearer_auth(&token).json(&activity).timeout(patience);
        unheard += u32::from(request.send().await.is_err());
        assert_eq!(desk.deliver(&activity).await, Some(202), "{number}");
    }
    assert!(unheard > 0, "nobody hung up");
    let expected: Vec<String> = (0..30).map(|number| format!("質問の{number}番")).collect();
    let begun = Instant::now();
    loop {
        let kept = desk.kept_of("mika").await;
        if kept.len() >= expected.len() {
            assert_eq!(kept, expected, "each once, in order");
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "acknowledged and lost: {kept:?}");
        tokio::task::yield_now().await;
    }
}

crate::stories! {
    the_same_activity_again_acts_once,
    a_press_that_comes_again_with_a_new_id_acts_once,
    where_teams_loses_patience_and_comes_again_everything_acts_exactly_once,
}
