-- Holes in the wall: what tests/api/database/catalogue.rs looks for, in the database the server is about to serve.
with tables as (
    select c.oid, c.relrowsecurity and c.relforcerowsecurity as walled, c.relispartition,
           n.nspname || '.' || c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'auth', 'ref', 'sdc') and c.relkind in ('r', 'p')
      and c.relname <> '__diesel_schema_migrations'
), holes as (
    select 'table ' || t.name || ' is not walled' as hole from tables t
    where not t.walled or not t.relispartition and not exists (select from pg_policy p where p.polrelid = t.oid)
    union all
    select 'view ' || n.nspname || '.' || c.relname || ' looks with its owner''s rights'
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'auth', 'ref', 'sdc', 'access') and c.relkind in ('v', 'm')
      and (c.relkind = 'm'
           or not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on'])
    union all
    select 'function ' || p.oid::regprocedure || ' is open or can be led astray'
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'auth', 'ref', 'sdc', 'access') and p.prosecdef
      and (not coalesce(p.proconfig, '{}') @> array['search_path=pg_catalog, pg_temp']
           or exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0))
)
select hole from holes order by hole limit 3
