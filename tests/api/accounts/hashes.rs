//! Stored passwords: costs and peppers change, and nobody notices but the hash.

use causeway::accounts::PasswordHasher;
use serde_json::json;

use crate::support::{PASSWORD, World};

#[actix_web::test]
async fn a_password_hashed_as_before_is_hashed_anew_when_its_owner_signs_in() {
    let world = World::new().await;
    let house = world.house("First").await;
    let ana = world.person(house.org, "ana@example.org", "mentor").await;
    let sql = world.sql().await;
    let stored = async || -> String {
        let query = "select password_hash from auth.account where id = $1";
        sql.query_one(query, &[&ana.account]).await.unwrap().get(0)
    };
    let cheaper = PasswordHasher::new(128, 1, &world.state.keys().pepper).unwrap();
    let old = cheaper.hash(PASSWORD.to_owned().into()).await.unwrap();
    sql.execute(
        "update auth.account set password_hash = $1 where id = $2",
        &[&old, &ana.account],
    )
    .await
    .unwrap();
    let sign_in = async |password: &str| {
        world
            .post("", "/sign-ins", json!({"email": ana.email, "password": password}))
            .await
    };
    sign_in("kettle moss argue ton").await.expect(401);
    assert_eq!(stored().await, old, "only who knows the password moves it on");
    sign_in(PASSWORD).await.expect(201);
    let new = stored().await;
    assert!(new.starts_with("$argon2id$v=19$m=256,t=1,p=1,keyid="), "{new}");
    sign_in(PASSWORD).await.expect(201);
    assert_eq!(stored().await, new);
}
