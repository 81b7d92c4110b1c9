-- A page of phones for whose owners the caller answers, by id, after one ($1).
select id, staff_id, kind, enrolled_at, last_seen_at, ended_at, outbox_depth, oldest_pending_at, max_seq, persisted,
       reported_at, store_lost_at
from access.sync_reports($1, $2)
