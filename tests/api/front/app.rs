//! The web app as a stranger is served it. The files are those of its build, which `make test` makes first.

use std::fs;
use std::path::PathBuf;

use actix_web::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
};

use super::*;

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("web").join(name)
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// What the app's own build left, packed copies apart.
fn built() -> Vec<String> {
    let dist = folder("dist");
    let names = |under: &str| {
        let entries =
            fs::read_dir(dist.join(under)).unwrap_or_else(|_| panic!("no web/dist/{under}: `make web` builds it"));
        entries
            .map(|entry| format!("{under}{}", entry.unwrap().file_name().to_str().unwrap()))
            .collect::<Vec<_>>()
    };
    let mut files = [names(""), names("assets/")].concat();
    files.retain(|name| !["", "br", "gz"].contains(&ending(name)));
    assert!(files.len() > 10, "web/dist is not whole: `make web` builds it");
    files
}

fn page(path: &str) -> TestRequest {
    TestRequest::get().uri(path).insert_header((ACCEPT, "text/html"))
}

fn header(answer: &Answer, name: impl actix_web::http::header::AsHeaderName) -> &str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[actix_web::test]
async fn every_file_comes_with_the_headers_it_was_built_for() {
    let policy = fs::read_to_string(folder("build/policy.ts")).unwrap();
    let quoted = |text: &str| format!("\"{text}\"");
    for name in built() {
        let answer = ask(demo(), &format!("/{name}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}");
        let (own, last) = answer.csp().rsplit_once("; ").unwrap();
        assert_eq!(last, "trusted-types causeway-worker", "{name}");
        for rule in own.split("; ") {
            assert!(policy.contains(&quoted(rule)), "{name}: {rule} is not in policy.ts");
        }
        let rules = policy
            .lines()
            .filter(|line| line.starts_with("  \"") && !line.contains("\": "))
            .count();
        assert_eq!(own.split("; ").count(), rules, "{name}");
        let others = policy
            .lines()
            .filter_map(|line| line.trim().trim_end_matches(',').split_once("\": \""));
        for (key, value) in others {
            assert_eq!(
                header(&answer, key.trim_start_matches('"')),
                value.trim_end_matches('"'),
                "{name}"
            );
        }
        let caching = if name.starts_with("assets/") {
            "immutable"
        } else {
            "no-cache"
        };
        assert!(header(&answer, CACHE_CONTROL).contains(caching), "{name}");
    }
}

#[actix_web::test]
async fn only_a_page_stands_in_for_what_is_not_there() {
    for path in ["/", "/people/0193a1f0-0000-7000-8000-000000000000", "/today"] {
        let answer = send(demo(), page(path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.body.contains("<div id=\"app\">"), "{path}: {}", answer.body);
    }
    assert!(send(demo(), page("/calendar")).await.body.contains("calendar"));
    for path in [
        "/assets/gone.js",
        "/gone.js",
        "/api/v1/gone",
        "/api-docs/gone",
        "/account/gone",
        "/sw.js.br",
    ] {
        assert_eq!(send(demo(), page(path)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(
        ask(demo(), "/today").await.status,
        StatusCode::NOT_FOUND,
        "a program that wants no page"
    );
    let outside = send(demo(), page("/../Cargo.toml")).await;
    assert!(!outside.body.contains("[package]"));
}

#[actix_web::test]
async fn a_file_is_packed_where_it_can_be_unpacked_and_sent_once() {
    let plain = ask(demo(), "/").await;
    let mut tags = vec![header(&plain, ETAG).to_owned()];
    for (accepted, encoding) in [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("zstd", "")] {
        let request = || TestRequest::get().uri("/").insert_header((ACCEPT_ENCODING, accepted));
        let answer = send(demo(), request()).await;
        assert_eq!(header(&answer, CONTENT_ENCODING), encoding);
        assert_eq!(header(&answer, CONTENT_TYPE), "text/html; charset=utf-8");
        let again = send(demo(), request().insert_header((IF_NONE_MATCH, header(&answer, ETAG)))).await;
        assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
        tags.push(header(&answer, ETAG).to_owned());
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3, "a copy that is packed otherwise is another: {tags:?}");
}

/// The words of the app lie in catalogues that only an enrolled phone asks for; what is served before says nothing.
#[actix_web::test]
async fn what_a_phone_without_an_owner_loads_tells_nothing() {
    for name in built()
        .iter()
        .filter(|name| !name.starts_with("assets/words-") && ending(name) != "png")
    {
        let answer = ask(Front::default(), &format!("/{name}")).await;
        let words = told(&answer.everything());
        assert!(words.is_empty(), "{name} says {words:?}");
    }
}

#[actix_web::test]
async fn the_sign_ins_are_shown_in_the_demo_alone() {
    assert_eq!(
        send(Front::default(), page("/demo")).await.status,
        StatusCode::NOT_FOUND
    );
}
