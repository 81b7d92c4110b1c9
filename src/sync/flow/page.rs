//! One page of what changed, out of one moment of the database.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

use crate::platform::db::DbError;
use crate::platform::keys::Keys;
use crate::sync::error::Error;
use crate::sync::model::{Entities, Entity, Join, Place, Plan, Tier};
use crate::sync::scope::DeviceScope;
use crate::sync::store::bodies::Body;
use crate::sync::store::entries::{EntryRow, Stretch};

/// Most changes looked up at once.
const CHUNK: usize = 200;

/// A row as it is sent.
#[derive(Debug)]
pub(in crate::sync) struct Sent {
    pub(in crate::sync) entity: &'static Entity,
    pub(in crate::sync) id: Uuid,
    pub(in crate::sync) scope: Uuid,
    /// Its version and its fields; `None`: the device is to drop it.
    pub(in crate::sync) body: Option<(i64, serde_json::Map<String, Value>)>,
}

/// What fits on a page.
#[derive(Debug, Clone, Copy)]
pub(in crate::sync) struct Room {
    pub(in crate::sync) bytes: usize,
    pub(in crate::sync) rows: usize,
}

/// A page, and where it ends.
#[derive(Debug)]
pub(in crate::sync) struct Page {
    pub(in crate::sync) sent: Vec<Sent>,
    pub(in crate::sync) at: Place,
    pub(in crate::sync) join: Option<Join>,
    /// Is there more that has ended and was not sent?
    pub(in crate::sync) more: bool,
    /// The tier it began in; `None`: the main stream.
    pub(in crate::sync) began_in: Option<Tier>,
}

/// Reads the next page of a plan. `below`: the transaction below which everything has ended.
pub(super) async fn read<M>(
    scope: &DeviceScope<'_, M>,
    keys: &Keys,
    entities: Entities,
    plan: &Plan,
    below: i64,
    room: Room,
) -> Result<Page, Error> {
    let today = scope.tx.now().date_naive();
    let mut reader = Reader {
        scope,
        keys,
        entities,
        today,
        room,
        sent: Vec::new(),
    };
    let end = Place::before(below).max(plan.at);
    let (mut at, mut join, mut more) = (plan.at, plan.join, true);
    while more && reader.has_room() {
        let stretch = Stretch {
            scopes: join.map_or_else(|| plan.scopes.iter().copied().collect(), |_| plan.joining.clone()),
            after: join.map_or(at, |join| join.at),
            up_to: if join.is_some() { at } else { end },
            tier: join.map(|join| join.tier),
            limit: i64::try_from(reader.room.rows.min(CHUNK)).unwrap_or(1),
        };
        let (last, is_whole) = reader.take(&stretch).await?;
        match (join, is_whole) {
            (Some(done), true) => {
                join = done.tier.next().map(|tier| Join { tier, at: Place::START });
            }
            (Some(done), false) => join = Some(Join { at: last, ..done }),
            (None, true) => (at, more) = (end, false),
            (None, false) => at = last,
        }
    }
    reader.remember();
    Ok(Page {
        sent: reader.sent,
        at,
        join,
        more,
        began_in: plan.join.map(|join| join.tier),
    })
}

struct Reader<'r, 't, M> {
    scope: &'r DeviceScope<'t, M>,
    keys: &'r Keys,
    entities: Entities,
    today: NaiveDate,
    room: Room,
    sent: Vec<Sent>,
}

impl<M> Reader<'_, '_, M> {
    fn has_room(&self) -> bool {
        self.room.bytes > 0 && self.room.rows > 0
    }

    /// Takes of a stretch what fits: the place of the last one taken, and whether nothing of it is left.
    async fn take(&mut self, stretch: &Stretch) -> Result<(Place, bool), Error> {
        let entries = self.scope.entries(self.entities, stretch, self.today).await?;
        let is_whole = i64::try_from(entries.len()).is_ok_and(|found| found < stretch.limit);
        let bodies = self.bodies(&entries).await?;
        let mut last = stretch.after;
        for entry in entries {
            let place = entry.place();
            let entity = self.entity_of(&entry)?;
            let body = bodies
                .get(&(entity.number, entry.entity_id))
                .filter(|_body| self.is_held(&entry, entity));
            // What the device never had it need not drop.
            if body.is_some() || stretch.tier.is_none() {
                let sent = Sent {
                    entity,
                    id: entry.entity_id,
                    scope: entry.scope_id,
                    body: body.map(|body| (body.version, body.fields.clone())),
                };
                if !self.put(sent) {
                    return Ok((last, false));
                }
            }
            last = place;
        }
        Ok((last, is_whole))
    }

    fn is_held(&self, entry: &EntryRow, entity: &Entity) -> bool {
        entry.op == "U" && entity.is_held(entry.happened_on, self.today)
    }

    /// Puts a row on the page, if it fits. One always does.
    fn put(&mut self, sent: Sent) -> bool {
        let fields = sent
            .body
            .as_ref()
            .and_then(|(_, fields)| serde_json::to_vec(fields).ok());
        // The ids, the kind and the version around the fields.
        let size = fields.map_or(0, |fields| fields.len()) + 120;
        if !self.sent.is_empty() && (size > self.room.bytes || self.room.rows == 0) {
            self.room.bytes = 0;
            return false;
        }
        self.room.bytes = self.room.bytes.saturating_sub(size);
        self.room.rows = self.room.rows.saturating_sub(1);
        self.sent.push(sent);
        true
    }

    async fn bodies(&self, entries: &[EntryRow]) -> Result<BTreeMap<(i16, Uuid), Body>, Error> {
        let mut ids: BTreeMap<i16, (&Entity, Vec<Uuid>)> = BTreeMap::new();
        for entry in entries {
            let entity = self.entity_of(entry)?;
            if self.is_held(entry, entity) {
                let of_kind = ids.entry(entity.number).or_insert((entity, Vec::new()));
                of_kind.1.push(entry.entity_id);
            }
        }
        let mut bodies = BTreeMap::new();
        for (number, (entity, ids)) in ids {
            let found = self.scope.bodies(self.keys, entity, ids).await?;
            bodies.extend(found.into_iter().map(|(id, body)| ((number, id), body)));
        }
        Ok(bodies)
    }

    /// Remembers what was sent, a line for each kind.
    fn remember(&self) {
        let mut ids: BTreeMap<i16, (&Entity, Vec<Uuid>)> = BTreeMap::new();
        for sent in self.sent.iter().filter(|sent| sent.body.is_some()) {
            let of_kind = ids.entry(sent.entity.number).or_insert((sent.entity, Vec::new()));
            of_kind.1.push(sent.id);
        }
        for (entity, ids) in ids.into_values() {
            self.scope.remember_shown(entity, ids);
        }
    }

    /// What a change is of. A kind this program does not know was noted by a later one: it must not be passed over.
    fn entity_of(&self, entry: &EntryRow) -> Result<&'static Entity, DbError> {
        let entity = self.entities.of_number(entry.entity_type);
        entity.ok_or_else(|| DbError::Unexpected("a change of a kind only a later program knows".into()))
    }
}
