//! Who is signed in.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::store::accounts;
use crate::platform::db::{Actor, DbError, RawGrant};
use crate::platform::http::{Problem, ProblemBody};
use crate::platform::ids::{OrgId, StaffId};
use crate::state::AppState;

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
    /// Until she has set up her second factor she can do that, and nothing else.
    second_factor_setup_needed: bool,
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

/// Who am I
///
/// Permission: whoever is signed in.
#[utoipa::path(tag = "accounts", operation_id = "readMe", responses((status = 200, body = MeView), (status = 401, body = ProblemBody)))]
#[get("/me")]
pub(crate) async fn read_me(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let view = state
        .db()
        .read(&actor.even_limited(), async |tx| -> Result<MeView, DbError> {
            let row = accounts::me(tx).await?;
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
                second_factor_setup_needed: tx.context().is_limited,
                grants,
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(view))
}
