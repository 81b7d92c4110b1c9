//! What a decision must say to be recorded (domain.md §2.6).

use chrono::NaiveDate;

use super::{CapacityResult, ConsentGiver, ConsentKind, ConsentStatus};
use crate::platform::clock::months_after;

/// Months after which consent to share has run out at the latest (domain.md §2.6 rule 5).
const LONGEST_SHARE_MONTHS: u32 = 12;

/// A decision that is to be recorded.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one part of the record is there, as the rule asks for it"
)]
pub struct Wish {
    /// About what.
    pub kind: ConsentKind,
    /// How it went.
    pub status: ConsentStatus,
    /// Who decided.
    pub giver: ConsentGiver,
    /// The day, at her site.
    pub on: NaiveDate,
    /// The last day it holds.
    pub expires_on: Option<NaiveDate>,
    /// Were the limits of confidentiality told before?
    pub limits_explained: bool,
    /// Does it name a provider?
    pub names_provider: bool,
    /// Does it name a class of recipients?
    pub names_class: bool,
    /// Does it say what may be told?
    pub says_what: bool,
    /// Does it say why the house decided in her best interests?
    pub says_why: bool,
    /// How her understanding was judged, if it was.
    pub capacity: Option<CapacityResult>,
}

/// What the rule must know about the person.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// Has she reached the age from which she decides about this herself?
    pub decides_herself: bool,
    /// Is asking her parents or guardian closed, because it would endanger her?
    pub guardian_closed: bool,
}

/// Why a decision is not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Only given, refused, withdrawn and best-interests decisions are recorded by hand.
    #[error("not a decision")]
    NotADecision,
    /// Assent is the young person's own.
    #[error("assent is her own")]
    AssentIsHerOwn,
    /// Ends before it begins.
    #[error("expires before it is given")]
    ExpiresBefore,
    /// Consent to share ends by itself, within a year.
    #[error("lasts too long")]
    LastsTooLong,
    /// This kind names a provider of the directory.
    #[error("needs a provider")]
    NeedsProvider,
    /// This kind names a class of recipients.
    #[error("needs a class of recipients")]
    NeedsClass,
    /// Consent to share says what may be told.
    #[error("needs categories")]
    NeedsCategories,
    /// A recipient, or what may be told, where nothing is shared.
    #[error("nothing is shared")]
    NothingShared,
    /// The limits of confidentiality are told first.
    #[error("limits not told")]
    LimitsNotTold,
    /// The house says why it decides in her best interests; and nobody else says so.
    #[error("best-interests reason missing or out of place")]
    BestInterests,
    /// She is too young to decide by herself, and nobody judged that she understands.
    #[error("capacity not judged")]
    CapacityNotJudged,
    /// Her parents or guardian are not asked.
    #[error("the guardian's path is closed")]
    GuardianPathClosed,
}

/// Does this kind of consent name to whom something may be told?
fn names_recipient(kind: ConsentKind) -> bool {
    [
        "share_named_recipient",
        "share_recipient_class",
        "multi_agency_conference",
        "justice_record_match",
    ]
    .contains(&kind.as_str())
}

/// Is this her parent or legal guardian, whose word counts for nothing where asking them would endanger her?
pub fn is_guardian(giver: ConsentGiver) -> bool {
    ["parent", "legal_guardian"].contains(&giver.as_str())
}

/// May this decision be recorded? Saying no and withdrawing need nothing: they are taken down as they come, from anybody, by
/// phone too.
pub fn may_record(wish: Wish, about: About) -> Result<(), Refused> {
    if !["given", "refused", "withdrawn", "best_interests_decision"].contains(&wish.status.as_str()) {
        return Err(Refused::NotADecision);
    }
    if wish.kind == *"assent_service" && wish.giver != *"young_person" {
        return Err(Refused::AssentIsHerOwn);
    }
    if wish.expires_on.is_some_and(|last| last < wish.on) {
        return Err(Refused::ExpiresBefore);
    }
    if wish.says_why != (wish.status == *"best_interests_decision") {
        return Err(Refused::BestInterests);
    }
    let says_yes = ["given", "best_interests_decision"].contains(&wish.status.as_str());
    check_recipient(wish, says_yes)?;
    if wish.status != *"given" {
        return Ok(());
    }
    if about.guardian_closed && is_guardian(wish.giver) {
        return Err(Refused::GuardianPathClosed);
    }
    let by_herself = wish.giver == *"young_person" && wish.kind != *"assent_service";
    let understood = wish.capacity.is_some_and(|result| result != *"not_yet");
    if by_herself && !about.decides_herself && !understood {
        return Err(Refused::CapacityNotJudged);
    }
    Ok(())
}

fn check_recipient(wish: Wish, says_yes: bool) -> Result<(), Refused> {
    if !names_recipient(wish.kind) {
        let names = wish.names_provider || wish.names_class || wish.says_what;
        return if names { Err(Refused::NothingShared) } else { Ok(()) };
    }
    let named = wish.kind == *"share_named_recipient";
    if (named && wish.names_class) || (says_yes && named && !wish.names_provider) {
        return Err(Refused::NeedsProvider);
    }
    if (!named && wish.names_provider) || (says_yes && !named && !wish.names_class) {
        return Err(Refused::NeedsClass);
    }
    if !says_yes {
        return Ok(());
    }
    if !wish.says_what {
        return Err(Refused::NeedsCategories);
    }
    let longest = months_after(wish.on, LONGEST_SHARE_MONTHS);
    if wish.expires_on.is_none_or(|last| last > longest) {
        return Err(Refused::LastsTooLong);
    }
    if wish.limits_explained {
        Ok(())
    } else {
        Err(Refused::LimitsNotTold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::codes::Code;

    const GROWN: About = About {
        decides_herself: true,
        guardian_closed: false,
    };
    const CHILD: About = About {
        decides_herself: false,
        ..GROWN
    };

    fn wish(kind: &str, status: &str, giver: &str) -> Wish {
        let shares = names_recipient(Code::parse(kind).unwrap());
        let named = kind == "share_named_recipient";
        Wish {
            kind: Code::parse(kind).unwrap(),
            status: Code::parse(status).unwrap(),
            giver: Code::parse(giver).unwrap(),
            on: "2026-01-10".parse().unwrap(),
            expires_on: shares.then(|| "2027-01-10".parse().unwrap()),
            limits_explained: true,
            names_provider: named,
            names_class: shares && !named,
            says_what: shares,
            says_why: status == "best_interests_decision",
            capacity: None,
        }
    }

    #[test]
    fn sharing_says_to_whom_what_and_until_when() {
        for kind in [
            "share_named_recipient",
            "share_recipient_class",
            "multi_agency_conference",
        ] {
            let right = wish(kind, "given", "young_person");
            assert_eq!(may_record(right, GROWN), Ok(()), "{kind}");
            let untold = Wish {
                limits_explained: false,
                ..right
            };
            assert_eq!(may_record(untold, GROWN), Err(Refused::LimitsNotTold));
            let vague = Wish {
                says_what: false,
                ..right
            };
            assert_eq!(may_record(vague, GROWN), Err(Refused::NeedsCategories));
            for expires_on in [None, Some("2027-01-11".parse().unwrap())] {
                let long = Wish { expires_on, ..right };
                assert_eq!(may_record(long, GROWN), Err(Refused::LastsTooLong));
            }
            let nobody = Wish {
                names_provider: false,
                names_class: false,
                ..right
            };
            let missing = if kind == "share_named_recipient" {
                Refused::NeedsProvider
            } else {
                Refused::NeedsClass
            };
            assert_eq!(may_record(nobody, GROWN), Err(missing));
            let both = Wish {
                names_provider: true,
                names_class: true,
                ..right
            };
            assert_eq!(may_record(both, GROWN), Err(missing));
        }
        let photo = Wish {
            says_what: true,
            ..wish("photo_video", "given", "young_person")
        };
        assert_eq!(may_record(photo, GROWN), Err(Refused::NothingShared));
    }

    #[test]
    fn saying_no_needs_nothing() {
        for status in ["refused", "withdrawn"] {
            for giver in ["young_person", "parent"] {
                let no = Wish {
                    names_provider: false,
                    says_what: false,
                    expires_on: None,
                    limits_explained: false,
                    ..wish("share_named_recipient", status, giver)
                };
                let closed = About {
                    guardian_closed: true,
                    ..CHILD
                };
                assert_eq!(may_record(no, closed), Ok(()), "{status} {giver}");
            }
        }
    }

    #[test]
    fn below_the_age_her_own_yes_needs_a_judgement_that_she_understands() {
        let own = wish("data_processing", "given", "young_person");
        assert_eq!(may_record(own, GROWN), Ok(()));
        assert_eq!(may_record(own, CHILD), Err(Refused::CapacityNotJudged));
        for (result, right) in [
            ("understands", true),
            ("understands_with_support", true),
            ("not_yet", false),
        ] {
            let judged = Wish {
                capacity: Code::parse(result),
                ..own
            };
            assert_eq!(may_record(judged, CHILD).is_ok(), right, "{result}");
        }
        let assent = wish("assent_service", "given", "young_person");
        assert_eq!(may_record(assent, CHILD), Ok(()), "assent is asked of every child");
    }

    #[test]
    fn where_asking_them_endangers_her_parents_are_not_asked() {
        let closed = About {
            guardian_closed: true,
            ..CHILD
        };
        for giver in ["parent", "legal_guardian"] {
            let yes = wish("service_participation", "given", giver);
            assert_eq!(may_record(yes, closed), Err(Refused::GuardianPathClosed));
            assert_eq!(may_record(yes, CHILD), Ok(()));
        }
        for giver in ["court", "trusted_adult"] {
            assert_eq!(
                may_record(wish("service_participation", "given", giver), closed),
                Ok(())
            );
        }
    }

    #[test]
    fn the_house_says_why_it_decides_for_her() {
        let decided = wish(
            "service_participation",
            "best_interests_decision",
            "agency_best_interests",
        );
        assert_eq!(may_record(decided, CHILD), Ok(()));
        let silent = Wish {
            says_why: false,
            ..decided
        };
        assert_eq!(may_record(silent, CHILD), Err(Refused::BestInterests));
        let odd = Wish {
            says_why: true,
            ..wish("photo_video", "given", "young_person")
        };
        assert_eq!(may_record(odd, GROWN), Err(Refused::BestInterests));
    }
}
