//! Whoever owns the database alters the log, in every way there is; a check finds it and names it.

use causeway::audit::{Finding, Place, What, Where};
use tokio_postgres::Client;
use uuid::Uuid;

use super::scene::Log;

/// The columns of a row, and a value that each of them does not have.
const COLUMNS: [(&str, &str); 14] = [
    ("org_id", "gen_random_uuid()"),
    ("id", "gen_random_uuid()"),
    ("at", "at + interval '1 microsecond'"),
    ("staff_id", "gen_random_uuid()"),
    ("sign_in_id", "case when sign_in_id is null then gen_random_uuid() end"),
    ("request_id", "request_id || 'x'"),
    ("action", "'export'"),
    ("object_type", "object_type || 'x'"),
    ("object_id", "case when object_id is null then gen_random_uuid() end"),
    ("shown_ids", "shown_ids || gen_random_uuid()"),
    ("fields", "case when fields = '{}' then '{a}' else '{}'::text[] end"),
    ("tier", "'c0'"),
    (
        "break_glass_id",
        "case when break_glass_id is null then gen_random_uuid() end",
    ),
    ("xid", "xid + 1"),
];
/// The columns of a seal that say something about its row.
const SEAL_COLUMNS: [(&str, &str); 6] = [
    ("row_mac", "substr(sha256(row_mac), 1, 16)"),
    ("marks", "substr(sha256(marks), 1, 28)"),
    ("hash", "sha256(hash)"),
    ("form", "form + 1::smallint"),
    ("audit_at", "audit_at + interval '1 microsecond'"),
    ("audit_id", "gen_random_uuid()"),
];

/// One way to alter the log at seal `$2` of organisation `$1` (and at seal `$3`), and what must be said about it.
pub(crate) struct Tampering {
    pub(crate) name: String,
    sql: Vec<String>,
    expected: fn(&Finding, i64, i64) -> bool,
    /// At which seals it makes sense.
    place: fn(i64) -> (i64, i64),
}

fn row_of(seq: &str) -> String {
    format!("(select audit_id from audit_seal where org_id = $1 and seq = {seq})")
}

/// A row to delete, by its place, and how that is found out.
type Case = (&'static str, fn(i64) -> (i64, i64), fn(&Finding, i64, i64) -> bool);

fn named(finding: &Finding, seq: i64) -> bool {
    finding.seq == Some(seq)
}

/// Every way there is. `middle` of a chain of `n` is chosen by the caller.
pub(crate) fn tamperings() -> Vec<Tampering> {
    let mut all = Vec::new();
    for (column, value) in COLUMNS {
        let of_row = row_of("$2");
        all.push(Tampering {
            name: format!("change {column} of a row"),
            sql: vec![format!("update audit_event set {column} = {value} where id = {of_row}")],
            expected: |finding, seq, _| {
                named(finding, seq)
                    && matches!(&finding.what, What::RowChanged(columns) if columns.len() == 1)
                    // Moved to another organisation it is missing here, and put in there.
                    || matches!(finding.what, What::RowMissing(_) | What::RowInserted)
            },
            place: |n| (n / 2, 1),
        });
    }
    for (column, value) in SEAL_COLUMNS {
        all.push(Tampering {
            name: format!("change {column} of a seal"),
            sql: vec![format!(
                "update audit_seal set {column} = {value} where org_id = $1 and seq = $2"
            )],
            expected: |finding, seq, _| named(finding, seq) && finding.what == What::SealChanged,
            place: |n| (n / 2, 1),
        });
    }
    let cases: [Case; 3] = [
        (
            "first",
            |_| (1, 1),
            |finding, seq, _| named(finding, seq) && finding.what == What::RowMissing(Where::First),
        ),
        (
            "middle",
            |n| (n / 2, 1),
            |finding, seq, _| named(finding, seq) && finding.what == What::RowMissing(Where::Middle),
        ),
        (
            "last",
            |n| (n, 1),
            |finding, seq, _| named(finding, seq) && finding.what == What::RowMissing(Where::Last),
        ),
    ];
    for (name, place, expected) in cases {
        all.push(Tampering {
            name: format!("delete the {name} row"),
            sql: vec![format!("delete from audit_event where id = {}", row_of("$2"))],
            expected,
            place,
        });
    }
    all.extend(whole_links());
    all.extend(ends());
    all
}

fn whole_links() -> Vec<Tampering> {
    let with_row = format!("delete from audit_event where id = {}", row_of("$2"));
    let seal = "delete from audit_seal where org_id = $1 and seq = $2";
    let aside = "update audit_seal set seq = 900000000 where org_id = $1 and seq = $2";
    let swap = [
        "update audit_seal set seq = $2 where org_id = $1 and seq = $3",
        "update audit_seal set seq = $3 where org_id = $1 and seq = 900000000",
    ];
    vec![
        Tampering {
            name: "delete a row with its seal".into(),
            sql: vec![with_row.clone(), seal.into()],
            expected: |finding, seq, _| named(finding, seq) && finding.what == What::SealsMissing(seq),
            place: |n| (n / 2, 1),
        },
        Tampering {
            name: "delete the first row with its seal".into(),
            sql: vec![with_row.clone(), seal.into()],
            expected: |finding, seq, _| named(finding, seq) && finding.what == What::SealsMissing(seq),
            place: |_| (1, 1),
        },
        Tampering {
            name: "delete a row with its seal and close the gap".into(),
            sql: vec![
                with_row,
                seal.into(),
                "alter table audit_seal drop constraint audit_seal_pkey".into(),
                "update audit_seal set seq = seq - 1 where org_id = $1 and seq > $2".into(),
                "alter table audit_seal add primary key (org_id, seq)".into(),
            ],
            expected: |finding, seq, _| named(finding, seq) && finding.what == What::Moved { from: seq + 1 },
            place: |n| (n / 2, 1),
        },
        Tampering {
            name: "swap two seals".into(),
            sql: [aside].into_iter().chain(swap).map(str::to_owned).collect(),
            expected: |finding, one, other| named(finding, one) && finding.what == What::Moved { from: other },
            place: |n| (n / 2, n / 2 + 1),
        },
        Tampering {
            name: "swap two seals far apart".into(),
            sql: [aside].into_iter().chain(swap).map(str::to_owned).collect(),
            expected: |finding, one, other| named(finding, other) && finding.what == What::Moved { from: one },
            place: |n| (1, n),
        },
        Tampering {
            name: "swap what two rows say".into(),
            sql: vec![format!(
                "update audit_event e set staff_id = o.staff_id, request_id = o.request_id
                 from audit_event o where (e.id = {0} and o.id = {1}) or (e.id = {1} and o.id = {0})",
                row_of("$2"),
                row_of("$3")
            )],
            expected: |finding, one, _| {
                named(finding, one) && finding.what == What::RowChanged(vec!["staff_id", "request_id"])
            },
            place: |n| (n / 2, n / 2 + 3),
        },
        Tampering {
            name: "put a row in".into(),
            sql: vec![format!(
                "insert into audit_event (org_id, id, at, request_id, action, object_type, tier, xid)
                 select org_id, gen_random_uuid(), at, request_id, action, object_type, tier, xid
                 from audit_event where id = {}",
                row_of("$2")
            )],
            expected: |finding, _, _| finding.what == What::RowInserted,
            place: |n| (n / 2, 1),
        },
        Tampering {
            name: "put a row and a made-up seal in at the end".into(),
            sql: vec![
                format!(
                    "insert into audit_event (org_id, id, at, request_id, action, object_type, tier, xid)
                     select org_id, '00000000-0000-7000-8000-000000000666', at, request_id, action, object_type, tier, xid
                     from audit_event where id = {}",
                    row_of("$2")
                ),
                "insert into audit_seal (org_id, seq, audit_at, audit_id, form, row_mac, marks, hash)
                 select s.org_id, s.seq + 1, e.at, e.id, s.form, s.row_mac, s.marks, sha256(s.hash)
                 from audit_seal s, audit_event e
                 where s.org_id = $1 and s.seq = $2 and e.id = '00000000-0000-7000-8000-000000000666'"
                    .into(),
            ],
            expected: |finding, seq, _| named(finding, seq + 1) && finding.what == What::Foreign,
            place: |n| (n, 1),
        },
    ]
}

fn ends() -> Vec<Tampering> {
    let cut = |from: &str| {
        vec![
            format!(
                "delete from audit_event e using audit_seal s
                 where s.org_id = $1 and s.seq >= {from} and e.org_id = s.org_id and e.at = s.audit_at and e.id = s.audit_id"
            ),
            format!("delete from audit_seal where org_id = $1 and seq >= {from}"),
        ]
    };
    vec![
        Tampering {
            name: "cut the end off".into(),
            sql: cut("$2"),
            expected: |finding, seq, _| matches!(finding.what, What::TailCut { head, .. } if head == seq - 1),
            place: |n| (n - 2, 1),
        },
        Tampering {
            name: "cut the end off and put an old signed head back".into(),
            sql: cut("$2")
                .into_iter()
                .chain(["delete from audit_checkpoint where org_id = $1".to_owned()])
                .collect(),
            expected: |finding, _, _| matches!(finding.what, What::Replayed { .. }),
            place: |n| (n - 2, 1),
        },
        Tampering {
            name: "wipe everything".into(),
            sql: cut("1")
                .into_iter()
                .chain(["delete from audit_checkpoint where org_id = $1".to_owned()])
                .collect(),
            expected: |finding, _, _| matches!(finding.what, What::TailCut { head: 0, .. }),
            place: |n| (n, 1),
        },
    ]
}

impl Tampering {
    /// Does it in the first organisation, whose chain has `n` seals; says whether it was found and named, and with it what
    /// else was.
    pub(crate) async fn try_on(&self, log: &Log, seqs: (i64, i64)) -> Result<(), String> {
        let org = log.orgs[0];
        for sql in &self.sql {
            run(&log.sql, sql, org, seqs).await;
        }
        let (verdict, findings) = log.verify().await;
        let said: Vec<String> = findings.iter().map(ToString::to_string).collect();
        let ours = findings.iter().filter(|finding| finding.org.uuid() == org);
        let found = ours.clone().any(|finding| (self.expected)(finding, seqs.0, seqs.1));
        let named = usize::try_from(verdict.findings).unwrap() == findings.len() && !findings.is_empty();
        // One act, few findings: whoever reads them must see what happened.
        let few = findings.len() <= 3 || self.name.contains("close the gap");
        if found && named && few {
            Ok(())
        } else {
            Err(format!("{} at {seqs:?}: {said:#?}", self.name))
        }
    }

    pub(crate) fn place(&self, n: i64) -> (i64, i64) {
        (self.place)(n)
    }
}

async fn run(sql: &Client, statement: &str, org: Uuid, (one, other): (i64, i64)) {
    let (one, other) = (format!("{one}"), format!("{other}"));
    let text = statement
        .replace("$1", &format!("'{org}'::uuid"))
        .replace("$2", &one)
        .replace("$3", &other);
    sql.batch_execute(&text).await.unwrap();
}

/// Keeps the log as it is, and puts it back.
pub(crate) async fn keep(sql: &Client) {
    let keep = ["audit_event", "audit_seal", "audit_checkpoint"]
        .map(|table| format!("create table kept_{table} as table {table}"));
    sql.batch_execute(&keep.join(";")).await.unwrap();
}

pub(crate) async fn put_back(sql: &Client) {
    let back = ["audit_event", "audit_seal", "audit_checkpoint"]
        .map(|table| format!("truncate {table}; insert into {table} select * from kept_{table}"));
    sql.batch_execute(&back.join(";")).await.unwrap();
}

#[actix_web::test]
async fn every_way_to_alter_the_log_is_found_and_named() {
    let log = Log::sealed(24).await;
    keep(&log.sql).await;
    let mut missed = Vec::new();
    for tampering in tamperings() {
        if let Err(said) = tampering.try_on(&log, tampering.place(24)).await {
            missed.push(said);
        }
        put_back(&log.sql).await;
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    log.expect_honest().await;
}

#[actix_web::test]
async fn a_log_that_was_wiped_and_begun_anew_is_not_the_signed_one() {
    let mut log = Log::sealed(6).await;
    let org = log.orgs[0];
    for table in ["audit_event", "audit_seal", "audit_checkpoint"] {
        run(&log.sql, &format!("delete from {table} where org_id = $1"), org, (0, 0)).await;
    }
    super::scene::write(&log.sql, org, 9).await;
    log.sealer = {
        let killed = "select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory'
                      and database = (select oid from pg_database where datname = current_database())";
        log.sql.execute(killed, &[]).await.unwrap();
        let shared = log.world.state.shared();
        super::scene::sealer(&log.world.db, shared, &log.second_place)
            .await
            .unwrap()
    };
    log.seal().await;
    let (_, findings) = log.verify().await;
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].what, What::AnotherChain(Place::SecondPlace));
    assert_eq!((findings[0].org.uuid(), findings[0].seq), (org, Some(6)));
}

#[actix_web::test]
async fn months_that_were_detached_are_stated_and_no_finding() {
    let log = Log::sealed(70).await;
    let day = log
        .count("select extract(epoch from date_trunc('day', now()) - interval '10 days')::bigint")
        .await;
    let gone = log
        .count("select count(*) from audit_event where at < date_trunc('day', now()) - interval '10 days'")
        .await;
    log.sql
        .batch_execute("delete from audit_event where at < date_trunc('day', now()) - interval '10 days'")
        .await
        .unwrap();
    let shared = log.world.state.shared();
    let mut check = causeway::audit::Check {
        url: &log.world.db.superuser_url(),
        keys: &shared.keys,
        second_place: None,
        retained_from: chrono::DateTime::from_timestamp(day, 0),
    };
    let verdict = causeway::audit::verify(&check, |finding| panic!("{finding}"))
        .await
        .unwrap();
    assert_eq!(i64::try_from(verdict.detached).unwrap(), gone);
    assert!(gone > 0);
    check.retained_from = None;
    let mut missing = 0;
    causeway::audit::verify(&check, |_| missing += 1).await.unwrap();
    assert_eq!(missing, gone, "nobody said that they may be gone");
}
