//! What each refusal says, and what would be right.

use crate::consent::ConsentGap;
use crate::enrolment::error::Error;
use crate::enrolment::model::{ExitRefused, PauseRefused};
use crate::platform::http::{IdempotencyKey, IfMatch, Problem, same_creation};

/// The answer to a creation: what was made; what was made before by the same request, if this one was `refused`; or why it
/// was refused.
pub(super) fn answer_of<V>(
    found: Result<(Option<Vec<u8>>, V, i32), Error>,
    refused: Option<Error>,
    mac: &[u8; 16],
) -> Result<(V, i32), Problem> {
    let stored = found.as_ref().ok().and_then(|(stored, ..)| stored.as_deref());
    match (same_creation(stored, mac), refused) {
        (Err(id_taken), Some(Error::Db(_))) => Err(id_taken),
        (Err(_), Some(refused)) => Err(refused.into()),
        _ => found.map(|(_, view, version)| (view, version)).map_err(Problem::from),
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(denied) => denied.into(),
            Error::NoSuchProgramme => Problem::one_field(
                "/programme_id",
                "unknown",
                "must be one of your organisation's programmes",
            ),
            Error::NoSuchSite => {
                Problem::one_field("/site_id", "unknown", "must be a site at which this programme runs")
            }
            Error::StrandNotAvailable => Self::rule(
                "strand_not_available",
                "This programme cannot take people yet",
                "Its protection is not built yet. Enrol her in another programme for now.",
            ),
            Error::InFuture => Problem::one_field("/enrolled_on", "in_future", "must not be in the future"),
            Error::Place(error) => error.into(),
            Error::Consent(gap) => consent(gap),
            Error::AlreadyEnrolled => Self::conflict(
                "already_enrolled",
                "She is in this programme already",
                "Open her enrolment instead; a new one can begin when it has ended.",
            ),
            Error::NoSuchWorker => Problem::one_field(
                "/lead_staff_id",
                "unknown",
                "must be a colleague who works with young people at this site",
            ),
            Error::DeclareFirst => Problem::one_field(
                "/no_conflict_of_interest",
                "declare",
                "say true if you have no conflict of interest with her; if you have one, ask a colleague to take her on",
            ),
            Error::ConflictOfInterest => Self::rule(
                "conflict_of_interest",
                "This colleague has declared a conflict of interest",
                "Choose another colleague.",
            ),
            Error::CaseloadFull => Self::rule(
                "caseload_full",
                "This caseload is full",
                "Choose another colleague, hand some of it over, or ask for an exception, which another person decides.",
            ),
            Error::AlreadyAssigned => Self::conflict(
                "already_assigned",
                "Somebody has this place already",
                "There is one lead at a time, and a colleague is assigned once: end that assignment first.",
            ),
            Error::AssignmentOver => Self::conflict(
                "assignment_over",
                "This assignment has ended",
                "There is nothing left to end.",
            ),
            Error::Exit(refused) => exit(refused),
            Error::Pause(refused) => pause(refused),
            Error::KeyDestroyed => Self::erased(),
            Error::ChangedMeanwhile => IfMatch::changed_meanwhile(),
            Error::KeyUsedOtherwise => IdempotencyKey::used_otherwise(),
            Error::Db(error) => error.into(),
        }
    }
}

fn consent(gap: ConsentGap) -> Problem {
    match gap {
        ConsentGap::NoJurisdiction => Problem::rule(
            "jurisdiction_missing",
            "The ages of consent here are not confirmed",
            "She counts as a minor. Somebody must enter the ages of majority, service consent and data consent for this \
             site's jurisdiction, and a named person must confirm them, before she can be enrolled.",
        ),
        ConsentGap::OwnConsent => Problem::rule(
            "consent_missing",
            "Her consent is missing",
            "Record service_participation given by young_person, dated on or before the day she joined.",
        ),
        ConsentGap::GuardianConsent => Problem::rule(
            "consent_missing",
            "Consent of who answers for her is missing",
            "She is below the age of service consent here. Record service_participation given by a parent, guardian, \
             court or trusted adult, or a best-interests decision, dated on or before the day she joined.",
        ),
        ConsentGap::Assent => Problem::rule(
            "assent_missing",
            "Her own yes is missing",
            "She is below the age of service consent here: besides the consent of who answers for her, record \
             assent_service given by young_person. Silence is not assent.",
        ),
        ConsentGap::LimitsNotExplained => Problem::rule(
            "limits_not_explained",
            "The limits of confidentiality were not told",
            "Tell her what you must report before she decides, and record the decision again with limits_explained.",
        ),
    }
}

fn exit(refused: ExitRefused) -> Problem {
    match refused {
        ExitRefused::AlreadyExited => Problem::conflict(
            "already_exited",
            "This enrolment has ended already",
            "Open it to see when and why.",
        ),
        ExitRefused::TooEarly => Problem::one_field(
            "/exited_on",
            "out_of_range",
            "must not be before the day she joined, the last session that is recorded for her, or the day a pause began or ended",
        ),
        ExitRefused::InFuture => Problem::one_field("/exited_on", "in_future", "must not be in the future"),
        ExitRefused::ReasonDoesNotFit => Problem::one_field(
            "/reason",
            "does_not_fit",
            "does not fit what is recorded: completed needs a session she took part in, never_started needs that there is none",
        ),
        ExitRefused::NotAvailable => Problem::one_field(
            "/reason",
            "not_available",
            "cannot be recorded here: returning to a group and a revoked diversion belong to their own records, erasure to a \
             request for it. Leave the enrolment open or choose another reason",
        ),
        ExitRefused::InterviewOrReason => Problem::one_field(
            "/interview_on",
            "one_of",
            "send either interview_on or, when there was none, the reason as interview_missing",
        ),
        ExitRefused::ValueAndReason(pointer) => Problem::one_field(
            pointer,
            "one_of",
            "send either the value or, when there is none, the reason in the field that ends in _missing",
        ),
        ExitRefused::SafeContactRule => Problem::one_field(
            "/safe_contact_rule",
            "does_not_fit",
            "say how she is reached when safe_to_follow_up is true, and leave it out otherwise",
        ),
        ExitRefused::NotExited => Problem::conflict(
            "not_exited",
            "She has not left",
            "There is no exit to take back. Read the enrolment again.",
        ),
        ExitRefused::UndoOver => Problem::conflict(
            "undo_over",
            "This exit was recorded more than 30 days ago",
            "It stays. If she comes back, enrol her again: the new enrolment will point to this one.",
        ),
        ExitRefused::JoinedAgain => Problem::conflict(
            "joined_again",
            "She has joined this programme again since",
            "Her newer enrolment goes on; this one stays ended.",
        ),
    }
}

fn pause(refused: PauseRefused) -> Problem {
    match refused {
        PauseRefused::Exited => Problem::conflict(
            "already_exited",
            "This enrolment has ended already",
            "Open it to see when and why.",
        ),
        PauseRefused::NotActive => Problem::conflict(
            "not_active",
            "Service has not begun",
            "There is nothing to pause before her first session. Log it first, or end the enrolment.",
        ),
        PauseRefused::NotPaused => Problem::conflict(
            "not_paused",
            "There is no pause",
            "Read the enrolment again: it goes on already.",
        ),
        PauseRefused::TooEarly => Problem::one_field(
            "/on",
            "out_of_range",
            "the day must not be before her first session, or before the day her last pause began or ended",
        ),
        PauseRefused::InFuture => Problem::one_field("/on", "in_future", "the day must not be in the future"),
        PauseRefused::ReviewTooFar => Problem::one_field(
            "/review_by",
            "out_of_range",
            "must be 1 to 60 days after the day the pause begins or goes on",
        ),
    }
}
