//! What a device asks first.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::db::Actor;
use crate::platform::http::{Problem, ProblemBody};
use crate::state::AppState;
use crate::sync::error::Error;
use crate::sync::model::{DAYS_HELD, NOTE_DAYS, OLDEST, SCHEMA};
use crate::sync::scope::DeviceScope;
use crate::sync::store;

/// What a device is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Control {
    /// Go on.
    None,
    /// Send what is left; nothing comes any more.
    Drain,
}

/// What the server speaks, and what of the device.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SyncHello {
    /// The server's clock. A device's own is never trusted.
    server_now: DateTime<Utc>,
    /// The form of requests and answers.
    protocol: u16,
    /// The form of rows.
    schema: u16,
    /// The newest form of operations that is read.
    operation_schema: i32,
    /// The oldest form of operations that is read. A phone sends what it made in the form it made it in.
    oldest_operation_schema: i32,
    /// For how many days after its day a fact is held.
    days_held: i64,
    /// For how many days what one wrote oneself is held.
    note_days: i64,
    /// The history of the database; for devices that are signed in, once they pulled.
    epoch: Option<String>,
    /// What the device is to do; for devices that are signed in.
    control: Option<Control>,
    /// The public half of the organisation's rescue key (P-256, the uncompressed point as base64url), to which a phone seals a
    /// second copy of what it has not sent; for devices that are signed in.
    rescue_key: Option<String>,
}

/// Ask what the server speaks
///
/// Without a token: clock and forms. With a device's: which history of the database this is, and what the device is to do.
/// Permission: anyone.
#[utoipa::path(tag = "sync", operation_id = "syncHello", security((), ("bearer" = [])), responses(
    (status = 200, body = SyncHello), (status = 401, body = ProblemBody)))]
#[get("/sync/hello")]
pub(crate) async fn sync_hello(state: Data<AppState>, actor: Option<Actor>) -> Result<HttpResponse, Problem> {
    let told = match actor {
        None => Told::default(),
        Some(actor) => device(&state, &actor).await?,
    };
    Ok(HttpResponse::Ok().json(SyncHello {
        server_now: state.clock().now(),
        protocol: super::PROTOCOL,
        schema: super::SCHEMA,
        operation_schema: SCHEMA,
        oldest_operation_schema: OLDEST,
        days_held: DAYS_HELD,
        note_days: NOTE_DAYS,
        epoch: told.epoch,
        control: told.control,
        rescue_key: told.rescue_key,
    }))
}

/// What only a device is told.
#[derive(Default)]
struct Told {
    epoch: Option<String>,
    control: Option<Control>,
    rescue_key: Option<String>,
}

async fn device(state: &AppState, actor: &Actor) -> Result<Told, Error> {
    let key = state.shared().keys.rescue.of(actor.org()).ok();
    let rescue_key = key.map(|key| URL_SAFE_NO_PAD.encode(key.public()));
    let found = state.db().read(actor, async |tx| -> Result<_, Error> {
        let scope = DeviceScope::open(tx).await?;
        let epoch = store::epoch(tx).await?.filter(|row| row.is_current);
        let control = if scope.is_draining() {
            Control::Drain
        } else {
            Control::None
        };
        Ok(Told {
            epoch: epoch.map(|row| row.id),
            control: Some(control),
            rescue_key,
        })
    });
    match found.await {
        Err(Error::NotADevice | Error::Denied(_)) => Ok(Told::default()),
        found => found,
    }
}
