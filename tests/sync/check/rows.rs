//! What a phone holds, against what it should.

use std::collections::{BTreeMap, BTreeSet};

use causeway::sync::Entities;
use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

use super::{Invariant, Violation};
use crate::network::WHOLE;
use crate::phone::Key;
use crate::scene::{Cast, Scene};

/// What a phone should hold: version and some fields of each row.
type Expected = BTreeMap<Key, (i64, Value)>;

impl Cast {
    async fn expected(&self, staff: Uuid, today: NaiveDate) -> Expected {
        let rows = self
            .sql
            .query(include_str!("expected.sql"), &[&self.house.org, &staff, &today])
            .await
            .unwrap();
        rows.iter()
            .map(|row| {
                let kind = i16::try_from(row.get::<_, i32>(1)).unwrap();
                let kind = Entities::OURS.of_number(kind).unwrap().kind;
                ((row.get(0), kind, row.get(2)), (row.get(3), row.get(4)))
            })
            .collect()
    }

    /// I4 and I5.
    pub(super) async fn rows(&self, number: usize, today: NaiveDate, found: &mut Vec<Violation>) {
        let phone = &self.phones[number];
        let expected = self.expected(phone.staff, today).await;
        let mut scopes: BTreeSet<Uuid> = expected.keys().map(|(scope, ..)| *scope).collect();
        scopes.extend([phone.org, phone.staff]);
        for (key, (version, fields)) in &phone.durable.rows {
            let Some((wanted, of_it)) = expected.get(key) else {
                let of = if scopes.contains(&key.0) {
                    Invariant::I4
                } else {
                    Invariant::I5
                };
                found.push(Violation::new(of, format!("phone {number} holds {key:?}")));
                continue;
            };
            let differs = of_it
                .as_object()
                .unwrap()
                .iter()
                .any(|(name, value)| fields.get(name) != Some(value));
            if version != wanted || differs {
                let what = format!("phone {number} has {key:?} as {version} {fields:?}, it is {wanted} {of_it}");
                found.push(Violation::new(Invariant::I4, what));
            }
        }
        for key in expected.keys().filter(|key| !phone.durable.rows.contains_key(*key)) {
            found.push(Violation::new(Invariant::I4, format!("phone {number} lacks {key:?}")));
        }
        if phone.durable.shadow.is_some() {
            found.push(Violation::new(
                Invariant::I4,
                format!("phone {number} is still being filled"),
            ));
        }
    }
}

impl Scene<'_> {
    /// I8: the server says of a phone whether it holds what it should.
    pub(super) async fn digests(&mut self, number: usize, found: &mut Vec<Violation>) {
        let now = self.world.now();
        let mut body = self.phones[number].request(WHOLE, 0, now);
        body["pull"]["digest"] = self.phones[number].durable.digest();
        let Some(answer) = self.answered(number, &body).await else {
            return;
        };
        if answer["pull"]["digest_ok"] != true {
            let what = format!("phone {number} is told {}", answer["pull"]["digest_ok"]);
            found.push(Violation::new(Invariant::I8, what));
        }
    }
}
