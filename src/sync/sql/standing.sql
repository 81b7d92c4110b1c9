-- What is the caller's now, and below which transaction everything has ended.
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as below,
       array(select s.id from access.sync_scopes() s (id)) as scopes
