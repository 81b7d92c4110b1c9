//! Everybody who calls: the columns of the matrix.

use uuid::Uuid;

use super::scene::Scene;
use crate::support::{House, Staff};

/// One column.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    /// Who: a name of [`House::names`], or one of our own.
    pub(super) name: &'static str,
    /// Three short lines that stand above the column.
    pub(super) heading: [&'static str; 3],
    /// Her token; nobody has none.
    pub(super) token: Option<String>,
    /// Her place in her organisation.
    pub(super) staff: Uuid,
    /// Her account.
    pub(super) account: Uuid,
    /// The sign-in she calls with.
    pub(super) sign_in: Uuid,
    /// A role of her own, or a made-up id if she holds none.
    pub(super) grant: Uuid,
    /// Works in the organisation the scene is about.
    pub(super) of_this_house: bool,
}

/// The columns' headings for everybody in [`House::names`]. A new name without a heading fails.
#[track_caller]
fn heading(name: &str) -> [&'static str; 3] {
    match name {
        "worker" => ["", "mentor", "north"],
        "other_worker" => ["2nd", "mentor", "north"],
        "outreach" => ["out-", "reach", "north"],
        "supervisor" => ["super-", "visor", "north"],
        "south_supervisor" => ["super-", "visor", "south"],
        "intake_officer" => ["intake", "off.", "north"],
        "safeguarding_lead" => ["safe-", "guard.", "lead"],
        "programme_manager" => ["prog.", "mana-", "ger"],
        "evaluator" => ["", "evalu-", "ator"],
        "dpo" => ["data", "prot.", "off."],
        "director" => ["", "direc-", "tor"],
        "org_admin" => ["", "org.", "admin"],
        "it_admin" => ["", "IT", "admin"],
        "auditor" => ["", "audi-", "tor"],
        "funder" => ["", "", "funder"],
        "no_role" => ["", "no", "role"],
        _ => panic!("{name} has no column: give her a heading"),
    }
}

fn column(
    name: &'static str,
    heading: [&'static str; 3],
    staff: &Staff,
    grant: Option<Uuid>,
    of_this_house: bool,
) -> Caller {
    Caller {
        name,
        heading,
        token: Some(staff.token.clone()),
        staff: staff.id,
        account: staff.account,
        sign_in: staff.sign_in,
        grant: grant.unwrap_or_else(crate::support::new_id),
        of_this_house,
    }
}

/// Everybody in the house, two whose grants lie otherwise, nobody at all, and two from another organisation.
pub(super) async fn callers(scene: &Scene) -> Vec<Caller> {
    let sql = &scene.sql;
    let grant_of = async |staff: &Staff| -> Option<Uuid> {
        let found = sql
            .query_opt("select id from role_grant where staff_id = $1 limit 1", &[&staff.id])
            .await;
        found.unwrap().map(|row| row.get(0))
    };
    let nobody = Caller {
        heading: ["not", "signed", "in"],
        token: None,
        ..column("nobody", ["", "", ""], scene.house.who("worker"), None, false)
    };
    let mut callers = vec![nobody];
    for name in House::names() {
        let staff = scene.house.who(name);
        callers.push(column(name, heading(name), staff, grant_of(staff).await, true));
    }
    for (name, heading, staff) in [
        (
            "programme_supervisor",
            ["super-", "visor", "ment."],
            &scene.programme_supervisor,
        ),
        ("site_manager", ["site", "mana-", "ger"], &scene.site_manager),
    ] {
        callers.push(column(name, heading, staff, grant_of(staff).await, true));
    }
    for (name, heading) in [
        ("supervisor", ["super-", "visor", "other"]),
        ("director", ["direc-", "tor", "other"]),
    ] {
        let staff = scene.elsewhere.who(name);
        callers.push(column(name, heading, staff, grant_of(staff).await, false));
    }
    callers
}
