//! How many places there are, who is offered one, who waits for one.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::access::{Action, Grants};
use crate::intake::model::{OfferId, ReferralId, TurnReason, Waiting, WaitingPriorities, WaitingPriority};
use crate::intake::scope::{ReferralScope, RulesScope};
use crate::organisation::SiteId;
use crate::people::PersonId;
use crate::platform::codes::{Code, CodeList};
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::programmes::ProgrammeId;
use crate::sql_file;

sql_file!(ListCapacities, "../sql/list_capacities.sql");
sql_file!(SetCapacity, "../sql/set_capacity.sql");
sql_file!(FreePlaces, "../sql/free_places.sql");
sql_file!(WaitingList, "../sql/waiting_list.sql");
sql_file!(AddOffer, "../sql/add_offer.sql");
sql_file!(FindOffer, "../sql/find_offer.sql");
sql_file!(AddWaiting, "../sql/add_waiting.sql");

/// How many places there are at one site.
#[derive(Debug, QueryableByName)]
pub(in crate::intake) struct CapacityRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) site_id: SiteId,
    #[diesel(sql_type = Integer)]
    pub(in crate::intake) version: i32,
    /// `None`: no limit.
    #[diesel(sql_type = Nullable<Integer>)]
    pub(in crate::intake) places: Option<i32>,
}

#[derive(QueryableByName)]
struct FreeRow {
    #[diesel(sql_type = Nullable<Integer>)]
    free: Option<i32>,
}

/// Somebody who waits.
#[derive(Debug, QueryableByName)]
pub(in crate::intake) struct WaitingRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) referral_id: ReferralId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) person_id: PersonId,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) priority: WaitingPriority,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::intake) since: DateTime<Utc>,
}

impl WaitingRow {
    /// As the rule reads it.
    pub(in crate::intake) fn waiting(&self) -> Waiting {
        Waiting {
            referral: self.referral_id,
            priority: self.priority,
            since: self.since,
        }
    }
}

/// What recognises a repeated offer.
#[derive(QueryableByName)]
pub(in crate::intake) struct KnownOffer {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) referral_id: ReferralId,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::intake) created_mac: Option<Vec<u8>>,
}

/// How many places there are in a programme, at the sites where somebody said so.
pub(in crate::intake) async fn capacities<M>(
    tx: &Tx<M>,
    programme: ProgrammeId,
    site: Option<SiteId>,
) -> Result<Vec<CapacityRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListCapacities>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(programme)
        .bind::<Nullable<SqlUuid>, _>(site);
    Ok(query.load(&mut conn).await?)
}

/// Places left for this person; `None`: no limit. Holds back whoever else asks, until this transaction ends.
pub(in crate::intake) async fn free_places(
    tx: &Tx<Write>,
    programme: ProgrammeId,
    site: SiteId,
    person: PersonId,
) -> Result<Option<i32>, DbError> {
    let mut conn = tx.conn()?;
    let found: FreeRow = Prepared::<FreePlaces>::new()
        .bind::<SqlUuid, _>(programme)
        .bind::<SqlUuid, _>(site)
        .bind::<SqlUuid, _>(person)
        .get_result(&mut conn)
        .await?;
    Ok(found.free)
}

/// Who waits, as far as the caller may see, first in line first.
pub(in crate::intake) async fn waiting_list<M>(
    tx: &Tx<M>,
    programme: ProgrammeId,
    site: SiteId,
) -> Result<Vec<WaitingRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::SeeReferral);
    let query = Prepared::<WaitingList>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(programme)
        .bind::<SqlUuid, _>(site)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Array<Text>, _>(WaitingPriorities::CODES.to_vec());
    Ok(query.load(&mut conn).await?)
}

pub(in crate::intake) async fn find_offer<M>(tx: &Tx<M>, offer: OfferId) -> Result<Option<KnownOffer>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindOffer>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(offer);
    Ok(query.get_result(&mut conn).await.optional()?)
}

impl RulesScope<'_, Write> {
    /// Says how many places there are at a site.
    pub(in crate::intake) async fn set_capacity(
        &self,
        site: SiteId,
        version: i32,
        places: Option<i32>,
    ) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        Prepared::<SetCapacity>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(self.programme)
            .bind::<SqlUuid, _>(site)
            .bind::<Integer, _>(version)
            .bind::<Nullable<Integer>, _>(places)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("update", "programme_capacity", self.programme.uuid(), Tier::C1);
        self.tx.audit(event);
        Ok(())
    }
}

impl ReferralScope<'_, Write> {
    /// Writes an offer that has passed its guard.
    pub(in crate::intake) async fn offer(
        &self,
        id: OfferId,
        at: DateTime<Utc>,
        reason: Option<TurnReason>,
        created_mac: [u8; 16],
    ) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        Prepared::<AddOffer>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(self.id())
            .bind::<SqlUuid, _>(self.row.referral.site_id)
            .bind::<Timestamptz, _>(at)
            .bind::<Nullable<Text>, _>(reason.map(Code::as_str))
            .bind::<Binary, _>(created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("offer", "referral_in", self.id().uuid(), Tier::C2);
        self.tx.audit(event);
        Ok(())
    }

    /// Writes her place on the waiting list.
    pub(in crate::intake) async fn wait(&self, priority: WaitingPriority, since: DateTime<Utc>) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        Prepared::<AddWaiting>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(self.tx.new_id())
            .bind::<SqlUuid, _>(self.id())
            .bind::<SqlUuid, _>(self.row.referral.site_id)
            .bind::<Text, _>(priority)
            .bind::<Timestamptz, _>(since)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("put_on_list", "referral_in", self.id().uuid(), Tier::C2);
        self.tx.audit(event);
        Ok(())
    }
}
