//! What a phone says about what lies on it, and what of it somebody has to know (reference/sync.md §2.16). Pure.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// After how long the same is kept again: so that it is known when it was said last.
const AGAIN_AFTER: TimeDelta = TimeDelta::hours(1);
/// How long work usually lies on a phone at most: as long as it may be read there without the network.
const USUAL: TimeDelta = TimeDelta::hours(72);
/// After how long without a word somebody asks after a phone.
const SILENT_AFTER: TimeDelta = TimeDelta::days(14);
/// For how long it is said that a phone lost what lay on it.
const LOST_FOR: TimeDelta = TimeDelta::days(30);

/// What a phone says about what lies on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// How many operations were not sent yet.
    pub outbox_depth: i32,
    /// Since when, by its clock, the oldest of them lies there.
    pub oldest_pending_at: Option<DateTime<Utc>>,
    /// The number of the last operation it made.
    pub max_seq: i64,
    /// Has the browser promised not to delete it?
    pub persisted: bool,
}

impl Report {
    /// Is it worth keeping, after this one of then?
    pub fn is_news(&self, before: Option<(Self, DateTime<Utc>)>, now: DateTime<Utc>) -> bool {
        before.is_none_or(|(before, at)| *self != before || at <= now - AGAIN_AFTER)
    }
}

/// A phone as it is known here.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// What it said last, if it ever did.
    pub report: Option<Report>,
    /// When it was heard of last in any way.
    pub heard_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When it said a smaller number than before.
    pub store_lost_at: Option<DateTime<Utc>>,
}

/// What somebody has to know about a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// It lost what lay on it, in the last thirty days.
    StoreLost,
    /// Work has lain on it unsent for three days.
    Unsent,
    /// Work lies on it, and the browser may delete it.
    NotPersisted,
    /// It ended with work on it.
    EndedUnsent,
    /// It was not heard of for two weeks.
    Silent,
}

/// What somebody has to know about a phone now, the worst first.
pub fn risks(known: &Known, now: DateTime<Utc>) -> Vec<Risk> {
    let unsent = known.report.filter(|report| report.outbox_depth > 0);
    let since = unsent.map(|report| report.oldest_pending_at.unwrap_or(known.heard_at));
    let all = [
        (
            Risk::StoreLost,
            known.store_lost_at.is_some_and(|at| at > now - LOST_FOR),
        ),
        (Risk::EndedUnsent, known.ended_at.is_some() && unsent.is_some()),
        (Risk::Unsent, since.is_some_and(|at| at < now - USUAL)),
        (Risk::NotPersisted, unsent.is_some_and(|report| !report.persisted)),
        (
            Risk::Silent,
            known.ended_at.is_none() && known.heard_at < now - SILENT_AFTER,
        ),
    ];
    let there = all.into_iter().filter(|(_, is_there)| *is_there);
    there.map(|(risk, _)| risk).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: Report = Report {
        outbox_depth: 3,
        oldest_pending_at: None,
        max_seq: 40,
        persisted: true,
    };

    fn days(days: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(days)
    }

    #[test]
    fn the_same_again_is_no_news_for_an_hour() {
        let now = days(1);
        assert!(REPORT.is_news(None, now));
        assert!(!REPORT.is_news(Some((REPORT, now - TimeDelta::minutes(59))), now));
        assert!(REPORT.is_news(Some((REPORT, now - AGAIN_AFTER)), now));
        let fewer = Report {
            outbox_depth: 2,
            ..REPORT
        };
        assert!(fewer.is_news(Some((REPORT, now)), now));
    }

    #[test]
    fn each_risk_is_named() {
        let now = days(100);
        let well = Known {
            report: Some(REPORT),
            heard_at: now - TimeDelta::hours(1),
            ended_at: None,
            store_lost_at: None,
        };
        let empty = Some(Report {
            outbox_depth: 0,
            persisted: false,
            ..REPORT
        });
        let old = Some(Report {
            oldest_pending_at: Some(days(96)),
            ..REPORT
        });
        let loose = Some(Report {
            persisted: false,
            ..REPORT
        });
        for (known, expected) in [
            (well, vec![]),
            (Known { report: None, ..well }, vec![]),
            (
                Known {
                    report: empty,
                    ended_at: Some(days(1)),
                    ..well
                },
                vec![],
            ),
            (
                Known {
                    store_lost_at: Some(days(71)),
                    ..well
                },
                vec![Risk::StoreLost],
            ),
            (
                Known {
                    store_lost_at: Some(days(70)),
                    ..well
                },
                vec![],
            ),
            (Known { report: old, ..well }, vec![Risk::Unsent]),
            (Known { report: loose, ..well }, vec![Risk::NotPersisted]),
            (
                Known {
                    ended_at: Some(days(1)),
                    ..well
                },
                vec![Risk::EndedUnsent],
            ),
            (
                Known {
                    heard_at: days(85),
                    ..well
                },
                vec![Risk::Unsent, Risk::Silent],
            ),
            (
                Known {
                    report: None,
                    heard_at: days(85),
                    ended_at: Some(days(86)),
                    ..well
                },
                vec![],
            ),
        ] {
            assert_eq!(risks(&known, now), expected, "{known:?}");
        }
    }
}
