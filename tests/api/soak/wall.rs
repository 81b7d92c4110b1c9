//! Is a hole in the wall seen, and is there one?

use crate::access::{idor, wall};

#[actix_web::test]
async fn a_policy_without_one_of_its_conditions_is_noticed() {
    let verdict = Box::pin(wall::of_every_policy()).await;
    println!("policies with one condition left out: {verdict}");
    assert!(verdict.tried > 100, "{verdict}");
    // Issue 4: at least 95 of 100.
    assert!(verdict.survivors.len() * 20 <= verdict.tried, "{verdict}");
}

#[actix_web::test]
async fn no_id_of_somebody_else_opens_anything() {
    let [organisations, caseloads] = Box::pin(idor::at_length()).await;
    let leaks = [organisations.leaks.as_slice(), caseloads.leaks.as_slice()].concat();
    println!(
        "ids swapped: {} between organisations, {} between caseloads; {} leaks",
        organisations.tried,
        caseloads.tried,
        leaks.len()
    );
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    assert!(organisations.tried + caseloads.tried >= 20_000);
}
