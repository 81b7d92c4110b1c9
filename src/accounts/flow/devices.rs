//! Devices: an account without a mailbox, a code shown in person, a key that signs.

use std::sync::Arc;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey, VerificationAlgorithm};
use chrono::{DateTime, Utc};
use qrcode::QrCode;
use qrcode::render::svg;
use subtle::ConstantTimeEq;

use super::super::error::{Error, JoinError};
use super::super::model::device::{
    ABSOLUTE, CODE_LIVES, DeviceId, FieldCode, FieldCodeId, IDLE, KeyAlgorithm, MOST_WRONG, handle, is_for_devices,
    is_fresh, remember_request, signed_text,
};
use super::super::model::sign_in::SignInKind;
use super::super::model::throttle::{Guess, Outcome};
use super::super::scope::{DevicesScope, JoiningScope};
use super::super::store::devices::{self, CodeRow, ColleagueRow, HolderRow, NewDevice, NewFieldAccount};
use super::super::store::sign_ins::{self, NewSignIn};
use super::super::store::trace::{Who, remember};
use super::super::store::wiping::find_wiped;
use super::attempt::Attempt;
use crate::access::{Denied, Spot, require_step_up};
use crate::organisation::{SiteId, grant_spot};
use crate::platform::db::{AuditEvent, AuthTx, Db, DbError, Tier, Tx, Write};
use crate::platform::http::Network;
use crate::platform::ids::{OrgId, SignInId, StaffId, TokenId};
use crate::platform::keys::Keys;
use crate::platform::mail::{Mail, Template, seal};
use crate::platform::random;
use crate::state::Shared;

/// A handle nobody can guess a word in.
pub(in crate::accounts) fn new_handle() -> Result<String, Error> {
    draw(handle)
}

/// A new code.
pub(in crate::accounts) fn new_code() -> Result<FieldCode, Error> {
    draw(FieldCode::from_random)
}

/// Draws until enough bytes could be used: of 64 nearly all can.
fn draw<T>(make: impl Fn(&[u8]) -> Option<T>) -> Result<T, Error> {
    for _ in 0..8 {
        let bytes = random::bytes::<64>().map_err(|_none| Error::Internal("no random bytes"))?;
        if let Some(made) = make(bytes.as_slice()) {
            return Ok(made);
        }
    }
    Err(Error::Internal("random bytes that are not random"))
}

/// What is kept of a code.
fn code_mac(keys: &Keys, org: OrgId, id: FieldCodeId, code: &FieldCode) -> [u8; 16] {
    let content = [id.bytes().as_slice(), code.secret().as_bytes()].concat();
    *keys
        .content_mac
        .content_mac(org.bytes())
        .tag("field_code", &content)
        .as_bytes()
}

/// Makes an account for somebody without a mailbox.
pub(in crate::accounts) async fn add_field_account(
    tx: &Tx<Write>,
    new: NewFieldAccount,
) -> Result<ColleagueRow, JoinError> {
    let (site, staff) = (Some(new.site), new.staff);
    let place = grant_spot(tx, site, None).await;
    let at = place.as_ref().map_or_else(
        |_| site.map_or_else(Spot::organisation, |site: SiteId| Spot::site(site.uuid())),
        Clone::clone,
    );
    let scope = JoiningScope::open(tx, &at)?;
    require_step_up(tx.context(), tx.now())?;
    place?;
    if !is_for_devices(new.role) {
        return Err(JoinError::NoDeviceForRole);
    }
    scope.add_field_account(new).await?;
    Ok(devices::colleague(tx, staff).await?.ok_or(Denied::NotFound)?)
}

/// A colleague who works here, and what she holds.
async fn at_work<M>(tx: &Tx<M>, staff: StaffId) -> Result<Vec<super::super::scope::HeldAt>, JoinError> {
    let row = devices::colleague(tx, staff).await?.ok_or(Denied::NotFound)?;
    if row.has_left {
        return Err(JoinError::HasLeft);
    }
    Ok(devices::held_by(tx, staff).await?)
}

/// Makes a code for a colleague's device. It is shown once and kept as a digest.
pub(in crate::accounts) async fn make_code(
    tx: &Tx<Write>,
    keys: &Keys,
    staff: StaffId,
    code: &FieldCode,
) -> Result<DateTime<Utc>, JoinError> {
    let held = at_work(tx, staff).await?;
    let scope = DevicesScope::hand_over(tx, staff, &held)?;
    require_step_up(tx.context(), tx.now())?;
    let (id, expires_at) = (FieldCodeId::from_uuid(tx.new_id()), tx.now() + CODE_LIVES);
    let mac = code_mac(keys, tx.context().org, id, code);
    scope.make_code(id, code, mac, expires_at).await?;
    Ok(expires_at)
}

/// Opens a colleague's devices.
pub(in crate::accounts) async fn open<M>(tx: &Tx<M>, staff: StaffId) -> Result<DevicesScope<'_, M>, JoinError> {
    devices::colleague(tx, staff).await?.ok_or(Denied::NotFound)?;
    let held = devices::held_by(tx, staff).await?;
    Ok(DevicesScope::look(tx, staff, &held)?)
}

/// The code as a picture that a phone's camera reads: a link whose secret no server is sent.
pub(in crate::accounts) fn picture(text: &str) -> Result<String, Error> {
    let code = QrCode::new(text).map_err(|_too_long| Error::Internal("QR code"))?;
    Ok(code
        .render()
        .min_dimensions(240, 240)
        .dark_color(svg::Color("#1B2420"))
        .light_color(svg::Color("#FFFFFF"))
        .build())
}

/// A device that was enrolled.
pub(in crate::accounts) struct Enrolled {
    pub(in crate::accounts) device: DeviceId,
    pub(in crate::accounts) org: OrgId,
    pub(in crate::accounts) staff: StaffId,
    pub(in crate::accounts) organisation: String,
    pub(in crate::accounts) display_name: String,
    /// The same request had been answered before.
    pub(in crate::accounts) again: bool,
}

/// What came of a code. A wrong one is no error: that it was counted must stand.
enum Presented {
    Enrolled(Enrolled),
    Refused,
}

/// Enrols a device with a code. Wrong, ended, used by another device, or made for somebody who may have none (any more):
/// all the same answer.
pub(in crate::accounts) async fn enrol(
    db: &Db,
    shared: Arc<Shared>,
    code: &str,
    new: NewDevice,
    from: (Network, String),
) -> Result<Enrolled, JoinError> {
    let (network, request_id) = from;
    let code = FieldCode::parse(code).ok_or(JoinError::CodeWrong)?;
    let guess = Guess::at_the_door(&shared.keys.content_mac, network);
    let attempt = Attempt::begin(db, guess, Error::NoMatch).await?;
    let presented = db
        .auth(async move |tx| present(tx, &shared, &code, new, request_id).await)
        .await;
    let outcome = match &presented {
        Ok(Presented::Enrolled(_)) => Outcome::Right,
        Ok(Presented::Refused) => Outcome::Wrong,
        Err(_) => Outcome::Neither,
    };
    attempt.end(db, outcome).await?;
    match presented? {
        Presented::Enrolled(enrolled) => Ok(enrolled),
        Presented::Refused => Err(JoinError::CodeWrong),
    }
}

async fn present(
    tx: &AuthTx,
    shared: &Shared,
    code: &FieldCode,
    new: NewDevice,
    request_id: String,
) -> Result<Presented, JoinError> {
    let Some(row) = devices::find_code(tx, code).await? else {
        return Ok(Presented::Refused);
    };
    let mac = code_mac(&shared.keys, row.org_id, row.id, code);
    if !bool::from(row.secret_mac.ct_eq(mac.as_slice())) {
        devices::wrong_code(tx, &row, MOST_WRONG).await?;
        return Ok(Presented::Refused);
    }
    if row.is_over {
        return Ok(Presented::Refused);
    }
    let Some(holder) = devices::holder(tx, &row).await? else {
        return Ok(Presented::Refused);
    };
    if row.is_used {
        // The answer to this very request was lost: the same device with the same key gets it again.
        let device = devices::device_of_code(tx, &row).await?;
        let same = device.is_some_and(|device| device.id == new.id && device.public_key == new.public_key);
        return Ok(if same {
            Presented::Enrolled(enrolled(&row, holder, new.id, true))
        } else {
            Presented::Refused
        });
    }
    let (device, sign_in) = (new.id, SignInId::from_uuid(tx.new_id()));
    let opened = NewSignIn {
        id: sign_in,
        account: holder.account_id,
        org: row.org_id,
        staff: row.staff_id,
        kind: SignInKind::Device,
        // The key on the device and the passphrase that opens it (design §6).
        two_factors: true,
        expires_at: tx.now() + ABSOLUTE,
        request_id: request_id.clone(),
    };
    sign_ins::issue_sign_in(tx, opened).await?;
    devices::enrol(tx, &row, &holder, sign_in, new, tx.now() + IDLE).await?;
    let who = Who {
        org: row.org_id,
        staff: Some(row.staff_id),
        sign_in: Some(sign_in),
        request_id,
    };
    remember(
        tx,
        &who,
        AuditEvent::on("enrol_device", "device", device.uuid(), Tier::C1),
    )
    .await?;
    let notice = Mail::notice(Template::DeviceAdded, holder.account_id.uuid());
    tx.post(seal(&shared.keys.kek_ring, tx.new_id(), notice)?).await?;
    Ok(Presented::Enrolled(enrolled(&row, holder, device, false)))
}

fn enrolled(row: &CodeRow, holder: HolderRow, device: DeviceId, again: bool) -> Enrolled {
    Enrolled {
        device,
        org: row.org_id,
        staff: row.staff_id,
        organisation: holder.organisation,
        display_name: holder.display_name,
        again,
    }
}

/// A device's request for a token.
pub(in crate::accounts) struct TokenAsked {
    pub(in crate::accounts) device: DeviceId,
    pub(in crate::accounts) at: DateTime<Utc>,
    pub(in crate::accounts) nonce: String,
    pub(in crate::accounts) signature: Vec<u8>,
}

/// A token for a device, and when it ends.
pub(in crate::accounts) struct DeviceToken {
    pub(in crate::accounts) token: String,
    pub(in crate::accounts) ends_at: DateTime<Utc>,
    pub(in crate::accounts) org: OrgId,
    pub(in crate::accounts) sign_in_ends_at: DateTime<Utc>,
}

/// Gives a token to whoever holds the device's key. Nothing rotates: a lost answer is asked for again with a new nonce.
pub(in crate::accounts) async fn token(
    db: &Db,
    shared: Arc<Shared>,
    asked: TokenAsked,
) -> Result<DeviceToken, JoinError> {
    db.auth(async move |tx| {
        let text = signed_text(asked.device, asked.at, &asked.nonce);
        let Some(row) = devices::find_device(tx, asked.device).await? else {
            return Err(refused(tx, &asked, &text).await?);
        };
        if !is_signed(row.key_algorithm, &row.public_key, text.as_bytes(), &asked.signature) {
            return Err(JoinError::DeviceRefused);
        }
        // Told apart from the rest only after the signature: the holder of the key may know that her clock is off.
        if !is_fresh(asked.at, tx.now()) {
            return Err(JoinError::ClockOff);
        }
        let recent = remember_request(row.recent, asked.at, &asked.nonce, tx.now()).ok_or(JoinError::DeviceRefused)?;
        let token = TokenId::of(tx.new_id());
        devices::seen(tx, asked.device, recent, token, tx.now() + IDLE).await?;
        let (token, ends_at) = shared
            .tokens
            .issue_to_device(row.org_id, row.sign_in_id, token, tx.now())
            .map_err(|_refused| Error::Internal("token"))?;
        Ok(DeviceToken {
            token,
            ends_at,
            org: row.org_id,
            sign_in_ends_at: row.expires_at,
        })
    })
    .await
}

/// Why a device that is not there gets no token. Who holds the key of one that was wiped is told so, as often as she asks:
/// an order that is lost must be given again.
async fn refused(tx: &AuthTx, asked: &TokenAsked, text: &str) -> Result<JoinError, DbError> {
    let wiped = find_wiped(tx, asked.device).await?;
    let is_holder =
        wiped.is_some_and(|row| is_signed(row.key_algorithm, &row.public_key, text.as_bytes(), &asked.signature));
    Ok(if is_holder && is_fresh(asked.at, tx.now()) {
        JoinError::Wiped
    } else {
        JoinError::DeviceRefused
    })
}

fn is_signed(algorithm: KeyAlgorithm, key: &[u8], text: &[u8], signature: &[u8]) -> bool {
    let by: &'static dyn VerificationAlgorithm = if algorithm == *"ed25519" {
        &ED25519
    } else {
        // As Web Crypto signs: r and s beside each other, not in ASN.1.
        &ECDSA_P256_SHA256_FIXED
    };
    UnparsedPublicKey::new(by, key).verify(text, signature).is_ok()
}

/// Ends a colleague's work here.
pub(in crate::accounts) async fn end_work(tx: &Tx<Write>, staff: StaffId) -> Result<ColleagueRow, JoinError> {
    let scope = JoiningScope::open(tx, &Spot::organisation())?;
    let row = devices::colleague(tx, staff).await?.ok_or(Denied::NotFound)?;
    if staff == tx.context().staff {
        return Err(JoinError::OwnWork);
    }
    require_step_up(tx.context(), tx.now())?;
    if row.has_left {
        return Err(JoinError::HasLeft);
    }
    let version = scope.end_work(staff).await?;
    let row_version = version.ok_or(Denied::NotAllowed)?;
    Ok(ColleagueRow {
        has_left: true,
        row_version,
        ..row
    })
}
