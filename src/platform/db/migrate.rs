//! Roles, migrations, policies: everything that needs an administrator's connection.
//!
//! Migrations build tables and are append-only. Policies, functions and privileges are one replaceable set, dropped and
//! rebuilt after every migration in one transaction, so that the wall is one page in review.

use diesel::QueryableByName;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use sha2::{Digest, Sha256};

use super::pool::connect;

/// The schema's history.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");
const ROLES: &str = include_str!("roles.sql");
/// The wall: functions, policies, privileges, in this order; then what features keep beside their own statements.
pub const REPLACEABLE: [&str; 31] = [
    include_str!("replaceable/1_functions.sql"),
    include_str!("replaceable/2_policies.sql"),
    include_str!("replaceable/3_privileges.sql"),
    include_str!("../../consent/sql/wall.sql"),
    include_str!("../../providers/sql/wall.sql"),
    include_str!("../../disclosures/sql/wall.sql"),
    include_str!("../../referrals_out/sql/wall.sql"),
    include_str!("../../programmes/sql/wall.sql"),
    include_str!("../../intake/sql/wall.sql"),
    include_str!("../../enrolment/sql/wall.sql"),
    include_str!("../../intake_forms/sql/wall.sql"),
    include_str!("../../followup/sql/wall.sql"),
    include_str!("../../caseload/sql/wall.sql"),
    include_str!("../../sessions/sql/wall.sql"),
    include_str!("../../safety/sql/wall.sql"),
    include_str!("../../timetable/sql/wall.sql"),
    include_str!("../../plans/sql/wall.sql"),
    include_str!("../../incidents/sql/wall.sql"),
    include_str!("../../outings/sql/wall.sql"),
    include_str!("../../supervision/sql/wall.sql"),
    include_str!("../../on_call/sql/wall.sql"),
    include_str!("../../safeguarding/sql/wall.sql"),
    include_str!("../../tasks/sql/wall.sql"),
    include_str!("../../contacts/sql/wall.sql"),
    include_str!("../../search/sql/wall.sql"),
    include_str!("../../duplicates/sql/wall.sql"),
    include_str!("../../relationships/sql/wall.sql"),
    include_str!("../../merging/sql/wall.sql"),
    include_str!("../../indicators/sql/wall.sql"),
    include_str!("../../sync/sql/journal_wall.sql"),
    include_str!("../../sync/sql/wall.sql"),
];

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// No connection as administrator.
    #[error("no connection to the database as administrator: {0}")]
    Connect(String),
    /// A statement failed.
    #[error("the {step} could not be applied: {reason}")]
    Apply {
        /// Which part.
        step: &'static str,
        /// What Postgres said. Schema statements carry no personal data.
        reason: String,
    },
}

/// Creates the roles (idempotent).
pub async fn ensure_roles(admin_url: &str) -> Result<(), MigrateError> {
    let mut conn = admin(admin_url).await?;
    batch(&mut conn, "roles", ROLES).await
}

/// Brings the database `admin_url` points at up to date: migrations as `causeway_owner`, then the replaceable set.
/// Needs a multi-threaded runtime.
pub async fn migrate(admin_url: &str) -> Result<(), MigrateError> {
    let mut conn = admin(admin_url).await?;
    batch(&mut conn, "schema owner", include_str!("sql/owner_may_build.sql")).await?;
    // Held to the end of the session: two starting servers do not migrate at once.
    batch(&mut conn, "migration lock", "select pg_advisory_lock(4242000002)").await?;
    batch(&mut conn, "schema owner", "set role causeway_owner").await?;
    let mut harness = AsyncMigrationHarness::new(conn);
    let ran = harness
        .run_pending_migrations(MIGRATIONS)
        .map(|versions| versions.len())
        .map_err(|error| MigrateError::Apply {
            step: "migrations",
            reason: error.to_string(),
        })?;
    let mut conn = harness.into_inner();
    batch(&mut conn, "schema owner", "reset role").await?;
    replace_wall(&mut conn).await?;
    tracing::info!(migrations = ran, "schema is up to date");
    Ok(())
}

/// Names the wall this program builds: kept as the comment on schema `access`, and asked for at every start.
pub fn wall_digest() -> String {
    hex::encode(Sha256::digest(REPLACEABLE.concat()))
}

/// The newest migration this program knows.
pub fn newest_version() -> String {
    let migrations = MigrationSource::<Pg>::migrations(&MIGRATIONS).unwrap_or_default();
    let versions = migrations
        .iter()
        .map(|migration| migration.name().version().to_string());
    versions.max().unwrap_or_default()
}

/// Drops and rebuilds functions, policies and privileges in one transaction.
pub async fn replace_wall(conn: &mut AsyncPgConnection) -> Result<(), MigrateError> {
    let script = format!(
        "begin;\n{}\ncomment on schema access is '{}';\ncommit;",
        REPLACEABLE.join("\n"),
        wall_digest()
    );
    batch(conn, "policies", &script).await?;
    batch(
        conn,
        "audit partitions",
        "select access.ensure_audit_partitions(current_date)",
    )
    .await
}

#[derive(QueryableByName)]
struct RoleRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    superuser: bool,
    #[diesel(sql_type = Bool)]
    bypasses: bool,
    #[diesel(sql_type = Bool)]
    owns: bool,
}

/// Why the server will not work with the role it was given (design §4).
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// Not reachable, or the schema is not there.
    #[error("the database could not be asked about its roles: {0}")]
    Unreachable(String),
    /// The role may see past row-level security.
    #[error(
        "refusing to start: the database role {role} {why}, so row-level security would not hold. Connect as {expected}."
    )]
    TooPowerful {
        /// The role's name.
        role: String,
        /// What is wrong with it.
        why: &'static str,
        /// The role that is meant for this.
        expected: &'static str,
    },
}

/// Refuses a superuser, an owner of tables, a BYPASSRLS role, or a member of one of those.
pub async fn check_role(url: &str, expected: &'static str) -> Result<(), RoleError> {
    let unreachable = |error: &dyn std::fmt::Display| RoleError::Unreachable(error.to_string());
    let mut conn = connect(url.to_owned()).await.map_err(|error| unreachable(&error))?;
    let row: RoleRow = diesel::sql_query(include_str!("sql/check_role.sql"))
        .get_result(&mut conn)
        .await
        .map_err(|error| unreachable(&error))?;
    let why = if row.superuser {
        "is (or may become) a superuser"
    } else if row.bypasses {
        "bypasses (or may become a role that bypasses) row-level security"
    } else if row.owns {
        "owns (or may become the owner of) the tables"
    } else {
        return Ok(());
    };
    Err(RoleError::TooPowerful {
        role: row.name,
        why,
        expected,
    })
}

async fn admin(url: &str) -> Result<AsyncPgConnection, MigrateError> {
    connect(url.to_owned())
        .await
        .map_err(|error| MigrateError::Connect(error.to_string()))
}

async fn batch(conn: &mut AsyncPgConnection, step: &'static str, sql: &str) -> Result<(), MigrateError> {
    conn.batch_execute(sql).await.map_err(|error| MigrateError::Apply {
        step,
        reason: error.to_string(),
    })
}
