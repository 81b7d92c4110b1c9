//! A referral that was received.

use super::{Asked, Done, Kind, Refusal, address, compared, mac, request};
use crate::access::Denied;
use crate::intake::http::ReceiveReferral;
use crate::intake::{self, ReferralSourceId};
use crate::people::PersonId;
use crate::platform::db::DbError;
use crate::platform::http::Problem;

impl From<intake::Error> for Refusal {
    fn from(error: intake::Error) -> Self {
        if let intake::Error::Db(error) | intake::Error::Denied(Denied::Db(error)) = error {
            return Self::Db(error);
        }
        // Another call for the same was written at the same moment: this one is part of it when it is sent again.
        if matches!(error, intake::Error::Raced) {
            return Self::Db(DbError::Retry("another call for the same referral"));
        }
        Problem::from(error).into()
    }
}

/// It came to her.
pub(super) struct Receive;

fn read(asked: &Asked<'_>) -> Result<(PersonId, ReceiveReferral, [u8; 16]), Refusal> {
    let person: PersonId = address(&asked.op, "person_id")?;
    let body: ReceiveReferral = request(&asked.op, &["person_id"])?;
    let mac = mac(asked, "receiveReferral", &(person, &body))?;
    Ok((person, body, mac))
}

impl Kind for Receive {
    const NAME: &'static str = "referral-create";

    async fn apply(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (person, body, mac) = read(asked)?;
        intake::receive(asked.tx, asked.keys, person, body, mac).await?;
        Ok(Done::applied(1))
    }

    async fn stands(asked: &Asked<'_>) -> Result<Done, Refusal> {
        let (_, _, mac) = read(asked)?;
        let stands = intake::source_stands(asked.tx, ReferralSourceId::from_uuid(asked.op.entity_id)).await?;
        compared(stands, mac)
    }
}
