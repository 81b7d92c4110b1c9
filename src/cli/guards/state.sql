-- What the guards ask of the server and of this session.
select current_setting('fsync') as fsync,
       current_setting('full_page_writes') as full_page_writes,
       current_setting('synchronous_commit') as synchronous_commit,
       current_setting('data_checksums') as data_checksums,
       (extract(epoch from clock_timestamp()) * 1000)::bigint as clock_ms,
       coalesce(obj_description(to_regnamespace('access'), 'pg_namespace'), '') as wall
