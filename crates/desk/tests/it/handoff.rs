//! From the assistant to people and back.

use desk::actions::{Action, ActionMessage, AnswerAction, InquiryAction, TicketAction};
use desk::delivery::{Notice, TicketNotice};
use desk::event::Queue;
use desk::flow::{ActionOutcome, Command, InboundKind};
use desk::handoff::Priority;
use desk::outside::{Content, DraftView, Side, TicketStateView, TicketView};
use testkit::World;
use testkit::world::{IT_CHANNEL, REMIND_AFTER, channel, directory_id, member, personal};
use time::Duration;

/// The newest ticket card in the channel of IT.
pub(crate) fn ticket_in(world: &World) -> TicketView {
    let mut cards = world.seen_in_it().into_iter().filter_map(|content| match content {
        Content::Ticket(view) => Some(view),
        _ => None,
    });
    cards.next_back().expect("a ticket card")
}

/// The newest draft card in the channel of IT.
pub(crate) fn draft_in(world: &World) -> DraftView {
    let mut cards = world.seen_in_it().into_iter().filter_map(|content| match content {
        Content::Draft(view) => Some(view),
        _ => None,
    });
    cards.next_back().unwrap_or_else(|| panic!("a draft card among {:?}", world.seen_in_it()))
}

/// Somebody asks what nobody knows for sure and wants a person. Returns the agents' thread.
pub(crate) async fn ask_for_a_person(world: &World, who: &str, question: &str) -> String {
    world.say(who, question).await;
    let message = match world.last_seen_by(who) {
        Content::Unknown { message, .. } | Content::Candidates { message, .. } => message,
        other => panic!("nobody knows: {other:?}"),
    };
    world.press(who, Action::Answer(message, AnswerAction::RequestHandoff)).await;
    world.newest_thread()
}

fn notices(world: &World, who: &str) -> Vec<TicketNotice> {
    let notices = world.seen_by(who).into_iter().filter_map(|content| match content {
        Content::TicketNotice { notice, .. } => Some(notice),
        _ => None,
    });
    notices.collect()
}

#[tokio::test]
async fn accepting_has_one_winner_and_the_loser_is_told_who_it_is() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    let first = world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
    assert!(matches!(first, ActionOutcome::Card(_)));
    let second = world.press_in("yui", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
    assert_eq!(second, ActionOutcome::Refused(ActionMessage::TakenBy("田中 健".into())));
    let again = world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
    assert!(matches!(again, ActionOutcome::Card(_)), "pressing twice is no mistake");
    assert_eq!(notices(&world, "mika"), [TicketNotice::HandedOff, TicketNotice::Accepted]);
}

#[tokio::test]
async fn who_is_no_agent_of_the_team_changes_nothing() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    for action in [
        Action::Ticket(ticket, TicketAction::Accept),
        Action::Ticket(ticket, TicketAction::Close),
        Action::Ticket(ticket, TicketAction::HandBack),
        Action::Ticket(ticket, TicketAction::Assign { to: directory_id("ken") }),
        Action::Ticket(ticket, TicketAction::Prioritise { priority: Priority::Urgent }),
    ] {
        let pressed = world.press_in("emma", channel(&thread), action).await;
        assert_eq!(pressed, ActionOutcome::Refused(ActionMessage::NotAnAgent));
    }
    assert_eq!(ticket_in(&world).state, TicketStateView::Queued);
    world.say_in_channel("emma", &thread, InboundKind::message("私が見ます")).await;
    assert!(!world.seen_by("mika").iter().any(|seen| matches!(seen, Content::Relay { .. })));
}

#[tokio::test]
async fn the_second_press_on_talk_to_a_person_opens_no_second_ticket() {
    let world = World::new().await;
    world.say("mika", "机が壊れました").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    for _ in 0..4 {
        world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    }
    let tickets = world.seen_in_it().iter().filter(|seen| matches!(seen, Content::Ticket(_))).count();
    assert_eq!(tickets, 1);
}

#[tokio::test]
async fn messages_travel_both_ways_and_notes_stay_among_agents() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let note = InboundKind::Message {
        text: "これは誰が見る？".into(),
        attachments: vec![],
        mentions_bot: false,
        command: None,
    };
    world.say_in_channel("ken", &thread, note).await;
    for text in ["いつからですか", "写真はありますか"] {
        world.say_in_channel("ken", &thread, InboundKind::message(text)).await;
    }
    world.say("mika", "昨日からです").await;
    world.say("mika", "はい").await;
    let carried = |contents: Vec<Content>, side: Side| -> Vec<String> {
        let texts = contents.into_iter().filter_map(|content| match content {
            Content::Relay { text, origin, .. } if origin == side => Some(text),
            _ => None,
        });
        texts.collect()
    };
    assert_eq!(carried(world.seen_by("mika"), Side::Agents), ["いつからですか", "写真はありますか"]);
    assert_eq!(carried(world.seen_in_it(), Side::Requester), ["昨日からです", "はい"]);
    assert_eq!(ticket_in(&world).state, TicketStateView::Assigned("田中 健".into()), "who answers first has it");
}

#[tokio::test]
async fn the_assistant_is_silent_while_people_talk_even_if_it_knows() {
    let world = World::new().await;
    world.publish("VPNに接続できません", "VPNアプリを再起動してください。").await;
    ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.say("mika", "VPNに接続できません").await;
    assert!(!world.seen_by("mika").iter().any(|seen| matches!(seen, Content::Answer { .. })));
}

#[tokio::test]
async fn handed_back_the_assistant_answers_again() {
    let world = World::new().await;
    world.publish("VPNに接続できません", "VPNアプリを再起動してください。").await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::HandBack)).await;
    world.say("mika", "VPNに接続できません").await;
    assert!(matches!(world.last_seen_by("mika"), Content::Answer { .. }), "{:?}", world.seen_by("mika"));
    world.say_in_channel("ken", &thread, InboundKind::message("まだいますか")).await;
    assert!(matches!(
        world.seen_in_it().last(),
        Some(Content::TicketNotice { notice: TicketNotice::ClosedNotCarried, .. })
    ));
}

#[tokio::test]
async fn not_solved_brings_the_ticket_back_into_the_same_thread() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    let refused = world.press("emma", Action::Ticket(ticket, TicketAction::Reopen)).await;
    assert_eq!(refused, ActionOutcome::Refused(ActionMessage::NotYours));
    world.press("mika", Action::Ticket(ticket, TicketAction::Reopen)).await;
    assert_eq!(ticket_in(&world).state, TicketStateView::Queued);
    world.say("mika", "まだ壊れています").await;
    assert!(
        world
            .channel
            .in_conversation(&thread)
            .iter()
            .any(|seen| matches!(seen, Content::Relay { text, .. } if text == "まだ壊れています"))
    );
}

#[tokio::test]
async fn satisfaction_is_taken_once() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    let early = world.press("mika", Action::Ticket(ticket, TicketAction::RateSatisfaction { score: 5 })).await;
    assert_eq!(early, ActionOutcome::Refused(ActionMessage::NotClosed), "people are still on it");
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    let foreign = world.press("emma", Action::Ticket(ticket, TicketAction::RateSatisfaction { score: 1 })).await;
    assert_eq!(foreign, ActionOutcome::Refused(ActionMessage::NotYours));
    let odd = world.press("mika", Action::Ticket(ticket, TicketAction::RateSatisfaction { score: 9 })).await;
    assert_eq!(odd, ActionOutcome::Refused(ActionMessage::BadText));
    world.press("mika", Action::Ticket(ticket, TicketAction::RateSatisfaction { score: 5 })).await;
    let second = world.press("mika", Action::Ticket(ticket, TicketAction::RateSatisfaction { score: 1 })).await;
    assert_eq!(second, ActionOutcome::Refused(ActionMessage::RatedAlready));
    assert_eq!(ticket_in(&world).csat, Some(5));
}

#[tokio::test]
async fn a_ticket_nobody_takes_is_raised_and_the_requester_hears_of_it() {
    let world = World::new().await;
    ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.clock.pass(REMIND_AFTER - Duration::minutes(1));
    world.work().await;
    assert_eq!(notices(&world, "mika"), [TicketNotice::HandedOff]);
    world.clock.pass(Duration::minutes(2));
    world.work().await;
    assert_eq!(notices(&world, "mika"), [TicketNotice::HandedOff, TicketNotice::StillWaiting]);
    let ticket = ticket_in(&world);
    assert_eq!((ticket.priority, ticket.reminded), (Priority::High, 1));
    world.clock.pass(REMIND_AFTER * 3);
    world.work().await;
    assert_eq!(ticket_in(&world).reminded, 2, "and again after twice the time");
}

#[tokio::test]
async fn a_ticket_that_was_taken_is_not_raised() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
    world.clock.pass(REMIND_AFTER * 2);
    world.work().await;
    assert_eq!(ticket_in(&world).reminded, 0);
}

#[tokio::test]
async fn a_colleague_who_never_wrote_can_be_given_a_ticket() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    world
        .press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Assign { to: directory_id("yui") }))
        .await;
    assert_eq!(ticket_in(&world).state, TicketStateView::Assigned("鈴木 結衣".into()));
    let outsider = world
        .press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Assign { to: directory_id("emma") }))
        .await;
    assert_eq!(outsider, ActionOutcome::Refused(ActionMessage::ColleagueNotAnAgent));
}

#[tokio::test]
async fn the_words_of_a_question_choose_the_team_and_else_the_requester_does() {
    let world = World::new().await;
    let hr = world.add_team("HR", false, &["休暇"]).await;
    world.say_in_channel("ken", "19:hr@thread.tacv2", InboundKind::command(Command::Connect(Some("hr".into())))).await;
    world.say("mika", "休暇の残りは？").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let hr_cards =
        || world.channel.posts().iter().filter(|post| post.conversation.starts_with("19:hr@thread.tacv2;")).count();
    assert_eq!(hr_cards(), 1);

    world.say("emma", "The vase is empty, who fills it?").await;
    let Content::Unknown { message, .. } = world.last_seen_by("emma") else { panic!("unknown") };
    world.press("emma", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let Content::ChooseTeam { inquiry, teams, default, .. } = world.last_seen_by("emma") else {
        panic!("a choice: {:?}", world.seen_by("emma"));
    };
    assert_eq!((teams.len(), default), (2, Some(teams[0].0)), "the default team for whoever is unsure");
    world.press("emma", Action::Inquiry(inquiry, InquiryAction::ChooseTeam { team: hr })).await;
    assert_eq!(hr_cards(), 2);
    assert_eq!(notices(&world, "emma"), [TicketNotice::HandedOff], "each is said once");
    assert!(world.seen_by("emma").contains(&Content::TeamChosen { inquiry }));
    assert_eq!(offers_of_a_person(&world, "emma"), 0, "what she pressed first offers nobody any more");
}

#[tokio::test]
async fn who_asks_for_a_person_in_words_is_offered_none_by_what_was_said_before() {
    let world = World::new().await;
    world.say("mika", "花瓶の水は誰が替えますか").await;
    assert_eq!(offers_of_a_person(&world, "mika"), 1);
    world.hear("mika", personal("mika"), InboundKind::command(Command::Person)).await;
    assert_eq!(notices(&world, "mika"), [TicketNotice::HandedOff]);
    assert_eq!(offers_of_a_person(&world, "mika"), 0);
}

#[tokio::test]
async fn what_a_button_says_is_no_answer_to_the_requester() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let before = world.seen_by("mika").len();
    let written = InboundKind::Message {
        text: "close".into(),
        attachments: Vec::new(),
        mentions_bot: true,
        command: Some(Command::Button),
    };
    world.say_in_channel("ken", &thread, written).await;
    assert!(matches!(
        world.seen_in_it().last(),
        Some(Content::TicketNotice { notice: TicketNotice::PressTheCard, .. })
    ));
    assert_eq!(world.seen_by("mika").len(), before, "nothing reaches her");
}

/// How many cards that somebody sees offer to bring in a person.
fn offers_of_a_person(world: &World, who: &str) -> usize {
    let offers = |content: &Content| {
        matches!(
            content,
            Content::Unknown { offer_person: true, .. }
                | Content::Answer { offer_person: true, .. }
                | Content::Candidates { offer_person: true, .. }
        )
    };
    world.seen_by(who).iter().filter(|content| offers(content)).count()
}

#[tokio::test]
async fn a_ticket_waits_for_its_channel_and_loses_no_message() {
    let world = World::new().await;
    world.say_in_channel("ken", IT_CHANNEL, InboundKind::Uninstalled).await;
    world.say("mika", "花瓶の水は誰が替えますか").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    assert_eq!(notices(&world, "mika"), [TicketNotice::NoChannelYet]);
    world.clock.pass(Duration::minutes(1));
    world.say("mika", "3階です").await;
    world.say_in_channel("ken", "19:new@thread.tacv2", InboundKind::command(Command::Connect(Some("IT".into())))).await;
    let posts = world.channel.posts();
    let new: Vec<_> = posts.iter().filter(|post| post.conversation.starts_with("19:new@thread.tacv2;")).collect();
    assert!(matches!(new[0].post.content, Content::Ticket(_)), "{new:?}");
    assert!(matches!(&new[1].post.content, Content::Relay { text, .. } if text == "3階です"), "{new:?}");
    assert_eq!(notices(&world, "mika"), [TicketNotice::NoChannelYet, TicketNotice::HandedOff]);
}

#[tokio::test]
async fn escalated_a_ticket_lives_in_the_other_teams_thread() {
    let world = World::new().await;
    let hr = world.add_team("HR", false, &[]).await;
    world.say_in_channel("ken", "19:hr@thread.tacv2", InboundKind::command(Command::Connect(Some("HR".into())))).await;
    world.say("mika", "パソコンの机が壊れました").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let thread = world.newest_thread();
    let ticket = ticket_in(&world).ticket;
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Escalate { team: hr })).await;
    assert_eq!(ticket_in(&world).team, "HR", "the old card says where it went");
    world.say("mika", "まだですか").await;
    let posts = world.channel.posts();
    let last = posts.iter().rfind(|post| matches!(post.post.content, Content::Relay { .. })).expect("carried");
    assert!(last.conversation.starts_with("19:hr@thread.tacv2;"));
}

#[tokio::test]
async fn who_closes_without_an_answer_does_not_ask_for_satisfaction() {
    let world = World::new().await;
    for (who, answered) in [("mika", false), ("emma", true)] {
        let thread = ask_for_a_person(&world, who, "The vase is empty, 誰が替えますか").await;
        if answered {
            world.say_in_channel("ken", &thread, InboundKind::message("今行きます")).await;
        }
        let ticket = ticket_in(&world).ticket;
        world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
        let Content::Ending { asks, .. } = world.last_seen_by(who) else { panic!("an ending") };
        assert_eq!(asks, answered);
    }
}

#[tokio::test]
async fn who_left_the_team_without_our_being_told_cannot_act_and_no_flood_of_presses_reads_the_roster() {
    let world = World::new().await;
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    let ticket = ticket_in(&world).ticket;
    world.channel.set_roster(vec![member("ken")]);
    world.clock.pass(Duration::minutes(6));
    let refused = ActionOutcome::Refused(ActionMessage::NotAnAgent);
    assert_eq!(world.press_in("yui", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await, refused);
    let read = world.channel.rosters_read();
    for _ in 0..50 {
        assert_eq!(
            world.press_in("emma", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await,
            refused
        );
    }
    assert_eq!(world.channel.rosters_read(), read, "it was read a moment ago");
    world.channel.set_roster(vec![member("ken"), member("emma")]);
    world.clock.pass(Duration::minutes(1));
    let joined = world.press_in("emma", channel(&thread), Action::Ticket(ticket, TicketAction::Accept)).await;
    assert!(matches!(joined, ActionOutcome::Card(_)), "who joined a minute ago can act");
}

#[tokio::test]
async fn connecting_without_a_name_takes_the_only_or_the_default_team() {
    let world = World::new().await;
    for (channel, another) in [("19:a@thread.tacv2", "A"), ("19:b@thread.tacv2", "Z")] {
        world.say_in_channel("ken", channel, InboundKind::command(Command::Connect(None))).await;
        let connected = world.channel.in_conversation(channel).pop();
        assert_eq!(connected, Some(Content::Connected { team: "IT".into() }));
        world.add_team(another, false, &[]).await;
    }
}

#[tokio::test]
async fn the_timer_of_the_team_before_does_not_raise_an_escalated_ticket() {
    let world = World::new().await;
    let hr = world.add_team("HR", false, &[]).await;
    world.say_in_channel("ken", "19:hr@thread.tacv2", InboundKind::command(Command::Connect(Some("HR".into())))).await;
    world.say("mika", "パソコンの机が壊れました").await;
    let Content::Unknown { message, .. } = world.last_seen_by("mika") else { panic!("unknown") };
    world.press("mika", Action::Answer(message, AnswerAction::RequestHandoff)).await;
    let (thread, ticket) = (world.newest_thread(), ticket_in(&world).ticket);
    let reminded = || world.seen_by("mika").iter().filter(|seen| is_notice(seen, TicketNotice::StillWaiting)).count();
    world.clock.pass(REMIND_AFTER - Duration::minutes(1));
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Escalate { team: hr })).await;
    world.clock.pass(Duration::minutes(2));
    world.work().await;
    assert_eq!(reminded(), 0, "the new team has its own time");
    world.clock.pass(REMIND_AFTER);
    world.work().await;
    assert_eq!(reminded(), 1, "and is reminded in it");
}

fn is_notice(content: &Content, wanted: TicketNotice) -> bool {
    matches!(content, Content::TicketNotice { notice, .. } if *notice == wanted)
}

#[tokio::test]
async fn only_admins_connect_channels_and_only_to_teams_that_exist() {
    let world = World::new().await;
    let refusal = |contents: Vec<Content>| match contents.last() {
        Some(Content::Notice { notice, .. }) => *notice,
        other => panic!("a notice, not {other:?}"),
    };
    world.say_in_channel("yui", "19:x@thread.tacv2", InboundKind::command(Command::Connect(Some("IT".into())))).await;
    assert_eq!(refusal(world.channel.in_conversation("19:x@thread.tacv2")), Notice::NotAnAdmin);
    world
        .say_in_channel("ken", "19:x@thread.tacv2", InboundKind::command(Command::Connect(Some("Marketing".into()))))
        .await;
    assert_eq!(refusal(world.channel.in_conversation("19:x@thread.tacv2")), Notice::NoSuchTeam);
    world.hear("ken", personal("ken"), InboundKind::command(Command::Connect(Some("IT".into())))).await;
    assert_eq!(refusal(world.seen_by("ken")), Notice::ConnectInChannel);
    assert!(world.channel.in_conversation(IT_CHANNEL).iter().any(|seen| matches!(seen, Content::Connected { .. })));
}

#[tokio::test]
async fn connecting_without_a_name_takes_the_default_team() {
    let world = World::new().await;
    world.add_team("HR", false, &[]).await;
    world.say_in_channel("ken", "19:x@thread.tacv2", InboundKind::command(Command::Connect(None))).await;
    let connected = world.channel.in_conversation("19:x@thread.tacv2").pop();
    assert_eq!(connected, Some(Content::Connected { team: "IT".into() }));
}

#[tokio::test]
async fn without_teams_in_the_settings_connecting_names_them() {
    let mut world = World::new().await;
    let mut policy = (*world.help_desk.policy).clone();
    policy.teams_by_connecting = true;
    world.help_desk.policy = std::sync::Arc::new(policy);
    world
        .say_in_channel("ken", "19:x@thread.tacv2", InboundKind::command(Command::Connect(Some("Facilities".into()))))
        .await;
    let connected = world.channel.in_conversation("19:x@thread.tacv2").pop();
    assert_eq!(connected, Some(Content::Connected { team: "Facilities".into() }));
}

#[tokio::test]
async fn who_asks_how_it_stands_is_shown_who_has_it_and_asks_them() {
    let world = World::new().await;
    let how = || InboundKind::Message {
        text: "依頼はどうなりましたか".into(),
        attachments: vec![],
        mentions_bot: false,
        command: Some(Command::HowItStands),
    };
    let thread = ask_for_a_person(&world, "mika", "机が壊れました").await;
    world.hear("mika", personal("mika"), how()).await;
    let carried = world.channel.in_conversation(&thread).pop();
    assert!(matches!(carried, Some(Content::Relay { text, .. }) if text == "依頼はどうなりましたか"));
    let Content::MyInquiries(inquiries) = world.last_seen_by("mika") else { panic!("{:?}", world.seen_by("mika")) };
    assert_eq!((inquiries.len(), inquiries[0].number), (1, Some(1)));
    world.hear("emma", personal("emma"), how()).await;
    assert!(matches!(world.last_seen_by("emma"), Content::Notice { notice: Notice::NoInquiries, .. }));
}

#[tokio::test]
async fn asking_for_a_person_before_asking_anything_is_answered() {
    let world = World::new().await;
    world.hear("mika", personal("mika"), InboundKind::command(Command::Person)).await;
    assert!(matches!(world.last_seen_by("mika"), Content::Notice { notice: Notice::AskFirst, .. }));
    assert!(world.store().claim(Queue::Timer, 10).await.expect("works").is_empty());
}
