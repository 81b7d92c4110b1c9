//! The suite at full size; each part prints its figures.

use attacks::{Outcome, suite};

fn hold(lines: Vec<suite::Line>) {
    for line in &lines {
        println!("{line}");
    }
    let missed: Vec<&suite::Line> = lines.iter().filter(|line| !line.holds).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a1_and_a2_over_eight_worlds_of_each_size() -> Outcome {
    hold(suite::tables(8)?);
    Ok(())
}

#[test]
fn a3_with_six_thousand_trials_a_base() -> Outcome {
    hold(suite::one_youth_more(6_000)?);
    Ok(())
}

#[test]
fn a5_with_five_hundred_fetches() -> Outcome {
    hold(suite::asking_again()?);
    Ok(())
}

#[test]
fn a6_over_thirty_lifetimes_of_each_size() {
    hold(suite::membership(30, 20_000));
}

#[test]
fn a12_a14_and_a16_with_a_million_cells() -> Outcome {
    hold(suite::the_mechanism(1_000_000, 60)?);
    Ok(())
}
