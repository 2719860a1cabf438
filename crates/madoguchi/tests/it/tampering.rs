//! Card data is a stranger's input: what is not theirs, or not of its kind, is refused with a word and changes nothing.

use serde_json::{Value, json};
use simulator::Message;

use crate::support::{Desk, Place, Ticket, card};

/// Cards of mika, ken and yui, and somebody who has nothing to do with them.
struct Scene {
    desk: Desk,
    /// An answer to mika.
    answer: Message,
    ticket: Ticket,
    draft: Message,
    ending: Message,
    /// An answer to haru, on which haru may press.
    of_haru: Message,
}

async fn scene(place: &Place) -> Scene {
    let desk = Desk::with_it(place).await;
    desk.publish(&[("会議室の予約方法は？", "予定表から会議室を選んでください。")]).await;
    desk.say("mika", "会議室の予約方法は？").await;
    let answer = desk.offered("mika", "answer.rate").await;
    desk.say("haru", "会議室の予約方法は？").await;
    let of_haru = desk.offered("haru", "answer.rate").await;
    let question = "PC用メガネの購入費は補助の対象になりますか？";
    desk.say("mika", question).await;
    let is_new = |message: &Message| message.has_verb("handoff.request") && message.id > answer.id;
    let unknown = desk.seen(&desk.chat("mika"), is_new).await;
    desk.press("mika", &unknown, "handoff.request").await;
    let ticket = desk.ticket("IT", question).await;
    desk.press("ken", &ticket.card, "ticket.accept").await;
    let reply = "PC用メガネは年1回、5,000円まで補助の対象です。経費精算システムで領収書を添付して申請してください。";
    desk.reply("ken", &ticket.thread, reply).await;
    desk.reads(&desk.chat("mika"), reply).await;
    desk.press("ken", &desk.now(&ticket.card), "ticket.close").await;
    let draft = desk.seen(&ticket.thread, |message| message.has_verb("draft.approve")).await;
    let ending = desk.offered("mika", "csat.rate").await;
    Scene { desk, answer, ticket, draft, ending, of_haru }
}

impl Scene {
    /// Everything that anybody sees.
    fn seen(&self) -> Vec<String> {
        let desk = &self.desk;
        let places = [desk.chat("mika"), desk.channel("IT"), desk.chat("haru")];
        places.iter().flat_map(|place| desk.said_in(place)).collect()
    }

    /// Presses and expects a refusal with a sentence, which is written down.
    async fn refused(&self, who: &str, on: &Message, verb: &str, data: Value) {
        let recorded = self.desk.recorded_refusals().await;
        let answer = self.desk.press_with(who, on, verb, data.clone()).await;
        let sentence = answer.value["message"].as_str().unwrap_or_default();
        assert!(answer.status == 400 && !sentence.is_empty(), "{who} {verb} {data}: {answer:?}");
        assert_eq!(self.desk.recorded_refusals().await, recorded + 1, "{who} {verb} {data}: is written down");
    }
}

/// The data of the first button with this verb.
fn data(message: &Message, verb: &str) -> Value {
    let action = card::actions(message, verb);
    card::data(message, action.first().unwrap_or_else(|| panic!("{verb} on {message:?}")))
}

async fn what_belongs_to_others_is_refused_and_nothing_changes(place: &Place) {
    let scene = scene(place).await;
    let before = scene.seen();
    // The agents' buttons are gone from the closed card; their data is the ticket's id.
    let ticket = data(&scene.ticket.card, "ticket.accept");
    let haru = [
        ("answer.rate", data(&scene.answer, "answer.rate")),
        ("handoff.request", data(&scene.answer, "handoff.request")),
        ("csat.rate", data(&scene.ending, "csat.rate")),
        ("ticket.reopen", data(&scene.ending, "ticket.reopen")),
        ("ticket.accept", ticket.clone()),
        ("ticket.close", ticket.clone()),
        ("ticket.hand_back", ticket.clone()),
        ("ticket.undo", ticket.clone()),
        ("ticket.priority", json!({ "ticket": ticket["ticket"], "priority": "urgent" })),
        ("ticket.assistant_wrong", json!({ "ticket": ticket["ticket"], "wrong": true })),
        ("ticket.assign", json!({ "ticket": ticket["ticket"], "to": crate::support::directory_id("ken") })),
        ("draft.approve", data(&scene.draft, "draft.approve")),
        ("draft.reject", data(&scene.draft, "draft.reject")),
        ("draft.undo", data(&scene.draft, "draft.approve")),
    ];
    for (verb, data) in haru {
        scene.refused("haru", &scene.of_haru, verb, data).await;
    }
    // An agent answers for the team, not for the requester.
    scene.refused("ken", &scene.draft, "csat.rate", data(&scene.ending, "csat.rate")).await;
    scene.refused("ken", &scene.draft, "ticket.reopen", data(&scene.ending, "ticket.reopen")).await;
    assert_eq!(scene.seen(), before, "nothing has changed");
    // The control: whose it is may.
    assert_eq!(scene.desk.press("mika", &scene.answer, "answer.rate").await.status, 200);
    assert_eq!(scene.desk.press("mika", &scene.ending, "csat.rate").await.status, 200);
    assert_eq!(scene.desk.press("yui", &scene.draft, "draft.approve").await.status, 200);
    assert_ne!(scene.seen(), before);
}

async fn data_of_no_card_of_ours_is_refused_and_nothing_changes(place: &Place) {
    let scene = scene(place).await;
    let before = scene.seen();
    let (message, ticket) = (data(&scene.answer, "answer.rate"), data(&scene.ticket.card, "ticket.accept"));
    let (message, ticket) = (&message["message"], &ticket["ticket"]);
    let unknown = "tkt_00000000000070008000000000000000";
    let cases = [
        ("answer.rate", json!({})),
        ("answer.rate", json!({ "message": message })),
        ("answer.rate", json!({ "message": message, "helpful": "perhaps" })),
        ("answer.rate", json!({ "message": ticket, "helpful": true })),
        ("answer.rate", json!({ "message": [message], "helpful": true })),
        ("answer.rate", json!({ "message": "<other>", "helpful": true })),
        ("candidate.choose", json!({ "message": message, "entry": "ent_00000000000070008000000000000000" })),
        ("csat.rate", json!({ "ticket": ticket, "score": 999 })),
        ("csat.rate", json!({ "ticket": ticket, "score": "5; DROP TABLE" })),
        ("csat.rate", json!({ "ticket": unknown, "score": 5 })),
        ("ticket.reopen", json!({ "ticket": unknown })),
        ("ticket.delete", json!({ "ticket": ticket })),
        ("", json!({ "ticket": ticket })),
    ];
    for (verb, data) in cases {
        scene.refused("mika", &scene.of_mika(), verb, data).await;
    }
    let draft = &data(&scene.draft, "draft.approve")["draft"];
    let of_agents = [
        ("ticket.accept", json!({ "ticket": unknown })),
        ("ticket.assign", json!({ "ticket": ticket, "to": "nobody" })),
        ("ticket.priority", json!({ "ticket": ticket, "priority": "doom" })),
        ("ticket.assistant_wrong", json!({ "ticket": ticket })),
        ("draft.approve", json!({ "draft": draft })),
        ("draft.approve", json!({ "draft": draft, "question": "", "answer": "x" })),
        ("draft.approve", json!({ "draft": draft, "question": "x", "answer": { "type": "Image" } })),
        ("draft.approve", json!({ "draft": draft, "question": "x", "answer": "x".repeat(30_000) })),
        ("draft.merge", json!({ "draft": draft, "entry": "ent_00000000000070008000000000000000" })),
        ("delivery.resend", json!({ "delivery": "dlv_00000000000070008000000000000000" })),
    ];
    for (verb, data) in of_agents {
        scene.refused("ken", &scene.draft, verb, data).await;
    }
    assert_eq!(scene.seen(), before, "nothing has changed");
    // Fields that no card of ours carries are ignored, whatever they claim.
    let extra = json!({ "message": message, "helpful": true, "role": "agent", "tenant": "other", "requester": "haru" });
    assert_eq!(scene.desk.press_with("mika", &scene.of_mika(), "answer.rate", extra).await.status, 200);
}

impl Scene {
    fn of_mika(&self) -> Message {
        self.desk.now(&self.answer)
    }
}

async fn who_presses_without_a_pause_does_not_fill_the_record(place: &Place) {
    let scene = scene(place).await;
    let mut recorded = None;
    let mut presses = 0;
    // A hundred and twenty within a minute, however long a minute's presses take here.
    while recorded != Some(scene.desk.recorded_refusals().await) {
        recorded = Some(scene.desk.recorded_refusals().await);
        let answer = scene.desk.press_with("haru", &scene.of_haru, "answer.rate", json!({})).await;
        assert_eq!(answer.status, 400, "{answer:?}");
        presses += 1;
        assert!(presses < 1_000, "each of them was written down");
    }
    assert!(presses > 100, "the control: the first ones are");
    assert_eq!(scene.desk.press("mika", &scene.answer, "answer.rate").await.status, 200, "nobody else is kept out");
}

async fn what_people_write_is_shown_as_text(place: &Place) {
    let desk = Desk::with_it(place).await;
    let wild = "PC <img src=x onerror=alert(1)> [link](https://collect.example.net) **bold** &amp;";
    let ticket = desk.hand_off("mika", wild).await;
    let card = ticket.card.card().expect("a card").to_string();
    assert!(!card.contains("\"type\":\"Image\""), "{card}");
    // The address opens itself and is not hidden behind another word.
    let link = r#""text":"https://collect.example.net","selectAction":{"type":"Action.OpenUrl","url":"https://collect.example.net"}"#;
    assert_eq!((card.matches("Action.OpenUrl").count(), card.matches(link).count()), (1, 1), "{card}");
    desk.press("ken", &ticket.card, "ticket.accept").await;
    desk.reply("ken", &ticket.thread, "<script>alert(1)</script> は何ですか").await;
    let relayed = desk.reads(&desk.chat("mika"), "は何ですか").await;
    assert!(!relayed.text.contains("<script"), "{}", relayed.text);
    assert!(relayed.text.contains("&lt;script&gt;"), "escaped, not dropped: {}", relayed.text);
    desk.say("mika", "<b>太字</b> <img src=x>").await;
    let back = desk.reads(&ticket.thread, "太字").await;
    assert!(back.text.contains("&lt;img") && !back.text.contains("<img"), "{}", back.text);
    desk.say("mika", "[銀行](https://collect.example.net/login) です").await;
    let address = desk.reads(&ticket.thread, "collect.example.net").await;
    assert!(!address.text.contains("[銀行](https"), "an address shows what it is: {}", address.text);
}

crate::stories! {
    what_belongs_to_others_is_refused_and_nothing_changes,
    data_of_no_card_of_ours_is_refused_and_nothing_changes,
    who_presses_without_a_pause_does_not_fill_the_record,
    what_people_write_is_shown_as_text,
}
