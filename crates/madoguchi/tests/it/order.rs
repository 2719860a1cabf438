//! Many talks at once: in order, none lost, none twice, none in a wrong chat.

use futures::future::join_all;
use simulator::Message;

use crate::support::{Desk, PATIENCE, Place, Ticket};

const REQUESTERS: [&str; 5] = ["mika", "emma", "haru", "nao", "sora"];
/// Messages each way in each talk. The windows of one channel, which all talks share, let about sixty through in half a
/// minute.
const EACH: usize = 5;

/// What was carried into a place, in the order in which people see it.
fn carried(desk: &Desk, place: &str, side: &str) -> Vec<String> {
    let texts = desk.teams.messages(place).into_iter().filter(|message| message.from.is_bot);
    let text = |message: Message| message.text.split("<br/>").nth(1).map(str::to_owned);
    texts.filter_map(text).filter(|text| text.starts_with(side)).collect()
}

/// What is wrong with what was seen: missing, doubled, out of order, or from elsewhere.
fn fault_in(seen: &[String], expected: &[String]) -> Option<String> {
    let missing = expected.iter().find(|text| !seen.contains(text)).map(|text| format!("lost: {text}"));
    let foreign = seen.iter().find(|text| !expected.contains(text)).map(|text| format!("in a wrong chat: {text}"));
    let twice = seen.iter().find(|text| seen.iter().filter(|other| other == text).count() > 1);
    let twice = twice.map(|text| format!("twice: {text}"));
    let order = (seen != expected).then(|| format!("out of order: {seen:?}"));
    missing.or(foreign).or(twice).or(order)
}

fn lines(side: &str, who: &str) -> Vec<String> {
    (0..EACH).map(|number| format!("{side} {who} {number}")).collect()
}

async fn fifty_messages_in_five_talks_keep_their_order_and_their_place(place: &Place) {
    let desk = Desk::with_it(place).await;
    let mut talks: Vec<(&str, Ticket)> = Vec::new();
    for who in REQUESTERS {
        let ticket = desk.hand_off(who, &format!("PC broken, {who}")).await;
        desk.press("ken", &ticket.card, "ticket.accept").await;
        talks.push((who, ticket));
    }
    let sides = talks.iter().map(|(who, ticket)| async {
        let asks = async {
            for line in lines("ask", who) {
                desk.say(who, &line).await;
            }
        };
        let tells = async {
            for line in lines("tell", who) {
                desk.reply("ken", &ticket.thread, &line).await;
            }
        };
        futures::future::join(asks, tells).await;
    });
    join_all(sides).await;
    for (who, ticket) in &talks {
        for (place, side) in [(desk.chat(who), "tell"), (ticket.thread.clone(), "ask")] {
            let expected = lines(side, who);
            let all =
                desk.teams.wait_until(PATIENCE * 2, |_| (carried(&desk, &place, side).len() >= EACH).then_some(()));
            all.await.unwrap_or_else(|_| panic!("{:?}", fault_in(&carried(&desk, &place, side), &expected)));
            assert_eq!(fault_in(&carried(&desk, &place, side), &expected), None);
        }
    }
}

#[test]
fn the_check_sees_what_is_lost_doubled_moved_or_astray() {
    let good = lines("ask", "mika");
    assert_eq!(fault_in(&good, &good), None);
    assert!(fault_in(&good[1..], &good).is_some_and(|fault| fault.starts_with("lost")));
    let doubled = [good.as_slice(), &good[..1]].concat();
    assert!(fault_in(&doubled, &good).is_some_and(|fault| fault.starts_with("twice")));
    let mut moved = good.clone();
    moved.swap(0, 1);
    assert!(fault_in(&moved, &good).is_some_and(|fault| fault.starts_with("out of order")));
    let astray = [good.as_slice(), &lines("ask", "emma")[..1]].concat();
    assert!(fault_in(&astray, &good).is_some_and(|fault| fault.starts_with("in a wrong chat")));
}

crate::stories! {
    fifty_messages_in_five_talks_keep_their_order_and_their_place,
}
