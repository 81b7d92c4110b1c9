//! Rules of programmes, version by version.

use diesel::sql_types::{Array, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::consent::ConsentKind;
use crate::intake::model::{Area, Question, RuleExpr, RuleId, RuleKind};
use crate::intake::scope::RulesScope;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::programmes::ProgrammeId;
use crate::sql_file;

sql_file!(AddRule, "../sql/add_rule.sql");
sql_file!(ListRules, "../sql/list_rules.sql");
sql_file!(FindRule, "../sql/find_rule.sql");

/// One version of a rule.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::intake) struct RuleRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) id: RuleId,
    #[diesel(sql_type = Integer)]
    pub(in crate::intake) version: i32,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::intake) programme_id: ProgrammeId,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) kind: RuleKind,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) expr: RuleExpr,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(in crate::intake) age_from: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(in crate::intake) age_to: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    consent_kind: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    areas: Vec<String>,
    #[diesel(sql_type = Text)]
    pub(in crate::intake) message: String,
    #[diesel(sql_type = Bool)]
    pub(in crate::intake) in_force: bool,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::intake) created_mac: Option<Vec<u8>>,
}

impl RuleRow {
    /// Of which kind consent is asked for.
    pub(in crate::intake) fn consent_kind(&self) -> Option<ConsentKind> {
        self.consent_kind.as_deref().and_then(Code::parse)
    }
    /// Which areas it names.
    pub(in crate::intake) fn areas(&self) -> Vec<Area> {
        let areas = self.areas.iter().cloned();
        areas.filter_map(|area| Area::try_from(area).ok()).collect()
    }
    /// What it asks.
    pub(in crate::intake) fn question(&self) -> Result<Question, DbError> {
        Question::of(
            self.expr,
            self.age_from.zip(self.age_to),
            self.consent_kind(),
            self.areas(),
        )
        .ok_or_else(|| DbError::Unexpected("a rule asks what no rule can ask".into()))
    }
}

/// A version about to be written.
#[derive(Debug)]
pub(in crate::intake) struct NewRule {
    pub(in crate::intake) id: RuleId,
    pub(in crate::intake) version: i32,
    pub(in crate::intake) kind: RuleKind,
    pub(in crate::intake) question: Question,
    pub(in crate::intake) message: String,
    pub(in crate::intake) in_force: bool,
    /// Of the first version.
    pub(in crate::intake) created_mac: Option<[u8; 16]>,
}

/// The newest version of a rule. Rules concern no young person: everybody in the house may know them.
pub(in crate::intake) async fn find_rule<M>(tx: &Tx<M>, rule: RuleId) -> Result<Option<RuleRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindRule>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(rule);
    Ok(query.get_result(&mut conn).await.optional()?)
}

/// The rules of a programme that are in force.
pub(in crate::intake) async fn rules<M>(tx: &Tx<M>, programme: ProgrammeId) -> Result<Vec<RuleRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListRules>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(programme);
    Ok(query.load(&mut conn).await?)
}

impl RulesScope<'_, Write> {
    /// Writes a version of a rule of this programme.
    pub(in crate::intake) async fn add(&self, new: NewRule) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let (mut ages, mut consent, mut areas) = (None, None, Vec::new());
        match &new.question {
            Question::Age { from, to } => ages = Some((*from, *to)),
            Question::Consent(kind) => consent = Some(*kind),
            Question::Area(named) => areas = named.iter().map(|area| area.as_str().to_owned()).collect(),
            Question::NotEnrolledElsewhere | Question::Answered => {}
        }
        Prepared::<AddRule>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<Integer, _>(new.version)
            .bind::<SqlUuid, _>(self.programme)
            .bind::<Text, _>(new.kind)
            .bind::<Text, _>(new.question.expr())
            .bind::<Nullable<Integer>, _>(ages.map(|(from, _)| from))
            .bind::<Nullable<Integer>, _>(ages.map(|(_, to)| to))
            .bind::<Nullable<Text>, _>(consent.map(Code::as_str))
            .bind::<Array<Text>, _>(areas)
            .bind::<Text, _>(new.message)
            .bind::<Bool, _>(new.in_force)
            .bind::<Nullable<Binary>, _>(new.created_mac.map(|mac| mac.to_vec()))
            .bind::<Timestamptz, _>(self.tx.now())
            .bind::<SqlUuid, _>(context.staff)
            .execute(&mut conn)
            .await?;
        let id = new.id.uuid();
        self.tx.audit(if new.version == 1 {
            AuditEvent::on("create", "eligibility_rule", id, Tier::C1)
        } else {
            AuditEvent::on("update", "eligibility_rule", id, Tier::C1)
        });
        Ok(())
    }
}
