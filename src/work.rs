//! Background work: which feature does which kind of job. The mirror of `api_routes` in `app.rs`.

use crate::code_list;
use crate::platform::jobs::Handlers;

code_list!(JobKinds, "job_kind", "what is done in the background", ["ask_approval"]);

/// Everything this server can do in the background.
pub fn handlers() -> Handlers {
    Handlers::default()
}
