//! Background work: which feature does which kind of job. The mirror of `features` in `app.rs`.

use std::sync::Arc;

use crate::accounts::ask_approval;
use crate::code_list;
use crate::duplicates::{compare_names, look_for_duplicates};
use crate::enrolment::end_assignments;
use crate::incidents::tell_incident;
use crate::on_call::{call_on_call, post_alert};
use crate::outings::{forget_outings, miss_outing};
use crate::platform::jobs::{Handlers, JobError};
use crate::safeguarding::tell_concern;
use crate::state::Shared;
use crate::tasks::raise_tasks;
use crate::timetable::plan_groups;

code_list!(
    JobKinds,
    "job_kind",
    "what is done in the background",
    [
        "ask_approval",
        "call_on_call",
        "end_assignments",
        "forget_outings",
        "look_for_duplicates",
        "miss_outing",
        "plan_groups",
        "post_alert",
        "raise_tasks",
        "tell_concern",
        "tell_incident",
    ]
);

/// Everything this server can do in the background.
pub fn handlers(shared: &Arc<Shared>) -> Handlers {
    let [asking, calling, concerns, incidents, names] = std::array::from_fn(|_| Arc::clone(&shared.keys));
    let webhook = shared.post.webhook.clone();
    let gateway = webhook.is_some();
    Handlers::default()
        .with("ask_approval", move |tx, job| {
            let keys = Arc::clone(&asking);
            Box::pin(async move { ask_approval(tx, job, &keys).await })
        })
        .with("call_on_call", move |tx, job| {
            let keys = Arc::clone(&calling);
            Box::pin(async move { call_on_call(tx, job, &keys, gateway).await })
        })
        .with("end_assignments", |tx, job| Box::pin(end_assignments(tx, job)))
        .with("forget_outings", |tx, job| Box::pin(forget_outings(tx, job)))
        .with("miss_outing", |tx, job| Box::pin(miss_outing(tx, job)))
        .with("look_for_duplicates", |tx, job| Box::pin(look_for_duplicates(tx, job)))
        .with("plan_groups", |tx, job| Box::pin(plan_groups(tx, job)))
        .with("post_alert", move |tx, job| {
            let webhook = webhook.clone();
            Box::pin(async move {
                let webhook = webhook.ok_or(JobError::Refused("no_gateway"))?;
                post_alert(tx, job, &webhook).await
            })
        })
        .with("tell_concern", move |tx, job| {
            let keys = Arc::clone(&concerns);
            Box::pin(async move { tell_concern(tx, job, &keys).await })
        })
        .with("tell_incident", move |tx, job| {
            let keys = Arc::clone(&incidents);
            Box::pin(async move { tell_incident(tx, job, &keys).await })
        })
        .with("raise_tasks", move |tx, job| {
            let keys = Arc::clone(&names);
            Box::pin(async move {
                raise_tasks(tx, job).await?;
                compare_names(tx, &keys).await
            })
        })
}
