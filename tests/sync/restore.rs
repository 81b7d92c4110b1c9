//! A restore to an older backup (reference/sync.md §2.8, T5): what phones were told is kept comes back from the phones.

use std::process::{Command, Output};
use std::sync::Arc;

use causeway::platform::clock::{Clock, SystemClock};
use causeway::platform::keys::Keys;
use uuid::Uuid;

use crate::check::Violation;
use crate::dice::Dice;
use crate::installation::Installation;
use crate::scene::{Cast, Made, with_places_of};
use crate::support::{House, tokens};
use crate::wire::enrol;
use crate::worker::{Figures, Way, Worker};

#[track_caller]
fn said(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(output.status.success(), "{out}{err}");
    out
}

/// Makes a backup whose keys lie beside it; the key that opens it is made too.
fn back_up(installation: &Installation) {
    let path = |name: &str| installation.path().join(name);
    let made = installation
        .causeway()
        .args(["keys", "backup-identity", "--out"])
        .arg(path("identity"))
        .output();
    let recipient = said(&made.unwrap()).lines().next().unwrap().to_owned();
    let mut backup: Command = installation.causeway();
    backup.env("CAUSEWAY__BACKUP__RECIPIENTS", recipient);
    backup
        .args(["backup", "--out"])
        .arg(path("monday"))
        .arg("--keys-out")
        .arg(path("monday.keys"));
    said(&backup.output().unwrap());
}

fn restore(installation: &Installation) {
    let path = |name: &str| installation.path().join(name);
    let mut restore = installation.causeway();
    restore
        .arg("restore")
        .arg(path("monday"))
        .arg("--identity")
        .arg(path("identity"));
    restore.arg("--keys").arg(path("monday.keys"));
    said(&restore.output().unwrap());
}

/// Puts the workers' phones where the invariants look for them.
pub(crate) fn gathered(mut cast: Cast, workers: Vec<Worker>) -> Cast {
    for (phone, worker) in workers.into_iter().enumerate() {
        cast.made.extend(worker.made.into_iter().map(|op| Made { phone, op }));
        cast.phones.push(worker.phone);
    }
    cast
}

async fn epochs(cast: &Cast) -> Vec<String> {
    let rows = cast
        .sql
        .query("select id from auth.sync_epoch order by started_at", &[])
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_after_the_backup_comes_back_from_the_phones() {
    let mut installation = Installation::new();
    let house = House::build(&installation.ground().await, "First").await;
    let address = installation.address();
    let keys = Keys::load(&installation.path().join("keys")).unwrap();
    let way = Way {
        servers: vec![address.clone()],
        tokens: Arc::new(tokens(&keys)),
        figures: Arc::new(Figures::default()),
    };
    let mut courses = Vec::new();
    for _ in 0..4 {
        courses.push(enrol(&house, *address.borrow()).await.into());
    }
    let mut cast = Cast::of(house, installation.sql().await, courses);
    let forms = House::build(&installation.ground().await, "Forms").await;
    let shared = Arc::new(with_places_of(forms, &cast.house));
    let mut workers = Vec::new();
    for (number, owner) in ["worker", "worker", "other_worker"].into_iter().enumerate() {
        let phone = cast.enrol(cast.house.who(owner), SystemClock.now(), None).await;
        workers.push(Worker {
            phone,
            made: Vec::new(),
            dice: Dice::new(u64::try_from(number).unwrap()),
            house: Arc::clone(&shared),
            way: way.clone(),
        });
    }
    let other = cast.house.who("other_worker").id;
    crate::scene::desk::assign(&cast.sql, other, cast.courses[0], SystemClock.now())
        .await
        .unwrap();
    for worker in &mut workers {
        worker.rest().await;
        (0..8).for_each(|_| worker.work());
        worker.rest().await;
    }
    back_up(&installation);
    let before: i64 = cast
        .sql
        .query_one("select count(*) from sync_op", &[])
        .await
        .unwrap()
        .get(0);
    for worker in &mut workers {
        (0..12).for_each(|_| worker.work());
        worker.rest().await;
        // And something that nobody has but the phone.
        (0..3).for_each(|_| worker.work());
    }
    let epoch = epochs(&cast).await;
    let acknowledged: usize = workers.iter().map(|worker| worker.phone.durable.archive.len()).sum();
    assert!(
        usize::try_from(before).unwrap() + 20 < acknowledged,
        "too little was done after the backup"
    );

    installation.stop();
    installation.lose_data();
    restore(&installation);
    installation.start();
    cast.sql = installation.sql().await;
    // One no longer knows how far it had come: no cursor of its tells the server that it was restored. Another was being
    // filled in, with a row that nobody has any more.
    workers[0].phone.lose_cursor();
    workers[1].phone.durable.shadow = Some([((Uuid::nil(), "person", Uuid::nil()), (1, Arc::default()))].into());
    workers[1].phone.crash();
    let left: i64 = cast
        .sql
        .query_one("select count(*) from sync_op", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(left, before, "what came after the backup is gone from the server");
    for _ in 0..2 {
        for worker in &mut workers {
            worker.rest().await;
        }
    }
    let begun = epochs(&cast).await;
    assert!(
        begun.len() == epoch.len() + 1 && begun.starts_with(&epoch),
        "{epoch:?} {begun:?}"
    );
    for worker in &mut workers {
        assert!(worker.agrees().await, "digests differ");
    }
    let ids: std::collections::BTreeSet<Uuid> = workers
        .iter()
        .flat_map(|worker| &worker.phone.durable.archive)
        .map(|op| op.id)
        .collect();
    assert!(
        ids.len() >= acknowledged,
        "all that was acknowledged before is so again"
    );
    let found: Vec<Violation> = gathered(cast, workers).violations(SystemClock.now().date_naive()).await;
    assert!(found.is_empty(), "{found:#?}");
}
