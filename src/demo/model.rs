//! What the demo is made of.

use serde::{Deserialize, Serialize};

/// A sign-in of the demo, as `accounts.json` and the front page show it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DemoAccount {
    /// Invented e-mail address.
    pub email: String,
    /// Its password, the same in every demo of a seed.
    pub password: String,
    /// Code of list `staff_role`.
    pub role: String,
    /// The organisation's name.
    pub organisation: String,
}
