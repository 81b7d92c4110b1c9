//! Background work: which feature does which kind of job. The mirror of `features` in `app.rs`.

use std::sync::Arc;

use crate::accounts::ask_approval;
use crate::code_list;
use crate::duplicates::look_for_duplicates;
use crate::enrolment::end_assignments;
use crate::platform::jobs::Handlers;
use crate::state::Shared;
use crate::tasks::raise_tasks;

code_list!(
    JobKinds,
    "job_kind",
    "what is done in the background",
    ["ask_approval", "end_assignments", "look_for_duplicates", "raise_tasks"]
);

/// Everything this server can do in the background.
pub fn handlers(shared: &Arc<Shared>) -> Handlers {
    let keys = Arc::clone(&shared.keys);
    Handlers::default()
        .with("ask_approval", move |tx, job| {
            let keys = Arc::clone(&keys);
            Box::pin(async move { ask_approval(tx, job, &keys).await })
        })
        .with("end_assignments", |tx, job| Box::pin(end_assignments(tx, job)))
        .with("look_for_duplicates", |tx, job| Box::pin(look_for_duplicates(tx, job)))
        .with("raise_tasks", |tx, job| Box::pin(raise_tasks(tx, job)))
}
