//! Takes what the messaging endpoint has let in.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use desk::event::Task;
use desk::flow::press::press;
use desk::flow::{House, Pressed, Word, chain};
use desk::id::TenantId;
use teams::endpoint::{Desk, NotKept};
use teams::inbound::Press;
use tracing::{error, info};

use crate::config::TeamSetting;
use crate::teams_of_the_desk;
use crate::wiring;

/// Tries of a press: where two meet in the database, one of them is asked to come again at once.
const TRIES: usize = 3;

/// The desk as the endpoint sees it.
pub(crate) struct FrontDoor {
    house: Arc<House>,
    lodgers: Lodgers,
    teams: Vec<TeamSetting>,
    furnished: Mutex<HashSet<TenantId>>,
}

/// Which tenant's data a caller's tenant has.
pub(crate) enum Lodgers {
    /// One registered tenant, which the endpoint has checked: it is at home.
    Registered,
    /// Development: the first tenant that calls is at home, for good; every other one has a store of its own.
    FirstComer {
        /// Who it is, once known.
        known: Mutex<Option<TenantId>>,
        /// Where that is kept over a restart.
        file: Option<PathBuf>,
    },
}

impl Lodgers {
    /// Reads who is at home from the data folder.
    pub(crate) fn first_comer(file: Option<PathBuf>) -> Self {
        let kept = file.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
        let known = kept.and_then(|text| TenantId::parse(text.trim()));
        Self::FirstComer { known: Mutex::new(known), file }
    }

    fn data_of(&self, tenant: &TenantId) -> Result<TenantId, std::io::Error> {
        let Self::FirstComer { known, file } = self else { return Ok(wiring::home()) };
        let mut known = known.lock().expect("nobody panics while holding it");
        if known.is_none() {
            if let Some(file) = file {
                std::fs::write(file, tenant.as_str())?;
            }
            *known = Some(tenant.clone());
        }
        let at_home = known.as_ref() == Some(tenant);
        Ok(if at_home { wiring::home() } else { tenant.clone() })
    }
}

impl FrontDoor {
    pub(crate) fn new(house: Arc<House>, lodgers: Lodgers, teams: Vec<TeamSetting>) -> Self {
        Self { house, lodgers, teams, furnished: Mutex::default() }
    }

    /// The tenant whose data is meant, with its teams in place.
    async fn settle(&self, tenant: &TenantId) -> Result<TenantId, NotKept> {
        let data = self.lodgers.data_of(tenant).map_err(|error| {
            error!(error = %error, "cannot note which tenant is at home");
            NotKept
        })?;
        let known = self.furnished.lock().expect("nobody panics while holding it").contains(&data);
        if !known {
            let language = self.house.rules.language;
            teams_of_the_desk::set_up(self.house.store.as_ref(), &data, &self.teams, language).await.map_err(
                |error| {
                    error!(error = %chain(&error), "cannot set up the teams of the desk");
                    NotKept
                },
            )?;
            self.furnished.lock().expect("nobody panics while holding it").insert(data.clone());
        }
        Ok(data)
    }
}

#[async_trait]
impl Desk for FrontDoor {
    async fn accept(&self, tenant: &TenantId, key: &str, conversation: &str, activity: String) -> Result<(), NotKept> {
        let data = self.settle(tenant).await?;
        let task = Task::Receive { conversation: conversation.to_owned(), activity };
        match self.house.store.accept(&data, key, task).await {
            // The same activity again was kept the first time: that is what the caller wants to hear.
            Ok(_added) => Ok(()),
            Err(error) => {
                error!(error = %chain(&error), "cannot keep an activity");
                Err(NotKept)
            }
        }
    }

    async fn press(&self, pressed: Press) -> Pressed {
        let Ok(action) = pressed.action.clone() else { return Pressed::Refused(Word::Missing) };
        let Ok(data) = self.settle(&pressed.tenant).await else { return Pressed::Refused(Word::TryAgain) };
        let heard = wiring::heard_of(pressed, data);
        let house = &self.house;
        for _ in 0..TRIES {
            let (heard, action) = (heard.clone(), action.clone());
            match press(house.store.as_ref(), house.channel.as_ref(), &house.rules, heard, action).await {
                Ok(pressed) => return pressed,
                Err(error) if error.is_transient() => info!(error = %chain(&error), "a press is tried again"),
                Err(error) => {
                    error!(error = %chain(&error), "a press failed");
                    break;
                }
            }
        }
        Pressed::Refused(Word::TryAgain)
    }
}
