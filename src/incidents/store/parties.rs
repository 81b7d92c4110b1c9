//! Who is named in an incident.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::access::{Action, Grants};
use crate::incidents::model::{IncidentId, IncidentPartyId, IncidentRole};
use crate::incidents::scope::IncidentScope;
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(AddParty, "../sql/add_party.sql");
sql_file!(ListParties, "../sql/list_parties.sql");
sql_file!(FindParty, "../sql/find_party.sql");
sql_file!(VoidParty, "../sql/void_party.sql");

const TABLE: &str = "incident_party";

/// Somebody who is named.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::incidents) struct PartyRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::incidents) id: IncidentPartyId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::incidents) incident_id: IncidentId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::incidents) person_id: Option<PersonId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::incidents) staff_id: Option<StaffId>,
    #[diesel(sql_type = Text)]
    pub(in crate::incidents) role: IncidentRole,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::incidents) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::incidents) row_version: i32,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::incidents) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    pub(in crate::incidents) voided: bool,
}

/// Somebody about to be named.
#[derive(Debug, Clone, Copy)]
pub(in crate::incidents) struct NewParty {
    pub(in crate::incidents) id: IncidentPartyId,
    /// A young person, and her own site.
    pub(in crate::incidents) person: Option<(PersonId, SiteId)>,
    /// Or a colleague.
    pub(in crate::incidents) staff: Option<StaffId>,
    pub(in crate::incidents) role: IncidentRole,
    pub(in crate::incidents) created_mac: [u8; 16],
}

/// A line by its id; `None`: not there for this caller.
pub(in crate::incidents) async fn find_party<M>(tx: &Tx<M>, id: IncidentPartyId) -> Result<Option<PartyRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindParty>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(id);
    Ok(query.get_result(&mut conn).await.optional()?)
}

impl<M> IncidentScope<'_, M> {
    /// Who is named, as far as the caller may know; that is remembered.
    pub(in crate::incidents) async fn parties(&self) -> Result<Vec<PartyRow>, DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let reach = Grants::of(context).reach(Action::OpenIdentity);
        let rows: Vec<PartyRow> = Prepared::<ListParties>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(self.id())
            .bind::<Bool, _>(reach.everywhere)
            .bind::<Array<SqlUuid>, _>(reach.sites)
            .bind::<Bool, _>(self.handles)
            .load(&mut conn)
            .await?;
        if !rows.is_empty() {
            let shown = rows.iter().map(|row| row.id.uuid()).collect();
            self.tx.audit(AuditEvent::shown(TABLE, shown, Tier::C3));
        }
        Ok(rows)
    }
}

impl IncidentScope<'_, Write> {
    /// Names somebody. Nothing on the incident changes: who sees another of its people must not be able to tell.
    pub(in crate::incidents) async fn name(&self, new: NewParty) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        Prepared::<AddParty>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(self.id())
            .bind::<Nullable<SqlUuid>, _>(new.person.map(|(person, _)| person))
            .bind::<Nullable<SqlUuid>, _>(new.person.map(|(_, site)| site))
            .bind::<Nullable<SqlUuid>, _>(new.staff)
            .bind::<Text, _>(new.role)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("name_party", TABLE, new.id.uuid(), Tier::C3));
        Ok(())
    }

    /// Takes somebody's name back; `false` when it was changed meanwhile.
    pub(in crate::incidents) async fn void_party(
        &self,
        id: IncidentPartyId,
        reason: &'static str,
        version: i32,
    ) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let voided = Prepared::<VoidParty>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(id)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        self.tx.audit(AuditEvent::on("void", TABLE, id.uuid(), Tier::C3));
        Ok(voided == 1)
    }
}
