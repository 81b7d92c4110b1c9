//! What a release counts.

use disclosure::{COMPLETED, ENROLLED_FIRST, IndicatorTables};

use super::model::Indicators;
use crate::platform::codes::Code;

/// What a release counts: each young person once in a lifetime (disclosure.md §3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Statistic {
    /// Her first enrolment, in the year it began.
    EnrolledFirst,
    /// Her first enrolment to end as completed (domain.md §5.8), in the year it ended.
    Completed,
}

const ALL: [Statistic; 2] = [Statistic::EnrolledFirst, Statistic::Completed];

impl Statistic {
    /// Its profile and its tables.
    pub(super) fn tables(self) -> &'static IndicatorTables {
        match self {
            Self::EnrolledFirst => &ENROLLED_FIRST,
            Self::Completed => &COMPLETED,
        }
    }

    /// Its code, as it is stored and published.
    pub(super) fn code(self) -> &'static str {
        self.tables().indicator().as_str()
    }

    /// Reads the stored code.
    pub(super) fn parse(code: &str) -> Option<Self> {
        ALL.into_iter().find(|statistic| statistic.code() == code)
    }

    /// What is counted, for who reads the release.
    pub(super) const fn note(self) -> &'static str {
        match self {
            Self::EnrolledFirst => {
                "What is counted: young people enrolled for the first time in their lives, by the year of that enrolment. \
                 Each young person is counted once in a lifetime."
            }
            Self::Completed => {
                "What is counted: young people who for the first time in their lives completed a programme, by the year in \
                 which they did: they met all that was asked of them, or reached their goals early. Each young person is \
                 counted once in a lifetime."
            }
        }
    }
}

impl From<Code<Indicators>> for Statistic {
    fn from(code: Code<Indicators>) -> Self {
        match code.as_str() {
            "completed" => Self::Completed,
            _ => Self::EnrolledFirst,
        }
    }
}

#[cfg(test)]
mod tests {
    use disclosure::PROGRAMME;

    use super::*;
    use crate::platform::codes::CodeList as _;

    #[test]
    fn every_code_is_a_statistic_of_the_table_programme() {
        let codes: Vec<&str> = PROGRAMME.iter().map(|tables| tables.indicator().as_str()).collect();
        assert_eq!(Indicators::CODES, codes);
        for code in Indicators::CODES {
            let read = Statistic::from(Code::<Indicators>::parse(code).unwrap());
            assert_eq!(read.code(), *code);
            assert_eq!(Statistic::parse(code), Some(read));
        }
        assert_eq!(Statistic::parse("gang_exit_12m"), None);
    }
}
