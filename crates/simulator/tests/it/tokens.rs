//! Tokens both ways, and forgeries against a strict check.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use reqwest::Method;
use serde_json::{Value, json};
use simulator::{CONNECTOR_ISSUER, CONNECTOR_SCOPE, Expect, Forged, Forgery, Tokens, Upload};

use crate::bot::{Bot, activities, message, patient};

const SECRET: &str = "a secret of the tests";

async fn guarded() -> Bot {
    Bot::with(|options| {
        options.tokens = Some(Tokens { client_secret: SECRET.to_owned() });
        options.redelivery = patient();
    })
    .await
}

async fn get(bot: &Bot, path: &str) -> Value {
    let response = bot.request(Method::GET, path).send().await.expect("answered");
    assert_eq!(response.status().as_u16(), 200, "{path}");
    response.json().await.expect("JSON")
}

async fn keys(bot: &Bot) -> Value {
    let metadata = get(bot, "/signin/v1/.well-known/openidconfiguration").await;
    assert_eq!(metadata["issuer"], CONNECTOR_ISSUER);
    assert_eq!(metadata["id_token_signing_alg_values_supported"], json!(["RS256"]));
    let url = metadata["jwks_uri"].as_str().expect("a URL");
    assert!(url.starts_with(&bot.teams.sign_in_url()));
    let path = url.strip_prefix(&bot.url("").as_str().trim_end_matches('/').to_owned()).expect("a path of ours");
    get(bot, path).await
}

/// What a careful receiver checks, in a few lines: the forgeries must fail here, or they are no forgeries.
fn strict(forged: &Forged, keys: &Value, service_url: &str, app: &str, tenant: &str) -> Option<()> {
    let [authorization] = forged.authorization.as_slice() else { return None };
    let token = authorization.strip_prefix("Bearer ")?;
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?).ok()?;
    if header["alg"] != "RS256" || header.get("crit").is_some() {
        return None;
    }
    let key = keys["keys"].as_array()?.iter().find(|key| key["kid"] == header["kid"])?;
    let endorsed = key["endorsements"].as_array()?.contains(&forged.activity["channelId"]);
    let mut validation = Validation::new(Algorithm::RS256);
    validation.leeway = 300;
    validation.validate_nbf = true;
    validation.set_audience(&[app]);
    validation.set_issuer(&[CONNECTOR_ISSUER]);
    validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss"]);
    let key = DecodingKey::from_rsa_components(key["n"].as_str()?, key["e"].as_str()?).ok()?;
    let claims = jsonwebtoken::decode::<Value>(token, &key, &validation).ok()?.claims;
    let bound = claims["serviceurl"] == forged.activity["serviceUrl"] && claims["serviceurl"] == service_url;
    let ours = forged.activity["channelData"]["tenant"]["id"] == tenant;
    (endorsed && bound && ours).then_some(())
}

#[tokio::test]
async fn every_forgery_is_what_it_says() {
    let bot = guarded().await;
    bot.teams.say("hanako", &bot.chat("hanako"), "hi", &[]).await.expect("said");
    let (activity, world, keys) = (bot.last(), bot.teams.world(), keys(&bot).await);
    for &forgery in Forgery::ALL {
        let forged = bot.teams.forge(forgery, activity.clone()).expect("tokens are on");
        let passes = strict(&forged, &keys, bot.teams.service_url(), &world.app_id, &world.tenant).is_some();
        match forgery.expect() {
            Expect::Accept => assert!(passes, "{} must pass", forgery.name()),
            Expect::Reject => assert!(!passes, "{} must not pass", forgery.name()),
            Expect::Decide => {}
        }
    }
    assert_eq!(bot.teams.stranger_hits(), 0);
    get(&bot, "/signin/stranger/keys").await;
    assert_eq!(bot.teams.stranger_hits(), 1, "the counter counts");
}

#[tokio::test]
async fn forgeries_have_names_of_their_own_and_differ_from_the_good_one() {
    let bot = guarded().await;
    let activity = json!({ "channelId": "msteams" });
    let names: std::collections::HashSet<_> = Forgery::ALL.iter().map(|forgery| forgery.name()).collect();
    assert_eq!(names.len(), Forgery::ALL.len());
    for &forgery in Forgery::ALL.iter().filter(|forgery| forgery.expect() != Expect::Accept) {
        let forged = bot.teams.forge(forgery, activity.clone()).expect("tokens are on");
        let plain = bot.teams.connector_token().map(|token| format!("Bearer {token}"));
        let same = forged.authorization.first() == plain.as_ref() && forged.authorization.len() == 1;
        assert!(!same || forged.activity != activity, "{}", forgery.name());
    }
}

#[tokio::test]
async fn deliveries_carry_a_good_token_and_keys_rotate() {
    let bot = guarded().await;
    let chat = bot.chat("hanako");
    let world = bot.teams.world();
    let arrives = async |keys: &Value| {
        bot.teams.say("hanako", &chat, "hi", &[]).await.expect("said");
        let header = bot.last_headers()["authorization"].to_str().expect("text").to_owned();
        let forged = Forged { authorization: vec![header], activity: bot.last() };
        strict(&forged, keys, bot.teams.service_url(), &world.app_id, &world.tenant).is_some()
    };
    let old = keys(&bot).await;
    assert!(arrives(&old).await);
    let kid = bot.teams.rotate_key().expect("tokens are on");
    assert!(!arrives(&old).await, "the old document does not know the new key");
    let new = keys(&bot).await;
    assert!(arrives(&new).await);
    let kids = |keys: &Value| {
        let kids = keys["keys"].as_array().expect("a list").iter();
        kids.map(|key| key["kid"].as_str().expect("a kid").to_owned()).collect::<Vec<_>>()
    };
    assert!(kids(&new).contains(&kid) && kids(&new).contains(&kids(&old)[0]), "both are published");
    bot.teams.withdraw_retired_keys();
    assert!(!kids(&keys(&bot).await).contains(&kids(&old)[0]));
}

async fn sign_in(bot: &Bot, tenant: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    let path = format!("/signin/{tenant}/oauth2/v2.0/token");
    let response = bot.request(Method::POST, &path).form(fields).send().await.expect("answered");
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

#[tokio::test]
async fn the_sign_in_host_knows_tenant_bot_secret_and_scope() {
    let bot = guarded().await;
    let world = bot.teams.world();
    let good = [
        ("grant_type", "client_credentials"),
        ("client_id", world.app_id.as_str()),
        ("client_secret", SECRET),
        ("scope", CONNECTOR_SCOPE),
    ];
    let (status, body) = sign_in(&bot, &world.tenant, &good).await;
    assert_eq!((status, &body["token_type"], &body["expires_in"]), (200, &json!("Bearer"), &json!(3_600)));
    let wrong = [
        ("grant_type", 400, "unsupported_grant_type"),
        ("client_id", 400, "unauthorized_client"),
        ("client_secret", 401, "invalid_client"),
        ("scope", 400, "invalid_scope"),
    ];
    for (field, expected, error) in wrong {
        let fields = good.map(|(key, value)| (key, if key == field { "wrong" } else { value }));
        let (status, body) = sign_in(&bot, &world.tenant, &fields).await;
        assert_eq!((status, &body["error"]), (expected, &json!(error)), "{field}");
    }
    assert_eq!(sign_in(&bot, "botframework.com", &good).await.0, 400);
    let calls: Vec<_> = bot.teams.sent_log().into_iter().filter(|call| call.path.contains("oauth2")).collect();
    assert_eq!(calls.len(), 6);
}

#[tokio::test]
async fn without_a_token_the_connector_is_closed() {
    let bot = guarded().await;
    let world = bot.teams.world();
    let chat = bot.chat("hanako");
    let path = format!("/connector{}", activities(&chat));
    let call = async |token: Option<&str>| {
        let mut request = bot.request(Method::POST, &path).json(&message("x"));
        if let Some(token) = token {
            request = request.header("Authorization", token);
        }
        request.send().await.expect("answered").status().as_u16()
    };
    assert_eq!(call(None).await, 401);
    assert_eq!(call(Some("Bearer nonsense")).await, 401);
    let inbound = format!("Bearer {}", bot.teams.connector_token().expect("tokens are on"));
    assert_eq!(call(Some(&inbound)).await, 401, "the Connector's own tokens open nothing");
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", world.app_id.as_str()),
        ("client_secret", SECRET),
        ("scope", CONNECTOR_SCOPE),
    ];
    let (_, body) = sign_in(&bot, &world.tenant, &fields).await;
    let token = format!("Bearer {}", body["access_token"].as_str().expect("a token"));
    assert_eq!(call(Some(&token)).await, 201);
    bot.teams.expire_bot_tokens();
    assert_eq!(call(Some(&token)).await, 401);
    let connector = bot.teams.sent_log().into_iter().filter(|call| call.path.starts_with("/v3"));
    let seen: Vec<_> = connector.map(|call| call.had_token).collect();
    assert_eq!(seen, vec![false, true, true, true, true]);
    assert_eq!(bot.teams.messages(&chat).len(), 1);
}

#[tokio::test]
async fn pictures_need_the_bots_token() {
    let bot = guarded().await;
    let png = Upload { name: "a.png".to_owned(), content_type: "image/png".to_owned(), bytes: vec![1] };
    let post = simulator::Post {
        from: "hanako".to_owned(),
        chat: bot.chat("hanako"),
        files: vec![png],
        ..simulator::Post::default()
    };
    bot.teams.say_all(post).await.expect("said");
    let url = bot.last()["attachments"][0]["contentUrl"].as_str().expect("a URL").to_owned();
    assert_eq!(reqwest::get(url).await.expect("answered").status().as_u16(), 401);
}

#[tokio::test]
async fn without_tokens_there_is_no_sign_in_host() {
    let bot = Bot::new().await;
    let response = bot.request(Method::GET, "/signin/v1/.well-known/keys").send().await.expect("answered");
    assert_eq!(response.status().as_u16(), 404);
    assert!(bot.teams.connector_token().is_none() && bot.teams.rotate_key().is_none());
}
