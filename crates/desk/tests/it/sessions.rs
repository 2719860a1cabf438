//! Signing in with a name and a password.

use desk::people::rights::AccessPolicy;
use desk::people::{Grant, Person, Role};
use desk::session::{
    AccountError, AccountName, Attempt, NewAccount, Password, PasswordHash, Session, SessionKey, SignInError,
    begin_attempt, create_account, refuse_sign_in, renew_password, sign_in, sign_out,
};
use desk::store::StoreError;
use testkit::World;
use time::Duration;

fn name(text: &str) -> AccountName {
    AccountName::parse(text).expect("a name")
}

fn hash(password: &str) -> PasswordHash {
    Password::parse(password).expect("long enough").hashed(&[3; 16])
}

async fn create(world: &World, text: &str) -> Result<Person, AccountError> {
    let wanted = NewAccount {
        name: name(text),
        display_name: "管理 太郎".to_owned(),
        password: hash("first-password"),
        role: Role::Admin,
    };
    world.store().write(&world.tenant, move |tx| Box::pin(create_account(tx, wanted))).await
}

async fn begin(world: &World, text: &str) -> Attempt {
    let tried = name(text);
    let begun = world
        .store()
        .write::<_, StoreError, _>(&world.tenant, move |tx| Box::pin(async move { begin_attempt(tx, &tried).await }));
    begun.await.expect("the store works")
}

/// Signs in as the console does.
async fn signs_in(world: &World, text: &str, password: &str, key: u8) -> Option<Result<Session, SignInError>> {
    let Attempt::Now(account) = begin(world, text).await else { return None };
    let typed = Password::parse(password).expect("long enough");
    let right = account.clone().filter(|account| account.password.is_of(&typed));
    let done = world.store().write::<_, StoreError, _>(&world.tenant, move |tx| {
        Box::pin(async move {
            match right {
                Some(right) => sign_in(tx, &AccessPolicy::default(), &right, SessionKey::new([key; 32])).await,
                None => refuse_sign_in(tx, account.as_ref()).await.map(|()| Err(SignInError::Wrong)),
            }
        })
    });
    Some(done.await.expect("the store works").map(|(session, _)| session))
}

async fn is_signed_in(world: &World, key: u8) -> bool {
    let found = world.store().read::<_, StoreError, _>(&world.tenant, move |tx| {
        Box::pin(async move { tx.session(SessionKey::new([key; 32])).await })
    });
    found.await.expect("the store works").is_some()
}

/// The events of accounts, roles and sessions, with their facts.
async fn recorded(world: &World) -> Vec<String> {
    world.store().place_events().await.expect("they get their places");
    let events = world.store().events_after(&world.tenant, 0, 500).await.expect("they are read");
    let ours = ["account.", "password.", "role.", "session."];
    let ours = events.into_iter().filter(|event| ours.iter().any(|begin| event.name.starts_with(begin)));
    ours.map(|event| event.name).collect()
}

#[tokio::test]
async fn an_account_is_created_once_and_lets_its_owner_in_until_they_sign_out() {
    let world = World::new().await;
    let person = create(&world, "Admin").await.expect("nobody has that name");
    assert!(matches!(create(&world, "ＡＤＭＩＮ").await, Err(AccountError::Taken)));
    let session = signs_in(&world, "admin", "first-password", 1).await.expect("a first attempt").expect("right");
    assert_eq!(session.person, person.id);
    assert!(is_signed_in(&world, 1).await);
    let ended = world.store().write::<_, StoreError, _>(&world.tenant, |tx| {
        Box::pin(async move { sign_out(tx, SessionKey::new([1; 32])).await })
    });
    assert!(ended.await.expect("the store works"));
    assert!(!is_signed_in(&world, 1).await);
    let events = ["account.created.v1", "role.granted.v1", "session.started.v1", "session.ended.v1"];
    assert_eq!(recorded(&world).await, events);
}

#[tokio::test]
async fn whoever_tries_passwords_has_to_wait_longer_and_longer_whether_or_not_there_is_such_an_account() {
    let world = World::new().await;
    create(&world, "admin").await.expect("nobody has that name");
    for tried in ["admin", "nobody"] {
        for attempt in 1..=5 {
            let refused = signs_in(&world, tried, "other-password", 1).await;
            assert!(matches!(refused, Some(Err(SignInError::Wrong))), "{tried} {attempt}: {refused:?}");
        }
        for wait in [1, 2, 4, 8, 16, 30, 30] {
            assert_eq!(begin(&world, tried).await, Attempt::Later(Duration::seconds(wait)), "{tried}");
            world.clock.pass(Duration::seconds(wait) - Duration::milliseconds(1));
            assert!(matches!(begin(&world, tried).await, Attempt::Later(_)), "{tried}: an attempt too soon is none");
            world.clock.pass(Duration::milliseconds(1));
            assert!(matches!(signs_in(&world, tried, "other-password", 1).await, Some(Err(_))), "{tried} after {wait}");
        }
    }
    world.clock.pass(Duration::seconds(30));
    let session = signs_in(&world, "admin", "first-password", 2).await.expect("the pause is over");
    assert!(session.is_ok(), "{session:?}");
    assert!(matches!(begin(&world, "admin").await, Attempt::Now(Some(_))), "success forgets what failed");
    let refusals = recorded(&world).await.into_iter().filter(|name| name == "session.refused.v1").count();
    assert_eq!(refusals, 24, "each refusal stands in the record");
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_nobody_wait_longer() {
    let world = World::new().await;
    create(&world, "admin").await.expect("nobody has that name");
    signs_in(&world, "admin", "other-password", 1).await;
    world.clock.pass(Duration::hours(-1));
    assert!(matches!(begin(&world, "admin").await, Attempt::Now(_)), "one mistake is free");
    for _ in 0..4 {
        signs_in(&world, "admin", "other-password", 1).await;
    }
    world.clock.pass(Duration::hours(-1));
    let Attempt::Later(wait) = begin(&world, "admin").await else { panic!("it has failed too often") };
    assert!(wait <= Duration::seconds(30), "{wait}");
}

#[tokio::test]
async fn another_password_ends_every_session_and_the_old_one_lets_nobody_in() {
    let world = World::new().await;
    create(&world, "admin").await.expect("nobody has that name");
    signs_in(&world, "admin", "first-password", 1).await.expect("a first attempt").expect("right");
    // Somebody types the old password while it is renewed.
    let Attempt::Now(Some(before)) = begin(&world, "admin").await else { panic!("there is an account") };
    let renewed = world.store().write::<_, AccountError, _>(&world.tenant, |tx| {
        Box::pin(async move { renew_password(tx, &name("admin"), hash("second-password")).await })
    });
    renewed.await.expect("there is an account");
    assert!(!is_signed_in(&world, 1).await);
    let late = world.store().write::<_, StoreError, _>(&world.tenant, move |tx| {
        Box::pin(async move { sign_in(tx, &AccessPolicy::default(), &before, SessionKey::new([2; 32])).await })
    });
    assert_eq!(late.await.expect("the store works").map(|_| ()), Err(SignInError::Wrong));
    assert!(!is_signed_in(&world, 2).await);
    assert!(signs_in(&world, "admin", "second-password", 3).await.expect("no pause").is_ok(), "the control");
}

#[tokio::test]
async fn whoever_holds_no_role_is_not_let_in() {
    let world = World::new().await;
    let person = create(&world, "admin").await.expect("nobody has that name");
    let taken = world.store().write::<_, StoreError, _>(&world.tenant, move |tx| {
        Box::pin(async move { tx.remove_grant(&Grant { person: person.id, role: Role::Admin, team: None }).await })
    });
    assert!(taken.await.expect("the store works"));
    assert_eq!(signs_in(&world, "admin", "first-password", 1).await, Some(Err(SignInError::NoRights)));
    assert!(!is_signed_in(&world, 1).await);
}
