//! Receiving a referral.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::look::answer;
use super::views::ReferralView;
use crate::casework::Channel;
use crate::intake::error::Error;
use crate::intake::flow;
use crate::intake::model::{
    Mandate, ReferralAgreement, ReferralId, ReferralReason, ReferralSource, ReferralSourceId, Urgency,
};
use crate::intake::store;
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::db::Actor;
use crate::platform::http::{PathId, Problem, ProblemBody, Valid, content_mac, same_creation};
use crate::programmes::ProgrammeId;
use crate::state::AppState;

/// How often a call that met another at the same moment is written again: the second time it finds the other one.
const TRIES: usize = 3;

/// A call or paper that asks for a person to be taken into a programme.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReceiveReferral {
    /// Made by the client (UUID version 7). Of this call; the referral has the id of its first call.
    pub(in crate::intake) id: ReferralSourceId,
    /// Into which programme.
    pub(in crate::intake) programme_id: ProgrammeId,
    /// Where: one of her own places, at which the programme runs.
    pub(in crate::intake) site_id: SiteId,
    /// Who asked.
    pub(in crate::intake) source: ReferralSource,
    /// The organisation who asked works for. Not a person's name.
    #[validate(length(min = 1, max = 120))]
    pub(in crate::intake) referrer_organisation: Option<String>,
    /// Who asked, by name. Sealed as soon as it arrives.
    #[validate(length(min = 1, max = 200))]
    pub(in crate::intake) referrer_name: Option<String>,
    /// Does somebody oblige her to come?
    pub(in crate::intake) mandate: Mandate,
    /// How soon she must be seen.
    pub(in crate::intake) urgency: Urgency,
    /// What they hope for.
    #[validate(length(min = 1, max = 12))]
    pub(in crate::intake) reasons: Vec<ReferralReason>,
    /// Did she agree to be referred?
    pub(in crate::intake) agreed: ReferralAgreement,
    /// When it came. Late is easy, the future is not.
    pub(in crate::intake) received_at: DateTime<Utc>,
    /// By which way this record reached us; `web` when left out.
    pub(in crate::intake) recorded_via: Option<Channel>,
}

impl std::fmt::Debug for ReceiveReferral {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReceiveReferral")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Receive a referral
///
/// One person, one programme, one referral: while one is open, or within 30 days of one, another call is part of it, adds
/// who asked and opens it again if it had ended. The answer is the referral it is part of.
/// Permission: who took her in or is assigned to her; supervisors and intake officers of the site.
#[utoipa::path(tag = "intake", operation_id = "receiveReferral",
    request_body = ReceiveReferral, params(("id" = PersonId, Path)), responses(
    (status = 201, body = ReferralView), (status = 200, body = ReferralView, description = "Received before with the same content"),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/people/{id}/referrals")]
pub(crate) async fn receive_referral(
    state: Data<AppState>,
    actor: Actor,
    PathId(person): PathId<PersonId>,
    Valid(body): Valid<ReceiveReferral>,
) -> Result<HttpResponse, Problem> {
    let mac = content_mac(state.keys(), actor.org(), "receiveReferral", &(person, &body))?;
    let id = body.id;
    match receive(&state, &actor, person, body, mac).await {
        Ok(referral) => answer(&state, &actor, referral, HttpResponse::Created()).await,
        Err(Error::Db(error)) if error.is_id_taken() => {
            let known = state
                .db()
                .read(&actor, async |tx| -> Result<_, Error> {
                    Ok(store::find_source(tx, id).await?)
                })
                .await?;
            same_creation(known.as_ref().and_then(|known| known.created_mac.as_deref()), &mac)?;
            let known = known.ok_or_else(Problem::not_found)?;
            answer(&state, &actor, known.referral_id, HttpResponse::Ok()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes it, again when another call for the same was written at the same moment.
async fn receive(
    state: &AppState,
    actor: &Actor,
    person: PersonId,
    body: ReceiveReferral,
    mac: [u8; 16],
) -> Result<ReferralId, Error> {
    let mut tries = 1;
    loop {
        let (shared, body) = (state.shared(), body.clone());
        let received = state
            .db()
            .write(actor, async move |tx| {
                flow::receive(tx, &shared.keys, person, body, mac).await
            })
            .await;
        match received {
            Err(Error::Raced) if tries < TRIES => tries += 1,
            other => return other,
        }
    }
}
