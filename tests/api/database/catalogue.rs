//! What every table must have, read from Postgres' own catalogue. Exceptions carry their reason.

use std::collections::BTreeSet;

use tokio_postgres::Client;

use super::ground::{as_superuser, assert_none_but, texts};

/// Tables of the four schemas, partitions left out: they are reached through their parent only.
const TABLES: &str = "(select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, n.nspname,
        case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end::text as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'auth', 'ref', 'sdc') and c.relkind in ('r', 'p') and not c.relispartition)";

const MIGRATION_TOOL: (&str, &str) = (
    "__diesel_schema_migrations",
    "the migration tool's own list; no role but the owner may look",
);

/// Rows here are written once: what was decided, shown or counted is never edited, only added to.
const APPEND_ONLY: [&str; 39] = [
    "audit_event",
    "capacity_assessment",
    "case_plan_approval",
    "case_plan_review",
    "concern_entry",
    "conflict_declaration",
    "consent",
    "dosage_rule",
    "eligibility_evaluation",
    "eligibility_finding",
    "eligibility_result",
    "eligibility_rule",
    "enrolment_event",
    "enrolment_restricted",
    "exit_record",
    "followup_safety",
    "goal_review",
    "guardian_path",
    "idempotency_key",
    "incident_account",
    "incident_event",
    "indicator_target",
    "person_key",
    "place_offer",
    "programme_capacity",
    "referral_decision",
    "referral_event",
    "referral_out_event",
    "referral_source",
    "sdc.counted",
    "sdc.download",
    "sdc.event",
    "sdc.publication",
    "sdc.release_cell",
    "sdc.release_recipient",
    "session_correction",
    "supervision_case",
    "supervision_worker",
    "waiting_entry",
];

/// Rows the application adds, and changes through definer functions only.
const CHANGED_BY_FUNCTIONS: [(&str, &str); 2] = [
    (
        "hand_over_line",
        "accepting writes what each assignment became, which the receiver may not read before",
    ),
    (
        "roll_line",
        "marking and taking off writes attendance and enrolment too, which who leads a group may not read",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn row_level_security_is_enabled_and_forced_everywhere() {
    let (_db, client) = as_superuser().await;
    let bare = format!("select name from {TABLES} t where not (relrowsecurity and relforcerowsecurity)");
    assert_none_but(&client, "row-level security", &bare, &[MIGRATION_TOOL]).await;
    let without_policy =
        format!("select name from {TABLES} t where not exists (select from pg_policy where polrelid = t.oid)");
    assert_none_but(&client, "at least one policy", &without_policy, &[MIGRATION_TOOL]).await;
}

/// Policies of the application's role with a condition that does not ask for the organisation. Places and people would hold
/// back another one's rows as well: this is the bar behind the bar.
pub(crate) async fn nameless_policies(client: &Client) -> BTreeSet<String> {
    let nameless = r"select p.polrelid::regclass || ' ' || p.polname from pg_policy p
        cross join lateral unnest(array[pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)]) condition
        where 'causeway_app'::regrole = any (polroles)
          and condition !~ '[(]org_id = [(] SELECT access[.](house|org)[(]'";
    texts(client, nameless).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_policy_asks_for_the_organisation() {
    let (_db, client) = as_superuser().await;
    assert_eq!(nameless_policies(&client).await, BTreeSet::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn partitions_can_be_reached_through_their_parent_only() {
    let (_db, client) = as_superuser().await;
    let partitions = "select c.oid::regclass::text from pg_class c where c.relispartition and c.relkind = 'r'";
    assert!(
        !texts(&client, partitions).await.is_empty(),
        "audit_event is partitioned"
    );
    let open = format!(
        "{partitions} and (not c.relrowsecurity or not c.relforcerowsecurity or exists (
             select from unnest(array['causeway_app', 'causeway_auth', 'public']) role
             where has_table_privilege(role, c.oid, 'select, insert, update, delete, truncate')))"
    );
    assert_none_but(&client, "closed partitions", &open, &[]).await;
    let missed = format!("{partitions} and not has_table_privilege('causeway_backup', c.oid, 'select')");
    assert_none_but(&client, "a backup reads every partition", &missed, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_organisation_leads_every_key() {
    let (_db, client) = as_superuser().await;
    let other_key = format!(
        "select name from {TABLES} t where not exists (
             select from pg_constraint k join pg_attribute a on a.attrelid = t.oid and a.attnum = k.conkey[1]
             where k.conrelid = t.oid and k.contype = 'p' and a.attname = 'org_id')"
    );
    let exceptions = [
        MIGRATION_TOOL,
        ("ref.code", "the same code lists for everybody"),
        ("audit_horizon", "how far the sealer came, over all organisations"),
        (
            "auth.account",
            "an account is global: one e-mail, several organisations",
        ),
        ("auth.sign_in", "found by its id before the organisation is known"),
        ("auth.kek_retired", "key-encryption keys are the installation's"),
        ("auth.password_reset", "an account is global, and so is its password"),
        ("auth.email_change", "an account is global, and so is its address"),
        ("auth.key_probe", "a key of nobody's"),
        (
            "auth.mail",
            "an account's mailbox is global; the organisation that caused a mail is kept for its own count",
        ),
        (
            "auth.refresh_token",
            "found by its digest before the organisation is known",
        ),
        ("auth.totp", "an account's, wherever it works"),
        ("auth.recovery_code", "an account's, wherever it works"),
        ("auth.throttle", "counts before anybody is known"),
        ("auth.notice", "an account's, some of them about no organisation"),
        ("auth.sync_epoch", "a history of the database is the installation's"),
    ];
    assert_none_but(&client, "org_id first in the primary key", &other_key, &exceptions).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_keys_stay_inside_the_organisation() {
    let (_db, client) = as_superuser().await;
    // A key to `organisation` is org_id alone; any other key between tables of an organisation starts with it.
    let loose = format!(
        "select t.name || '.' || k.conname from {TABLES} t
         join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
         join {TABLES} u on u.oid = k.confrelid
         join pg_attribute mine on mine.attrelid = t.oid and mine.attname = 'org_id'
         join pg_attribute theirs on theirs.attrelid = u.oid and theirs.attname = 'org_id'
         where k.conkey[1] <> mine.attnum or k.confkey[1] <> theirs.attnum
            or (u.name <> 'organisation' and cardinality(k.conkey) < 2)"
    );
    assert_none_but(&client, "composite foreign keys", &loose, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_foreign_key_has_an_index() {
    let (_db, client) = as_superuser().await;
    let bare = format!(
        "select t.name || '.' || k.conname from {TABLES} t
         join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
         where not exists (
             select from pg_index i where i.indrelid = t.oid and i.indisvalid and i.indpred is null
             and (select array_agg(column_no order by column_no)
                  from unnest((i.indkey::int2[])[0:cardinality(k.conkey) - 1]) column_no)
               = (select array_agg(column_no order by column_no) from unnest(k.conkey) column_no))"
    );
    assert_none_but(&client, "an index behind every foreign key", &bare, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn definer_functions_pin_their_search_path_and_belong_to_the_policy_role() {
    let (_db, client) = as_superuser().await;
    let functions = "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('public', 'auth', 'ref', 'sdc', 'access')";
    let unpinned = format!(
        "{functions} and p.prosecdef
         and not coalesce(p.proconfig, '{{}}') @> array['search_path=pg_catalog, pg_temp']"
    );
    assert_none_but(&client, "a pinned search_path", &unpinned, &[]).await;
    let other_owner = format!("{functions} and p.prosecdef and p.proowner <> 'causeway_policy'::regrole");
    let exceptions = [(
        "access.ensure_audit_partitions(date)",
        "it creates tables, so it belongs to their owner",
    )];
    assert_none_but(&client, "owned by causeway_policy", &other_owner, &exceptions).await;
    let public = format!(
        "{functions} and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                                 where a.grantee = 0)"
    );
    assert_none_but(&client, "not executable by PUBLIC", &public, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn views_ask_with_the_rights_of_who_looks() {
    let (_db, client) = as_superuser().await;
    let views = "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('public', 'auth', 'ref', 'sdc', 'access') and c.relkind in ('v', 'm')
          and (c.relkind = 'm' or not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on'])";
    assert_none_but(&client, "security_invoker on views, no materialised ones", views, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_deletes_and_strangers_hold_nothing() {
    let (_db, client) = as_superuser().await;
    let rights = format!(
        "select role || ' ' || privilege || ' ' || name from {TABLES} t,
             unnest(array['causeway_app', 'causeway_auth', 'causeway_policy', 'causeway_backup']) role,
             unnest(array['delete', 'truncate', 'references', 'trigger']) privilege
         where has_table_privilege(role, t.oid, privilege)"
    );
    let spent = "digests of secrets whose sign-in is over: they prove nothing any more";
    let exceptions = [
        ("causeway_auth delete auth.refresh_token", spent),
        (
            "causeway_auth delete auth.throttle",
            "counters of guesses whose time is over",
        ),
        (
            "causeway_policy delete outing",
            "who was out when is kept no longer than a week: access.forget_outings, for its job",
        ),
    ];
    assert_none_but(&client, "nobody may delete", &rights, &exceptions).await;
    let public = format!(
        "select name from {TABLES} t join pg_class c on c.oid = t.oid, aclexplode(c.relacl) a where a.grantee = 0"
    );
    assert_none_but(&client, "PUBLIC holds no table", &public, &[]).await;
    let schemas = "select role || ' ' || nspname from pg_namespace,
             unnest(array['causeway_app', 'causeway_auth', 'causeway_policy', 'causeway_backup']) role
         where nspname in ('public', 'auth', 'ref', 'sdc', 'access') and has_schema_privilege(role, nspname, 'create')";
    assert_none_but(&client, "nobody builds tables", schemas, &[]).await;
    let sign_ins = format!(
        "select name from {TABLES} t where nspname = 'auth'
           and has_any_column_privilege('causeway_app', t.oid, 'select, insert, update')"
    );
    assert_none_but(&client, "the application reads no accounts", &sign_ins, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_append_only_can_only_be_added_to() {
    let (_db, client) = as_superuser().await;
    let insert_only = format!(
        "select name from {TABLES} t where has_any_column_privilege('causeway_app', t.oid, 'insert')
           and not has_any_column_privilege('causeway_app', t.oid, 'update')"
    );
    let mut found = texts(&client, &insert_only).await;
    for (table, _) in CHANGED_BY_FUNCTIONS {
        assert!(found.remove(table), "the application changes {table} by itself");
    }
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), APPEND_ONLY);
    // Erasing somebody destroys her key and what was sealed with it; `access.destroy` does that, and nothing else changes it.
    let destroyed = [
        ("capacity_assessment", "access.destroy blanks what was written"),
        ("enrolment_restricted", "access.destroy blanks it"),
        ("person_key", "access.destroy destroys it"),
        ("referral_source", "access.destroy blanks the sealed name"),
        // A merge changes whose they are, and nothing of what they say.
        ("case_plan_approval", "access.merge_move changes whose it is"),
        ("case_plan_review", "access.merge_move changes whose it is"),
        ("conflict_declaration", "access.merge_move changes whose it is"),
        ("consent", "access.merge_move changes whose it is"),
        ("exit_record", "access.merge_move changes whose it is"),
        ("followup_safety", "access.merge_move changes whose it is"),
        ("goal_review", "access.merge_move changes whose it is"),
        ("guardian_path", "access.merge_move changes whose it is"),
    ];
    for (role, exceptions) in [
        ("causeway_auth", [].as_slice()),
        ("causeway_policy", &destroyed),
        ("causeway_backup", &[]),
    ] {
        let changes = format!(
            "select name from {TABLES} t where name = any (string_to_array('{}', ','))
               and has_any_column_privilege('{role}', t.oid, 'update')",
            APPEND_ONLY.join(",")
        );
        assert_none_but(&client, "append-only for every role", &changes, exceptions).await;
    }
}

/// Not in schema `auth`: nobody edits there. What is in it ends, once, by a moment of its own (`revoked_at`, `used_at`, …).
#[tokio::test(flavor = "multi_thread")]
async fn what_can_change_has_a_version_and_can_be_voided() {
    let (_db, client) = as_superuser().await;
    let bare = format!(
        "select t.name || '.' || needed from {TABLES} t,
             unnest(array['row_version', 'recorded_at', 'voided_at', 'void_reason']) needed
         where nspname <> 'auth' and has_any_column_privilege('causeway_app', t.oid, 'update')
           and not exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = needed and a.attnum > 0)"
    );
    let budget = "privacy that was spent is never given back, so nothing is corrected or voided";
    let view =
        "the last twenty times a device was told of its scopes: a slot is used again, nobody corrects what was told";
    let exceptions = [
        ("sdc.budget.row_version", budget),
        ("sdc.budget.recorded_at", budget),
        ("sdc.budget.voided_at", budget),
        ("sdc.budget.void_reason", budget),
        ("device_view.row_version", view),
        ("device_view.voided_at", view),
        ("device_view.void_reason", view),
    ];
    assert_none_but(&client, "version, record and void columns", &bare, &exceptions).await;
}
