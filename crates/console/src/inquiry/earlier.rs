//! What somebody has asked, for whoever works on one of their tickets.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use desk::id::{InquiryId, PersonId};
use desk::people::Right;
use desk::people::rights::Scope;

use super::InquiryLine;
use crate::api::Desk;
use crate::api::caller::Caller;
use crate::api::listing::{MOST, Page, PageQuery};
use crate::api::problem::Fault;
use crate::people::directory::may_see;

/// The inquiries of somebody that the caller may see, newest first.
#[utoipa::path(
    get,
    path = "/people/{id}/inquiries",
    operation_id = "listInquiriesOfPerson",
    tag = "inquiries",
    params(("id" = String, Path, description = "Their id, `prs_…`"), PageQuery),
    responses((status = OK, description = "A page of inquiries", body = Page<InquiryLine>))
)]
pub(crate) async fn list_inquiries_of_person(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<InquiryLine>>, Fault> {
    may_see(&api, &caller).await?;
    let id: PersonId = id?.parse().map_err(|_| Fault::NotFound)?;
    let Query(page) = page?;
    let (limit, before) = (page.limit()?, page.after(|cursor| cursor.parse::<InquiryId>().ok())?);
    let scope = caller.rights.scope(Right::WorkOnTickets);
    let found = api.read(move |tx| {
        Box::pin(async move {
            if tx.person(id).await?.is_none() {
                return Ok(None);
            }
            let (mut seen, mut before) = (Vec::new(), before);
            // Those that the caller may not see leave no gaps in the page.
            loop {
                let found = tx.inquiries_by(id, before, MOST).await?;
                let is_last = found.len() < MOST as usize;
                before = found.last().map(|(line, _)| line.inquiry.id);
                let may = |team: Option<_>| scope == Scope::Everywhere || team.is_some_and(|team| scope.has(team));
                seen.extend(found.into_iter().filter(|(_, team)| may(*team)).map(|(line, _)| InquiryLine::from(line)));
                if is_last || seen.len() > limit as usize {
                    return Ok(Some(seen));
                }
            }
        })
    });
    let found = found.await?.ok_or(Fault::NotFound)?;
    Ok(Json(Page::of(found, limit, |line| line.id.clone())))
}
