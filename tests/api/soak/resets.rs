//! Does the time it takes to ask for a new password tell whether an address is known?

use std::time::Instant;

use serde_json::json;

use crate::support::{BUILD, World};

const ROUNDS: usize = 400;

/// How often a value of `one` is larger than a value of `other`: 0.5 when they cannot be told apart.
fn auc(one: &[f64], other: &[f64]) -> f64 {
    let wins: f64 = one
        .iter()
        .flat_map(|a| {
            other.iter().map(move |b| match a.total_cmp(b) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            })
        })
        .sum();
    wins / (f64::from(u32::try_from(one.len()).unwrap()) * f64::from(u32::try_from(other.len()).unwrap()))
}

#[actix_web::test]
async fn asking_for_a_known_and_an_unknown_address_takes_as_long() {
    let world = World::new().await;
    let house = world.house("First").await;
    world.person(house.org, "ana@example.org", "mentor").await;
    let sql = world.sql().await;
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        // In turn, so that a slow minute of the machine is everybody's.
        for (which, email) in [
            (0, "ana@example.org".to_owned()),
            (1, format!("nobody{round}@example.org")),
        ] {
            let started = Instant::now();
            world
                .post("", "/password-resets", json!({"email": email}))
                .await
                .expect(202);
            times[which].push(started.elapsed().as_secs_f64());
        }
        sql.batch_execute("delete from auth.throttle; delete from auth.password_reset; delete from auth.mail")
            .await
            .unwrap();
    }
    let auc = auc(&times[0], &times[1]);
    let median = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2] * 1_000.0
    };
    let [known, unknown] = &mut times;
    println!(
        "asking for a new password, {ROUNDS} each ({BUILD}): median {:.2} ms known, {:.2} ms unknown, AUC {auc:.3}",
        median(known),
        median(unknown)
    );
    assert!((0.45..=0.55).contains(&auc), "AUC {auc}");
}
