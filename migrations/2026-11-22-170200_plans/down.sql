alter table ref.code no force row level security;
delete from ref.code where list = 'audit_action' and code = 'settle';
drop table plan;
