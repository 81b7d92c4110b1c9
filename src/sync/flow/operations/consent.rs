//! A decision about consent, taken down on the phone.

use super::{Asked, Done, Kind, Refusal, address, compared, mac, request};
use crate::consent::http::RecordConsent;
use crate::consent::{self, ConsentId};
use crate::people::PersonId;

/// Given, refused or withdrawn. Others can have it written down too: a withdrawal waits for nobody.
pub(super) struct Record;

fn read(asked: &Asked<'_>) -> Result<(PersonId, RecordConsent, [u8; 16]), Refusal> {
    let person: PersonId = address(&asked.op, "person_id")?;
    let body: RecordConsent = request(&asked.op, &["person_id"])?;
    let mac = mac(asked, "recordConsent", &(person, &body))?;
    Ok((person, body, mac))
}

impl Kind for Record {
    const NAME: &'static str = "consent-create";

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (person, body, mac) = read(asked)?;
        consent::record_sent(asked.tx, person, body, mac).await?;
        Ok(Done::applied(1))
    }

    async fn stands(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (person, _, mac) = read(asked)?;
        let stands = consent::stands(asked.tx, person, ConsentId::from_uuid(asked.op.entity_id)).await?;
        compared(stands, mac)
    }
}
