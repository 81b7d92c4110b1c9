//! What makes a supervision session. Pure.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::platform::codes::Code;
use crate::platform::ids::StaffId;
use crate::{code_list, typed_id};

typed_id!(SupervisionId, "a supervisor sat down with those she supervises");

code_list!(
    SupervisionKinds,
    "supervision_kind",
    "how somebody was supervised (domain.md §2.19)",
    ["individual", "group", "clinical", "crisis_debrief"]
);
/// A code of the list `supervision_kind`.
pub type SupervisionKind = Code<SupervisionKinds>;

/// Why a session is not recorded as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The day has not come at the site.
    #[error("in the future")]
    InFuture,
    /// Nobody supervises herself.
    #[error("supervises herself")]
    Herself,
    /// Somebody is named twice.
    #[error("named twice")]
    Twice,
    /// With one colleague it is individual, with several it is not.
    #[error("the kind and how many were there do not fit")]
    KindAndNumber,
}

/// May `supervisor` say, on `today`, that she held it on this day with these colleagues?
pub(super) fn may_have_been_held(
    kind: SupervisionKind,
    supervisor: StaffId,
    workers: &[StaffId],
    held_on: NaiveDate,
    today: NaiveDate,
) -> Result<(), Refused> {
    if held_on > today {
        return Err(Refused::InFuture);
    }
    if workers.contains(&supervisor) {
        return Err(Refused::Herself);
    }
    if workers.iter().collect::<HashSet<_>>().len() < workers.len() {
        return Err(Refused::Twice);
    }
    let fits = match kind.as_str() {
        "individual" => workers.len() == 1,
        "group" => workers.len() > 1,
        _ => !workers.is_empty(),
    };
    if fits { Ok(()) } else { Err(Refused::KindAndNumber) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_is_individual_several_are_a_group_and_nobody_supervises_herself() {
        let [supervisor, a, b] = [1, 2, 3].map(|n| StaffId::from_uuid(Uuid::from_u128(n)));
        let today = NaiveDate::default();
        let tomorrow = today.succ_opt().unwrap();
        for (kind, workers, on, expected) in [
            ("individual", vec![a], today, Ok(())),
            ("individual", vec![a, b], today, Err(Refused::KindAndNumber)),
            ("group", vec![a, b], today, Ok(())),
            ("group", vec![a], today, Err(Refused::KindAndNumber)),
            ("clinical", vec![a], today, Ok(())),
            ("clinical", vec![], today, Err(Refused::KindAndNumber)),
            ("crisis_debrief", vec![a, b], today, Ok(())),
            ("crisis_debrief", vec![a, b], tomorrow, Err(Refused::InFuture)),
            ("group", vec![a, supervisor], today, Err(Refused::Herself)),
            ("group", vec![a, b, a], today, Err(Refused::Twice)),
        ] {
            let kind = Code::parse(kind).unwrap();
            assert_eq!(
                may_have_been_held(kind, supervisor, &workers, on, today),
                expected,
                "{kind:?}"
            );
        }
    }
}
