//! Where words about a session go: into her file, or, a concern for a child, into the vault and nowhere else.

use zeroize::Zeroizing;

use crate::enrolment::EnrolmentScope;
use crate::platform::db::Write;
use crate::platform::keys::Keys;
use crate::safeguarding::{self, NewConcern};
use crate::sessions::error::Error;
use crate::sessions::http::NoteInput;
use crate::sessions::store::NewNote;

/// Opens a concern for what is one, and hands back what is to be kept in her file.
///
/// Nothing of a concern is kept here: no text, no kind, no row that says there was one.
pub(super) async fn take(
    scope: &EnrolmentScope<'_, Write>,
    keys: &Keys,
    note: Option<NoteInput>,
    created_mac: [u8; 16],
) -> Result<Option<NewNote>, Error> {
    let Some(note) = note else { return Ok(None) };
    let concern = note.concern();
    let text = Zeroizing::new(note.text);
    if let Some(id) = concern {
        let new = NewConcern {
            id,
            site: scope.site(),
            about: note.about.ok_or(Error::ConcernAboutWhom)?,
            person: Some(scope.person()),
            accused: note.accused_id,
            text,
            created_mac,
        };
        safeguarding::raise(scope.tx(), keys, new).await?;
        return Ok(None);
    }
    if note.about.is_some() || note.accused_id.is_some() {
        return Err(Error::NoConcern);
    }
    if scope.wrapped_key().is_none() {
        return Err(Error::KeyDestroyed);
    }
    Ok(Some(NewNote {
        id: note.id,
        kind: note.kind,
        text,
    }))
}
