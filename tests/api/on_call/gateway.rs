//! The gateway: a receiver on this machine that checks the signature, and some that behave badly.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::hmac;
use causeway::platform::webhook::{Undelivered, Webhook};
use serde_json::{Value, json};
use testkit::TestDb;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{critical, reported};
use crate::support::{World, new_id, post, template};

const SECRET: &[u8] = b"a secret of house and gateway";

/// Answers every call like this, and keeps what it was sent. An empty answer: none at all, and the line stays open.
struct Receiver {
    url: String,
    heard: Arc<Mutex<Vec<String>>>,
    answers: Arc<Mutex<Vec<&'static str>>>,
}

impl Receiver {
    /// The last answer is given to all that follow.
    async fn answering(answers: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/calls?house=1", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let answers = Arc::new(Mutex::new(answers.iter().rev().copied().collect::<Vec<_>>()));
        let (kept, said) = (Arc::clone(&heard), Arc::clone(&answers));
        actix_web::rt::spawn(async move {
            let mut open = Vec::new();
            loop {
                let (mut line, _) = listener.accept().await.unwrap();
                let mut request = Vec::new();
                while !whole(&request) {
                    let mut some = [0; 1024];
                    let count = line.read(&mut some).await.unwrap();
                    request.extend_from_slice(&some[..count]);
                    if count == 0 {
                        break;
                    }
                }
                kept.lock()
                    .unwrap()
                    .push(String::from_utf8_lossy(&request).into_owned());
                let answer = {
                    let mut said = said.lock().unwrap();
                    if said.len() > 1 { said.pop().unwrap() } else { said[0] }
                };
                line.write_all(answer.as_bytes()).await.unwrap();
                if answer.is_empty() {
                    open.push(line);
                }
            }
        });
        Self { url, heard, answers }
    }

    fn heard(&self) -> Vec<String> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }

    fn webhook(&self) -> Webhook {
        Webhook::new(self.url.parse().unwrap(), SECRET, true).waiting(Duration::from_millis(400))
    }
}

/// Has the request arrived with its whole body?
fn whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = header(head, "content-length").and_then(|length| length.parse().ok());
    length.is_some_and(|length: usize| body.len() >= length)
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| {
        let (said, value) = line.split_once(": ")?;
        said.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// What was sent, once its signature is checked as a gateway would.
#[track_caller]
fn checked(request: &str) -> Value {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /calls?house=1 HTTP/1.1\r\n"), "{head}");
    let timestamp = header(head, "causeway-timestamp").unwrap();
    let signature = header(head, "causeway-signature").unwrap().strip_prefix("v1=").unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
    let tag = hex::decode(signature).unwrap();
    hmac::verify(&key, format!("{timestamp}.{body}").as_bytes(), &tag).expect("the signature is right");
    let other = format!("{timestamp}.{body} ");
    assert!(hmac::verify(&key, other.as_bytes(), &tag).is_err());
    let later = format!("{}.{body}", timestamp.parse::<i64>().unwrap() + 1);
    assert!(
        hmac::verify(&key, later.as_bytes(), &tag).is_err(),
        "the time is signed too"
    );
    serde_json::from_str(body).unwrap()
}

/// A world that calls through this receiver.
async fn world_calling(receiver: &Receiver) -> World {
    let mut post = post();
    post.webhook = Some(receiver.webhook());
    World::posting(TestDb::create(&template().await).await.expect("a test database"), post)
}

const OK: &str = "HTTP/1.1 204 No Content\r\n\r\n";

#[actix_web::test]
async fn a_call_is_signed_says_nothing_and_is_tried_again_until_it_arrives() {
    let receiver = Receiver::answering(&["HTTP/1.1 503 Busy\r\n\r\n", OK]).await;
    let world = world_calling(&receiver).await;
    let house = world.house("First").await;
    reported(&world, &house, &critical(&house)).await;
    world.work().await;
    let first = receiver.heard();
    assert_eq!(first.len(), 1, "it failed, and waits");
    let sql = world.sql().await;
    let failed = "select last_error, attempts from auth.job where kind = 'post_alert'";
    let row = sql.query_one(failed, &[]).await.unwrap();
    assert_eq!((row.get::<_, &str>(0), row.get::<_, i32>(1)), ("webhook_fails", 1));
    world.set_now("2026-06-10T09:31:00Z");
    world.work().await;
    let second = receiver.heard();
    assert_eq!(second.len(), 1);
    let alert: uuid::Uuid = sql.query_one("select id from alert", &[]).await.unwrap().get(0);
    let expected = json!({"alert": alert, "to": house.who("safeguarding_lead").id, "text": "Open Causeway."});
    for request in first.iter().chain(&second) {
        assert_eq!(checked(request), expected, "an id, whom, and nothing more");
    }
    let delivery = |request: &str| header(request, "causeway-delivery").unwrap().to_owned();
    assert_eq!(
        delivery(&first[0]),
        delivery(&second[0]),
        "the same call has the same name"
    );
    world.work().await;
    assert!(receiver.heard().is_empty(), "once it has arrived it is done");
}

#[actix_web::test]
async fn what_somebody_has_is_not_called_again() {
    let receiver = Receiver::answering(&["HTTP/1.1 500 No\r\n\r\n", OK]).await;
    let world = world_calling(&receiver).await;
    let house = world.house("First").await;
    reported(&world, &house, &critical(&house)).await;
    world.work().await;
    assert_eq!(receiver.heard().len(), 1);
    let has = "update alert set acknowledged_at = now(), acknowledged_by = $1";
    world
        .sql()
        .await
        .execute(has, &[&house.who("safeguarding_lead").id])
        .await
        .unwrap();
    world.set_now("2026-06-10T09:31:00Z");
    world.work().await;
    assert!(receiver.heard().is_empty());
    assert!(!receiver.answers.lock().unwrap().is_empty());
}

#[actix_web::test]
async fn a_gateway_that_hangs_redirects_or_talks_nonsense_is_a_failure_with_a_name() {
    let trap = Receiver::answering(&[OK]).await;
    let redirect = format!("HTTP/1.1 302 Found\r\nLocation: {}\r\n\r\n", trap.url);
    let redirect: &'static str = Box::leak(redirect.into_boxed_str());
    for (answer, code) in [
        (redirect, "webhook_redirects"),
        ("HTTP/1.1 401 Who\r\n\r\n", "webhook_refuses"),
        ("HTTP/1.1 500 No\r\n\r\n", "webhook_fails"),
        ("220 mail.example.org ESMTP\r\n", "webhook_odd"),
        ("", "webhook_slow"),
    ] {
        let receiver = Receiver::answering(&[answer]).await;
        let now = "2026-06-10T09:30:00Z".parse().unwrap();
        let said = receiver.webhook().call(new_id(), now, b"{}").await;
        assert_eq!(said, Err(Undelivered(code)), "{answer:?}");
    }
    assert!(trap.heard().is_empty(), "a redirect is not followed");
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let nobody = Webhook::new(format!("http://{closed}/").parse().unwrap(), SECRET, true);
    let now = "2026-06-10T09:30:00Z".parse().unwrap();
    assert_eq!(
        nobody.call(new_id(), now, b"{}").await,
        Err(Undelivered("webhook_unreachable"))
    );
}

#[actix_web::test]
async fn an_address_inside_is_refused_unless_it_is_meant() {
    let receiver = Receiver::answering(&[OK]).await;
    let now = "2026-06-10T09:30:00Z".parse().unwrap();
    for url in [receiver.url.clone(), receiver.url.replace("127.0.0.1", "localhost")] {
        let unmeant = Webhook::new(url.parse().unwrap(), SECRET, false);
        assert_eq!(
            unmeant.call(new_id(), now, b"{}").await,
            Err(Undelivered("webhook_private")),
            "{url}"
        );
    }
    // The service that tells a machine in a cloud its own keys.
    let keys = Webhook::new("https://169.254.169.254/latest".parse().unwrap(), SECRET, false);
    assert_eq!(
        keys.call(new_id(), now, b"{}").await,
        Err(Undelivered("webhook_private"))
    );
    assert!(receiver.heard().is_empty(), "it was not even connected to");
    assert_eq!(receiver.webhook().call(new_id(), now, b"{}").await, Ok(()));
}

#[actix_web::test]
async fn https_is_not_spoken_to_who_has_no_certificate() {
    let receiver = Receiver::answering(&[OK]).await;
    let url = receiver.url.replace("http://", "https://");
    let webhook = Webhook::new(url.parse().unwrap(), SECRET, true).waiting(Duration::from_secs(2));
    let now = "2026-06-10T09:30:00Z".parse().unwrap();
    let said = webhook.call(new_id(), now, b"Canary").await;
    assert!(
        matches!(said, Err(Undelivered("webhook_tls" | "webhook_slow"))),
        "{said:?}"
    );
    assert!(receiver.heard().iter().all(|heard| !heard.contains("Canary")));
}
