//! Addresses and link secrets while they wait: sealed under a key of the mail's own, which is wrapped by the active
//! key-encryption key. Destroying both columns destroys them.

use sealed::{Place, WrappedKey};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroize;

use super::model::{Language, Mail, MailId, To};
use crate::platform::db::DbError;
use crate::platform::key_ring::LiveRing;

/// A mail is of no organisation: accounts and their mailboxes are global.
const NO_ORG: [u8; 16] = [0; 16];

/// A mail ready to be written into the outbox.
#[derive(Clone)]
pub struct SealedMail {
    pub(super) id: MailId,
    pub(super) account: Option<Uuid>,
    pub(super) language: Option<Language>,
    pub(super) key: Option<Vec<u8>>,
    pub(super) content: Option<Vec<u8>>,
    pub(super) mail: MailHead,
}

/// What of a mail is no secret.
#[derive(Clone, Copy)]
pub(super) struct MailHead {
    pub(super) template: super::model::Template,
    pub(super) useful_until: Option<chrono::DateTime<chrono::Utc>>,
}

/// What is sealed.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Content {
    /// The address, where no account holds it.
    pub(super) to: Option<String>,
    /// The secret of the link.
    pub(super) token: Option<String>,
}

impl Drop for Content {
    fn drop(&mut self) {
        self.to.zeroize();
        self.token.zeroize();
    }
}

fn place(id: MailId) -> Place {
    Place {
        table: "mail",
        column: "content_enc",
        org: NO_ORG,
        row: id.bytes(),
    }
}

/// Seals what has to wait. Needs no transaction: it is done before one is opened.
pub fn seal(ring: &LiveRing, id: Uuid, mail: Mail) -> Result<SealedMail, DbError> {
    let id = MailId::from_uuid(id);
    let Mail {
        template,
        to,
        token,
        useful_until,
    } = mail;
    let (account, address, language) = match to {
        To::Account(account) => (Some(account), None, None),
        To::NewAddress { account, address } => (Some(account), Some(address), None),
        To::Stranger { address, language } => (None, Some(address), Some(language)),
        To::Nobody => (None, None, None),
    };
    let content = Content {
        to: address,
        token: token
            .as_ref()
            .map(|token: &SecretString| token.expose_secret().to_owned()),
    };
    let (mut key, mut sealed) = (None, None);
    if content.to.is_some() || content.token.is_some() {
        let (own, wrapped) = ring
            .new_person_key(NO_ORG, id.bytes())
            .map_err(|_error| DbError::Sealed("a mail's key"))?;
        let mut json = serde_json::to_vec(&content).map_err(|_error| DbError::Sealed("a mail"))?;
        let bytes = own.seal(&place(id), &json).map_err(|_error| DbError::Sealed("a mail"));
        json.zeroize();
        key = Some(wrapped.as_bytes().to_vec());
        sealed = Some(bytes?);
    }
    Ok(SealedMail {
        id,
        account,
        language,
        key,
        content: sealed,
        mail: MailHead { template, useful_until },
    })
}

/// Opens what was sealed; a mail with nothing sealed has nothing in it.
pub(super) fn open(
    ring: &LiveRing,
    id: MailId,
    key: Option<&[u8]>,
    content: Option<&[u8]>,
) -> Result<Content, DbError> {
    let (Some(key), Some(content)) = (key, content) else {
        return Ok(Content::default());
    };
    let rejected = DbError::Sealed("a mail");
    let wrapped = WrappedKey::from_stored(key).map_err(|_error| rejected.clone())?;
    let own = ring
        .unwrap(&wrapped, NO_ORG, id.bytes())
        .map_err(|_error| rejected.clone())?;
    let json = own.open(&place(id), content).map_err(|_error| rejected.clone())?;
    serde_json::from_slice(&json).map_err(|_error| rejected)
}
