//! The rule of service consent, asked about one person.

use chrono::NaiveDate;

use super::model::{ConsentGap, Decision, Subject, service_consent};
use crate::access::Denied;
use crate::organisation::{self, SiteId};
use crate::people::{PersonScope, ages_on, minor_on};
use crate::platform::db::Tx;
use crate::relationships;

/// What keeps a service from beginning on `day` at `site`, by the ages of its jurisdiction and these decisions of hers; `Ok`
/// within: nothing does.
pub async fn may_begin<M>(
    tx: &Tx<M>,
    person: &PersonScope<'_, M>,
    site: SiteId,
    decisions: &[Decision],
    day: NaiveDate,
) -> Result<Result<(), ConsentGap>, Denied> {
    let rule = organisation::effective_jurisdiction(tx, site, day).await?;
    let subject = Subject {
        minor: minor_on(person.minor_until(), day),
        youngest_age: person.birth_year().map(|year| *ages_on(year, day).start()),
        service_consent_age: rule.map(|rule| rule.ages.service_consent),
        guardian_path_off: relationships::guardian_path_off(tx, person.id(), day).await?,
    };
    Ok(service_consent(subject, decisions, day))
}
