select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where n.nspname in ('public', 'auth', 'ref', 'sdc', 'access', 'restoring')) as yes
