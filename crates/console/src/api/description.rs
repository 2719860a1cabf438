//! The description of the API: what every operation has in common.

use desk::id::{DraftId, EntryId, EventId, InquiryId, MessageId, PersonId, TaskId, TeamId, TicketId};
use utoipa::openapi::schema::Type;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Content, InfoBuilder, License, ObjectBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Response,
    Schema,
};

use super::problem::{FieldProblem, Problem};

/// The name of the scheme by which somebody is known.
const SESSION: &str = "session";

/// The description before any operation is in it.
pub(super) fn begun() -> OpenApi {
    let mut licence = License::new("Apache-2.0");
    licence.identifier = Some("Apache-2.0".to_owned());
    let about = "The help desk of the console. Sign in with `POST /session`; the cookie that comes back is sent with every other \
                 request. A request that changes something tells its `Origin`. Lists come in pages: `next` of one is the `cursor` of \
                 the following one. What was refused is told as a problem (RFC 9457), whose `type` names its kind.";
    let info =
        InfoBuilder::new().title("Madoguchi").version("1").description(Some(about)).license(Some(licence)).build();
    let cookie = ApiKeyValue::with_description("madoguchi", "`__Host-madoguchi` over https");
    let components = ComponentsBuilder::new()
        .security_scheme(SESSION, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)))
        .schema_from::<Problem>()
        .schema_from::<FieldProblem>()
        .build();
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .security(Some([SecurityRequirement::new(SESSION, Vec::<String>::new())]))
        .build()
}

/// Adds to each operation how it tells that nothing was done.
pub(super) fn completed(mut api: OpenApi) -> OpenApi {
    for (address, path) in &mut api.paths.paths {
        let operations = [&mut path.get, &mut path.put, &mut path.post, &mut path.delete, &mut path.patch];
        for operation in operations.into_iter().flatten() {
            for parameter in operation.parameters.iter_mut().flatten() {
                if let RefOr::T(parameter) = parameter
                    && parameter.name == "id"
                {
                    parameter.schema = Some(id_of(address));
                }
            }
            operation.responses.responses.insert("default".to_owned(), RefOr::T(problem()));
        }
    }
    api
}

/// The form of the id in an address, by the collection that it is in.
fn id_of(address: &str) -> RefOr<Schema> {
    let collection = address.trim_start_matches("/api/v1/").split('/').next().unwrap_or_default();
    let prefix = match collection {
        "teams" => TeamId::PREFIX,
        "people" => PersonId::PREFIX,
        "inquiries" => InquiryId::PREFIX,
        "tickets" => TicketId::PREFIX,
        "entries" => EntryId::PREFIX,
        "drafts" => DraftId::PREFIX,
        "gaps" | "messages" => MessageId::PREFIX,
        "audit" => EventId::PREFIX,
        "dead-letters" => TaskId::PREFIX,
        other => unreachable!("nothing in {other} has an id"),
    };
    // An event is also found by its place.
    let or_place = if collection == "audit" { "|[1-9][0-9]*" } else { "" };
    let pattern = format!("^({prefix}_[0-9a-f]{{32}}{or_place})$");
    RefOr::T(Schema::Object(ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).build()))
}

fn problem() -> Response {
    let mut response = Response::new("Nothing was done, and why");
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    response.content.insert("application/problem+json".to_owned(), RefOr::T(content));
    response
}
