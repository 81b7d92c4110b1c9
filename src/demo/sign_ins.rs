//! Passwords of invented colleagues, and the file that lists them.

use std::collections::HashMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use futures_util::{StreamExt, TryStreamExt, stream};
use secrecy::SecretString;

use super::error::Error;
use super::model::DemoAccount;
use super::rows::Network;
use crate::accounts::PasswordHasher;

/// Letters of a password that nobody mistakes for another: 32 of them, 5 bits each.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Letters in a password: 80 bits.
const LENGTH: usize = 16;
/// How many hashes at once: what the hasher allows.
const AT_ONCE: usize = 2;

/// New sign-ins for everybody who has one, and their hashes by e-mail. `done` is called after each.
pub async fn hash_passwords(
    network: &Network,
    hasher: &PasswordHasher,
    done: impl Fn(),
) -> Result<(Vec<DemoAccount>, HashMap<String, String>), Error> {
    let refused = |error: &dyn std::fmt::Display| Error::SignIns(error.to_string());
    let mut accounts = Vec::new();
    for house in &network.houses {
        for staff in house.staff.iter().filter(|staff| staff.signs_in) {
            accounts.push(DemoAccount {
                email: staff.email.clone(),
                password: new_password()?,
                role: staff.role.to_owned(),
                organisation: house.name.to_owned(),
            });
        }
    }
    let by_email = stream::iter(&accounts)
        .map(async |account| {
            let hash = hasher.hash(SecretString::from(account.password.clone())).await;
            done();
            Ok::<_, Error>((account.email.clone(), hash.map_err(|error| refused(&error))?))
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    Ok((accounts, by_email))
}

fn new_password() -> Result<String, Error> {
    let mut bytes = [0_u8; LENGTH];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_unspecified| Error::SignIns("the system gives no random bytes".to_owned()))?;
    let letters: Vec<char> = bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// Writes the list, for its owner's eyes only; complete or not at all.
pub fn write_accounts(path: &Path, accounts: &[DemoAccount]) -> Result<(), Error> {
    let failed = |error: &dyn std::fmt::Display| Error::File {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let text = serde_json::to_string_pretty(accounts).map_err(|error| failed(&error))?;
    let unfinished = path.with_extension("unfinished");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(&error)),
        _ => {}
    }
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&unfinished)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&unfinished, path))
        .map_err(|error| failed(&error))
}

/// Reads the list of a demo that exists.
pub fn read_accounts(path: &Path) -> Result<Vec<DemoAccount>, Error> {
    let text = fs::read_to_string(path).map_err(|error| {
        if error.kind() == ErrorKind::NotFound {
            return Error::NoSignIns { path: path.to_owned() };
        }
        Error::File {
            path: path.to_owned(),
            reason: error.to_string(),
        }
    })?;
    serde_json::from_str(&text).map_err(|error| Error::File {
        path: path.to_owned(),
        reason: format!(
            "is not the list of sign-ins that the demo wrote ({error}); remove the demo's folder and start again"
        ),
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::accounts::{PasswordContext, check_new_password};

    #[test]
    fn passwords_are_good_ones_and_never_the_same() {
        let (one, other) = (new_password().unwrap(), new_password().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 19, "{one}");
        assert!(check_new_password(&SecretString::from(one), &PasswordContext::alone()).is_ok());
    }

    #[test]
    fn the_list_is_its_owners_alone_and_comes_back_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("accounts.json");
        assert!(matches!(read_accounts(&path), Err(Error::NoSignIns { .. })));
        let accounts = vec![DemoAccount {
            email: "mentor@house.example".to_owned(),
            password: "abcd-efgh".to_owned(),
            role: "mentor".to_owned(),
            organisation: "House".to_owned(),
        }];
        for _ in 0..2 {
            write_accounts(&path, &accounts).unwrap();
            assert_eq!(read_accounts(&path).unwrap(), accounts);
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(!format!("{accounts:?}").contains("abcd"), "passwords stay out of Debug");
    }
}
