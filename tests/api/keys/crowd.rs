//! Many people at once, written set-wise: one who can be read through the API, and as many others as are asked for.

use causeway::platform::key_ring::LiveRing;
use serde_json::json;
use uuid::Uuid;

use crate::durability::{Installation, Wire};
use crate::support::line::adult;
use crate::support::{House, new_id};

/// People in an installation.
pub(crate) struct Crowd {
    /// Somebody whose identity `token` may read.
    pub(crate) person: Uuid,
    pub(crate) token: String,
}

impl Crowd {
    /// A house with `people` and one more.
    pub(crate) async fn gather(installation: &Installation, ring: &LiveRing, people: usize) -> Self {
        let house = House::build(&installation.ground().await, "Crowd").await;
        let mut wire = Wire::open(*installation.address().borrow()).await.unwrap();
        let token = house.token("worker").to_owned();
        let body = adult(&house);
        let taken_in = wire.post(Some(&token), "/people", &body).await.unwrap();
        assert_eq!(taken_in.status, 201, "{}", taken_in.json());
        let person = serde_json::from_value(json!(body["id"])).unwrap();

        let sql = installation.sql().await;
        let ids: Vec<Uuid> = (0..people).map(|_| new_id()).collect();
        for ids in ids.chunks(10_000) {
            let wrapped: Vec<Vec<u8>> = ids
                .iter()
                .map(|id| {
                    let (_key, wrapped) = ring.new_person_key(house.org.into_bytes(), id.into_bytes()).unwrap();
                    wrapped.as_bytes().to_vec()
                })
                .collect();
            sql.execute(
                "with ids as (
                     select id, wrapped, row_number() over () + (select count(*) from person) as n
                     from unnest($2::uuid[], $3::bytea[]) i (id, wrapped)
                 ), people as (
                     insert into person (org_id, id, public_code, home_site_id, gender_missing, language, identity_tier,
                                         recorded_at, recorded_via)
                     select $1, id, 'A' || translate(upper(lpad(to_hex(n), 5, '0')), '01', 'XY'), $4, 'not_asked', 'es',
                            'anonymous', now(), 'import' from ids
                 ), identities as (
                     insert into person_identity (org_id, person_id, site_id, birth_date_quality, recorded_at)
                     select $1, id, $4, 'estimated', now() from ids
                 )
                 insert into person_key (org_id, person_id, site_id, wrapped, recorded_at)
                 select $1, id, $4, wrapped, now() from ids",
                &[&house.org, &ids, &wrapped, &house.north],
            )
            .await
            .unwrap();
        }
        Self { person, token }
    }
}
