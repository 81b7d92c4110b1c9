//! Rows of head counts.

use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Write};
use crate::sessions::model::{AgeBand, GenderGroup, Heads};
use crate::sessions::scope::RollScope;
use crate::sql_file;

sql_file!(TakeToCount, "../sql/take_to_count.sql");
sql_file!(HasNames, "../sql/has_names.sql");
sql_file!(IsCounted, "../sql/is_counted.sql");
sql_file!(VoidHeads, "../sql/void_heads.sql");
sql_file!(AddHeads, "../sql/add_heads.sql");
sql_file!(ListHeads, "../sql/list_heads.sql");

#[derive(QueryableByName)]
struct HeadsRow {
    #[diesel(sql_type = Nullable<Text>)]
    age_band: Option<AgeBand>,
    #[diesel(sql_type = Text)]
    gender_group: GenderGroup,
    #[diesel(sql_type = Integer)]
    heads: i32,
}

#[derive(QueryableByName)]
struct IsRow {
    #[diesel(sql_type = Bool)]
    is_so: bool,
}

impl<M> RollScope<'_, M> {
    /// How many came, by age and gender; empty where nobody counted.
    pub(in crate::sessions) async fn heads(&self) -> Result<Vec<Heads>, DbError> {
        let mut conn = self.tx.conn()?;
        let rows: Vec<HeadsRow> = Prepared::<ListHeads>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .load(&mut conn)
            .await?;
        let counts = rows.into_iter().map(|row| Heads {
            age_band: row.age_band,
            gender_group: row.gender_group,
            count: row.heads,
        });
        Ok(counts.collect())
    }
}

impl RollScope<'_, Write> {
    /// Says that the session took place and takes it until the transaction ends; `false` when it was changed meanwhile.
    pub(in crate::sessions) async fn take_to_count(&self, version: i32) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let taken = Prepared::<TakeToCount>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Integer, _>(version)
            .execute(&mut conn)
            .await?;
        Ok(taken == 1)
    }

    /// Is anybody on the roll, or did anybody come without being on it?
    pub(in crate::sessions) async fn has_names(&self) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let row: IsRow = Prepared::<HasNames>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .get_result(&mut conn)
            .await?;
        Ok(row.is_so)
    }

    /// Were heads counted?
    pub(in crate::sessions) async fn is_counted(&self) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let row: IsRow = Prepared::<IsCounted>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.row.id)
            .get_result(&mut conn)
            .await?;
        Ok(row.is_so)
    }

    /// Puts these counts in the place of those there are, which stay, voided.
    pub(in crate::sessions) async fn replace_heads(&self, heads: &[Heads]) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        Prepared::<VoidHeads>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        let ids: Vec<Uuid> = heads.iter().map(|_heads| self.tx.new_id()).collect();
        let ages: Vec<Option<&str>> = heads.iter().map(|one| one.age_band.map(AgeBand::as_str)).collect();
        let genders: Vec<&str> = heads.iter().map(|one| one.gender_group.as_str()).collect();
        let counts: Vec<i32> = heads.iter().map(|one| one.count).collect();
        Prepared::<AddHeads>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(self.row.site_id)
            .bind::<SqlUuid, _>(self.row.programme_id)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .bind::<Array<SqlUuid>, _>(ids)
            .bind::<Array<Nullable<Text>>, _>(ages)
            .bind::<Array<Text>, _>(genders)
            .bind::<Array<Integer>, _>(counts)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("update", "session", self.row.id.uuid(), Tier::C2).fields(&["heads"]));
        Ok(())
    }
}
