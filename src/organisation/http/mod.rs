//! The doors of the house.

mod grants;
mod policies;
mod sites;
mod staff;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::Error;
use super::scope::HouseScope;
use super::store::OrganisationRow;
use crate::access::Denied;
use crate::platform::db::{Actor, DbError};
use crate::platform::http::{FieldError, Operations, Problem, ProblemBody, etag};
use crate::platform::ids::OrgId;
use crate::state::AppState;

/// The organisation one is signed in to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrganisationView {
    /// Its id.
    id: OrgId,
    /// Its name.
    name: String,
    /// Its country, ISO 3166-1 alpha-2.
    #[schema(example = "CO")]
    country: String,
    /// The version of this record.
    etag: String,
}

/// The organisation
///
/// Permission: everybody who works in it; not who signs in for a funder.
#[utoipa::path(tag = "organisation", operation_id = "readOrganisation", responses(
    (status = 200, body = OrganisationView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
#[get("/organisation")]
pub(crate) async fn read_organisation(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let row: OrganisationRow = state
        .db()
        .read(&actor, async |tx| -> Result<_, Error> {
            Ok(HouseScope::see(tx)?.organisation().await?)
        })
        .await?;
    let view = OrganisationView {
        id: row.org_id,
        name: row.name,
        country: row.country,
        etag: etag(row.row_version).1,
    };
    Ok(answer(StatusCode::OK, row.row_version, &view))
}

/// A record and its version.
fn answer(status: StatusCode, row_version: i32, view: &impl Serialize) -> HttpResponse {
    HttpResponse::build(status).insert_header(etag(row_version)).json(view)
}

/// Did a unique key refuse what was to be created? Then it may have been created before.
fn is_taken(error: &Error) -> bool {
    matches!(error, Error::Db(DbError::Unique { .. }))
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(Denied::Db(error)) | Error::Db(error) => error.into(),
            Error::Denied(denied) => denied.into(),
            Error::ZoneFixed => Self::conflict(
                "time_zone_fixed",
                "The time zone is fixed",
                "Sessions were logged at this site, and their days were told by its clock. \
                 Open a new site for the other time zone instead.",
            ),
            Error::OwnGrant => Self::not_allowed(
                "Nobody gives or ends a role of her own. Ask another administrator of your organisation.",
            ),
            Error::StaffLeft => Self::conflict(
                "staff_left",
                "This person has left",
                "Roles are given to people who work here now.",
            ),
            Error::RoleDoesNotSuit => Self::rule(
                "role_does_not_suit",
                "This role does not suit this person",
                "People who sign in for a funder hold funder_viewer and nothing else; nobody else holds it.",
            )
            .field(FieldError::new("/role", "role_does_not_suit", "must be another role")),
            Error::HeldAlready => Self::conflict(
                "held_already",
                "This role is held already",
                "This person has this role at this place. Nothing needs to be done.",
            ),
            Error::TwoPlaces => Self::validation(vec![FieldError::new(
                "/programme_id",
                "two_places",
                "must be left out when site_id is sent: a role is for one site, for one programme, or for everything",
            )]),
            Error::NoSuchSite => Self::validation(vec![FieldError::new(
                "/site_id",
                "unknown",
                "must be a site of your organisation",
            )]),
            Error::NoSuchProgramme => Self::validation(vec![FieldError::new(
                "/programme_id",
                "unknown",
                "must be a programme of your organisation",
            )]),
            Error::GrantEnded => Self::conflict("grant_ended", "This role has ended", "Nothing needs to be done."),
            Error::ConfirmedAlready => Self::conflict(
                "confirmed_already",
                "These ages are confirmed already",
                "To change them, record new ages from a later day and confirm those.",
            ),
            Error::DayTaken => Self::conflict(
                "policy_exists",
                "This jurisdiction has ages from this day on",
                "Record yours from another day.",
            ),
        }
    }
}

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(read_organisation)
        .service(sites::list_sites)
        .service(sites::create_site)
        .service(sites::read_site)
        .service(sites::change_site)
        .service(staff::list_staff)
        .service(staff::read_staff)
        .service(grants::give_role)
        .service(grants::end_role)
        .service(policies::list_policies)
        .service(policies::create_policy)
        .service(policies::confirm_policy);
}
