//! What comes twice acts once.

use std::time::Duration;

use futures::future::join_all;
use serde_json::json;
use simulator::Redelivery;

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

async fn when_teams_loses_patience_everything_acknowledged_acts_exactly_once(place: &Place) {
    let desk = Desk::open_with(place, |options| {
        options.redelivery = Redelivery {
            answer_within: Duration::from_millis(4),
            attempts: 6,
            pause: Duration::from_millis(5),
            new_id_after: None,
        };
    });
    let desk = desk.await;
    let said: Vec<String> = (0..30).map(|number| format!("質問の{number}番")).collect();
    for text in &said {
        desk.say("mika", text).await;
    }
    // The simulated service goes on in the background; it is done when each was acknowledged or given up.
    let over = |_: &simulator::Simulator| {
        let log = desk.teams.deliveries();
        let ended = log.iter().filter(|one| one.attempt == 6 || one.status == Some(202)).count();
        (ended >= said.len()).then_some(log)
    };
    let log = desk.teams.wait_until(PATIENCE, over).await.expect("every delivery ends");
    let attempts = log.len();
    assert!(attempts > said.len(), "nothing came twice: {attempts} attempts");
    let acknowledged: Vec<&str> =
        log.iter().filter(|one| one.status == Some(202)).filter_map(|one| one.activity["text"].as_str()).collect();
    let marker = "最後の質問です";
    let mut last = desk.heard_in(&desk.chat("mika"));
    last["id"] = json!("last");
    last["text"] = json!(marker);
    last["attachments"] = json!([]);
    while desk.deliver(&last).await != Some(202) {}
    let mut kept = desk.kept_of("mika").await;
    for _ in 0..200 {
        if kept.last().is_some_and(|text| text == marker) {
            break;
        }
        let count = desk.said_in(&desk.chat("mika")).len();
        let next = desk.teams.wait_until(PATIENCE, |_| (desk.said_in(&desk.chat("mika")).len() > count).then_some(()));
        next.await.expect("the desk goes on");
        kept = desk.kept_of("mika").await;
    }
    for text in &acknowledged {
        assert_eq!(kept.iter().filter(|one| one == text).count(), 1, "{text} among {kept:?}");
    }
    let mut once = kept.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), kept.len(), "nothing acts twice: {kept:?}");
}

crate::stories! {
    the_same_activity_again_acts_once,
    a_press_that_comes_again_with_a_new_id_acts_once,
    when_teams_loses_patience_everything_acknowledged_acts_exactly_once,
}
