//! Rows of referrals, of who asked, of what was done; of rules, looks at them, and decisions; of places.

mod decisions;
mod evaluations;
mod places;
mod referrals;
mod rules;
mod sources;

pub(super) use decisions::{DecisionRow, NewDecision, OverrideRow, find_override};
pub(super) use evaluations::{EvaluationRow, NewEvaluation, NewResult, ResultRow, find_evaluation};
pub(super) use places::{CapacityRow, WaitingRow, capacities, find_offer, free_places, waiting_list};
pub(super) use referrals::{Listed, NewReferral, OpenRow, ReferralRow, add, list, open_row, remember_repeat, to_join};
pub(super) use rules::{NewRule, RuleRow, find_rule, rules};
pub(super) use sources::{EventRow, NewSource, Referrer, SourceRow, add_source, find_source, may_seal};
