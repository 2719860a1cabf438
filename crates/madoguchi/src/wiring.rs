//! Which implementation serves a port. The only file that names every crate.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use anyhow::{Context, Result};
use async_trait::async_trait;
use desk::answering::Embedder;
use desk::faq::AudienceGroup;
use desk::flow::{Adapter, Channels, HelpDesk};
use desk::id::TenantId;
use desk::outside::{Channel, ChannelError, Clock, Directory, Ids};
use desk::people::Person;
use desk::people::rights::AccessPolicy;
use desk::policy::Policy;
use desk::store::Store;
use storage::{ConnectionPolicy, Location};
use teams::auth::keys::Keys;
use teams::auth::{ClientSecret, Cloud, Hosts, Secret, Tenants, Tokens, Verifier};
use teams::outbound::rate::OwnWindows;
pub(crate) use teams::outbound::rate::TENANT_PACE as PACE_OF_TEAMS;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::bulkhead::MakesWay;
use crate::config::{BadSetting, BadSettings, Settings, Teams};
use crate::index::BackgroundIndex;
use crate::off_the_runtime::off_the_runtime;

/// The clock of the system.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    fn steady(&self) -> OffsetDateTime {
        static BEGAN: LazyLock<(OffsetDateTime, Instant)> =
            LazyLock::new(|| (OffsetDateTime::now_utc(), Instant::now()));
        BEGAN.0 + BEGAN.1.elapsed()
    }
}

/// UUIDs of version 7.
pub(crate) struct RandomIds;

impl Ids for RandomIds {
    fn fresh(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// The tenant under which this installation keeps its data. An installation serves one Entra tenant; under which id that
/// tenant is known to Microsoft is a setting, so that data imported before the registration belongs to it all the same.
pub(crate) fn home() -> TenantId {
    TenantId::parse("home").expect("a good id")
}

/// Opens the store that the settings name, for a command that only makes sense where there is one already.
pub(crate) async fn existing_store(settings: &Settings) -> Result<Arc<dyn Store>> {
    let missing =
        || anyhow::anyhow!("there is no database at {}; name its folder with --data", file(settings).display());
    store_if_any(settings).await?.ok_or_else(missing)
}

/// Opens the store that the settings name where there is one. Makes no file.
pub(crate) async fn store_if_any(settings: &Settings) -> Result<Option<Arc<dyn Store>>> {
    if settings.database.url.is_none() {
        let file = file(settings);
        // Where one may not look, there may be one.
        let is_there = file.try_exists().with_context(|| {
            format!("cannot look for {}; run this as the program's user or as root", file.display())
        })?;
        if !is_there {
            return Ok(None);
        }
    }
    store(settings, ConnectionPolicy::command()).await.map(Some)
}

/// Opens the store that the settings name, for a command that may begin with nothing.
pub(crate) async fn store_for_command(settings: &Settings) -> Result<Arc<dyn Store>> {
    store(settings, ConnectionPolicy::command()).await
}

/// Opens the store that the settings name, for a server.
pub(crate) async fn store_for_server(settings: &Settings) -> Result<Arc<dyn Store>> {
    store(settings, ConnectionPolicy::server()).await
}

async fn store(settings: &Settings, policy: ConnectionPolicy) -> Result<Arc<dyn Store>> {
    let (location, named) = if let Some(url) = &settings.database.url {
        (Location::Postgres(url.reveal().to_owned()), "the database of database.url".to_owned())
    } else {
        let file = file(settings);
        let named = file.display().to_string();
        (Location::SqliteFile(file), named)
    };
    storage::open(&location, policy, Arc::new(SystemClock), Arc::new(RandomIds))
        .await
        .with_context(|| format!("cannot open {named}"))
}

/// Opens a store whose time and identifiers are those of a past that is told into it.
pub(crate) async fn store_of_the_past(
    settings: &Settings,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
) -> Result<Arc<dyn Store>> {
    let file = file(settings);
    let opened = storage::open(&Location::SqliteFile(file.clone()), ConnectionPolicy::command(), clock, ids).await;
    opened.with_context(|| format!("cannot open {}", file.display()))
}

/// Places a past that was told elsewhere where there is no database yet: see [`storage::place_past`]. Its record is linked.
pub(crate) async fn place_past(
    settings: &Settings,
    database: Vec<u8>,
    by: Duration,
    (told, service_url): (&'static str, &str),
) -> Result<()> {
    let (file, service_url) = (file(settings), service_url.to_owned());
    let named = file.display().to_string();
    let place = move || anyhow::Ok(storage::place_past(&file, &database, by, (told, &service_url))?);
    let placed = off_the_runtime(place).await;
    placed.with_context(|| format!("cannot make {named}"))?;
    // Before anything happens today: what has happened then stands first.
    store_for_command(settings).await?.place_events().await?;
    Ok(())
}

/// Whether the settings name a file of SQLite that is not there yet.
pub(crate) fn is_without_database(settings: &Settings) -> bool {
    settings.database.url.is_none() && !file(settings).exists()
}

/// The file of SQLite.
fn file(settings: &Settings) -> PathBuf {
    settings.data.dir.join("madoguchi.db")
}

/// How the program is connected to Teams.
pub struct Connections {
    /// Checks who calls us.
    pub verifier: Arc<Verifier>,
    /// Reaches people.
    pub channel: Arc<dyn Channel>,
    /// The only tenant served; `None` in development, where the first one that calls is at home.
    pub tenant: Option<TenantId>,
    /// Anybody may connect channels.
    pub anybody_is_admin: bool,
}

/// What a registration with Microsoft consists of.
pub struct Registration {
    /// Which cloud of Microsoft's: where one signs in, and whose tokens are trusted.
    pub cloud: Cloud,
    /// Which hosts may see our token.
    pub hosts: Hosts,
    /// Application (client) id.
    pub app_id: String,
    /// The secret by which that application proves who it is.
    pub client_secret: String,
    /// The Entra tenant that is served, by its Directory (tenant) ID.
    pub tenant: TenantId,
}

impl Registration {
    /// The registration that the settings describe; everything that is missing is named.
    pub(crate) fn of(settings: &Settings) -> Result<Self, BadSettings> {
        let Teams { tenant_id: Some(tenant), app_id: Some(app_id), client_secret: Some(client_secret), cloud, .. } =
            &settings.teams
        else {
            return Err(BadSettings(settings.teams.missing().into_iter().map(missing).collect()));
        };
        let cloud = Cloud::named(cloud).expect("settings know the names of the clouds");
        Ok(Self {
            hosts: Hosts::exact(cloud.service_hosts.clone()),
            cloud,
            app_id: app_id.clone(),
            client_secret: client_secret.reveal().to_owned(),
            tenant: TenantId::parse(tenant).ok_or_else(|| {
                BadSetting::new("teams.tenant_id", "is no tenant id", "use the Directory (tenant) ID, a GUID")
            })?,
        })
    }
}

fn missing(key: &str) -> BadSetting {
    let cure = format!(
        "set {key} (docs/guide/02-register.md), or try `madoguchi demo` or `madoguchi serve --dev`, which need none"
    );
    BadSetting::new(key, "is missing", cure)
}

impl Connections {
    /// With tokens both ways.
    pub fn registered(registration: Registration) -> Result<Self> {
        let Registration { cloud, hosts, app_id, client_secret, tenant } = registration;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let http = teams::auth::client(hosts.is_loopback()).context("cannot make an HTTP client")?;
        let keys = Keys::new(http.clone(), cloud.metadata.clone(), cloud.issuer.clone(), clock.clone());
        let only = Tenants::Only(vec![tenant.clone()]);
        let issuer = cloud.issuer.clone();
        let verifier = Verifier::with_tokens(keys, issuer, app_id.clone(), hosts.clone(), only, clock.clone());
        let secret = Secret::new(client_secret);
        let credential = ClientSecret::new(http, &cloud.login, tenant.as_str(), app_id, secret, cloud.scope.clone());
        let tokens = Tokens::new(Arc::new(credential), clock.clone());
        let settings = teams::outbound::Settings {
            hosts,
            tokens: Some(Arc::new(tokens)),
            cloud: Some(cloud),
            clock,
            tenant: Some(tenant.clone()),
            limiter: Arc::<OwnWindows>::default(),
        };
        let channel = teams::outbound::Teams::new(settings).context("cannot make an HTTP client")?;
        Ok(Self {
            verifier: Arc::new(verifier),
            channel: Arc::new(channel),
            tenant: Some(tenant),
            anybody_is_admin: false,
        })
    }

    /// Without tokens, on this machine only; without the service's rate windows where they are not wanted.
    pub fn development(rate_limits: bool) -> Result<Self> {
        let settings = teams::outbound::Settings {
            hosts: Hosts::loopback(),
            tokens: None,
            cloud: None,
            clock: Arc::new(SystemClock),
            tenant: None,
            limiter: Arc::new(if rate_limits { OwnWindows::default() } else { OwnWindows::lifted() }),
        };
        let channel = teams::outbound::Teams::new(settings).context("cannot make an HTTP client")?;
        Ok(Self {
            verifier: Arc::new(Verifier::for_development()),
            channel: Arc::new(channel),
            tenant: None,
            anybody_is_admin: true,
        })
    }
}

/// The desk with its ports, and these sentence models.
pub(crate) fn help_desk(
    settings: &Settings,
    store: Arc<dyn Store>,
    connections: &Connections,
    models: Vec<Arc<dyn Embedder>>,
) -> Result<HelpDesk> {
    Ok(HelpDesk {
        store,
        channels: Arc::new(channels(connections)),
        index: Arc::new(BackgroundIndex::with(models)),
        directory: directory(settings)?,
        policy: Arc::new(policy(settings, connections.anybody_is_admin)),
    })
}

/// What the settings decide.
pub(crate) fn policy(settings: &Settings, anybody_is_admin: bool) -> Policy {
    Policy {
        access: AccessPolicy { admins: settings.desk.admins.clone(), anybody_is_admin },
        teams_by_connecting: settings.desk.teams.is_empty(),
        promised: settings.answering.promise,
        answer_from: settings.answering.answer_from,
        offer_from: settings.answering.offer_from,
        remind_after: Duration::minutes(settings.desk.waiting_minutes),
        language: settings.desk.language,
    }
}

/// The channels that are served, by name.
fn channels(connections: &Connections) -> Channels {
    let channel = Arc::new(MakesWay(connections.channel.clone()));
    let teams = Adapter { channel, parser: Arc::new(teams::inbound::TeamsParser) };
    Channels::default().with(teams::address::channel_name(), teams)
}

/// Microsoft Graph where the settings want it; otherwise nobody is known to be in any group.
fn directory(settings: &Settings) -> Result<Arc<dyn Directory>> {
    if !settings.teams.groups {
        return Ok(Arc::new(NoDirectory));
    }
    let Registration { cloud, app_id, client_secret, tenant, .. } = Registration::of(settings)?;
    let address = teams::directory::address(&cloud.name).context("every cloud has its Graph")?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let http = teams::auth::client(false).context("cannot make an HTTP client")?;
    let (secret, scope) = (Secret::new(client_secret), format!("{address}/.default"));
    let credential = ClientSecret::new(http.clone(), &cloud.login, tenant.as_str(), app_id, secret, scope);
    let tokens = Arc::new(Tokens::new(Arc::new(credential), clock.clone()));
    let base = url::Url::parse(address).context("Graph's address is no URL")?;
    Ok(Arc::new(teams::directory::Graph::new(http, base, tokens, clock)))
}

/// The app package for Teams.
pub(crate) fn app_package(settings: &Settings) -> Result<Vec<u8>> {
    let need = |value: &Option<String>, key: &str| {
        value
            .clone()
            .ok_or_else(|| BadSetting::new(key, "is missing", "the app package names it: docs/guide/02-register.md"))
    };
    let app_id = need(&settings.teams.app_id, "teams.app_id")?;
    let public_url = need(&settings.server.public_url, "server.public_url")?;
    let url = url::Url::parse(&public_url).context("server.public_url is no URL")?;
    let host = url.host_str().context("server.public_url has no host")?;
    let version = &settings.teams.app_version;
    let package = teams::package::Settings::of_host(&app_id, version, host, &settings.teams.organisation);
    Ok(teams::package::package(&package)?)
}

/// No directory is connected: nobody is known to be in any group.
pub(crate) struct NoDirectory;

#[async_trait]
impl Directory for NoDirectory {
    async fn groups(&self, _person: &Person) -> Result<Vec<AudienceGroup>, ChannelError> {
        Ok(Vec::new())
    }
}
