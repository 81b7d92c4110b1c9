//! Invitations: written by administrators, used up with the link.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Binary, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, Queryable, QueryableByName, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::super::model::invitation::{Dates, InvitationId, InvitationState};
use super::super::model::mailed::Link;
use super::super::model::{AccountId, Email};
use super::super::scope::JoiningScope;
use crate::access::{Denied, StaffRoles};
use crate::organisation::{FunderId, GrantId, SiteId};
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, AuthTx, DbError, JobTx, Prepared, Tier, Tx, Write, schema};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::mail::LanguageCode;
use crate::programmes::ProgrammeId;
use crate::sql_file;

sql_file!(FindInvitation, "../sql/find_invitation.sql");
sql_file!(AcceptInvitation, "../sql/accept_invitation.sql");
sql_file!(ApproveInvitation, "../sql/approve_invitation.sql");
sql_file!(Approvers, "../sql/approvers.sql");

/// An invitation; never the digest of its link, which the application may write and not read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = schema::invitation, check_for_backend(diesel::pg::Pg))]
pub(in crate::accounts) struct InvitationRow {
    pub(in crate::accounts) id: InvitationId,
    pub(in crate::accounts) email: String,
    pub(in crate::accounts) display_name: String,
    pub(in crate::accounts) language: LanguageCode,
    pub(in crate::accounts) role: Code<StaffRoles>,
    pub(in crate::accounts) site_id: Option<SiteId>,
    pub(in crate::accounts) programme_id: Option<ProgrammeId>,
    pub(in crate::accounts) funder_id: Option<FunderId>,
    pub(in crate::accounts) needs_approval: bool,
    pub(in crate::accounts) approved_by: Option<StaffId>,
    pub(in crate::accounts) approved_at: Option<DateTime<Utc>>,
    pub(in crate::accounts) sent_at: Option<DateTime<Utc>>,
    pub(in crate::accounts) expires_at: Option<DateTime<Utc>>,
    pub(in crate::accounts) accepted_at: Option<DateTime<Utc>>,
    pub(in crate::accounts) cancelled_at: Option<DateTime<Utc>>,
    pub(in crate::accounts) created_mac: Option<Vec<u8>>,
    pub(in crate::accounts) row_version: i32,
    pub(in crate::accounts) recorded_at: DateTime<Utc>,
    pub(in crate::accounts) recorded_by: StaffId,
}

impl InvitationRow {
    pub(in crate::accounts) fn state(&self, now: DateTime<Utc>) -> InvitationState {
        let dates = Dates {
            expires_at: self.expires_at,
            accepted_at: self.accepted_at,
            cancelled_at: self.cancelled_at,
        };
        dates.state(now)
    }
}

/// An invitation about to be written.
pub(in crate::accounts) struct NewInvitation {
    pub(in crate::accounts) id: InvitationId,
    pub(in crate::accounts) email: Email,
    pub(in crate::accounts) display_name: String,
    pub(in crate::accounts) language: LanguageCode,
    pub(in crate::accounts) role: Code<StaffRoles>,
    pub(in crate::accounts) site: Option<SiteId>,
    pub(in crate::accounts) programme: Option<ProgrammeId>,
    pub(in crate::accounts) funder: Option<FunderId>,
    pub(in crate::accounts) needs_approval: bool,
    pub(in crate::accounts) mac: [u8; 16],
}

/// What the holder of a link is told.
#[derive(QueryableByName)]
pub(in crate::accounts) struct OpenedRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) org_id: OrgId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::accounts) id: InvitationId,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) organisation: String,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) email: String,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) display_name: String,
    #[diesel(sql_type = Text)]
    pub(in crate::accounts) language: String,
}

#[derive(QueryableByName)]
struct PlaceRow {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    staff_id: Option<StaffId>,
}

#[derive(QueryableByName)]
struct DoneRow {
    #[diesel(sql_type = Bool)]
    done: bool,
}

#[derive(QueryableByName)]
struct ApproverRow {
    #[diesel(sql_type = SqlUuid)]
    account_id: Uuid,
}

/// An invitation by its id, in whatever state; the caller's roles are looked at by its scope.
pub(in crate::accounts) async fn invitation<M>(tx: &Tx<M>, id: InvitationId) -> Result<Option<InvitationRow>, DbError> {
    use schema::invitation::dsl;
    let mut conn = tx.conn()?;
    Ok(dsl::invitation
        .find((tx.context().org, id))
        .filter(dsl::voided_at.is_null())
        .select(InvitationRow::as_select())
        .get_result(&mut conn)
        .await
        .optional()?)
}

impl<M> JoiningScope<'_, M> {
    /// One more than `limit`, after `after`, in the order they were made.
    pub(in crate::accounts) async fn invitations(
        &self,
        after: Option<InvitationId>,
        limit: i64,
    ) -> Result<Vec<InvitationRow>, DbError> {
        use schema::invitation::dsl;
        let mut conn = self.tx.conn()?;
        let after = after.map_or_else(Uuid::nil, InvitationId::uuid);
        Ok(dsl::invitation
            .filter(dsl::org_id.eq(self.tx.context().org))
            .filter(dsl::id.gt(after))
            .filter(dsl::voided_at.is_null())
            .order(dsl::id)
            .limit(limit + 1)
            .select(InvitationRow::as_select())
            .load(&mut conn)
            .await?)
    }

    /// Remembers which were shown: they hold addresses.
    pub(in crate::accounts) fn showed(&self, rows: &[InvitationRow]) {
        let ids = rows.iter().map(|row| row.id.uuid()).collect();
        self.tx.audit(AuditEvent::shown("invitation", ids, Tier::C1));
    }
}

impl JoiningScope<'_, Write> {
    /// Writes an invitation, and its mail unless somebody else has to say yes first.
    pub(in crate::accounts) async fn add_invitation(
        &self,
        new: NewInvitation,
        link: Option<Link>,
    ) -> Result<InvitationRow, DbError> {
        use schema::invitation::dsl;
        let (mut conn, now) = (self.tx.conn()?, self.tx.now());
        let row = diesel::insert_into(dsl::invitation)
            .values((
                dsl::org_id.eq(self.tx.context().org),
                dsl::id.eq(new.id),
                dsl::email.eq(new.email.as_str()),
                dsl::display_name.eq(new.display_name),
                dsl::language.eq(new.language.as_str()),
                dsl::role.eq(new.role.as_str()),
                dsl::site_id.eq(new.site),
                dsl::programme_id.eq(new.programme),
                dsl::funder_id.eq(new.funder),
                dsl::needs_approval.eq(new.needs_approval),
                dsl::token_sha256.eq(link.as_ref().map(|link| link.digest.to_vec())),
                dsl::sent_at.eq(link.as_ref().map(|_| now)),
                dsl::expires_at.eq(link.as_ref().map(|link| link.ends_at)),
                dsl::created_mac.eq(new.mac.as_slice()),
                dsl::recorded_at.eq(now),
                dsl::recorded_by.eq(self.tx.context().staff),
            ))
            .returning(InvitationRow::as_select())
            .get_result(&mut conn)
            .await?;
        if let Some(link) = link {
            self.tx.post(link.mail).await?;
        }
        self.tx
            .audit(AuditEvent::on("invite", "invitation", new.id.uuid(), Tier::C1));
        Ok(row)
    }

    /// The invitation, locked until the transaction ends.
    pub(in crate::accounts) async fn lock_invitation(&self, id: InvitationId) -> Result<InvitationRow, Denied> {
        use schema::invitation::dsl;
        let mut conn = self.tx.conn()?;
        dsl::invitation
            .find((self.tx.context().org, id))
            .filter(dsl::voided_at.is_null())
            .select(InvitationRow::as_select())
            .for_update()
            .get_result(&mut conn)
            .await
            .optional()
            .map_err(DbError::from)?
            .ok_or(Denied::NotFound)
    }

    /// Says yes, as the caller. `false`: it was hers, or waits for nobody.
    pub(in crate::accounts) async fn approve_invitation(&self, id: InvitationId) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let row: DoneRow = Prepared::<ApproveInvitation>::new()
            .bind::<SqlUuid, _>(id)
            .bind::<Timestamptz, _>(self.tx.now())
            .get_result(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("approve", "invitation", id.uuid(), Tier::C1));
        Ok(row.done)
    }

    /// Gives it a new link, which ends the one before, and sends that.
    pub(in crate::accounts) async fn send_invitation(
        &self,
        id: InvitationId,
        link: Link,
    ) -> Result<InvitationRow, DbError> {
        use schema::invitation::dsl;
        let (mut conn, now) = (self.tx.conn()?, self.tx.now());
        let row = diesel::update(dsl::invitation.find((self.tx.context().org, id)))
            .set((
                dsl::token_sha256.eq(link.digest.to_vec()),
                dsl::sent_at.eq(now),
                dsl::expires_at.eq(link.ends_at),
                dsl::row_version.eq(dsl::row_version + 1),
            ))
            .returning(InvitationRow::as_select())
            .get_result(&mut conn)
            .await?;
        self.tx.post(link.mail).await?;
        self.tx
            .audit(AuditEvent::on("resend", "invitation", id.uuid(), Tier::C1));
        Ok(row)
    }

    pub(in crate::accounts) async fn cancel_invitation(&self, id: InvitationId) -> Result<InvitationRow, DbError> {
        use schema::invitation::dsl;
        let mut conn = self.tx.conn()?;
        let row = diesel::update(dsl::invitation.find((self.tx.context().org, id)))
            .set((
                dsl::cancelled_at.eq(self.tx.now()),
                dsl::row_version.eq(dsl::row_version + 1),
            ))
            .returning(InvitationRow::as_select())
            .get_result(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("cancel", "invitation", id.uuid(), Tier::C1));
        Ok(row)
    }

    /// Remembers that an action sent twice was answered from the row.
    pub(in crate::accounts) fn showed_again(&self, id: InvitationId) {
        self.tx.audit(AuditEvent::on("read", "invitation", id.uuid(), Tier::C1));
    }
}

/// The invitation a link opens, if it still works.
pub(in crate::accounts) async fn find_by_link(tx: &AuthTx, digest: [u8; 32]) -> Result<Option<OpenedRow>, DbError> {
    let mut conn = tx.conn()?;
    Ok(Prepared::<FindInvitation>::new()
        .bind::<Binary, _>(digest.to_vec())
        .bind::<Timestamptz, _>(tx.now())
        .get_result(&mut conn)
        .await
        .optional()?)
}

/// Uses an invitation up. Her place in the organisation; `None`: the link works no more.
pub(in crate::accounts) async fn accept(
    tx: &AuthTx,
    opened: &OpenedRow,
    digest: [u8; 32],
    account: AccountId,
    name: String,
) -> Result<Option<StaffId>, DbError> {
    let mut conn = tx.conn()?;
    let row: PlaceRow = Prepared::<AcceptInvitation>::new()
        .bind::<SqlUuid, _>(opened.org_id)
        .bind::<SqlUuid, _>(opened.id)
        .bind::<Binary, _>(digest.to_vec())
        .bind::<SqlUuid, _>(account)
        .bind::<SqlUuid, _>(StaffId::from_uuid(tx.new_id()))
        .bind::<SqlUuid, _>(GrantId::from_uuid(tx.new_id()))
        .bind::<Text, _>(name)
        .bind::<Timestamptz, _>(tx.now())
        .get_result(&mut conn)
        .await?;
    Ok(row.staff_id)
}

/// Accounts of those who may say yes to an invitation that waits; none when it waits no more.
pub(in crate::accounts) async fn approvers(tx: &JobTx, id: Uuid) -> Result<Vec<Uuid>, DbError> {
    let mut conn = tx.conn()?;
    let rows: Vec<ApproverRow> = Prepared::<Approvers>::new()
        .bind::<SqlUuid, _>(id)
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.account_id).collect())
}
