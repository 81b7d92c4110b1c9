//! Links that come by mail: how long they work.

use chrono::{DateTime, Duration, Utc};

use crate::platform::mail::SealedMail;

/// A link to choose a new password (security.md §3.7).
pub(in crate::accounts) const RESET_LIVES: Duration = Duration::minutes(15);
/// A link that confirms a new address.
pub(in crate::accounts) const CONFIRM_LIVES: Duration = Duration::hours(24);
/// A link that keeps the old address, before and after the new one was confirmed.
pub(in crate::accounts) const CANCEL_LIVES: Duration = Duration::hours(72);
/// Links to choose a new password that one account gets within an hour: whoever asks for more fills a mailbox.
pub(in crate::accounts) const MOST_RESETS: i64 = 3;

/// A link about to be mailed.
pub(in crate::accounts) struct Link {
    /// What is stored.
    pub(in crate::accounts) digest: [u8; 32],
    /// When it ends.
    pub(in crate::accounts) ends_at: DateTime<Utc>,
    /// What goes out.
    pub(in crate::accounts) mail: SealedMail,
}
