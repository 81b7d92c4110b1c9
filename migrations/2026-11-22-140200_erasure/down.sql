alter table ref.code no force row level security;
delete from ref.code where list in ('erasure_reason', 'erasure_refusal')
    or (list = 'audit_action' and code in ('erase', 'refuse'));
alter table ref.code force row level security;
drop table erasure;
