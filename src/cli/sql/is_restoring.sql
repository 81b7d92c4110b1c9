select exists (select from pg_namespace where nspname = 'restoring') as yes
