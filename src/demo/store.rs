//! Loading the network: one statement per table and house, all of it in one transaction, through the administrator's
//! connection of the private cluster, which belongs to whoever owns the machine.

use std::collections::HashMap;

use diesel::QueryableByName;
use diesel::sql_types::{Array, Binary, Bool, Date, Double, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::error::Error;
use super::rows::{House, Network};
use super::sealing::{self, Sealed};
use crate::platform::db::Prepared;
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(ReadState, "sql/state.sql");
sql_file!(AddAccounts, "sql/add_accounts.sql");
sql_file!(AddOrganisation, "sql/add_organisation.sql");
sql_file!(AddSites, "sql/add_sites.sql");
sql_file!(AddStaff, "sql/add_staff.sql");
sql_file!(AddPolicy, "sql/add_policy.sql");
sql_file!(AddProgrammes, "sql/add_programmes.sql");
sql_file!(AddGrants, "sql/add_grants.sql");
sql_file!(AddPeople, "sql/add_people.sql");
sql_file!(AddIdentities, "sql/add_identities.sql");
sql_file!(AddContacts, "sql/add_contacts.sql");
sql_file!(AddConsents, "sql/add_consents.sql");
sql_file!(AddEnrolments, "sql/add_enrolments.sql");
sql_file!(AddEvents, "sql/add_events.sql");
sql_file!(AddConflicts, "sql/add_conflicts.sql");
sql_file!(AddAssignments, "sql/add_assignments.sql");
sql_file!(AddSessions, "sql/add_sessions.sql");
sql_file!(AddCaseloads, "sql/add_caseloads.sql");
sql_file!(AddOnCall, "sql/add_on_call.sql");
sql_file!(AddNotes, "sql/add_notes.sql");
sql_file!(AddPlans, "sql/add_plans.sql");
sql_file!(AddPlanReviews, "sql/add_plan_reviews.sql");
sql_file!(AddFollowups, "sql/add_followups.sql");
sql_file!(AddFollowupContacts, "sql/add_followup_contacts.sql");
sql_file!(AddObservations, "sql/add_observations.sql");
sql_file!(AddAttempts, "sql/add_attempts.sql");
sql_file!(AddTimetable, "sql/add_timetable.sql");

/// What stands in `account.password_hash` of a colleague who does not sign in: it is the hash of nothing.
const NO_PASSWORD: &str = "!";
/// Marks on the database. A demo that was killed while it was made is recognised by the first, and made anew.
const BEGUN: &str = "causeway demo: begun";
const READY: &str = "causeway demo: ready";

/// What a database holds, seen from the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing yet.
    Empty,
    /// A demo that was not finished.
    Half,
    /// A finished demo.
    Ready,
    /// Organisations that no demo made.
    Foreign,
}

#[derive(QueryableByName)]
struct StateRow {
    #[diesel(sql_type = Bool)]
    has_organisations: bool,
    #[diesel(sql_type = Nullable<Text>)]
    mark: Option<String>,
}

/// Reads the mark and looks for organisations.
pub async fn state(conn: &mut AsyncPgConnection) -> Result<State, Error> {
    let row: StateRow = Prepared::<ReadState>::new().get_result(conn).await?;
    Ok(match (row.mark.as_deref(), row.has_organisations) {
        (Some(READY), _) => State::Ready,
        (Some(BEGUN), _) => State::Half,
        (_, true) => State::Foreign,
        (_, false) => State::Empty,
    })
}

/// Marks the database as one a demo is being made in. From here on it may be thrown away.
pub async fn begin(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    mark(conn, BEGUN).await
}

/// Marks the demo as finished. The very last step.
pub async fn finish(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    mark(conn, READY).await
}

async fn mark(conn: &mut AsyncPgConnection, mark: &'static str) -> Result<(), Error> {
    let statement =
        format!("do $$ begin execute format('comment on database %I is %L', current_database(), '{mark}'); end $$");
    Ok(conn.batch_execute(&statement).await?)
}

/// Loads everything, in one transaction. `hashes` are by e-mail; `done` is called after each house.
#[expect(
    clippy::implicit_hasher,
    reason = "the hashes come from one place, with the usual hasher"
)]
pub async fn load(
    conn: &mut AsyncPgConnection,
    keys: &Keys,
    network: &Network,
    hashes: &HashMap<String, String>,
    done: impl Fn(),
) -> Result<(), Error> {
    conn.batch_execute("begin").await?;
    for house in &network.houses {
        let sealed = sealing::seal(keys, house)?;
        add_house(conn, house, hashes).await?;
        add_people(conn, house, &sealed).await?;
        add_casework(conn, house, &sealed).await?;
        add_plans(conn, house, &sealed).await?;
        add_followups(conn, house).await?;
        let attempts = Prepared::<AddAttempts>::new().bind::<SqlUuid, _>(&house.org);
        attempts.execute(conn).await?;
        let timetable = Prepared::<AddTimetable>::new().bind::<SqlUuid, _>(&house.org);
        timetable.execute(conn).await?;
        done();
    }
    // What was loaded is planned for by what it is, not by what an empty table looked like.
    Ok(conn.batch_execute("commit; analyze").await?)
}

/// One array of a column of all rows.
macro_rules! column {
    ($rows:expr, $field:ident) => {
        $rows
            .iter()
            .map(|row| ToOwned::to_owned(&row.$field))
            .collect::<Vec<_>>()
    };
}

/// Adds the columns of `$rows` to a statement, one array each.
macro_rules! with_columns {
    ($statement:expr, $rows:expr, { $($field:ident: $sql:ty),+ $(,)? }) => {
        $statement$(.bind::<Array<$sql>, _>(column!($rows, $field)))+
    };
}

async fn add_house(conn: &mut AsyncPgConnection, house: &House, hashes: &HashMap<String, String>) -> Result<(), Error> {
    let House {
        org,
        recorded_at: began,
        policy,
        ..
    } = house;
    let hash_of = |email: &String| hashes.get(email).cloned().unwrap_or_else(|| NO_PASSWORD.to_owned());
    Prepared::<AddAccounts>::new()
        .bind::<Array<SqlUuid>, _>(column!(house.staff, account_id))
        .bind::<Array<Text>, _>(column!(house.staff, email))
        .bind::<Array<Text>, _>(
            house
                .staff
                .iter()
                .map(|staff| hash_of(&staff.email))
                .collect::<Vec<_>>(),
        )
        .bind::<Array<Timestamptz>, _>(column!(house.staff, recorded_at))
        .execute(conn)
        .await?;
    Prepared::<AddOrganisation>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<Text, _>(house.name)
        .bind::<Text, _>(house.country)
        .bind::<Timestamptz, _>(began)
        .bind::<SqlUuid, _>(house.funder.0)
        .bind::<Text, _>(house.funder.1)
        .execute(conn)
        .await?;
    let sites = Prepared::<AddSites>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<Text, _>(house.country)
        .bind::<Timestamptz, _>(began);
    let sites = with_columns!(sites, house.sites, { id: SqlUuid, name: Text, time_zone: Text, region: Text });
    sites.execute(conn).await?;
    let staff = Prepared::<AddStaff>::new().bind::<SqlUuid, _>(org);
    let staff = with_columns!(staff, house.staff, {
        id: SqlUuid, account_id: SqlUuid, display_name: Text, funder_id: Nullable<SqlUuid>, recorded_at: Timestamptz,
    });
    staff.execute(conn).await?;
    Prepared::<AddPolicy>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<Text, _>(house.country)
        .bind::<Timestamptz, _>(began)
        .bind::<SqlUuid, _>(policy.id)
        .bind::<Integer, _>(policy.age_majority)
        .bind::<Integer, _>(policy.age_service_consent)
        .bind::<Integer, _>(policy.age_data_consent)
        .bind::<Date, _>(policy.valid_from)
        .bind::<SqlUuid, _>(policy.confirmed_by)
        .execute(conn)
        .await?;
    let programmes = Prepared::<AddProgrammes>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<Timestamptz, _>(began);
    let programmes = with_columns!(programmes, house.programmes, {
        id: SqlUuid, name: Text, strand: Text, tier: Text, site_id: Nullable<SqlUuid>,
    });
    programmes.execute(conn).await?;
    let grants = Prepared::<AddGrants>::new().bind::<SqlUuid, _>(org);
    let grants = with_columns!(grants, house.grants, {
        id: SqlUuid, staff_id: SqlUuid, role: Text, site_id: Nullable<SqlUuid>, granted_at: Timestamptz,
    });
    grants.execute(conn).await?;
    Ok(())
}

async fn add_people(conn: &mut AsyncPgConnection, house: &House, sealed: &Sealed) -> Result<(), Error> {
    let org = &house.org;
    let people = Prepared::<AddPeople>::new().bind::<SqlUuid, _>(org);
    let people = with_columns!(people, house.people, {
        id: SqlUuid, public_code: Text, home_site_id: SqlUuid, birth_year: Integer, age_on_entry: Integer,
        is_minor_until: Nullable<Date>, gender_identity: Nullable<Text>, gender_missing: Nullable<Text>, language: Text,
        recorded_at: Timestamptz, recorded_by: SqlUuid,
    });
    people.execute(conn).await?;
    let identities = Prepared::<AddIdentities>::new().bind::<SqlUuid, _>(org);
    let identities = with_columns!(identities, house.people, { id: SqlUuid, home_site_id: SqlUuid });
    let identities = with_columns!(identities, sealed.identities, {
        wrapped: Binary, legal_name: Binary, known_as: Binary, birth_date: Binary,
    });
    let identities = with_columns!(identities, house.people, { recorded_at: Timestamptz, recorded_by: SqlUuid });
    identities.execute(conn).await?;
    let contacts = Prepared::<AddContacts>::new().bind::<SqlUuid, _>(org);
    let contacts = with_columns!(contacts, house.people, { id: SqlUuid, home_site_id: SqlUuid });
    let contacts = with_columns!(contacts, sealed.phones, {
        value: Binary, index: Binary, safe_to_call: Bool, safe_to_leave_message: Bool,
    });
    let contacts = with_columns!(contacts, house.people, { recorded_at: Timestamptz, recorded_by: SqlUuid });
    contacts.execute(conn).await?;
    let consents = Prepared::<AddConsents>::new().bind::<SqlUuid, _>(org);
    let consents = with_columns!(consents, house.consents, {
        id: SqlUuid, person_id: SqlUuid, site_id: SqlUuid, kind: Text, status: Text, giver: Text, language: Text,
        method: Text, occurred_at: Timestamptz, recorded_by: SqlUuid,
    });
    consents.execute(conn).await?;
    let conflicts = Prepared::<AddConflicts>::new().bind::<SqlUuid, _>(org);
    let conflicts = with_columns!(conflicts, house.conflicts, {
        id: SqlUuid, staff_id: SqlUuid, person_id: SqlUuid, site_id: SqlUuid, has_conflict: Bool,
        declared_at: Timestamptz,
    });
    conflicts.execute(conn).await?;
    Ok(())
}

async fn add_casework(conn: &mut AsyncPgConnection, house: &House, sealed: &Sealed) -> Result<(), Error> {
    let org = &house.org;
    let enrolments = Prepared::<AddEnrolments>::new().bind::<SqlUuid, _>(org);
    let enrolments = with_columns!(enrolments, house.enrolments, {
        id: SqlUuid, person_id: SqlUuid, programme_id: SqlUuid, site_id: SqlUuid, strand: Text,
        previous_enrolment_id: Nullable<SqlUuid>, enrolled_on: Date, first_service_on: Nullable<Date>,
        exited_on: Nullable<Date>, recorded_at: Timestamptz, recorded_by: SqlUuid,
    });
    enrolments.execute(conn).await?;
    let events = Prepared::<AddEvents>::new().bind::<SqlUuid, _>(org);
    let events = with_columns!(events, house.events, {
        id: SqlUuid, enrolment_id: SqlUuid, site_id: SqlUuid, programme_id: SqlUuid, from_status: Nullable<Text>,
        to_status: Text, reason: Nullable<Text>, interview_on: Nullable<Date>, interview_missing: Nullable<Text>, aftercare: Nullable<Text>,
        occurred_on: Date, recorded_at: Timestamptz, recorded_by: SqlUuid,
    });
    events.execute(conn).await?;
    let assignments = Prepared::<AddAssignments>::new().bind::<SqlUuid, _>(org);
    let assignments = with_columns!(assignments, house.assignments, {
        id: SqlUuid, enrolment_id: SqlUuid, person_id: SqlUuid, site_id: SqlUuid, programme_id: SqlUuid,
        staff_id: SqlUuid, weight: Integer, started_at: Timestamptz, ended_at: Nullable<Timestamptz>,
        recorded_by: SqlUuid,
    });
    assignments.execute(conn).await?;
    let sessions = Prepared::<AddSessions>::new().bind::<SqlUuid, _>(org);
    let sessions = with_columns!(sessions, house.sessions, {
        id: SqlUuid, participation_id: SqlUuid, person_id: SqlUuid, enrolment_id: SqlUuid, programme_id: SqlUuid,
        site_id: SqlUuid, strand: Text, kind: Text, mode: Text, status: Text, starts_at: Timestamptz, held_on: Date,
        minutes: Integer, lead_staff_id: SqlUuid, attendance: Text, attended_minutes: Integer,
        recorded_at: Timestamptz,
    });
    sessions.execute(conn).await?;
    let notes = Prepared::<AddNotes>::new().bind::<SqlUuid, _>(org);
    let notes = with_columns!(notes, house.notes, {
        id: SqlUuid, session_id: SqlUuid, enrolment_id: SqlUuid, person_id: SqlUuid, site_id: SqlUuid,
        programme_id: SqlUuid, kind: Text,
    });
    let notes = notes.bind::<Array<Binary>, _>(sealed.notes.clone());
    let notes = with_columns!(notes, house.notes, { recorded_at: Timestamptz, recorded_by: SqlUuid });
    notes.execute(conn).await?;
    Prepared::<AddCaseloads>::new()
        .bind::<SqlUuid, _>(org)
        .execute(conn)
        .await?;
    Prepared::<AddOnCall>::new()
        .bind::<SqlUuid, _>(org)
        .execute(conn)
        .await?;
    Ok(())
}

async fn add_plans(conn: &mut AsyncPgConnection, house: &House, sealed: &Sealed) -> Result<(), Error> {
    let plans = Prepared::<AddPlans>::new().bind::<SqlUuid, _>(&house.org);
    let plans = with_columns!(plans, house.plans, {
        id: SqlUuid, goal_id: SqlUuid, action_id: SqlUuid, enrolment_id: SqlUuid, person_id: SqlUuid, site_id: SqlUuid,
        programme_id: SqlUuid, state: Text, domain: Text, due_on: Date, done_on: Nullable<Date>,
        recorded_at: Timestamptz, recorded_by: SqlUuid, approved_by: Nullable<SqlUuid>,
        approved_at: Nullable<Timestamptz>, active_from: Nullable<Date>, next_review_on: Nullable<Date>,
        closed_on: Nullable<Date>, closed_at: Nullable<Timestamptz>, close_reason: Nullable<Text>,
    });
    plans
        .bind::<Array<Binary>, _>(sealed.goals.clone())
        .bind::<Array<Binary>, _>(sealed.actions.clone())
        .execute(conn)
        .await?;
    let reviews = Prepared::<AddPlanReviews>::new().bind::<SqlUuid, _>(&house.org);
    let reviews = with_columns!(reviews, house.plan_reviews, {
        id: SqlUuid, plan_id: SqlUuid, goal_id: SqlUuid, enrolment_id: SqlUuid, person_id: SqlUuid, site_id: SqlUuid,
        programme_id: SqlUuid, due_on: Date, reviewed_on: Date, next_review_on: Date, status: Text,
        recorded_at: Timestamptz, recorded_by: SqlUuid,
    });
    reviews.execute(conn).await?;
    Ok(())
}

async fn add_followups(conn: &mut AsyncPgConnection, house: &House) -> Result<(), Error> {
    let followups = Prepared::<AddFollowups>::new().bind::<SqlUuid, _>(&house.org);
    let followups = with_columns!(followups, house.followups, {
        id: SqlUuid, exit_event_id: SqlUuid, enrolment_id: SqlUuid, person_id: SqlUuid, site_id: SqlUuid,
        programme_id: SqlUuid, left_on: Date, months: Integer, due_on: Date, opens_on: Date, closes_on: Date,
        told: Nullable<Text>, closed: Nullable<Text>, recorded_at: Timestamptz, recorded_by: SqlUuid,
    });
    followups.execute(conn).await?;
    let contacts = Prepared::<AddFollowupContacts>::new().bind::<SqlUuid, _>(&house.org);
    let contacts = with_columns!(contacts, house.followup_contacts, {
        id: SqlUuid, followup_id: SqlUuid, enrolment_id: SqlUuid, person_id: SqlUuid, site_id: SqlUuid,
        programme_id: SqlUuid, contacted_on: Date, source_kind: Text, result: Text, recorded_at: Timestamptz,
        recorded_by: SqlUuid,
    });
    contacts.execute(conn).await?;
    let observations = Prepared::<AddObservations>::new().bind::<SqlUuid, _>(&house.org);
    let observations = with_columns!(observations, house.observations, {
        id: SqlUuid, enrolment_id: SqlUuid, person_id: SqlUuid, site_id: SqlUuid, programme_id: SqlUuid,
        followup_id: SqlUuid, domain: Text, measure: Text, stage: Text, observed_on: Date, source_kind: Text,
        value_code: Nullable<Text>, value_number: Nullable<Double>, recorded_at: Timestamptz, recorded_by: SqlUuid,
    });
    observations.execute(conn).await?;
    Ok(())
}
