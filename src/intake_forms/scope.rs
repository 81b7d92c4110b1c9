//! Proof that the caller may write a programme's forms, or void an answer.

use super::model::{AnswerId, FormId};
use super::store::{self, AnswerRow, FormRow};
use crate::access::{Action, Denied};
use crate::enrolment::EnrolmentScope;
use crate::platform::db::Tx;
use crate::programmes::{ProgrammeId, ProgrammeScope};

/// The forms of one programme, opened to write them.
#[derive(Debug)]
pub struct FormScope<'t, M> {
    pub(super) tx: &'t Tx<M>,
    pub(super) programme: ProgrammeId,
}

impl<'t, M> FormScope<'t, M> {
    /// Opens them for who may change the programme itself.
    ///
    /// ```compile_fail
    /// // The constructor is private: permission cannot be made up.
    /// fn forged<'t>(tx: &'t causeway::platform::db::Tx<causeway::platform::db::Write>) {
    ///     let scope = causeway::intake_forms::FormScope { tx };
    /// }
    /// ```
    pub async fn open(tx: &'t Tx<M>, programme: ProgrammeId) -> Result<Self, Denied> {
        ProgrammeScope::of(tx, Action::ManageProgrammes, programme).await?;
        Ok(Self { tx, programme })
    }

    /// Opens those of the programme this form belongs to.
    pub(super) async fn of(tx: &'t Tx<M>, form: FormId) -> Result<(Self, FormRow), Denied> {
        ProgrammeScope::see(tx)?;
        let row = store::find_form(tx, form).await?.ok_or(Denied::NotFound)?;
        Ok((Self::open(tx, row.programme_id).await?, row))
    }
}

/// One answer, opened in its enrolment.
#[derive(Debug)]
pub struct AnswerScope<'t, M> {
    pub(super) enrolment: EnrolmentScope<'t, M>,
    pub(super) row: AnswerRow,
}

impl<'t, M> AnswerScope<'t, M> {
    /// Opens an answer for `action` in its enrolment, or says that it is not there for this caller.
    pub async fn open(tx: &'t Tx<M>, answer: AnswerId, action: Action) -> Result<Self, Denied> {
        let row = store::find_answer(tx, answer).await?.ok_or(Denied::NotFound)?;
        let enrolment = EnrolmentScope::open(tx, row.enrolment_id, action).await?;
        Ok(Self { enrolment, row })
    }
}
