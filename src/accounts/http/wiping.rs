//! Letting a device only send, and having it delete what it holds.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};

use super::super::error::JoinError;
use super::super::flow::devices as flow;
use super::super::model::device::DeviceId;
use crate::access::Denied;
use crate::platform::db::Actor;
use crate::platform::http::{PathId, Problem, ProblemBody};
use crate::platform::ids::StaffId;
use crate::state::AppState;

/// Let a colleague's device only send
///
/// What is on it and was not sent still arrives; it is sent nothing any more, and stays so. For somebody who leaves, or
/// works with others from now on.
/// Permission: herself, who supervises every place she works at, and organisation administrators.
#[utoipa::path(tag = "accounts", operation_id = "drainStaffDevice", params(("id" = StaffId, Path, description = "The colleague."),
    ("device" = DeviceId, Path, description = "Her device.")), responses((status = 204), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[post("/staff/{id}/devices/{device}/drain")]
pub(crate) async fn drain_staff_device(
    state: Data<AppState>,
    actor: Actor,
    PathId((staff, device)): PathId<(StaffId, DeviceId)>,
) -> Result<HttpResponse, Problem> {
    let drained = state.db().write(&actor, async move |tx| -> Result<_, JoinError> {
        there(flow::open(tx, staff).await?.drain(device).await?)
    });
    drained.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Have a colleague's device delete what it holds
///
/// For a lost or stolen phone. Its token stops working at once; when it asks for another it is told to delete everything,
/// also what was not sent.
/// Permission: herself, who supervises every place she works at, and organisation administrators.
#[utoipa::path(tag = "accounts", operation_id = "wipeStaffDevice", params(("id" = StaffId, Path, description = "The colleague."),
    ("device" = DeviceId, Path, description = "Her device.")), responses((status = 204), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[post("/staff/{id}/devices/{device}/wipe")]
pub(crate) async fn wipe_staff_device(
    state: Data<AppState>,
    actor: Actor,
    PathId((staff, device)): PathId<(StaffId, DeviceId)>,
) -> Result<HttpResponse, Problem> {
    let wiped = state.db().write(&actor, async move |tx| -> Result<_, JoinError> {
        there(flow::open(tx, staff).await?.wipe(device).await?)
    });
    wiped.await?;
    Ok(HttpResponse::NoContent().finish())
}

fn there(done: bool) -> Result<(), JoinError> {
    if done { Ok(()) } else { Err(Denied::NotFound.into()) }
}
