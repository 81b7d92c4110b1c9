//! How much detail a release of a given size carries.

use crate::programme::Dimension;
use crate::publish::Published;

/// A rung of the detail ladder (`disclosure.md` §3.2). Each rung allows what those before it allow; three dimensions
/// are never crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Detail {
    /// A published total under 100: that total and nothing else.
    TotalOnly,
    /// 100 to 199: tables by one dimension.
    OneWay,
    /// 200 to 499: age crossed with gender as well.
    OneWayAndAgeByGender,
    /// 500 or more: any two dimensions crossed.
    TwoWay,
}

impl Detail {
    /// The rung for a *published* total: the choice then tells nothing that the total does not.
    #[must_use]
    pub fn of(total: Published) -> Self {
        match total.figure() {
            Some(500..) => Self::TwoWay,
            Some(200..) => Self::OneWayAndAgeByGender,
            Some(100..) => Self::OneWay,
            Some(_) | None => Self::TotalOnly,
        }
    }

    /// Whether a table cut by these dimensions may be published.
    #[must_use]
    pub fn allows(self, dimensions: &[Dimension]) -> bool {
        let needed = match dimensions {
            [] => Self::TotalOnly,
            [_] => Self::OneWay,
            [Dimension::Age3, Dimension::Gender] | [Dimension::Gender, Dimension::Age3] => Self::OneWayAndAgeByGender,
            [_, _] => Self::TwoWay,
            [_, _, _, ..] => return false,
        };
        self >= needed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;
    use crate::publish::NotAFigure;

    #[test]
    fn the_rungs_stand_where_the_reference_puts_them() -> Result<(), NotAFigure> {
        for (total, detail) in [
            (None, Detail::TotalOnly),
            (Some(25), Detail::TotalOnly),
            (Some(95), Detail::TotalOnly),
            (Some(100), Detail::OneWay),
            (Some(195), Detail::OneWay),
            (Some(200), Detail::OneWayAndAgeByGender),
            (Some(495), Detail::OneWayAndAgeByGender),
            (Some(500), Detail::TwoWay),
            (Some(5_000), Detail::TwoWay),
        ] {
            let published = Published::from_ledger(Profile::Std, total)?;
            assert_eq!(Detail::of(published), detail, "{total:?}");
        }
        Ok(())
    }

    #[test]
    fn each_rung_allows_its_tables_and_no_more() {
        use Dimension::{Age3, Family, Gender, Region};
        let tables: [(&[Dimension], Option<Detail>); 7] = [
            (&[], Some(Detail::TotalOnly)),
            (&[Region], Some(Detail::OneWay)),
            (&[Family], Some(Detail::OneWay)),
            (&[Age3, Gender], Some(Detail::OneWayAndAgeByGender)),
            (&[Gender, Age3], Some(Detail::OneWayAndAgeByGender)),
            (&[Region, Gender], Some(Detail::TwoWay)),
            (&[Region, Age3, Gender], None),
        ];
        let rungs = [
            Detail::TotalOnly,
            Detail::OneWay,
            Detail::OneWayAndAgeByGender,
            Detail::TwoWay,
        ];
        for (dimensions, from) in tables {
            for rung in rungs {
                let expected = from.is_some_and(|from| rung >= from);
                assert_eq!(rung.allows(dimensions), expected, "{rung:?} {dimensions:?}");
            }
        }
    }
}
