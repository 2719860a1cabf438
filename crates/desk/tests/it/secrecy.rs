//! What is for some only, or for one only, is shown to nobody else.

use desk::actions::{Action, ActionMessage, AnswerAction, DraftAction, TicketAction};
use desk::faq::{Audience, AudienceGroup};
use desk::flow::{ActionOutcome, Command, InboundKind, RemoteConversation};
use desk::inquiry::ConversationKind;
use desk::outside::Content;
use testkit::World;
use testkit::world::{IT_CHANNEL, channel, personal};

use crate::handoff::{ask_for_a_person, draft_in, ticket_in};

const GROUP: &str = "19:group@thread.v2";

fn group() -> RemoteConversation {
    RemoteConversation { remote_id: GROUP.into(), kind: ConversationKind::Group, ..personal("nobody") }
}

fn only_for(team: &str) -> Audience {
    Audience::Chosen(vec![AudienceGroup::Team(team.into())])
}

#[tokio::test]
async fn in_a_group_my_inquiries_are_those_of_the_group() {
    let world = World::new().await;
    world.say("mika", "休職の相談をしたいのですが").await;
    world.hear("mika", group(), InboundKind::command(Command::MyInquiries)).await;
    assert!(matches!(world.channel.in_conversation(GROUP).last(), Some(Content::Notice { .. })));
    world.hear("mika", group(), InboundKind::message("花瓶の水は誰が替えますか")).await;
    world.hear("mika", group(), InboundKind::command(Command::MyInquiries)).await;
    let Some(Content::MyInquiries(inquiries)) = world.channel.in_conversation(GROUP).pop() else { panic!("a list") };
    let questions: Vec<_> = inquiries.iter().map(|inquiry| inquiry.question.as_str()).collect();
    assert_eq!(questions, ["花瓶の水は誰が替えますか"]);
}

#[tokio::test]
async fn the_card_of_a_ticket_does_not_show_a_team_what_is_for_another() {
    let world = World::new().await;
    world.add_team("HR", false, &["休職"]).await;
    world.say_in_channel("ken", "19:hr@thread.tacv2", InboundKind::command(Command::Connect(Some("HR".into())))).await;
    world.publish_for("パソコンの評価基準を教えてください", "評価の内規は人事だけのものです。", only_for("HR")).await;
    world.say("ken", "パソコンの評価基準を教えてください").await;
    let Content::Answer { message, .. } = world.last_seen_by("ken") else { panic!("{:?}", world.seen_by("ken")) };
    world.press("ken", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let card = ticket_in(&world);
    assert_eq!((card.team.as_str(), card.history), ("IT", vec![]));
    assert!(world.channel.in_conversation(IT_CHANNEL).len() == 1, "only the word that it is connected");
}

#[tokio::test]
async fn a_team_merges_nothing_into_an_entry_that_it_may_not_see() {
    let world = World::new().await;
    let hidden = world.publish_for("評価の内規はどこですか", "人事の金庫です。", only_for("HR")).await;
    let thread = ask_for_a_person(&world, "mika", "受付の花瓶の水は誰が替えますか？").await;
    let ticket = ticket_in(&world).ticket;
    world.say_in_channel("ken", &thread, InboundKind::message("総務の当番が毎朝9時に替えています。")).await;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    let draft = draft_in(&world).draft;
    let merge = Action::Draft(draft, DraftAction::Merge { entry: hidden.id });
    assert_eq!(world.press_in("ken", channel(&thread), merge).await, ActionOutcome::Refused(ActionMessage::Missing));
}

#[tokio::test]
async fn a_colleagues_name_in_the_evidence_is_masked_as_in_the_draft() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "受付の花瓶の水は誰が替えますか？").await;
    let ticket = ticket_in(&world).ticket;
    let answer = "花瓶の水は、総務の当番が毎朝9時に替えています。当番表は鈴木 結衣が受付に置いています。";
    world.say_in_channel("ken", &thread, InboundKind::message(answer)).await;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    let draft = draft_in(&world);
    assert!(!draft.answer.contains("結衣"), "{draft:?}");
    assert!(!draft.evidence.iter().any(|(_, text)| text.contains("結衣")), "{draft:?}");
}

#[tokio::test]
async fn an_entry_that_was_offered_is_shown_only_to_whom_it_is_for_when_it_is_chosen() {
    let world = World::new().await;
    world.publish("会議室のプロジェクターが映りません", "ケーブルを挿し直してください。").await;
    let narrowed = world.publish("会議室のスピーカーから音が出ません", "消音を外してください。").await;
    for who in ["mika", "ken"] {
        world.say(who, "会議室").await;
        let Content::Candidates { message, choices, .. } = world.last_seen_by(who) else {
            panic!("{:?}", world.last_seen_by(who))
        };
        assert!(choices.iter().any(|choice| choice.entry == narrowed.id));
        world.clock.pass(time::Duration::minutes(1));
        world.publish_anew_for(&narrowed, only_for("IT")).await;
        let choose = Action::Answer(message, AnswerAction::Choose { entry: narrowed.id });
        let chosen = world.press(who, choose).await;
        if who == "ken" {
            assert!(matches!(chosen, ActionOutcome::Card(_)), "its audience still may: {chosen:?}");
        } else {
            assert_eq!(chosen, ActionOutcome::Refused(ActionMessage::Missing));
            world.publish_anew_for(&narrowed, Audience::Everyone).await;
        }
    }
}
