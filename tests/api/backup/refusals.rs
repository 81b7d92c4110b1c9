//! What a backup or a restore refuses, in one line, leaving nothing half done.

use std::process::Command;

use super::{Desk, Safe, beginning_with, erase, refused, restore, said};
use crate::durability::Installation;
use crate::support::House;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_overwritten_half_written_or_restored_from_the_wrong_thing() {
    let mut installation = Installation::new();
    let house = House::build(&installation.ground().await, "First").await;
    let mut worker = Desk::of(&installation, house.token("worker")).await;
    let [person, ..] = worker.enrolled(&house).await;
    let none = installation
        .causeway()
        .args(["backup", "--out", "/nowhere/b"])
        .output()
        .unwrap();
    assert!(refused(&none).contains("backup.recipients is empty"));

    let safe = Safe::new(&installation);
    said(&safe.back_up("first"));
    let before = std::fs::read(safe.path("first")).unwrap();
    assert!(refused(&safe.back_up("first")).contains("is not overwritten"));
    assert_eq!(std::fs::read(safe.path("first")).unwrap(), before);

    // A disk that is full after a few kilobytes: the shell's file limit stands in for it.
    let full = Command::new("sh")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 8; exec \"$0\" backup --out \"$1\" --keys-out \"$1.keys\"",
        ])
        .arg(safe.causeway().get_program())
        .arg(safe.path("full"))
        .envs(
            safe.causeway()
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .output()
        .unwrap();
    assert!(refused(&full).contains("no room"), "{full:?}");
    assert_eq!(beginning_with(installation.path(), "full"), Vec::<String>::new());

    erase(&installation, &house, person).await;
    said(&safe.back_up("second"));
    let identity = safe.identity();
    drop(worker);
    assert!(refused(&restore(&installation, "first", None)).contains("is running"));
    installation.stop();
    assert!(refused(&restore(&installation, "first", None)).contains("there is data in this database"));
    installation.lose_data();

    for (name, keys, why) in [
        ("first.keys", None, "people's keys only"),
        ("first", Some("second.keys"), "does not belong to this backup"),
        ("first", Some("first"), "does not belong to this backup"),
        ("identity", None, "no backup of Causeway"),
    ] {
        let line = refused(&restore(&installation, name, keys));
        assert!(line.contains(why), "{name}: {line}");
    }

    // Somebody else's secret key; a ledger that ends before the backup; a file with one byte changed.
    std::fs::rename(&identity, installation.path().join("ours")).unwrap();
    let other = installation
        .causeway()
        .args(["keys", "backup-identity", "--out"])
        .arg(&identity)
        .output()
        .unwrap();
    said(&other);
    assert!(refused(&restore(&installation, "first", None)).contains("made for another"));
    std::fs::rename(installation.path().join("ours"), &identity).unwrap();
    let ledger = installation.path().join("erasure.ledger");
    let lines = std::fs::read(&ledger).unwrap();
    std::fs::write(&ledger, "").unwrap();
    assert!(refused(&restore(&installation, "second", None)).contains("ends before the backup"));
    std::fs::write(&ledger, lines).unwrap();
    let mut altered = before.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    std::fs::write(installation.path().join("altered"), altered).unwrap();
    let line = refused(&restore(&installation, "altered", None));
    assert!(line.contains("damaged") || line.contains("pg_restore"), "{line}");
    assert!(!installation.data_dir().join("erasure.ledger").exists());

    // After all of that the good one still goes in.
    let report = said(&restore(&installation, "first", Some("first.keys")));
    assert!(report.contains("1 carried out anew"), "{report}");
    installation.start();
}
