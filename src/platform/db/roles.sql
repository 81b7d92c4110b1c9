-- Database roles (design §4). Cluster-wide and idempotent; run by an administrator before the first migration.
-- The advisory lock keeps two starting servers from creating the same role at once.
do $$
begin
    perform pg_advisory_xact_lock(4242000001);
    if not exists (select from pg_roles where rolname = 'causeway_owner') then
        create role causeway_owner nologin;
    end if;
    if not exists (select from pg_roles where rolname = 'causeway_policy') then
        create role causeway_policy nologin bypassrls;
    end if;
    if not exists (select from pg_roles where rolname = 'causeway_app') then
        create role causeway_app login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
    if not exists (select from pg_roles where rolname = 'causeway_auth') then
        create role causeway_auth login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
    if not exists (select from pg_roles where rolname = 'causeway_backup') then
        create role causeway_backup login bypassrls nocreatedb nocreaterole;
    end if;
    -- A client that hangs must not hold a session, and a bad plan must not hold a worker (performance.md, lesson 6).
    alter role causeway_app set statement_timeout = '20s';
    alter role causeway_app set idle_in_transaction_session_timeout = '15s';
    alter role causeway_app set lock_timeout = '10s';
    -- The driver keeps no SQLSTATE, so a few of Postgres' messages are recognised by their English text.
    alter role causeway_app set lc_messages = 'C';
    alter role causeway_auth set lc_messages = 'C';
    alter role causeway_auth set statement_timeout = '10s';
    alter role causeway_auth set idle_in_transaction_session_timeout = '10s';
end
$$;
