//! Devices, the codes they are enrolled with, and accounts that have no mailbox.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::super::model::AccountId;
use super::super::model::device::{DeviceId, DeviceKind, FieldCode, FieldCodeId, KeyAlgorithm};
use super::super::scope::{DevicesScope, HeldAt, JoiningScope};
use crate::access::{Spot, StaffRoles};
use crate::organisation::{GrantId, SiteId};
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, AuthTx, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, SignInId, StaffId, TokenId};
use crate::platform::mail::LanguageCode;
use crate::sql_file;

sql_file!(HeldBy, "../sql/held_by.sql");
sql_file!(AddFieldAccount, "../sql/add_field_account.sql");
sql_file!(FieldAccount, "../sql/field_account.sql");
sql_file!(MakeFieldCode, "../sql/make_field_code.sql");
sql_file!(FindFieldCode, "../sql/find_field_code.sql");
sql_file!(WrongFieldCode, "../sql/wrong_field_code.sql");
sql_file!(UseFieldCode, "../sql/use_field_code.sql");
sql_file!(DeviceHolder, "../sql/device_holder.sql");
sql_file!(AddDevice, "../sql/add_device.sql");
sql_file!(FindDevice, "../sql/find_device.sql");
sql_file!(DeviceOfCode, "../sql/device_of_code.sql");
sql_file!(SeenDevice, "../sql/seen_device.sql");
sql_file!(DevicesOf, "../sql/devices_of.sql");
sql_file!(RevokeDevice, "../sql/revoke_device.sql");
sql_file!(EndWork, "../sql/end_work.sql");

#[derive(QueryableByName)]
struct HeldRow {
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    site_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    programme_id: Option<Uuid>,
}

/// A colleague, as her devices know her.
#[derive(QueryableByName)]
pub(in crate::accounts) struct ColleagueRow {
    #[diesel(sql_type = Bool)]
    pub(in crate::accounts) has_left: bool,
    #[diesel(sql_type = Integer)]
    pub(in crate::accounts) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::accounts) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::accounts) handle: Option<String>,
}

/// An account without a mailbox, about to be written.
pub(in crate::accounts) struct NewFieldAccount {
    pub(in crate::accounts) staff: StaffId,
    pub(in crate::accounts) name: String,
    pub(in crate::accounts) handle: String,
    pub(in crate::accounts) language: LanguageCode,
    pub(in crate::accounts) role: Code<StaffRoles>,
    pub(in crate::accounts) site: SiteId,
    pub(in crate::accounts) mac: [u8; 16],
}

/// A code somebody typed, as it is kept.
#[derive(QueryableByName)]
pub(in crate::accounts) struct CodeRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) org_id: OrgId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) id: FieldCodeId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) staff_id: StaffId,
    #[diesel(sql_type = Binary)]
    pub(in crate::accounts) secret_mac: Vec<u8>,
    #[diesel(sql_type = Bool)]
    pub(in crate::accounts) is_used: bool,
    #[diesel(sql_type = Bool)]
    pub(in crate::accounts) is_over: bool,
}

/// Whose device it is to be.
#[derive(QueryableByName)]
pub(in crate::accounts) struct HolderRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) account_id: AccountId,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) organisation: String,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) display_name: String,
}

/// A device about to be written.
pub(in crate::accounts) struct NewDevice {
    pub(in crate::accounts) id: DeviceId,
    pub(in crate::accounts) kind: DeviceKind,
    pub(in crate::accounts) algorithm: KeyAlgorithm,
    pub(in crate::accounts) public_key: Vec<u8>,
}

/// A device that asks for a token.
#[derive(QueryableByName)]
pub(in crate::accounts) struct DeviceRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) org_id: OrgId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) sign_in_id: SignInId,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) key_algorithm: KeyAlgorithm,
    #[diesel(sql_type = Binary)]
    pub(in crate::accounts) public_key: Vec<u8>,
    #[diesel(sql_type = Array<Text>)]
    pub(in crate::accounts) recent: Vec<String>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::accounts) expires_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
pub(in crate::accounts) struct EnrolledRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) id: DeviceId,
    #[diesel(sql_type = Binary)]
    pub(in crate::accounts) public_key: Vec<u8>,
}

/// A device as it is listed.
#[derive(QueryableByName)]
pub(in crate::accounts) struct ListedRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) id: DeviceId,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) kind: DeviceKind,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::accounts) enrolled_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::accounts) last_seen_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::accounts) revoked_at: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct DoneRow {
    #[diesel(sql_type = Bool)]
    done: bool,
}

#[derive(QueryableByName)]
struct VersionRow {
    #[diesel(sql_type = Nullable<Integer>)]
    row_version: Option<i32>,
}

/// What a colleague holds now, and where.
pub(in crate::accounts) async fn held_by<M>(tx: &Tx<M>, staff: StaffId) -> Result<Vec<HeldAt>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<HeldRow> = Prepared::<HeldBy>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(staff)
        .load(&mut conn)
        .await?;
    let held = rows.into_iter().map(|row| HeldAt {
        role: row.role,
        spot: Spot {
            sites: row.site_id.into_iter().collect(),
            programmes: row.programme_id.into_iter().collect(),
        },
    });
    Ok(held.collect())
}

/// A colleague; `None`: there is no such person in the caller's house.
pub(in crate::accounts) async fn colleague<M>(tx: &Tx<M>, staff: StaffId) -> Result<Option<ColleagueRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<FieldAccount>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(staff)
        .get_result(&mut conn)
        .await
        .optional()?)
}

impl JoiningScope<'_, Write> {
    /// Makes an account without a mailbox, with its place and its role.
    pub(in crate::accounts) async fn add_field_account(&self, new: NewFieldAccount) -> Result<(), DbError> {
        let mut conn = self.tx.conn()?;
        Prepared::<AddFieldAccount>::new()
            .bind::<SqlUuid, _>(AccountId::from_uuid(self.tx.new_id()))
            .bind::<Text, _>(new.handle)
            .bind::<Text, _>(new.language.as_str())
            .bind::<SqlUuid, _>(new.staff)
            .bind::<Text, _>(new.name)
            .bind::<SqlUuid, _>(GrantId::from_uuid(self.tx.new_id()))
            .bind::<Text, _>(new.role.as_str())
            .bind::<SqlUuid, _>(new.site)
            .bind::<Binary, _>(new.mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("create", "staff_member", new.staff.uuid(), Tier::C1));
        Ok(())
    }

    /// Ends a colleague's work here. Her record's version; `None`: not the caller's to end.
    pub(in crate::accounts) async fn end_work(&self, staff: StaffId) -> Result<Option<i32>, DbError> {
        let mut conn = self.tx.conn()?;
        let row: VersionRow = Prepared::<EndWork>::new()
            .bind::<SqlUuid, _>(staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .get_result(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("end_work", "staff_member", staff.uuid(), Tier::C1));
        Ok(row.row_version)
    }

    /// Remembers that an action sent twice was answered from the row.
    pub(in crate::accounts) fn showed_staff_again(&self, staff: StaffId) {
        self.tx
            .audit(AuditEvent::on("read", "staff_member", staff.uuid(), Tier::C1));
    }
}

impl DevicesScope<'_, Write> {
    /// Keeps a new code; the one before it is dead.
    pub(in crate::accounts) async fn make_code(
        &self,
        id: FieldCodeId,
        code: &FieldCode,
        mac: [u8; 16],
        expires_at: DateTime<Utc>,
    ) -> Result<(), DbError> {
        let mut conn = self.tx.conn()?;
        Prepared::<MakeFieldCode>::new()
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(self.staff)
            .bind::<Text, _>(code.selector().to_owned())
            .bind::<Binary, _>(mac.to_vec())
            .bind::<Timestamptz, _>(expires_at)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("make_code", "staff_member", self.staff.uuid(), Tier::C1));
        Ok(())
    }

    /// Ends a device. `false`: it is not hers, or has ended before.
    pub(in crate::accounts) async fn revoke(&self, device: DeviceId) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let row: DoneRow = Prepared::<RevokeDevice>::new()
            .bind::<SqlUuid, _>(self.staff)
            .bind::<SqlUuid, _>(device)
            .bind::<Timestamptz, _>(self.tx.now())
            .get_result(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("revoke_device", "device", device.uuid(), Tier::C1));
        Ok(row.done)
    }
}

impl<M> DevicesScope<'_, M> {
    /// All of them, ended ones too, oldest first.
    pub(in crate::accounts) async fn devices(&self) -> Result<Vec<ListedRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let rows: Vec<ListedRow> = Prepared::<DevicesOf>::new()
            .bind::<SqlUuid, _>(self.staff)
            .load(&mut conn)
            .await?;
        let ids = rows.iter().map(|row| row.id.uuid()).collect();
        self.tx.audit(AuditEvent::shown("device", ids, Tier::C1));
        Ok(rows)
    }
}

/// The code somebody typed, locked: the one that lives, else the one that was used last.
pub(in crate::accounts) async fn find_code(tx: &AuthTx, code: &FieldCode) -> Result<Option<CodeRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<FindFieldCode>::new()
        .bind::<Text, _>(code.selector().to_owned())
        .bind::<Timestamptz, _>(tx.now())
        .get_result(&mut conn)
        .await
        .optional()?)
}

/// Counts a wrong guess; too many of them kill the code.
pub(in crate::accounts) async fn wrong_code(tx: &AuthTx, row: &CodeRow, most: i32) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<WrongFieldCode>::new()
        .bind::<SqlUuid, _>(row.org_id)
        .bind::<SqlUuid, _>(row.id)
        .bind::<Integer, _>(most)
        .bind::<Timestamptz, _>(tx.now())
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Who a code was made for, if she may still have a device.
pub(in crate::accounts) async fn holder(tx: &AuthTx, row: &CodeRow) -> Result<Option<HolderRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<DeviceHolder>::new()
        .bind::<SqlUuid, _>(row.org_id)
        .bind::<SqlUuid, _>(row.staff_id)
        .get_result(&mut conn)
        .await
        .optional()?)
}

/// The device a used code was used for.
pub(in crate::accounts) async fn device_of_code(tx: &AuthTx, row: &CodeRow) -> Result<Option<EnrolledRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<DeviceOfCode>::new()
        .bind::<SqlUuid, _>(row.org_id)
        .bind::<SqlUuid, _>(row.id)
        .get_result(&mut conn)
        .await
        .optional()?)
}

/// Uses the code up and enrols the device under its sign-in.
pub(in crate::accounts) async fn enrol(
    tx: &AuthTx,
    code: &CodeRow,
    holder: &HolderRow,
    sign_in: SignInId,
    new: NewDevice,
    idle_until: DateTime<Utc>,
) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<UseFieldCode>::new()
        .bind::<SqlUuid, _>(code.org_id)
        .bind::<SqlUuid, _>(code.id)
        .bind::<Timestamptz, _>(tx.now())
        .execute(&mut conn)
        .await?;
    Prepared::<AddDevice>::new()
        .bind::<SqlUuid, _>(code.org_id)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(code.staff_id)
        .bind::<SqlUuid, _>(holder.account_id)
        .bind::<SqlUuid, _>(sign_in)
        .bind::<SqlUuid, _>(code.id)
        .bind::<Text, _>(new.kind.as_str())
        .bind::<Text, _>(new.algorithm.as_str())
        .bind::<Binary, _>(new.public_key)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Timestamptz, _>(idle_until)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// A device that is not ended, locked, so that two requests with one nonce come one after the other.
pub(in crate::accounts) async fn find_device(tx: &AuthTx, id: DeviceId) -> Result<Option<DeviceRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<FindDevice>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<Timestamptz, _>(tx.now())
        .get_result(&mut conn)
        .await
        .optional()?)
}

/// Remembers that the device was seen, and the token it gets.
pub(in crate::accounts) async fn seen(
    tx: &AuthTx,
    id: DeviceId,
    recent: Vec<String>,
    token: TokenId,
    idle_until: DateTime<Utc>,
) -> Result<(), DbError> {
    let mut conn = tx.conn()?;
    Prepared::<SeenDevice>::new()
        .bind::<SqlUuid, _>(id)
        .bind::<Array<Text>, _>(recent)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<BigInt, _>(token.number())
        .bind::<Timestamptz, _>(idle_until)
        .execute(&mut conn)
        .await?;
    Ok(())
}
