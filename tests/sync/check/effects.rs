//! What operations did: acknowledged is kept, done is done once and as it was asked, in the phone's order.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Invariant, Violation};
use crate::scene::{Cast, Made};

/// What the journal says of an operation.
struct Kept {
    device: Uuid,
    seq: i64,
    entity: Uuid,
    operation: String,
    status: String,
    version: Option<i32>,
}

/// The table an operation makes its row in, and what of it is compared with what was sent.
const MADE_IN: [(&str, &str, &str); 4] = [
    ("session-create", "session", "minutes"),
    ("contact_attempt-create", "contact_attempt", "result"),
    ("appointment-create", "plan", "minutes"),
    ("person-create", "person", "home_site_id"),
];

impl Cast {
    /// I1, I3 for what is made, I7.
    pub(super) async fn effects(&self, found: &mut Vec<Violation>) {
        let mut journal: BTreeMap<Uuid, Vec<Kept>> = BTreeMap::new();
        let rows = self
            .sql
            .query(
                "select op_id, device_id, seq, entity_id, operation, status, entity_version from sync_op where org_id = $1
                 order by device_id, seq",
                &[&self.house.org],
            )
            .await
            .unwrap();
        let mut order: Vec<Kept> = Vec::new();
        for row in rows {
            let kept = || Kept {
                device: row.get(1),
                seq: row.get(2),
                entity: row.get(3),
                operation: row.get(4),
                status: row.get(5),
                version: row.get(6),
            };
            journal.entry(row.get(0)).or_default().push(kept());
            order.push(kept());
        }
        let acknowledged = self.acknowledged();
        for made in &self.made {
            let kept = journal.get(&made.op.id).map_or(&[][..], Vec::as_slice);
            if acknowledged.contains(&made.op.id) && kept.is_empty() {
                found.push(Violation::new(
                    Invariant::I1,
                    format!("acknowledged and lost: {}", made.op.body),
                ));
            }
            if kept.len() > 1 {
                let what = format!("taken in {} times: {}", kept.len(), made.op.body);
                found.push(Violation::new(Invariant::I3, what));
            }
            if let [kept] = kept {
                self.made_once(made, kept, found).await;
            }
        }
        in_order(&order, found);
        self.written_once(&journal, found).await;
        self.nothing_else(found).await;
    }

    /// A creation that stands made its row, as it was asked; one that is held made none.
    async fn made_once(&self, made: &Made, kept: &Kept, found: &mut Vec<Violation>) {
        let Some((_, table, field)) = MADE_IN.iter().find(|(what, ..)| *what == kept.operation) else {
            return;
        };
        let statement = format!("select to_jsonb(t) -> '{field}' from {table} t where t.id = $1");
        let rows = self.sql.query(&statement, &[&kept.entity]).await.unwrap();
        let there: Vec<serde_json::Value> = rows.iter().map(|row| row.get(0)).collect();
        let wanted = if kept.status == "held" {
            Vec::new()
        } else {
            vec![made.op.body["set"][*field].clone()]
        };
        // What was done to it at a desk afterwards is not the phone's.
        let same = there == wanted || (there.len() == wanted.len() && *field == "minutes" && *table == "session");
        if !same {
            let what = format!("{} is {} and left {there:?}", made.op.body, kept.status);
            found.push(Violation::new(Invariant::I3, what));
        }
    }

    /// A language that a phone chose stood once, where the server says that it was written; never where it is only held.
    async fn written_once(&self, journal: &BTreeMap<Uuid, Vec<Kept>>, found: &mut Vec<Violation>) {
        let is_told = "select to_regclass('public.told') is not null";
        if !self.sql.query_one(is_told, &[]).await.unwrap().get::<_, bool>(0) {
            return;
        }
        let rows = self
            .sql
            .query(
                "select language, count(*) from told where language <> was_language group by language",
                &[],
            )
            .await
            .unwrap();
        let stood: BTreeMap<String, i64> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        for made in &self.made {
            let (Some(language), Some([kept])) = (
                made.op.body["set"]["language"]
                    .as_str()
                    .filter(|_| made.op.what() == "person-patch"),
                journal.get(&made.op.id).map(Vec::as_slice),
            ) else {
                continue;
            };
            let times = stood.get(language).copied().unwrap_or(0);
            if times != i64::from(kept.status != "held") {
                let what = format!("{} stood {times} times: {}", kept.status, made.op.body);
                found.push(Violation::new(Invariant::I3, what));
            }
        }
    }

    /// Sessions are those that phones made and those of the desks: none twice under another name.
    async fn nothing_else(&self, found: &mut Vec<Violation>) {
        let rows = self
            .sql
            .query("select id from session where org_id = $1", &[&self.house.org])
            .await
            .unwrap();
        let there: BTreeSet<Uuid> = rows.iter().map(|row| row.get(0)).collect();
        let mut known: BTreeSet<Uuid> = self.made.iter().map(|made| made.op.entity_id()).collect();
        known.extend(&self.by_hand);
        known.extend(&self.unsure);
        for id in there.difference(&known) {
            found.push(Violation::new(Invariant::I3, format!("a session nobody made: {id}")));
        }
        for id in self.by_hand.difference(&there) {
            found.push(Violation::new(
                Invariant::Protocol,
                format!("a desk's session is gone: {id}"),
            ));
        }
    }
}

/// I7: of one phone's changes to one row, a later one never met an older row.
fn in_order(order: &[Kept], found: &mut Vec<Violation>) {
    let mut last: BTreeMap<(Uuid, Uuid), (i64, i32)> = BTreeMap::new();
    let changes = order
        .iter()
        .filter(|kept| kept.operation == "person-patch" && kept.status != "held");
    for kept in changes {
        let version = kept.version.unwrap_or(0);
        let before = last.insert((kept.device, kept.entity), (kept.seq, version));
        if let Some((seq, met)) = before
            && met > version
        {
            let what = format!("{seq} came to version {met}, then {} to {version}", kept.seq);
            found.push(Violation::new(Invariant::I7, what));
        }
    }
}
