//! Whether somebody's parents or guardian may be asked.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Binary, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::consent::model::{ConsentGiver, GuardianPathId};
use crate::consent::scope::ConsentScope;
use crate::people::PersonId;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(PathClosed, "../sql/guardian_path_closed.sql");
sql_file!(AddPath, "../sql/add_guardian_path.sql");
sql_file!(ListPath, "../sql/list_guardian_path.sql");

#[derive(QueryableByName)]
struct ClosedRow {
    #[diesel(sql_type = Bool)]
    closed: bool,
}

/// What was said about it once.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::consent) struct PathRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::consent) id: GuardianPathId,
    #[diesel(sql_type = Bool)]
    pub(in crate::consent) closed: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::consent) authority: Option<ConsentGiver>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::consent) recorded_by: StaffId,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::consent) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::consent) created_mac: Option<Vec<u8>>,
}

/// Is asking the parents or guardian of this person closed on `day`, by what was said of her or by a relationship of hers? The
/// one place that knows (domain.md §2.6 rule 2).
pub(in crate::consent) async fn path_closed<M>(tx: &Tx<M>, person: PersonId, day: NaiveDate) -> Result<bool, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<PathClosed>::new()
        .bind::<SqlUuid, _>(person)
        .bind::<Date, _>(day);
    let row: ClosedRow = query.get_result(&mut conn).await?;
    Ok(row.closed)
}

impl<M> ConsentScope<'_, M> {
    /// What was said about it, the latest first; remembered.
    pub(in crate::consent) async fn paths(&self) -> Result<Vec<PathRow>, DbError> {
        let tx = self.person.tx();
        let mut conn = tx.conn()?;
        let query = Prepared::<ListPath>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(self.person.id());
        let rows = query.load(&mut conn).await?;
        tx.audit(AuditEvent::on(
            "list",
            "guardian_path",
            self.person.id().uuid(),
            Tier::C3,
        ));
        Ok(rows)
    }
}

impl ConsentScope<'_, Write> {
    /// Closes it, naming who answers for her instead; or opens it again.
    pub(in crate::consent) async fn say_path(
        &self,
        id: GuardianPathId,
        authority: Option<ConsentGiver>,
        created_mac: [u8; 16],
    ) -> Result<(), DbError> {
        let tx = self.person.tx();
        let (mut conn, context) = (tx.conn()?, tx.context());
        Prepared::<AddPath>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(self.person.id())
            .bind::<SqlUuid, _>(self.person.home_site())
            .bind::<Bool, _>(authority.is_some())
            .bind::<Nullable<Text>, _>(authority.map(Code::as_str))
            .bind::<Binary, _>(created_mac.to_vec())
            .bind::<Timestamptz, _>(tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("create", "guardian_path", id.uuid(), Tier::C3));
        Ok(())
    }
}
