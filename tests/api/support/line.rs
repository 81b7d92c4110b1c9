//! The line of the product, step by step: a person, her consent, her enrolment, a session.

use std::sync::Arc;

use actix_web::http::Method;
use causeway::platform::jobs::Worker;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, House, World, new_id};

/// A person to take in: of age, known by a name.
pub(crate) fn adult(house: &House) -> Value {
    json!({
        "id": new_id(),
        "home_site_id": house.north,
        "language": "es",
        "gender_identity": "woman_girl",
        "birth_date": {"on": "2005-03-14", "quality": "exact"},
        "identity": {"legal_name": "Canary Legalname", "known_as": "Canary"},
    })
}

/// Her own consent to the service, given on 1 January 2026.
pub(crate) fn own_consent() -> Value {
    consent("service_participation", "young_person")
}

/// A consent of a kind, given by somebody on 1 January 2026.
pub(crate) fn consent(kind: &str, giver: &str) -> Value {
    json!({
        "id": new_id(),
        "kind": kind,
        "status": "given",
        "giver": giver,
        "legal_basis": "consent",
        "text_version": "2026-1",
        "language": "es",
        "method": "oral_recorded",
        "limits_explained": true,
        "occurred_at": "2026-01-01T12:00:00Z",
    })
}

/// An enrolment in mentoring at `north` from 12 January 2026, led by the caller.
pub(crate) fn enrolment(house: &House) -> Value {
    json!({
        "id": new_id(),
        "programme_id": house.mentoring,
        "site_id": house.north,
        "enrolled_on": "2026-01-12",
        "no_conflict_of_interest": true,
    })
}

/// A referral to sport at `north` by her school, urgent, which came on 9 June 2026 in the evening.
pub(crate) fn referral(house: &House) -> Value {
    json!({
        "id": new_id(),
        "programme_id": house.sport,
        "site_id": house.north,
        "source": "school",
        "referrer_organisation": "Northern school",
        "referrer_name": "Canary Teacher",
        "mandate": "voluntary",
        "urgency": "urgent",
        "reasons": ["school", "leisure"],
        "agreed": "yes",
        "received_at": "2026-06-09T23:30:00Z",
    })
}

/// A session of an hour she attended, with a note.
pub(crate) fn session(starts_at: &str) -> Value {
    json!({
        "id": new_id(),
        "kind": "individual_mentoring",
        "mode": "in_person_community",
        "starts_at": starts_at,
        "minutes": 60,
        "attendance": "present",
        "note": {"id": new_id(), "kind": "factual_contact", "text": "Canary note: we talked about school."},
    })
}

/// A leaving without an interview and without aftercare, of which nothing else is told.
pub(crate) fn leaving(on: &str, reason: &str) -> Value {
    json!({"exited_on": on, "reason": reason, "interview_missing": "prefers_not", "aftercare": "declined"})
}

/// Her phone, on which one may call and not leave a message.
pub(crate) fn phone(number: &str) -> Value {
    json!({
        "id": new_id(),
        "kind": "phone",
        "value": number,
        "safety": {
            "safe_to_call": true,
            "safe_to_text": true,
            "safe_to_leave_message": false,
            "only_when": "Canary after school",
            "who_may_answer": "Canary aunt",
        },
    })
}

/// The number of a passport.
pub(crate) fn passport(number: &str) -> Value {
    json!({"id": new_id(), "kind": "passport", "value": number})
}

/// The id a body was sent with.
pub(crate) fn id_of(body: &Value) -> Uuid {
    body["id"].as_str().unwrap().parse().unwrap()
}

impl World {
    /// Takes a person in, as `who`.
    pub(crate) async fn take_in(&self, house: &House, who: &str, person: &Value) -> Uuid {
        self.post(house.token(who), "/people", person.clone()).await.expect(201);
        id_of(person)
    }

    /// Takes an adult in, records her consent and enrols her in mentoring with `who` as lead. Person and enrolment.
    pub(crate) async fn enrolled(&self, house: &House, who: &str) -> (Uuid, Uuid) {
        let person = self.take_in(house, who, &adult(house)).await;
        self.post(house.token(who), &format!("/people/{person}/consents"), own_consent())
            .await
            .expect(201);
        let body = enrolment(house);
        self.post(house.token(who), &format!("/people/{person}/enrolments"), body.clone())
            .await
            .expect(201);
        (person, id_of(&body))
    }

    /// Records a phone, a passport and a sister of hers, as her worker.
    pub(crate) async fn reachable(&self, house: &House, person: Uuid) {
        let token = house.token("worker");
        let path = format!("/people/{person}");
        let number = format!("+57 3{:09}", person.as_u128() % 1_000_000_000);
        self.post(token, &format!("{path}/contacts"), phone(&number))
            .await
            .expect(201);
        let paper = format!("P{}", person.simple());
        self.post(token, &format!("{path}/identifiers"), passport(&paper))
            .await
            .expect(201);
        let needs = json!({"medical_needs": "Canary asthma", "emergency_contact": "Canary aunt"});
        self.change(Method::PUT, token, &format!("{path}/needs"), "\"v0\"", needs)
            .await
            .expect(200);
        let sister = json!({"id": new_id(), "kind": "family", "other_name": "Canary sister", "bond": {}});
        self.post(token, &format!("{path}/relationships"), sister)
            .await
            .expect(201);
    }

    /// Plans the day's background work, as a server that runs does.
    pub(crate) async fn plan_day(&self) {
        self.worker().plan_day().await.unwrap();
    }

    fn worker(&self) -> Worker {
        let shared = self.state.shared();
        let (clock, handlers) = (Arc::clone(&shared.clock), causeway::work::handlers(&shared));
        Worker::new(self.state.db().clone(), clock, handlers, shared.wake.clone(), new_id())
    }

    /// Does what is due in the background, as the server does. How many jobs were begun.
    pub(crate) async fn work(&self) -> usize {
        self.worker().run_once().await.unwrap()
    }

    /// A step in an enrolment's course, on the version it has now: `pause`, `resume`, `exit`, `exit/undo`.
    pub(crate) async fn step(&self, token: &str, enrolment: Uuid, step: &str, body: Value) -> Answer {
        let etag = self.version("enrolment", enrolment).await;
        let path = format!("/enrolments/{enrolment}/{step}");
        self.change(Method::POST, token, &path, &etag, body).await
    }

    /// Logs a session as `who`.
    pub(crate) async fn log(&self, house: &House, who: &str, enrolment: Uuid, session: &Value) -> Uuid {
        self.post(
            house.token(who),
            &format!("/enrolments/{enrolment}/sessions"),
            session.clone(),
        )
        .await
        .expect(201);
        id_of(session)
    }
}
