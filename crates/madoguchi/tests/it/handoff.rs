//! From the assistant to people and back.

use std::time::Duration;

use futures::future::join_all;
use serde_json::json;
use simulator::{CallKind, Fault, Mention};

use crate::support::{Desk, PATIENCE, Place, card, directory_id, person};

const QUESTION: &str = "PCの画面が割れました";

async fn of_two_who_accept_at_once_one_wins_and_the_other_is_told_who(place: &Place) {
    let desk = Desk::with_it(place).await;
    for round in 0..5 {
        let question = format!("PC {round} の画面が割れました");
        let who = ["mika", "haru", "nao", "sora", "emma"][round];
        let ticket = desk.hand_off(who, &question).await;
        let accept = |agent| desk.press(agent, &ticket.card, "ticket.accept");
        let answers = [("ken", accept("ken")), ("yui", accept("yui"))];
        let answers = join_all(answers.map(async |(agent, press)| (agent, press.await))).await;
        let winners: Vec<_> =
            answers.iter().filter(|(_, answer)| answer.status == 200).map(|(agent, _)| *agent).collect();
        let [winner] = winners.as_slice() else { panic!("one winner, not {winners:?}") };
        let loser = answers.iter().find(|(agent, _)| agent != winner).expect("the other one");
        let told = loser.1.value["message"].as_str().unwrap_or_default();
        assert!(told.contains(person(winner)), "the loser is told who has it: {:?}", loser.1);
        let told = desk.seen(&desk.chat(who), |message| message.text.contains(person(winner))).await;
        let said = desk.said_in(&desk.chat(who));
        assert_eq!(said.iter().filter(|said| **said == told.text).count(), 1, "{said:?}");
    }
}

async fn the_assistant_is_silent_while_people_talk_and_speaks_after_hand_back(place: &Place) {
    let desk = Desk::with_it(place).await;
    desk.publish(&[("会議室の予約方法は？", "予定表から会議室を選んでください。")]).await;
    let chat = desk.chat("mika");
    let ticket = desk.hand_off("mika", QUESTION).await;
    desk.press("ken", &ticket.card, "ticket.accept").await;
    desk.say("mika", "会議室の予約方法は？").await;
    desk.reads(&ticket.thread, "会議室の予約方法は？").await;
    desk.reply("ken", &ticket.thread, "少しお待ちください").await;
    desk.reads(&chat, "少しお待ちください").await;
    assert!(!desk.said_in(&chat).iter().any(|said| said.contains("予定表から")), "{:?}", desk.said_in(&chat));

    assert_eq!(desk.press("ken", &desk.now(&ticket.card), "ticket.hand_back").await.status, 200);
    desk.reads(&chat, "ここからはアシスタントがお答えします").await;
    desk.say("mika", "会議室の予約方法は？").await;
    desk.reads(&chat, "予定表から").await;
}

async fn a_closed_ticket_is_reopened_by_the_requester_and_rated_once(place: &Place) {
    let desk = Desk::with_it(place).await;
    let chat = desk.chat("mika");
    let ticket = desk.hand_off("mika", QUESTION).await;
    desk.press("ken", &ticket.card, "ticket.accept").await;
    desk.reply("ken", &ticket.thread, "新しいものに交換します。総務の窓口で受け取ってください。").await;
    desk.reads(&chat, "交換します").await;
    desk.press("ken", &desk.now(&ticket.card), "ticket.close").await;
    let ending = desk.offered("mika", "ticket.reopen").await;

    assert_eq!(desk.press("mika", &ending, "ticket.reopen").await.status, 200);
    desk.reads(&ticket.thread, "まだ解決していないと連絡がありました").await;
    desk.say("mika", "まだ映りません").await;
    desk.reads(&ticket.thread, "まだ映りません").await;
    let open = desk.now(&ticket.card);
    assert_eq!(desk.press("yui", &open, "ticket.accept").await.status, 200, "whoever is free takes it");
    assert_eq!(desk.press("yui", &desk.now(&ticket.card), "ticket.close").await.status, 200);

    let is_asked = |message: &simulator::Message| message.has_verb("csat.rate");
    let asked = desk.seen(&chat, is_asked).await;
    assert_eq!(desk.press_where("mika", &asked, "csat.rate", |data| data["score"] == 5).await.status, 200);
    let thanked = desk.now(&asked);
    assert!(thanked.visible_text().contains("5 / 5") && !thanked.has_verb("csat.rate"), "{}", thanked.visible_text());
    desk.teams
        .wait_until(PATIENCE, |_| desk.now(&ticket.card).visible_text().contains("5 / 5").then_some(()))
        .await
        .expect("the agents see it on the ticket card");
}

async fn an_agent_gives_the_ticket_to_a_colleague_by_choice(place: &Place) {
    let desk = Desk::with_it(place).await;
    let ticket = desk.hand_off("mika", QUESTION).await;
    let choices = card::input(&ticket.card, "to").expect("colleagues to choose from")["choices"].clone();
    let yui = choices.as_array().expect("a list").iter().find(|choice| choice["title"] == person("yui"));
    let to = yui.unwrap_or_else(|| panic!("yui among {choices}"))["value"].clone();
    assert_eq!(to, json!(directory_id("yui")));

    let mut data = card::data(&ticket.card, card::actions(&ticket.card, "ticket.assign")[0]);
    data["to"] = to;
    assert_eq!(desk.press_with("ken", &ticket.card, "ticket.assign", data).await.status, 200);
    assert!(desk.now(&ticket.card).visible_text().contains(person("yui")));
    desk.reads(&desk.chat("mika"), person("yui")).await;
}

async fn a_note_stays_among_the_agents(place: &Place) {
    let desk = Desk::with_it(place).await;
    let ticket = desk.hand_off("mika", QUESTION).await;
    desk.press("ken", &ticket.card, "ticket.accept").await;
    desk.reply("ken", &ticket.thread, "担当します").await;
    desk.note("yui", &ticket.thread, "予備はもうないはず").await;
    desk.reply("ken", &ticket.thread, "確認します").await;
    let chat = desk.chat("mika");
    desk.reads(&chat, "確認します").await;
    assert!(!desk.said_in(&chat).iter().any(|said| said.contains("予備")), "{:?}", desk.said_in(&chat));
}

async fn the_agents_hear_that_the_requester_changed_or_took_back_a_message(place: &Place) {
    let desk = Desk::with_it(place).await;
    let ticket = desk.hand_off("mika", QUESTION).await;
    let message = desk.say("mika", "3階の席です").await;
    desk.reads(&ticket.thread, "3階の席です").await;
    let told = |count: usize| {
        let desk = &desk;
        let thread = &ticket.thread;
        async move {
            let is_told =
                || desk.said_in(thread).iter().filter(|said| said.contains("変更または削除")).count() == count;
            desk.teams.wait_until(PATIENCE, |_| is_told().then_some(())).await.expect("the agents are told");
        }
    };
    desk.teams.edit("mika", &message, "4階の席です").await.expect("changed");
    told(1).await;
    desk.teams.delete_message("mika", &message).await.expect("taken back");
    told(2).await;
}

async fn where_no_word_names_the_team_the_requester_chooses(place: &Place) {
    let desk = Desk::with_it(place).await;
    let question = "机の引き出しが開きません";
    desk.say("mika", question).await;
    let unknown = desk.offered("mika", "handoff.request").await;
    desk.press("mika", &unknown, "handoff.request").await;
    let choice = desk.offered("mika", "team.choose").await;
    let titles: Vec<_> = card::actions(&choice, "team.choose").iter().map(|action| action["title"].clone()).collect();
    assert_eq!(titles, [json!("IT（迷ったらこちら）"), json!("HR")]);
    assert_eq!(desk.press("mika", &choice, "team.choose").await.status, 200);
    desk.ticket("IT", question).await;
    let made = desk.teams.wait_until(PATIENCE, |_| (!desk.now(&choice).has_verb("team.choose")).then_some(()));
    made.await.expect("a choice is made once");
}

async fn a_team_without_a_channel_leaves_nobody_in_silence_and_nothing_is_lost(place: &Place) {
    let desk = Desk::open(place).await;
    let question = "休暇の申請を取り消したい";
    desk.say("mika", question).await;
    let unknown = desk.offered("mika", "handoff.request").await;
    desk.press("mika", &unknown, "handoff.request").await;
    desk.reads(&desk.chat("mika"), "チャネルがまだ用意されていない").await;
    desk.say("mika", "来週の分です").await;
    let channel = desk.channel("HR");
    desk.teams.say("aoi", &channel, "connect HR", &[Mention::Bot]).await.expect("said");
    let ticket = desk.ticket("HR", question).await;
    desk.reads(&ticket.thread, "来週の分です").await;
}

async fn a_quick_agent_may_press_and_write_before_the_thread_is_noted(place: &Place) {
    let desk = Desk::with_it(place).await;
    // The card is there, but the desk hears of it only later.
    desk.teams.faults().next_send_in(&desk.channel("IT"), Fault::DeliverThenHang(Duration::from_secs(1)));
    let slow = Fault::DeliverThenHang(Duration::from_secs(1));
    desk.teams.faults().next(CallKind::Create, Some(&desk.channel("IT")), slow);
    // Not `hand_off`, which waits until it is noted that the card is there.
    desk.say("mika", QUESTION).await;
    let unknown = desk.offered("mika", "handoff.request").await;
    assert_eq!(desk.press("mika", &unknown, "handoff.request").await.status, 200);
    let ticket = desk.ticket("IT", QUESTION).await;
    assert_eq!(desk.press("ken", &ticket.card, "ticket.accept").await.status, 200);
    desk.reply("ken", &ticket.thread, "すぐ行きます").await;
    desk.reads(&desk.chat("mika"), "すぐ行きます").await;
    desk.say("mika", "お願いします").await;
    desk.reads(&ticket.thread, "お願いします").await;
    let taken = || desk.now(&ticket.card).visible_text().contains("対応中").then_some(());
    desk.teams.wait_until(PATIENCE, |_| taken()).await.expect("the card stays true");
}

async fn only_admins_connect_a_channel(place: &Place) {
    let desk = Desk::open(place).await;
    let channel = desk.channel("IT");
    desk.teams.say("yui", &channel, "connect IT", &[Mention::Bot]).await.expect("said");
    desk.reads(&channel, "設定で決められた管理者だけ").await;
    desk.teams.say("ken", &channel, "connect moon", &[Mention::Bot]).await.expect("said");
    desk.reads(&channel, "HR").await;
    desk.teams.say("ken", &channel, "connect IT", &[Mention::Bot]).await.expect("said");
    desk.reads(&channel, "「IT」").await;
}

async fn who_is_no_agent_of_the_team_is_refused_and_an_agent_who_joined_a_minute_ago_is_not(place: &Place) {
    let desk = Desk::with_it(place).await;
    let ticket = desk.hand_off("mika", QUESTION).await;
    let data = card::data(&ticket.card, card::actions(&ticket.card, "ticket.accept")[0]);
    desk.teams.add_member("IT", "haru").await.expect("haru joins");
    // The channel tells of new members; until it has, a refused press does not ask for the roster again and again.
    let joined = async {
        while desk.press_with("haru", &ticket.card, "ticket.accept", data.clone()).await.status != 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, joined).await.expect("haru is an agent now");
    desk.teams.remove_member("IT", "haru").await.expect("haru leaves");
    // The requester presses the agents' button, made up on a message of their own chat.
    let seen = desk.reads(&desk.chat("mika"), person("haru")).await;
    let answer = desk.press_with("mika", &seen, "ticket.close", data).await;
    assert_eq!(answer.status, 400, "a requester is no agent: {answer:?}");
    assert!(desk.now(&ticket.card).has_verb("ticket.close"), "nothing was closed");
}

crate::stories! {
    of_two_who_accept_at_once_one_wins_and_the_other_is_told_who,
    the_assistant_is_silent_while_people_talk_and_speaks_after_hand_back,
    a_closed_ticket_is_reopened_by_the_requester_and_rated_once,
    an_agent_gives_the_ticket_to_a_colleague_by_choice,
    a_note_stays_among_the_agents,
    the_agents_hear_that_the_requester_changed_or_took_back_a_message,
    where_no_word_names_the_team_the_requester_chooses,
    a_team_without_a_channel_leaves_nobody_in_silence_and_nothing_is_lost,
    a_quick_agent_may_press_and_write_before_the_thread_is_noted,
    only_admins_connect_a_channel,
    who_is_no_agent_of_the_team_is_refused_and_an_agent_who_joined_a_minute_ago_is_not,
}
