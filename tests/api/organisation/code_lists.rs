//! What `ref.code` holds is what the code accepts.

use std::collections::BTreeMap;

use causeway::access::StaffRoles;
use causeway::casework::{RecordedVia, VoidReasons};
use causeway::platform::codes::CodeList;
use causeway::programmes::{PreventionTiers, Strands};

use crate::support::World;

async fn stored(world: &World) -> BTreeMap<String, Vec<(String, String, bool)>> {
    let rows = world
        .sql()
        .await
        .query(
            "select list, code, label, sensitive from ref.code order by list, sort",
            &[],
        )
        .await
        .unwrap();
    let mut lists: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for row in rows {
        lists
            .entry(row.get(0))
            .or_default()
            .push((row.get(1), row.get(2), row.get(3)));
    }
    lists
}

#[actix_web::test]
async fn the_lists_of_the_house_are_those_of_the_code() {
    fn codes<L: CodeList>() -> (&'static str, &'static [&'static str]) {
        (L::NAME, L::CODES)
    }
    let lists = stored(&World::new().await).await;
    for (name, codes) in [
        codes::<StaffRoles>(),
        codes::<Strands>(),
        codes::<PreventionTiers>(),
        codes::<VoidReasons>(),
        codes::<RecordedVia>(),
    ] {
        let stored: Vec<_> = lists[name].iter().map(|(code, ..)| code.as_str()).collect();
        assert_eq!(stored, codes, "{name}");
    }
}

#[actix_web::test]
async fn labels_that_name_gangs_exit_or_justice_are_marked() {
    let lists = stored(&World::new().await).await;
    let telling = [
        "gang",
        "prison",
        "custody",
        "court",
        "justice",
        "diversion",
        "tattoo",
        "relocated",
        "the group",
    ];
    for (list, codes) in &lists {
        for (code, label, sensitive) in codes {
            assert!(!label.is_empty(), "{list} {code}");
            let names_it = telling.iter().any(|word| label.to_lowercase().contains(word));
            // "Court" as the giver of a consent is said of every young person under guardianship.
            if names_it && list != "consent_giver" {
                assert!(sensitive, "{list} {code}: {label}");
            }
        }
    }
}
