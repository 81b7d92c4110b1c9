//! How somebody's understanding was judged.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Binary, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use sealed::Place;
use zeroize::Zeroizing;

use crate::consent::model::{CapacityId, CapacityResult};
use crate::consent::scope::ConsentScope;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(ListCapacity, "../sql/list_capacity.sql");
sql_file!(AddCapacity, "../sql/add_capacity.sql");

/// One judgement.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::consent) struct CapacityRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::consent) id: CapacityId,
    #[diesel(sql_type = Text)]
    pub(in crate::consent) result: CapacityResult,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::consent) assessed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Binary>)]
    narrative_enc: Option<Vec<u8>>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::consent) recorded_by: StaffId,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::consent) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::consent) created_mac: Option<Vec<u8>>,
}

impl CapacityRow {
    /// Was something written about it?
    pub(in crate::consent) fn has_narrative(&self) -> bool {
        self.narrative_enc.is_some()
    }
}

/// A judgement about to be written. The narrative is still open here, and sealed before it leaves.
pub(in crate::consent) struct NewCapacity {
    pub(in crate::consent) id: CapacityId,
    pub(in crate::consent) result: CapacityResult,
    pub(in crate::consent) assessed_at: DateTime<Utc>,
    pub(in crate::consent) narrative: Option<Zeroizing<String>>,
    pub(in crate::consent) created_mac: [u8; 16],
}

fn place(org: OrgId, id: CapacityId) -> Place {
    Place {
        table: "capacity_assessment",
        column: "narrative_enc",
        org: org.bytes(),
        row: id.bytes(),
    }
}

impl<M> ConsentScope<'_, M> {
    /// Every judgement, oldest first.
    pub(in crate::consent) async fn judgements(&self) -> Result<Vec<CapacityRow>, DbError> {
        let tx = self.person.tx();
        let mut conn = tx.conn()?;
        let query = Prepared::<ListCapacity>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.person.id());
        Ok(query.load(&mut conn).await?)
    }

    /// What was written about it; remembered. `None`: nothing was.
    pub(in crate::consent) fn narrative(
        &self,
        keys: &Keys,
        row: &CapacityRow,
    ) -> Result<Option<Zeroizing<String>>, DbError> {
        let tx = self.person.tx();
        tx.audit(AuditEvent::on("open", "capacity_assessment", row.id.uuid(), Tier::C3).fields(&["narrative"]));
        let Some(sealed) = row.narrative_enc.as_deref() else {
            return Ok(None);
        };
        let key = self.person.key(keys)?;
        key.open_text(&place(tx.context().org, row.id), sealed)
            .map(Some)
            .map_err(DbError::from)
    }
}

impl ConsentScope<'_, Write> {
    /// Records a judgement of the caller's.
    pub(in crate::consent) async fn judge(&self, keys: &Keys, new: NewCapacity) -> Result<(), DbError> {
        let tx = self.person.tx();
        let (mut conn, context) = (tx.conn()?, tx.context());
        let narrative = new
            .narrative
            .map(|text| {
                self.person
                    .key(keys)?
                    .seal(&place(context.org, new.id), &text)
                    .map_err(DbError::from)
            })
            .transpose()?;
        Prepared::<AddCapacity>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(self.person.id())
            .bind::<SqlUuid, _>(self.person.home_site())
            .bind::<Text, _>(new.result)
            .bind::<Timestamptz, _>(new.assessed_at)
            .bind::<Nullable<Binary>, _>(narrative)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("create", "capacity_assessment", new.id.uuid(), Tier::C3));
        Ok(())
    }
}
