//! What can be proved by hand of small tables, and the rules of G4 at their edges. The large cases, checked against
//! another solver, are in `tests/reconstruction.rs`.

use super::*;
use crate::predicate::Predicate;
use crate::profile::Profile;
use crate::publish::Published;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn axis(key: &'static str, categories: &[&'static str], everybody: bool) -> Axis {
    Axis {
        key: Word::fixed(key),
        categories: categories.iter().map(|category| Word::fixed(category)).collect(),
        everybody,
    }
}

fn regions() -> [Axis; 1] {
    [axis("region", &["east", "north", "south"], true)]
}

fn cell(of: &str) -> Outcome<Predicate> {
    Ok(format!("ind=a|per=2025{of}").parse()?)
}

fn shown(of: &str, figure: Option<u32>) -> Outcome<Known> {
    Ok(Known::released(
        Profile::Std,
        cell(of)?,
        Published::from_ledger(Profile::Std, figure)?,
    ))
}

fn exact(of: &str, people: u32) -> Outcome<Known> {
    Ok(Known::exactly(cell(of)?, people))
}

fn bounds(found: &Reconstruction) -> Vec<(String, u32, Option<u32>)> {
    let words = |bound: &Bound| (bound.group.to_string(), bound.low, bound.high);
    found.bounds.iter().map(words).collect()
}

#[test]
fn a_single_hidden_cell_beside_exact_ones_is_proved() -> Outcome {
    let known = [exact("", 45)?, exact("|region=north", 12)?, exact("|region=south", 30)?];
    let found = reconstruct(&regions(), &known)?;
    assert_eq!(
        bounds(&found),
        [
            ("the total".to_owned(), 45, Some(45)),
            ("region=east".to_owned(), 3, Some(3)),
            ("region=north".to_owned(), 12, Some(12)),
            ("region=south".to_owned(), 30, Some(30)),
        ]
    );
    Ok(())
}

#[test]
fn noise_leaves_the_same_cell_open() -> Outcome {
    let known = [
        shown("", Some(45))?,
        shown("|region=north", None)?,
        shown("|region=south", Some(30))?,
        shown("|region=east", None)?,
    ];
    let found = reconstruct(&regions(), &known)?;
    assert_eq!(
        bounds(&found),
        [
            ("the total".to_owned(), 28, Some(62)),
            ("region=east".to_owned(), 0, Some(39)),
            ("region=north".to_owned(), 0, Some(39)),
            ("region=south".to_owned(), 13, Some(47)),
        ]
    );
    assert!(reconstruction(&regions(), &known, &[]).has_passed());
    Ok(())
}

#[test]
fn cells_nobody_published_share_what_is_left() -> Outcome {
    let axes = [
        axis("gender", &["f", "m"], true),
        axis("age3", &["10-14", "15-17"], false),
    ];
    let found = reconstruct(&axes, &[exact("", 20)?, exact("|gender=f", 12)?])?;
    let of = |group: &str| {
        let bound = found.bounds.iter().find(|bound| bound.group.to_string() == group);
        bound.map(|bound| (bound.low, bound.high))
    };
    // Twelve girls in three age groups (two and none): each may hold all or nobody.
    assert_eq!(of("age3=10-14, gender=f"), Some((0, Some(12))));
    assert_eq!(of("age3 in no group, gender=f"), Some((0, Some(12))));
    assert_eq!(of("gender=m"), Some((8, Some(8))));
    assert_eq!(of("age3=15-17"), Some((0, Some(20))));
    assert_eq!(found.bounds.len(), 12);
    Ok(())
}

#[test]
fn what_the_gate_refuses_it_names_without_the_count() -> Outcome {
    let hidden = Known::between(cell("|region=east")?, 1, Some(9));
    for (known, words) in [
        (vec![exact("", 45)?], "exact count of the total"),
        (vec![shown("", Some(45))?, hidden], "region=east has somebody in it"),
        (vec![Known::between(cell("")?, 40, Some(59))], "narrowed down"),
    ] {
        let answer = reconstruction(&regions(), &known, &[]);
        assert!(
            answer.reasons.iter().any(|reason| reason.contains(words)),
            "{words}: {answer:?}"
        );
        assert!(!answer.reasons.iter().any(|reason| reason.contains("45")), "{answer:?}");
    }
    let wide = [Known::between(cell("")?, 40, Some(60))];
    assert!(reconstruction(&regions(), &wide, &[]).has_passed());
    Ok(())
}

#[test]
fn two_generations_narrow_each_other_down() -> Outcome {
    // 105 and 75 of the same people: only 88 to 92 fits both.
    let known = [shown("", Some(105))?, shown("", Some(75))?];
    let found = reconstruct(&regions(), &known)?;
    assert_eq!(bounds(&found).first(), Some(&("the total".to_owned(), 88, Some(92))));
    assert!(!reconstruction(&regions(), &known, &[]).has_passed());
    Ok(())
}

#[test]
fn facts_are_held_against_a_release_only_for_what_they_prove_with_it() -> Outcome {
    let released = [shown("", Some(100))?, shown("|region=north", Some(50))?];
    // Alone the fact says the total; with the release nothing comes out that is narrow.
    assert!(reconstruction(&regions(), &released, &[exact("", 98)?]).has_passed());
    // 67 of 98 elsewhere: with north at 33 or more, it is 31 at most, which no counts fit.
    let facts = [exact("", 98)?, exact("|region=east", 67)?];
    let answer = reconstruction(&regions(), &released, &facts);
    assert!(
        !answer.has_passed() && answer.words.contains("could not be worked out"),
        "{answer:?}"
    );
    // 55 of 98: north is 33 to 43, and the gate says so.
    let facts = [exact("", 98)?, exact("|region=east", 55)?];
    let answer = reconstruction(&regions(), &released, &facts);
    assert!(
        answer.reasons.iter().any(|reason| reason.contains("region=north")),
        "{answer:?}"
    );
    assert!(
        !answer.reasons.iter().any(|reason| reason.contains("the total")),
        "{answer:?}"
    );
    Ok(())
}

#[test]
fn a_figure_of_no_axis_is_refused() -> Outcome {
    for of in ["|site=3", "|region=west"] {
        let found = reconstruct(&regions(), &[exact(of, 4)?]);
        assert!(matches!(found, Err(NotReconstructed::Unknown(_))), "{of}");
    }
    Ok(())
}
