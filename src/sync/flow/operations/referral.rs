//! A referral that was received.

use super::{Compared, Done, Refusal, address, mac, request};
use crate::access::Denied;
use crate::intake::http::ReceiveReferral;
use crate::intake::{self, ReferralSourceId};
use crate::people::PersonId;
use crate::platform::db::{DbError, Tx, Write};
use crate::platform::http::Problem;
use crate::platform::keys::Keys;
use crate::sync::model::operation::Operation;

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

fn read(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<(PersonId, ReceiveReferral, [u8; 16]), Refusal> {
    let person: PersonId = address(op, "person_id")?;
    let body: ReceiveReferral = request(op, &["person_id"], true)?;
    let mac = mac(tx, keys, "receiveReferral", &(person, &body))?;
    Ok((person, body, mac))
}

pub(super) async fn apply(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<Done, Refusal> {
    let (person, body, mac) = read(tx, keys, op)?;
    intake::receive(tx, keys, person, body, mac).await?;
    Ok(Done::applied(1))
}

pub(super) async fn stands(tx: &Tx<Write>, keys: &Keys, op: &Operation) -> Result<Compared, Refusal> {
    let (_, _, mac) = read(tx, keys, op)?;
    let stands = intake::source_stands(tx, ReferralSourceId::from_uuid(op.entity_id)).await?;
    Ok((stands, mac))
}
