//! Somebody arrives: where and when, who she is, and what she agrees to.

use chrono::{Datelike, Duration, Months, NaiveDate};

use super::agreement::{Asking, Who};
use super::calendar::{History, open_from};
use super::chance::Chance;
use super::course::{Opening, choose_programme};
use super::names;
use super::network::{AGES, Builder};
use super::rows::{Consent, Person};
use crate::people::{BirthDate, minor_until};
use crate::platform::codes::{Code, CodeList};

/// Ages on entry, in whole years.
const ENTRY_AGES: [(i32, u32); 7] = [(12, 5), (14, 14), (15, 16), (16, 18), (17, 18), (19, 17), (22, 12)];
/// Of 100 people, how many come in the first year of the history, and how many by the end of the second.
const COME_IN_FIRST_YEAR: i64 = 24;
const COME_BY_SECOND: i64 = 70;
/// Gender as stated; none: prefers not to say.
const GENDERS: [(Option<&str>, u32); 4] = [
    (Some("woman_girl"), 43),
    (Some("man_boy"), 51),
    (Some("nonbinary"), 3),
    (None, 3),
];
/// Somebody who has just been taken in.
pub(super) struct Arrival {
    pub(super) person: Person,
    pub(super) consents: Vec<Consent>,
    who: Who,
    site: usize,
    day: NaiveDate,
}

impl Arrival {
    /// The `index`-th of `count` people.
    pub(super) fn invent(
        chance: &mut Chance,
        house: &Builder,
        public_code: String,
        (index, count): (usize, usize),
    ) -> Self {
        let sites: Vec<(usize, u32)> = house.plan.sites.iter().map(|site| site.weight).enumerate().collect();
        let site = chance.weighted(&sites);
        let day = arrival_day(chance, house, (index, count));
        let when = house.moment(site, day, chance.between(9, 15), chance.between(0, 59));
        let born = BirthDate {
            on: birth_date(chance, day),
            quality: code("exact"),
        };
        let language = chance.weighted(house.plan.languages);
        let (legal_name, known_as) = names::name(chance, language);
        let gender_identity = chance.weighted(&GENDERS);
        let person = Person {
            id: chance.id(when),
            public_code,
            home_site_id: house.site_id(site),
            birth_date: born.on,
            birth_year: born.on.year(),
            age_on_entry: born.age_on(day).unwrap_or_default(),
            is_minor_until: minor_until(born, AGES.0),
            gender_identity,
            gender_missing: gender_identity.is_none().then_some("prefers_not"),
            language,
            legal_name,
            known_as,
            recorded_at: when,
            recorded_by: house.intake,
        };
        let mut who = Who {
            person: person.id,
            language,
            born,
            minor_until: person.is_minor_until,
            guardian: chance.weighted(&[("parent", 80), ("legal_guardian", 20)]),
            method: chance.weighted(&[("signed", 75), ("oral_recorded", 20), ("thumbprint", 5)]),
            decisions: Vec::new(),
        };
        let asking = Asking {
            site_id: person.home_site_id,
            day,
            when,
            by: house.intake,
        };
        let mut consents = who.agree_to_service(chance, asking);
        consents.extend(who.agree_to_data(chance, asking));
        Self {
            person,
            consents,
            who,
            site,
            day,
        }
    }

    /// Her first time in a programme, some days later; none yet for who came only just now.
    pub(super) fn first_opening(&self, chance: &mut Chance, house: &Builder) -> Option<Opening> {
        let programme = choose_programme(chance, house, self.site, self.person.age_on_entry, None)?;
        let on = open_from(chance.days_after(self.day, 0, 10), house.plan.holidays);
        (on <= house.history.last()).then(|| Opening {
            who: self.who.clone(),
            site: self.site,
            programme,
            on,
            previous: None,
        })
    }
}

/// The houses grow in their second year, the last publishable one: so its release is large enough for tables.
fn arrival_day(chance: &mut Chance, house: &Builder, (index, count): (usize, usize)) -> NaiveDate {
    let History { first, .. } = house.history;
    let (second, third) = (first + Months::new(12), first + Months::new(24));
    let (index, count) = (
        i64::try_from(index).unwrap_or(0),
        i64::try_from(count.max(1)).unwrap_or(1),
    );
    let place = (100 * index + chance.between(0, 99)) / count;
    let (from, to, of) = match place {
        ..COME_IN_FIRST_YEAR => (first, second, (0, COME_IN_FIRST_YEAR)),
        COME_IN_FIRST_YEAR..COME_BY_SECOND => (second, third, (COME_IN_FIRST_YEAR, COME_BY_SECOND)),
        _ => (third, house.history.last(), (COME_BY_SECOND, 100)),
    };
    let days = (to - from).num_days();
    let day = from + Duration::days(days * (place - of.0) / (of.1 - of.0) + chance.between(0, days / (of.1 - of.0)));
    open_from(day, house.plan.holidays).min(house.history.last())
}

/// A day of birth that makes somebody so old on `day`. Late twenties and more do not arrive here.
fn birth_date(chance: &mut Chance, day: NaiveDate) -> NaiveDate {
    let age = chance.weighted(&ENTRY_AGES).unsigned_abs();
    chance.days_after(day - Months::new(12 * age), -700, -1)
}

/// A code of a list, from this folder's own constants.
pub(super) fn code<L: CodeList>(text: &'static str) -> Code<L> {
    #[expect(
        clippy::expect_used,
        reason = "the constants of this folder are codes of their lists"
    )]
    Code::parse(text).expect("a code of the list")
}
