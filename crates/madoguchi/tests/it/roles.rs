//! Processes that share the work.

use desk::event::Queue;
use madoguchi::Role;

use crate::support::{Desk, Place};

const QUESTION: &str = "How do I connect to the VPN?";
const ANSWER: &str = "Start the VPN app and sign in.";

async fn a_process_does_the_work_of_its_role_and_leaves_the_rest_to_others(place: &Place) {
    let desk = Desk::open_as(place, Role { queues: &[Queue::Intake] }).await;
    desk.publish(&[(QUESTION, ANSWER)]).await;
    desk.say("emma", QUESTION).await;
    let depths = desk.until_recorded("inquiry.asked.v1").await;
    assert_eq!((depths.of(Queue::Intake).waiting(), depths.of(Queue::Answering).waiting()), (0, 1));
    let chat = desk.chat("emma");
    let desk = desk.followed_by(place, Role { queues: &[Queue::Answering] }).await;
    let depths = desk.until_recorded("answer.given.v1").await;
    assert_eq!((depths.of(Queue::Answering).waiting(), depths.of(Queue::Courier).waiting()), (0, 1));
    assert_eq!(desk.said_in(&chat), Vec::<String>::new(), "nobody has carried it yet");
    let desk = desk.followed_by(place, Role::ALL).await;
    desk.reads(&chat, ANSWER).await;
    assert_eq!(desk.said_in(&chat).len(), 1);
}

crate::stories! {
    a_process_does_the_work_of_its_role_and_leaves_the_rest_to_others,
}
