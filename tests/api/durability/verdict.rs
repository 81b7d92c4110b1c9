//! What the database holds once the dust has settled, against what was acknowledged.

use std::fmt;
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::installation::Installation;
use super::load::{LONGEST, Tally};

/// Every way in which the database can contradict the clients, as one row of counts.
const CONTRADICTIONS: &str = include_str!("contradictions.sql");

/// What was found.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) tally: Tally,
    /// Name and count of each contradiction.
    contradictions: Vec<(String, i64)>,
    /// One per kill: how long nothing was acknowledged.
    outages: Vec<Duration>,
    /// One per kill: how long until what was killed was ready again.
    back: Vec<Duration>,
}

impl Verdict {
    /// Looks behind the server. `kills` holds the moment of each kill and how long what was killed took to be back.
    pub(crate) async fn of(installation: &Installation, tally: Tally, kills: &[(Instant, Duration)]) -> Self {
        let sql = installation.sql().await;
        let settings = sql
            .query_one(
                "select current_setting('fsync'), current_setting('synchronous_commit')",
                &[],
            )
            .await
            .unwrap();
        assert_eq!(
            (settings.get::<_, &str>(0), settings.get::<_, &str>(1)),
            ("on", "on"),
            "a cluster that may lose commits proves nothing"
        );
        let acknowledged: Vec<Uuid> = tally.acknowledged.iter().map(|(id, _)| *id).collect();
        let rows = sql.query(CONTRADICTIONS, &[&acknowledged]).await.unwrap();
        let ends = kills.iter().skip(1).map(|(at, _)| *at).chain([Instant::now()]);
        let outages = kills
            .iter()
            .zip(ends)
            .map(|((from, _), to)| tally.outage(*from, to))
            .collect();
        Self {
            tally,
            contradictions: rows.iter().map(|row| (row.get(0), row.get(1))).collect(),
            outages,
            back: kills.iter().map(|(_, back)| *back).collect(),
        }
    }

    /// Fails unless every acknowledged session is there once, whole, and no client was ever left without a fair answer.
    #[track_caller]
    pub(crate) fn expect_nothing_lost(&self) {
        assert!(!self.tally.acknowledged.is_empty(), "nothing was acknowledged");
        let found: Vec<_> = self.contradictions.iter().filter(|(_, count)| *count != 0).collect();
        assert!(found.is_empty(), "the database contradicts the clients: {found:?}");
        assert!(self.tally.complaints.is_empty(), "{:#?}", self.tally.complaints);
        assert!(self.tally.slowest < LONGEST, "a request took {:?}", self.tally.slowest);
    }

    /// How many of a contradiction were found.
    pub(crate) fn count(&self, contradiction: &str) -> i64 {
        self.contradictions
            .iter()
            .find(|(name, _)| name == contradiction)
            .expect("a known contradiction")
            .1
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tally = &self.tally;
        write!(
            f,
            "{} acknowledged, {} lost, {} doubled; sent again and found stored {}; unanswered {}, 503 {}; slowest {:.2} s",
            tally.acknowledged.len(),
            self.count("lost"),
            self.count("doubled"),
            tally.found_again,
            tally.unanswered,
            tally.refused,
            tally.slowest.as_secs_f64()
        )?;
        if !self.outages.is_empty() {
            write!(f, "\n    nothing acknowledged for {}", Spread(&self.outages))?;
            write!(f, "\n    ready again after {}", Spread(&self.back))?;
        }
        Ok(())
    }
}

/// Least, middle and most of some durations.
pub(crate) struct Spread<'d>(pub(crate) &'d [Duration]);

impl fmt::Display for Spread<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted: Vec<f64> = self.0.iter().map(Duration::as_secs_f64).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let (Some(least), Some(most)) = (sorted.first(), sorted.last()) else {
            return f.write_str("-");
        };
        let middle = sorted[sorted.len() / 2];
        write!(f, "min {least:.2} s, median {middle:.2} s, max {most:.2} s")
    }
}
