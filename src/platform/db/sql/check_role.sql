-- `pg_has_role(…, 'member')` covers roles one could SET ROLE to.
select current_user::text as name,
       exists (select from pg_roles r where r.rolsuper and pg_has_role(current_user, r.oid, 'member')) as superuser,
       exists (select from pg_roles r where r.rolbypassrls and pg_has_role(current_user, r.oid, 'member')) as bypasses,
       exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where n.nspname in ('public', 'auth', 'ref', 'sdc') and c.relkind in ('r', 'p')
                 and pg_has_role(current_user, c.relowner, 'member')) as owns
