//! The description of the API.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{App, Browser};

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().expect("there are paths");
    let all = paths.iter().flat_map(|(path, item)| {
        let methods = METHODS.iter().filter_map(move |method| Some((path, method, item.get(method)?.clone())));
        methods.map(|(path, method, operation)| (path.clone(), (*method).to_owned(), operation))
    });
    all.collect()
}

#[tokio::test]
async fn the_description_is_served_to_everybody_and_is_openapi_3_1() {
    let app = App::new().await;
    let served = app.get(&Browser::default(), "/api/v1/openapi.json").await;
    assert_eq!(served.status, 200);
    assert_eq!(served.body["openapi"], "3.1.0");
    let made = serde_json::to_value(console::api::description()).expect("JSON");
    assert_eq!(served.body, made);
}

#[tokio::test]
async fn every_operation_has_a_name_a_summary_a_tag_and_tells_its_problems() {
    let document = serde_json::to_value(console::api::description()).expect("JSON");
    let (mut names, operations) = (BTreeSet::new(), operations(&document));
    assert!(operations.len() > 5);
    for (path, method, operation) in operations {
        let name = operation["operationId"].as_str().unwrap_or_default().to_owned();
        assert!(!name.is_empty() && names.insert(name), "{method} {path}");
        assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{method} {path}");
        assert!(operation["tags"][0].is_string(), "{method} {path}");
        let problem = &operation["responses"]["default"]["content"]["application/problem+json"]["schema"]["$ref"];
        assert_eq!(problem, "#/components/schemas/Problem", "{method} {path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_told_as_a_problem() {
    let app = App::new().await;
    let stranger = Browser::default();
    assert_eq!(app.get(&stranger, "/api/v1/nothing").await.problem(), "not-found");
    assert_eq!(app.get(&stranger, "/api/nothing").await.problem(), "not-found");
    assert_eq!(app.get(&stranger, "/api/v1/session").await.problem(), "method-not-allowed");
}

/// `web/` has its types made from this file, so that a changed operation is seen in its pages by the compiler.
#[tokio::test]
async fn the_description_that_the_pages_are_typed_by_is_this_one() {
    let made = serde_json::to_string_pretty(&console::api::description()).expect("JSON") + "\n";
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/src/api/openapi.json");
    if std::env::var_os("MADOGUCHI_KEEP").is_some() {
        std::fs::write(kept, &made).expect("web/src/api is there");
    }
    let kept = std::fs::read_to_string(kept).unwrap_or_default();
    assert!(
        kept == made,
        "web/src/api/openapi.json is older than the operations: run this test with MADOGUCHI_KEEP=1, then `npm run types` in web/"
    );
}
