//! Several channels beside each other.

use std::sync::Arc;

use desk::event::{Queue, Task};
use desk::flow::{
    Adapter, Inbound, InboundKind, InboundParser, Ingested, Outcome, ParsedActivity, RemoteConversation, Sender,
};
use desk::id::{ChannelName, TenantId};
use desk::inquiry::Address;
use desk::outside::{Clock, Content};
use testkit::world::{directory_id, personal};
use testkit::{RecordingChannel, World};

const QUESTION: &str = "VPNに接続できません";
const ANSWER: &str = "VPNアプリを再起動してください。";

fn mail() -> ChannelName {
    ChannelName::parse("mail").expect("a good name")
}

/// A channel whose activities are texts of Mika.
struct Letters(Arc<dyn Clock>);

impl InboundParser for Letters {
    fn parse(&self, tenant: &TenantId, activity: &str) -> Result<ParsedActivity, String> {
        let address = Address { channel: mail(), opaque: "mika@example.com".to_owned() };
        let sender = Sender {
            directory_id: directory_id("mika"),
            channel_id: "mika@example.com".to_owned(),
            name: "Mika".to_owned(),
            language: None,
        };
        Ok(ParsedActivity::Inbound(Inbound {
            tenant: tenant.clone(),
            conversation: RemoteConversation { remote_id: "letters of mika".to_owned(), address, ..personal("mika") },
            from: Some(sender),
            activity_id: "1".to_owned(),
            at: self.0.now(),
            what: InboundKind::message(activity),
        }))
    }
}

fn letter() -> Task {
    Task::Receive { channel: mail(), conversation: "letters of mika".to_owned(), activity: QUESTION.to_owned() }
}

#[tokio::test]
async fn an_answer_goes_out_on_the_channel_on_which_the_question_came_in() {
    let mut world = World::new().await;
    world.publish(QUESTION, ANSWER).await;
    let letters = Arc::new(RecordingChannel::default());
    let adapter = Adapter { channel: letters.clone(), parser: Arc::new(Letters(world.clock.clone())) };
    let channels = (*world.help_desk.channels).clone().with(mail(), adapter);
    world.help_desk.channels = Arc::new(channels);
    let read = || world.help_desk.channels.parse(&mail(), &world.tenant, QUESTION);
    let ingested = world.help_desk.ingest(&world.tenant, "letter", letter(), Inbound::of(read)).await;
    assert_eq!(ingested.expect("the store takes it"), Ingested::Kept);
    world.say("emma", QUESTION).await;
    let answered =
        |contents: &[Content]| matches!(contents.last(), Some(Content::Answer { answer, .. }) if answer == ANSWER);
    assert!(answered(&letters.in_conversation("letters of mika")));
    assert!(answered(&world.seen_by("emma")), "and others are answered where they are");
    assert_eq!(letters.posts().len(), 1);
    assert_eq!(world.channel.in_conversation("letters of mika"), []);
}

#[tokio::test]
async fn what_comes_from_a_channel_that_nobody_serves_is_given_up_and_not_lost() {
    let world = World::new().await;
    let read = || world.help_desk.channels.parse(&mail(), &world.tenant, QUESTION);
    world.help_desk.ingest(&world.tenant, "letter", letter(), Inbound::of(read)).await.expect("the store takes it");
    let claimed = world.store().claim(Queue::Intake, 9).await.expect("the store works").remove(0);
    let outcome = world.help_desk.run(claimed).await;
    assert_eq!(outcome, Outcome::Hopeless("no such channel is served here".to_owned()));
}
