//! Agreeing: asked for until the rule that guards an enrolment is content.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use uuid::Uuid;

use super::arrival::code;
use super::chance::Chance;
use super::network::AGES;
use super::rows::Consent;
use crate::consent::{ConsentGap, Decision, Subject, service_consent};
use crate::people::{BirthDate, minor_on};

/// What later steps need to know about somebody.
#[derive(Clone)]
pub(super) struct Who {
    pub(super) person: Uuid,
    pub(super) language: &'static str,
    pub(super) born: BirthDate,
    pub(super) minor_until: Option<NaiveDate>,
    /// Who answers for her while somebody must.
    pub(super) guardian: &'static str,
    pub(super) method: &'static str,
    pub(super) decisions: Vec<Decision>,
}

/// Where, when and by whom somebody is asked.
#[derive(Clone, Copy)]
pub(super) struct Asking {
    pub(super) site_id: Uuid,
    pub(super) day: NaiveDate,
    pub(super) when: DateTime<Utc>,
    pub(super) by: Uuid,
}

impl Who {
    /// The youngest she can be by her open record, which knows the year of birth only; the rule goes by that.
    fn youngest_age(&self, day: NaiveDate) -> i32 {
        day.year() - self.born.on.year() - 1
    }

    /// Asks until the rule that guards an enrolment is content (domain.md §2.6): once when she arrives, again when she has
    /// outgrown what others agreed to for her.
    pub(super) fn agree_to_service(&mut self, chance: &mut Chance, asking: Asking) -> Vec<Consent> {
        let subject = Subject {
            minor: minor_on(self.minor_until, asking.day),
            youngest_age: Some(self.youngest_age(asking.day)),
            service_consent_age: Some(AGES.1),
            guardian_path_off: false,
        };
        let mut rows = Vec::new();
        while let Err(gap) = service_consent(subject, &self.decisions, asking.day) {
            let (kind, giver) = match gap {
                ConsentGap::OwnConsent => ("service_participation", "young_person"),
                ConsentGap::GuardianConsent => ("service_participation", self.guardian),
                ConsentGap::Assent => ("assent_service", "young_person"),
                // The house's ages are confirmed, and limits are always told first.
                ConsentGap::NoJurisdiction | ConsentGap::LimitsNotExplained => break,
            };
            rows.push(self.decide(chance, asking, (kind, "given", giver)));
        }
        rows
    }

    /// What else is asked on the first day. Not everybody says yes to everything.
    pub(super) fn agree_to_data(&mut self, chance: &mut Chance, asking: Asking) -> Vec<Consent> {
        let herself = !minor_on(self.minor_until, asking.day) || self.youngest_age(asking.day) >= AGES.2;
        let giver = if herself { "young_person" } else { self.guardian };
        let reporting = if chance.percent(93) { "given" } else { "refused" };
        let messages = if chance.percent(85) { "given" } else { "refused" };
        [
            ("data_processing", "given"),
            ("nonidentifiable_reporting", reporting),
            ("contact_by_message", messages),
        ]
        .map(|(kind, status)| self.decide(chance, asking, (kind, status, giver)))
        .into()
    }

    fn decide(
        &mut self,
        chance: &mut Chance,
        asking: Asking,
        (kind, status, giver): (&'static str, &'static str, &'static str),
    ) -> Consent {
        self.decisions.push(Decision {
            kind: code(kind),
            status: code(status),
            giver: code(giver),
            on: asking.day,
            expires_on: None,
            limits_explained: true,
        });
        Consent {
            id: chance.id(asking.when),
            person_id: self.person,
            site_id: asking.site_id,
            kind,
            status,
            giver,
            language: self.language,
            method: self.method,
            occurred_at: asking.when,
            recorded_by: asking.by,
        }
    }
}
