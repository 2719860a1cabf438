//! Signing in with a name and a password.

use desk::people::rights::AccessPolicy;
use desk::people::{Grant, Person, Role};
use desk::session::{
    AccountError, AccountName, AddressKey, Attempt, DeviceKey, NewAccount, Password, PasswordHash, Session, SessionKey,
    SignInError, Tried, begin_attempt, create_account, refuse_sign_in, renew_password, sign_in, sign_out, to_wait,
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

/// A name as it is tried from an address, by a browser of its own or by none that is known.
fn tried(text: &str, address: u32, device: Option<u8>) -> Tried {
    let mut digest = [0; 32];
    digest[..4].copy_from_slice(&address.to_be_bytes());
    let device = device.map(|device| DeviceKey::new([device; 32]));
    Tried { name: name(text), device, address: AddressKey::new(digest) }
}

async fn begin_as(world: &World, tried: Tried) -> Attempt {
    let begun = world
        .store()
        .write::<_, StoreError, _>(&world.tenant, move |tx| Box::pin(async move { begin_attempt(tx, &tried).await }));
    begun.await.expect("the store works")
}

async fn begin(world: &World, text: &str) -> Attempt {
    begin_as(world, tried(text, 1, None)).await
}

/// Signs in as the console does: key and device are numbers.
async fn signs_in_as(
    world: &World,
    tried: Tried,
    password: &str,
    (key, device): (u8, u8),
) -> Option<Result<Session, SignInError>> {
    let Attempt::Now(account, by) = begin_as(world, tried).await else { return None };
    let typed = Password::parse(password).expect("long enough");
    let right = account.clone().filter(|account| account.password.is_of(&typed));
    let done = world.store().write::<_, StoreError, _>(&world.tenant, move |tx| {
        Box::pin(async move {
            let keys = (SessionKey::new([key; 32]), DeviceKey::new([device; 32]));
            match right {
                Some(right) => sign_in(tx, &AccessPolicy::default(), (&right, by), keys).await,
                None => refuse_sign_in(tx, account.as_ref()).await.map(|()| Err(SignInError::Wrong)),
            }
        })
    });
    Some(done.await.expect("the store works").map(|(session, _)| session))
}

/// The same from one address, by a browser that is known to nobody.
async fn signs_in(world: &World, text: &str, password: &str, key: u8) -> Option<Result<Session, SignInError>> {
    signs_in_as(world, tried(text, 1, None), password, (key, key)).await
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
        for wait in [1, 2, 4, 8, 16, 32, 64, 120, 120] {
            assert_eq!(begin(&world, tried).await, Attempt::Later(Duration::seconds(wait)), "{tried}");
            world.clock.pass(Duration::seconds(wait) - Duration::milliseconds(1));
            assert!(matches!(begin(&world, tried).await, Attempt::Later(_)), "{tried}: an attempt too soon is none");
            world.clock.pass(Duration::milliseconds(1));
            assert!(matches!(signs_in(&world, tried, "other-password", 1).await, Some(Err(_))), "{tried} after {wait}");
        }
    }
    world.clock.pass(Duration::minutes(2));
    let session = signs_in(&world, "admin", "first-password", 2).await.expect("the pause is over");
    assert!(session.is_ok(), "{session:?}");
    assert!(matches!(begin(&world, "admin").await, Attempt::Now(Some(_), _)), "success forgets what failed");
    let refusals = recorded(&world).await.into_iter().filter(|name| name == "session.refused.v1").count();
    assert_eq!(refusals, 28, "each refusal stands in the record");
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_nobody_wait_longer() {
    let world = World::new().await;
    create(&world, "admin").await.expect("nobody has that name");
    signs_in(&world, "admin", "other-password", 1).await;
    world.clock.pass(Duration::hours(-1));
    assert!(matches!(begin(&world, "admin").await, Attempt::Now(..)), "one mistake is free");
    for _ in 0..4 {
        signs_in(&world, "admin", "other-password", 1).await;
    }
    world.clock.pass(Duration::hours(-1));
    let Attempt::Later(wait) = begin(&world, "admin").await else { panic!("it has failed too often") };
    assert!(wait <= Duration::minutes(2), "{wait}");
}

#[tokio::test]
async fn another_password_ends_every_session_and_the_old_one_lets_nobody_in() {
    let world = World::new().await;
    create(&world, "admin").await.expect("nobody has that name");
    signs_in(&world, "admin", "first-password", 1).await.expect("a first attempt").expect("right");
    // Somebody types the old password while it is renewed.
    let Attempt::Now(Some(before), by) = begin(&world, "admin").await else { panic!("there is an account") };
    let renewed = world.store().write::<_, AccountError, _>(&world.tenant, |tx| {
        Box::pin(async move { renew_password(tx, &name("admin"), hash("second-password")).await })
    });
    renewed.await.expect("there is an account");
    assert!(!is_signed_in(&world, 1).await);
    let late = world.store().write::<_, StoreError, _>(&world.tenant, move |tx| {
        let keys = (SessionKey::new([2; 32]), DeviceKey::new([2; 32]));
        Box::pin(async move { sign_in(tx, &AccessPolicy::default(), (&before, by), keys).await })
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

#[tokio::test]
async fn whoever_tries_a_name_keeps_neither_its_owner_waiting_nor_who_comes_from_elsewhere() {
    let world = World::new().await;
    create(&world, "admin").await.expect("nobody has that name");
    let owner = || tried("admin", 1, Some(7));
    signs_in_as(&world, owner(), "first-password", (1, 7)).await.expect("a first attempt").expect("right");
    // Somebody at the next desk tries as often as they can for a day, also with the secret of another account's browser.
    for attempt in 0..2_000_u32 {
        let by = tried("admin", 1, attempt.is_multiple_of(2).then_some(9));
        begin_as(&world, by).await;
        if attempt.is_multiple_of(100) {
            let key = u8::try_from(attempt / 50).expect("few");
            let session = signs_in_as(&world, owner(), "first-password", (100 + key, 7)).await;
            session.expect("the owner's browser does not wait").expect("right");
            let session = signs_in_as(&world, tried("admin", 2, None), "first-password", (101 + key, 3)).await;
            session.expect("who comes from elsewhere does not wait").expect("right");
        }
        world.clock.pass(Duration::seconds(43));
    }
    // The control: the browser itself is slowed, too, and forgets it with the next success.
    for _ in 0..5 {
        signs_in_as(&world, owner(), "other-password", (4, 7)).await.expect("no pause").expect_err("wrong");
    }
    assert_eq!(begin_as(&world, owner()).await, Attempt::Later(Duration::SECOND));
    world.clock.pass(Duration::SECOND);
    signs_in_as(&world, owner(), "first-password", (4, 7)).await.expect("the pause is over").expect("right");
    assert!(matches!(begin_as(&world, owner()).await, Attempt::Now(..)));
}

/// How many passwords strangers get through in an hour, each attempt from another address, one each second.
async fn guesses_of_an_hour(world: &World, address: &mut u32) -> u32 {
    let mut guesses = 0;
    for _ in 0..3_600 {
        *address += 1;
        guesses += u32::from(matches!(begin_as(world, tried("admin", *address, None)).await, Attempt::Now(..)));
        world.clock.pass(Duration::SECOND);
    }
    guesses
}

#[tokio::test]
async fn any_number_of_addresses_gets_through_120_passwords_an_hour_and_shuts_out_no_known_browser() {
    let world = World::new().await;
    create(&world, "admin").await.expect("nobody has that name");
    let owner = || tried("admin", 1, Some(7));
    signs_in_as(&world, owner(), "first-password", (1, 7)).await.expect("a first attempt").expect("right");
    let mut address = 100;
    assert_eq!(guesses_of_an_hour(&world, &mut address).await, 219, "a hundred at once, and one each half minute");
    assert_eq!(guesses_of_an_hour(&world, &mut address).await, 120);
    let session = signs_in_as(&world, owner(), "first-password", (2, 7)).await;
    session.expect("the owner's browser does not wait").expect("right");
    begin_as(&world, tried("admin", 99, None)).await;
    // A stranger has to wait, is told so without anything being counted, and gets in where the attack pauses.
    let stranger = || tried("admin", 2, None);
    let waits = world
        .store()
        .read::<_, StoreError, _>(&world.tenant, move |tx| Box::pin(async move { to_wait(tx, &stranger()).await }));
    let (_, wait) = waits.await.expect("the store works");
    assert!(wait.is_positive() && wait <= Duration::seconds(30), "{wait}");
    world.clock.pass(Duration::seconds(30));
    let session = signs_in_as(&world, stranger(), "first-password", (3, 3)).await;
    session.expect("one place is free").expect("right");
    // Another password frees everybody.
    guesses_of_an_hour(&world, &mut address).await;
    begin_as(&world, tried("admin", 99, None)).await;
    assert!(matches!(begin_as(&world, stranger()).await, Attempt::Later(_)), "the control");
    let renewed = world.store().write::<_, AccountError, _>(&world.tenant, |tx| {
        Box::pin(async move { renew_password(tx, &name("admin"), hash("second-password")).await })
    });
    renewed.await.expect("there is an account");
    assert!(matches!(begin_as(&world, stranger()).await, Attempt::Now(..)));
}
