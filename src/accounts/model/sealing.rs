//! How the secret of a second factor is kept: sealed under a key of its own, which the key-encryption key wraps and which
//! is bound to the account (security.md §3.5). Whoever has the database alone makes no codes from it.

use sealed::{Place, WrappedKey};
use zeroize::Zeroizing;

use super::AccountId;
use super::factor::TotpSecret;
use crate::platform::key_ring::LiveRing;

/// Accounts belong to no organisation. No organisation has this id: theirs are UUIDs of version 7.
const NO_ORG: [u8; 16] = [0; 16];

/// A secret could not be sealed, or what was kept is not what was sealed for this account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(in crate::accounts) struct SealingError(pub(in crate::accounts) &'static str);

/// A secret as it is kept.
#[derive(Debug, Clone)]
pub(in crate::accounts) struct SealedSecret {
    pub(in crate::accounts) secret: Vec<u8>,
    pub(in crate::accounts) wrapped: Vec<u8>,
}

fn place(account: AccountId) -> Place {
    Place {
        table: "totp",
        column: "secret_enc",
        org: NO_ORG,
        row: account.bytes(),
    }
}

/// Seals a secret for its account.
pub(in crate::accounts) fn seal(
    ring: &LiveRing,
    account: AccountId,
    secret: &TotpSecret,
) -> Result<SealedSecret, SealingError> {
    let failed = || SealingError("a second factor could not be sealed");
    let (key, wrapped) = ring
        .new_person_key(NO_ORG, account.bytes())
        .map_err(|_no_randomness| failed())?;
    let secret = key
        .seal(&place(account), secret.bytes())
        .map_err(|_no_randomness| failed())?;
    Ok(SealedSecret {
        secret,
        wrapped: wrapped.as_bytes().to_vec(),
    })
}

/// Opens the secret of an account.
pub(in crate::accounts) fn open(
    ring: &LiveRing,
    account: AccountId,
    kept: &SealedSecret,
) -> Result<TotpSecret, SealingError> {
    let failed = || SealingError("a second factor could not be opened");
    let wrapped = WrappedKey::from_stored(&kept.wrapped).map_err(|_damaged| failed())?;
    let key = ring
        .unwrap(&wrapped, NO_ORG, account.bytes())
        .map_err(|_rejected| failed())?;
    let opened = key.open(&place(account), &kept.secret).map_err(|_rejected| failed())?;
    let bytes: [u8; 20] = opened.as_slice().try_into().map_err(|_length| failed())?;
    Ok(TotpSecret::new(Zeroizing::new(bytes)))
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use uuid::Uuid;

    use super::*;

    fn account(n: u128) -> AccountId {
        AccountId::from_uuid(Uuid::from_u128(n))
    }

    #[test]
    fn a_secret_opens_for_its_account_and_with_its_key_only() {
        let ring = |byte: u8| {
            let dir = tempfile::tempdir().unwrap();
            let file = dir.path().join("kek-1.key");
            fs::write(&file, hex::encode([byte; 32])).unwrap();
            fs::set_permissions(&file, Permissions::from_mode(0o400)).unwrap();
            LiveRing::load(dir.path()).unwrap()
        };
        let secret = TotpSecret::new(Zeroizing::new([7; 20]));
        let kept = seal(&ring(1), account(1), &secret).unwrap();
        assert_eq!(open(&ring(1), account(1), &kept).unwrap().bytes(), secret.bytes());
        assert!(open(&ring(1), account(2), &kept).is_err(), "moved to another account");
        assert!(open(&ring(2), account(1), &kept).is_err(), "another key folder");
        let mut altered = kept.clone();
        *altered.secret.last_mut().unwrap() ^= 1;
        assert!(open(&ring(1), account(1), &altered).is_err());
        assert!(!kept.secret.windows(4).any(|part| part == [7; 4]));
    }
}
