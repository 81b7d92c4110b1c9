//! Pages of the log.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::super::scope::{LogScope, OpeningsScope};
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(Openings, "../sql/openings.sql");
sql_file!(Events, "../sql/events.sql");

/// A place in the log: when, and which row.
pub(in crate::audit) type Place = (DateTime<Utc>, Uuid);

/// Which rows of the log.
#[derive(Debug, Default)]
pub(in crate::audit) struct Filter {
    pub(in crate::audit) from: Option<DateTime<Utc>>,
    pub(in crate::audit) until: Option<DateTime<Utc>>,
    pub(in crate::audit) staff: Option<StaffId>,
    pub(in crate::audit) action: Option<String>,
    pub(in crate::audit) object_type: Option<String>,
    pub(in crate::audit) object: Option<Uuid>,
}

/// Who did what, and when.
#[derive(QueryableByName)]
pub(in crate::audit) struct ActRow {
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::audit) at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::audit) id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::audit) staff_id: Option<StaffId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::audit) staff_name: Option<String>,
    #[diesel(sql_type = Text)]
    pub(in crate::audit) action: String,
    #[diesel(sql_type = Text)]
    pub(in crate::audit) object_type: String,
    #[diesel(sql_type = Array<Text>)]
    pub(in crate::audit) fields: Vec<String>,
    #[diesel(sql_type = Text)]
    pub(in crate::audit) tier: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::audit) break_glass_id: Option<Uuid>,
}

/// The same, with what an auditor asks for besides.
#[derive(QueryableByName)]
pub(in crate::audit) struct EventRow {
    #[diesel(embed)]
    pub(in crate::audit) act: ActRow,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::audit) object_id: Option<Uuid>,
    #[diesel(sql_type = Integer)]
    pub(in crate::audit) shown: i32,
    #[diesel(sql_type = Text)]
    pub(in crate::audit) request_id: String,
}

impl OpeningsScope<'_> {
    /// A page of what was done with this person's file, newest first; reading it is remembered.
    pub(in crate::audit) async fn page(&self, after: Option<Place>, limit: i64) -> Result<Vec<ActRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<Openings>::new()
            .bind::<SqlUuid, _>(self.person)
            .bind::<Nullable<Timestamptz>, _>(after.map(|(at, _)| at))
            .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
            .bind::<BigInt, _>(limit + 1);
        let rows = query.load(&mut conn).await?;
        let read = AuditEvent::on("read", "person", self.person.uuid(), Tier::C2);
        self.tx.audit(read.fields(&["openings"]));
        Ok(rows)
    }
}

impl LogScope<'_> {
    /// A page of the log, newest first; reading it is remembered.
    pub(in crate::audit) async fn page(
        &self,
        filter: Filter,
        after: Option<Place>,
        limit: i64,
    ) -> Result<Vec<EventRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<Events>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<Nullable<Timestamptz>, _>(filter.from)
            .bind::<Nullable<Timestamptz>, _>(filter.until)
            .bind::<Nullable<SqlUuid>, _>(filter.staff)
            .bind::<Nullable<Text>, _>(filter.action)
            .bind::<Nullable<Text>, _>(filter.object_type)
            .bind::<Nullable<SqlUuid>, _>(filter.object)
            .bind::<Nullable<Timestamptz>, _>(after.map(|(at, _)| at))
            .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
            .bind::<BigInt, _>(limit + 1);
        let rows = query.load(&mut conn).await?;
        self.tx.audit(AuditEvent::shown("audit_event", Vec::new(), Tier::C1));
        Ok(rows)
    }
}
