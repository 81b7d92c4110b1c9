-- Below which transaction everything has ended, and the number of the next one.
select pg_snapshot_xmin(s)::text::bigint as below, pg_snapshot_xmax(s)::text::bigint as next from pg_current_snapshot() s
