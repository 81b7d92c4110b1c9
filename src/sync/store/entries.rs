//! Rows of the order of changes.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, SmallInt, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::platform::db::{Composed, DbError, Prepared};
use crate::sql_file;
use crate::sync::model::{DAYS_HELD, Digest, Entities, Entity, PERSON, Place, Scopes, Tier};
use crate::sync::scope::DeviceScope;

sql_file!(ListEntries, "../sql/entries.sql");
sql_file!(CountEntries, "../sql/count_entries.sql");
sql_file!(ListHeld, "../sql/held.sql");

/// A change.
#[derive(Debug, QueryableByName)]
pub(in crate::sync) struct EntryRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sync) scope_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::sync) entity_id: Uuid,
    #[diesel(sql_type = SmallInt)]
    pub(in crate::sync) entity_type: i16,
    #[diesel(sql_type = Text)]
    pub(in crate::sync) op: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub(in crate::sync) happened_on: Option<NaiveDate>,
    #[diesel(sql_type = BigInt)]
    xid: i64,
}

impl EntryRow {
    /// Where it stands in the order.
    pub(in crate::sync) fn place(&self) -> Place {
        Place {
            xid: self.xid,
            scope: self.scope_id,
            entity: self.entity_id,
            entity_type: self.entity_type,
        }
    }
}

/// Which changes to read.
#[derive(Debug, Clone)]
pub(in crate::sync) struct Stretch {
    /// In which scopes.
    pub(in crate::sync) scopes: Vec<Uuid>,
    /// After this place.
    pub(in crate::sync) after: Place,
    /// Up to this one.
    pub(in crate::sync) up_to: Place,
    /// Of one tier, when scopes are filled in; `None`: whatever changed.
    pub(in crate::sync) tier: Option<Tier>,
    /// At most so many.
    pub(in crate::sync) limit: i64,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    people: i64,
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

#[derive(QueryableByName)]
struct HeldRow {
    #[diesel(sql_type = SqlUuid)]
    scope_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    entity_id: Uuid,
    #[diesel(sql_type = SmallInt)]
    entity_type: i16,
    #[diesel(sql_type = Bool)]
    is_ahead: bool,
    #[diesel(sql_type = Bool)]
    is_there: bool,
}

#[derive(QueryableByName)]
struct VersionRow {
    #[diesel(sql_type = SmallInt)]
    entity_type: i16,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

/// The versions of the rows of every kind that are there: by the very statements by which they leave, so that a row one of them
/// leaves out has none.
fn versions(entities: Entities) -> String {
    let of = |entity: &Entity| {
        format!(
            "select {}::smallint as entity_type, b.id, b.version from (\n{}\n) b",
            entity.number, entity.body
        )
    };
    entities.all().iter().map(of).collect::<Vec<_>>().join("\nunion all\n")
}

impl<M> DeviceScope<'_, M> {
    /// Changes of a stretch, in their order.
    pub(in crate::sync) async fn entries(
        &self,
        entities: Entities,
        stretch: &Stretch,
        today: NaiveDate,
    ) -> Result<Vec<EntryRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let (shorter, held_from) = entities.held_shorter(today);
        let (from, before) = stretch.tier.map_or((None, None), |tier| tier.days(today));
        let (after, up_to) = (&stretch.after, &stretch.up_to);
        let query = Prepared::<ListEntries>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<Array<SqlUuid>, _>(stretch.scopes.clone())
            .bind::<BigInt, _>(after.xid)
            .bind::<SqlUuid, _>(after.scope)
            .bind::<SqlUuid, _>(after.entity)
            .bind::<SmallInt, _>(after.entity_type)
            .bind::<BigInt, _>(up_to.xid)
            .bind::<SqlUuid, _>(up_to.scope)
            .bind::<SqlUuid, _>(up_to.entity)
            .bind::<SmallInt, _>(up_to.entity_type)
            .bind::<Bool, _>(stretch.tier.is_some())
            .bind::<Nullable<Date>, _>(from)
            .bind::<Nullable<Date>, _>(before)
            .bind::<Array<Date>, _>(held_from)
            .bind::<Array<SmallInt>, _>(shorter)
            .bind::<BigInt, _>(stretch.limit);
        Ok(query.load(&mut conn).await?)
    }

    /// How many people and how many rows these scopes hold for a device.
    pub(in crate::sync) async fn count(&self, scopes: &Scopes, today: NaiveDate) -> Result<(i64, i64), DbError> {
        let mut conn = self.tx.conn()?;
        let row: CountRow = Prepared::<CountEntries>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<Array<SqlUuid>, _>(scopes.iter().copied().collect::<Vec<_>>())
            .bind::<Date, _>(today - TimeDelta::days(DAYS_HELD))
            .bind::<SmallInt, _>(PERSON)
            .get_result(&mut conn)
            .await?;
        Ok((row.people, row.rows))
    }

    /// What a device that has come to a place holds of each of these scopes. `None`: something is on its way there, so
    /// nothing can be said yet.
    pub(in crate::sync) async fn digests(
        &self,
        entities: Entities,
        scopes: &[Uuid],
        at: &Place,
        today: NaiveDate,
    ) -> Result<BTreeMap<Uuid, Option<Digest>>, DbError> {
        let (mut conn, org) = (self.tx.conn()?, self.tx.context().org);
        let (shorter, held_from) = entities.held_shorter(today);
        let rows: Vec<HeldRow> = Prepared::<ListHeld>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<Array<SqlUuid>, _>(scopes.to_vec())
            .bind::<BigInt, _>(at.xid)
            .bind::<SqlUuid, _>(at.scope)
            .bind::<SqlUuid, _>(at.entity)
            .bind::<SmallInt, _>(at.entity_type)
            .bind::<Date, _>(today - TimeDelta::days(DAYS_HELD))
            .bind::<Array<Date>, _>(held_from)
            .bind::<Array<SmallInt>, _>(shorter)
            .load(&mut conn)
            .await?;
        let ids: Vec<Uuid> = rows
            .iter()
            .filter(|row| row.is_there)
            .map(|row| row.entity_id)
            .collect();
        let versions: Vec<VersionRow> = Composed::new(versions(entities))
            .bind::<SqlUuid, _>(org)
            .bind::<Array<SqlUuid>, _>(ids)
            .load(&mut conn)
            .await?;
        let versions: BTreeMap<(i16, Uuid), i64> = versions
            .into_iter()
            .map(|row| ((row.entity_type, row.id), row.version))
            .collect();
        let mut digests: BTreeMap<Uuid, Option<Digest>> =
            scopes.iter().map(|scope| (*scope, Some(Digest::default()))).collect();
        for row in rows {
            let Some(slot) = digests.get_mut(&row.scope_id) else {
                continue;
            };
            if row.is_ahead {
                *slot = None;
            }
            let version = versions.get(&(row.entity_type, row.entity_id));
            if let (Some(digest), true, Some(version)) = (slot, row.is_there, version) {
                digest.add(row.scope_id, row.entity_type, row.entity_id, *version);
            }
        }
        Ok(digests)
    }
}
