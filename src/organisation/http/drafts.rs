//! Drafts of ages of consent, for whoever enters them.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::error::Error;
use super::super::model::Jurisdiction;
use super::super::scope::HouseScope;
use crate::platform::db::Actor;
use crate::platform::http::{Problem, ProblemBody};
use crate::state::AppState;

/// What we found about a few jurisdictions, each with its source. No lawyer has looked at it.
const DRAFTS: &str = include_str!("jurisdiction_drafts.json");

/// Ages as they stand in the sources. They open nothing: record them with `createJurisdictionPolicy`, and have them confirmed
/// by somebody who answers for them.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JurisdictionDraft {
    /// The jurisdiction, ISO 3166.
    jurisdiction: Jurisdiction,
    /// From this age on a person is of age.
    age_majority: i32,
    /// From this age on she consents to a service herself.
    age_service_consent: i32,
    /// From this age on she consents to the use of her data herself.
    age_data_consent: i32,
    /// Where each of them stands.
    sources: Vec<String>,
    /// What was not found, or has to be looked at by somebody who knows the law.
    open: String,
}

/// The drafts there are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JurisdictionDraftList {
    items: Vec<JurisdictionDraft>,
}

fn drafts() -> Result<Vec<JurisdictionDraft>, Problem> {
    serde_json::from_str(DRAFTS).map_err(|_broken| Problem::internal())
}

/// Drafts of ages of consent
///
/// For some jurisdictions, each with its source and with what is open. They open nothing.
/// Permission: everybody who works in the organisation; not who signs in for a funder.
#[utoipa::path(tag = "organisation", operation_id = "listJurisdictionDrafts", responses(
    (status = 200, body = JurisdictionDraftList), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[get("/jurisdiction-drafts")]
pub(crate) async fn list_drafts(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            HouseScope::see(tx)?;
            Ok(())
        })
        .await?;
    Ok(HttpResponse::Ok().json(JurisdictionDraftList { items: drafts()? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_draft_can_be_read_has_a_source_and_says_what_is_open() {
        let drafts = drafts().unwrap();
        assert!(drafts.len() >= 9);
        for draft in drafts {
            assert!(
                !draft.sources.is_empty() && !draft.open.is_empty(),
                "{:?}",
                draft.jurisdiction
            );
            let ages = [draft.age_service_consent, draft.age_data_consent];
            assert!(
                ages.iter().all(|age| (5..=draft.age_majority).contains(age)),
                "{:?}",
                draft.jurisdiction
            );
        }
    }
}
