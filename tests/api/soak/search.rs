//! How long it takes to open 20,000 names and look for one (design §5: tens of ms in a release build).

use std::time::{Duration, Instant};

use causeway::people::PublicCode;
use causeway::search::MOST_PEOPLE;
use sealed::Place;
use serde_json::json;

use crate::support::line::adult;
use crate::support::{BUILD, House, World, new_id};

/// Adds so many people of `north`, sealed as the server seals them, in one statement each.
async fn fill(world: &World, house: &House, count: usize) {
    let keys = &world.state.shared().keys;
    let org = *house.org.as_bytes();
    let (mut ids, mut codes, mut wrapped, mut aliases, mut names) = (vec![], vec![], vec![], vec![], vec![]);
    for number in 0..count {
        let id = new_id();
        let (key, of_key) = keys.kek_ring.new_person_key(org, *id.as_bytes()).unwrap();
        let place = |column| Place {
            table: "person_identity",
            column,
            org,
            row: *id.as_bytes(),
        };
        let seal = |column, text: &str| key.seal(&place(column), text).unwrap();
        let code = PublicCode::from_random(u64::try_from(number).unwrap());
        codes.push(code.as_str().to_owned());
        aliases.push(seal("known_as_enc", &format!("Alias {number}")));
        names.push(seal("legal_name_enc", &format!("María José Álvarez Núñez {number}")));
        wrapped.push(of_key.as_bytes().to_vec());
        ids.push(id);
    }
    let sql = world.sql().await;
    let staff = house.who("supervisor").id;
    sql.execute(
        "insert into person (org_id, id, public_code, home_site_id, gender_missing, language, identity_tier, recorded_at,
                             recorded_by, recorded_via)
         select $1, r.id, r.code, $2, 'not_asked', 'es', 'identified', $3, $4, 'web' from unnest($5::uuid[], $6::text[]) r (id, code)",
        &[&house.org, &house.north, &world.now(), &staff, &ids, &codes],
    )
    .await
    .unwrap();
    sql.execute(
        "insert into person_key (org_id, person_id, site_id, wrapped, recorded_at)
         select $1, r.id, $2, r.wrapped, $3 from unnest($4::uuid[], $5::bytea[]) r (id, wrapped)",
        &[&house.org, &house.north, &world.now(), &ids, &wrapped],
    )
    .await
    .unwrap();
    sql.execute(
        "insert into person_identity (org_id, person_id, site_id, known_as_enc, legal_name_enc, birth_date_quality, recorded_at)
         select $1, r.id, $2, r.known_as, r.legal_name, 'estimated', $3
         from unnest($4::uuid[], $5::bytea[], $6::bytea[]) r (id, known_as, legal_name)",
        &[&house.org, &house.north, &world.now(), &ids, &aliases, &names],
    )
    .await
    .unwrap();
    sql.batch_execute("analyze").await.unwrap();
}

#[actix_web::test]
async fn twenty_thousand_names_are_searched() {
    let world = World::new().await;
    let house = world.house("First").await;
    fill(&world, &house, MOST_PEOPLE).await;
    let token = house.token("supervisor");
    let mut times: Vec<Duration> = Vec::new();
    for (name, found) in [("alvarez 19999", 1), ("alias", 20), ("nobody of this name", 0)] {
        for _ in 0..3 {
            let began = Instant::now();
            let answer = world
                .post(token, "/people/search", json!({"name": name}))
                .await
                .expect(200);
            times.push(began.elapsed());
            assert_eq!(answer.body["items"].as_array().unwrap().len(), found);
        }
    }
    times.sort();
    println!(
        "search by name among {MOST_PEOPLE} people ({BUILD}): median {} ms, worst {} ms",
        times[times.len() / 2].as_millis(),
        times.last().unwrap().as_millis()
    );
    // One more is too many, and says so.
    world.take_in(&house, "worker", &adult(&house)).await;
    world
        .post(token, "/people/search", json!({"name": "alvarez"}))
        .await
        .expect_problem(422, "search_too_wide");
    let south = json!({"name": "alvarez", "site_id": house.south});
    world.post(token, "/people/search", south).await.expect(200);
}
