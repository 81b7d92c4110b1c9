alter table ref.code no force row level security;
delete from ref.code where list = 'supervision_kind';
alter table ref.code force row level security;
drop table supervision_case;
drop table supervision_worker;
drop table supervision_session;
