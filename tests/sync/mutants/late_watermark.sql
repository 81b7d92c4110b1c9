-- The watermark is asked for by a statement of its own, after the moment that the rows are read at.
create schema mutant;
grant usage on schema mutant to public;
create function mutant.pg_snapshot_xmin(pg_snapshot) returns xid8
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_next bigint;
begin
    perform pg_sleep(0.04);
    v_next := pg_current_xact_id()::text::bigint;
    return least(v_next, (select min(a.backend_xid::text::bigint) from pg_stat_activity a
                          where a.backend_xid is not null and a.pid <> pg_backend_pid()))::text::xid8;
end $$;
do $$
begin
    execute format('alter role causeway_app in database %I set search_path = mutant, "$user", public, pg_catalog', current_database());
end $$;
