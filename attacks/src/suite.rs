//! The whole suite at full size, with its limits: what `make attacks` and the soak test run.

use std::fmt;

use disclosure::Profile;

use crate::build::Build;
use crate::difference::BASES;
use crate::guess::Guessed;
use crate::member::Gain;
use crate::odds::Odds;
use crate::reconstruct::{Found, exact_one_way};
use crate::world::{Dice, World};
use crate::{Outcome, average, difference, guess, mechanism, member, reconstruct};

/// Sizes of the worlds (`disclosure.md` §4).
pub const SIZES: [u32; 3] = [100, 400, 1_500];

/// One line of the report.
#[derive(Clone, Debug)]
pub struct Line {
    /// Which attack, against what.
    pub what: String,
    /// What was found.
    pub found: String,
    /// What had to be found.
    pub limit: &'static str,
    /// It was.
    pub holds: bool,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            what,
            found,
            limit,
            holds,
        } = self;
        let verdict = if *holds { "ok  " } else { "FAIL" };
        write!(f, "{verdict} {what:<58} {found}  (limit: {limit})")
    }
}

fn line(what: impl Into<String>, found: impl Into<String>, limit: &'static str, holds: bool) -> Line {
    Line {
        what: what.into(),
        found: found.into(),
        limit,
        holds,
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A1 and A2 over `seeds` worlds of each size.
pub fn tables(seeds: u64) -> Outcome<Vec<Line>> {
    let mut lines = Vec::new();
    for build in [Build::Exact, Build::HideSmall] {
        let (found, _, guessed) = over_worlds(build, seeds, false)?;
        lines.extend(control(build, found, guessed));
    }
    for build in [
        Build::Linked(Profile::Std),
        Build::Linked(Profile::High),
        Build::Programme,
    ] {
        let (found, beside_facts, guessed) = over_worlds(build, seeds, build == Build::Programme)?;
        lines.extend(attacked(build, found, beside_facts, guessed));
    }
    Ok(lines)
}

fn over_worlds(build: Build, seeds: u64, with_facts: bool) -> Outcome<(Found, Option<Found>, Vec<Guessed>)> {
    let (mut found, mut beside, mut by_size) = (Found::default(), Found::default(), Vec::new());
    for people in SIZES {
        let mut guessed = Guessed::default();
        for seed in 0..seeds {
            let world = World::new(people, seed);
            let printed = build.publish(&world)?;
            found = found.with(reconstruct::attack(&world, &printed, &[])?);
            guessed = guessed.with(guess::attack(&world, &printed)?);
            if with_facts {
                beside = beside.with(reconstruct::attack(&world, &printed, &exact_one_way(&world)?)?);
            }
        }
        by_size.push(guessed);
    }
    Ok((found, with_facts.then_some(beside), by_size))
}

fn control(build: Build, found: Found, guessed: Vec<Guessed>) -> [Line; 2] {
    let all = guessed.into_iter().fold(Guessed::default(), Guessed::with);
    let (right, _) = all.shares();
    let known = format!("{} of {} small cells recovered", found.recovered, found.targets);
    let enough = found.targets > 0 && found.recovered * 100 >= found.targets * 95;
    [
        line(format!("A1 control {build:?}"), known, "at least 95 %", enough),
        line(
            format!("A2 control {build:?}"),
            format!("{} guessed right", percent(right)),
            "at least 95 %",
            right >= 0.95,
        ),
    ]
}

fn attacked(build: Build, found: Found, beside_facts: Option<Found>, guessed: Vec<Guessed>) -> Vec<Line> {
    let mut lines = Vec::new();
    for (found, beside, least, limit) in [
        (Some(found), "", 20, "0, 0, 0, at least 20"),
        (beside_facts, " beside exact margins", 15, "0, 0, 0, at least 15"),
    ] {
        let Some(found) = found else { continue };
        let Found {
            targets,
            recovered,
            proved_small,
            given_away,
            narrowest,
            tight,
            ranges,
        } = found;
        let words = format!(
            "{targets} small cells: {recovered} recovered, {proved_small} proved small; of any group {given_away} given \
             away; narrowest range {}; {tight} of {ranges} ranges shown to be integer-tight",
            narrowest.map_or_else(|| "none".to_owned(), |width| width.to_string())
        );
        let holds = recovered + proved_small + given_away == 0 && narrowest.is_none_or(|width| width >= least);
        lines.push(line(format!("A1 {build:?}{beside}"), words, limit, holds));
    }
    for (people, guessed) in SIZES.into_iter().zip(guessed) {
        let (right, blindly) = guessed.shares();
        let words = format!(
            "{} guessed right of {}, blindly {}",
            percent(right),
            guessed.targets,
            percent(blindly)
        );
        lines.push(line(
            format!("A2 {build:?}, {people} youths"),
            words,
            "blindly + 10 points",
            right <= blindly + 0.10,
        ));
    }
    lines
}

/// A3: exact odds of the best attacker for each base, and `trials` against the mechanism itself.
pub fn one_youth_more(trials: u32) -> Outcome<Vec<Line>> {
    let mut lines = Vec::new();
    let exact = BASES
        .into_iter()
        .map(|base| difference::best(base, Odds::exact))
        .fold(1.0, f64::min);
    lines.push(line(
        "A3 control, exact figures",
        percent(exact),
        "at least 95 %",
        exact >= 0.95,
    ));
    let sticky = difference::sticky(trials.min(500))?;
    lines.push(line(
        "A3 control, noise that stays with its cell",
        percent(sticky),
        "at least 95 %",
        sticky >= 0.95,
    ));
    let cell_key = difference::cell_key();
    lines.push(line(
        "A3 control, noise that stays with its people",
        percent(cell_key),
        "at least 85 %",
        cell_key >= 0.85,
    ));
    for (profile, limit, most) in [
        (Profile::Std, "at most 48 %", 0.48),
        (Profile::High, "at most 42 %", 0.42),
    ] {
        let best = BASES.map(|base| difference::best(base, |people| Odds::kdl(profile, people)));
        let worst = best.into_iter().fold(0.0, f64::max);
        let mean: f64 = best.into_iter().sum::<f64>() / 5.0;
        let words = format!("worst {}, mean {} (chance 33.3 %)", percent(worst), percent(mean));
        lines.push(line(format!("A3 {profile}, worked out"), words, limit, worst <= most));
        let (mut found, mut off) = (0.0_f64, 0.0_f64);
        for (base, (worked_out, seed)) in BASES.into_iter().zip(best.into_iter().zip(1..)) {
            let share = difference::against_the_mechanism(profile, base, trials, seed)?;
            found = found.max(share);
            off = off.max((share - worked_out).abs());
        }
        // Four standard deviations of a share near 0.4.
        let chance = 2.0 / f64::from(trials).sqrt();
        let words = format!(
            "worst {}, at most {} from what was worked out",
            percent(found),
            percent(off)
        );
        lines.push(line(
            format!("A3 {profile}, {trials} trials a base"),
            words,
            "as worked out",
            off <= chance,
        ));
    }
    Ok(lines)
}

/// A5.
pub fn asking_again() -> Outcome<Vec<Line>> {
    let shares = [1, 50, 200].map(|pairs| average::query_builder(pairs, 2_000, 5));
    let words = format!(
        "1 pair {}, 50 pairs {}, 200 pairs {}",
        percent(shares[0]),
        percent(shares[1]),
        percent(shares[2])
    );
    let distinct = average::distinct(&World::new(400, 5), 500)?;
    let same = average::same_draws_without_one(&World::new(400, 5))?;
    Ok(vec![
        line(
            "A5 control, query builder with cell-key noise",
            words,
            "200 pairs at least 95 %",
            shares[2] >= 0.95,
        ),
        line(
            "A5 500 fetches, counted and drawn anew each time",
            format!("{distinct} distinct"),
            "1",
            distinct == 1,
        ),
        line("A5 one youth left", format!("{same} draws the same"), "0", same == 0),
    ])
}

/// A6.
#[must_use]
pub fn membership(youths: u64, draws: u32) -> Vec<Line> {
    let exact = member::attack(&member::twelve(30), |_, people| Odds::exact(people), 500, 6);
    let cell_key = member::attack(&member::twelve(30), |_, people| Odds::cell_key(people), draws, 6);
    let words = |gain: Gain| format!("advantage {:.2}, certain {}", gain.advantage, percent(gain.certain));
    let mut lines = vec![
        line(
            "A6 control, exact figures",
            words(exact),
            "at least 0.95",
            exact.advantage >= 0.95,
        ),
        line(
            "A6 control, 12 figures with cell-key noise",
            words(cell_key),
            "at least 0.70",
            cell_key.advantage >= 0.70,
        ),
    ];
    for people in SIZES {
        let gains: Vec<Gain> = (0..youths)
            .map(|seed| member::attack(&member::lifetime(people, &mut Dice::new(seed)), Odds::kdl, draws, seed))
            .collect();
        let worst = gains.iter().map(|gain| gain.advantage).fold(0.0, f64::max);
        let certain = gains.iter().map(|gain| gain.certain).fold(0.0, f64::max);
        let sum: f64 = gains.iter().map(|gain| gain.advantage).sum();
        let mean = sum / f64::from(u32::try_from(gains.len()).unwrap_or(1).max(1));
        let words = format!(
            "advantage {mean:.2} mean, {worst:.2} worst; certain {} worst",
            percent(certain)
        );
        let holds = worst <= 0.50 && certain <= 0.002;
        lines.push(line(
            format!("A6 a lifetime, {people} youths"),
            words,
            "0.50, 0.2 %",
            holds,
        ));
    }
    lines
}

/// A12, A14 and A16.
pub fn the_mechanism(cells: u32, seeds: u64) -> Outcome<Vec<Line>> {
    let mut lines = Vec::new();
    for (profile, coverage, error, limit) in [(Profile::Std, 0.97, 5, "97 %, 5"), (Profile::High, 0.90, 9, "90 %, 9")] {
        let same = mechanism::zero_and_nine_look_the_same(profile);
        lines.push(line(
            format!("A12 {profile}, 0 to 9"),
            if same { "one answer" } else { "told apart" },
            "one answer",
            same,
        ));
        let drawn = mechanism::draw_many(profile, cells, 14)?;
        let (chi, freedom) = drawn.chi_squared;
        let most = mechanism::chi_squared_limit(freedom);
        let words = format!(
            "{} broken, mean {:+.4}, chi squared {chi:.1} of {most:.1}",
            drawn.broken, drawn.mean
        );
        // 0.02 is meant for a million; of fewer, four standard deviations of the noise (2.8 and 5.6).
        let spread = if profile == Profile::Std { 2.8 } else { 5.6 };
        let near = 0.02_f64.max(4.0 * spread / f64::from(cells).sqrt());
        let holds = drawn.broken + drawn.small_shown == 0 && drawn.mean.abs() < near && chi < most;
        lines.push(line(
            format!("A14 {profile}, {cells} cells"),
            words,
            "0, 0.02, chance 1 in 1,000",
            holds,
        ));
        let left = mechanism::utility(profile, (0..seeds).map(|seed| World::new(500, seed)))?;
        let words = format!("{} covered, 90 % within {}", percent(left.coverage), left.error);
        lines.push(line(
            format!("A16 {profile}, 500 youths"),
            words,
            limit,
            left.coverage >= coverage && left.error <= error,
        ));
    }
    Ok(lines)
}
