//! The programme, cell by cell.

use super::*;

fn categories(regions: &[&'static str]) -> Result<Categories, ProgrammeError> {
    let regions = regions.iter().map(|region| Word::fixed(region)).collect();
    Categories::new(regions, vec![Word::fixed("sport"), Word::fixed("culture")])
}

fn grids(detail: Detail, regions: &[&'static str]) -> Result<Vec<String>, ProgrammeError> {
    let categories = categories(regions)?;
    let period = Word::fixed("2025");
    let tables = ENROLLED_FIRST.tables_for(detail, &categories);
    let grids = tables.map(|table| ENROLLED_FIRST.grid(table, &period, &categories));
    let grids: Vec<Vec<Predicate>> = grids.collect::<Result<_, _>>()?;
    Ok(grids.iter().flatten().map(Predicate::to_string).collect())
}

#[test]
fn the_whole_grid_of_the_programme_is_this() -> Result<(), ProgrammeError> {
    let expected = [
        "ind=enrolled_first|per=2025",
        "ind=enrolled_first|per=2025|region=north",
        "ind=enrolled_first|per=2025|region=south",
        "ind=enrolled_first|per=2025|age3=10-14|gender=f",
        "ind=enrolled_first|per=2025|age3=10-14|gender=m",
        "ind=enrolled_first|per=2025|age3=10-14|gender=other_or_undisclosed",
        "ind=enrolled_first|per=2025|age3=15-17|gender=f",
        "ind=enrolled_first|per=2025|age3=15-17|gender=m",
        "ind=enrolled_first|per=2025|age3=15-17|gender=other_or_undisclosed",
        "ind=enrolled_first|per=2025|age3=18-24|gender=f",
        "ind=enrolled_first|per=2025|age3=18-24|gender=m",
        "ind=enrolled_first|per=2025|age3=18-24|gender=other_or_undisclosed",
        "ind=enrolled_first|per=2025|family=culture",
        "ind=enrolled_first|per=2025|family=sport",
    ];
    assert_eq!(grids(Detail::TwoWay, &["south", "north"])?, expected);
    Ok(())
}

#[test]
fn completed_is_counted_in_total_and_by_region() -> Result<(), ProgrammeError> {
    use Dimension::{Age3, Family, Gender, Region};
    let categories = categories(&["south", "north"])?;
    let period = Word::fixed("2025");
    let mut cells = Vec::new();
    for table in COMPLETED.tables_for(Detail::TwoWay, &categories) {
        let grid = COMPLETED.grid(table, &period, &categories)?;
        cells.extend(grid.iter().map(Predicate::to_string));
    }
    let expected = [
        "ind=completed|per=2025",
        "ind=completed|per=2025|region=north",
        "ind=completed|per=2025|region=south",
    ];
    assert_eq!(cells, expected);
    assert_eq!(COMPLETED.dimensions(), [Region]);
    assert_eq!(ENROLLED_FIRST.dimensions(), [Region, Age3, Gender, Family]);
    Ok(())
}

#[test]
fn smaller_releases_hold_fewer_tables() -> Result<(), ProgrammeError> {
    let regions = ["north", "south"];
    assert_eq!(grids(Detail::TotalOnly, &regions)?.len(), 1);
    assert_eq!(grids(Detail::OneWay, &regions)?.len(), 5);
    assert_eq!(grids(Detail::OneWayAndAgeByGender, &regions)?.len(), 14);
    Ok(())
}

#[test]
fn a_dimension_that_divides_nobody_is_left_out() -> Result<(), ProgrammeError> {
    let cells = grids(Detail::TwoWay, &["north"])?;
    assert!(!cells.iter().any(|cell| cell.contains("region")));

    let by_region = Table {
        dimensions: &[Dimension::Region],
    };
    let period = Word::fixed("2025");
    for regions in [&["north"][..], &[]] {
        let grid = ENROLLED_FIRST.grid(by_region, &period, &categories(regions)?);
        let dimension = REGION.clone();
        assert_eq!(grid, Err(ProgrammeError::TooFewCategories { dimension }));
    }
    Ok(())
}

#[test]
fn a_category_is_listed_once() {
    assert_eq!(
        categories(&["north", "south", "north"]),
        Err(ProgrammeError::RepeatedCategory {
            dimension: REGION.clone(),
            category: Word::fixed("north"),
        })
    );
}

#[test]
fn ages_fall_into_their_category_or_none() {
    for (age, category) in [
        (9, None),
        (10, Some("10-14")),
        (14, Some("10-14")),
        (15, Some("15-17")),
        (17, Some("15-17")),
        (18, Some("18-24")),
        (24, Some("18-24")),
        (25, None),
    ] {
        assert_eq!(age3(age).map(Word::as_str), category, "{age}");
    }
}
