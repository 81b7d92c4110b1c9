//! The words of the screens behind a passphrase.

use actix_web::http::Method;

use crate::support::World;

use super::phone::Phone;

#[actix_web::test]
async fn a_device_that_is_signed_in_gets_the_words_and_nobody_else() {
    let world = World::new().await;
    let house = world.house("First").await;
    let phone = Phone::of(&world, &house, "worker").await;
    let words = "/sync/words/ar";
    let got = world.get(&phone.token, words).await.expect(200);
    let version = got.body["version"].as_str().unwrap();
    assert_eq!(
        got.headers.get("etag").unwrap().to_str().unwrap(),
        format!("\"{version}\"")
    );
    assert!(got.body["messages"].is_object());
    for unknown in ["xx", "..", "en.json", "%2e%2e%2findex"] {
        world
            .get(&phone.token, &format!("/sync/words/{unknown}"))
            .await
            .expect(404);
    }
    world.get(house.token("supervisor"), words).await.expect(403);
    world.get("nobody", words).await.expect(401);
    let tag = format!("\"{version}\"");
    let same = world
        .call(Method::GET, Some(&phone.token), words, None, &[("if-none-match", &tag)])
        .await;
    assert!(same.expect(304).bytes.is_empty());
}
