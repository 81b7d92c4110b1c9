alter table ref.code no force row level security;
delete from ref.code
where list in ('sync_status', 'held_reason', 'sync_operation', 'conflict_state', 'conflict_side')
   or (list = 'audit_action' and code in ('push', 'decide_operation', 'resolve_conflict'));
alter table ref.code force row level security;
drop table sync_conflict;
drop table sync_op;
