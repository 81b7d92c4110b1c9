//! Who takes part in a history: a house, young people, phones, and what lies between them on its way.

pub(crate) mod desk;
pub(crate) mod field;
mod killing;

use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};

use chrono::{DateTime, Utc};
use tokio_postgres::Client;
use uuid::Uuid;

pub(crate) use killing::revive;

use crate::dice::Dice;
use crate::mutants::Mutant;
use crate::phone::{Op, Phone};
use crate::steps::Plan;
use crate::support::{House, NOW, Staff, World, new_id};

/// Whose phones they are, in their order: some have two.
const OWNERS: [&str; 6] = [
    "worker",
    "other_worker",
    "worker",
    "outreach",
    "other_worker",
    "outreach",
];

/// A young person, and the enrolment in which she is worked with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Course {
    pub(crate) person: Uuid,
    pub(crate) enrolment: Uuid,
}

impl From<(Uuid, Uuid)> for Course {
    fn from((person, enrolment): (Uuid, Uuid)) -> Self {
        Self { person, enrolment }
    }
}

/// A request that nobody waits for any more, on its way.
pub(crate) struct Letter {
    pub(crate) due: usize,
    pub(crate) phone: usize,
    pub(crate) body: serde_json::Value,
}

/// A transaction that will commit.
pub(crate) struct Slow {
    pub(crate) due: usize,
    pub(crate) client: Client,
    pub(crate) sessions: Vec<Uuid>,
}

/// An operation that somebody saved.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) phone: usize,
    pub(crate) op: Op,
}

/// Who and what the invariants are about.
pub(crate) struct Cast {
    pub(crate) house: House,
    /// Past the wall.
    pub(crate) sql: Client,
    pub(crate) phones: Vec<Phone>,
    pub(crate) courses: Vec<Course>,
    pub(crate) made: Vec<Made>,
    /// Sessions that were written at a desk.
    pub(crate) by_hand: BTreeSet<Uuid>,
    /// Sessions of which the desk was never told whether they were committed.
    pub(crate) unsure: BTreeSet<Uuid>,
    /// What nobody should have met.
    pub(crate) complaints: Vec<String>,
}

/// Everything of one history.
pub(crate) struct Scene<'w> {
    pub(crate) world: &'w World,
    pub(crate) cast: Cast,
    pub(crate) letters: Vec<Letter>,
    pub(crate) slow: Vec<Slow>,
    /// How many steps were taken.
    pub(crate) step: usize,
    pub(crate) mutant: Option<Mutant>,
    /// Was Postgres killed? Then requests may go unanswered.
    pub(crate) was_killed: bool,
}

impl Deref for Scene<'_> {
    type Target = Cast;

    fn deref(&self) -> &Cast {
        &self.cast
    }
}

impl DerefMut for Scene<'_> {
    fn deref_mut(&mut self) -> &mut Cast {
        &mut self.cast
    }
}

impl<'w> Scene<'w> {
    /// A house with as many young people and phones as a plan asks for.
    pub(crate) async fn of(world: &'w World, plan: &Plan, mutant: Option<Mutant>) -> Self {
        world.set_now(NOW);
        let house = world.house("First").await;
        let sql = world.sql().await;
        // Where somebody else holds a row, the step falls out: what writers wait for is another test.
        sql.batch_execute("set lock_timeout = '200ms'").await.unwrap();
        let mut courses = Vec::new();
        for _ in 0..plan.people {
            let (person, enrolment) = world.enrolled(&house, "worker").await;
            courses.push(Course { person, enrolment });
        }
        if plan.seed.is_multiple_of(4) {
            world.reachable(&house, courses[0].person).await;
        }
        let mut cast = Cast::of(house, sql, courses);
        for owner in OWNERS.iter().take(plan.phones) {
            let phone = cast.enrol(cast.house.who(owner), world.now(), mutant).await;
            cast.phones.push(phone);
        }
        let mut scene = Self {
            world,
            cast,
            letters: Vec::new(),
            slow: Vec::new(),
            step: 0,
            mutant,
            was_killed: false,
        };
        let mut dice = Dice::new(plan.seed);
        for number in 0..plan.people {
            // The leader has her already; others stand by for some.
            if dice.chance(60) {
                scene.assign(1, number).await;
            }
        }
        scene
    }
}

impl Cast {
    /// Without phones.
    pub(crate) fn of(house: House, sql: Client, courses: Vec<Course>) -> Self {
        Self {
            house,
            sql,
            phones: Vec::new(),
            courses,
            made: Vec::new(),
            by_hand: BTreeSet::new(),
            unsure: BTreeSet::new(),
            complaints: Vec::new(),
        }
    }

    /// A phone under a sign-in of its own.
    pub(crate) async fn enrol(&self, who: &Staff, now: DateTime<Utc>, defect: Option<Mutant>) -> Phone {
        let house = &self.house;
        let maker = house.who("supervisor").id;
        let [device, code, sign_in] = std::array::from_fn(|_| new_id());
        self.sql
            .execute(
                "insert into auth.sign_in (id, account_id, org_id, staff_id, issued_at, second_factor_at, expires_at)
                 values ($1, $2, $3, $4, $5, $5, $6)",
                &[
                    &sign_in,
                    &who.account,
                    &house.org,
                    &who.id,
                    &(now - chrono::Duration::days(365)),
                    &(now + chrono::Duration::days(3_650)),
                ],
            )
            .await
            .unwrap();
        self.sql
            .execute(
                "insert into auth.field_code (org_id, id, staff_id, made_by, selector, secret_mac, recorded_at, expires_at, used_at)
                 values ($1, $2, $3, $4, 'ABCD', decode(repeat('00', 16), 'hex'), $5, $5, $5)",
                &[&house.org, &code, &who.id, &maker, &now],
            )
            .await
            .unwrap();
        self.sql
            .execute(
                "insert into auth.device (org_id, id, staff_id, account_id, sign_in_id, code_id, kind, key_algorithm,
                                          public_key, enrolled_at)
                 values ($1, $2, $3, $4, $5, $6, 'phone', 'ed25519', decode(repeat('00', 32), 'hex'), $7)",
                &[&house.org, &device, &who.id, &who.account, &sign_in, &code, &now],
            )
            .await
            .unwrap();
        Phone::new([device, house.org, who.id, sign_in], defect)
    }
}

/// The same people, at the places of another house: for whoever only needs to know what is written in forms.
pub(crate) const fn with_places_of(mut people: House, other: &House) -> House {
    people.org = other.org;
    people.north = other.north;
    people.south = other.south;
    people.mentoring = other.mentoring;
    people.sport = other.sport;
    people.funder = other.funder;
    people
}
