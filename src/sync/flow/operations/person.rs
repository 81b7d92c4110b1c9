//! Somebody who was met, and corrections to her record: field by field, by the class of each.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use validator::Validate;

use super::{Asked, Done, Held, Kind, Refusal, compared, mac, request};
use crate::people::http::CreatePerson;
use crate::people::{self, Fields, Gender, MissingReason, PersonId, language_tag};
use crate::platform::db::{DbError, Tx, Write};
use crate::platform::http::shaped;
use crate::sync::model::PERSON;
use crate::sync::model::fields::{Merged, class_of, merge};
use crate::sync::store::conflicts::Clash;
use crate::sync::store::revisions::{self, Corrected};

/// How often it is tried while others change the same record.
const TRIES: usize = 3;

/// Corrections to a record. What is left out stays.
#[derive(Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Corrections {
    #[validate(length(min = 2, max = 20), custom(function = "language_tag"))]
    language: Option<String>,
    gender_identity: Option<Gender>,
    gender_missing: Option<MissingReason>,
}

/// How she names her gender, or why that is not known: two columns, one thing.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Named {
    identity: Option<String>,
    missing: Option<String>,
}

/// One thing that a patch changes: as conflicts call it, and the columns it lies in.
#[derive(Clone, Copy, PartialEq)]
struct Part {
    name: &'static str,
    columns: &'static [&'static str],
}

const LANGUAGE: Part = Part {
    name: "language",
    columns: &["language"],
};
const GENDER: Part = Part {
    name: "gender_identity",
    columns: &["gender_identity", "gender_missing"],
};

/// Somebody was met.
pub(super) struct Create;

fn read(asked: &Asked<'_>) -> Result<(CreatePerson, [u8; 16]), Refusal> {
    let body: CreatePerson = request(&asked.op, &[])?;
    let mac = mac(asked, "createPerson", &body)?;
    Ok((body, mac))
}

impl Kind for Create {
    const NAME: &'static str = "person-create";

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (body, mac) = read(asked)?;
        people::take_in_sent(asked.tx, asked.keys, body, mac).await?;
        Ok(Done::applied(1))
    }

    async fn stands(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (_, mac) = read(asked)?;
        let stands = people::stands(asked.tx, PersonId::from_uuid(asked.op.entity_id)).await?;
        compared(stands, mac)
    }
}

/// Her record is corrected.
pub(super) struct Patch;

impl Kind for Patch {
    const NAME: &'static str = "person-patch";

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let person = PersonId::from_uuid(asked.op.entity_id);
        let fields: Corrections = shaped(Value::Object(asked.op.set.clone()))?;
        let sent = sent_by(&fields)?;
        for _ in 0..TRIES {
            if let Some(done) = merged(asked, person, &sent).await? {
                return Ok(done);
            }
        }
        Err(DbError::Retry("others change the same record").into())
    }
}

fn value_of(fields: &Fields, part: Part) -> Value {
    if part == LANGUAGE {
        json!(fields.language)
    } else {
        json!(Named {
            identity: fields.gender_identity.clone(),
            missing: fields.gender_missing.clone(),
        })
    }
}

fn sent_by(patch: &Corrections) -> Result<Vec<(Part, Value)>, Refusal> {
    let gender = Named {
        identity: patch.gender_identity.map(|code| code.as_str().to_owned()),
        missing: patch.gender_missing.map(|code| code.as_str().to_owned()),
    };
    if gender.identity.is_some() && gender.missing.is_some() {
        return Err(people::Error::GenderOrReason.into());
    }
    let named = gender.identity.is_some() || gender.missing.is_some();
    let language = patch.language.as_ref().map(|language| (LANGUAGE, json!(language)));
    Ok(language
        .into_iter()
        .chain(named.then(|| (GENDER, json!(gender))))
        .collect())
}

/// Brings what was sent together with what stands; `None`: that changed meanwhile.
async fn merged(asked: &Asked<'_>, person: PersonId, sent: &[(Part, Value)]) -> Result<Option<Done>, Refusal> {
    let (tx, base) = (asked.tx, asked.op.base_version.unwrap_or(0));
    let known = Corrected {
        row: (PERSON, person.uuid()),
        op: asked.id,
        epoch: asked.op.base_epoch.as_deref(),
    };
    let stands = people::fields(tx, person).await?;
    if stands.erased {
        return Err(Refusal::Held(Held::only("entity_deleted")));
    }
    let (mut written, mut clashes) = (Vec::new(), Vec::new());
    for (part, value) in sent {
        let stood = value_of(&stands, *part);
        let changed_at = revisions::changed_at(tx, known, part.columns).await?;
        let Some(class) = class_of("person", part.name) else {
            return Err(DbError::Unexpected("a field without a class".into()).into());
        };
        let merged = merge(class, changed_at, base, &stood, value);
        if matches!(merged, Merged::Written | Merged::Overwrites) {
            written.push((*part, value));
        }
        if matches!(merged, Merged::Overwrites | Merged::KeptBeside | Merged::Waits) {
            clashes.push(Clash {
                person,
                site: stands.site.uuid(),
                entity: "person",
                entity_id: person.uuid(),
                field: part.name,
                kept: if merged == Merged::Overwrites { "sent" } else { "stood" },
                open: merged == Merged::Waits,
                sent: value.clone(),
                stood,
            });
        }
    }
    let mut version = stands.version;
    if !written.is_empty() {
        if !put(tx, person, version, &written).await? {
            return Ok(None);
        }
        version += 1;
    }
    let status = if !clashes.is_empty() {
        "conflict"
    } else if stands.version > base {
        "merged"
    } else {
        "applied"
    };
    Ok(Some(Done {
        status,
        version,
        wrote: !written.is_empty(),
        clashes,
    }))
}

/// Writes these over what stands in this version; `false`: that changed meanwhile.
async fn put(tx: &Tx<Write>, person: PersonId, version: i32, parts: &[(Part, &Value)]) -> Result<bool, Refusal> {
    let of = |part: Part| {
        parts
            .iter()
            .find(|(one, _)| *one == part)
            .map(|(_, value)| (*value).clone())
    };
    let damaged = || DbError::Unexpected("a value of another form".into());
    let language: Option<String> = of(LANGUAGE)
        .map(|value| serde_json::from_value(value).map_err(|_error| damaged()))
        .transpose()?;
    let named: Option<Named> = of(GENDER)
        .map(|value| serde_json::from_value(value).map_err(|_error| damaged()))
        .transpose()?;
    let (identity, missing) = named.map_or((None, None), |named| (named.identity, named.missing));
    let identity = identity
        .map(|code| Gender::parse(&code).ok_or_else(damaged))
        .transpose()?;
    let missing = missing
        .map(|code| MissingReason::parse(&code).ok_or_else(damaged))
        .transpose()?;
    match people::correct(tx, person, version, language, identity, missing).await {
        Ok(()) => Ok(true),
        Err(people::Error::ChangedMeanwhile) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// What stands in the record of somebody whom the caller may correct.
pub(in crate::sync) async fn fields_of(tx: &Tx<Write>, person: PersonId) -> Result<Fields, Refusal> {
    Ok(people::fields(tx, person).await?)
}

/// Writes one value of a conflict, whatever stands; `false`: that changed meanwhile.
pub(in crate::sync) async fn put_field(
    tx: &Tx<Write>,
    person: PersonId,
    version: i32,
    field: &str,
    value: &Value,
) -> Result<bool, Refusal> {
    let part = if field == LANGUAGE.name { LANGUAGE } else { GENDER };
    put(tx, person, version, &[(part, value)]).await
}
