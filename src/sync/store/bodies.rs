//! What of a row leaves for a phone: the statements of `../sql/body_*.sql`, one for each kind, and what is sealed in them.

use std::collections::BTreeMap;

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use sealed::Place;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::people::{PersonId, person_key};
use crate::platform::db::{AuditEvent, Composed, DbError, Tier};
use crate::platform::ids::OrgId;
use crate::platform::keys::Keys;
use crate::sync::model::Entity;
use crate::sync::scope::DeviceScope;

#[derive(QueryableByName)]
struct BodyRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = BigInt)]
    version: i64,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    person_id: Option<PersonId>,
    #[diesel(sql_type = Text)]
    body: String,
    #[diesel(sql_type = Nullable<Binary>)]
    wrapped: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    first_enc: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    second_enc: Option<Vec<u8>>,
}

/// A row as a phone holds it.
#[derive(Clone)]
pub(in crate::sync) struct Body {
    /// Its version.
    pub(in crate::sync) version: i64,
    /// Its fields.
    pub(in crate::sync) fields: Map<String, Value>,
}

impl<M> DeviceScope<'_, M> {
    /// The rows of one kind that are there for the caller, by id. What was opened is remembered by [`Self::remember_shown`].
    pub(in crate::sync) async fn bodies(
        &self,
        keys: &Keys,
        entity: &Entity,
        ids: Vec<Uuid>,
    ) -> Result<BTreeMap<Uuid, Body>, DbError> {
        let rows = self.load(entity, ids).await?;
        let org = self.tx.context().org;
        rows.into_iter()
            .map(|row| Ok((row.id, open(keys, org, entity, row)?)))
            .collect()
    }

    async fn load(&self, entity: &Entity, ids: Vec<Uuid>) -> Result<Vec<BodyRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Composed::new(entity.body)
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<Array<SqlUuid>, _>(ids);
        Ok(query.load(&mut conn).await?)
    }

    /// Remembers which rows of a kind the device was sent.
    pub(in crate::sync) fn remember_shown(&self, entity: &Entity, ids: Vec<Uuid>) {
        let tier = if entity.is_sealed() { Tier::C3 } else { Tier::C2 };
        self.tx.audit(AuditEvent::shown(entity.table, ids, tier));
    }
}

/// Puts what was sealed in its place. What an erasure emptied is null.
fn open(keys: &Keys, org: OrgId, entity: &Entity, row: BodyRow) -> Result<Body, DbError> {
    let shape = |_error| DbError::Unexpected("a row had another shape than expected".into());
    let mut fields: Map<String, Value> = serde_json::from_str(&row.body).map_err(shape)?;
    if let Some(person) = row.person_id {
        let key = row
            .wrapped
            .map(|wrapped| person_key(keys, org, person, &wrapped))
            .transpose()?;
        let sealed = [row.first_enc, row.second_enc];
        for ((name, column), sealed) in entity.sealed.iter().copied().zip(sealed) {
            let at = Place {
                table: entity.table,
                column,
                org: org.bytes(),
                row: *row.id.as_bytes(),
            };
            let text = match (&key, sealed.filter(|sealed| !sealed.is_empty())) {
                (Some(key), Some(sealed)) => Value::from(key.open_text(&at, &sealed)?.as_str()),
                (None, _) | (_, None) => Value::Null,
            };
            fields.insert(name.to_owned(), text);
        }
    }
    Ok(Body {
        version: row.version,
        fields,
    })
}
