//! What the assistant says to what.

use std::sync::Arc;

use desk::actions::{Action, ActionMessage, AnswerAction};
use desk::answering::Courtesy;
use desk::event::Queue;
use desk::faq::{Audience, AudienceGroup, Wording, revise};
use desk::flow::{ActionOutcome, InboundKind, Outcome};
use desk::inquiry::Stage;
use desk::language::Language;
use desk::outside::{Clock, Content, Source};
use testkit::World;
use testkit::world::{channel, directory_id, personal};

const QUESTION: &str = "VPNに接続できません";
const ANSWER: &str = "VPNアプリを再起動してください。";

#[tokio::test]
async fn a_published_entry_answers_with_its_source() {
    let world = World::new().await;
    let entry = world.publish(QUESTION, ANSWER).await;
    world.say("mika", "ＶＰＮに接続できません").await;
    let Content::Answer { question, answer, source, .. } = world.last_seen_by("mika") else {
        panic!("an answer: {:?}", world.seen_by("mika"));
    };
    assert_eq!((question.as_str(), answer.as_str()), (QUESTION, ANSWER));
    assert_eq!(source, Source { title: entry.question, since: world.clock.now() }, "as a person would name it");
}

#[tokio::test]
async fn courtesies_get_a_word_and_no_entry() {
    let world = World::new().await;
    world.publish("こんにちはの挨拶はいつまで？", "正午までです。").await;
    for (text, courtesy) in [
        ("こんにちは", Courtesy::Greeting),
        ("ありがとう！", Courtesy::Thanks),
        ("了解です", Courtesy::Acknowledgement),
        ("それは？", Courtesy::Unclear),
    ] {
        world.say("mika", text).await;
        assert_eq!(world.last_seen_by("mika"), Content::Courtesy(courtesy), "{text}");
    }
}

#[tokio::test]
async fn what_somebody_may_not_see_is_never_offered() {
    let world = World::new().await;
    let audience = Audience::Chosen(vec![AudienceGroup::Team("IT".into()), AudienceGroup::Group("g1".into())]);
    world.publish_for(QUESTION, ANSWER, audience).await;
    world.say("mika", QUESTION).await;
    assert!(matches!(world.last_seen_by("mika"), Content::Unknown { .. }), "{:?}", world.seen_by("mika"));
    world.say("ken", QUESTION).await;
    assert!(matches!(world.last_seen_by("ken"), Content::Answer { .. }), "an agent of IT sees it");
    let of_emma = directory_id("emma").as_str().to_owned();
    world.groups.0.lock().expect("free").insert(of_emma, vec![AudienceGroup::Group("g1".into())]);
    world.say("emma", QUESTION).await;
    assert!(matches!(world.last_seen_by("emma"), Content::Answer { .. }), "a member of the group sees it");
}

#[tokio::test]
async fn what_is_for_some_only_is_not_said_where_others_read_along() {
    let world = World::new().await;
    world.publish_for(QUESTION, ANSWER, Audience::Chosen(vec![AudienceGroup::Team("IT".into())])).await;
    let thread = "19:general@thread.tacv2;messageid=5";
    world.say_in_channel("ken", thread, InboundKind::message(QUESTION)).await;
    assert!(matches!(world.channel.in_conversation(thread).last(), Some(Content::Unknown { .. })));
}

#[tokio::test]
async fn a_question_without_an_answer_is_kept_as_a_gap() {
    let world = World::new().await;
    world.say("mika", "花瓶の水は誰が替えますか").await;
    let kept = world
        .store()
        .read::<_, desk::store::StoreError, _>(&world.tenant, |tx| Box::pin(async move { tx.unanswered(10).await }))
        .await
        .expect("the store works");
    assert_eq!(kept.len(), 1);
}

#[tokio::test]
async fn a_rating_settles_the_inquiry_and_only_the_requester_may_give_it() {
    let world = World::new().await;
    world.publish(QUESTION, ANSWER).await;
    world.say("mika", QUESTION).await;
    let Content::Answer { message, .. } = world.last_seen_by("mika") else { panic!("an answer") };
    let foreign = world.press("emma", Action::Answer(message, AnswerAction::Rate { helpful: false })).await;
    assert_eq!(foreign, ActionOutcome::Refused(ActionMessage::NotYours));
    world.press("mika", Action::Answer(message, AnswerAction::Rate { helpful: true })).await;
    let Content::Answer { helpful, .. } = world.last_seen_by("mika") else { panic!("the same card") };
    assert_eq!(helpful, Some(true));
    world.hear("mika", personal("mika"), InboundKind::command(desk::flow::Command::MyInquiries)).await;
    let Content::MyInquiries(inquiries) = world.last_seen_by("mika") else { panic!("a list") };
    assert!(matches!(inquiries[0].stage, Stage::Ended(desk::inquiry::Ending::Solved)));
}

#[tokio::test]
async fn a_follow_up_is_read_with_the_question_before_it() {
    let world = World::new().await;
    world.publish("メールの設定方法を教えてください", "Outlookを起動します。").await;
    world.publish("スマートフォンのメール設定方法を教えてください", "会社ポータルを入れます。").await;
    world.publish("スマートフォンを紛失しました", "情報システム部に電話してください。").await;
    world.say("mika", "メールの設定方法を教えてください").await;
    world.say("mika", "スマートフォンの場合は？").await;
    let offered = match world.last_seen_by("mika") {
        Content::Answer { question, .. } => vec![question],
        Content::Candidates { choices, .. } => choices.into_iter().map(|choice| choice.question).collect(),
        other => panic!("something of mail: {other:?}"),
    };
    assert!(offered.contains(&"スマートフォンのメール設定方法を教えてください".to_owned()), "{offered:?}");
    assert!(
        !offered.contains(&"スマートフォンを紛失しました".to_owned()),
        "read alone it would be this one: {offered:?}"
    );
}

#[tokio::test]
async fn in_a_channel_the_bot_answers_in_the_thread_where_it_was_mentioned() {
    let world = World::new().await;
    world.publish(QUESTION, ANSWER).await;
    let thread = "19:general@thread.tacv2;messageid=5";
    world.say_in_channel("mika", thread, InboundKind::message(QUESTION)).await;
    assert!(matches!(world.channel.in_conversation(thread).last(), Some(Content::Answer { .. })));
    let unmentioned =
        InboundKind::Message { text: QUESTION.into(), attachments: vec![], mentions_bot: false, command: None };
    world.hear("mika", channel(thread), unmentioned).await;
    assert_eq!(world.channel.in_conversation(thread).len(), 1);
}

#[tokio::test]
async fn the_same_activity_again_acts_once() {
    let world = World::new().await;
    for _ in 0..5 {
        world
            .hear_as("1700000000001", "mika", personal("mika"), InboundKind::message("花瓶の水は誰が替えますか"))
            .await;
    }
    assert_eq!(world.seen_by("mika").len(), 1);
}

#[tokio::test]
async fn installed_twice_greeted_once() {
    let world = World::new().await;
    world.hear("mika", personal("mika"), InboundKind::Installed).await;
    world.hear("mika", personal("mika"), InboundKind::Installed).await;
    assert_eq!(world.seen_by("mika"), [Content::Welcome]);
    world.hear("mika", personal("mika"), InboundKind::Uninstalled).await;
    world.hear("mika", personal("mika"), InboundKind::Installed).await;
    assert_eq!(world.seen_by("mika").len(), 2, "and once more after it was removed");
}

#[tokio::test]
async fn another_question_after_a_while_is_another_inquiry() {
    let world = World::new().await;
    world.say("mika", "花瓶の水は誰が替えますか").await;
    world.clock.pass(time::Duration::minutes(5));
    world.say("mika", "花瓶の水は誰が替えるのですか？").await;
    world.clock.pass(time::Duration::minutes(5));
    world.say("mika", "給与明細はどこで見られますか").await;
    world.hear("mika", personal("mika"), InboundKind::command(desk::flow::Command::MyInquiries)).await;
    let Content::MyInquiries(inquiries) = world.last_seen_by("mika") else { panic!("a list") };
    assert_eq!(inquiries.len(), 2, "{inquiries:?}");
}

#[tokio::test]
async fn an_entry_that_was_narrowed_while_the_index_lags_is_not_said() {
    let world = World::new().await;
    let entry = world.publish(QUESTION, ANSWER).await;
    let narrow = Audience::Chosen(vec![AudienceGroup::Team("IT".into())]);
    world.only_hear("mika", personal("mika"), InboundKind::message(QUESTION)).await;
    let wording = Wording {
        question: QUESTION.to_owned(),
        answer: ANSWER.to_owned(),
        variants: Vec::new(),
        language: Language::Japanese,
        audience: narrow,
    };
    let revised =
        world.store().write(&world.tenant, move |tx| Box::pin(async move { revise(tx, entry, wording, None).await }));
    revised.await.expect("a good entry");
    // The index has not followed yet.
    for claimed in world.store().claim(Queue::Answering, 10).await.expect("the store works") {
        assert_eq!(world.run(claimed).await.1, Outcome::Done);
    }
    world.work().await;
    assert!(matches!(world.last_seen_by("mika"), Content::Unknown { .. }), "{:?}", world.seen_by("mika"));
}

#[tokio::test]
async fn two_questions_in_one_message_are_offered_both_and_one_in_two_sentences_is_answered() {
    let world = World::new().await;
    world.publish("VPNに接続できません。どうすればよいですか。", "アプリを再起動してください。").await;
    world.publish("名刺の注文方法を教えてください。", "総務のページから注文してください。").await;
    world.say("mika", "VPNに接続できません。あと、名刺の注文方法を教えてください。").await;
    let Content::Candidates { choices, .. } = world.last_seen_by("mika") else {
        panic!("both: {:?}", world.seen_by("mika"));
    };
    let offered: Vec<&str> = choices.iter().map(|choice| choice.question.as_str()).collect();
    assert_eq!(offered, ["VPNに接続できません。どうすればよいですか。", "名刺の注文方法を教えてください。"]);
    world.say("emma", "新しい取引先が増えました。名刺の注文方法を教えてください。").await;
    assert!(matches!(world.last_seen_by("emma"), Content::Answer { .. }), "{:?}", world.seen_by("emma"));
}

#[tokio::test]
async fn an_answer_in_a_language_that_the_asker_has_not_used_says_so() {
    let mut world = World::new().await;
    // Whatever the index makes of it: it is answered.
    let policy = Arc::make_mut(&mut world.help_desk.policy);
    (policy.answer_from, policy.offer_from) = (Some(0.0), Some(0.0));
    world.publish("How do I order business cards?", "On the page of general affairs.").await;
    for (said, expected) in
        [("business cardsを頼みたい", Some(Language::English)), ("Where can I order business cards?", None)]
    {
        world.say("mika", said).await;
        let Content::Answer { other_language, .. } = world.last_seen_by("mika") else {
            panic!("{:?}", world.seen_by("mika"));
        };
        assert_eq!(other_language, expected, "{said}");
    }
    world.publish("椅子が壊れました", "総務に連絡してください。").await;
    let policy = Arc::make_mut(&mut world.help_desk.policy);
    (policy.answer_from, policy.offer_from) = (Some(2.0), Some(0.0));
    world.say("mika", "business cards と 椅子").await;
    let Content::Candidates { choices, .. } = world.last_seen_by("mika") else {
        panic!("{:?}", world.seen_by("mika"));
    };
    let mut languages: Vec<_> =
        choices.iter().map(|choice| (choice.question.as_str(), choice.other_language)).collect();
    languages.sort_unstable();
    assert_eq!(languages, [("How do I order business cards?", Some(Language::English)), ("椅子が壊れました", None)]);
}
