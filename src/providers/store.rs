//! Rows of the directory.

use diesel::sql_types::{Array, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use super::model::{ProviderId, RecipientClass, ServiceKind};
use super::scope::ProviderScope;
use crate::organisation::PlaceName;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::sql_file;

sql_file!(ListProviders, "sql/list_providers.sql");
sql_file!(FindProvider, "sql/find_provider.sql");
sql_file!(AddProvider, "sql/add_provider.sql");
sql_file!(ChangeProvider, "sql/change_provider.sql");

/// An entry of the directory.
#[derive(Debug, Clone, QueryableByName)]
pub(crate) struct ProviderRow {
    #[diesel(sql_type = SqlUuid)]
    pub(crate) id: ProviderId,
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
    #[diesel(sql_type = Text)]
    pub(crate) class: RecipientClass,
    #[diesel(sql_type = Array<Text>)]
    pub(crate) services: Vec<ServiceKind>,
    /// Days.
    #[diesel(sql_type = Integer)]
    pub(crate) answers_within: i32,
    #[diesel(sql_type = Bool)]
    pub(crate) in_use: bool,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(super) row_version: i32,
}

/// What stands in an entry and can change.
pub(super) struct Entry {
    pub(super) name: PlaceName,
    pub(super) services: Vec<ServiceKind>,
    pub(super) answers_within: i32,
}

/// An entry by its id, for whoever works in the house.
pub(crate) async fn find<M>(tx: &Tx<M>, provider: ProviderId) -> Result<Option<ProviderRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindProvider>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(provider);
    Ok(query.get_result(&mut conn).await.optional()?)
}

impl<M> ProviderScope<'_, M> {
    /// The whole directory.
    pub(super) async fn list(&self) -> Result<Vec<ProviderRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListProviders>::new().bind::<SqlUuid, _>(self.tx.context().org);
        Ok(query.load(&mut conn).await?)
    }
}

impl ProviderScope<'_, Write> {
    /// Adds an entry.
    pub(super) async fn add(
        &self,
        id: ProviderId,
        class: RecipientClass,
        entry: Entry,
        created_mac: [u8; 16],
    ) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        Prepared::<AddProvider>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(id)
            .bind::<Text, _>(String::from(entry.name))
            .bind::<Text, _>(class)
            .bind::<Array<Text>, _>(entry.services)
            .bind::<Integer, _>(entry.answers_within)
            .bind::<Binary, _>(created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("create", "service_provider", id.uuid(), Tier::C1));
        Ok(())
    }

    /// Changes an entry; `false` when it was changed meanwhile.
    pub(super) async fn change(
        &self,
        id: ProviderId,
        version: i32,
        entry: Entry,
        in_use: bool,
    ) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let changed = Prepared::<ChangeProvider>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(String::from(entry.name))
            .bind::<Array<Text>, _>(entry.services)
            .bind::<Integer, _>(entry.answers_within)
            .bind::<Bool, _>(in_use)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("update", "service_provider", id.uuid(), Tier::C1));
        Ok(changed == 1)
    }
}
