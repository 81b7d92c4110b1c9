//! The web app's files, the demo's own page, and the pages that describe the API.
//!
//! What a stranger may learn here is little on purpose: one sentence that says nothing of what the house does. In the demo,
//! where everybody is invented, `/demo` lists the sign-ins and the API pages are open; anywhere else the API pages
//! want a sign-in. No page, header or error that a stranger gets holds a word of `tests/telltale-words.txt`.
//!
//! The account pages are where links in mails lead: accepting an invitation, a new password, another address. They carry
//! the form until the web app does, in five languages; the link's secret stands behind the `#` and leaves the address at
//! once.
//!
//! Pages are written by the server as plain HTML and run no script, but for those and the API page, whose bundle is
//! vendored under `assets/api-docs/` (Swagger UI, Apache-2.0) and loads nothing from anywhere else.
//!
//! Tests: `tests/api/front/`.

pub(crate) mod http;
mod model;

pub(crate) use http::words;
