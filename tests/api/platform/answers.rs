//! What every answer looks like, errors of the framework included.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body_json};
use actix_web::{App, HttpResponse, get};
use causeway::platform::http::{PathId, ValidQuery, guard_request};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;
use validator::Validate;

use super::server::Server;
use crate::support::World;

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Filters {
    #[validate(range(min = 1, max = 9))]
    size: Option<u8>,
}

#[get("/things/{id}")]
async fn read_thing(id: PathId<Uuid>, filters: ValidQuery<Filters>) -> HttpResponse {
    HttpResponse::Ok().json((id.0, filters.0.size))
}

#[actix_web::test]
async fn an_id_that_is_none_is_404_and_a_filter_nobody_knows_is_400() {
    let app = init_service(App::new().service(read_thing).wrap(from_fn(guard_request))).await;
    let id = Uuid::from_u128(7);
    let ask = async |path: String| {
        let response = call_service(&app, TestRequest::with_uri(&path).to_request()).await;
        let (status, kind) = (
            response.status().as_u16(),
            response.headers().get(CONTENT_TYPE).cloned().unwrap(),
        );
        let body: Value = read_body_json(response).await;
        if status != 200 {
            assert_eq!(kind, "application/problem+json", "{path}");
            assert_eq!(body["instance"], "/things/{id}", "{path}");
            assert!(!body.to_string().contains("canary"), "{body}");
        }
        (status, body["code"].as_str().unwrap_or_default().to_owned())
    };
    let problem = |status, code: &str| (status, code.to_owned());
    assert_eq!(ask(format!("/things/{id}?size=3")).await, problem(200, ""));
    for wrong in ["canary", "7", "00000000-0000-0000-0000-00000000000g", "%00", "%F0%28"] {
        assert_eq!(
            ask(format!("/things/{wrong}")).await,
            problem(404, "not_found"),
            "{wrong}"
        );
    }
    for wrong in ["canary=1", "size=canary", "size=1&size=2", "size=3&canary"] {
        assert_eq!(
            ask(format!("/things/{id}?{wrong}")).await,
            problem(400, "malformed"),
            "{wrong}"
        );
    }
    assert_eq!(ask(format!("/things/{id}?size=77")).await, problem(422, "validation"));
}

#[actix_web::test]
async fn wrong_methods_and_unknown_addresses_are_problems() {
    let world = World::new().await;
    let server = Server::start(&world);
    let answer = server.call("PUT", "/api/v1/sign-ins", "").await;
    answer.expect_problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), Some("POST"));
    let answer = server.call("POST", "/api/v1/sign-ins/current", "").await;
    answer.expect_problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), Some("DELETE"));
    for path in [
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v2/me",
        "/api/v1/me/",
        "/%00",
        "/../etc/passwd",
    ] {
        server.call("GET", path, "").await.expect_problem(404, "not_found");
    }
}

#[actix_web::test]
async fn an_error_names_the_route_and_never_the_address() {
    let world = World::new().await;
    let server = Server::start(&world);
    let answer = server.call("GET", "/api/v1/canary?canary=canary", "").await;
    assert!(!String::from_utf8_lossy(&answer.body).contains("canary"), "{answer:?}");
}

#[actix_web::test]
async fn what_succeeds_carries_the_same_headers() {
    let world = World::new().await;
    let house = world.house("House").await;
    let server = Server::start(&world);
    for path in ["/healthz", "/readyz", "/api/v1/me"] {
        let answer = server.call("GET", path, house.token("worker")).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.expect_headers();
    }
}

#[actix_web::test]
async fn a_token_that_is_none_is_401() {
    let world = World::new().await;
    let house = world.house("House").await;
    let server = Server::start(&world);
    let token = house.token("worker");
    // The first letter of the signature: the last one holds spare bits.
    let (head, signature) = token.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { 'B' } else { 'A' };
    let altered = format!("{head}.{other}{}", &signature[1..]);
    for wrong in ["", "x", &altered, &token[..token.len() - 10], &"x".repeat(5000)] {
        let answer = server.call("GET", "/api/v1/me", wrong).await;
        answer.expect_problem(401, "sign_in_needed");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
    let twice = format!(
        "GET /api/v1/me HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {token}\r\nauthorization: Bearer {token}\r\n\
         connection: close\r\n\r\n"
    );
    server.raw(twice.as_bytes()).await.expect_problem(401, "sign_in_needed");
}
