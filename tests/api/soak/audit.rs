//! The audit log at length: many tamperings, many honest rows, many kills.

use std::time::Instant;

use crate::audit::{Log, keep, put_back, reading_under_kills, tamperings, write};
use crate::support::BUILD;

/// Seals of the chain that is altered.
const CHAIN: i64 = 400;

/// 1,000 tamperings, each in a way and at a place drawn by lot (security.md §3.11, C3).
#[actix_web::test]
async fn a_thousand_tamperings_are_found_and_named() {
    let log = Log::sealed(400).await;
    keep(&log.sql).await;
    let ways = tamperings();
    let (mut tried, mut missed) = (0, Vec::new());
    // A plain linear congruence: the same run each time.
    let mut lot = 12_345_u64;
    let mut draw = |below: i64| {
        lot = lot
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((lot >> 33) % u64::try_from(below).unwrap()).unwrap()
    };
    while tried < 1_000 {
        for way in &ways {
            // Where a way is about the first or the last, it keeps its place.
            let fixed = way.place(CHAIN);
            let seqs = if way.place(40) == way.place(20) || fixed.0 == CHAIN || fixed.0 == 1 || fixed.0 == CHAIN - 2 {
                fixed
            } else {
                let one = 5 + draw(CHAIN - 20);
                (one, one + fixed.1 - fixed.0)
            };
            tried += 1;
            missed.extend(way.try_on(&log, (seqs.0, seqs.1.max(1))).await.err());
            put_back(&log.sql).await;
        }
    }
    println!("tamperings ({BUILD}): {tried} tried, {} missed", missed.len());
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    log.expect_honest().await;
}

/// 1,000,000 honest rows: no false alarm, memory flat, and how fast (at least 200,000 a second in a release build).
#[actix_web::test]
async fn a_million_honest_rows_raise_no_alarm() {
    let mut log = Log::new().await;
    for _ in 0..10 {
        for org in log.orgs {
            write(&log.sql, org, 50_000).await;
        }
    }
    let start = Instant::now();
    assert_eq!(log.seal().await, 1_000_000);
    let sealing = start.elapsed();
    log.sql
        .batch_execute("analyze audit_event; analyze audit_seal")
        .await
        .unwrap();
    let before = memory();
    let start = Instant::now();
    let (verdict, findings) = log.verify().await;
    let checking = start.elapsed();
    let grown = memory().saturating_sub(before);
    println!(
        "1,000,000 rows ({BUILD}): sealed at {:.0} rows/s, checked at {:.0} rows/s, memory grew by {grown} KiB at most",
        1e6 / sealing.as_secs_f64(),
        1e6 / checking.as_secs_f64(),
    );
    assert!(findings.is_empty(), "{}", findings[0]);
    assert_eq!((verdict.sealed, verdict.unsealed), (1_000_000, 0));
}

/// 100 kills of the server under reading load (security.md §3.11).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_read_is_answered_without_its_row() {
    let answered = reading_under_kills(100).await;
    println!("kills under reading load ({BUILD}): 100, {answered} reads answered, every one with its row");
}

/// The most memory this process has held, in KiB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}
