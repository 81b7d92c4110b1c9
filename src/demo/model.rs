//! A sign-in of the demo.

use serde::{Deserialize, Serialize};

/// A sign-in of the demo, as `accounts.json` and the front page show it.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct DemoAccount {
    /// Invented e-mail address.
    pub email: String,
    /// Its password: made with the folder, and not the same in any two.
    pub password: String,
    /// Code of list `staff_role`.
    pub role: String,
    /// The organisation's name.
    pub organisation: String,
}

impl std::fmt::Debug for DemoAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoAccount")
            .field("role", &self.role)
            .field("organisation", &self.organisation)
            .finish_non_exhaustive()
    }
}
