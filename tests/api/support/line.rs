//! The line of the product, step by step: a person, her consent, her enrolment, a session.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{House, World, new_id};

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
