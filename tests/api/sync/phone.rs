//! A phone: what it holds, and how it takes an answer in. What `reference/sync.md` §2 asks of a device, and no more.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::support::{Answer, House, World, new_id};

/// Kinds of rows with the numbers they have in a digest.
pub(super) const KINDS: [(&str, i16); 15] = [
    ("person", 1),
    ("enrolment", 2),
    ("session", 3),
    ("participation", 4),
    ("contact_attempt", 5),
    ("appointment", 6),
    ("task", 7),
    ("note", 8),
    ("alias", 9),
    ("needs", 10),
    ("contact", 11),
    ("consent", 12),
    ("case_plan", 13),
    ("goal", 14),
    ("plan_action", 15),
];

/// A row's place on the phone: scope, kind, id.
pub(super) type Key = (Uuid, String, Uuid);

/// The rows on the phone, with their versions.
type Rows = BTreeMap<Key, (i64, Map<String, Value>)>;

/// A phone of somebody in a house.
pub(super) struct Phone {
    pub(super) id: Uuid,
    pub(super) token: String,
    pub(super) cursor: Option<String>,
    pub(super) held: Rows,
    /// What a snapshot brought so far.
    shadow: Option<Rows>,
    pub(super) as_of: String,
    /// Rows of a page.
    pub(super) rows: u32,
    /// Every answer, whole.
    pub(super) answers: Vec<Value>,
}

impl Phone {
    /// A phone enrolled under the open sign-in of somebody in a house.
    pub(super) async fn of(world: &World, house: &House, name: &str) -> Self {
        let who = house.who(name).clone();
        let [device, code] = [new_id(), new_id()];
        let sql = world.sql().await;
        let (made_by, now) = (house.who("supervisor").id, world.now());
        let maker = if made_by == who.id {
            house.who("org_admin").id
        } else {
            made_by
        };
        sql.execute(
            "insert into auth.field_code (org_id, id, staff_id, made_by, selector, secret_mac, recorded_at, expires_at, used_at)
             values ($1, $2, $3, $4, 'ABCD', decode(repeat('00', 16), 'hex'), $5, $5, $5)",
            &[&house.org, &code, &who.id, &maker, &now],
        )
        .await
        .unwrap();
        sql.execute(
            "insert into auth.device (org_id, id, staff_id, account_id, sign_in_id, code_id, kind, key_algorithm, public_key,
                                      enrolled_at)
             values ($1, $2, $3, $4, $5, $6, 'phone', 'ed25519', decode(repeat('00', 32), 'hex'), $7)",
            &[&house.org, &device, &who.id, &who.account, &who.sign_in, &code, &now],
        )
        .await
        .unwrap();
        Self::empty(device, house, name)
    }

    /// The same sign-in with nothing on the phone: enrolled the first time, emptied after that.
    pub(super) async fn of_again(world: &World, house: &House, name: &str) -> Self {
        let sql = world.sql().await;
        let enrolled = "select id from auth.device where sign_in_id = $1";
        let found = sql.query_opt(enrolled, &[&house.who(name).sign_in]).await.unwrap();
        match found {
            None => Self::of(world, house, name).await,
            Some(row) => Self::empty(row.get(0), house, name),
        }
    }

    /// Frees the sign-in of its owner for her next phone: from now on this one stands under another, which nobody holds a token of.
    pub(super) async fn under_another_sign_in(&self, world: &World) {
        let moved = world
            .sql()
            .await
            .execute(
                "with another as (
                     insert into auth.sign_in (id, account_id, org_id, staff_id, issued_at, second_factor_at, expires_at)
                     select $2, s.account_id, s.org_id, s.staff_id, s.issued_at, s.second_factor_at, s.expires_at
                       from auth.sign_in s join auth.device d on d.sign_in_id = s.id where d.id = $1
                     returning id)
                 update auth.device set sign_in_id = another.id from another where device.id = $1",
                &[&self.id, &new_id()],
            )
            .await
            .unwrap();
        assert_eq!(moved, 1);
    }

    fn empty(id: Uuid, house: &House, name: &str) -> Self {
        let who = house.who(name);
        Self {
            id,
            token: who.token.clone(),
            cursor: None,
            held: BTreeMap::new(),
            shadow: None,
            as_of: String::new(),
            rows: 2_000,
            answers: Vec::new(),
        }
    }

    /// What it would ask.
    pub(super) fn request(&self) -> Value {
        let mut request = json!({"protocol": 1, "max_kb": 256, "max_rows": self.rows});
        match &self.cursor {
            Some(cursor) => request["cursor"] = json!(cursor),
            None => request["scopes"] = json!(self.scopes()),
        }
        request
    }

    /// The scopes in which it holds a row.
    pub(super) fn scopes(&self) -> BTreeSet<Uuid> {
        self.held.keys().map(|(scope, ..)| *scope).collect()
    }

    /// One pull, whatever comes of it.
    pub(super) async fn ask(&self, world: &World) -> Answer {
        world.post(&self.token, "/sync/pull", self.request()).await
    }

    /// One pull, taken in. Is there more? A device that is told to wait waits.
    pub(super) async fn pull(&mut self, world: &World) -> bool {
        let mut answer = self.ask(world).await;
        if answer.status == 429 {
            world.clock.set(world.now() + chrono::Duration::seconds(2));
            answer = self.ask(world).await;
        }
        self.take(answer.expect(200).body)
    }

    /// Takes an answer in, as one transaction. Is there more?
    pub(super) fn take(&mut self, answer: Value) -> bool {
        for scope in answer["removed_scopes"].as_array().unwrap() {
            let scope = id(scope);
            self.held.retain(|(in_scope, ..), _| *in_scope != scope);
            if let Some(shadow) = &mut self.shadow {
                shadow.retain(|(in_scope, ..), _| *in_scope != scope);
            }
        }
        let is_snapshot = answer["snapshot"].as_bool().unwrap();
        if is_snapshot && self.shadow.is_none() {
            self.shadow = Some(BTreeMap::new());
        }
        let rows = self.shadow.as_mut().unwrap_or(&mut self.held);
        for row in answer["rows"].as_array().unwrap() {
            let key = (id(&row["s"]), row["e"].as_str().unwrap().to_owned(), id(&row["id"]));
            let version = row["v"].as_i64().unwrap();
            if rows.get(&key).is_none_or(|(held, _)| *held <= version) {
                rows.insert(key, (version, row["d"].as_object().unwrap().clone()));
            }
        }
        for row in answer["gone"].as_array().unwrap() {
            rows.remove(&(id(&row["s"]), row["e"].as_str().unwrap().to_owned(), id(&row["id"])));
        }
        let more = answer["more"].as_bool().unwrap();
        if !more && let Some(shadow) = self.shadow.take() {
            self.held = shadow;
        }
        self.cursor = Some(answer["cursor"].as_str().unwrap().to_owned());
        answer["as_of"].as_str().unwrap().clone_into(&mut self.as_of);
        self.answers.push(answer);
        more
    }

    /// Pulls until there is nothing more, once everything that was written has ended.
    pub(super) async fn sync(&mut self, world: &World) {
        settled(world).await;
        while self.pull(world).await {}
    }

    /// Rows of one kind, by id.
    pub(super) fn of_kind(&self, kind: &str) -> BTreeMap<Uuid, &Map<String, Value>> {
        let rows = self.held.iter().filter(|((_, of, _), _)| of == kind);
        rows.map(|((_, _, id), (_, fields))| (*id, fields)).collect()
    }

    /// The fields of one row.
    #[track_caller]
    pub(super) fn row(&self, kind: &str, id: Uuid) -> Map<String, Value> {
        let rows = self.of_kind(kind);
        let row = rows.get(&id).unwrap_or_else(|| panic!("no {kind} {id} on the phone"));
        (*row).clone()
    }

    /// Is a row of this kind on it?
    pub(super) fn holds(&self, kind: &str, id: Uuid) -> bool {
        self.of_kind(kind).contains_key(&id)
    }

    /// Everything on it as text.
    pub(super) fn text(&self) -> String {
        serde_json::to_string(&self.answers).unwrap()
    }

    /// Count and mixed rows of one scope.
    fn digest_of(&self, scope: Uuid) -> (u32, u64) {
        let rows = self.held.iter().filter(|((of, ..), _)| *of == scope);
        rows.fold((0, 0), |(count, mixed), ((scope, kind, id), (version, _))| {
            let toy = ("toy", super::toy::NUMBER);
            let (_, number) = KINDS.iter().chain([&toy]).find(|(name, _)| name == kind).unwrap();
            let mut hash = Sha256::new();
            hash.update(scope.as_bytes());
            hash.update(number.to_be_bytes());
            hash.update(id.as_bytes());
            hash.update(version.to_be_bytes());
            let first: [u8; 8] = hash.finalize()[..8].try_into().unwrap();
            (count + 1, mixed ^ u64::from_be_bytes(first))
        })
    }

    /// What it holds in all, as a pull says it.
    pub(super) fn digest(&self) -> Value {
        let (rows, mixed) = self.scopes().into_iter().fold((0, 0), |(rows, mixed), scope| {
            let (more, other) = self.digest_of(scope);
            (rows + more, mixed ^ other)
        });
        json!({"rows": rows, "x": format!("{mixed:016x}")})
    }

    /// Compares with the server and takes the answer in.
    pub(super) async fn verify(&mut self, world: &World) -> Value {
        let scopes: Vec<Value> = self
            .scopes()
            .into_iter()
            .map(|scope| {
                let (rows, mixed) = self.digest_of(scope);
                json!({"id": scope, "rows": rows, "x": format!("{mixed:016x}")})
            })
            .collect();
        let request = json!({"protocol": 1, "cursor": self.cursor, "as_of": self.as_of, "scopes": scopes});
        let answer = world.post(&self.token, "/sync/verify", request).await.expect(200).body;
        for list in ["resend", "removed_scopes"] {
            for scope in answer[list].as_array().unwrap() {
                let scope = id(scope);
                self.held.retain(|(in_scope, ..), _| *in_scope != scope);
            }
        }
        self.cursor = Some(answer["cursor"].as_str().unwrap().to_owned());
        answer
    }
}

fn id(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}

/// Waits until every transaction that has begun by now has ended, in the whole cluster: other tests write in it too.
pub(super) async fn settled(world: &World) {
    let sql = world.sql().await;
    let begun: i64 = sql
        .query_one("select pg_current_xact_id()::text::bigint", &[])
        .await
        .unwrap()
        .get(0);
    loop {
        let below: i64 = sql
            .query_one("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint", &[])
            .await
            .unwrap()
            .get(0);
        if below > begun {
            return;
        }
        tokio::task::yield_now().await;
    }
}
