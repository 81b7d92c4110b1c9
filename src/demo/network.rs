//! The houses, and the order in which people pass through them: a worker's caseload at a date depends on everybody before.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::arrival::Arrival;
use super::blueprint::{Holds, HousePlan};
use super::calendar::{History, at};
use super::chance::Chance;
use super::course::{Course, Opening};
use super::followups;
use super::houses::HOUSES;
use super::names;
use super::plans;
use super::rows::{Grant, House, Network, Policy, Programme, Site, Staff};

/// How full a caseload gets before the next colleague comes: below the cap of 25, so that there is room to try things.
const FULL: i32 = 20;

/// Ages of majority, of consent to a service and of consent to data, in all countries of the demo. Invented as all of it
/// is: what holds in a real house is confirmed by somebody who answers for it.
pub(super) const AGES: (i32, i32, i32) = (18, 16, 16);

/// Invents a network of about so many young people, with its history up to now.
pub fn invent(seed: u64, people: usize, now: DateTime<Utc>) -> Network {
    let history = History::until(now);
    let houses = HOUSES.iter().zip(1_u64..).map(|(plan, number)| {
        let count = (people * plan.share).div_ceil(100);
        Builder::new(seed, number, plan, history).fill(seed, number, count)
    });
    Network {
        houses: houses.collect(),
    }
}

impl Network {
    /// How many colleagues sign in.
    pub fn sign_ins(&self) -> usize {
        self.houses
            .iter()
            .flat_map(|house| &house.staff)
            .filter(|staff| staff.signs_in)
            .count()
    }

    /// What there is, in one line.
    pub fn describe(&self) -> String {
        let sum = |count: fn(&House) -> usize| self.houses.iter().map(count).sum::<usize>();
        format!(
            "{} organisations, {} sites, {} colleagues, {} young people, {} sessions",
            self.houses.len(),
            sum(|house| house.sites.len()),
            sum(|house| house.staff.len()),
            sum(|house| house.people.len()),
            sum(|house| house.sessions.len())
        )
    }
}

/// A field worker and what she carries.
pub(super) struct Worker {
    pub(super) id: Uuid,
    sites: Vec<usize>,
    /// Weight, from, until.
    carried: Vec<(i32, DateTime<Utc>, Option<DateTime<Utc>>)>,
}

impl Worker {
    fn load(&self, at: DateTime<Utc>) -> i32 {
        self.carried
            .iter()
            .filter(|(_, from, until)| *from <= at && until.is_none_or(|until| until > at))
            .map(|(weight, ..)| weight)
            .sum()
    }
}

/// One house while it fills.
pub(super) struct Builder {
    pub(super) plan: &'static HousePlan,
    pub(super) history: History,
    pub(super) rows: House,
    /// Who takes people in and enrols them; the supervisor where there is no intake officer.
    pub(super) intake: Uuid,
    /// Supervisors and their sites; none: all of them.
    supervisors: Vec<(Uuid, Vec<usize>)>,
    chance: Chance,
    workers: Vec<Worker>,
    codes: HashSet<String>,
}

impl Builder {
    fn new(seed: u64, number: u64, plan: &'static HousePlan, history: History) -> Self {
        let mut chance = Chance::of(seed, [number, 0]);
        let began = (history.first - Duration::days(30))
            .and_hms_opt(15, 0, 0)
            .unwrap_or_default()
            .and_utc();
        let funder = chance.id(began);
        let sites: Vec<Site> = plan
            .sites
            .iter()
            .map(|site| Site {
                id: chance.id(began),
                name: site.name,
                time_zone: site.zone.name(),
                region: site.region,
            })
            .collect();
        let programmes = plan
            .programmes
            .iter()
            .map(|programme| Programme {
                id: chance.id(began),
                name: programme.name,
                strand: programme.strand,
                tier: programme.tier,
                site_id: programme.site.and_then(|at| sites.get(at)).map(|site| site.id),
            })
            .collect();
        let rows = House {
            org: chance.id(began),
            name: plan.name,
            country: plan.country,
            recorded_at: began,
            funder: (funder, plan.funder),
            policy: Policy {
                id: chance.id(began),
                age_majority: AGES.0,
                age_service_consent: AGES.1,
                age_data_consent: AGES.2,
                valid_from: began.date_naive(),
                confirmed_by: Uuid::nil(),
            },
            sites,
            programmes,
            staff: Vec::new(),
            grants: Vec::new(),
            people: Vec::new(),
            consents: Vec::new(),
            enrolments: Vec::new(),
            events: Vec::new(),
            conflicts: Vec::new(),
            assignments: Vec::new(),
            sessions: Vec::new(),
            notes: Vec::new(),
            plans: Vec::new(),
            plan_reviews: Vec::new(),
            followups: Vec::new(),
            followup_contacts: Vec::new(),
            observations: Vec::new(),
        };
        let mut house = Self {
            plan,
            history,
            rows,
            intake: Uuid::nil(),
            supervisors: Vec::new(),
            chance,
            workers: Vec::new(),
            codes: HashSet::new(),
        };
        house.employ_everybody();
        house
    }

    fn employ_everybody(&mut self) {
        let began = self.rows.recorded_at;
        for plan in self.plan.staff {
            let sites = if let Holds::Sites(sites) = plan.holds {
                sites.to_vec()
            } else {
                Vec::new()
            };
            let mailbox = format!("{}@{}", plan.mailbox, self.plan.domain);
            let id = self.employ((plan.name.to_owned(), mailbox), plan.role, &sites, true, began);
            match plan.role {
                "data_protection_officer" => self.rows.policy.confirmed_by = id,
                "intake_officer" => self.intake = id,
                "supervisor" => self.supervisors.push((id, sites)),
                "funder_viewer" => {
                    let funder = self.rows.funder.0;
                    if let Some(staff) = self.rows.staff.last_mut() {
                        staff.funder_id = Some(funder);
                    }
                }
                "mentor" | "outreach_worker" | "job_coach" => {
                    self.workers.push(Worker {
                        id,
                        sites,
                        carried: Vec::new(),
                    });
                }
                _ => {}
            }
        }
        if self.intake.is_nil() {
            self.intake = self.supervisors.first().map_or(self.intake, |(id, _)| *id);
        }
    }

    fn employ(
        &mut self,
        (display_name, email): (String, String),
        role: &'static str,
        sites: &[usize],
        signs_in: bool,
        from: DateTime<Utc>,
    ) -> Uuid {
        let id = self.chance.id(from);
        self.rows.staff.push(Staff {
            id,
            account_id: self.chance.id(from),
            email,
            display_name,
            funder_id: None,
            role,
            signs_in,
            recorded_at: from,
        });
        let mut places: Vec<Option<Uuid>> = sites
            .iter()
            .filter_map(|at| self.rows.sites.get(*at))
            .map(|s| Some(s.id))
            .collect();
        if places.is_empty() {
            places.push(None);
        }
        for site_id in places {
            let grant = Grant {
                id: self.chance.id(from),
                staff_id: id,
                role,
                site_id,
                granted_at: from,
            };
            self.rows.grants.push(grant);
        }
        id
    }

    /// Lets `count` people arrive, and everything follow from it, in the order of time.
    fn fill(mut self, seed: u64, number: u64, count: usize) -> House {
        let mut due: BinaryHeap<Reverse<(NaiveDate, usize)>> = BinaryHeap::new();
        let mut lives: Vec<(Chance, Option<Opening>)> = Vec::with_capacity(count);
        for (index, person) in (0..count).zip(1_u64..) {
            let mut chance = Chance::of(seed, [number, person]);
            let code = self.new_code(&mut chance);
            let arrival = Arrival::invent(&mut chance, &self, code, (index, count));
            let opening = arrival.first_opening(&mut chance, &self);
            self.rows.people.push(arrival.person);
            self.rows.consents.extend(arrival.consents);
            due.extend(opening.as_ref().map(|opening| Reverse((opening.on, index))));
            lives.push((chance, opening));
        }
        while let Some(Reverse((_, index))) = due.pop() {
            let Some((chance, slot)) = lives.get_mut(index) else {
                continue;
            };
            let Some(opening) = slot.take() else { continue };
            let started = opening.started(&self);
            let worker = self.worker_for(opening.site, opening.load(&self), started);
            let course = Course::invent(chance, &self, &opening, worker);
            if let Some(carrier) = self.workers.iter_mut().find(|carrier| carrier.id == worker) {
                carrier.carried.push((
                    course.assignment.weight,
                    course.assignment.started_at,
                    course.assignment.ended_at,
                ));
            }
            *slot = course.next_opening(chance, &self, &opening);
            due.extend(slot.as_ref().map(|next| Reverse((next.on, index))));
            self.add(course);
        }
        (self.rows.plans, self.rows.plan_reviews) = plans::invent(seed, number, &self);
        let after = followups::invent(seed, number, &self);
        self.rows.followups = after.followups;
        self.rows.followup_contacts = after.contacts;
        self.rows.observations = after.observations;
        self.rows
    }

    fn new_code(&mut self, chance: &mut Chance) -> String {
        loop {
            let code = chance.public_code();
            if self.codes.insert(code.clone()) {
                return code;
            }
        }
    }

    /// Whoever carries least at the site. When all are full somebody new comes, without a sign-in of her own.
    fn worker_for(&mut self, site: usize, weight: i32, at: DateTime<Utc>) -> Uuid {
        let least = self
            .workers
            .iter()
            .filter(|worker| worker.sites.contains(&site))
            .map(|worker| (worker.load(at), worker.id))
            .min();
        match least {
            Some((load, id)) if load + weight <= FULL => id,
            _ => {
                let language = self.plan.languages.first().map_or("en", |(language, _)| language);
                let (name, _) = names::name(&mut self.chance, language);
                let mailbox = format!("mentor{}@{}", self.rows.staff.len() + 1, self.plan.domain);
                let id = self.employ((name, mailbox), "mentor", &[site], false, at);
                self.workers.push(Worker {
                    id,
                    sites: vec![site],
                    carried: Vec::new(),
                });
                id
            }
        }
    }

    fn add(&mut self, course: Course) {
        self.rows.consents.extend(course.consents);
        self.rows.enrolments.push(course.enrolment);
        self.rows.events.extend(course.events);
        self.rows.conflicts.extend(course.conflict);
        self.rows.assignments.push(course.assignment);
        self.rows.sessions.extend(course.sessions);
        self.rows.notes.extend(course.notes);
    }

    /// An hour of a day at a site, but not after the end of the history.
    pub(super) fn moment(&self, site: usize, day: NaiveDate, hour: i64, minute: i64) -> DateTime<Utc> {
        self.history.clip(at(self.zone(site), day, hour, minute))
    }

    /// A site's clock.
    pub(super) fn zone(&self, site: usize) -> Tz {
        self.plan.sites.get(site).map_or(Tz::UTC, |site| site.zone)
    }

    /// A site's id.
    pub(super) fn site_id(&self, site: usize) -> Uuid {
        self.rows.sites.get(site).map_or(Uuid::nil(), |site| site.id)
    }

    /// Which site has this id.
    pub(super) fn site_at(&self, id: Uuid) -> usize {
        self.rows.sites.iter().position(|site| site.id == id).unwrap_or(0)
    }

    /// Whoever supervises the site.
    pub(super) fn supervisor_of(&self, site: usize) -> Uuid {
        let here = self
            .supervisors
            .iter()
            .find(|(_, sites)| sites.is_empty() || sites.contains(&site));
        here.map_or(self.intake, |(id, _)| *id)
    }

    /// Somebody else who works at the site, who may know a young person from elsewhere.
    pub(super) fn other_worker(&self, site: usize, than: Uuid) -> Option<Uuid> {
        let others = self
            .workers
            .iter()
            .filter(|worker| worker.sites.contains(&site) && worker.id != than);
        others.map(|worker| worker.id).next()
    }
}
