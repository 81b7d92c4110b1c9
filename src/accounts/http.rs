//! Signing in and out.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, delete, get, post};
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::error::Error;
use super::model::Email;
use super::{flow, store};
use crate::platform::db::{Actor, DbError, RawGrant};
use crate::platform::http::{FieldError, Problem, ProblemBody, RequestId, Valid};
use crate::platform::ids::{OrgId, StaffId};
use crate::state::AppState;
use actix_web::web::Data;

/// E-mail and password.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInRequest {
    /// The account's e-mail address.
    #[schema(value_type = String, example = "ana@example.org")]
    email: Email,
    /// The password.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
    /// Which organisation, when the account works in several.
    organisation_id: Option<OrgId>,
}

/// An open sign-in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignInView {
    /// Send as `Authorization: Bearer …`.
    access_token: String,
    /// When the token ends.
    access_token_ends_at: DateTime<Utc>,
    /// When the sign-in ends.
    sign_in_ends_at: DateTime<Utc>,
    /// The organisation signed in to.
    organisation_id: OrgId,
    /// Its name.
    organisation: String,
}

/// Who is signed in, and what she holds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeView {
    /// Her place in the organisation.
    staff_id: StaffId,
    /// The name colleagues see.
    display_name: String,
    /// The organisation.
    organisation_id: OrgId,
    /// Its name.
    organisation: String,
    /// Roles and where they hold.
    grants: Vec<HeldGrant>,
}

/// A role at a place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeldGrant {
    /// Code of list `staff_role`.
    role: String,
    /// The site, when it is one.
    site_id: Option<uuid::Uuid>,
    /// The programme, when it is one.
    programme_id: Option<uuid::Uuid>,
}

/// Sign in
///
/// Opens a sign-in to one organisation and gives a token of a few minutes.
/// Permission: anyone.
#[utoipa::path(tag = "accounts", operation_id = "signIn", security(()), responses(
    (status = 201, body = SignInView), (status = 401, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 503, body = ProblemBody)))]
#[post("/sign-ins")]
pub(crate) async fn sign_in(
    state: Data<AppState>,
    request_id: RequestId,
    Valid(body): Valid<SignInRequest>,
) -> Result<HttpResponse, Problem> {
    let SignInRequest {
        email,
        password,
        organisation_id,
    } = body;
    let done = flow::sign_in(
        state.db(),
        state.shared(),
        email,
        password,
        organisation_id,
        request_id.0,
    )
    .await?;
    Ok(HttpResponse::Created().json(SignInView {
        access_token: done.token,
        access_token_ends_at: done.token_ends_at,
        sign_in_ends_at: done.sign_in_ends_at,
        organisation_id: done.org,
        organisation: done.organisation,
    }))
}

/// Sign out
///
/// Ends the sign-in this request was made with: its token stops working at once.
/// Permission: whoever is signed in.
#[utoipa::path(tag = "accounts", operation_id = "signOut", responses((status = 204), (status = 401, body = ProblemBody)))]
#[delete("/sign-ins/current")]
pub(crate) async fn sign_out(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    state
        .db()
        .write(&actor, async |tx| store::end_own_sign_in(tx).await)
        .await
        .map_err(|error: DbError| Problem::from(error))?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who am I
///
/// Permission: whoever is signed in.
#[utoipa::path(tag = "accounts", operation_id = "readMe", responses((status = 200, body = MeView), (status = 401, body = ProblemBody)))]
#[get("/me")]
pub(crate) async fn read_me(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let view = state
        .db()
        .read(&actor, async |tx| -> Result<MeView, DbError> {
            let row = store::me(tx).await?;
            let grants = tx
                .context()
                .grants
                .iter()
                .map(|RawGrant { role, site, programme }| HeldGrant {
                    role: role.clone(),
                    site_id: *site,
                    programme_id: *programme,
                })
                .collect();
            Ok(MeView {
                staff_id: row.staff_id,
                display_name: row.display_name,
                organisation_id: row.org_id,
                organisation: row.organisation,
                grants,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NoMatch | Error::NoPlace => {
                Self::new(StatusCode::UNAUTHORIZED, "no_match", "E-mail and password do not match")
                    .detail("Check both and try again. If you have forgotten your password, ask your administrator.")
            }
            Error::SeveralOrganisations(list) => list.into_iter().fold(
                Self::conflict(
                    "choose_organisation",
                    "Which organisation?",
                    "You work in several. Send organisation_id as well.",
                ),
                |problem, (id, name)| {
                    problem.field(FieldError::new("/organisation_id", "choice", format!("{id}: {name}")))
                },
            ),
            Error::Busy => Self::unavailable("Many people are signing in right now. Try again in a moment."),
            Error::Password(refused) => {
                Self::validation(vec![FieldError::new("/password", "password", refused.to_string())])
            }
            Error::EmailTaken => {
                Self::conflict("email_taken", "This e-mail has an account", "Sign in with it instead.")
            }
            Error::Internal(reason) => {
                tracing::error!(reason, "signing in failed");
                Self::internal()
            }
            Error::Db(error) => error.into(),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(sign_in).service(sign_out).service(read_me);
}
