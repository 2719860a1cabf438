//! Roles, local accounts, sessions.

use desk::people::{Grant, Member, Role, Standing};
use desk::session::{
    Account, AccountName, AddressKey, Attempts, DEVICE_KEPT, DeviceKey, IDLE, MOST_DEVICES, PasswordHash, Session,
    SessionKey, Trier,
};
use time::Duration;

use crate::fixture::Fixture;
use crate::{commit, everywhere, look};

everywhere! {
    a_role_is_held_once_and_taken_away_where_it_was_given,
    an_account_is_read_back_and_changed_by_its_name,
    what_was_tried_is_counted_for_each_who_tries_and_forgotten_together,
    the_newest_browsers_of_an_account_are_known,
    a_session_is_found_until_it_ends,
    a_session_that_has_ended_is_not_brought_back_by_a_late_use,
}

async fn a_role_is_held_once_and_taken_away_where_it_was_given(fixture: Fixture) {
    let world = fixture.world().await;
    let (person, team) = (world.agent.id, Some(world.team.id));
    let (here, everywhere) =
        (Grant { person, role: Role::Editor, team }, Grant { person, role: Role::Editor, team: None });
    commit!(fixture, tx => {
        for grant in [here, here, everywhere, everywhere] {
            tx.save_grant(&grant).await?;
        }
        Ok(())
    });
    let held = look!(fixture, tx => tx.grants_of(person).await);
    assert_eq!(held.len(), 2, "{held:?}");
    assert!(held.contains(&here) && held.contains(&everywhere), "{held:?}");
    assert!(commit!(fixture, tx => tx.remove_grant(&everywhere).await));
    assert!(!commit!(fixture, tx => tx.remove_grant(&everywhere).await), "it was not held any more");
    assert_eq!(look!(fixture, tx => tx.grants_of(person).await), [here]);
    let other = world.requester.id;
    assert_eq!(look!(fixture, tx => tx.grants_of(other).await), []);

    let (agent, channel) = (world.agent.clone(), world.channel.id);
    let member =
        Member { directory_id: agent.directory_id.clone(), channel_id: String::new(), name: String::new(), mail: None };
    commit!(fixture, tx => {
        tx.set_roster(channel, &[member]).await?;
        tx.save_grant(&everywhere).await
    });
    let standing = look!(fixture, tx => tx.standing_of(&agent).await);
    assert_eq!(standing.channels, [channel]);
    assert!(standing.grants.len() == 2 && standing.grants.contains(&here) && standing.grants.contains(&everywhere));
    let requester = world.requester;
    assert_eq!(look!(fixture, tx => tx.standing_of(&requester).await), Standing::default());
}

async fn an_account_is_read_back_and_changed_by_its_name(fixture: Fixture) {
    let world = fixture.world().await;
    let name = AccountName::parse("hanako").expect("a name");
    let (wanted, created_at) = (name.clone(), fixture.now());
    assert_eq!(look!(fixture, tx => tx.account(&wanted).await), None);
    let account =
        Account { name: name.clone(), person: world.agent.id, password: PasswordHash::of_nothing(), created_at };
    let saved = account.clone();
    assert!(commit!(fixture, tx => tx.add_account(&saved).await));
    let other = Account { person: world.requester.id, ..account.clone() };
    assert!(!commit!(fixture, tx => tx.add_account(&other).await), "it is another one's");
    let hash = "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA";
    let renewed = Account { password: PasswordHash::parse(hash).expect("a hash"), ..account };
    let saved = renewed.clone();
    commit!(fixture, tx => tx.save_password(&saved).await);
    let wanted = name.clone();
    assert_eq!(look!(fixture, tx => tx.account(&wanted).await), Some(renewed.clone()));
    assert_eq!(look!(fixture, tx => tx.accounts().await), [(renewed, world.agent)]);
}

async fn what_was_tried_is_counted_for_each_who_tries_and_forgotten_together(fixture: Fixture) {
    let name = AccountName::parse("hanako").expect("a name");
    let triers = [Trier::Strangers, Trier::Address(AddressKey::new([1; 32])), Trier::Device(DeviceKey::new([1; 32]))];
    let at = fixture.now();
    for (by, count) in triers.into_iter().zip(1..) {
        let wanted = name.clone();
        assert_eq!(commit!(fixture, tx => tx.attempts(&wanted, by).await), None);
        let wanted = name.clone();
        commit!(fixture, tx => tx.save_attempts(&wanted, by, Some(Attempts { count, at })).await);
    }
    for (by, count) in triers.into_iter().zip(1..) {
        let wanted = name.clone();
        assert_eq!(commit!(fixture, tx => tx.attempts(&wanted, by).await), Some(Attempts { count, at }));
    }
    let wanted = name.clone();
    commit!(fixture, tx => tx.save_attempts(&wanted, triers[1], None).await);
    let wanted = name.clone();
    assert_eq!(look!(fixture, tx => tx.attempts(&wanted, triers[1]).await), None);
    let wanted = name.clone();
    assert!(look!(fixture, tx => tx.attempts(&wanted, triers[2]).await).is_some());
    let wanted = name.clone();
    commit!(fixture, tx => tx.forget_attempts(&wanted).await);
    assert_eq!(look!(fixture, tx => tx.attempts(&name, triers[2]).await), None);
}

async fn the_newest_browsers_of_an_account_are_known(fixture: Fixture) {
    let world = fixture.world().await;
    let name = AccountName::parse("hanako").expect("a name");
    let (password, created_at) = (PasswordHash::of_nothing(), fixture.now());
    let account = Account { name: name.clone(), person: world.agent.id, password, created_at };
    commit!(fixture, tx => tx.add_account(&account).await);
    let device = |number: u32| DeviceKey::new([u8::try_from(number).expect("few"); 32]);
    let knows = async |number: u32| {
        let wanted = name.clone();
        look!(fixture, tx => tx.has_device(&wanted, device(number)).await)
    };
    // The first one signs in again at the end.
    for number in (0..=MOST_DEVICES).chain([1]) {
        let wanted = name.clone();
        commit!(fixture, tx => tx.save_device(&wanted, device(number)).await);
        fixture.pass(Duration::SECOND);
    }
    assert!(!knows(0).await && knows(1).await && knows(2).await && knows(MOST_DEVICES).await);
    let wanted = name.clone();
    commit!(fixture, tx => tx.save_device(&wanted, device(99)).await);
    assert!(knows(1).await && !knows(2).await && knows(3).await);
    let other = AccountName::parse("taro").expect("a name");
    assert!(!look!(fixture, tx => tx.has_device(&other, device(1)).await), "of another account it is unknown");
    fixture.pass(DEVICE_KEPT);
    assert!(!knows(1).await);
    fixture.store.expire(&desk::retention::Retention::default(), false).await.expect("the store works");
    fixture.pass(-DEVICE_KEPT);
    assert!(!knows(1).await, "nothing is left of it");
}

async fn a_session(fixture: &Fixture, number: u8) -> Session {
    let world = fixture.world().await;
    let now = fixture.now();
    let session = Session { key: SessionKey::new([number; 32]), person: world.agent.id, started_at: now, seen_at: now };
    commit!(fixture, tx => tx.add_session(&session).await);
    session
}

async fn a_session_is_found_until_it_ends(fixture: Fixture) {
    let session = a_session(&fixture, 1).await;
    let key = session.key;
    assert_eq!(look!(fixture, tx => tx.session(key).await), Some(session));
    assert_eq!(look!(fixture, tx => tx.session(SessionKey::new([2; 32])).await), None);
    fixture.pass(Duration::hours(10));
    let used = Session { seen_at: fixture.now(), ..session };
    commit!(fixture, tx => tx.note_use(&used).await);
    fixture.pass(Duration::hours(10));
    assert_eq!(look!(fixture, tx => tx.session(key).await), Some(used), "it was used in the meantime");
    fixture.pass(IDLE);
    assert_eq!(look!(fixture, tx => tx.session(key).await), None);
}

async fn a_session_that_has_ended_is_not_brought_back_by_a_late_use(fixture: Fixture) {
    let session = a_session(&fixture, 1).await;
    let (key, person) = (session.key, session.person);
    assert!(commit!(fixture, tx => tx.end_session(key).await));
    assert!(!commit!(fixture, tx => tx.end_session(key).await));
    commit!(fixture, tx => tx.note_use(&session).await);
    assert_eq!(look!(fixture, tx => tx.session(key).await), None);
    commit!(fixture, tx => tx.add_session(&session).await);
    assert_eq!(commit!(fixture, tx => tx.end_sessions_of(person).await), 1);
    assert_eq!(look!(fixture, tx => tx.session(key).await), None);
}
