//! Filling a house with what the matrix asks about.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::entries_contacts;
use super::entries_merging;
use super::scene::{Target, Tie, canary};
use super::scene_caseload::{self, Loads};
use super::scene_consent::{self, Told};
use super::scene_followup;
use super::scene_glass::Glass;
use super::scene_incidents::Incidents;
use super::scene_intake_forms;
use super::scene_joining::Joining;
use super::scene_on_call;
use super::scene_plans;
use super::scene_releases::Releases;
use super::scene_rolls::Rolls;
use super::scene_safeguarding::Concerns;
use super::scene_screening;
use super::scene_supervision;
use super::scene_timetable;
use crate::support::line::{adult, id_of, own_consent, referral, session};
use crate::support::{House, Staff, World, new_id};

/// Fills a house with what the matrix asks about.
pub(super) struct Filling<'w> {
    world: &'w World,
    house: &'w House,
    /// Takes everybody in and leads every enrolment.
    colleague: Staff,
    /// What is the same for every young person.
    common: Target,
}

impl<'w> Filling<'w> {
    pub(super) async fn of(world: &'w World, house: &'w House, with_links: bool) -> Self {
        let grants = [("mentor", Some(house.north), None), ("mentor", Some(house.south), None)];
        let colleague = house.add_staff(world, "colleague", &grants, None).await;
        let spare = house.add_staff(world, "spare", &grants, None).await;
        let heir = house.add_staff(world, "heir", &grants, None).await;
        house.confirm_jurisdiction(world, "DE").await;
        let sql = world.sql().await;
        let grant = sql
            .query_one("select id from role_grant where staff_id = $1 limit 1", &[&spare.id])
            .await
            .unwrap();
        let person = adult(house);
        let person = world.post(&colleague.token, "/people", person).await.expect(201).body["id"].clone();
        let twin = adult(house);
        world.post(&colleague.token, "/people", twin.clone()).await.expect(201);
        let common = Target {
            glass: Glass::of(world, house, &colleague, &person).await,
            site: house.north,
            other: person.as_str().unwrap().parse().unwrap(),
            twin: id_of(&twin),
            staff: spare.id,
            grant: grant.get(0),
            loads: Loads {
                heir: heir.id,
                limit: scene_caseload::limit(&sql, house.org, colleague.id).await,
                ..Loads::made_up()
            },
            releases: Releases::of(world, house).await,
            joining: Joining::of(world, house, &colleague, with_links).await,
            ..Target::made_up()
        };
        sql.execute(
            "insert into programme (org_id, id, name, strand, tier, recorded_at) values ($1, $2, 'Courses', 'training', 'secondary', now())",
            &[&house.org, &common.programme],
        )
        .await
        .unwrap();
        scene_screening::rule(&sql, house.org, &common).await;
        scene_consent::of_the_house(&sql, house.org, &common).await;
        sql.execute(
            "insert into jurisdiction_policy (org_id, id, jurisdiction, age_majority, age_service_consent, age_data_consent,
                 valid_from, recorded_at) values ($1, $2, 'CO-ANT', 18, 16, 16, date '2021-01-01', now())",
            &[&house.org, &common.policy],
        )
        .await
        .unwrap();
        Self {
            world,
            house,
            colleague,
            common,
        }
    }

    async fn post(&self, path: &str, body: Value) -> Uuid {
        let id = id_of(&body);
        self.world.post(&self.colleague.token, path, body).await.expect(201);
        id
    }

    /// Somebody taken in by the colleague, with her consent.
    #[expect(clippy::too_many_lines, reason = "one of everything, in order")]
    async fn taken_in(&self, site: Uuid) -> Target {
        let id = new_id();
        let person = json!({
            "id": id, "home_site_id": site, "language": "es", "gender_identity": "woman_girl",
            "birth_date": {"on": "2003-03-14", "quality": "exact"},
            "identity": {"legal_name": canary(id), "known_as": canary(id)},
        });
        self.post("/people", person).await;
        self.post(&format!("/people/{id}/consents"), own_consent()).await;
        let mut body = referral(self.house);
        body["programme_id"] = json!(self.common.programme);
        body["site_id"] = json!(site);
        body["referrer_name"] = json!(canary(id));
        let referral = self.post(&format!("/people/{id}/referrals"), body).await;
        let phone = entries_contacts::contact(new_id(), id);
        let contact = self.post(&format!("/people/{id}/contacts"), phone).await;
        let passport = entries_contacts::identifier(new_id(), id);
        let identifier = self.post(&format!("/people/{id}/identifiers"), passport).await;
        let (needs, version) = (format!("/people/{id}/needs"), "\"v0\"");
        let body = json!({"medical_needs": canary(id), "emergency_contact": canary(id)});
        let (world, token) = (self.world, &self.colleague.token);
        world
            .change(Method::PUT, token, &needs, version, body)
            .await
            .expect(200);
        let relationships = format!("/people/{id}/relationships");
        let [not_safe, relative] = [
            entries_contacts::guardian(new_id(), id),
            entries_contacts::relative(new_id(), id),
        ];
        let (not_safe, relative) = (
            self.post(&relationships, not_safe).await,
            self.post(&relationships, relative).await,
        );
        let [erasure, pair, duplicate] = [new_id(), new_id(), new_id()];
        let sql = self.world.sql().await;
        sql.execute(
            "insert into keep_apart (org_id, id, person_a, person_b, site_a, site_b, recorded_at, recorded_by)
             select a.org_id, $1, a.id, b.id, a.home_site_id, b.home_site_id, now(), $2
             from person a join person b on b.org_id = a.org_id and a.id < b.id
             where a.id in ($3, $4) and b.id in ($3, $4)",
            &[&pair, &self.common.staff, &id, &self.common.other],
        )
        .await
        .unwrap();
        sql.execute(
            "insert into possible_duplicate (org_id, id, person_a, person_b, site_a, site_b, found_by, found_at, recorded_at)
             select k.org_id, $1, k.person_a, k.person_b, k.site_a, k.site_b, 'phone', now(), now()
             from keep_apart k where k.id = $2",
            &[&duplicate, &pair],
        )
        .await
        .unwrap();
        sql.execute(
            "insert into erasure (org_id, id, person_id, site_id, reason, state, asked_by, asked_at, recorded_at)
                 values ($1, $2, $3, $4, 'asked_by_person', 'asked', $5, now(), now())",
            &[&self.house.org, &erasure, &id, &site, &self.common.staff],
        )
        .await
        .unwrap();
        let place_task = new_id();
        sql.execute(
            "insert into task (org_id, id, kind, person_id, referral_id, site_id, programme_id, due_on, raised_at, recorded_at)
             select org_id, $1, 'offer_silent', person_id, id, site_id, programme_id, date '2026-06-17', now(), now()
             from referral_in where id = $2",
            &[&place_task, &referral],
        )
        .await
        .unwrap();
        let merges = entries_merging::merges(self.world, self.house, &self.colleague, &self.common, (id, site)).await;
        let taken_in = Target {
            merge: merges.asked,
            joined: merges.joined,
            joining_her: merges.carried_out,
            person: id,
            referral,
            place_task,
            set_aside: new_id(),
            contact,
            identifier,
            not_safe,
            relative,
            duplicate,
            site,
            erasure,
            pair,
            concerns: Concerns::of(self.world, &self.colleague, site).await,
            incidents: Incidents::of(self.world, self.house, &self.colleague, site, id, self.common.staff).await,
            told: Told {
                provider: self.common.told.provider,
                text: self.common.told.text,
                ..Told::made_up()
            },
            ..self.common
        };
        scene_consent::of_a_person(&sql, &taken_in).await;
        scene_screening::asked(&self.world.sql().await, &taken_in).await;
        Target {
            on_call: scene_on_call::of(&sql, self.house.org, &taken_in).await,
            ..taken_in
        }
    }

    /// Somebody with an enrolment the colleague leads, and two sessions with a note each.
    pub(super) async fn enrolled(&self, site: Uuid, programme: Uuid) -> Target {
        let target = self.taken_in(site).await;
        let body = json!({
            "id": new_id(), "programme_id": programme, "site_id": site, "enrolled_on": "2026-01-12",
            "no_conflict_of_interest": true,
        });
        let enrolment = self.post(&format!("/people/{}/enrolments", target.person), body).await;
        let mut sessions = [Uuid::nil(); 2];
        for (id, starts_at) in sessions
            .iter_mut()
            .zip(["2026-03-02T15:00:00Z", "2026-03-09T15:00:00Z"])
        {
            let mut body = session(starts_at);
            body["note"]["text"] = json!(canary(target.person));
            *id = self.post(&format!("/enrolments/{enrolment}/sessions"), body).await;
        }
        let sql = self.world.sql().await;
        let lead = sql
            .query_one("select id from assignment where enrolment_id = $1", &[&enrolment])
            .await
            .unwrap();
        let [session, own_session] = sessions;
        let rolls = Rolls::of(self.world, &self.colleague, (programme, site), enrolment).await;
        let case_plan = scene_plans::handed_in(self.world, &self.colleague, enrolment, target.person).await;
        let planned = json!({"id": new_id(), "kind": "individual_mentoring", "mode": "in_person_office",
            "starts_at": "2026-06-17T15:00:00Z", "minutes": 60});
        let plan = self.post(&format!("/enrolments/{enrolment}/plans"), planned).await;
        let path = format!("/enrolments/{enrolment}/contact-attempts");
        let [attempt, own_attempt] = [new_id(), new_id()];
        for id in [attempt, own_attempt] {
            let tried = json!({"id": id, "attempted_at": "2026-03-17T15:00:00Z", "mode": "phone_call",
                "result": "no_answer"});
            self.post(&path, tried).await;
        }
        let task = new_id();
        sql.execute(
            "insert into task (org_id, id, kind, person_id, enrolment_id, site_id, programme_id, due_on, raised_at, recorded_at)
             values ($1, $2, 'lost_contact', $3, $4, $5, $6, date '2026-06-17', now(), now())",
            &[&self.house.org, &task, &target.person, &enrolment, &site, &programme],
        )
        .await
        .unwrap();
        let target = Target {
            task,
            enrolment,
            case_plan,
            plan,
            attempt,
            own_attempt,
            rolls,
            session,
            own_session,
            assignment: lead.get(0),
            ..target
        };
        scene_consent::of_an_enrolment(&sql, &target).await;
        Target {
            followups: scene_followup::open(&sql, &target).await,
            intake: scene_intake_forms::of(&sql, &target).await,
            timetable: scene_timetable::of(&sql, &target).await,
            ..target
        }
    }

    /// The same with what is about the colleague's caseload at that site, which stands once in a house.
    pub(super) async fn loaded(&self, target: &Target) -> Target {
        let names = if target.site == self.house.north {
            ["no_role", "auditor"]
        } else {
            ["it_admin", "org_admin"]
        };
        let nobody = names.map(|name| self.house.who(name).id);
        let sql = self.world.sql().await;
        let loads = scene_caseload::of(&sql, target, &self.colleague, nobody, self.common.loads).await;
        let out = if target.site == self.house.north {
            loads.giver
        } else {
            loads.heir
        };
        let outing = scene_on_call::out(&sql, self.house.org, target.site, out).await;
        let mut target = *target;
        (target.loads, target.outing) = (loads, outing);
        target.supervision = scene_supervision::held(&sql, self.house.org, &target).await;
        target
    }

    /// Somebody in every tie. The assignments are written behind the wall, for everybody in the house alike.
    pub(super) async fn targets(self) -> Vec<(Tie, Target)> {
        let (north, south) = (self.house.north, self.house.south);
        let (mentoring, sport) = (self.house.mentoring, self.house.sport);
        let mut targets = vec![
            (Tie::TookIn, self.taken_in(north).await),
            (Tie::ColleagueTookIn, self.taken_in(north).await),
        ];
        for (tie, site, programme) in [
            (Tie::Assigned, north, mentoring),
            (Tie::WasAssigned, north, mentoring),
            (Tie::North, north, mentoring),
            (Tie::Sport, north, sport),
            (Tie::South, south, mentoring),
        ] {
            let mut target = self.enrolled(site, programme).await;
            if [Tie::North, Tie::South].contains(&tie) {
                target = self.loaded(&target).await;
            }
            targets.push((tie, target));
            let ended = if tie == Tie::Assigned {
                "null"
            } else if tie == Tie::WasAssigned {
                "a.started_at"
            } else {
                continue;
            };
            let everybody = format!(
                "insert into assignment (org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, role, weight,
                     started_at, ended_at, recorded_at, recorded_by)
                 select a.org_id, gen_random_uuid(), a.enrolment_id, a.person_id, a.site_id, a.programme_id, m.id, 'backup', 1,
                     a.started_at, {ended}, a.recorded_at, a.recorded_by
                 from assignment a join staff_member m on m.org_id = a.org_id and m.id not in ('{}', '{}')
                 where a.id = '{}'",
                self.colleague.id, self.common.staff, target.assignment
            );
            self.world.sql().await.batch_execute(&everybody).await.unwrap();
        }
        targets
    }
}
