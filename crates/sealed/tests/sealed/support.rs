//! A person, a place, a ring, and sources of randomness that are not random.

use std::error::Error;

use sealed::{KekRing, KeyEncryptionKey, PersonKey, Place, Randomness, RandomnessUnavailable};
use zeroize::Zeroizing;

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

pub(crate) const ORG: [u8; 16] = [0x0a; 16];
pub(crate) const ROW: [u8; 16] = [0x0b; 16];
pub(crate) const NAME: Place = Place {
    table: "person_identity",
    column: "legal_name_enc",
    org: ORG,
    row: ROW,
};

/// The same key and nonce for ever: for golden bytes only.
pub(crate) struct Fixed;

impl Randomness for Fixed {
    fn nonce(&mut self) -> Result<[u8; 24], RandomnessUnavailable> {
        let bytes: Vec<u8> = (0x40..0x58).collect();
        bytes.as_slice().try_into().map_err(RandomnessUnavailable::new)
    }

    fn key(&mut self) -> Result<Zeroizing<[u8; 32]>, RandomnessUnavailable> {
        let bytes: Vec<u8> = (0..32).collect();
        let key: [u8; 32] = bytes.as_slice().try_into().map_err(RandomnessUnavailable::new)?;
        Ok(Zeroizing::new(key))
    }
}

/// A source that has run dry after `left` answers.
pub(crate) struct Dry {
    pub(crate) left: u32,
}

impl Dry {
    fn draw(&mut self) -> Result<u8, RandomnessUnavailable> {
        let left = self.left.checked_sub(1);
        self.left = left.ok_or_else(|| RandomnessUnavailable::new("the well is dry"))?;
        Ok(1)
    }
}

impl Randomness for Dry {
    fn nonce(&mut self) -> Result<[u8; 24], RandomnessUnavailable> {
        Ok([self.draw()?; 24])
    }

    fn key(&mut self) -> Result<Zeroizing<[u8; 32]>, RandomnessUnavailable> {
        Ok(Zeroizing::new([self.draw()?; 32]))
    }
}

/// A key-encryption key of the 32 bytes counting up from `first`.
pub(crate) fn kek(id: &str, first: u8) -> Outcome<KeyEncryptionKey> {
    let bytes: Vec<u8> = (first..first + 32).collect();
    Ok(KeyEncryptionKey::new(id.parse()?, &bytes)?)
}

pub(crate) fn ring() -> Outcome<KekRing> {
    Ok(KekRing::new(kek("2025-01", 0x20)?, [])?)
}

pub(crate) fn person_key() -> Outcome<PersonKey> {
    Ok(ring()?.new_person_key(ORG, ROW)?.0)
}
