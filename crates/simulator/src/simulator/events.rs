//! What happens to chats and teams: the app comes and goes, people come and go, names change.

use serde_json::{Value, json};

use super::roles::{FirstAttempt, participant, wait};
use super::{Error, Simulator, State};
use crate::wire::Scene;
use crate::world::{Chat, Person};

impl Simulator {
    /// Installs the app in a chat, or in the team of a channel. The bot gets `installationUpdate` and
    /// `conversationUpdate`, as with the service.
    pub async fn install(&self, person: &str, chat: &str) -> Result<(), Error> {
        for delivery in self.post_installation(person, chat, true)? {
            wait(Some(delivery)).await;
        }
        Ok(())
    }

    /// Removes the app: the bot is told, hears nothing from there any more, and is refused when it speaks.
    pub async fn uninstall(&self, person: &str, chat: &str) -> Result<(), Error> {
        for delivery in self.post_installation(person, chat, false)? {
            wait(Some(delivery)).await;
        }
        Ok(())
    }

    pub(crate) fn post_installation(&self, person: &str, chat: &str, added: bool) -> Result<Vec<FirstAttempt>, Error> {
        let mut guard = self.state();
        let state = &mut *guard;
        let (person, chat) = participant(state, person, chat)?;
        let place = chat.team.clone().unwrap_or_else(|| chat.id.clone());
        if added {
            state.uninstalled.remove(&place);
        } else {
            state.uninstalled.insert(place);
        }
        let ids = [format!("f:{}", state.next_id()), format!("f:{}", state.next_id())];
        let bot = json!({ "id": state.world.bot_id, "name": state.world.bot_name });
        let scene = self.whole(state, &person, &chat);
        let activities =
            [scene.installation(&ids[0], if added { "add" } else { "remove" }), scene.members(&ids[1], &[bot], added)];
        Ok(activities.map(|activity| self.queues.post(&chat.id, activity)).into())
    }

    /// Adds somebody to a team (by its id, name or a channel's id) or to a group chat.
    pub async fn add_member(&self, place: &str, person: &str) -> Result<(), Error> {
        self.change_roster(place, person, true).await
    }

    /// Takes somebody out of a team or a group chat.
    pub async fn remove_member(&self, place: &str, person: &str) -> Result<(), Error> {
        self.change_roster(place, person, false).await
    }

    async fn change_roster(&self, place: &str, who: &str, added: bool) -> Result<(), Error> {
        let delivery = {
            let mut guard = self.state();
            let state = &mut *guard;
            let person = state.world.person(who).cloned().ok_or_else(|| Error::NoPerson(who.to_owned()))?;
            let chat = place_of(state, place)?;
            let roster = state.world.roster_mut(place).ok_or_else(|| Error::NoChat(place.to_owned()))?;
            roster.retain(|id| *id != person.id);
            if added {
                roster.push(person.id.clone());
            }
            let id = format!("f:{}", state.next_id());
            state.is_installed(&chat).then(|| {
                let member = json!({ "id": person.id, "aadObjectId": person.directory_id });
                let activity = self.whole(state, &person, &chat).members(&id, &[member], added);
                self.queues.post(&chat.id, activity)
            })
        };
        wait(delivery).await;
        Ok(())
    }

    /// Gives a team (by id or name) or a channel (by id) another name.
    pub async fn rename(&self, person: &str, place: &str, name: &str) -> Result<(), Error> {
        let delivery = {
            let mut guard = self.state();
            let state = &mut *guard;
            let who = state.world.person(person).cloned().ok_or_else(|| Error::NoPerson(person.to_owned()))?;
            let id = place_of(state, place)?.id;
            let team = state.world.teams.iter_mut().find(|team| team.id == place || team.name == place);
            let event = if let Some(team) = team {
                name.clone_into(&mut team.name);
                "teamRenamed"
            } else if let Some(chat) = state.world.chats.iter_mut().find(|chat| chat.id == id && chat.team.is_some()) {
                name.clone_into(&mut chat.name);
                "channelRenamed"
            } else {
                return Err(Error::Invalid("only teams and channels are renamed".to_owned()));
            };
            let chat = place_of(state, &id)?;
            let number = format!("f:{}", state.next_id());
            state.is_installed(&chat).then(|| {
                let activity: Value = self.whole(state, &who, &chat).renamed(&number, event);
                self.queues.post(&chat.id, activity)
            })
        };
        wait(delivery).await;
        Ok(())
    }

    fn whole<'a>(&'a self, state: &'a State, person: &'a Person, chat: &'a Chat) -> Scene<'a> {
        Scene { world: &state.world, service_url: self.service_url(), person, chat, thread: None }
    }
}

/// A chat by id; for a team (by id or name) its General channel, whose id is the team's.
fn place_of(state: &State, place: &str) -> Result<Chat, Error> {
    let id = state.world.team(place).map_or(place, |team| &team.id);
    state.world.chat(id).cloned().ok_or_else(|| Error::NoChat(place.to_owned()))
}
