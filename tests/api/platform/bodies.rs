//! Bodies that are too large, too deep, too slow or not what they say.

use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;

use super::server::{Server, read_answer, sign_in_request};
use crate::support::World;

#[actix_web::test]
async fn an_oversized_body_is_413() {
    let world = World::new().await;
    let server = Server::start(&world);
    let large = format!("{{\"email\":\"{}\"}}", "a".repeat(70_000));
    server.sign_in(large.as_bytes()).await.expect_problem(413, "too_large");
    // Without a length to be warned by.
    let mut chunked = b"POST /api/v1/sign-ins HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n\
        transfer-encoding: chunked\r\nconnection: close\r\n\r\n"
        .to_vec();
    for _ in 0..70 {
        chunked.extend_from_slice(format!("400\r\n{}\r\n", "a".repeat(1024)).as_bytes());
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    server.raw(&chunked).await.expect_problem(413, "too_large");
}

#[actix_web::test]
async fn a_compressed_body_is_415_and_so_is_another_type() {
    let world = World::new().await;
    let server = Server::start(&world);
    for encoding in ["gzip", "br", "GZIP"] {
        let request = sign_in_request(b"\x1f\x8b\x08\x00", &format!("content-encoding: {encoding}\r\n"));
        server.raw(&request).await.expect_problem(415, "compressed_body");
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"] {
        let request = format!(
            "POST /api/v1/sign-ins HTTP/1.1\r\nhost: test\r\ncontent-type: {kind}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}"
        );
        server.raw(request.as_bytes()).await.expect_problem(415, "not_json");
    }
}

#[actix_web::test]
async fn json_that_is_a_trap_is_400() {
    let world = World::new().await;
    let server = Server::start(&world);
    let deep = "[".repeat(30_000);
    let closed = format!("{deep}{}", "]".repeat(30_000));
    for trap in [
        deep.as_str(),
        &closed,
        r#"{"email":"a@example.org","email":"b@example.org","password":"x"}"#,
        r#"{"email":"a\u0000@example.org","password":"x"}"#,
        r#"{"email":"a@example.org""#,
        r#"{"email":"a@example.org"} and more"#,
        "",
    ] {
        server.sign_in(trap.as_bytes()).await.expect_problem(400, "malformed");
    }
    server
        .sign_in(b"{\"email\":\"\xff\xfe\"}")
        .await
        .expect_problem(400, "malformed");
}

#[actix_web::test]
async fn a_field_that_is_wrong_is_named_and_not_repeated() {
    let world = World::new().await;
    let server = Server::start(&world);
    for (body, pointer) in [
        (r#"{"email":"canary","password":"x"}"#, "/email"),
        (r#"{"email":"canary@example.org","password":["canary"]}"#, "/password"),
        (r#"{"email":"canary@example.org","password":"x","canary":1}"#, "/canary"),
        (
            r#"{"email":"canary@example.org","password":"x","organisation_id":"canary"}"#,
            "/organisation_id",
        ),
    ] {
        let answer = server.sign_in(body.as_bytes()).await;
        answer.expect_problem(422, "validation");
        let errors = answer.json()["errors"].clone();
        assert_eq!(errors[0]["pointer"], pointer, "{errors}");
        assert!(!errors[0]["detail"].as_str().unwrap().contains("canary"), "{errors}");
    }
}

#[actix_web::test]
async fn a_body_that_trickles_in_is_408_within_a_bounded_time() {
    let world = World::new().await;
    let server = Server::impatient(&world);
    let mut stream = server.open().await;
    let whole = sign_in_request(&[b' '; 1000], "");
    let head = whole.len() - 1000;
    stream.write_all(&whole[..head]).await.unwrap();
    let started = Instant::now();
    let (mut reading, mut writing) = stream.into_split();
    let trickle = actix_web::rt::spawn(async move {
        // One byte at a time never lets a connection look idle.
        while writing.write_all(b" ").await.is_ok() {
            actix_web::rt::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let mut first = [0; 64];
    let count = tokio::io::AsyncReadExt::read(&mut reading, &mut first).await.unwrap();
    trickle.abort();
    assert!(
        first[..count].starts_with(b"HTTP/1.1 408"),
        "{:?}",
        String::from_utf8_lossy(&first[..count])
    );
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

#[actix_web::test]
async fn a_body_that_stops_is_408_too() {
    let world = World::new().await;
    let server = Server::impatient(&world);
    let mut stream = server.open().await;
    let whole = sign_in_request(&[b' '; 1000], "");
    stream.write_all(&whole[..whole.len() - 500]).await.unwrap();
    read_answer(&mut stream).await.expect_problem(408, "body_too_slow");
}
