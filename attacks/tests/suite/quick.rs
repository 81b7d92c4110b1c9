//! Few worlds and few draws: what a change of the mechanism breaks first.

use attacks::average::{distinct, query_builder, same_draws_without_one};
use attacks::build::Build;
use attacks::member::{lifetime, twelve};
use attacks::odds::Odds;
use attacks::reconstruct::exact_one_way;
use attacks::world::{Dice, World};
use attacks::{Outcome, difference, guess, mechanism, member, reconstruct};
use disclosure::Profile;

fn world() -> World {
    World::new(400, 1)
}

#[test]
fn a1_the_attacker_sees_through_exact_figures_and_through_hiding_the_small_ones() -> Outcome {
    for build in [Build::Exact, Build::HideSmall] {
        let found = reconstruct::attack(&world(), &build.publish(&world())?, &[])?;
        assert!(found.targets >= 10, "{build:?}: {found:?}");
        assert!(found.recovered * 100 >= found.targets * 95, "{build:?}: {found:?}");
    }
    Ok(())
}

#[test]
fn a1_nothing_is_proved_of_a_release() -> Outcome {
    for build in [Build::Programme, Build::Linked(Profile::Std)] {
        let found = reconstruct::attack(&world(), &build.publish(&world())?, &[])?;
        assert_eq!(
            (found.recovered, found.proved_small, found.given_away),
            (0, 0, 0),
            "{build:?}: {found:?}"
        );
        assert!(found.narrowest.is_some_and(|width| width >= 20), "{build:?}: {found:?}");
    }
    Ok(())
}

#[test]
fn a1_nor_with_exact_margins_from_elsewhere() -> Outcome {
    let found = reconstruct::attack(
        &world(),
        &Build::Programme.publish(&world())?,
        &exact_one_way(&world())?,
    )?;
    assert_eq!(
        (found.recovered, found.proved_small, found.given_away),
        (0, 0, 0),
        "{found:?}"
    );
    assert!(found.narrowest.is_none_or(|width| width >= 15), "{found:?}");
    Ok(())
}

#[test]
fn a2_the_likeliest_table_is_hardly_likelier_than_a_blind_guess() -> Outcome {
    for build in [Build::Exact, Build::HideSmall] {
        let (right, _) = guess::attack(&world(), &build.publish(&world())?)?.shares();
        assert!(right >= 0.95, "{build:?}: {right}");
    }
    for build in [Build::Programme, Build::Linked(Profile::Std)] {
        let (right, blindly) = guess::attack(&world(), &build.publish(&world())?)?.shares();
        assert!(right <= blindly + 0.10, "{build:?}: {right} against {blindly}");
    }
    Ok(())
}

#[test]
fn a3_one_youth_more_is_hardly_seen() -> Outcome {
    let near = |found: f64, wanted: f64| (found - wanted).abs() < 1e-9;
    for base in difference::BASES {
        assert!(near(difference::best(base, Odds::exact), 1.0), "{base:?}");
        let std = difference::best(base, |people| Odds::kdl(Profile::Std, people));
        let high = difference::best(base, |people| Odds::kdl(Profile::High, people));
        assert!((1.0 / 3.0..=0.48).contains(&std), "{base:?}: {std}");
        assert!((1.0 / 3.0..=0.42).contains(&high), "{base:?}: {high}");
    }
    assert!(near(difference::sticky(100)?, 1.0));
    assert!(difference::cell_key() >= 0.85);
    // The mechanism itself, 600 times: within four standard deviations (0.08) of what was worked out.
    let base = difference::BASES[0];
    let worked_out = difference::best(base, |people| Odds::kdl(Profile::Std, people));
    let found = difference::against_the_mechanism(Profile::Std, base, 600, 3)?;
    assert!((found - worked_out).abs() < 0.08, "{found} against {worked_out}");
    Ok(())
}

#[test]
fn a5_asking_again_gives_the_same_and_a_query_builder_does_not_hold() -> Outcome {
    assert!(query_builder(200, 500, 5) >= 0.95);
    assert!(query_builder(1, 500, 5) <= 0.40);
    assert_eq!(distinct(&World::new(100, 2), 20)?, 1);
    assert_eq!(same_draws_without_one(&world())?, 0);
    Ok(())
}

#[test]
fn a6_whether_she_is_in_it_stays_open() {
    let exact = member::attack(&twelve(30), |_, people| Odds::exact(people), 200, 6);
    assert!(exact.advantage >= 0.999 && exact.certain >= 0.999, "{exact:?}");
    let cell_key = member::attack(&twelve(30), |_, people| Odds::cell_key(people), 2_000, 6);
    assert!(cell_key.advantage >= 0.70, "{cell_key:?}");
    for people in [100, 400, 1_500] {
        let gain = member::attack(&lifetime(people, &mut Dice::new(6)), Odds::kdl, 4_000, 6);
        assert!(gain.advantage <= 0.50 && gain.certain <= 0.002, "{people}: {gain:?}");
    }
}

#[test]
fn a12_nobody_and_nine_look_the_same() {
    assert!(mechanism::zero_and_nine_look_the_same(Profile::Std));
    assert!(mechanism::zero_and_nine_look_the_same(Profile::High));
}

#[test]
fn a14_draws_keep_their_promises() -> Outcome {
    for profile in [Profile::Std, Profile::High] {
        let drawn = mechanism::draw_many(profile, 20_000, 14)?;
        assert_eq!((drawn.broken, drawn.small_shown), (0, 0), "{profile}: {drawn:?}");
        let (chi, freedom) = drawn.chi_squared;
        assert!(chi < mechanism::chi_squared_limit(freedom), "{profile}: {drawn:?}");
    }
    Ok(())
}

#[test]
fn a16_enough_is_left_to_read() -> Outcome {
    let worlds = || (0..60).map(|seed| World::new(500, seed));
    let std = mechanism::utility(Profile::Std, worlds())?;
    let high = mechanism::utility(Profile::High, worlds())?;
    assert!(std.coverage >= 0.97 && std.error <= 5, "{std:?}");
    assert!(high.coverage >= 0.90 && high.error <= 9, "{high:?}");
    Ok(())
}

#[test]
fn the_controls_of_the_odds_are_the_mechanism() {
    // Odds::kdl is written from the public constants; it must add up and match the draws of A3 above.
    for profile in [Profile::Std, Profile::High] {
        for people in [0, 9, 10, 30, 300] {
            let whole: f64 = Odds::kdl(profile, people).0.values().sum();
            assert!((whole - 1.0).abs() < 1e-12, "{profile} {people}: {whole}");
        }
    }
    let whole: f64 = Odds::cell_key(30).0.values().sum();
    assert!((whole - 1.0).abs() < 1e-12);
}
