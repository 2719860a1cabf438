//! Writing entries.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::event::Claim;
use desk::faq::{Audience, AudienceGroup, ChangeError, Entry, Wording, publish, restore, retire, revise};
use desk::id::{EntryId, PersonId};
use desk::people::Right;
use desk::store::{StoreError, Transaction, Work};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::{EntryView, LanguageView, tag};
use crate::api::body::{Body, Empty};
use crate::api::caller::Caller;
use crate::api::once::{Keyed, other_before};
use crate::api::problem::Fault;
use crate::api::{Api, Desk};

/// A new entry.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewEntry {
    /// The id that it has in imports and exports; one is made where none is given.
    #[schema(max_length = 200)]
    key: Option<String>,
    /// The question as shown.
    #[schema(min_length = 1, max_length = 1000)]
    question: String,
    /// Plain text with line breaks.
    #[schema(min_length = 1, max_length = 8000)]
    answer: String,
    /// Other wordings of the question.
    #[serde(default)]
    #[schema(max_items = 500)]
    variants: Vec<String>,
    /// The language of the text; by its letters where nothing is said.
    language: Option<LanguageView>,
    /// Who may see it, `team:NAME` or `group:OBJECT-ID`; `null`: everyone.
    audience: Option<Vec<String>>,
}

/// What is to change of an entry. What is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EntryChange {
    /// The question as shown.
    #[schema(min_length = 1, max_length = 1000)]
    question: Option<String>,
    /// Plain text with line breaks.
    #[schema(min_length = 1, max_length = 8000)]
    answer: Option<String>,
    /// Other wordings of the question, all of them.
    #[schema(max_items = 500)]
    variants: Option<Vec<String>>,
    /// The language of the text.
    language: Option<LanguageView>,
    /// Who may see it, `team:NAME` or `group:OBJECT-ID`; `null`: everyone.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    audience: AudienceChange,
}

/// What is to become of an audience: a field that is `null` is another thing than one that is not there.
#[derive(Default)]
enum AudienceChange {
    #[default]
    None,
    To(Option<Vec<String>>),
}

impl<'de> Deserialize<'de> for AudienceChange {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        Deserialize::deserialize(reader).map(Self::To)
    }
}

/// Why an entry was not changed.
enum Refused {
    Change(ChangeError),
    Missing,
    ChangedSince,
    KeyTaken,
    OtherBefore,
    Audience(String),
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Change(ChangeError::Store(error)) => error.into(),
            Refused::Change(ChangeError::Missing) | Refused::Missing => Self::NotFound,
            Refused::Change(error @ ChangeError::BadQuestion) => Self::field("question", error),
            Refused::Change(error @ ChangeError::BadAnswer) => Self::field("answer", error),
            Refused::Change(error @ ChangeError::BadVariants) => Self::field("variants", error),
            Refused::ChangedSince => Self::ChangedSince,
            Refused::OtherBefore => other_before(),
            Refused::KeyTaken => Self::field("key", "is another entry's"),
            Refused::Audience(group) => {
                Self::field("audience", format!("{group:?} is neither team:NAME of a team nor group:OBJECT-ID"))
            }
        }
    }
}

type Changed = Result<Entry, Refused>;
type EntryPath = Result<Path<String>, PathRejection>;

impl Api {
    /// Changes entries as somebody who may; what is refused is undone.
    async fn write_entry(
        &self,
        caller: &Caller,
        verbs: impl for<'a> FnOnce(&'a mut dyn Transaction, PersonId) -> Work<'a, Result<Changed, StoreError>>
        + Send
        + 'static,
    ) -> Result<EntryView, Fault> {
        let by = caller.rights.person().id;
        let changed = self.write_as(caller, Right::EditEntries, move |tx| {
            Box::pin(async move {
                tx.set_savepoint().await?;
                let changed = match verbs(tx, by).await? {
                    Ok(entry) => entry,
                    Err(Refused::Change(ChangeError::Store(error))) => return Err(error),
                    Err(refused) => {
                        tx.roll_back_to_savepoint().await?;
                        return Ok(Err(refused));
                    }
                };
                let version = tx.standing_version(changed.id).await?;
                Ok(version.ok_or(Refused::Missing))
            })
        });
        Ok(EntryView::from(changed.await??))
    }
}

/// An audience whose teams there are.
async fn audience_of(
    tx: &mut dyn Transaction,
    groups: Option<Vec<String>>,
) -> Result<Result<Audience, Refused>, StoreError> {
    let Some(groups) = groups else { return Ok(Ok(Audience::Everyone)) };
    let known = tx.teams().await?;
    let mut chosen = Vec::new();
    for text in groups {
        let group = AudienceGroup::parse(&text).filter(|group| match group {
            AudienceGroup::Team(name) => known.iter().any(|team| team.name == *name),
            AudienceGroup::Group(_) => true,
        });
        match group {
            Some(group) => chosen.push(group),
            None => return Ok(Err(Refused::Audience(text))),
        }
    }
    Ok(Ok(Audience::Chosen(chosen)))
}

/// Publishes a new entry.
#[utoipa::path(
    post,
    path = "/entries",
    operation_id = "createEntry",
    tag = "knowledge",
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, it is done once")),
    request_body = NewEntry,
    responses((status = CREATED, description = "The entry", body = EntryView, headers(("ETag" = String), ("Location" = String))))
)]
pub(crate) async fn create_entry(State(api): Desk, caller: Caller, new: Keyed<NewEntry>) -> Result<Response, Fault> {
    caller.must(&api, Right::EditEntries).await?;
    let (new, once) = new.of("entry", &caller);
    let key = new.key.map(|key| key.trim().to_owned()).filter(|key| !key.is_empty());
    if key.as_ref().is_some_and(|key| key.chars().count() > 200) {
        return Err(Fault::field("key", "is longer than 200 characters"));
    }
    let language = new.language.map_or_else(|| desk::language::Language::of_text(&new.question), Into::into);
    let created = api.write_entry(&caller, move |tx, by| {
        Box::pin(async move {
            if let Some(once) = &once {
                match once.claim(tx).await? {
                    Claim::First => {}
                    Claim::Again(made) => return Ok(tx.entry(EntryId::new(made)).await?.ok_or(Refused::Missing)),
                    Claim::Other => return Ok(Err(Refused::OtherBefore)),
                }
            }
            if let Some(key) = &key
                && tx.entry_by_key(key).await?.is_some()
            {
                return Ok(Err(Refused::KeyTaken));
            }
            let audience = match audience_of(tx, new.audience).await? {
                Ok(audience) => audience,
                Err(refused) => return Ok(Err(refused)),
            };
            let (question, answer, variants) = (new.question, new.answer, new.variants);
            let wording = Wording { question, answer, variants, language, audience };
            let entry = match publish(tx, key, wording, Some(by)).await {
                Ok(entry) => entry,
                Err(error) => return Ok(Err(Refused::Change(error))),
            };
            if let Some(once) = once {
                once.note_made(tx, entry.id.uuid()).await?;
            }
            Ok(Ok(entry))
        })
    });
    let created = created.await?;
    let location = format!("/api/v1/entries/{}", created.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], created.tagged()).into_response())
}

/// Publishes an entry in a new version. `If-Match` is the `ETag` of the version that was read.
#[utoipa::path(
    patch,
    path = "/entries/{id}",
    operation_id = "changeEntry",
    tag = "knowledge",
    params(
        ("id" = String, Path, description = "The entry's id, `ent_…`"),
        ("If-Match" = String, Header, description = "The `ETag` of the version that was read")
    ),
    request_body = EntryChange,
    responses((status = OK, description = "The entry as it stands then", body = EntryView, headers(("ETag" = String))))
)]
pub(crate) async fn change_entry(
    State(api): Desk,
    caller: Caller,
    id: EntryPath,
    headers: HeaderMap,
    Body(change): Body<EntryChange>,
) -> Result<Response, Fault> {
    caller.must(&api, Right::EditEntries).await?;
    let id: EntryId = id?.parse().map_err(|_| Fault::NotFound)?;
    let read = read_version(&headers).ok_or(Fault::VersionNeeded)?;
    let changed = api.write_entry(&caller, move |tx, by| {
        Box::pin(async move {
            let Some(entry) = tx.entry(id).await? else { return Ok(Err(Refused::Missing)) };
            if !matches(&read, entry.version) {
                return Ok(Err(Refused::ChangedSince));
            }
            let audience = match change.audience {
                AudienceChange::To(groups) => match audience_of(tx, groups).await? {
                    Ok(audience) => audience,
                    Err(refused) => return Ok(Err(refused)),
                },
                AudienceChange::None => entry.audience.clone(),
            };
            let wording = Wording {
                question: change.question.unwrap_or_else(|| entry.question.clone()),
                answer: change.answer.unwrap_or_else(|| entry.answer.clone()),
                variants: change.variants.unwrap_or_else(|| entry.variants.clone()),
                language: change.language.map_or(entry.language, Into::into),
                audience,
            };
            Ok(revise(tx, entry, wording, Some(by)).await.map_err(Refused::Change))
        })
    });
    Ok(changed.await?.tagged())
}

/// The `If-Match` of a request, where it has one. One that is no text names no version.
fn read_version(headers: &HeaderMap) -> Option<String> {
    let read = headers.get(header::IF_MATCH)?;
    Some(read.to_str().map(str::to_owned).unwrap_or_default())
}

/// Whether an `If-Match` names a version: one of several tags, or any.
fn matches(read: &str, version: u32) -> bool {
    let known = tag(version);
    read.split(',').map(str::trim).any(|tag| tag == "*" || tag == known)
}

/// Takes an entry out of the answers; its versions stay. It can be restored. With `If-Match` only the version that was read.
#[utoipa::path(
    post,
    path = "/entries/{id}/retire",
    operation_id = "retireEntry",
    tag = "knowledge",
    params(
        ("id" = String, Path, description = "The entry's id, `ent_…`"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the version that was read")
    ),
    request_body(content = Option<Empty>),
    responses((status = OK, description = "The entry as it stands then", body = EntryView, headers(("ETag" = String))))
)]
pub(crate) async fn retire_entry(
    State(api): Desk,
    caller: Caller,
    id: EntryPath,
    headers: HeaderMap,
    Body(Empty {}): Body<Empty>,
) -> Result<Response, Fault> {
    caller.must(&api, Right::EditEntries).await?;
    let id: EntryId = id?.parse().map_err(|_| Fault::NotFound)?;
    let read = read_version(&headers);
    let retired = api.write_entry(&caller, move |tx, by| {
        Box::pin(async move {
            match tx.entry(id).await? {
                None => Ok(Err(Refused::Missing)),
                Some(entry) if read.is_some_and(|read| !matches(&read, entry.version)) => {
                    Ok(Err(Refused::ChangedSince))
                }
                // Done already.
                Some(entry) if entry.retired => Ok(Ok(entry)),
                Some(entry) => Ok(retire(tx, entry, Some(by)).await.map_err(Refused::Change)),
            }
        })
    });
    Ok(retired.await?.tagged())
}

/// Undoes the newest change of an entry: as it was before, in a new version. The first version is retired. With `If-Match` only the
/// change that was read.
#[utoipa::path(
    post,
    path = "/entries/{id}/restore",
    operation_id = "restoreEntry",
    tag = "knowledge",
    params(
        ("id" = String, Path, description = "The entry's id, `ent_…`"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the version that was read")
    ),
    request_body(content = Option<Empty>),
    responses((status = OK, description = "The entry as it stands then", body = EntryView, headers(("ETag" = String))))
)]
pub(crate) async fn restore_entry(
    State(api): Desk,
    caller: Caller,
    id: EntryPath,
    headers: HeaderMap,
    Body(Empty {}): Body<Empty>,
) -> Result<Response, Fault> {
    caller.must(&api, Right::EditEntries).await?;
    let id: EntryId = id?.parse().map_err(|_| Fault::NotFound)?;
    let read = read_version(&headers);
    let restored = api.write_entry(&caller, move |tx, by| {
        Box::pin(async move {
            let Some(entry) = tx.entry(id).await? else { return Ok(Err(Refused::Missing)) };
            if read.is_some_and(|read| !matches(&read, entry.version)) {
                return Ok(Err(Refused::ChangedSince));
            }
            Ok(restore(tx, entry, Some(by)).await.map_err(Refused::Change))
        })
    });
    Ok(restored.await?.tagged())
}
