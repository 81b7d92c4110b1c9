//! How many stay how long, when not everybody could be watched to the end: the method of Kaplan and Meier (1958),
//! *Nonparametric estimation from incomplete observations*, Journal of the American Statistical Association 53, 457–481.
//!
//! Those who joined a month ago say something about the first month and nothing about the second: they count among the
//! watched up to the day on which the watching ends. Written here because no crate fits (`docs/dependencies.md`), and
//! proven against published tables in the tests below.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::figure::{Count, Interval, Z};

/// Fewest units for which the estimate is given (domain.md §4.3, RET-01).
pub(in crate::indicators) const ESTIMATE_FROM: u32 = 30;

/// Enrolments that were watched equally long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::indicators) struct Stays {
    /// Days from the first one to the end of watching.
    pub(in crate::indicators) days: u32,
    /// How many fell away on that day.
    pub(in crate::indicators) fell_away: u32,
    /// How many could not be watched beyond it; they were there on that day.
    pub(in crate::indicators) unseen: u32,
}

/// A share estimated from everybody of a cohort, each for as long as she was watched.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub(crate) struct Estimate {
    /// The share that stays at least so long, between 0 and 1.
    pub(in crate::indicators) share: f64,
    /// 95 % interval: Greenwood's variance on the log-log scale (Kalbfleisch and Prentice 1980). Null while nobody, or
    /// everybody, has fallen away.
    pub(in crate::indicators) interval: Option<Interval>,
    /// Everybody who entered it.
    pub(in crate::indicators) cohort: u32,
    /// Those of them who were still watched on the day itself.
    pub(in crate::indicators) still_watched: u32,
}

/// What the curve falls to on a day.
#[derive(Debug, Clone, Copy)]
struct Step {
    days: u32,
    share: f64,
    /// Greenwood's sum: of each step so far, those who fell away over the watched times those who stayed.
    greenwood: f64,
}

/// The share that stays, by days.
#[derive(Debug, Clone)]
pub(in crate::indicators) struct Curve {
    stays: BTreeMap<u32, (u32, u32)>,
    steps: Vec<Step>,
    cohort: u32,
}

impl Curve {
    /// The curve of a cohort. Days may come in any order, and more than once.
    pub(in crate::indicators) fn of(stays: &[Stays]) -> Self {
        let mut by_day: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        for stay in stays {
            let (fell_away, unseen) = by_day.entry(stay.days).or_default();
            *fell_away = fell_away.saturating_add(stay.fell_away);
            *unseen = unseen.saturating_add(stay.unseen);
        }
        let gone = |(fell_away, unseen): (u32, u32)| fell_away.saturating_add(unseen);
        let cohort = by_day.values().copied().map(gone).fold(0, u32::saturating_add);
        let (mut watched, mut share, mut greenwood) = (cohort, 1.0, 0.0);
        let mut steps = Vec::new();
        for (&days, &(fell_away, unseen)) in &by_day {
            if fell_away > 0 {
                let (n, d) = (f64::from(watched), f64::from(fell_away));
                share *= (n - d) / n;
                greenwood += d / (n * (n - d));
                steps.push(Step { days, share, greenwood });
            }
            watched = watched.saturating_sub(gone((fell_away, unseen)));
        }
        Self {
            stays: by_day,
            steps,
            cohort,
        }
    }

    /// The share that stays longer than so many days. `None` for fewer than [`ESTIMATE_FROM`] units, and beyond the day to
    /// which anybody was watched.
    pub(in crate::indicators) fn at(&self, days: u32) -> Option<Estimate> {
        let step = self.steps.iter().rev().find(|step| step.days <= days);
        let (share, greenwood) = step.map_or((1.0, 0.0), |step| (step.share, step.greenwood));
        let later = self.stays.range(days..);
        let still_watched = later
            .map(|(on, (fell_away, unseen))| unseen.saturating_add(if *on > days { *fell_away } else { 0 }))
            .fold(0, u32::saturating_add);
        let known = still_watched > 0 || (share <= 0.0 && !self.steps.is_empty());
        (self.cohort >= ESTIMATE_FROM && known).then(|| Estimate {
            share,
            interval: interval(share, greenwood),
            cohort: self.cohort,
            still_watched,
        })
    }
}

/// Puts the estimate beside each count of a variant that is named by its days (`d90`), from the stays of the same part.
pub(in crate::indicators) fn estimate_beside(counts: &mut [Count], stays: &[(Option<String>, Stays)]) {
    let mut curves: BTreeMap<Option<&str>, Vec<Stays>> = BTreeMap::new();
    for (part, stay) in stays {
        curves.entry(part.as_deref()).or_default().push(*stay);
    }
    let curves: BTreeMap<_, _> = curves
        .into_iter()
        .map(|(part, stays)| (part, Curve::of(&stays)))
        .collect();
    for count in counts {
        let days = count.variant.strip_prefix('d').and_then(|days| days.parse().ok());
        let curve = curves.get(&count.part.as_deref());
        count.estimate = curve.zip(days).and_then(|(curve, days)| curve.at(days));
    }
}

/// The interval of ln(−ln S), turned back: it never leaves 0 to 1.
fn interval(share: f64, greenwood: f64) -> Option<Interval> {
    if share <= 0.0 || share >= 1.0 {
        return None;
    }
    let reach = Z * greenwood.sqrt() / share.ln().abs();
    Some(Interval {
        low: share.powf(reach.exp()),
        high: share.powf((-reach).exp()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each unit is copied so often that a small published example is large enough to be answered: shares stay the same,
    /// and Greenwood's sum is divided by it.
    fn copied(times: u32, fell_away: &[u32], unseen: &[u32]) -> Curve {
        let one = |days: &u32, fell_away, unseen| Stays {
            days: *days,
            fell_away,
            unseen,
        };
        let fell_away = fell_away.iter().map(|days| one(days, times, 0));
        let unseen = unseen.iter().map(|days| one(days, 0, times));
        Curve::of(&fell_away.chain(unseen).collect::<Vec<_>>())
    }

    /// Share, its standard error and the ends of its interval as tables print them.
    fn table(curve: &Curve, days: u32) -> String {
        let step = curve.steps.iter().rev().find(|step| step.days <= days).unwrap();
        let Interval { low, high } = interval(step.share, step.greenwood).unwrap();
        let error = step.share * step.greenwood.sqrt();
        format!("{:.4} {error:.4} {low:.4} {high:.4}", step.share)
    }

    /// Weeks in remission with 6-mercaptopurine: Freireich and others 1963 (Blood 21, 699–716), in every textbook.
    fn remission(times: u32) -> Curve {
        copied(
            times,
            &[6, 6, 6, 7, 10, 13, 16, 22, 23],
            &[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
        )
    }

    #[test]
    fn the_remissions_of_1963_come_out_as_printed() {
        // As SAS (PROC LIFETEST, conftype=loglog) and Stata (sts list) print them.
        let curve = remission(1);
        for (weeks, printed) in [
            (6, "0.8571 0.0764 0.6197 0.9516"),
            (7, "0.8067 0.0869 0.5631 0.9228"),
            (9, "0.8067 0.0869 0.5631 0.9228"),
            (10, "0.7529 0.0963 0.5032 0.8894"),
            (13, "0.6902 0.1068 0.4316 0.8491"),
            (16, "0.6275 0.1141 0.3675 0.8049"),
            (22, "0.5378 0.1282 0.2678 0.7468"),
            (23, "0.4482 0.1346 0.1881 0.6801"),
        ] {
            assert_eq!(table(&curve, weeks), printed, "week {weeks}");
        }
    }

    #[test]
    fn the_maintained_leukaemias_come_out_as_printed() {
        // Miller 1981, *Survival Analysis*, p. 49: weeks of remission with maintenance; R's survfit prints them too.
        let curve = copied(1, &[9, 13, 18, 23, 31, 34, 48], &[13, 28, 45, 161]);
        let printed = [0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184];
        let errors = [0.0867, 0.1163, 0.1397, 0.1526, 0.1642, 0.1627, 0.1535];
        for (step, (share, error)) in curve.steps.iter().zip(printed.into_iter().zip(errors)) {
            assert!((step.share - share).abs() < 5e-4, "{step:?}");
            assert!((step.share * step.greenwood.sqrt() - error).abs() < 5e-5, "{step:?}");
        }
        assert_eq!(curve.steps.len(), printed.len());
    }

    #[test]
    fn nothing_is_said_of_few_or_beyond_what_was_watched() {
        assert_eq!(remission(1).at(6), None, "21 are too few");
        let curve = remission(2);
        let week_7 = curve.at(7).unwrap();
        assert_eq!((week_7.cohort, week_7.still_watched), (42, 32));
        assert_eq!(format!("{:.4}", week_7.share), "0.8067");
        let on_the_day = curve.at(6).unwrap();
        assert_eq!(
            on_the_day.still_watched, 36,
            "who is last seen on a day was there on it"
        );
        assert_eq!(curve.at(35).unwrap().still_watched, 2);
        assert_eq!(curve.at(36), None, "nobody was watched for 36 weeks");
        let before = curve.at(5).unwrap();
        assert_eq!((before.share, before.interval), (1.0, None));
        let all_gone = copied(30, &[10], &[]);
        let ever_after = all_gone.at(40).unwrap();
        assert_eq!(
            (ever_after.share, ever_after.interval),
            (0.0, None),
            "that is known for ever"
        );
        assert_eq!(Curve::of(&[]).at(0), None);
    }

    fn any_stays() -> impl Strategy<Value = Vec<Stays>> {
        let one = (0_u32..400, 0_u32..4, 0_u32..4).prop_map(|(days, fell_away, unseen)| Stays {
            days,
            fell_away,
            unseen,
        });
        proptest::collection::vec(one, 0..60)
    }

    proptest! {
        #[test]
        fn a_curve_only_falls_and_stays_inside_its_interval(stays in any_stays()) {
            let curve = Curve::of(&stays);
            let mut last = 1.0;
            for estimate in (0..420).filter_map(|days| curve.at(days)) {
                prop_assert!((0.0..=last).contains(&estimate.share));
                if let Some(Interval { low, high }) = estimate.interval {
                    prop_assert!(0.0 <= low && low <= estimate.share && estimate.share <= high && high <= 1.0);
                }
                last = estimate.share;
            }
        }

        /// Where everybody is watched to the end, it is the plain share.
        #[test]
        fn without_a_gap_it_is_the_share(left in proptest::collection::vec(0_u32..100, 0..60), stayed in 1_u32..60) {
            let mut stays: Vec<_> = left.iter().map(|days| Stays { days: *days, fell_away: 1, unseen: 0 }).collect();
            stays.push(Stays { days: 100, fell_away: 0, unseen: stayed });
            let curve = Curve::of(&stays);
            for days in [0, 30, 90, 100] {
                let gone = left.iter().filter(|on| **on <= days).count();
                let whole = left.len() + usize::try_from(stayed).unwrap();
                let plain = f64::from(u32::try_from(whole - gone).unwrap()) / f64::from(u32::try_from(whole).unwrap());
                if let Some(estimate) = curve.at(days) {
                    prop_assert!((estimate.share - plain).abs() < 1e-12, "{} {plain}", estimate.share);
                } else {
                    prop_assert!(whole < 30);
                }
            }
        }

        /// Whoever is lost to sight before anything happens says nothing.
        #[test]
        fn who_is_unseen_from_the_first_day_changes_no_share(stays in any_stays(), unseen in 0_u32..50) {
            let later: Vec<_> = stays.iter().map(|stay| Stays { days: stay.days + 1, ..*stay }).collect();
            let mut more = later.clone();
            more.push(Stays { days: 0, fell_away: 0, unseen });
            for days in [1, 30, 200] {
                if let (Some(one), Some(other)) = (Curve::of(&later).at(days), Curve::of(&more).at(days)) {
                    prop_assert!((one.share - other.share).abs() < 1e-12);
                    prop_assert_eq!(one.still_watched, other.still_watched);
                }
            }
        }
    }
}
