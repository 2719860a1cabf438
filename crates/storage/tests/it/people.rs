//! Persons, rosters and teams.

use desk::faq::{Audience, AudienceGroup};
use desk::language::Language;
use desk::people::{Member, Person, Team};
use desk::store::StoreError;

use crate::fixture::Fixture;
use crate::world::directory_id;
use crate::{commit, everywhere, look};

everywhere! {
    a_person_is_found_by_either_id,
    a_person_seen_again_is_renewed_and_keeps_id_and_language,
    people_are_found_by_a_part_of_their_name_in_any_width_it_is_written,
    a_roster_is_replaced_as_a_whole_and_kept_in_order,
    a_long_roster_is_kept_and_what_did_not_change_is_not_written,
    teams_come_with_the_default_one_first,
    a_new_default_team_takes_over_from_the_old_one,
    two_teams_of_one_name_are_refused,
}

mod past_the_store {
    use super::what_makes_no_sense_is_named_by_table_column_and_row;

    crate::between_processes! {
        what_makes_no_sense_is_named_by_table_column_and_row,
    }
}

async fn what_makes_no_sense_is_named_by_table_column_and_row(fixture: Fixture) {
    let person = fixture.somebody("hanako");
    let saved = person.clone();
    commit!(fixture, tx => tx.save_person(saved).await);
    fixture.past_the_store("UPDATE people SET language = 'klingon' RETURNING name").await;
    let id = person.id;
    let read =
        fixture.store.read::<_, StoreError, _>(&fixture.tenant, move |tx| Box::pin(async move { tx.person(id).await }));
    let error = read.await.expect_err("nobody speaks it");
    assert!(!error.is_transient(), "{error:?}");
    let StoreError::Damaged { place, .. } = error else { panic!("{error:?}") };
    assert_eq!(place, format!("people.language of {}", id.uuid()));
}

async fn a_person_is_found_by_either_id(fixture: Fixture) {
    let person = fixture.somebody("hanako");
    let saved = person.clone();
    assert_eq!(commit!(fixture, tx => tx.save_person(saved).await), person);
    let id = person.id;
    assert_eq!(look!(fixture, tx => tx.person(id).await), Some(person.clone()));
    assert_eq!(look!(fixture, tx => tx.person_by_directory(&directory_id("hanako")).await), Some(person));
    assert_eq!(look!(fixture, tx => tx.person_by_directory(&directory_id("taro")).await), None);
}

async fn a_person_seen_again_is_renewed_and_keeps_id_and_language(fixture: Fixture) {
    let first = fixture.somebody("hanako");
    let again = Person {
        id: fixture.somebody("x").id,
        channel_id: "29:new".into(),
        name: "山田 花子\0".into(),
        language: None,
        ..first.clone()
    };
    let saved = first.clone();
    commit!(fixture, tx => tx.save_person(saved).await);
    let stored = commit!(fixture, tx => tx.save_person(again).await);
    assert_eq!(
        stored,
        Person {
            id: first.id,
            channel_id: "29:new".into(),
            name: "山田 花子\u{fffd}".into(),
            language: Some(Language::Japanese),
            ..first
        }
    );
}

async fn people_are_found_by_a_part_of_their_name_in_any_width_it_is_written(fixture: Fixture) {
    let named = |name: &str| Person { name: name.to_owned(), ..fixture.somebody(name) };
    let people = [named("Hanako YAMADA"), named("ＶＰＮ担当"), named("Émile 100%")];
    let saved = people.clone();
    commit!(fixture, tx => {
        for person in saved {
            tx.save_person(person).await?;
        }
        Ok(())
    });
    for (text, found) in [("yamada", Some(0)), ("ＶＰＮ", Some(1)), ("Émile", Some(2)), ("0%", Some(2)), ("%a", None)]
    {
        let names = look!(fixture, tx => tx.people_before(text, None, 9).await);
        let expected: Vec<&str> = found.map(|at: usize| people[at].name.as_str()).into_iter().collect();
        assert_eq!(names.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), expected, "{text}");
    }
}

async fn a_roster_is_replaced_as_a_whole_and_kept_in_order(fixture: Fixture) {
    let world = fixture.world().await;
    let channel = world.channel.id;
    let member = |name: &str| Member {
        directory_id: directory_id(name),
        channel_id: format!("29:{name}"),
        name: name.to_owned(),
        mail: (name == "b").then(|| "b@example.com".to_owned()),
    };
    let first = vec![member("c"), member("a"), member("c")];
    let second = vec![member("b"), member("a")];
    assert_eq!(look!(fixture, tx => tx.roster(channel).await), []);
    commit!(fixture, tx => tx.set_roster(channel, &first).await);
    assert_eq!(look!(fixture, tx => tx.roster(channel).await), [member("c"), member("a")]);
    let replaced = second.clone();
    commit!(fixture, tx => tx.set_roster(channel, &replaced).await);
    assert_eq!(look!(fixture, tx => tx.roster(channel).await), second);
    assert_eq!(look!(fixture, tx => tx.first_members(channel, 1).await), second[..1]);
    assert_eq!(look!(fixture, tx => tx.first_members(channel, 9).await), second);
    assert_eq!(look!(fixture, tx => tx.member(channel, &directory_id("a")).await), Some(member("a")));
    assert_eq!(look!(fixture, tx => tx.member(channel, &directory_id("c")).await), None);
    assert_eq!(look!(fixture, tx => tx.channels_with(&directory_id("a")).await), [channel]);
    assert_eq!(look!(fixture, tx => tx.channels_with(&directory_id("c")).await), []);
}

async fn a_long_roster_is_kept_and_what_did_not_change_is_not_written(fixture: Fixture) {
    let world = fixture.world().await;
    let channel = world.channel.id;
    let member = |number: usize| Member {
        directory_id: directory_id(&format!("member-{number}")),
        channel_id: format!("29:{number}"),
        name: format!("名前 {number}"),
        mail: None,
    };
    let all: Vec<Member> = (0..333).map(member).collect();
    let first = all.clone();
    commit!(fixture, tx => tx.set_roster(channel, &first).await);
    assert_eq!(look!(fixture, tx => tx.roster(channel).await), all);
    let (again, before) = (all.clone(), fixture.store.usage().statements);
    commit!(fixture, tx => tx.set_roster(channel, &again).await);
    assert_eq!(fixture.store.usage().statements - before, 2, "it was read, and when");
    assert_eq!(look!(fixture, tx => tx.roster_read_at(channel).await), Some(fixture.now()));
    let fewer: Vec<Member> = all.iter().filter(|one| !one.name.ends_with('7')).cloned().collect();
    let left = fewer.clone();
    commit!(fixture, tx => tx.set_roster(channel, &left).await);
    assert_eq!(look!(fixture, tx => tx.roster(channel).await), fewer);
}

async fn teams_come_with_the_default_one_first(fixture: Fixture) {
    let world = fixture.world().await;
    let general =
        Team { is_default: true, listed_agents: Some(vec![directory_id("ichiro")]), ..fixture.team_named("z", None) };
    let nobody = Team {
        listed_agents: Some(Vec::new()),
        keywords: Vec::new(),
        serves: Audience::Chosen(vec![AudienceGroup::Team("b".into())]),
        ..fixture.team_named("a", None)
    };
    let expected = vec![general.clone(), nobody.clone(), world.team.clone()];
    commit!(fixture, tx => {
        tx.save_team(&nobody).await?;
        tx.save_team(&general).await
    });
    assert_eq!(look!(fixture, tx => tx.teams().await), expected);
    let id = world.team.id;
    assert_eq!(look!(fixture, tx => tx.team(id).await), Some(world.team));
}

async fn a_new_default_team_takes_over_from_the_old_one(fixture: Fixture) {
    let old = Team { is_default: true, ..fixture.team_named("old", None) };
    let new = Team { is_default: true, ..fixture.team_named("new", None) };
    let (first, second) = (old.clone(), new.clone());
    commit!(fixture, tx => tx.save_team(&first).await);
    commit!(fixture, tx => tx.save_team(&second).await);
    let teams = look!(fixture, tx => tx.teams().await);
    assert_eq!(teams, [new, Team { is_default: false, ..old }]);
}

async fn two_teams_of_one_name_are_refused(fixture: Fixture) {
    let (one, two) = (fixture.team_named("it", None), fixture.team_named("it", None));
    commit!(fixture, tx => tx.save_team(&one).await);
    let refused = fixture.attempt(&fixture.tenant, move |tx| Box::pin(async move { tx.save_team(&two).await })).await;
    // On PostgreSQL another try may find the team of somebody who was faster; here nobody looks for it.
    refused.expect_err("the name is taken");
    assert_eq!(look!(fixture, tx => tx.teams().await).len(), 1);
}
