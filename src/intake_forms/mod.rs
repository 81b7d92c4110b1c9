//! Intake forms: what a programme asks somebody who joined, and when (domain.md §2.4).
//!
//! A **form** is what one programme asks, written by whoever may change the programme: `draft → published → retired`. One is
//! published at a time; publishing the next retires it. A draft begins with what is usual in the strand ([`default_items`]), or
//! with the form that is in force. What is published is never changed, not even by who wrote it.
//!
//! An **item** says what is asked, in words of any language, what kind of answer it takes, who may read the answer
//! (`c2`: whoever reads the enrolment; `c3`: who opens her file), and **when**: at first contact, in the first week, in the
//! first month, or when there is trust. Trust first: an item comes up when its time comes ([`window`]), and what waits for trust
//! is never due. Words somebody writes, and whatever is about health, substances, justice or danger, are `c3` ([`check`]).
//!
//! **Nothing is kept twice**: who she is, how she is reached safely, who cares for her, her medical needs, where she lives,
//! her school and work have their own place. An item of the kind `kept_elsewhere` points there and counts as asked as soon as
//! it is written there.
//!
//! **Nobody is asked twice**: an answer belongs to the enrolment and to the item's key, which means the same in every version of
//! the form ([`changed_meaning`]). What was declined, or is not known, is settled too; only `not_asked` leaves it open. A later
//! answer stands beside the earlier ones, and the latest counts; one entered by mistake is voided with a reason.
//!
//! **Danger**: a yes to an item of immediate danger is written only together with a concern for the child
//! ([`safeguarding`](crate::safeguarding)), in one transaction. The words stand there and nowhere else.
//!
//! Answers are kept from the day she is enrolled, when she has agreed to be here; what she said before is entered with the day
//! on which she said it (`docs/adr/0125`). A task asks for what was to be asked in the first month, a week before it is over.
//!
//! Who may: whoever may change the programme writes its forms, and everybody in the house reads them. Those assigned to the
//! enrolment and its supervisor ask and answer. Erasing her destroys what is sealed.
//!
//! Tests: `tests/api/intake_forms/`, rules beside them in `model/`.

mod error;
mod flow;
pub(crate) mod http;
mod model;
mod scope;
mod store;

pub use error::Error;
pub use model::{
    AnswerId, AnswerRefused, AskWhen, AskWhens, Counts, Domain, Domains, FormId, FormState, FormStates, Given, Item,
    ItemClass, ItemClasses, ItemFault, ItemKind, ItemKinds, ItemStanding, ItemWords, Keeper, Keepers, Sent, Value,
    changed_meaning, check, default_items, standing, window,
};
pub use scope::{AnswerScope, FormScope};
