//! What a transaction did or showed, to be remembered with its commit.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::sql_types::{Array, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::prepared::Prepared;
use crate::platform::ids::{OrgId, SharedIds, SignInId, StaffId};
use crate::sql_file;

sql_file!(WriteAudit, "sql/write_audit.sql");

/// How sensitive what was touched is (domain.md §6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Programme set-up, staff names.
    C1,
    /// Pseudonymous case data.
    C2,
    /// Identity, notes, justice, health: sealed.
    C3,
}

impl Tier {
    /// The stored code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::C1 => "c1",
            Self::C2 => "c2",
            Self::C3 => "c3",
        }
    }
}

/// One remembered act. Names of fields, never values.
#[derive(Debug, Clone)]
pub struct AuditEvent {
    /// Code of list `audit_action`.
    pub action: &'static str,
    /// What kind of thing, by its table.
    pub object_type: &'static str,
    /// Which one, when it is one.
    pub object_id: Option<Uuid>,
    /// Which ones a list or search showed.
    pub shown_ids: Vec<Uuid>,
    /// Which fields were opened or changed.
    pub fields: &'static [&'static str],
    /// How sensitive the most sensitive of them is.
    pub tier: Tier,
}

impl AuditEvent {
    /// An act on one thing.
    pub fn on(action: &'static str, object_type: &'static str, object_id: Uuid, tier: Tier) -> Self {
        Self {
            action,
            object_type,
            object_id: Some(object_id),
            shown_ids: Vec::new(),
            fields: &[],
            tier,
        }
    }
    /// A list that showed these.
    pub fn shown(object_type: &'static str, shown_ids: Vec<Uuid>, tier: Tier) -> Self {
        Self {
            action: "list",
            object_type,
            object_id: None,
            shown_ids,
            fields: &[],
            tier,
        }
    }
    /// That somebody tried alone what takes another: her own request, draft or report. Name the step with
    /// [`fields`](Self::fields) and hand it to `Tx::refuse`, which keeps it though nothing else is done.
    pub fn tried_alone(object_type: &'static str, object_id: Uuid, tier: Tier) -> Self {
        Self::on("tried_alone", object_type, object_id, tier)
    }
    /// Names the fields.
    #[must_use]
    pub fn fields(mut self, fields: &'static [&'static str]) -> Self {
        self.fields = fields;
        self
    }
}

/// Who did it: somebody with a sign-in, or a job, which has neither name nor sign-in.
pub(super) struct Author<'a> {
    pub(super) org: OrgId,
    pub(super) staff: Option<StaffId>,
    pub(super) sign_in: Option<SignInId>,
    pub(super) request_id: &'a str,
    /// The break-glass under which it was done.
    pub(super) break_glass: Option<Uuid>,
}

/// The statement that writes these events.
pub(super) fn rows(
    author: &Author<'_>,
    events: Vec<AuditEvent>,
    now: DateTime<Utc>,
    ids: &SharedIds,
) -> impl QueryFragment<Pg> + QueryId + 'static + use<> {
    let mut columns = AuditColumns::default();
    for event in events {
        columns.push(ids.next(), &event);
    }
    Prepared::<WriteAudit>::new()
        .bind::<SqlUuid, _>(author.org)
        .bind::<Nullable<SqlUuid>, _>(author.staff)
        .bind::<Nullable<SqlUuid>, _>(author.sign_in)
        .bind::<Text, _>(author.request_id.to_owned())
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<SqlUuid>, _>(author.break_glass)
        .bind::<Array<SqlUuid>, _>(columns.ids)
        .bind::<Array<Text>, _>(columns.actions)
        .bind::<Array<Text>, _>(columns.object_types)
        .bind::<Array<Nullable<SqlUuid>>, _>(columns.object_ids)
        .bind::<Array<Text>, _>(columns.shown)
        .bind::<Array<Text>, _>(columns.fields)
        .bind::<Array<Text>, _>(columns.tiers)
}

/// Audit events, turned into columns for one `INSERT … SELECT FROM unnest`.
#[derive(Default)]
struct AuditColumns {
    ids: Vec<Uuid>,
    actions: Vec<&'static str>,
    object_types: Vec<&'static str>,
    object_ids: Vec<Option<Uuid>>,
    shown: Vec<String>,
    fields: Vec<String>,
    tiers: Vec<&'static str>,
}

impl AuditColumns {
    fn push(&mut self, id: Uuid, event: &AuditEvent) {
        self.ids.push(id);
        self.actions.push(event.action);
        self.object_types.push(event.object_type);
        self.object_ids.push(event.object_id);
        self.shown
            .push(array_literal(event.shown_ids.iter().map(Uuid::to_string)));
        self.fields
            .push(array_literal(event.fields.iter().map(|field| (*field).to_owned())));
        self.tiers.push(event.tier.as_str());
    }
}

/// A Postgres array literal of words that need no quoting (ids and field names).
fn array_literal(words: impl Iterator<Item = String>) -> String {
    format!("{{{}}}", words.collect::<Vec<_>>().join(","))
}
