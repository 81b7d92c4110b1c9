//! Field encryption: one key per person, wrapped by a key kept outside the database. Pure: no I/O but the operating
//! system's random bytes.
//!
//! A [`PersonKey`] seals what identifies or could harm one person (tier C3: names, contacts, notes, justice, health).
//! A [`KekRing`] wraps that key for storage; the ring's keys never enter the database or its backups. Destroying the
//! wrapped key is erasure. [`MacKey`] makes keyed digests, for telling equal contents apart without keeping them.
//! Sources: `domain.md` §6.7, `security.md` §3.12, RFC 5869; XChaCha20-Poly1305 as in draft-irtf-cfrg-xchacha-03.
//!
//! **What it promises**
//! - Whatever was altered in even one bit, or moved to another row, column, table or organisation, does not open.
//! - A wrapped key opens for its own person and organisation only, and names the key that wrapped it, so keys can be
//!   rotated.
//! - Keys and opened contents are wiped when dropped; no `Debug` and no error holds a key, a content or an id.
//! - No call panics. Where the operating system gives no random bytes, nothing is sealed and an error says so.
//!
//! **What it does not promise**
//! - To hide length: a sealed text is [`SEALED_OVERHEAD`] bytes longer than the text.
//! - To notice an older sealed text put back in its own place; row versions and the audit chain are for that.
//! - Erasure from backups: a wrapped key that lies in a backup still opens (`security.md` §3.12).
//! - Anything on a machine whose memory is read while it runs.
//!
//! ```
//! use sealed::{KekId, KekRing, KeyEncryptionKey, Place, WrappedKey};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let key_file = [7; 32];
//! let ring = KekRing::new(KeyEncryptionKey::new("2025-01".parse()?, &key_file)?, [])?;
//! let (org, person) = ([1; 16], [2; 16]);
//! let (key, wrapped) = ring.new_person_key(org, person)?;
//!
//! let place = Place { table: "person_identity", column: "legal_name_enc", org, row: person };
//! let stored: Vec<u8> = key.seal(&place, "Ana Ñáñez")?;
//!
//! // Later, from the two columns:
//! let wrapped = WrappedKey::from_stored(wrapped.as_bytes())?;
//! let name = ring.unwrap(&wrapped, org, person)?.open_text(&place, &stored)?;
//! assert_eq!(name.as_str(), "Ana Ñáñez");
//! # Ok(())
//! # }
//! ```

mod cipher;
mod kek;
mod mac;
mod person_key;
mod randomness;
mod secret;

pub use kek::{
    KekId, KekIdError, KekRing, KeyEncryptionKey, NewKeyError, RepeatedKekId, RewrapError, UnwrapError,
    WRAPPED_KEY_LEN, WrappedKey, WrappedKeyError,
};
pub use mac::{BlindIndex, ContentMac, MacKey, MacTag};
pub use person_key::{OpenError, PersonKey, Place, SEALED_OVERHEAD, SealError};
pub use randomness::{OsRandomness, Randomness, RandomnessUnavailable};
pub use secret::KeyError;
