//! The real program, killed in the middle of work: what was acknowledged is not lost, and what people wrote is not
//! repeated.

use std::time::Duration;

use simulator::{Mention, Redelivery, Served, ids};

use crate::support::program::Serving;
use crate::support::{PATIENCE, Place, world};

/// Kills in one story.
const KILLS: usize = 3;
/// Messages between two kills, each way.
const ROUND: usize = 12;

/// What an outside observer has seen.
#[derive(Default)]
struct Ledger {
    /// Texts whose delivery was answered with 2xx.
    acknowledged: Vec<String>,
    /// What people read in the place where these texts belong.
    shown: Vec<String>,
    /// What authors were told may not have arrived.
    doubted: Vec<String>,
}

impl Ledger {
    /// Acknowledged, and neither shown nor told to be in doubt.
    fn lost(&self) -> Vec<&String> {
        let is_in = |places: &[String], text: &String| places.iter().any(|place| place.contains(text.as_str()));
        self.acknowledged.iter().filter(|text| !is_in(&self.shown, text) && !is_in(&self.doubted, text)).collect()
    }

    /// Shown more than once.
    fn doubled(&self) -> Vec<&String> {
        let count = |text: &String| self.shown.iter().filter(|place| place.contains(text.as_str())).count();
        self.acknowledged.iter().filter(|text| count(text) > 1).collect()
    }
}

/// Starts the program on the data of the story.
fn serve(place: &Place) -> Serving {
    let folder = place.folder().to_string_lossy().into_owned();
    let url = place.database_url().map(|url| format!("database.url={url}"));
    let mut arguments = vec!["--data", &folder];
    arguments.extend(url.iter().flat_map(|url| ["--set", url.as_str()]));
    Serving::start(place.folder(), &arguments)
}

/// SIGKILL, and a new life on the same data.
fn kill_and_restart(place: &Place, teams: &Served, serving: &mut Serving) {
    serving.kill();
    *serving = serve(place);
    teams.set_bot_endpoint(serving.endpoint());
}

struct Observer {
    teams: Served,
}

impl Observer {
    fn acknowledged(&self, marks: &str) -> Vec<String> {
        let log = self.teams.deliveries().into_iter();
        let good = log.filter(|one| one.status.is_some_and(|status| (200..300).contains(&status)));
        let texts = good.filter_map(|one| word_with(one.activity["text"].as_str()?, marks));
        let mut texts: Vec<String> = texts.collect();
        texts.dedup();
        texts
    }

    fn said_in(&self, place: &str, resend: bool) -> Vec<String> {
        let messages = self.teams.messages(place).into_iter();
        let by_bot = messages.filter(|message| message.from.is_bot && message.has_verb("delivery.resend") == resend);
        by_bot.filter(|message| resend || message.card().is_none()).map(|message| message.visible_text()).collect()
    }

    fn ledger(&self, marks: &str, shown_in: &str, authors_in: &str) -> Ledger {
        Ledger {
            acknowledged: self.acknowledged(marks),
            shown: self.said_in(shown_in, false),
            doubted: self.said_in(authors_in, true),
        }
    }
}

/// The numbered mark in a text: `⟨ask-3⟩`. Its closing bracket keeps 1 apart from 10.
fn word_with(text: &str, marks: &str) -> Option<String> {
    let start = text.find(&format!("⟨{marks}-"))?;
    let end = text[start..].find('⟩')? + start + '⟩'.len_utf8();
    Some(text[start..end].to_owned())
}

async fn what_was_acknowledged_survives_kills(place: &Place) {
    let mut serving = serve(place);
    let teams = Served::start(world(), serving.endpoint(), |options| {
        options.redelivery =
            Redelivery { answer_within: PATIENCE, attempts: 4, pause: Duration::from_millis(300), new_id_after: None };
    });
    let story = Observer { teams: teams.await.expect("Teams starts") };
    let (mika, nao) =
        (story.teams.personal_chat("mika").expect("a chat"), story.teams.personal_chat("nao").expect("a chat"));
    let channel = story.teams.channel("IT", None).expect("a channel");
    story.teams.say("ken", &channel, "connect 窓口", &[Mention::Bot]).await.expect("said");
    story.teams.wait_for(&channel, |message| message.from.is_bot, PATIENCE).await.expect("connected");
    story.teams.say("mika", &mika, "PCが起動しません", &[]).await.expect("said");
    let unknown =
        story.teams.wait_for(&mika, |message| message.has_verb("handoff.request"), PATIENCE).await.expect("a card");
    let data = crate::support::card::data(&unknown, crate::support::card::actions(&unknown, "handoff.request")[0]);
    story.teams.press("mika", &unknown.id, "handoff.request", data).await.expect("pressed");
    let root =
        story.teams.wait_for(&channel, |message| message.has_verb("ticket.accept"), PATIENCE).await.expect("a ticket");
    let thread = ids::thread(&channel, &root.id);
    // Killed before it is noted that the card has arrived, it would be posted once more, and the talk would go on there.
    let handed_over = |message: &simulator::Message| message.visible_text().contains("おつなぎしました");
    story.teams.wait_for(&mika, handed_over, PATIENCE).await.expect("the agents have it");

    for kill in 0..KILLS {
        let numbers = kill * ROUND..(kill + 1) * ROUND;
        let before = story.acknowledged("tell").len();
        let asks = async {
            for number in numbers.clone() {
                story.teams.say("mika", &mika, &format!("まだです ⟨ask-{number}⟩"), &[]).await.expect("said");
                // Every third one goes to the assistant, which somebody else asks.
                if number % 3 == 0 {
                    story.teams.say("nao", &nao, &format!("何かの質問 ⟨new-{number}⟩"), &[]).await.expect("said");
                }
            }
        };
        let tells = async {
            for number in numbers.clone() {
                let text = format!("確認します ⟨tell-{number}⟩");
                story.teams.say("ken", &thread, &text, &[Mention::Bot]).await.expect("said");
            }
        };
        // In the middle of it, with messages on their way in and out.
        let killer = async {
            let enough = before + ROUND / 2;
            let half = |_: &simulator::Simulator| (story.acknowledged("tell").len() >= enough).then_some(());
            story.teams.wait_until(PATIENCE, half).await.expect("work is under way");
            kill_and_restart(place, &story.teams, &mut serving);
        };
        futures::future::join3(asks, tells, killer).await;
    }
    let asked = || story.ledger("ask", &thread, &mika);
    let told = || story.ledger("tell", &mika, &thread);
    let answered = || {
        let answers = story.teams.messages(&nao).into_iter().filter(|message| message.has_verb("handoff.request"));
        answers.count() >= story.acknowledged("new").len()
    };
    let whole =
        |_: &simulator::Simulator| (asked().lost().is_empty() && told().lost().is_empty() && answered()).then_some(());
    let seen = story.teams.wait_until(PATIENCE * 2, whole).await;
    assert!(seen.is_ok(), "lost: {:?} {:?}, all answered: {}", asked().lost(), told().lost(), answered());
    assert!(asked().acknowledged.len() >= ROUND && told().acknowledged.len() >= ROUND, "much was acknowledged");
    assert!(
        asked().doubled().is_empty() && told().doubled().is_empty(),
        "{:?} {:?}",
        asked().doubled(),
        told().doubled()
    );
}

#[test]
fn the_check_sees_what_is_lost_and_what_is_doubled() {
    let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut ledger =
        Ledger {
            acknowledged: texts(&["⟨ask-1⟩", "⟨ask-10⟩"]), shown: texts(&["x ⟨ask-10⟩"]), doubted: vec![]
        };
    assert_eq!(ledger.lost(), ["⟨ask-1⟩"]);
    ledger.doubted = texts(&["perhaps ⟨ask-1⟩"]);
    assert!(ledger.lost().is_empty() && ledger.doubled().is_empty());
    ledger.shown = texts(&["a ⟨ask-10⟩", "b ⟨ask-10⟩"]);
    assert_eq!(ledger.doubled(), ["⟨ask-10⟩"]);
    assert_eq!(word_with("まだです ⟨ask-3⟩", "ask").as_deref(), Some("⟨ask-3⟩"));
}

crate::stories! {
    what_was_acknowledged_survives_kills,
}
