//! The rules of `disclosure.md` §3.3 at their edges; the worked figures are in `tests/vectors.rs`.

use super::*;
use crate::publish::NotAFigure;

fn std(figure: u32) -> Result<Published, NotAFigure> {
    Published::from_ledger(Profile::Std, Some(figure))
}

fn all(figures: &[u32]) -> Result<Vec<Published>, NotAFigure> {
    figures.iter().map(|figure| std(*figure)).collect()
}

const WITHHELD: Result<Published, NotAFigure> = Published::from_ledger(Profile::Std, None);

#[test]
fn a_rate_needs_a_denominator_of_its_profile() -> Result<(), NotAFigure> {
    assert_eq!(Rate::of(Profile::Std, std(25)?, WITHHELD?), Rate::NotShown);
    assert_eq!(Rate::of(Profile::Std, WITHHELD?, std(45)?), Rate::NotShown);
    assert_eq!(Rate::of(Profile::High, std(40)?, std(95)?), Rate::NotShown);
    let even = Rate::About {
        percent: 50,
        margin: 14,
    };
    assert_eq!(Rate::of(Profile::Std, std(25)?, std(50)?), even);
    assert_eq!(Rate::of(Profile::High, std(50)?, std(100)?), even);
    Ok(())
}

#[test]
fn small_parts_and_small_rests_are_only_bounded() -> Result<(), NotAFigure> {
    let of = |part, whole| Ok(Rate::of(Profile::Std, part?, std(whole)?));
    assert_eq!(of(WITHHELD, 170)?, Rate::Under { percent: 15 });
    assert_eq!(of(std(150), 170)?, Rate::AtLeast { percent: 85 });
    assert_eq!(of(std(200), 170)?, Rate::AtLeast { percent: 85 });
    assert_eq!(of(std(145), 170)?.margin(), Some(5));
    of(std(145), 170).map(|rate: Rate| assert_eq!(rate.to_string(), "85%"))
}

#[test]
fn a_half_rounds_up_and_nothing_is_0_or_100_per_cent() -> Result<(), NotAFigure> {
    let of = |part, whole| Ok(Rate::of(Profile::Std, std(part)?, std(whole)?).to_string());
    assert_eq!(of(25, 200)?, "13%");
    assert_eq!(of(25, 5_005)?, "under 1%");
    assert_eq!(of(25, 5_000)?, "1%");
    assert_eq!(of(4_975, 5_000)?, "99% or more");
    assert_eq!(of(4_970, 5_000)?, "99%");
    of(u32::MAX - 25, u32::MAX).map(|rate: String| assert_eq!(rate, "99% or more"))
}

#[test]
fn shares_sum_to_100_or_are_not_given() -> Result<(), NotAFigure> {
    assert_eq!(shares(&all(&[50, 50, 50])?), Some(vec![34, 33, 33]));
    assert_eq!(shares(&all(&[25, 25])?), Some(vec![50, 50]));
    assert_eq!(shares(&all(&[25, 10_000])?), None, "0 % and 100 %");
    assert_eq!(shares(&all(&[25])?), None, "100 %");
    assert_eq!(shares(&[]), None);
    assert_eq!(shares(&[std(50)?, WITHHELD?]), None);
    Ok(())
}

#[test]
fn means_and_medians_are_exact_at_their_edges() -> Result<(), Box<dyn std::error::Error>> {
    let mean = |figures: &[u32], middles: &[i32]| -> Result<_, Box<dyn std::error::Error>> {
        Ok(grouped_mean(&all(figures)?, middles)?.map(|mean| mean.to_string()))
    };
    assert_eq!(mean(&[50, 50], &[-3, 3])?.as_deref(), Some("0"));
    assert_eq!(mean(&[25, 50], &[-4, 1])?.as_deref(), Some("-2/3"));
    let largest = i128::from(i32::MIN).to_string();
    assert_eq!(mean(&[u32::MAX, u32::MAX], &[i32::MIN, i32::MIN])?, Some(largest));
    assert_eq!(grouped_mean(&[WITHHELD?], &[1])?, None);

    let median = |figures: &[u32], edges: &[i32]| -> Result<_, Box<dyn std::error::Error>> {
        Ok(grouped_median(&all(figures)?, edges)?.map(|median| median.to_string()))
    };
    assert_eq!(median(&[50, 50], &[0, 6, 12])?.as_deref(), Some("6"));
    assert_eq!(median(&[25, 75], &[-10, 0, 9])?.as_deref(), Some("3"));
    assert_eq!(median(&[30], &[i32::MIN, i32::MAX])?.as_deref(), Some("-1/2"));
    assert_eq!(grouped_median(&[WITHHELD?], &[0, 1])?, None);
    assert_eq!(grouped_median(&[], &[0])?, None);
    Ok(())
}

#[test]
fn bands_that_do_not_fit_are_refused() -> Result<(), NotAFigure> {
    let bands = all(&[50, 50])?;
    let middles = BandsError::Middles { figures: 2, middles: 1 };
    assert_eq!(grouped_mean(&bands, &[1]), Err(middles));
    let edges = BandsError::Edges { figures: 2, edges: 2 };
    assert_eq!(grouped_median(&bands, &[0, 1]), Err(edges));
    assert_eq!(grouped_median(&bands, &[0, 1, 1]), Err(BandsError::EdgesFall));
    Ok(())
}
