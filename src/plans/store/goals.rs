//! Rows of goals and actions. Their words are sealed as soon as they arrive.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use sealed::{PersonKey, Place};
use zeroize::Zeroizing;

use crate::casework::VoidReason;
use crate::plans::model::{CasePlanId, GoalDomain, GoalId, GoalPriority, GoalStatus, PlanActionId, Who, Words};
use crate::plans::scope::PlanScope;
use crate::platform::codes::Code;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::{OrgId, StaffId};
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(ListGoals, "../sql/list_goals.sql");
sql_file!(AddGoal, "../sql/add_goal.sql");
sql_file!(ChangeGoal, "../sql/change_goal.sql");
sql_file!(VoidGoal, "../sql/void_goal.sql");
sql_file!(ListActions, "../sql/list_actions.sql");
sql_file!(AddAction, "../sql/add_action.sql");
sql_file!(FinishAction, "../sql/finish_action.sql");

/// A goal, with what the latest look at it came to.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::plans) struct GoalRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::plans) id: GoalId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::plans) plan_id: CasePlanId,
    #[diesel(sql_type = Text)]
    pub(in crate::plans) domain: GoalDomain,
    #[diesel(sql_type = Text)]
    pub(in crate::plans) priority: GoalPriority,
    #[diesel(sql_type = Date)]
    pub(in crate::plans) due_on: NaiveDate,
    #[diesel(sql_type = Binary)]
    words_enc: Vec<u8>,
    #[diesel(sql_type = Integer)]
    pub(in crate::plans) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::plans) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    pub(in crate::plans) voided: bool,
    #[diesel(sql_type = Nullable<Text>)]
    status: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(in crate::plans) gas: Option<i32>,
    #[diesel(sql_type = Nullable<Date>)]
    pub(in crate::plans) reviewed_on: Option<NaiveDate>,
}

impl GoalRow {
    /// How far it has come; `None`: nobody has looked yet.
    pub(in crate::plans) fn status(&self) -> Option<GoalStatus> {
        self.status.as_deref().and_then(Code::parse)
    }
}

/// A step towards a goal.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::plans) struct ActionRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::plans) id: PlanActionId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::plans) goal_id: GoalId,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::plans) plan_id: CasePlanId,
    #[diesel(sql_type = Text)]
    pub(in crate::plans) who: Who,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::plans) staff_id: Option<StaffId>,
    #[diesel(sql_type = Date)]
    pub(in crate::plans) due_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub(in crate::plans) done_on: Option<NaiveDate>,
    #[diesel(sql_type = Binary)]
    what_enc: Vec<u8>,
    #[diesel(sql_type = Integer)]
    pub(in crate::plans) row_version: i32,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::plans) created_mac: Option<Vec<u8>>,
}

/// What a goal says, about to be written.
pub(in crate::plans) struct NewGoal {
    pub(in crate::plans) id: GoalId,
    pub(in crate::plans) domain: GoalDomain,
    pub(in crate::plans) priority: GoalPriority,
    pub(in crate::plans) due_on: NaiveDate,
    pub(in crate::plans) words: Words,
}

/// An action about to be written.
pub(in crate::plans) struct NewAction {
    pub(in crate::plans) id: PlanActionId,
    pub(in crate::plans) who: Who,
    pub(in crate::plans) staff: Option<StaffId>,
    pub(in crate::plans) due_on: NaiveDate,
    pub(in crate::plans) what: Zeroizing<String>,
}

/// What a plan's goals and actions say; `None`: it was erased, or the caller has no key.
pub(in crate::plans) struct OpenWords {
    pub(in crate::plans) goals: Vec<(GoalId, Option<Words>)>,
    pub(in crate::plans) actions: Vec<(PlanActionId, Option<Zeroizing<String>>)>,
}

/// Where the words of a goal lie.
fn words_place(org: OrgId, goal: GoalId) -> Place {
    Place {
        table: "goal",
        column: "words_enc",
        org: org.bytes(),
        row: goal.bytes(),
    }
}

/// Where lies what is to be done.
fn what_place(org: OrgId, action: PlanActionId) -> Place {
    Place {
        table: "plan_action",
        column: "what_enc",
        org: org.bytes(),
        row: action.bytes(),
    }
}

/// A goal by its id; `None`: not there for this caller.
pub(in crate::plans) async fn find_goal<M>(tx: &Tx<M>, goal: GoalId) -> Result<Option<GoalRow>, DbError> {
    Ok(goals(tx, None, Some(goal)).await?.into_iter().next())
}

/// An action by its id; `None`: not there for this caller.
pub(in crate::plans) async fn find_action<M>(tx: &Tx<M>, id: PlanActionId) -> Result<Option<ActionRow>, DbError> {
    Ok(actions(tx, None, Some(id)).await?.into_iter().next())
}

async fn goals<M>(tx: &Tx<M>, plan: Option<CasePlanId>, id: Option<GoalId>) -> Result<Vec<GoalRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListGoals>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Nullable<SqlUuid>, _>(plan)
        .bind::<Nullable<SqlUuid>, _>(id);
    Ok(query.load(&mut conn).await?)
}

async fn actions<M>(tx: &Tx<M>, plan: Option<CasePlanId>, id: Option<PlanActionId>) -> Result<Vec<ActionRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<ListActions>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<Nullable<SqlUuid>, _>(plan)
        .bind::<Nullable<SqlUuid>, _>(id);
    Ok(query.load(&mut conn).await?)
}

fn seal_words(key: &PersonKey, org: OrgId, goal: &NewGoal) -> Result<Vec<u8>, DbError> {
    let words = serde_json::to_string(&goal.words)
        .map(Zeroizing::new)
        .map_err(|_error| DbError::Unexpected("words that cannot be written".into()))?;
    Ok(key.seal(&words_place(org, goal.id), &words)?)
}

impl<M> PlanScope<'_, M> {
    /// Its goals, the most important first.
    pub(in crate::plans) async fn goals(&self) -> Result<Vec<GoalRow>, DbError> {
        goals(self.enrolment.tx(), Some(self.row.id), None).await
    }

    /// Its actions, in the order of their days.
    pub(in crate::plans) async fn actions(&self) -> Result<Vec<ActionRow>, DbError> {
        actions(self.enrolment.tx(), Some(self.row.id), None).await
    }

    /// Opens what its goals and actions say; remembered.
    pub(in crate::plans) async fn words(&self, keys: &Keys) -> Result<OpenWords, DbError> {
        let tx = self.enrolment.tx();
        let (org, key) = (tx.context().org, self.enrolment.kept_key(keys)?);
        let open = |at: Place, sealed: &[u8]| -> Result<Option<Zeroizing<String>>, DbError> {
            let Some(key) = key.as_ref().filter(|_| !sealed.is_empty()) else {
                return Ok(None);
            };
            Ok(Some(key.open_text(&at, sealed)?))
        };
        let mut goals = Vec::new();
        for goal in self.goals().await? {
            let words = open(words_place(org, goal.id), &goal.words_enc)?;
            let words = words.map(|words| serde_json::from_str(&words)).transpose();
            let words = words.map_err(|_error| DbError::Sealed("it holds no words of a goal"))?;
            goals.push((goal.id, words));
        }
        let mut actions = Vec::new();
        for action in self.actions().await? {
            actions.push((action.id, open(what_place(org, action.id), &action.what_enc)?));
        }
        let event = AuditEvent::on("open", "case_plan", self.row.id.uuid(), Tier::C3);
        tx.audit(event.fields(&["words", "what"]));
        Ok(OpenWords { goals, actions })
    }
}

impl PlanScope<'_, Write> {
    /// Writes a goal into it.
    pub(in crate::plans) async fn add_goal(
        &self,
        keys: &Keys,
        new: NewGoal,
        created_mac: [u8; 16],
    ) -> Result<(), DbError> {
        let tx = self.enrolment.tx();
        let (mut conn, org) = (tx.conn()?, tx.context().org);
        let key = self.enrolment.key(keys)?;
        Prepared::<AddGoal>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(self.enrolment.id())
            .bind::<SqlUuid, _>(self.enrolment.person())
            .bind::<SqlUuid, _>(self.enrolment.site())
            .bind::<SqlUuid, _>(self.enrolment.programme())
            .bind::<Text, _>(new.domain)
            .bind::<Text, _>(new.priority)
            .bind::<Date, _>(new.due_on)
            .bind::<Binary, _>(seal_words(&key, org, &new)?)
            .bind::<Binary, _>(created_mac.to_vec())
            .bind::<Timestamptz, _>(tx.now())
            .bind::<SqlUuid, _>(tx.context().staff)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("create", "goal", new.id.uuid(), Tier::C3));
        Ok(())
    }

    /// Writes a goal of it anew; `false` when it was changed meanwhile.
    pub(in crate::plans) async fn change_goal(
        &self,
        keys: &Keys,
        version: i32,
        changed: NewGoal,
    ) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let (mut conn, org) = (tx.conn()?, tx.context().org);
        let key = self.enrolment.key(keys)?;
        let rows = Prepared::<ChangeGoal>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(changed.id)
            .bind::<Integer, _>(version)
            .bind::<Text, _>(changed.domain)
            .bind::<Text, _>(changed.priority)
            .bind::<Date, _>(changed.due_on)
            .bind::<Binary, _>(seal_words(&key, org, &changed)?)
            .bind::<SqlUuid, _>(tx.context().staff)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("update", "goal", changed.id.uuid(), Tier::C3));
        Ok(rows == 1)
    }

    /// Takes a goal out of it; `false` when it was changed meanwhile.
    pub(in crate::plans) async fn void_goal(
        &self,
        goal: GoalId,
        version: i32,
        reason: VoidReason,
    ) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let rows = Prepared::<VoidGoal>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(goal)
            .bind::<Integer, _>(version)
            .bind::<Timestamptz, _>(tx.now())
            .bind::<Text, _>(reason)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("void", "goal", goal.uuid(), Tier::C2));
        Ok(rows == 1)
    }

    /// Writes an action towards a goal.
    pub(in crate::plans) async fn add_action(
        &self,
        keys: &Keys,
        goal: GoalId,
        new: NewAction,
        created_mac: [u8; 16],
    ) -> Result<(), DbError> {
        let tx = self.enrolment.tx();
        let (mut conn, org) = (tx.conn()?, tx.context().org);
        let key = self.enrolment.key(keys)?;
        Prepared::<AddAction>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(goal)
            .bind::<SqlUuid, _>(self.row.id)
            .bind::<SqlUuid, _>(self.enrolment.id())
            .bind::<SqlUuid, _>(self.enrolment.person())
            .bind::<SqlUuid, _>(self.enrolment.site())
            .bind::<SqlUuid, _>(self.enrolment.programme())
            .bind::<Text, _>(new.who)
            .bind::<Nullable<SqlUuid>, _>(new.staff)
            .bind::<Date, _>(new.due_on)
            .bind::<Binary, _>(key.seal(&what_place(org, new.id), &new.what)?)
            .bind::<Binary, _>(created_mac.to_vec())
            .bind::<Timestamptz, _>(tx.now())
            .bind::<SqlUuid, _>(tx.context().staff)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("create", "plan_action", new.id.uuid(), Tier::C3));
        Ok(())
    }

    /// Says that an action was done; `false` when it was changed meanwhile.
    pub(in crate::plans) async fn finish_action(
        &self,
        action: PlanActionId,
        version: i32,
        done_on: NaiveDate,
    ) -> Result<bool, DbError> {
        let tx = self.enrolment.tx();
        let mut conn = tx.conn()?;
        let rows = Prepared::<FinishAction>::new()
            .bind::<SqlUuid, _>(tx.context().org)
            .bind::<SqlUuid, _>(action)
            .bind::<Integer, _>(version)
            .bind::<Date, _>(done_on)
            .execute(&mut conn)
            .await?;
        tx.audit(AuditEvent::on("finish", "plan_action", action.uuid(), Tier::C2));
        Ok(rows == 1)
    }
}
