//! Sites, where they lie, and from which age a young person decides for herself there.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::StaffRoles;
use crate::platform::codes::Code;
use crate::platform::ids::StaffId;
use crate::platform::text::one_line;
use crate::typed_id;

typed_id!(SiteId, "a site: a place where an organisation works");
typed_id!(FunderId, "a funder an organisation reports to");
typed_id!(GrantId, "a role grant: a role somebody holds at a place");
typed_id!(JurisdictionPolicyId, "one jurisdiction's ages of consent from a day on");

/// What a site's clock is set by: a name of the IANA time zone database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "America/Bogota")]
pub struct TimeZone(Tz);

impl TimeZone {
    /// The zone, for arithmetic.
    pub fn tz(self) -> Tz {
        self.0
    }
    /// Its name.
    pub fn as_str(self) -> &'static str {
        self.0.name()
    }
}

impl TryFrom<String> for TimeZone {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
            .map(Self)
            .map_err(|_unknown| "must be a name of the IANA time zone database, such as America/Bogota")
    }
}

impl From<TimeZone> for String {
    fn from(zone: TimeZone) -> Self {
        zone.as_str().to_owned()
    }
}

/// Whose law holds at a site: a country (ISO 3166-1 alpha-2) or one of its subdivisions (ISO 3166-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "CO", pattern = "^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
pub struct Jurisdiction(String);

impl Jurisdiction {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Jurisdiction {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (country, subdivision) = text
            .split_once('-')
            .map_or((text.as_str(), None), |(country, rest)| (country, Some(rest)));
        let sound = country.len() == 2
            && country.bytes().all(|byte| byte.is_ascii_uppercase())
            && subdivision.is_none_or(|rest| {
                (1..=3).contains(&rest.len())
                    && rest
                        .bytes()
                        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            });
        if sound {
            Ok(Self(text))
        } else {
            Err("must be an ISO 3166 code in capitals: a country such as CO, or a subdivision such as BR-SP")
        }
    }
}

impl From<Jurisdiction> for String {
    fn from(jurisdiction: Jurisdiction) -> Self {
        jurisdiction.0
    }
}

/// A publication region: a fixed union of sites, given by the organisation (disclosure.md §3.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "north", pattern = "^[a-z0-9_-]{1,40}$")]
pub struct Region(String);

impl Region {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Region {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let sound = (1..=40).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-');
        if sound {
            Ok(Self(text))
        } else {
            Err("must be 1 to 40 of the characters a-z, 0-9, - and _")
        }
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.0
    }
}

/// What a site or a programme is called: 1 to 120 characters on one line, without blanks around them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "House of the North", min_length = 1, max_length = 120)]
pub struct PlaceName(String);

impl PlaceName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PlaceName {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        one_line(&text, 120)
            .map(Self)
            .ok_or("must be 1 to 120 characters on one line")
    }
}

impl From<PlaceName> for String {
    fn from(name: PlaceName) -> Self {
        name.0
    }
}

/// What other features need to know about a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitePlace {
    /// Its clock: days at the site are counted by it.
    pub time_zone: Tz,
    /// Whose law holds there.
    pub jurisdiction: Jurisdiction,
    /// The publication region it belongs to; `None`: it is in no regional table.
    pub region: Option<Region>,
}

/// Ages, in whole years, from which the law of one jurisdiction lets a young person decide (domain.md §2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ages {
    /// She is of age.
    pub majority: i32,
    /// She consents to a service herself.
    pub service_consent: i32,
    /// She consents to the use of her data herself.
    pub data_consent: i32,
}

/// One jurisdiction's ages from a day on, and who vouched for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JurisdictionRule {
    /// The row.
    pub id: JurisdictionPolicyId,
    /// The ages.
    pub ages: Ages,
    /// Days after an age of consent is reached during which a guardian's word still carries new sharing.
    pub reconsent_days: i32,
    /// First day they hold.
    pub valid_from: NaiveDate,
    /// Who said that they are right, and when; `None`: nobody yet.
    pub confirmed: Option<(StaffId, DateTime<Utc>)>,
}

/// The rule in force on `day`: of the confirmed ones the latest that has begun. Unconfirmed rules open nothing (design §5).
pub fn in_force(rules: impl IntoIterator<Item = JurisdictionRule>, day: NaiveDate) -> Option<JurisdictionRule> {
    rules
        .into_iter()
        .filter(|rule| rule.confirmed.is_some() && rule.valid_from <= day)
        .max_by_key(|rule| rule.valid_from)
}

/// A code of list `staff_role`.
pub type StaffRole = Code<StaffRoles>;

/// May somebody hold this role? Who signs in for a funder sees releases and nothing else, so she is a `funder_viewer` and
/// nobody else is (domain.md §5.21).
pub fn role_suits(role: StaffRole, signs_in_for_funder: bool) -> bool {
    (role == *"funder_viewer") == signs_in_for_funder
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rule(n: u128, valid_from: &str, confirmed: bool) -> JurisdictionRule {
        JurisdictionRule {
            id: JurisdictionPolicyId::from_uuid(Uuid::from_u128(n)),
            ages: Ages {
                majority: 18,
                service_consent: 15,
                data_consent: 16,
            },
            reconsent_days: 30,
            valid_from: day(valid_from),
            confirmed: confirmed.then(|| (StaffId::from_uuid(Uuid::from_u128(9)), DateTime::UNIX_EPOCH)),
        }
    }

    #[test]
    fn the_latest_confirmed_rule_that_has_begun_is_in_force() {
        let rules = [
            rule(1, "2020-01-01", true),
            rule(3, "2026-06-01", true),
            rule(2, "2024-01-01", true),
            rule(4, "2026-07-01", false),
        ];
        let on = |text| in_force(rules, day(text)).map(|rule| rule.id.uuid().as_u128());
        assert_eq!(on("2019-12-31"), None, "before every rule");
        assert_eq!(on("2020-01-01"), Some(1), "from its first day");
        assert_eq!(on("2026-05-31"), Some(2));
        assert_eq!(on("2026-06-01"), Some(3));
        assert_eq!(on("2030-01-01"), Some(3), "an unconfirmed rule opens nothing");
    }

    #[test]
    fn time_zones_are_those_of_the_database() {
        for name in ["America/Bogota", "Asia/Kathmandu", "UTC"] {
            assert_eq!(TimeZone::try_from(name.to_owned()).unwrap().as_str(), name);
        }
        for wrong in ["", "Bogota", "america/bogota", "UTC+5", "America/Bogota "] {
            assert!(TimeZone::try_from(wrong.to_owned()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn jurisdictions_and_regions_are_those_the_columns_take() {
        for right in ["CO", "BR-SP", "GB-1", "FR-75C"] {
            assert!(Jurisdiction::try_from(right.to_owned()).is_ok(), "{right}");
        }
        for wrong in ["", "co", "COL", "BR-", "BR-SPXX", "BR-sp", "BR-S-P", "C\u{d6}", "B1"] {
            assert!(Jurisdiction::try_from(wrong.to_owned()).is_err(), "{wrong:?}");
        }
        assert!(Region::try_from("north_east-2".to_owned()).is_ok());
        for wrong in [String::new(), "North".to_owned(), "a b".to_owned(), "x".repeat(41)] {
            assert!(Region::try_from(wrong.clone()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn names_are_one_line_without_blanks_around() {
        let name = |text: &str| PlaceName::try_from(text.to_owned());
        assert_eq!(name("  Casa Norte ").unwrap().as_str(), "Casa Norte");
        assert!(name(&"\u{e9}".repeat(120)).is_ok(), "characters are counted, not bytes");
        for wrong in ["", "   ", "a\nb", &"x".repeat(121)] {
            assert!(name(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn funders_hold_their_own_role_and_no_other() {
        let role = |code| Code::parse(code).unwrap();
        assert!(role_suits(role("funder_viewer"), true));
        assert!(role_suits(role("mentor"), false));
        assert!(!role_suits(role("funder_viewer"), false));
        assert!(!role_suits(role("director"), true));
    }
}
