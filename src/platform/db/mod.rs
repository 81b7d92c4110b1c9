//! The only door to the database.
//!
//! [`Db::read`] and [`Db::write`] open a transaction that carries the [`Actor`]: `access.enter` checks the sign-in, sets
//! the context row-level security reads, and is sent together with `BEGIN`. What is done inside is remembered with
//! [`Tx::audit`]; the audit rows go out in one statement before `COMMIT`. If they cannot be written nothing is
//! committed, and a write that remembers nothing is refused: fail closed.

mod actor;
mod audit;
mod auth_tx;
mod enter;
mod error;
mod idempotency;
mod job_tx;
pub mod migrate;
mod open;
mod pool;
mod prepared;
pub mod schema;
mod tx;
mod wake;

pub use actor::{Actor, Context, JobActor, RawGrant};
pub use audit::{AuditEvent, Tier};
pub use auth_tx::AuthTx;
pub use error::DbError;
pub use idempotency::OnceKey;
pub use job_tx::JobTx;
pub use pool::{Pool, PoolOptions, connect, tls_for};
pub use prepared::{Binds, Composed, Prepared, SqlText};
pub use tx::{Db, Read, Tx, Write};
pub use wake::{Queue, Wake};
