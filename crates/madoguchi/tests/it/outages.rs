//! Sends that fail, in every way that Teams knows.

use std::time::{Duration, Instant};

use simulator::{Fault, Message, Refused};

use crate::support::{Desk, PATIENCE, Place, Ticket};

const KNOWN: (&str, &str) = ("会議室の予約方法は？", "予定表から会議室を選んでください。");

/// A ticket that ken has.
async fn taken(desk: &Desk) -> Ticket {
    let ticket = desk.hand_off("mika", "PCの電源が入りません").await;
    assert_eq!(desk.press("ken", &ticket.card, "ticket.accept").await.status, 200);
    desk.reads(&desk.chat("mika"), "が担当します").await;
    ticket
}

fn times(desk: &Desk, place: &str, text: &str) -> usize {
    desk.said_in(place).iter().filter(|said| said.contains(text)).count()
}

async fn a_throttled_answer_comes_after_the_time_it_was_told_and_once(place: &Place) {
    let desk = Desk::open(place).await;
    desk.publish(&[KNOWN]).await;
    let chat = desk.chat("mika");
    desk.teams.faults().next_send_in(&chat, Fault::Status(Refused::throttled(2)));
    let asked = Instant::now();
    desk.say("mika", KNOWN.0).await;
    desk.reads(&chat, KNOWN.1).await;
    assert!(asked.elapsed() >= Duration::from_secs(2), "not before Retry-After: {:?}", asked.elapsed());
    assert!(desk.answers("mika", "ありがとうございます", "").await);
    assert_eq!(times(&desk, &chat, KNOWN.1), 1);
}

async fn an_answer_that_may_be_lost_is_said_again_once(place: &Place) {
    let desk = Desk::open(place).await;
    desk.publish(&[KNOWN]).await;
    let chat = desk.chat("mika");
    desk.teams.faults().next_send_in(&chat, Fault::DeliverThenReset);
    desk.say("mika", KNOWN.0).await;
    let twice = desk.teams.wait_until(PATIENCE, |_| (times(&desk, &chat, KNOWN.1) == 2).then_some(()));
    twice.await.expect("seen twice is better than silence");

    desk.teams.faults().next_send_in(&chat, Fault::ResetBefore);
    desk.say("haru", KNOWN.0).await;
    desk.reads(&desk.chat("haru"), KNOWN.1).await;
    desk.say("mika", KNOWN.0).await;
    let again = desk.teams.wait_until(PATIENCE, |_| (times(&desk, &chat, KNOWN.1) == 3).then_some(()));
    again.await.expect("what was surely lost is said");
}

async fn what_a_person_wrote_is_not_repeated_but_shown_as_doubtful(place: &Place) {
    let desk = Desk::with_it(place).await;
    let chat = desk.chat("mika");
    let ticket = taken(&desk).await;
    let words = ["電源ケーブルを確認してください", "別の差込口も試してください"];
    let faults = [Fault::DeliverThenReset, Fault::DeliverThenStatus(Refused::new(502, "BadGateway"))];
    for (text, fault) in words.into_iter().zip(faults) {
        desk.teams.faults().next_send_in(&chat, fault);
        desk.reply("ken", &ticket.thread, text).await;
        let is_doubt = |message: &Message| message.has_verb("delivery.resend") && message.visible_text().contains(text);
        let doubt = desk.seen(&ticket.thread, is_doubt).await;
        assert_eq!(times(&desk, &chat, text), 1, "not repeated by itself");

        assert_eq!(desk.press("yui", &doubt, "delivery.resend").await.status, 200);
        let resent = desk.teams.wait_until(PATIENCE, |_| (times(&desk, &chat, text) == 2).then_some(()));
        resent.await.expect("a person has it sent again");
        assert!(!desk.now(&doubt).has_verb("delivery.resend"), "{}", desk.now(&doubt).visible_text());
        let verb_data = crate::support::card::actions(&doubt, "delivery.resend")[0]["data"].clone();
        desk.press_with("ken", &doubt, "delivery.resend", verb_data).await;
        desk.reply("ken", &ticket.thread, "いかがですか").await;
        desk.reads(&chat, "いかがですか").await;
        assert_eq!(times(&desk, &chat, text), 2, "a second press sends nothing");
    }
}

async fn a_requesters_words_that_may_be_lost_are_shown_to_the_requester(place: &Place) {
    let desk = Desk::with_it(place).await;
    let ticket = taken(&desk).await;
    desk.teams.faults().next_send_in(&ticket.thread, Fault::DeliverThenReset);
    desk.say("mika", "やはり入りません").await;
    let doubt = desk.offered("mika", "delivery.resend").await;
    assert!(doubt.visible_text().contains("やはり入りません"));
    assert_eq!(desk.press("mika", &doubt, "delivery.resend").await.status, 200);
    let both = || (times(&desk, &ticket.thread, "やはり入りません") == 2).then_some(());
    desk.teams.wait_until(PATIENCE, |_| both()).await.expect("sent again");
}

async fn the_agents_hear_that_the_requester_has_blocked_the_app(place: &Place) {
    let desk = Desk::with_it(place).await;
    let ticket = taken(&desk).await;
    desk.teams.block("mika").expect("blocked");
    desk.reply("ken", &ticket.thread, "届きますか").await;
    desk.reads(&ticket.thread, "アプリがブロックまたは削除されています").await;
    desk.teams.unblock("mika").expect("unblocked");
    desk.say("mika", "ブロックしていました").await;
    desk.reads(&ticket.thread, "ブロックしていました").await;
    desk.reply("ken", &ticket.thread, "今度は届きますか").await;
    desk.reads(&desk.chat("mika"), "今度は届きますか").await;
}

async fn expired_credentials_are_fetched_anew_and_nothing_is_lost(place: &Place) {
    let desk = Desk::open(place).await;
    desk.publish(&[KNOWN]).await;
    assert!(desk.answers("mika", KNOWN.0, KNOWN.1).await);
    desk.teams.expire_bot_tokens();
    assert!(desk.answers("mika", KNOWN.0, KNOWN.1).await);
    assert_eq!(times(&desk, &desk.chat("mika"), KNOWN.1), 2);
}

async fn a_root_that_may_be_lost_leaves_a_ticket_that_agents_can_see(place: &Place) {
    let desk = Desk::with_it(place).await;
    desk.teams.faults().next(simulator::CallKind::Create, None, Fault::DeliverThenReset);
    desk.teams.faults().next_send_in(&desk.channel("IT"), Fault::DeliverThenReset);
    let question = "PCの時計が狂っています";
    desk.say("mika", question).await;
    let unknown = desk.offered("mika", "handoff.request").await;
    desk.press("mika", &unknown, "handoff.request").await;
    let is_root = |message: &Message| {
        message.thread_root.is_none() && message.has_verb("ticket.accept") && message.visible_text().contains(question)
    };
    let channel = desk.channel("IT");
    let roots = |_: &simulator::Simulator| -> Option<Vec<Message>> {
        let all: Vec<Message> = desk.teams.messages(&channel).into_iter().filter(|message| is_root(message)).collect();
        (all.len() >= 2).then_some(all)
    };
    let roots = desk.teams.wait_until(PATIENCE, roots).await.expect("seen twice is better than silence");
    let last = roots.last().expect("two of them");
    assert_eq!(desk.press("ken", last, "ticket.accept").await.status, 200);
    desk.reply("ken", &simulator::ids::thread(&channel, &last.id), "時刻を合わせます").await;
    desk.reads(&desk.chat("mika"), "時刻を合わせます").await;
}

crate::stories! {
    a_throttled_answer_comes_after_the_time_it_was_told_and_once,
    an_answer_that_may_be_lost_is_said_again_once,
    what_a_person_wrote_is_not_repeated_but_shown_as_doubtful,
    a_requesters_words_that_may_be_lost_are_shown_to_the_requester,
    the_agents_hear_that_the_requester_has_blocked_the_app,
    expired_credentials_are_fetched_anew_and_nothing_is_lost,
    a_root_that_may_be_lost_leaves_a_ticket_that_agents_can_see,
}
