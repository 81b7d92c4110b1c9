//! Background work: a queue in the database (`auth.job`), emptied by every server that runs.
//!
//! A job is put into the queue by [`Tx::enqueue`](crate::platform::db::Tx) inside the transaction that causes it: rolled
//! back together, or there together. It holds ids only; what it needs it reads again when it runs, for one organisation,
//! in a transaction that carries nobody's roles ([`JobTx`](crate::platform::db::JobTx)).
//!
//! The transaction that does the job also writes that it is done, so its effect on the database happens once. A worker
//! that is killed lets go of its jobs when their lock runs out, and they are begun again. What fails is tried again after
//! a longer and longer while ([`retry`]), and at last becomes a dead letter, which an operator looks at
//! (`causeway jobs`, `GET /operations/jobs`).
//!
//! Which feature does which kind of job is said in `src/work.rs`. Tests: `tests/api/platform/jobs.rs`.

mod handlers;
mod model;
pub mod retry;
pub(crate) mod store;
mod worker;

pub use handlers::Handlers;
pub use model::{Job, JobError};
pub use worker::{Stop, Worker, stoppable};
