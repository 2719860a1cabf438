//! What a role lets somebody do, beside the roster of a channel.

use std::collections::BTreeSet;

use desk::outside::TicketStateView;
use desk::people::rights::{AccessPolicy, Rights, Scope, rights_of};
use desk::people::{Grant, Right, Role};
use desk::store::StoreError;
use testkit::World;
use testkit::world::directory_id;

use desk::actions::{Action, ActionMessage, TicketAction};
use desk::faq::{Audience, AudienceGroup};
use desk::flow::{ActionOutcome, Command, InboundKind};

use crate::handoff::{ask_for_a_person, ticket_in};

async fn rights(world: &World, who: &str, access: AccessPolicy) -> Rights {
    let id = directory_id(who);
    let read = world.store().read::<_, StoreError, _>(&world.tenant, move |tx| {
        Box::pin(async move {
            let person = tx.person_by_directory(&id).await?.expect("they have written");
            rights_of(tx, &access, &person).await
        })
    });
    read.await.expect("the store works")
}

/// Gives a role, in IT or everywhere.
async fn grant(world: &World, who: &str, role: Role, in_it: bool) {
    let id = directory_id(who);
    let granted = world.store().write::<_, StoreError, _>(&world.tenant, move |tx| {
        Box::pin(async move {
            let person = tx.person_by_directory(&id).await?.expect("they have written").id;
            let it = tx.teams().await?.into_iter().find(|team| team.name == "IT").expect("it is there");
            tx.save_grant(&Grant { person, role, team: in_it.then_some(it.id) }).await
        })
    });
    granted.await.expect("the store works");
}

#[tokio::test]
async fn a_roster_makes_an_agent_of_one_team_and_a_requester_may_do_nothing() {
    let world = World::new().await;
    let hr = world.add_team("HR", false, &[]).await;
    world.say("mika", "パソコンの画面が割れました").await;
    world.say("yui", "こんにちは").await;
    let (mika, yui) =
        (rights(&world, "mika", AccessPolicy::default()).await, rights(&world, "yui", AccessPolicy::default()).await);
    assert!(!mika.are_any() && mika.scope(Right::WorkOnTickets).is_nowhere());
    assert!(yui.are_any() && yui.everywhere().is_empty());
    let Scope::Teams(teams) = yui.scope(Right::WorkOnTickets) else { panic!("not every team is hers") };
    assert_eq!(teams.len(), 1);
    assert!(!teams.contains(&hr) && yui.agent_of(hr).is_none());
    assert!(teams.into_iter().all(|it| yui.agent_of(it).is_some() && !yui.may_in(it, Right::LeadTeam)));
}

#[tokio::test]
async fn a_role_of_one_team_gives_nothing_in_another_and_an_admin_has_all() {
    let world = World::new().await;
    let hr = world.add_team("HR", false, &[]).await;
    world.say("mika", "パソコンの画面が割れました").await;
    grant(&world, "mika", Role::Manager, true).await;
    let manager = rights(&world, "mika", AccessPolicy::default()).await;
    assert!(!manager.scope(Right::LeadTeam).is_nowhere(), "the control");
    assert!(!manager.may_in(hr, Right::LeadTeam) && manager.agent_of(hr).is_none());
    assert!(!manager.may(Right::EditEntries), "entries are of no team");

    let named = AccessPolicy { admins: vec![directory_id("mika")], anybody_is_admin: false };
    let admin = rights(&world, "mika", named).await;
    assert_eq!(*admin.everywhere(), BTreeSet::from(Right::ALL));
    assert!(admin.agent_of(hr).is_some());
}

#[tokio::test]
async fn whoever_holds_the_role_works_on_tickets_in_teams_too_and_an_auditor_does_not() {
    let world = World::new().await;
    ask_for_a_person(&world, "mika", "パソコンの画面が割れました").await;
    let ticket = ticket_in(&world).ticket;
    world.say("emma", "How do I book a room?").await;
    let accept = || Action::Ticket(ticket, TicketAction::Accept);
    let refused = |outcome: &ActionOutcome| matches!(outcome, ActionOutcome::Refused(ActionMessage::NotAnAgent));
    let pressed = world.press("emma", accept()).await;
    assert!(refused(&pressed), "{pressed:?}");
    grant(&world, "emma", Role::Auditor, false).await;
    let pressed = world.press("emma", accept()).await;
    assert!(refused(&pressed), "{pressed:?}");
    grant(&world, "emma", Role::Agent, true).await;
    let pressed = world.press("emma", accept()).await;
    assert!(!refused(&pressed), "{pressed:?}");
    let state = ticket_in(&world).state;
    assert!(matches!(state, TicketStateView::Assigned { .. }), "{state:?}");
}

#[tokio::test]
async fn whoever_may_work_in_every_team_is_not_told_what_is_for_one() {
    let world = World::new().await;
    let of_it = Audience::Chosen(vec![AudienceGroup::Team("IT".to_owned())]);
    world.publish_for("サーバー室の暗証番号は？", "毎月変わります。", of_it).await;
    world.say("mika", "こんにちは").await;
    grant(&world, "mika", Role::Admin, false).await;
    world.say("mika", "サーバー室の暗証番号は？").await;
    assert!(!format!("{:?}", world.last_seen_by("mika")).contains("毎月変わります"));
    grant(&world, "mika", Role::Agent, true).await;
    world.say("mika", "サーバー室の暗証番号は？").await;
    assert!(format!("{:?}", world.last_seen_by("mika")).contains("毎月変わります"), "the control");
}

#[tokio::test]
async fn an_admin_by_role_connects_channels_and_a_manager_does_not() {
    let world = World::new().await;
    let hr = world.add_team("HR", false, &[]).await;
    world.say("mika", "こんにちは").await;
    let connected = async || {
        let order = InboundKind::command(Command::Connect(Some("HR".into())));
        world.say_in_channel("mika", "19:hr@thread.tacv2", order).await;
        let read =
            world.store().read::<_, StoreError, _>(&world.tenant, move |tx| Box::pin(async move { tx.team(hr).await }));
        read.await.expect("the store works").expect("it is there").channel.is_some()
    };
    grant(&world, "mika", Role::Manager, false).await;
    assert!(!connected().await);
    grant(&world, "mika", Role::Admin, false).await;
    assert!(connected().await);
}
