//! An organisation's rescue key: phones seal a second copy of everything unsent to its public half, and the server opens it
//! where the passphrase was forgotten (reference/sync.md §2.10, docs/adr/0152).
//!
//! The form of a box is that of `web/src/vault/box.ts`: `1 | ephemeral public key (65) | iv (12) | ciphertext`, with ECDH on
//! P-256, HKDF-SHA-256 (RFC 5869) over both public keys and AES-256-GCM. What it is for and its id are bound to it.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use zeroize::Zeroizing;

use super::ids::OrgId;

/// The first byte of a box: its form.
const FORM: u8 = 1;
/// Bytes of a public key on P-256: the uncompressed point.
const POINT: usize = 65;
/// Of 2^32 keys one is no number on the curve, and the next is taken.
const TRIES: u8 = 8;

/// A box does not open: it was sealed to another key, for something else, or was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotOurs;

/// What the keys of all organisations are made of.
pub struct RescueKeys(Zeroizing<[u8; 32]>);

/// The key of one organisation.
pub struct RescueKey {
    private: PrivateKey,
    public: Vec<u8>,
}

impl RescueKeys {
    /// Of the bytes of a key file.
    pub(super) const fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The key of an organisation. None is stored: it is made of the key file and the organisation's id.
    pub fn of(&self, org: OrgId) -> Result<RescueKey, NotOurs> {
        let root = Salt::new(HKDF_SHA256, b"causeway:rescue").extract(&*self.0);
        (0..TRIES).find_map(|number| key(&root, org, number)).ok_or(NotOurs)
    }
}

fn key(root: &aws_lc_rs::hkdf::Prk, org: OrgId, number: u8) -> Option<RescueKey> {
    let mut scalar = Zeroizing::new([0_u8; 32]);
    let id = org.bytes();
    let info = [id.as_slice(), &[number]];
    root.expand(&info, HKDF_SHA256).ok()?.fill(scalar.as_mut_slice()).ok()?;
    let private = PrivateKey::from_private_key(&ECDH_P256, scalar.as_slice()).ok()?;
    let public = private.compute_public_key().ok()?.as_ref().to_vec();
    Some(RescueKey { private, public })
}

impl RescueKey {
    /// What phones seal to: the uncompressed point, 65 bytes.
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// Opens the copy of an operation.
    pub fn open(&self, op: uuid::Uuid, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOurs> {
        let (form, rest) = sealed.split_first().ok_or(NotOurs)?;
        let (ephemeral, rest) = rest.split_at_checked(POINT).ok_or(NotOurs)?;
        let (iv, body) = rest.split_at_checked(NONCE_LEN).ok_or(NotOurs)?;
        if *form != FORM {
            return Err(NotOurs);
        }
        let salt = [ephemeral, &self.public].concat();
        let peer = UnparsedPublicKey::new(&ECDH_P256, ephemeral);
        let key = agree(&self.private, peer, NotOurs, |shared| {
            let shared = Salt::new(HKDF_SHA256, &salt).extract(shared);
            let mut key = Zeroizing::new([0_u8; 32]);
            let expanded = shared
                .expand(&[b"causeway rescue 1"], HKDF_SHA256)
                .and_then(|okm| okm.fill(key.as_mut_slice()));
            expanded.map(|()| key).map_err(|_unspecified| NotOurs)
        })?;
        let key = UnboundKey::new(&AES_256_GCM, key.as_slice()).map_err(|_unspecified| NotOurs)?;
        let iv = Nonce::try_assume_unique_for_key(iv).map_err(|_unspecified| NotOurs)?;
        let mut plain = Zeroizing::new(body.to_vec());
        let bound = Aad::from(format!("rescue|{op}|{FORM}"));
        let opened = LessSafeKey::new(key).open_in_place(iv, bound, plain.as_mut_slice());
        let length = opened.map_err(|_unspecified| NotOurs)?.len();
        plain.truncate(length);
        Ok(plain)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// `tests/vectors/sync/rescue-box.json`: boxes that the web app made, and opens too.
    #[test]
    fn what_a_phone_sealed_opens_here_and_nothing_else_does() {
        let vectors: Value = serde_json::from_str(include_str!("../../tests/vectors/sync/rescue-box.json")).unwrap();
        let bytes = |name: &str| hex::decode(vectors[name].as_str().unwrap()).unwrap();
        let key = PrivateKey::from_private_key(&ECDH_P256, &bytes("private")).unwrap();
        let public = key.compute_public_key().unwrap().as_ref().to_vec();
        assert_eq!(public, bytes("public"));
        let key = RescueKey { private: key, public };
        let (op, sealed) = (vectors["op_id"].as_str().unwrap().parse().unwrap(), bytes("box"));
        let plain = key.open(op, &sealed).unwrap();
        assert_eq!(std::str::from_utf8(&plain).unwrap(), vectors["plain"].as_str().unwrap());
        assert!(key.open(uuid::Uuid::nil(), &sealed).is_err(), "another operation's");
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(key.open(op, &changed).is_err(), "changed at {place}");
            assert!(key.open(op, &sealed[..place]).is_err(), "cut at {place}");
        }
        let other = RescueKeys::new(Zeroizing::new([7; 32]))
            .of(OrgId::from_uuid(op))
            .unwrap();
        assert!(other.open(op, &sealed).is_err(), "another organisation's");
    }

    #[test]
    fn each_organisation_has_a_key_of_its_own_and_always_the_same() {
        let keys = |first: u8| RescueKeys::new(Zeroizing::new([first; 32]));
        let public = |keys: RescueKeys, org: u128| {
            let org = OrgId::from_uuid(uuid::Uuid::from_u128(org));
            keys.of(org).unwrap().public().to_vec()
        };
        assert_eq!(public(keys(1), 1), public(keys(1), 1));
        assert_eq!(public(keys(1), 1).len(), POINT);
        assert_ne!(public(keys(1), 1), public(keys(1), 2));
        assert_ne!(public(keys(1), 1), public(keys(2), 1));
    }
}
