//! An organisation to act in.

use std::collections::HashMap;

use causeway::access::Tokens;
use causeway::platform::ids::{OrgId, SignInId, TokenId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{World, new_id};

/// What a house is built on: a migrated database, the hour, and who makes its tokens.
pub(crate) struct Ground<'t> {
    /// A superuser's connection.
    pub(crate) sql: tokio_postgres::Client,
    pub(crate) now: DateTime<Utc>,
    pub(crate) tokens: &'t Tokens,
}

/// Somebody with a token.
#[derive(Debug, Clone)]
pub(crate) struct Staff {
    pub(crate) id: Uuid,
    pub(crate) account: Uuid,
    pub(crate) sign_in: Uuid,
    pub(crate) token: String,
}

/// An organisation: two sites (`north` in Bogotá, `south` in Berlin), two programmes, one person of every role at the
/// organisation, field workers at `north`.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) org: Uuid,
    pub(crate) north: Uuid,
    pub(crate) south: Uuid,
    pub(crate) mentoring: Uuid,
    pub(crate) sport: Uuid,
    pub(crate) funder: Uuid,
    staff: HashMap<&'static str, Staff>,
}

/// Everyone in a house: a name, her role, and whether the grant is for the site `north` only.
const PEOPLE: [(&str, &str, bool); 16] = [
    ("worker", "mentor", true),
    ("other_worker", "mentor", true),
    ("outreach", "outreach_worker", true),
    ("supervisor", "supervisor", true),
    ("intake_officer", "intake_officer", true),
    ("safeguarding_lead", "safeguarding_lead", false),
    ("programme_manager", "programme_manager", false),
    ("evaluator", "mel_officer", false),
    ("dpo", "data_protection_officer", false),
    ("director", "director", false),
    ("org_admin", "org_admin", false),
    ("it_admin", "it_admin", false),
    ("auditor", "auditor", false),
    ("south_supervisor", "supervisor", false),
    ("funder", "funder_viewer", false),
    ("no_role", "", false),
];

impl House {
    pub(crate) async fn build(ground: &Ground<'_>, name: &str) -> Self {
        let Ground { sql, now, .. } = ground;
        let [org, north, south, mentoring, sport, funder] = std::array::from_fn(|_| new_id());
        sql.execute(
            "insert into organisation (org_id, name, country, recorded_at) values ($1, $2, 'CO', $3)",
            &[&org, &name, &now],
        )
        .await
        .unwrap();
        for (id, site, zone, jurisdiction, region) in [
            (north, "North", "America/Bogota", "CO", "north"),
            (south, "South", "Europe/Berlin", "DE", "south"),
        ] {
            sql.execute(
                "insert into site (org_id, id, name, time_zone, jurisdiction, region, recorded_at) values ($1, $2, $3, $4, $5, $6, $7)",
                &[&org, &id, &site, &zone, &jurisdiction, &region, &now],
            )
            .await
            .unwrap();
        }
        for (id, programme, strand) in [
            (mentoring, "Walking along", "mentoring"),
            (sport, "Saturday league", "sport"),
        ] {
            sql.execute(
                "insert into programme (org_id, id, name, strand, tier, recorded_at) values ($1, $2, $3, $4, 'secondary', $5)",
                &[&org, &id, &programme, &strand, &now],
            )
            .await
            .unwrap();
        }
        sql.execute(
            "insert into funder (org_id, id, name, recorded_at) values ($1, $2, 'First Fund', $3)",
            &[&org, &funder, &now],
        )
        .await
        .unwrap();
        let mut house = Self {
            org,
            north,
            south,
            mentoring,
            sport,
            funder,
            staff: HashMap::new(),
        };
        for (person, role, at_north) in PEOPLE {
            let site = if person == "south_supervisor" {
                Some(south)
            } else {
                at_north.then_some(north)
            };
            let for_funder = (role == "funder_viewer").then_some(funder);
            let grants: Vec<_> = if role.is_empty() {
                vec![]
            } else {
                vec![(role, site, None)]
            };
            let staff = house.hire(ground, person, &grants, for_funder).await;
            house.staff.insert(person, staff);
        }
        house.confirm_ages(ground, "CO").await;
        house
    }

    /// Somebody by her name in this house.
    #[track_caller]
    pub(crate) fn who(&self, name: &str) -> &Staff {
        self.staff
            .get(name)
            .unwrap_or_else(|| panic!("nobody here is called {name}"))
    }

    /// The token of somebody by her name.
    #[track_caller]
    pub(crate) fn token(&self, name: &str) -> &str {
        &self.who(name).token
    }

    /// Everybody's names.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        PEOPLE.iter().map(|(name, ..)| *name)
    }

    /// One more colleague, with grants `(role, site, programme)` and an open sign-in.
    pub(crate) async fn add_staff(
        &self,
        world: &World,
        name: &str,
        grants: &[(&str, Option<Uuid>, Option<Uuid>)],
        funder: Option<Uuid>,
    ) -> Staff {
        self.hire(&world.ground().await, name, grants, funder).await
    }

    /// The same where there is no world: somebody on the ground of an installation.
    pub(crate) async fn hire(
        &self,
        ground: &Ground<'_>,
        name: &str,
        grants: &[(&str, Option<Uuid>, Option<Uuid>)],
        funder: Option<Uuid>,
    ) -> Staff {
        let Ground { sql, now, tokens } = ground;
        let [id, account, sign_in] = std::array::from_fn(|_| new_id());
        let email = format!("{name}.{account}@example.org");
        sql.execute(
            "insert into auth.account (id, email, password_hash, recorded_at) values ($1, $2, 'none', $3)",
            &[&account, &email, &now],
        )
        .await
        .unwrap();
        sql.execute(
            "insert into staff_member (org_id, id, account_id, display_name, funder_id, recorded_at) values ($1, $2, $3, $4, $5, $6)",
            &[&self.org, &id, &account, &name, &funder, &now],
        )
        .await
        .unwrap();
        for (role, site, programme) in grants {
            sql.execute(
                "insert into role_grant (org_id, id, staff_id, role, site_id, programme_id, granted_at, recorded_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $7)",
                &[&self.org, &new_id(), &id, role, site, programme, &now],
            )
            .await
            .unwrap();
        }
        // Long, so that tests may move the clock; the token is renewed by `renew`.
        let ends = *now + chrono::Duration::days(3650);
        let begins = *now - chrono::Duration::days(3650);
        sql.execute(
            "insert into auth.sign_in (id, account_id, org_id, staff_id, issued_at, second_factor_at, expires_at)
             values ($1, $2, $3, $4, $5, $5, $6)",
            &[&sign_in, &account, &self.org, &id, &begins, &ends],
        )
        .await
        .unwrap();
        let token = token_for(tokens, self.org, sign_in, *now);
        Staff {
            id,
            account,
            sign_in,
            token,
        }
    }

    /// A token that is valid where the clock stands now: after `set_now`.
    #[track_caller]
    pub(crate) fn renew(&self, world: &World, name: &str) -> String {
        self.renew_of(world, self.who(name))
    }

    /// The same for somebody who was added.
    pub(crate) fn renew_of(&self, world: &World, staff: &Staff) -> String {
        token_for(world.state.tokens(), self.org, staff.sign_in, world.now())
    }

    /// A confirmed row of ages for a jurisdiction: of age at 18, service consent at 16.
    pub(crate) async fn confirm_jurisdiction(&self, world: &World, jurisdiction: &str) {
        self.confirm_ages(&world.ground().await, jurisdiction).await;
    }

    async fn confirm_ages(&self, ground: &Ground<'_>, jurisdiction: &str) {
        let Ground { sql, now, .. } = ground;
        sql.execute(
            "insert into jurisdiction_policy (org_id, id, jurisdiction, age_majority, age_service_consent, age_data_consent,
                 valid_from, confirmed_by, confirmed_at, recorded_at)
             values ($1, $2, $3, 18, 16, 16, date '2020-01-01', $4, $5, $5)",
            &[&self.org, &new_id(), &jurisdiction, &self.who("dpo").id, now],
        )
        .await
        .unwrap();
    }
}

fn token_for(tokens: &Tokens, org: Uuid, sign_in: Uuid, now: DateTime<Utc>) -> String {
    let (org, sign_in) = (OrgId::from_uuid(org), SignInId::from_uuid(sign_in));
    tokens.issue(org, sign_in, TokenId::of(new_id()), now).unwrap().0
}
