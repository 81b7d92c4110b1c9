//! A link that is mailed: its secret, what is stored of it, and the mail.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use uuid::Uuid;

use super::super::error::Error;
use super::super::model::mailed::Link;
use super::super::model::secret::OneTimeSecret;
use crate::platform::keys::Keys;
use crate::platform::mail::{Mail, Template, To, seal};
use crate::platform::random;

/// Makes a link to a page, in a mail. Its secret is in the sealed mail and nowhere else.
pub(in crate::accounts) fn make(
    keys: &Keys,
    id: Uuid,
    template: Template,
    to: To,
    ends_at: DateTime<Utc>,
) -> Result<Link, Error> {
    let secret = OneTimeSecret::new(random::bytes().map_err(|_none| Error::Internal("no random bytes"))?);
    let mail = Mail {
        template,
        to,
        token: Some(SecretString::from(secret.text().to_string())),
        useful_until: Some(ends_at),
    };
    Ok(Link {
        digest: secret.digest(),
        ends_at,
        mail: seal(&keys.kek_ring, id, mail)?,
    })
}

/// What of a link comes back is compared by.
pub(in crate::accounts) fn digest_of(token: &str) -> Option<[u8; 32]> {
    OneTimeSecret::parse(token).map(|secret| secret.digest())
}
