//! What is done at desks meanwhile: by SQL, past the server, so that nothing of the server's can be what makes it visible.

use chrono::{DateTime, Utc};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error};
use uuid::Uuid;

use super::field::{GENDERS, language, past};
use super::{Course, Scene, Slow};
use crate::dice::Dice;
use crate::steps::Edit;
use crate::support::connect;

/// Sessions of enrolments ($1: a line for each), with their lines.
const ADD_SESSIONS: &str = "
    with wanted as (
        select e.*, w.session_id, w.line_id, w.starts_at
        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[]) w (enrolment_id, session_id, line_id, starts_at)
        join enrolment e on e.id = w.enrolment_id
    ), written as (
        insert into session (org_id, id, programme_id, site_id, kind, mode, status, starts_at, held_on, minutes,
                             lead_staff_id, recorded_at, recorded_via)
        select w.org_id, w.session_id, w.programme_id, w.site_id, 'individual_mentoring', 'in_person_community', 'held',
               w.starts_at, (w.starts_at at time zone 'UTC')::date, 45, $5, $6, 'web'
        from wanted w
        returning org_id, id
    )
    insert into participation (org_id, id, session_id, person_id, enrolment_id, programme_id, site_id, strand, held_on,
                               attendance, minutes, recorded_at)
    select w.org_id, w.line_id, w.session_id, w.person_id, w.id, w.programme_id, w.site_id, 'mentoring',
           (w.starts_at at time zone 'UTC')::date, 'present', 45, $6
    from wanted w";

/// Sessions to be added.
#[derive(Debug)]
pub(crate) struct Added {
    courses: Vec<Uuid>,
    pub(crate) sessions: Vec<Uuid>,
    lines: Vec<Uuid>,
    starts: Vec<DateTime<Utc>>,
}

impl Added {
    /// So many, of these enrolments in turn.
    pub(crate) fn drawn(courses: &[Uuid], sessions: usize, now: DateTime<Utc>, dice: &mut Dice) -> Self {
        let ids = |dice: &mut Dice| (0..sessions).map(|_| dice.id()).collect();
        Self {
            courses: (0..sessions).map(|number| courses[number % courses.len()]).collect(),
            sessions: ids(dice),
            lines: ids(dice),
            starts: (0..sessions).map(|_| past(now, dice)).collect(),
        }
    }

    /// Writes them, led by somebody.
    pub(crate) async fn write(&self, client: &Client, lead: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
        let fields: [&(dyn tokio_postgres::types::ToSql + Sync); 6] =
            [&self.courses, &self.sessions, &self.lines, &self.starts, &lead, &now];
        client.execute(ADD_SESSIONS, &fields).await.map(drop)
    }
}

/// Changes something of somebody, and commits at once.
pub(crate) async fn edit(client: &Client, edit: Edit, course: Course, dice: &mut Dice) -> Result<(), Error> {
    let done = match edit {
        Edit::Language => {
            let set = "update person set language = $2, row_version = row_version + 1 where id = $1";
            client.execute(set, &[&course.person, &language(dice)]).await
        }
        Edit::Gender => {
            let set = "update person set gender_identity = $2, gender_missing = null, row_version = row_version + 1
                       where id = $1";
            let gender = *dice.pick(&GENDERS);
            client.execute(set, &[&course.person, &gender]).await
        }
        Edit::Minutes => {
            let set = "update session set minutes = minutes % 100 + 1, row_version = row_version + 1
                       where id = (select p.session_id from participation p where p.enrolment_id = $1
                                   order by p.id limit 1)";
            client.execute(set, &[&course.enrolment]).await
        }
        Edit::VoidSession => {
            let set = "update session set voided_at = recorded_at, void_reason = 'other', row_version = row_version + 1
                       where voided_at is null
                         and id = (select p.session_id from participation p where p.enrolment_id = $1
                                   order by p.id desc limit 1)";
            client.execute(set, &[&course.enrolment]).await
        }
    };
    done.map(drop)
}

/// Somebody works with somebody.
pub(crate) async fn assign(client: &Client, staff: Uuid, course: Course, now: DateTime<Utc>) -> Result<(), Error> {
    let add =
        "insert into assignment (org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, role, weight,
                                       started_at, recorded_at)
               select e.org_id, gen_random_uuid(), e.id, e.person_id, e.site_id, e.programme_id, $2, 'backup', 1, $3, $3
               from enrolment e
               where e.id = $1 and not exists (select from assignment a where a.enrolment_id = e.id and a.staff_id = $2
                                                 and a.ended_at is null)";
    client.execute(add, &[&course.enrolment, &staff, &now]).await.map(drop)
}

/// Somebody works with somebody no longer.
pub(crate) async fn unassign(client: &Client, staff: Uuid, course: Course, now: DateTime<Utc>) -> Result<(), Error> {
    let end = "update assignment set ended_at = greatest(started_at, $3), row_version = row_version + 1
               where enrolment_id = $1 and staff_id = $2 and ended_at is null";
    client.execute(end, &[&course.enrolment, &staff, &now]).await.map(drop)
}

/// Some of somebody's lines become somebody else's.
pub(crate) async fn relocate(client: &Client, [from, to]: [Course; 2], lines: i64) -> Result<(), Error> {
    let set = "update participation set enrolment_id = $2, person_id = $3, row_version = row_version + 1
               where id in (select p.id from participation p where p.enrolment_id = $1 order by p.id limit $4)";
    let fields: [&(dyn tokio_postgres::types::ToSql + Sync); 4] = [&from.enrolment, &to.enrolment, &to.person, &lines];
    client.execute(set, &fields).await.map(drop)
}

impl Scene<'_> {
    pub(crate) fn course(&self, person: usize) -> Course {
        self.courses[person % self.courses.len()]
    }

    pub(crate) async fn edit(&mut self, what: Edit, person: usize, dice: &mut Dice) {
        let done = edit(&self.sql, what, self.course(person), dice).await;
        self.note(done);
    }

    /// Somebody adds sessions and commits much later.
    pub(crate) async fn begin_slow(&mut self, person: usize, sessions: usize, after: usize, dice: &mut Dice) {
        let (now, lead) = (self.world.now(), self.house.who("worker").id);
        let client = connect(&self.world.db.superuser_url()).await;
        client.batch_execute("begin").await.unwrap();
        let added = Added::drawn(&[self.course(person).enrolment], sessions, now, dice);
        added.write(&client, lead, now).await.unwrap();
        self.by_hand.extend(&added.sessions);
        let due = self.step + after;
        self.slow.push(Slow {
            due,
            client,
            sessions: added.sessions,
        });
    }

    /// Commits what is due by this step.
    pub(crate) async fn commit_slow(&mut self, by: usize) {
        for slow in self.slow.extract_if(.., |slow| slow.due <= by) {
            slow.client.batch_execute("commit").await.unwrap();
        }
    }

    /// Sessions of many people in one transaction.
    pub(crate) async fn import(&mut self, sessions: usize, dice: &mut Dice) {
        let (now, lead) = (self.world.now(), self.house.who("worker").id);
        let courses: Vec<Uuid> = self.courses.iter().map(|course| course.enrolment).collect();
        let added = Added::drawn(&courses, sessions, now, dice);
        added.write(&self.sql, lead, now).await.unwrap();
        self.by_hand.extend(added.sessions);
    }

    pub(crate) async fn assign(&mut self, phone: usize, person: usize) {
        let staff = self.owner(phone);
        let done = assign(&self.sql, staff, self.course(person), self.world.now()).await;
        self.note(done);
    }

    pub(crate) async fn unassign(&mut self, phone: usize, person: usize) {
        let staff = self.owner(phone);
        let done = unassign(&self.sql, staff, self.course(person), self.world.now()).await;
        self.note(done);
    }

    pub(crate) async fn relocate(&mut self, from: usize, to: usize, lines: i64) {
        let done = relocate(&self.sql, [self.course(from), self.course(to)], lines).await;
        self.note(done);
    }

    fn owner(&self, phone: usize) -> Uuid {
        self.phones[phone].staff
    }

    /// A row that somebody else held is left alone; anything else is a mistake of the harness.
    fn note(&mut self, done: Result<(), Error>) {
        if let Err(error) = done
            && error.code() != Some(&SqlState::LOCK_NOT_AVAILABLE)
        {
            self.complaints.push(format!("at a desk: {error:?}"));
        }
    }
}
