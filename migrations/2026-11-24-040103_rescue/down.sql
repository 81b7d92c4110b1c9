alter table ref.code no force row level security;
delete from ref.code
where (list = 'held_reason' and code = 'rescued') or (list = 'audit_action' and code = 'rescue');
alter table ref.code force row level security;
alter table sync_op drop column rescued_by;
