//! A right is decided inside the verb, on the object's own team: no way of calling it goes round that.

use desk::handoff::undo as undo_ticket;
use desk::handoff::{
    Before, Priority, Ticket, TicketError, accept, assign, close, escalate, hand_back, prioritise, refute,
};
use desk::id::{DraftId, TicketId};
use desk::learning::{ApproveError, Draft, ReviewError, approve, merge, reject, undo};
use desk::outside::Content;
use desk::people::rights::{self, AccessPolicy};
use desk::people::{Agent, Team};
use desk::store::{StoreError, Transaction};
use testkit::World;
use testkit::world::{channel, directory_id};
use time::Duration;

use desk::actions::{Action, TicketAction};
use desk::flow::{Command, InboundKind};

use crate::handoff::{ask_for_a_person, ticket_in};

const HR_CHANNEL: &str = "19:hr@thread.tacv2";

/// IT has a ticket and a draft; Ken is an agent of HR as well.
async fn world() -> (World, TicketId, DraftId) {
    let world = World::new().await;
    world.add_team("HR", false, &["休職"]).await;
    world.say_in_channel("ken", HR_CHANNEL, InboundKind::command(Command::Connect(Some("HR".into())))).await;
    ask_for_a_person(&world, "mika", "パソコンの画面が割れました").await;
    let ticket = ticket_in(&world).ticket;
    world.press("ken", Action::Ticket(ticket, TicketAction::Accept)).await;
    let thread = world.newest_thread();
    world.hear("ken", channel(&thread), InboundKind::message("予備機を総務部の窓口で受け取ってください。")).await;
    world.press("ken", Action::Ticket(ticket, TicketAction::Close)).await;
    let draft = world.seen_in_it().into_iter().find_map(|content| match content {
        Content::Draft(view) => Some(view.draft),
        _ => None,
    });
    let draft = draft.expect("a draft was made");
    ask_for_a_person(&world, "emma", "パソコンが起動しません").await;
    (world, ticket, draft)
}

async fn of_hr(tx: &mut dyn Transaction) -> Result<(Agent, Team), StoreError> {
    let team = tx.teams().await?.into_iter().find(|team| team.name == "HR").expect("it was added");
    let person = tx.person_by_directory(&directory_id("ken")).await?.expect("he has written");
    Ok((rights::as_agent(tx, &AccessPolicy::default(), &person, &team).await?.expect("he is in the channel"), team))
}

fn refused(of: &str, result: Result<Ticket, TicketError>) {
    assert!(matches!(result, Err(TicketError::NotAnAgent)), "{of}: {result:?}");
}

fn refused_review(of: &str, result: Result<Draft, ApproveError>) {
    assert!(matches!(result, Err(ApproveError::Review(ReviewError::NotAnAgent))), "{of}: {result:?}");
}

#[tokio::test]
async fn an_agent_cannot_work_on_a_ticket_of_another_team() {
    let (world, _, _) = world().await;
    let tried = world.store().write(&world.tenant, move |tx| {
        Box::pin(async move {
            let (agent, hr) = of_hr(tx).await?;
            let it = tx.teams().await?.into_iter().find(|team| team.name == "IT").expect("it is there");
            let open = tx.open_tickets(it.id).await?.pop().expect("emma's");
            refused("accept", accept(tx, &agent, open.clone()).await);
            refused("assign", assign(tx, &agent, &agent, open.clone()).await);
            refused("escalate", escalate(tx, &agent, &hr, open.clone(), Duration::HOUR).await);
            refused("prioritise", prioritise(tx, &agent, open.clone(), Priority::Urgent).await);
            refused("refute", refute(tx, &agent, open.clone(), true).await);
            refused("hand back", hand_back(tx, &agent, open.clone()).await);
            refused("undo", undo_ticket(tx, &agent, open.clone(), Duration::HOUR).await);
            let before = Before { by: agent.person().id, at: tx.now(), held: None, team: it.id, thread: open.thread };
            let closed = Ticket { before: Some(before), ..open.clone() };
            refused("undo of what can be", undo_ticket(tx, &agent, closed, Duration::HOUR).await);
            refused("close", close(tx, &agent, open.clone()).await);
            let unchanged = tx.ticket(open.id).await?.expect("it is there");
            assert_eq!(unchanged, open);
            let person = agent.person().clone();
            let own = rights::as_agent(tx, &AccessPolicy::default(), &person, &it).await?.expect("he is one of IT too");
            assert!(accept(tx, &own, open).await.is_ok(), "the control: his own team's he may take");
            Ok::<_, StoreError>(())
        })
    });
    tried.await.expect("the store works");
}

#[tokio::test]
async fn an_agent_cannot_review_a_draft_of_another_team() {
    let (world, _, draft) = world().await;
    let entry = world.publish("予備機はどこですか", "総務部です。").await.id;
    let tried = world.store().write(&world.tenant, move |tx| {
        Box::pin(async move {
            let (agent, hr) = of_hr(tx).await?;
            let reviewer = rights::as_reviewer(tx, &AccessPolicy::default(), agent.person(), &hr).await?;
            let reviewer = reviewer.expect("he is in the channel");
            let draft = tx.draft(draft).await?.expect("it is there");
            let (question, answer) = (draft.question.clone(), draft.answer.clone());
            let approved = approve(tx, &reviewer, draft.clone(), question.clone(), answer.clone()).await;
            refused_review("approve", approved.map_err(ApproveError::from));
            refused_review("reject", reject(tx, &reviewer, draft.clone(), "no").await.map_err(ApproveError::from));
            refused_review("merge", merge(tx, &reviewer, draft.clone(), entry).await.map_err(ApproveError::from));
            refused_review("undo", undo(tx, &reviewer, draft.clone()).await);
            assert_eq!(tx.entry(entry).await?.expect("it is there").variants, Vec::<String>::new());
            let it = tx.team(draft.team).await?.expect("it is there");
            let person = agent.person().clone();
            let own = rights::as_reviewer(tx, &AccessPolicy::default(), &person, &it).await?;
            let own = own.expect("he is one of IT too");
            assert!(approve(tx, &own, draft, question, answer).await.is_ok(), "the control");
            Ok::<_, StoreError>(())
        })
    });
    tried.await.expect("the store works");
}
