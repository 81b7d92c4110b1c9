//! What a transaction did or showed, to be remembered with its commit.

use uuid::Uuid;

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
    /// Names the fields.
    #[must_use]
    pub fn fields(mut self, fields: &'static [&'static str]) -> Self {
        self.fields = fields;
        self
    }
}
