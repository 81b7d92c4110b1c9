alter table ref.code no force row level security;
delete from ref.code where list = 'audit_action' and code = 'report_device';
alter table ref.code force row level security;
alter table auth.device
    drop column outbox_depth,
    drop column oldest_pending_at,
    drop column max_seq,
    drop column persisted,
    drop column reported_at,
    drop column store_lost_at;
