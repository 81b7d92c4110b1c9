//! The head is signed once a minute, here and in a second place.

use std::fs;

use causeway::audit::{Error, Place, What};
use chrono::TimeDelta;

use super::scene::{self, Log};

impl Log {
    fn wait(&self, seconds: i64) {
        self.world.clock.set(self.world.now() + TimeDelta::seconds(seconds));
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for entry in fs::read_dir(self.second_place.path()).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            lines.extend(text.lines().map(str::to_owned));
        }
        lines
    }

    async fn signed(&self) -> i64 {
        self.count("select count(*) from audit_checkpoint").await
    }
}

#[actix_web::test]
async fn heads_that_moved_are_signed_once_a_minute() {
    let mut log = Log::sealed(3).await;
    assert_eq!((log.signed().await, log.lines().len()), (2, 2));
    scene::write(&log.sql, log.orgs[0], 1).await;
    log.seal().await;
    log.wait(59);
    assert_eq!(log.sealer.sign_when_due().await.unwrap(), 0, "not yet");
    log.wait(1);
    assert_eq!(log.sealer.sign_when_due().await.unwrap(), 1, "only one moved");
    log.wait(60);
    assert_eq!(log.sealer.sign_when_due().await.unwrap(), 0, "none moved");
    assert_eq!((log.signed().await, log.lines().len()), (3, 3));
    log.expect_honest().await;
}

#[actix_web::test]
async fn what_the_second_place_does_not_take_is_not_signed_here_either() {
    let mut log = Log::new().await;
    log.write(3).await;
    log.seal().await;
    let folder = log.second_place.path().to_owned();
    fs::remove_dir(&folder).unwrap();
    fs::write(&folder, "a file stands in the way").unwrap();
    assert!(matches!(log.sealer.sign_when_due().await, Err(Error::SecondPlace(_))));
    assert_eq!(log.signed().await, 0);
    fs::remove_file(&folder).unwrap();
    fs::create_dir(&folder).unwrap();
    log.wait(60);
    assert_eq!(log.sealer.sign_when_due().await.unwrap(), 2, "a minute later");
    log.expect_honest().await;
}

#[actix_web::test]
async fn a_head_that_was_altered_meanwhile_is_not_signed() {
    let mut log = Log::sealed(3).await;
    log.write(1).await;
    log.seal().await;
    log.sql
        .execute(
            "update audit_seal set hash = sha256('other') where seq = 4 and org_id = $1",
            &[&log.orgs[0]],
        )
        .await
        .unwrap();
    log.wait(60);
    assert_eq!(log.sealer.sign_when_due().await.unwrap(), 1, "the other organisation's");
}

#[actix_web::test]
async fn lines_somebody_else_signed_are_named() {
    let log = Log::sealed(3).await;
    let file = fs::read_dir(log.second_place.path())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let line = log.lines()[0].replace("\"seq\":3", "\"seq\":2");
    fs::write(&file, format!("{line}\n")).unwrap();
    let (_, findings) = log.verify().await;
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].what, What::Forged(Place::SecondPlace));
    log.sql
        .batch_execute("update audit_checkpoint set seq = 2")
        .await
        .unwrap();
    let (_, findings) = log.verify_with(false).await;
    assert_eq!(findings.len(), 2);
    assert!(
        findings
            .iter()
            .all(|finding| finding.what == What::Forged(Place::Database))
    );
}
