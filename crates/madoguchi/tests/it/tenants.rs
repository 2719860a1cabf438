//! Two tenants at one development server, with the same ids for everybody and every chat: nothing of one reaches the other.

use simulator::{Redelivery, Served, WorldSpec};

use crate::support::program::{Serving, run};
use crate::support::{PATIENCE, Place, world};

const OTHER: &str = "5d1c8a52-7e10-4000-8000-00000000beef";

async fn what_one_tenant_knows_and_asks_the_other_never_sees(place: &Place) {
    let folder = place.folder().to_string_lossy().into_owned();
    let url = place.database_url().map(|url| format!("database.url={url}"));
    let mut sources = vec!["--data", &folder];
    sources.extend(url.iter().flat_map(|url| ["--set", url.as_str()]));
    let faq = place.folder().join("faq.jsonl");
    std::fs::write(&faq, "{\"question\":\"How do I open the vault?\",\"answer\":\"Turn the wheel twice.\"}\n")
        .expect("a file");
    let imported = run(place.folder(), &[&["faq", "import"], &sources[..], &[&faq.to_string_lossy()]].concat());
    assert_eq!(imported.code, Some(0), "{}", imported.err);

    let serving = Serving::start(place.folder(), &sources);
    let quiet = |options: &mut simulator::Options| options.redelivery = Redelivery::off();
    let home = Served::start(world(), serving.endpoint(), quiet).await.expect("Teams starts");
    let spec = WorldSpec { tenant: OTHER.to_owned(), ..world() };
    let other = Served::start(spec, serving.endpoint(), quiet).await.expect("another Teams starts");
    let ask = async |teams: &Served, question: &str| {
        let chat = teams.personal_chat("emma").expect("a chat");
        let before = teams.messages(&chat).len() + 1;
        teams.say("emma", &chat, question, &[]).await.expect("said");
        let next = teams.wait_until(PATIENCE, |teams| teams.messages(&chat).into_iter().nth(before)).await;
        next.expect("an answer").visible_text()
    };
    assert!(ask(&home, "How do I open the vault?").await.contains("Turn the wheel twice."), "at home it is known");
    let elsewhere = ask(&other, "How do I open the vault?").await;
    assert!(elsewhere.contains("I could not find an answer"), "{elsewhere}");
    let asked = ask(&other, "my inquiries").await;
    assert_eq!(asked.matches("How do I open the vault?").count(), 1, "their own question only: {asked}");
    assert!(!asked.contains("Turn the wheel"), "{asked}");
}

crate::stories! {
    what_one_tenant_knows_and_asks_the_other_never_sees,
}
