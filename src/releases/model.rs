//! Periods, states, categories and the rules that decide what a release may hold.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate};
use disclosure::Word;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::code_list;
use crate::typed_id;

typed_id!(ReleaseId, "a release: one indicator of one year, drafted once");
typed_id!(FunderId, "a funder an organisation reports to");
typed_id!(
    FigureElsewhereId,
    "an exact figure of the organisation's that went out by another way"
);

code_list!(
    Indicators,
    "release_indicator",
    "what a release may count (disclosure.md §3.2)",
    ["enrolled_first", "completed"]
);
code_list!(
    RejectReasons,
    "release_reject_reason",
    "why a draft was not approved",
    [
        "figures_look_wrong",
        "risk_to_someone",
        "wrong_recipients",
        "not_needed"
    ]
);

/// Days that must lie between the end of a year and the first draft of its release, so that late records are in
/// (disclosure.md §3.2).
pub const DAYS_AFTER_PERIOD: u64 = 90;

/// Fewest open sites a region may be a union of (disclosure.md §3.2).
const SITES_IN_A_REGION: usize = 3;

/// Fewest young people a year a region is drawn for (disclosure.md §3.2).
const PEOPLE_IN_A_REGION: usize = 100;

/// Years over which a site must stay in its region (disclosure.md §3.2).
pub(super) const YEARS_OF_ONE_GEOGRAPHY: i32 = 3;

/// The calendar year a release counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "2025")]
pub struct Period(i32);

/// The text names no calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a calendar year such as 2025")]
pub struct NotAPeriod;

impl Period {
    /// A calendar year.
    pub(crate) const fn of(year: i32) -> Self {
        Self(year)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, 1, 1).unwrap_or(NaiveDate::MAX)
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, 12, 31).unwrap_or(NaiveDate::MAX)
    }

    /// The first day on which it may be drafted: [`DAYS_AFTER_PERIOD`] after its last one.
    pub fn publishable_from(self) -> NaiveDate {
        self.last_day()
            .checked_add_days(Days::new(DAYS_AFTER_PERIOD))
            .unwrap_or(NaiveDate::MAX)
    }

    /// May it be drafted today?
    pub fn is_publishable(self, today: NaiveDate) -> bool {
        today >= self.publishable_from()
    }

    /// The period as the mechanism writes it.
    pub(super) fn word(self) -> Result<Word, disclosure::WordError> {
        self.to_string().try_into()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;
    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let year = Some(text)
            .filter(|text| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|text| text.parse().ok())
            .filter(|year| (2000..=2100).contains(year))
            .ok_or(NotAPeriod)?;
        Ok(Self(year))
    }
}

impl TryFrom<String> for Period {
    type Error = NotAPeriod;
    fn try_from(text: String) -> Result<Self, NotAPeriod> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

/// Where a release stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReleaseState)]
pub enum State {
    /// Drawn, not yet through the gates.
    Draft,
    /// Through the gates; waits for a decision.
    Audited,
    /// Decided against; the draft still counts as one of the three.
    Rejected,
    /// Decided for; waits to be published.
    Approved,
    /// Out, and frozen.
    Published,
    /// Taken back after it was out.
    Withdrawn,
}

impl State {
    /// The stored text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Audited => "audited",
            Self::Rejected => "rejected",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the stored text.
    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::Draft,
            Self::Audited,
            Self::Rejected,
            Self::Approved,
            Self::Published,
            Self::Withdrawn,
        ]
        .into_iter()
        .find(|state| state.as_str() == text)
    }
}

/// In which form a published file is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Csv,
}

impl Format {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }
}

/// The families of programmes a release tells apart. Gang exit is part of prevention and never named (design §9).
pub(super) const FAMILIES: [&str; 5] = ["activities", "justice", "prevention", "skills", "support"];

/// The family of a strand; `None` for a strand this table does not know, which then counts in no family.
pub(super) fn family(strand: &str) -> Option<&'static str> {
    Some(match strand {
        "training" | "employment" => "skills",
        "sport" | "culture" => "activities",
        "mentoring" | "mental_health" => "support",
        "diversion" | "reentry" => "justice",
        "oc_education" | "recruitment_prevention" | "gang_exit" => "prevention",
        _ => return None,
    })
}

/// The published gender of a stored one (domain.md §5.2). Everything but the two large groups is one category, and so
/// is a gender that was not asked or not said.
pub(super) fn gender(identity: Option<&str>) -> &'static str {
    match identity {
        Some("woman_girl") => "f",
        Some("man_boy") => "m",
        _ => "other_or_undisclosed",
    }
}

/// A site and the region it is set up to count in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteRegion {
    /// The site.
    pub site: Uuid,
    /// Its region's code, if it has one.
    pub region: Option<String>,
    /// Not closed.
    pub open: bool,
}

/// The regions a table may be cut by, or nothing when the table must be left out.
///
/// Decided from how sites are set up, never from how many young people they have, so that the table's presence tells
/// nothing about anyone (disclosure.md §3.2, "Dimensions are fixed in advance"):
/// - there are two regions or more, and each unites at least three open sites;
/// - every site has a region, closed ones too: what a regional table leaves out would be a figure about those left out;
/// - no site has moved to another region since a release of the last three years (`earlier`): two geographies are
///   differencing by geography.
///
/// The rule of 100 young people a year is asked of the *published* total alone: [`regions_fit`]. That no site holds
/// more than 70 % of its region cannot be asked of anything published, since no figure about a site ever is; who draws
/// the regions answers for it, and the gate report reminds who approves.
pub fn fixed_regions(sites: &[SiteRegion], earlier: &[BTreeMap<Uuid, String>]) -> Vec<Word> {
    let mut open_sites: BTreeMap<&str, usize> = BTreeMap::new();
    for SiteRegion { site, region, open } in sites {
        let Some(region) = region else { return Vec::new() };
        if earlier
            .iter()
            .any(|before| before.get(site).is_some_and(|then| then != region))
        {
            return Vec::new();
        }
        *open_sites.entry(region).or_default() += usize::from(*open);
    }
    if open_sites.len() < 2 || open_sites.values().any(|sites| *sites < SITES_IN_A_REGION) {
        return Vec::new();
    }
    let words = open_sites.into_keys().map(str::parse);
    words.collect::<Result<_, _>>().unwrap_or_default()
}

/// Is the *published* total large enough for regions of 100 young people each?
pub(super) fn regions_fit(published_total: Option<u32>, regions: usize) -> bool {
    published_total
        .and_then(|total| usize::try_from(total).ok())
        .is_some_and(|total| total >= PEOPLE_IN_A_REGION.saturating_mul(regions))
}

/// Each site's region, as it is kept with a release.
pub(super) fn geography(sites: &[SiteRegion]) -> BTreeMap<Uuid, String> {
    sites
        .iter()
        .filter_map(|site| Some((site.site, site.region.clone()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::CodeList;
    use crate::programmes::Strands;

    fn sites(regions: &[Option<&str>]) -> Vec<SiteRegion> {
        let site = |(n, region): (usize, Option<&str>)| SiteRegion {
            site: Uuid::from_u64_pair(0, u64::try_from(n).unwrap() + 1),
            region: region.map(str::to_owned),
            open: true,
        };
        regions.iter().copied().enumerate().map(site).collect()
    }

    fn names(words: &[Word]) -> Vec<&str> {
        words.iter().map(Word::as_str).collect()
    }

    const NORTH: Option<&str> = Some("north");
    const SOUTH: Option<&str> = Some("south");

    #[test]
    fn a_year_can_be_drafted_ninety_days_after_its_last_day() {
        let period: Period = "2025".parse().unwrap();
        let from = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
        assert_eq!(period.publishable_from(), from);
        assert!(!period.is_publishable(from.pred_opt().unwrap()));
        assert!(period.is_publishable(from));
        // 2024 is a leap year; the days of 2025 after it are not.
        let before: Period = "2024".parse().unwrap();
        assert_eq!(before.publishable_from(), NaiveDate::from_ymd_opt(2025, 3, 31).unwrap());
    }

    #[test]
    fn a_period_is_a_calendar_year() {
        for wrong in ["", "25", "2025-h1", "+202", "1999", "2101", "20255"] {
            assert_eq!(wrong.parse::<Period>(), Err(NotAPeriod), "{wrong}");
        }
    }

    #[test]
    fn every_strand_has_a_family_and_gang_exit_is_not_named() {
        for strand in Strands::CODES {
            assert!(
                family(strand).is_some_and(|family| FAMILIES.contains(&family)),
                "{strand}"
            );
        }
        assert!(
            FAMILIES
                .iter()
                .all(|family| !family.contains("gang") && !family.contains("exit"))
        );
        assert!(FAMILIES.is_sorted());
        assert_eq!(family("singing"), None);
    }

    #[test]
    fn regions_are_unions_of_three_sites_or_left_out() {
        let enough = sites(&[NORTH, NORTH, NORTH, SOUTH, SOUTH, SOUTH]);
        assert_eq!(names(&fixed_regions(&enough, &[])), ["north", "south"]);
        for too_thin in [
            &[NORTH, NORTH, NORTH][..],
            &[NORTH, NORTH, NORTH, SOUTH, SOUTH],
            &[NORTH, NORTH, NORTH, SOUTH, SOUTH, SOUTH, None],
            &[],
        ] {
            assert_eq!(names(&fixed_regions(&sites(too_thin), &[])), [""; 0], "{too_thin:?}");
        }
        let mut one_closed = enough;
        one_closed[0].open = false;
        assert_eq!(names(&fixed_regions(&one_closed, &[])), [""; 0]);
    }

    #[test]
    fn a_site_that_moved_takes_the_regional_table_with_it() {
        let now = sites(&[NORTH, NORTH, NORTH, NORTH, SOUTH, SOUTH, SOUTH]);
        let mut before = geography(&now);
        assert_eq!(fixed_regions(&now, &[before.clone()]).len(), 2);
        before.remove(&now[0].site);
        assert_eq!(fixed_regions(&now, &[before.clone()]).len(), 2, "a new site may join");
        before.insert(now[0].site, "south".to_owned());
        assert_eq!(fixed_regions(&now, &[before]).len(), 0);
    }

    #[test]
    fn the_published_total_alone_says_whether_regions_fit() {
        assert!(regions_fit(Some(200), 2));
        assert!(!regions_fit(Some(195), 2));
        assert!(!regions_fit(None, 2));
    }

    #[test]
    fn states_read_back() {
        for state in ["draft", "audited", "rejected", "approved", "published", "withdrawn"] {
            assert_eq!(State::parse(state).map(State::as_str), Some(state));
        }
        assert_eq!(State::parse("lost"), None);
    }
}
