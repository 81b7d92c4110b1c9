//! Devices: codes, enrolment, tokens, and ending them.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get, post};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::error::JoinError;
use super::super::flow::devices as flow;
use super::super::model::device::{DeviceId, DeviceKind, KeyAlgorithm};
use super::super::scope::DevicesScope;
use super::super::store::devices::{ListedRow, NewDevice};
use crate::access::Denied;
use crate::platform::db::Actor;
use crate::platform::http::{ClientNetwork, FieldError, PathId, Problem, ProblemBody, RequestId, Valid, id_taken};
use crate::platform::ids::{OrgId, StaffId};
use crate::state::AppState;

/// A code for a device. Shown once, to be read from this screen.
#[derive(Serialize, ToSchema)]
pub(crate) struct FieldCodeView {
    /// Eight letters, to be typed.
    #[schema(example = "KFTM-RWQZ")]
    code: String,
    /// The same as a link, to be scanned.
    link: String,
    /// The link as a picture (SVG).
    qr_svg: String,
    /// When it ends.
    expires_at: DateTime<Utc>,
}

/// Bytes as base64url without padding (RFC 4648 §5).
#[derive(Debug, Clone)]
pub(crate) struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        URL_SAFE_NO_PAD
            .decode(text.as_bytes())
            .map(Self)
            .map_err(|_error| serde::de::Error::custom("must be base64url without padding"))
    }
}

/// A device to be enrolled.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnrolDeviceRequest {
    /// A new `UUID (version 7)` for the device, made by it.
    id: DeviceId,
    /// The eight letters, however they were typed.
    #[schema(value_type = String, format = Password, example = "KFTM-RWQZ")]
    code: SecretString,
    /// What it is.
    kind: DeviceKind,
    /// What it signs with.
    key_algorithm: KeyAlgorithm,
    /// Its public key: 32 bytes for `ed25519`, 65 bytes (uncompressed point) for `p256`; base64url.
    #[schema(value_type = String)]
    public_key: Bytes,
}

/// An enrolled device.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnrolledDeviceView {
    /// The device.
    id: DeviceId,
    /// The organisation it signs in to.
    organisation_id: OrgId,
    /// Its name.
    organisation: String,
    /// Whose it is.
    staff_id: StaffId,
    /// The name colleagues see.
    display_name: String,
}

/// A request for a token, signed by the device.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeviceTokenRequest {
    /// The device.
    device_id: DeviceId,
    /// When it was signed, to the millisecond; at most two minutes ago.
    signed_at: DateTime<Utc>,
    /// 16 to 64 characters of base64url that were never used before.
    #[validate(length(min = 16, max = 64))]
    nonce: String,
    /// Over `causeway device token 1`, `POST /api/v1/device-tokens`, the device's id, the milliseconds since 1970 and the
    /// nonce, a line each, without one at the end; base64url. For `p256` as Web Crypto signs: SHA-256, 64 bytes.
    #[schema(value_type = String)]
    signature: Bytes,
}

/// A token for a device.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeviceTokenView {
    /// Send as `Authorization: Bearer …`.
    access_token: String,
    /// When it ends.
    access_token_ends_at: DateTime<Utc>,
    /// When the device has to be enrolled anew, at the latest.
    sign_in_ends_at: DateTime<Utc>,
    /// The organisation it is for.
    organisation_id: OrgId,
}

/// A device.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeviceView {
    /// The device.
    id: DeviceId,
    /// What it is.
    kind: DeviceKind,
    /// Since when.
    enrolled_at: DateTime<Utc>,
    /// When it last asked for a token.
    last_seen_at: Option<DateTime<Utc>>,
    /// When it was ended.
    ended_at: Option<DateTime<Utc>>,
}

/// Devices, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DevicesView {
    /// Ended ones too.
    items: Vec<DeviceView>,
}

impl From<Vec<ListedRow>> for DevicesView {
    fn from(rows: Vec<ListedRow>) -> Self {
        let view = |row: ListedRow| DeviceView {
            id: row.id,
            kind: row.kind,
            enrolled_at: row.enrolled_at,
            last_seen_at: row.last_seen_at,
            ended_at: row.revoked_at,
        };
        Self {
            items: rows.into_iter().map(view).collect(),
        }
    }
}

/// Make a code for a colleague's device
///
/// Shown once, for ten minutes; the one before stops working. She types or scans it on her device, in your presence, and
/// chooses her passphrase there. The same mends a forgotten passphrase.
/// Permission: supervisors, for colleagues who do field work at their places and hold nothing else; never for oneself, after a step-up.
#[utoipa::path(tag = "accounts", operation_id = "makeFieldCode", params(("id" = StaffId, Path, description = "The colleague.")),
    responses((status = 201, body = FieldCodeView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
#[post("/staff/{id}/field-codes")]
pub(crate) async fn make_field_code(
    state: Data<AppState>,
    actor: Actor,
    PathId(staff): PathId<StaffId>,
) -> Result<HttpResponse, Problem> {
    let (code, shared) = (flow::new_code()?, state.shared());
    let shown = code.text();
    let expires_at = state
        .db()
        .write(&actor, async move |tx| {
            flow::make_code(tx, &shared.keys, staff, &code).await
        })
        .await?;
    let link = format!("{}/device#{}", state.post().public_url, *shown);
    Ok(HttpResponse::Created().json(FieldCodeView {
        code: shown.to_string(),
        qr_svg: flow::picture(&link)?,
        link,
        expires_at,
    }))
}

/// Enrol a device
///
/// The device makes a key pair and keeps the private half. Sent again by the same device with the same key it answers 200.
/// Permission: whoever has the code.
#[utoipa::path(tag = "accounts", operation_id = "enrolDevice",
    request_body = EnrolDeviceRequest, security(()), responses((status = 201, body = EnrolledDeviceView),
    (status = 200, body = EnrolledDeviceView), (status = 401, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
#[post("/devices")]
pub(crate) async fn enrol_device(
    state: Data<AppState>,
    request_id: RequestId,
    ClientNetwork(network): ClientNetwork,
    Valid(body): Valid<EnrolDeviceRequest>,
) -> Result<HttpResponse, Problem> {
    let EnrolDeviceRequest {
        id,
        code,
        kind,
        key_algorithm: algorithm,
        public_key: Bytes(public_key),
    } = body;
    let bytes = if algorithm == *"ed25519" { 32 } else { 65 };
    if public_key.len() != bytes {
        let detail = format!("must be {bytes} bytes for this algorithm");
        return Err(Problem::validation(vec![FieldError::new(
            "/public_key",
            "length",
            detail,
        )]));
    }
    let new = NewDevice {
        id,
        kind,
        algorithm,
        public_key,
    };
    let (db, shared) = (state.db(), state.shared());
    let enrolled = match flow::enrol(db, shared, code.expose_secret(), new, (network, request_id.0)).await {
        // Somebody else's device: ids are drawn at random, and this one was not.
        Err(JoinError::Db(error)) if error.unique_constraint().is_some() => return Err(id_taken()),
        enrolled => enrolled?,
    };
    let status = if enrolled.again {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Ok(HttpResponse::build(status).json(EnrolledDeviceView {
        id: enrolled.device,
        organisation_id: enrolled.org,
        organisation: enrolled.organisation,
        staff_id: enrolled.staff,
        display_name: enrolled.display_name,
    }))
}

/// Get a token for a device
///
/// For 15 minutes. Nothing is used up: if the answer is lost, ask again with a new nonce. A nonce works once.
/// Permission: whoever holds the device's key.
#[utoipa::path(tag = "accounts", operation_id = "makeDeviceToken",
    request_body = DeviceTokenRequest, security(()), responses((status = 201, body = DeviceTokenView),
    (status = 401, body = ProblemBody), (status = 410, body = ProblemBody, description = "Delete everything"),
    (status = 422, body = ProblemBody)))]
#[post("/device-tokens")]
pub(crate) async fn make_device_token(
    state: Data<AppState>,
    Valid(body): Valid<DeviceTokenRequest>,
) -> Result<HttpResponse, Problem> {
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !body.nonce.bytes().all(sound) {
        let wrong = FieldError::new("/nonce", "letters", "must be letters of base64url");
        return Err(Problem::validation(vec![wrong]));
    }
    let asked = flow::TokenAsked {
        device: body.device_id,
        at: body.signed_at,
        nonce: body.nonce,
        signature: body.signature.0,
    };
    let given = flow::token(state.db(), state.shared(), asked).await?;
    Ok(HttpResponse::Created().json(DeviceTokenView {
        access_token: given.token,
        access_token_ends_at: given.ends_at,
        sign_in_ends_at: given.sign_in_ends_at,
        organisation_id: given.org,
    }))
}

/// One's own devices
///
/// Permission: whoever is signed in.
#[utoipa::path(tag = "accounts", operation_id = "listOwnDevices", responses((status = 200, body = DevicesView),
    (status = 401, body = ProblemBody)))]
#[get("/me/devices")]
pub(crate) async fn list_own_devices(state: Data<AppState>, actor: Actor) -> Result<HttpResponse, Problem> {
    let rows = state.db().read(&actor, async |tx| -> Result<_, JoinError> {
        Ok(DevicesScope::own(tx).devices().await?)
    });
    Ok(HttpResponse::Ok().json(DevicesView::from(rows.await?)))
}

/// End one's own device
///
/// Its token stops working at once. What is on it and was not sent stays on it.
/// Permission: whoever is signed in.
#[utoipa::path(tag = "accounts", operation_id = "endOwnDevice", params(("id" = DeviceId, Path, description = "The device.")),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[delete("/me/devices/{id}")]
pub(crate) async fn end_own_device(
    state: Data<AppState>,
    actor: Actor,
    PathId(id): PathId<DeviceId>,
) -> Result<HttpResponse, Problem> {
    let ended = state.db().write(&actor, async move |tx| -> Result<_, JoinError> {
        ended(DevicesScope::own(tx).revoke(id).await?)
    });
    ended.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A colleague's devices
///
/// Permission: herself, who supervises every place she works at, and organisation administrators.
#[utoipa::path(tag = "accounts", operation_id = "listStaffDevices", params(("id" = StaffId, Path, description = "The colleague.")),
    responses((status = 200, body = DevicesView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)))]
#[get("/staff/{id}/devices")]
pub(crate) async fn list_staff_devices(
    state: Data<AppState>,
    actor: Actor,
    PathId(staff): PathId<StaffId>,
) -> Result<HttpResponse, Problem> {
    let rows = state.db().read(&actor, async |tx| -> Result<_, JoinError> {
        Ok(flow::open(tx, staff).await?.devices().await?)
    });
    Ok(HttpResponse::Ok().json(DevicesView::from(rows.await?)))
}

/// End a colleague's device
///
/// For a lost phone. Its token stops working at once.
/// Permission: herself, who supervises every place she works at, and organisation administrators.
#[utoipa::path(tag = "accounts", operation_id = "endStaffDevice", params(("id" = StaffId, Path, description = "The colleague."),
    ("device" = DeviceId, Path, description = "Her device.")), responses((status = 204), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[delete("/staff/{id}/devices/{device}")]
pub(crate) async fn end_staff_device(
    state: Data<AppState>,
    actor: Actor,
    PathId((staff, device)): PathId<(StaffId, DeviceId)>,
) -> Result<HttpResponse, Problem> {
    let ended = state.db().write(&actor, async move |tx| -> Result<_, JoinError> {
        ended(flow::open(tx, staff).await?.revoke(device).await?)
    });
    ended.await?;
    Ok(HttpResponse::NoContent().finish())
}

fn ended(done: bool) -> Result<(), JoinError> {
    if done { Ok(()) } else { Err(Denied::NotFound.into()) }
}
