//! What somebody without a sign-in gets to see. Needs no database: a stranger never reaches one.

mod app;

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderMap};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use causeway::accounts::PasswordHasher;
use causeway::demo::DemoAccount;
use causeway::platform::clock::SystemClock;
use causeway::platform::db::{Db, Pool, PoolOptions, Wake};
use causeway::platform::ids::RandomIds;
use causeway::platform::keys::{self, Keys};
use causeway::state::{AppState, Front, Shared};

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn csp(&self) -> &str {
        self.headers.get(CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap()
    }
    /// Body and headers as one lower-case text.
    fn everything(&self) -> String {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap()));
        format!("{}\n{}", headers.collect::<String>(), self.body).to_lowercase()
    }
}

fn demo() -> Front {
    Front {
        public_api_pages: true,
        demo_accounts: vec![DemoAccount {
            email: "mentor@long-road.example".to_owned(),
            password: "kq7m-2xvf-9rtd-hs4w".to_owned(),
            role: "mentor".to_owned(),
            organisation: "Long Road".to_owned(),
        }],
    }
}

/// A server whose database nobody answers at.
fn state(front: Front) -> AppState {
    let dir = tempfile::tempdir().unwrap();
    keys::init(dir.path()).unwrap();
    let keys = Keys::load(dir.path()).unwrap();
    let options = PoolOptions {
        url: "postgresql://nobody@127.0.0.1:1/none".to_owned(),
        size: 1,
        wait: Duration::from_millis(50),
    };
    let pool = || Pool::new(&options).unwrap();
    let db = Db::new(pool(), pool(), Arc::new(SystemClock), Arc::new(RandomIds));
    let shared = Shared {
        tokens: crate::support::tokens(&keys),
        passwords: PasswordHasher::new(64, 1, &keys.pepper).unwrap(),
        keys: Arc::new(keys),
        wake: Wake::default(),
        post: crate::support::post(),
        ledger: causeway::erasure::Ledger::at("unused"),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
        front,
    };
    AppState::new(Arc::new(shared), db)
}

async fn ask(front: Front, path: &str) -> Answer {
    send(front, TestRequest::get().uri(path)).await
}

async fn send(front: Front, request: TestRequest) -> Answer {
    let app = init_service(causeway::app::app(state(front))).await;
    let response = call_service(&app, request.to_request()).await;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = read_body(response).await.to_vec();
    Answer {
        status,
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

fn telltale_words() -> Vec<String> {
    include_str!("../../telltale-words.txt")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_lowercase)
        .collect()
}

/// The telltale words that begin somewhere in this text at the start of a word.
fn told(text: &str) -> Vec<String> {
    let starts = |word: &str| {
        text.match_indices(word)
            .any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
    };
    telltale_words().into_iter().filter(|word| starts(word)).collect()
}

#[test]
fn the_search_for_telltale_words_finds_them() {
    assert!(telltale_words().len() > 100);
    assert_eq!(told("a page about gangs, en français: récidive"), ["gang", "récidive"]);
    assert!(told("engagement in the morgangs").is_empty());
}

#[actix_web::test]
async fn a_stranger_is_told_nothing_of_what_the_house_does() {
    let paths = [
        "/",
        "/demo",
        "/front.css",
        "/api-docs",
        "/api-docs/page.js",
        "/account/accept",
        "/account/reset",
        "/account/email",
        "/account/email-cancel",
        "/account/forgotten",
        "/account/words.js",
        "/account/account.js",
        "/account/account.css",
        "/account/other",
        "/api/v1/openapi.json",
        "/api/v1/me",
        "/api/v1/people/0193a1f0-0000-7000-8000-000000000000",
        "/api/v1/releases",
        "/api/v1/nothing",
        "/nowhere",
        "/healthz",
        "/readyz",
    ];
    for path in paths {
        let answer = ask(Front::default(), path).await;
        let words = told(&answer.everything());
        assert!(words.is_empty(), "{path} says {words:?}:\n{}", answer.everything());
    }
    let front = ask(demo(), "/demo").await;
    assert!(told(&front.everything()).is_empty(), "{:?}", told(&front.everything()));
}

#[actix_web::test]
async fn outside_the_demo_the_api_pages_want_a_sign_in() {
    for path in ["/api-docs", "/api-docs/swagger-ui-bundle.js", "/api/v1/openapi.json"] {
        let answer = ask(Front::default(), path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(
            answer.body.contains("\"code\":\"sign_in_needed\""),
            "{path}: {}",
            answer.body
        );
    }
}

#[actix_web::test]
async fn in_the_demo_they_are_open_and_the_front_page_lists_the_sign_ins() {
    let front = ask(demo(), "/demo").await;
    assert_eq!(front.status, StatusCode::OK);
    assert!(front.body.contains("mentor@long-road.example") && front.body.contains("kq7m-2xvf-9rtd-hs4w"));
    assert!(front.body.contains("href=\"/api-docs\""));
    let page = ask(demo(), "/api-docs").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in page.body.split('"').filter(|part| part.starts_with("/api")) {
        assert_eq!(ask(demo(), part).await.status, StatusCode::OK, "{part}");
    }
    assert_eq!(ask(demo(), "/api-docs/other.js").await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn pages_run_nothing_that_is_not_ours() {
    for (path, scripts) in [("/demo", false), ("/api-docs", true), ("/account/accept", true)] {
        let page = ask(demo(), path).await;
        let csp = page.csp();
        assert!(
            csp.starts_with("default-src 'none';") && csp.contains("frame-ancestors 'none'"),
            "{path}: {csp}"
        );
        assert!(!csp.contains("unsafe") && !csp.contains("http"), "{path}: {csp}");
        assert_eq!(csp.contains("script-src 'self'"), scripts, "{path}: {csp}");
        for inline in [" style=", "<style", "onclick=", "<script>", "javascript:", "//"] {
            assert!(!page.body.contains(inline), "{path} holds {inline}");
        }
    }
}
