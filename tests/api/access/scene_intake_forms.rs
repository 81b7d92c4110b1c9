//! A form that asks one thing, and its answer.

use tokio_postgres::Client;
use uuid::Uuid;

use super::scene::Target;
use crate::intake_forms::item;
use crate::support::new_id;

/// What was asked when somebody joined.
#[derive(Debug, Clone, Copy)]
pub(super) struct IntakeForms {
    /// A draft, of the programme that is no young person's.
    pub(super) form: Uuid,
    /// The form in force in the programme of the enrolment.
    asked_by: Uuid,
    pub(super) answer: Uuid,
}

impl IntakeForms {
    /// Ids of nothing.
    pub(super) fn made_up() -> Self {
        let [form, asked_by, answer] = std::array::from_fn(|_| new_id());
        Self { form, asked_by, answer }
    }

    /// Every id, for swapping.
    pub(super) fn ids(&self) -> [Uuid; 3] {
        [self.form, self.asked_by, self.answer]
    }
}

/// Both forms, where they are not there yet, and an answer in this enrolment.
pub(super) async fn of(sql: &Client, there: &Target) -> IntakeForms {
    let made_up = IntakeForms::made_up();
    let items = serde_json::json!([item("way_home")]);
    let form = async |programme: Uuid, state: &str, id: Uuid| -> Uuid {
        let add = "insert into intake_form (org_id, id, programme_id, version, state, items, published_at, published_by, recorded_at,
                 recorded_by)
             select p.org_id, $2, p.id, 1, $3, $4, case when $3 = 'published' then p.recorded_at end,
                 case when $3 = 'published' then m.id end, p.recorded_at, m.id
             from programme p
             cross join lateral (select id from staff_member m where m.org_id = p.org_id order by id limit 1) m
             where p.id = $1
             on conflict do nothing";
        sql.execute(add, &[&programme, &id, &state, &items]).await.unwrap();
        let found = "select id from intake_form where programme_id = $1";
        sql.query_opt(found, &[&programme])
            .await
            .unwrap()
            .map_or(id, |row| row.get(0))
    };
    let draft = form(there.programme, "draft", made_up.form).await;
    let of_hers = "select programme_id from enrolment where id = $1";
    let row = sql.query_one(of_hers, &[&there.enrolment]).await.unwrap();
    let asked_by = form(row.get(0), "published", made_up.asked_by).await;
    sql.execute(
        "insert into intake_answer (org_id, id, enrolment_id, person_id, site_id, programme_id, form_id, item_key, class, kind,
             value, asked_on, source_kind, recorded_at, recorded_by)
         select org_id, $2, id, person_id, site_id, programme_id, $3, 'way_home', 'c2', 'yes_no', 'yes', enrolled_on,
             'self_report', recorded_at, recorded_by
         from enrolment where id = $1",
        &[&there.enrolment, &made_up.answer, &asked_by],
    )
    .await
    .unwrap();
    IntakeForms {
        form: draft,
        asked_by,
        answer: made_up.answer,
    }
}
