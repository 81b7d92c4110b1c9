//! Telling another machine that something happened: one signed HTTPS POST to an address that the configuration names.
//!
//! Nobody's input is ever an address (security.md §3.9): the one there is stands in the configuration, and is looked
//! at again each time. Its name is resolved, every address it has must be public, and the connection goes to the
//! address that was looked at, so that no name can change between the look and the call. An address inside a private
//! network is refused unless the configuration says that it is meant (`alerts.webhook_private`). A redirect is an
//! answer like any other that is not 2xx: it is not followed. What comes back is read as far as its status and no
//! further.
//!
//! The body is signed: `Causeway-Signature: v1=` and the HMAC-SHA-256, in hex, over the timestamp, a dot, and the
//! body; the timestamp is `Causeway-Timestamp`, in seconds since 1970. `Causeway-Delivery` names the call: the same
//! one sent again has the same name. How a receiver checks it: docs/OPERATIONS.md.
//!
//! Tests: `tests/api/on_call/gateway.rs`.

mod address;
mod call;
mod target;

pub use call::{Undelivered, Webhook};
pub use target::{WebhookUrl, WebhookUrlError};
