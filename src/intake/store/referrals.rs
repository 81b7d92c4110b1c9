//! Rows of referrals.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use super::sources::{NewSource, seal_name};
use crate::access::{Action, Grants};
use crate::casework::Channel;
use crate::intake::model::{
    Asked, ContactSafety, Course, Mandate, ReferralAgreement, ReferralId, ReferralReason, ReferralState, Step, Urgency,
};
use crate::intake::scope::ReferralScope;
use crate::organisation::SiteId;
use crate::people::{PersonId, PersonScope};
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::platform::keys::Keys;
use crate::programmes::ProgrammeId;
use crate::sql_file;

sql_file!(AddReferral, "../sql/add_referral.sql");
sql_file!(ReferralToJoin, "../sql/referral_to_join.sql");
sql_file!(OpenReferral, "../sql/open_referral.sql");
sql_file!(ListReferrals, "../sql/list_referrals.sql");
sql_file!(ChangeReferral, "../sql/change_referral.sql");
sql_file!(AddEvent, "../sql/add_event.sql");
sql_file!(VoidReferral, "../sql/void_referral.sql");

/// A referral.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::intake) struct ReferralRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) id: ReferralId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) person_id: PersonId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) programme_id: ProgrammeId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) site_id: SiteId,
    #[diesel(sql_type = Text)]
    mandate: Mandate,
    #[diesel(sql_type = Text)]
    urgency: Urgency,
    #[diesel(sql_type = Array<Text>)]
    reasons: Vec<String>,
    #[diesel(sql_type = Text)]
    agreed: ReferralAgreement,
    #[diesel(sql_type = Timestamptz)]
    received_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    contact_safety: ContactSafety,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) state: ReferralState,
    #[diesel(sql_type = Timestamptz)]
    moved_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    triaged_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    first_attempt_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    first_contact_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Date)]
    due_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub(in crate::intake) waits_until: Option<NaiveDate>,
    #[diesel(sql_type = Integer)]
    pub(in crate::intake) row_version: i32,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::intake) recorded_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::intake) void_reason: Option<String>,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) time_zone: String,
}

impl ReferralRow {
    /// Where it stands.
    pub(in crate::intake) fn course(&self) -> Course {
        Course {
            state: self.state,
            moved_at: self.moved_at,
            received_at: self.received_at,
            triaged_at: self.triaged_at,
            first_attempt_at: self.first_attempt_at,
            first_contact_at: self.first_contact_at,
            ended_at: self.ended_at,
            contact_safety: self.contact_safety,
            due_on: self.due_on,
        }
    }

    /// What all who asked come to.
    pub(in crate::intake) fn asked(&self) -> Asked {
        Asked {
            mandate: self.mandate,
            urgency: self.urgency,
            reasons: self.reasons.iter().filter_map(|reason| Code::parse(reason)).collect(),
            agreed: self.agreed,
        }
    }
}

/// What a decision about a referral needs.
#[derive(Debug, QueryableByName)]
pub(in crate::intake) struct OpenRow {
    #[diesel(embed)]
    pub(in crate::intake) referral: ReferralRow,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::intake) wrapped: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    pub(in crate::intake) tied: bool,
}

#[derive(QueryableByName)]
struct FoundRow {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    id: Option<ReferralId>,
}

/// A referral about to be written, with the first who asked.
pub(in crate::intake) struct NewReferral {
    pub(in crate::intake) id: ReferralId,
    pub(in crate::intake) programme: ProgrammeId,
    pub(in crate::intake) asked: Asked,
    pub(in crate::intake) course: Course,
    pub(in crate::intake) recorded_via: Option<Channel>,
    pub(in crate::intake) source: NewSource,
}

/// Which referrals a list shows.
#[derive(Debug, Default, Clone, Copy)]
pub(in crate::intake) struct Listed {
    /// Of this person.
    pub(in crate::intake) person: Option<PersonId>,
    /// At this site.
    pub(in crate::intake) site: Option<SiteId>,
    /// To this programme.
    pub(in crate::intake) programme: Option<ProgrammeId>,
    /// In this state.
    pub(in crate::intake) state: Option<ReferralState>,
    /// As urgent as this.
    pub(in crate::intake) urgency: Option<Urgency>,
    /// Only those whose clock has run out.
    pub(in crate::intake) overdue: bool,
    /// Those that have ended or were voided too.
    pub(in crate::intake) with_ended: bool,
}

fn words(reasons: &[ReferralReason]) -> Vec<&'static str> {
    reasons.iter().map(|reason| reason.as_str()).collect()
}

/// The referral that one received at this moment joins; `None`: it is the first. The caller may not see the one it names.
pub(in crate::intake) async fn to_join(
    person: &PersonScope<'_, Write>,
    programme: ProgrammeId,
    received_at: DateTime<Utc>,
) -> Result<Option<ReferralId>, DbError> {
    let mut conn = person.tx().conn()?;
    let found: FoundRow = Prepared::<ReferralToJoin>::new()
        .bind::<SqlUuid, _>(person.id())
        .bind::<SqlUuid, _>(programme)
        .bind::<Timestamptz, _>(received_at)
        .get_result(&mut conn)
        .await?;
    Ok(found.id)
}

/// Writes a referral of this person with its first source and its first event.
pub(in crate::intake) async fn add(
    person: &PersonScope<'_, Write>,
    keys: &Keys,
    new: NewReferral,
) -> Result<(), DbError> {
    let tx = person.tx();
    let (mut conn, context) = (tx.conn()?, tx.context());
    let (source, course) = (new.source, new.course);
    let name = seal_name(person, keys, &source)?;
    Prepared::<AddReferral>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(person.id())
        .bind::<SqlUuid, _>(new.programme)
        .bind::<SqlUuid, _>(source.site)
        .bind::<Text, _>(new.asked.mandate)
        .bind::<Text, _>(new.asked.urgency)
        .bind::<Array<Text>, _>(words(&new.asked.reasons))
        .bind::<Text, _>(new.asked.agreed)
        .bind::<Timestamptz, _>(course.received_at)
        .bind::<Text, _>(course.contact_safety)
        .bind::<Text, _>(course.state)
        .bind::<Date, _>(course.due_on)
        .bind::<Nullable<Date>, _>(course.waits_until())
        .bind::<Timestamptz, _>(tx.now())
        .bind::<SqlUuid, _>(context.staff)
        .bind::<Text, _>(new.recorded_via.map_or("web", Code::as_str))
        .bind::<SqlUuid, _>(source.id)
        .bind::<Text, _>(source.source)
        .bind::<Nullable<Text>, _>(source.organisation)
        .bind::<Nullable<Binary>, _>(name)
        .bind::<Binary, _>(source.created_mac.to_vec())
        .bind::<SqlUuid, _>(tx.new_id())
        .execute(&mut conn)
        .await?;
    tx.audit(AuditEvent::on("receive", "referral_in", new.id.uuid(), Tier::C3));
    Ok(())
}

pub(in crate::intake) async fn open_row<M>(tx: &Tx<M>, referral: ReferralId) -> Result<Option<OpenRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<OpenReferral>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(referral);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// Referrals the caller may see, what runs out first first: one row more than `limit` when there is a next page.
pub(in crate::intake) async fn list<M>(
    tx: &Tx<M>,
    listed: Listed,
    after: Option<(Option<NaiveDate>, ReferralId)>,
    limit: i64,
) -> Result<Vec<ReferralRow>, DbError> {
    let (mut conn, context) = (tx.conn()?, tx.context());
    let reach = Grants::of(context).reach(Action::SeeReferral);
    let query = Prepared::<ListReferrals>::new()
        .bind::<SqlUuid, _>(context.org)
        .bind::<BigInt, _>(limit + 1)
        .bind::<Bool, _>(reach.everywhere)
        .bind::<Array<SqlUuid>, _>(reach.sites)
        .bind::<Nullable<SqlUuid>, _>(listed.person)
        .bind::<Nullable<SqlUuid>, _>(listed.site)
        .bind::<Nullable<SqlUuid>, _>(listed.programme)
        .bind::<Nullable<Text>, _>(listed.state.map(Code::as_str))
        .bind::<Nullable<Text>, _>(listed.urgency.map(Code::as_str))
        .bind::<Bool, _>(listed.overdue)
        .bind::<Timestamptz, _>(tx.now())
        .bind::<Bool, _>(listed.with_ended)
        .bind::<Nullable<SqlUuid>, _>(after.map(|(_, id)| id))
        .bind::<Nullable<Date>, _>(after.and_then(|(day, _)| day));
    Ok(query.load(&mut conn).await?)
}

/// Remembers that an action was asked for again and answered as before.
pub(in crate::intake) fn remember_repeat<M>(scope: &ReferralScope<'_, M>, action: &'static str) {
    let event = AuditEvent::on(action, "referral_in", scope.id().uuid(), Tier::C2);
    scope.tx.audit(event.fields(&["repeated"]));
}

impl ReferralScope<'_, Write> {
    /// Takes a step that has passed its guard; `false` when the referral was changed meanwhile.
    pub(in crate::intake) async fn take(
        &self,
        version: i32,
        course: Course,
        asked: &Asked,
        step: Step,
    ) -> Result<bool, DbError> {
        if !self.write(version, course, asked).await? {
            return Ok(false);
        }
        let mut conn = self.tx.conn()?;
        Prepared::<AddEvent>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.tx.new_id())
            .bind::<SqlUuid, _>(self.id())
            .bind::<SqlUuid, _>(self.row.referral.site_id)
            .bind::<Text, _>(step.step)
            .bind::<Text, _>(course.state)
            .bind::<Nullable<Text>, _>(step.reason.map(Code::as_str))
            .bind::<Timestamptz, _>(step.at)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(self.tx.context().staff)
            .execute(&mut conn)
            .await?;
        let event = AuditEvent::on("take_step", "referral_in", self.id().uuid(), Tier::C2);
        self.tx.audit(event);
        Ok(true)
    }

    /// Corrects it; `false` when it was changed meanwhile.
    pub(in crate::intake) async fn correct(
        &self,
        version: i32,
        course: Course,
        asked: &Asked,
        fields: &'static [&'static str],
    ) -> Result<bool, DbError> {
        let written = self.write(version, course, asked).await?;
        let event = AuditEvent::on("update", "referral_in", self.id().uuid(), Tier::C2);
        self.tx.audit(event.fields(fields));
        Ok(written)
    }

    async fn write(&self, version: i32, course: Course, asked: &Asked) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let written = Prepared::<ChangeReferral>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.id())
            .bind::<Integer, _>(version)
            .bind::<Text, _>(asked.mandate)
            .bind::<Text, _>(asked.urgency)
            .bind::<Array<Text>, _>(words(&asked.reasons))
            .bind::<Text, _>(asked.agreed)
            .bind::<Timestamptz, _>(course.received_at)
            .bind::<Text, _>(course.contact_safety)
            .bind::<Text, _>(course.state)
            .bind::<Timestamptz, _>(course.moved_at)
            .bind::<Nullable<Timestamptz>, _>(course.triaged_at)
            .bind::<Nullable<Timestamptz>, _>(course.first_attempt_at)
            .bind::<Nullable<Timestamptz>, _>(course.first_contact_at)
            .bind::<Nullable<Timestamptz>, _>(course.ended_at)
            .bind::<Date, _>(course.due_on)
            .bind::<Nullable<Date>, _>(course.waits_until())
            .execute(&mut conn)
            .await?;
        Ok(written == 1)
    }

    /// Voids it; `false` when it was changed meanwhile.
    pub async fn void(&self, reason: &'static str, version: i32) -> Result<bool, DbError> {
        let mut conn = self.tx.conn()?;
        let voided = Prepared::<VoidReferral>::new()
            .bind::<SqlUuid, _>(self.tx.context().org)
            .bind::<SqlUuid, _>(self.id())
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("void", "referral_in", self.id().uuid(), Tier::C2));
        Ok(voided == 1)
    }
}
