//! Which step leads from where to where, who may take it, and by when somebody must have looked (domain.md §2.15,
//! §5.11).

use chrono::{DateTime, Duration, Utc};

use super::codes::{IncidentState, IncidentStep, NotifiedTo, Severity};
use crate::platform::codes::Code;
use crate::platform::ids::StaffId;

/// By which a phone's clock may run ahead of ours before a step counts as planned.
const CLOCK_SLACK: Duration = Duration::minutes(10);

/// Steps taken by hand: which, from where, to where.
const WAYS: [(&str, &[&str], &str); 6] = [
    ("triaged", &["reported"], "triaged"),
    ("acted", &["triaged"], "immediate_actions"),
    ("notified", &["immediate_actions"], "notified"),
    ("review_begun", &["notified"], "under_review"),
    ("actions_opened", &["under_review"], "actions_open"),
    ("lessons_drawn", &["closed"], "lessons"),
];
/// Where closing may be asked for.
const CLOSABLE: [&str; 2] = ["under_review", "actions_open"];
/// What stands alone: nobody was told.
const NOBODY: [&str; 2] = ["none_required", "not_safe_to_notify"];

/// By when somebody must have looked: the stricter of the two clocks the programme names, an hour where life is at risk
/// (§2.15 and §5.11), four where it is serious (§5.11), else a day (§2.15).
pub(in crate::incidents) fn triage_by(severity: Severity, reported_at: DateTime<Utc>) -> DateTime<Utc> {
    reported_at
        + match severity.as_str() {
            "s1_critical" => Duration::hours(1),
            "s2_serious" => Duration::hours(4),
            _ => Duration::hours(24),
        }
}

/// Who acts on an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::incidents) struct Hand {
    /// She.
    pub(in crate::incidents) staff: StaffId,
    /// Is she named in it?
    pub(in crate::incidents) named: bool,
}

/// Who was told, and whether the law asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::incidents) struct Told {
    /// They; at least one, or that there is nobody to tell.
    pub(in crate::incidents) to: Vec<NotifiedTo>,
    /// Does the law ask for it?
    pub(in crate::incidents) mandatory: bool,
}

/// A step to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::incidents) struct Taken {
    /// Which.
    pub(in crate::incidents) step: IncidentStep,
    /// When it was taken.
    pub(in crate::incidents) at: DateTime<Utc>,
    /// Of `triaged`: how grave it is.
    pub(in crate::incidents) severity: Option<Severity>,
    /// Of `notified`: who was told.
    pub(in crate::incidents) told: Option<Told>,
}

/// Where an incident stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::incidents) struct Course {
    /// The state.
    pub(in crate::incidents) state: IncidentState,
    /// Since when.
    pub(in crate::incidents) moved_at: DateTime<Utc>,
    /// How grave it is taken to be.
    pub(in crate::incidents) severity: Severity,
    /// When somebody first looked.
    pub(in crate::incidents) triaged_at: Option<DateTime<Utc>>,
    /// Who reported it.
    pub(in crate::incidents) reported_by: StaffId,
    /// Who asked for it to be closed.
    pub(in crate::incidents) close_asked_by: Option<StaffId>,
    /// Actions that are not done.
    pub(in crate::incidents) left_to_do: i64,
}

/// Why somebody may not do that here and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It does not follow from where the incident stands.
    #[error("the step does not follow from where the incident stands")]
    NotFromHere,
    /// It has not been taken yet.
    #[error("in the future")]
    InFuture,
    /// It lies before what it follows.
    #[error("before the step it follows")]
    TooEarly,
    /// Looking at it says how grave it is.
    #[error("how grave it is must be said")]
    SeverityNeeded,
    /// How grave it is, is said when somebody looks, and corrected afterwards.
    #[error("how grave it is does not belong here")]
    SeverityNotHere,
    /// It must be said who was told.
    #[error("who was told must be said")]
    ToldNeeded,
    /// Who was told belongs to another step.
    #[error("who was told does not belong here")]
    ToldNotHere,
    /// Nobody and somebody were told.
    #[error("nobody was told, and somebody")]
    ToldBoth,
    /// Something is left to do.
    #[error("something is left to do")]
    LeftToDo,
    /// Nobody asked for it to be closed.
    #[error("closing was not asked for")]
    NotAsked,
    /// She asked for it herself.
    #[error("nobody decides what she asked for")]
    OwnRequest,
    /// She reported it.
    #[error("who reported it does not decide about it")]
    OwnReport,
    /// She is named in it.
    #[error("who is named in it does not decide about it")]
    Named,
}

impl Course {
    /// Takes a step; where the incident stands after it. A request to close it does not outlive a step.
    pub(in crate::incidents) fn take(self, taken: &Taken, by: Hand, now: DateTime<Utc>) -> Result<Self, Refused> {
        if taken.at > now + CLOCK_SLACK {
            return Err(Refused::InFuture);
        }
        if taken.step == *"close_asked" {
            return self.ask_to_close(taken, by);
        }
        let way = WAYS
            .iter()
            .find(|(step, from, _)| taken.step == **step && from.contains(&self.state.as_str()));
        let state = way.and_then(|(_, _, to)| Code::parse(to)).ok_or(Refused::NotFromHere)?;
        if taken.at < self.moved_at {
            return Err(Refused::TooEarly);
        }
        said(taken)?;
        Ok(Self {
            state,
            moved_at: taken.at,
            severity: taken.severity.unwrap_or(self.severity),
            triaged_at: self.triaged_at.or(Some(taken.at)),
            // Who asked for a closing that was granted stays.
            close_asked_by: self.close_asked_by.filter(|_| state == *"lessons"),
            ..self
        })
    }

    fn ask_to_close(self, taken: &Taken, by: Hand) -> Result<Self, Refused> {
        if !CLOSABLE.contains(&self.state.as_str()) {
            return Err(Refused::NotFromHere);
        }
        said(taken)?;
        if by.named {
            return Err(Refused::Named);
        }
        if self.left_to_do > 0 {
            return Err(Refused::LeftToDo);
        }
        Ok(Self {
            close_asked_by: Some(by.staff),
            ..self
        })
    }

    /// Decides what another asked for: closes it, or refuses to.
    pub(in crate::incidents) fn decide(self, by: Hand, close: bool, now: DateTime<Utc>) -> Result<Self, Refused> {
        let asked_by = self.close_asked_by.ok_or(Refused::NotAsked)?;
        if !CLOSABLE.contains(&self.state.as_str()) {
            return Err(Refused::NotFromHere);
        }
        if by.named {
            return Err(Refused::Named);
        }
        // Taking back what one asked for is no decision.
        if close && by.staff == asked_by {
            return Err(Refused::OwnRequest);
        }
        if close && by.staff == self.reported_by {
            return Err(Refused::OwnReport);
        }
        if !close {
            return Ok(Self {
                close_asked_by: None,
                ..self
            });
        }
        if self.left_to_do > 0 {
            return Err(Refused::LeftToDo);
        }
        Ok(Self {
            state: Code::parse("closed").ok_or(Refused::NotFromHere)?,
            moved_at: now,
            ..self
        })
    }

    /// May this colleague void the report, or correct what was reported? Until it is closed.
    pub(in crate::incidents) fn may_void(self, by: Hand) -> Result<(), Refused> {
        self.may_correct()?;
        if by.named {
            return Err(Refused::Named);
        }
        if by.staff == self.reported_by {
            return Err(Refused::OwnReport);
        }
        Ok(())
    }

    /// May what was reported be corrected, and actions be set? Until it is closed.
    pub(in crate::incidents) fn may_correct(self) -> Result<(), Refused> {
        if ["closed", "lessons"].contains(&self.state.as_str()) {
            Err(Refused::NotFromHere)
        } else {
            Ok(())
        }
    }
}

/// Does the step say what belongs to it and nothing else?
fn said(taken: &Taken) -> Result<(), Refused> {
    let triage = taken.step == *"triaged";
    let notify = taken.step == *"notified";
    match (triage, taken.severity) {
        (true, None) => return Err(Refused::SeverityNeeded),
        (false, Some(_)) => return Err(Refused::SeverityNotHere),
        _ => {}
    }
    match (notify, &taken.told) {
        (false, None) => Ok(()),
        (true, None) => Err(Refused::ToldNeeded),
        (false, Some(_)) => Err(Refused::ToldNotHere),
        (true, Some(told)) if told.to.is_empty() => Err(Refused::ToldNeeded),
        (true, Some(told)) => {
            let nobody = told.to.iter().any(|to| NOBODY.contains(&to.as_str()));
            if nobody && told.to.len() > 1 {
                Err(Refused::ToldBoth)
            } else {
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_the_stricter_of_the_two() {
        let at: DateTime<Utc> = "2026-03-10T15:00:00Z".parse().unwrap();
        for (severity, hours) in [
            ("s1_critical", 1),
            ("s2_serious", 4),
            ("s3_moderate", 24),
            ("s4_minor", 24),
        ] {
            let severity = Code::parse(severity).unwrap();
            assert_eq!(triage_by(severity, at), at + Duration::hours(hours), "{severity}");
        }
    }

    #[test]
    fn nobody_and_somebody_are_not_told_at_once() {
        let at: DateTime<Utc> = "2026-03-10T15:00:00Z".parse().unwrap();
        let step = |to: &[&str]| Taken {
            step: Code::parse("notified").unwrap(),
            at,
            severity: None,
            told: Some(Told {
                to: to.iter().map(|to| Code::parse(to).unwrap()).collect(),
                mandatory: true,
            }),
        };
        assert_eq!(said(&step(&["police", "health"])), Ok(()));
        assert_eq!(said(&step(&["not_safe_to_notify"])), Ok(()));
        assert_eq!(said(&step(&["police", "none_required"])), Err(Refused::ToldBoth));
        assert_eq!(said(&step(&[])), Err(Refused::ToldNeeded));
    }
}
