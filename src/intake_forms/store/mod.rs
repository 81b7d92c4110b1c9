//! Rows of forms and answers.

mod answers;
mod forms;

pub(super) use answers::{AnswerRow, NewAnswer, add_answer, answers, find_answer, kept, open_values};
pub(super) use forms::{FormRow, NewForm, find_form, forms};
