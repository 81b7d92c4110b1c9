//! `kill -9` of the server while a thousand invitations are written and sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinHandle;

use crate::durability::{Installation, Wire};
use crate::support::smtp::SmtpServer;
use crate::support::{House, PROGRAM, new_id};

const MAILS: usize = 1_000;
const KILLS: usize = 20;
/// Longer than a killed sender's hold on a mail.
const DRAINED_WITHIN: Duration = Duration::from_mins(10);

/// However slow the machine: whoever is signed in has just given her password and code once more.
async fn just_stepped_up(installation: &Installation) {
    let step_up = "update auth.sign_in set stepped_up_at = now()";
    assert_ne!(installation.sql().await.execute(step_up, &[]).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_mail_is_lost_and_none_doubled_but_the_one_in_flight_at_a_kill() {
    let smtp = SmtpServer::start().await;
    let settings = format!(
        "[mail]\ntransport = \"smtp\"\nsmtp_url = \"{}\"\nfrom = \"post@house.example\"\n",
        smtp.url()
    );
    let mut installation = Installation::configured(&settings);
    let house = House::build(&installation.ground().await, "First").await;
    let token = house.token("org_admin").to_owned();
    just_stepped_up(&installation).await;
    let (asked, answered) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let (address, token) = (installation.address(), token.clone());
            let (asked, answered) = (Arc::clone(&asked), Arc::clone(&answered));
            tokio::spawn(async move {
                while answered.load(Ordering::Relaxed) < MAILS {
                    let host = *address.borrow();
                    let Ok(mut wire) = Wire::open(host).await else {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                        continue;
                    };
                    while answered.load(Ordering::Relaxed) < MAILS {
                        let n = asked.fetch_add(1, Ordering::Relaxed);
                        let body = json!({"id": new_id(), "email": format!("n{n}@example.org"), "display_name": "Canary",
                            "language": "en", "role": "mentor"});
                        // Not sent again: whether it stands is asked of the database at the end.
                        match wire.post(Some(&token), "/invitations", &body).await {
                            Ok(reply) if reply.status == 201 => drop(answered.fetch_add(1, Ordering::Relaxed)),
                            // The database is not up again yet.
                            Ok(reply) => assert_eq!(reply.status, 503, "{}", reply.json()),
                            Err(_) => break,
                        }
                        // The same id with another content: refused and rolled back, mail and all.
                        if n % 5 == 0 {
                            let mut other = body.clone();
                            other["email"] = json!(format!("rolled-back{n}@example.org"));
                            match wire.post(Some(&token), "/invitations", &other).await {
                                Ok(reply) => assert_ne!(reply.status, 201),
                                Err(_) => break,
                            }
                        }
                    }
                }
            })
        })
        .collect();
    let started = Instant::now();
    for kill in 1..=KILLS {
        let due = MAILS * kill / (KILLS + 1);
        while answered.load(Ordering::Relaxed) < due {
            assert!(!clients.iter().any(JoinHandle::is_finished), "a client gave up");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        installation.kill_server();
        just_stepped_up(&installation).await;
    }
    for client in clients {
        client.await.unwrap();
    }
    let written = started.elapsed();
    let sql = installation.sql().await;
    let open = "select count(*) from auth.mail where sent_at is null and dropped_at is null and dead_at is null";
    while sql.query_one(open, &[]).await.unwrap().get::<_, i64>(0) > 0 {
        assert!(
            started.elapsed() < DRAINED_WITHIN,
            "the outbox is not empty; {}",
            installation.log()
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let drained = started.elapsed();
    let stands: BTreeSet<String> = sql
        .query("select email from invitation", &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    let mut received: BTreeMap<String, usize> = BTreeMap::new();
    for mail in smtp.received() {
        assert!(!mail.text.contains("Canary"), "a name is in a mail");
        *received.entry(mail.to).or_default() += 1;
    }
    let lost = stands.iter().filter(|email| !received.contains_key(*email)).count();
    let doubled: usize = received.values().map(|times| times - 1).sum();
    let of_nothing = received.keys().filter(|email| !stands.contains(*email)).count();
    println!(
        "mail under kill -9 of the server, {KILLS} times ({PROGRAM}): {} invitations stand ({} acknowledged), {lost} mails lost, \
         {doubled} doubled, {of_nothing} for rolled-back work; written in {:.0} s, sent after {:.0} s",
        stands.len(),
        answered.load(Ordering::Relaxed),
        written.as_secs_f64(),
        drained.as_secs_f64()
    );
    assert!(stands.len() >= MAILS);
    assert_eq!((lost, of_nothing), (0, 0));
    assert!(doubled <= KILLS, "{doubled} doubles at {KILLS} kills");
    assert!(!received.keys().any(|email| email.starts_with("rolled-back")));
}
