//! G5: a year is published again only for an error that matters.

use super::Answer;
use crate::profile::Profile;
use crate::publish::Published;

/// A second release of one indicator and period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The profile of the indicator.
    pub profile: Profile,
    /// The total as it is out.
    pub out: Published,
    /// The total as it would go out now.
    pub now: Published,
    /// A data-protection officer has signed that it is needed.
    pub signed: bool,
    /// Everyone counted again can bear the whole cost once more (`disclosure.md` §3.5).
    pub budget_bears_it: bool,
}

impl Correction {
    /// More than a tenth of the total that is out, by published figures alone: that a year is corrected is seen
    /// outside, so it may tell nothing else. A withheld total counts as the largest it can be (its threshold less one),
    /// which makes the difference as small as it can be.
    fn is_material(self) -> bool {
        let most = self.profile.threshold() - 1;
        let (out, now) = (self.out.figure().unwrap_or(most), self.now.figure().unwrap_or(most));
        u64::from(out.abs_diff(now)) * 10 > u64::from(out)
    }
}

/// G5 (`disclosure.md` §3.5); `None` for the first release of its indicator and period.
#[must_use]
pub fn correction(correction: Option<Correction>) -> Answer {
    let Some(correction) = correction else {
        return Answer::passed("It is the first release of its year, so it corrects nothing.");
    };
    let Correction {
        signed,
        budget_bears_it,
        ..
    } = correction;
    let reasons = [
        (
            correction.is_material(),
            "The total that is out is not wrong by more than a tenth. A smaller error stays; the next release counts \
             whoever was missed.",
        ),
        (
            signed,
            "A data-protection officer has not signed that the year has to be published again.",
        ),
        (
            budget_bears_it,
            "Publishing the year again costs everyone in it the whole privacy budget once more, and somebody's would be \
             overspent.",
        ),
    ];
    let reasons = reasons.into_iter().filter(|(holds, _)| !holds);
    Answer::of(
        reasons.map(|(_, words)| words.to_owned()).collect(),
        "The year was out already with a total that is wrong by more than a tenth; a data-protection officer signed for \
         the correction, and every budget bears it.",
        "The year is out already, and may not be published again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::NotAFigure;

    fn asked(out: Option<u32>, now: Option<u32>) -> Result<Correction, NotAFigure> {
        let profile = Profile::Std;
        Ok(Correction {
            profile,
            out: Published::from_ledger(profile, out)?,
            now: Published::from_ledger(profile, now)?,
            signed: true,
            budget_bears_it: true,
        })
    }

    #[test]
    fn only_more_than_a_tenth_of_a_total_is_corrected() -> Result<(), NotAFigure> {
        for (out, now, passes) in [
            (Some(200), Some(220), false),
            (Some(200), Some(180), false),
            (Some(200), Some(225), true),
            (Some(200), Some(175), true),
            (Some(25), None, false),
            (Some(30), None, true),
            (None, Some(25), false),
            (None, Some(30), true),
            (None, None, false),
        ] {
            assert_eq!(
                correction(Some(asked(out, now)?)).has_passed(),
                passes,
                "{out:?} {now:?}"
            );
        }
        Ok(())
    }

    #[test]
    fn it_is_signed_and_paid_for_or_does_not_go_out() -> Result<(), NotAFigure> {
        let good = asked(Some(100), Some(200))?;
        assert!(correction(Some(good)).has_passed());
        let unsigned = Correction { signed: false, ..good };
        let unpaid = Correction {
            budget_bears_it: false,
            ..good
        };
        for refused in [unsigned, unpaid] {
            assert_eq!(correction(Some(refused)).reasons.len(), 1);
        }
        assert!(correction(None).has_passed());
        Ok(())
    }
}
