-- The order of changes by a sequence, read up to its end: what commits late has a number that was passed.
create schema mutant;
grant usage on schema mutant to public;
create sequence mutant.places;
grant all on sequence mutant.places to public;
alter table sync_entry alter column xid set default nextval('mutant.places');
create function mutant.pg_snapshot_xmin(pg_snapshot) returns xid8 language sql volatile as $$
    select (p.last_value + 1)::text::xid8 from mutant.places p $$;
do $$
begin
    execute format('alter role causeway_app in database %I set search_path = mutant, "$user", public, pg_catalog', current_database());
end $$;
