//! Takes what the messaging endpoint has let in.

use std::collections::HashSet;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use desk::actions::ActionMessage;
use desk::event::Task;
use desk::flow::card_action::{card_action, unreadable_action};
use desk::flow::{ActionOutcome, HelpDesk, Inbound, chain};
use desk::id::TenantId;
use desk::store::StoreError;
use teams::address::channel_name;
use teams::endpoint::{NotKept, Receiver};
use teams::inbound::{Arrival, CardAction};
use tracing::{error, info};

use crate::admission::{Admission, Busy};
use crate::at_once::AtOnce;
use crate::config::TeamSetting;
use crate::floods::Floods;
use crate::teams_of_the_desk;
use crate::wiring;

/// Tries of a press: where two meet in the database, one of them is asked to come again at once.
const TRIES: usize = 3;

/// The desk as the endpoint sees it.
pub(crate) struct TeamsGateway {
    help_desk: Arc<HelpDesk>,
    tenants: TenantResolver,
    teams: Vec<TeamSetting>,
    admission: Arc<Admission>,
    /// Absent where others answer.
    at_once: Option<AtOnce>,
    floods: Floods,
    provisioned: Mutex<HashSet<TenantId>>,
}

/// Which tenant's data is meant when somebody of a tenant calls.
pub(crate) enum TenantResolver {
    /// One registered tenant, which the endpoint has checked: it is at home.
    Registered,
    /// Development: the first tenant that calls is at home, for good where that is kept; every other one has rows of its own.
    FirstComer {
        /// Who it is, once known.
        known: Mutex<Option<TenantId>>,
        /// Where that is kept over a restart; with PostgreSQL nowhere.
        file: Option<PathBuf>,
    },
}

impl TenantResolver {
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
                // Whose data lies here is nobody else's business.
                let mut options = std::fs::OpenOptions::new();
                let mut kept = options.create(true).write(true).truncate(true).mode(0o600).open(file)?;
                kept.write_all(tenant.as_str().as_bytes())?;
            }
            *known = Some(tenant.clone());
        }
        let at_home = known.as_ref() == Some(tenant);
        Ok(if at_home { wiring::home() } else { tenant.clone() })
    }
}

impl TeamsGateway {
    pub(crate) fn new(
        help_desk: Arc<HelpDesk>,
        tenants: TenantResolver,
        teams: Vec<TeamSetting>,
        admission: Arc<Admission>,
        at_once: Option<AtOnce>,
    ) -> Self {
        Self { help_desk, tenants, teams, admission, at_once, floods: Floods::default(), provisioned: Mutex::default() }
    }

    /// Keeps an activity, and answers it where there is room for that.
    async fn keep(&self, tenant: TenantId, key: &str, task: Task, inbound: Option<Inbound>) -> Result<(), StoreError> {
        let inbound = match (inbound, &self.at_once) {
            (Some(inbound), Some(at_once)) => match at_once.place() {
                Some(place) => return at_once.ingest(place, (tenant, key.to_owned()), (task, inbound)).await,
                None => Some(inbound),
            },
            (inbound, _) => inbound,
        };
        // The same activity again was kept the first time: that is what the caller wants to hear.
        self.help_desk.ingest(&tenant, key, task, inbound).await.map(drop)
    }

    /// The tenant whose data is meant, with its teams in place.
    async fn resolve_tenant(&self, tenant: &TenantId) -> Result<TenantId, NotKept> {
        let data = self.tenants.data_of(tenant).map_err(|error| {
            error!(error = %error, "cannot note which tenant is at home");
            NotKept::Failed
        })?;
        let known = self.provisioned.lock().expect("nobody panics while holding it").contains(&data);
        if !known {
            let language = self.help_desk.policy.language;
            teams_of_the_desk::set_up(self.help_desk.store.as_ref(), &data, &self.teams, language).await.map_err(
                |error| {
                    error!(error = %chain(&error), "cannot set up the teams of the desk");
                    NotKept::Failed
                },
            )?;
            self.provisioned.lock().expect("nobody panics while holding it").insert(data.clone());
        }
        Ok(data)
    }
}

#[async_trait]
impl Receiver for TeamsGateway {
    async fn ingest(&self, tenant: &TenantId, key: &str, arrival: Arrival<'_>) -> Result<(), NotKept> {
        let conversation = arrival.activity.conversation_id().unwrap_or_default();
        let admitted = self.floods.admit(conversation).and_then(|()| self.admission.admit());
        admitted.map_err(|Busy { retry_after }| NotKept::Busy { retry_after })?;
        let data = self.resolve_tenant(tenant).await?;
        let activity = arrival.stored().map_err(|error| {
            error!(error = %error, "cannot write an activity");
            NotKept::Failed
        })?;
        let task = Task::Receive { channel: channel_name(), conversation: conversation.to_owned(), activity };
        match self.keep(data.clone(), key, task, Inbound::of(|| arrival.read(&data))).await {
            Ok(()) => Ok(()),
            Err(error) => {
                error!(error = %chain(&error), "cannot keep an activity");
                Err(NotKept::Failed)
            }
        }
    }

    async fn press(&self, pressed: CardAction) -> ActionOutcome {
        // By person: those who press together in one thread must not keep each other out.
        let presser = format!("{} {}", pressed.conversation.remote_id, pressed.from.directory_id.as_str());
        if self.floods.admit(&presser).is_err() {
            return ActionOutcome::Refused(ActionMessage::TryAgain);
        }
        let Ok(data) = self.resolve_tenant(&pressed.tenant).await else {
            return ActionOutcome::Refused(ActionMessage::TryAgain);
        };
        let (press, verb) = (pressed.press.clone(), pressed.verb);
        let inbound = pressed.into_inbound(data);
        let HelpDesk { store, channels, policy, .. } = self.help_desk.as_ref();
        for _ in 0..TRIES {
            let (inbound, press) = (inbound.clone(), press.clone());
            let outcome = if let Ok(press) = press {
                card_action(store.as_ref(), channels.as_ref(), policy, inbound, press).await
            } else {
                let written = unreadable_action(store.as_ref(), inbound, verb, None).await;
                written.map(|()| ActionOutcome::Refused(ActionMessage::Missing))
            };
            match outcome {
                Ok(pressed) => return pressed,
                Err(error) if error.is_transient() => info!(error = %chain(&error), "a press is tried again"),
                Err(error) => {
                    error!(error = %chain(&error), "a press failed");
                    break;
                }
            }
        }
        ActionOutcome::Refused(ActionMessage::TryAgain)
    }
}
