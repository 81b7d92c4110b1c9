//! Whose change of a record stands, worked out anew from its history: nothing is overwritten without a trace, nothing is done
//! twice, and no clock has a say.

use std::collections::BTreeMap;

use actix_web::http::Method;
use serde_json::Value;
use uuid::Uuid;

use super::{Invariant, Violation};
use crate::scene::{Made, Scene};

/// One change of a record, as the database saw it.
struct Told {
    version: i32,
    language: (String, String),
    gender: (String, String),
    /// Whose phone's operation it was; nothing: it was done at a desk.
    phone: Option<usize>,
}

impl Told {
    /// Is it what was asked here, and a change?
    fn is_by(&self, set: &Value) -> bool {
        let is = |(before, after): &(String, String), sent: &Value| before != after && sent == after;
        is(&self.language, &set["language"]) || is(&self.gender, &set["gender_identity"])
    }
}

/// What the server says of an operation it judged.
struct Verdict {
    /// The version of the record it was judged at, or wrote.
    version: i32,
    status: String,
    wrote: bool,
}

/// A conflict that is kept.
struct Clash {
    field: String,
    kept: String,
    state: String,
    sent: Value,
    stood: Value,
}

impl Scene<'_> {
    /// I3 and I6 of corrections.
    pub(super) async fn merges(&self, found: &mut Vec<Violation>) {
        let told = self.told().await;
        for made in self.made.iter().filter(|made| made.op.what() == "person-patch") {
            let Some(verdict) = self.verdict(made).await else {
                continue;
            };
            let clashes = self.clashes(made).await;
            let nothing = Vec::new();
            let history = told.get(&made.op.entity_id()).unwrap_or(&nothing);
            let set = &made.op.body["set"];
            if verdict.status == "held" {
                if !clashes.is_empty() {
                    found.push(Violation::new(Invariant::I6, "a conflict of what is only held"));
                }
            } else if let Some(language) = set["language"].as_str() {
                of_language(made, language, history, &clashes, found);
            } else {
                let until = verdict.version - i32::from(verdict.wrote);
                of_gender(made, [until, verdict.version], history, &clashes, found);
            }
        }
    }

    async fn told(&self) -> BTreeMap<Uuid, Vec<Told>> {
        let rows = self
            .sql
            .query(
                "select t.person_id, t.version, t.was_language, t.language, t.was_gender, t.gender from told t
                 join person p on p.id = t.person_id where p.org_id = $1 order by t.person_id, t.version",
                &[&self.house.org],
            )
            .await
            .unwrap();
        let mut told: BTreeMap<Uuid, Vec<Told>> = BTreeMap::new();
        for row in rows {
            told.entry(row.get(0)).or_default().push(Told {
                version: row.get(1),
                language: (row.get(2), row.get(3)),
                gender: (row.get(4), row.get(5)),
                phone: None,
            });
        }
        for made in self.made.iter().filter(|made| made.op.what() == "person-patch") {
            let Some(Verdict {
                version, wrote: true, ..
            }) = self.verdict(made).await
            else {
                continue;
            };
            let history = told.get_mut(&made.op.entity_id());
            let written = history.and_then(|told| told.iter_mut().find(|told| told.version == version));
            if let Some(told) = written.filter(|told| told.is_by(&made.op.body["set"])) {
                told.phone = Some(made.phone);
            }
        }
        told
    }

    /// What came of it; nothing where it was not judged, or more than once.
    async fn verdict(&self, made: &Made) -> Option<Verdict> {
        let rows = self
            .sql
            .query(
                "select coalesce(entity_version, 0), status, wrote from sync_op where org_id = $1 and op_id = $2",
                &[&self.house.org, &made.op.id],
            )
            .await
            .unwrap();
        match &*rows {
            [row] => Some(Verdict {
                version: row.get(0),
                status: row.get(1),
                wrote: row.get(2),
            }),
            _ => None,
        }
    }

    /// The conflicts of an operation, both values opened by the supervisor.
    async fn clashes(&self, made: &Made) -> Vec<Clash> {
        let rows = self
            .sql
            .query(
                "select c.id, c.field, c.kept, c.state from sync_conflict c
                 join sync_op o on o.org_id = c.org_id and o.id = c.sync_op_id
                 where o.org_id = $1 and o.op_id = $2",
                &[&self.house.org, &made.op.id],
            )
            .await
            .unwrap();
        let mut clashes = Vec::new();
        for row in rows {
            let path = format!("/sync/conflicts/{}", row.get::<_, Uuid>(0));
            let token = self.house.renew(self.world, "supervisor");
            let seen = self.world.call(Method::GET, Some(&token), &path, None, &[]).await;
            clashes.push(Clash {
                field: row.get(1),
                kept: row.get(2),
                state: row.get(3),
                sent: seen.body["values"]["sent"].clone(),
                stood: seen.body["values"]["stood"].clone(),
            });
        }
        clashes
    }
}

fn base_of(made: &Made) -> i32 {
    i32::try_from(made.op.body["base_version"].as_i64().unwrap()).unwrap()
}

/// Was this change made by somebody else than the phone of this operation, and after it had looked?
fn is_by_another(last: Option<&Told>, made: &Made) -> bool {
    last.is_some_and(|last| last.version > base_of(made) && last.phone != Some(made.phone))
}

/// A plain field: what arrives last stands, once, and what somebody else had put there is kept beside it. Each language is
/// chosen once, so that whose change it was can be told.
fn of_language(made: &Made, language: &str, history: &[Told], clashes: &[Clash], found: &mut Vec<Violation>) {
    let mut written = history
        .iter()
        .filter(|told| told.language.1 == language && told.language.0 != language);
    let (Some(told), None) = (written.next(), written.next()) else {
        let times = history.iter().filter(|told| told.language.1 == language).count();
        let what = format!("stands in {times} versions: {}", made.op.body);
        found.push(Violation::new(Invariant::I3, what));
        return;
    };
    let changed = |of: &&Told| of.language.0 != of.language.1 && of.version < told.version;
    let last = history.iter().rfind(|of| changed(of));
    let clash = clashes.iter().find(|clash| clash.field == "language");
    if !is_by_another(last, made) {
        if clash.is_some() {
            found.push(Violation::new(
                Invariant::I6,
                format!("a conflict with nobody: {}", made.op.body),
            ));
        }
        return;
    }
    let is_kept = clash.is_some_and(|clash| {
        clash.kept == "sent" && clash.state == "auto" && clash.sent == *language && clash.stood == *told.language.0
    });
    if !is_kept {
        let what = format!(
            "{} was overwritten without a trace by {}",
            told.language.0, made.op.body
        );
        found.push(Violation::new(Invariant::I6, what));
    }
}

/// A guarded field: what stands stays where somebody else had changed it, and somebody has to decide.
fn of_gender(made: &Made, [until, version]: [i32; 2], history: &[Told], clashes: &[Clash], found: &mut Vec<Violation>) {
    let sent = made.op.body["set"]["gender_identity"].as_str().unwrap();
    let then = history.iter().rfind(|told| told.version <= version);
    let stood = then.map(|told| &*told.gender.1);
    let changed = |of: &&Told| of.gender.0 != of.gender.1 && of.version <= until;
    let last = history.iter().rfind(changed);
    let clash = clashes.iter().find(|clash| clash.field == "gender_identity");
    let is_right = match clash {
        // Everybody begins as `woman_girl` (the API's tests take her in so).
        None => stood.unwrap_or("woman_girl") == sent && (until == version || !is_by_another(last, made)),
        Some(clash) => {
            is_by_another(last, made)
                && stood.is_some_and(|stood| stood != sent && clash.stood["identity"] == stood)
                && (&*clash.kept, &*clash.state) == ("stood", "open")
                && clash.sent["identity"] == sent
        }
    };
    if !is_right {
        let what = format!("{stood:?} of version {version} after {}", made.op.body);
        found.push(Violation::new(Invariant::I6, what));
    }
}
