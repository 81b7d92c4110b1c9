//! Mail: an outbox in the database (`auth.mail`), and who sends what lies in it.
//!
//! A mail is written in the transaction that causes it: rolled back together, or there together. The sender takes one at a
//! time, sends it, and says so; killed between the two it sends that one again, under the same `Message-ID`. What fails is
//! tried again up to 24 hours apart ([`retry`](crate::platform::jobs::retry)) and at last becomes a dead letter.
//!
//! A mail says nothing of what this house does: no name, no organisation, no word of `tests/telltale-words.txt`, a subject
//! that could stand above anything (security.md §3.7). The texts lie in `templates/`, one file per language. Links carry
//! their secret behind the `#`, which browsers do not send to any server, and so to no log.
//!
//! An address is not copied where an account holds it; where it must be kept (an invitation), it is sealed together with
//! the link's secret under a key of the mail's own, and both are destroyed once it was sent.
//!
//! Tests: `tests/api/platform/mail.rs`; kills: `make soak`.

mod letter;
mod model;
mod sealing;
mod sender;
pub(crate) mod store;
mod transport;

pub use letter::{MailFrom, MailFromError};
pub use model::{Language, LanguageCode, Languages, Mail, MailId, Template, TemplateCode, Templates, To};
pub use sealing::{SealedMail, seal};
pub use sender::Sender;
pub use transport::{SmtpUrl, SmtpUrlError, Transport};
