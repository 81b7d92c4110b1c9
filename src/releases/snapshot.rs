//! Who is counted, and what is drawn of them.

use std::collections::BTreeMap;

use disclosure::gates::CountedCells;
use disclosure::{
    Categories, Dimension, Dims, NoiseKey, Predicate, ProgrammeError, PublishedTable, Publisher, Snapshot,
    SnapshotError, SnapshotKey, SnapshotRow, SnapshotTag, Word, WordError,
};
use uuid::Uuid;

use super::content::{Content, OrganisationName, sha256};
use super::model::{self, FAMILIES, Period, SiteRegion};
use super::statistic::Statistic;

/// One young person to count: in the period, or in an earlier one and recorded too late for its release.
pub(super) struct Person {
    pub(super) id: Uuid,
    pub(super) age_on_entry: Option<i32>,
    pub(super) gender_identity: Option<String>,
    /// Region of the site of the enrolment she is counted for.
    pub(super) region: Option<String>,
    /// That enrolment's strand, as every reader of case data may know it.
    pub(super) strand: String,
}

/// Everything a draw depends on, besides the keys.
pub(super) struct Facts {
    pub(super) organisation: OrganisationName,
    pub(super) statistic: Statistic,
    pub(super) period: Period,
    pub(super) people: Vec<Person>,
    pub(super) sites: Vec<SiteRegion>,
    /// Geographies of releases published for the last years.
    pub(super) earlier: Vec<BTreeMap<Uuid, String>>,
    /// Exact figures of this statistic and year that went out elsewhere.
    pub(super) elsewhere: Vec<(Predicate, u32)>,
}

/// A draw. Exact counts stay inside the mechanism; who was counted is kept for the ledger.
pub(super) struct Drawn {
    pub(super) statistic: Statistic,
    pub(super) tag: SnapshotTag,
    pub(super) tables: Vec<PublishedTable>,
    pub(super) categories: Categories,
    pub(super) geography: BTreeMap<Uuid, String>,
    pub(super) people: Vec<Uuid>,
    /// Who stands in each cell: for gate G3, and never kept.
    pub(super) counted: CountedCells,
    pub(super) elsewhere: Vec<(Predicate, u32)>,
    pub(super) organisation: OrganisationName,
    pub(super) content: String,
    pub(super) content_sha256: [u8; 32],
}

/// The people cannot be counted: a mistake of ours.
#[derive(Debug, thiserror::Error)]
pub(super) enum DrawError {
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    #[error(transparent)]
    Programme(#[from] ProgrammeError),
    #[error(transparent)]
    Word(#[from] WordError),
    #[error("the content could not be written as canonical JSON")]
    Canonical,
}

/// Draws the release of these facts. The same facts and keys give the same bytes.
pub(super) fn draw(facts: Facts, snapshot_key: &SnapshotKey, noise_key: &NoiseKey) -> Result<Drawn, DrawError> {
    let (period, tables) = (facts.period.word()?, facts.statistic.tables());
    // Whether people carry a region is a matter of set-up; whether the table is printed, of the published total.
    let regions = model::fixed_regions(&facts.sites, &facts.earlier);
    let rows = facts
        .people
        .iter()
        .map(|person| row(facts.statistic, person, &period, !regions.is_empty()));
    let snapshot = Snapshot::new(rows.collect::<Result<Vec<_>, _>>()?)?;
    let publisher = Publisher::new(&snapshot, snapshot_key, noise_key);

    let total = publisher.cell(tables.profile(), &tables.total(&period));
    let fitting = if model::regions_fit(total.figure(), regions.len()) {
        regions
    } else {
        Vec::new()
    };
    let families = FAMILIES.into_iter().map(str::parse).collect::<Result<_, _>>()?;
    let categories = Categories::new(fitting, families)?;
    let tables = tables.publish(&publisher, &period, &categories)?;
    let content = Content::of(&facts, &tables)
        .canonical()
        .map_err(|_error| DrawError::Canonical)?;
    Ok(Drawn {
        statistic: facts.statistic,
        tag: publisher.tag(),
        counted: snapshot.counted(
            tables
                .iter()
                .flat_map(|table| &table.cells)
                .map(|cell| cell.predicate.clone()),
        ),
        elsewhere: facts.elsewhere,
        organisation: facts.organisation,
        tables,
        categories,
        geography: model::geography(&facts.sites),
        people: facts.people.into_iter().map(|person| person.id).collect(),
        content_sha256: sha256(&content),
        content,
    })
}

/// What she is counted under: the dimensions of the statistic's tables and no other, so that a figure is drawn anew only
/// when something it shows has changed.
fn row(statistic: Statistic, person: &Person, period: &Word, with_region: bool) -> Result<SnapshotRow, DrawError> {
    let mut dims = Vec::new();
    for dimension in statistic.tables().dimensions() {
        let category: Option<Word> = match dimension {
            Dimension::Gender => Some(model::gender(person.gender_identity.as_deref()).parse()?),
            Dimension::Age3 => {
                let age = person.age_on_entry.and_then(|age| u8::try_from(age).ok());
                age.and_then(disclosure::age3).cloned()
            }
            Dimension::Family => model::family(&person.strand).map(str::parse).transpose()?,
            Dimension::Region => {
                let region = person.region.as_ref().filter(|_| with_region);
                region.map(|region| region.parse()).transpose()?
            }
        };
        dims.extend(category.map(|category| (dimension.key().clone(), category)));
    }
    let dims = Dims::new(dims).map_err(ProgrammeError::from)?;
    Ok(SnapshotRow::new(
        *person.id.as_bytes(),
        statistic.tables().indicator().clone(),
        period.clone(),
        dims,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(people: u128, regions: [&str; 6]) -> Facts {
        let person = |n: u128| Person {
            id: Uuid::from_u128(n),
            age_on_entry: Some(10 + i32::try_from(n % 16).unwrap()),
            gender_identity: Some(["woman_girl", "man_boy", "nonbinary"][usize::try_from(n % 3).unwrap()].to_owned()),
            region: Some(regions[usize::try_from(n % 6).unwrap()].to_owned()),
            strand: ["mentoring", "sport", "gang_exit"][usize::try_from(n % 3).unwrap()].to_owned(),
        };
        let site = |(n, region): (usize, &&str)| SiteRegion {
            site: Uuid::from_u64_pair(1, u64::try_from(n).unwrap()),
            region: Some((*region).to_owned()),
            open: true,
        };
        Facts {
            organisation: OrganisationName {
                id: Uuid::nil(),
                name: "Puentes".to_owned(),
            },
            statistic: Statistic::EnrolledFirst,
            period: "2025".parse().unwrap(),
            people: (1..=people).map(person).collect(),
            sites: regions.iter().enumerate().map(site).collect(),
            earlier: Vec::new(),
            elsewhere: Vec::new(),
        }
    }

    fn drawn(facts: Facts) -> Drawn {
        let keys = (SnapshotKey::new(&[1; 32]).unwrap(), NoiseKey::new(&[2; 32]).unwrap());
        draw(facts, &keys.0, &keys.1).unwrap()
    }

    const TWO: [&str; 6] = ["north", "north", "north", "south", "south", "south"];

    #[test]
    fn the_order_of_the_rows_changes_nothing_and_one_person_changes_every_draw() {
        let first = drawn(facts(300, TWO));
        let mut turned = facts(300, TWO);
        turned.people.reverse();
        assert_eq!(drawn(turned).content, first.content);
        let fewer = drawn(facts(299, TWO));
        assert_ne!(fewer.tag, first.tag);
        assert_ne!(fewer.content, first.content);
    }

    #[test]
    fn every_table_of_a_large_release_is_there_and_gang_exit_is_not_named() {
        let content: Content = serde_json::from_str(&drawn(facts(400, TWO)).content).unwrap();
        let by: Vec<String> = content.tables.iter().map(|table| table.by.join("+")).collect();
        assert_eq!(by, ["", "region", "age3+gender", "family"]);
        let cells: Vec<usize> = content.tables.iter().map(|table| table.cells.len()).collect();
        assert_eq!(cells, [1, 2, 9, 5]);
        assert!(!drawn(facts(400, TWO)).content.contains("gang"));
    }

    #[test]
    fn who_completed_is_cut_by_region_alone() {
        let mut completed = facts(400, TWO);
        completed.statistic = Statistic::Completed;
        let content: Content = serde_json::from_str(&drawn(completed).content).unwrap();
        let by: Vec<String> = content.tables.iter().map(|table| table.by.join("+")).collect();
        assert_eq!(by, ["", "region"]);
        assert_eq!(content.indicator, "completed");
        assert!(content.notes[0].contains("completed a programme"));
        // What no table of it shows draws nothing anew.
        let mut older = facts(400, TWO);
        older.statistic = Statistic::Completed;
        for person in &mut older.people {
            person.age_on_entry = Some(24);
        }
        let mut again = facts(400, TWO);
        again.statistic = Statistic::Completed;
        assert_eq!(drawn(older).tag, drawn(again).tag);
    }

    #[test]
    fn a_release_beside_exact_figures_says_so_and_claims_no_more() {
        let mut beside = facts(400, TWO);
        beside.elsewhere = vec![("ind=enrolled_first|per=2025".parse().unwrap(), 400)];
        let (with, without) = (drawn(beside), drawn(facts(400, TWO)));
        let notes = |drawn: &Drawn| serde_json::from_str::<Content>(&drawn.content).unwrap().notes;
        assert!(
            notes(&with)
                .iter()
                .any(|note| note.contains("published elsewhere, exactly"))
        );
        assert!(
            !notes(&without)
                .iter()
                .any(|note| note.contains("published elsewhere, exactly"))
        );
        assert_ne!(
            with.content_sha256, without.content_sha256,
            "a draft from before is stale"
        );
        assert_eq!(with.tag, without.tag, "nobody is drawn anew");
    }

    #[test]
    fn no_regional_table_where_a_region_is_too_thin_or_the_total_too_small() {
        let thin = ["north", "north", "north", "north", "south", "south"];
        for (people, regions) in [(400, thin), (150, TWO)] {
            let content = drawn(facts(people, regions)).content;
            assert!(!content.contains("north"), "{people}");
        }
    }
}
