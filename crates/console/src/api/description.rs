//! The description of the API: what every operation has in common.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Content, InfoBuilder, License, OpenApi, OpenApiBuilder, Ref, RefOr, Response,
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
    for path in api.paths.paths.values_mut() {
        let operations = [&mut path.get, &mut path.put, &mut path.post, &mut path.delete, &mut path.patch];
        for operation in operations.into_iter().flatten() {
            operation.responses.responses.insert("default".to_owned(), RefOr::T(problem()));
        }
    }
    api
}

fn problem() -> Response {
    let mut response = Response::new("Nothing was done, and why");
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    response.content.insert("application/problem+json".to_owned(), RefOr::T(content));
    response
}
