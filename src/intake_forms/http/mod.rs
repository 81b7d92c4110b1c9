//! The doors to intake forms and their answers.

mod answers;
mod forms;
mod problems;

use crate::platform::http::Operations;

pub(super) use answers::RecordAnswer;

/// The doors of this feature.
pub(crate) fn routes(operations: &mut Operations<'_>) {
    operations
        .service(forms::list_intake_forms)
        .service(forms::draft_intake_form)
        .service(forms::read_intake_form)
        .service(forms::rewrite_intake_form)
        .service(forms::publish_intake_form)
        .service(forms::retire_intake_form)
        .service(answers::read_intake)
        .service(answers::list_intake_answers)
        .service(answers::record_intake_answer)
        .service(answers::void_intake_answer);
}
