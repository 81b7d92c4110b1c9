//! Rows of what whoever meets her must know.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Binary, Integer, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use zeroize::Zeroizing;

use super::{open, place};
use crate::people::PersonScope;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Write};
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(FindNeeds, "../sql/find_needs.sql");
sql_file!(AddNeeds, "../sql/add_needs.sql");
sql_file!(ChangeNeeds, "../sql/change_needs.sql");

#[derive(QueryableByName)]
struct NeedsRow {
    #[diesel(sql_type = Nullable<Binary>)]
    medical_needs_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    emergency_contact_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    preferred_staff_id: Option<StaffId>,
    #[diesel(sql_type = Integer)]
    row_version: i32,
}

/// What whoever meets her must know. Wiped when dropped.
#[derive(Default)]
pub(in crate::contacts) struct Needs {
    pub(in crate::contacts) medical: Option<Zeroizing<String>>,
    pub(in crate::contacts) emergency_contact: Option<Zeroizing<String>>,
    pub(in crate::contacts) preferred_staff: Option<StaffId>,
}

/// What she needs, opened, and its version; 0 when nothing was written yet. Remembered.
pub(in crate::contacts) async fn needs<M>(person: &PersonScope<'_, M>, keys: &Keys) -> Result<(Needs, i32), DbError> {
    let tx = person.tx();
    let (mut conn, org, id) = (tx.conn()?, tx.context().org, person.id().uuid());
    let row: Option<NeedsRow> = Prepared::<FindNeeds>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<SqlUuid, _>(id)
        .get_result(&mut conn)
        .await
        .optional()?;
    let event = AuditEvent::on("open", "person_needs", id, Tier::C3);
    tx.audit(event.fields(&["medical_needs", "emergency_contact"]));
    let Some(row) = row else {
        return Ok((Needs::default(), 0));
    };
    let key = person.kept_key(keys)?;
    let opened = |column, sealed: Option<&[u8]>| open(key.as_ref(), &place("person_needs", column, org, id), sealed);
    let needs = Needs {
        medical: opened("medical_needs_enc", row.medical_needs_enc.as_deref())?,
        emergency_contact: opened("emergency_contact_enc", row.emergency_contact_enc.as_deref())?,
        preferred_staff: row.preferred_staff_id,
    };
    Ok((needs, row.row_version))
}

/// Writes what she needs over version `version`, 0 for the first time; `false` when it was changed meanwhile.
pub(in crate::contacts) async fn write_needs(
    person: &PersonScope<'_, Write>,
    keys: &Keys,
    version: i32,
    needs: &Needs,
) -> Result<bool, DbError> {
    let (tx, key) = (person.tx(), person.key(keys)?);
    let (mut conn, org, id) = (tx.conn()?, tx.context().org, person.id().uuid());
    let sealed = |column, text: &Option<Zeroizing<String>>| {
        let text = text.as_ref();
        text.map(|text| key.seal(&place("person_needs", column, org, id), text.as_str()))
            .transpose()
    };
    let medical_needs = sealed("medical_needs_enc", &needs.medical)?;
    let emergency_contact = sealed("emergency_contact_enc", &needs.emergency_contact)?;
    tx.audit(AuditEvent::on("update", "person_needs", id, Tier::C3).fields(&[
        "medical_needs",
        "emergency_contact",
        "preferred_staff_id",
    ]));
    if version == 0 {
        let added = Prepared::<AddNeeds>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(person.home_site())
            .bind::<Nullable<Binary>, _>(medical_needs)
            .bind::<Nullable<Binary>, _>(emergency_contact)
            .bind::<Nullable<SqlUuid>, _>(needs.preferred_staff)
            .bind::<Timestamptz, DateTime<Utc>>(tx.now())
            .bind::<SqlUuid, _>(tx.context().staff)
            .execute(&mut conn)
            .await;
        return match added.map_err(DbError::from) {
            Ok(_) => Ok(true),
            Err(error) if error.is_id_taken() => Ok(false),
            Err(error) => Err(error),
        };
    }
    let changed = Prepared::<ChangeNeeds>::new()
        .bind::<SqlUuid, _>(org)
        .bind::<SqlUuid, _>(id)
        .bind::<Integer, _>(version)
        .bind::<Nullable<Binary>, _>(medical_needs)
        .bind::<Nullable<Binary>, _>(emergency_contact)
        .bind::<Nullable<SqlUuid>, _>(needs.preferred_staff)
        .execute(&mut conn)
        .await?;
    Ok(changed == 1)
}
