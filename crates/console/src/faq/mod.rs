//! FAQ entries. Whoever writes them sees all; others see those that are published and that they may see as requesters of their teams.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use desk::audit::Target;
use desk::faq::{Audience, AudienceGroup, Entry, EntryFilter, EntryVersion};
use desk::id::EntryId;
use desk::language::Language;
use desk::people::{Right, Team};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use crate::api::caller::Caller;
use crate::api::listing::{MOST, Page, PageQuery, looked_for};
use crate::api::problem::Fault;
use crate::api::{Api, Desk};

pub(crate) mod change;
pub(crate) mod preview;

/// A language of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LanguageView {
    /// Japanese.
    Ja,
    /// English.
    En,
}

impl From<LanguageView> for Language {
    fn from(language: LanguageView) -> Self {
        match language {
            LanguageView::Ja => Self::Japanese,
            LanguageView::En => Self::English,
        }
    }
}

impl From<Language> for LanguageView {
    fn from(language: Language) -> Self {
        match language {
            Language::Japanese => Self::Ja,
            Language::English => Self::En,
        }
    }
}

/// Whether an entry answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum EntryStateQuery {
    /// It answers.
    #[default]
    Published,
    /// It has ceased to; for who writes entries.
    Retired,
    /// Both; for who writes entries.
    Any,
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EntryQuery {
    /// Stands in question, answer or a variant, in any case.
    #[param(max_length = 200)]
    q: Option<String>,
    /// In this language.
    #[param(inline)]
    language: Option<LanguageView>,
    /// Whether they answer.
    #[param(inline)]
    state: Option<EntryStateQuery>,
}

/// An entry, as it stands or as it was in one version.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryView {
    /// Its id, `ent_…`.
    id: String,
    /// The id that it has in imports and exports.
    key: String,
    /// The question as shown.
    question: String,
    /// Plain text with line breaks.
    answer: String,
    /// Other wordings of the question.
    variants: Vec<String>,
    /// The language of the text.
    language: LanguageView,
    /// Who may see it, `team:NAME` or `group:OBJECT-ID`; `null`: everyone.
    audience: Option<Vec<String>>,
    /// From 1, one more with each change.
    version: u32,
    /// Whether it has ceased to answer.
    retired: bool,
    /// Since when it is so.
    #[serde(with = "time::serde::rfc3339")]
    changed_at: OffsetDateTime,
    /// Who made it so, `prs_…`; `null`: an import.
    changed_by: Option<String>,
}

impl From<EntryVersion> for EntryView {
    fn from(EntryVersion { entry, at, by }: EntryVersion) -> Self {
        Self {
            id: entry.id.to_string(),
            key: entry.key,
            question: entry.question,
            answer: entry.answer,
            variants: entry.variants,
            language: entry.language.into(),
            audience: audience_view(&entry.audience),
            version: entry.version,
            retired: entry.retired,
            changed_at: at,
            changed_by: by.map(|by| by.to_string()),
        }
    }
}

impl EntryView {
    /// With the tag by which a change says what it was made of.
    fn tagged(self) -> Response {
        let tag = tag(self.version);
        let mut response = Json(self).into_response();
        response.headers_mut().insert(header::ETAG, HeaderValue::from_str(&tag).expect("a number is plain"));
        response
    }
}

/// The entity tag of a version.
fn tag(version: u32) -> String {
    format!("\"{version}\"")
}

/// An audience as its groups; `None`: everyone.
pub(crate) fn audience_view(audience: &Audience) -> Option<Vec<String>> {
    match audience {
        Audience::Everyone => None,
        Audience::Chosen(groups) => Some(groups.iter().map(AudienceGroup::to_string).collect()),
    }
}

/// Which entries the caller may see.
pub(crate) enum Sight {
    /// All of them.
    All,
    /// Published ones for these groups, and those for everyone.
    Groups(Vec<AudienceGroup>),
}

impl Sight {
    pub(crate) async fn of(api: &Api, caller: &Caller) -> Result<Self, Fault> {
        if caller.rights.may(Right::EditEntries) {
            return Ok(Self::All);
        }
        let teams = api.read(|tx| Box::pin(async move { tx.teams().await })).await?;
        let own = |team: &&Team| {
            [Right::WorkOnTickets, Right::ReviewDrafts].iter().any(|right| caller.rights.may_in(team.id, *right))
        };
        Ok(Self::Groups(teams.iter().filter(own).map(Team::audience_group).collect()))
    }

    pub(crate) fn has(&self, entry: &Entry) -> bool {
        match self {
            Self::All => true,
            Self::Groups(groups) => !entry.retired && entry.audience.admits(groups),
        }
    }
}

/// The entries that the caller may see, the newest change first.
#[utoipa::path(
    get,
    path = "/entries",
    operation_id = "listEntries",
    tag = "knowledge",
    params(EntryQuery, PageQuery),
    responses((status = OK, description = "A page of entries", body = Page<EntryView>))
)]
pub(crate) async fn list_entries(
    State(api): Desk,
    caller: Caller,
    wanted: Result<Query<EntryQuery>, QueryRejection>,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<EntryView>>, Fault> {
    let (Query(wanted), Query(page)) = (wanted?, page?);
    let (limit, before) = (page.limit()?, page.after(|cursor| cursor.parse::<i64>().ok())?);
    let sight = Sight::of(&api, &caller).await?;
    let retired = match wanted.state.unwrap_or_default() {
        EntryStateQuery::Published => Some(false),
        EntryStateQuery::Retired => Some(true),
        EntryStateQuery::Any => None,
    };
    if retired != Some(false) {
        caller.must(&api, Right::EditEntries).await?;
    }
    let filter = EntryFilter { retired, language: wanted.language.map(Language::from), text: looked_for(wanted.q)? };
    let found = api.read(move |tx| {
        Box::pin(async move {
            let (mut seen, mut before) = (Vec::new(), before);
            // Those that the caller may not see leave no gaps in the page.
            loop {
                let found = tx.entries_before(&filter, before, MOST + 1).await?;
                let is_last = found.len() <= MOST as usize;
                before = found.last().map(|last| last.entry.revision);
                seen.extend(found.into_iter().filter(|found| sight.has(&found.entry)));
                if is_last || seen.len() > limit as usize {
                    return Ok(seen);
                }
            }
        })
    });
    let page = Page::of(found.await?, limit, |version| version.entry.revision.to_string());
    Ok(Json(page.map(EntryView::from)))
}

/// One entry. Its `ETag` is what a change needs as `If-Match`.
#[utoipa::path(
    get,
    path = "/entries/{id}",
    operation_id = "getEntry",
    tag = "knowledge",
    params(("id" = String, Path, description = "The entry's id, `ent_…`")),
    responses((status = OK, description = "The entry", body = EntryView, headers(("ETag" = String))))
)]
pub(crate) async fn get_entry(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Fault> {
    let id: EntryId = id?.parse().map_err(|_| Fault::NotFound)?;
    Ok(EntryView::from(seen_by(&api, &caller, id).await?).tagged())
}

/// Every version of an entry, newest first; for who writes entries.
#[utoipa::path(
    get,
    path = "/entries/{id}/versions",
    operation_id = "listEntryVersions",
    tag = "knowledge",
    params(("id" = String, Path, description = "The entry's id, `ent_…`"), PageQuery),
    responses((status = OK, description = "A page of versions", body = Page<EntryView>))
)]
pub(crate) async fn list_versions(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<EntryView>>, Fault> {
    caller.must(&api, Right::EditEntries).await?;
    let id: EntryId = id?.parse().map_err(|_| Fault::NotFound)?;
    let Query(page) = page?;
    let (limit, before) = (page.limit()?, page.after(|cursor| cursor.parse::<u32>().ok())?);
    let versions = api.read(move |tx| Box::pin(async move { tx.entry_versions(id).await })).await?;
    if versions.is_empty() {
        return Err(Fault::NotFound);
    }
    let earlier =
        versions.into_iter().rev().filter(|version| before.is_none_or(|before| version.entry.version < before));
    let page = earlier.take(limit as usize + 1).map(EntryView::from).collect();
    Ok(Json(Page::of(page, limit, |version| version.version.to_string())))
}

/// An entry that the caller may see.
async fn seen_by(api: &Api, caller: &Caller, id: EntryId) -> Result<EntryVersion, Fault> {
    let sight = Sight::of(api, caller).await?;
    let found = api.read(move |tx| Box::pin(async move { tx.standing_version(id).await })).await?;
    match found {
        Some(found) if sight.has(&found.entry) => Ok(found),
        Some(_) => Err(api.unseen(caller, "entry.read", Target::Entry(id))),
        None => Err(Fault::NotFound),
    }
}
