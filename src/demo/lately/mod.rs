//! What has been going on in the last weeks: referrals that wait for somebody, an incident that is open, people sent to a
//! provider, groups that met, what was asked of who joined, concerns that were seen to, records that were two of one person,
//! what a house decided for itself, what lies ahead, and who stands in for whom or takes over. Done through the API, by those
//! who would have done it, so that every screen has something on it and every row is one the API made.

mod ahead;
mod away;
mod care;
mod circle;
mod concerns;
mod doubles;
mod forms;
mod gone;
mod groups;
mod incidents;
mod intake;
mod open_door;
mod outside;
mod overrides;
mod ruled;
mod supervision;
mod words;

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::calendar::{History, at, is_open};
use super::chance::Chance;
use super::door::{Caller, Door};
use super::error::Error;
use super::houses::HOUSES;
use super::rows::{Assignment, House, Network, Person, Staff};

/// Who receives and sorts referrals, the first of these that a house has.
const INTAKE: [&str; 2] = ["intake_officer", "supervisor"];

/// One house in its last weeks.
struct Weeks<'h> {
    house: &'h House,
    holidays: &'static [(u32, u32)],
    history: History,
}

/// Somebody in a programme, and who leads her way through it.
struct Pair<'h> {
    person: &'h Person,
    assignment: &'h Assignment,
    worker: &'h Staff,
}

/// Lives the last weeks of every house.
pub(super) async fn live(door: &mut Door<'_>, network: &Network, seed: u64, now: DateTime<Utc>) -> Result<(), Error> {
    for ((house, plan), number) in network.houses.iter().zip(&HOUSES).zip(1_u64..) {
        let mut chance = Chance::of(seed, [number, u64::MAX]);
        let weeks = Weeks {
            house,
            holidays: plan.holidays,
            history: History::until(now),
        };
        intake::tell(door, &weeks, &mut chance).await?;
        circle::tell(door, &weeks, &mut chance).await?;
        outside::tell(door, &weeks, &mut chance).await?;
        incidents::tell(door, &weeks, &mut chance).await?;
        groups::tell(door, &weeks, &mut chance).await?;
        forms::tell(door, &weeks, &mut chance).await?;
        doubles::tell(door, &weeks, &mut chance).await?;
        words::tell(door, &weeks, &mut chance).await?;
        concerns::tell(door, &weeks, &mut chance).await?;
        supervision::tell(door, &weeks, &mut chance).await?;
        care::tell(door, &weeks, &mut chance).await?;
        overrides::tell(door, &weeks, &mut chance).await?;
        open_door::tell(door, &weeks, &mut chance).await?;
        ruled::tell(door, &weeks, &mut chance).await?;
        gone::tell(door, &weeks, &mut chance).await?;
        ahead::tell(door, &weeks, &mut chance).await?;
        away::tell(door, &weeks, &mut chance).await?;
    }
    Ok(())
}

impl<'h> Weeks<'h> {
    /// A moment on the house's last working day at least so many days ago, by the clock of a site.
    fn moment(&self, site: Uuid, days: i64, hour: i64, minute: i64) -> DateTime<Utc> {
        let last = self.history.last() - Duration::days(days);
        let mut open = (0..30).map(|back| last - Duration::days(back));
        let day = open.find(|day| is_open(*day, self.holidays)).unwrap_or(last);
        at(self.zone(site), day, hour, minute)
    }

    fn zone(&self, site: Uuid) -> Tz {
        let mut sites = self.house.sites.iter();
        let found = sites.find(|place| place.id == site);
        found.and_then(|place| place.time_zone.parse().ok()).unwrap_or(Tz::UTC)
    }

    /// Whoever is in a programme today, once, each with her worker who signs in.
    fn in_care(&self) -> Vec<Pair<'h>> {
        let mut seen = HashSet::new();
        let open = self.house.assignments.iter().filter(|one| one.ended_at.is_none());
        let pair = |assignment: &'h Assignment| {
            let person = self.house.people.iter().find(|one| one.id == assignment.person_id)?;
            let mut staff = self.house.staff.iter().filter(|staff| staff.signs_in);
            let worker = staff.find(|staff| staff.id == assignment.staff_id)?;
            Some(Pair {
                person,
                assignment,
                worker,
            })
        };
        open.filter_map(pair)
            .filter(|pair| seen.insert(pair.person.id))
            .collect()
    }

    /// Whoever is in no programme any more, the last to arrive first.
    fn out_of_programmes(&self) -> Vec<&'h Person> {
        let open = self.house.enrolments.iter().filter(|one| one.exited_on.is_none());
        let inside: HashSet<Uuid> = open.map(|enrolment| enrolment.person_id).collect();
        let people = self.house.people.iter().rev();
        people.filter(|person| !inside.contains(&person.id)).collect()
    }

    /// A supervisor of this site, signed in at that moment.
    async fn supervisor_at(&self, door: &mut Door<'_>, site: Uuid, at: DateTime<Utc>) -> Result<Caller, Error> {
        let covers = |staff: &&Staff| {
            let mut grants = self.house.grants.iter().filter(|grant| grant.staff_id == staff.id);
            staff.role == "supervisor" && grants.any(|grant| grant.site_id.is_none_or(|of| of == site))
        };
        let mut staff = self.house.staff.iter().filter(|staff| staff.signs_in);
        let nobody = || Error::Lived("nobody supervises a site".to_owned());
        let supervisor = staff.find(covers).ok_or_else(nobody)?;
        door.set(at);
        door.sign_in(self.house, supervisor).await
    }

    /// How many of something a house of this size has: one for each so many people, within bounds.
    fn one_in(&self, people: usize, (least, most): (usize, usize)) -> usize {
        self.house.people.len().div_euclid(people).clamp(least, most)
    }
}

impl Pair<'_> {
    /// Her worker, signed in at that moment.
    async fn worker_at(&self, door: &mut Door<'_>, weeks: &Weeks<'_>, at: DateTime<Utc>) -> Result<Caller, Error> {
        door.set(at);
        door.sign_in(weeks.house, self.worker).await
    }
}
