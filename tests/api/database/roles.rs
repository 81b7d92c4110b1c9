//! The server takes no database role that could look past row-level security, and the roles that the policies speak of
//! are those of `access/role.rs`.

use std::collections::BTreeSet;

use causeway::access::{
    C2_READERS, C3_READERS, FIELD_WORKERS, GLASS_BREAKERS, GLASS_REVIEWERS, INTAKE_WORKERS, NEVER_GLASS, Role,
    StaffRoles,
};
use causeway::platform::codes::CodeList;
use causeway::platform::db::migrate::{RoleError, check_role};
use pglocal::Durability;
use testkit::{TestCluster, TestDb};

use super::ground::{as_superuser, connect, texts};
use crate::support;

async fn why_refused(db: &TestDb, role: &str) -> String {
    match check_role(&db.url(role), "causeway_app").await {
        Err(RoleError::TooPowerful {
            role: named,
            why,
            expected,
        }) => {
            assert_eq!((named.as_str(), expected), (role, "causeway_app"));
            why.to_owned()
        }
        other => panic!("{role}: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_could_look_past_the_wall_is_refused() {
    // Roles belong to the whole cluster: this test makes some, so it has one of its own.
    let cluster = TestCluster::owned(Durability::Throwaway).await.unwrap();
    let db = TestDb::create(&support::template_on(&cluster).await).await.unwrap();
    connect(&db.superuser_url())
        .await
        .batch_execute(
            "create role r_super login superuser;
             create role r_bypass login bypassrls;
             create role r_owner login;
             create role r_member_super login noinherit in role r_super;
             create role r_member_policy login noinherit in role causeway_policy;
             create role r_member_owner login noinherit in role causeway_owner;
             create role r_plain login;
             alter table site owner to r_owner",
        )
        .await
        .unwrap();
    for role in ["postgres", "r_super", "r_member_super"] {
        assert!(why_refused(&db, role).await.contains("superuser"), "{role}");
    }
    for role in ["r_bypass", "r_member_policy", "causeway_backup"] {
        assert!(why_refused(&db, role).await.contains("bypasses"), "{role}");
    }
    for role in ["r_owner", "r_member_owner"] {
        assert!(why_refused(&db, role).await.contains("owns"), "{role}");
    }
    for role in ["causeway_app", "causeway_auth", "r_plain"] {
        check_role(&db.url(role), "causeway_app").await.unwrap();
    }
    assert!(matches!(
        check_role(&db.url("r_nobody"), "causeway_app").await,
        Err(RoleError::Unreachable(_))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_and_program_mean_the_same_roles() {
    let (_db, client) = as_superuser().await;
    for (function, groups) in [
        ("c2_roles", C2_READERS.as_slice()),
        ("c3_roles", &C3_READERS),
        ("field_roles", &FIELD_WORKERS),
        ("glass_roles", &GLASS_BREAKERS),
        ("intake_roles", &INTAKE_WORKERS),
        ("never_glass_roles", &NEVER_GLASS),
        ("glass_review_roles", &GLASS_REVIEWERS),
    ] {
        let in_sql = texts(&client, &format!("select unnest(access.{function}())")).await;
        let in_rust: BTreeSet<String> = StaffRoles::CODES
            .iter()
            .filter(|code| Role::of(code).is_some_and(|role| groups.contains(&role)))
            .map(|code| (*code).to_owned())
            .collect();
        assert_eq!(in_sql, in_rust, "access.{function}() and access/role.rs");
    }
}
