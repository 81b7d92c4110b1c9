select pg_export_snapshot() as snapshot,
       (select system_identifier::text from pg_control_system()) as cluster,
       (select max(version) from public.__diesel_schema_migrations) as schema,
       current_setting('server_version_num')::integer as postgres
