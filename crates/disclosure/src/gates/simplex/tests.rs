//! The method by hand, and against trying every count.

use proptest::prelude::*;

use super::*;

fn row(columns: &[usize], low: u32, high: Option<u32>) -> Row {
    Row {
        columns: columns.to_vec(),
        low,
        high,
    }
}

#[test]
fn a_hidden_cell_beside_an_exact_total_is_found() -> Result<(), Unsolved> {
    // 12 and 30 are printed, the third is hidden (1 to 4), the total is 45.
    let rows = [
        row(&[0], 12, Some(12)),
        row(&[1], 30, Some(30)),
        row(&[2], 1, Some(4)),
        row(&[0, 1, 2], 45, Some(45)),
    ];
    let mut fitting = Fitting::new(3, &rows)?;
    let three = Optimum { value: 3, whole: true };
    assert_eq!(fitting.largest(&[2])?, Some(three));
    assert_eq!(fitting.smallest(&[2])?, three);
    Ok(())
}

#[test]
fn what_cannot_be_and_what_has_no_end_are_told_apart() -> Result<(), Unsolved> {
    let rows = [row(&[0], 5, Some(9)), row(&[0, 1], 2, Some(4))];
    assert_eq!(Fitting::new(2, &rows).err(), Some(Unsolved::Contradictory));
    assert_eq!(
        Fitting::new(1, &[row(&[0], 2, Some(1))]).err(),
        Some(Unsolved::Contradictory)
    );
    let mut open = Fitting::new(2, &[row(&[0], 3, None), row(&[1], 0, Some(7))])?;
    assert_eq!(open.largest(&[0, 1])?, None);
    assert_eq!(open.smallest(&[0, 1])?.value, 3);
    assert_eq!(open.largest(&[1])?.map(|most| most.value), Some(7));
    Ok(())
}

#[test]
fn halves_are_rounded_to_the_inside() -> Result<(), Unsolved> {
    // Three unknowns, each two of which make 5 together: each would be 2½.
    let rows = [[0, 1], [1, 2], [0, 2]].map(|pair| row(&pair, 5, Some(5)));
    let mut fitting = Fitting::new(3, &rows)?;
    assert_eq!(fitting.largest(&[0])?, Some(Optimum { value: 2, whole: false }));
    assert_eq!(fitting.smallest(&[0])?, Optimum { value: 3, whole: false });
    Ok(())
}

/// Every choice of whole counts up to 6 that fits the rows, tried one by one.
fn tried(unknowns: usize, rows: &[Row], of: &[usize]) -> Option<(u32, u32)> {
    let mut found: Option<(u32, u32)> = None;
    let mut counts = vec![0_u32; unknowns];
    loop {
        let sum = |columns: &[usize]| -> u32 { columns.iter().map(|c| counts[*c]).sum() };
        let fits = |row: &Row| sum(&row.columns) >= row.low && row.high.is_none_or(|high| sum(&row.columns) <= high);
        if rows.iter().all(fits) {
            let here = sum(of);
            found = Some(found.map_or((here, here), |(low, high)| (low.min(here), high.max(here))));
        }
        let Some(next) = counts.iter().position(|count| *count < 6) else {
            return found;
        };
        counts[next] += 1;
        counts[..next].fill(0);
    }
}

fn rows_of_four() -> impl Strategy<Value = Vec<Row>> {
    let any_row = (
        proptest::sample::subsequence(vec![0, 1, 2, 3], 1..=4),
        0_u32..8,
        0_u32..6,
    );
    let some = prop::collection::vec(any_row, 0..5);
    some.prop_map(|rows| {
        let caps = (0..4).map(|column| row(&[column], 0, Some(6)));
        let some = rows
            .into_iter()
            .map(|(columns, low, room)| row(&columns, low, Some(low + room)));
        caps.chain(some).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn it_bounds_what_trying_everything_finds_and_meets_it_where_it_says_so(
        rows in rows_of_four(), of in proptest::sample::subsequence(vec![0, 1, 2, 3], 1..=4),
    ) {
        match (Fitting::new(4, &rows), tried(4, &rows, &of)) {
            (Ok(mut fitting), Some((low, high))) => {
                let most = fitting.largest(&of).unwrap().unwrap();
                let least = fitting.smallest(&of).unwrap();
                prop_assert!(least.value <= low && high <= most.value);
                prop_assert!(!most.whole || most.value == high);
                prop_assert!(!least.whole || least.value == low);
                // Asking again from another corner changes nothing.
                prop_assert_eq!(fitting.largest(&of).unwrap().unwrap().value, most.value);
            }
            (Err(unsolved), found) => prop_assert_eq!((unsolved, found), (Unsolved::Contradictory, None)),
            // Fractions may fit where no whole counts do.
            (Ok(_), None) => {}
        }
    }
}
