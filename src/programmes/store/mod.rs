//! Programme rows.

mod dosage;

pub(super) use dosage::DosageRow;

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::access::Denied;
use crate::organisation::{PlaceName, SiteId};
use crate::platform::db::{AuditEvent, DbError, Tier, Tx, Write, schema};
use crate::programmes::model::{PreventionTier, ProgrammeId, ProgrammePlace, Strand};
use crate::programmes::scope::ProgrammeScope;

/// Most rows the list shows: no organisation comes near it.
const MOST: i64 = 500;

#[derive(Queryable, Selectable)]
#[diesel(table_name = schema::programme, check_for_backend(diesel::pg::Pg))]
pub(in crate::programmes) struct ProgrammeRow {
    pub(in crate::programmes) id: ProgrammeId,
    pub(in crate::programmes) name: String,
    pub(in crate::programmes) strand: Strand,
    pub(in crate::programmes) tier: PreventionTier,
    pub(in crate::programmes) site_id: Option<SiteId>,
    pub(in crate::programmes) follows_two_years: bool,
    pub(in crate::programmes) edit_hours: i32,
    pub(in crate::programmes) created_mac: Option<Vec<u8>>,
    pub(in crate::programmes) row_version: i32,
}

/// A programme about to be written.
pub(in crate::programmes) struct NewProgramme {
    pub(in crate::programmes) id: ProgrammeId,
    pub(in crate::programmes) name: PlaceName,
    pub(in crate::programmes) strand: Strand,
    pub(in crate::programmes) tier: PreventionTier,
    pub(in crate::programmes) site: Option<SiteId>,
    pub(in crate::programmes) mac: [u8; 16],
}

/// What a programme is and where it runs, for other features. Not found: voided, or in another organisation.
pub(crate) async fn programme_place<M>(tx: &Tx<M>, programme: ProgrammeId) -> Result<ProgrammePlace, Denied> {
    let row = find_programme(tx, programme).await?.ok_or(Denied::NotFound)?;
    Ok(ProgrammePlace {
        strand: row.strand,
        tier: row.tier,
        site: row.site_id,
    })
}

/// Are those who left this programme asked after for two years? A programme that is gone asks no more than any.
pub(crate) async fn follows_two_years<M>(tx: &Tx<M>, programme: ProgrammeId) -> Result<bool, DbError> {
    Ok(find_programme(tx, programme)
        .await?
        .is_some_and(|row| row.follows_two_years))
}

/// For how many hours who recorded a session of this programme may edit it; `None`: the programme is gone.
pub(crate) async fn edit_hours<M>(tx: &Tx<M>, programme: ProgrammeId) -> Result<Option<i32>, DbError> {
    Ok(find_programme(tx, programme).await?.map(|row| row.edit_hours))
}

pub(in crate::programmes) async fn find_programme<M>(
    tx: &Tx<M>,
    programme: ProgrammeId,
) -> Result<Option<ProgrammeRow>, DbError> {
    use schema::programme::dsl;
    let mut conn = tx.conn()?;
    Ok(dsl::programme
        .find((tx.context().org, programme))
        .filter(dsl::voided_at.is_null())
        .select(ProgrammeRow::as_select())
        .get_result(&mut conn)
        .await
        .optional()?)
}

impl<M> ProgrammeScope<'_, M> {
    pub(in crate::programmes) async fn programmes(&self) -> Result<Vec<ProgrammeRow>, DbError> {
        use schema::programme::dsl;
        let mut conn = self.tx.conn()?;
        Ok(dsl::programme
            .filter(dsl::org_id.eq(self.tx.context().org))
            .filter(dsl::voided_at.is_null())
            .order((dsl::name, dsl::id))
            .limit(MOST)
            .select(ProgrammeRow::as_select())
            .load(&mut conn)
            .await?)
    }

    pub(in crate::programmes) async fn programme(
        &self,
        programme: ProgrammeId,
    ) -> Result<Option<ProgrammeRow>, DbError> {
        find_programme(self.tx, programme).await
    }
}

impl ProgrammeScope<'_, Write> {
    pub(in crate::programmes) async fn add(&self, new: NewProgramme) -> Result<ProgrammeRow, DbError> {
        use schema::programme::dsl;
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let row = diesel::insert_into(dsl::programme)
            .values((
                dsl::org_id.eq(context.org),
                dsl::id.eq(new.id),
                dsl::name.eq(new.name.as_str()),
                dsl::strand.eq(new.strand.as_str()),
                dsl::tier.eq(new.tier.as_str()),
                dsl::site_id.eq(new.site),
                dsl::created_mac.eq(new.mac.as_slice()),
                dsl::recorded_at.eq(self.tx.now()),
                dsl::recorded_by.eq(context.staff),
            ))
            .returning(ProgrammeRow::as_select())
            .get_result(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("create", "programme", new.id.uuid(), Tier::C1));
        Ok(row)
    }

    /// The programme, locked until the transaction ends.
    pub(in crate::programmes) async fn lock(&self, programme: ProgrammeId) -> Result<ProgrammeRow, Denied> {
        use schema::programme::dsl;
        let mut conn = self.tx.conn()?;
        dsl::programme
            .find((self.tx.context().org, programme))
            .filter(dsl::voided_at.is_null())
            .select(ProgrammeRow::as_select())
            .for_no_key_update()
            .get_result(&mut conn)
            .await
            .optional()
            .map_err(DbError::from)?
            .ok_or(Denied::NotFound)
    }

    /// Writes a locked programme back. `fields` names each one that changed.
    pub(in crate::programmes) async fn change(
        &self,
        changed: ProgrammeRow,
        fields: Vec<&'static [&'static str]>,
    ) -> Result<ProgrammeRow, DbError> {
        use schema::programme::dsl;
        let mut conn = self.tx.conn()?;
        let row = diesel::update(dsl::programme.find((self.tx.context().org, changed.id)))
            .set((
                dsl::name.eq(changed.name),
                dsl::tier.eq(changed.tier.as_str()),
                dsl::follows_two_years.eq(changed.follows_two_years),
                dsl::edit_hours.eq(changed.edit_hours),
                dsl::row_version.eq(dsl::row_version + 1),
            ))
            .returning(ProgrammeRow::as_select())
            .get_result(&mut conn)
            .await?;
        for field in fields {
            self.tx
                .audit(AuditEvent::on("update", "programme", changed.id.uuid(), Tier::C1).fields(field));
        }
        Ok(row)
    }
}
