//! Writing what is asked, and asking it.

use chrono::NaiveDate;

use super::error::Error;
use super::http::RecordAnswer;
use super::model::{
    AnswerId, Counts, FormId, Given, Item, ItemStanding, Sent, changed_meaning, check, check_day, default_items,
    standing, window,
};
use super::scope::{AnswerScope, FormScope};
use super::store::{self, AnswerRow, FormRow, NewAnswer, NewForm};
use crate::access::Action;
use crate::casework::VoidReason;
use crate::enrolment::{EnrolmentId, EnrolmentScope};
use crate::people::MissingReason;
use crate::platform::clock::local_day;
use crate::platform::db::{DbError, OnceKey, Tx, Write};
use crate::platform::keys::Keys;
use crate::programmes::{ProgrammeId, programme_place};
use crate::safeguarding::{self, NewConcern};
use crate::tasks;

fn checked(items: &[Item]) -> Result<(), Error> {
    check(items).map_err(|(place, fault)| Error::Item(place, fault))
}

/// Begins the next version of a programme's form: with these items, or the form in force, or what is usual in the strand.
pub(super) async fn draft(
    tx: &Tx<Write>,
    programme: ProgrammeId,
    id: FormId,
    items: Option<Vec<Item>>,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = FormScope::open(tx, programme).await?;
    let forms = store::forms(tx, programme).await?;
    let items = match items {
        Some(items) => items,
        None => match in_force(&forms) {
            Some(form) => form.items()?,
            None => default_items(programme_place(tx, programme).await?.strand),
        },
    };
    checked(&items)?;
    let new = NewForm {
        id,
        version: forms
            .iter()
            .map(|form| form.version)
            .max()
            .unwrap_or(0)
            .saturating_add(1),
        items,
        created_mac,
    };
    scope.add(new).await.map_err(|error| match error.unique_constraint() {
        Some("intake_form_one_draft" | "intake_form_version") => Error::DraftThere,
        _ => error.into(),
    })
}

fn in_force(forms: &[FormRow]) -> Option<&FormRow> {
    forms.iter().find(|form| form.state == *"published")
}

/// Writes a draft anew, whole.
pub(super) async fn rewrite(tx: &Tx<Write>, id: FormId, version: i32, items: Vec<Item>) -> Result<(), Error> {
    let (scope, form) = FormScope::of(tx, id).await?;
    if form.state != *"draft" {
        return Err(Error::NotADraft);
    }
    checked(&items)?;
    if scope.rewrite(id, version, &items).await? {
        Ok(())
    } else {
        Err(Error::ChangedMeanwhile)
    }
}

/// Puts a draft into force, and what was in force out of it.
pub(super) async fn publish(tx: &Tx<Write>, id: FormId, version: i32, key: Option<OnceKey>) -> Result<(), Error> {
    let again = tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await?;
    let (scope, form) = FormScope::of(tx, id).await?;
    if again {
        scope.remember_repeat(id, "publish_form");
        return Ok(());
    }
    if form.state != *"draft" {
        return Err(Error::NotADraft);
    }
    let forms = store::forms(tx, scope.programme).await?;
    let items = form.items()?;
    for earlier in forms.iter().filter(|earlier| earlier.published_at.is_some()) {
        if let Some(place) = changed_meaning(&earlier.items()?, &items) {
            return Err(Error::MeansSomethingElse(place));
        }
    }
    if let Some(before) = in_force(&forms) {
        scope.retire(before.id, before.row_version).await?;
    }
    if !scope.publish(id, version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// Takes a form out of force, or gives a draft up.
pub(super) async fn retire(tx: &Tx<Write>, id: FormId, version: i32, key: Option<OnceKey>) -> Result<(), Error> {
    let again = tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await?;
    let (scope, form) = FormScope::of(tx, id).await?;
    if again {
        scope.remember_repeat(id, "retire_form");
        return Ok(());
    }
    if form.state == *"retired" {
        return Err(Error::Retired);
    }
    if !scope.retire(id, version).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}

/// What a form comes to for somebody, today.
pub(super) struct Asking {
    /// The form in force; `None`: the programme asks nothing.
    pub(super) form: Option<FormRow>,
    /// The day on which she was enrolled.
    pub(super) enrolled_on: NaiveDate,
    /// How many items stand where.
    pub(super) counts: Counts,
    /// What is to be asked now, overdue first, each with the day by which.
    pub(super) now: Vec<(Item, ItemStanding, Option<NaiveDate>)>,
}

/// What is still to be asked in an enrolment.
pub(super) async fn asking<M>(scope: &EnrolmentScope<'_, M>) -> Result<Asking, DbError> {
    let enrolled_on = scope.stamps().enrolled_on;
    let forms = store::forms(scope.tx(), scope.programme()).await?;
    let form = forms.into_iter().find(|form| form.state == *"published");
    let items = form.as_ref().map(FormRow::items).transpose()?.unwrap_or_default();
    let (told, kept) = (store::answers(scope).await?, store::kept(scope).await?);
    let today = local_day(scope.tx().now(), scope.zone());
    let stand = |item: &Item| standing(item, &holding(&told, &item.key), &kept, enrolled_on, today);
    let counts = Counts::of(items.iter().map(stand));
    let due = |item: &Item| {
        let days = window(item.ask_when).1?;
        enrolled_on.checked_add_days(chrono::Days::new(days))
    };
    let mut now: Vec<_> = items
        .into_iter()
        .map(|item| (stand(&item), due(&item), item))
        .filter(|(standing, ..)| matches!(standing, ItemStanding::Overdue | ItemStanding::ToAsk))
        .map(|(standing, due, item)| (item, standing, due))
        .collect();
    now.sort_by_key(|(_, standing, _)| *standing);
    Ok(Asking {
        form,
        enrolled_on,
        counts,
        now,
    })
}

/// The answers to an item that hold, in their order: a value, or why there is none.
fn holding(told: &[AnswerRow], key: &str) -> Vec<Option<MissingReason>> {
    let held = told
        .iter()
        .filter(|row| row.item_key == key && row.void_reason.is_none());
    held.map(AnswerRow::missing).collect()
}

/// Writes an answer down; a yes to danger together with the concern it raises.
pub(super) async fn record(
    tx: &Tx<Write>,
    keys: &Keys,
    enrolment: EnrolmentId,
    body: RecordAnswer,
    created_mac: [u8; 16],
) -> Result<(), Error> {
    let scope = EnrolmentScope::open(tx, enrolment, Action::AskIntake).await?;
    if scope.wrapped_key().is_none() {
        return Err(Error::Erased);
    }
    let forms = store::forms(tx, scope.programme()).await?;
    let form = in_force(&forms).ok_or(Error::NoForm)?;
    let items = form.items()?;
    let item = items
        .iter()
        .find(|item| item.key == body.key)
        .ok_or(Error::NoSuchItem)?;
    if let Some(keeper) = item.kept_in {
        return Err(Error::KeptElsewhere(keeper));
    }
    let stamps = scope.stamps();
    let today = local_day(tx.now(), scope.zone());
    check_day(body.asked_on, stamps.enrolled_on, stamps.exited_on, today)?;
    let sent = Sent {
        choice: body.choice,
        text: body.text.map(zeroize::Zeroizing::new),
        yes: body.yes,
        number: body.number,
        date: body.date,
        missing: body.missing,
    };
    let given = Given::of(item, sent)?;
    if given.is_danger(item) != body.concern.is_some() {
        return Err(Error::ConcernWithDanger);
    }
    if let Some(concern) = body.concern {
        let new = NewConcern {
            id: concern.id,
            site: scope.site(),
            about: concern.about,
            person: Some(scope.person()),
            accused: None,
            text: zeroize::Zeroizing::new(concern.text),
            created_mac,
        };
        safeguarding::raise(tx, keys, new).await?;
    }
    let new = NewAnswer {
        id: body.id,
        form: form.id,
        item,
        given,
        asked_on: body.asked_on,
        source: body.source_kind,
        created_mac,
    };
    store::add_answer(&scope, keys, new).await?;
    close_when_done(&scope, &items).await
}

/// Closes the task about the first month once nothing required is open.
async fn close_when_done(scope: &EnrolmentScope<'_, Write>, items: &[Item]) -> Result<(), Error> {
    let told = store::answers(scope).await?;
    let open = |item: &Item| {
        let answers = holding(&told, &item.key);
        !answers
            .iter()
            .any(|missing| !missing.is_some_and(super::model::is_open))
    };
    if !items.iter().any(|item| item.required && open(item)) {
        tasks::close_intake(scope).await?;
    }
    Ok(())
}

/// Voids an answer entered by mistake. It stays, with the reason.
pub(super) async fn void_answer(
    tx: &Tx<Write>,
    id: AnswerId,
    version: i32,
    reason: VoidReason,
    key: Option<OnceKey>,
) -> Result<(), Error> {
    let again = tx.done_before(key.as_ref(), Error::KeyUsedOtherwise).await?;
    let scope = AnswerScope::open(tx, id, Action::AskIntake).await?;
    if again {
        scope.enrolment.remember_repeat("void");
        return Ok(());
    }
    if scope.row.void_reason.is_some() {
        return Err(Error::VoidedAlready);
    }
    if !scope.void(version, reason).await? {
        return Err(Error::ChangedMeanwhile);
    }
    Ok(tx.keep_answer(key.as_ref(), 200, id.uuid(), None).await?)
}
