//! Which step leads from where to where, what each needs, and what is due by when (domain.md §2.2).

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use chrono_tz::Tz;

use super::codes::{ContactSafety, EndReason, ReferralState, ReferralStep, Urgency};
use crate::platform::clock::local_day;
use crate::platform::codes::Code;

/// Minutes by which a phone's clock may run ahead of ours before a step counts as planned.
const CLOCK_SLACK_MINUTES: i64 = 10;

/// Every state in which something may still be done.
const OPEN: &[&str] = &["received", "triaged", "screening"];
/// The states a referral ends in.
const ENDED: &[&str] = &["redirected", "closed"];

/// One step: from which states it may be taken, and where it leads.
struct Way {
    step: &'static str,
    from: &'static [&'static str],
    /// `None`: where it stands.
    to: Option<&'static str>,
    /// A worker says that it was taken; otherwise it follows from something else.
    by_hand: bool,
    /// It says why the referral goes no further.
    needs_reason: bool,
}

impl Way {
    const fn new(step: &'static str, from: &'static [&'static str], to: Option<&'static str>) -> Self {
        Self {
            step,
            from,
            to,
            by_hand: true,
            needs_reason: false,
        }
    }
    const fn follows(self) -> Self {
        Self { by_hand: false, ..self }
    }
    const fn with_reason(self) -> Self {
        Self {
            needs_reason: true,
            ..self
        }
    }
}

/// The whole table.
const WAYS: &[Way] = &[
    // Another call opens it again.
    Way::new("received", ENDED, Some("received")).follows(),
    Way::new("triaged", &["received"], Some("triaged")),
    Way::new("attempted", OPEN, None),
    Way::new("contacted", OPEN, None),
    Way::new("screening_begun", &["triaged"], Some("screening")),
    Way::new("redirected", OPEN, Some("redirected")).with_reason(),
    Way::new("closed", OPEN, Some("closed")).with_reason(),
];

/// A step to take.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Which.
    pub step: ReferralStep,
    /// When it was taken.
    pub at: DateTime<Utc>,
    /// Why it goes no further here.
    pub reason: Option<EndReason>,
    /// Is there a safe way to reach her? Said when it is sorted.
    pub contact_safety: Option<ContactSafety>,
}

/// Where a referral stands, and the moments that say how it came there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// The state that holds.
    pub state: ReferralState,
    /// Since when.
    pub moved_at: DateTime<Utc>,
    /// When the first call came.
    pub received_at: DateTime<Utc>,
    /// When it was first sorted.
    pub triaged_at: Option<DateTime<Utc>>,
    /// When somebody first tried to reach her.
    pub first_attempt_at: Option<DateTime<Utc>>,
    /// When she was first spoken to, both ways.
    pub first_contact_at: Option<DateTime<Utc>>,
    /// When it ended, if it has.
    pub ended_at: Option<DateTime<Utc>>,
    /// Is there a safe way to reach her?
    pub contact_safety: ContactSafety,
    /// The last day of its clock, at the site.
    pub due_on: NaiveDate,
}

/// Why a step cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StepRefused {
    /// It does not follow from where the referral stands.
    #[error("the step does not follow from where the referral stands")]
    NotFromHere,
    /// It has not been taken yet.
    #[error("in the future")]
    InFuture,
    /// It lies before what it follows.
    #[error("before the step it follows")]
    TooEarly,
    /// It must say why.
    #[error("a reason is needed")]
    ReasonNeeded,
    /// It needs no reason.
    #[error("a reason does not belong here")]
    ReasonNotHere,
    /// Sorting says whether there is a safe way to reach her.
    #[error("say whether contact is safe")]
    SafetyNeeded,
    /// Only sorting says it.
    #[error("contact safety does not belong here")]
    SafetyNotHere,
    /// There is no safe way to reach her.
    #[error("no safe way to reach her")]
    NotSafe,
}

/// The last day by which a referral that came at this moment is due, at a site in this zone.
pub fn due_on(received_at: DateTime<Utc>, urgency: Urgency, zone: Tz) -> NaiveDate {
    let days = match urgency.as_str() {
        "immediate" => 0,
        "urgent" => 2,
        _ => 7,
    };
    let day = local_day(received_at, zone);
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

impl Course {
    /// How every referral begins. `None`: the lists do not have the codes, which a test rules out.
    pub fn begin(received_at: DateTime<Utc>, due_on: NaiveDate) -> Option<Self> {
        Some(Self {
            state: Code::parse("received")?,
            moved_at: received_at,
            received_at,
            triaged_at: None,
            first_attempt_at: None,
            first_contact_at: None,
            ended_at: None,
            contact_safety: Code::parse("unknown")?,
            due_on,
        })
    }

    /// Has it ended?
    pub fn has_ended(&self) -> bool {
        ENDED.contains(&self.state.as_str())
    }

    /// The day by which something is still to be done: sorting it, or speaking to her where that is safe.
    pub fn waits_until(&self) -> Option<NaiveDate> {
        let unsorted = self.state == *"received";
        let unspoken = self.first_contact_at.is_none() && self.contact_safety != *"unsafe";
        (!self.has_ended() && (unsorted || unspoken)).then_some(self.due_on)
    }

    /// Takes a step a worker has taken.
    pub fn take(&self, step: Step, now: DateTime<Utc>) -> Result<Self, StepRefused> {
        let way = self.way(step.step)?;
        if !way.by_hand {
            return Err(StepRefused::NotFromHere);
        }
        self.go(way, step, now)
    }

    /// Another call joins: one that had ended is opened again, by the step that is given back, with a clock of its own.
    /// Otherwise the earlier of the two moments is when it was received, and the earlier of the two days when it is due.
    pub fn joined_by(
        &self,
        received_at: DateTime<Utc>,
        due_on: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<(Self, Option<Step>), StepRefused> {
        if self.has_ended() {
            let step = Step {
                step: Code::parse("received").ok_or(StepRefused::NotFromHere)?,
                // Opened again after it had ended, even if the call itself is older and was written down late.
                at: received_at.max(self.moved_at),
                reason: None,
                contact_safety: None,
            };
            let reopened = self.go(self.way(step.step)?, step, now)?;
            return Ok((Self { due_on, ..reopened }, Some(step)));
        }
        let received_at = self.received_at.min(received_at);
        let joined = Self {
            received_at,
            moved_at: if self.is_untouched() {
                received_at
            } else {
                self.moved_at
            },
            due_on: self.due_on.min(due_on),
            ..*self
        };
        Ok((joined, None))
    }

    /// It came at another moment than was written down: never after what was done about it.
    pub fn received_otherwise(&self, received_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Self, StepRefused> {
        if received_at > now + Duration::minutes(CLOCK_SLACK_MINUTES) {
            return Err(StepRefused::InFuture);
        }
        let moved_at = if self.is_untouched() {
            received_at
        } else {
            self.moved_at
        };
        let done = [
            self.triaged_at,
            self.first_attempt_at,
            self.first_contact_at,
            Some(moved_at),
        ];
        if done.into_iter().flatten().any(|at| at < received_at) {
            return Err(StepRefused::TooEarly);
        }
        Ok(Self {
            moved_at,
            received_at,
            ..*self
        })
    }

    /// Does it stand where it began?
    fn is_untouched(&self) -> bool {
        self.state == *"received" && self.moved_at == self.received_at
    }

    fn way(&self, step: ReferralStep) -> Result<&'static Way, StepRefused> {
        WAYS.iter()
            .find(|way| step == *way.step && way.from.contains(&self.state.as_str()))
            .ok_or(StepRefused::NotFromHere)
    }

    fn go(&self, way: &Way, step: Step, now: DateTime<Utc>) -> Result<Self, StepRefused> {
        if step.at > now + Duration::minutes(CLOCK_SLACK_MINUTES) {
            return Err(StepRefused::InFuture);
        }
        let earliest = if way.to.is_some() {
            self.moved_at
        } else {
            self.received_at
        };
        if step.at < earliest {
            return Err(StepRefused::TooEarly);
        }
        match (way.needs_reason, step.reason) {
            (true, None) => return Err(StepRefused::ReasonNeeded),
            (false, Some(_)) => return Err(StepRefused::ReasonNotHere),
            _ => {}
        }
        match (way.step == "triaged", step.contact_safety) {
            (true, None) => return Err(StepRefused::SafetyNeeded),
            (false, Some(_)) => return Err(StepRefused::SafetyNotHere),
            _ => {}
        }
        if way.step == "screening_begun" && self.contact_safety != *"safe" {
            return Err(StepRefused::NotSafe);
        }
        let mut course = *self;
        if let Some(to) = way.to {
            course.state = Code::parse(to).ok_or(StepRefused::NotFromHere)?;
            course.moved_at = step.at;
        }
        course.stamp(way.step, step.at);
        course.contact_safety = step.contact_safety.unwrap_or(self.contact_safety);
        Ok(course)
    }

    /// The moments indicators ask for: each the first of its kind, also when an earlier one is told later.
    fn stamp(&mut self, step: &str, at: DateTime<Utc>) {
        let first = |known: Option<DateTime<Utc>>| Some(known.map_or(at, |known| known.min(at)));
        match step {
            "triaged" => self.triaged_at = first(self.triaged_at),
            "attempted" => self.first_attempt_at = first(self.first_attempt_at),
            "contacted" => {
                self.first_attempt_at = first(self.first_attempt_at);
                self.first_contact_at = first(self.first_contact_at);
            }
            _ => {}
        }
        self.ended_at = self.has_ended().then_some(self.moved_at);
    }
}

#[cfg(test)]
mod tests;
