alter table ref.code no force row level security;
delete from ref.code where list = 'audit_action' and code = 'tried_alone';
alter table ref.code force row level security;
