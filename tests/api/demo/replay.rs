//! The demo's rows are those the API would have made: everything 30 people do is done again through HTTP, by whoever did
//! it, at the moment it was done, and both databases are compared.

use std::collections::HashMap;

use actix_web::http::header::{AUTHORIZATION, IF_MATCH};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use causeway::demo::{self, House, Network};
use causeway::platform::db::connect;
use causeway::platform::ids::{Ids, OrgId, RandomIds, SignInId, TokenId};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::network;
use crate::support::World;

/// What is compared, leaving out what the server draws for itself: ids of events, lines and assignments, public codes,
/// keys; and what only the API keeps: the digest that recognises a repeated request, and versions.
const COMPARED: [&str; 9] = [
    "select org_id, id, home_site_id, birth_year, age_on_entry, is_minor_until, gender_identity, gender_missing, language,
            identity_tier, display_mode, recorded_at, recorded_by, recorded_via from person",
    "select org_id, id, person_id, site_id, kind, status, giver, legal_basis, text_version, language, method,
            limits_explained, occurred_at, expires_on, recorded_at, recorded_by, recorded_via from consent",
    "select org_id, id, person_id, programme_id, site_id, strand, previous_enrolment_id, enrolled_on, first_service_on,
            exited_on, recorded_at, recorded_by, recorded_via from enrolment",
    "select org_id, enrolment_id, site_id, programme_id, from_status, to_status, reason, interview_on, interview_missing,
            aftercare, occurred_on, recorded_at, recorded_by from enrolment_event",
    "select to_jsonb(x) - 'event_id' from exit_record x",
    "select org_id, enrolment_id, person_id, site_id, programme_id, staff_id, role, weight, started_at, ended_at,
            over_cap_by, recorded_at, recorded_by from assignment",
    "select org_id, enrolment_id, person_id, site_id, programme_id, left_on, months, due_on, opens_on, closes_on, closed,
            recorded_at, recorded_by from followup_due",
    "select s.org_id, s.id, s.programme_id, s.site_id, kind, mode, status, starts_at, s.held_on, s.minutes, lead_staff_id,
            s.recorded_at, s.recorded_by, recorded_via, p.person_id, p.enrolment_id, p.strand, p.held_on as day,
            p.attendance, p.minutes as attended, p.recorded_at as line_recorded_at, p.recorded_by as line_recorded_by
     from session s join participation p on p.org_id = s.org_id and p.session_id = s.id",
    "select org_id, id, session_id, enrolment_id, person_id, site_id, programme_id, kind, recorded_at, recorded_by
     from session_note",
];

/// One request of somebody's, at a moment.
struct Step {
    at: DateTime<Utc>,
    by: Uuid,
    path: String,
    body: Value,
    /// A change of a row that is there: which.
    changes: Option<Changes>,
}

/// A row whose version, or id even, only the server knows.
#[derive(Clone, Copy)]
enum Changes {
    /// The enrolment itself ends.
    Enrolment(Uuid),
    /// Its lead's assignment ends.
    LeadOf(Uuid),
}

impl Changes {
    /// Where the change is sent to, and the `ETag` to send.
    async fn now(self, sql: &tokio_postgres::Client) -> (String, Option<String>) {
        let (table, key, step, id) = match self {
            Self::Enrolment(id) => ("enrolment", "id", "exit", id),
            Self::LeadOf(id) => ("assignment", "enrolment_id", "end", id),
        };
        let query = format!("select id, row_version from {table} where {key} = $1");
        let row = sql.query_one(&query, &[&id]).await.unwrap();
        let (id, version): (Uuid, i32) = (row.get(0), row.get(1));
        (format!("/{table}s/{id}/{step}"), Some(format!("\"v{version}\"")))
    }
}

#[actix_web::test]
async fn thirty_people_through_http_leave_the_same_rows() {
    let network = network(30);
    let (loaded, replayed) = (World::new().await, World::new().await);
    load(&loaded, &network).await;
    let steps: Vec<Vec<Step>> = network.houses.iter().map(steps).collect();
    load(&replayed, &without_people(network)).await;
    let tokens = Tokens::open(&replayed).await;
    let sql = replayed.sql().await;
    // One application for all of it: there are hundreds of requests.
    let app = init_service(causeway::app::app(replayed.state.clone())).await;
    for step in steps.into_iter().flatten() {
        replayed.clock.set(step.at);
        let (path, etag) = match step.changes {
            None => (step.path, None),
            Some(row) => row.now(&sql).await,
        };
        let mut request = TestRequest::post()
            .uri(&format!("/api/v1{path}"))
            .insert_header((AUTHORIZATION, format!("Bearer {}", tokens.of(&replayed, step.by))))
            .set_json(step.body);
        if let Some(etag) = etag {
            request = request.insert_header((IF_MATCH, etag));
        }
        let response = call_service(&app, request.to_request()).await;
        let status = response.status();
        let said = read_body(response).await;
        assert!(status.is_success(), "{} {path} answered {status}: {said:?}", step.at);
    }
    for query in COMPARED {
        let (demo, api) = (rows(&loaded, query).await, rows(&replayed, query).await);
        assert!(!demo.is_empty(), "{query}");
        for (demo, api) in demo.iter().zip(&api) {
            assert_eq!(demo, api, "{query}");
        }
        assert_eq!(demo.len(), api.len(), "{query}");
    }
}

async fn load(world: &World, network: &Network) {
    let mut conn = connect(world.db.superuser_url()).await.unwrap();
    demo::load(&mut conn, world.state.keys(), network, &HashMap::new(), || ())
        .await
        .unwrap();
}

/// The houses alone: what is done in them is to come through HTTP.
fn without_people(mut network: Network) -> Network {
    for house in &mut network.houses {
        house.people.clear();
        house.consents.clear();
        house.enrolments.clear();
        house.events.clear();
        house.conflicts.clear();
        house.assignments.clear();
        house.sessions.clear();
        house.notes.clear();
        house.plans.clear();
        house.plan_reviews.clear();
        house.followups.clear();
        house.followup_contacts.clear();
        house.observations.clear();
    }
    network
}

async fn rows(world: &World, query: &str) -> Vec<Value> {
    let sql = format!("select to_jsonb(r)::text from ({query}) r order by 1");
    let rows = world.sql().await.query(&sql, &[]).await.unwrap();
    rows.iter()
        .map(|row| serde_json::from_str(row.get(0)).unwrap())
        .collect()
}

/// Sign-ins that outlast the history.
struct Tokens(HashMap<Uuid, (Uuid, Uuid)>);

impl Tokens {
    async fn open(world: &World) -> Self {
        let sql = world.sql().await;
        let staff = sql
            .query("select org_id, id, account_id from staff_member", &[])
            .await
            .unwrap();
        let mut open = HashMap::new();
        for row in staff {
            let (org, staff, account): (Uuid, Uuid, Uuid) = (row.get(0), row.get(1), row.get(2));
            let sign_in = RandomIds.next();
            sql.execute(
                "insert into auth.sign_in (id, account_id, org_id, staff_id, issued_at, second_factor_at, expires_at)
                 values ($1, $2, $3, $4, '2020-01-01', '2020-01-01', '2040-01-01')",
                &[&sign_in, &account, &org, &staff],
            )
            .await
            .unwrap();
            open.insert(staff, (org, sign_in));
        }
        Self(open)
    }

    /// A token of this colleague's, good at the moment the clock shows.
    fn of(&self, world: &World, staff: Uuid) -> String {
        let (org, sign_in) = self.0[&staff];
        let (org, sign_in) = (OrgId::from_uuid(org), SignInId::from_uuid(sign_in));
        let token = world
            .state
            .tokens()
            .issue(org, sign_in, TokenId::of(RandomIds.next()), world.now());
        token.unwrap().0
    }
}

/// Everything that is done in a house, in the order of time.
fn steps(house: &House) -> Vec<Step> {
    let mut steps = Vec::new();
    for person in &house.people {
        let site = house.sites.iter().find(|site| site.id == person.home_site_id).unwrap();
        let zone: chrono_tz::Tz = site.time_zone.parse().unwrap();
        steps.push(Step {
            at: person.recorded_at,
            by: person.recorded_by,
            path: "/people".to_owned(),
            body: json!({
                "id": person.id, "home_site_id": person.home_site_id, "language": person.language,
                "gender_identity": person.gender_identity, "gender_missing": person.gender_missing,
                "birth_date": {"on": person.birth_date, "quality": "exact"},
                "taken_in_on": person.recorded_at.with_timezone(&zone).date_naive(),
                "identity": {"legal_name": person.legal_name, "known_as": person.known_as},
            }),
            changes: None,
        });
    }
    for consent in &house.consents {
        steps.push(Step {
            at: consent.occurred_at,
            by: consent.recorded_by,
            path: format!("/people/{}/consents", consent.person_id),
            body: json!({
                "id": consent.id, "kind": consent.kind, "status": consent.status, "giver": consent.giver,
                "legal_basis": "consent", "text_version": "2023-10", "language": consent.language,
                "method": consent.method, "limits_explained": true, "occurred_at": consent.occurred_at,
            }),
            changes: None,
        });
    }
    for enrolment in &house.enrolments {
        let assignment = house
            .assignments
            .iter()
            .find(|assignment| assignment.enrolment_id == enrolment.id)
            .unwrap();
        steps.push(Step {
            at: enrolment.recorded_at,
            by: enrolment.recorded_by,
            path: format!("/people/{}/enrolments", enrolment.person_id),
            body: json!({
                "id": enrolment.id, "programme_id": enrolment.programme_id, "site_id": enrolment.site_id,
                "enrolled_on": enrolment.enrolled_on, "lead_staff_id": assignment.staff_id,
                "no_conflict_of_interest": (assignment.staff_id == enrolment.recorded_by).then_some(true),
            }),
            changes: None,
        });
    }
    sessions_and_exits(house, &mut steps);
    // Stable: what happens at one moment keeps the order in which it was put down.
    steps.sort_by_key(|step| step.at);
    steps
}

fn sessions_and_exits(house: &House, steps: &mut Vec<Step>) {
    for session in &house.sessions {
        let note = house.notes.iter().find(|note| note.session_id == session.id);
        let note = note.map(|note| json!({"id": note.id, "kind": note.kind, "text": note.body}));
        steps.push(Step {
            at: session.recorded_at,
            by: session.lead_staff_id,
            path: format!("/enrolments/{}/sessions", session.enrolment_id),
            body: json!({
                "id": session.id, "kind": session.kind, "mode": session.mode, "starts_at": session.starts_at,
                "minutes": session.minutes, "attendance": session.attendance,
                "attended_minutes": session.attended_minutes, "note": note,
            }),
            changes: None,
        });
    }
    for event in house.events.iter().filter(|event| event.to_status == "exited") {
        let step = |by, changes, body| Step {
            at: event.recorded_at,
            by,
            path: format!("/enrolments/{}, leaving", event.enrolment_id),
            body,
            changes: Some(changes),
        };
        let leaving = json!({
            "exited_on": event.occurred_on, "reason": event.reason, "interview_on": event.interview_on,
            "interview_missing": event.interview_missing, "aftercare": event.aftercare,
        });
        steps.push(step(event.recorded_by, Changes::Enrolment(event.enrolment_id), leaving));
        // Whoever supervises the site takes the place in the caseload back.
        let supervisor = house
            .grants
            .iter()
            .find(|grant| grant.role == "supervisor" && grant.site_id.is_none_or(|site| site == event.site_id));
        steps.push(step(
            supervisor.unwrap().staff_id,
            Changes::LeadOf(event.enrolment_id),
            json!({}),
        ));
    }
}
