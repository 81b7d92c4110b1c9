//! What is asked, when, and what an answer is.

mod answer;
mod asking;
mod defaults;
mod item;
mod usual;

pub(super) use answer::check_day;
pub use answer::{AnswerRefused, Given, Sent, Value};
pub(super) use asking::is_open;
pub use asking::{Counts, ItemStanding, standing, window};
pub use defaults::default_items;
pub use item::{
    AskWhen, AskWhens, Domain, Domains, Item, ItemClass, ItemClasses, ItemFault, ItemKind, ItemKinds, ItemWords,
    Keeper, Keepers, changed_meaning, check,
};

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(FormId, "one version of what a programme asks who joins");
typed_id!(AnswerId, "one answer to an item of an intake form");

code_list!(
    FormStates,
    "intake_form_state",
    "where a form stands: only a draft is changed, only what is published is asked",
    ["draft", "published", "retired"]
);
/// A code of the list `intake_form_state`.
pub type FormState = Code<FormStates>;
