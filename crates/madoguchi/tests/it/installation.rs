//! The app comes and goes.

use crate::support::{Desk, PATIENCE, Place};

const WELCOME: &str = "How can we help?";

async fn who_installs_the_app_is_greeted_once(place: &Place) {
    let desk = Desk::open(place).await;
    let chat = desk.chat("emma");
    // Teams tells of one installation by two activities.
    desk.teams.install("emma", &chat).await.expect("installed");
    desk.say("emma", "help").await;
    desk.reads(&chat, "What you can do").await;
    let greetings = || desk.said_in(&chat).iter().filter(|said| said.contains(WELCOME)).count();
    assert_eq!(greetings(), 1, "{:?}", desk.said_in(&chat));

    desk.teams.uninstall("emma", &chat).await.expect("removed");
    desk.teams.install("emma", &chat).await.expect("installed again");
    desk.teams.wait_until(PATIENCE, |_| (greetings() == 2).then_some(())).await.expect("greeted anew");
}

async fn the_agents_hear_that_the_requester_removed_the_app(place: &Place) {
    let desk = Desk::with_it(place).await;
    let ticket = desk.hand_off("mika", "PCが動きません").await;
    desk.press("ken", &ticket.card, "ticket.accept").await;
    let chat = desk.chat("mika");
    desk.teams.uninstall("mika", &chat).await.expect("removed");
    desk.reads(&ticket.thread, "アプリがブロックまたは削除されています").await;
    desk.teams.install("mika", &chat).await.expect("installed again");
    // The two come by different ways: an answer that comes first finds the app still gone.
    desk.reads(&chat, "お困りごと").await;
    desk.reply("ken", &ticket.thread, "直りましたか").await;
    desk.reads(&chat, "直りましたか").await;
}

crate::stories! {
    who_installs_the_app_is_greeted_once,
    the_agents_hear_that_the_requester_removed_the_app,
}
