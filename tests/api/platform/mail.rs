//! The outbox, sent to a real mail server on loopback.

use std::os::unix::fs::PermissionsExt;

use causeway::platform::db::DbError;
use causeway::platform::ids::{Ids, RandomIds};
use causeway::platform::mail::{Language, Mail, Sender, Template, To, Transport, seal};
use chrono::Duration;
use secrecy::SecretString;
use uuid::Uuid;

use crate::support::smtp::{Mailbox, Mood, Received, SmtpServer, sender};
use crate::support::{World, new_id};

const TOKEN: &str = "canary-token-0123456789";

/// A world with a mail server.
struct PostOffice {
    world: World,
    server: SmtpServer,
    sender: Sender,
}

impl PostOffice {
    async fn open() -> Self {
        let world = World::new().await;
        let Mailbox { server, sender } = Mailbox::open(&world).await;
        Self { world, server, sender }
    }

    async fn post(&self, template: Template, to: To) -> Uuid {
        post(&self.world, template, to).await
    }

    /// Sends everything that is due; what the server took.
    async fn send_all(&self) -> Vec<Received> {
        while self.sender.send_next().await.unwrap() {}
        self.server.received()
    }

    /// Moves the clock by a day, past every wait.
    fn next_day(&self) {
        self.world.clock.set(self.world.now() + Duration::hours(25));
    }

    async fn fate(&self, mail: Uuid) -> (String, Option<String>, bool) {
        let sql = self.world.sql().await;
        let row = sql
            .query_one(
                "select case when sent_at is not null then 'sent' when dropped_at is not null then 'dropped'
                             when dead_at is not null then 'dead' else 'waiting' end,
                        last_error, content_enc is not null
                 from auth.mail where id = $1",
                &[&mail],
            )
            .await
            .unwrap();
        (row.get(0), row.get(1), row.get(2))
    }
}

async fn post(world: &World, template: Template, to: To) -> Uuid {
    let id = new_id();
    let mail = Mail {
        template,
        to,
        token: template.page().map(|_| SecretString::from(TOKEN.to_owned())),
        useful_until: None,
    };
    let sealed = seal(&world.state.keys().kek_ring, id, mail).unwrap();
    world
        .state
        .db()
        .auth(async move |tx| tx.post(sealed).await)
        .await
        .unwrap();
    id
}

fn stranger(address: &str, language: Language) -> To {
    To::Stranger {
        address: address.to_owned(),
        language,
    }
}

#[actix_web::test]
async fn every_mail_in_every_language_arrives_and_tells_nothing() {
    let office = PostOffice::open().await;
    for language in Language::ALL {
        for template in Template::ALL {
            office.post(template, stranger("ana@example.org", language)).await;
        }
    }
    let received = office.send_all().await;
    assert_eq!(received.len(), Language::ALL.len() * Template::ALL.len());
    let words: Vec<String> = include_str!("../../telltale-words.txt")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_lowercase)
        .collect();
    for mail in &received {
        assert_eq!(mail.to, "ana@example.org");
        assert_eq!(mail.header("From").unwrap(), "post@house.example");
        assert_eq!(mail.header("Auto-Submitted").unwrap(), "auto-generated");
        let text = mail.readable();
        assert!(!text.contains("{link}"), "{text}");
        let told = format!("{}\n{text}", mail.text).to_lowercase();
        for word in &words {
            let at_the_start = told
                .match_indices(word.as_str())
                .any(|(at, _)| !told[..at].chars().next_back().is_some_and(char::is_alphanumeric));
            assert!(!at_the_start, "a mail says {word}: {text}");
        }
    }
    let links = received.iter().filter(|mail| mail.readable().contains(TOKEN)).count();
    assert_eq!(links, Language::ALL.len() * 4, "four of the eight have a link");
}

#[actix_web::test]
async fn the_address_is_the_accounts_own_and_what_was_sealed_is_destroyed() {
    let office = PostOffice::open().await;
    let house = office.world.house("First").await;
    let account = house.who("worker").account;
    let sql = office.world.sql().await;
    let mail = office.post(Template::PasswordReset, To::Account(account)).await;
    let stored: String = sql
        .query_one("select to_jsonb(m)::text from auth.mail m where id = $1", &[&mail])
        .await
        .unwrap()
        .get(0);
    assert!(
        !stored.contains(TOKEN) && !stored.contains(&hex::encode(TOKEN)),
        "{stored}"
    );
    // It moves house before the mail leaves.
    sql.execute(
        "update auth.account set email = 'moved@example.org', language = 'es' where id = $1",
        &[&account],
    )
    .await
    .unwrap();
    let received = office.send_all().await;
    assert_eq!(received[0].to, "moved@example.org");
    assert!(received[0].readable().contains("contraseña"));
    assert_eq!(
        received[0].header("Message-ID").unwrap(),
        format!("<{mail}@house.example>")
    );
    assert_eq!(office.fate(mail).await, ("sent".to_owned(), None, false));
    // A closed account and nobody at all get nothing, and nothing waits for them.
    sql.execute(
        "update auth.account set disabled_at = recorded_at where id = $1",
        &[&account],
    )
    .await
    .unwrap();
    for to in [To::Account(account), To::Nobody] {
        let mail = office.post(Template::PasswordReset, to).await;
        assert_eq!(office.send_all().await.len(), 1);
        assert_eq!(
            office.fate(mail).await,
            ("dropped".to_owned(), Some("nobody".to_owned()), false)
        );
    }
}

#[actix_web::test]
async fn what_is_refused_for_now_is_tried_again_and_at_last_given_up() {
    let office = PostOffice::open().await;
    let mail = office
        .post(Template::Invitation, stranger("ana@example.org", Language::En))
        .await;
    office.server.moods(&[Mood::Refuse(451), Mood::BreakOff, Mood::Hang]);
    for error in ["smtp_451", "smtp_unreachable", "smtp_slow"] {
        assert_eq!(office.send_all().await.len(), 0);
        assert_eq!(
            office.fate(mail).await,
            ("waiting".to_owned(), Some(error.to_owned()), true)
        );
        assert!(!office.sender.send_next().await.unwrap(), "not at once");
        office.next_day();
    }
    assert_eq!(office.send_all().await.len(), 1, "and then it arrives");
    assert_eq!(office.fate(mail).await.0, "sent");
    let mail = office
        .post(Template::Invitation, stranger("bea@example.org", Language::En))
        .await;
    office.server.moods(&[Mood::Refuse(421); 20]);
    for _ in 0..20 {
        office.send_all().await;
        office.next_day();
    }
    assert_eq!(office.fate(mail).await.0, "dead");
    let tried = office.world.sql().await;
    let row = tried
        .query_one("select attempts from auth.mail where id = $1", &[&mail])
        .await
        .unwrap();
    assert_eq!(row.get::<_, i32>(0), 14);
}

#[actix_web::test]
async fn a_mailbox_that_is_not_there_is_not_asked_again_but_our_own_mistakes_are() {
    let office = PostOffice::open().await;
    let gone = office
        .post(Template::Invitation, stranger("gone@example.org", Language::En))
        .await;
    office.server.moods(&[Mood::Refuse(550)]);
    office.send_all().await;
    assert_eq!(
        office.fate(gone).await,
        ("dead".to_owned(), Some("smtp_550".to_owned()), true)
    );
    let ours = office
        .post(Template::Invitation, stranger("ana@example.org", Language::En))
        .await;
    office.server.moods(&[Mood::Refuse(530)]);
    office.send_all().await;
    assert_eq!(
        office.fate(ours).await.0,
        "waiting",
        "530: the server wants our password"
    );
}

#[actix_web::test]
async fn a_mail_whose_answer_was_lost_is_sent_again_as_the_same_message() {
    let office = PostOffice::open().await;
    office
        .post(Template::Invitation, stranger("ana@example.org", Language::En))
        .await;
    office.server.moods(&[Mood::TakeAndBreakOff]);
    office.send_all().await;
    office.next_day();
    let received = office.send_all().await;
    assert_eq!(received.len(), 2);
    assert_eq!(
        received[0].text, received[1].text,
        "the second can be recognised as the first"
    );
}

#[actix_web::test]
async fn nothing_is_sent_for_work_that_was_rolled_back() {
    let office = PostOffice::open().await;
    let mail = Mail::notice(Template::PasswordChanged, new_id());
    let sealed = seal(&office.world.state.keys().kek_ring, new_id(), mail).unwrap();
    let failed: Result<(), DbError> = office
        .world
        .state
        .db()
        .auth(async move |tx| {
            tx.post(sealed).await?;
            Err(DbError::Unaudited)
        })
        .await;
    assert!(failed.is_err());
    assert!(office.send_all().await.is_empty());
}

#[actix_web::test]
async fn two_senders_never_send_the_same_mail() {
    let office = PostOffice::open().await;
    let other = Sender {
        me: RandomIds.next(),
        ..sender(&office.world, office.sender.transport.clone())
    };
    for _ in 0..40 {
        office
            .post(Template::ApprovalAsked, stranger("ana@example.org", Language::Fr))
            .await;
    }
    let all = async |sender: &Sender| while sender.send_next().await.unwrap() {};
    futures_util::future::join(all(&office.sender), all(&other)).await;
    let received = office.server.received();
    let different: std::collections::BTreeSet<_> = received.iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!((received.len(), different.len()), (40, 40));
}

#[actix_web::test]
async fn what_a_killed_sender_held_is_sent_when_its_hold_has_run_out() {
    let office = PostOffice::open().await;
    let mail = office
        .post(Template::ApprovalAsked, stranger("ana@example.org", Language::Pt))
        .await;
    let sql = office.world.sql().await;
    let until = office.world.now() + Duration::minutes(2);
    sql.execute(
        "update auth.mail set locked_by = $2, locked_until = $3, attempts = 1 where id = $1",
        &[&mail, &new_id(), &until],
    )
    .await
    .unwrap();
    assert!(office.send_all().await.is_empty());
    office.world.clock.set(until);
    assert_eq!(office.send_all().await.len(), 1);
}

#[actix_web::test]
async fn a_link_that_has_ended_is_not_sent() {
    let office = PostOffice::open().await;
    let id = new_id();
    let mail = Mail {
        useful_until: Some(office.world.now() + Duration::minutes(15)),
        token: Some(SecretString::from(TOKEN.to_owned())),
        template: Template::PasswordReset,
        to: stranger("ana@example.org", Language::En),
    };
    let sealed = seal(&office.world.state.keys().kek_ring, id, mail).unwrap();
    office
        .world
        .state
        .db()
        .auth(async move |tx| tx.post(sealed).await)
        .await
        .unwrap();
    office.world.clock.set(office.world.now() + Duration::minutes(16));
    assert!(office.send_all().await.is_empty());
    assert_eq!(
        office.fate(id).await,
        ("dropped".to_owned(), Some("too_late".to_owned()), false)
    );
}

#[actix_web::test]
async fn no_address_becomes_a_header_on_the_line() {
    let office = PostOffice::open().await;
    for address in [
        "ana@example.org\r\nBcc: all@example.org",
        "ana@example.org>\r\nRCPT TO:<all@example.org",
        "ana\nX: y@example.org",
        "ana@example.org\r\n\r\nAnother text",
        "\"a\r\nDATA\"@example.org",
    ] {
        let mail = office.post(Template::Invitation, stranger(address, Language::En)).await;
        office.send_all().await;
        assert_eq!(office.fate(mail).await.0, "dead", "{address:?}");
    }
    assert!(office.server.received().is_empty());
}

#[actix_web::test]
async fn in_the_demo_a_mail_is_a_file_nobody_else_reads() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("mail");
    let sender = sender(&world, Transport::Folder(place.clone()));
    let mail = post(&world, Template::Invitation, stranger("ana@example.org", Language::Ar)).await;
    assert!(sender.send_next().await.unwrap());
    let file = place.join(format!("{mail}.eml"));
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("To: ana@example.org\r\n"), "{text}");
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&place), mode(&file)), (0o700, 0o600));
    assert_eq!(
        std::fs::read_dir(&place).unwrap().count(),
        1,
        "nothing half-written is left"
    );
}
