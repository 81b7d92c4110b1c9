//! The invented network as plain rows, before anything is sealed. Codes are those of `ref.code`; a test compares them.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// All there is.
#[derive(PartialEq)]
pub struct Network {
    /// The organisations, the largest first.
    pub houses: Vec<House>,
}

/// One organisation and everything in it.
#[derive(PartialEq)]
pub struct House {
    /// The organisation's id.
    pub org: Uuid,
    /// Its name.
    pub name: &'static str,
    /// Country, ISO 3166-1 alpha-2; also the jurisdiction of all its sites.
    pub country: &'static str,
    /// When it began to work with Causeway: a month before the history starts.
    pub recorded_at: DateTime<Utc>,
    /// Who pays, and what they are called.
    pub funder: (Uuid, &'static str),
    /// Ages of majority, of consent to a service and of consent to data; and who confirmed them.
    pub policy: Policy,
    /// Places.
    pub sites: Vec<Site>,
    /// What is offered.
    pub programmes: Vec<Programme>,
    /// Colleagues.
    pub staff: Vec<Staff>,
    /// Their roles.
    pub grants: Vec<Grant>,
    /// Young people.
    pub people: Vec<Person>,
    /// What they agreed to.
    pub consents: Vec<Consent>,
    /// Their time in programmes.
    pub enrolments: Vec<Enrolment>,
    /// What became of it, dated.
    pub events: Vec<Event>,
    /// Who declared to know somebody otherwise.
    pub conflicts: Vec<Conflict>,
    /// Who works with whom.
    pub assignments: Vec<Assignment>,
    /// Sessions, each with the one line of who took part.
    pub sessions: Vec<Session>,
    /// What was written about them.
    pub notes: Vec<Note>,
    /// Case plans, each with a goal and an action.
    pub plans: Vec<Plan>,
    /// Looks at them.
    pub plan_reviews: Vec<PlanReview>,
    /// When who left is asked after.
    pub followups: Vec<Followup>,
    /// What came of it.
    pub followup_contacts: Vec<FollowupContact>,
    /// What was told then.
    pub observations: Vec<Observation>,
}

/// Ages of consent, confirmed (domain.md §2.6).
#[derive(PartialEq)]
pub struct Policy {
    pub id: Uuid,
    pub age_majority: i32,
    pub age_service_consent: i32,
    pub age_data_consent: i32,
    pub valid_from: NaiveDate,
    pub confirmed_by: Uuid,
}

#[derive(PartialEq)]
pub struct Site {
    pub id: Uuid,
    pub name: &'static str,
    pub time_zone: &'static str,
    pub region: &'static str,
}

#[derive(PartialEq)]
pub struct Programme {
    pub id: Uuid,
    pub name: &'static str,
    pub strand: &'static str,
    pub tier: &'static str,
    /// None: at every site.
    pub site_id: Option<Uuid>,
}

#[derive(PartialEq)]
pub struct Staff {
    pub id: Uuid,
    pub account_id: Uuid,
    pub email: String,
    pub display_name: String,
    pub funder_id: Option<Uuid>,
    pub role: &'static str,
    /// Has a password. Further field workers of a large demo have none: nobody needs to look around as each of them.
    pub signs_in: bool,
    pub recorded_at: DateTime<Utc>,
}

#[derive(PartialEq)]
pub struct Grant {
    pub id: Uuid,
    pub staff_id: Uuid,
    pub role: &'static str,
    /// None: the whole house.
    pub site_id: Option<Uuid>,
    pub granted_at: DateTime<Utc>,
}

#[derive(PartialEq)]
pub struct Person {
    pub id: Uuid,
    pub public_code: String,
    pub home_site_id: Uuid,
    pub birth_date: NaiveDate,
    pub birth_year: i32,
    pub age_on_entry: i32,
    pub is_minor_until: Option<NaiveDate>,
    pub gender_identity: Option<&'static str>,
    pub gender_missing: Option<&'static str>,
    pub language: &'static str,
    pub legal_name: String,
    pub known_as: String,
    pub recorded_at: DateTime<Utc>,
    pub recorded_by: Uuid,
}

#[derive(PartialEq)]
pub struct Consent {
    pub id: Uuid,
    pub person_id: Uuid,
    pub site_id: Uuid,
    pub kind: &'static str,
    pub status: &'static str,
    pub giver: &'static str,
    pub language: &'static str,
    pub method: &'static str,
    pub occurred_at: DateTime<Utc>,
    pub recorded_by: Uuid,
}

#[derive(PartialEq)]
pub struct Enrolment {
    pub id: Uuid,
    pub person_id: Uuid,
    pub programme_id: Uuid,
    pub site_id: Uuid,
    pub strand: &'static str,
    pub previous_enrolment_id: Option<Uuid>,
    pub enrolled_on: NaiveDate,
    pub first_service_on: Option<NaiveDate>,
    pub exited_on: Option<NaiveDate>,
    pub recorded_at: DateTime<Utc>,
    pub recorded_by: Uuid,
}

#[derive(PartialEq)]
pub struct Event {
    pub id: Uuid,
    pub enrolment_id: Uuid,
    pub site_id: Uuid,
    pub programme_id: Uuid,
    pub from_status: Option<&'static str>,
    pub to_status: &'static str,
    pub reason: Option<&'static str>,
    pub interview_on: Option<NaiveDate>,
    pub interview_missing: Option<&'static str>,
    pub aftercare: Option<&'static str>,
    pub occurred_on: NaiveDate,
    pub recorded_at: DateTime<Utc>,
    pub recorded_by: Uuid,
}

#[derive(PartialEq)]
#[expect(clippy::struct_field_names, reason = "a field is called as its column")]
pub struct Conflict {
    pub id: Uuid,
    pub staff_id: Uuid,
    pub person_id: Uuid,
    pub site_id: Uuid,
    pub has_conflict: bool,
    pub declared_at: DateTime<Utc>,
}

#[derive(PartialEq)]
pub struct Assignment {
    pub id: Uuid,
    pub enrolment_id: Uuid,
    pub person_id: Uuid,
    pub site_id: Uuid,
    pub programme_id: Uuid,
    pub staff_id: Uuid,
    /// How much of a caseload it is (domain.md §2.19).
    pub weight: i32,
    pub started_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub recorded_by: Uuid,
}

#[derive(PartialEq)]
pub struct Session {
    pub id: Uuid,
    pub participation_id: Uuid,
    pub person_id: Uuid,
    pub enrolment_id: Uuid,
    pub programme_id: Uuid,
    pub site_id: Uuid,
    pub strand: &'static str,
    pub kind: &'static str,
    pub mode: &'static str,
    pub status: &'static str,
    pub starts_at: DateTime<Utc>,
    pub held_on: NaiveDate,
    pub minutes: i32,
    pub lead_staff_id: Uuid,
    pub attendance: &'static str,
    pub attended_minutes: i32,
    pub recorded_at: DateTime<Utc>,
}

#[derive(PartialEq)]
pub struct Note {
    pub id: Uuid,
    pub session_id: Uuid,
    pub enrolment_id: Uuid,
    pub person_id: Uuid,
    pub site_id: Uuid,
    pub programme_id: Uuid,
    pub kind: &'static str,
    pub body: &'static str,
    pub recorded_at: DateTime<Utc>,
    pub recorded_by: Uuid,
}

/// A case plan, handed in by who wrote it when she wrote it; with its goal and the first action.
#[derive(PartialEq)]
pub struct Plan {
    pub id: Uuid,
    pub goal_id: Uuid,
    pub action_id: Uuid,
    pub enrolment_id: Uuid,
    pub person_id: Uuid,
    pub site_id: Uuid,
    pub programme_id: Uuid,
    pub state: &'static str,
    pub domain: &'static str,
    pub goal: &'static str,
    pub step: &'static str,
    pub due_on: NaiveDate,
    pub done_on: Option<NaiveDate>,
    pub recorded_at: DateTime<Utc>,
    pub recorded_by: Uuid,
    pub approved_by: Option<Uuid>,
    /// It comes into force on the same day.
    pub approved_at: Option<DateTime<Utc>>,
    pub active_from: Option<NaiveDate>,
    pub next_review_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
    pub closed_at: Option<DateTime<Utc>>,
    pub close_reason: Option<&'static str>,
    /// Which of the house's sites.
    pub(super) site: usize,
    /// The day it was written.
    pub(super) on: NaiveDate,
}

/// A look at a whole plan, and what it came to for its goal.
#[derive(PartialEq)]
pub struct PlanReview {
    pub id: Uuid,
    pub plan_id: Uuid,
    pub goal_id: Uuid,
    pub enrolment_id: Uuid,
    pub person_id: Uuid,
    pub site_id: Uuid,
    pub programme_id: Uuid,
    pub due_on: NaiveDate,
    pub reviewed_on: NaiveDate,
    pub next_review_on: NaiveDate,
    pub status: &'static str,
    pub recorded_at: DateTime<Utc>,
    pub recorded_by: Uuid,
}

/// A time at which somebody who left is asked after.
#[derive(PartialEq)]
pub struct Followup {
    pub id: Uuid,
    pub exit_event_id: Uuid,
    pub enrolment_id: Uuid,
    pub person_id: Uuid,
    pub site_id: Uuid,
    pub programme_id: Uuid,
    pub left_on: NaiveDate,
    pub months: i32,
    pub due_on: NaiveDate,
    pub opens_on: NaiveDate,
    pub closes_on: NaiveDate,
    pub told: Option<&'static str>,
    pub closed: Option<&'static str>,
    pub recorded_at: DateTime<Utc>,
    pub recorded_by: Uuid,
}

/// What came of it.
#[derive(PartialEq)]
pub struct FollowupContact {
    pub id: Uuid,
    pub followup_id: Uuid,
    pub enrolment_id: Uuid,
    pub person_id: Uuid,
    pub site_id: Uuid,
    pub programme_id: Uuid,
    pub contacted_on: NaiveDate,
    pub source_kind: &'static str,
    pub result: &'static str,
    pub recorded_at: DateTime<Utc>,
    pub recorded_by: Uuid,
}

/// What was told: a code or a number.
#[derive(PartialEq)]
pub struct Observation {
    pub id: Uuid,
    pub enrolment_id: Uuid,
    pub person_id: Uuid,
    pub site_id: Uuid,
    pub programme_id: Uuid,
    pub followup_id: Uuid,
    pub domain: &'static str,
    pub measure: &'static str,
    pub stage: &'static str,
    pub observed_on: NaiveDate,
    pub source_kind: &'static str,
    pub value_code: Option<&'static str>,
    pub value_number: Option<f64>,
    pub recorded_at: DateTime<Utc>,
    pub recorded_by: Uuid,
}
