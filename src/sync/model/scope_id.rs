//! Names of scopes.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::enrolment::EnrolmentId;
use crate::people::PersonId;
use crate::platform::ids::{OrgId, StaffId};
use crate::typed_id;

typed_id!(ScopeId, "a scope: rows that reach and leave a device together");

impl ScopeId {
    /// Somebody's pseudonymous record.
    pub const fn person(person: PersonId) -> Self {
        Self::from_uuid(person.uuid())
    }
    /// An enrolment and what happened in it: who works in one of hers sees nothing of another.
    pub const fn enrolment(enrolment: EnrolmentId) -> Self {
        Self::from_uuid(enrolment.uuid())
    }
    /// What only those who work with somebody hold of her.
    pub fn guarded(person: PersonId) -> Self {
        derived("guarded", person.uuid(), None)
    }
    /// What one colleague wrote in one enrolment.
    pub fn own(enrolment: EnrolmentId, author: StaffId) -> Self {
        derived("own", enrolment.uuid(), Some(author.uuid()))
    }
    /// What is for one colleague.
    pub const fn staff(staff: StaffId) -> Self {
        Self::from_uuid(staff.uuid())
    }
    /// What is for the whole house.
    pub const fn house(org: OrgId) -> Self {
        Self::from_uuid(org.uuid())
    }
}

/// The first 16 bytes of SHA-256 over the word and the ids, marked as a UUID of version 8. `access.sync_derived` computes
/// the same in the database.
fn derived(kind: &str, id: Uuid, other: Option<Uuid>) -> ScopeId {
    let mut hash = Sha256::new().chain_update(kind).chain_update(id.as_bytes());
    if let Some(other) = other {
        hash.update(other.as_bytes());
    }
    let whole: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
    ScopeId::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
