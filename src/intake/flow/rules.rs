//! Writing the rules of a programme.

use crate::access::Denied;
use crate::intake::error::Error;
use crate::intake::http::RuleBody;
use crate::intake::model::{Question, RuleId};
use crate::intake::scope::RulesScope;
use crate::intake::store::{self, NewRule};
use crate::platform::db::{Tx, Write};
use crate::programmes::ProgrammeId;

/// Adds a rule to a programme.
pub(in crate::intake) async fn add_rule(
    tx: &Tx<Write>,
    programme: ProgrammeId,
    id: RuleId,
    rule: RuleBody,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = RulesScope::open(tx, programme).await?;
    let new = NewRule {
        id,
        version: 1,
        kind: rule.kind,
        question: question(&rule)?,
        message: rule.message,
        in_force: true,
        created_mac: Some(created_mac),
    };
    Ok(scope.add(new).await?)
}

/// Writes the next version of a rule. Two at once: the second finds its number taken.
pub(in crate::intake) async fn change_rule(
    tx: &Tx<Write>,
    id: RuleId,
    version: i32,
    rule: RuleBody,
    in_force: bool,
) -> Result<(), Error> {
    let known = store::find_rule(tx, id).await?.ok_or(Denied::NotFound)?;
    let scope = RulesScope::open(tx, known.programme_id).await?;
    if known.version != version {
        return Err(Error::ChangedMeanwhile);
    }
    let new = NewRule {
        id,
        version: version.saturating_add(1),
        kind: rule.kind,
        question: question(&rule)?,
        message: rule.message,
        in_force,
        created_mac: None,
    };
    scope.add(new).await.map_err(|error| {
        if error.is_id_taken() {
            Error::ChangedMeanwhile
        } else {
            error.into()
        }
    })
}

fn question(rule: &RuleBody) -> Result<Question, Error> {
    let ages = match (rule.age_from, rule.age_to) {
        (None, None) => None,
        (from, to) => Some(from.zip(to).ok_or(Error::RuleNotWhole)?),
    };
    let areas = rule.areas.clone().unwrap_or_default();
    Question::of(rule.expr, ages, rule.consent_kind, areas).ok_or(Error::RuleNotWhole)
}
