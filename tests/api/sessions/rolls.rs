//! Group sessions: a roll starts unmarked, counts what is marked, and shows aliases.

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::line::{id_of, session};
use crate::support::{Answer, House, World, new_id};

/// The first quarter of 2026.
const QUARTER: &str = "from=2026-01-01&to=2026-03-31";

/// A group in mentoring at `north` with people on its roll.
pub(super) struct Group {
    pub(super) world: World,
    pub(super) house: House,
    pub(super) session: Uuid,
    /// Enrolments on its roll, and their lines.
    pub(super) lines: Vec<(Uuid, Uuid)>,
}

/// A group session to open, in mentoring at `north`.
pub(super) fn group(house: &House, starts_at: &str) -> Value {
    json!({
        "id": new_id(), "programme_id": house.mentoring, "site_id": house.north, "kind": "group_life_skills",
        "mode": "in_person_office", "starts_at": starts_at, "minutes": 90, "title": "Cooking together",
    })
}

impl Group {
    /// A group of the evening of 3 February that `lead` leads, with people `worker` is assigned to.
    pub(super) async fn of(people: usize, lead: &str) -> Self {
        Self::beginning("2026-02-04T01:00:00Z", people, lead).await
    }

    pub(super) async fn beginning(starts_at: &str, people: usize, lead: &str) -> Self {
        let world = World::new().await;
        let house = world.house("First").await;
        let mut lines = Vec::new();
        for _ in 0..people {
            let (_, enrolment) = world.enrolled(&house, "worker").await;
            lines.push((enrolment, new_id()));
        }
        let mut body = group(&house, starts_at);
        body["lead_staff_id"] = json!(house.who(lead).id);
        let expected = lines.iter();
        body["lines"] = expected
            .map(|(enrolment, line)| json!({"id": line, "enrolment_id": enrolment}))
            .collect();
        let path = "/group-sessions";
        let opened = world
            .post(house.token("supervisor"), path, body.clone())
            .await
            .expect(201);
        assert!(opened.body["closed_at"].is_null());
        Self {
            session: id_of(&body),
            world,
            house,
            lines,
        }
    }

    pub(super) fn path(&self, action: &str) -> String {
        format!("/group-sessions/{}{action}", self.session)
    }

    /// The roll as `who` sees it.
    pub(super) async fn roll(&self, who: &str) -> Value {
        self.world
            .get(self.house.token(who), &self.path(""))
            .await
            .expect(200)
            .body
    }

    pub(super) async fn mark(&self, who: &str, at: usize, etag: &str, attendance: &str) -> Answer {
        let path = format!("/roll-lines/{}", self.lines[at].1);
        let body = json!({"attendance": attendance});
        self.world
            .change(Method::PATCH, self.house.token(who), &path, etag, body)
            .await
    }

    /// An action on the session as it stands, by somebody.
    pub(super) async fn act(&self, who: &str, action: &str, body: Value) -> Answer {
        let etag = self.roll("supervisor").await["session"]["etag"]
            .as_str()
            .unwrap()
            .to_owned();
        let path = self.path(action);
        self.world
            .change(Method::POST, self.house.token(who), &path, &etag, body)
            .await
    }

    /// `[numerator, denominator]` of an indicator in the first quarter.
    pub(super) async fn figure(&self, code: &str) -> [Option<u64>; 2] {
        let path = format!("/indicators/{code}?{QUARTER}");
        let answer = self.world.get(self.house.token("director"), &path).await.expect(200);
        let total = &answer.body["total"][0];
        [total["numerator"].as_u64(), total["denominator"].as_u64()]
    }

    pub(super) async fn enrolment(&self, at: usize) -> Value {
        let path = format!("/enrolments/{}", self.lines[at].0);
        self.world.get(self.house.token("worker"), &path).await.expect(200).body
    }
}

#[actix_web::test]
async fn whom_nobody_has_marked_counts_nowhere() {
    let group = Group::of(5, "worker").await;
    let roll = group.roll("worker").await;
    let lines = roll["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 5);
    assert!(
        lines
            .iter()
            .all(|line| line["attendance"].is_null() && line["minutes"].is_null())
    );
    assert_eq!(roll["session"]["held_on"], "2026-02-03", "the day is the site's own");
    assert_eq!(group.figure("DOS-01").await, [Some(0), Some(0)]);
    assert_eq!(group.figure("ENR-05").await[0], Some(0), "nobody was served");
    assert_eq!(group.enrolment(0).await["status"], "enrolled");

    let marked = group.mark("worker", 0, "\"v1\"", "present").await.expect(200);
    assert_eq!(
        (&marked.body["minutes"], marked.etag()),
        (&json!(90), "\"v2\"".to_owned())
    );
    assert_eq!(group.figure("DOS-01").await, [Some(1), Some(1)], "four are unmarked");
    let active = group.enrolment(0).await;
    assert_eq!(
        (&active["status"], &active["first_service_on"]),
        (&json!("active"), &json!("2026-02-03"))
    );
    assert_eq!(active["events"].as_array().unwrap().len(), 2);

    // domain.md §7 no. 20: what we cancelled and custody leave the denominator.
    group
        .mark("worker", 1, "\"v1\"", "cancelled_by_provider")
        .await
        .expect(200);
    group
        .mark("worker", 2, "\"v1\"", "no_session_custody")
        .await
        .expect(200);
    assert_eq!(group.figure("DOS-01").await, [Some(1), Some(1)]);
    let body = json!({"attendance": "absent_unexcused"});
    let rest = group
        .world
        .post(group.house.token("worker"), &group.path("/mark-rest"), body.clone())
        .await
        .expect(200);
    assert_eq!(rest.body, json!({"marked": 2, "left": 0}));
    assert_eq!(group.figure("DOS-01").await, [Some(1), Some(3)]);
    assert_eq!(group.figure("ENR-05").await[0], Some(1), "one was served");
    let again = group
        .world
        .post(group.house.token("worker"), &group.path("/mark-rest"), body)
        .await
        .expect(200);
    assert_eq!(again.body, json!({"marked": 0, "left": 0}), "nobody is marked over");
}

#[actix_web::test]
async fn a_mark_is_corrected_and_the_first_service_goes_with_it() {
    let group = Group::of(2, "worker").await;
    group.mark("worker", 0, "\"v1\"", "present").await.expect(200);
    group.mark("worker", 0, "\"v2\"", "absent_excused").await.expect(200);
    let back = group.enrolment(0).await;
    assert_eq!(
        (&back["status"], &back["first_service_on"]),
        (&json!("enrolled"), &json!(null))
    );
    // An earlier session with her alone is the first one; a later mark does not move it.
    let earlier = session("2026-01-20T15:00:00Z");
    let enrolment = group.lines[0].0;
    group.world.log(&group.house, "worker", enrolment, &earlier).await;
    group.mark("worker", 0, "\"v3\"", "late").await.expect(200);
    assert_eq!(group.enrolment(0).await["first_service_on"], "2026-01-20");
    // Voiding that one finds the group's.
    let path = format!("/sessions/{}/void", id_of(&earlier));
    let body = json!({"reason": "wrong_person"});
    group
        .world
        .change(Method::POST, group.house.token("worker"), &path, "\"v1\"", body)
        .await
        .expect(200);
    assert_eq!(group.enrolment(0).await["first_service_on"], "2026-02-03");
    // And who is taken off the roll was not there.
    let off = json!({"reason": "wrong_person"});
    let path = format!("/roll-lines/{}/take-off", group.lines[0].1);
    let token = group.house.token("worker");
    group
        .world
        .change(Method::POST, token, &path, "\"v4\"", off)
        .await
        .expect(204);
    assert_eq!(group.enrolment(0).await["first_service_on"], json!(null));
    assert_eq!(group.figure("DOS-01").await, [Some(0), Some(0)]);
    let list = group
        .world
        .get(token, &format!("/enrolments/{enrolment}/sessions"))
        .await
        .expect(200);
    assert_eq!(list.body["items"][0]["void_reason"], "wrong_person");
    // Put on again and marked anew, she has one participation still.
    let body = json!({"id": new_id(), "enrolment_id": enrolment});
    let line = id_of(&body);
    group.world.post(token, &group.path("/lines"), body).await.expect(201);
    let path = format!("/roll-lines/{line}");
    let body = json!({"attendance": "present", "minutes": 30});
    group
        .world
        .change(Method::PATCH, token, &path, "\"v1\"", body)
        .await
        .expect(200);
    assert_eq!(group.figure("DOS-01").await, [Some(1), Some(1)]);
}

#[actix_web::test]
async fn two_who_mark_at_once_do_not_write_over_each_other() {
    let group = Group::of(3, "worker").await;
    let (mine, hers) = (
        group.mark("worker", 0, "\"v1\"", "present"),
        group.mark("supervisor", 0, "\"v1\"", "absent_unexcused"),
    );
    let (mine, hers) = futures_util::future::join(mine, hers).await;
    let mut answers = [mine.status.as_u16(), hers.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 412], "{} {}", mine.body, hers.body);
    let before = group.roll("worker").await["lines"].clone();
    // Different lines do not stand in each other's way, and the rest are only those nobody has marked.
    let path = group.path("/mark-rest");
    let (one, rest) = futures_util::future::join(
        group.mark("worker", 1, "\"v1\"", "late"),
        group
            .world
            .post(group.house.token("supervisor"), &path, json!({"attendance": "present"})),
    )
    .await;
    let rest = rest.expect(200).body;
    let counted = rest["marked"].as_u64().unwrap() + u64::from(one.status.is_success());
    assert_eq!(counted, 2, "each of two lines was marked once: {} {rest}", one.status);
    let line = |roll: &Value| {
        let lines = roll.as_array().unwrap();
        let id = json!(group.lines[0].1);
        lines.iter().find(|line| line["id"] == id).cloned().unwrap()
    };
    let after = group.roll("worker").await["lines"].clone();
    assert_eq!(line(&before), line(&after), "the one marked first stays as she was");
    let rows: i64 = group
        .world
        .sql()
        .await
        .query_one("select count(*) from participation", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(rows, 3);
}

#[actix_web::test]
async fn who_leads_sees_aliases_and_nothing_more_of_people_she_is_not_assigned_to() {
    let group = Group::of(1, "other_worker").await;
    let (enrolment, line) = group.lines[0];
    let token = group.house.token("other_worker");
    let answer = group.world.get(token, &group.path("")).await.expect(200);
    let shown = &answer.body["lines"][0];
    assert_eq!((&shown["alias"], &shown["id"]), (&json!("Canary"), &json!(line)));
    assert!(
        shown["person_id"].is_null() && shown["enrolment_id"].is_null(),
        "{shown}"
    );
    let text = String::from_utf8_lossy(&answer.bytes).into_owned();
    assert!(
        !text.contains("Legalname") && !text.contains(&enrolment.to_string()),
        "{text}"
    );
    group.mark("other_worker", 0, "\"v1\"", "present").await.expect(200);
    // Everything else about her stays shut, and so does this session where it is one of hers.
    let session = group.session;
    for path in [
        format!("/enrolments/{enrolment}"),
        format!("/enrolments/{enrolment}/sessions"),
        format!("/sessions/{session}"),
        format!("/sessions/{session}/note"),
    ] {
        group.world.get(token, &path).await.expect_problem(404, "not_found");
    }
    let people = group.world.get(token, "/people?with_names=true").await.expect(200);
    assert_eq!(people.body["items"], json!([]));
    // Whom she may not work with she puts on no roll.
    let (_, another) = group.world.enrolled(&group.house, "worker").await;
    let body = json!({"id": new_id(), "enrolment_id": another});
    let refused = group.world.post(token, &group.path("/lines"), body).await;
    assert_eq!(
        refused.expect_problem(422, "validation").body["errors"][0]["code"],
        "not_of_this_group"
    );

    // Her own worker is told of the session in her file, and sees no roll with others on it.
    let assigned = group.house.token("worker");
    group
        .world
        .get(assigned, &group.path(""))
        .await
        .expect_problem(404, "not_found");
    group
        .world
        .get(assigned, &format!("/sessions/{session}"))
        .await
        .expect_problem(404, "not_found");
    let list = group
        .world
        .get(assigned, &format!("/enrolments/{enrolment}/sessions"))
        .await
        .expect(200);
    assert_eq!(
        (&list.body["items"][0]["is_group"], &list.body["items"][0]["attendance"]),
        (&json!(true), &json!("present"))
    );
    // Readers of the place see codes; who opens what is sealed there, aliases too.
    for (reader, alias) in [("director", json!(null)), ("supervisor", json!("Canary"))] {
        let line = group.roll(reader).await["lines"][0].clone();
        assert_eq!(line["alias"], alias, "{reader}");
        assert_eq!(line["enrolment_id"], json!(enrolment), "{reader}");
    }
    for stranger in [
        "outreach",
        "south_supervisor",
        "org_admin",
        "auditor",
        "funder",
        "no_role",
    ] {
        let stranger = group.house.token(stranger);
        group
            .world
            .get(stranger, &group.path(""))
            .await
            .expect_problem(404, "not_found");
    }
    // Opening a name is remembered, and the young person can be told who did.
    let sql = group.world.sql().await;
    let opened = "select count(*) from audit_event e join roll_line l on e.shown_ids @> array[l.person_id]
                  where e.object_type = 'person_identity' and e.tier = 'c3' and e.staff_id = $1";
    let lead = group.house.who("other_worker").id;
    let opened: i64 = sql.query_one(opened, &[&lead]).await.unwrap().get(0);
    assert_eq!(opened, 1);
    // Who no longer works there leads nothing.
    sql.execute("update role_grant set ended_at = now() where staff_id = $1", &[&lead])
        .await
        .unwrap();
    group
        .world
        .get(token, &group.path(""))
        .await
        .expect_problem(404, "not_found");
}
