//! What a figure is to be, beside what it is.

use serde::Serialize;
use utoipa::ToSchema;

use super::definition::{Direction, ValueKind};

/// How a figure stands to its target, in words: never said by a colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    /// It has reached it, or is better.
    Reached,
    /// It has not.
    NotReached,
    /// Neither more nor less of it is better.
    NoDirection,
    /// There is no figure to compare.
    NoFigure,
}

/// By how much a value lies above its target; none without a value: a gap and a target would give it away.
pub(in crate::indicators) fn gap(value: Option<f64>, target: f64) -> Option<f64> {
    value.map(|value| value - target)
}

/// Has a value reached its target?
pub(in crate::indicators) fn standing(direction: Direction, value: Option<f64>, target: f64) -> Standing {
    let Some(value) = value else {
        return Standing::NoFigure;
    };
    let reached = match direction {
        Direction::MoreIsBetter => value >= target,
        Direction::LessIsBetter => value <= target,
        Direction::Neither => return Standing::NoDirection,
    };
    if reached {
        Standing::Reached
    } else {
        Standing::NotReached
    }
}

/// Can a value of this kind be that much? A share lies between none and all.
pub(in crate::indicators) fn can_be(kind: ValueKind, target: f64) -> bool {
    target >= 0.0 && target <= if kind == ValueKind::Share { 1.0 } else { 1_000_000_000.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_stands_to_its_target_as_its_direction_says() {
        let more = |value| standing(Direction::MoreIsBetter, value, 0.8);
        assert_eq!(more(Some(0.8)), Standing::Reached);
        assert_eq!(more(Some(0.79)), Standing::NotReached);
        assert_eq!(standing(Direction::LessIsBetter, Some(0.79), 0.8), Standing::Reached);
        assert_eq!(standing(Direction::LessIsBetter, Some(0.81), 0.8), Standing::NotReached);
        assert_eq!(standing(Direction::Neither, Some(5.0), 0.8), Standing::NoDirection);
    }

    #[test]
    fn without_a_value_there_is_no_gap_that_would_give_it_away() {
        assert_eq!(gap(None, 0.8), None);
        assert_eq!(standing(Direction::MoreIsBetter, None, 0.8), Standing::NoFigure);
        assert_eq!(gap(Some(0.5), 0.75), Some(-0.25));
    }

    #[test]
    fn a_share_lies_between_none_and_all() {
        for (kind, target, fits) in [
            (ValueKind::Share, 1.0, true),
            (ValueKind::Share, 1.01, false),
            (ValueKind::Count, 250.0, true),
            (ValueKind::Count, -1.0, false),
            (ValueKind::Count, f64::NAN, false),
        ] {
            assert_eq!(can_be(kind, target), fits, "{kind:?} {target}");
        }
    }
}
