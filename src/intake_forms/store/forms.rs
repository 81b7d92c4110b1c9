//! Rows of forms. They concern no young person: everybody in the house may know them.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Binary, Bool, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::intake_forms::model::{FormId, FormState, Item};
use crate::intake_forms::scope::FormScope;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::programmes::ProgrammeId;
use crate::sql_file;

sql_file!(AddForm, "../sql/add_form.sql");
sql_file!(FindForm, "../sql/find_form.sql");
sql_file!(ListForms, "../sql/list_forms.sql");
sql_file!(PublishForm, "../sql/publish_form.sql");
sql_file!(RetireForm, "../sql/retire_form.sql");
sql_file!(RewriteForm, "../sql/rewrite_form.sql");

const TABLE: &str = "intake_form";

/// One version of a programme's form.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::intake_forms) struct FormRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake_forms) id: FormId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake_forms) programme_id: ProgrammeId,
    #[diesel(sql_type = Integer)]
    pub(in crate::intake_forms) version: i32,
    #[diesel(sql_type = Text)]
    pub(in crate::intake_forms) state: FormState,
    #[diesel(sql_type = Jsonb)]
    items: serde_json::Value,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::intake_forms) published_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::intake_forms) retired_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake_forms) recorded_by: StaffId,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::intake_forms) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::intake_forms) row_version: i32,
}

impl FormRow {
    /// What it asks.
    pub(in crate::intake_forms) fn items(&self) -> Result<Vec<Item>, DbError> {
        serde_json::from_value(self.items.clone())
            .map_err(|_error| DbError::Unexpected("an intake form asks what no form can ask".into()))
    }
}

/// A draft about to be written.
pub(in crate::intake_forms) struct NewForm {
    pub(in crate::intake_forms) id: FormId,
    pub(in crate::intake_forms) version: i32,
    pub(in crate::intake_forms) items: Vec<Item>,
    pub(in crate::intake_forms) created_mac: [u8; 16],
}

#[derive(QueryableByName)]
struct RetiredRow {
    #[diesel(sql_type = Bool)]
    retired: bool,
}

fn stored(items: &[Item]) -> Result<serde_json::Value, DbError> {
    serde_json::to_value(items).map_err(|_error| DbError::Unexpected("an intake form cannot be written".into()))
}

/// A form by its id.
pub(in crate::intake_forms) async fn find_form<M>(tx: &Tx<M>, form: FormId) -> Result<Option<FormRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindForm>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(form);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// Every version of a programme's form, the newest first.
pub(in crate::intake_forms) async fn forms<M>(tx: &Tx<M>, programme: ProgrammeId) -> Result<Vec<FormRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListForms>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(programme);
    Ok(query.load(&mut conn).await?)
}

impl FormScope<'_, Write> {
    /// Writes a draft.
    pub(in crate::intake_forms) async fn add(&self, new: NewForm) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        Prepared::<AddForm>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(self.programme)
            .bind::<Integer, _>(new.version)
            .bind::<Jsonb, _>(stored(&new.items)?)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        self.tx.audit(AuditEvent::on("create", TABLE, new.id.uuid(), Tier::C1));
        Ok(())
    }

    /// Writes a draft anew; `false` when it was changed meanwhile.
    pub(in crate::intake_forms) async fn rewrite(
        &self,
        id: FormId,
        version: i32,
        items: &[Item],
    ) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let changed = Prepared::<RewriteForm>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Jsonb, _>(stored(items)?)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("update", TABLE, id.uuid(), Tier::C1).fields(&["items"]));
        Ok(changed == 1)
    }

    /// Puts a draft into force; `false` when it was changed meanwhile.
    pub(in crate::intake_forms) async fn publish(&self, id: FormId, version: i32) -> Result<bool, DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let published = Prepared::<PublishForm>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("publish_form", TABLE, id.uuid(), Tier::C1));
        Ok(published == 1)
    }

    /// Takes a form out of force; `false` when it was changed meanwhile.
    pub(in crate::intake_forms) async fn retire(&self, id: FormId, version: i32) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let row: RetiredRow = Prepared::<RetireForm>::new()
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .get_result(&mut conn)
            .await?;
        self.tx.audit(AuditEvent::on("retire_form", TABLE, id.uuid(), Tier::C1));
        Ok(row.retired)
    }

    /// Remembers that an action was asked for again and answered as before.
    pub(in crate::intake_forms) fn remember_repeat(&self, id: FormId, action: &'static str) {
        self.tx
            .audit(AuditEvent::on(action, TABLE, id.uuid(), Tier::C1).fields(&["repeated"]));
    }
}
